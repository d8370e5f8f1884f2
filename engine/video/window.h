// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// window.h: the picture's frame: a window with a renderer, or an offscreen surface for screenshots
// on machines without a display. Sizes are in pixels of the output, whatever the display's scale.
//
//     eng_window_def def = eng_window_default_def();
//     eng_window *window = eng_window_create(&def, &error);
//     eng_window_clear(window, 0xff101418);
//     ... eng_batch_draw ...
//     eng_window_present(window);
//
// Thread: main, all of it.

#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct SDL_Renderer;

typedef struct eng_window_def {
    const char *title;    // null: "Myrmidon"
    int width, height;    // 0: 1280 x 720
    const char *renderer; // "software", "opengl" ...; null: the best there is
    bool is_offscreen;    // no window and no display: a surface in memory
    bool is_fullscreen;   // ignored offscreen
    bool is_fixed_size;   // the player cannot resize it
    bool is_unsynced;     // do not wait for the display's refresh (bench)
} eng_window_def;

typedef struct eng_window eng_window;

eng_window_def eng_window_default_def(void);

// "2.26.5". No more than `capacity` bytes with the end.
void eng_window_copy_library_version(char *text, size_t capacity);

// True if a window can be opened. Else `error` says why, in one line.
bool eng_window_has_display(eng_error *error);

// The window is shown and painted once when this returns. Null on failure. Caller destroys.
eng_window *eng_window_create(const eng_window_def *def, eng_error *error);
void eng_window_destroy(eng_window *window); // takes null

// Output size in pixels, read anew: it follows resizing and fullscreen.
void eng_window_get_size(const eng_window *window, int *width, int *height);
// Pixels per mouse unit: 1, or more on displays with a scale.
float eng_window_get_pixel_scale(const eng_window *window);
bool eng_window_is_offscreen(const eng_window *window);
bool eng_window_is_synced(const eng_window *window); // present waits for the display
const char *eng_window_get_renderer_name(const eng_window *window);
// Largest texture side, for eng_atlas_def.side_limit.
int eng_window_get_side_limit(const eng_window *window);

void eng_window_set_title(eng_window *window, const char *title);
void eng_window_toggle_fullscreen(eng_window *window); // nothing offscreen
bool eng_window_is_fullscreen(const eng_window *window);

// 0xAARRGGBB, straight alpha, as every colour in this folder.
void eng_window_clear(eng_window *window, uint32_t color);
void eng_window_present(eng_window *window);

// Writes what was drawn since the last clear as a PNG: call it before eng_window_present.
bool eng_window_save_png(eng_window *window, const char *path, eng_error *error);
// The same as pixels, 0xAARRGGBB, width * height of them (tests).
bool eng_window_copy_pixels(eng_window *window, uint32_t *pixels, eng_error *error);

struct SDL_Renderer *eng_window_get_renderer(eng_window *window); // borrowed; engine/video only
