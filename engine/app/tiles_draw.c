// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Layers are drawn from the bottom up, each on a batch layer of its own, so that they cover each
// other whatever pages their tiles are on. What is below the first layer of objects lies under the
// units, what is above it over them. Of a layer only the cells that the view touches are looked at.

#include "app/tiles_draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/tiles_parts.h"

typedef struct layer_draw {
    const eng_tiles *tiles;
    const eng_atlas *atlas;
    eng_batch *batch;
    const eng_tiled_layer *layer;
    int batch_layer;
    double shift_x, shift_y;         // world px
    double left, top, right, bottom; // of the view, map px of this layer
    uint32_t color;
    double seconds;
} layer_draw;

static uint32_t animate(const eng_tiled *map, const eng_tiled_set *set, uint32_t tile,
                        double seconds)
{
    const eng_tiled_tile *about =
        set->tile_entry_count > 0 ? eng_tiled_find_tile(map, set, tile) : NULL;
    if (about == NULL || about->step_count == 0) {
        return tile;
    }
    const eng_tiled_step *steps = &map->steps.items[about->first_step];
    double total_ms = 0.0;
    for (uint32_t i = 0; i < about->step_count; ++i) {
        total_ms += steps[i].duration_ms;
    }
    if (total_ms <= 0.0) {
        return steps[0].tile;
    }
    double ms = fmod(seconds * 1e3, total_ms);
    for (uint32_t i = 0; i < about->step_count; ++i) {
        ms -= steps[i].duration_ms;
        if (ms < 0.0) {
            return steps[i].tile;
        }
    }
    return steps[about->step_count - 1].tile;
}

// A tile's flips as the batch knows them. A diagonal flip is a quarter turn of what is upside down.
static void turn(uint32_t cell, eng_sprite_draw *draw)
{
    bool is_x = (cell & ENG_TILED_FLIP_X) != 0;
    bool is_y = (cell & ENG_TILED_FLIP_Y) != 0;
    if ((cell & ENG_TILED_FLIP_DIAGONAL) == 0) {
        draw->is_mirrored = is_x;
        draw->is_upside_down = is_y;
        return;
    }
    draw->angle += 1.57079633f;
    draw->is_upside_down = !is_x;
    draw->is_mirrored = is_y;
}

// Hexagons turn by 60 and by 120 degrees with the same bits.
static void turn_hex(uint32_t cell, eng_sprite_draw *draw)
{
    draw->is_mirrored = (cell & ENG_TILED_FLIP_X) != 0;
    draw->is_upside_down = (cell & ENG_TILED_FLIP_Y) != 0;
    draw->angle += ((cell & ENG_TILED_FLIP_DIAGONAL) != 0 ? 1.04719755f : 0.0f) +
                   ((cell & ENG_TILED_ROTATE_HEX) != 0 ? 2.0943951f : 0.0f);
}

// Draws a tile whose box has this lower left corner, map px. 0 for the size: its own.
static void draw_tile(const layer_draw *at, uint32_t cell, double left, double bottom, double width,
                      double height, float angle)
{
    const eng_tiled *map = &at->tiles->map;
    uint32_t tile = 0;
    const eng_tiled_set *set = eng_tiled_find_set(map, cell, &tile);
    if (set == NULL) {
        return;
    }
    const eng_tiles_set *known = &at->tiles->sets[set - map->sets.items];
    tile = animate(map, set, tile, at->seconds);
    if (tile >= known->tile_count || known->frames[tile] == ENG_TILES_NO_FRAME) {
        return;
    }
    bool is_sized = width > 0.0;
    double own_width = is_sized ? width : known->widths[tile];
    double own_height = is_sized ? height : known->heights[tile];
    eng_sprite_draw draw = {
        .sprite = eng_sprite_find_optional(at->atlas, known->sprite),
        .frame = known->frames[tile],
        .layer = at->batch_layer,
        .x = (float)(left + at->shift_x + set->offset_x + own_width / 2.0),
        .y = (float)(bottom + at->shift_y + set->offset_y - own_height / 2.0),
        .width = (float)own_width,
        .height = (float)own_height,
        .angle = angle,
        .color = at->color,
        .is_tile = !is_sized && angle == 0.0f,
    };
    if (map->orientation == ENG_TILED_HEXAGONAL) {
        turn_hex(cell, &draw);
    } else {
        turn(cell, &draw);
    }
    eng_batch_sprite(at->batch, &draw);
}

// ----------------------------------------------------------------------------------------- layers

typedef struct cell_range {
    int left, top, right, bottom; // the last two are beyond the end
} cell_range;

// The cells of the layer that may touch the view: those at its corners and all between, and as many
// more as the largest tile reaches beyond its cell.
static cell_range find_range(const layer_draw *at)
{
    const eng_tiled_layer *layer = at->layer;
    const double xs[] = {at->left, at->right};
    const double ys[] = {at->top, at->bottom};
    cell_range range = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    int reach = 2;
    for (uint32_t i = 0; i < at->tiles->map.sets.count; ++i) {
        const eng_tiled_set *set = &at->tiles->map.sets.items[i];
        int wide = set->tile_width / at->tiles->map.tile_width;
        int high = set->tile_height /
                   (at->tiles->map.tile_height > 1 ? at->tiles->map.tile_height / 2 : 1);
        reach = wide + 2 > reach ? wide + 2 : reach;
        reach = high + 2 > reach ? high + 2 : reach;
    }
    for (int corner = 0; corner < 4; ++corner) {
        int column = 0;
        int row = 0;
        eng_tiles_cell_at(at->tiles, xs[corner & 1], ys[corner >> 1], &column, &row);
        range.left = column < range.left ? column : range.left;
        range.top = row < range.top ? row : range.top;
        range.right = column > range.right ? column : range.right;
        range.bottom = row > range.bottom ? row : range.bottom;
    }
    range.left = range.left - reach > layer->x ? range.left - reach : layer->x;
    range.top = range.top - reach > layer->y ? range.top - reach : layer->y;
    range.right = range.right + reach < layer->x + layer->columns ? range.right + reach
                                                                  : layer->x + layer->columns;
    range.bottom = range.bottom + reach < layer->y + layer->rows ? range.bottom + reach
                                                                 : layer->y + layer->rows;
    return range;
}

static void draw_cells(const layer_draw *at)
{
    const eng_tiled_layer *layer = at->layer;
    const eng_tiled *map = &at->tiles->map;
    cell_range range = find_range(at);
    for (int row = range.top; row < range.bottom; ++row) {
        const uint32_t *cells = layer->cells + (size_t)(row - layer->y) * (size_t)layer->columns;
        for (int column = range.left; column < range.right; ++column) {
            uint32_t cell = cells[column - layer->x];
            double left = 0.0;
            double bottom = 0.0;
            if (cell == 0) {
                continue;
            }
            eng_tiles_place(at->tiles, column, row, &left, &bottom);
            // In the diamond of an isometric view most of the range is out of sight.
            if (left > at->right ||
                bottom - map->tile_height > at->bottom + 8.0 * map->tile_height ||
                left + 8.0 * map->tile_width < at->left || bottom < at->top) {
                continue;
            }
            draw_tile(at, cell, left, bottom, 0.0, 0.0, 0.0f);
        }
    }
}

static void draw_objects(const layer_draw *at)
{
    for (uint32_t i = 0; i < at->layer->object_count; ++i) {
        const eng_tiled_object *object = &at->tiles->map.objects.items[at->layer->first_object + i];
        double x = 0.0;
        double y = 0.0;
        if (object->shape != ENG_TILED_TILE || !object->is_visible) {
            continue;
        }
        eng_tiles_place_object(at->tiles, object->x, object->y, &x, &y);
        // Tiled turns a tile about its lower left corner; the batch about its middle.
        double angle = object->rotation * M_PI / 180.0;
        double across = object->width / 2.0;
        double up = object->height / 2.0;
        double middle_x = x + across * cos(angle) + up * sin(angle);
        double middle_y = y + across * sin(angle) - up * cos(angle);
        draw_tile(at, object->cell, middle_x - across, middle_y + up, object->width, object->height,
                  (float)angle);
    }
}

static void draw_image(const layer_draw *at, uint32_t index)
{
    char name[32];
    const eng_tiled_layer *layer = at->layer;
    snprintf(name, sizeof name, "#image/%u", index);
    uint32_t sprite = eng_sprite_find_optional(at->atlas, name);
    if (sprite == ENG_SPRITE_NONE || layer->image_width == 0) {
        return;
    }
    int first_x = layer->repeats_x ? (int)floor(at->left / layer->image_width) : 0;
    int first_y = layer->repeats_y ? (int)floor(at->top / layer->image_height) : 0;
    int last_x = layer->repeats_x ? (int)floor(at->right / layer->image_width) : 0;
    int last_y = layer->repeats_y ? (int)floor(at->bottom / layer->image_height) : 0;
    for (int row = first_y; row <= last_y; ++row) {
        for (int column = first_x; column <= last_x; ++column) {
            eng_batch_sprite(at->batch,
                             &(eng_sprite_draw){
                                 .sprite = sprite,
                                 .layer = at->batch_layer,
                                 .x = (float)((column + 0.5) * layer->image_width + at->shift_x),
                                 .y = (float)((row + 0.5) * layer->image_height + at->shift_y),
                                 .color = at->color,
                             });
        }
    }
}

// "#rrggbb" or "#aarrggbb"; white when there is none.
static uint32_t read_color(const char *text)
{
    if (*text != '#') {
        return 0xffffffffu;
    }
    uint32_t color = (uint32_t)strtoul(text + 1, NULL, 16);
    return text[7] == '\0' ? 0xff000000u | color : color;
}

// What a layer inherits from the groups it is in. False: one of them is hidden.
static bool inherit(layer_draw *at, const eng_tiled *map, uint32_t index, double camera_x,
                    double camera_y)
{
    double opacity = 1.0;
    double parallax_x = 1.0;
    double parallax_y = 1.0;
    for (uint32_t plus_1 = index + 1; plus_1 > 0;) {
        const eng_tiled_layer *layer = &map->layers.items[plus_1 - 1];
        if (!layer->is_visible) {
            return false;
        }
        opacity *= layer->opacity;
        at->shift_x += layer->offset_x;
        at->shift_y += layer->offset_y;
        parallax_x *= layer->parallax_x;
        parallax_y *= layer->parallax_y;
        plus_1 = layer->parent_plus_1;
    }
    uint32_t tint = read_color(at->layer->tint);
    uint32_t alpha = (uint32_t)((tint >> 24) * opacity + 0.5);
    at->color = alpha << 24 | (tint & 0xffffffu);
    at->shift_x += camera_x * (1.0 - parallax_x);
    at->shift_y += camera_y * (1.0 - parallax_y);
    return alpha > 0;
}

static uint32_t find_units_layer(const eng_tiled *map)
{
    for (uint32_t i = 0; i < map->layers.count; ++i) {
        if (map->layers.items[i].type == ENG_TILED_LAYER_OBJECTS) {
            return i;
        }
    }
    return map->layers.count;
}

void eng_tiles_draw(const eng_tiles *tiles, const eng_atlas *atlas, eng_batch *batch,
                    const eng_camera *camera, bool is_over, int first_layer, int layer_count,
                    double seconds)
{
    const eng_tiled *map = &tiles->map;
    uint32_t units = find_units_layer(map);
    float left = 0.0f;
    float top = 0.0f;
    float right = 0.0f;
    float bottom = 0.0f;
    int used = 0;
    eng_camera_get_view(camera, &left, &top, &right, &bottom);
    for (uint32_t i = is_over ? units + 1 : 0; i < (is_over ? map->layers.count : units + 1); ++i) {
        layer_draw at = {
            .tiles = tiles,
            .atlas = atlas,
            .batch = batch,
            .shift_x = -tiles->origin_x,
            .shift_y = -tiles->origin_y,
            .seconds = seconds,
        };
        if (i >= map->layers.count) {
            break;
        }
        at.layer = &map->layers.items[i];
        if (at.layer->type == ENG_TILED_LAYER_GROUP ||
            !inherit(&at, map, i, (double)camera->x, (double)camera->y)) {
            continue;
        }
        at.batch_layer = first_layer + (used < layer_count ? used : layer_count - 1);
        at.left = (double)left - at.shift_x;
        at.top = (double)top - at.shift_y;
        at.right = (double)right - at.shift_x;
        at.bottom = (double)bottom - at.shift_y;
        ++used;
        if (at.layer->type == ENG_TILED_LAYER_TILES) {
            draw_cells(&at);
        } else if (at.layer->type == ENG_TILED_LAYER_OBJECTS) {
            draw_objects(&at);
        } else {
            draw_image(&at, i);
        }
    }
}
