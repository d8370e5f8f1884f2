// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena.h: "myrmidon arena": Robot Game between two bots, or between all bots of a folder. The
// rules are the pack demos/arena; this is its command line. docs/arena.md says what it does.
//
// Thread: main.

#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct eng_arena_options {
    const char *players[2];      // paths of the bots, red and blue; NULL: of the pack
    const char *seed;            // of the match: any text
    const char *json_path;       // NULL: none; "-": standard output
    const char *ladder;          // NULL: one match; else the folder of the bots
    const char *screenshot_path; // NULL: none
    bool is_unit_scope;          // one module and one Robot per robot, not per player
    bool is_window;
    bool is_quiet;              // says nothing but errors
    bool is_unsealed_allowed;   // bots run even where the kernel cannot hold them
    bool has_prints;            // what bots print is shown
    int isolation;              // a myr_isolation, or ENG_ISOLATION_AUTO
    uint32_t worker_count;      // 0: one per player, if there are as many cores
    uint32_t interpreter_count; // unit scope: 0: one per player
    uint32_t act_ms;            // 0: as the pack says
    uint32_t seed_count;        // ladder
    uint32_t job_count;         // ladder: matches at a time; 0: one per core
} eng_arena_options;

// The command; returns the program's exit code.
int eng_arena_command(int argc, char **argv);
