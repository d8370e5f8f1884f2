// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// options.h: the command line of the program. Texts are borrowed from argv.

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/live.h"
#include "base/error.h"

typedef enum eng_mode {
    ENG_MODE_PLAY,   // myrmidon PACK
    ENG_MODE_REPLAY, // myrmidon replay FILE
    ENG_MODE_STUB,   // myrmidon stub PACK
    ENG_MODE_DOCTOR, // myrmidon doctor
    ENG_MODE_HELP,
    ENG_MODE_VERSION,
} eng_mode;

#define ENG_ISOLATION_AUTO (-1)
#define ENG_HEADLESS_TICKS 600

#define ENG_MAX_RULE_OPTIONS 64
enum { ENG_OPTIONS_WITH_CAPACITY = 32 };

typedef struct eng_options {
    eng_mode mode;
    const char *pack;        // ENG_MODE_PLAY, ENG_MODE_STUB: a demo's name or a path
    const char *replay_path; // ENG_MODE_REPLAY
    const char *with[ENG_OPTIONS_WITH_CAPACITY]; // mods for this game: ids or paths
    uint32_t with_count;
    bool is_without_mods; // what the player enabled stays out
    bool is_without_cache; // every picture is decoded, and none is kept
    bool is_headless;
    bool is_realtime; // headless: keep the clock of a window; scripts may be late
    bool is_fullscreen;
    bool is_debugged;
    bool is_watching; // saved scripts are taken over: in a window unless --no-watch
    bool is_not_watching;
    eng_edit edits[ENG_EDIT_CAPACITY]; // by --edit
    uint32_t edit_count;
    eng_console_line lines[ENG_EDIT_CAPACITY]; // by --console
    uint32_t line_count;
    bool wants_stats;           // one JSON object as the last line of standard output
    uint64_t tick_limit;        // 0: until the window is closed; headless: 600
    uint64_t frame_limit;       // 0: none; a window closes after so many frames
    uint64_t seed;              // 1
    bool has_seed;              // it was given
    const char *save_path;      // NULL: none
    bool has_save_tick;         // false: at the end
    uint64_t save_tick;
    const char *bundles_folder; // NULL: none
    const char *load_path; // NULL: none; pack may be NULL then
    uint32_t worker_count;      // 0: chosen by the game
    uint32_t interpreter_count; // 0: as the pack says
    uint32_t unit_total;        // 0: as the map says
    const char *rule_options[ENG_MAX_RULE_OPTIONS]; // "name=value"
    uint32_t rule_option_count;
    const char *input_path; // what the player does, by tick; NULL: none
    int isolation;              // a myr_isolation, or ENG_ISOLATION_AUTO
    bool is_run_trusted;        // every pack is trusted, for this run
    bool is_unsealed_allowed;   // untrusted scripts may run where the kernel cannot seal them
    int window_width, window_height;
    const char *renderer;                                                   // NULL: SDL's choice
    const char *record_path, *hash_log_path, *screenshot_path, *trace_path; // NULL: none
} eng_options;

// Reads the command line. False with `error` filled: one line that names the argument and the
// remedy.
bool eng_options_parse(eng_options *options, int argc, char **argv, eng_error *error);

// Prints the help. `demos`: one "name  description" line per bundled demo, may be empty.
void eng_options_help(const char *demos);
