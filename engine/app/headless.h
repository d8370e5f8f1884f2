// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// headless.h: a game without a window: tick after tick, in lockstep as fast as it goes, or on the
// clock of a window.
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "app/options.h"

// Plays until the tick limit or the recording's end. False with `error` filled.
bool eng_headless_run(const eng_options *options, const eng_game_def *def, eng_error *error);
