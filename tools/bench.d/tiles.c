// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiles.c: a round draws one frame of a large map of the Tiled editor, in a window that does not
// wait for the display.
//
//     pack=PATH  map=PATH IN IT  side=CELLS  layers=N  renderer=NAME
//     way=planes   as the engine does
//     way=cells    a sprite for each cell in view, each frame
//     view=near    at zoom 1, moving; view=far: the whole map; view=flight: from one to the other

#include "bench.h"

#include <math.h>
#include <string.h>

#include "app/tiles_draw.h"

enum { CELL = 32, FLIGHT_FRAMES = 120 };

static eng_window *window;
static eng_batch *batch;
static eng_packs *packs;
static eng_atlas *atlas;
static eng_pages *pages;
static eng_tiles *tiles;
static eng_tiles_view *view;
static eng_camera camera;
static uint32_t frame_number, sprite;
static bool has_planes;

static void open_map(eng_error *error)
{
    const char *path = bench_text("pack", ".");
    eng_atlas_def def = eng_atlas_default_def();
    packs = eng_packs_open(&path, 1, error);
    tiles = packs != NULL ? eng_tiles_load(packs, bench_text("map", ""), error) : NULL;
    if (tiles == NULL)
        bench_die("%s", error->text);
    def.sheets = eng_tiles_make_sheets(tiles, &def.sheet_count);
    atlas = eng_atlas_load(packs, &def, error);
    pages = atlas != NULL ? eng_pages_create(batch, atlas, error) : NULL;
    if (pages == NULL)
        bench_die("%s", error->text);
    while (!eng_pages_upload_step(pages, 100000))
        continue;
    sprite = eng_sprite_find_optional(atlas, "#tiles/0");
}

static void tiles_open(void)
{
    eng_error error = {0};
    eng_window_def def = eng_window_default_def();
    float side = CELL * (float)bench_count("side", 1000);
    def.renderer = bench_text("renderer", NULL);
    def.is_unsynced = true;
    def.is_fixed_size = true;
    window = eng_window_create(&def, &error);
    batch = window != NULL ? eng_batch_create(window, &error) : NULL;
    if (batch == NULL)
        bench_die("%s", error.text);
    open_map(&error);
    eng_camera_init(&camera, side, side, 1280, 720);
    has_planes = strcmp(bench_text("way", "planes"), "planes") == 0;
    if (has_planes) {
        view = eng_tiles_view_create(tiles, atlas, batch, NULL);
        while (!eng_tiles_view_prepare(view, &camera, 100000))
            continue;
    }
    bench_put_text("renderer", eng_window_get_renderer_name(window));
}

// What bench.d/maps.py has written into the map.
static uint32_t tile_at(uint32_t layer, uint32_t x, uint32_t y)
{
    if (layer == 0)
        return 1 + (x * 7 + y * 13) % 16;
    return (x * 31 + y * 17 + layer * 11) % 5 == 0 ? 17 + (x + y * 3 + layer) % 48 : 0;
}

static void draw_cells(void)
{
    float left, top, right, bottom;
    uint32_t side = (uint32_t)bench_count("side", 1000);
    eng_camera_get_view(&camera, &left, &top, &right, &bottom);
    uint32_t first_x = (uint32_t)fmaxf(left / CELL, 0), first_y = (uint32_t)fmaxf(top / CELL, 0);
    uint32_t end_x = (uint32_t)fmaxf(right / CELL + 1, 0),
             end_y = (uint32_t)fmaxf(bottom / CELL + 1, 0);
    for (uint32_t layer = 0; layer < bench_count("layers", 4); layer++)
        for (uint32_t y = first_y; y < end_y && y < side; y++)
            for (uint32_t x = first_x; x < end_x && x < side; x++) {
                uint32_t tile = tile_at(layer, x, y);
                if (tile == 0)
                    continue;
                eng_batch_sprite(batch, &(eng_sprite_draw){
                                            .sprite = sprite,
                                            .frame = tile - 1,
                                            .layer = 2 + (int)layer,
                                            .x = (float)(x * CELL) + CELL / 2.0f,
                                            .y = (float)(y * CELL) + CELL / 2.0f,
                                            .is_tile = true,
                                        });
            }
}

static void place_camera(void)
{
    const char *name = bench_text("view", "near");
    float middle = CELL * (float)bench_count("side", 1000) / 2;
    float share = (float)(frame_number % FLIGHT_FRAMES) / FLIGHT_FRAMES;
    if (strcmp(name, "far") == 0)
        eng_camera_fit(&camera);
    else if (strcmp(name, "near") == 0)
        eng_camera_look_at(&camera, middle + 4.0f * (float)(frame_number % 2000), middle, 1);
    else
        eng_camera_look_at(&camera, middle, middle, powf(720.0f / (middle * 2), share));
}

static void draw(void)
{
    place_camera();
    eng_window_clear(window, 0xff203040);
    eng_batch_use_camera(batch, &camera);
    if (has_planes)
        eng_tiles_view_draw(view, &(eng_tiles_frame){
                                      .camera = &camera,
                                      .first_layer = 2,
                                      .layer_count = 14,
                                      .seconds = frame_number / 60.0,
                                      .budget_us = 4000,
                                  });
    else
        draw_cells();
    eng_batch_draw(batch);
    eng_window_present(window);
    frame_number++;
}

static void tiles_go(uint32_t rounds)
{
    int64_t begin_ns = bench_wall_ns(), longest_ns = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        int64_t frame_ns = bench_wall_ns();
        draw();
        frame_ns = bench_wall_ns() - frame_ns;
        longest_ns = frame_ns > longest_ns ? frame_ns : longest_ns;
    }
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("longest_ns", (double)longest_ns);
    bench_put("draw_calls", (double)eng_batch_get_stats(batch).draw_calls);
    bench_put("dropped", (double)eng_batch_get_stats(batch).dropped);
}

static void tiles_close(void)
{
    eng_tiles_view_destroy(view);
    eng_pages_destroy(pages);
    eng_atlas_unload(atlas);
    eng_tiles_unload(tiles);
    eng_packs_close(packs);
    eng_batch_destroy(batch);
    eng_window_destroy(window);
}

const bench_subject bench_tiles = {"tiles", tiles_open, tiles_go, tiles_close};
