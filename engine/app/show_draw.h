// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// show_draw.h: draws what the rules put before the player, over the scene. Thread: main.

#pragma once

#include "app/game.h"
#include "video/camera.h"
#include "video/ui.h"

// Texts, bars and buttons; and, when it is over, how the game ended. `hint`: what to press then.
void eng_show_draw(eng_ui *ui, const eng_game *game, const eng_camera *camera, const char *hint);
// The button at a place of the screen, px, or NULL.
const eng_show_item *eng_show_button_at(const eng_ui *ui, const eng_show *show, float x, float y);
