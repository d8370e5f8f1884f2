// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_ladder.h: every bot of a folder against every other, on all cores.
//
// Thread: main.

#pragma once

#include "app/arena.h"
#include "base/error.h"

// Plays, shows how far it is, prints the table and writes the JSON. False with `error` filled:
// there are no bots, or the JSON cannot be written. A match that fails is told and left out;
// *failed_count says how many.
bool eng_arena_ladder(const eng_arena_options *options, uint32_t *failed_count, eng_error *error);
