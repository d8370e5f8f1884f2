// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// burn.c: the yardsticks. What a machine gains by a second core, and how fast it copies, differ
// from minute to minute: every ratio is measured against them in the same run.
//
//     burn     threads=N        a round is one unit of work, shared by the threads
//     memcpy   bytes=N          a round is one copy

#include "bench.h"

#include <pthread.h>
#include <string.h>

enum { WORK = 1 << 18, MAX_THREADS = 64 };

static uint32_t thread_count;
static uint64_t sums[MAX_THREADS * 8]; // a cache line each

// A walk through a table that fits the first cache: what an interpreter does, more or less, and
// nothing that two cores share.
static uint64_t work(uint64_t state)
{
    uint32_t table[1024];
    for (uint32_t i = 0; i < 1024; i++)
        table[i] = i * 2654435761u;
    for (uint32_t i = 0; i < WORK; i++) {
        state = state * 6364136223846793005u + table[(state >> 54) & 1023];
        table[i & 1023] ^= (uint32_t)(state >> 32);
    }
    return state;
}

typedef struct share {
    pthread_t thread;
    uint32_t index, rounds;
} share;

static void *burn_run(void *argument)
{
    const share *mine = argument;
    for (uint32_t i = 0; i < mine->rounds; i++)
        sums[mine->index * 8] = work(sums[mine->index * 8] + i);
    return NULL;
}

static void burn_open(void)
{
    thread_count = (uint32_t)bench_count("threads", 1);
    if (thread_count < 1 || thread_count > MAX_THREADS)
        bench_die("threads: 1 to %d", MAX_THREADS);
}

static void burn_go(uint32_t rounds)
{
    share shares[MAX_THREADS];
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < thread_count; i++) {
        shares[i] = (share){.index = i, .rounds = rounds / thread_count};
        if (pthread_create(&shares[i].thread, NULL, burn_run, &shares[i]) != 0)
            bench_die("no thread");
    }
    for (uint32_t i = 0; i < thread_count; i++)
        pthread_join(shares[i].thread, NULL);
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
}

static void nothing(void) {}

const bench_subject bench_burn = {"burn", burn_open, burn_go, nothing};

static unsigned char *from, *to;
static uint64_t byte_count;

static void memcpy_open(void)
{
    byte_count = bench_count("bytes", 1 << 20);
    from = bench_alloc(1, byte_count);
    to = bench_alloc(1, byte_count);
    memset(from, 1, byte_count);
    memset(to, 2, byte_count);
}

static void memcpy_go(uint32_t rounds)
{
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++) {
        memcpy(to, from, byte_count);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
}

const bench_subject bench_memcpy = {"memcpy", memcpy_open, memcpy_go, nothing};
