// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiles_parts.h: what tiles.c reads, tiles_place.c places and tiles_draw.c draws. Private to
// engine/app.

#pragma once

#include "app/tiles.h"

#define ENG_TILES_NO_FRAME 0xffffffffu

// A tileset as the atlas knows it.
typedef struct eng_tiles_set {
    char sprite[32];   // its name in the atlas
    uint32_t *frames;  // by tile: frame of that sprite, or ENG_TILES_NO_FRAME
    int16_t *terrains; // by tile: index of the legend, or -1: says nothing
    uint32_t tile_count;
    int *widths, *heights; // by tile, px
} eng_tiles_set;

struct eng_tiles {
    char *path;
    uint64_t print; // of the bytes of all its files
    eng_tiled map;
    eng_tiles_set *sets;       // as those of the map
    int column_0, row_0;       // of an infinite map: the first that is used
    int columns, rows;         // that are
    double origin_x, origin_y; // map px of the world's upper left corner
    double width, height;      // px
    ENG_ARRAY(eng_terrain) legend;
    ENG_ARRAY(eng_group) groups;
    bool *is_unit; // by object: it is drawn as one, not as a part of the map
};

// The box of a cell, map px: its left edge and its lower one, to which higher tiles are aligned.
void eng_tiles_place(const eng_tiles *tiles, int column, int row, double *left, double *bottom);
// The cell that covers a point, map px; it may lie outside the map.
void eng_tiles_cell_at(const eng_tiles *tiles, double x, double y, int *column, int *row);
double eng_tiles_row_step(const eng_tiled *map);
double eng_tiles_column_step(const eng_tiled *map);
bool eng_tiles_is_shifted(const eng_tiled *map, int index);
// The rectangle around some cells, map px.
void eng_tiles_bound_cells(const eng_tiles *tiles, int column_0, int row_0, int columns, int rows,
                           double *left, double *top, double *right, double *bottom);
// The cells that layers use, and the rectangle around them: fills both.
void eng_tiles_measure(eng_tiles *tiles);

// The middle of an object, turned and aligned as the map says, map px.
void eng_tiles_middle_object(const eng_tiles *tiles, const eng_tiled_object *object, double *x,
                             double *y);
// "#rrggbb" or "#aarrggbb" as 0xAARRGGBB; `fallback` when there is none.
uint32_t eng_tiles_color(const char *text, uint32_t fallback);

// An object's place, map px.
void eng_tiles_place_object(const eng_tiles *tiles, double x, double y, double *out_x,
                            double *out_y);
