// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// live.h: files that change while their game runs: saved in an editor beside it, or at a fixed
// tick, for tests.
//
//     each frame:          eng_live_follow(live);           looks for saves, begins a reload
//                          eng_live_take_pictures(live, &changed);  for the scene
//     before each publish: eng_live_edit(live, tick, &e);   edits of this tick, waited for, and
//     lines
//
// What becomes of a reload is told by the bridge, at a later collect. Thread: main.

#pragma once

#include "app/bridge.h"
#include "app/content.h"
#include "base/alloc.h"

// At this tick, the files of a folder are laid over those of the game's pack, as if saved just
// then.
typedef struct eng_edit {
    uint64_t tick;
    const char *folder; // with ant.py, tactics/flank.py, units/ant.json, maps/meadow.tmj ...
} eng_edit;

#define ENG_EDIT_CAPACITY 8u

// At this tick, a line of Python is run in a unit, and the answer printed.
typedef struct eng_console_line {
    uint64_t tick;
    uint32_t unit; // index of its entity
    const char *text;
} eng_console_line;

// Pictures, sheets and frames that were saved, came or went.
typedef struct eng_pictures_changed {
    ENG_ARRAY(char *) paths; // in the packs; owned
    bool is_all;             // nobody knows which
    bool are_sheets_changed; // the map cuts its tiles from other pictures, or elsewhere
    int64_t changed_ns;      // when, by eng_clock_ns
} eng_pictures_changed;
void eng_pictures_changed_fini(eng_pictures_changed *changed);

struct eng_game;

typedef struct eng_live_def {
    struct eng_game *game; // outlives it
    bool is_watching;
    const eng_edit *edits; // borrowed
    uint32_t edit_count;
    const eng_console_line *lines; // borrowed
    uint32_t line_count;
} eng_live_def;

typedef struct eng_live eng_live;

eng_live *eng_live_create(const eng_live_def *def);
void eng_live_destroy(eng_live *live); // takes null

// Takes null.
void eng_live_follow(eng_live *live);
// Moves what was saved since the last call to `out`. False: nothing. Takes null.
bool eng_live_take_pictures(eng_live *live, eng_pictures_changed *out);
// False with `error` filled: a folder of --edit cannot be read. Takes null.
bool eng_live_edit(eng_live *live, uint64_t tick, eng_error *error);
// Whether what somebody saved has changed this run: no other run is like it. Takes null.
bool eng_live_has_changed(const eng_live *live);
