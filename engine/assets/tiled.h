// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiled.h: maps of the Tiled editor, as .tmj (JSON) or .tmx (XML): orthogonal, isometric,
// staggered, hexagonal and oblique; bounded or infinite; tiles as numbers, CSV or base64 (plain,
// zlib, gzip, zstd); tilesets inside the map or in files of their own (.tsj, .tsx), cut from one
// picture or one picture per tile; animated tiles, flips, objects with templates, properties.
//
//     eng_tiled map;
//     if (eng_tiled_parse("maps/hill.tmx", text, bytes, read_beside, packs, &map, &error)) {
//         ...
//         eng_tiled_fini(&map);
//     }
//
// The bytes are input from strangers: every size is checked before memory is taken for it. Thread:
// any one at a time per map.

#pragma once

#include "assets/pack.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

// The highest bits of a cell say how its tile is turned, the others are its number; 0 is no tile.
#define ENG_TILED_FLIP_X 0x80000000u
#define ENG_TILED_FLIP_Y 0x40000000u
#define ENG_TILED_FLIP_DIAGONAL 0x20000000u // x and y are swapped, before the other two
#define ENG_TILED_ROTATE_HEX 0x10000000u    // by 120 degrees, in hexagonal maps
#define ENG_TILED_ID_MASK 0x0fffffffu

enum {
    ENG_TILED_SIDE_LIMIT = 65536,
    ENG_TILED_DEPTH_LIMIT = 32, // of groups in groups
};

typedef enum eng_tiled_orientation {
    ENG_TILED_ORTHOGONAL,
    ENG_TILED_ISOMETRIC,
    ENG_TILED_STAGGERED,
    ENG_TILED_HEXAGONAL,
    ENG_TILED_OBLIQUE,
} eng_tiled_orientation;

typedef enum eng_tiled_layer_type {
    ENG_TILED_LAYER_TILES,
    ENG_TILED_LAYER_OBJECTS,
    ENG_TILED_LAYER_IMAGE,
    ENG_TILED_LAYER_GROUP,
} eng_tiled_layer_type;

// Texts belong to the map. `properties` are an object, name to value, or NULL; borrowed.

typedef struct eng_tiled_step {
    uint32_t tile; // of the same tileset
    uint32_t duration_ms;
} eng_tiled_step;

// What a tileset says of one of its tiles, if it says anything.
typedef struct eng_tiled_tile {
    uint32_t id;
    const char *type; // "class"
    const char
        *image; // of an image collection, relative to the map's file; "" if cut from a picture
    int image_width, image_height;
    int x, y, width, height; // of the picture, what the tile shows; px
    const struct json_t *properties;
    uint32_t first_step, step_count; // animation: in the map's steps
} eng_tiled_tile;

typedef struct eng_tiled_set {
    const char *name, *type_name;
    const char *source; // the tileset's file as the map names it; "" inside the map
    uint32_t first_id;
    uint32_t tile_count, columns;
    int tile_width, tile_height, margin, spacing; // px
    int offset_x, offset_y;                       // px, when drawn
    const char *object_alignment;                 // "unspecified", "topleft", "bottom" ...
    bool is_grid_sized;                           // tiles of layers are as large as the cells
    bool keeps_aspect;                            // where they are stretched
    const char *transparent;                      // "#rrggbb": a colour that is not drawn; or ""
    const char *image;                            // relative to the map's file; "": a collection
    int image_width, image_height;
    const struct json_t *properties;
    uint32_t first_tile, tile_entry_count; // in the map's tiles
} eng_tiled_set;

typedef enum eng_tiled_shape {
    ENG_TILED_RECTANGLE,
    ENG_TILED_POINT,
    ENG_TILED_ELLIPSE,
    ENG_TILED_CAPSULE,
    ENG_TILED_POLYGON,
    ENG_TILED_POLYLINE,
    ENG_TILED_TEXT,
    ENG_TILED_TILE,
} eng_tiled_shape;

typedef struct eng_tiled_text {
    const char *family, *color; // color: "#rrggbb" or "#aarrggbb"
    int pixel_size;
    bool is_wrapped, is_bold, is_italic, is_underlined, is_struck;
    int across, down; // alignment: 0 left or top, 1 middle, 2 right or bottom, 3 justified
} eng_tiled_text;

typedef struct eng_tiled_object {
    uint32_t id;
    const char *name, *type;
    eng_tiled_shape shape;
    double x, y, width, height; // px, before any projection; (x, y) is the lower left of a tile
    double rotation;            // degrees, clockwise
    uint32_t cell;              // of a tile, with its flips
    bool is_visible;
    double opacity;
    const char *text; // of a text
    eng_tiled_text look;
    const struct json_t *points; // of a polygon or line: a list of {"x", "y"}; borrowed
    const struct json_t *properties;
} eng_tiled_object;

typedef struct eng_tiled_layer {
    uint32_t id;
    const char *name, *type_name; // type_name: "class"
    eng_tiled_layer_type type;
    uint32_t parent_plus_1; // the group it is in, as an index of layers; 0: none
    bool is_visible;        // by itself, whatever its groups are
    double opacity;
    double offset_x, offset_y;     // px
    double parallax_x, parallax_y; // 1: moves with the camera
    const char *blend;             // "normal", "add", "multiply" ...
    const char *tint;              // "#rrggbb" or "#aarrggbb" or ""
    const struct json_t *properties;
    // tiles: columns x rows cells from (x, y), which is not (0, 0) in an infinite map
    int x, y, columns, rows;
    uint32_t *cells;
    // objects
    uint32_t first_object, object_count; // in the map's objects
    bool is_in_file_order;               // drawn so; else from the top down
    // an image
    const char *image;             // relative to the map's file
    int image_width, image_height; // px; 0: the map does not say
    bool repeats_x, repeats_y;
    const char *transparent; // "#rrggbb": a colour that is not drawn; or ""
} eng_tiled_layer;

typedef struct eng_tiled {
    eng_tiled_orientation orientation;
    const char *render_order; // "right-down"
    const char *version;
    int columns, rows;           // of a map that is not infinite
    int tile_width, tile_height; // px
    bool is_infinite;
    bool is_stagger_x;             // columns are staggered, not rows
    bool is_stagger_even;          // the even ones are shifted
    int hex_side;                  // px
    int skew_x, skew_y;            // px, of an oblique map: from row to row, from column to column
    double parallax_x, parallax_y; // map px where layers of all speeds meet
    const char *type_name;
    const char *background; // colour or ""
    const struct json_t *properties;
    ENG_ARRAY(eng_tiled_set) sets;
    ENG_ARRAY(eng_tiled_tile) tiles;
    ENG_ARRAY(eng_tiled_step) steps;
    ENG_ARRAY(eng_tiled_layer) layers; // from the bottom up; a group comes before what is in it
    ENG_ARRAY(eng_tiled_object) objects;
    ENG_ARRAY(char *) texts;
    ENG_ARRAY(struct json_t *) trees; // what texts and properties are borrowed from
} eng_tiled;

// Reads a file that the map needs: `name` is relative to the map's folder. The map takes the bytes.
typedef bool (*eng_tiled_read)(void *user, const char *name, eng_bytes *bytes, eng_error *error);

// `name` leads the messages; a name that ends with .tmx, or text that begins with <, is XML. On
// failure the map is empty.
bool eng_tiled_parse(const char *name, const char *text, size_t text_bytes, eng_tiled_read read,
                     void *user, eng_tiled *map, eng_error *error);
// The same for a tileset's file alone: a map with one tileset and nothing else.
bool eng_tiled_parse_set(const char *name, const char *text, size_t text_bytes, eng_tiled_read read,
                         void *user, eng_tiled *map, eng_error *error);
void eng_tiled_fini(eng_tiled *map);

// The tileset that a cell's tile is from, or NULL; `tile` receives the tile's number in it.
const eng_tiled_set *eng_tiled_find_set(const eng_tiled *map, uint32_t cell, uint32_t *tile);
// What that tileset says of a tile, or NULL.
const eng_tiled_tile *eng_tiled_find_tile(const eng_tiled *map, const eng_tiled_set *set,
                                          uint32_t tile);

const char *eng_tiled_orientation_name(eng_tiled_orientation orientation);
const char *eng_tiled_shape_name(eng_tiled_shape shape);
