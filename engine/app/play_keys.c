// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Keys that change how the game is played and seen, not the game.

#include "app/play_parts.h"

#include <math.h>
#include <stdio.h>

#define PAN_SPEED 600.0f // screen px per s

static void change_speed(eng_play *p, int step)
{
    char text[32];
    int index = (int)p->speed_index + step;
    p->speed_index =
        index < 0 ? 0
                  : ((uint32_t)index >= ENG_PLAY_SPEED_COUNT ? (uint32_t)ENG_PLAY_SPEED_COUNT - 1
                                                             : (uint32_t)index);
    snprintf(text, sizeof text, "Speed %gx", eng_play_speeds[p->speed_index]);
    eng_play_say(p, text);
}

void eng_play_handle_keys(eng_play *p)
{
    eng_input *input = &p->input;
    if (eng_input_pressed(input, ENG_ACTION_HELP)) {
        p->is_help_shown = !p->is_help_shown;
    }
    if (eng_input_pressed(input, ENG_ACTION_OVERLAY)) {
        p->overlay.is_shown = !p->overlay.is_shown;
    }
    if (eng_input_pressed(input, ENG_ACTION_MARKS)) {
        p->are_marks_shown = !p->are_marks_shown;
        eng_play_say(p, p->game->content.tiles == NULL ? "This map has no marks"
                        : p->are_marks_shown           ? "Marks of the map"
                                                       : "No marks");
    }
    if (eng_input_pressed(input, ENG_ACTION_PAUSE)) {
        p->is_paused = !p->is_paused;
        eng_play_say(p, p->is_paused ? "Paused" : "Going on");
    }
    if (eng_input_pressed(input, ENG_ACTION_MUTE)) {
        p->is_muted = !p->is_muted;
        eng_audio_set_volume(p->audio, p->is_muted ? 0.0f : 1.0f);
        eng_play_say(p, p->is_muted ? "Sound off" : "Sound on");
    }
    if (eng_input_pressed(input, ENG_ACTION_STEP)) {
        p->is_paused = true;
        p->wants_step = true;
    }
    if (eng_input_pressed(input, ENG_ACTION_FASTER)) {
        change_speed(p, 1);
    }
    if (eng_input_pressed(input, ENG_ACTION_SLOWER)) {
        change_speed(p, -1);
    }
    if (eng_input_pressed(input, ENG_ACTION_FULLSCREEN)) {
        eng_window_toggle_fullscreen(p->window);
    }
}

void eng_play_handle_view(eng_play *p)
{
    eng_input *input = &p->input;
    eng_camera *camera = eng_scene_camera(p->scene);
    float pixels = eng_window_get_pixel_scale(p->window);
    if (input->is_renderer_reset) {
        eng_scene_reload_textures(p->scene);
    }
    eng_scene_resize(p->scene);
    if (eng_input_pressed(input, ENG_ACTION_FIT)) {
        eng_camera_fit(camera);
    }
    eng_camera_pan(camera, input->pan_x * PAN_SPEED * p->frame_s,
                   input->pan_y * PAN_SPEED * p->frame_s);
    eng_camera_pan(camera, -input->drag_x * pixels, -input->drag_y * pixels);
    if (input->wheel != 0.0f) {
        eng_camera_zoom_at(camera, input->mouse_x * pixels, input->mouse_y * pixels,
                           powf(1.15f, input->wheel));
    }
    eng_camera_step(camera, p->frame_s);
}
