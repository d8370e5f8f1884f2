// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// aseprite_blend.h: how one layer is laid over those below it, in the eight-bit arithmetic of the
// editor, so that the result is the same to the bit. Thread: any.

#pragma once

#include <stdbool.h>
#include <stdint.h>

// As the file numbers them.
typedef enum eng_blend {
    ENG_BLEND_NORMAL,
    ENG_BLEND_MULTIPLY,
    ENG_BLEND_SCREEN,
    ENG_BLEND_OVERLAY,
    ENG_BLEND_DARKEN,
    ENG_BLEND_LIGHTEN,
    ENG_BLEND_COLOR_DODGE,
    ENG_BLEND_COLOR_BURN,
    ENG_BLEND_HARD_LIGHT,
    ENG_BLEND_SOFT_LIGHT,
    ENG_BLEND_DIFFERENCE,
    ENG_BLEND_EXCLUSION,
    ENG_BLEND_HUE,
    ENG_BLEND_SATURATION,
    ENG_BLEND_COLOR,
    ENG_BLEND_LUMINOSITY,
    ENG_BLEND_ADDITION,
    ENG_BLEND_SUBTRACT,
    ENG_BLEND_DIVIDE,
    ENG_BLEND_COUNT,
} eng_blend;

// `source` over `backdrop`, both R, G, B, A; `opacity` is 0 to 255.
void eng_blend_pixel(eng_blend mode, uint8_t backdrop[4], const uint8_t source[4],
                     uint32_t opacity);
