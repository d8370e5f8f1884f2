// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// mods_screen.h: the page of the window that shows the packs for this game: which of them play,
// what each changes, what it asks for and whether the player trusts it. What is marked there is
// kept when the page is closed; the game then begins again with it.
//
//     screen = eng_mods_screen_open(game, NULL, &error);
//     each frame: eng_mods_screen_follow(screen, &input, scale); eng_mods_screen_draw(screen, &ui);
//     bool is_other = eng_mods_screen_close(screen, &error);
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "input/input.h"
#include "video/ui.h"

typedef struct eng_mods_screen eng_mods_screen;

// `selected_id` is shown first; NULL: the first of the list. NULL with `error` filled if there is
// no folder for packs, or what is enabled cannot be read.
eng_mods_screen *eng_mods_screen_open(const eng_game *game, const char *selected_id,
                                      eng_error *error);
// Writes down what changed. True if other packs are to play from now on; else `error` is filled if
// it could not be written. Takes NULL.
bool eng_mods_screen_close(eng_mods_screen *screen, eng_error *error);

// `pixel_scale`: px per mouse unit.
void eng_mods_screen_follow(eng_mods_screen *screen, const eng_input *input, float pixel_scale);
void eng_mods_screen_draw(eng_mods_screen *screen, eng_ui *ui);
