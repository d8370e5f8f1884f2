// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/saves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/game.h"
#include "app/home.h"
#include "assets/pack_source.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/log.h"
#include "world/save.h"

// How long a player waits for scripts that are late, in realtime.
#define SAVE_WAIT_US 200000

// --------------------------------------------------------------------------------------- identity

bool eng_saves_identify(const eng_packs *packs, eng_save_pack *out, uint32_t *count,
                        eng_error *error)
{
    *count = eng_packs_get_count(packs);
    _Static_assert((int)ENG_PACKS_CAPACITY <= ENG_SAVE_PACKS, "a save names every pack");
    for (uint32_t i = 0; i < *count; ++i) {
        const eng_pack_info *info = eng_packs_get_info(packs, i);
        out[i] = (eng_save_pack){0};
        snprintf(out[i].id, sizeof out[i].id, "%s", info->id);
        snprintf(out[i].version, sizeof out[i].version, "%s", info->version);
        if (!eng_pack_source_hash(eng_packs_get_source(packs, i), out[i].hash, error)) {
            return false;
        }
    }
    return true;
}

static const eng_save_pack *find_pack(const eng_save_pack *packs, uint32_t count, const char *id)
{
    for (uint32_t i = 0; i < count; ++i) {
        if (strcmp(packs[i].id, id) == 0) {
            return &packs[i];
        }
    }
    return NULL;
}

// ----------------------------------------------------------------------------------------- saving

bool eng_saves_make(eng_game *game, eng_buffer *file, eng_error *error)
{
    eng_minds minds;
    if (game->bridge == NULL) {
        return eng_error_set(error, "a recording that is played again cannot be saved");
    }
    if (!eng_game_settle(game, SAVE_WAIT_US, error)) {
        return false;
    }
    bool has_time = game->clock == ENG_CLOCK_LOCKSTEP;
    if (game->identity_count == 0 &&
        !eng_saves_identify(game->packs, game->identities, &game->identity_count, error)) {
        game->identity_count = 0;
        return false;
    }
    if (!eng_bridge_save(game->bridge, has_time ? MYR_WAIT_ALL : SAVE_WAIT_US, &minds, error)) {
        return false;
    }
    eng_buffer world = {0};
    eng_world_save(game->world, &world);
    eng_save *save = eng_alloc(1, sizeof *save);
    *save = (eng_save){
        .seed = game->seed,
        .tick = eng_world_tick(game->world),
        .world_hash = eng_world_hash(game->world),
        .tick_rate_hz = eng_world_tick_rate_hz(game->world),
        .unit_total = game->unit_wish,
        .entity_capacity = eng_world_capacity(game->world),
        .interpreter_count = eng_bridge_interpreter_count(game->bridge),
        .placement = (uint32_t)eng_bridge_placement(game->bridge),
        .pack_count = game->identity_count,
        .world = world.data,
        .world_bytes = world.count,
        .minds = minds.units,
        .minds_bytes = minds.units_bytes,
        .referee = minds.referee,
        .referee_bytes = minds.referee_bytes,
        .has_started = game->has_started,
        .option_count = game->option_count,
    };
    snprintf(save->program, sizeof save->program, "%s", MYR_VERSION);
    snprintf(save->python, sizeof save->python, "%s", myr_language_version(MYR_LANGUAGE_PYTHON));
    snprintf(save->pack, sizeof save->pack, "%s", game->pack_name);
    memcpy(save->packs, game->identities, sizeof save->packs);
    memcpy(save->options, game->options, sizeof save->options);
    eng_save_encode(save, file);
    eng_free(save);
    eng_free(world.data);
    free(minds.units);
    free(minds.referee);
    return true;
}

bool eng_saves_write(eng_game *game, const char *path, eng_error *error)
{
    eng_buffer file = {0};
    bool is_written =
        eng_saves_make(game, &file, error) && eng_file_write(path, file.data, file.count, error);
    eng_free(file.data);
    return is_written;
}

bool eng_saves_quick_path(const eng_game *game, char *out, eng_error *error)
{
    eng_home home;
    char folder[ENG_PACK_PATH_BYTES];
    if (!eng_home_find(&home, error)) {
        return false;
    }
    int bytes = snprintf(folder, sizeof folder, "%s/saves", home.folder);
    if (bytes < 0 || (size_t)bytes >= sizeof folder || !eng_folder_make(folder, error)) {
        return bytes >= 0 && (size_t)bytes < sizeof folder
                   ? false
                   : eng_error_set(error, "%s: the path is too long", home.folder);
    }
    bytes = snprintf(out, ENG_PACK_PATH_BYTES, "%s/%s.save", folder, game->content.info->id);
    return bytes < ENG_PACK_PATH_BYTES || eng_error_set(error, "%s: the path is too long", folder);
}

// ---------------------------------------------------------------------------------------- loading

struct eng_loading {
    char *path;
    uint8_t *data;
    eng_save save;
    bool is_changed; // the packs are not those of the save
};

eng_loading *eng_loading_open(const char *path, eng_error *error)
{
    eng_loading *loading = eng_alloc(1, sizeof *loading);
    size_t count = 0;
    loading->path = eng_copy_text(path);
    if (eng_file_read(path, ENG_SAVE_BYTES_LIMIT, &loading->data, &count, error) &&
        eng_save_decode(path, loading->data, count, &loading->save, error)) {
        return loading;
    }
    eng_loading_close(loading);
    return NULL;
}

void eng_loading_close(eng_loading *loading)
{
    if (loading != NULL) {
        eng_free(loading->path);
        eng_free(loading->data);
        eng_free(loading);
    }
}

const eng_save *eng_loading_get_save(const eng_loading *loading)
{
    return &loading->save;
}

// "orcs (version 1 in the save, 2 now)"
static void say_changed(const eng_loading *loading, const eng_save_pack *saved,
                        const eng_save_pack *now)
{
    if (now == NULL) {
        eng_log_warning("%s: saved with the pack '%s', which does not play along now",
                        loading->path, saved->id);
    } else if (strcmp(saved->version, now->version) != 0) {
        eng_log_warning("%s: the pack '%s' was version '%s' when it was saved and is '%s' now: "
                        "what still fits is loaded",
                        loading->path, saved->id, saved->version, now->version);
    } else if (strcmp(saved->hash, now->hash) != 0) {
        eng_log_warning("%s: files of the pack '%s' have changed since it was saved: what still "
                        "fits is loaded",
                        loading->path, saved->id);
    }
}

bool eng_loading_check_packs(eng_loading *loading, const eng_packs *packs, eng_error *error)
{
    static const eng_save_pack none;
    eng_save_pack now[ENG_SAVE_PACKS];
    for (uint32_t i = 0; i < ENG_SAVE_PACKS; ++i) {
        now[i] = none;
    }
    uint32_t count = 0;
    const eng_save *save = &loading->save;
    const char *game = eng_packs_get_game_info(packs)->id;
    if (!eng_saves_identify(packs, now, &count, error)) {
        return false;
    }
    if (find_pack(save->packs, save->pack_count, game) == NULL) {
        return eng_error_set(error, "%s: saved in the game '%s', not in '%s': play that one",
                             loading->path, save->packs[save->pack_count - 1].id, game);
    }
    loading->is_changed = count != save->pack_count;
    for (uint32_t i = 0; i < save->pack_count; ++i) {
        const eng_save_pack *saved = &save->packs[i];
        const eng_save_pack *found = find_pack(now, count, saved->id);
        loading->is_changed = loading->is_changed || strcmp(saved->id, now[i].id) != 0 ||
                              strcmp(saved->hash, now[i].hash) != 0;
        say_changed(loading, saved, found);
    }
    for (uint32_t i = 0; i < count; ++i) {
        if (find_pack(save->packs, save->pack_count, now[i].id) == NULL) {
            eng_log_warning("%s: saved without the pack '%s', which plays along now", loading->path,
                            now[i].id);
        }
    }
    return true;
}

static void note(void *user, const char *text)
{
    const eng_loading *loading = user;
    eng_log_warning("%s: %s", loading->path, text);
}

bool eng_loading_fill_world(const eng_loading *loading, eng_world *world, eng_error *error)
{
    const eng_save *save = &loading->save;
    eng_error why = {0};
    if (!eng_world_load(world, save->world, save->world_bytes, note, (void *)loading, &why)) {
        return eng_error_set(error, "%s: %s", loading->path, why.text);
    }
    if (!loading->is_changed && eng_world_hash(world) != save->world_hash) {
        return eng_error_set(error,
                             "%s: the world it makes is not the one that was saved: load it with "
                             "the version that made it (%s)",
                             loading->path, save->program);
    }
    return true;
}

static void say_nothing(void *user, const myr_loss *loss)
{
    (void)user;
    (void)loss;
}

bool eng_saves_try(const eng_game *game, const char *path, eng_error *error)
{
    myr_error why = {0};
    eng_loading *loading = eng_loading_open(path, error);
    if (loading == NULL) {
        return false;
    }
    const eng_save *save = &loading->save;
    eng_world *world = NULL;
    bool is_good = eng_loading_check_packs(loading, game->packs, error);
    if (is_good && (!myr_save_losses(save->minds, save->minds_bytes, say_nothing, NULL, &why) ||
                    (save->referee_bytes > 0 && !myr_save_losses(save->referee, save->referee_bytes,
                                                                 say_nothing, NULL, &why)))) {
        is_good = eng_error_set(error, "%s: %s", path, why.text);
    }
    if (is_good) {
        eng_world_def def = eng_world_default_def();
        def.kinds = game->content.kinds;
        def.kind_count = game->content.kind_count;
        def.map = &game->content.map;
        def.schema = &game->content.schema;
        def.seed = save->seed;
        def.tick_rate_hz = game->content.info->tick_rate;
        def.entity_capacity = save->entity_capacity;
        world = eng_world_create(&def, error);
        is_good = world != NULL && eng_loading_fill_world(loading, world, error);
    }
    eng_world_destroy(world);
    eng_loading_close(loading);
    return is_good;
}
