// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// aseprite_parts.h: what aseprite.c reads and aseprite_draw.c draws. Private to engine/assets.

#pragma once

#include "assets/aseprite.h"
#include "assets/aseprite_blend.h"

enum {
    ENG_ASE_LAYER_VISIBLE = 1,
    ENG_ASE_LAYER_BACKGROUND = 8,
    ENG_ASE_LAYER_REFERENCE = 64, // to draw over; never part of the picture
};

typedef enum eng_ase_layer_type {
    ENG_ASE_LAYER_IMAGE,
    ENG_ASE_LAYER_GROUP,
    ENG_ASE_LAYER_TILES,
} eng_ase_layer_type;

typedef struct eng_ase_layer {
    const char *name; // of the sheet's texts
    uint32_t flags;
    eng_ase_layer_type type;
    uint32_t level; // depth in groups
    uint32_t end;   // of a group: the first layer that is not in it
    eng_blend blend;
    uint32_t opacity;
    uint32_t tileset;
} eng_ase_layer;

// A picture of raw pixels in the file's depth, or a map of tile numbers (width and height in
// tiles).
typedef struct eng_ase_cel {
    uint32_t frame, layer;
    int x, y, z; // z: how many layers it is lifted in this frame
    uint32_t opacity;
    int width, height;
    bool is_tiles;
    uint32_t id_mask, x_mask, y_mask, diagonal_mask; // of a tile
    const uint8_t *data;                             // of an image; shared with linked cels
} eng_ase_cel;

typedef struct eng_ase_tileset {
    uint32_t id;
    uint32_t count;
    bool has_empty_first; // tile 0 is none; in files of betas the highest number is
    int width, height;    // of one tile
    const uint8_t *data;
} eng_ase_tileset;

// Colours from a frame on.
typedef struct eng_ase_palette {
    uint32_t frame;
    uint8_t colors[256][4];
} eng_ase_palette;

struct eng_aseprite_parts {
    uint32_t depth_bytes; // of a pixel: 4 RGBA, 2 grey and alpha, 1 indexed
    uint32_t transparent_index;
    bool has_group_blend; // opacity and blend mode of groups count
    ENG_ARRAY(eng_ase_layer) layers;
    ENG_ARRAY(eng_ase_cel) cels; // by frame
    ENG_ARRAY(eng_ase_tileset) tilesets;
    ENG_ARRAY(eng_ase_palette) palettes; // by frame
    ENG_ARRAY(uint8_t *) blocks;         // everything unpacked
    uint32_t *first_cels;                // by frame, and the end of the last
};
