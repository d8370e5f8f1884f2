// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// play.h: a game in a window: loading behind a bar, then frames and ticks, each on its own clock.
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "app/options.h"

// Plays until the window is closed, or the limits of the options. False with `error` filled.
bool eng_play_run(const eng_options *options, const eng_game_def *def, eng_error *error);
