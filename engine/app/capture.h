// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// capture.h: from a window's input to what the player did. What a pack's rules.json claims ("keys",
// "pointer") goes to its referee and is no longer a key of the program's. Thread: main.

#pragma once

#include "app/game.h"
#include "app/scene.h"
#include "input/input.h"

// Tells the input which keys the game of `rules` takes, for the polls that follow.
void eng_capture_begin(eng_input *input, const eng_rulebook *rules);
// After a poll: tells the game what was done.
void eng_capture_follow(const eng_input *input, eng_game *game, eng_scene *scene, float pixels);
// The box that is being drawn with the mouse, if one is.
void eng_capture_draw(const eng_input *input, const eng_game *game, eng_ui *ui, float pixels);
