// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/live_parts.h"

#include <string.h>

#include "assets/pack_source.h"
#include "base/alloc.h"
#include "base/log.h"

void eng_pictures_changed_fini(eng_pictures_changed *changed)
{
    for (uint32_t i = 0; i < changed->paths.count; ++i) {
        eng_free(changed->paths.items[i]);
    }
    eng_free(changed->paths.items);
    *changed = (eng_pictures_changed){0};
}

eng_live *eng_live_create(const eng_live_def *def)
{
    eng_live *live = eng_alloc(1, sizeof *live);
    live->def = *def;
    live->watch = def->is_watching ? eng_watch_create() : NULL;
    const eng_packs *packs = def->game->packs;
    for (uint32_t i = 0; live->watch != NULL && i < eng_packs_get_count(packs); ++i) {
        eng_watch_add(live->watch, eng_packs_get_path(packs, i));
    }
    return live;
}

void eng_live_destroy(eng_live *live)
{
    if (live != NULL) {
        eng_watch_destroy(live->watch);
        eng_pictures_changed_fini(&live->pictures);
        eng_live_fini_data(live);
        eng_free(live);
    }
}

static bool ends_with(const char *path, const char *ending)
{
    size_t bytes = strlen(path);
    size_t ending_bytes = strlen(ending);
    return bytes >= ending_bytes && strcmp(path + bytes - ending_bytes, ending) == 0;
}

typedef enum file_sort {
    FILE_SCRIPT,
    FILE_PICTURE,
    FILE_DATA,  // kinds, rules, maps and what they are made of
    FILE_SOUND, // heard when the game is started again
    FILE_MANIFEST,
    FILE_NOTHING, // the game does not look at it
} file_sort;

static bool has_ending(const char *path, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; ++i) {
        if (ends_with(path, endings[i])) {
            return true;
        }
    }
    return false;
}

static file_sort sort_of(const char *path)
{
    static const char *const pictures[] = {".png",  ".ase", ".aseprite", ".jpg",
                                           ".jpeg", ".bmp", ".gif",      ".webp"};
    static const char *const data[] = {".json", ".tmj", ".tmx", ".tsj", ".tsx", ".tj", ".tx"};
    if (ends_with(path, ".py")) {
        return FILE_SCRIPT;
    }
    if (strcmp(path, "pack.json") == 0) {
        return FILE_MANIFEST;
    }
    if (strncmp(path, "sounds/", 7) == 0) {
        return FILE_SOUND;
    }
    if (strncmp(path, "sprites/", 8) == 0 ||
        has_ending(path, pictures, sizeof pictures / sizeof *pictures)) {
        return FILE_PICTURE;
    }
    return has_ending(path, data, sizeof data / sizeof *data) ? FILE_DATA : FILE_NOTHING;
}

static void reload_scripts(eng_live *live)
{
    eng_error error = {0};
    eng_game *game = live->def.game;
    live->has_changed = true;
    if (!eng_content_read_scripts(&game->content, game->packs, &error) ||
        !eng_bridge_reload(game->bridge, &error)) {
        eng_live_complain(live, error.text);
    }
}

// Each once: without a window nobody takes them.
static void note_picture(eng_pictures_changed *pictures, const char *path)
{
    for (uint32_t i = 0; i < pictures->paths.count; ++i) {
        if (strcmp(pictures->paths.items[i], path) == 0) {
            return;
        }
    }
    *ENG_ARRAY_PUSH(&pictures->paths) = eng_copy_text(path);
}

// Notes what it is about. True: a script.
static bool note_file(eng_live *live, uint32_t pack_index, const char *path)
{
    switch (sort_of(path)) {
    case FILE_SCRIPT:
        return true;
    case FILE_PICTURE:
        note_picture(&live->pictures, path);
        break;
    case FILE_DATA:
        eng_live_note_data(live, pack_index, path);
        break;
    case FILE_SOUND:
        eng_bridge_say(live->def.game->bridge, "%s was saved: start the game again to hear it",
                       path);
        break;
    case FILE_MANIFEST:
        eng_bridge_say(live->def.game->bridge, "%s was saved: restart (R) to see it", path);
        break;
    case FILE_NOTHING:
        break;
    }
    return false;
}

// Nobody knows what was saved: all that may have been.
static void note_all(eng_live *live)
{
    const eng_packs *packs = live->def.game->packs;
    live->pictures.is_all = true;
    for (uint32_t i = 0; i < eng_packs_get_count(packs); ++i) {
        uint32_t count = 0;
        const eng_pack_source *source = eng_packs_get_source(packs, i);
        const eng_pack_file *files = eng_pack_source_get_files(source, &count);
        for (uint32_t f = 0; f < count && eng_pack_source_is_folder(source); ++f) {
            if (sort_of(files[f].path) == FILE_DATA) {
                eng_live_note_data(live, i, files[f].path);
            }
        }
    }
}

static void follow_changes(eng_live *live, const eng_watch_changes *changes)
{
    eng_error error = {0};
    eng_game *game = live->def.game;
    live->saved_ns = live->pictures.changed_ns = changes->changed_ns;
    live->are_scripts_due = live->are_scripts_due || changes->is_all;
    for (uint32_t i = 0; i < changes->paths.count; ++i) {
        const eng_watch_path *path = &changes->paths.items[i];
        live->are_scripts_due = note_file(live, path->folder, path->path) || live->are_scripts_due;
    }
    if (!eng_packs_refresh(game->packs, &error)) {
        eng_live_complain(live, error.text);
        return; // the next save tries all of it again
    }
    if (changes->is_all) {
        note_all(live);
    }
    if (live->are_scripts_due) {
        live->are_scripts_due = false;
        reload_scripts(live);
    }
    if (live->files.count > 0) {
        live->has_changed = true;
        if (!eng_live_take_data(live, game->clock == ENG_CLOCK_LOCKSTEP, &error)) {
            eng_live_complain(live, error.text);
        }
    }
}

void eng_live_follow(eng_live *live)
{
    eng_watch_changes changes;
    // What start() has made must not change before it is recorded with the first tick.
    if (live == NULL || (live->def.game->content.schema.has_referee &&
                         eng_world_tick(live->def.game->world) == 0)) {
        return;
    }
    if (eng_watch_poll(live->watch, &changes)) {
        follow_changes(live, &changes);
        eng_watch_changes_fini(&changes);
    }
    eng_live_serve_data(live);
}

bool eng_live_take_pictures(eng_live *live, eng_pictures_changed *out)
{
    if (live == NULL || (live->pictures.paths.count == 0 && !live->pictures.is_all)) {
        return false;
    }
    *out = live->pictures;
    live->pictures = (eng_pictures_changed){0};
    return true;
}

// The unit of an index; 0: none is alive.
static eng_entity find_unit(const eng_world *world, uint32_t index)
{
    uint32_t count = eng_world_row_count(world);
    const eng_entity *entities = eng_world_entities(world);
    for (uint32_t i = 0; i < count; ++i) {
        if (eng_entity_index(entities[i]) == index) {
            return entities[i];
        }
    }
    return 0;
}

static void run_lines(eng_live *live, uint64_t tick)
{
    for (uint32_t i = 0; i < live->def.line_count; ++i) {
        const eng_console_line *line = &live->def.lines[i];
        eng_error error = {0};
        if (line->tick == tick && eng_bridge_evaluate(live->def.game->bridge,
                                                      find_unit(live->def.game->world, line->unit),
                                                      line->text, &error) == 0) {
            eng_log_warning("--console: %s", error.text);
        }
    }
}

// Lays the files of a folder that is no pack over those of the game's.
static bool lay_over(eng_live *live, const char *folder, bool *has_scripts, eng_error *error)
{
    eng_game *game = live->def.game;
    uint32_t count = 0;
    uint32_t game_index = eng_packs_get_game_index(game->packs);
    eng_pack_source *source = eng_pack_source_open(folder, error);
    bool is_good = source != NULL;
    const eng_pack_file *files = is_good ? eng_pack_source_get_files(source, &count) : NULL;
    for (uint32_t i = 0; i < count && is_good; ++i) {
        eng_bytes bytes;
        is_good = eng_pack_source_read(source, &files[i], 0, &bytes, error);
        if (!is_good) {
            continue;
        }
        if (note_file(live, game_index, files[i].path)) {
            *has_scripts = true;
            eng_content_lay_script(&game->content, files[i].path, bytes);
        } else {
            eng_packs_lay(game->packs, game_index, files[i].path, bytes);
        }
    }
    eng_pack_source_close(source);
    return is_good;
}

bool eng_live_edit(eng_live *live, uint64_t tick, eng_error *error)
{
    bool has_scripts = false;
    bool is_edited = false;
    if (live == NULL || tick < live->next_edit_tick) {
        return true; // it was asked for already, while the referee was at work
    }
    live->next_edit_tick = tick + 1;
    for (uint32_t i = 0; i < live->def.edit_count; ++i) {
        if (live->def.edits[i].tick != tick) {
            continue;
        }
        is_edited = true;
        if (!lay_over(live, live->def.edits[i].folder, &has_scripts, error)) {
            return false;
        }
    }
    run_lines(live, tick);
    // The very next tick is to have it, on every machine.
    if (has_scripts && (!eng_bridge_reload(live->def.game->bridge, error) ||
                        !eng_bridge_ready(live->def.game->bridge, error))) {
        return false;
    }
    return !is_edited || live->files.count == 0 || eng_live_take_data(live, true, error);
}

bool eng_live_has_changed(const eng_live *live)
{
    return live != NULL && live->has_changed;
}
