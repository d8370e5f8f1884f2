// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/live.h"

#include <string.h>

#include "assets/watch.h"
#include "base/alloc.h"
#include "base/log.h"

struct eng_live {
    eng_live_def def;
    eng_watch *watch; // NULL: nothing is watched
    eng_pictures_changed pictures;
    bool has_changed;
};

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
    for (uint32_t i = 0; live->watch != NULL && i < eng_packs_get_count(def->packs); ++i) {
        eng_watch_add(live->watch, eng_packs_get_path(def->packs, i));
    }
    return live;
}

void eng_live_destroy(eng_live *live)
{
    if (live != NULL) {
        eng_watch_destroy(live->watch);
        eng_pictures_changed_fini(&live->pictures);
        eng_free(live);
    }
}

static bool ends_with(const char *path, const char *ending)
{
    size_t bytes = strlen(path);
    size_t ending_bytes = strlen(ending);
    return bytes >= ending_bytes && strcmp(path + bytes - ending_bytes, ending) == 0;
}

typedef enum file_sort { FILE_SCRIPT, FILE_PICTURE, FILE_OTHER } file_sort;

static file_sort sort_of(const char *path)
{
    static const char *const endings[] = {".png",  ".ase", ".aseprite", ".jpg",
                                          ".jpeg", ".bmp", ".gif",      ".webp"};
    if (ends_with(path, ".py")) {
        return FILE_SCRIPT;
    }
    bool is_picture = strncmp(path, "sprites/", 8) == 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; ++i) {
        is_picture = is_picture || ends_with(path, endings[i]);
    }
    return is_picture ? FILE_PICTURE : FILE_OTHER;
}

static void reload_scripts(eng_live *live)
{
    eng_error error = {0};
    live->has_changed = true;
    if (!eng_content_read_scripts(live->def.content, live->def.packs, &error) ||
        !eng_bridge_reload(live->def.bridge, &error)) {
        eng_log_error("not reloaded: %s", error.text);
        eng_bridge_say(live->def.bridge, "Not reloaded: %s", error.text);
    }
}

static void follow_changes(eng_live *live, const eng_watch_changes *changes)
{
    eng_error error = {0};
    bool has_scripts = changes->is_all;
    if (!eng_packs_refresh(live->def.packs, &error)) {
        eng_log_error("not reloaded: %s", error.text);
        eng_bridge_say(live->def.bridge, "Not reloaded: %s", error.text);
        return;
    }
    live->pictures.is_all = live->pictures.is_all || changes->is_all;
    live->pictures.changed_ns = changes->changed_ns;
    for (uint32_t i = 0; i < changes->paths.count; ++i) {
        const char *path = changes->paths.items[i].path;
        switch (sort_of(path)) {
        case FILE_SCRIPT:
            has_scripts = true;
            break;
        case FILE_PICTURE:
            *ENG_ARRAY_PUSH(&live->pictures.paths) = eng_copy_text(path);
            break;
        case FILE_OTHER:
            eng_bridge_say(live->def.bridge, "%s was saved: restart (R) to see it", path);
            break;
        }
    }
    if (has_scripts) {
        reload_scripts(live);
    }
}

void eng_live_follow(eng_live *live)
{
    eng_watch_changes changes;
    if (live == NULL || !eng_watch_poll(live->watch, &changes)) {
        return;
    }
    eng_pictures_changed_fini(&live->pictures); // nobody shows any
    follow_changes(live, &changes);
    eng_watch_changes_fini(&changes);
}

bool eng_live_take_pictures(eng_live *live, eng_pictures_changed *out)
{
    if (live == NULL || (live->pictures.paths.count == 0 && !live->pictures.is_all &&
                         !live->pictures.are_sheets_changed)) {
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
        if (line->tick == tick &&
            eng_bridge_evaluate(live->def.bridge, find_unit(live->def.world, line->unit),
                                line->text, &error) == 0) {
            eng_log_warning("--console: %s", error.text);
        }
    }
}

bool eng_live_edit(eng_live *live, uint64_t tick, eng_error *error)
{
    bool is_edited = false;
    for (uint32_t i = 0; live != NULL && i < live->def.edit_count; ++i) {
        if (live->def.edits[i].tick != tick) {
            continue;
        }
        if (!eng_content_lay_over(live->def.content, live->def.edits[i].folder, error)) {
            return false;
        }
        is_edited = true;
    }
    if (live != NULL) {
        run_lines(live, tick);
    }
    // The very next tick is to have it, on every machine.
    return !is_edited || (eng_bridge_reload(live->def.bridge, error) &&
                          eng_bridge_ready(live->def.bridge, error));
}

bool eng_live_has_changed(const eng_live *live)
{
    return live != NULL && live->has_changed;
}
