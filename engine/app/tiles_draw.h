// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiles_draw.h: draws a map of the Tiled editor: its layers of tiles, its pictures, and of its
// objects the tiles and texts. Points, boxes, lines are marks: they are shown on request, named.
//
//     eng_tiles_view *view = eng_tiles_view_create(tiles, atlas, batch, text);
//     each frame, after eng_batch_use_camera:
//         eng_tiles_view_draw(view, &(eng_tiles_frame){.camera = camera, .first_layer = 2, ...});
//
// Thread: main.

#pragma once

#include "app/tiles.h"
#include "video/text.h"

typedef struct eng_tiles_view eng_tiles_view;

typedef struct eng_tiles_frame {
    const eng_camera *camera;
    bool is_over;    // the layers above the units; else those below them
    int first_layer; // of the batch
    int layer_count;
    double seconds;    // for tiles that move
    int64_t budget_us; // for painting what comes into view; 0: as long as it takes
} eng_tiles_frame;

// The batch must outlive the view. Map and atlas need not, but then nothing but destroying it is
// allowed; the atlas keeps its pixels. `text` may be null: then
// texts are not drawn.
eng_tiles_view *eng_tiles_view_create(const eng_tiles *tiles, const eng_atlas *atlas,
                                      eng_batch *batch, eng_text *text);
void eng_tiles_view_destroy(eng_tiles_view *view); // takes null; before the batch

// True if the atlas still has the pictures that the view was made from, at the same places.
bool eng_tiles_view_is_fresh(const eng_tiles_view *view);

void eng_tiles_view_draw(eng_tiles_view *view, const eng_tiles_frame *frame);
// Paints what the camera sees, for about `budget_us`, before it is drawn for the first time. True
// when all is there.
bool eng_tiles_view_prepare(eng_tiles_view *view, const eng_camera *camera, int64_t budget_us);
// The renderer lost its textures.
void eng_tiles_view_restart(eng_tiles_view *view);
// Boxes, points and lines of the layers of objects, with their names. After the camera.
void eng_tiles_view_draw_marks(eng_tiles_view *view, const eng_camera *camera, int layer);
