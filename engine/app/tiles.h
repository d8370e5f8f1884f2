// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiles.h: a map of the Tiled editor as a game uses it. World coordinates are the pixels in which
// the map is drawn, whatever its orientation, from the upper left corner of all there is; so
// distances, speeds and searches mean the same on every map. What its tiles say of the ground
// ("terrain", "speed") is sampled into the world's terrain grid; objects whose class is a kind of
// unit become units.
//
//     tiles.c        reading: size, terrain, units, the sheets its tiles are cut from
//     tiles_draw.c   drawing, layer by layer (tiles_draw.h)
//
// Thread: main.

#pragma once

#include "assets/atlas.h"
#include "assets/tiled.h"
#include "world/kinds.h"

typedef struct eng_tiles eng_tiles;

// Reads maps/NAME.tmx, .tmj or .json with all it needs. Null with `error` filled.
eng_tiles *eng_tiles_load(const eng_packs *packs, const char *path, eng_error *error);
void eng_tiles_unload(eng_tiles *tiles); // takes null

// Fills size and terrain of `map`, and appends the units among its objects to the groups. The
// arrays become the map's; the names in them stay with `tiles`. False with `error` filled: an
// object is wrong, or the map too large.
bool eng_tiles_fill_map(eng_tiles *tiles, const eng_kind *kinds, uint32_t kind_count, eng_map *map,
                        eng_error *error);

// A hash of the map's file and of those beside it that it is made of; 0 for null.
uint64_t eng_tiles_get_print(const eng_tiles *tiles);
// Of what the sheets below are and where they are cut; 0 for null.
uint64_t eng_tiles_hash_sheets(const eng_tiles *tiles);

// The sheets that the atlas needs: one for each tileset and image layer. Caller frees the array
// with eng_free; the atlas takes the sheets.
eng_atlas_sheet_def *eng_tiles_make_sheets(const eng_tiles *tiles, uint32_t *count);
