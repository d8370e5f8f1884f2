// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// png.h: what a PNG's container says, and a quick way to the pixels of the kinds that game art
// comes in. Private to engine/assets. Thread: any.

#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct eng_png {
    const uint8_t *bytes;
    size_t byte_count;
    uint32_t width, height, depth, color_type;
    bool is_interlaced, has_transparency;
    bool has_unknown;       // a chunk that a reader must understand, and none does
    const uint8_t *palette; // null: none
    const uint8_t *alphas;  // of the palette's first colours, alpha_count of them
    uint32_t palette_count, alpha_count;
    const uint8_t *data; // of the first IDAT chunk
    size_t data_bytes;   // of all IDAT chunks
    uint32_t data_count; // of them
} eng_png;

// Walks the chunks. False with a message that begins with `name` if the container is damaged.
bool eng_png_check(const char *name, const void *bytes, size_t byte_count, eng_png *png,
                   eng_error *error);

// Whether the checksums of all chunks that pixels depend on are right.
bool eng_png_has_good_sums(const eng_png *png);

// The file with those chunks alone, for a decoder that would stumble over the rest (metadata of
// many megabytes, broken profiles). The caller frees.
uint8_t *eng_png_copy_needed(const eng_png *png, size_t *byte_count);

// Bytes of a row in the file, without the filter's.
size_t eng_png_row_bytes(const eng_png *png);

// True for 8-bit RGB, RGBA and palette pictures that are not interlaced.
bool eng_png_is_plain(const eng_png *png);

// Inflates and unfilters a plain picture: the rows as the file has them, each after one byte that
// means nothing. They belong to the thread and last until its next call. Null if the data is
// damaged (what about it is the slow way's to say).
const uint8_t *eng_png_unpack_plain(const eng_png *png);
