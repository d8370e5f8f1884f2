// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// world_scene.h: a small world for the tests of the simulation and of recordings.
//
// 640 x 480 px, open but for a wall of 8 px cells at x 400 to 408 in the upper half. Kinds: "ant"
// (can carry, fight and walk), "nest" (cannot move, builds ants), "rock" (cannot be pushed).
// Fields: "food" (matter), "trail" (fades and spreads), "scent" (matter that spreads).

#pragma once

#include "world/world.h"

enum { SCENE_ANT, SCENE_NEST, SCENE_ROCK, SCENE_FOOD, SCENE_TRAIL, SCENE_SCENT };

eng_world *scene_create(uint64_t seed);
// One tick of commands that a script might give: walks, fights, trails, builds.
void scene_think(eng_world *world, void (*put)(void *user, const eng_command *command), void *user);
// 200 units of two teams and two nests.
void scene_populate(eng_world *world);

// Gives one command and tells whether it was carried out.
bool scene_tell(eng_world *world, eng_entity entity, eng_command_id command, const eng_value *args,
                uint32_t arg_count);
void scene_run(eng_world *world, int ticks);
