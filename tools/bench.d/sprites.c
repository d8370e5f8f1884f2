// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// sprites.c: a round draws one frame of sprites in a window that does not wait for the display.
//
//     folder, frames: as atlas.c, for the pictures   renderer=NAME  way=auto|copy|geometry
//     sprites=N

#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "video/batch.h"

static eng_window *window;
static eng_batch *batch;
static eng_atlas *atlas;
static eng_pages *pages;
static uint32_t frame_number;

static eng_atlas *atlas_make(eng_error *error)
{
    static char paths[64][64];
    static uint8_t files[64][65536];
    eng_atlas_source sources[64];
    uint32_t count = (uint32_t)bench_count("frames", 8);
    count = count < 64 ? count : 64;
    for (uint32_t i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%u.png", bench_text("folder", "."), i);
        snprintf(paths[i], sizeof paths[i], "sprites/unit%u/%u.png", i / 8, i % 8);
        FILE *file = fopen(path, "rb");
        if (file == NULL)
            bench_die("cannot read %s", path);
        size_t bytes = fread(files[i], 1, sizeof files[i], file);
        fclose(file);
        sources[i] = (eng_atlas_source){paths[i], files[i], bytes};
    }
    return eng_atlas_load_memory(sources, count, NULL, error);
}

static void sprites_open(void)
{
    eng_error error = {0};
    const char *way = bench_text("way", "auto");
    eng_window_def def = eng_window_default_def();
    def.renderer = bench_text("renderer", NULL);
    def.is_unsynced = true;
    def.is_fixed_size = true;
    window = eng_window_create(&def, &error);
    batch = window != NULL ? eng_batch_create(window, &error) : NULL;
    atlas = batch != NULL ? atlas_make(&error) : NULL;
    pages = atlas != NULL ? eng_pages_create(batch, atlas, &error) : NULL;
    if (pages == NULL)
        bench_die("%s", error.text);
    while (!eng_pages_upload_step(pages, 100000))
        continue;
    eng_batch_set_way(batch, strcmp(way, "copy") == 0       ? ENG_BATCH_COPY
                             : strcmp(way, "geometry") == 0 ? ENG_BATCH_GEOMETRY
                                                            : ENG_BATCH_AUTO);
    bench_put_text("renderer", eng_window_get_renderer_name(window));
}

// Upright sprites all over the window, each moving a little, as units do.
static void draw(uint32_t sprite_count)
{
    uint32_t kinds = eng_atlas_get_sprite_count(atlas) - 1;
    eng_window_clear(window, 0xff203040);
    for (uint32_t i = 0; i < sprite_count; i++) {
        float phase = (float)(i * 7 % 628 + frame_number) * 0.01f;
        eng_sprite_draw sprite = {
            .sprite = 1 + i % kinds,
            .frame = i + frame_number / 4,
            .layer = 2,
            .x = (float)(i * 97 % 1248) + 16.0f + 8.0f * sinf(phase),
            .y = (float)(i * 61 % 688) + 16.0f + 8.0f * cosf(phase),
        };
        eng_batch_sprite(batch, &sprite);
    }
    eng_batch_draw(batch);
    eng_window_present(window);
    frame_number++;
}

static void sprites_go(uint32_t rounds)
{
    uint32_t sprite_count = (uint32_t)bench_count("sprites", 10000);
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++)
        draw(sprite_count);
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("draw_calls", (double)eng_batch_get_stats(batch).draw_calls);
}

static void sprites_close(void)
{
    eng_pages_destroy(pages);
    eng_atlas_unload(atlas);
    eng_batch_destroy(batch);
    eng_window_destroy(window);
}

const bench_subject bench_sprites = {"sprites", sprites_open, sprites_go, sprites_close};
