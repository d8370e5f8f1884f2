// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/text_block.h"

#include "base/alloc.h"

#include <SDL_ttf.h>

#include <string.h>

enum { BOX_SIDE_MAX = 4096, LINE_BYTES = 4096 };

typedef struct block_line {
    size_t first, bytes; // of the text
    bool ends_paragraph; // such a line is not stretched
} block_line;

typedef struct painting {
    const eng_text_block *block;
    TTF_Font *font;
    uint32_t *pixels;
    ENG_ARRAY(block_line) lines;
} painting;

static void copy_line(char *line, const char *from, size_t bytes)
{
    bytes = bytes < LINE_BYTES - 1 ? bytes : LINE_BYTES - 1;
    memcpy(line, from, bytes);
    line[bytes] = '\0';
}

static int measure(const painting *at, const char *from, size_t bytes)
{
    char line[LINE_BYTES];
    int width = 0;
    copy_line(line, from, bytes);
    TTF_SizeUTF8(at->font, line, &width, NULL);
    return width;
}

// As many letters of a word that is too wide as fit, at least one.
static size_t fit_letters(const painting *at, const char *from, size_t bytes)
{
    size_t fitting = 0;
    for (size_t end = 1; end <= bytes; end++) {
        bool is_inside = end < bytes && ((unsigned char)from[end] & 0xc0) == 0x80;
        if (is_inside)
            continue;
        if (fitting > 0 && measure(at, from, end) > at->block->width)
            break;
        fitting = end;
    }
    return fitting;
}

// As many words of a paragraph as fit, at least one; the blank after them is left out.
static size_t fit_words(const painting *at, const char *from, size_t bytes)
{
    size_t fitting = 0;
    while (fitting < bytes) {
        size_t end = fitting;
        while (end < bytes && from[end] == ' ')
            end++;
        while (end < bytes && from[end] != ' ')
            end++;
        bool is_too_wide = measure(at, from, end) > at->block->width;
        if (fitting > 0 && is_too_wide)
            break;
        fitting = is_too_wide ? fit_letters(at, from, end) : end;
        if (is_too_wide)
            break;
    }
    return fitting;
}

static void break_lines(painting *at)
{
    const char *text = at->block->utf8;
    for (size_t first = 0;;) {
        size_t bytes = strcspn(text + first, "\n"), rest = bytes;
        size_t start = first;
        do {
            size_t fitting = at->block->is_wrapped ? fit_words(at, text + start, rest) : rest;
            *ENG_ARRAY_PUSH(&at->lines) = (block_line){start, fitting, fitting == rest};
            while (fitting < rest && text[start + fitting] == ' ')
                fitting++;
            start += fitting;
            rest -= fitting;
        } while (rest > 0);
        first += bytes;
        if (text[first] == '\0')
            break;
        first++;
    }
}

// Puts a run of text with its left edge at x.
static void put_run(painting *at, const char *from, size_t bytes, int x, int y)
{
    char line[LINE_BYTES];
    uint32_t color = at->block->color;
    const SDL_Color white = {255, 255, 255, 255};
    copy_line(line, from, bytes);
    SDL_Surface *surface = *line ? TTF_RenderUTF8_Blended(at->font, line, white) : NULL;
    for (int row = 0; surface && row < surface->h; row++) {
        const uint32_t *source =
            (const uint32_t *)(const void *)((const uint8_t *)surface->pixels +
                                             (size_t)row * (size_t)surface->pitch);
        if (y + row < 0 || y + row >= at->block->height)
            continue;
        uint32_t *to = at->pixels + (size_t)(y + row) * (size_t)at->block->width;
        for (int column = 0; column < surface->w; column++) {
            uint32_t alpha = (source[column] >> 24) * (color >> 24) / 255;
            if (alpha == 0 || x + column < 0 || x + column >= at->block->width)
                continue;
            uint32_t red = (color >> 16 & 255) * alpha / 255,
                     green = (color >> 8 & 255) * alpha / 255;
            uint32_t blue = (color & 255) * alpha / 255;
            to[x + column] = alpha << 24 | red << 16 | green << 8 | blue;
        }
    }
    SDL_FreeSurface(surface);
}

// A line whose words stand apart so far that it fills the box.
static void put_stretched(painting *at, const char *from, size_t bytes, int y)
{
    int gaps = 0, used = 0, done = 0;
    for (size_t i = 0; i < bytes; i++)
        gaps += from[i] == ' ';
    for (size_t i = 0, word; i < bytes; i += word + 1) {
        word = 0;
        while (i + word < bytes && from[i + word] != ' ')
            word++;
        used += measure(at, from + i, word);
    }
    int x = 0, spare = at->block->width - used;
    for (size_t i = 0, word; i < bytes; i += word + 1, done++) {
        word = 0;
        while (i + word < bytes && from[i + word] != ' ')
            word++;
        put_run(at, from + i, word, x + (gaps > 0 ? spare * done / gaps : 0), y);
        x += measure(at, from + i, word);
    }
}

static void put_lines(painting *at)
{
    const eng_text_block *block = at->block;
    int step = TTF_FontLineSkip(at->font), height = step * (int)at->lines.count;
    int y = block->down == 1   ? (block->height - height) / 2
            : block->down == 2 ? block->height - height
                               : 0;
    for (uint32_t i = 0; i < at->lines.count; i++, y += step) {
        const block_line *line = &at->lines.items[i];
        const char *from = block->utf8 + line->first;
        if (y + step < 0 || y >= block->height)
            continue;
        if (block->across == 3 && !line->ends_paragraph) {
            put_stretched(at, from, line->bytes, y);
            continue;
        }
        int width = block->across == 1 || block->across == 2 ? measure(at, from, line->bytes) : 0;
        int x = block->across == 1   ? (block->width - width) / 2
                : block->across == 2 ? block->width - width
                                     : 0;
        put_run(at, from, line->bytes, x, y);
    }
}

uint32_t *eng_text_block_paint(const eng_text *text, const eng_text_block *block)
{
    int size = block->size < 1 ? 1 : block->size > 512 ? 512 : block->size;
    bool has_own_bold = block->font == ENG_FONT_SANS && block->is_bold;
    painting at = {.block = block};
    if (block->width < 1 || block->height < 1 || block->width > BOX_SIDE_MAX ||
        block->height > BOX_SIDE_MAX)
        return NULL;
    at.font = TTF_OpenFont(eng_text_get_font_path(text, has_own_bold ? ENG_FONT_BOLD : block->font),
                           size);
    if (!at.font)
        return NULL;
    TTF_SetFontStyle(at.font, (block->is_bold && !has_own_bold ? TTF_STYLE_BOLD : 0) |
                                  (block->is_italic ? TTF_STYLE_ITALIC : 0) |
                                  (block->is_underlined ? TTF_STYLE_UNDERLINE : 0) |
                                  (block->is_struck ? TTF_STYLE_STRIKETHROUGH : 0));
    at.pixels = eng_alloc((size_t)block->width * (size_t)block->height, sizeof *at.pixels);
    break_lines(&at);
    put_lines(&at);
    TTF_CloseFont(at.font);
    eng_free(at.lines.items);
    return at.pixels;
}
