// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_files.h: every file of a pack, read to its end by whoever reads its kind: what a game would
// only stumble over later, or show as a placeholder, is an error here. Thread: main.

#pragma once

#include "assets/pack.h"

// `is_played`: the packs make a game, so that its scripts and maps can be looked at too. False with
// the first error.
bool eng_pack_files_check(const eng_packs *packs, uint32_t pack_index, bool is_played,
                          eng_error *error);
