// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What the window tests share: a small atlas made in memory, a picture with everything in it, and
// asking for pixels.

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "video/batch.h"
#include "video/text.h"
#include "video/ui.h"

typedef struct shot {
    eng_window *window;
    eng_atlas *atlas;
    eng_batch *batch;
    eng_pages *pages;
    eng_text *text;
    uint32_t arrow; // 20 x 10: left half red, right half green
    uint32_t glass; // 16 x 16: white of half alpha
    uint32_t *pixels;
    int width, height;
} shot;

// Opens everything, or fails the test.
shot picture_open(const eng_window_def *def);
void picture_close(shot *picture);

// Draws what was added on black and reads the pixels.
void picture_take(shot *picture);
uint32_t picture_at(const shot *picture, int x, int y); // 0xRRGGBB
// Channels may differ by `slack`.
void assert_color(uint32_t found, uint32_t wanted, int slack);
// How many pixels of the rectangle are brighter than half.
int picture_count_bright(const shot *picture, int x, int y, int width, int height);

// Sprites, shapes, text and interface, drawn at known places.
void picture_draw_all(shot *picture);
void picture_check_all(const shot *picture);
