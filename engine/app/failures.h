// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// failures.h: what scripts did wrong, told once and counted: the first of its sort goes to the log
// with its traceback, its equals only raise its count. What a reload has mended is forgotten.
//
// Thread: main.

#pragma once

#include "myrmidon.h"

#define ENG_FAILURE_CAPACITY 64

// One distinct failure. Those without a line (a killed interpreter) are told apart by their kind.
typedef struct eng_script_failure {
    uint64_t count;
    myr_failure_kind kind;
    uint32_t line;               // 0: unknown
    uint32_t column, end_column; // as in myr_failure
    uint32_t strikes_left;       // of the last unit that failed so
    bool is_of_compiler;
    char path[128]; // in its pack; "": unknown
    char file[256]; // where an editor finds it; "": in a zip, or unknown
    char unit[64];  // the first it happened to: "ant 17"; "": none
    char text[256];
    char source[160]; // the line it happened in, without its indentation; "": unknown
    char carets[160]; // below it: what is at fault; "": unknown
} eng_script_failure;

typedef struct eng_failures {
    eng_script_failure items[ENG_FAILURE_CAPACITY];
    uint32_t count;
    uint64_t unlisted; // failures of sorts that found no place
} eng_failures;

// `unit`: the kind of the unit it happened to; `file`: where an editor finds failure->path, or
// NULL.
void eng_failures_note(eng_failures *failures, const myr_failure *failure, const char *unit,
                       const char *file);
// New code is live, or was refused: what was said of the old files is out of date.
void eng_failures_forget(eng_failures *failures, const myr_reload_report *report);

// "hive/scripts/ant.py:12:9: ValueError: ..." or, without a line, the text alone.
void eng_failure_copy_line(const eng_script_failure *failure, char *out, size_t out_bytes);
// "hive/scripts/ant.py:12:9".
void eng_failure_copy_place(const eng_script_failure *failure, char *out, size_t out_bytes);
// "raised", "cut", ...
const char *eng_failure_kind_name(myr_failure_kind kind);
