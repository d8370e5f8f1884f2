// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Two ways to the same pixels: png.c for the kinds that game art comes in, libspng for all others
// and for the word on what is wrong with a picture that the quick way did not like.

#include "assets/image.h"

#include "assets/png.h"
#include "base/alloc.h"

#include <spng.h>
#include <string.h>

enum { RGB = 2, PALETTE = 3, RGBA = 6, CHUNK_BYTES_LIMIT = 1 << 20 };

bool eng_image_probe(const char *name, const void *bytes, size_t byte_count, int *width,
                     int *height, eng_error *error)
{
    eng_png png;
    bool is_good = eng_png_check(name, bytes, byte_count, &png, error);
    *width = is_good ? (int)png.width : 0;
    *height = is_good ? (int)png.height : 0;
    return is_good;
}

static bool check_sums(const char *name, const eng_png *png, eng_error *error)
{
    return eng_png_has_good_sums(png) ||
           eng_error_set(
               error, "%s: its PNG data is damaged (wrong checksum); save the picture again", name);
}

static bool check(const char *name, const void *bytes, size_t byte_count, eng_png *png,
                  eng_error *error)
{
    return eng_png_check(name, bytes, byte_count, png, error) && check_sums(name, png, error);
}

static bool decode_general(const char *name, const eng_png *png, uint8_t *rgba, eng_error *error)
{
    spng_ctx *context = spng_ctx_new(0);
    if (!context)
        return eng_error_set(error, "%s: out of memory; close other programs", name);
    size_t byte_count;
    uint8_t *needed = eng_png_copy_needed(png, &byte_count);
    spng_set_crc_action(context, SPNG_CRC_ERROR, SPNG_CRC_DISCARD);
    spng_set_image_limits(context, ENG_IMAGE_SIDE_LIMIT, ENG_IMAGE_SIDE_LIMIT);
    spng_set_chunk_limits(context, CHUNK_BYTES_LIMIT, CHUNK_BYTES_LIMIT);
    int result = spng_set_png_buffer(context, needed, byte_count);
    if (result == 0)
        result = spng_decode_image(context, rgba, (size_t)png->width * png->height * 4,
                                   SPNG_FMT_RGBA8, SPNG_DECODE_TRNS);
    spng_ctx_free(context);
    eng_free(needed);
    return result == 0 ||
           eng_error_set(error, "%s: its PNG data is damaged (%s); save the picture again", name,
                         spng_strerror(result));
}

static uint8_t *decode_to_rgba(const char *name, const eng_png *png, eng_error *error)
{
    uint8_t *rgba = eng_alloc((size_t)png->width * png->height, 4);
    if (decode_general(name, png, rgba, error))
        return rgba;
    eng_free(rgba);
    return NULL;
}

// ----------------------------------------------------------------------------------------- pixels

static uint32_t multiply(uint32_t color, uint32_t alpha)
{
    uint32_t product = color * alpha + 128;
    return (product + (product >> 8)) >> 8;
}

static uint32_t premultiplied(uint32_t a, uint32_t r, uint32_t g, uint32_t b)
{
    if (a == 255)
        return 0xff000000u | r << 16 | g << 8 | b;
    if (a == 0)
        return 0;
    return a << 24 | multiply(r, a) << 16 | multiply(g, a) << 8 | multiply(b, a);
}

static void make_palette(const eng_png *png, uint32_t palette[256])
{
    memset(palette, 0, 256 * sizeof *palette);
    for (uint32_t i = 0; i < png->palette_count; i++) {
        const uint8_t *color = png->palette + (size_t)i * 3;
        uint32_t alpha = i < png->alpha_count ? png->alphas[i] : 255;
        palette[i] = premultiplied(alpha, color[0], color[1], color[2]);
    }
}

// Solid pixels, three bytes each.
static void convert_rgb(const uint8_t *rgb, size_t pixel_count, uint32_t *out)
{
    for (size_t i = 0; i < pixel_count; i++, rgb += 3)
        out[i] = 0xff000000u | (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

enum { RUN_PIXELS = 4 };

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
typedef uint32_t pixels4 __attribute__((vector_size(16)));
typedef uint16_t halves8 __attribute__((vector_size(16)));

static inline halves8 multiply8(halves8 colors, halves8 alphas)
{
    halves8 product = colors * alphas + 128;
    return (product + (product >> 8)) >> 8;
}

// Four pixels at once: red and blue in one register, green and alpha in another, 16 bits for each.
// Alpha is multiplied by 255, which leaves it as it is.
static inline void convert4(const uint8_t *rgba, uint32_t *out)
{
    pixels4 in;
    memcpy(&in, rgba, sizeof in);
    pixels4 alpha = in >> 24;
    halves8 red_blue = (halves8)(in & 0x00ff00ff);
    halves8 green_alpha = (halves8)(in >> 8 & 0x00ff00ff);
    pixels4 rb = (pixels4)multiply8(red_blue, (halves8)(alpha | alpha << 16));
    pixels4 ga = (pixels4)multiply8(green_alpha, (halves8)(alpha | 255u << 16));
    in = rb << 16 | rb >> 16 | ga << 8;
    memcpy(out, &in, sizeof in);
}
#else
static void convert4(const uint8_t *rgba, uint32_t *out)
{
    for (int i = 0; i < RUN_PIXELS; i++, rgba += 4)
        out[i] = premultiplied(rgba[3], rgba[0], rgba[1], rgba[2]);
}
#endif

void eng_image_premultiply(const uint8_t *rgba, size_t pixel_count, uint32_t *out)
{
    for (; pixel_count >= RUN_PIXELS; pixel_count -= RUN_PIXELS) {
        convert4(rgba, out);
        rgba += (size_t)RUN_PIXELS * 4;
        out += RUN_PIXELS;
    }
    for (size_t i = 0; i < pixel_count; i++, rgba += 4)
        out[i] = premultiplied(rgba[3], rgba[0], rgba[1], rgba[2]);
}

// ------------------------------------------------------------------------------------- unpacking

static bool is_in_palette(const eng_png *png, const uint8_t *row)
{
    uint32_t most = 0;
    for (uint32_t x = 0; x < png->width; x++)
        most = row[x] > most ? row[x] : most;
    return most < png->palette_count;
}

// The rows of a picture, unpacked, and how its pixels look.
typedef struct unpacked {
    const uint8_t *first;
    size_t stride_bytes;
    uint32_t width, height;
    uint32_t color_type; // RGB, RGBA or PALETTE, 8 bits
    uint32_t palette[256];
    uint8_t *owned; // null: they are the thread's
} unpacked;

// False if the picture is not plain, or damaged.
static bool unpack_plain(const eng_png *png, unpacked *rows)
{
    const uint8_t *all = eng_png_is_plain(png) ? eng_png_unpack_plain(png) : NULL;
    if (!all)
        return false;
    rows->first = all + 1;
    rows->stride_bytes = eng_png_row_bytes(png) + 1;
    rows->color_type = png->color_type;
    if (png->color_type != PALETTE)
        return true;
    make_palette(png, rows->palette);
    bool is_good = true;
    for (uint32_t y = 0; is_good && y < png->height; y++)
        is_good = is_in_palette(png, rows->first + y * rows->stride_bytes);
    return is_good;
}

static bool unpack(const char *name, const eng_png *png, unpacked *rows, eng_error *error)
{
    rows->width = png->width;
    rows->height = png->height;
    rows->owned = NULL;
    if (unpack_plain(png, rows))
        return true;
    rows->first = rows->owned = decode_to_rgba(name, png, error);
    rows->stride_bytes = (size_t)png->width * 4;
    rows->color_type = RGBA;
    return rows->owned != NULL;
}

// A part of one row.
static void convert(const unpacked *rows, uint32_t x, uint32_t y, uint32_t width, uint32_t *out)
{
    const uint8_t *row = rows->first + y * rows->stride_bytes;
    if (rows->color_type == PALETTE)
        for (uint32_t i = 0; i < width; i++)
            out[i] = rows->palette[row[x + i]];
    else if (rows->color_type == RGB)
        convert_rgb(row + (size_t)x * 3, width, out);
    else
        eng_image_premultiply(row + (size_t)x * 4, width, out);
}

static inline bool is_seen(const unpacked *rows, const uint8_t *row, uint32_t x)
{
    return rows->color_type == RGBA      ? row[(size_t)x * 4 + 3] != 0
           : rows->color_type == PALETTE ? rows->palette[row[x]] != 0
                                         : true;
}

// The alphas of two pixels, whatever the order of bytes in a number.
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const uint64_t alpha_pair = 0xff000000ff000000u;
#else
static const uint64_t alpha_pair = 0x000000ff000000ffu;
#endif

static bool are_eight_clear(const uint8_t *rgba)
{
    uint64_t pairs[4];
    memcpy(pairs, rgba, sizeof pairs);
    return ((pairs[0] | pairs[1] | pairs[2] | pairs[3]) & alpha_pair) == 0;
}

// How many pixels at the beginning of a row are clear, at most `limit`.
static uint32_t count_clear_left(const unpacked *rows, uint32_t y, uint32_t limit)
{
    const uint8_t *row = rows->first + y * rows->stride_bytes;
    uint32_t x = 0;
    if (rows->color_type == RGBA)
        while (x + 8 <= limit && are_eight_clear(row + (size_t)x * 4))
            x += 8;
    while (x < limit && !is_seen(rows, row, x))
        x++;
    return x;
}

static uint32_t count_clear_right(const unpacked *rows, uint32_t y, uint32_t limit)
{
    const uint8_t *row = rows->first + y * rows->stride_bytes;
    uint32_t end = rows->width, least = rows->width - limit;
    if (rows->color_type == RGBA)
        while (end >= least + 8 && are_eight_clear(row + (size_t)(end - 8) * 4))
            end -= 8;
    while (end > least && !is_seen(rows, row, end - 1))
        end--;
    return rows->width - end;
}

// Only the border is looked at, and not twice.
static void find_seen(const unpacked *rows, eng_image_part *part)
{
    uint32_t top = 0, bottom = rows->height, width = rows->width;
    while (top + 1 < bottom && count_clear_left(rows, top, width) == width)
        top++;
    while (bottom > top + 1 && count_clear_left(rows, bottom - 1, width) == width)
        bottom--;
    uint32_t left = width - 1;
    for (uint32_t y = top; y < bottom && left > 0; y++)
        left = count_clear_left(rows, y, left);
    uint32_t right = width - left - 1;
    for (uint32_t y = top; y < bottom && right > 0; y++)
        right = count_clear_right(rows, y, right);
    part->left = (int)left;
    part->top = (int)top;
    part->width = (int)(width - left - right);
    part->height = (int)(bottom - top);
}

void eng_image_widen_part(eng_image_part *part)
{
    int right = part->left + part->width, bottom = part->top + part->height;
    right += right < part->full_width;
    bottom += bottom < part->full_height;
    part->left -= part->left > 0;
    part->top -= part->top > 0;
    part->width = right - part->left;
    part->height = bottom - part->top;
}

bool eng_image_decode_part(const char *name, const void *bytes, size_t byte_count,
                           eng_image_part *part, eng_error *error)
{
    eng_png png;
    unpacked rows;
    *part = (eng_image_part){0};
    if (!eng_png_check(name, bytes, byte_count, &png, error))
        return false;
    part->full_width = (int)png.width;
    part->full_height = (int)png.height;
    if (!check_sums(name, &png, error) || !unpack(name, &png, &rows, error))
        return false;
    find_seen(&rows, part);
    eng_image_widen_part(part);
    uint32_t width = (uint32_t)part->width, height = (uint32_t)part->height;
    part->pixels = eng_resize(NULL, (size_t)width * height, sizeof *part->pixels);
    for (uint32_t y = 0; y < height; y++)
        convert(&rows, (uint32_t)part->left, (uint32_t)part->top + y, width,
                part->pixels + (size_t)y * width);
    eng_free(rows.owned);
    return true;
}

bool eng_image_decode(const char *name, const void *bytes, size_t byte_count, uint32_t *pixels,
                      int stride_pixels, eng_error *error)
{
    eng_png png;
    unpacked rows;
    if (!check(name, bytes, byte_count, &png, error) || !unpack(name, &png, &rows, error))
        return false;
    for (uint32_t y = 0; y < png.height; y++)
        convert(&rows, 0, y, png.width, pixels + (size_t)y * (size_t)stride_pixels);
    eng_free(rows.owned);
    return true;
}

uint8_t *eng_image_decode_rgba(const char *name, const void *bytes, size_t byte_count, int *width,
                               int *height, eng_error *error)
{
    eng_png png;
    if (!check(name, bytes, byte_count, &png, error))
        return NULL;
    *width = (int)png.width;
    *height = (int)png.height;
    return decode_to_rgba(name, &png, error);
}

void eng_image_draw_placeholder(uint32_t *pixels, int stride_pixels, int width, int height)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixels[(size_t)y * (size_t)stride_pixels + (size_t)x] =
                ((x / 4 + y / 4) & 1) ? 0xff202020u : 0xffff00ffu;
}
