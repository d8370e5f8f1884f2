// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What a frame shows, and how long it lasts.

#include "app/play_parts.h"

#include <stdio.h>

#include "app/capture.h"
#include "app/show_draw.h"
#include "base/clock.h"
#include "base/log.h"

#define UNSYNCED_FRAME_NS 16666667 // without vsync: 60 frames a second
#define SHORTEST_FRAME_NS 2000000  // with it, in case a driver does not mean it

void eng_play_say(eng_play *p, const char *text)
{
    snprintf(p->toast, sizeof p->toast, "%s", text);
    p->toast_age_s = 0.0f;
}

void eng_play_complain(eng_play *p, const eng_error *error)
{
    eng_log_error("%s", error->text);
    eng_play_say(p, error->text);
}

int64_t eng_play_frame_deadline_ns(const eng_play *p)
{
    bool is_synced = eng_window_is_synced(p->window);
    return p->frame_started_ns + (is_synced ? SHORTEST_FRAME_NS : UNSYNCED_FRAME_NS);
}

void eng_play_end_frame(eng_play *p)
{
    eng_clock_sleep_until(eng_play_frame_deadline_ns(p));
    int64_t now_ns = eng_clock_ns();
    if (p->frame_count == 0) {
        p->first_frame_s = (double)(now_ns - p->started_ns) / 1e9;
    }
    p->frame_s = (float)(now_ns - p->frame_started_ns) / 1e9f;
    p->frame_started_ns = now_ns;
}

void eng_play_draw_loading(eng_play *p, const char *doing, const char *detail, float fraction)
{
    const eng_pack_info *info = p->game->content.info;
    eng_window_clear(p->window, ENG_UI_GROUND);
    eng_ui ui = eng_ui_begin(eng_scene_batch(p->scene), eng_scene_text(p->scene));
    eng_ui_loading(&ui, eng_scene_logo(p->scene), info->title, info->description, doing, detail,
                   fraction);
    eng_batch_draw(ui.batch);
    eng_window_present(p->window);
    eng_play_end_frame(p);
    ++p->frame_count;
}

static void draw_help(eng_play *p, eng_ui *ui)
{
    uint32_t count = 0;
    const eng_action_row *rows = eng_input_get_rows(&count);
    eng_ui_help_row help[64];
    for (uint32_t i = 0; i < count && i < 64; ++i) {
        help[i] = (eng_ui_help_row){rows[i].keys, rows[i].help};
    }
    eng_ui_help(ui, p->game->content.info->title, p->game->content.info->description, help, count);
}

static void draw_show(eng_play *p)
{
    eng_ui ui = eng_ui_begin(eng_scene_batch(p->scene), eng_scene_text(p->scene));
    eng_show_draw(&ui, p->game, eng_scene_camera(p->scene), "R begins a new game");
    eng_capture_draw(&p->input, p->game, &ui, eng_window_get_pixel_scale(p->window));
}

void eng_play_draw_frame(eng_play *p, float alpha)
{
    eng_window_clear(p->window, ENG_UI_GROUND);
    eng_audio_pause(p->audio, p->is_paused);
    eng_scene_draw(p->scene, p->game, alpha, p->is_paused ? 0.0f : p->frame_s);
    if (p->are_marks_shown) {
        eng_scene_draw_marks(p->scene);
    }
    eng_scene_draw_hud(p->scene, p->game);
    draw_show(p);
    eng_ui ui = eng_ui_begin(eng_scene_batch(p->scene), eng_scene_text(p->scene));
    if (p->mods != NULL) {
        eng_mods_screen_draw(p->mods, &ui);
    } else if (p->is_help_shown) {
        draw_help(p, &ui);
    } else {
        eng_overlay_draw(&p->overlay, &ui, p->game);
        eng_inspector_draw(p->inspector, &ui, p->game, p->scene);
    }
    if (p->toast_age_s < ENG_PLAY_TOAST_S) {
        eng_ui_toast(&ui, 0, p->toast, p->toast_age_s, ENG_PLAY_TOAST_S);
        p->toast_age_s += p->frame_s;
    }
}

void eng_play_save_screenshot(eng_play *p, const char *path)
{
    eng_error error = {0};
    char text[160];
    eng_batch_draw(eng_scene_batch(p->scene));
    if (eng_window_save_png(p->window, path, &error)) {
        snprintf(text, sizeof text, "Saved %s", path);
        eng_play_say(p, text);
    } else {
        eng_log_error("%s", error.text);
        eng_play_say(p, error.text);
    }
}
