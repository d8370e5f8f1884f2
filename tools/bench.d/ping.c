// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ping.c: one futex each way, to a thread or to a child: the least that waking somebody and waiting
// for the answer takes. A round is there and back.
//
//     kind=thread|process

#include "bench.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct table {
    _Alignas(64) _Atomic uint32_t request;
    _Alignas(64) _Atomic uint32_t reply;
} table;

#define LAST UINT32_MAX // the request to end

static table *shared;
static bool is_process;
static pthread_t thread;
static pid_t child;
static uint32_t serial;

static void wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static uint32_t wait_other(_Atomic uint32_t *word, uint32_t old)
{
    uint32_t now;
    while ((now = atomic_load(word)) == old)
        syscall(SYS_futex, word, FUTEX_WAIT, old, NULL, NULL, 0);
    return now;
}

static void *answer(void *unused)
{
    uint32_t seen = 0;
    (void)unused;
    while ((seen = wait_other(&shared->request, seen)) != LAST) {
        atomic_store(&shared->reply, seen);
        wake(&shared->reply);
    }
    return NULL;
}

static void ping_open(void)
{
    is_process = strcmp(bench_text("kind", "thread"), "process") == 0;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        bench_die("no shared memory");
    if (!is_process) {
        if (pthread_create(&thread, NULL, answer, NULL) != 0)
            bench_die("no thread");
        return;
    }
    child = fork();
    if (child < 0)
        bench_die("no child");
    if (child == 0) {
        answer(NULL);
        _exit(0);
    }
}

static void ping_go(uint32_t rounds)
{
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++) {
        uint32_t before = serial++;
        atomic_store(&shared->request, serial);
        wake(&shared->request);
        wait_other(&shared->reply, before);
    }
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
}

static void ping_close(void)
{
    atomic_store(&shared->request, LAST);
    wake(&shared->request);
    if (is_process)
        waitpid(child, NULL, 0);
    else
        pthread_join(thread, NULL);
}

const bench_subject bench_ping = {"ping", ping_open, ping_go, ping_close};
