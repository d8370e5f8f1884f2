// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// text_block.h: a block of text as a picture: several lines, wrapped and aligned in a box, such as
// the texts of a map. Thread: main.

#pragma once

#include "video/text.h"

typedef struct eng_text_block {
    const char *utf8;
    eng_font font;
    int size;          // px, 1 to 512
    int width, height; // of the box, px; what does not fit is cut off
    uint32_t color;    // 0xAARRGGBB, straight alpha
    bool is_wrapped;   // at the box's width; else only where the text has a line's end
    bool is_bold, is_italic, is_underlined, is_struck;
    int across; // 0 left, 1 middle, 2 right, 3 both sides
    int down;   // 0 top, 1 middle, 2 bottom
} eng_text_block;

// width * height pixels, 0xAARRGGBB, premultiplied. Caller frees with eng_free. Null: the font
// cannot be opened, or the box is empty or larger than 4096 a side.
uint32_t *eng_text_block_paint(const eng_text *text, const eng_text_block *block);
