// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// paths.h: where the base pack and the demos are: in a folder relative to the program, the same in
// an installation and in a build tree.
//
// Thread: main.

#pragma once

#include "assets/pack.h"

typedef struct eng_paths {
    char base[ENG_PACK_PATH_BYTES];    // the base pack
    char demos[ENG_PACK_PATH_BYTES];   // the folder of the bundled demos
    char starter[ENG_PACK_PATH_BYTES]; // the pack that a new one is made from
} eng_paths;

// False with `error` filled when there is no base pack there.
bool eng_paths_find(eng_paths *paths, eng_error *error);

// Turns a demo's name or a path, as the player typed it, into a path to mount
// (ENG_PACK_PATH_BYTES). False with `error` filled when there is no such pack.
bool eng_paths_find_pack(const eng_paths *paths, const char *name, char *out, eng_error *error);

// "  hive      500 ants ...\n" per bundled demo, for the help. Caller frees with eng_free.
char *eng_paths_list_demos(const eng_paths *paths);
