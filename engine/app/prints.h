// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// prints.h: what scripts print, on standard output if nothing else is said: so much per second of
// game time, without what would move the terminal's cursor. The rest is counted, and told once per
// second.
//
// Thread: main.

#pragma once

#include <stdint.h>

#define ENG_PRINTS_PER_SECOND 1000u

typedef enum eng_prints_target {
    ENG_PRINTS_STDOUT,
    ENG_PRINTS_STDERR,
    ENG_PRINTS_NONE,
} eng_prints_target;

typedef struct eng_prints {
    eng_prints_target target;
    uint64_t second;      // of game time, that `shown` and `missing` are of
    uint32_t shown;       // lines
    uint64_t missing;     // lines of this second that were not shown
    uint64_t missing_all; // and of all seconds
} eng_prints;

// `unit` and `index` say who printed the line; `time_s`: game time, which does not go back.
void eng_prints_show(eng_prints *prints, double time_s, const char *unit, uint32_t index,
                     const char *text);
// Tells of what is missing in the second that just ended; at the end of a game too.
void eng_prints_flush(eng_prints *prints);
