// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// fixture.h: a house without a pool: a world of a few rows, seats run one job at a time. What fails
// fails the test.

#pragma once

#include <sys/types.h>

#include "backend.h"

#define ROWS 16u

typedef struct fixture {
    myri_program *program;
    myri_region region;
    int32_t slot;
    myri_house *house;
    _Atomic uint32_t next_entity; // each run makes a new agent
} fixture;

// What a job left.
typedef struct answer {
    myri_outcome outcome;
    char print[256]; // the first one, "" without
} answer;

void fixture_open(fixture *f, uint32_t interpreters);
void fixture_close(fixture *f);
myri_seat *fixture_seat(fixture *f, uint32_t index);
// A job with one new agent of `script` that thinks once.
answer fixture_run(fixture *f, myri_seat *seat, uint32_t script);
// Its pid, and the zygote's through `parent` (may be NULL).
pid_t fixture_pid(fixture *f, myri_seat *seat, pid_t *parent);

// Open descriptors of this process.
uint32_t count_descriptors(void);
// Whether the process is gone (or only waits to be reaped) within 5 s.
bool is_gone_soon(pid_t pid);
// Whether `word` becomes non-zero within 5 s.
bool becomes_set(_Atomic uint64_t *word);
double now_ms(void);
