// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "fixture.h"

#include <string.h>

static const myr_field fields[FIELD_COUNT] = {
    {.name = "x", .doc = "Position.", .type = MYR_FLOAT, .role = MYR_FIELD_X},
    {.name = "y", .doc = "Position.", .type = MYR_FLOAT, .role = MYR_FIELD_Y},
    {.name = "team", .doc = "Team.", .type = MYR_INT, .role = MYR_FIELD_TEAM},
};

static const myr_command commands[COMMAND_COUNT] = {
    {.name = "go",
     .doc = "Walks.",
     .args = {{.name = "to_x", .doc = "Where.", .type = MYR_FLOAT},
              {.name = "to_y", .doc = "Where.", .type = MYR_FLOAT}},
     .arg_count = 2},
    {.name = "spawn",
     .doc = "Makes another.",
     .args = {{.name = "team_of_new", .doc = "Its team.", .type = MYR_INT}},
     .arg_count = 1},
    {.name = "die", .doc = "Ends."},
    {.name = "say",
     .doc = "Speaks.",
     .args = {{.name = "text", .doc = "What.", .type = MYR_TEXT},
              {.name = "about", .doc = "Whom.", .type = MYR_ENTITY}},
     .arg_count = 2},
};

static const myr_event events[EVENT_COUNT] = {
    {.name = "hit",
     .doc = "Was hit.",
     .args = {{.name = "by", .doc = "Whom.", .type = MYR_ENTITY},
              {.name = "with", .doc = "What.", .type = MYR_TEXT}},
     .arg_count = 2},
};

static void log_nothing(void *user, myr_log_level level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

myr_def world_def(const myr_script *scripts, uint32_t script_count)
{
    myr_def def = myr_default_def();
    def.fields = fields;
    def.field_count = FIELD_COUNT;
    def.commands = commands;
    def.command_count = COMMAND_COUNT;
    def.events = events;
    def.event_count = EVENT_COUNT;
    def.scripts = scripts;
    def.script_count = script_count;
    def.entity_capacity = WORLD_CAPACITY;
    def.worker_count = 2;
    def.log = log_nothing;
    return def;
}

void world_open(world *w, const myr_def *def)
{
    memset(w, 0, sizeof *w);
    myr_error error = {0};
    w->system = myr_create(def, &error);
    if (w->system == NULL || !myr_ready(w->system, MYR_WAIT_ALL, &error))
        fail_msg("%s", error.text);
}

void world_close(world *w)
{
    myr_destroy(w->system);
    w->system = NULL;
}

static uint32_t free_index(const world *w)
{
    bool is_taken[WORLD_CAPACITY] = {false};
    for (uint32_t row = 0; row < w->unit_count; row++)
        is_taken[myr_entity_index(w->entities[row])] = true;
    uint32_t index = 0;
    while (is_taken[index])
        index++;
    return index;
}

myr_entity world_spawn(world *w, int32_t team)
{
    assert_true(w->unit_count < WORLD_CAPACITY);
    uint32_t index = free_index(w);
    myr_entity entity = myr_entity_make(index, ++w->generation[index]);
    uint32_t row = w->unit_count++;
    w->entities[row] = entity;
    w->x[row] = (float)(index % 64) * 16;
    w->y[row] = (float)(index / 64) * 16;
    w->team[row] = team;
    return entity;
}

myr_entity world_think(world *w, int32_t team, uint32_t script)
{
    myr_entity entity = world_spawn(w, team);
    myr_error error = {0};
    myr_agent agent = {.entity = entity, .script = script, .team = team};
    if (!myr_agent_add(w->system, &agent, &error))
        fail_msg("%s", error.text);
    return entity;
}

void world_kill(world *w, myr_entity entity)
{
    for (uint32_t row = 0; row < w->unit_count; row++) {
        if (w->entities[row] != entity)
            continue;
        uint32_t last = --w->unit_count;
        w->entities[row] = w->entities[last];
        w->x[row] = w->x[last];
        w->y[row] = w->y[last];
        w->team[row] = w->team[last];
        myr_agent_remove(w->system, entity);
        return;
    }
}

void world_publish(world *w)
{
    const void *columns[FIELD_COUNT] = {w->x, w->y, w->team};
    myr_frame frame = {
        .tick = w->tick++, .entities = w->entities, .columns = columns, .row_count = w->unit_count};
    myr_error error = {0};
    if (!myr_publish(w->system, &frame, &error))
        fail_msg("%s", error.text);
}

const myr_results *world_collect(world *w, int64_t timeout_us)
{
    return myr_collect(w->system, timeout_us);
}

const myr_results *world_step(world *w)
{
    world_publish(w);
    return world_collect(w, MYR_WAIT_ALL);
}

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ byte[i]) * 1099511628211u;
    return hash;
}

uint64_t hash_results(uint64_t hash, const myr_results *results)
{
    for (uint32_t i = 0; i < results->command_count; i++) {
        const myr_call *call = &results->commands[i];
        hash = hash_bytes(hash, &call->entity, sizeof call->entity);
        hash = hash_bytes(hash, &call->command, sizeof call->command);
        for (uint32_t a = 0; a < call->arg_count; a++) {
            const myr_value *value = &call->args[a];
            if (value->type == MYR_TEXT)
                hash = hash_bytes(hash, value->text, value->text_bytes);
            else
                hash = hash_bytes(hash, &value->integer, sizeof value->integer);
        }
    }
    for (uint32_t i = 0; i < results->failure_count; i++)
        hash = hash_bytes(hash, &results->failures[i].entity, sizeof(myr_entity));
    return hash_bytes(hash, &results->dropped_count, sizeof results->dropped_count);
}
