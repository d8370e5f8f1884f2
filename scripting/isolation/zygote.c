// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// zygote.c: the parent of one house's children. It starts the language and prepares the program
// once, then forks a ready interpreter per seat, in well under a millisecond each.
//
// It waits for two things: messages of the host and the end of a child. Being the parent it can
// kill by pid without a race, and it is the only one who knows for certain that a child is gone; it
// says so in the child's block, on which a worker of the host may be sleeping.
//
// One forks one child at a time, and that is enough: of the 1.4 ms that a Python child costs a core
// until it is ready, 0.3 are spent here, and the rest in the child, beside the next fork. Two
// zygotes made children no faster on two cores.
//
// It keeps a mapping of every block and no descriptor, so that the number of seats is not bound by
// RLIMIT_NOFILE. Blocks are not inherited by a fork (MADV_DONTFORK), except the one of the child
// that is being made: no child ever sees another's.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "isolation.h"
#include "layers.h"
#include "log.h"

#define SEAT_CAPACITY (1u << 20)

typedef struct zygote_seat {
    myri_block block; // base NULL: no such seat
    pid_t pid;        // 0: no child
} zygote_seat;

typedef struct zygote {
    int socket;
    int signal_fd;
    myri_child_def def; // of the children; block and index are filled in for each
    myri_region region;
    myri_seal seal;
    zygote_seat *seats;
    uint32_t seat_count;
} zygote;

// ---------------------------------------------------------------------------------------- children

// Kills a child and waits for it, so that nothing writes its block any more; a killed process is
// gone within a millisecond.
static void seat_end_child(zygote_seat *seat)
{
    if (seat->pid == 0)
        return;
    kill(seat->pid, SIGKILL);
    while (waitpid(seat->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    seat->pid = 0;
}

// Here nobody waits: many ends may be asked for at once, and the block is not used again.
static void seat_forget(zygote_seat *seat)
{
    if (seat->pid > 0)
        kill(seat->pid, SIGKILL);
    seat->pid = 0;
    myri_block_unmap(&seat->block);
}

static void seat_fork(zygote *z, uint32_t index)
{
    zygote_seat *seat = &z->seats[index];
    if (!seat->block.base)
        return;
    seat_end_child(seat);
    z->def.block = seat->block;
    z->def.index = index;
    madvise(seat->block.base, seat->block.bytes, MADV_DOFORK);
    pid_t pid = fork();
    if (pid == 0)
        myri_child_main(&z->def);
    int reason = errno;
    madvise(seat->block.base, seat->block.bytes, MADV_DONTFORK);
    if (pid > 0) {
        seat->pid = pid;
        return;
    }
    myr_error error;
    myri_error_set(&error, "fork: %s", strerror(reason));
    myri_block_mark_dead(&seat->block, error.text);
}

static bool seats_reserve(zygote *z, uint32_t index)
{
    if (index < z->seat_count)
        return true;
    if (index >= SEAT_CAPACITY)
        return false;
    uint32_t count = z->seat_count ? z->seat_count : 64;
    while (count <= index)
        count *= 2;
    zygote_seat *seats = realloc(z->seats, count * sizeof *seats);
    if (!seats)
        return false;
    memset(seats + z->seat_count, 0, (count - z->seat_count) * sizeof *seats);
    z->seats = seats;
    z->seat_count = count;
    return true;
}

static void seat_spawn(zygote *z, const myri_wire_seat *message, const int fds[MYRI_WIRE_FDS])
{
    myr_error error;
    if (fds[0] < 0 || fds[1] < 0 || !seats_reserve(z, message->index))
        return; // the host gives the seat up when its time is over
    zygote_seat *seat = &z->seats[message->index];
    seat_forget(seat);
    if (!myri_block_map(&seat->block, message->in_capacity, message->out_capacity, fds, &error)) {
        myri_log(NULL, MYR_LOG_ERROR, "interpreter %u: %s", message->index, error.text);
        return;
    }
    madvise(seat->block.base, seat->block.bytes, MADV_DONTFORK);
    seat_fork(z, message->index);
}

// Reaps all that have ended. Signals merge, so one SIGCHLD may stand for many.
static void reap(zygote *z)
{
    struct signalfd_siginfo info[16];
    while (read(z->signal_fd, info, sizeof info) > 0)
        continue;
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
        for (uint32_t i = 0; i < z->seat_count; i++) {
            if (z->seats[i].pid != pid)
                continue;
            z->seats[i].pid = 0;
            myri_block_mark_dead(&z->seats[i].block, NULL);
            break;
        }
    }
}

// ---------------------------------------------------------------------------------------- messages

static void handle(zygote *z, const myri_wire_seat *message, const int fds[MYRI_WIRE_FDS])
{
    if (message->kind == MYRI_WIRE_SPAWN) {
        seat_spawn(z, message, fds);
        return;
    }
    if (message->index >= z->seat_count)
        return;
    zygote_seat *seat = &z->seats[message->index];
    switch (message->kind) {
    case MYRI_WIRE_REVIVE:
        seat_fork(z, message->index);
        break;
    case MYRI_WIRE_INTERRUPT:
        if (seat->pid > 0)
            kill(seat->pid, SIGUSR1);
        break;
    case MYRI_WIRE_KILL:
        if (seat->pid > 0)
            kill(seat->pid, SIGKILL);
        break;
    case MYRI_WIRE_END:
        seat_forget(seat);
        break;
    default:
        break;
    }
}

// The host closed its end, or is gone. The children are killed all at once, then waited for, so
// that the end of this process (which the host sees on the socket) means that none is left.
static _Noreturn void end(zygote *z)
{
    for (uint32_t i = 0; i < z->seat_count; i++) {
        if (z->seats[i].pid > 0)
            kill(z->seats[i].pid, SIGKILL);
    }
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
    _exit(0);
}

static _Noreturn void serve(zygote *z)
{
    struct pollfd sources[2] = {{.fd = z->socket, .events = POLLIN},
                                {.fd = z->signal_fd, .events = POLLIN}};
    for (;;) {
        if (poll(sources, 2, -1) < 0)
            continue;
        if (sources[1].revents)
            reap(z);
        if (!sources[0].revents)
            continue;
        myri_wire_seat message;
        int fds[MYRI_WIRE_FDS];
        ssize_t bytes = myri_wire_receive(z->socket, &message, sizeof message, fds);
        if (bytes <= 0)
            end(z);
        if (bytes == (ssize_t)sizeof message)
            handle(z, &message, fds);
        myri_wire_close(fds);
    }
}

// ------------------------------------------------------------------------------------------- start

static bool open_signals(zygote *z, myr_error *error)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
    // An interrupt may reach a child before it has a handler.
    action.sa_handler = SIG_IGN;
    sigaction(SIGUSR1, &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    z->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return z->signal_fd >= 0 || myri_error_set(error, "signalfd: %s", strerror(errno));
}

static bool load_program(zygote *z, const myri_wire_house *house, int memfd, myr_error *error)
{
    size_t bytes = house->program_bytes;
    void *block = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, memfd, 0);
    if (block == MAP_FAILED)
        return myri_error_set(error, "cannot map the program: %s", strerror(errno));
    z->def.program = myri_program_unpack(block, bytes, error);
    munmap(block, bytes);
    return z->def.program != NULL;
}

static bool prepare(zygote *z, const myri_wire_house *house, const int fds[MYRI_WIRE_FDS],
                    myr_error *error)
{
    if (!open_signals(z, error) || !load_program(z, house, fds[0], error) ||
        !myri_region_map(&z->region, &house->layout, fds[1], error))
        return false;
    const myri_backend *backend = myri_backend_get(z->def.program->language);
    if (!backend)
        return myri_error_set(error, "the helper has no such language");
    z->def.backend = backend;
    z->def.region = &z->region;
    z->def.nice = house->nice;
    z->def.zygote = getpid();
    if (!z->def.program->is_unsealed) {
        z->def.seal = &z->seal;
        if (!myri_seal_prepare(&z->seal, z->def.program, error) ||
            !myri_seal_narrow(&z->seal, error))
            return false;
    }
    z->def.runtime = backend->runtime_create(z->def.program, true, error);
    return z->def.runtime != NULL;
}

// What the host should know of a house that is ready.
static void describe(const zygote *z, char *text, size_t capacity)
{
    char missing[256] = "";
    if (z->def.seal)
        myri_layers_missing(&z->seal.layers, missing, sizeof missing);
    if (missing[0] != '\0')
        snprintf(text, capacity, "this kernel holds child processes without %s: the rest does",
                 missing);
}

_Noreturn void myri_zygote_main(const myri_wire_house *house, const int fds[MYRI_WIRE_FDS])
{
    prctl(PR_SET_NAME, "myrmidon-zygote", 0, 0, 0);
    zygote z = {.socket = fds[2]};
    myr_error error = {""};
    myri_wire_answer answer = {.kind = MYRI_WIRE_READY};
    if (!prepare(&z, house, fds, &error)) {
        answer.kind = MYRI_WIRE_FAILED;
        memcpy(answer.text, error.text, sizeof answer.text);
    } else {
        describe(&z, answer.text, sizeof answer.text);
    }
    bool is_heard = myri_wire_send(z.socket, &answer, sizeof answer, NULL, 0);
    if (!is_heard || answer.kind == MYRI_WIRE_FAILED)
        _exit(1);
    serve(&z);
}
