// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The cells of a layer that reach into a rectangle, in the order in which the editor draws them:
// each orientation has one, so that high and wide tiles cover their neighbours as they should.

#include <math.h>

#include "app/tiles_view.h"
#include "base/alloc.h"

// ------------------------------------------------------------------------------------------ tiles

static eng_stamp *find_stamp(eng_tiles_view *view, uint32_t set, uint32_t tile)
{
    const eng_tiles_set *known = &view->tiles->sets[set];
    eng_stamp **stamp = &view->sets[set].stamps[tile];
    if (*stamp == NULL && known->frames[tile] != ENG_TILES_NO_FRAME) {
        *stamp = eng_tiles_cut(view, known->sprite, known->frames[tile],
                               view->tiles->map.sets.items[set].transparent);
    }
    return *stamp;
}

static void note_stale(eng_tiles_brush *brush, const eng_stamp_place *place)
{
    const eng_mosaic_part *part = brush->part;
    double grow = place->angle != 0.0 ? (place->width + place->height) / 2.0 : 1.0;
    int left = (int)fmax(floor(place->x - (double)part->left - grow), 0.0);
    int top = (int)fmax(floor(place->y - (double)part->top - grow), 0.0);
    int right = (int)fmin(ceil(place->x + place->width - (double)part->left + grow), part->width);
    int bottom = (int)fmin(ceil(place->y + place->height - (double)part->top + grow), part->height);
    if (right <= left || bottom <= top) {
        return;
    }
    eng_mosaic_rect *last = brush->rect_count > 0 && brush->rect_count <= brush->rect_capacity
                                ? &brush->rects[brush->rect_count - 1]
                                : NULL;
    if (last != NULL && last->y == top && last->height == bottom - top &&
        left <= last->x + last->width && right > last->x + last->width && left >= last->x) {
        last->width = right - last->x;
        return;
    }
    if (brush->rect_count < brush->rect_capacity) {
        brush->rects[brush->rect_count] = (eng_mosaic_rect){left, top, right - left, bottom - top};
    }
    brush->rect_count += brush->rect_count <= brush->rect_capacity;
}

// The flips of a cell, and the turns of one in a hexagonal map.
static void turn(const eng_tiled *map, uint32_t cell, eng_stamp_place *place)
{
    bool is_diagonal = (cell & ENG_TILED_FLIP_DIAGONAL) != 0;
    place->is_mirrored = (cell & ENG_TILED_FLIP_X) != 0;
    place->is_upside_down = (cell & ENG_TILED_FLIP_Y) != 0;
    if (map->orientation == ENG_TILED_HEXAGONAL) {
        place->angle += (is_diagonal ? M_PI / 3.0 : 0.0) +
                        ((cell & ENG_TILED_ROTATE_HEX) != 0 ? M_PI * 2.0 / 3.0 : 0.0);
    } else {
        place->is_swapped = is_diagonal;
    }
}

static void put_place(eng_tiles_brush *brush, uint32_t set, uint32_t tile,
                      const eng_stamp_place *place)
{
    uint32_t changed = brush->view->sets[set].changed[tile];
    if (brush->rects != NULL) {
        if (changed > brush->since_version) {
            note_stale(brush, place);
        }
        return;
    }
    brush->has_movers |= changed != 0;
    tile = brush->view->sets[set].shown[tile];
    eng_stamp *stamp =
        tile < brush->view->tiles->sets[set].tile_count ? find_stamp(brush->view, set, tile) : NULL;
    if (stamp != NULL) {
        eng_stamp_put(brush->part, stamp, place);
    }
}

// Shrinks a box to the shape of the tile, about its middle.
static void keep_aspect(double own_width, double own_height, eng_stamp_place *place)
{
    double factor = fmin(place->width / own_width, place->height / own_height);
    place->x += (place->width - own_width * factor) / 2.0;
    place->y += (place->height - own_height * factor) / 2.0;
    place->width = own_width * factor;
    place->height = own_height * factor;
}

void eng_tiles_put(eng_tiles_brush *brush, uint32_t cell, const eng_tiles_object *box)
{
    const eng_tiles *tiles = brush->view->tiles;
    uint32_t tile = 0;
    const eng_tiled_set *set = eng_tiled_find_set(&tiles->map, cell, &tile);
    uint32_t index = set != NULL ? (uint32_t)(set - tiles->map.sets.items) : 0;
    if (set == NULL || tile >= tiles->sets[index].tile_count) {
        return;
    }
    double factor_x = box->width / tiles->sets[index].widths[tile];
    double factor_y = box->height / tiles->sets[index].heights[tile];
    double shift_x = set->offset_x * factor_x;
    double shift_y = set->offset_y * factor_y;
    eng_stamp_place place = {
        .x = box->x + shift_x * cos(box->angle) - shift_y * sin(box->angle) - box->width / 2.0,
        .y = box->y + shift_x * sin(box->angle) + shift_y * cos(box->angle) - box->height / 2.0,
        .width = box->width,
        .height = box->height,
        .angle = box->angle,
        .color = box->color,
    };
    turn(&tiles->map, cell, &place);
    if (set->keeps_aspect) {
        keep_aspect(tiles->sets[index].widths[tile], tiles->sets[index].heights[tile], &place);
    }
    place.x *= brush->scale;
    place.y *= brush->scale;
    place.width *= brush->scale;
    place.height *= brush->scale;
    put_place(brush, index, tile, &place);
}

// ------------------------------------------------------------------------------------------ cells

typedef struct walk {
    eng_tiles_brush *brush;
    const eng_tiles *tiles;
    const eng_tiles_sheet *sheet;
    const eng_tiled_layer *layer;
    double left, top, right, bottom;  // what cells have to touch, map px
    uint32_t set, set_first, set_end; // the tileset found last, and its tiles' numbers
} walk;

static bool find_set(walk *at, uint32_t cell)
{
    uint32_t id = cell & ENG_TILED_ID_MASK;
    uint32_t tile = 0;
    if (id >= at->set_first && id < at->set_end) {
        return true;
    }
    const eng_tiled *map = &at->tiles->map;
    const eng_tiled_set *set = eng_tiled_find_set(map, cell, &tile);
    if (set == NULL) {
        return false;
    }
    at->set = (uint32_t)(set - map->sets.items);
    at->set_first = set->first_id;
    at->set_end = ENG_TILED_ID_MASK;
    for (uint32_t i = 0; i < map->sets.count; ++i) {
        uint32_t first = map->sets.items[i].first_id;
        at->set_end = first > set->first_id && first < at->set_end ? first : at->set_end;
    }
    return true;
}

static void put_cell(walk *at, int column, int row)
{
    const eng_tiled *map = &at->tiles->map;
    const eng_tiled_layer *layer = at->layer;
    uint32_t cell = layer->cells[(size_t)(row - layer->y) * (size_t)layer->columns +
                                 (size_t)(column - layer->x)];
    if (cell == 0 || !find_set(at, cell)) {
        return;
    }
    uint32_t tile = (cell & ENG_TILED_ID_MASK) - at->set_first;
    const eng_tiled_set *set = &map->sets.items[at->set];
    const eng_tiles_set *known = &at->tiles->sets[at->set];
    if (tile >= known->tile_count) {
        return;
    }
    double left = 0.0;
    double bottom = 0.0;
    eng_tiles_place(at->tiles, column, row, &left, &bottom);
    eng_stamp_place place = {.color = at->sheet->color};
    turn(map, cell, &place);
    double width = set->is_grid_sized ? map->tile_width : known->widths[tile];
    double height = set->is_grid_sized ? map->tile_height : known->heights[tile];
    place.width = place.is_swapped ? height : width;
    place.height = place.is_swapped ? width : height;
    place.x = left + at->sheet->shift_x + set->offset_x * width / known->widths[tile];
    place.y =
        bottom + at->sheet->shift_y + set->offset_y * height / known->heights[tile] - place.height;
    if (set->is_grid_sized && set->keeps_aspect) {
        keep_aspect(known->widths[tile], known->heights[tile], &place);
    }
    place.x *= at->brush->scale;
    place.y *= at->brush->scale;
    place.width *= at->brush->scale;
    place.height *= at->brush->scale;
    put_place(at->brush, at->set, tile, &place);
}

static int clamp(double value, int low, int high)
{
    return value < low ? low : value > high ? high : (int)value;
}

static void walk_orthogonal(walk *at)
{
    const eng_tiled *map = &at->tiles->map;
    const eng_tiled_layer *layer = at->layer;
    int left = clamp(floor(at->left / map->tile_width), layer->x, layer->x + layer->columns);
    int right = clamp(ceil(at->right / map->tile_width), left, layer->x + layer->columns);
    int top = clamp(floor(at->top / map->tile_height), layer->y, layer->y + layer->rows);
    int bottom = clamp(ceil(at->bottom / map->tile_height), top, layer->y + layer->rows);
    for (int i = 0; i < bottom - top; ++i) {
        int row = at->sheet->is_upwards ? bottom - 1 - i : top + i;
        for (int k = 0; k < right - left; ++k) {
            put_cell(at, at->sheet->is_leftwards ? right - 1 - k : left + k, row);
        }
    }
}

// Cells are slanted along both axes: those around the rectangle's corners and all between.
static void walk_oblique(walk *at)
{
    const eng_tiled_layer *layer = at->layer;
    int low_x = INT32_MAX, low_y = INT32_MAX, high_x = INT32_MIN, high_y = INT32_MIN;
    for (int corner = 0; corner < 4; ++corner) {
        int column = 0;
        int row = 0;
        eng_tiles_cell_at(at->tiles, corner & 1 ? at->right : at->left,
                          corner & 2 ? at->bottom : at->top, &column, &row);
        low_x = column < low_x ? column : low_x;
        low_y = row < low_y ? row : low_y;
        high_x = column > high_x ? column : high_x;
        high_y = row > high_y ? row : high_y;
    }
    int top = clamp(low_y - 2, layer->y, layer->y + layer->rows);
    int bottom = clamp(high_y + 3, top, layer->y + layer->rows);
    int left = clamp(low_x - 2, layer->x, layer->x + layer->columns);
    int right = clamp(high_x + 3, left, layer->x + layer->columns);
    for (int row = top; row < bottom; ++row) {
        for (int column = left; column < right; ++column) {
            put_cell(at, column, row);
        }
    }
}

// By rows of the screen: on each of them the sum of column and row is the same.
static void walk_isometric(walk *at)
{
    const eng_tiled *map = &at->tiles->map;
    const eng_tiled_layer *layer = at->layer;
    double half_width = map->tile_width / 2.0;
    double half_height = map->tile_height / 2.0;
    int last_column = layer->x + layer->columns - 1;
    int last_row = layer->y + layer->rows - 1;
    int first_sum =
        clamp(floor(at->top / half_height) - 2.0, layer->x + layer->y, last_column + last_row + 1);
    int last_sum = clamp(ceil(at->bottom / half_height), first_sum - 1, last_column + last_row);
    double low = floor(at->left / half_width) - 1.0; // of column minus row
    double high = ceil(at->right / half_width) + 1.0;
    for (int sum = first_sum; sum <= last_sum; ++sum) {
        int first = clamp(floor((sum + low) / 2.0), layer->x, last_column + 1);
        int last = clamp(ceil((sum + high) / 2.0), layer->x - 1, last_column);
        first = sum - first > last_row ? sum - last_row : first;
        last = sum - last < layer->y ? sum - layer->y : last;
        for (int column = first; column <= last; ++column) {
            put_cell(at, column, sum - column);
        }
    }
}

// Staggered and hexagonal. Where columns are staggered, those further up come first.
static void walk_staggered(walk *at)
{
    const eng_tiled *map = &at->tiles->map;
    const eng_tiled_layer *layer = at->layer;
    double across = eng_tiles_column_step(map);
    double down = eng_tiles_row_step(map);
    int left = clamp(floor((at->left - 1.5 * map->tile_width) / across), layer->x,
                     layer->x + layer->columns);
    int right = clamp(ceil(at->right / across) + 1.0, left, layer->x + layer->columns);
    int top =
        clamp(floor((at->top - 1.5 * map->tile_height) / down), layer->y, layer->y + layer->rows);
    int bottom = clamp(ceil(at->bottom / down) + 1.0, top, layer->y + layer->rows);
    for (int row = top; row < bottom; ++row) {
        for (int pass = 0; pass < (map->is_stagger_x ? 2 : 1); ++pass) {
            for (int column = left; column < right; ++column) {
                if (!map->is_stagger_x || eng_tiles_is_shifted(map, column) == (pass == 1)) {
                    put_cell(at, column, row);
                }
            }
        }
    }
}

void eng_tiles_put_cells(eng_tiles_brush *brush, const eng_tiles_sheet *sheet)
{
    const eng_mosaic_part *part = brush->part;
    const eng_tiles *tiles = brush->view->tiles;
    walk at = {
        .brush = brush,
        .tiles = tiles,
        .sheet = sheet,
        .layer = &tiles->map.layers.items[sheet->layer],
        .left = (double)part->left / brush->scale - sheet->shift_x - sheet->reach_right,
        .top = (double)part->top / brush->scale - sheet->shift_y - sheet->reach_down,
        .right =
            (double)(part->left + part->width) / brush->scale - sheet->shift_x + sheet->reach_left,
        .bottom =
            (double)(part->top + part->height) / brush->scale - sheet->shift_y + sheet->reach_up,
    };
    if (at.layer->cells == NULL || at.layer->columns == 0 || at.layer->rows == 0) {
        return;
    }
    switch (tiles->map.orientation) {
    case ENG_TILED_ORTHOGONAL:
        walk_orthogonal(&at);
        break;
    case ENG_TILED_OBLIQUE:
        walk_oblique(&at);
        break;
    case ENG_TILED_ISOMETRIC:
        walk_isometric(&at);
        break;
    default:
        walk_staggered(&at);
        break;
    }
}

// ------------------------------------------------------------------------------------------ reach

static void reach_for(const eng_tiles_view *view, uint32_t set, uint32_t tile,
                      eng_tiles_sheet *sheet)
{
    const eng_tiled *map = &view->tiles->map;
    const eng_tiled_set *from = &map->sets.items[set];
    const eng_tiles_set *known = &view->tiles->sets[set];
    double width = from->is_grid_sized ? map->tile_width : known->widths[tile];
    double height = from->is_grid_sized ? map->tile_height : known->heights[tile];
    double longer = fmax(width, height); // it may be flipped, or turned
    double aside = map->orientation == ENG_TILED_HEXAGONAL ? longer / 2.0 : 0.0;
    sheet->reach_left = fmax(sheet->reach_left, aside - from->offset_x);
    sheet->reach_up = fmax(sheet->reach_up, longer - map->tile_height - from->offset_y + aside);
    sheet->reach_right =
        fmax(sheet->reach_right, longer - map->tile_width + from->offset_x + aside);
    sheet->reach_down = fmax(sheet->reach_down, from->offset_y + aside);
}

void eng_tiles_measure_reach(const eng_tiles_view *view, eng_tiles_sheet *sheet)
{
    const eng_tiled *map = &view->tiles->map;
    const eng_tiled_layer *layer = &map->layers.items[sheet->layer];
    walk at = {.tiles = view->tiles};
    bool *is_seen = eng_alloc(map->sets.count + 1, sizeof *is_seen);
    size_t count = (size_t)layer->columns * (size_t)layer->rows;
    for (size_t i = 0; i < count; ++i) {
        uint32_t cell = layer->cells[i];
        if (cell == 0 || !find_set(&at, cell)) {
            continue;
        }
        uint32_t tile = (cell & ENG_TILED_ID_MASK) - at.set_first;
        bool is_uniform = *map->sets.items[at.set].image != '\0';
        if (tile < view->tiles->sets[at.set].tile_count && !(is_uniform && is_seen[at.set])) {
            is_seen[at.set] = true;
            reach_for(view, at.set, tile, sheet);
        }
    }
    for (uint32_t i = 0; i < view->movers.count; ++i) {
        const eng_tiles_mover *mover = &view->movers.items[i];
        const eng_tiled_tile *about = &map->tiles.items[mover->entry];
        for (uint32_t s = 0; is_seen[mover->set] && s < about->step_count; ++s) {
            uint32_t tile = map->steps.items[about->first_step + s].tile;
            if (tile < view->tiles->sets[mover->set].tile_count) {
                reach_for(view, mover->set, tile, sheet);
            }
        }
    }
    eng_free(is_seen);
}
