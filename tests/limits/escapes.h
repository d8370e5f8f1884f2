// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// escapes.h: the table of what hostile scripts try, and what is to come of it.

#pragma once

#include <stdint.h>

typedef enum outcome {
    UNTRIED = 0, // not run in this isolation
    RAISES,      // fails at `line` of the attack; its text begins with `text`
    PRINTS,      // does not fail; what it printed begins with `text`
    EATS,        // like RAISES, reported as a failure of memory
    CUT,         // interrupted at `line`
    DIES,        // its interpreter dies by itself and is replaced
    KILLED,      // its interpreter is killed and replaced
    HARMLESS,    // any of these, by the version of CPython or of the C library
} outcome;

typedef struct expectation {
    outcome outcome;
    const char *text;
} expectation;

// One attack. It runs once, in the second tick, as the body of a function of escape.py; `imports`
// is the first line of that file.
typedef struct escape {
    const char *group;
    const char *name;
    const char *imports;
    const char *attack;  // lines, without indentation
    uint32_t line;       // of the attack, where it fails; from 1; 0: anywhere
    expectation process; // what comes of it in a child process
    expectation thread;  // and in a thread of the host
} escape;

extern const escape escapes[];
extern const uint32_t escape_count;
