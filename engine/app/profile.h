// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// profile.h: which units and which lines of scripts cost most, lately. Fed with the records of the
// scripting plugin while the overlay is shown or a trace is written; asked by both.
//
// Thread: main.

#pragma once

#include "myrmidon.h"

#define ENG_PROFILE_UNITS 1024u // the costliest are kept
#define ENG_PROFILE_LINES 256u

typedef struct eng_profile_unit {
    char kind[48];
    myr_entity entity;
    double recent_ms; // of a think, lately
    double total_ms;
    uint64_t thinks;
} eng_profile_unit;

typedef struct eng_profile_line {
    char path[160];
    uint32_t line;
    double recent; // samples, those long ago counting less
    uint64_t samples;
} eng_profile_line;

typedef struct eng_profile {
    eng_profile_unit units[ENG_PROFILE_UNITS];
    eng_profile_line lines[ENG_PROFILE_LINES];
    uint32_t line_count;
    uint64_t sample_count; // in all
} eng_profile;

void eng_profile_note(eng_profile *profile, const myr_trace *record, const char *kind);

// The costliest, costliest first; with `is_recent`, lately, else since the beginning. Returns how
// many. A line's share of what was sampled is from 0 to 1.
uint32_t eng_profile_get_units(const eng_profile *profile, bool is_recent,
                               const eng_profile_unit **out, uint32_t capacity);
uint32_t eng_profile_get_lines(const eng_profile *profile, bool is_recent,
                               const eng_profile_line **out, uint32_t capacity);
double eng_profile_get_share(const eng_profile *profile, bool is_recent,
                             const eng_profile_line *line);
