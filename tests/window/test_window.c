// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A real window, with each renderer that this machine has.

#include "window_scene.h"

#include "base/clock.h"
#include "input/input.h"

#include <SDL.h>

#include <string.h>

static void check_renderer(const char *renderer)
{
    eng_window_def def = eng_window_default_def();
    def.width = 640;
    def.height = 480;
    def.renderer = renderer;
    shot picture = picture_open(&def);
    assert_false(eng_window_is_offscreen(picture.window));
    if (renderer)
        assert_string_equal(eng_window_get_renderer_name(picture.window), renderer);
    for (int frame = 0; frame < 3; frame++) {
        picture_draw_all(&picture);
        picture_take(&picture);
        picture_check_all(&picture);
    }
    eng_batch_rect(picture.batch, 0, 0, 0, 100, 100, 0xff204060);
    eng_batch_sprite(picture.batch,
                     &(eng_sprite_draw){.sprite = picture.glass, .layer = 1, .x = 50, .y = 50});
    picture_take(&picture);
    assert_color(picture_at(&picture, 50, 50), 0x90a0b0, 2);
    picture_close(&picture);
}

static void test_software(void **state)
{
    (void)state;
    check_renderer("software");
}

static void test_opengl(void **state)
{
    (void)state;
    for (int i = 0; i < SDL_GetNumRenderDrivers(); i++) {
        SDL_RendererInfo info;
        if (SDL_GetRenderDriverInfo(i, &info) == 0 && strcmp(info.name, "opengl") == 0) {
            check_renderer("opengl");
            return;
        }
    }
    skip();
}

static void test_the_best_is_chosen_in_time(void **state)
{
    (void)state;
    int64_t start_ns = eng_clock_ns();
    eng_window_def def = eng_window_default_def();
    eng_error error = {0};
    eng_window *window = eng_window_create(&def, &error);
    assert_non_null(window);
    // Generous: the machine may be building something beside this test.
    assert_true(eng_clock_ns() - start_ns < 3000000000);
    eng_window_destroy(window);
    check_renderer(NULL);
}

static void test_an_unknown_renderer_is_named(void **state)
{
    (void)state;
    eng_window_def def = eng_window_default_def();
    def.renderer = "crayons";
    eng_error error = {0};
    assert_null(eng_window_create(&def, &error));
    assert_non_null(strstr(error.text, "crayons"));
    assert_non_null(strstr(error.text, "software"));
}

// Events need a moment on their way through the display.
static bool wait_for_size(shot *picture, eng_input *input, int width, int height)
{
    bool was_told = false;
    for (int i = 0; i < 400; i++) {
        eng_input_poll(input);
        was_told = was_told || input->is_resized;
        eng_window_get_size(picture->window, &picture->width, &picture->height);
        if (was_told && picture->width == width && picture->height == height)
            return true;
        eng_window_present(picture->window);
        SDL_Delay(10);
    }
    print_error("the window is %d x %d\n", picture->width, picture->height);
    return false;
}

static void test_resize_and_fullscreen(void **state)
{
    (void)state;
    eng_window_def def = eng_window_default_def();
    def.width = 640;
    def.height = 480;
    shot picture = picture_open(&def);
    eng_input input = {0};
    SDL_Window *window = SDL_GetWindowFromID(1);
    for (Uint32 id = 2; !window && id < 100; id++)
        window = SDL_GetWindowFromID(id);
    assert_non_null(window);
    SDL_SetWindowSize(window, 800, 500);
    assert_true(wait_for_size(&picture, &input, 800, 500));
    picture_draw_all(&picture);
    eng_batch_rect(picture.batch, 0, 780, 480, 20, 20, 0xff00ff00);
    picture_take(&picture);
    picture_check_all(&picture);
    assert_color(picture_at(&picture, 790, 490), 0x00ff00, 2);

    eng_window_toggle_fullscreen(picture.window);
    assert_true(eng_window_is_fullscreen(picture.window));
    assert_true(wait_for_size(&picture, &input, 1280, 800));
    picture_draw_all(&picture);
    picture_take(&picture);
    picture_check_all(&picture);
    eng_window_toggle_fullscreen(picture.window);
    assert_false(eng_window_is_fullscreen(picture.window));
    assert_true(wait_for_size(&picture, &input, 800, 500));
    picture_close(&picture);
}

static void test_close_asks_to_quit(void **state)
{
    (void)state;
    eng_window_def def = eng_window_default_def();
    eng_error error = {0};
    assert_true(eng_window_has_display(&error));
    eng_window *window = eng_window_create(&def, &error);
    assert_non_null(window);
    SDL_Event event = {.type = SDL_QUIT};
    SDL_PushEvent(&event);
    eng_input input = {0};
    eng_input_poll(&input);
    assert_true(input.is_quit);
    eng_window_destroy(window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_software),
        cmocka_unit_test(test_opengl),
        cmocka_unit_test(test_the_best_is_chosen_in_time),
        cmocka_unit_test(test_an_unknown_renderer_is_named),
        cmocka_unit_test(test_resize_and_fullscreen),
        cmocka_unit_test(test_close_asks_to_quit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
