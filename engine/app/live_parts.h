// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// live_parts.h: what the files of live.h share. Private to them.
//
//     live.c         what was saved, by its sort: scripts, pictures, the rest; edits of a tick
//     live_data.c    kinds and map: into content, world and minds, and into the recording
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "app/live.h"
#include "assets/watch.h"

// A file of a pack.
typedef struct eng_live_file {
    uint32_t pack_index;
    char *path; // owned
} eng_live_file;

struct eng_live {
    eng_live_def def;
    eng_watch *watch; // NULL: nothing is watched
    eng_pictures_changed pictures;
    int64_t saved_ns;     // the last save, by eng_clock_ns; 0: none, but edits
    bool are_scripts_due; // saved and not taken yet
    bool has_changed;
    uint64_t next_edit_tick; // those before are done

    // live_data.c
    ENG_ARRAY(eng_live_file) files; // kinds, maps and what they name, saved and not taken yet
    bool is_ground_due;             // the minds do not know the ground yet
    eng_bridge *heir;               // being made; NULL: none
    char told_late[320];            // what a restart is needed for, as it was told last
};

// Says a line in the window and the log.
void eng_live_complain(eng_live *live, const char *text);
// One more file for the next eng_live_take_data.
void eng_live_note_data(eng_live *live, uint32_t pack_index, const char *path);
// Takes the files over, and tells. With `waits` the minds know it all at the return, else after
// some frames (eng_live_serve_data). False with `error` filled: the recording cannot be written, or
// the minds not be moved.
bool eng_live_take_data(eng_live *live, bool waits, eng_error *error);
// Each frame.
void eng_live_serve_data(eng_live *live);
void eng_live_fini_data(eng_live *live);
