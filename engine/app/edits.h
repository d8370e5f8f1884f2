// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// edits.h: kinds and map of a running game taken over as they are in the packs now, between two
// ticks. What cannot be is named.
//
// Thread: main.

#pragma once

#include "app/content.h"

typedef struct eng_edits_news {
    bool is_ground_changed; // other terrains, or other names of them
    char late[320];         // what a restart is needed for; "": nothing
} eng_edits_news;

// False with `error` filled, and nothing is changed: a file is wrong.
bool eng_edits_take(eng_content *content, const eng_packs *packs, eng_world *world,
                    eng_edits_news *news, eng_error *error);

// Whether a game could begin with the packs as they are on disk now. False with `error` filled: what
// is wrong.
bool eng_edits_check(eng_packs *packs, eng_error *error);
