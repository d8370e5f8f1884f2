// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// mosaic.h: a picture too large for a texture, such as the layers of a map. It is cut into pieces
// that are painted when they come into view, kept as textures, and thrown away when others need the
// room. For a view from afar there are pieces at half, a quarter ... of the size, so that the whole
// of a huge map is one piece; the smallest, which shows everything, is always kept and stands in,
// blurred, for what is not painted yet.
//
//     eng_mosaic *mosaic = eng_mosaic_create(batch, &(eng_mosaic_def){..., .paint = paint});
//     each frame, after eng_batch_use_camera:
//         eng_mosaic_draw(mosaic, &(eng_mosaic_view){.layer = 2, .end_ns = eng_clock_ns() +
//         4000000});
//
// Thread: main, all of it.

#pragma once

#include "video/batch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct eng_mosaic eng_mosaic;

// A rectangle of the picture at a level: one of its pixels is 2^level px of the picture.
typedef struct eng_mosaic_part {
    int level;
    int64_t left, top; // pixels of the level
    int width, height;
    uint32_t *pixels; // 0xAARRGGBB, premultiplied; all 0 at first
    size_t stride;    // pixels from row to row
} eng_mosaic_part;

typedef struct eng_mosaic_rect { // within a part
    int x, y, width, height;
} eng_mosaic_rect;

typedef struct eng_mosaic_def {
    double left, top, right, bottom; // px; nothing is outside
    void *user;
    // Paints the part. Returns whether anything in it may look different later.
    bool (*paint)(void *user, const eng_mosaic_part *part);
    // What of the part (its pixels are not to be used) looks different since a version of the view:
    // fills at most `capacity` rectangles and returns how many; more than that: all of it. Null:
    // nothing ever does.
    uint32_t (*find_stale)(void *user, const eng_mosaic_part *part, uint32_t since_version,
                           eng_mosaic_rect *rects, uint32_t capacity);
    int level_limit; // no smaller pictures than this level's; 0: until one piece shows everything
    int fine_level;  // above it a level costs four times as much to paint as the one below
    size_t bytes_limit; // of what is kept beyond what is in view; 0: 96 MiB
} eng_mosaic_def;

typedef struct eng_mosaic_view {
    int layer;
    double x, y;      // world px: where (0, 0) of the picture is
    uint32_t version; // of what the picture shows: counts up when that changes
    int64_t end_ns;   // eng_clock_ns() until which pieces may be painted; INT64_MAX: until all are
} eng_mosaic_view;

typedef struct eng_mosaic_stats {
    uint32_t piece_count, painted_count; // kept now; painted since the mosaic was made
    size_t bytes;
} eng_mosaic_stats;

eng_mosaic *eng_mosaic_create(eng_batch *batch, const eng_mosaic_def *def);
void eng_mosaic_destroy(eng_mosaic *mosaic); // takes null

// Paints what is in view, as far as the time goes, and adds it to the batch.
void eng_mosaic_draw(eng_mosaic *mosaic, const eng_mosaic_view *view);
// Paints without drawing; true when all that is in view, and the smallest picture of all, is there.
bool eng_mosaic_prepare(eng_mosaic *mosaic, const eng_mosaic_view *view);
// Throws all pieces away: the picture is another one, or the renderer lost its textures.
void eng_mosaic_forget(eng_mosaic *mosaic);
eng_mosaic_stats eng_mosaic_get_stats(const eng_mosaic *mosaic);
