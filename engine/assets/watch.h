// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// watch.h: notices that files of pack folders were saved while the game runs, through inotify.
//
// Editors save in many ways: in place, by renaming a new file over the old, with backups beside it,
// all files of a project at once. So every sort of event counts, and a change is told when its
// folder has been quiet for ENG_WATCH_QUIET_MS.
//
//     eng_watch *watch = eng_watch_create();
//     eng_watch_add(watch, "demos/hive");
//     each frame: if (eng_watch_poll(watch, &changes)) ...
//
// Thread: main.

#pragma once

#include <stdbool.h>

enum { ENG_WATCH_QUIET_MS = 60 };

typedef struct eng_watch eng_watch;

typedef struct eng_watch_changes {
    bool has_scripts; // files that end with .py
    bool has_others;
    char other[256]; // the name of one of the others
} eng_watch_changes;

// Null: this system watches no files (said once in the log).
eng_watch *eng_watch_create(void);
void eng_watch_destroy(eng_watch *watch); // takes null
// Watches a folder and those in it, also those that come later. A file is no folder: nothing
// happens.
void eng_watch_add(eng_watch *watch, const char *folder);
// Whether something has changed and been left alone since. Never waits. Takes null.
bool eng_watch_poll(eng_watch *watch, eng_watch_changes *changes);
