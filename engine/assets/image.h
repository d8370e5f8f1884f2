// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// image.h: PNG bytes into pixels. The container is checked before a decoder sees it (signature,
// IHDR, sizes, chunk borders), so that a damaged file gets a message that says what is damaged, a
// file that lies about its size costs no memory, and formats are never guessed.
//
// Thread: any, all of it; nothing is shared between calls.

#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENG_IMAGE_SIDE_LIMIT = 8192 };

// Size from the header, after checking the whole container. `name` leads the message.
bool eng_image_probe(const char *name, const void *bytes, size_t byte_count, int *width,
                     int *height, eng_error *error);

// Decodes into `pixels`, whose rows begin `stride_pixels` apart: ARGB8888 in native order with
// premultiplied alpha. The room must be of the size that eng_image_probe gave for these bytes. On
// failure nothing has been written.
bool eng_image_decode(const char *name, const void *bytes, size_t byte_count, uint32_t *pixels,
                      int stride_pixels, eng_error *error);

// A rectangle of a picture, and its pixels as above, rows without gaps.
typedef struct eng_image_part {
    int left, top, width, height;
    int full_width, full_height; // of the picture
    uint32_t *pixels;
} eng_image_part;

// Decodes only what is seen: the transparent border is left out, but for one pixel, which keeps the
// edge soft when the picture is scaled. Of a picture of nothing a corner is left. Game art is
// mostly border, and memory, of both kinds, is what an atlas costs. Caller frees the pixels with
// eng_free. On failure there are none, and the full size is that of the header, or 0 if the
// container is damaged too.
bool eng_image_decode_part(const char *name, const void *bytes, size_t byte_count,
                           eng_image_part *part, eng_error *error);

// Makes a rectangle one pixel larger on each side where its picture goes on.
void eng_image_widen_part(eng_image_part *part);

// The pixels as the file has them: bytes R, G, B, A, not premultiplied, rows without gaps. Samples
// of 16 bits lose their lower half; gamma and colour profiles are left alone. Caller frees with
// eng_free; null on failure.
uint8_t *eng_image_decode_rgba(const char *name, const void *bytes, size_t byte_count, int *width,
                               int *height, eng_error *error);

// Turns bytes R, G, B, A into premultiplied ARGB8888.
void eng_image_premultiply(const uint8_t *rgba, size_t pixel_count, uint32_t *out);

// Fills a rectangle with the magenta chequers that stand for a missing picture.
void eng_image_draw_placeholder(uint32_t *pixels, int stride_pixels, int width, int height);
