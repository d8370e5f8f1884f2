// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// image.h: PNG bytes into pixels. The container is checked before the decoder sees it (signature,
// IHDR, sizes, chunk borders), so that a damaged file gets a message that says what is damaged, a
// file that lies about its size costs no memory, and formats are never guessed.
// Pixels are ARGB8888 in native order with premultiplied alpha, rows without gaps.

#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENG_IMAGE_SIDE_LIMIT = 8192 };

typedef struct eng_image {
    uint32_t *pixels;
    int width;
    int height;
} eng_image;

// Readies the decoder. Call before threads decode; calling again is free. Thread: main.
bool eng_image_startup(eng_error *error);

// Size from the header, after checking the whole container. `name` leads the message. Thread: any.
bool eng_image_probe(const char *name, const void *bytes, size_t byte_count, int *width,
                     int *height, eng_error *error);

// Decodes; on failure the image is empty. The caller ends it with eng_image_fini. Thread: any.
bool eng_image_decode(const char *name, const void *bytes, size_t byte_count, eng_image *image,
                      eng_error *error);

void eng_image_fini(eng_image *image);

// Frees what SDL kept for this thread (the text of its last error). Thread: any but main, at the
// end of one that decoded and that SDL did not start.
void eng_image_end_thread(void);

// Fills a rectangle with the magenta chequers that stand for a missing picture. Thread: any.
void eng_image_draw_placeholder(uint32_t *pixels, int stride_pixels, int width, int height);
