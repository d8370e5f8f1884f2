// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/text.h"

#include "base/log.h"
#include "video/batch_internal.h"

#include <SDL_ttf.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MIN = 6,
    TEXT_MAX = 96,
    PAGE_SIDE = 1024,
    PAGE_CAPACITY = 4,
    GLYPH_CAPACITY = 4096,        // a power of two; at most three quarters are used
    FACE_CORNER = ENG_FONT_COUNT, // pseudo font: discs, whose quarters are round corners
};

typedef struct glyph {
    uint32_t key; // 0: free
    uint8_t page_index;
    int16_t x, y, width, height; // in the page
    int16_t left, top;           // from the pen and the line's top
    float advance;
} glyph;

struct eng_text {
    eng_batch *batch;
    bool owns_ttf;
    char *paths[ENG_FONT_COUNT];
    TTF_Font *fonts[ENG_FONT_COUNT][TEXT_MAX + 1]; // opened when first used
    struct {
        SDL_Texture *texture;
        uint8_t slot;
        int shelf_x, shelf_y, shelf_height;
    } pages[PAGE_CAPACITY];
    uint32_t page_count, glyph_count;
    bool is_full; // said so once
    glyph glyphs[GLYPH_CAPACITY];
};

static const char *const files[ENG_FONT_COUNT] = {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf",
                                                  "DejaVuSansMono.ttf"};

static char *find_font(const char *file)
{
    const char *folders[] = {
        getenv("MYRMIDON_FONTS"),
        ENG_FONT_DIR,
        "/usr/share/fonts/truetype/dejavu",
        "/usr/share/fonts/dejavu",
        "/usr/share/fonts/TTF",
        "/usr/share/fonts/dejavu-sans-fonts",
        "/usr/share/fonts/dejavu-sans-mono-fonts",
        "/usr/local/share/fonts/dejavu",
        "/usr/local/share/fonts",
    };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (!folders[i] || !*folders[i])
            continue;
        char path[1024];
        int length = snprintf(path, sizeof path, "%s/%s", folders[i], file);
        SDL_RWops *stream = length < (int)sizeof path ? SDL_RWFromFile(path, "rb") : NULL;
        if (!stream)
            continue;
        SDL_RWclose(stream);
        return eng_copy_text(path);
    }
    return NULL;
}

eng_text *eng_text_create(eng_batch *batch, eng_error *error)
{
    eng_text *text = eng_alloc(1, sizeof *text);
    text->batch = batch;
    if (TTF_Init() != 0) {
        eng_error_set(error, "cannot draw text: %s", TTF_GetError());
        eng_text_destroy(text);
        return NULL;
    }
    text->owns_ttf = true;
    for (int i = 0; i < ENG_FONT_COUNT; i++) {
        text->paths[i] = find_font(files[i]);
        if (!text->paths[i]) {
            eng_error_set(error,
                          "%s was not found: install fonts-dejavu-core, or set MYRMIDON_FONTS to "
                          "the folder it is in",
                          files[i]);
            eng_text_destroy(text);
            return NULL;
        }
    }
    return text;
}

static void drop_glyphs(eng_text *text)
{
    for (uint32_t i = 0; i < text->page_count; i++) {
        SDL_DestroyTexture(text->pages[i].texture);
        eng_batch_free_slot(text->batch, text->pages[i].slot);
    }
    text->page_count = text->glyph_count = 0;
    memset(text->glyphs, 0, sizeof text->glyphs);
    text->is_full = false;
}

const char *eng_text_get_font_path(const eng_text *text, eng_font font)
{
    return text->paths[font];
}

void eng_text_restart(eng_text *text)
{
    drop_glyphs(text);
}

void eng_text_destroy(eng_text *text)
{
    if (!text)
        return;
    drop_glyphs(text);
    for (int font = 0; font < ENG_FONT_COUNT; font++) {
        for (int size = TEXT_MIN; size <= TEXT_MAX; size++) {
            if (text->fonts[font][size])
                TTF_CloseFont(text->fonts[font][size]);
        }
        eng_free(text->paths[font]);
    }
    if (text->owns_ttf)
        TTF_Quit();
    eng_free(text);
}

static int clamp_size(int size)
{
    return size < TEXT_MIN ? TEXT_MIN : size > TEXT_MAX ? TEXT_MAX : size;
}

static TTF_Font *get_font(eng_text *text, eng_font font, int size)
{
    TTF_Font **slot = &text->fonts[font][size];
    if (!*slot) {
        *slot = TTF_OpenFont(text->paths[font], size);
        if (*slot)
            TTF_SetFontHinting(*slot, TTF_HINTING_LIGHT);
    }
    return *slot;
}

// One code point; a broken sequence gives U+FFFD and moves on by one byte.
static uint32_t next_code(const char **utf8)
{
    const unsigned char *s = (const unsigned char *)*utf8;
    if (s[0] < 0x80) {
        *utf8 += 1;
        return s[0];
    }
    int length = s[0] >= 0xf0 && s[0] < 0xf5   ? 4
                 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
                 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
                                               : 0;
    uint32_t code = length ? s[0] & (0x7fu >> length) : 0;
    for (int i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            length = 0;
            break;
        }
        code = code << 6 | (s[i] & 0x3fu);
    }
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    bool is_good =
        length && code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    *utf8 += is_good ? length : 1;
    return is_good ? code : 0xfffd;
}

static bool open_page(eng_text *text)
{
    uint32_t index = text->page_count;
    if (index == PAGE_CAPACITY || !eng_batch_take_slot(text->batch, &text->pages[index].slot))
        return false;
    uint8_t slot = text->pages[index].slot;
    SDL_Texture *texture = eng_batch_create_texture(text->batch, PAGE_SIDE, PAGE_SIDE, false);
    if (!texture) {
        eng_batch_free_slot(text->batch, slot);
        return false;
    }
    uint32_t *pixels = eng_alloc((size_t)PAGE_SIDE * PAGE_SIDE, sizeof *pixels);
    for (int y = 0; y < 3; y++)
        pixels[y * PAGE_SIDE] = pixels[y * PAGE_SIDE + 1] = pixels[y * PAGE_SIDE + 2] = ~0u;
    SDL_UpdateTexture(texture, NULL, pixels, PAGE_SIDE * 4);
    eng_free(pixels);
    eng_batch_fill_slot(text->batch, slot, texture, PAGE_SIDE, PAGE_SIDE);
    eng_batch_set_white(text->batch, slot, 1.5f, 1.5f);
    text->pages[index].texture = texture;
    text->pages[index].shelf_x = 4;
    text->pages[index].shelf_y = 0;
    text->pages[index].shelf_height = 4;
    text->page_count++;
    return true;
}

// A place of the size in the newest page, row by row.
static bool place(eng_text *text, int width, int height, glyph *out)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        if (text->page_count == 0 && !open_page(text))
            return false;
        uint32_t index = text->page_count - 1;
        int *x = &text->pages[index].shelf_x, *y = &text->pages[index].shelf_y;
        int *shelf = &text->pages[index].shelf_height;
        if (*x + width + 1 > PAGE_SIDE) {
            *y += *shelf;
            *x = 0;
            *shelf = 0;
        }
        if (*y + height + 1 <= PAGE_SIDE) {
            out->page_index = (uint8_t)index;
            out->x = (int16_t)*x;
            out->y = (int16_t)*y;
            out->width = (int16_t)width;
            out->height = (int16_t)height;
            *x += width + 1;
            *shelf = height + 1 > *shelf ? height + 1 : *shelf;
            return true;
        }
        if (!open_page(text))
            return false;
    }
    return false;
}

// Puts coverage (one byte per pixel) in the glyph's place as white of that alpha.
static void store(eng_text *text, const glyph *entry, const uint8_t *coverage, int stride)
{
    int width = entry->width, height = entry->height;
    uint32_t *pixels = eng_alloc((size_t)width * (size_t)height, sizeof *pixels);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint32_t alpha = coverage[y * stride + x];
            uint32_t grey = text->batch->is_premultiplied ? alpha : 255;
            pixels[y * width + x] = alpha << 24 | grey << 16 | grey << 8 | grey;
        }
    }
    SDL_Rect rect = {entry->x, entry->y, width, height};
    SDL_UpdateTexture(text->pages[entry->page_index].texture, &rect, pixels, width * 4);
    eng_free(pixels);
}

static void say_full(eng_text *text)
{
    if (!text->is_full)
        eng_log_warning("the glyph pages are full: some letters are not drawn");
    text->is_full = true;
}

static void draw_glyph(eng_text *text, TTF_Font *font, uint32_t code, glyph *entry)
{
    int left = 0, right, bottom, top, advance = 0;
    if (TTF_GlyphMetrics32(font, code, &left, &right, &bottom, &top, &advance) != 0)
        return;
    entry->advance = (float)advance;
    SDL_Surface *surface = TTF_RenderGlyph32_Blended(font, code, (SDL_Color){255, 255, 255, 255});
    if (!surface)
        return; // a space
    // Only the rows with ink, and the alpha of each pixel.
    int first = surface->h, last = -1;
    uint8_t *coverage = eng_alloc((size_t)surface->w * (size_t)surface->h, 1);
    for (int y = 0; y < surface->h; y++) {
        const uint32_t *row = (const uint32_t *)(const void *)((const uint8_t *)surface->pixels +
                                                               (size_t)y * (size_t)surface->pitch);
        for (int x = 0; x < surface->w; x++) {
            coverage[y * surface->w + x] = (uint8_t)(row[x] >> 24);
            if (row[x] >> 24) {
                first = y < first ? y : first;
                last = y;
            }
        }
    }
    if (last >= first) {
        entry->left = (int16_t)(left < 0 ? left : 0);
        entry->top = (int16_t)first;
        if (place(text, surface->w, last - first + 1, entry))
            store(text, entry, coverage + first * surface->w, surface->w);
        else
            say_full(text);
    }
    eng_free(coverage);
    SDL_FreeSurface(surface);
}

// A disc of that radius, smooth at its rim: sixteen samples per pixel.
static void draw_disc(eng_text *text, int radius, glyph *entry)
{
    int side = 2 * radius;
    if (!place(text, side, side, entry)) {
        say_full(text);
        return;
    }
    uint8_t *coverage = eng_alloc((size_t)side * (size_t)side, 1);
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            int hits = 0;
            for (int i = 0; i < 16; i++) {
                float dx = (float)x + ((float)(i % 4) + 0.5f) / 4 - (float)radius;
                float dy = (float)y + ((float)(i / 4) + 0.5f) / 4 - (float)radius;
                hits += dx * dx + dy * dy <= (float)(radius * radius);
            }
            coverage[y * side + x] = (uint8_t)(hits * 255 / 16);
        }
    }
    store(text, entry, coverage, side);
    eng_free(coverage);
}

// Null when there is no room. A glyph without ink has no width.
static const glyph *get_glyph(eng_text *text, int face, int size, uint32_t code)
{
    uint32_t key = (uint32_t)face << 29 | (uint32_t)size << 21 | code | 1u << 31;
    uint32_t index = key * 2654435761u >> 20;
    while (text->glyphs[index].key && text->glyphs[index].key != key)
        index = (index + 1) % GLYPH_CAPACITY;
    glyph *entry = &text->glyphs[index];
    if (entry->key == key)
        return entry;
    if (text->glyph_count >= GLYPH_CAPACITY / 4 * 3) {
        say_full(text);
        return NULL;
    }
    *entry = (glyph){.key = key};
    text->glyph_count++;
    if (face == FACE_CORNER) {
        draw_disc(text, size, entry);
    } else {
        TTF_Font *font = get_font(text, (eng_font)face, size);
        if (font && !TTF_GlyphIsProvided32(font, code))
            code = 0xfffd;
        if (font)
            draw_glyph(text, font, code, entry);
    }
    return entry;
}

// A part of a glyph's place, in its own pixels, at a place of the screen.
static void add_part(eng_text *text, int layer, const glyph *entry, float x, float y, int part_x,
                     int part_y, int width, int height, SDL_Color color)
{
    uint8_t index = text->pages[entry->page_index].slot;
    const float texel = 1.0f / PAGE_SIDE;
    float u = (float)(entry->x + part_x) * texel, v = (float)(entry->y + part_y) * texel;
    eng_rect rect = {x, y, x + (float)width, y + (float)height};
    eng_rect uv = {u, v, u + (float)width * texel, v + (float)height * texel};
    eng_batch_add_rect(text->batch, layer, index, ENG_QUAD_COPY, rect, uv, color);
}

// Draws up to `end` (null: all) and returns the width. A negative layer only measures.
static float run_line(eng_text *text, int layer, eng_font font, int size, float x, float y,
                      uint32_t color, const char *utf8, const char *end)
{
    SDL_Color vertex_color = eng_batch_color(text->batch, color);
    float pen = floorf(x + 0.5f), top = floorf(y + 0.5f), start = pen;
    size = clamp_size(size);
    while (*utf8 && (!end || utf8 < end)) {
        uint32_t code = next_code(&utf8);
        const glyph *entry = get_glyph(text, (int)font, size, code < 32 ? ' ' : code);
        if (!entry)
            continue;
        if (layer >= 0 && entry->width > 0)
            add_part(text, layer, entry, pen + entry->left, top + entry->top, 0, 0, entry->width,
                     entry->height, vertex_color);
        pen += entry->advance;
    }
    return pen - start;
}

float eng_text_draw(eng_text *text, int layer, eng_font font, int size, float x, float y,
                    uint32_t color, const char *utf8)
{
    return run_line(text, layer < 0 ? 0 : layer, font, size, x, y, color, utf8, NULL);
}

float eng_text_measure(eng_text *text, eng_font font, int size, const char *utf8)
{
    return run_line(text, -1, font, size, 0, 0, 0, utf8, NULL);
}

float eng_text_draw_cut(eng_text *text, int layer, eng_font font, int size, float x, float y,
                        float max_width, uint32_t color, const char *utf8)
{
    if (eng_text_measure(text, font, size, utf8) <= max_width)
        return eng_text_draw(text, layer, font, size, x, y, color, utf8);
    float dots = eng_text_measure(text, font, size, "\xe2\x80\xa6"), width = 0;
    const char *end = utf8;
    for (const char *next = utf8; *next;) {
        uint32_t code = next_code(&next);
        const glyph *entry = get_glyph(text, (int)font, clamp_size(size), code < 32 ? ' ' : code);
        float advance = entry ? entry->advance : 0;
        if (width + advance + dots > max_width)
            break;
        width += advance;
        end = next;
    }
    if (dots > max_width)
        return 0;
    layer = layer < 0 ? 0 : layer;
    width = end > utf8 ? run_line(text, layer, font, size, x, y, color, utf8, end) : 0;
    return width + eng_text_draw(text, layer, font, size, x + width, y, color, "\xe2\x80\xa6");
}

float eng_text_get_line_height(eng_text *text, eng_font font, int size)
{
    TTF_Font *face = get_font(text, font, clamp_size(size));
    return face ? (float)TTF_FontHeight(face) : (float)size;
}

void eng_text_rounded(eng_text *text, int layer, float x, float y, float width, float height,
                      float radius, uint32_t color)
{
    x = floorf(x + 0.5f);
    y = floorf(y + 0.5f);
    width = floorf(width + 0.5f);
    height = floorf(height + 0.5f);
    int r = (int)(fminf(radius, fminf(width, height) * 0.5f) + 0.5f);
    r = r > TEXT_MAX ? TEXT_MAX : r;
    const glyph *disc = r >= 1 ? get_glyph(text, FACE_CORNER, r, 0) : NULL;
    if (!disc || disc->width == 0) {
        eng_batch_rect(text->batch, layer, x, y, width, height, color);
        return;
    }
    SDL_Color vertex_color = eng_batch_color(text->batch, color);
    float side = (float)r;
    for (int corner = 0; corner < 4; corner++) {
        bool is_right = corner & 1, is_lower = corner & 2;
        add_part(text, layer, disc, is_right ? x + width - side : x,
                 is_lower ? y + height - side : y, is_right ? r : 0, is_lower ? r : 0, r, r,
                 vertex_color);
    }
    if (width > 2 * side)
        eng_batch_rect(text->batch, layer, x + side, y, width - 2 * side, height, color);
    if (height > 2 * side) {
        eng_batch_rect(text->batch, layer, x, y + side, side, height - 2 * side, color);
        eng_batch_rect(text->batch, layer, x + width - side, y + side, side, height - 2 * side,
                       color);
    }
}
