// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Two clocks. Frames come as fast as the display takes them; ticks come at the pack's rate, at most
// a few per frame, so that a slow machine plays slower instead of stalling. A tick never waits for
// a script: it takes what has ended and starts the next thinks, which run while frames are drawn.

#include "app/play_parts.h"

#include <math.h>

#include "app/sounds.h"
#include "base/clock.h"

const float eng_play_speeds[ENG_PLAY_SPEED_COUNT] = {0.25f, 0.5f, 1.0f, 2.0f, 4.0f, 8.0f};

static bool tick(eng_play *p, eng_error *error)
{
    bool was_over = p->game->is_over;
    if (!eng_game_tick(p->game, error)) {
        return false;
    }
    if (p->game->is_waiting || (was_over && p->game->is_over)) {
        return true;
    }
    eng_scene_follow(p->scene, p->game);
    eng_sounds_follow(p->audio, p->game, eng_scene_camera(p->scene));
    eng_overlay_follow(&p->overlay, p->game);
    eng_inspector_note(p->inspector, p->game);
    return true;
}

double eng_play_tick_length_s(const eng_play *p)
{
    return 1.0 / eng_world_tick_rate_hz(p->game->world);
}

// One tick, if it is time for one. Called several times in a frame, so that at high speed the
// scripts of one tick have some time before the next one asks for what they did. A machine that
// cannot keep up plays slower.
bool eng_play_run_due_tick(eng_play *p, eng_error *error)
{
    int64_t now_ns = eng_clock_ns();
    double tick_s = eng_play_tick_length_s(p);
    double passed_s = (double)(now_ns - p->tick_clock_ns) / 1e9;
    p->tick_clock_ns = now_ns;
    if (p->is_paused || p->is_over || eng_game_is_debugging(p->game)) {
        return true;
    }
    p->tick_debt_s += passed_s * (double)eng_play_speeds[p->speed_index];
    if (p->tick_debt_s < tick_s) {
        return true;
    }
    if (!tick(p, error)) {
        return false;
    }
    if (p->game->is_waiting) { // for the referee; asked again after a moment
        p->tick_debt_s = fmin(p->tick_debt_s, tick_s);
        return true;
    }
    p->tick_debt_s = fmin(p->tick_debt_s - tick_s, tick_s);
    uint64_t limit = p->options->tick_limit;
    p->is_over = limit != 0 && eng_world_tick(p->game->world) >= limit;
    return true;
}

bool eng_play_run_asked_step(eng_play *p, eng_error *error)
{
    bool is_step = p->is_paused && p->wants_step;
    p->wants_step = false;
    return !is_step || tick(p, error);
}

// Shows the frame, and runs the ticks that fall due while there is nothing to do but wait.
bool eng_play_present(eng_play *p, eng_error *error)
{
    int64_t phase_ns = eng_trace_now(p->def.trace);
    eng_batch_draw(eng_scene_batch(p->scene));
    eng_trace_phase(p->def.trace, "render", eng_world_tick(p->game->world), phase_ns);
    if (!eng_play_run_due_tick(p, error)) {
        return false;
    }
    phase_ns = eng_trace_now(p->def.trace);
    eng_window_present(p->window);
    eng_trace_phase(p->def.trace, "present", eng_world_tick(p->game->world), phase_ns);
    int64_t deadline_ns = eng_play_frame_deadline_ns(p);
    while (!p->is_paused && !p->is_over) {
        double wait_s =
            (eng_play_tick_length_s(p) - p->tick_debt_s) / (double)eng_play_speeds[p->speed_index];
        int64_t due_ns = p->tick_clock_ns + (int64_t)(fmax(wait_s, 0.001) * 1e9);
        if (due_ns >= deadline_ns) {
            break;
        }
        eng_clock_sleep_until(due_ns);
        if (!eng_play_run_due_tick(p, error)) {
            return false;
        }
    }
    return true;
}
