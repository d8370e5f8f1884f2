// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiles_view.h: what the files that draw a map share. Private to engine/app.
//
//     tiles_draw.c     what is painted, and what is done each frame
//     tiles_planes.c   which layers are painted onto each other
//     tiles_paint.c    the cells of a layer onto pixels
//     tiles_objects.c  objects and pictures onto pixels; marks
//     stamp.c          one picture onto pixels

#pragma once

#include "app/stamp.h"
#include "app/tiles_draw.h"
#include "app/tiles_parts.h"
#include "video/mosaic.h"

// A tileset while it is drawn.
typedef struct eng_tiles_view_set {
    eng_stamp **stamps; // by tile, made when first needed
    uint32_t tile_count;
    uint32_t *shown;   // by tile: the one that stands there now
    uint32_t *changed; // by tile: the view's version when that last changed; 0: never moves
} eng_tiles_view_set;

typedef struct eng_tiles_object {
    uint32_t index;       // of the map's objects
    double x, y;          // its middle, px of the plane
    double width, height; // before it is turned
    double angle, reach;  // radians; px from the middle
    double order;         // less: drawn earlier
    uint32_t color;
} eng_tiles_object;

// A layer as a plane has it.
typedef struct eng_tiles_sheet {
    uint32_t layer; // of the map
    double shift_x, shift_y;
    uint32_t color;
    uint32_t blend;                                       // an eng_blend
    bool is_upwards, is_leftwards;                        // the order of orthogonal cells
    double reach_left, reach_up, reach_right, reach_down; // of tiles beyond their cells, px
    ENG_ARRAY(eng_tiles_object) objects;                  // in the order in which they are drawn
} eng_tiles_sheet;

// Layers that move alike: painted onto each other, once, and drawn as one.
typedef struct eng_tiles_plane {
    eng_tiles_view *view;
    eng_mosaic *mosaic;
    bool is_over;
    double parallax_x, parallax_y;
    double left, top, right, bottom; // px
    ENG_ARRAY(eng_tiles_sheet) sheets;
} eng_tiles_plane;

// A tile with steps.
typedef struct eng_tiles_mover {
    uint32_t set, tile, entry; // entry: of the map's tiles
} eng_tiles_mover;

struct eng_tiles_view {
    const eng_tiles *tiles;
    const eng_atlas *atlas;
    eng_batch *batch;
    eng_text *text;
    eng_tiles_view_set *sets;
    eng_stamp **layer_stamps;                      // by layer: its picture
    eng_stamp **text_stamps;                       // by object
    uint32_t set_count, layer_count, object_count; // the map may be gone when the view goes
    uint64_t print;                                // of where its pictures are in the atlas
    ENG_ARRAY(eng_tiles_plane *) planes;
    ENG_ARRAY(eng_tiles_mover) movers;
    uint32_t version; // counts up when a tile that moves does
    double seconds;
};

// A rectangle to be painted, or to be searched for what changed.
typedef struct eng_tiles_brush {
    eng_tiles_view *view;
    const eng_mosaic_part *part;
    double scale; // level px per px
    bool has_movers;
    // a search
    eng_mosaic_rect *rects; // null: it paints
    uint32_t rect_count, rect_capacity, since_version;
} eng_tiles_brush;

// Makes the planes of the map's layers, with their mosaics.
void eng_tiles_make_planes(eng_tiles_view *view);
// The level at which a part is painted; the pictures from further away are halves of it.
int eng_tiles_direct_level(const eng_tiled *map, int level);
// What the mosaic of a plane calls.
bool eng_tiles_paint(void *user, const eng_mosaic_part *part);
uint32_t eng_tiles_find_stale(void *user, const eng_mosaic_part *part, uint32_t since_version,
                              eng_mosaic_rect *rects, uint32_t capacity);

// A tile in a box of that middle and size (before it is turned), px of the plane. Its flips are the
// cell's.
void eng_tiles_put(eng_tiles_brush *brush, uint32_t cell, const eng_tiles_object *box);
void eng_tiles_put_cells(eng_tiles_brush *brush, const eng_tiles_sheet *sheet);
void eng_tiles_put_objects(eng_tiles_brush *brush, const eng_tiles_sheet *sheet);
void eng_tiles_put_image(eng_tiles_brush *brush, const eng_tiles_sheet *sheet);

// The stamp of a frame of the atlas, without a colour ("#rrggbb") or with all. Null: there is none.
eng_stamp *eng_tiles_cut(const eng_tiles_view *view, const char *sprite, uint32_t frame,
                         const char *transparent);
// Fills what of the layer's tiles reaches beyond their cells.
void eng_tiles_measure_reach(const eng_tiles_view *view, eng_tiles_sheet *sheet);
// Fills the objects of a layer of objects, sorted.
void eng_tiles_list_objects(const eng_tiles_view *view, eng_tiles_sheet *sheet);
