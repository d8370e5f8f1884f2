// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Who has a mind: the born get one, the dead lose theirs, the others hear of events. And all minds
// at once, saved and loaded.

#include "app/bridge_parts.h"

#include <math.h>
#include <stdlib.h>

#include "app/losses.h"
#include "base/log.h"

static void add_mind(eng_bridge *bridge, eng_entity entity)
{
    int32_t row = eng_world_row(bridge->world, entity);
    eng_rows rows = eng_world_rows(bridge->world);
    if (row < 0 || bridge->kind_scripts[rows.kind[row]] == ENG_BRIDGE_NO_SCRIPT) {
        return;
    }
    int32_t kind = rows.kind[row];
    uint32_t period = bridge->kind_periods[kind];
    myr_agent agent = {
        .entity = entity,
        .script = bridge->kind_scripts[kind],
        .team = rows.team[row],
        .period_ticks = period,
        .phase_ticks = eng_entity_index(entity) % period,
        .think_budget_us = lroundf(bridge->content->kinds[kind].think_ms * 1e3f),
    };
    myr_error error = {0};
    if (!myr_agent_add(bridge->system, &agent, &error) && !bridge->has_told_mindless) {
        bridge->has_told_mindless = true;
        eng_log_warning("a %s stays without a mind: %s", bridge->content->kinds[kind].name,
                        error.text);
    }
}

static void post_events(eng_bridge *bridge, bool is_of_death)
{
    uint32_t count = 0;
    const eng_event *events = eng_world_events(bridge->world, &count);
    for (uint32_t i = 0; i < count; ++i) {
        if ((events[i].event == ENG_EVENT_DEATH) == is_of_death) {
            myr_event_post(bridge->system, events[i].entity, events[i].event,
                           (const myr_value *)(const void *)events[i].args, events[i].arg_count);
        }
    }
}

void eng_bridge_add_minds(eng_bridge *bridge)
{
    uint32_t count = eng_world_row_count(bridge->world);
    const eng_entity *entities = eng_world_entities(bridge->world);
    for (uint32_t i = 0; i < count; ++i) {
        add_mind(bridge, entities[i]);
    }
    post_events(bridge, false);
}

// The dead are told before they are removed, the born when they are there.
void eng_bridge_follow(eng_bridge *bridge)
{
    uint32_t count = 0;
    post_events(bridge, true);
    const eng_entity *deaths = eng_world_deaths(bridge->world, &count);
    for (uint32_t i = 0; i < count; ++i) {
        myr_agent_remove(bridge->system, deaths[i]);
    }
    const eng_entity *births = eng_world_births(bridge->world, &count);
    for (uint32_t i = 0; i < count; ++i) {
        add_mind(bridge, births[i]);
    }
    post_events(bridge, false);
}

static bool save_one(myr_system *system, int64_t timeout_us, void **block, size_t *bytes,
                     eng_losses *losses, eng_error *error)
{
    myr_error why = {0};
    return (myr_save(system, timeout_us, block, bytes, &why) &&
            myr_save_losses(*block, *bytes, eng_losses_note, losses, &why)) ||
           eng_error_set(error, "scripting: %s", why.text);
}

bool eng_bridge_save(eng_bridge *bridge, int64_t timeout_us, eng_minds *out, eng_error *error)
{
    eng_losses losses = {0};
    *out = (eng_minds){0};
    if (!save_one(bridge->system, timeout_us, &out->units, &out->units_bytes, &losses, error) ||
        (bridge->referee != NULL &&
         !save_one(eng_referee_system(bridge->referee), timeout_us, &out->referee,
                   &out->referee_bytes, &losses, error))) {
        free(out->units);
        free(out->referee);
        return false;
    }
    eng_losses_tell(&losses, "saved");
    return true;
}

bool eng_bridge_load(eng_bridge *bridge, const eng_minds *minds, eng_error *error)
{
    const void *columns[ENG_BRIDGE_MAX_FIELDS];
    myr_error why = {0};
    eng_losses losses = {0};
    myr_frame frame = eng_bridge_make_frame(bridge, columns);
    bool is_good = myr_load(bridge->system, &frame, minds->units, minds->units_bytes,
                            eng_losses_note, &losses, &why);
    if (is_good && bridge->referee != NULL && minds->referee_bytes > 0) {
        is_good = eng_referee_load(bridge->referee, &frame, minds->referee, minds->referee_bytes,
                                   eng_losses_note, &losses, &why);
    }
    if (is_good) {
        eng_losses_tell(&losses, "loaded");
    }
    return is_good || eng_error_set(error, "%s", why.text);
}
