// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/ground.h"

#include "video/batch_internal.h"

#include <math.h>
#include <stdio.h>

#define EDGE_CELLS 1.5f // width of a ragged kind

typedef struct cell_range {
    uint32_t left, top, right, bottom; // the last two are beyond the end
} cell_range;

eng_ground_sprite eng_ground_find(eng_atlas *atlas, const char *name)
{
    eng_ground_sprite found = {ENG_SPRITE_NONE, ENG_SPRITE_NONE};
    if (!name)
        return found;
    found.plain = eng_sprite_find(atlas, name);
    char edge[256];
    snprintf(edge, sizeof edge, "%s-edge", name);
    found.edge = eng_sprite_find_optional(atlas, edge);
    return found;
}

static uint32_t to_cell(float world, float cell, uint32_t count)
{
    float index = floorf(world / cell);
    return index <= 0 ? 0 : index >= (float)count ? count : (uint32_t)index;
}

static void draw_cell(eng_batch *batch, const eng_ground *ground, uint32_t column, uint32_t row,
                      uint32_t sprite, float size, int layer, bool is_tile, bool is_opaque)
{
    // A hash of the place: no two neighbours in step.
    uint32_t variant = (column * 0x9e3779b1u ^ row * 0x85ebca77u) * 0xc2b2ae3du >> 24;
    eng_batch_sprite(batch, &(eng_sprite_draw){
                                .sprite = sprite,
                                .frame = variant,
                                .layer = layer,
                                .x = ((float)column + 0.5f) * ground->cell,
                                .y = ((float)row + 0.5f) * ground->cell,
                                .width = size,
                                .height = size,
                                .is_tile = is_tile,
                                .is_opaque = is_opaque,
                            });
}

static void draw_base(eng_batch *batch, const eng_ground *ground, const cell_range *range)
{
    for (uint32_t row = range->top; row < range->bottom; row++) {
        const uint8_t *cells = ground->cells + (size_t)row * ground->columns;
        for (uint32_t column = range->left; column < range->right; column++) {
            uint8_t index = cells[column];
            bool is_hidden = index > 0 && index < ground->sprite_count &&
                             ground->sprites[index].edge != ENG_SPRITE_NONE;
            if (!is_hidden)
                draw_cell(batch, ground, column, row, ground->sprites[0].plain, ground->cell,
                          ground->layer, true, true);
        }
    }
}

// Whether all eight neighbours (those beyond the map do not count) are of the same ground.
static bool is_inner(const eng_ground *ground, uint32_t column, uint32_t row, uint32_t index)
{
    uint32_t left = column > 0 ? column - 1 : 0, top = row > 0 ? row - 1 : 0;
    for (uint32_t y = top; y <= row + 1 && y < ground->rows; y++) {
        for (uint32_t x = left; x <= column + 1 && x < ground->columns; x++) {
            if (ground->cells[(size_t)y * ground->columns + x] != index)
                return false;
        }
    }
    return true;
}

static void draw_over(eng_batch *batch, const eng_ground *ground, const cell_range *range,
                      uint32_t index)
{
    const eng_ground_sprite *sprite = &ground->sprites[index];
    bool is_ragged = sprite->edge != ENG_SPRITE_NONE;
    if (!is_ragged && sprite->plain == ENG_SPRITE_NONE)
        return;
    for (uint32_t row = range->top; row < range->bottom; row++) {
        const uint8_t *cells = ground->cells + (size_t)row * ground->columns;
        for (uint32_t column = range->left; column < range->right; column++) {
            if (cells[column] != index)
                continue;
            if (is_ragged && !is_inner(ground, column, row, index))
                draw_cell(batch, ground, column, row, sprite->edge, ground->cell * EDGE_CELLS,
                          ground->layer_over, false, false);
            else
                draw_cell(batch, ground, column, row, sprite->plain, ground->cell,
                          ground->layer_over, true, is_ragged);
        }
    }
}

void eng_ground_draw(eng_batch *batch, const eng_ground *ground)
{
    // A cell out of view may still reach into it.
    float reach = ground->cell * (EDGE_CELLS - 1) * 0.5f;
    cell_range range = {
        to_cell(ground->left - reach, ground->cell, ground->columns),
        to_cell(ground->top - reach, ground->cell, ground->rows),
        to_cell(ground->right + reach + ground->cell, ground->cell, ground->columns),
        to_cell(ground->bottom + reach + ground->cell, ground->cell, ground->rows),
    };
    // Ragged kinds do not hang over the edge of the world.
    const eng_batch_view *view = &batch->view;
    eng_rect clip = batch->clip;
    eng_batch_clip(batch, view->x, view->y, (float)ground->columns * ground->cell * view->zoom,
                   (float)ground->rows * ground->cell * view->zoom);
    if (ground->sprite_count > 0 && ground->sprites[0].plain != ENG_SPRITE_NONE)
        draw_base(batch, ground, &range);
    for (uint32_t index = 1; index < ground->sprite_count; index++)
        draw_over(batch, ground, &range, index);
    batch->clip = clip;
}
