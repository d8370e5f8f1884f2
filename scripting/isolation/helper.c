// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// helper.c: the helper process. It runs no language and no script: it waits for houses and forks a
// zygote for each, so it stays small and has one thread for ever. It ends when the host's end of
// the socket is closed, by the host or by the host's death. A zygote does not depend on it: it has
// a socket of its own.

#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "isolation.h"
#include "log.h"

void myri_close_from(int first)
{
    if (close_range((unsigned)first, ~0u, 0) == 0)
        return;
    // A kernel without close_range (before 5.9).
    long limit = sysconf(_SC_OPEN_MAX);
    for (int fd = first; fd < limit; fd++)
        close(fd);
}

static bool is_started_by_host(void)
{
    int type = 0;
    socklen_t bytes = sizeof type;
    return getsockopt(MYRI_HELPER_SOCKET, SOL_SOCKET, SO_TYPE, &type, &bytes) == 0 &&
           type == SOCK_SEQPACKET;
}

static void refuse(int socket, const char *text)
{
    myri_wire_answer answer = {.kind = MYRI_WIRE_FAILED};
    snprintf(answer.text, sizeof answer.text, "%s", text);
    myri_wire_send(socket, &answer, sizeof answer, NULL, 0);
}

static void open_house(const myri_wire_house *house, const int fds[MYRI_WIRE_FDS])
{
    myr_error error;
    if (strncmp(house->version, MYR_VERSION, sizeof house->version) != 0) {
        myri_error_set(&error,
                       "the helper is of myrmidon %s, the library of %.31s: install both anew",
                       MYR_VERSION, house->version);
        refuse(fds[2], error.text);
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(MYRI_HELPER_SOCKET);
        myri_zygote_main(house, fds);
    }
    if (pid < 0) {
        myri_error_set(&error, "the helper cannot fork: %s", strerror(errno));
        refuse(fds[2], error.text);
    }
}

int myri_helper_main(int argc, char **argv)
{
    if (argc > 1 || !is_started_by_host()) {
        fprintf(stderr,
                "%s: started by libmyrmidon for games whose scripts run in child processes; "
                "it does nothing by itself\n",
                argc > 0 ? argv[0] : "myrmidon-helper");
        return 2;
    }
    prctl(PR_SET_NAME, "myrmidon-helper", 0, 0, 0);
    fcntl(MYRI_HELPER_SOCKET, F_SETFD, FD_CLOEXEC);
    // Zygotes are reaped by the kernel; nobody asks how they ended.
    struct sigaction action = {.sa_handler = SIG_IGN, .sa_flags = SA_NOCLDWAIT};
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
    for (;;) {
        myri_wire_house house;
        int fds[MYRI_WIRE_FDS];
        ssize_t bytes = myri_wire_receive(MYRI_HELPER_SOCKET, &house, sizeof house, fds);
        if (bytes <= 0)
            return 0;
        if (bytes == (ssize_t)sizeof house && house.kind == MYRI_WIRE_HOUSE && fds[2] >= 0)
            open_house(&house, fds);
        myri_wire_close(fds);
    }
}
