// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// camera.h: which part of the world is on the screen. A plain value; every change goes through a
// function, which keeps the view on the map. Zoom glides towards its target while the point under
// the mouse stays under the mouse.
//
//     eng_camera camera;
//     eng_camera_init(&camera, map_w, map_h, view_w, view_h);   // whole map
//     eng_camera_zoom_at(&camera, mouse_x, mouse_y, 1.15f);     // wheel
//     eng_camera_step(&camera, frame_s);                        // once per frame
//
// Thread: any one at a time.

#pragma once

#include <stdbool.h>

typedef struct eng_camera {
    float x, y;                 // world point in the middle of the view
    float zoom;                 // screen px per world px
    float zoom_target;          // zoom glides here
    float anchor_x, anchor_y;   // screen point that stays where it is while zoom glides
    float anchor_wx, anchor_wy; // the world point under it
    bool is_gliding;
    float map_width, map_height;   // world px
    float view_width, view_height; // screen px
} eng_camera;

// Shows the whole map.
void eng_camera_init(eng_camera *camera, float map_width, float map_height, float view_width,
                     float view_height);
// After a resize: the middle stays in the middle. A view that showed the whole map still does.
void eng_camera_resize(eng_camera *camera, float view_width, float view_height);
void eng_camera_fit(eng_camera *camera); // whole map
void eng_camera_look_at(eng_camera *camera, float x, float y, float zoom);
void eng_camera_pan(eng_camera *camera, float screen_dx, float screen_dy); // moves the view
void eng_camera_zoom_at(eng_camera *camera, float screen_x, float screen_y, float factor);
void eng_camera_step(eng_camera *camera, float seconds);

void eng_camera_to_screen(const eng_camera *camera, float x, float y, float *screen_x,
                          float *screen_y);
void eng_camera_to_world(const eng_camera *camera, float screen_x, float screen_y, float *x,
                         float *y);
// The world rectangle in view, for choosing tiles and units to draw.
void eng_camera_get_view(const eng_camera *camera, float *left, float *top, float *right,
                         float *bottom);
