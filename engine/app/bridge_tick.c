// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A tick at the border: the world is published, commands are collected, the referee judges them.

#include "app/bridge_parts.h"

#include "app/blocks.h"

bool eng_bridge_publish(eng_bridge *bridge, eng_error *error)
{
    const void *columns[ENG_BRIDGE_MAX_FIELDS];
    myr_error why = {0};
    myr_frame frame = eng_bridge_make_frame(bridge, columns);
    if (!myr_publish(bridge->system, &frame, &why)) {
        return eng_error_set(error, "scripting: %s", why.text);
    }
    return true;
}

static void keep_commands(eng_command_list *list, const myr_results *results)
{
    for (uint32_t i = 0; i < results->command_count; ++i) {
        eng_command_list_add(list, (const eng_command *)(const void *)&results->commands[i]);
    }
}

void eng_bridge_serve(eng_bridge *bridge)
{
    if (myr_serve(bridge->system, NULL)) {
        const myr_results *results = myr_collect(bridge->system, 0);
        eng_bridge_tell_results(bridge, results);
        keep_commands(&bridge->pending, results);
    }
}

const eng_command *eng_bridge_collect(eng_bridge *bridge, bool waits, uint32_t *count)
{
    return eng_bridge_collect_within(bridge, waits ? MYR_WAIT_ALL : 0, count);
}

const eng_command *eng_bridge_collect_within(eng_bridge *bridge, int64_t timeout_us,
                                             uint32_t *count)
{
    const myr_results *results = myr_collect(bridge->system, timeout_us);
    eng_bridge_tell_results(bridge, results);
    bridge->late_count = results->late_count;
    eng_command_list_clear(&bridge->given);
    if (bridge->pending.commands.count == 0) {
        *count = results->command_count;
        // The same layout, as bridge_def.c asserts.
        return (const eng_command *)(const void *)results->commands;
    }
    eng_command_list before = bridge->given;
    bridge->given = bridge->pending;
    bridge->pending = before;
    keep_commands(&bridge->given, results);
    *count = bridge->given.commands.count;
    return bridge->given.commands.items;
}

bool eng_bridge_has_referee(const eng_bridge *bridge)
{
    return bridge->referee != NULL;
}

bool eng_bridge_judge(eng_bridge *bridge, const eng_command *inputs, uint32_t input_count,
                      const eng_command *orders, uint32_t order_count, eng_error *error)
{
    const void *columns[ENG_BRIDGE_MAX_FIELDS];
    myr_frame frame = eng_bridge_make_frame(bridge, columns);
    return eng_referee_begin(bridge->referee, &frame, inputs, input_count, orders, order_count,
                             error);
}

bool eng_bridge_verdict(eng_bridge *bridge, bool waits, eng_verdict *out)
{
    if (!eng_referee_verdict(bridge->referee, waits, out)) {
        return false;
    }
    for (uint32_t i = 0; i < out->results->print_count; ++i) {
        eng_prints_show(&bridge->prints, eng_world_time_s(bridge->world), "rules", 0,
                        out->results->prints[i].text);
    }
    for (uint32_t i = 0; i < out->results->failure_count; ++i) {
        const myr_failure *failure = &out->results->failures[i];
        eng_failures_note(&bridge->failures, failure, "referee",
                          eng_bridge_file_of(bridge, failure->path));
    }
    return true;
}

static void note_records(void *user, const myr_trace *records, uint32_t count)
{
    eng_bridge *bridge = user;
    for (uint32_t i = 0; i < count; ++i) {
        const char *kind = eng_bridge_kind_of(bridge, records[i].entity);
        eng_trace_record(bridge->trace, &records[i], kind);
        eng_profile_note(&bridge->profile, &records[i], kind);
    }
}

void eng_bridge_set_profiling(eng_bridge *bridge, bool is_on)
{
    is_on = is_on || bridge->trace != NULL;
    if (is_on != bridge->is_profiling) {
        myr_tracer tracer = {.record = note_records, .user = bridge, .wants_lines = true};
        myr_trace_set(bridge->system, is_on ? &tracer : NULL);
        bridge->is_profiling = is_on;
    }
}
