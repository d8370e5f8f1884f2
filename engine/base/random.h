// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// random.h: a small seeded generator (PCG-XSH-RR, 64 bits of state, 32 of output), the same on
// every machine and free of libm.
//
//     eng_random random = eng_random_make(seed, 0);
//     float x = eng_random_float(&random) * width;
//
// Threads: a generator belongs to one thread.

#pragma once

#include <stdint.h>

typedef struct eng_random {
    uint64_t state;
    uint64_t stream; // odd; two streams of one seed have nothing to do with each other
} eng_random;

eng_random eng_random_make(uint64_t seed, uint64_t stream);
uint32_t eng_random_u32(eng_random *random);
// 0 <= x < bound, without bias; 0 for bound 0.
uint32_t eng_random_below(eng_random *random, uint32_t bound);
// 0 <= x < 1, in steps of 2^-24.
float eng_random_float(eng_random *random);
