// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// mods.h: which packs the player enabled and in which order they should lie, kept in mods.json of
// the player's folder: {"enabled": [IDS], "order": [IDS]}.
//
// Thread: main.

#pragma once

#include "app/home.h"

enum { ENG_MODS_CAPACITY = 64 };

typedef struct eng_mods {
    char enabled[ENG_MODS_CAPACITY][ENG_PACK_ID_BYTES];
    uint32_t enabled_count;
    char order[ENG_MODS_CAPACITY][ENG_PACK_ID_BYTES];
    uint32_t order_count;
} eng_mods;

// Nothing is enabled where there is no file. False with `error` filled if it is damaged.
bool eng_mods_read(eng_mods *mods, const eng_home *home, eng_error *error);
bool eng_mods_write(const eng_mods *mods, const eng_home *home, eng_error *error);

bool eng_mods_is_enabled(const eng_mods *mods, const char *id);
// False with `error` filled if there are too many.
bool eng_mods_enable(eng_mods *mods, const char *id, eng_error *error);
// Returns whether it was enabled.
bool eng_mods_disable(eng_mods *mods, const char *id);
