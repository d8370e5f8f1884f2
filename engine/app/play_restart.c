// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Another game in the same window: from its beginning, from a save, or with other mods. And saves,
// which are the way back to this one.

#include "app/edits.h"
#include "app/play_parts.h"

#include <inttypes.h>
#include <stdio.h>

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

// `load_path`: NULL for the map's beginning. `text` is said; NULL: how scripts run.
static bool restart(eng_play *p, myr_isolation isolation, const char *load_path, const char *text,
                    eng_error *error)
{
    eng_error why = {0};
    if (!eng_edits_check(p->game->packs, &why)) {
        eng_play_complain(p, &why); // the game goes on with what it has
        return true;
    }
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
    if (p->game == NULL && p->def.isolation >= 0) {
        p->def.isolation = -1; // files were saved, and the pack is not trusted any more
        p->game = eng_game_create(&p->def, error);
    }
    if (p->game == NULL) {
        return false;
    }
    eng_scene_restart(p->scene, p->game);
    eng_inspector_restart(p->inspector, p->game);
    eng_audio_set_packs(p->audio, p->game->packs);
    p->overlay.think_s = 0.0;
    p->tick_debt_s = 0.0;
    char ways[96];
    snprintf(ways, sizeof ways, "Scripts run in %s",
             isolation_title(eng_bridge_isolation(p->game->bridge)));
    eng_play_say(p, text != NULL ? text : ways);
    return eng_play_load(p, false, error);
}

bool eng_play_handle_restart(eng_play *p, eng_error *error)
{
    bool is_again = eng_input_pressed(&p->input, ENG_ACTION_RESTART);
    bool is_next = eng_input_pressed(&p->input, ENG_ACTION_ISOLATION);
    if (!is_again && !is_next) {
        return true;
    }
    if (p->game->bridge == NULL) {
        eng_play_say(p, "A recording runs no scripts");
        return true;
    }
    char text[160];
    myr_isolation isolation = eng_bridge_isolation(p->game->bridge);
    if (is_next && !p->game->trust.is_trusted) {
        snprintf(text, sizeof text, "Pack '%s' is not trusted: its scripts stay in child processes",
                 p->game->trust.id);
        eng_play_say(p, text);
        return true;
    }
    isolation = is_next ? next_isolation(isolation) : isolation;
    return restart(p, isolation, NULL, NULL, error);
}

static void quick_save(eng_play *p)
{
    char path[ENG_PACK_PATH_BYTES], text[160];
    eng_error error = {0};
    eng_buffer file = {0};
    if (!eng_saves_quick_path(p->game, path, &error) || !eng_saves_make(p->game, &file, &error)) {
        eng_play_complain(p, &error);
        return;
    }
    if (!eng_writer_put(p->writer, path, &file)) {
        eng_play_say(p, "The saves before this one are still being written");
        eng_free(file.data);
        return;
    }
    snprintf(text, sizeof text, "Saved at tick %" PRIu64, eng_world_tick(p->game->world));
    eng_play_say(p, text);
}

static bool quick_load(eng_play *p, eng_error *error)
{
    static char path[ENG_PACK_PATH_BYTES]; // def borrows it
    eng_error why = {0};
    eng_writer_wait(p->writer);
    if (!eng_saves_quick_path(p->game, path, &why) || !eng_saves_try(p->game, path, &why)) {
        eng_play_complain(p, &why);
        return true;
    }
    bool is_good =
        restart(p, eng_bridge_isolation(p->game->bridge), path, "Back at the quick save", error);
    p->def.load_path = NULL;
    return is_good;
}

bool eng_play_handle_saves(eng_play *p, eng_error *error)
{
    eng_writer_result result;
    while (eng_writer_take_result(p->writer, &result)) {
        if (!result.is_written) {
            eng_play_complain(p, &result.error);
        }
    }
    bool is_save = eng_input_pressed(&p->input, ENG_ACTION_SAVE);
    bool is_load = eng_input_pressed(&p->input, ENG_ACTION_LOAD);
    if ((is_save || is_load) && p->game->bridge == NULL) {
        eng_play_say(p, "A recording cannot be saved");
        return true;
    }
    if (is_save) {
        quick_save(p);
    }
    return !is_load || quick_load(p, error);
}

bool eng_play_save_if_due(eng_play *p, bool is_end, eng_error *error)
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
