// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// batch.h: everything that is drawn: sprites, pictures, shapes, glyphs. Calls only collect; drawing
// sorts by layer and, within a layer, by texture page, so that ten thousand sprites are one or two
// draw calls. Things on one layer and page keep the order of the calls; things that must cover each
// other across pages go on different layers. From ENG_LAYER_ORDERED on the order of calls is kept
// whatever the page (interface).
//
//     eng_batch *batch = eng_batch_create(window, &error);
//     eng_pages *pages = eng_pages_create(batch, atlas);
//     while (!eng_pages_upload_step(pages, 4000)) { draw the loading screen; }
//     each frame:
//         eng_batch_use_camera(batch, &camera);             // world coordinates from here on
//         eng_batch_sprite(batch, &(eng_sprite_draw){.sprite = id, .x = x, .y = y, ...});
//         eng_batch_use_screen(batch);                      // pixels from here on
//         eng_batch_rect(batch, ENG_LAYER_ORDERED, 8, 8, 100, 20, 0xc0000000);
//         eng_batch_draw(batch);                            // draws and empties it
//
// Colours are 0xAARRGGBB with straight alpha. Coordinates are floats; y grows downwards; angles are
// radians, clockwise on the screen (heading atan2(dy, dx)).
// Thread: main, all of it.

#pragma once

#include "assets/atlas.h"
#include "base/error.h"
#include "video/camera.h"
#include "video/window.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ENG_LAYER_COUNT = 64,
    ENG_LAYER_ORDERED = 48, // from here on the order of calls is kept: interface
};

typedef struct eng_batch eng_batch;
typedef struct eng_pages eng_pages;
typedef struct eng_picture eng_picture;

typedef struct eng_sprite_draw {
    uint32_t sprite;     // of the atlas; out of range: the placeholder
    uint32_t frame;      // modulo the sprite's frame count
    int layer;           // 0 to ENG_LAYER_COUNT - 1; outside: the nearest
    float x, y;          // where the middle of the whole frame goes
    float scale;         // 0: 1
    float width, height; // 0: the frame's size times scale; else this size exactly
    float angle;         // 0: not turned
    bool is_mirrored;    // left and right are swapped, before it is turned
    bool is_upside_down; // likewise top and bottom
    uint32_t color;      // tint and alpha; 0: 0xffffffff, as drawn
    bool is_tile;        // edges snap to pixels, so that neighbours meet without a seam
    bool is_opaque;      // hides what is under it, wholly: need not be blended
} eng_sprite_draw;

typedef struct eng_batch_stats {
    uint32_t quads, culled, draw_calls, dropped; // of the last eng_batch_draw
} eng_batch_stats;

eng_batch *eng_batch_create(eng_window *window, eng_error *error);
void eng_batch_destroy(eng_batch *batch); // takes null; after its pages, pictures and texts

// Coordinates of what is added from here on. The camera is copied. A new frame begins on the
// screen.
void eng_batch_use_camera(eng_batch *batch, const eng_camera *camera);
void eng_batch_use_screen(eng_batch *batch);
// Cuts what is added from here on to a screen rectangle (unturned things exactly, turned ones are
// dropped when wholly outside). eng_batch_unclip ends it.
void eng_batch_clip(eng_batch *batch, float x, float y, float width, float height);
void eng_batch_unclip(eng_batch *batch);

void eng_batch_sprite(eng_batch *batch, const eng_sprite_draw *draw);
void eng_batch_rect(eng_batch *batch, int layer, float x, float y, float width, float height,
                    uint32_t color);
// Thickness in screen px whatever the zoom, so that lines do not vanish.
void eng_batch_line(eng_batch *batch, int layer, float x0, float y0, float x1, float y1,
                    float thickness, uint32_t color);
// A ring, or a disc when thickness is 0. Radius in the coordinates in use.
void eng_batch_circle(eng_batch *batch, int layer, float x, float y, float radius, float thickness,
                      uint32_t color);
void eng_batch_picture(eng_batch *batch, int layer, const eng_picture *picture, float x, float y,
                       float width, float height, uint32_t color);

// Draws all that was added, in order, and empties the batch. Camera and clip are reset.
void eng_batch_draw(eng_batch *batch);
eng_batch_stats eng_batch_get_stats(const eng_batch *batch);
eng_window *eng_batch_get_window(const eng_batch *batch);

// For the bench: draw everything with one way, or (AUTO) with the faster one on this renderer.
typedef enum eng_batch_way { ENG_BATCH_AUTO, ENG_BATCH_COPY, ENG_BATCH_GEOMETRY } eng_batch_way;
void eng_batch_set_way(eng_batch *batch, eng_batch_way way);

// The atlas as textures. The atlas must outlive the pages; its pixels are not freed here (keep
// them: a renderer may lose its textures). One at a time per batch; null on failure.
eng_pages *eng_pages_create(eng_batch *batch, eng_atlas *atlas, eng_error *error);
void eng_pages_destroy(eng_pages *pages); // takes null
// After pages of the atlas came or went (a patch): new ones are uploaded by the next steps, while
// all others are drawn as before. False with `error` filled: there are too many; what is there of
// them is drawn.
bool eng_pages_follow(eng_pages *pages, eng_error *error);
// Uploads rows for about `budget_us`; true when every page is there. Sprites may be drawn before
// (what is not there yet is transparent).
bool eng_pages_upload_step(eng_pages *pages, int64_t budget_us);
float eng_pages_get_progress(const eng_pages *pages); // 0 to 1
// After eng_input.is_renderer_reset: everything is uploaded again by the next steps.
void eng_pages_restart(eng_pages *pages);

// A small picture that changes often (a field's haze), stretched smoothly. At most 1024 a side.
eng_picture *eng_picture_create(eng_batch *batch, int width, int height, eng_error *error);
void eng_picture_destroy(eng_picture *picture); // takes null
// width * height pixels, 0xAARRGGBB with straight alpha. Keep the colour where alpha is 0, or the
// edges blend towards black.
void eng_picture_update(eng_picture *picture, const uint32_t *pixels);
