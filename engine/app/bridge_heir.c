// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A bridge in the place of another, while the game goes on. What the plugin is told of a pack when
// a system is made (names, scripts) does not change in its life. So where a save brings a new one,
// the minds move: saved, as for a file, and loaded into a system that was made beside the old.

#include "app/bridge_parts.h"

#include <stdlib.h>

#include "base/log.h"

eng_bridge *eng_bridge_create_heir(const eng_bridge *bridge, const eng_bridge_def *def,
                                   eng_error *error)
{
    eng_bridge_def heir = *def;
    // Who shares an interpreter goes on to share it.
    const eng_save seats = {
        .placement = (uint32_t)bridge->placement,
        .interpreter_count = bridge->interpreter_count,
    };
    heir.save = &seats;
    heir.interpreter_count = 0;
    heir.isolation = (int)bridge->isolation;
    return eng_bridge_create(&heir, error);
}

// Minds that the old one could not give: of units whose script it did not know.
static void add_missing_minds(eng_bridge *bridge)
{
    uint32_t count = eng_world_row_count(bridge->world);
    const eng_entity *entities = eng_world_entities(bridge->world);
    bridge->has_told_mindless = true; // most have one already
    for (uint32_t i = 0; i < count; ++i) {
        eng_bridge_add_mind(bridge, entities[i]);
    }
    bridge->has_told_mindless = false;
}

static void inherit(eng_bridge *heir, eng_bridge *bridge)
{
    heir->failures = bridge->failures;
    heir->prints = bridge->prints;
    heir->pending = bridge->pending;
    bridge->pending = (eng_command_list){0};
    bridge->prints.missing = 0; // they are told by the heir
    heir->before = eng_bridge_stats(bridge);
    heir->has_before = true;
    heir->has_told_processes = bridge->has_told_processes;
    heir->profile = bridge->profile;
    heir->listener = bridge->listener;
    heir->listener_user = bridge->listener_user;
    eng_bridge_set_profiling(heir, bridge->is_profiling);
    if (bridge->heard_listener != NULL) {
        eng_bridge_overhear(heir, bridge->heard_unit, bridge->heard_listener, bridge->heard_user);
    }
}

bool eng_bridge_succeed(eng_bridge *heir, eng_bridge *bridge, int64_t timeout_us, eng_error *error)
{
    eng_minds minds = {0};
    if (!eng_bridge_ready(heir, error) || !eng_bridge_save(bridge, timeout_us, &minds, error)) {
        return false;
    }
    bool is_good = eng_bridge_load(heir, &minds, error);
    free(minds.units);
    free(minds.referee);
    if (is_good) {
        add_missing_minds(heir);
        inherit(heir, bridge);
    }
    return is_good;
}
