// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The mods, shown over the game; and the game begun again with those that are chosen.

#include "app/play_parts.h"

#include <stdio.h>

#include "app/install.h"
#include "base/alloc.h"

// Takes the stack, and begins again with it.
static bool begin_with(eng_play *p, eng_stack *stack, eng_error *error)
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
static bool restart_with_mods(eng_play *p, eng_error *error)
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
            eng_play_complain(p, &why);
            return p->scene != NULL || eng_error_set(error, "%s", why.text);
        }
        if (begin_with(p, stack, &why)) {
            return eng_play_load(p, true, error);
        }
        eng_play_complain(p, &why);
        wanted.is_without_mods = true;
    }
    return eng_error_set(error, "%s", why.text);
}

static void open_mods(eng_play *p, const char *selected_id)
{
    eng_error error = {0};
    eng_mods_screen_close(p->mods, NULL);
    if (p->mods == NULL) {
        p->was_paused = p->is_paused;
    }
    p->mods = eng_mods_screen_open(p->game, selected_id, &error);
    p->is_paused = p->mods != NULL || p->was_paused;
    if (p->mods == NULL) {
        eng_play_complain(p, &error);
    }
}

static bool close_mods(eng_play *p, eng_error *error)
{
    eng_error why = {0};
    bool is_other = eng_mods_screen_close(p->mods, &why);
    p->mods = NULL;
    p->is_paused = p->was_paused;
    if (why.text[0] != '\0') {
        eng_play_complain(p, &why);
    }
    return !is_other || restart_with_mods(p, error);
}

static void install_dropped(eng_play *p)
{
    char text[320];
    eng_pack_info info;
    eng_error error = {0};
    if (!eng_install(p->input.dropped, &info, &error)) {
        eng_play_complain(p, &error);
        return;
    }
    snprintf(text, sizeof text, "%s %s is installed", info.title, info.version);
    eng_play_say(p, text);
    open_mods(p, info.id);
}

// True while the mods are shown: then other keys are theirs.
bool eng_play_handle_mods(eng_play *p, bool *has_input, eng_error *error)
{
    bool is_pressed = eng_input_pressed(&p->input, ENG_ACTION_MODS);
    if (is_pressed && p->def.replay_path != NULL) {
        eng_play_say(p, "A recording plays with the mods that it was made with");
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
