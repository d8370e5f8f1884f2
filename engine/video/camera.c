// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/camera.h"

#include <math.h>

#define ZOOM_MAX 6.0f
#define ZOOM_OUT 0.85f // of the zoom that fits: the map may float a little in the view
#define GLIDE_RATE 14.0f

static float fit_zoom(const eng_camera *camera)
{
    float by_width = camera->view_width / camera->map_width;
    float by_height = camera->view_height / camera->map_height;
    return by_width < by_height ? by_width : by_height;
}

static float clamp(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

static float clamp_zoom(const eng_camera *camera, float zoom)
{
    float least = fit_zoom(camera) * ZOOM_OUT;
    return clamp(zoom, least, least > ZOOM_MAX ? least : ZOOM_MAX);
}

// A map smaller than the view stands in its middle; a larger one has no border in sight.
static float clamp_middle(float middle, float map, float view)
{
    if (map <= view)
        return map * 0.5f;
    return clamp(middle, view * 0.5f, map - view * 0.5f);
}

static void keep_on_map(eng_camera *camera)
{
    camera->x = clamp_middle(camera->x, camera->map_width, camera->view_width / camera->zoom);
    camera->y = clamp_middle(camera->y, camera->map_height, camera->view_height / camera->zoom);
}

void eng_camera_init(eng_camera *camera, float map_width, float map_height, float view_width,
                     float view_height)
{
    *camera = (eng_camera){
        .map_width = map_width > 1 ? map_width : 1,
        .map_height = map_height > 1 ? map_height : 1,
        .view_width = view_width > 1 ? view_width : 1,
        .view_height = view_height > 1 ? view_height : 1,
    };
    eng_camera_fit(camera);
}

void eng_camera_fit(eng_camera *camera)
{
    camera->zoom = camera->zoom_target = fit_zoom(camera);
    camera->is_gliding = false;
    camera->x = camera->map_width * 0.5f;
    camera->y = camera->map_height * 0.5f;
}

void eng_camera_resize(eng_camera *camera, float view_width, float view_height)
{
    bool was_whole = camera->zoom <= fit_zoom(camera) * 1.001f;
    camera->view_width = view_width > 1 ? view_width : 1;
    camera->view_height = view_height > 1 ? view_height : 1;
    if (was_whole) {
        eng_camera_fit(camera);
        return;
    }
    camera->zoom = camera->zoom_target = clamp_zoom(camera, camera->zoom);
    camera->is_gliding = false;
    keep_on_map(camera);
}

void eng_camera_look_at(eng_camera *camera, float x, float y, float zoom)
{
    camera->zoom = camera->zoom_target = clamp_zoom(camera, zoom);
    camera->is_gliding = false;
    camera->x = x;
    camera->y = y;
    keep_on_map(camera);
}

void eng_camera_pan(eng_camera *camera, float screen_dx, float screen_dy)
{
    camera->x += screen_dx / camera->zoom;
    camera->y += screen_dy / camera->zoom;
    keep_on_map(camera);
    // What is under the mouse is now another point of the world.
    eng_camera_to_world(camera, camera->anchor_x, camera->anchor_y, &camera->anchor_wx,
                        &camera->anchor_wy);
}

void eng_camera_zoom_at(eng_camera *camera, float screen_x, float screen_y, float factor)
{
    camera->zoom_target = clamp_zoom(camera, camera->zoom_target * factor);
    camera->anchor_x = screen_x;
    camera->anchor_y = screen_y;
    eng_camera_to_world(camera, screen_x, screen_y, &camera->anchor_wx, &camera->anchor_wy);
    camera->is_gliding = true;
}

void eng_camera_step(eng_camera *camera, float seconds)
{
    if (!camera->is_gliding)
        return;
    // In the logarithm, so that zooming in and out feel alike.
    float ratio = camera->zoom_target / camera->zoom;
    float share = 1 - expf(-GLIDE_RATE * seconds);
    camera->zoom *= powf(ratio, share);
    if (fabsf(camera->zoom_target / camera->zoom - 1) < 0.001f) {
        camera->zoom = camera->zoom_target;
        camera->is_gliding = false;
    }
    camera->x = camera->anchor_wx - (camera->anchor_x - camera->view_width * 0.5f) / camera->zoom;
    camera->y = camera->anchor_wy - (camera->anchor_y - camera->view_height * 0.5f) / camera->zoom;
    keep_on_map(camera);
}

void eng_camera_to_screen(const eng_camera *camera, float x, float y, float *screen_x,
                          float *screen_y)
{
    *screen_x = (x - camera->x) * camera->zoom + camera->view_width * 0.5f;
    *screen_y = (y - camera->y) * camera->zoom + camera->view_height * 0.5f;
}

void eng_camera_to_world(const eng_camera *camera, float screen_x, float screen_y, float *x,
                         float *y)
{
    *x = (screen_x - camera->view_width * 0.5f) / camera->zoom + camera->x;
    *y = (screen_y - camera->view_height * 0.5f) / camera->zoom + camera->y;
}

void eng_camera_get_view(const eng_camera *camera, float *left, float *top, float *right,
                         float *bottom)
{
    eng_camera_to_world(camera, 0, 0, left, top);
    eng_camera_to_world(camera, camera->view_width, camera->view_height, right, bottom);
}
