// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tiles_view.h"
#include "base/alloc.h"
#include "video/text_block.h"

#define MARK_COLOR 0xfff2a541u
#define MARK_SIZE 12

// ----------------------------------------------------------------------------------------- stamps

eng_stamp *eng_tiles_cut(const eng_tiles_view *view, const char *sprite, uint32_t frame,
                         const char *transparent)
{
    uint32_t id = eng_sprite_find_optional(view->atlas, sprite);
    if (id == ENG_SPRITE_NONE) {
        return NULL;
    }
    eng_sprite info = eng_atlas_get_sprite(view->atlas, id);
    const eng_atlas_frame *from = &info.frames[frame < info.frame_count ? frame : 0];
    eng_atlas_page page = eng_atlas_get_page(view->atlas, from->page);
    if (page.pixels == NULL) {
        return NULL;
    }
    eng_stamp_source source = {
        .pixels = page.pixels + (size_t)from->y * (size_t)page.width + (size_t)from->x,
        .stride = (size_t)page.width,
        .left = from->left,
        .top = from->top,
        .width = from->width,
        .height = from->height,
        .full_width = from->full_width,
        .full_height = from->full_height,
    };
    if (*transparent == '\0') {
        return eng_stamp_create(&source);
    }
    uint32_t gone = eng_tiles_color(transparent, 0) | 0xff000000u;
    size_t width = (size_t)from->full_width;
    uint32_t *pixels = eng_alloc(width * (size_t)from->full_height + 1, sizeof *pixels);
    for (int y = 0; y < from->height; ++y) {
        for (int x = 0; x < from->width; ++x) {
            uint32_t pixel = source.pixels[(size_t)y * source.stride + (size_t)x];
            pixels[(size_t)(y + from->top) * width + (size_t)(x + from->left)] =
                pixel == gone ? 0 : pixel;
        }
    }
    return eng_stamp_create_taking(pixels, from->full_width, from->full_height);
}

uint32_t eng_tiles_color(const char *text, uint32_t fallback)
{
    if (*text != '#') {
        return fallback;
    }
    uint32_t color = (uint32_t)strtoul(text + 1, NULL, 16);
    return strlen(text) <= 7 ? 0xff000000u | color : color;
}

static eng_stamp *find_text(eng_tiles_view *view, uint32_t index)
{
    const eng_tiled_object *object = &view->tiles->map.objects.items[index];
    const eng_tiled_text *look = &object->look;
    if (view->text_stamps[index] != NULL || view->text == NULL) {
        return view->text_stamps[index];
    }
    bool is_mono = strcasestr(look->family, "mono") != NULL ||
                   strcasestr(look->family, "courier") != NULL ||
                   strcasestr(look->family, "console") != NULL;
    eng_text_block block = {
        .utf8 = object->text,
        .font = is_mono ? ENG_FONT_MONO : ENG_FONT_SANS,
        .size = look->pixel_size,
        .width = (int)ceil(object->width),
        .height = (int)ceil(object->height),
        .color = eng_tiles_color(look->color, 0xff000000u),
        .is_wrapped = look->is_wrapped,
        .is_bold = look->is_bold,
        .is_italic = look->is_italic,
        .is_underlined = look->is_underlined,
        .is_struck = look->is_struck,
        .across = look->across,
        .down = look->down,
    };
    uint32_t *pixels = eng_text_block_paint(view->text, &block);
    if (pixels != NULL) {
        view->text_stamps[index] = eng_stamp_create_taking(pixels, block.width, block.height);
    }
    return view->text_stamps[index];
}

// ---------------------------------------------------------------------------------------- objects

static int by_height(const void *left, const void *right)
{
    const eng_tiles_object *a = left;
    const eng_tiles_object *b = right;
    if (a->order != b->order) {
        return a->order < b->order ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

void eng_tiles_list_objects(const eng_tiles_view *view, eng_tiles_sheet *sheet)
{
    const eng_tiles *tiles = view->tiles;
    const eng_tiled_layer *layer = &tiles->map.layers.items[sheet->layer];
    for (uint32_t i = 0; i < layer->object_count; ++i) {
        uint32_t index = layer->first_object + i;
        const eng_tiled_object *object = &tiles->map.objects.items[index];
        bool is_drawn = object->shape == ENG_TILED_TILE || object->shape == ENG_TILED_TEXT;
        if (!is_drawn || !object->is_visible || tiles->is_unit[index]) {
            continue;
        }
        double x = 0.0;
        uint32_t alpha = (uint32_t)((sheet->color >> 24) * object->opacity + 0.5);
        eng_tiles_object box = {
            .index = index,
            .width = object->width,
            .height = object->height,
            .angle = object->rotation * M_PI / 180.0,
            .color = alpha << 24 | (sheet->color & 0xffffffu),
        };
        eng_tiles_middle_object(tiles, object, &box.x, &box.y);
        eng_tiles_place_object(tiles, object->x, object->y, &x, &box.order);
        box.order = layer->is_in_file_order ? 0.0 : box.order;
        box.x += sheet->shift_x;
        box.y += sheet->shift_y;
        box.reach = sqrt(box.width * box.width + box.height * box.height) / 2.0 + 2.0;
        uint32_t tile = 0;
        const eng_tiled_set *set = eng_tiled_find_set(&tiles->map, object->cell, &tile);
        if (object->shape == ENG_TILED_TILE && set != NULL) {
            double offset = fmax(abs(set->offset_x) / (double)set->tile_width,
                                 abs(set->offset_y) / (double)set->tile_height);
            box.reach += offset * fmax(box.width, box.height);
        }
        *ENG_ARRAY_PUSH(&sheet->objects) = box;
    }
    if (sheet->objects.count > 1) {
        qsort(sheet->objects.items, sheet->objects.count, sizeof *sheet->objects.items, by_height);
    }
}

void eng_tiles_put_objects(eng_tiles_brush *brush, const eng_tiles_sheet *sheet)
{
    const eng_mosaic_part *part = brush->part;
    double left = (double)part->left / brush->scale;
    double top = (double)part->top / brush->scale;
    double right = (double)(part->left + part->width) / brush->scale;
    double bottom = (double)(part->top + part->height) / brush->scale;
    for (uint32_t i = 0; i < sheet->objects.count; ++i) {
        const eng_tiles_object *box = &sheet->objects.items[i];
        const eng_tiled_object *object = &brush->view->tiles->map.objects.items[box->index];
        if (box->x + box->reach < left || box->x - box->reach > right ||
            box->y + box->reach < top || box->y - box->reach > bottom) {
            continue;
        }
        if (object->shape == ENG_TILED_TILE) {
            eng_tiles_put(brush, object->cell, box);
            continue;
        }
        eng_stamp *stamp = brush->rects == NULL ? find_text(brush->view, box->index) : NULL;
        if (stamp != NULL) {
            eng_stamp_put(part, stamp,
                          &(eng_stamp_place){
                              .x = (box->x - box->width / 2.0) * brush->scale,
                              .y = (box->y - box->height / 2.0) * brush->scale,
                              .width = ceil(box->width) * brush->scale,
                              .height = ceil(box->height) * brush->scale,
                              .angle = box->angle,
                              .color = box->color,
                          });
        }
    }
}

void eng_tiles_put_image(eng_tiles_brush *brush, const eng_tiles_sheet *sheet)
{
    char name[32];
    const eng_mosaic_part *part = brush->part;
    const eng_tiled_layer *layer = &brush->view->tiles->map.layers.items[sheet->layer];
    eng_stamp **stamp = &brush->view->layer_stamps[sheet->layer];
    snprintf(name, sizeof name, "#image/%u", sheet->layer);
    if (*stamp == NULL) {
        *stamp = eng_tiles_cut(brush->view, name, 0, layer->transparent);
    }
    if (brush->rects != NULL || *stamp == NULL || layer->image_width == 0 ||
        layer->image_height == 0) {
        return;
    }
    double width = layer->image_width * brush->scale;
    double height = layer->image_height * brush->scale;
    double x = sheet->shift_x * brush->scale;
    double y = sheet->shift_y * brush->scale;
    int64_t first_x = layer->repeats_x ? (int64_t)floor(((double)part->left - x) / width) : 0;
    int64_t first_y = layer->repeats_y ? (int64_t)floor(((double)part->top - y) / height) : 0;
    int64_t last_x =
        layer->repeats_x ? (int64_t)floor(((double)(part->left + part->width) - x) / width) : 0;
    int64_t last_y =
        layer->repeats_y ? (int64_t)floor(((double)(part->top + part->height) - y) / height) : 0;
    for (int64_t row = first_y; row <= last_y; ++row) {
        for (int64_t column = first_x; column <= last_x; ++column) {
            eng_stamp_put(part, *stamp,
                          &(eng_stamp_place){
                              .x = x + (double)column * width,
                              .y = y + (double)row * height,
                              .width = width,
                              .height = height,
                              .color = sheet->color,
                          });
        }
    }
}

// ------------------------------------------------------------------------------------------ marks

typedef struct marking {
    eng_tiles_view *view;
    const eng_camera *camera;
    int layer;
    double shift_x, shift_y; // from map px to the world
} marking;

static void draw_edge(const marking *at, double x0, double y0, double x1, double y1)
{
    eng_batch_line(at->view->batch, at->layer, (float)(x0 + at->shift_x), (float)(y0 + at->shift_y),
                   (float)(x1 + at->shift_x), (float)(y1 + at->shift_y), 2.0f, MARK_COLOR);
}

// A point of an object, given from its place on and before it is turned.
static void place_point(const marking *at, const eng_tiled_object *object, double dx, double dy,
                        double *x, double *y)
{
    double angle = object->rotation * M_PI / 180.0;
    eng_tiles_place_object(at->view->tiles, object->x + dx * cos(angle) - dy * sin(angle),
                           object->y + dx * sin(angle) + dy * cos(angle), x, y);
}

static void draw_points(const marking *at, const eng_tiled_object *object)
{
    size_t count = json_array_size(object->points);
    size_t edges = object->shape == ENG_TILED_POLYGON ? count : count > 0 ? count - 1 : 0;
    for (size_t i = 0; i < edges; ++i) {
        const json_t *from = json_array_get(object->points, i);
        const json_t *to = json_array_get(object->points, (i + 1) % count);
        double x0, y0, x1, y1;
        place_point(at, object, json_number_value(json_object_get(from, "x")),
                    json_number_value(json_object_get(from, "y")), &x0, &y0);
        place_point(at, object, json_number_value(json_object_get(to, "x")),
                    json_number_value(json_object_get(to, "y")), &x1, &y1);
        draw_edge(at, x0, y0, x1, y1);
    }
}

// Round or with corners: a rectangle has four edges, an ellipse many.
static void draw_outline(const marking *at, const eng_tiled_object *object)
{
    bool is_round = object->shape == ENG_TILED_ELLIPSE || object->shape == ENG_TILED_CAPSULE;
    int edges = is_round ? 24 : 4;
    double across = object->width / 2.0;
    double down = object->height / 2.0;
    double ends = object->shape == ENG_TILED_CAPSULE ? fmin(across, down) : 0.0;
    double last_x = 0.0;
    double last_y = 0.0;
    for (int i = 0; i <= edges; ++i) {
        double angle = M_PI * 2.0 * (i + 0.5) / edges;
        double dx = is_round ? cos(angle) : copysign(1.0, cos(angle));
        double dy = is_round ? sin(angle) : copysign(1.0, sin(angle));
        double reach_x = ends > 0.0 ? ends * dx + copysign(across - ends, dx) : across * dx;
        double reach_y = ends > 0.0 ? ends * dy + copysign(down - ends, dy) : down * dy;
        double x = 0.0;
        double y = 0.0;
        place_point(at, object, across + reach_x, down + reach_y, &x, &y);
        if (i > 0) {
            draw_edge(at, last_x, last_y, x, y);
        }
        last_x = x;
        last_y = y;
    }
}

static void draw_mark(const marking *at, const eng_tiled_object *object)
{
    double x = 0.0;
    double y = 0.0;
    float screen_x = 0.0f;
    float screen_y = 0.0f;
    eng_tiles_place_object(at->view->tiles, object->x, object->y, &x, &y);
    if (object->shape == ENG_TILED_POLYGON || object->shape == ENG_TILED_POLYLINE) {
        draw_points(at, object);
    } else if (object->shape == ENG_TILED_POINT ||
               (object->width <= 0.0 && object->height <= 0.0)) {
        eng_batch_circle(at->view->batch, at->layer, (float)(x + at->shift_x),
                         (float)(y + at->shift_y), 4.0f / at->camera->zoom, 0.0f, MARK_COLOR);
    } else if (object->shape != ENG_TILED_TILE && object->shape != ENG_TILED_TEXT) {
        draw_outline(at, object);
    }
    const char *name = *object->name != '\0' ? object->name : object->type;
    eng_camera_to_screen(at->camera, (float)(x + at->shift_x), (float)(y + at->shift_y), &screen_x,
                         &screen_y);
    if (*name != '\0' && at->view->text != NULL && screen_x > -200.0f && screen_y > -20.0f &&
        screen_x < at->camera->view_width && screen_y < at->camera->view_height + 20.0f) {
        // With a shadow, which makes it legible on any ground.
        for (int i = 1; i >= 0; --i) {
            eng_text_draw(at->view->text, at->layer, ENG_FONT_SANS, MARK_SIZE,
                          screen_x + 4.0f + (float)i, screen_y - MARK_SIZE - 4.0f + (float)i,
                          i == 1 ? 0xff000000u : MARK_COLOR, name);
        }
    }
}

void eng_tiles_view_draw_marks(eng_tiles_view *view, const eng_camera *camera, int layer)
{
    const eng_tiled *map = &view->tiles->map;
    for (uint32_t i = 0; i < map->layers.count; ++i) {
        const eng_tiled_layer *from = &map->layers.items[i];
        marking at = {
            .view = view,
            .camera = camera,
            .layer = layer,
            .shift_x = -view->tiles->origin_x,
            .shift_y = -view->tiles->origin_y,
        };
        for (uint32_t plus_1 = i + 1; plus_1 > 0;) {
            const eng_tiled_layer *above = &map->layers.items[plus_1 - 1];
            at.shift_x += above->offset_x;
            at.shift_y += above->offset_y;
            plus_1 = above->parent_plus_1;
        }
        for (uint32_t o = 0; o < from->object_count; ++o) {
            draw_mark(&at, &map->objects.items[from->first_object + o]);
        }
    }
}
