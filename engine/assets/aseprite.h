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

// Flattens one frame into width x height pixels of four bytes R, G, B, A, not premultiplied.
void eng_aseprite_draw_frame(const eng_aseprite *file, uint32_t frame, uint8_t *rgba);
