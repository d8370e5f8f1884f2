// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// stamp.h: pictures put onto pixels by the processor: flipped, stretched, turned, tinted, and at
// half, a quarter ... of their size for a view from afar. What the layers of a map are painted
// with.
//
//     eng_stamp *stamp = eng_stamp_create(&source);
//     eng_stamp_put(&part, stamp, &(eng_stamp_place){.x = 32, .y = 0, .width = 16, .height = 16});
//
// Pixels are 0xAARRGGBB, premultiplied. Thread: any one at a time.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "video/mosaic.h"

typedef struct eng_stamp eng_stamp;

// A rectangle of pixels, and where it lies in a picture whose transparent border was left out.
typedef struct eng_stamp_source {
    const uint32_t *pixels; // borrowed as long as the stamp lives
    size_t stride;
    int left, top, width, height;
    int full_width, full_height;
} eng_stamp_source;

typedef struct eng_stamp_place {
    double x, y, width, height; // the box, in pixels of the part's level; before it is turned
    double angle;               // radians, clockwise, about its middle
    bool is_swapped;            // x and y are, first of all
    bool is_mirrored, is_upside_down;
    uint32_t color; // 0xAARRGGBB, straight; multiplied
} eng_stamp_place;

eng_stamp *eng_stamp_create(const eng_stamp_source *source);
// The same from pixels of its own, without gaps, which it takes (eng_free).
eng_stamp *eng_stamp_create_taking(uint32_t *pixels, int width, int height);
void eng_stamp_destroy(eng_stamp *stamp); // takes null

void eng_stamp_put(const eng_mosaic_part *part, eng_stamp *stamp, const eng_stamp_place *place);

// A part painted at twice its size, made half as large.
void eng_stamp_halve(const uint32_t *twice, const eng_mosaic_part *part);
