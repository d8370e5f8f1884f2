// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// text.h: lines of text through a batch. Each glyph is drawn once by SDL_ttf, then lives in a
// texture of the batch. DejaVu Sans and DejaVu Sans Mono; sizes in pixels; UTF-8, in which a broken
// byte shows as the replacement character.
//
//     eng_text *text = eng_text_create(batch, &error);
//     eng_text_draw(text, layer, ENG_FONT_SANS, 16, x, y, 0xffffffff, "500 ants");
//
// Fonts are looked for in MYRMIDON_FONTS (a folder), where the build found them, then in the usual
// folders. Thread: main, all of it.

#pragma once

#include "base/error.h"
#include "video/batch.h"

typedef enum eng_font { ENG_FONT_SANS, ENG_FONT_BOLD, ENG_FONT_MONO, ENG_FONT_COUNT } eng_font;

typedef struct eng_text eng_text;

// Null on failure: no font found, and what to install. Caller destroys, before the batch.
eng_text *eng_text_create(eng_batch *batch, eng_error *error);
void eng_text_destroy(eng_text *text); // takes null

// Draws one line with its top left corner at (x, y) and returns its width. Screen coordinates
// always. Size 6 to 96.
float eng_text_draw(eng_text *text, int layer, eng_font font, int size, float x, float y,
                    uint32_t color, const char *utf8);
// The same, cut with an ellipsis to `max_width`.
float eng_text_draw_cut(eng_text *text, int layer, eng_font font, int size, float x, float y,
                        float max_width, uint32_t color, const char *utf8);
float eng_text_measure(eng_text *text, eng_font font, int size, const char *utf8);
float eng_text_get_line_height(eng_text *text, eng_font font, int size);
// A filled rectangle with round corners; the corners live among the glyphs. Screen coordinates.
void eng_text_rounded(eng_text *text, int layer, float x, float y, float width, float height,
                      float radius, uint32_t color);
const char *eng_text_get_font_path(const eng_text *text, eng_font font); // borrowed
// After eng_input.is_renderer_reset: glyphs are drawn anew.
void eng_text_restart(eng_text *text);
