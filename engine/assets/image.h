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
// premultiplied alpha. The room must be of the size that eng_image_probe gave for these bytes and
// zeroed: what is transparent may not be written. On failure some of it may have been.
bool eng_image_decode(const char *name, const void *bytes, size_t byte_count, uint32_t *pixels,
                      int stride_pixels, eng_error *error);

// The pixels as the file has them: bytes R, G, B, A, not premultiplied, rows without gaps. Samples
// of 16 bits lose their lower half; gamma and colour profiles are left alone. Caller frees with
// eng_free; null on failure.
uint8_t *eng_image_decode_rgba(const char *name, const void *bytes, size_t byte_count, int *width,
                               int *height, eng_error *error);

// Turns bytes R, G, B, A into premultiplied ARGB8888. `out` is zeroed, as above.
void eng_image_premultiply(const uint8_t *rgba, size_t pixel_count, uint32_t *out);

// Fills a rectangle with the magenta chequers that stand for a missing picture.
void eng_image_draw_placeholder(uint32_t *pixels, int stride_pixels, int width, int height);
