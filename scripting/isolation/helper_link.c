// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// helper_link.c: finds the helper, starts it, hands houses to it, ends it.
//
// posix_spawn and not fork: the host has threads, and locks held in them. The helper gets
// descriptors 0 to 2 and its socket. Its standard output is our standard error, so that nothing it
// or a child prints can get into what the host prints for another program. It gets a process group
// of its own: an interrupt typed at the terminal is for the host, which may want to end in order.

#include "helper_link.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper.h"
#include "log.h"

#define HELPER_NAME "myrmidon-helper"
#define PATH_CAPACITY 4096
#define STOP_TIMEOUT_MS 2000

extern char **environ;

// The helper of this process. Under `lock`.
static struct helper {
    pthread_mutex_t lock;
    pid_t pid; // 0: none
    int socket;
    int exit_status; // of the last one that ended, as waitpid gives it; -1: unknown
    char path[PATH_CAPACITY];
} helper = {.lock = PTHREAD_MUTEX_INITIALIZER, .socket = -1, .exit_status = -1};

// ----------------------------------------------------------------------------------------- finding

// The folder of the library that this code is in.
static bool library_folder(char folder[PATH_CAPACITY])
{
    Dl_info info;
    char *path = NULL;
    if (dladdr((void *)(uintptr_t)&myri_helper_main, &info) != 0 && info.dli_fname)
        path = realpath(info.dli_fname, NULL);
    if (!path) // linked into an executable that was started by a relative path
        path = realpath("/proc/self/exe", NULL);
    char *slash = path ? strrchr(path, '/') : NULL;
    bool is_found = slash && (size_t)(slash - path) < PATH_CAPACITY;
    if (is_found) {
        *slash = '\0';
        snprintf(folder, PATH_CAPACITY, "%s", path);
    }
    free(path);
    return is_found;
}

// Whether `path` can be started; else it is noted in `tried`.
static bool is_program(const char *path, myr_error *tried)
{
    if (access(path, X_OK) == 0)
        return true;
    int reason = errno;
    size_t used = strlen(tried->text);
    snprintf(tried->text + used, sizeof tried->text - used, "%s%s (%s)", used ? ", " : "", path,
             strerror(reason));
    return false;
}

static bool find(const char *wanted, char found[PATH_CAPACITY], myr_error *error)
{
    // From the library's folder: itself (a bundle), a build tree, an installation.
    static const char *const places[] = {".", "../bin", MYRI_HELPER_FROM_LIBRARY};
    myr_error tried = {""};
    char folder[PATH_CAPACITY];
    if (wanted) {
        int length = snprintf(found, PATH_CAPACITY, "%s", wanted);
        if (length < PATH_CAPACITY && is_program(found, &tried))
            return true;
    } else if (library_folder(folder)) {
        for (uint32_t i = 0; i < sizeof places / sizeof *places; i++) {
            int length = snprintf(found, PATH_CAPACITY, "%s/%s/" HELPER_NAME, folder, places[i]);
            if (length < PATH_CAPACITY && is_program(found, &tried))
                return true;
        }
    }
    return myri_error_set(error,
                          "process isolation needs the program " HELPER_NAME ", tried: %.850s; "
                          "install it, or name it in def.helper_path",
                          tried.text);
}

// ---------------------------------------------------------------------------------------- starting

// A socket above 2: the places below are given away in the child.
static bool open_pair(int pair[2], myr_error *error)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return myri_error_set(error, "cannot make a socket: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        if (pair[i] > STDERR_FILENO)
            continue;
        int moved = fcntl(pair[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        int reason = errno;
        if (moved < 0) {
            close(pair[0]);
            close(pair[1]);
            return myri_error_set(error, "cannot make a socket: %s", strerror(reason));
        }
        close(pair[i]);
        pair[i] = moved;
    }
    return true;
}

// Which descriptors the helper starts with.
static int add_files(posix_spawn_file_actions_t *files, int socket)
{
    int failed = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (fcntl(STDERR_FILENO, F_GETFD) < 0) // a host without a standard error
        failed |= posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failed |= posix_spawn_file_actions_adddup2(files, STDERR_FILENO, STDOUT_FILENO);
    failed |= posix_spawn_file_actions_adddup2(files, socket, MYRI_HELPER_SOCKET);
    failed |= posix_spawn_file_actions_addclosefrom_np(files, MYRI_HELPER_SOCKET + 1);
    return failed;
}

static int add_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawnattr_setsigmask(attributes, &none);
    failed |= posix_spawnattr_setsigdefault(attributes, &all);
    failed |= posix_spawnattr_setpgroup(attributes, 0);
    failed |= posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                       POSIX_SPAWN_SETPGROUP);
    return failed;
}

static int spawn(const char *path, int socket, pid_t *pid)
{
    char *argv[] = {(char *)(uintptr_t)path, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed)
        return failed;
    failed = posix_spawnattr_init(&attributes);
    if (!failed) {
        failed = add_files(&files, socket) ? ENOMEM : add_attributes(&attributes) ? EINVAL : 0;
        if (!failed)
            failed = posix_spawn(pid, path, &files, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

// Under the lock.
static bool start(const char *path, myr_error *error)
{
    int pair[2];
    if (!open_pair(pair, error))
        return false;
    int failed = spawn(path, pair[1], &helper.pid);
    close(pair[1]);
    if (failed) {
        close(pair[0]);
        helper.pid = 0;
        return myri_error_set(error, "cannot start %s: %s", path, strerror(failed));
    }
    helper.socket = pair[0];
    snprintf(helper.path, sizeof helper.path, "%s", path);
    return true;
}

// ------------------------------------------------------------------------------------------ ending

// Closes the socket, which ends the helper, and reaps it. Under the lock.
static void stop(void)
{
    if (helper.pid == 0)
        return;
    shutdown(helper.socket, SHUT_WR);
    struct pollfd end = {.fd = helper.socket};
    if (poll(&end, 1, STOP_TIMEOUT_MS) == 0)
        kill(helper.pid, SIGKILL);
    close(helper.socket);
    pid_t reaped;
    while ((reaped = waitpid(helper.pid, &helper.exit_status, 0)) < 0 && errno == EINTR)
        continue;
    if (reaped < 0) // the host ignores SIGCHLD, or waits for children that are not its own
        helper.exit_status = -1;
    helper.pid = 0;
    helper.socket = -1;
}

void myri_helper_stop(void)
{
    pthread_mutex_lock(&helper.lock);
    stop();
    pthread_mutex_unlock(&helper.lock);
}

void myri_helper_describe(myr_error *text)
{
    pthread_mutex_lock(&helper.lock);
    struct pollfd end = {.fd = helper.socket};
    if (helper.pid != 0 && poll(&end, 1, 0) > 0 && (end.revents & (POLLHUP | POLLERR)))
        stop();
    int status = helper.exit_status;
    if (helper.pid != 0)
        myri_error_set(text, "%s could not start the game's process", helper.path);
    else if (status >= 0 && WIFSIGNALED(status))
        myri_error_set(text, "%s ended by signal %d", helper.path, WTERMSIG(status));
    else if (status >= 0)
        myri_error_set(text, "%s ended with exit code %d", helper.path, WEXITSTATUS(status));
    else
        myri_error_set(text, "%s ended", helper.path);
    pthread_mutex_unlock(&helper.lock);
}

// ------------------------------------------------------------------------------------------ houses

// Under the lock. A helper kept from before may have been killed since: then a new one is started.
static bool send_house(const char *path, const myri_wire_house *house, const int fds[MYRI_WIRE_FDS],
                       myr_error *error)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        if (helper.pid != 0 && strcmp(helper.path, path) != 0)
            stop();
        if (helper.pid == 0 && !start(path, error))
            return false;
        if (myri_wire_send(helper.socket, house, sizeof *house, fds, MYRI_WIRE_FDS))
            return true;
        int reason = errno;
        stop();
        myri_error_set(error, "%s does not listen: %s", path, strerror(reason));
    }
    return false;
}

int myri_helper_open_house(const char *path, const myri_wire_house *house, int program_fd,
                           int region_fd, myr_error *error)
{
    char found[PATH_CAPACITY];
    int pair[2];
    if (!find(path, found, error) || !open_pair(pair, error))
        return -1;
    int fds[MYRI_WIRE_FDS] = {program_fd, region_fd, pair[1]};
    pthread_mutex_lock(&helper.lock);
    bool is_sent = send_house(found, house, fds, error);
    pthread_mutex_unlock(&helper.lock);
    close(pair[1]);
    if (is_sent)
        return pair[0];
    close(pair[0]);
    return -1;
}
