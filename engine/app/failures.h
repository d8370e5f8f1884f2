// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// failures.h: what scripts did wrong, told once and counted: the first of its sort goes to the log
// with its traceback, its equals only raise its count.
//
// Thread: main.

#pragma once

#include "myrmidon.h"

#define ENG_FAILURE_CAPACITY 64

// One distinct failure. Those without a line (a killed interpreter) are told apart by their kind.
typedef struct eng_script_failure {
    uint64_t count;
    myr_failure_kind kind;
    uint32_t line;         // 0: unknown
    uint32_t strikes_left; // of the last unit that failed so
    char path[128];        // "": unknown
    char text[256];
} eng_script_failure;

typedef struct eng_failures {
    eng_script_failure items[ENG_FAILURE_CAPACITY];
    uint32_t count;
    uint64_t unlisted; // failures of sorts that found no place
} eng_failures;

// `unit`: the kind of the unit it happened to, for the log.
void eng_failures_note(eng_failures *failures, const myr_failure *failure, const char *unit);

// "hive/scripts/ant.py:12: ValueError: ..." or, without a line, the text alone.
void eng_failure_copy_line(const eng_script_failure *failure, char *out, size_t out_bytes);
