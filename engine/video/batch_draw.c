// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/batch_internal.h"

#include <math.h>
#include <string.h>

// The order of drawing: a counting sort, so that equal keys keep the order of the calls.
static void sort_quads(eng_batch *batch)
{
    static uint32_t starts[ENG_BATCH_KEY_COUNT + 1]; // main thread only
    const eng_quad *quads = batch->quads.items;
    uint32_t count = batch->quads.count;
    bool is_sorted = true;
    for (uint32_t i = 1; i < count && is_sorted; i++)
        is_sorted = quads[i - 1].key <= quads[i].key;
    if (is_sorted) {
        for (uint32_t i = 0; i < count; i++)
            batch->order[i] = i;
        return;
    }
    memset(starts, 0, sizeof starts);
    for (uint32_t i = 0; i < count; i++)
        starts[quads[i].key + 1]++;
    for (uint32_t key = 1; key <= ENG_BATCH_KEY_COUNT; key++)
        starts[key] += starts[key - 1];
    for (uint32_t i = 0; i < count; i++)
        batch->order[starts[quads[i].key]++] = i;
}

// Draws quads order[first] to order[end - 1], all of one texture, in one call.
static void draw_run(eng_batch *batch, uint32_t first, uint32_t end, SDL_Texture *texture)
{
    uint32_t low = UINT32_MAX, high = 0;
    for (uint32_t i = first; i < end; i++) {
        uint32_t quad = batch->order[i];
        low = quad < low ? quad : low;
        high = quad > high ? quad : high;
    }
    int *index = batch->indices;
    for (uint32_t i = first; i < end; i++, index += 6) {
        int corner = (int)(4 * (batch->order[i] - low));
        // SDL knows a rectangle by this order alone; with another one its software renderer is
        // fifteen times slower.
        index[0] = corner;
        index[1] = corner + 1;
        index[2] = corner + 2;
        index[3] = corner;
        index[4] = corner + 2;
        index[5] = corner + 3;
    }
    SDL_RenderGeometry(batch->renderer, texture, batch->vertices + 4 * (size_t)low,
                       (int)(4 * (high - low + 1)), batch->indices, (int)(6 * (end - first)));
    batch->stats.draw_calls++;
}

// The texels of a quad, and how they are flipped. The software renderer cuts fractions off.
static SDL_RendererFlip find_source(const eng_batch_slot *slot, const SDL_Vertex *v,
                                    SDL_Rect *source)
{
    float left = v[0].tex_coord.x, right = v[2].tex_coord.x;
    float top = v[0].tex_coord.y, bottom = v[2].tex_coord.y;
    *source = (SDL_Rect){(int)(fminf(left, right) / slot->inverse_width + 0.5f),
                         (int)(fminf(top, bottom) / slot->inverse_height + 0.5f),
                         (int)(fabsf(right - left) / slot->inverse_width + 0.5f),
                         (int)(fabsf(bottom - top) / slot->inverse_height + 0.5f)};
    int flip = (right < left ? SDL_FLIP_HORIZONTAL : 0) | (bottom < top ? SDL_FLIP_VERTICAL : 0);
    return (SDL_RendererFlip)flip;
}

static void copy_quad(eng_batch *batch, uint32_t quad, SDL_Texture *texture)
{
    const eng_batch_slot *slot = eng_batch_get_slot(batch, batch->quads.items[quad].slot);
    const SDL_Vertex *v = batch->vertices + 4 * (size_t)quad;
    // Position and size are rounded apart, so that a moving sprite keeps its size.
    SDL_Rect source;
    SDL_RendererFlip flip = find_source(slot, v, &source);
    SDL_Rect target = {(int)floorf(v[0].position.x + 0.5f), (int)floorf(v[0].position.y + 0.5f),
                       (int)(v[2].position.x - v[0].position.x + 0.5f),
                       (int)(v[2].position.y - v[0].position.y + 0.5f)};
    target.w = target.w < 1 ? 1 : target.w;
    target.h = target.h < 1 ? 1 : target.h;
    SDL_SetTextureColorMod(texture, v[0].color.r, v[0].color.g, v[0].color.b);
    SDL_SetTextureAlphaMod(texture, v[0].color.a);
    bool is_opaque = batch->quads.items[quad].kind == ENG_QUAD_OPAQUE;
    if (is_opaque)
        SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_NONE);
    if (flip == SDL_FLIP_NONE)
        SDL_RenderCopy(batch->renderer, texture, &source, &target);
    else
        SDL_RenderCopyEx(batch->renderer, texture, &source, &target, 0, NULL, flip);
    if (is_opaque)
        SDL_SetTextureBlendMode(texture, batch->blend);
    batch->stats.draw_calls++;
}

// Turned sprites: SDL's software renderer turns a rectangle four times faster than it fills the
// same one as triangles.
static void turn_quad(eng_batch *batch, uint32_t quad, SDL_Texture *texture)
{
    const eng_batch_slot *slot = eng_batch_get_slot(batch, batch->quads.items[quad].slot);
    const SDL_Vertex *v = batch->vertices + 4 * (size_t)quad;
    float across_x = v[1].position.x - v[0].position.x,
          across_y = v[1].position.y - v[0].position.y;
    float down_x = v[3].position.x - v[0].position.x, down_y = v[3].position.y - v[0].position.y;
    float width = sqrtf(across_x * across_x + across_y * across_y);
    float height = sqrtf(down_x * down_x + down_y * down_y);
    SDL_Rect source;
    SDL_RendererFlip flip = find_source(slot, v, &source);
    SDL_Rect target = {0, 0, (int)fmaxf(width + 0.5f, 1), (int)fmaxf(height + 0.5f, 1)};
    target.x = (int)floorf((v[0].position.x + v[2].position.x - (float)target.w) * 0.5f + 0.5f);
    target.y = (int)floorf((v[0].position.y + v[2].position.y - (float)target.h) * 0.5f + 0.5f);
    SDL_SetTextureColorMod(texture, v[0].color.r, v[0].color.g, v[0].color.b);
    SDL_SetTextureAlphaMod(texture, v[0].color.a);
    SDL_RenderCopyEx(batch->renderer, texture, &source, &target,
                     (double)(atan2f(across_y, across_x) * 57.29578f), NULL, flip);
    batch->stats.draw_calls++;
}

static void fill_quad(eng_batch *batch, uint32_t quad)
{
    const SDL_Vertex *v = batch->vertices + 4 * (size_t)quad;
    float left = floorf(v[0].position.x + 0.5f), top = floorf(v[0].position.y + 0.5f);
    float right = floorf(v[2].position.x + 0.5f), bottom = floorf(v[2].position.y + 0.5f);
    // A bar or a hairline that is there at all is seen.
    SDL_Rect rect = {(int)left, (int)top, (int)fmaxf(right - left, 1), (int)fmaxf(bottom - top, 1)};
    SDL_SetRenderDrawColor(batch->renderer, v[0].color.r, v[0].color.g, v[0].color.b, v[0].color.a);
    SDL_RenderFillRect(batch->renderer, &rect);
    batch->stats.draw_calls++;
}

// Draws one quad by a call of its own, if there is one that suits it.
static bool draw_alone(eng_batch *batch, uint32_t quad, SDL_Texture *texture)
{
    switch ((eng_quad_kind)batch->quads.items[quad].kind) {
    case ENG_QUAD_OPAQUE:
    case ENG_QUAD_COPY:
        copy_quad(batch, quad, texture);
        return true;
    case ENG_QUAD_FILL:
        fill_quad(batch, quad);
        return true;
    case ENG_QUAD_MESH:
        turn_quad(batch, quad, texture);
        return true;
    case ENG_QUAD_SHAPE:
        break;
    }
    return false;
}

void eng_batch_draw(eng_batch *batch)
{
    const eng_quad *quads = batch->quads.items;
    uint32_t count = batch->quads.count;
    bool is_copying =
        batch->way == ENG_BATCH_AUTO ? batch->is_software : batch->way == ENG_BATCH_COPY;
    if (count > 0)
        sort_quads(batch);
    SDL_SetRenderDrawBlendMode(batch->renderer, batch->blend);
    for (uint32_t i = 0; i < count;) {
        uint32_t quad = batch->order[i];
        SDL_Texture *texture = eng_batch_get_slot(batch, quads[quad].slot)->texture;
        if (is_copying && texture && draw_alone(batch, quad, texture)) {
            i++;
            continue;
        }
        uint32_t end = i + 1;
        while (end < count && quads[batch->order[end]].slot == quads[quad].slot &&
               (!is_copying || quads[batch->order[end]].kind == ENG_QUAD_SHAPE))
            end++;
        // Shapes go without a texture on the software renderer, which is faster and exact.
        draw_run(batch, i, end, is_copying && batch->is_software ? NULL : texture);
        i = end;
    }
    batch->stats.quads = count;
    batch->last_stats = batch->stats;
    batch->stats = (eng_batch_stats){0};
    batch->quads.count = 0;
    batch->loose.count = 0;
    batch->clip = batch->screen;
    batch->last_slot = ENG_BATCH_SLOT_WHITE;
    eng_batch_use_screen(batch);
}
