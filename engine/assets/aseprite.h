// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// aseprite.h: Aseprite's own files (.aseprite, .ase): every frame flattened as the editor shows it
// (visible layers in their order, groups, opacity, blend modes, linked cels, tile maps), with tags,
// durations and slices in a sheet. The format: docs/ase-file-specs.md of Aseprite.
//
//     eng_aseprite file;
//     if (eng_aseprite_parse(name, bytes, byte_count, &file, &error)) {
//         eng_aseprite_draw_frame(&file, 0, pixels);
//         eng_aseprite_fini(&file);
//     }
//
// The bytes are input from strangers: every size is checked before memory is taken for it. Thread:
// any one at a time per file; frames of one file may be drawn on several threads at once.

#pragma once

#include "assets/sheet.h"

typedef struct eng_aseprite_parts eng_aseprite_parts;

typedef struct eng_aseprite {
    int width, height; // px, of every frame
    eng_sheet sheet;   // page i is frame i, without a file name
    eng_aseprite_parts *parts;
} eng_aseprite;

// Reads and unpacks the whole file; nothing of `bytes` is needed afterwards. On failure the file is
// empty, and the error says what is damaged.
bool eng_aseprite_parse(const char *name, const void *bytes, size_t byte_count, eng_aseprite *file,
                        eng_error *error);
void eng_aseprite_fini(eng_aseprite *file);

// A layer or group as the file has it, the lowest first; what is in a group follows it, one level
// deeper.
typedef struct eng_aseprite_layer {
    const char *name; // of the file's texts
    const char *type; // "image", "group" or "tilemap"
    const char *blend;
    uint32_t level, opacity; // opacity: 0 to 255
    bool is_visible, is_background, is_reference;
} eng_aseprite_layer;

uint32_t eng_aseprite_get_layer_count(const eng_aseprite *file);
eng_aseprite_layer eng_aseprite_get_layer(const eng_aseprite *file, uint32_t index);

// What a layer shows in one frame; false if nothing.
typedef struct eng_aseprite_cel {
    int x, y, width, height; // px, in the frame; of tiles, width and height count tiles
    int z;                   // layers it is lifted by
    uint32_t opacity;
} eng_aseprite_cel;

bool eng_aseprite_find_cel(const eng_aseprite *file, uint32_t frame, uint32_t layer,
                           eng_aseprite_cel *cel);

// Flattens one frame into width x height pixels of four bytes R, G, B, A, not premultiplied.
void eng_aseprite_draw_frame(const eng_aseprite *file, uint32_t frame, uint8_t *rgba);
