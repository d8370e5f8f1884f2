// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// watch.h: notices that files of pack folders were saved while the game runs, through inotify.
//
// Editors save in many ways: in place, by renaming a new file over the old, with backups beside it,
// all files of a project at once. So every sort of event counts, and a change is told when all has
// been quiet for ENG_WATCH_QUIET_MS and no file is half written (it was, and has not been closed),
// or after ENG_WATCH_OPEN_MS where somebody keeps one open.
//
//     eng_watch *watch = eng_watch_create();
//     eng_watch_add(watch, "demos/hive");
//     each frame: if (eng_watch_poll(watch, &changes)) { ...; eng_watch_changes_fini(&changes); }
//
// Thread: main.

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/alloc.h"

enum {
    ENG_WATCH_QUIET_MS = 60,
    ENG_WATCH_OPEN_MS = 2000,
    ENG_WATCH_PATHS_CAPACITY = 4096, // more at once count as all
};

typedef struct eng_watch eng_watch;

// One file that was saved, came or went.
typedef struct eng_watch_path {
    char *path;      // below the folder that was added: "sprites/ant.png"
    uint32_t folder; // the number of that folder, in the order of eng_watch_add
    bool is_open;    // written and not closed yet
} eng_watch_path;

typedef struct eng_watch_changes {
    ENG_ARRAY(eng_watch_path) paths;
    bool is_all;        // so many, or a folder moved: nobody knows which
    int64_t changed_ns; // the last of them, of eng_clock_ns
} eng_watch_changes;

// Null: this system watches no files (said once in the log).
eng_watch *eng_watch_create(void);
void eng_watch_destroy(eng_watch *watch); // takes null
// Watches a folder and those in it, also those that come later. A file is no folder: nothing
// happens, but it has its number.
void eng_watch_add(eng_watch *watch, const char *folder);
// Whether something has changed and been left alone since. Then the caller ends `changes`. Never
// waits. Takes null.
bool eng_watch_poll(eng_watch *watch, eng_watch_changes *changes);
void eng_watch_changes_fini(eng_watch_changes *changes);
