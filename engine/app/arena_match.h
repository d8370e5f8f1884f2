// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_match.h: one match of Robot Game.
//
// Thread: main.

#pragma once

#include <jansson.h>

#include "app/arena.h"
#include "base/error.h"

// Plays and returns what docs/arena.md says of the JSON; the caller owns it. NULL with `error`
// filled: no file, no display (then *code is EX_UNAVAILABLE), or the window was closed
// before the end and a result was asked for; if none was, there is no error and *code is 0.
json_t *eng_arena_match(const eng_arena_options *options, int *code, eng_error *error);
