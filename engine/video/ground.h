// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ground.h: the terrain's cells, drawn so that the grid does not show. The first row of the legend
// lies under everything and must be opaque. Every other one is painted over those before it, in the
// legend's order: where its sprite has a ragged kind (NAME-edge, one and a half cells wide), that
// one is drawn and reaches over its neighbours, so that shores and paths have soft borders.
//
//     eng_ground_sprite sprites[2] = {eng_ground_find(atlas, "grass"), eng_ground_find(atlas,
//     "sand")}; eng_ground_draw(batch, &(eng_ground){.cells = map->terrain, ..., .sprites =
//     sprites});
//
// Thread: main.

#pragma once

#include "video/batch.h"

typedef struct eng_ground_sprite {
    uint32_t plain; // ENG_SPRITE_NONE: the cell is not drawn
    uint32_t edge;  // ENG_SPRITE_NONE: there is no ragged kind
} eng_ground_sprite;

typedef struct eng_ground {
    const uint8_t *cells; // rows * columns legend indices, borrowed
    uint32_t columns, rows;
    float cell; // world px
    const eng_ground_sprite *sprites;
    uint32_t sprite_count;
    int layer;                      // of the first row of the legend
    int layer_over;                 // of the others; the same one if all sprites share a page
    float left, top, right, bottom; // world rectangle in view
} eng_ground;

// `name` may be null: nothing is drawn. A name that does not exist gives the placeholder.
eng_ground_sprite eng_ground_find(eng_atlas *atlas, const char *name);
// Call after eng_batch_use_camera. Frames are variants, chosen by place.
void eng_ground_draw(eng_batch *batch, const eng_ground *ground);
