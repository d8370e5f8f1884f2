// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// batch_internal.h: what the files of the batch share: batch.c collects sprites, shapes.c shapes,
// pages.c and text.c bring textures, batch_draw.c sorts and draws.
//
// Textures stand in slots. Slot 0 is white; glyphs, pictures and atlas pages come after it. Most
// have a white texel of their own, so that a shape takes the texture used last and costs no draw
// call of its own.

#pragma once

#include "base/alloc.h"
#include "video/batch.h"

#include <SDL.h>

enum {
    ENG_BATCH_SLOT_WHITE = 0,
    ENG_BATCH_SLOT_CAPACITY = 64,
    ENG_BATCH_QUAD_CAPACITY = 1 << 20,
    ENG_BATCH_LOOSE_CAPACITY = 4096,
    // Of a layer: one for each slot, and a last one for all loose textures.
    ENG_BATCH_LAYER_KEYS = ENG_BATCH_SLOT_CAPACITY + 1,
    ENG_BATCH_KEY_COUNT =
        ENG_LAYER_ORDERED * ENG_BATCH_LAYER_KEYS + (ENG_LAYER_COUNT - ENG_LAYER_ORDERED),
};

typedef struct eng_batch_slot {
    SDL_Texture *texture; // owned by who filled the slot; null: free or not there yet
    bool is_taken;
    bool has_white;
    float inverse_width, inverse_height;
    float white_u, white_v; // the middle of a white texel
} eng_batch_slot;

typedef enum eng_quad_kind {
    ENG_QUAD_OPAQUE, // as ENG_QUAD_COPY, and hides what is under it
    ENG_QUAD_COPY,   // textured, not turned: may be a RenderCopy
    ENG_QUAD_FILL,   // one colour, not turned: may be a RenderFillRect
    ENG_QUAD_MESH,   // textured, any corners
    ENG_QUAD_SHAPE,  // white texel, any corners, a colour per corner
} eng_quad_kind;

typedef struct eng_quad {
    uint16_t key;
    uint16_t slot; // from ENG_BATCH_SLOT_CAPACITY on: a loose texture
    uint8_t kind;  // an eng_quad_kind
} eng_quad;

typedef struct eng_batch_view { // screen = world * zoom + offset
    float zoom, x, y;
} eng_batch_view;

typedef struct eng_rect {
    float left, top, right, bottom;
} eng_rect;

struct eng_batch {
    eng_window *window;
    SDL_Renderer *renderer;
    bool is_software;      // RenderCopy is the faster way for what is not turned
    bool is_premultiplied; // textures and colours; else the renderer lacks the blend mode
    SDL_BlendMode blend;
    eng_batch_way way;
    eng_batch_slot slots[ENG_BATCH_SLOT_CAPACITY];
    ENG_ARRAY(eng_batch_slot) loose; // textures of this frame alone
    SDL_Texture *white;
    const eng_pages *pages; // null: sprites are not drawn

    eng_batch_view view;
    eng_rect screen, clip; // clip lies within screen
    uint8_t last_slot;     // of the last textured quad
    ENG_ARRAY(eng_quad) quads;
    SDL_Vertex *vertices; // four per quad: TL, TR, BR, BL
    uint32_t *order;      // quads sorted by key
    int *indices;         // six per quad
    uint32_t room;        // quads the four arrays have room for
    eng_batch_stats stats, last_stats;
};

struct eng_pages {
    eng_batch *batch;
    eng_atlas *atlas;
    uint32_t page_count;
    uint64_t bytes_done, bytes_total;
    bool is_done;
    struct eng_pages_page {
        SDL_Texture *texture;
        int width, height;
        int rows_ready;        // sprites below are not drawn yet
        uint32_t patch_serial; // as of the atlas's page
        uint8_t slot;
        bool has_slot;
    } pages[ENG_BATCH_SLOT_CAPACITY];
    uint32_t *staging; // one slice with straight alpha, where the renderer wants that
    size_t staging_pixels;
};

// Takes a free slot; false when none is left.
bool eng_batch_take_slot(eng_batch *batch, uint8_t *slot);
void eng_batch_fill_slot(eng_batch *batch, uint8_t slot, SDL_Texture *texture, int width,
                         int height);
void eng_batch_set_white(eng_batch *batch, uint8_t slot, float x, float y); // a texel's middle, px
void eng_batch_free_slot(eng_batch *batch, uint8_t slot);

// A slot for this frame, for textures of which there may be hundreds: what is drawn with it on a
// layer comes after what is drawn with the others, in the order of the calls. The texture must live
// until eng_batch_draw. False when there are too many.
bool eng_batch_add_loose(eng_batch *batch, SDL_Texture *texture, int width, int height,
                         uint16_t *slot);
const eng_batch_slot *eng_batch_get_slot(const eng_batch *batch, uint16_t slot);

// A texture with the batch's blend mode. Null, and one logged line, on failure.
SDL_Texture *eng_batch_create_texture(eng_batch *batch, int width, int height, bool is_smooth);

// Pixels from premultiplied to straight alpha, into rows without gaps: where the renderer lacks the
// blend mode for premultiplied ones (SDL's software renderer).
void eng_batch_straighten(const uint32_t *from, size_t from_stride, int width, int height,
                          uint32_t *to);

// 0xAARRGGBB as the renderer wants it in a vertex.
SDL_Color eng_batch_color(const eng_batch *batch, uint32_t color);

// Room for one more quad; its four vertices are the caller's to fill. Null when full.
SDL_Vertex *eng_batch_add(eng_batch *batch, int layer, uint16_t slot, eng_quad_kind kind);
// An unturned textured quad in screen px, cut to the clip rectangle.
void eng_batch_add_rect(eng_batch *batch, int layer, uint16_t slot, eng_quad_kind kind,
                        eng_rect rect, eng_rect uv, SDL_Color color);
// The slot a shape should use now.
uint8_t eng_batch_shape_slot(const eng_batch *batch);
