// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A PNG is walked chunk by chunk before libpng sees it. Three things come of that: messages that
// say what is wrong; no allocation for a picture whose data could not possibly fill it; and a copy
// without the ancillary chunks (colour profiles, text, animation) that we do not show, over which
// libpng would otherwise print warnings or inflate bombs.

#include "assets/image.h"

#include "base/alloc.h"

#include <SDL.h>
#include <SDL_image.h>
#include <string.h>

typedef struct png_facts {
    uint32_t width, height;
    bool has_extras; // chunks that the decoder does not get
} png_facts;

static const uint8_t png_signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

static uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool is_chunk(const uint8_t *type, const char *name)
{
    return memcmp(type, name, 4) == 0;
}

// Critical chunks and transparency.
static bool is_needed(const uint8_t *type)
{
    return !(type[0] & 0x20) || is_chunk(type, "tRNS");
}

static bool check_header(const char *name, const uint8_t *header, size_t byte_count,
                         png_facts *facts, eng_error *error)
{
    facts->width = read_u32(header);
    facts->height = read_u32(header + 4);
    if (facts->width == 0 || facts->height == 0 || facts->width > ENG_IMAGE_SIDE_LIMIT ||
        facts->height > ENG_IMAGE_SIDE_LIMIT)
        return eng_error_set(error, "%s: %u x %u pixels; use 1 to %d on each side", name,
                             facts->width, facts->height, ENG_IMAGE_SIDE_LIMIT);
    static const uint8_t channels[7] = {1, 0, 3, 1, 2, 0, 4};
    uint32_t depth = header[8], color_type = header[9];
    if (color_type > 6 || channels[color_type] == 0 || depth == 0 || depth > 16)
        return eng_error_set(error, "%s: the PNG header is damaged; save the picture again", name);
    // Deflate cannot shrink data by more than 1032 to 1.
    uint64_t row_bytes = ((uint64_t)facts->width * channels[color_type] * depth + 7) / 8;
    if (row_bytes * facts->height / 1032 > byte_count)
        return eng_error_set(error,
                             "%s: says it is %u x %u pixels but has too little data for that; "
                             "save the picture again",
                             name, facts->width, facts->height);
    return true;
}

static bool check_png(const char *name, const uint8_t *bytes, size_t byte_count, png_facts *facts,
                      eng_error *error)
{
    *facts = (png_facts){0};
    if (byte_count == 0)
        return eng_error_set(error, "%s: the file is empty; save the picture again", name);
    if (byte_count < 8 || memcmp(bytes, png_signature, 8) != 0)
        return eng_error_set(error, "%s: not a PNG; save the picture in PNG format", name);
    bool has_data = false;
    for (size_t at = 8; byte_count - at >= 12;) {
        uint32_t chunk_bytes = read_u32(bytes + at);
        const uint8_t *type = bytes + at + 4;
        if (chunk_bytes > byte_count - at - 12)
            break;
        if (at == 8) {
            if (!is_chunk(type, "IHDR") || chunk_bytes != 13)
                return eng_error_set(error, "%s: the PNG header is missing; save the picture again",
                                     name);
            if (!check_header(name, bytes + at + 8, byte_count, facts, error))
                return false;
        }
        has_data |= is_chunk(type, "IDAT");
        facts->has_extras |= !is_needed(type);
        if (is_chunk(type, "IEND"))
            return has_data ||
                   eng_error_set(error, "%s: the PNG has no pixels; save it again", name);
        at += 12 + (size_t)chunk_bytes;
    }
    return eng_error_set(error, "%s: ends early after %zu bytes; copy or save the picture again",
                         name, byte_count);
}

// The checked file without the chunks that are not needed. Returns the bytes written.
static size_t copy_needed(const uint8_t *bytes, uint8_t *out)
{
    memcpy(out, bytes, 8);
    size_t used = 8;
    for (size_t at = 8;;) {
        size_t chunk_bytes = 12 + (size_t)read_u32(bytes + at);
        if (is_needed(bytes + at + 4)) {
            memcpy(out + used, bytes + at, chunk_bytes);
            used += chunk_bytes;
        }
        if (is_chunk(bytes + at + 4, "IEND"))
            return used;
        at += chunk_bytes;
    }
}

bool eng_image_startup(eng_error *error)
{
    // Surfaces share one counted object per pixel format. Those that decoding needs are held for
    // the life of the process, so that decoders neither make nor free any.
    static const uint32_t formats[] = {SDL_PIXELFORMAT_RGBA32, SDL_PIXELFORMAT_RGB24,
                                       SDL_PIXELFORMAT_INDEX8, SDL_PIXELFORMAT_ARGB8888};
    static SDL_PixelFormat *held[4];
    for (uint32_t i = 0; i < 4; i++)
        if (!held[i])
            held[i] = SDL_AllocFormat(formats[i]);
    // Tells SDL_image's table of codecs before threads look at it.
    if (IMG_Init(IMG_INIT_PNG) & IMG_INIT_PNG)
        return true;
    return eng_error_set(error, "SDL_image cannot read PNG (%s); install one that can",
                         IMG_GetError());
}

bool eng_image_probe(const char *name, const void *bytes, size_t byte_count, int *width,
                     int *height, eng_error *error)
{
    png_facts facts;
    bool is_good = check_png(name, bytes, byte_count, &facts, error);
    *width = is_good ? (int)facts.width : 0;
    *height = is_good ? (int)facts.height : 0;
    return is_good;
}

static uint32_t multiply(uint32_t color, uint32_t alpha)
{
    uint32_t product = color * alpha + 128;
    return (product + (product >> 8)) >> 8;
}

static uint32_t premultiplied(uint32_t a, uint32_t r, uint32_t g, uint32_t b)
{
    if (a == 255)
        return 0xff000000u | r << 16 | g << 8 | b;
    return a << 24 | multiply(r, a) << 16 | multiply(g, a) << 8 | multiply(b, a);
}

// What SDL_image gives for RGBA files, the common case, in one pass.
static void convert_rgba(const SDL_Surface *surface, uint32_t *out)
{
    for (int y = 0; y < surface->h; y++) {
        const uint8_t *row = (const uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch;
        for (int x = 0; x < surface->w; x++, row += 4)
            *out++ = premultiplied(row[3], row[0], row[1], row[2]);
    }
}

static bool convert_any(SDL_Surface *surface, uint32_t *out)
{
    SDL_Surface *argb = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_ARGB8888, 0);
    if (!argb)
        return false;
    for (int y = 0; y < argb->h; y++) {
        const uint8_t *row = (const uint8_t *)argb->pixels + (size_t)y * (size_t)argb->pitch;
        for (int x = 0; x < argb->w; x++, row += 4) {
            uint32_t p;
            memcpy(&p, row, 4);
            *out++ = premultiplied(p >> 24, p >> 16 & 255, p >> 8 & 255, p & 255);
        }
    }
    SDL_FreeSurface(argb);
    return true;
}

static SDL_Surface *decode_checked(const uint8_t *bytes, size_t byte_count, bool has_extras)
{
    uint8_t *copy = has_extras ? eng_alloc(byte_count, 1) : NULL;
    size_t copy_bytes = has_extras ? copy_needed(bytes, copy) : byte_count;
    SDL_RWops *stream = SDL_RWFromConstMem(has_extras ? copy : bytes, (int)copy_bytes);
    SDL_Surface *surface = stream ? IMG_LoadPNG_RW(stream) : NULL;
    if (stream)
        SDL_RWclose(stream);
    eng_free(copy);
    return surface;
}

bool eng_image_decode(const char *name, const void *bytes, size_t byte_count, eng_image *image,
                      eng_error *error)
{
    *image = (eng_image){0};
    png_facts facts;
    if (!check_png(name, bytes, byte_count, &facts, error))
        return false;
    SDL_Surface *surface =
        byte_count <= INT32_MAX ? decode_checked(bytes, byte_count, facts.has_extras) : NULL;
    if (!surface)
        return eng_error_set(error, "%s: its PNG data is damaged (%s); save the picture again",
                             name, IMG_GetError());
    image->width = surface->w;
    image->height = surface->h;
    image->pixels = eng_alloc((size_t)surface->w * (size_t)surface->h, sizeof *image->pixels);
    bool is_good = true;
    if (surface->format->format == SDL_PIXELFORMAT_RGBA32)
        convert_rgba(surface, image->pixels);
    else
        is_good = convert_any(surface, image->pixels);
    SDL_FreeSurface(surface);
    if (is_good)
        return true;
    eng_image_fini(image);
    return eng_error_set(error, "%s: cannot be converted (%s)", name, SDL_GetError());
}

void eng_image_fini(eng_image *image)
{
    eng_free(image->pixels);
    *image = (eng_image){0};
}

void eng_image_end_thread(void)
{
    SDL_TLSCleanup();
}

void eng_image_draw_placeholder(uint32_t *pixels, int stride_pixels, int width, int height)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixels[(size_t)y * (size_t)stride_pixels + (size_t)x] =
                ((x / 4 + y / 4) & 1) ? 0xff202020u : 0xffff00ffu;
}
