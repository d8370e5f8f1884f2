// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// check.h: "myrmidon check PACK": mistakes in a pack, found without playing it; and with
// --determinism, by playing it several times in ways that must not matter.
//
// Thread: main.

#pragma once

#include "app/game.h"

int eng_check_command(int argc, char **argv);

// --- check_runs.c ---

typedef struct eng_check_runs {
    uint64_t tick_count;
    uint64_t seed;
    uint32_t unit_total;        // 0: as the map says
    uint32_t interpreter_count; // 0: as the pack says
    bool is_run_trusted;        // --trust
    bool has_threads;           // they may run this pack's scripts
} eng_check_runs;

// Plays these packs with one worker and with several, at other addresses, and in each isolation
// there is for it, and prints what came of each. *is_same: all went the same way; otherwise what
// differed first was printed. False with `error` filled: it could not be played.
bool eng_check_determinism(const eng_stack *stack, const eng_check_runs *runs, bool *is_same,
                           eng_error *error);

// Looks at the classes that units name, and at that of the rules. False with `error` filled: it
// could not look.
bool eng_check_scripts(const eng_content *content, const myr_def *def,
                       void (*note)(void *user, const myr_finding *finding), void *user,
                       eng_error *error);
