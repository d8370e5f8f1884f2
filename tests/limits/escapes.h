// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// escapes.h: the matrix of what hostile scripts try, and what is to come of it.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// In a text of an expectation, '*' stands for anything, and so does the end.
typedef enum outcome {
    UNTRIED = 0, // not run in this column
    RAISES,      // fails at `line` of the attack; its text is `text`
    REFUSED,     // the file's first line fails, an import that is not allowed
    PRINTS,      // does not fail; what it printed is `text`
    EATS,        // like RAISES, reported as a failure of memory
    CUT,         // interrupted at `line`
    DIES,        // its interpreter dies by itself and is replaced
    KILLED,      // its interpreter is killed or left behind, and replaced
    STOPPED,     // one of RAISES, EATS, CUT and KILLED, by how fast the machine is
    HARMLESS,    // any of these, or nothing at all
    SUCCEEDS,    // like PRINTS, and it should not have been possible: SECURITY.md says that it is
    ENDS,        // ends the game: `text` is "exit N" or "signal N"; SECURITY.md says so too
} outcome;

typedef struct expectation {
    outcome outcome;
    const char *text;
} expectation;

// One attack. It runs once, in the second tick, as the body of a function of escape.py; `imports`
// is the first line of that file. Without `imports` it is that whole file, and fails in the first
// tick.
typedef struct escape {
    const char *group;
    const char *name;
    const char *imports;
    const char *attack;  // lines, without indentation
    uint32_t line;       // of the attack, where it fails; from 1; 0: anywhere
    size_t bytes;        // of the attack, if there are zeros in it; 0: up to the first
    size_t more_bytes;   // of comments after it
    expectation sealed;  // in a child, without the guard and the quota: what is behind them
    expectation process; // in a child process, as players have it; every row says it
    expectation thread;  // and in a thread of the game; every row says it
} escape;

// Against the system (escapes.c) and against the language (escapes_language.c).
extern const escape system_escapes[], language_escapes[];
extern const uint32_t system_escape_count, language_escape_count;

#define BOTH(...) .process = {__VA_ARGS__}, .thread = {__VA_ARGS__}
#define ALL(...) .sealed = {__VA_ARGS__}, BOTH(__VA_ARGS__)
