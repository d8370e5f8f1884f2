// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiled_parts.h: the steps of reading a map. Private to engine/assets.
//
//     tmx.c         XML into the tree that the JSON of the same map would give
//     tiled_data.c  the cells of a layer, out of any of their encodings
//     tiled_set.c   tilesets
//     tiled.c       the map, its layers and objects

#pragma once

#include "assets/json.h"
#include "assets/tiled.h"

typedef struct eng_tiled_reader {
    eng_tiled *map;
    eng_tiled_read read;
    void *user;
    eng_error *error;  // of a file that the map needs
    bool has_failed;   // `error` is filled
    size_t cell_count; // of all layers so far
} eng_tiled_reader;

// XML as a tree, with the line of each element under ENG_JSON_LINE_KEY. Null on a syntax error. A
// new reference.
struct json_t *eng_tmx_parse(const char *name, const char *text, size_t text_bytes,
                             eng_error *error);

// JSON or XML, by name and first character; null with `error` filled.
eng_json *eng_tiled_open(const char *name, const char *text, size_t text_bytes, eng_error *error);

// Opens a file that the map needs and keeps it for the map's life. Null: noted in the reader.
eng_json *eng_tiled_open_beside(eng_tiled_reader *reader, const char *name);

// Fills `cells` (count of them) from "data" of a layer or a chunk. What is wrong is noted there.
void eng_tiled_read_cells(eng_json_node *node, const char *encoding, const char *compression,
                          uint32_t *cells, size_t count);

// Reads a tileset's file as the last one of the map; returns its first tile's number.
uint32_t eng_tiled_add_set(eng_tiled_reader *reader, const char *source);
// The root is that of a tileset's file.
void eng_tiled_read_lone_set(eng_tiled_reader *reader, eng_json_node *root);
void eng_tiled_read_sets(eng_tiled_reader *reader, eng_json_node *root);
// Joins the folder of `base` and `name`: "sets/a.tsx" and "../b.png" give "b.png". Kept by the map.
const char *eng_tiled_join(eng_tiled *map, const char *base, const char *name);

// "properties" as an object, name to value; null if there are none. Kept by the map.
const struct json_t *eng_tiled_read_properties(eng_tiled *map, eng_json_node *node);
const char *eng_tiled_keep_text(eng_tiled *map, const char *text);
