// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/headless.h"

#include <inttypes.h>
#include <math.h>

#include "app/report.h"
#include "app/scene.h"
#include "app/show_draw.h"
#include "base/clock.h"
#include "base/log.h"

#define POLL_NS 500000 // between two looks at a referee that is at work

static bool save_if_due(eng_game *game, const eng_options *options, bool is_end, eng_error *error)
{
    uint64_t tick = eng_world_tick(game->world);
    if (options->save_path == NULL) {
        return true;
    }
    if (options->has_save_tick && is_end && tick < options->save_tick) {
        return eng_error_set(error, "--save-at %" PRIu64 ": the game ended at tick %" PRIu64,
                             options->save_tick, tick);
    }
    bool is_due = options->has_save_tick ? tick == options->save_tick : is_end;
    return !is_due || eng_saves_write(game, options->save_path, error);
}

static bool run_ticks(eng_game *game, const eng_options *options, eng_error *error)
{
    int64_t tick_ns = (int64_t)llround(1e9 / eng_world_tick_rate_hz(game->world));
    int64_t deadline_ns = eng_clock_ns();
    uint64_t limit = options->tick_limit;
    if (options->load_path != NULL && limit == 0) {
        limit = eng_world_tick(game->world) + ENG_HEADLESS_TICKS;
    }
    while (!game->is_replay_over && !game->is_over &&
           (limit == 0 || eng_world_tick(game->world) < limit)) {
        if (!save_if_due(game, options, false, error)) {
            return false;
        }
        if (game->clock == ENG_CLOCK_REALTIME && game->replay == NULL) {
            deadline_ns += tick_ns;
            eng_clock_sleep_until(deadline_ns);
            if (eng_game_is_debugging(game)) {
                continue;
            }
        }
        eng_live_follow(game->live);
        do {
            if (game->is_waiting) {
                eng_clock_sleep_until(eng_clock_ns() + POLL_NS);
            }
            if (!eng_game_tick(game, error)) {
                return false;
            }
        } while (game->is_waiting);
    }
    return save_if_due(game, options, true, error);
}

// The last frame, drawn in memory.
static bool save_picture(eng_game *game, const eng_options *options, eng_atlas_counts *sprites,
                         eng_error *error)
{
    eng_window_def def = eng_window_default_def();
    def.width = options->window_width;
    def.height = options->window_height;
    def.is_offscreen = true;
    eng_window *window = eng_window_create(&def, error);
    eng_scene *scene = window != NULL ? eng_scene_create(window, game, error) : NULL;
    bool is_saved = false;
    if (scene != NULL) {
        eng_scene_load(scene, game);
        *sprites = eng_scene_count_sprites(scene);
        eng_scene_follow(scene, game);
        eng_window_clear(window, ENG_UI_GROUND);
        eng_scene_draw(scene, game, 1.0f, 0.0f);
        eng_scene_draw_hud(scene, game);
        eng_ui ui = eng_ui_begin(eng_scene_batch(scene), eng_scene_text(scene));
        eng_show_draw(&ui, game, eng_scene_camera(scene), "");
        eng_batch_draw(eng_scene_batch(scene));
        is_saved = eng_window_save_png(window, options->screenshot_path, error);
    }
    eng_scene_destroy(scene);
    eng_window_destroy(window);
    return is_saved;
}

bool eng_headless_run(const eng_options *options, const eng_game_def *def, eng_error *error)
{
    eng_game *game = eng_game_create(def, error);
    if (game == NULL) {
        return false;
    }
    eng_atlas_counts sprites = {0};
    bool has_picture = options->screenshot_path != NULL;
    bool is_good = eng_game_ready(game, error) && run_ticks(game, options, error) &&
                   (!has_picture || save_picture(game, options, &sprites, error));
    if (is_good && !eng_report_is_comparable(game)) {
        eng_log_warning("not comparable: thinks were cut, killed, late or out of memory");
    }
    if (is_good && options->wants_stats) {
        eng_report_print(game, NULL, has_picture ? &sprites : NULL);
    }
    if (is_good && eng_world_ending(game->world)->kind == ENG_END_ABORTED) {
        is_good = eng_error_set(error, "%s: the game was aborted: its rules failed",
                                game->content.info->id);
    }
    eng_game_destroy(game);
    return is_good;
}
