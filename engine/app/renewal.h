// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// renewal.h: pictures that were saved while the game runs, on their way to the screen: decoded in
// the background a little in each frame, uploaded in slices, and shown all at once when they are
// there. Until then, and where they cannot be read, what was shown before is.
//
//     eng_renewal_add(&renewal, &changes);
//     each frame: if (eng_renewal_step(&renewal, game, atlas, pages, budget_us)) { find sprites }
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "video/batch.h"

typedef struct eng_renewal {
    eng_pictures_changed waiting, current; // current: being loaded or uploaded
    eng_atlas_loader *loader;              // while it loads
    bool is_uploading;
    bool has_told;      // an error, of this one
    uint32_t new_count; // sprites that it brings or takes away
} eng_renewal;

void eng_renewal_fini(eng_renewal *renewal); // the atlas is still there
// Takes what is in `changes`.
void eng_renewal_add(eng_renewal *renewal, eng_pictures_changed *changes);
// The packs were closed and opened again: what was being read is read again.
void eng_renewal_restart(eng_renewal *renewal);
// Loads and uploads for about budget_us. True: from now on sprites look different, and those of
// names that were not there before have ids.
bool eng_renewal_step(eng_renewal *renewal, const eng_game *game, eng_window *window,
                      eng_atlas *atlas, eng_pages *pages, int64_t budget_us);
