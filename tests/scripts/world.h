// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// world.h: the small world that script cases run in: six units that never move, and a schema with
// every type. A shared object, because children look its queries up again.

#pragma once

#include "myrmidon.h"

enum { WORLD_UNITS = 6 };

// Fills schema and names of a def.
MYR_API void world_schema(myr_def *def);
// The columns of the units, rows in order, without those whose bit is set in `dead`.
typedef struct world_columns {
    myr_entity entities[WORLD_UNITS];
    float x[WORLD_UNITS], y[WORLD_UNITS];
    int32_t hp[WORLD_UNITS], team[WORLD_UNITS], kind[WORLD_UNITS], role[WORLD_UNITS];
    uint8_t is_ready[WORLD_UNITS];
    myr_entity boss[WORLD_UNITS];
    const void *columns[8];
    uint32_t row_count;
} world_columns;
MYR_API void world_fill(world_columns *world, uint32_t dead);
