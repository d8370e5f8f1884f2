// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Why there is a decoder beside libspng's: an atlas of thousands of small pictures spends its time
// in setting up inflate and in copying, not in pixels. libdeflate inflates a whole picture at once,
// about three times as fast as zlib, and filters of whole pixels are left to the compiler. Anything
// out of the ordinary (interlaced, 1 to 4 or 16 bits, grey, keyed) goes the general way.

#include "assets/png.h"

#include "assets/image.h"
#include "base/alloc.h"

#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGBA = 6 };
enum { FILTER_NONE, FILTER_SUB, FILTER_UP, FILTER_AVERAGE, FILTER_PAETH };

static const uint8_t png_signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
static const uint8_t channels[7] = {
    [GREY] = 1, [RGB] = 3, [PALETTE] = 1, [GREY_ALPHA] = 2, [RGBA] = 4};

static uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool is_chunk(const uint8_t *type, const char *name)
{
    return memcmp(type, name, 4) == 0;
}

size_t eng_png_row_bytes(const eng_png *png)
{
    return ((size_t)png->width * channels[png->color_type] * png->depth + 7) / 8;
}

// ------------------------------------------------------------------------------------- container

// Which depths a colour type may have, by bit.
static bool is_depth_allowed(uint32_t color_type, uint32_t depth)
{
    static const uint32_t depths[7] = {
        [GREY] = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8 | 1 << 16,
        [RGB] = 1 << 8 | 1 << 16,
        [PALETTE] = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8,
        [GREY_ALPHA] = 1 << 8 | 1 << 16,
        [RGBA] = 1 << 8 | 1 << 16,
    };
    return color_type <= RGBA && depth <= 16 && (depths[color_type] >> depth & 1);
}

static bool check_header(const char *name, const uint8_t *header, eng_png *png, eng_error *error)
{
    png->width = read_u32(header);
    png->height = read_u32(header + 4);
    png->depth = header[8];
    png->color_type = header[9];
    png->is_interlaced = header[12] != 0;
    if (png->width == 0 || png->height == 0 || png->width > ENG_IMAGE_SIDE_LIMIT ||
        png->height > ENG_IMAGE_SIDE_LIMIT)
        return eng_error_set(error, "%s: %u x %u pixels; use 1 to %d on each side", name,
                             png->width, png->height, ENG_IMAGE_SIDE_LIMIT);
    if (!is_depth_allowed(png->color_type, png->depth) || header[10] != 0 || header[11] != 0 ||
        header[12] > 1)
        return eng_error_set(error, "%s: the PNG header is damaged; save the picture again", name);
    // Deflate cannot shrink data by more than 1032 to 1.
    uint64_t row_bytes = eng_png_row_bytes(png);
    if (row_bytes * png->height / 1032 > png->byte_count)
        return eng_error_set(error,
                             "%s: says it is %u x %u pixels but has too little data for that; "
                             "save the picture again",
                             name, png->width, png->height);
    return true;
}

static void note_chunk(eng_png *png, const uint8_t *type, const uint8_t *data, uint32_t bytes)
{
    if (is_chunk(type, "IDAT")) {
        if (png->data_count++ == 0)
            png->data = data;
        png->data_bytes += bytes;
    } else if (is_chunk(type, "PLTE")) {
        png->palette = data;
        png->palette_count = bytes / 3 < 256 ? bytes / 3 : 256;
    } else if (is_chunk(type, "tRNS")) {
        png->has_transparency = true;
        png->alphas = data;
        png->alpha_count = bytes < 256 ? bytes : 256;
    } else if (!(type[0] & 0x20) && !is_chunk(type, "IHDR") && !is_chunk(type, "IEND")) {
        png->has_unknown = true;
    }
}

// What a picture that is not a PNG is, by its first bytes; null: nothing that is known.
static const char *get_other_format(const uint8_t *bytes, size_t byte_count)
{
    static const struct {
        const char *format;
        size_t at, byte_count;
        const char *magic;
    } known[] = {
        {"JPEG", 0, 3, "\xff\xd8\xff"}, {"GIF", 0, 4, "GIF8"},         {"BMP", 0, 2, "BM"},
        {"WebP", 8, 4, "WEBP"},         {"TIFF", 0, 4, "II*\0"},       {"TIFF", 0, 4, "MM\0*"},
        {"QOI", 0, 4, "qoif"},          {"Photoshop", 0, 4, "8BPS"},   {"AVIF", 4, 8, "ftypavif"},
        {"SVG", 0, 4, "<svg"},          {"JPEG XL", 0, 2, "\xff\x0a"}, {"MNG", 0, 4, "\x8aMNG"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (byte_count >= known[i].at + known[i].byte_count &&
            memcmp(bytes + known[i].at, known[i].magic, known[i].byte_count) == 0)
            return known[i].format;
    return NULL;
}

static bool fail_signature(const char *name, const uint8_t *bytes, size_t byte_count,
                           eng_error *error)
{
    const char *format = get_other_format(bytes, byte_count);
    if (format)
        return eng_error_set(error, "%s: a %s picture, not a PNG; save it in PNG format", name,
                             format);
    return eng_error_set(error, "%s: not a PNG; save the picture in PNG format", name);
}

bool eng_png_check(const char *name, const void *bytes, size_t byte_count, eng_png *png,
                   eng_error *error)
{
    const uint8_t *all = bytes;
    *png = (eng_png){.bytes = bytes, .byte_count = byte_count};
    if (byte_count == 0)
        return eng_error_set(error, "%s: the file is empty; save the picture again", name);
    if (byte_count < 8 || memcmp(all, png_signature, 8) != 0)
        return fail_signature(name, all, byte_count, error);
    bool is_in_data = false;
    for (size_t at = 8; byte_count - at >= 12;) {
        uint32_t chunk_bytes = read_u32(all + at);
        const uint8_t *type = all + at + 4;
        if (chunk_bytes > byte_count - at - 12)
            break;
        if (at == 8) {
            if (!is_chunk(type, "IHDR") || chunk_bytes != 13)
                return eng_error_set(error, "%s: the PNG header is missing; save the picture again",
                                     name);
            if (!check_header(name, all + at + 8, png, error))
                return false;
        }
        if (is_chunk(type, "IDAT") && png->data_count > 0 && !is_in_data)
            return eng_error_set(error, "%s: its pixels lie in two places; save the picture again",
                                 name);
        is_in_data = is_chunk(type, "IDAT");
        note_chunk(png, type, all + at + 8, chunk_bytes);
        if (is_chunk(type, "IEND"))
            return png->data_count > 0 ||
                   eng_error_set(error, "%s: the PNG has no pixels; save it again", name);
        at += 12 + (size_t)chunk_bytes;
    }
    return eng_error_set(error, "%s: ends early after %zu bytes; copy or save the picture again",
                         name, byte_count);
}

// ------------------------------------------------------------------------------------- unfilter

static uint8_t paeth(int a, int b, int c)
{
    int to_a = abs(b - c), to_b = abs(a - c), to_c = abs(a + b - 2 * c);
    return (uint8_t)(to_a <= to_b && to_a <= to_c ? a : to_b <= to_c ? b : c);
}

// One row in place; `above` is the row before, already unfiltered, or zeros. `step` is a pixel's
// bytes; inlined for each, so that the loops over a pixel disappear.
static inline bool unfilter_row(uint8_t filter, uint8_t *row, const uint8_t *above,
                                size_t row_bytes, size_t step)
{
    switch (filter) {
    case FILTER_NONE:
        return true;
    case FILTER_SUB:
        for (size_t i = step; i < row_bytes; i++)
            row[i] = (uint8_t)(row[i] + row[i - step]);
        return true;
    case FILTER_UP:
        for (size_t i = 0; i < row_bytes; i++)
            row[i] = (uint8_t)(row[i] + above[i]);
        return true;
    case FILTER_AVERAGE:
        for (size_t i = 0; i < step; i++)
            row[i] = (uint8_t)(row[i] + above[i] / 2);
        for (size_t i = step; i < row_bytes; i++)
            row[i] = (uint8_t)(row[i] + (row[i - step] + above[i]) / 2);
        return true;
    case FILTER_PAETH:
        for (size_t i = 0; i < step; i++)
            row[i] = (uint8_t)(row[i] + above[i]);
        for (size_t i = step; i < row_bytes; i++)
            row[i] = (uint8_t)(row[i] + paeth(row[i - step], above[i], above[i - step]));
        return true;
    default:
        return false;
    }
}

// Three filters make each pixel of the one to its left, so only the four bytes of one pixel can be
// done together: as lanes of 16 bits, which hold all that Paeth's differences need.
typedef uint8_t pixel __attribute__((vector_size(4)));
typedef int16_t lanes __attribute__((vector_size(8)));

static inline lanes load_lanes(const uint8_t *bytes)
{
    pixel four;
    memcpy(&four, bytes, sizeof four);
    return __builtin_convertvector(four, lanes);
}

static inline void store_lanes(uint8_t *bytes, lanes four)
{
    pixel out = __builtin_convertvector(four & 255, pixel);
    memcpy(bytes, &out, sizeof out);
}

static inline lanes absolute(lanes x)
{
    lanes sign = x >> 15;
    return (x ^ sign) - sign;
}

static void unfilter_sub4(uint8_t *row, size_t row_bytes)
{
    pixel left = {0};
    for (size_t i = 0; i < row_bytes; i += 4) {
        pixel here;
        memcpy(&here, row + i, sizeof here);
        left += here;
        memcpy(row + i, &left, sizeof left);
    }
}

static void unfilter_average4(uint8_t *row, const uint8_t *above, size_t row_bytes)
{
    lanes left = {0};
    for (size_t i = 0; i < row_bytes; i += 4) {
        left = (load_lanes(row + i) + ((left + load_lanes(above + i)) >> 1)) & 255;
        store_lanes(row + i, left);
    }
}

static void unfilter_paeth4(uint8_t *row, const uint8_t *above, size_t row_bytes)
{
    lanes left = {0}, corner = {0};
    for (size_t i = 0; i < row_bytes; i += 4) {
        lanes up = load_lanes(above + i);
        lanes by_left = up - corner, by_up = left - corner;
        lanes to_left = absolute(by_left), to_up = absolute(by_up);
        lanes to_corner = absolute(by_left + by_up);
        lanes not_left = (to_up < to_left) | (to_corner < to_left), not_up = to_corner < to_up;
        lanes guess = (left & ~not_left) | (((up & ~not_up) | (corner & not_up)) & not_left);
        left = (load_lanes(row + i) + guess) & 255;
        store_lanes(row + i, left);
        corner = up;
    }
}

static bool unfilter_row4(uint8_t filter, uint8_t *row, const uint8_t *above, size_t row_bytes)
{
    if (filter == FILTER_SUB)
        unfilter_sub4(row, row_bytes);
    else if (filter == FILTER_AVERAGE)
        unfilter_average4(row, above, row_bytes);
    else if (filter == FILTER_PAETH)
        unfilter_paeth4(row, above, row_bytes);
    else
        return unfilter_row(filter, row, above, row_bytes, 4);
    return true;
}

static bool unfilter(uint8_t *rows, size_t row_bytes, uint32_t height, size_t step,
                     const uint8_t *zeros)
{
    const uint8_t *above = zeros;
    bool is_good = true;
    for (uint32_t y = 0; is_good && y < height; y++) {
        uint8_t *row = rows + 1;
        is_good = step == 4   ? unfilter_row4(rows[0], row, above, row_bytes)
                  : step == 3 ? unfilter_row(rows[0], row, above, row_bytes, 3)
                              : unfilter_row(rows[0], row, above, row_bytes, 1);
        above = row;
        rows += row_bytes + 1;
    }
    return is_good;
}

// ------------------------------------------------------------------------------------- unpacking

bool eng_png_is_plain(const eng_png *png)
{
    bool is_keyed = png->has_transparency && png->color_type == RGB;
    return png->depth == 8 && !png->is_interlaced && !is_keyed && !png->has_unknown &&
           (png->color_type == RGB || png->color_type == RGBA ||
            (png->color_type == PALETTE && png->palette && png->alpha_count <= png->palette_count));
}

static bool is_needed(const uint8_t *type)
{
    return !(type[0] & 0x20) || is_chunk(type, "tRNS");
}

bool eng_png_has_good_sums(const eng_png *png)
{
    for (size_t at = 8;;) {
        uint32_t bytes = read_u32(png->bytes + at);
        const uint8_t *type = png->bytes + at + 4;
        if (is_needed(type) &&
            libdeflate_crc32(0, type, (size_t)bytes + 4) != read_u32(type + 4 + bytes))
            return false;
        if (is_chunk(type, "IEND"))
            return true;
        at += 12 + (size_t)bytes;
    }
}

uint8_t *eng_png_copy_needed(const eng_png *png, size_t *byte_count)
{
    uint8_t *copy = eng_alloc(png->byte_count, 1);
    memcpy(copy, png->bytes, sizeof png_signature);
    *byte_count = sizeof png_signature;
    for (size_t at = sizeof png_signature;;) {
        const uint8_t *chunk = png->bytes + at;
        size_t chunk_bytes = 12 + (size_t)read_u32(chunk);
        if (is_needed(chunk + 4)) {
            memcpy(copy + *byte_count, chunk, chunk_bytes);
            *byte_count += chunk_bytes;
        }
        if (is_chunk(chunk + 4, "IEND"))
            return copy;
        at += chunk_bytes;
    }
}

// libdeflate has a slow loop for the last bytes that it reads and for the last that it writes. In a
// small sprite that is much of it: its lower border of nothing is the last few bytes of the data.
// So the data is copied to where more may be read after it, and the room is larger than the rows.
enum { DATA_SLACK_BYTES = 64, ROWS_SLACK_BYTES = 1024 };

// What a thread keeps until it ends: making it costs more than a small picture.
typedef struct png_tools {
    struct libdeflate_decompressor *inflater;
    uint8_t *rows, *data, *zeros;
    size_t rows_capacity, data_capacity, zeros_capacity;
} png_tools;

static pthread_key_t tools_key;
static pthread_once_t tools_once = PTHREAD_ONCE_INIT;

static void free_tools(void *argument)
{
    png_tools *tools = argument;
    libdeflate_free_decompressor(tools->inflater);
    eng_free(tools->rows);
    eng_free(tools->data);
    eng_free(tools->zeros);
    eng_free(tools);
}

static void make_key(void)
{
    pthread_key_create(&tools_key, free_tools);
}

static uint8_t *make_room(uint8_t **room, size_t *capacity, size_t bytes)
{
    if (*capacity < bytes) {
        eng_free(*room);
        *room = eng_resize(NULL, bytes, 1);
        *capacity = bytes;
    }
    return *room;
}

static png_tools *get_tools(void)
{
    pthread_once(&tools_once, make_key);
    png_tools *tools = pthread_getspecific(tools_key);
    if (!tools) {
        tools = eng_alloc(1, sizeof *tools);
        tools->inflater = libdeflate_alloc_decompressor();
        pthread_setspecific(tools_key, tools);
    }
    return tools;
}

// The data of all IDAT chunks in one piece, and some zeros.
static const uint8_t *gather_data(const eng_png *png, png_tools *tools)
{
    uint8_t *out =
        make_room(&tools->data, &tools->data_capacity, png->data_bytes + DATA_SLACK_BYTES);
    const uint8_t *chunk = png->data - 8;
    for (uint32_t left = png->data_count; left > 0;) {
        uint32_t bytes = read_u32(chunk);
        if (is_chunk(chunk + 4, "IDAT")) {
            memcpy(out, chunk + 8, bytes);
            out += bytes;
            left--;
        }
        chunk += 12 + (size_t)bytes;
    }
    memset(out, 0, DATA_SLACK_BYTES);
    return tools->data;
}

// A zlib stream: two bytes of header, deflated data, Adler-32. True if it gives exactly so many
// bytes.
static bool inflate_rows(const eng_png *png, png_tools *tools, size_t byte_count)
{
    enum { HEAD = 2, TAIL = 4 };
    const uint8_t *data = gather_data(png, tools);
    size_t read_bytes = 0, written_bytes = 0;
    if (!tools->inflater || png->data_bytes < HEAD + TAIL || (data[0] & 15) != 8 ||
        data[0] >> 4 > 7 || (data[1] & 32) || ((uint32_t)data[0] << 8 | data[1]) % 31 != 0)
        return false;
    return libdeflate_deflate_decompress_ex(
               tools->inflater, data + HEAD, png->data_bytes - HEAD + DATA_SLACK_BYTES, tools->rows,
               byte_count + ROWS_SLACK_BYTES, &read_bytes, &written_bytes) == LIBDEFLATE_SUCCESS &&
           written_bytes == byte_count && read_bytes <= png->data_bytes - HEAD - TAIL &&
           libdeflate_adler32(1, tools->rows, byte_count) == read_u32(data + HEAD + read_bytes);
}

static const uint8_t *get_zeros(png_tools *tools, size_t bytes)
{
    if (tools->zeros_capacity < bytes) {
        eng_free(tools->zeros);
        tools->zeros = eng_alloc(bytes, 1);
        tools->zeros_capacity = bytes;
    }
    return tools->zeros;
}

const uint8_t *eng_png_unpack_plain(const eng_png *png)
{
    size_t row_bytes = eng_png_row_bytes(png), bytes = (row_bytes + 1) * png->height;
    png_tools *tools = get_tools();
    uint8_t *rows = make_room(&tools->rows, &tools->rows_capacity, bytes + ROWS_SLACK_BYTES);
    return inflate_rows(png, tools, bytes) &&
                   unfilter(rows, row_bytes, png->height, channels[png->color_type],
                            get_zeros(tools, row_bytes))
               ? rows
               : NULL;
}
