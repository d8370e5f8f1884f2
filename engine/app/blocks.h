// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// blocks.h: the engine's own bytes in the plugin's blocks: scalar fields in the snapshot of each
// tick, terrain in the static block. Written by the bridge, read by the queries, possibly in a
// child process: flat, without pointers.

#pragma once

#include <stdint.h>

#define ENG_BLOCK_SCALARS 16
#define ENG_BLOCK_TERRAINS 64

// dynamic: this header, then the values of each field, row by row.
typedef struct eng_scalar_entry {
    int32_t name; // index into the plugin's names
    float cell;   // px
    uint32_t columns, rows;
    uint64_t offset; // bytes from the header to its first value
} eng_scalar_entry;

typedef struct eng_scalar_block {
    uint32_t count;
    uint32_t reserved;
    eng_scalar_entry entries[ENG_BLOCK_SCALARS];
} eng_scalar_block;

// static: this header, then one byte per cell, an index into `terrains`.
typedef struct eng_terrain_entry {
    int32_t name;
    float speed; // factor; 0 blocks
} eng_terrain_entry;

typedef struct eng_ground_block {
    float width, height; // of the world, px
    float cell;          // px; 0: no terrain, open ground everywhere
    uint32_t columns, rows;
    uint32_t terrain_count;
    eng_terrain_entry terrains[ENG_BLOCK_TERRAINS];
} eng_ground_block;
