// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "window_scene.h"

#include <math.h>

static void assert_near(float found, float wanted)
{
    if (fabsf(found - wanted) > 0.01f)
        fail_msg("%f is not %f", (double)found, (double)wanted);
}

static void test_whole_map_stays_whole(void **state)
{
    (void)state;
    eng_camera camera;
    eng_camera_init(&camera, 1600, 800, 800, 600);
    assert_near(camera.zoom, 0.5f);
    assert_near(camera.x, 800);
    eng_camera_resize(&camera, 1600, 1200);
    assert_near(camera.zoom, 1);
    eng_camera_pan(&camera, 500, 500);
    assert_near(camera.x, 800);
    assert_near(camera.y, 400);
}

static void test_zoom_keeps_the_point_under_the_mouse(void **state)
{
    (void)state;
    eng_camera camera;
    eng_camera_init(&camera, 4000, 4000, 800, 600);
    eng_camera_look_at(&camera, 2000, 2000, 1);
    float x0, y0, x1, y1;
    eng_camera_to_world(&camera, 600, 200, &x0, &y0);
    eng_camera_zoom_at(&camera, 600, 200, 2);
    for (int frame = 0; frame < 200; frame++) {
        eng_camera_step(&camera, 0.016f);
        eng_camera_to_world(&camera, 600, 200, &x1, &y1);
        assert_near(x1, x0);
        assert_near(y1, y0);
    }
    assert_near(camera.zoom, 2);
    assert_false(camera.is_gliding);
    for (int i = 0; i < 60; i++)
        eng_camera_zoom_at(&camera, 10, 10, 0.5f);
    eng_camera_step(&camera, 10);
    assert_true(camera.zoom > 0.1f && camera.zoom < 0.16f);
}

static void test_view_stays_on_the_map(void **state)
{
    (void)state;
    eng_camera camera;
    eng_camera_init(&camera, 4000, 3000, 800, 600);
    eng_camera_look_at(&camera, -500, 9000, 1);
    float left, top, right, bottom;
    eng_camera_get_view(&camera, &left, &top, &right, &bottom);
    assert_near(left, 0);
    assert_near(bottom, 3000);
    eng_camera_pan(&camera, 1e6f, -1e6f);
    eng_camera_get_view(&camera, &left, &top, &right, &bottom);
    assert_near(right, 4000);
    assert_near(top, 0);
}

static void test_there_and_back(void **state)
{
    (void)state;
    eng_camera camera;
    eng_camera_init(&camera, 4000, 3000, 801, 599);
    eng_camera_look_at(&camera, 1234, 777, 1.7f);
    float x, y, screen_x, screen_y;
    eng_camera_to_world(&camera, 321, 123, &x, &y);
    eng_camera_to_screen(&camera, x, y, &screen_x, &screen_y);
    assert_near(screen_x, 321);
    assert_near(screen_y, 123);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_map_stays_whole),
        cmocka_unit_test(test_zoom_keeps_the_point_under_the_mouse),
        cmocka_unit_test(test_view_stays_on_the_map),
        cmocka_unit_test(test_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
