// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Two clocks. Frames come as fast as the display takes them; ticks come at the pack's rate, at most
// a few per frame, so that a slow machine plays slower instead of stalling. A tick never waits for
// a script: it takes what has ended and starts the next thinks, which run while frames are drawn.

#include "app/play.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/capture.h"
#include "app/inspector.h"
#include "app/install.h"
#include "app/mods_screen.h"
#include "app/overlay.h"
#include "app/report.h"
#include "app/scene.h"
#include "app/show_draw.h"
#include "app/sounds.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "input/input.h"
#include "record/writer.h"

#define FRAME_CAPACITY 65536u // frame times kept for the report
#define LOAD_BUDGET_US 10000
#define UNSYNCED_FRAME_NS 16666667 // without vsync: 60 frames a second
#define SHORTEST_FRAME_NS 2000000  // with it, in case a driver does not mean it
#define PAN_SPEED 600.0f           // screen px per s
#define TOAST_S 2.5f

static const float speeds[] = {0.25f, 0.5f, 1.0f, 2.0f, 4.0f, 8.0f};
#define SPEED_COUNT (sizeof speeds / sizeof *speeds)
#define SPEED_NORMAL 2u

typedef struct play {
    const eng_options *options;
    eng_game_def def;
    eng_window *window;
    eng_game *game;
    eng_scene *scene;
    eng_audio *audio;
    bool is_muted;
    eng_input input;
    eng_overlay overlay;
    eng_inspector *inspector;

    eng_mods_screen *mods; // NULL: not shown
    eng_stack *stack;      // that of the mods chosen here; NULL: def.stack is the caller's
    bool was_paused;       // before the mods were shown

    eng_writer *writer; // of quick saves
    bool is_saved;      // --save is done
    bool is_over, is_paused, wants_step, is_help_shown;
    uint32_t speed_index;
    double tick_debt_s;    // game time that has passed since the last tick
    int64_t tick_clock_ns; // when it was last looked at
    int64_t frame_started_ns;
    float frame_s; // the last frame's length
    char toast[160];
    float toast_age_s;

    int64_t started_ns;
    uint64_t frame_count;
    float *frame_ms; // the first FRAME_CAPACITY frames of play
    double first_frame_s;
} play;

static void say(play *p, const char *text)
{
    snprintf(p->toast, sizeof p->toast, "%s", text);
    p->toast_age_s = 0.0f;
}

// --------------------------------------------------------------------------------------- frames

static int64_t frame_deadline_ns(const play *p)
{
    bool is_synced = eng_window_is_synced(p->window);
    return p->frame_started_ns + (is_synced ? SHORTEST_FRAME_NS : UNSYNCED_FRAME_NS);
}

static void end_frame(play *p)
{
    eng_clock_sleep_until(frame_deadline_ns(p));
    int64_t now_ns = eng_clock_ns();
    if (p->frame_count == 0) {
        p->first_frame_s = (double)(now_ns - p->started_ns) / 1e9;
    }
    p->frame_s = (float)(now_ns - p->frame_started_ns) / 1e9f;
    p->frame_started_ns = now_ns;
}

static void draw_loading(play *p, const char *doing, const char *detail, float fraction)
{
    const eng_pack_info *info = p->game->content.info;
    eng_window_clear(p->window, ENG_UI_GROUND);
    eng_ui ui = eng_ui_begin(eng_scene_batch(p->scene), eng_scene_text(p->scene));
    eng_ui_loading(&ui, eng_scene_logo(p->scene), info->title, info->description, doing, detail,
                   fraction);
    eng_batch_draw(ui.batch);
    eng_window_present(p->window);
    end_frame(p);
    ++p->frame_count;
}

// Atlas and interpreters are made at the same time; both show in one bar.
static bool load(play *p, bool is_first, eng_error *error)
{
    for (;;) {
        const char *name = NULL;
        char minds[64] = "";
        float atlas =
            is_first ? eng_scene_load_step(p->scene, p->game, LOAD_BUDGET_US, &name) : 1.0f;
        bool is_heard = eng_audio_load_step(p->audio);
        float made = eng_game_progress(p->game);
        if (atlas >= 1.0f && made >= 1.0f && is_heard) {
            eng_capture_begin(&p->input, &p->game->content.rules);
            p->tick_clock_ns = eng_clock_ns();
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
            draw_loading(p, "Painting sprites", name, 0.3f * atlas + 0.7f * made);
        } else {
            draw_loading(p, "Waking the interpreters", minds, 0.3f * atlas + 0.7f * made);
        }
    }
}

static void draw_help(play *p, eng_ui *ui)
{
    uint32_t count = 0;
    const eng_action_row *rows = eng_input_get_rows(&count);
    eng_ui_help_row help[64];
    for (uint32_t i = 0; i < count && i < 64; ++i) {
        help[i] = (eng_ui_help_row){rows[i].keys, rows[i].help};
    }
    eng_ui_help(ui, p->game->content.info->title, p->game->content.info->description, help, count);
}

static void draw_show(play *p)
{
    eng_ui ui = eng_ui_begin(eng_scene_batch(p->scene), eng_scene_text(p->scene));
    eng_show_draw(&ui, p->game, eng_scene_camera(p->scene), "R begins a new game");
    eng_capture_draw(&p->input, p->game, &ui, eng_window_get_pixel_scale(p->window));
}

static void draw_frame(play *p, float alpha)
{
    eng_window_clear(p->window, ENG_UI_GROUND);
    eng_audio_pause(p->audio, p->is_paused);
    eng_scene_draw(p->scene, p->game, alpha, p->is_paused ? 0.0f : p->frame_s);
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
    if (p->toast_age_s < TOAST_S) {
        eng_ui_toast(&ui, 0, p->toast, p->toast_age_s, TOAST_S);
        p->toast_age_s += p->frame_s;
    }
}

static void save_screenshot(play *p, const char *path)
{
    eng_error error = {0};
    char text[160];
    eng_batch_draw(eng_scene_batch(p->scene));
    if (eng_window_save_png(p->window, path, &error)) {
        snprintf(text, sizeof text, "Saved %s", path);
        say(p, text);
    } else {
        eng_log_error("%s", error.text);
        say(p, error.text);
    }
}

// -------------------------------------------------------------------------------------- restart

static const char *isolation_title(myr_isolation isolation)
{
    static const char *const titles[] = {
        "threads, a GIL each",
        "child processes",
        "threads under one shared GIL",
    };
    return titles[isolation];
}

// The next way of running scripts that this CPython offers.
static myr_isolation next_isolation(myr_isolation isolation)
{
    for (int i = 1; i <= 3; ++i) {
        myr_isolation next = (myr_isolation)(((int)isolation + i) % 3);
        if (myr_isolation_supported(MYR_LANGUAGE_PYTHON, next, NULL)) {
            return next;
        }
    }
    return isolation;
}

// `load_path`: NULL for the map's beginning. `text` is said.
static bool restart(play *p, myr_isolation isolation, const char *load_path, const char *text,
                    eng_error *error)
{
    // After a save that was loaded, "again" is its game from the beginning.
    p->def.seed = p->game->seed;
    p->def.unit_total = p->game->unit_wish;
    p->def.isolation = (int)isolation;
    p->def.load_path = load_path;
    // Where rules can win and lose, "again" is another game.
    p->def.seed += load_path == NULL && p->game->content.schema.has_referee;
    p->input.taken_key_count = 0;
    eng_game_destroy(p->game);
    p->game = eng_game_create(&p->def, error);
    if (p->game == NULL) {
        return false;
    }
    eng_scene_restart(p->scene, p->game);
    eng_inspector_restart(p->inspector, p->game);
    eng_audio_set_packs(p->audio, p->game->packs);
    p->overlay.think_s = 0.0;
    p->tick_debt_s = 0.0;
    say(p, text);
    return load(p, false, error);
}

static bool handle_restart_keys(play *p, eng_error *error)
{
    bool is_again = eng_input_pressed(&p->input, ENG_ACTION_RESTART);
    bool is_next = eng_input_pressed(&p->input, ENG_ACTION_ISOLATION);
    if (!is_again && !is_next) {
        return true;
    }
    if (p->game->bridge == NULL) {
        say(p, "A recording runs no scripts");
        return true;
    }
    char text[160];
    myr_isolation isolation = eng_bridge_isolation(p->game->bridge);
    if (is_next && !p->game->trust.is_trusted) {
        snprintf(text, sizeof text, "Pack '%s' is not trusted: its scripts stay in child processes",
                 p->game->trust.id);
        say(p, text);
        return true;
    }
    isolation = is_next ? next_isolation(isolation) : isolation;
    snprintf(text, sizeof text, "Scripts run in %s", isolation_title(isolation));
    return restart(p, isolation, NULL, text, error);
}

// ------------------------------------------------------------------------------------ save, load

// What went wrong is for the log and for the eyes; the game goes on.
static void complain(play *p, const eng_error *error)
{
    eng_log_error("%s", error->text);
    say(p, error->text);
}

static void quick_save(play *p)
{
    char path[ENG_PACK_PATH_BYTES], text[160];
    eng_error error = {0};
    eng_buffer file = {0};
    if (!eng_saves_quick_path(p->game, path, &error) || !eng_saves_make(p->game, &file, &error)) {
        complain(p, &error);
        return;
    }
    if (!eng_writer_put(p->writer, path, &file)) {
        say(p, "The saves before this one are still being written");
        eng_free(file.data);
        return;
    }
    snprintf(text, sizeof text, "Saved at tick %" PRIu64, eng_world_tick(p->game->world));
    say(p, text);
}

static bool quick_load(play *p, eng_error *error)
{
    static char path[ENG_PACK_PATH_BYTES]; // def borrows it
    eng_error why = {0};
    eng_writer_wait(p->writer);
    if (!eng_saves_quick_path(p->game, path, &why) || !eng_saves_try(p->game, path, &why)) {
        complain(p, &why);
        return true;
    }
    bool is_good =
        restart(p, eng_bridge_isolation(p->game->bridge), path, "Back at the quick save", error);
    p->def.load_path = NULL;
    return is_good;
}

static bool handle_save_keys(play *p, eng_error *error)
{
    eng_writer_result result;
    while (eng_writer_take_result(p->writer, &result)) {
        if (!result.is_written) {
            complain(p, &result.error);
        }
    }
    bool is_save = eng_input_pressed(&p->input, ENG_ACTION_SAVE);
    bool is_load = eng_input_pressed(&p->input, ENG_ACTION_LOAD);
    if ((is_save || is_load) && p->game->bridge == NULL) {
        say(p, "A recording cannot be saved");
        return true;
    }
    if (is_save) {
        quick_save(p);
    }
    return !is_load || quick_load(p, error);
}

// --save: at its tick, or when the window is closed.
static bool save_if_due(play *p, bool is_end, eng_error *error)
{
    const eng_options *options = p->options;
    bool is_reached = eng_world_tick(p->game->world) >= options->save_tick;
    bool is_due = options->has_save_tick ? is_reached : is_end;
    if (options->save_path == NULL || p->is_saved || !is_due) {
        return true;
    }
    p->is_saved = true;
    return eng_saves_write(p->game, options->save_path, error);
}

// ----------------------------------------------------------------------------------------- mods

// Takes the stack, and begins again with it.
static bool begin_with(play *p, eng_stack *stack, eng_error *error)
{
    p->input.taken_key_count = 0; // they are texts of the game
    eng_audio_destroy(p->audio);  // other packs bring other sounds
    p->audio = NULL;
    eng_scene_destroy(p->scene);
    eng_game_destroy(p->game);
    if (p->stack != NULL) {
        eng_stack_fini(p->stack);
        eng_free(p->stack);
    }
    p->scene = NULL;
    p->stack = stack;
    p->def.stack = stack;
    p->def.load_path = NULL;
    p->game = eng_game_create(&p->def, error);
    p->scene = p->game != NULL ? eng_scene_create(p->window, p->game, error) : NULL;
    if (p->game != NULL) {
        eng_inspector_restart(p->inspector, p->game);
        p->audio = eng_audio_create(p->game->packs);
        eng_audio_set_volume(p->audio, p->is_muted ? 0.0f : 1.0f);
    }
    p->overlay.think_s = 0.0;
    p->tick_debt_s = 0.0;
    return p->scene != NULL;
}

// With the packs that are enabled now. If those cannot play together the game goes on as it is; if
// one of them is broken, it begins again without any.
static bool restart_with_mods(play *p, eng_error *error)
{
    eng_error why = {0};
    eng_stack_def wanted = {
        .game_path = p->def.pack_path,
        .with = p->options->with,
        .with_count = p->options->with_count,
    };
    p->def.isolation = p->options->isolation; // other packs, other trust
    for (int tries = 0; tries < 2; ++tries) {
        eng_stack *stack = eng_alloc(1, sizeof *stack);
        if (!eng_stack_init(stack, &wanted, &why)) {
            eng_free(stack);
            complain(p, &why);
            return p->scene != NULL || eng_error_set(error, "%s", why.text);
        }
        if (begin_with(p, stack, &why)) {
            return load(p, true, error);
        }
        complain(p, &why);
        wanted.is_without_mods = true;
    }
    return eng_error_set(error, "%s", why.text);
}

static void open_mods(play *p, const char *selected_id)
{
    eng_error error = {0};
    eng_mods_screen_close(p->mods, NULL);
    if (p->mods == NULL) {
        p->was_paused = p->is_paused;
    }
    p->mods = eng_mods_screen_open(p->game, selected_id, &error);
    p->is_paused = p->mods != NULL || p->was_paused;
    if (p->mods == NULL) {
        complain(p, &error);
    }
}

static bool close_mods(play *p, eng_error *error)
{
    eng_error why = {0};
    bool is_other = eng_mods_screen_close(p->mods, &why);
    p->mods = NULL;
    p->is_paused = p->was_paused;
    if (why.text[0] != '\0') {
        complain(p, &why);
    }
    return !is_other || restart_with_mods(p, error);
}

static void install_dropped(play *p)
{
    char text[320];
    eng_pack_info info;
    eng_error error = {0};
    if (!eng_install(p->input.dropped, &info, &error)) {
        complain(p, &error);
        return;
    }
    snprintf(text, sizeof text, "%s %s is installed", info.title, info.version);
    say(p, text);
    open_mods(p, info.id);
}

// True while the mods are shown: then other keys are theirs.
static bool handle_mods(play *p, bool *has_input, eng_error *error)
{
    bool is_pressed = eng_input_pressed(&p->input, ENG_ACTION_MODS);
    if (is_pressed && p->def.replay_path != NULL) {
        say(p, "A recording plays with the mods that it was made with");
    } else if (p->input.dropped[0] != '\0' && p->def.replay_path == NULL) {
        install_dropped(p);
    } else if (is_pressed && p->mods != NULL) {
        return close_mods(p, error);
    } else if (is_pressed) {
        open_mods(p, NULL);
    } else if (p->mods != NULL) {
        eng_mods_screen_follow(p->mods, &p->input, eng_window_get_pixel_scale(p->window));
    }
    *has_input = p->mods != NULL;
    return true;
}

// ----------------------------------------------------------------------------------------- keys

static void change_speed(play *p, int step)
{
    char text[32];
    int index = (int)p->speed_index + step;
    p->speed_index =
        index < 0 ? 0
                  : ((uint32_t)index >= SPEED_COUNT ? (uint32_t)SPEED_COUNT - 1 : (uint32_t)index);
    snprintf(text, sizeof text, "Speed %gx", speeds[p->speed_index]);
    say(p, text);
}

static void handle_keys(play *p)
{
    eng_input *input = &p->input;
    if (eng_input_pressed(input, ENG_ACTION_HELP)) {
        p->is_help_shown = !p->is_help_shown;
    }
    if (eng_input_pressed(input, ENG_ACTION_OVERLAY)) {
        p->overlay.is_shown = !p->overlay.is_shown;
    }
    if (eng_input_pressed(input, ENG_ACTION_PAUSE)) {
        p->is_paused = !p->is_paused;
        say(p, p->is_paused ? "Paused" : "Going on");
    }
    if (eng_input_pressed(input, ENG_ACTION_MUTE)) {
        p->is_muted = !p->is_muted;
        eng_audio_set_volume(p->audio, p->is_muted ? 0.0f : 1.0f);
        say(p, p->is_muted ? "Sound off" : "Sound on");
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

static void handle_view(play *p)
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

// Saved scripts go live; what the game has to say of it is shown.
static void follow_files(play *p)
{
    if (p->game->bridge == NULL) {
        return;
    }
    eng_live_follow(p->game->live);
    if (p->is_paused) {
        eng_game_stand(p->game);
    }
    if (eng_game_is_debugging(p->game)) {
        say(p, "A unit is at a breakpoint: see the terminal");
    }
    const char *notice = eng_bridge_take_notice(p->game->bridge);
    if (notice != NULL) {
        say(p, notice);
    }
}

// ----------------------------------------------------------------------------------------- ticks

static bool tick(play *p, eng_error *error)
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

static double tick_length_s(const play *p)
{
    return 1.0 / eng_world_tick_rate_hz(p->game->world);
}

// One tick, if it is time for one. Called several times in a frame, so that at high speed the
// scripts of one tick have some time before the next one asks for what they did. A machine that
// cannot keep up plays slower.
static bool run_due_tick(play *p, eng_error *error)
{
    int64_t now_ns = eng_clock_ns();
    double tick_s = tick_length_s(p);
    double passed_s = (double)(now_ns - p->tick_clock_ns) / 1e9;
    p->tick_clock_ns = now_ns;
    if (p->is_paused || p->is_over || eng_game_is_debugging(p->game)) {
        return true;
    }
    p->tick_debt_s += passed_s * (double)speeds[p->speed_index];
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

static bool run_asked_step(play *p, eng_error *error)
{
    bool is_step = p->is_paused && p->wants_step;
    p->wants_step = false;
    return !is_step || tick(p, error);
}

// Shows the frame, and runs the ticks that fall due while there is nothing to do but wait.
static bool present_frame(play *p, eng_error *error)
{
    int64_t phase_ns = eng_trace_now(p->def.trace);
    eng_batch_draw(eng_scene_batch(p->scene));
    eng_trace_phase(p->def.trace, "render", eng_world_tick(p->game->world), phase_ns);
    if (!run_due_tick(p, error)) {
        return false;
    }
    phase_ns = eng_trace_now(p->def.trace);
    eng_window_present(p->window);
    eng_trace_phase(p->def.trace, "present", eng_world_tick(p->game->world), phase_ns);
    int64_t deadline_ns = frame_deadline_ns(p);
    while (!p->is_paused && !p->is_over) {
        double wait_s = (tick_length_s(p) - p->tick_debt_s) / (double)speeds[p->speed_index];
        int64_t due_ns = p->tick_clock_ns + (int64_t)(fmax(wait_s, 0.001) * 1e9);
        if (due_ns >= deadline_ns) {
            break;
        }
        eng_clock_sleep_until(due_ns);
        if (!run_due_tick(p, error)) {
            return false;
        }
    }
    return true;
}

static bool frame(play *p, eng_error *error)
{
    eng_input_poll(&p->input);
    p->is_over = p->input.is_quit;
    follow_files(p);
    bool is_mods_input = false;
    if (!handle_mods(p, &is_mods_input, error)) {
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
    handle_keys(p);
    handle_view(p);
    eng_inspector_input(p->inspector, p->game, p->scene, &p->input,
                        eng_window_get_pixel_scale(p->window));
    eng_inspector_follow(p->inspector, p->game, p->scene);
    p->overlay.is_profiling = eng_inspector_is_on(p->inspector);
    if (!handle_restart_keys(p, error) || !handle_save_keys(p, error) ||
        !save_if_due(p, false, error) || !run_asked_step(p, error) || !run_due_tick(p, error)) {
        return false;
    }
    int64_t phase_ns = eng_trace_now(p->def.trace);
    draw_frame(p, (float)fmin(1.0, p->tick_debt_s / tick_length_s(p)));
    eng_trace_phase(p->def.trace, "draw", eng_world_tick(p->game->world), phase_ns);
    if (eng_input_pressed(&p->input, ENG_ACTION_SCREENSHOT)) {
        char path[64];
        snprintf(path, sizeof path, "myrmidon-%lld.png", (long long)time(NULL));
        save_screenshot(p, path);
    }
    return true;
}

// ------------------------------------------------------------------------------------------ run

static int compare_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print_report(play *p, uint64_t played_frames)
{
    uint32_t kept = played_frames < FRAME_CAPACITY ? (uint32_t)played_frames : FRAME_CAPACITY;
    eng_frame_report report = {.frames = played_frames, .first_frame_s = p->first_frame_s};
    qsort(p->frame_ms, kept, sizeof *p->frame_ms, compare_float);
    if (kept > 0) {
        report.p50_ms = (double)p->frame_ms[kept / 2];
        report.p99_ms = (double)p->frame_ms[(uint64_t)kept * 99 / 100];
        report.max_ms = (double)p->frame_ms[kept - 1];
    }
    eng_report_print(p->game, &report);
}

static bool run_frames(play *p, uint64_t *played_frames, eng_error *error)
{
    uint64_t limit = p->options->frame_limit;
    while (!p->is_over) {
        int64_t begin_ns = eng_trace_now(p->def.trace);
        if (!frame(p, error)) {
            return false;
        }
        bool is_last = p->is_over || (limit != 0 && *played_frames + 1 >= limit);
        if (is_last && p->options->screenshot_path != NULL) {
            save_screenshot(p, p->options->screenshot_path);
        }
        if (!present_frame(p, error)) {
            return false;
        }
        end_frame(p);
        eng_trace_phase(p->def.trace, "frame", eng_world_tick(p->game->world), begin_ns);
        eng_overlay_note_frame(&p->overlay, p->frame_s * 1e3f);
        if (*played_frames < FRAME_CAPACITY) {
            p->frame_ms[*played_frames] = p->frame_s * 1e3f;
        }
        ++*played_frames;
        ++p->frame_count;
        p->is_over = p->is_over || is_last;
    }
    return true;
}

static bool open_window(play *p, eng_error *error)
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
    play *p = eng_alloc(1, sizeof *p);
    p->options = options;
    p->def = *def;
    p->def.has_player = true;
    p->speed_index = SPEED_NORMAL;
    p->toast_age_s = TOAST_S;
    p->frame_ms = eng_alloc(FRAME_CAPACITY, sizeof *p->frame_ms);
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
        is_good = p->scene != NULL && load(p, true, error) &&
                  run_frames(p, &played_frames, error) && save_if_due(p, true, error);
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
