// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// process.c: an interpreter in a child process, as the host sees it.
//
// Who is whose parent:
//
//     host -- posix_spawn --> helper -- fork --> zygote -- fork --> child (a seat)
//     one                     one per host      one per house      one per interpreter
//
//   The helper exists because a host has threads, and a process with threads cannot be forked
//   safely. The zygote exists because starting a language takes 50 ms and forking a started one
//   takes less than one. A child has one interpreter and one thread.
//
// What travels where:
//
//     host -> helper  socket     a house: memfds of program and region, a socket for the zygote
//     zygote -> host  socket     READY (with a warning) or FAILED with a text, once
//     host -> zygote  socket     SPAWN (with a job block), REVIVE, INTERRUPT, KILL, END
//     host -> child   job block  first half: serial, slot, in-tape
//     host -> child   region     snapshots, read-only
//     child -> host   job block  second half: reply, out-tape, which think is running
//     zygote -> host  job block  second half: state DEAD
//
//   A tick is two futex calls on each side and no system call more: the sockets carry only births
//   and deaths. The host keeps one descriptor per house and none per seat.
//
// Who wakes whom:
//
//     worker   raises job->request and wakes it; sleeps on job->reply
//     child    sleeps on job->request; answers in job->reply and wakes it
//     zygote   changes job->reply of a dead child and wakes it: a change, so no sleeper misses it
//     creator  sleeps on job->state: a new child is READY, or DEAD with a text in the out area
//
// What happens at each death:
//
//     child   (crash, exit, kill) Its parent reaps it and marks the block DEAD; seat_run returns
//             at once; seat_revive forks another into the same block.
//     zygote  The kernel kills its children (PR_SET_PDEATHSIG). Nobody is left to mark blocks, so
//             sleepers wake every LOOK_MS and look at the socket; the house and all its seats are
//             dead from then on.
//     helper  Zygotes live on. The next house starts a new helper.
//     host    All sockets close. The helper ends; each zygote kills its children, waits for them
//             and ends.
//
// What a child may break: its own half of its block, at any time. The host believes nothing of it:
// the offsets and capacities are in the half it cannot write, out_used is checked here, the tape is
// checked by whoever copies it. A child that lies is killed.
//
// Threads. A house belongs to its system. Sends on one socket from several threads are whole
// packets. The roster (list of seats) has a mutex; a seat is used by one thread at a time, except
// that the watch may interrupt or kill it, which touches only the socket and interrupt_serial.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "block.h"
#include "clock.h"
#include "code.h"
#include "futex.h"
#include "helper_link.h"
#include "log.h"

#define LOOK_MS 100            // how late a sleeper notices that the zygote is gone
#define START_TIMEOUT_MS 30000 // for a zygote or a child to be ready: a slow machine, not a script
#define END_TIMEOUT_MS 2000    // for a zygote to have killed 1,000 children
#define DEATH_TIMEOUT_MS 2000  // for a killed child to be reaped
#define COMPILE_TIMEOUT_MS 4000
#define SEND_TIMEOUT_S 5 // a zygote that does not read for so long is taken for gone

struct myri_house {
    const myri_program *program;
    int socket;            // to the zygote
    atomic_bool is_broken; // the zygote is gone
    pthread_mutex_t lock;  // guards the roster
    myri_seat *first;
};

struct myri_seat {
    myri_house *house;
    uint32_t index;
    uint32_t serial; // of the last job asked for
    myri_block block;
    myri_seat *next, *previous; // the roster
};

// --------------------------------------------------------------------------------------- the house

static bool house_is_alive(myri_house *house)
{
    if (atomic_load(&house->is_broken))
        return false;
    struct pollfd end = {.fd = house->socket};
    if (poll(&end, 1, 0) > 0 && (end.revents & (POLLHUP | POLLERR)))
        atomic_store(&house->is_broken, true);
    return !atomic_load(&house->is_broken);
}

static bool house_tell(myri_house *house, const myri_wire_seat *message, const int *fds,
                       uint32_t fd_count)
{
    if (atomic_load(&house->is_broken))
        return false;
    if (myri_wire_send(house->socket, message, sizeof *message, fds, fd_count))
        return true;
    // Too many descriptors in flight is the one failure that passes by itself.
    if (errno != ETOOMANYREFS)
        atomic_store(&house->is_broken, true);
    return false;
}

// The packed program as a sealed memfd, or -1.
static int program_memfd(const myri_program *program, uint64_t *bytes, myr_error *error)
{
    size_t block_bytes = 0;
    void *block = myri_program_pack(program, &block_bytes, error);
    if (!block)
        return -1;
    int fd = memfd_create("myrmidon-program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t written = 0;
    while (fd >= 0 && written < block_bytes) {
        ssize_t count = write(fd, (const uint8_t *)block + written, block_bytes - written);
        if (count < 0 && errno != EINTR)
            break;
        written += count > 0 ? (size_t)count : 0;
    }
    if (fd < 0 || written < block_bytes) {
        myri_error_set(error, "cannot write the program for the helper: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        fd = -1;
    } else {
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    }
    free(block);
    *bytes = block_bytes;
    return fd;
}

// The zygote's first and only message.
static bool house_await(int socket, myr_error *error)
{
    struct pollfd answered = {.fd = socket, .events = POLLIN};
    int ready;
    do {
        ready = poll(&answered, 1, START_TIMEOUT_MS);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return myri_error_set(error, "the game's process was not ready within %d s",
                              START_TIMEOUT_MS / 1000);
    myri_wire_answer answer;
    int fds[MYRI_WIRE_FDS];
    ssize_t bytes = myri_wire_receive(socket, &answer, sizeof answer, fds);
    myri_wire_close(fds);
    if (bytes != (ssize_t)sizeof answer) {
        myr_error what;
        myri_helper_describe(&what);
        return myri_error_set(error, "the game's process ended before it was ready: %.900s",
                              what.text);
    }
    answer.text[sizeof answer.text - 1] = '\0';
    myri_error_set(error, "%s", answer.text);
    return answer.kind == MYRI_WIRE_READY;
}

static int house_connect(const myri_program *program, const myri_region *region,
                         const char *helper_path, myr_error *error)
{
    // The main thread's niceness: that of the calling thread may be a creator's.
    int nice = getpriority(PRIO_PROCESS, (id_t)getpid()) + program->worker_nice;
    myri_wire_house message = {
        .kind = MYRI_WIRE_HOUSE, .nice = nice < 19 ? nice : 19, .layout = region->layout};
    snprintf(message.version, sizeof message.version, "%s", MYR_VERSION);
    int program_fd = program_memfd(program, &message.program_bytes, error);
    if (program_fd < 0)
        return -1;
    int socket = myri_helper_open_house(helper_path, &message, program_fd, region->memfd, error);
    close(program_fd);
    if (socket >= 0 && !house_await(socket, error)) {
        close(socket);
        socket = -1;
    }
    return socket;
}

static myri_house *house_create(const myri_program *program, const myri_region *region,
                                const char *helper_path, myr_error *error)
{
    if (region->memfd < 0) {
        myri_error_set(error, "process isolation needs a shared region");
        return NULL;
    }
    myri_house *house = calloc(1, sizeof *house);
    if (!house) {
        myri_error_set(error, "no memory for a house");
        return NULL;
    }
    house->program = program;
    house->socket = house_connect(program, region, helper_path, error);
    if (house->socket < 0) {
        free(house);
        return NULL;
    }
    struct timeval limit = {.tv_sec = SEND_TIMEOUT_S};
    setsockopt(house->socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    pthread_mutex_init(&house->lock, NULL);
    return house;
}

static void seat_free(myri_seat *seat)
{
    myri_block_unmap(&seat->block);
    free(seat);
}

static void house_destroy(myri_house *house)
{
    if (!house)
        return;
    // The end of the zygote means the end of all its children; it does not wait for scripts.
    shutdown(house->socket, SHUT_WR);
    struct pollfd end = {.fd = house->socket};
    while (poll(&end, 1, END_TIMEOUT_MS) < 0 && errno == EINTR)
        continue;
    close(house->socket);
    for (myri_seat *seat = house->first; seat;) {
        myri_seat *next = seat->next;
        seat_free(seat);
        seat = next;
    }
    pthread_mutex_destroy(&house->lock);
    free(house);
}

static uint32_t child_count(const myri_house *house)
{
    if (!house)
        return 0;
    myri_house *mutable_house = (myri_house *)(uintptr_t)house; // for the mutex alone
    if (!house_is_alive(mutable_house))
        return 0;
    uint32_t count = 0;
    pthread_mutex_lock(&mutable_house->lock);
    for (const myri_seat *seat = house->first; seat; seat = seat->next)
        count += atomic_load(&seat->block.job->state) == MYRI_CHILD_READY;
    pthread_mutex_unlock(&mutable_house->lock);
    return count;
}

static void worker_end(myri_house *house, uint32_t worker)
{
    // A child keeps nothing per worker: it has only one.
    (void)house;
    (void)worker;
}

// ---------------------------------------------------------------------------------------- the seat

static void roster_add(myri_seat *seat)
{
    myri_house *house = seat->house;
    pthread_mutex_lock(&house->lock);
    seat->next = house->first;
    if (seat->next)
        seat->next->previous = seat;
    house->first = seat;
    pthread_mutex_unlock(&house->lock);
}

static void roster_remove(myri_seat *seat)
{
    myri_house *house = seat->house;
    pthread_mutex_lock(&house->lock);
    if (seat->previous)
        seat->previous->next = seat->next;
    else
        house->first = seat->next;
    if (seat->next)
        seat->next->previous = seat->previous;
    pthread_mutex_unlock(&house->lock);
}

static bool seat_tell(myri_seat *seat, myri_wire_kind kind)
{
    myri_wire_seat message = {.kind = kind, .index = seat->index};
    return house_tell(seat->house, &message, NULL, 0);
}

// Sleeps until the state is no longer `state`. False: time is over or the house is dead.
static bool seat_await_change(myri_seat *seat, uint32_t state, int timeout_ms)
{
    myri_job *job = seat->block.job;
    int64_t deadline_ns = myri_now_ns() + (int64_t)timeout_ms * 1000000;
    while (atomic_load(&job->state) == state) {
        if (!house_is_alive(seat->house) || myri_now_ns() > deadline_ns)
            return false;
        myri_futex_wait(&job->state, state, LOOK_MS);
    }
    return true;
}

static bool seat_await_ready(myri_seat *seat, myr_error *error)
{
    myri_job *job = seat->block.job;
    if (!seat_await_change(seat, MYRI_CHILD_STARTING, START_TIMEOUT_MS)) {
        if (atomic_load(&seat->house->is_broken))
            return myri_error_set(error, "interpreter %u: the game's process has ended",
                                  seat->index);
        return myri_error_set(error, "interpreter %u: its process was not ready within %d s",
                              seat->index, START_TIMEOUT_MS / 1000);
    }
    if (atomic_load(&job->state) == MYRI_CHILD_READY)
        return true;
    uint32_t bytes = job->out_used; // once: the other side may write it
    if (bytes > seat->block.out_capacity)
        bytes = 0;
    if (bytes == 0)
        return myri_error_set(error, "interpreter %u: its process ended while it started",
                              seat->index);
    int shown = bytes < 900 ? (int)bytes : 900;
    return myri_error_set(error, "interpreter %u: %.*s", seat->index, shown,
                          (const char *)job + job->out_offset);
}

// The block as a new child must find it. No child has it now.
static void seat_reset(myri_seat *seat)
{
    myri_job *job = seat->block.job;
    job->out_used = 0;
    job->thinks = 0;
    atomic_store(&job->think_serial, 0);
    atomic_store(&job->interrupt_serial, 0);
    atomic_store(&job->debug_asked, atomic_load(&job->debug_answered));
    atomic_store(&job->reply, seat->serial);
    atomic_store(&job->state, MYRI_CHILD_STARTING);
}

static void seat_destroy(myri_seat *seat)
{
    if (!seat)
        return;
    seat_tell(seat, MYRI_WIRE_END);
    roster_remove(seat);
    seat_free(seat);
}

static myri_seat *seat_open(myri_house *house, uint32_t index, uint32_t in_capacity,
                            uint32_t out_capacity, myr_error *error)
{
    myri_seat *seat = calloc(1, sizeof *seat);
    if (!seat) {
        myri_error_set(error, "interpreter %u: no memory", index);
        return NULL;
    }
    *seat = (myri_seat){.house = house, .index = index};
    int fds[2];
    if (!myri_block_create(&seat->block, in_capacity, out_capacity, fds, error)) {
        free(seat);
        return NULL;
    }
    seat_reset(seat);
    myri_wire_seat message = {.kind = MYRI_WIRE_SPAWN,
                              .index = index,
                              .in_capacity = in_capacity,
                              .out_capacity = out_capacity};
    bool is_sent = house_tell(house, &message, fds, 2);
    int reason = errno;
    close(fds[0]);
    close(fds[1]);
    roster_add(seat);
    if (!is_sent)
        myri_error_set(error, "interpreter %u: the game's process does not listen: %s", index,
                       strerror(reason));
    if (is_sent && seat_await_ready(seat, error))
        return seat;
    seat_destroy(seat);
    return NULL;
}

static myri_seat *seat_create(myri_house *house, uint32_t index, myr_error *error)
{
    uint32_t bytes = house->program->job_bytes;
    return seat_open(house, index, bytes, bytes, error);
}

static myri_job *seat_job(myri_seat *seat)
{
    return seat->block.job;
}

static void seat_interrupt(myri_seat *seat, uint64_t think_serial)
{
    atomic_store(&seat->block.job->interrupt_serial, think_serial);
    seat_tell(seat, MYRI_WIRE_INTERRUPT);
}

// The same signal: with the interrupt serial of an older think it interrupts nothing.
static void seat_sample(myri_seat *seat)
{
    atomic_fetch_add(&seat->block.job->sample_ask, 1);
    seat_tell(seat, MYRI_WIRE_INTERRUPT);
}

static bool seat_kill(myri_seat *seat)
{
    // If the zygote does not hear it, it is gone, and so is the child.
    seat_tell(seat, MYRI_WIRE_KILL);
    return true;
}

// Ends a child that may still live and waits until its death is marked in the block: a revival must
// not meet the mark.
static void seat_end(myri_seat *seat)
{
    myri_job *job = seat->block.job;
    seat_kill(seat);
    int64_t deadline_ns = myri_now_ns() + (int64_t)DEATH_TIMEOUT_MS * 1000000;
    uint32_t state;
    while ((state = atomic_load(&job->state)) != MYRI_CHILD_DEAD && house_is_alive(seat->house) &&
           myri_now_ns() < deadline_ns)
        myri_futex_wait(&job->state, state, LOOK_MS);
}

static bool seat_revive(myri_seat *seat, myr_error *error)
{
    if (atomic_load(&seat->block.job->state) != MYRI_CHILD_DEAD)
        seat_end(seat);
    seat_reset(seat);
    if (!seat_tell(seat, MYRI_WIRE_REVIVE))
        return myri_error_set(error, "interpreter %u: the game's process has ended", seat->index);
    return seat_await_ready(seat, error);
}

// Hands on what a child's debugger says. False: nothing new.
static bool debug_relay(myri_seat *seat)
{
    myri_job *job = seat->block.job;
    uint32_t asked = atomic_load(&job->debug_asked);
    if (asked == atomic_load(&job->debug_answered))
        return false;
    char text[MYRI_DEBUG_TEXT];
    uint32_t bytes = job->debug_bytes; // once: the other side may write it
    bool wants_line = job->wants_debug_line != 0;
    bytes = bytes < sizeof text ? bytes : (uint32_t)sizeof text;
    memcpy(text, job->debug_text, bytes);
    job->has_debug_line = myri_debug_talk(seat->house->program->debug, job,
                                          (myr_entity)atomic_load(&job->think_entity), text, bytes,
                                          wants_line ? job->debug_line : NULL);
    atomic_store(&job->debug_answered, asked);
    myri_futex_wake(&job->debug_answered);
    return true;
}

static myri_outcome seat_run(myri_seat *seat, uint32_t worker)
{
    (void)worker;
    myri_job *job = seat->block.job;
    if (atomic_load(&job->state) == MYRI_CHILD_DEAD || atomic_load(&seat->house->is_broken))
        return MYRI_OUTCOME_DEAD;
    uint32_t serial = ++seat->serial;
    atomic_store(&job->request, serial);
    myri_futex_wake(&job->request);

    uint32_t reply;
    while ((reply = atomic_load(&job->reply)) != serial) {
        if (atomic_load(&job->state) == MYRI_CHILD_DEAD)
            return MYRI_OUTCOME_DEAD;
        if (seat->house->program->debug != NULL && debug_relay(seat))
            continue;
        myri_futex_wait(&job->reply, reply, LOOK_MS);
        if (atomic_load(&job->reply) == reply && !house_is_alive(seat->house))
            return MYRI_OUTCOME_DEAD;
    }
    if (job->out_used > seat->block.out_capacity) {
        seat_end(seat);
        return MYRI_OUTCOME_DEAD;
    }
    return MYRI_OUTCOME_DONE;
}

// --------------------------------------------------------------------------------------- compiling

// Waits for the answer to a job that has just been asked for. False: none came in time.
static bool compile_await(myri_seat *seat, uint32_t serial)
{
    myri_job *job = seat->block.job;
    int64_t deadline_ns = myri_now_ns() + (int64_t)COMPILE_TIMEOUT_MS * 1000000;
    uint32_t reply;
    while ((reply = atomic_load(&job->reply)) != serial) {
        if (atomic_load(&job->state) == MYRI_CHILD_DEAD || !house_is_alive(seat->house) ||
            myri_now_ns() > deadline_ns)
            return false;
        myri_futex_wait(&job->reply, reply, LOOK_MS);
    }
    return true;
}

// In a child of its own, sealed like any other: a source can be made to be hard to compile. The
// language is there already, so it is born, answers and ends within a few milliseconds.
static void *house_compile(myri_house *house, const void *request, size_t *bytes, myr_error *error)
{
    uint32_t index = house->program->interpreter_count;
    myri_seat *seat = seat_open(house, index, (uint32_t)*bytes, (uint32_t)MYRI_CODE_BYTES, error);
    if (!seat)
        return NULL;
    myri_job *job = seat->block.job;
    memcpy((uint8_t *)job + job->in_offset, request, *bytes);
    job->in_used = (uint32_t)*bytes;
    job->is_compile = 1;
    uint32_t serial = ++seat->serial;
    atomic_store(&job->request, serial);
    myri_futex_wake(&job->request);
    bool is_answered = compile_await(seat, serial);
    uint32_t used = job->out_used; // once: the other side may write it
    void *answer = NULL;
    if (!is_answered)
        myri_error_set(error, "the sources did not compile within %d s: nothing is reloaded",
                       COMPILE_TIMEOUT_MS / 1000);
    else if (used == 0 || used > seat->block.out_capacity)
        myri_error_set(error, "the sources could not be compiled: no memory, or too much code");
    else if (!(answer = malloc(used)))
        myri_error_set(error, "no memory for the code of the sources");
    if (answer)
        memcpy(answer, (const uint8_t *)job + job->out_offset, used);
    *bytes = used;
    seat_destroy(seat);
    return answer;
}

const myri_isolation_ops myri_isolation_process = {
    .name = "process",
    .house_create = house_create,
    .house_destroy = house_destroy,
    .house_compile = house_compile,
    .seat_create = seat_create,
    .seat_revive = seat_revive,
    .seat_destroy = seat_destroy,
    .seat_job = seat_job,
    .seat_run = seat_run,
    .seat_interrupt = seat_interrupt,
    .seat_sample = seat_sample,
    .seat_kill = seat_kill,
    .worker_end = worker_end,
    .child_count = child_count,
};

void myri_isolation_process_shutdown(void)
{
    myri_helper_stop();
}
