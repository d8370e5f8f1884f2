// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ground.h: lines and ways over the terrain that the plugin's static block holds. Pure functions of
// the block, in + - * / and square roots alone, so that every machine finds the same way.
//
// Threads: any, and child processes.

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/blocks.h"

// The speed factor at a point; 0 outside the world.
float eng_ground_speed(const eng_ground_block *ground, float x, float y);

// Whether nothing that blocks lies on the straight line between two points.
bool eng_ground_is_clear(const eng_ground_block *ground, float x, float y, float to_x, float to_y);

// The quickest way from one point to another, walked by its centre: `count` points (x and y in
// turn), the last of them the goal itself, the start left out. NULL: there is no way, or it is
// farther than ENG_WAY_CELLS cells of search. Caller frees (free()).
#define ENG_WAY_CELLS 65536u
float *eng_ground_way(const eng_ground_block *ground, float x, float y, float to_x, float to_y,
                      uint32_t *count);
