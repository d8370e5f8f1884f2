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

enum { RGB = 2, PALETTE = 3, CHUNK_BYTES_LIMIT = 1 << 20 };

bool eng_image_probe(const char *name, const void *bytes, size_t byte_count, int *width,
                     int *height, eng_error *error)
{
    eng_png png;
    bool is_good = eng_png_check(name, bytes, byte_count, &png, error);
    *width = is_good ? (int)png.width : 0;
    *height = is_good ? (int)png.height : 0;
    return is_good;
}

static bool check(const char *name, const void *bytes, size_t byte_count, eng_png *png,
                  eng_error *error)
{
    return eng_png_check(name, bytes, byte_count, png, error) &&
           (eng_png_has_good_sums(png) ||
            eng_error_set(error,
                          "%s: its PNG data is damaged (wrong checksum); save the picture again",
                          name));
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

// The alphas of two pixels, whatever the order of bytes in a number.
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const uint64_t solid_pair = 0xff000000ff000000u;
#else
static const uint64_t solid_pair = 0x000000ff000000ffu;
#endif

// Solid pixels, `step` bytes apart.
static inline void convert_rgb(const uint8_t *rgb, size_t step, size_t pixel_count, uint32_t *out)
{
    for (size_t i = 0; i < pixel_count; i++, rgb += step)
        out[i] = 0xff000000u | (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

static inline void convert_mixed(const uint8_t *rgba, size_t pixel_count, uint32_t *out)
{
    for (size_t i = 0; i < pixel_count; i++, rgba += 4)
        out[i] = premultiplied(rgba[3], rgba[0], rgba[1], rgba[2]);
}

enum { RUN_PIXELS = 8 };

// Sprites are runs of nothing and of solid colour. Those need no multiplication, and nothing is not
// even written: most of an atlas is that, and memory is slower than decoding.
void eng_image_premultiply(const uint8_t *rgba, size_t pixel_count, uint32_t *out)
{
    for (; pixel_count >= RUN_PIXELS; pixel_count -= RUN_PIXELS) {
        uint64_t pairs[RUN_PIXELS / 2];
        memcpy(pairs, rgba, sizeof pairs);
        uint64_t any = pairs[0] | pairs[1] | pairs[2] | pairs[3];
        uint64_t all = pairs[0] & pairs[1] & pairs[2] & pairs[3];
        if ((all & solid_pair) == solid_pair)
            convert_rgb(rgba, 4, RUN_PIXELS, out);
        else if (any & solid_pair)
            convert_mixed(rgba, RUN_PIXELS, out);
        rgba += (size_t)RUN_PIXELS * 4;
        out += RUN_PIXELS;
    }
    convert_mixed(rgba, pixel_count, out);
}

static bool is_in_palette(const eng_png *png, const uint8_t *row)
{
    uint32_t most = 0;
    for (uint32_t x = 0; x < png->width; x++)
        most = row[x] > most ? row[x] : most;
    return most < png->palette_count;
}

// False if the picture is not plain, or damaged.
static bool decode_plain(const eng_png *png, uint32_t *pixels, size_t stride_pixels)
{
    uint32_t palette[256];
    const uint8_t *rows = eng_png_is_plain(png) ? eng_png_unpack_plain(png) : NULL;
    bool is_good = rows != NULL;
    size_t row_bytes = eng_png_row_bytes(png) + 1;
    if (png->color_type == PALETTE && is_good)
        make_palette(png, palette);
    for (uint32_t y = 0; is_good && y < png->height; y++, pixels += stride_pixels) {
        const uint8_t *row = rows + y * row_bytes + 1;
        if (png->color_type == PALETTE) {
            is_good = is_in_palette(png, row);
            for (uint32_t x = 0; x < png->width; x++)
                pixels[x] = palette[row[x]];
        } else if (png->color_type == RGB) {
            convert_rgb(row, 3, png->width, pixels);
        } else {
            eng_image_premultiply(row, png->width, pixels);
        }
    }
    return is_good;
}

bool eng_image_decode(const char *name, const void *bytes, size_t byte_count, uint32_t *pixels,
                      int stride_pixels, eng_error *error)
{
    eng_png png;
    if (!check(name, bytes, byte_count, &png, error))
        return false;
    if (decode_plain(&png, pixels, (size_t)stride_pixels))
        return true;
    uint8_t *rgba = decode_to_rgba(name, &png, error);
    for (uint32_t y = 0; rgba && y < png.height; y++)
        eng_image_premultiply(rgba + (size_t)y * png.width * 4, png.width,
                              pixels + (size_t)y * (size_t)stride_pixels);
    eng_free(rgba);
    return rgba != NULL;
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
