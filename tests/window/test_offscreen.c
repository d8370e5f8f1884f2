// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The offscreen window: no display, no video driver.

#include "base/alloc.h"
#include "video/mosaic.h"
#include "video/text_block.h"
#include "window_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static shot open_small(void)
{
    eng_window_def def = eng_window_default_def();
    def.is_offscreen = true;
    def.width = 320;
    def.height = 240;
    return picture_open(&def);
}

static void test_no_display_is_said(void **state)
{
    (void)state;
    eng_error error = {0};
    assert_false(eng_window_has_display(&error));
    assert_non_null(strstr(error.text, "DISPLAY"));
    eng_window_def def = eng_window_default_def();
    assert_null(eng_window_create(&def, &error));
    setenv("DISPLAY", ":9971", 1);
    assert_false(eng_window_has_display(&error));
    assert_non_null(strstr(error.text, ":9971"));
    unsetenv("DISPLAY");
}

static void test_everything_is_where_it_belongs(void **state)
{
    (void)state;
    shot picture = open_small();
    picture_draw_all(&picture);
    picture_take(&picture);
    picture_check_all(&picture);
    picture_close(&picture);
}

static void test_both_ways_draw_the_same(void **state)
{
    (void)state;
    shot picture = open_small();
    for (int way = ENG_BATCH_AUTO; way <= ENG_BATCH_GEOMETRY; way++) {
        eng_batch_set_way(picture.batch, (eng_batch_way)way);
        picture_draw_all(&picture);
        picture_take(&picture);
        picture_check_all(&picture);
    }
    picture_close(&picture);
}

static void test_half_alpha_blends_once(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_batch_rect(picture.batch, 0, 0, 0, 100, 100, 0xff204060);
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.glass, .layer = 1, .x = 50, .y = 50});
    eng_batch_sprite(
        picture.batch,
        &(eng_sprite_draw){
            .sprite = picture.glass, .layer = 1, .x = 80, .y = 50, .color = 0x80ff8000});
    picture_take(&picture);
    // 128/255 of white over #204060.
    assert_color(picture_at(&picture, 50, 50), 0x90a0b0, 2);
    // A tint of half alpha on top: a quarter of #ff8000.
    assert_color(picture_at(&picture, 80, 50), 0x585048, 3);
    picture_close(&picture);
}

static void test_layers_cover_each_other(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_batch_rect(picture.batch, 5, 10, 10, 40, 40, 0xff00ff00);
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.arrow, .layer = 2, .x = 30, .y = 30});
    eng_batch_rect(picture.batch, ENG_LAYER_ORDERED, 20, 20, 5, 5, 0xffff0000);
    eng_batch_rect(picture.batch, ENG_LAYER_ORDERED, 20, 20, 5, 5, 0xff0000ff);
    picture_take(&picture);
    assert_color(picture_at(&picture, 24, 30), 0x00ff00, 0);
    assert_color(picture_at(&picture, 22, 22), 0x0000ff, 0);
    picture_close(&picture);
}

static void test_turned_sprites_land_on_their_middle(void **state)
{
    (void)state;
    shot picture = open_small();
    for (int step = 0; step < 8; step++) {
        float angle = 6.2831853f * (float)step / 8;
        eng_batch_sprite(
            picture.batch,
            &(eng_sprite_draw){
                .sprite = picture.arrow, .x = 100, .y = 100, .scale = 2, .angle = angle});
        picture_take(&picture);
        int dx = (int)lroundf(12 * cosf(angle)), dy = (int)lroundf(12 * sinf(angle));
        assert_color(picture_at(&picture, 100 + dx, 100 + dy), 0x00ff00, 2);
        assert_color(picture_at(&picture, 100 - dx, 100 - dy), 0xff0000, 2);
        assert_color(picture_at(&picture, 100 + dy * 2, 100 - dx * 2), 0x000000, 2);
    }
    picture_close(&picture);
}

static void test_camera_places_and_culls(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_camera camera;
    eng_camera_init(&camera, 3200, 2400, 320, 240);
    eng_camera_look_at(&camera, 1000, 1000, 2);
    eng_batch_use_camera(picture.batch, &camera);
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.arrow, .x = 1010, .y = 1000});
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.arrow, .x = 100, .y = 1000});
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.arrow, .x = 100, .y = 1000, .angle = 1});
    picture_take(&picture);
    // Twice as large around (160 + 20, 120).
    assert_color(picture_at(&picture, 164, 120), 0xff0000, 0);
    assert_color(picture_at(&picture, 196, 120), 0x00ff00, 0);
    eng_batch_stats stats = eng_batch_get_stats(picture.batch);
    assert_int_equal(stats.quads, 1);
    assert_int_equal(stats.culled, 2);
    picture_close(&picture);
}

// Whatever the zoom, no background shows between two tiles.
static void test_tiles_leave_no_seam(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_camera camera;
    eng_camera_init(&camera, 1920, 1080, 320, 240);
    for (int step = 0; step < 60; step++) {
        eng_camera_look_at(&camera, 960, 540, 0.25f + 0.0125f * (float)step);
        eng_batch_use_camera(picture.batch, &camera);
        for (int cell = 0; cell < 32 * 18; cell++)
            eng_batch_sprite(picture.batch, &(eng_sprite_draw){
                                                .sprite = picture.arrow,
                                                .x = ((float)(cell % 32) + 0.5f) * 60,
                                                .y = ((float)(cell / 32) + 0.5f) * 60,
                                                .width = 60,
                                                .height = 60,
                                                .is_tile = true,
                                                .is_opaque = true,
                                            });
        picture_take(&picture);
        for (int x = 1; x < 319; x++)
            assert_true(picture_at(&picture, x, 120) != 0);
        for (int y = 1; y < 239; y++)
            assert_true(picture_at(&picture, 160, y) != 0);
    }
    picture_close(&picture);
}

static void test_clip_cuts(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_batch_clip(picture.batch, 50, 0, 10, 200);
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.arrow, .x = 60, .y = 60, .scale = 4});
    eng_batch_rect(picture.batch, 1, 0, 100, 300, 10, 0xffffffff);
    eng_batch_unclip(picture.batch);
    eng_batch_rect(picture.batch, 1, 0, 150, 300, 10, 0xffffffff);
    picture_take(&picture);
    assert_color(picture_at(&picture, 49, 60), 0x000000, 0);
    assert_color(picture_at(&picture, 51, 60), 0xff0000, 0);
    assert_color(picture_at(&picture, 62, 60), 0x000000, 0);
    assert_color(picture_at(&picture, 40, 105), 0x000000, 0);
    assert_color(picture_at(&picture, 40, 155), 0xffffff, 0);
    picture_close(&picture);
}

static void test_ten_thousand_are_drawn(void **state)
{
    (void)state;
    shot picture = open_small();
    for (int i = 0; i < 10000; i++)
        eng_batch_sprite(picture.batch, &(eng_sprite_draw){.sprite = picture.arrow,
                                                           .layer = i % 7,
                                                           .x = (float)(i % 320),
                                                           .y = (float)(i % 240)});
    picture_take(&picture);
    assert_int_equal(eng_batch_get_stats(picture.batch).quads, 10000);
    picture_close(&picture);
}

static void test_text_measures_what_it_draws(void **state)
{
    (void)state;
    shot picture = open_small();
    float width =
        eng_text_measure(picture.text, ENG_FONT_SANS, 16, "h\xc3\xb6rt \xe2\x86\x92 \xff");
    float drawn = eng_text_draw(picture.text, 0, ENG_FONT_SANS, 16, 10, 10, 0xffffffff,
                                "h\xc3\xb6rt \xe2\x86\x92 \xff");
    assert_true(width > 40 && width == drawn);
    float cut = eng_text_draw_cut(picture.text, 0, ENG_FONT_SANS, 16, 10, 50, 60, 0xffffffff,
                                  "much too long for so little room");
    assert_true(cut > 30 && cut <= 60);
    picture_take(&picture);
    assert_true(picture_count_bright(&picture, 10, 10, (int)width, 20) > 60);
    assert_int_equal(picture_count_bright(&picture, 72, 50, 200, 20), 0);
    picture_close(&picture);
}

static void test_picture_is_stretched(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_error error = {0};
    eng_picture *haze = eng_picture_create(picture.batch, 2, 1, &error);
    assert_non_null(haze);
    eng_picture_update(haze, (const uint32_t[]){0x80ff0000, 0xffff0000});
    eng_batch_picture(picture.batch, 0, haze, 100, 100, 80, 40, 0xffffffff);
    picture_take(&picture);
    assert_color(picture_at(&picture, 102, 120), 0x800000, 4);
    assert_color(picture_at(&picture, 177, 120), 0xff0000, 4);
    eng_picture_destroy(haze);
    assert_null(eng_picture_create(picture.batch, 5000, 1, &error));
    picture_close(&picture);
}

static void test_lost_textures_come_back(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_pages_restart(picture.pages);
    eng_text_restart(picture.text);
    eng_batch_sprite(picture.batch, &(eng_sprite_draw){.sprite = picture.arrow, .x = 60, .y = 40});
    picture_take(&picture);
    assert_color(picture_at(&picture, 54, 40), 0x000000, 0);
    while (!eng_pages_upload_step(picture.pages, 100))
        continue;
    picture_draw_all(&picture);
    picture_take(&picture);
    picture_check_all(&picture);
    picture_close(&picture);
}

typedef struct painter {
    uint32_t parts;
    uint32_t color; // of the square that changes
} painter;

// Squares of 64 px in two colours, and one at (64, 64) that moves.
static bool paint_squares(void *user, const eng_mosaic_part *part)
{
    painter *self = user;
    self->parts++;
    for (int y = 0; y < part->height; y++) {
        for (int x = 0; x < part->width; x++) {
            int64_t column = (part->left + x) * (1 << part->level) / 64;
            int64_t row = (part->top + y) * (1 << part->level) / 64;
            bool is_outside = part->left + x < 0 || part->top + y < 0;
            uint32_t color = (column + row) % 2 ? 0xff0000c0u : 0xff00c000u;
            color = column == 1 && row == 1 ? self->color : color;
            part->pixels[(size_t)y * part->stride + (size_t)x] = is_outside ? 0 : color;
        }
    }
    return true;
}

static uint32_t find_stale_square(void *user, const eng_mosaic_part *part, uint32_t since,
                                  eng_mosaic_rect *rects, uint32_t capacity)
{
    (void)user, (void)since;
    assert_true(capacity > 0);
    bool has_it = part->level == 0 && part->left <= 64 && part->top <= 64;
    if (has_it)
        rects[0] = (eng_mosaic_rect){(int)(64 - part->left), (int)(64 - part->top), 64, 64};
    return has_it ? 1 : 0;
}

static void draw_mosaic(shot *picture, eng_mosaic *mosaic, float x, float y, float zoom,
                        uint32_t version)
{
    eng_camera camera;
    eng_camera_init(&camera, 20000, 20000, 320, 240);
    eng_camera_look_at(&camera, x, y, zoom);
    eng_batch_use_camera(picture->batch, &camera);
    eng_mosaic_draw(mosaic, &(eng_mosaic_view){.version = version, .end_ns = INT64_MAX});
    picture_take(picture);
}

static void test_mosaic_is_painted_once(void **state)
{
    (void)state;
    shot picture = open_small();
    painter self = {.color = 0xffff0000u};
    eng_mosaic *mosaic = eng_mosaic_create(picture.batch, &(eng_mosaic_def){
                                                              .right = 20000,
                                                              .bottom = 20000,
                                                              .user = &self,
                                                              .paint = paint_squares,
                                                              .find_stale = find_stale_square,
                                                              .bytes_limit = 4u << 20,
                                                          });
    draw_mosaic(&picture, mosaic, 160, 120, 1, 1);
    assert_color(picture_at(&picture, 10, 10), 0x00c000, 0);
    assert_color(picture_at(&picture, 127, 63), 0x0000c0, 0);
    assert_color(picture_at(&picture, 64, 64), 0xff0000, 0);
    assert_color(picture_at(&picture, 127, 127), 0xff0000, 0);
    assert_color(picture_at(&picture, 128, 127), 0x0000c0, 0);
    uint32_t parts = self.parts;
    draw_mosaic(&picture, mosaic, 161, 120, 1, 1);
    assert_int_equal(self.parts, parts);
    // What moves is painted over in place, and nothing else.
    self.color = 0xffffffffu;
    draw_mosaic(&picture, mosaic, 160, 120, 1, 2);
    assert_int_equal(self.parts, parts + 1);
    assert_color(picture_at(&picture, 100, 100), 0xffffff, 0);
    assert_color(picture_at(&picture, 63, 100), 0x0000c0, 0);
    // A view over the border of pieces, and from afar: one of the smaller pictures.
    draw_mosaic(&picture, mosaic, 510, 510, 1, 2);
    for (int x = 0; x < 320; x += 7)
        assert_color(picture_at(&picture, x, 120),
                     ((350 + x) / 64 + 510 / 64) % 2 ? 0x0000c0 : 0x00c000, 0);
    draw_mosaic(&picture, mosaic, 10000, 10000, 0.012f, 2);
    assert_true(eng_batch_get_stats(picture.batch).quads <= 4);
    assert_color(picture_at(&picture, 160, 120) & 0xff0000u, 0, 0);
    // Walking far, it keeps within its bytes; afterwards all of it can be painted anew.
    for (int i = 0; i < 12; i++) {
        draw_mosaic(&picture, mosaic, 800.0f + 600.0f * (float)i, 5000, 1, 2);
        assert_true(eng_mosaic_get_stats(mosaic).bytes <= (14u << 20));
    }
    eng_mosaic_forget(mosaic);
    assert_int_equal(eng_mosaic_get_stats(mosaic).bytes, 0);
    draw_mosaic(&picture, mosaic, 160, 120, 1, 2);
    assert_color(picture_at(&picture, 100, 100), 0xffffff, 0);
    eng_mosaic_destroy(mosaic);
    picture_close(&picture);
}

static void test_text_blocks_wrap(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_text_block block = {.utf8 = "aaa bbb\nccc",
                            .size = 20,
                            .width = 60,
                            .height = 90,
                            .color = 0xffffffffu,
                            .is_wrapped = true,
                            .across = 2,
                            .down = 2};
    uint32_t *pixels = eng_text_block_paint(picture.text, &block);
    int lit[3] = {0, 0, 0}, left = 0;
    for (int i = 0; i < 60 * 90; i++) {
        lit[i / (60 * 30)] += pixels[i] >> 24 > 128;
        left += pixels[i] >> 24 > 128 && i % 60 < 15;
    }
    // Three lines, at the right.
    assert_true(lit[0] > 20 && lit[1] > 20 && lit[2] > 20);
    assert_int_equal(left, 0);
    eng_free(pixels);
    block.width = 0;
    assert_null(eng_text_block_paint(picture.text, &block));
    picture_close(&picture);
}

static void test_screenshot_is_a_png(void **state)
{
    (void)state;
    shot picture = open_small();
    eng_error error = {0};
    eng_window_clear(picture.window, 0xff336699);
    assert_true(eng_window_save_png(picture.window, "test_offscreen.png", &error));
    FILE *file = fopen("test_offscreen.png", "rb");
    assert_non_null(file);
    char head[4] = {0};
    assert_int_equal(fread(head, 1, 4, file), 4);
    fclose(file);
    remove("test_offscreen.png");
    assert_memory_equal(head, "\x89PNG", 4);
    assert_false(eng_window_save_png(picture.window, "no/such/folder/x.png", &error));
    assert_non_null(strstr(error.text, "no/such/folder/x.png"));
    picture_close(&picture);
}

static void test_series_keep_the_newest(void **state)
{
    (void)state;
    eng_ui_series series = {0};
    assert_true(eng_ui_series_get(&series, 0) == 0);
    for (int i = 0; i < ENG_UI_SERIES_CAPACITY + 10; i++)
        eng_ui_series_push(&series, (float)i);
    assert_int_equal(series.count, ENG_UI_SERIES_CAPACITY);
    assert_true(eng_ui_series_get(&series, 0) == ENG_UI_SERIES_CAPACITY + 9);
    assert_true(eng_ui_series_get(&series, ENG_UI_SERIES_CAPACITY - 1) == 10);
    assert_true(eng_ui_series_max(&series) == ENG_UI_SERIES_CAPACITY + 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_display_is_said),
        cmocka_unit_test(test_everything_is_where_it_belongs),
        cmocka_unit_test(test_both_ways_draw_the_same),
        cmocka_unit_test(test_half_alpha_blends_once),
        cmocka_unit_test(test_layers_cover_each_other),
        cmocka_unit_test(test_turned_sprites_land_on_their_middle),
        cmocka_unit_test(test_camera_places_and_culls),
        cmocka_unit_test(test_tiles_leave_no_seam),
        cmocka_unit_test(test_clip_cuts),
        cmocka_unit_test(test_ten_thousand_are_drawn),
        cmocka_unit_test(test_text_measures_what_it_draws),
        cmocka_unit_test(test_picture_is_stretched),
        cmocka_unit_test(test_lost_textures_come_back),
        cmocka_unit_test(test_mosaic_is_painted_once),
        cmocka_unit_test(test_text_blocks_wrap),
        cmocka_unit_test(test_screenshot_is_a_png),
        cmocka_unit_test(test_series_keep_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
