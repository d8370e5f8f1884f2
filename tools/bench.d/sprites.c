// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// sprites.c: a round draws one frame of sprites in a window that does not wait for the display.
//
//     pack=PATH  sprites=N  renderer=NAME
//     way=auto|copy|geometry   by the batch: as it chooses, or one way for all
//     way=plain                SDL_RenderCopy for each, without a batch
//     way=blit                 a bare loop over pixels in memory: no renderer, no window

#include "bench.h"
#include "pictures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "video/batch_internal.h"

enum { WIDTH = 1280, HEIGHT = 720 };

static const char *way;
static eng_window *window;
static eng_batch *batch;
static eng_atlas *atlas;
static eng_pages *pages;
static uint32_t *canvas; // of `blit`
static uint32_t frame_number;

static void open_window(void)
{
    eng_error error = {0};
    eng_window_def def = eng_window_default_def();
    def.renderer = bench_text("renderer", NULL);
    def.is_unsynced = true;
    def.is_fixed_size = true;
    window = eng_window_create(&def, &error);
    batch = window != NULL ? eng_batch_create(window, &error) : NULL;
    pages = batch != NULL ? eng_pages_create(batch, atlas, &error) : NULL;
    if (pages == NULL)
        bench_die("%s", error.text);
    while (!eng_pages_upload_step(pages, 100000))
        continue;
    eng_batch_set_way(batch, strcmp(way, "copy") == 0       ? ENG_BATCH_COPY
                             : strcmp(way, "geometry") == 0 ? ENG_BATCH_GEOMETRY
                                                            : ENG_BATCH_AUTO);
    bench_put_text("renderer", eng_window_get_renderer_name(window));
}

static void sprites_open(void)
{
    eng_error error = {0};
    uint32_t count;
    eng_atlas_source *sources = pictures_read(&count);
    way = bench_text("way", "auto");
    atlas = eng_atlas_load_memory(sources, count, NULL, &error);
    if (atlas == NULL)
        bench_die("%s", error.text);
    if (strcmp(way, "blit") == 0)
        canvas = bench_alloc(WIDTH * HEIGHT, sizeof *canvas);
    else
        open_window();
}

// Upright sprites all over the window, each moving a little, as units do.
static eng_sprite_draw choose(uint32_t i)
{
    uint32_t kinds = eng_atlas_get_sprite_count(atlas) - 1;
    float phase = (float)(i * 7 % 628 + frame_number) * 0.01f;
    return (eng_sprite_draw){
        .sprite = 1 + i % kinds,
        .frame = i + frame_number / 4,
        .layer = 2,
        .x = (float)(i * 97 % 1248) + 16.0f + 8.0f * sinf(phase),
        .y = (float)(i * 61 % 688) + 16.0f + 8.0f * cosf(phase),
    };
}

static const eng_atlas_frame *find_frame(const eng_sprite_draw *sprite, SDL_Rect *target)
{
    eng_sprite of = eng_atlas_get_sprite(atlas, sprite->sprite);
    const eng_atlas_frame *frame = of.frames + sprite->frame % of.frame_count;
    *target = (SDL_Rect){(int)sprite->x - frame->full_width / 2 + frame->left,
                         (int)sprite->y - frame->full_height / 2 + frame->top, frame->width,
                         frame->height};
    return frame;
}

static void draw_by_batch(uint32_t sprite_count)
{
    eng_window_clear(window, 0xff203040);
    for (uint32_t i = 0; i < sprite_count; i++) {
        eng_sprite_draw sprite = choose(i);
        eng_batch_sprite(batch, &sprite);
    }
    eng_batch_draw(batch);
    eng_window_present(window);
}

static void draw_plain(uint32_t sprite_count)
{
    SDL_Rect target;
    eng_window_clear(window, 0xff203040);
    for (uint32_t i = 0; i < sprite_count; i++) {
        eng_sprite_draw sprite = choose(i);
        const eng_atlas_frame *frame = find_frame(&sprite, &target);
        SDL_Rect source = {frame->x, frame->y, frame->width, frame->height};
        SDL_RenderCopy(batch->renderer, pages->pages[frame->page].texture, &source, &target);
    }
    eng_window_present(window);
}

// What is there, seen through a premultiplied pixel: red and blue at once, then green.
static uint32_t blend(uint32_t source, uint32_t under)
{
    uint32_t rest = 256 - (source >> 24);
    uint32_t red_blue = (under & 0xff00ff) * rest >> 8 & 0xff00ff;
    uint32_t green = (under & 0x00ff00) * rest >> 8 & 0x00ff00;
    return 0xff000000u | (source + (red_blue | green));
}

static void blit(const uint32_t *from, size_t stride, SDL_Rect target)
{
    int left = target.x < 0 ? -target.x : 0, top = target.y < 0 ? -target.y : 0;
    int right = target.x + target.w > WIDTH ? WIDTH - target.x : target.w;
    int bottom = target.y + target.h > HEIGHT ? HEIGHT - target.y : target.h;
    for (int y = top; y < bottom; y++) {
        const uint32_t *source = from + (size_t)y * stride;
        uint32_t *out = canvas + (ptrdiff_t)(target.y + y) * WIDTH + target.x;
        for (int x = left; x < right; x++)
            if (source[x] >> 24 == 255)
                out[x] = source[x];
            else if (source[x] != 0)
                out[x] = blend(source[x], out[x]);
    }
}

static void draw_in_memory(uint32_t sprite_count)
{
    SDL_Rect target;
    for (size_t i = 0; i < WIDTH * HEIGHT; i++)
        canvas[i] = 0xff203040;
    for (uint32_t i = 0; i < sprite_count; i++) {
        eng_sprite_draw sprite = choose(i);
        const eng_atlas_frame *frame = find_frame(&sprite, &target);
        eng_atlas_page page = eng_atlas_get_page(atlas, frame->page);
        blit(page.pixels + (size_t)frame->y * (size_t)page.width + frame->x, (size_t)page.width,
             target);
    }
}

static void sprites_go(uint32_t rounds)
{
    uint32_t sprite_count = (uint32_t)bench_count("sprites", 10000);
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++, frame_number++)
        if (canvas != NULL)
            draw_in_memory(sprite_count);
        else if (strcmp(way, "plain") == 0)
            draw_plain(sprite_count);
        else
            draw_by_batch(sprite_count);
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    if (batch != NULL)
        bench_put("draw_calls", (double)eng_batch_get_stats(batch).draw_calls);
}

static void sprites_close(void)
{
    eng_pages_destroy(pages);
    eng_atlas_unload(atlas);
    eng_batch_destroy(batch);
    eng_window_destroy(window);
    free(canvas);
}

const bench_subject bench_sprites = {"sprites", sprites_open, sprites_go, sprites_close};
