// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The separable modes work channel by channel on bytes; hue, saturation, colour and luminosity on
// doubles, after the formulas of the PDF reference. A mode other than normal counts only as far as
// there is something below: over nothing, a layer looks as it is.

#include "assets/aseprite_blend.h"

#include <math.h>
#include <string.h>

static int multiply(int a, int b)
{
    int t = a * b + 0x80;
    return ((t >> 8) + t) >> 8;
}

static int divide(int a, int b)
{
    return (a * 0xff + b / 2) / b;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static int screen(int b, int s)
{
    return b + s - multiply(b, s);
}

static int hard_light(int b, int s)
{
    return s < 128 ? multiply(b, s << 1) : screen(b, (s << 1) - 255);
}

static int soft_light(int backdrop, int source)
{
    double b = backdrop / 255.0, s = source / 255.0;
    double d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : sqrt(b);
    double r = s <= 0.5 ? b - (1.0 - 2.0 * s) * b * (1.0 - b) : b + (2.0 * s - 1.0) * (d - b);
    return (int)(uint32_t)(r * 255 + 0.5);
}

static int color_dodge(int b, int s)
{
    if (b == 0)
        return 0;
    s = 255 - s;
    return b >= s ? 255 : divide(b, s);
}

static int color_burn(int b, int s)
{
    if (b == 255)
        return 255;
    b = 255 - b;
    return b >= s ? 0 : 255 - divide(b, s);
}

static int blend_channel(eng_blend mode, int b, int s)
{
    switch (mode) {
    case ENG_BLEND_MULTIPLY:
        return multiply(b, s);
    case ENG_BLEND_SCREEN:
        return screen(b, s);
    case ENG_BLEND_OVERLAY:
        return hard_light(s, b);
    case ENG_BLEND_DARKEN:
        return least(b, s);
    case ENG_BLEND_LIGHTEN:
        return most(b, s);
    case ENG_BLEND_COLOR_DODGE:
        return color_dodge(b, s);
    case ENG_BLEND_COLOR_BURN:
        return color_burn(b, s);
    case ENG_BLEND_HARD_LIGHT:
        return hard_light(b, s);
    case ENG_BLEND_SOFT_LIGHT:
        return soft_light(b, s);
    case ENG_BLEND_DIFFERENCE:
        return b > s ? b - s : s - b;
    case ENG_BLEND_EXCLUSION:
        return b + s - 2 * multiply(b, s);
    case ENG_BLEND_ADDITION:
        return least(b + s, 255);
    case ENG_BLEND_SUBTRACT:
        return most(b - s, 0);
    case ENG_BLEND_DIVIDE:
        return b == 0 ? 0 : b >= s ? 255 : divide(b, s);
    default:
        return s;
    }
}

// -------------------------------------------------------------------------- hue and its relatives

static double luminosity(const double c[3])
{
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
}

static double saturation(const double c[3])
{
    return fmax(c[0], fmax(c[1], c[2])) - fmin(c[0], fmin(c[1], c[2]));
}

static void clip_color(double c[3])
{
    double l = luminosity(c);
    double n = fmin(c[0], fmin(c[1], c[2])), x = fmax(c[0], fmax(c[1], c[2]));
    for (int i = 0; n < 0 && i < 3; i++)
        c[i] = l + (c[i] - l) * l / (l - n);
    for (int i = 0; x > 1 && i < 3; i++)
        c[i] = l + (c[i] - l) * (1 - l) / (x - l);
}

static void set_luminosity(double c[3], double l)
{
    double d = l - luminosity(c);
    for (int i = 0; i < 3; i++)
        c[i] += d;
    clip_color(c);
}

static void set_saturation(double c[3], double s)
{
    double low = fmin(c[0], fmin(c[1], c[2])), range = saturation(c);
    for (int i = 0; i < 3; i++)
        c[i] = range > 0 ? (c[i] - low) * s / range : 0;
}

static void blend_color(eng_blend mode, const uint8_t backdrop[4], const uint8_t source[4],
                        uint8_t out[4])
{
    double b[3], s[3], c[3];
    for (int i = 0; i < 3; i++) {
        b[i] = backdrop[i] / 255.0;
        s[i] = source[i] / 255.0;
    }
    bool takes_hue = mode == ENG_BLEND_HUE || mode == ENG_BLEND_COLOR;
    memcpy(c, takes_hue ? s : b, sizeof c);
    if (mode == ENG_BLEND_HUE)
        set_saturation(c, saturation(b));
    if (mode == ENG_BLEND_SATURATION)
        set_saturation(c, saturation(s));
    set_luminosity(c, luminosity(mode == ENG_BLEND_LUMINOSITY ? s : b));
    for (int i = 0; i < 3; i++)
        out[i] = (uint8_t)(int)(255.0 * c[i]);
}

// ----------------------------------------------------------------------------------------- pixels

static void lay_over(uint8_t out[4], const uint8_t backdrop[4], const uint8_t source[4],
                     int opacity)
{
    int sa = multiply(source[3], opacity), ba = backdrop[3];
    if (ba == 0) {
        memcpy(out, source, 3);
        out[3] = (uint8_t)sa;
        return;
    }
    if (source[3] == 0) {
        memmove(out, backdrop, 4);
        return;
    }
    int ra = sa + ba - multiply(ba, sa);
    for (int i = 0; i < 3; i++)
        out[i] = (uint8_t)(backdrop[i] + (source[i] - backdrop[i]) * sa / ra);
    out[3] = (uint8_t)ra;
}

// From `a` to `b` by `opacity`.
static void merge(uint8_t out[4], const uint8_t a[4], const uint8_t b[4], int opacity)
{
    uint8_t result[4];
    if (a[3] == 0)
        memcpy(result, b, 3);
    else if (b[3] == 0)
        memcpy(result, a, 3);
    else
        for (int i = 0; i < 3; i++)
            result[i] = (uint8_t)(a[i] + multiply(b[i] - a[i], opacity));
    result[3] = (uint8_t)(a[3] + multiply(b[3] - a[3], opacity));
    if (result[3] == 0)
        memset(result, 0, 3);
    memcpy(out, result, 4);
}

void eng_blend_pixel(eng_blend mode, uint8_t backdrop[4], const uint8_t source[4], uint32_t opacity)
{
    int given = (int)opacity;
    if (mode == ENG_BLEND_NORMAL || backdrop[3] == 0) {
        lay_over(backdrop, backdrop, source, given);
        return;
    }
    uint8_t mixed[4], normal[4], blended[4];
    if (mode >= ENG_BLEND_HUE && mode <= ENG_BLEND_LUMINOSITY)
        blend_color(mode, backdrop, source, mixed);
    else
        for (int i = 0; i < 3; i++)
            mixed[i] = (uint8_t)blend_channel(mode, backdrop[i], source[i]);
    mixed[3] = source[3];
    lay_over(normal, backdrop, source, given);
    lay_over(blended, backdrop, mixed, given);
    int ba = backdrop[3];
    int both = multiply(ba, multiply(source[3], given));
    merge(normal, normal, blended, ba);
    merge(backdrop, normal, blended, both);
}
