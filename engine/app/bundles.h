// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// bundles.h: thinks that failed, as files for "myrmidon rethink". A bundle has all that the think
// had: the snapshot, the unit's plain data before it, its mail, the seed, who made the packs, the
// error.
//
// Bounded: one of each line and error, at most ENG_BUNDLES_MOST in a game, each under a name that
// the next game writes over; and written by a thread of its own, so that no frame waits for a disk.
//
// Thread: main.

#pragma once

#include "assets/pack.h"
#include "myrmidon.h"

#define ENG_BUNDLES_MOST 16
// What is kept of a unit before each think.
#define ENG_BUNDLE_BYTES 16384u

typedef struct eng_bundles eng_bundles;

// The folder is made. `pack_name`: as the player gave it. NULL with `error` filled.
eng_bundles *eng_bundles_create(const char *folder, const char *pack_name, const eng_packs *packs,
                                eng_error *error);
void eng_bundles_destroy(eng_bundles *bundles); // accepts NULL; waits until all is written

// After a collect: writes the bundle of its results, if there is one and it is new.
void eng_bundles_take(eng_bundles *bundles, const myr_system *system, const myr_results *results);
