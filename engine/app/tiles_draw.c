// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A map is a picture that hardly ever changes, so it is painted once: by the processor, straight
// from the atlas's pixels, in pieces (video/mosaic.h). Layers that move alike and lie on each other
// become one plane and are drawn together, whatever their number; the first layer of objects parts
// those under the units from those over them. Tiles that move are painted over in place.
//
// From afar a cell is less than a pixel. Then a part is painted at the size at which it is one,
// and halved until it fits.

#include "app/tiles_draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/tiles_view.h"
#include "assets/aseprite_blend.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/hash.h"

enum { BLOCK_SIDE = 256 };

// --------------------------------------------------------------------------------------- painting

static void put_sheet(eng_tiles_brush *brush, const eng_tiles_sheet *sheet)
{
    switch (brush->view->tiles->map.layers.items[sheet->layer].type) {
    case ENG_TILED_LAYER_TILES:
        eng_tiles_put_cells(brush, sheet);
        break;
    case ENG_TILED_LAYER_OBJECTS:
        eng_tiles_put_objects(brush, sheet);
        break;
    default:
        eng_tiles_put_image(brush, sheet);
        break;
    }
}

static void split_pixel(uint32_t pixel, uint8_t rgba[4])
{
    uint32_t alpha = pixel >> 24;
    for (uint32_t i = 0; i < 3; ++i) {
        uint32_t value = pixel >> (16 - 8 * i) & 255;
        rgba[i] = alpha == 0 ? 0 : (uint8_t)((value * 255 + alpha / 2) / alpha);
    }
    rgba[3] = (uint8_t)alpha;
}

static uint32_t join_pixel(const uint8_t rgba[4])
{
    uint32_t out = (uint32_t)rgba[3] << 24;
    for (uint32_t i = 0; i < 3; ++i) {
        out |= (uint32_t)((rgba[i] * rgba[3] + 127) / 255) << (16 - 8 * i);
    }
    return out;
}

// A layer with a blend mode is painted on its own, and then laid over those below it.
static void blend_sheet(eng_tiles_brush *brush, const eng_tiles_sheet *sheet)
{
    const eng_mosaic_part *part = brush->part;
    size_t width = (size_t)part->width;
    eng_mosaic_part own = *part;
    own.pixels = eng_alloc(width * (size_t)part->height + 1, sizeof *own.pixels);
    own.stride = width;
    brush->part = &own;
    put_sheet(brush, sheet);
    brush->part = part;
    for (int y = 0; y < part->height; ++y) {
        const uint32_t *from = own.pixels + (size_t)y * width;
        uint32_t *to = part->pixels + (size_t)y * part->stride;
        for (size_t x = 0; x < width; ++x) {
            uint8_t below[4];
            uint8_t above[4];
            if (from[x] != 0) {
                split_pixel(to[x], below);
                split_pixel(from[x], above);
                eng_blend_pixel((eng_blend)sheet->blend, below, above, 255);
                to[x] = join_pixel(below);
            }
        }
    }
    eng_free(own.pixels);
}

static void use_brush(eng_tiles_brush *brush, const eng_tiles_plane *plane)
{
    for (uint32_t i = 0; i < plane->sheets.count; ++i) {
        const eng_tiles_sheet *sheet = &plane->sheets.items[i];
        if (sheet->blend == ENG_BLEND_NORMAL || brush->rects != NULL) {
            put_sheet(brush, sheet);
        } else {
            blend_sheet(brush, sheet);
        }
    }
}

// Diamonds and hexagons have ragged edges, which meet as they should at a size that is painted
// exactly.
int eng_tiles_direct_level(const eng_tiled *map, int level)
{
    int smaller = map->tile_width < map->tile_height ? map->tile_width : map->tile_height;
    bool is_square =
        map->orientation == ENG_TILED_ORTHOGONAL || map->orientation == ENG_TILED_OBLIQUE;
    level = !is_square && level > 0 ? level - 1 : level;
    while (level > 0 && smaller >> level == 0) {
        --level;
    }
    return level;
}

static bool paint_part(eng_tiles_plane *plane, const eng_mosaic_part *part, int direct)
{
    if (part->level <= direct) {
        eng_tiles_brush brush = {
            .view = plane->view, .part = part, .scale = ldexp(1.0, -part->level)};
        use_brush(&brush, plane);
        return brush.has_movers;
    }
    bool has_movers = false;
    uint32_t *twice = eng_alloc((size_t)4 * BLOCK_SIDE * BLOCK_SIDE, sizeof *twice);
    for (int y = 0; y < part->height; y += BLOCK_SIDE) {
        for (int x = 0; x < part->width; x += BLOCK_SIDE) {
            eng_mosaic_part block = *part;
            block.left += x;
            block.top += y;
            block.width = part->width - x < BLOCK_SIDE ? part->width - x : BLOCK_SIDE;
            block.height = part->height - y < BLOCK_SIDE ? part->height - y : BLOCK_SIDE;
            block.pixels += (size_t)y * part->stride + (size_t)x;
            eng_mosaic_part larger = {
                .level = part->level - 1,
                .left = block.left * 2,
                .top = block.top * 2,
                .width = block.width * 2,
                .height = block.height * 2,
                .pixels = twice,
                .stride = (size_t)block.width * 2,
            };
            memset(twice, 0, (size_t)larger.width * (size_t)larger.height * sizeof *twice);
            has_movers |= paint_part(plane, &larger, direct);
            eng_stamp_halve(twice, &block);
        }
    }
    eng_free(twice);
    return has_movers;
}

bool eng_tiles_paint(void *user, const eng_mosaic_part *part)
{
    eng_tiles_plane *plane = user;
    return paint_part(plane, part, eng_tiles_direct_level(&plane->view->tiles->map, part->level));
}

uint32_t eng_tiles_find_stale(void *user, const eng_mosaic_part *part, uint32_t since_version,
                              eng_mosaic_rect *rects, uint32_t capacity)
{
    eng_tiles_plane *plane = user;
    eng_tiles_brush brush = {
        .view = plane->view,
        .part = part,
        .scale = ldexp(1.0, -part->level),
        .rects = rects,
        .rect_capacity = capacity,
        .since_version = since_version,
    };
    use_brush(&brush, plane);
    return brush.rect_count;
}

// ---------------------------------------------------------------------------------------- movement

static uint32_t shown_at(const eng_tiled *map, const eng_tiled_tile *about, double seconds)
{
    const eng_tiled_step *steps = &map->steps.items[about->first_step];
    double total_ms = 0.0;
    for (uint32_t i = 0; i < about->step_count; ++i) {
        total_ms += steps[i].duration_ms;
    }
    double ms = total_ms > 0.0 ? fmod(seconds * 1e3, total_ms) : -1.0;
    for (uint32_t i = 0; i < about->step_count; ++i) {
        ms -= steps[i].duration_ms;
        if (ms < 0.0) {
            return steps[i].tile;
        }
    }
    return steps[about->step_count - 1].tile;
}

static void list_movers(eng_tiles_view *view)
{
    const eng_tiled *map = &view->tiles->map;
    for (uint32_t s = 0; s < map->sets.count; ++s) {
        const eng_tiled_set *set = &map->sets.items[s];
        for (uint32_t i = 0; i < set->tile_entry_count; ++i) {
            const eng_tiled_tile *about = &map->tiles.items[set->first_tile + i];
            if (about->step_count > 0 && about->id < view->tiles->sets[s].tile_count) {
                *ENG_ARRAY_PUSH(&view->movers) =
                    (eng_tiles_mover){s, about->id, set->first_tile + i};
                view->sets[s].changed[about->id] = view->version;
                view->sets[s].shown[about->id] = shown_at(map, about, 0.0);
            }
        }
    }
}

static void move(eng_tiles_view *view, double seconds)
{
    uint32_t version = view->version + 1;
    for (uint32_t i = 0; i < view->movers.count; ++i) {
        const eng_tiles_mover *mover = &view->movers.items[i];
        eng_tiles_view_set *set = &view->sets[mover->set];
        uint32_t tile =
            shown_at(&view->tiles->map, &view->tiles->map.tiles.items[mover->entry], seconds);
        if (tile != set->shown[mover->tile]) {
            set->shown[mover->tile] = tile;
            set->changed[mover->tile] = version;
            view->version = version;
        }
    }
}

// ------------------------------------------------------------------------------------------- life

static void print_sprite(const eng_atlas *atlas, const char *name, eng_hash *print)
{
    uint32_t id = eng_sprite_find_optional(atlas, name);
    eng_sprite sprite = eng_atlas_get_sprite(atlas, id);
    for (uint32_t i = 0; id != ENG_SPRITE_NONE && i < sprite.frame_count; ++i) {
        const eng_atlas_frame *frame = &sprite.frames[i];
        eng_atlas_page page = eng_atlas_get_page(atlas, frame->page);
        const uint64_t parts[] = {frame->page, page.patch_serial, (uint64_t)frame->x,
                                  (uint64_t)frame->y, (uint64_t)(uintptr_t)page.pixels};
        eng_hash_add(print, parts, sizeof parts);
    }
}

static uint64_t print_of(const eng_tiles *tiles, const eng_atlas *atlas)
{
    eng_hash print = eng_hash_begin(0);
    for (uint32_t i = 0; i < tiles->map.sets.count; ++i) {
        print_sprite(atlas, tiles->sets[i].sprite, &print);
    }
    for (uint32_t i = 0; i < tiles->map.layers.count; ++i) {
        char name[32];
        snprintf(name, sizeof name, "#image/%u", i);
        print_sprite(atlas, name, &print);
    }
    return eng_hash_end(&print);
}

bool eng_tiles_view_is_fresh(const eng_tiles_view *view)
{
    return view->print == print_of(view->tiles, view->atlas);
}

eng_tiles_view *eng_tiles_view_create(const eng_tiles *tiles, const eng_atlas *atlas,
                                      eng_batch *batch, eng_text *text)
{
    const eng_tiled *map = &tiles->map;
    eng_tiles_view *view = eng_alloc(1, sizeof *view);
    view->tiles = tiles;
    view->atlas = atlas;
    view->batch = batch;
    view->text = text;
    view->version = 1;
    view->set_count = map->sets.count;
    view->layer_count = map->layers.count;
    view->object_count = map->objects.count;
    view->print = print_of(tiles, atlas);
    view->sets = eng_alloc(map->sets.count + 1, sizeof *view->sets);
    view->layer_stamps = eng_alloc(map->layers.count + 1, sizeof *view->layer_stamps);
    view->text_stamps = eng_alloc(map->objects.count + 1, sizeof *view->text_stamps);
    for (uint32_t s = 0; s < map->sets.count; ++s) {
        uint32_t count = tiles->sets[s].tile_count;
        view->sets[s].tile_count = count;
        view->sets[s].stamps = eng_alloc(count + 1, sizeof *view->sets[s].stamps);
        view->sets[s].shown = eng_alloc(count + 1, sizeof *view->sets[s].shown);
        view->sets[s].changed = eng_alloc(count + 1, sizeof *view->sets[s].changed);
        for (uint32_t tile = 0; tile < count; ++tile) {
            view->sets[s].shown[tile] = tile;
        }
    }
    list_movers(view);
    eng_tiles_make_planes(view);
    return view;
}

void eng_tiles_view_destroy(eng_tiles_view *view)
{
    if (view == NULL) {
        return;
    }
    for (uint32_t i = 0; i < view->planes.count; ++i) {
        eng_tiles_plane *plane = view->planes.items[i];
        eng_mosaic_destroy(plane->mosaic);
        for (uint32_t s = 0; s < plane->sheets.count; ++s) {
            eng_free(plane->sheets.items[s].objects.items);
        }
        eng_free(plane->sheets.items);
        eng_free(plane);
    }
    for (uint32_t s = 0; s < view->set_count; ++s) {
        for (uint32_t tile = 0; tile < view->sets[s].tile_count; ++tile) {
            eng_stamp_destroy(view->sets[s].stamps[tile]);
        }
        eng_free(view->sets[s].stamps);
        eng_free(view->sets[s].shown);
        eng_free(view->sets[s].changed);
    }
    for (uint32_t i = 0; i < view->layer_count; ++i) {
        eng_stamp_destroy(view->layer_stamps[i]);
    }
    for (uint32_t i = 0; i < view->object_count; ++i) {
        eng_stamp_destroy(view->text_stamps[i]);
    }
    eng_free(view->sets);
    eng_free(view->layer_stamps);
    eng_free(view->text_stamps);
    eng_free(view->planes.items);
    eng_free(view->movers.items);
    eng_free(view);
}

void eng_tiles_view_restart(eng_tiles_view *view)
{
    for (uint32_t i = 0; i < view->planes.count; ++i) {
        eng_mosaic_forget(view->planes.items[i]->mosaic);
    }
}

// ---------------------------------------------------------------------------------------- drawing

static eng_mosaic_view look_at(const eng_tiles_plane *plane, const eng_camera *camera,
                               int64_t end_ns)
{
    const eng_tiles *tiles = plane->view->tiles;
    double camera_x = (double)camera->x + tiles->origin_x - tiles->map.parallax_x;
    double camera_y = (double)camera->y + tiles->origin_y - tiles->map.parallax_y;
    return (eng_mosaic_view){
        .x = camera_x * (1.0 - plane->parallax_x) - tiles->origin_x,
        .y = camera_y * (1.0 - plane->parallax_y) - tiles->origin_y,
        .version = plane->view->version,
        .end_ns = end_ns,
    };
}

bool eng_tiles_view_prepare(eng_tiles_view *view, const eng_camera *camera, int64_t budget_us)
{
    bool is_done = true;
    int64_t end_ns = eng_clock_ns() + budget_us * 1000;
    eng_batch_use_camera(view->batch, camera);
    for (uint32_t i = 0; i < view->planes.count; ++i) {
        eng_mosaic_view at = look_at(view->planes.items[i], camera, end_ns);
        is_done = eng_mosaic_prepare(view->planes.items[i]->mosaic, &at) && is_done;
    }
    eng_batch_use_screen(view->batch);
    return is_done;
}

void eng_tiles_view_draw(eng_tiles_view *view, const eng_tiles_frame *frame)
{
    int used = 0;
    int64_t end_ns = frame->budget_us > 0 ? eng_clock_ns() + frame->budget_us * 1000 : INT64_MAX;
    uint32_t background = eng_tiles_color(view->tiles->map.background, 0);
    if (!frame->is_over) {
        move(view, frame->seconds);
        if (background >> 24 != 0) {
            eng_batch_rect(view->batch, frame->first_layer, 0.0f, 0.0f, (float)view->tiles->width,
                           (float)view->tiles->height, background);
        }
    }
    for (uint32_t i = 0; i < view->planes.count; ++i) {
        eng_tiles_plane *plane = view->planes.items[i];
        if (plane->is_over != frame->is_over) {
            continue;
        }
        // There is nothing yet that could stand in for what is not painted.
        bool is_first = eng_mosaic_get_stats(plane->mosaic).painted_count == 0;
        eng_mosaic_view at = look_at(plane, frame->camera, is_first ? INT64_MAX : end_ns);
        at.layer = frame->first_layer + (used < frame->layer_count ? used : frame->layer_count - 1);
        eng_mosaic_draw(plane->mosaic, &at);
        ++used;
    }
}
