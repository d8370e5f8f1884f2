// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// SDL's events, pushed by hand, become the record of a frame.

#include "window_scene.h"

#include "input/input.h"

#include <SDL.h>

#include <string.h>

static void push_key(Uint32 type, SDL_Keycode key, SDL_Scancode scancode, Uint8 repeat)
{
    SDL_Event event = {.key = {.type = type, .repeat = repeat}};
    event.key.keysym.sym = key;
    event.key.keysym.scancode = scancode;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void push_button(Uint32 type, Uint8 button, int x, int y)
{
    SDL_Event event = {.button = {.type = type, .button = button, .x = x, .y = y}};
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void push_motion(int x, int y)
{
    SDL_Event event = {.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}};
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void test_keys_are_actions_for_one_frame(void **state)
{
    (void)state;
    eng_input input = {0};
    push_key(SDL_KEYDOWN, SDLK_SPACE, SDL_SCANCODE_SPACE, 0);
    push_key(SDL_KEYDOWN, SDLK_h, SDL_SCANCODE_H, 1); // held: no second press
    eng_input_poll(&input);
    assert_true(eng_input_pressed(&input, ENG_ACTION_PAUSE));
    assert_false(eng_input_pressed(&input, ENG_ACTION_HELP));
    eng_input_poll(&input);
    assert_false(eng_input_pressed(&input, ENG_ACTION_PAUSE));
    push_key(SDL_KEYDOWN, SDLK_ESCAPE, SDL_SCANCODE_ESCAPE, 0);
    eng_input_poll(&input);
    assert_true(input.is_quit);
}

static void test_held_keys_pan(void **state)
{
    (void)state;
    eng_input input = {0};
    push_key(SDL_KEYDOWN, SDLK_a, SDL_SCANCODE_A, 0);
    push_key(SDL_KEYDOWN, SDLK_LEFT, SDL_SCANCODE_LEFT, 0);
    push_key(SDL_KEYDOWN, SDLK_s, SDL_SCANCODE_S, 0);
    eng_input_poll(&input);
    assert_true(input.pan_x == -1 && input.pan_y == 1);
    push_key(SDL_KEYUP, SDLK_a, SDL_SCANCODE_A, 0);
    eng_input_poll(&input);
    assert_true(input.pan_x == -1);
    SDL_Event lost = {.window = {.type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_FOCUS_LOST}};
    SDL_PushEvent(&lost);
    eng_input_poll(&input);
    assert_true(input.pan_x == 0 && input.pan_y == 0);
}

static void test_a_drag_is_no_click(void **state)
{
    (void)state;
    eng_input input = {0};
    push_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 100, 100);
    push_motion(102, 101);
    push_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 102, 101);
    eng_input_poll(&input);
    assert_int_equal(input.clicked, ENG_MOUSE_LEFT);
    assert_true(input.drag_x == 0);

    push_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 100, 100);
    push_motion(110, 100);
    push_motion(130, 95);
    eng_input_poll(&input);
    assert_true(input.is_dragging && input.drag_x == 30 && input.drag_y == -5);
    push_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 130, 95);
    eng_input_poll(&input);
    assert_int_equal(input.clicked, 0);
    assert_false(input.is_dragging);
    assert_true(input.mouse_x == 130 && input.drag_x == 0);
}

static void test_window_events(void **state)
{
    (void)state;
    eng_input input = {0};
    SDL_Event resized = {
        .window = {.type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_SIZE_CHANGED}};
    SDL_Event wheel = {.wheel = {.type = SDL_MOUSEWHEEL, .y = 1, .preciseY = 1}};
    SDL_Event text = {.text = {.type = SDL_TEXTINPUT, .text = "\xc3\xb6"}};
    SDL_PushEvent(&resized);
    SDL_PushEvent(&wheel);
    SDL_PushEvent(&wheel);
    SDL_PushEvent(&text);
    eng_input_poll(&input);
    assert_true(input.is_resized && input.wheel == 2);
    assert_string_equal(input.text, "\xc3\xb6");
    SDL_Event quit = {.type = SDL_QUIT};
    SDL_PushEvent(&quit);
    eng_input_poll(&input);
    assert_true(input.is_quit && !input.is_resized && input.text[0] == 0);
}

static void test_every_action_has_a_row(void **state)
{
    (void)state;
    uint32_t count = 0;
    const eng_action_row *rows = eng_input_get_rows(&count);
    assert_true(count >= ENG_ACTION_COUNT);
    for (uint32_t i = 0; i < ENG_ACTION_COUNT; i++) {
        assert_int_equal(rows[i].action, i);
        assert_true(rows[i].keys[0] && rows[i].help[0] && rows[i].name[0]);
    }
}

static void test_a_file_is_dropped(void **state)
{
    (void)state;
    eng_input input = {0};
    SDL_Event event = {.type = SDL_DROPFILE};
    event.drop.file = SDL_strdup("mods/orcs.zip");
    SDL_PushEvent(&event);
    eng_input_poll(&input);
    assert_string_equal(input.dropped, "mods/orcs.zip");
    eng_input_poll(&input);
    assert_string_equal(input.dropped, "");
}

int main(void)
{
    if (SDL_Init(SDL_INIT_EVENTS) != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_actions_for_one_frame),
        cmocka_unit_test(test_held_keys_pan),
        cmocka_unit_test(test_a_drag_is_no_click),
        cmocka_unit_test(test_window_events),
        cmocka_unit_test(test_a_file_is_dropped),
        cmocka_unit_test(test_every_action_has_a_row),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    return failed;
}
