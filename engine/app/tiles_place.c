// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <math.h>
#include <string.h>

#include "app/tiles_parts.h"

static int side_of(const eng_tiled *map)
{
    return map->orientation == ENG_TILED_HEXAGONAL ? map->hex_side : 0;
}

// Rows (or columns) of staggered maps overlap by what is beyond a hexagon's side. Halves are whole
// px, as in the editor.
double eng_tiles_row_step(const eng_tiled *map)
{
    int height = map->tile_height & ~1;
    return fmax(map->is_stagger_x ? height : (height - side_of(map)) / 2 + side_of(map), 1.0);
}

double eng_tiles_column_step(const eng_tiled *map)
{
    int width = map->tile_width & ~1;
    return fmax(map->is_stagger_x ? (width - side_of(map)) / 2 + side_of(map) : width, 1.0);
}

bool eng_tiles_is_shifted(const eng_tiled *map, int index)
{
    return ((index & 1) != 0) != map->is_stagger_even;
}

void eng_tiles_place(const eng_tiles *tiles, int column, int row, double *left, double *bottom)
{
    const eng_tiled *map = &tiles->map;
    double width = map->tile_width;
    double height = map->tile_height;
    switch (map->orientation) {
    case ENG_TILED_ORTHOGONAL:
        *left = column * width;
        *bottom = (row + 1) * height;
        break;
    case ENG_TILED_OBLIQUE:
        *left = column * width + (row + 1.0) * map->skew_x;
        *bottom = (row + 1) * height + (double)column * map->skew_y;
        break;
    case ENG_TILED_ISOMETRIC:
        *left = (column - row - 1) * width / 2.0;
        *bottom = (column + row) * height / 2.0 + height;
        break;
    default:
        *left = column * eng_tiles_column_step(map);
        *bottom = row * eng_tiles_row_step(map) + height;
        if (map->is_stagger_x && eng_tiles_is_shifted(map, column)) {
            *bottom += floor(height / 2.0);
        } else if (!map->is_stagger_x && eng_tiles_is_shifted(map, row)) {
            *left += floor(width / 2.0);
        }
        break;
    }
}

// How far a point is from the middle of a cell, in cells: below 1 for what is in a diamond.
static double cell_distance(const eng_tiles *tiles, int column, int row, double x, double y)
{
    double left = 0.0;
    double bottom = 0.0;
    eng_tiles_place(tiles, column, row, &left, &bottom);
    double across = fabs(x - left - tiles->map.tile_width / 2.0) / (tiles->map.tile_width / 2.0);
    double down = fabs(y - bottom + tiles->map.tile_height / 2.0) / (tiles->map.tile_height / 2.0);
    return tiles->map.orientation == ENG_TILED_HEXAGONAL ? across * across + down * down
                                                         : across + down;
}

void eng_tiles_cell_at(const eng_tiles *tiles, double x, double y, int *column, int *row)
{
    const eng_tiled *map = &tiles->map;
    if (map->orientation == ENG_TILED_ORTHOGONAL) {
        *column = (int)floor(x / map->tile_width);
        *row = (int)floor(y / map->tile_height);
        return;
    }
    if (map->orientation == ENG_TILED_OBLIQUE) {
        double width = map->tile_width;
        double height = map->tile_height;
        double area = width * height - (double)map->skew_x * map->skew_y;
        area = area != 0.0 ? area : 1.0;
        *column = (int)floor((x * height - y * map->skew_x) / area);
        *row = (int)floor((y * width - x * map->skew_y) / area);
        return;
    }
    if (map->orientation == ENG_TILED_ISOMETRIC) {
        double across = x / map->tile_width;
        double down = y / map->tile_height;
        *column = (int)floor(down + across);
        *row = (int)floor(down - across);
        return;
    }
    int near_column = (int)floor(x / eng_tiles_column_step(map));
    int near_row = (int)floor(y / eng_tiles_row_step(map));
    double least = 1e300;
    for (int r = near_row - 2; r <= near_row + 1; ++r) {
        for (int c = near_column - 2; c <= near_column + 1; ++c) {
            double distance = cell_distance(tiles, c, r, x, y);
            if (distance < least) {
                least = distance;
                *column = c;
                *row = r;
            }
        }
    }
}

void eng_tiles_place_object(const eng_tiles *tiles, double x, double y, double *out_x,
                            double *out_y)
{
    const eng_tiled *map = &tiles->map;
    if (map->orientation == ENG_TILED_OBLIQUE) {
        *out_x = x + y * map->skew_x / map->tile_height;
        *out_y = y + x * map->skew_y / map->tile_width;
        return;
    }
    if (map->orientation != ENG_TILED_ISOMETRIC) {
        *out_x = x;
        *out_y = y;
        return;
    }
    // Objects count in tile heights along both axes of the diamond.
    double across = x / map->tile_height;
    double down = y / map->tile_height;
    *out_x = (across - down) * map->tile_width / 2.0;
    *out_y = (across + down) * map->tile_height / 2.0;
}

// How far the middle of a tile's or a text's box is from the object's place, before it is turned.
static void align_box(const eng_tiles *tiles, const eng_tiled_object *object, double *x, double *y)
{
    const eng_tiled *map = &tiles->map;
    uint32_t tile = 0;
    const eng_tiled_set *set = eng_tiled_find_set(map, object->cell, &tile);
    const char *align = set != NULL ? set->object_alignment : "topleft";
    if (object->shape != ENG_TILED_TILE) {
        align = "topleft";
    } else if (strcmp(align, "unspecified") == 0) {
        align = map->orientation == ENG_TILED_ISOMETRIC ? "bottom" : "bottomleft";
    }
    bool is_left = strstr(align, "left") != NULL;
    bool is_right = strstr(align, "right") != NULL;
    bool is_top = strncmp(align, "top", 3) == 0;
    bool is_bottom = strncmp(align, "bottom", 6) == 0;
    *x = is_left ? object->width / 2.0 : is_right ? -object->width / 2.0 : 0.0;
    *y = is_top ? object->height / 2.0 : is_bottom ? -object->height / 2.0 : 0.0;
}

void eng_tiles_middle_object(const eng_tiles *tiles, const eng_tiled_object *object, double *x,
                             double *y)
{
    bool is_upright = object->shape == ENG_TILED_TILE || object->shape == ENG_TILED_TEXT;
    double angle = object->rotation * M_PI / 180.0;
    double across = object->width / 2.0;
    double down = object->height / 2.0;
    if (is_upright) {
        align_box(tiles, object, &across, &down);
    }
    double turned_x = across * cos(angle) - down * sin(angle);
    double turned_y = across * sin(angle) + down * cos(angle);
    if (is_upright) {
        eng_tiles_place_object(tiles, object->x, object->y, x, y);
        *x += turned_x;
        *y += turned_y;
    } else {
        eng_tiles_place_object(tiles, object->x + turned_x, object->y + turned_y, x, y);
    }
}

typedef struct cell_bounds {
    int left, top, right, bottom; // the last two are beyond the end
} cell_bounds;

// Widens the bounds by the cells that are not empty: chunks are larger than what is drawn in them.
static void include_layer(cell_bounds *bounds, const eng_tiled_layer *layer)
{
    for (int row = 0; row < layer->rows; ++row) {
        const uint32_t *cells = layer->cells + (size_t)row * (size_t)layer->columns;
        for (int column = 0; column < layer->columns; ++column) {
            if (cells[column] == 0) {
                continue;
            }
            int x = layer->x + column;
            int y = layer->y + row;
            bounds->left = x < bounds->left ? x : bounds->left;
            bounds->top = y < bounds->top ? y : bounds->top;
            bounds->right = x >= bounds->right ? x + 1 : bounds->right;
            bounds->bottom = y >= bounds->bottom ? y + 1 : bounds->bottom;
        }
    }
}

void eng_tiles_bound_cells(const eng_tiles *tiles, int column_0, int row_0, int columns, int rows,
                           double *left, double *top, double *right, double *bottom)
{
    *left = 1e300;
    *top = 1e300;
    *right = -1e300;
    *bottom = -1e300;
    for (int corner = 0; corner < 4 && tiles->map.orientation == ENG_TILED_OBLIQUE; ++corner) {
        double x = 0.0;
        double y = 0.0;
        eng_tiles_place_object(tiles, (column_0 + (corner & 1) * columns) * tiles->map.tile_width,
                               (row_0 + (corner >> 1) * rows) * tiles->map.tile_height, &x, &y);
        *left = fmin(*left, x);
        *top = fmin(*top, y);
        *right = fmax(*right, x);
        *bottom = fmax(*bottom, y);
    }
    // Corners and their neighbours hold the extremes in every orientation.
    for (int corner = 0; corner < 16; ++corner) {
        int column = column_0 + (corner & 1 ? columns - 1 : 0) - (corner & 4 ? 1 : 0);
        int row = row_0 + (corner & 2 ? rows - 1 : 0) - (corner & 8 ? 1 : 0);
        double x = 0.0;
        double y = 0.0;
        if (column < column_0 || row < row_0) {
            continue;
        }
        eng_tiles_place(tiles, column, row, &x, &y);
        *left = fmin(*left, x);
        *top = fmin(*top, y - tiles->map.tile_height);
        *right = fmax(*right, x + tiles->map.tile_width);
        *bottom = fmax(*bottom, y);
    }
}

void eng_tiles_measure(eng_tiles *tiles)
{
    const eng_tiled *map = &tiles->map;
    cell_bounds bounds = {0, 0, map->columns, map->rows};
    if (map->is_infinite) {
        bounds = (cell_bounds){INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
        for (uint32_t i = 0; i < map->layers.count; ++i) {
            if (map->layers.items[i].cells != NULL) {
                include_layer(&bounds, &map->layers.items[i]);
            }
        }
    }
    if (bounds.right <= bounds.left || bounds.bottom <= bounds.top) {
        bounds = (cell_bounds){0, 0, 1, 1};
    }
    int left = bounds.left;
    int top = bounds.top;
    tiles->column_0 = left;
    tiles->row_0 = top;
    tiles->columns = bounds.right - left;
    tiles->rows = bounds.bottom - top;
    double right = 0.0;
    double bottom = 0.0;
    eng_tiles_bound_cells(tiles, left, top, tiles->columns, tiles->rows, &tiles->origin_x,
                          &tiles->origin_y, &right, &bottom);
    tiles->width = right - tiles->origin_x;
    tiles->height = bottom - tiles->origin_y;
}
