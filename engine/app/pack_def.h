// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_def.h: what a pack declares to the scripting plugin, for tools that ask about a pack without
// playing it.
//
// Thread: main.

#pragma once

#include "app/content.h"
#include "myrmidon.h"

// All of it is borrowed during the call.
typedef bool (*eng_pack_def_use)(void *user, const eng_packs *packs, const eng_content *content,
                                 const myr_def *def, eng_error *error);

// Opens the pack with what it needs (a mod over its game), lets `use` have them, and closes them.
// Answers what `use` does; false with `error` filled if the pack cannot be read.
bool eng_pack_def_open(const char *pack_path, eng_pack_def_use use, void *user, eng_error *error);
// The same for packs that are open.
bool eng_pack_def_make(const eng_packs *packs, eng_pack_def_use use, void *user, eng_error *error);
