// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <math.h>
#include <string.h>

#include "app/tiles_view.h"
#include "assets/aseprite_blend.h"
#include "base/alloc.h"

enum {
    SMALLEST_SIDE = 256, // px of the picture that shows the whole world
    BORDER = 256,        // px around the world: high tiles reach over its edge
};

// What is kept of all planes beyond what is in view, and at least of each.
#define PLANES_BYTES ((size_t)192 << 20)
#define PLANE_BYTES_MIN ((size_t)16 << 20)

typedef struct layer_look {
    double opacity, shift_x, shift_y, parallax_x, parallax_y;
    uint32_t tint;
} layer_look;

// What a layer inherits from the groups it is in. False: nothing of it is to be seen.
static bool inherit(const eng_tiled *map, uint32_t index, layer_look *look)
{
    *look = (layer_look){1.0, 0.0, 0.0, 1.0, 1.0, 0xffffffffu};
    for (uint32_t plus_1 = index + 1; plus_1 > 0;) {
        const eng_tiled_layer *layer = &map->layers.items[plus_1 - 1];
        uint32_t tint = eng_tiles_color(layer->tint, 0xffffffffu);
        uint32_t both = 0;
        if (!layer->is_visible) {
            return false;
        }
        for (uint32_t shift = 0; shift < 32; shift += 8) {
            both |= ((tint >> shift & 255) * (look->tint >> shift & 255) + 127) / 255 << shift;
        }
        look->tint = both;
        look->opacity *= layer->opacity;
        look->shift_x += layer->offset_x;
        look->shift_y += layer->offset_y;
        look->parallax_x *= layer->parallax_x;
        look->parallax_y *= layer->parallax_y;
        plus_1 = layer->parent_plus_1;
    }
    return true;
}

static void include(eng_tiles_plane *plane, double left, double top, double right, double bottom)
{
    plane->left = fmin(plane->left, left);
    plane->top = fmin(plane->top, top);
    plane->right = fmax(plane->right, right);
    plane->bottom = fmax(plane->bottom, bottom);
}

// What the camera can see of a plane, wherever it is: as far as it goes, at the plane's speed.
static void find_sight(const eng_tiles_plane *plane, bool is_across, double *from, double *to)
{
    const eng_tiles *tiles = plane->view->tiles;
    double first = is_across ? tiles->origin_x : tiles->origin_y;
    double size = is_across ? tiles->width : tiles->height;
    double parallax = is_across ? plane->parallax_x : plane->parallax_y;
    double origin = is_across ? tiles->map.parallax_x : tiles->map.parallax_y;
    double low = (first - origin) * (1.0 - parallax);
    double high = (first + size - origin) * (1.0 - parallax);
    *from = first - fmax(low, high);
    *to = first + size - fmin(low, high);
}

static void include_repeats(eng_tiles_plane *plane, bool is_across)
{
    double from = 0.0;
    double to = 0.0;
    find_sight(plane, is_across, &from, &to);
    if (is_across) {
        include(plane, from, plane->top, to, plane->bottom);
    } else {
        include(plane, plane->left, from, plane->right, to);
    }
}

// Leaves out what is never seen, such as an object that someone lost far away.
static void clip_plane(eng_tiles_plane *plane)
{
    double from = 0.0;
    double to = 0.0;
    find_sight(plane, true, &from, &to);
    plane->left = fmax(plane->left, from - BORDER);
    plane->right = fmax(fmin(plane->right, to + BORDER), plane->left);
    find_sight(plane, false, &from, &to);
    plane->top = fmax(plane->top, from - BORDER);
    plane->bottom = fmax(fmin(plane->bottom, to + BORDER), plane->top);
}

// The smallest picture that is needed shows the whole world.
static int level_limit(const eng_tiles *tiles)
{
    int level = 1;
    while (ldexp(fmax(tiles->width, tiles->height), -level) > SMALLEST_SIDE) {
        ++level;
    }
    return level;
}

static void include_sheet(eng_tiles_plane *plane, const eng_tiles_sheet *sheet)
{
    const eng_tiles *tiles = plane->view->tiles;
    const eng_tiled_layer *layer = &tiles->map.layers.items[sheet->layer];
    double left = 0.0;
    double top = 0.0;
    double right = 0.0;
    double bottom = 0.0;
    if (layer->type == ENG_TILED_LAYER_TILES && layer->columns > 0 && layer->rows > 0) {
        eng_tiles_bound_cells(tiles, layer->x, layer->y, layer->columns, layer->rows, &left, &top,
                              &right, &bottom);
        include(plane, left + sheet->shift_x - sheet->reach_left,
                top + sheet->shift_y - sheet->reach_up, right + sheet->shift_x + sheet->reach_right,
                bottom + sheet->shift_y + sheet->reach_down);
    } else if (layer->type == ENG_TILED_LAYER_IMAGE) {
        include(plane, sheet->shift_x, sheet->shift_y, sheet->shift_x + layer->image_width,
                sheet->shift_y + layer->image_height);
        if (layer->repeats_x) {
            include_repeats(plane, true);
        }
        if (layer->repeats_y) {
            include_repeats(plane, false);
        }
    }
    for (uint32_t i = 0; i < sheet->objects.count; ++i) {
        const eng_tiles_object *box = &sheet->objects.items[i];
        include(plane, box->x - box->reach, box->y - box->reach, box->x + box->reach,
                box->y + box->reach);
    }
}

static eng_tiles_plane *find_plane(eng_tiles_view *view, const layer_look *look, bool is_over)
{
    eng_tiles_plane *last =
        view->planes.count > 0 ? view->planes.items[view->planes.count - 1] : NULL;
    if (last != NULL && last->is_over == is_over && last->parallax_x == look->parallax_x &&
        last->parallax_y == look->parallax_y) {
        return last;
    }
    eng_tiles_plane *plane = eng_alloc(1, sizeof *plane);
    *plane = (eng_tiles_plane){
        .view = view,
        .is_over = is_over,
        .parallax_x = look->parallax_x,
        .parallax_y = look->parallax_y,
        .left = 1e9,
        .top = 1e9,
        .right = -1e9,
        .bottom = -1e9,
    };
    *ENG_ARRAY_PUSH(&view->planes) = plane;
    return plane;
}

static uint32_t find_blend(const char *name)
{
    static const struct {
        const char *name;
        eng_blend blend;
    } modes[] = {
        {"add", ENG_BLEND_ADDITION},
        {"multiply", ENG_BLEND_MULTIPLY},
        {"screen", ENG_BLEND_SCREEN},
        {"overlay", ENG_BLEND_OVERLAY},
        {"darken", ENG_BLEND_DARKEN},
        {"lighten", ENG_BLEND_LIGHTEN},
        {"color-dodge", ENG_BLEND_COLOR_DODGE},
        {"color-burn", ENG_BLEND_COLOR_BURN},
        {"hard-light", ENG_BLEND_HARD_LIGHT},
        {"soft-light", ENG_BLEND_SOFT_LIGHT},
        {"difference", ENG_BLEND_DIFFERENCE},
        {"exclusion", ENG_BLEND_EXCLUSION},
    };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; ++i) {
        if (strcmp(modes[i].name, name) == 0) {
            return modes[i].blend;
        }
    }
    return ENG_BLEND_NORMAL;
}

static void add_layer(eng_tiles_view *view, uint32_t index, bool is_over)
{
    layer_look look;
    const eng_tiled *map = &view->tiles->map;
    const eng_tiled_layer *layer = &map->layers.items[index];
    if (layer->type == ENG_TILED_LAYER_GROUP || !inherit(map, index, &look)) {
        return;
    }
    uint32_t alpha = (uint32_t)((look.tint >> 24) * look.opacity + 0.5);
    eng_tiles_sheet sheet = {
        .layer = index,
        .shift_x = look.shift_x,
        .shift_y = look.shift_y,
        .color = alpha << 24 | (look.tint & 0xffffffu),
        .blend = find_blend(layer->blend),
        .is_upwards = strstr(map->render_order, "-up") != NULL,
        .is_leftwards = strncmp(map->render_order, "left", 4) == 0,
    };
    if (alpha == 0) {
        return;
    }
    if (layer->type == ENG_TILED_LAYER_TILES) {
        eng_tiles_measure_reach(view, &sheet);
    } else if (layer->type == ENG_TILED_LAYER_OBJECTS) {
        eng_tiles_list_objects(view, &sheet);
        if (sheet.objects.count == 0) {
            return;
        }
    }
    eng_tiles_plane *plane = find_plane(view, &look, is_over);
    *ENG_ARRAY_PUSH(&plane->sheets) = sheet;
    include_sheet(plane, &sheet);
}

static uint32_t find_units_layer(const eng_tiled *map)
{
    uint32_t index = 0;
    while (index < map->layers.count && map->layers.items[index].type != ENG_TILED_LAYER_OBJECTS) {
        ++index;
    }
    return index;
}

void eng_tiles_make_planes(eng_tiles_view *view)
{
    const eng_tiles *tiles = view->tiles;
    const eng_tiled *map = &tiles->map;
    uint32_t units = find_units_layer(map);
    for (uint32_t i = 0; i < map->layers.count; ++i) {
        add_layer(view, i, i > units);
    }
    size_t share = PLANES_BYTES / (view->planes.count + 1);
    share = share > PLANE_BYTES_MIN ? share : PLANE_BYTES_MIN;
    for (uint32_t i = 0; i < view->planes.count; ++i) {
        eng_tiles_plane *plane = view->planes.items[i];
        clip_plane(plane);
        plane->mosaic =
            eng_mosaic_create(view->batch, &(eng_mosaic_def){
                                               .left = plane->left,
                                               .top = plane->top,
                                               .right = plane->right,
                                               .bottom = plane->bottom,
                                               .user = plane,
                                               .paint = eng_tiles_paint,
                                               .find_stale = eng_tiles_find_stale,
                                               .level_limit = level_limit(tiles),
                                               .fine_level = eng_tiles_direct_level(map, 30),
                                               .bytes_limit = share,
                                           });
    }
}
