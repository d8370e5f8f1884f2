// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/stamp.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

enum { LEVELS = 16, SIDE_MAX = 1024 };

struct eng_stamp {
    eng_stamp_source levels[LEVELS]; // each half as large as the one before
    uint32_t *own[LEVELS];
    bool is_made[LEVELS];
    bool is_opaque[LEVELS];         // within the rectangle that is there
    double last_width, last_height; // of the place that a level was chosen for last
    int last_level;
};

// ----------------------------------------------------------------------------------------- pixels

static inline uint32_t scale_pixel(uint32_t pixel, uint32_t share)
{
    uint32_t low = (pixel & 0x00ff00ffu) * share + 0x00800080u;
    uint32_t high = (pixel >> 8 & 0x00ff00ffu) * share + 0x00800080u;
    low = (low + (low >> 8 & 0x00ff00ffu)) >> 8 & 0x00ff00ffu;
    high = (high + (high >> 8 & 0x00ff00ffu)) & 0xff00ff00u;
    return low | high;
}

static inline uint32_t put_over(uint32_t below, uint32_t above)
{
    return above + scale_pixel(below, 255 - (above >> 24));
}

static uint32_t multiply(uint32_t pixel, uint32_t color)
{
    uint32_t out = 0;
    for (uint32_t shift = 0; shift < 32; shift += 8) {
        uint32_t product = (pixel >> shift & 255) * (color >> shift & 255) + 128;
        out |= ((product + (product >> 8)) >> 8) << shift;
    }
    return out;
}

// The tint of premultiplied pixels.
static uint32_t premultiply(uint32_t color)
{
    return (scale_pixel(color, color >> 24) & 0xffffffu) | (color & 0xff000000u);
}

// ------------------------------------------------------------------------------------------- life

static bool find_opaque(const eng_stamp_source *source)
{
    for (int y = 0; y < source->height; ++y) {
        for (int x = 0; x < source->width; ++x) {
            if (source->pixels[(size_t)y * source->stride + (size_t)x] >> 24 != 255) {
                return false;
            }
        }
    }
    return true;
}

eng_stamp *eng_stamp_create(const eng_stamp_source *source)
{
    eng_stamp *stamp = eng_alloc(1, sizeof *stamp);
    stamp->levels[0] = *source;
    stamp->is_made[0] = true;
    stamp->is_opaque[0] = find_opaque(source);
    return stamp;
}

eng_stamp *eng_stamp_create_taking(uint32_t *pixels, int width, int height)
{
    eng_stamp *stamp = eng_stamp_create(
        &(eng_stamp_source){pixels, (size_t)width, 0, 0, width, height, width, height});
    stamp->own[0] = pixels;
    return stamp;
}

void eng_stamp_destroy(eng_stamp *stamp)
{
    if (stamp == NULL) {
        return;
    }
    for (int i = 0; i < LEVELS; ++i) {
        eng_free(stamp->own[i]);
    }
    eng_free(stamp);
}

// The mean of a rectangle of the whole picture.
static uint32_t mean(const eng_stamp_source *from, int left, int top, int right, int bottom)
{
    uint64_t sums[4] = {0};
    uint64_t count = (uint64_t)(right - left) * (uint64_t)(bottom - top);
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            int column = x - from->left;
            int row = y - from->top;
            if (column < 0 || row < 0 || column >= from->width || row >= from->height) {
                continue;
            }
            uint32_t pixel = from->pixels[(size_t)row * from->stride + (size_t)column];
            for (int i = 0; i < 4; ++i) {
                sums[i] += pixel >> 8 * i & 255;
            }
        }
    }
    uint32_t out = 0;
    for (int i = 0; i < 4; ++i) {
        out |= (uint32_t)((sums[i] + count / 2) / count) << 8 * i;
    }
    return out;
}

static void make_level(eng_stamp *stamp, int level)
{
    const eng_stamp_source *from = &stamp->levels[0];
    int width = (int)fmax(round(ldexp(from->full_width, -level)), 1.0);
    int height = (int)fmax(round(ldexp(from->full_height, -level)), 1.0);
    uint32_t *pixels = eng_alloc((size_t)width * (size_t)height, sizeof *pixels);
    for (int y = 0; y < height; ++y) {
        int top = (int)((int64_t)y * from->full_height / height);
        int bottom = (int)((int64_t)(y + 1) * from->full_height / height);
        for (int x = 0; x < width; ++x) {
            int left = (int)((int64_t)x * from->full_width / width);
            int right = (int)((int64_t)(x + 1) * from->full_width / width);
            pixels[(size_t)y * (size_t)width + (size_t)x] = mean(
                from, left, top, right > left ? right : left + 1, bottom > top ? bottom : top + 1);
        }
    }
    stamp->own[level] = pixels;
    stamp->levels[level] =
        (eng_stamp_source){pixels, (size_t)width, 0, 0, width, height, width, height};
    stamp->is_opaque[level] = find_opaque(&stamp->levels[level]);
    stamp->is_made[level] = true;
}

// The level of the stamp that is hardly larger than the place.
static int choose_level(eng_stamp *stamp, double width, double height)
{
    const eng_stamp_source *whole = &stamp->levels[0];
    int level = 0;
    if (width == stamp->last_width && height == stamp->last_height) {
        return stamp->last_level;
    }
    while (level < LEVELS - 1 && ldexp(whole->full_width, -level - 1) >= width * 0.99 &&
           ldexp(whole->full_height, -level - 1) >= height * 0.99 &&
           (whole->full_width >> level > 1 || whole->full_height >> level > 1)) {
        ++level;
    }
    if (!stamp->is_made[level]) {
        make_level(stamp, level);
    }
    stamp->last_width = width;
    stamp->last_height = height;
    stamp->last_level = level;
    return level;
}

// ---------------------------------------------------------------------------------------- upright

typedef struct box {
    int64_t left, top, right, bottom;
} box;

// Where each pixel of a row (or column) of the box comes from; negative: from nowhere.
static void fill_table(int16_t *table, int64_t first, int count, int64_t box_first,
                       int64_t box_size, int full, int from, int size, bool is_reversed)
{
    for (int i = 0; i < count; ++i) {
        int64_t at = first + i - box_first;
        int source = (int)((2 * at + 1) * full / (2 * box_size));
        source = (is_reversed ? full - 1 - source : source) - from;
        table[i] = (int16_t)(source >= 0 && source < size ? source : -1);
    }
}

static void copy_row(uint32_t *to, const uint32_t *from, int count, bool is_opaque)
{
    if (is_opaque) {
        memcpy(to, from, (size_t)count * sizeof *to);
        return;
    }
    for (int i = 0; i < count; ++i) {
        uint32_t alpha = from[i] >> 24;
        if (alpha == 255) {
            to[i] = from[i];
        } else if (alpha != 0) {
            to[i] = put_over(to[i], from[i]);
        }
    }
}

// The commonest case: as large as it is, neither flipped nor tinted.
static void put_plain(const eng_mosaic_part *part, const eng_stamp_source *from, bool is_opaque,
                      const box *at)
{
    int64_t left = at->left + from->left;
    int64_t top = at->top + from->top;
    int64_t right = left + from->width;
    int64_t bottom = top + from->height;
    int64_t first_x = left > part->left ? left : part->left;
    int64_t first_y = top > part->top ? top : part->top;
    right = right < part->left + part->width ? right : part->left + part->width;
    bottom = bottom < part->top + part->height ? bottom : part->top + part->height;
    for (int64_t y = first_y; y < bottom && right > first_x; ++y) {
        copy_row(part->pixels + (size_t)(y - part->top) * part->stride + (first_x - part->left),
                 from->pixels + (size_t)(y - top) * from->stride + (first_x - left),
                 (int)(right - first_x), is_opaque);
    }
}

// One pixel or less is left of it.
static void put_dot(const eng_mosaic_part *part, const eng_stamp_source *from, const box *at,
                    uint32_t color)
{
    int x = from->full_width / 2 - from->left;
    int y = from->full_height / 2 - from->top;
    if (x < 0 || y < 0 || x >= from->width || y >= from->height || at->left < part->left ||
        at->top < part->top || at->left >= part->left + part->width ||
        at->top >= part->top + part->height) {
        return;
    }
    uint32_t pixel = from->pixels[(size_t)y * from->stride + (size_t)x];
    uint32_t *to = part->pixels + (size_t)(at->top - part->top) * part->stride +
                   (size_t)(at->left - part->left);
    *to = put_over(*to, color == 0xffffffffu ? pixel : multiply(pixel, color));
}

static void put_upright(const eng_mosaic_part *part, const eng_stamp_source *from, const box *at,
                        const eng_stamp_place *place, uint32_t color)
{
    int16_t columns[SIDE_MAX];
    int16_t rows[SIDE_MAX];
    int64_t left = at->left > part->left ? at->left : part->left;
    int64_t top = at->top > part->top ? at->top : part->top;
    int64_t right = at->right < part->left + part->width ? at->right : part->left + part->width;
    int64_t bottom = at->bottom < part->top + part->height ? at->bottom : part->top + part->height;
    if (right <= left || bottom <= top) {
        return;
    }
    int width = (int)(right - left);
    int height = (int)(bottom - top);
    bool swaps = place->is_swapped;
    fill_table(columns, left, width, at->left, at->right - at->left,
               swaps ? from->full_height : from->full_width, swaps ? from->top : from->left,
               swaps ? from->height : from->width, place->is_mirrored);
    fill_table(rows, top, height, at->top, at->bottom - at->top,
               swaps ? from->full_width : from->full_height, swaps ? from->left : from->top,
               swaps ? from->width : from->height, place->is_upside_down);
    size_t step_x = swaps ? from->stride : 1;
    size_t step_y = swaps ? 1 : from->stride;
    for (int y = 0; y < height; ++y) {
        uint32_t *to = part->pixels + (size_t)(top - part->top + y) * part->stride +
                       (size_t)(left - part->left);
        if (rows[y] < 0) {
            continue;
        }
        const uint32_t *row = from->pixels + (size_t)rows[y] * step_y;
        for (int x = 0; x < width; ++x) {
            uint32_t pixel = columns[x] >= 0 ? row[(size_t)columns[x] * step_x] : 0;
            if (pixel != 0) {
                to[x] = put_over(to[x], color == 0xffffffffu ? pixel : multiply(pixel, color));
            }
        }
    }
}

// ----------------------------------------------------------------------------------------- turned

static uint32_t pixel_at(const eng_stamp_source *from, int x, int y)
{
    x -= from->left;
    y -= from->top;
    return x >= 0 && y >= 0 && x < from->width && y < from->height
               ? from->pixels[(size_t)y * from->stride + (size_t)x]
               : 0;
}

// Between the four pixels around a point of the whole picture.
static uint32_t sample(const eng_stamp_source *from, double x, double y)
{
    double left = floor(x - 0.5);
    double top = floor(y - 0.5);
    uint32_t across = (uint32_t)((x - 0.5 - left) * 255.0 + 0.5);
    uint32_t down = (uint32_t)((y - 0.5 - top) * 255.0 + 0.5);
    const uint32_t shares[4] = {(255 - across) * (255 - down), across * (255 - down),
                                (255 - across) * down, across * down};
    uint32_t sums[4] = {0};
    for (int i = 0; i < 4; ++i) {
        uint32_t pixel = pixel_at(from, (int)left + (i & 1), (int)top + (i >> 1));
        for (int channel = 0; channel < 4; ++channel) {
            sums[channel] += (pixel >> 8 * channel & 255) * shares[i];
        }
    }
    // Rounded once, so that no colour can become larger than its alpha.
    uint32_t out = 0;
    for (int channel = 0; channel < 4; ++channel) {
        out |= ((sums[channel] + 32512) / 65025) << 8 * channel;
    }
    return out;
}

static void put_turned(const eng_mosaic_part *part, const eng_stamp_source *from,
                       const eng_stamp_place *place, uint32_t color)
{
    double cosine = cos(place->angle);
    double sine = sin(place->angle);
    double middle_x = place->x + place->width / 2.0 - (double)part->left;
    double middle_y = place->y + place->height / 2.0 - (double)part->top;
    double reach_x = (fabs(place->width * cosine) + fabs(place->height * sine)) / 2.0 + 1.0;
    double reach_y = (fabs(place->width * sine) + fabs(place->height * cosine)) / 2.0 + 1.0;
    int left = (int)fmax(floor(middle_x - reach_x), 0.0);
    int top = (int)fmax(floor(middle_y - reach_y), 0.0);
    int right = (int)fmin(ceil(middle_x + reach_x), part->width);
    int bottom = (int)fmin(ceil(middle_y + reach_y), part->height);
    for (int y = top; y < bottom; ++y) {
        uint32_t *to = part->pixels + (size_t)y * part->stride;
        for (int x = left; x < right; ++x) {
            double dx = x + 0.5 - middle_x;
            double dy = y + 0.5 - middle_y;
            double u = (dx * cosine + dy * sine) / place->width + 0.5;
            double v = (dy * cosine - dx * sine) / place->height + 0.5;
            u = place->is_mirrored ? 1.0 - u : u;
            v = place->is_upside_down ? 1.0 - v : v;
            double across = place->is_swapped ? v : u;
            double down = place->is_swapped ? u : v;
            if (!(across > -0.5 && across < 1.5 && down > -0.5 && down < 1.5)) {
                continue;
            }
            uint32_t pixel = sample(from, across * from->full_width, down * from->full_height);
            if (pixel != 0) {
                to[x] = put_over(to[x], color == 0xffffffffu ? pixel : multiply(pixel, color));
            }
        }
    }
}

// To the nearest whole one; floor() costs more than all the rest of a small tile.
static inline int64_t nearest(double value)
{
    int64_t whole = (int64_t)(value + 0.5);
    return whole - ((double)whole > value + 0.5);
}

// A place that is turned by a quarter, or two or three, as one that is swapped and flipped instead:
// pixel for pixel. Others stay as they are.
static eng_stamp_place without_quarters(const eng_stamp_place *place)
{
    eng_stamp_place out = *place;
    double quarters = place->angle / M_PI_2;
    if (place->angle == 0.0 || fabs(quarters - round(quarters)) > 1e-6) {
        return out;
    }
    int count = (int)fmod(round(quarters), 4.0);
    for (int i = 0; i < (count + 4) % 4; ++i) {
        bool was_mirrored = out.is_mirrored;
        out.x += (out.width - out.height) / 2.0;
        out.y += (out.height - out.width) / 2.0;
        double width = out.width;
        out.width = out.height;
        out.height = width;
        out.is_swapped = !out.is_swapped;
        out.is_mirrored = !out.is_upside_down;
        out.is_upside_down = was_mirrored;
    }
    out.angle = 0.0;
    return out;
}

void eng_stamp_put(const eng_mosaic_part *part, eng_stamp *stamp, const eng_stamp_place *wanted)
{
    eng_stamp_place upright;
    const eng_stamp_place *place = wanted;
    if (wanted->angle != 0.0) {
        upright = without_quarters(wanted);
        place = &upright;
    }
    double own_width = place->is_swapped ? place->height : place->width;
    double own_height = place->is_swapped ? place->width : place->height;
    uint32_t color = place->color == 0xffffffffu ? place->color : premultiply(place->color);
    if (!(place->width > 0.0) || !(place->height > 0.0) || color >> 24 == 0) {
        return;
    }
    int level = choose_level(stamp, own_width, own_height);
    const eng_stamp_source *from = &stamp->levels[level];
    if (place->angle != 0.0) {
        put_turned(part, from, place, color);
        return;
    }
    box at = {nearest(place->x), nearest(place->y), nearest(place->x + place->width),
              nearest(place->y + place->height)};
    int64_t width = at.right - at.left;
    int64_t height = at.bottom - at.top;
    bool is_plain =
        !place->is_swapped && !place->is_mirrored && !place->is_upside_down && color == 0xffffffffu;
    if (width == from->full_width && height == from->full_height && is_plain) {
        put_plain(part, from, stamp->is_opaque[level], &at);
    } else if (width == 1 && height == 1) {
        put_dot(part, from, &at, color);
    } else if (width > 0 && height > 0) {
        put_upright(part, from, &at, place, color);
    }
}

void eng_stamp_halve(const uint32_t *twice, const eng_mosaic_part *part)
{
    size_t stride = (size_t)part->width * 2;
    for (int y = 0; y < part->height; ++y) {
        const uint32_t *upper = twice + 2 * (size_t)y * stride;
        const uint32_t *lower = upper + stride;
        uint32_t *to = part->pixels + (size_t)y * part->stride;
        for (int x = 0; x < part->width; ++x, upper += 2, lower += 2) {
            uint32_t low = (upper[0] & 0x00ff00ffu) + (upper[1] & 0x00ff00ffu) +
                           (lower[0] & 0x00ff00ffu) + (lower[1] & 0x00ff00ffu) + 0x00020002u;
            uint32_t high = (upper[0] >> 8 & 0x00ff00ffu) + (upper[1] >> 8 & 0x00ff00ffu) +
                            (lower[0] >> 8 & 0x00ff00ffu) + (lower[1] >> 8 & 0x00ff00ffu) +
                            0x00020002u;
            to[x] = (low >> 2 & 0x00ff00ffu) | (high << 6 & 0xff00ff00u);
        }
    }
}
