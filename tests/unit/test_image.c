// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The quick way from PNG bytes to pixels, against the plain rules of the format written down once
// more: every filter, the kinds of colour that it takes, sizes around those it does at once.

#define _GNU_SOURCE

#include "assets/image.h"
#include "base/alloc.h"
#include "unit_files.h"

#include <stdbool.h>

enum { RGB = 2, PALETTE = 3, RGBA = 6, SIDE = 40, COLORS = 256, ALPHAS = 200 };

static const uint8_t steps[] = {[RGB] = 3, [PALETTE] = 1, [RGBA] = 4};
static eng_error error;
static uint32_t dice = 1;

static uint8_t roll(void)
{
    dice = dice * 1664525u + 1013904223u;
    return (uint8_t)(dice >> 24);
}

typedef struct picture {
    uint32_t width, height;
    uint8_t color_type;
    uint8_t bytes[SIDE * SIDE * 4]; // as the file has them, before filters
    uint8_t palette[COLORS * 3], alphas[ALPHAS];
} picture;

static uint8_t guess(uint8_t filter, int a, int b, int c)
{
    int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
    switch (filter) {
    case 1:
        return (uint8_t)a;
    case 2:
        return (uint8_t)b;
    case 3:
        return (uint8_t)((a + b) / 2);
    case 4:
        return (uint8_t)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
    default:
        return 0;
    }
}

// `filter` 5: another one in each row.
static unit_buffer encode(const picture *from, uint8_t filter)
{
    unit_buffer png = {0}, rows = {0};
    size_t step = steps[from->color_type], row_bytes = from->width * step;
    for (uint32_t y = 0; y < from->height; y++) {
        const uint8_t *row = from->bytes + y * row_bytes, *above = row - row_bytes;
        uint8_t used = filter < 5 ? filter : (uint8_t)(y % 5);
        unit_put(&rows, &used, 1);
        for (size_t i = 0; i < row_bytes; i++) {
            int a = i >= step ? row[i - step] : 0, b = y > 0 ? above[i] : 0;
            int c = y > 0 && i >= step ? above[i - step] : 0;
            uint8_t left = (uint8_t)(row[i] - guess(used, a, b, c));
            unit_put(&rows, &left, 1);
        }
    }
    unit_put_header_of(&png, from->width, from->height, from->color_type);
    if (from->color_type == PALETTE) {
        unit_put_chunk(&png, "PLTE", from->palette, sizeof from->palette);
        unit_put_chunk(&png, "tRNS", from->alphas, sizeof from->alphas);
    }
    unit_put_rows(&png, rows.data, rows.byte_count);
    free(rows.data);
    return png;
}

// Noise in a part of it and, where that can be, nothing around it, or colour that is not seen.
static void draw(picture *to, uint8_t color_type, uint32_t width, uint32_t height,
                 const uint32_t seen[4])
{
    *to = (picture){.width = width, .height = height, .color_type = color_type};
    for (uint32_t i = 0; i < sizeof to->palette; i++)
        to->palette[i] = roll();
    for (uint32_t i = 0; i < ALPHAS; i++)
        to->alphas[i] = i < 4 ? 0 : (uint8_t)(roll() | 1);
    uint8_t *out = to->bytes;
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++, out += steps[color_type]) {
            bool is_in = x >= seen[0] && x < seen[2] && y >= seen[1] && y < seen[3];
            for (uint32_t i = 0; i < steps[color_type]; i++)
                out[i] = roll();
            if (color_type == RGBA)
                out[3] = is_in ? (uint8_t)(roll() % 3 * 127 + 1) : 0;
            if (color_type == PALETTE)
                out[0] = is_in ? out[0] | 4 : out[0] & 3;
        }
}

static uint32_t color_at(const picture *from, uint32_t x, uint32_t y)
{
    const uint8_t *p = from->bytes + (y * from->width + x) * steps[from->color_type];
    uint32_t alpha = from->color_type == RGBA ? p[3] : 255;
    if (from->color_type == PALETTE) {
        alpha = *p < ALPHAS ? from->alphas[*p] : 255;
        p = from->palette + *p * 3;
    }
    uint32_t argb = alpha << 24;
    for (int i = 0; i < 3; i++)
        argb |= (uint32_t)(p[i] * alpha / 255.0 + 0.5) << (16 - 8 * i);
    return argb;
}

static void expect_pixels(const picture *from, uint8_t filter)
{
    uint32_t pixels[SIDE * SIDE];
    unit_buffer png = encode(from, filter);
    if (!eng_image_decode("p.png", png.data, png.byte_count, pixels, SIDE, &error))
        fail_msg("filter %u: %s", filter, error.text);
    for (uint32_t y = 0; y < from->height; y++)
        for (uint32_t x = 0; x < from->width; x++)
            if (pixels[y * SIDE + x] != color_at(from, x, y))
                fail_msg("type %u, filter %u, %u x %u at %u, %u: %08x, not %08x", from->color_type,
                         filter, from->width, from->height, x, y, pixels[y * SIDE + x],
                         color_at(from, x, y));
    free(png.data);
}

static void every_filter_gives_the_pixels(void **state)
{
    static const uint8_t types[] = {RGB, PALETTE, RGBA};
    static picture made;
    const uint32_t all[] = {0, 0, SIDE, SIDE};
    (void)state;
    for (size_t i = 0; i < sizeof types; i++)
        for (uint32_t width = 1; width <= 11; width++)
            for (uint8_t filter = 0; filter <= 5; filter++) {
                draw(&made, types[i], width, 7, all);
                expect_pixels(&made, filter);
            }
}

static void every_alpha_is_exact(void **state)
{
    uint8_t rgba[256 * 4];
    uint32_t out[256];
    (void)state;
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t i = 0; i < 256; i++)
            memcpy(rgba + i * 4, (uint8_t[]){(uint8_t)i, (uint8_t)(255 - i), 77, (uint8_t)alpha},
                   4);
        eng_image_premultiply(rgba, 255, out); // and not in whole runs
        for (uint32_t i = 0; i < 255; i++) {
            uint32_t r = (i * alpha * 2 + 255) / 510, g = ((255 - i) * alpha * 2 + 255) / 510;
            uint32_t b = (77 * alpha * 2 + 255) / 510;
            assert_int_equal(out[i], alpha << 24 | r << 16 | g << 8 | b);
        }
    }
}

static uint32_t more(uint32_t edge, uint32_t limit)
{
    return edge < limit ? edge + 1 : limit;
}

static void expect_part(const picture *from, const uint32_t seen[4])
{
    eng_image_part part;
    unit_buffer png = encode(from, 5);
    assert_true(eng_image_decode_part("p.png", png.data, png.byte_count, &part, &error));
    uint32_t left = seen[0] - (seen[0] > 0), top = seen[1] - (seen[1] > 0);
    assert_int_equal(part.left, left);
    assert_int_equal(part.top, top);
    assert_int_equal(part.width, more(seen[2], from->width) - left);
    assert_int_equal(part.height, more(seen[3], from->height) - top);
    for (uint32_t y = 0; y < (uint32_t)part.height; y++)
        for (uint32_t x = 0; x < (uint32_t)part.width; x++)
            assert_int_equal(part.pixels[y * (uint32_t)part.width + x],
                             color_at(from, left + x, top + y));
    eng_free(part.pixels);
    free(png.data);
}

static void only_what_is_seen_is_kept(void **state)
{
    static picture made;
    (void)state;
    for (uint32_t round = 0; round < 200; round++) {
        uint32_t width = 1 + roll() % SIDE, height = 1 + roll() % SIDE;
        uint32_t seen[4] = {roll() % width, roll() % height, 0, 0};
        seen[2] = seen[0] + 1 + roll() % (width - seen[0]);
        seen[3] = seen[1] + 1 + roll() % (height - seen[1]);
        draw(&made, round % 2 ? RGBA : PALETTE, width, height, seen);
        expect_part(&made, seen);
    }
    // Of nothing a corner is left; of what cannot be seen through, all.
    draw(&made, RGBA, 9, 5, (uint32_t[]){9, 5, 9, 5});
    expect_part(&made, (uint32_t[]){8, 4, 9, 5});
    draw(&made, RGB, 9, 5, (uint32_t[]){3, 3, 4, 4});
    expect_part(&made, (uint32_t[]){0, 0, 9, 5});
}

static void wrong_data_is_refused(void **state)
{
    static picture made;
    eng_image_part part;
    (void)state;
    draw(&made, RGBA, 12, 12, (uint32_t[]){2, 2, 9, 9});
    unit_buffer png = encode(&made, 5);
    // The data begins after signature, IHDR and its own head: zlib's header, a stored block.
    for (size_t at = 41; at < png.byte_count - 16; at += at < 48 ? 1 : 37) {
        png.data[at] ^= 0x40;
        assert_false(eng_image_decode_part("p.png", png.data, png.byte_count, &part, &error));
        assert_null(part.pixels);
        assert_non_null(strstr(error.text, "p.png: "));
        png.data[at] ^= 0x40;
    }
    assert_true(eng_image_decode_part("p.png", png.data, png.byte_count, &part, &error));
    eng_free(part.pixels);
    free(png.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_filter_gives_the_pixels),
        cmocka_unit_test(every_alpha_is_exact),
        cmocka_unit_test(only_what_is_seen_is_kept),
        cmocka_unit_test(wrong_data_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
