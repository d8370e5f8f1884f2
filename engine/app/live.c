// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/live.h"

#include "assets/watch.h"
#include "base/alloc.h"
#include "base/log.h"

struct eng_live {
    eng_live_def def;
    eng_watch *watch; // NULL: nothing is watched
    bool has_changed;
};

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
        eng_free(live);
    }
}

void eng_live_follow(eng_live *live)
{
    eng_error error = {0};
    eng_watch_changes changes;
    if (live == NULL || !eng_watch_poll(live->watch, &changes)) {
        return;
    }
    if (changes.has_others) {
        eng_bridge_say(live->def.bridge, "%s was saved: restart (R) to see it", changes.other);
    }
    if (!changes.has_scripts) {
        return;
    }
    live->has_changed = true;
    if (!eng_packs_refresh(live->def.packs, &error) ||
        !eng_content_read_scripts(live->def.content, live->def.packs, &error) ||
        !eng_bridge_reload(live->def.bridge, &error)) {
        eng_log_error("not reloaded: %s", error.text);
        eng_bridge_say(live->def.bridge, "Not reloaded: %s", error.text);
    }
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
