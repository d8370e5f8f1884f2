// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// scene.h: the world as a picture: ground, fields, units between two ticks, effects, bubbles, and
// the player's line at the top. It reads the world and changes nothing of it.
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "video/ui.h"

typedef struct eng_scene eng_scene;

// Opens atlas loading for the game's packs. NULL with `error` filled. Destroy it before the window.
eng_scene *eng_scene_create(eng_window *window, const eng_game *game, eng_error *error);
void eng_scene_destroy(eng_scene *scene); // accepts NULL

// Loads and uploads for about budget_us. 1: done. `name` (may be NULL) is what it is at.
float eng_scene_load_step(eng_scene *scene, const eng_game *game, int64_t budget_us,
                          const char **name);
// All of it at once.
void eng_scene_load(eng_scene *scene, const eng_game *game);

// Where its sprites were from.
eng_atlas_counts eng_scene_count_sprites(const eng_scene *scene);

// After each tick: fields' haze and new effects.
void eng_scene_follow(eng_scene *scene, const eng_game *game);
// After the game was made anew with the same packs.
void eng_scene_restart(eng_scene *scene, const eng_game *game);
// Pictures were saved: takes the list, and shows them when they are there.
void eng_scene_renew(eng_scene *scene, eng_pictures_changed *changes);
// After a resize or a lost renderer.
void eng_scene_resize(eng_scene *scene);
void eng_scene_reload_textures(eng_scene *scene);

// Adds the world to the batch: `alpha` 0 to 1 between the last tick and this one; `seconds` since
// the last frame, for effects.
void eng_scene_draw(eng_scene *scene, const eng_game *game, float alpha, float seconds);
// Adds the line at the top: title, teams, time.
// What a map of the Tiled editor has marked, over the scene.
void eng_scene_draw_marks(eng_scene *scene);
void eng_scene_draw_hud(eng_scene *scene, const eng_game *game);

eng_camera *eng_scene_camera(eng_scene *scene);
eng_batch *eng_scene_batch(eng_scene *scene);
eng_text *eng_scene_text(eng_scene *scene);
uint32_t eng_scene_logo(const eng_scene *scene); // a sprite, for the loading screen
