// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// home.h: the player's own folder: $MYRMIDON_HOME, else $XDG_DATA_HOME/myrmidon, else
// ~/.local/share/myrmidon.
//
//     packs/       packs that the player installed, zips and folders
//     trust.json   which contents the player trusts
//     saves/       quick saves, one per game
//     bundles/     thinks that failed, the last ones
//     cache/       decoded pictures, if MYRMIDON_HOME is set
//     mods.json    which packs play along, and in which order the player wants them
//
// Thread: main.

#pragma once

#include "assets/pack.h"
#include "base/error.h"

typedef struct eng_home {
    char folder[ENG_PACK_PATH_BYTES];
    char packs[ENG_PACK_PATH_BYTES];
    char trust[ENG_PACK_PATH_BYTES];
    char mods[ENG_PACK_PATH_BYTES];
} eng_home;

// Says where it is; makes nothing. False when neither variable nor HOME is set to a full path.
bool eng_home_find(eng_home *home, eng_error *error);

// Where pictures that were decoded once are kept: MYRMIDON_HOME/cache if that is set, else
// $XDG_CACHE_HOME/myrmidon, else ~/.cache/myrmidon. `out` has ENG_PACK_PATH_BYTES. Makes nothing.
// False: nowhere.
bool eng_home_find_cache(char *out);

// Makes the folder and the one of packs.
bool eng_home_make(const eng_home *home, eng_error *error);

// Replaces a file in one step, so that a crash leaves the old or the new one.
bool eng_home_write(const char *path, const void *bytes, size_t byte_count, eng_error *error);
