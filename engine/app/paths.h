// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// paths.h: where the bundled packs are: in a folder relative to the program, the same in an
// installation and in a build tree.
//
// Thread: main.

#pragma once

#include "assets/pack_library.h"

typedef struct eng_paths {
    char base[ENG_PACK_PATH_BYTES];    // the base pack
    char demos[ENG_PACK_PATH_BYTES];   // the folder of the bundled demos
    char mods[ENG_PACK_PATH_BYTES];    // the folder of the bundled mods
    char starter[ENG_PACK_PATH_BYTES]; // the pack that a new one is made from
} eng_paths;

// False with `error` filled when there is no base pack there.
bool eng_paths_find(eng_paths *paths, eng_error *error);

// Adds every bundled pack that can be played or played with.
void eng_paths_add_bundled(const eng_paths *paths, eng_library *library);

// Turns a demo's name or a path, as the player typed it, into a path to mount
// (ENG_PACK_PATH_BYTES). False with `error` filled when there is no such pack.
bool eng_paths_find_pack(const eng_paths *paths, const char *name, char *out, eng_error *error);

// "  hive      500 ants ...\n" per bundled demo, for the help. Caller frees with eng_free.
char *eng_paths_list_demos(const eng_paths *paths);
