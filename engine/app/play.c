// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A window, from its opening to the last report: loads, then frame after frame reads the input,
// lets each part of the game have it, runs what is due, and draws.

#include "app/play.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/capture.h"
#include "app/play_parts.h"
#include "app/report.h"
#include "base/alloc.h"
#include "base/clock.h"

// A step may take longer, by a texture that must be made: together less than ten milliseconds.
#define LOAD_BUDGET_US 4000

// Atlas and interpreters are made at the same time; both show in one bar.
bool eng_play_load(eng_play *p, bool is_first, eng_error *error)
{
    for (;;) {
        const char *name = NULL;
        char minds[64] = "";
        int64_t begin_ns = eng_clock_ns();
        float atlas =
            is_first ? eng_scene_load_step(p->scene, p->game, LOAD_BUDGET_US, &name) : 1.0f;
        bool is_heard = eng_audio_load_step(p->audio);
        float made = eng_game_progress(p->game);
        int64_t end_ns = eng_clock_ns();
        p->load_stall_ms = fmax(p->load_stall_ms, (double)(end_ns - begin_ns) / 1e6);
        if (atlas >= 1.0f && made >= 1.0f && is_heard) {
            eng_capture_begin(&p->input, &p->game->content.rules);
            p->tick_clock_ns = end_ns;
            p->loaded_s = (double)(end_ns - p->started_ns) / 1e9;
            return eng_game_ready(p->game, error);
        }
        eng_input_poll(&p->input);
        if (p->input.is_quit) {
            p->is_over = true;
            return true;
        }
        if (p->game->bridge != NULL) {
            uint32_t count = myr_stats_get(eng_bridge_system(p->game->bridge)).interpreter_count;
            snprintf(minds, sizeof minds, "%.0f of %u", (double)(made * (float)count), count);
        }
        if (atlas < 1.0f) {
            eng_play_draw_loading(p, "Painting sprites", name, 0.3f * atlas + 0.7f * made);
        } else {
            eng_play_draw_loading(p, "Waking the interpreters", minds, 0.3f * atlas + 0.7f * made);
        }
    }
}

// Saved scripts go live; what the game has to say of it is shown.
static void follow_files(eng_play *p)
{
    if (p->game->bridge == NULL) {
        return;
    }
    eng_pictures_changed changed;
    eng_live_follow(p->game->live);
    if (p->is_paused) {
        eng_game_stand(p->game);
    }
    if (eng_live_take_pictures(p->game->live, &changed)) {
        eng_scene_renew(p->scene, &changed);
    }
    if (eng_game_is_debugging(p->game)) {
        eng_play_say(p, "A unit is at a breakpoint: see the terminal");
    }
    const char *notice = eng_bridge_take_notice(p->game->bridge);
    if (notice != NULL) {
        eng_play_say(p, notice);
    }
}

static bool frame(eng_play *p, eng_error *error)
{
    eng_input_poll(&p->input);
    p->is_over = p->is_over || p->input.is_quit;
    follow_files(p);
    bool is_mods_input = false;
    if (!eng_play_handle_mods(p, &is_mods_input, error)) {
        return false;
    }
    if (is_mods_input) {
        p->input.pressed &= 1u << ENG_ACTION_SCREENSHOT;
        p->input.pan_x = p->input.pan_y = 0.0f;
        p->input.drag_x = p->input.drag_y = 0.0f;
        p->input.clicked = p->input.mouse_pressed = p->input.button_count = 0;
        p->input.key_count = p->input.edit_keys = 0;
    }
    eng_capture_follow(&p->input, p->game, p->scene, eng_window_get_pixel_scale(p->window));
    eng_play_handle_keys(p);
    eng_play_handle_view(p);
    eng_inspector_input(p->inspector, p->game, p->scene, &p->input,
                        eng_window_get_pixel_scale(p->window));
    eng_inspector_follow(p->inspector, p->game, p->scene);
    p->overlay.is_profiling = eng_inspector_is_on(p->inspector);
    if (!eng_play_handle_restart(p, error) || !eng_play_handle_saves(p, error) ||
        !eng_play_save_if_due(p, false, error) || !eng_play_run_asked_step(p, error) ||
        !eng_play_run_due_tick(p, error)) {
        return false;
    }
    int64_t phase_ns = eng_trace_now(p->def.trace);
    eng_play_draw_frame(p, (float)fmin(1.0, p->tick_debt_s / eng_play_tick_length_s(p)));
    eng_trace_phase(p->def.trace, "draw", eng_world_tick(p->game->world), phase_ns);
    if (eng_input_pressed(&p->input, ENG_ACTION_SCREENSHOT)) {
        char path[64];
        snprintf(path, sizeof path, "myrmidon-%lld.png", (long long)time(NULL));
        eng_play_save_screenshot(p, path);
    }
    return true;
}

static int compare_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print_report(eng_play *p, uint64_t played_frames)
{
    uint32_t kept =
        played_frames < ENG_PLAY_FRAME_CAPACITY ? (uint32_t)played_frames : ENG_PLAY_FRAME_CAPACITY;
    eng_frame_report report = {
        .frames = played_frames,
        .first_frame_s = p->first_frame_s,
        .loaded_s = p->loaded_s,
        .load_stall_ms = p->load_stall_ms,
    };
    qsort(p->frame_ms, kept, sizeof *p->frame_ms, compare_float);
    if (kept > 0) {
        report.p50_ms = (double)p->frame_ms[kept / 2];
        report.p99_ms = (double)p->frame_ms[(uint64_t)kept * 99 / 100];
        report.max_ms = (double)p->frame_ms[kept - 1];
    }
    eng_atlas_counts sprites = eng_scene_count_sprites(p->scene);
    eng_report_print(p->game, &report, &sprites);
}

static bool run_frames(eng_play *p, uint64_t *played_frames, eng_error *error)
{
    uint64_t limit = p->options->frame_limit;
    // The last tick may have come while the frame before was waiting: it is shown, too.
    bool is_last = p->is_over;
    while (!is_last) {
        int64_t begin_ns = eng_trace_now(p->def.trace);
        if (!frame(p, error)) {
            return false;
        }
        is_last = p->is_over || (limit != 0 && *played_frames + 1 >= limit);
        p->is_over = is_last;
        if (is_last && p->options->screenshot_path != NULL) {
            eng_play_save_screenshot(p, p->options->screenshot_path);
        }
        if (!eng_play_present(p, error)) {
            return false;
        }
        eng_play_end_frame(p);
        eng_trace_phase(p->def.trace, "frame", eng_world_tick(p->game->world), begin_ns);
        eng_overlay_note_frame(&p->overlay, p->frame_s * 1e3f);
        if (*played_frames < ENG_PLAY_FRAME_CAPACITY) {
            p->frame_ms[*played_frames] = p->frame_s * 1e3f;
        }
        ++*played_frames;
        ++p->frame_count;
    }
    return true;
}

static bool open_window(eng_play *p, eng_error *error)
{
    eng_window_def def = eng_window_default_def();
    def.title = "Myrmidon";
    def.width = p->options->window_width;
    def.height = p->options->window_height;
    def.renderer = p->options->renderer;
    def.is_fullscreen = p->options->is_fullscreen;
    p->window = eng_window_create(&def, error);
    return p->window != NULL;
}

bool eng_play_run(const eng_options *options, const eng_game_def *def, eng_error *error)
{
    uint64_t played_frames = 0;
    eng_play *p = eng_alloc(1, sizeof *p);
    p->options = options;
    p->def = *def;
    p->def.has_player = true;
    p->speed_index = ENG_PLAY_SPEED_NORMAL;
    p->toast_age_s = ENG_PLAY_TOAST_S;
    p->frame_ms = eng_alloc(ENG_PLAY_FRAME_CAPACITY, sizeof *p->frame_ms);
    p->writer = eng_writer_create();
    p->started_ns = eng_clock_ns();
    p->frame_started_ns = p->started_ns;
    bool is_good = open_window(p, error);
    if (is_good) {
        p->game = eng_game_create(&p->def, error);
        p->scene = p->game != NULL ? eng_scene_create(p->window, p->game, error) : NULL;
        if (p->scene != NULL) {
            p->inspector = eng_inspector_create();
            eng_inspector_restart(p->inspector, p->game);
        }
        p->audio = p->game != NULL ? eng_audio_create(p->game->packs) : NULL;
        is_good = p->scene != NULL && eng_play_load(p, true, error) &&
                  run_frames(p, &played_frames, error) && eng_play_save_if_due(p, true, error);
    }
    if (is_good && options->wants_stats) {
        print_report(p, played_frames);
    }
    eng_audio_destroy(p->audio);
    eng_mods_screen_close(p->mods, NULL);
    eng_scene_destroy(p->scene);
    eng_inspector_destroy(p->inspector);
    eng_game_destroy(p->game);
    if (p->stack != NULL) {
        eng_stack_fini(p->stack);
        eng_free(p->stack);
    }
    eng_window_destroy(p->window);
    eng_writer_destroy(p->writer);
    eng_free(p->frame_ms);
    eng_free(p);
    return is_good;
}
