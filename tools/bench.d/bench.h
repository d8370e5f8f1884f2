// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// bench.h: what the subjects of tools/bench share.
//
// A subject is one thing to be measured, in a process of its own: bench.py starts several of them
// and lets them work in turns, so that the two sides of every ratio see the same machine.
//
//     myrmidon-bench SUBJECT key=value ...
//     -> {"ready_ns":...}        when it is prepared
//     <- 20                      work 20 rounds (what a round is, the subject says)
//     -> {"wall_ns":..., ...}    what that took
//     <- end of file             end
//
// The same sources make two programs: myrmidon-bench with the plugin, and myrmidon-bench-plain in
// which plain.c stands in for it: the same functions, but one plain CPython and a bare loop.

#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct bench_subject {
    const char *name;
    void (*open)(void);
    void (*go)(uint32_t rounds);
    void (*close)(void);
} bench_subject;

extern const bench_subject bench_burn;    // plain C work on some threads
extern const bench_subject bench_ping;    // a futex there and back
extern const bench_subject bench_reload;  // saved code until all have it; not plain
extern const bench_subject bench_respawn; // interpreters that are lost and replaced; not plain
extern const bench_subject bench_memcpy;  // copies of a block
extern const bench_subject bench_units;   // ticks of a small world through the public API
extern const bench_subject bench_turn;    // ticks of a demo in the engine
extern const bench_subject bench_atlas;   // frames decoded and packed
extern const bench_subject bench_plain;   // the same frames by stb_image, in a bare loop
extern const bench_subject bench_bytes;   // the same frames only read
extern const bench_subject bench_sprites; // frames drawn
extern const bench_subject bench_tiles;   // frames of a large map
extern const bench_subject bench_bare;    // interpreters and children by bare calls; plain only

// An option of the command line, or what stands for it.
const char *bench_text(const char *key, const char *fallback);
uint64_t bench_count(const char *key, uint64_t fallback);
// Says one number of the reply.
void bench_put(const char *key, double value);
void bench_put_text(const char *key, const char *text);
// Ends the program with a message.
_Noreturn __attribute__((format(printf, 1, 2))) void bench_die(const char *format, ...);

int64_t bench_wall_ns(void);
int64_t bench_thread_ns(void);  // CPU time of the calling thread
int64_t bench_process_ns(void); // CPU time of all threads
// Proportional set size of this process and of all below it, kB; and how many are below.
uint64_t bench_tree_pss_kb(uint32_t *below);
void *bench_alloc(uint64_t count, uint64_t bytes);
