// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Who has a mind: the born get one, the dead lose theirs, the others hear of events. And all minds
// at once, saved and loaded.

#include "app/bridge_parts.h"

#include <stdlib.h>
#include <string.h>

#include "app/losses.h"
#include "base/alloc.h"
#include "base/log.h"

static myr_agent make_agent(const eng_bridge *bridge, eng_entity entity, uint32_t row)
{
    eng_rows rows = eng_world_rows(bridge->world);
    const eng_bridge_kind *kind = &bridge->kinds[rows.kind[row]];
    return (myr_agent){
        .entity = entity,
        .script = kind->script,
        .team = rows.team[row],
        .period_ticks = kind->period,
        .phase_ticks = eng_entity_index(entity) % kind->period,
        .think_budget_us = kind->budget_us,
    };
}

static bool has_mind(const eng_bridge *bridge, int32_t row)
{
    if (row < 0) {
        return false;
    }
    uint32_t kind = (uint32_t)eng_world_rows(bridge->world).kind[row];
    return kind < bridge->kind_count && bridge->kinds[kind].script != ENG_BRIDGE_NO_SCRIPT;
}

void eng_bridge_add_mind(eng_bridge *bridge, eng_entity entity)
{
    int32_t row = eng_world_row(bridge->world, entity);
    if (!has_mind(bridge, row)) {
        return;
    }
    myr_error error = {0};
    myr_agent agent = make_agent(bridge, entity, (uint32_t)row);
    if (!myr_agent_add(bridge->system, &agent, &error) && !bridge->has_told_mindless) {
        bridge->has_told_mindless = true;
        eng_log_warning("a %s stays without a mind: %s", eng_bridge_kind_of(bridge, entity),
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
        eng_bridge_add_mind(bridge, entities[i]);
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
        eng_bridge_add_mind(bridge, births[i]);
    }
    post_events(bridge, false);
}

// Whether the plugin knows all that the content has by now.
static bool is_known(const eng_bridge *bridge)
{
    const eng_content *content = bridge->content;
    uint32_t world_count = eng_world_name_count(bridge->world);
    for (uint32_t i = 0; i < world_count; ++i) {
        if (i >= bridge->name_count ||
            strcmp(bridge->names[i], eng_world_name(bridge->world, i)) != 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i < content->map.legend_count; ++i) {
        if (eng_bridge_find_name(bridge, content->map.legend[i].name) < 0) {
            return false;
        }
    }
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        if (content->kinds[k].script_module != NULL &&
            eng_bridge_find_script(bridge, &content->kinds[k]) == ENG_BRIDGE_NO_SCRIPT) {
            return false;
        }
    }
    return true;
}

// The unit's kind has another mind, or another pace.
static void follow_kind(eng_bridge *bridge, eng_entity entity, uint32_t row,
                        const eng_bridge_kind *old)
{
    const eng_bridge_kind *now = &bridge->kinds[eng_world_rows(bridge->world).kind[row]];
    if (old->script != now->script) {
        myr_agent_remove(bridge->system, entity);
        eng_bridge_add_mind(bridge, entity);
    } else if (old->period != now->period || old->budget_us != now->budget_us) {
        myr_agent agent = make_agent(bridge, entity, row);
        myr_agent_pace(bridge->system, &agent);
    }
}

bool eng_bridge_follow_content(eng_bridge *bridge)
{
    const eng_content *content = bridge->content;
    eng_bridge_kind *old = bridge->kinds;
    uint32_t old_count = bridge->kind_count;
    uint32_t row_count = eng_world_row_count(bridge->world);
    const eng_entity *entities = eng_world_entities(bridge->world);
    bridge->kinds = eng_alloc(content->kind_count + 1, sizeof *bridge->kinds);
    bridge->kind_count = content->kind_count;
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        bridge->kinds[k] = eng_bridge_make_kind(bridge, &content->kinds[k]);
    }
    for (uint32_t i = 0; i < row_count; ++i) {
        uint32_t kind = (uint32_t)eng_world_rows(bridge->world).kind[i];
        if (kind < old_count) {
            follow_kind(bridge, entities[i], i, &old[kind]);
        }
    }
    eng_free(old);
    return is_known(bridge);
}

bool eng_bridge_follow_ground(const eng_bridge *bridge)
{
    return eng_bridge_publish_ground(bridge, bridge->system) &&
           (bridge->referee == NULL ||
            eng_bridge_publish_ground(bridge, eng_referee_system(bridge->referee)));
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
