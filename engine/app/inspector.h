// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspector.h: one unit, looked at: what it is, what its script knows, what it has asked for, what
// it costs, what went wrong, and what it senses, drawn into the world; and a console in its
// interpreter.
//
//     F2, click    eng_inspector_click     chooses a unit
//     frames       eng_inspector_follow    asks for its attributes, four times a second
//     ticks        eng_inspector_note      keeps its orders
//
// Its interpreter answers between two ticks, on its own thread: no frame waits for it.
// Thread: main.

#pragma once

#include "app/game.h"
#include "app/scene.h"
#include "input/input.h"

typedef struct eng_inspector eng_inspector;

eng_inspector *eng_inspector_create(void);
void eng_inspector_destroy(eng_inspector *inspector);
// Another game has begun.
void eng_inspector_restart(eng_inspector *inspector, eng_game *game);

bool eng_inspector_is_on(const eng_inspector *inspector);
// Keys and clicks of this frame. `pixels`: screen px per mouse unit.
void eng_inspector_input(eng_inspector *inspector, eng_game *game, eng_scene *scene,
                         eng_input *input, float pixels);
void eng_inspector_follow(eng_inspector *inspector, eng_game *game, eng_scene *scene);
void eng_inspector_note(eng_inspector *inspector, const eng_game *game); // after each tick
void eng_inspector_draw(eng_inspector *inspector, eng_ui *ui, const eng_game *game,
                        eng_scene *scene);
