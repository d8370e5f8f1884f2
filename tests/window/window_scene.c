// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "window_scene.h"

#include "base/alloc.h"

#include <SDL.h>
#include <SDL_image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PNG_BYTES = 16384 };

static size_t make_png(int width, int height, uint32_t left, uint32_t right, uint8_t *out)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    assert_non_null(surface);
    SDL_FillRect(surface, &(SDL_Rect){0, 0, width / 2, height}, left);
    SDL_FillRect(surface, &(SDL_Rect){width / 2, 0, width - width / 2, height}, right);
    SDL_RWops *stream = SDL_RWFromMem(out, PNG_BYTES);
    assert_int_equal(IMG_SavePNG_RW(surface, stream, 0), 0);
    size_t bytes = (size_t)SDL_RWtell(stream);
    SDL_RWclose(stream);
    SDL_FreeSurface(surface);
    return bytes;
}

static eng_atlas *make_atlas(void)
{
    static uint8_t arrow[PNG_BYTES], glass[PNG_BYTES];
    eng_atlas_source sources[2] = {
        {"sprites/arrow.png", arrow, make_png(20, 10, 0xffff0000, 0xff00ff00, arrow)},
        {"sprites/glass.png", glass, make_png(16, 16, 0x80ffffff, 0x80ffffff, glass)},
    };
    eng_error error = {0};
    eng_atlas *atlas = eng_atlas_load_memory(sources, 2, NULL, &error);
    if (!atlas)
        fail_msg("%s", error.text);
    return atlas;
}

shot picture_open(const eng_window_def *def)
{
    shot made = {.atlas = make_atlas()};
    eng_error error = {0};
    made.window = eng_window_create(def, &error);
    if (made.window)
        made.batch = eng_batch_create(made.window, &error);
    if (made.batch)
        made.text = eng_text_create(made.batch, &error);
    if (made.text)
        made.pages = eng_pages_create(made.batch, made.atlas, &error);
    if (!made.pages)
        fail_msg("%s", error.text);
    while (!eng_pages_upload_step(made.pages, 100))
        continue;
    made.arrow = eng_sprite_find(made.atlas, "arrow");
    made.glass = eng_sprite_find(made.atlas, "glass");
    return made;
}

void picture_close(shot *picture)
{
    eng_pages_destroy(picture->pages);
    eng_text_destroy(picture->text);
    eng_batch_destroy(picture->batch);
    eng_window_destroy(picture->window);
    eng_atlas_unload(picture->atlas);
    eng_free(picture->pixels);
}

void picture_take(shot *picture)
{
    eng_error error = {0};
    eng_window_clear(picture->window, 0xff000000);
    eng_batch_draw(picture->batch);
    eng_window_get_size(picture->window, &picture->width, &picture->height);
    size_t count = (size_t)picture->width * (size_t)picture->height;
    picture->pixels = eng_resize(picture->pixels, count, sizeof *picture->pixels);
    if (!eng_window_copy_pixels(picture->window, picture->pixels, &error))
        fail_msg("%s", error.text);
    eng_window_present(picture->window);
}

uint32_t picture_at(const shot *picture, int x, int y)
{
    assert_in_range(x, 0, picture->width - 1);
    assert_in_range(y, 0, picture->height - 1);
    return picture->pixels[(size_t)y * (size_t)picture->width + (size_t)x] & 0xffffff;
}

void assert_color(uint32_t found, uint32_t wanted, int slack)
{
    for (int shift = 0; shift < 24; shift += 8) {
        int difference = (int)(found >> shift & 255) - (int)(wanted >> shift & 255);
        if (abs(difference) > slack)
            fail_msg("the pixel is #%06x, not #%06x", (unsigned)found, (unsigned)wanted);
    }
}

int picture_count_bright(const shot *picture, int x, int y, int width, int height)
{
    int count = 0;
    for (int row = y; row < y + height; row++) {
        for (int column = x; column < x + width; column++)
            count += (picture_at(picture, column, row) >> 8 & 255) > 127;
    }
    return count;
}

void picture_draw_all(shot *picture)
{
    eng_batch *batch = picture->batch;
    eng_batch_use_screen(batch);
    eng_batch_sprite(batch, &(eng_sprite_draw){.sprite = picture->arrow, .x = 60, .y = 40});
    eng_batch_sprite(batch, &(eng_sprite_draw){
                                .sprite = picture->arrow, .x = 120, .y = 40, .angle = 1.5707963f});
    eng_batch_rect(batch, 0, 160, 30, 20, 20, 0xff0000ff);
    eng_batch_circle(batch, 0, 220, 40, 12, 0, 0xffffff00);
    eng_batch_line(batch, 0, 250, 40, 290, 40, 4, 0xffff00ff);
    eng_ui ui = eng_ui_begin(batch, picture->text);
    eng_text_draw(picture->text, ui.layer, ENG_FONT_BOLD, 32, 60, 80, 0xffffffff, "Ant");
    eng_ui_panel(&ui, 60, 160, 200, 60);
    eng_ui_bar(&ui, 80, 185, 100, 10, 0.5f, ENG_UI_ACCENT);
}

void picture_check_all(const shot *picture)
{
    assert_color(picture_at(picture, 54, 40), 0xff0000, 2);
    assert_color(picture_at(picture, 66, 40), 0x00ff00, 2);
    assert_color(picture_at(picture, 60, 48), 0x000000, 2);
    // Turned by a quarter: red above, green below.
    assert_color(picture_at(picture, 120, 34), 0xff0000, 2);
    assert_color(picture_at(picture, 120, 46), 0x00ff00, 2);
    assert_color(picture_at(picture, 129, 40), 0x000000, 2);
    assert_color(picture_at(picture, 170, 40), 0x0000ff, 2);
    assert_color(picture_at(picture, 220, 40), 0xffff00, 2);
    assert_color(picture_at(picture, 235, 40), 0x000000, 2);
    assert_color(picture_at(picture, 270, 40), 0xff00ff, 2);
    assert_in_range(picture_count_bright(picture, 60, 80, 80, 40), 200, 1600);
    assert_color(picture_at(picture, 160, 210), ENG_UI_PANEL & 0xffffff, 2);
    assert_color(picture_at(picture, 100, 190), ENG_UI_ACCENT & 0xffffff, 2);
    assert_color(picture_at(picture, 170, 190), ENG_UI_EDGE & 0xffffff, 2);
}
