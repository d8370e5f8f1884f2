// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/bridge.h"

#include <math.h>

#include "app/bridge_parts.h"

#include <math.h>

#include "app/debug_line.h"
#include "base/alloc.h"

#include <math.h>

static eng_bridge *prepare(const eng_content *content, eng_world *world)
{
    eng_bridge *bridge = eng_alloc(1, sizeof *bridge);
    bridge->world = world;
    bridge->content = content;
    eng_bridge_collect_names(bridge);
    eng_bridge_collect_scripts(bridge);
    eng_bridge_lay_out_scalars(bridge);
    return bridge;
}

eng_bridge *eng_bridge_create(const eng_bridge_def *def, eng_error *error)
{
    myr_error why = {0};
    eng_binding binding;
    eng_bridge *bridge = prepare(def->content, def->world);
    eng_bridge_choose_placement(bridge, def->save, def->interpreter_count);
    if (!eng_bridge_choose_isolation(bridge, def, error)) {
        eng_bridge_destroy(bridge);
        return NULL;
    }
    eng_binding_init(&binding, def->content);
    myr_def system = eng_bridge_make_def(bridge, &binding);
    system.is_editable = def->is_editable;
    system.is_debugged = def->is_debugged;
    system.debug_line = def->is_debugged ? eng_debug_line : NULL;
    system.seed = def->seed;
    system.worker_count = def->worker_count;
    system.worker_nice = def->worker_nice;
    system.heap_shift = def->heap_shift;
    bridge->prints.target = def->prints;
    myr_def minds = system;
    if (def->think_limit_ms > 0.0) {
        minds.think_limit_us = llround(def->think_limit_ms * 1e3);
    }
    minds.bundle_bytes = def->bundles != NULL ? ENG_BUNDLE_BYTES : 0;
    bridge->system = myr_create(&minds, &why);
    bool is_good = bridge->system != NULL && eng_bridge_publish_ground(bridge, bridge->system);
    if (!is_good) {
        eng_error_set(error, "scripting: %s", why.text);
    } else if (def->content->schema.has_referee) {
        if (def->rules_limit_ms > 0.0) {
            system.think_limit_us = llround(def->rules_limit_ms * 1e3);
        }
        bridge->referee = eng_referee_create(&system, def->content, error);
        is_good = bridge->referee != NULL &&
                  eng_bridge_publish_ground(bridge, eng_referee_system(bridge->referee));
    }
    eng_binding_fini(&binding);
    if (!is_good) {
        eng_bridge_destroy(bridge);
        return NULL;
    }
    bridge->trace = def->trace;
    bridge->bundles = def->bundles;
    eng_bridge_set_profiling(bridge, def->trace != NULL);
    if (def->save == NULL) {
        eng_bridge_add_minds(bridge);
    }
    return bridge;
}

void eng_bridge_destroy(eng_bridge *bridge)
{
    if (bridge == NULL) {
        return;
    }
    eng_referee_destroy(bridge->referee);
    myr_destroy(bridge->system);
    eng_prints_flush(&bridge->prints);
    eng_command_list_fini(&bridge->pending);
    eng_command_list_fini(&bridge->given);
    for (uint32_t i = 0; i < bridge->name_count; ++i) {
        eng_free(bridge->names[i]);
    }
    for (uint32_t i = 0; i < bridge->script_count; ++i) {
        eng_free((void *)bridge->scripts[i].name);
        eng_free((void *)bridge->scripts[i].module);
    }
    eng_free(bridge->names);
    eng_free(bridge->scripts);
    eng_free(bridge->kinds);
    eng_free(bridge->dynamic);
    eng_free(bridge);
}

float eng_bridge_progress(const eng_bridge *bridge)
{
    float progress = myr_progress(bridge->system);
    if (bridge->referee == NULL) {
        return progress;
    }
    float referee = myr_progress(eng_referee_system(bridge->referee));
    return progress < referee ? progress : referee;
}

bool eng_bridge_ready(eng_bridge *bridge, eng_error *error)
{
    myr_error why = {0};
    if (!myr_ready(bridge->system, MYR_WAIT_ALL, &why) ||
        (bridge->referee != NULL &&
         !myr_ready(eng_referee_system(bridge->referee), MYR_WAIT_ALL, &why))) {
        return eng_error_set(error, "scripting: %s", why.text);
    }
    return true;
}

bool eng_bridge_use_def(const eng_content *content, eng_world *world,
                        bool (*use)(void *user, const myr_def *def, eng_error *error), void *user,
                        eng_error *error)
{
    eng_binding binding;
    eng_bridge *bridge = prepare(content, world);
    bridge->interpreter_count = 1;
    eng_binding_init(&binding, content);
    myr_def def = eng_bridge_make_def(bridge, &binding);
    bool is_good = use(user, &def, error);
    eng_binding_fini(&binding);
    eng_bridge_destroy(bridge);
    return is_good;
}

uint32_t eng_bridge_pending_count(const eng_bridge *bridge)
{
    return myr_pending_count(bridge->system);
}

static void add_stats(myr_stats *stats, const myr_stats *more)
{
    stats->late += more->late;
    stats->cut += more->cut;
    stats->killed += more->killed;
    stats->oom += more->oom;
    stats->errors += more->errors;
    stats->dropped += more->dropped;
    stats->think_s += more->think_s;
    stats->host_s += more->host_s;
    stats->is_comparable = stats->is_comparable && more->is_comparable;
}

myr_stats eng_bridge_stats(const eng_bridge *bridge)
{
    myr_stats stats = myr_stats_get(bridge->system);
    if (bridge->has_before) {
        add_stats(&stats, &bridge->before);
        stats.thinks += bridge->before.thinks;
        stats.messages += bridge->before.messages;
        stats.commands += bridge->before.commands;
        stats.over_budget += bridge->before.over_budget;
        stats.throttled += bridge->before.throttled;
    }
    if (bridge->referee != NULL) {
        myr_stats more = myr_stats_get(eng_referee_system(bridge->referee));
        add_stats(&stats, &more);
        stats.child_count += more.child_count;
        stats.stuck_count += more.stuck_count;
    }
    return stats;
}

myr_placement eng_bridge_placement(const eng_bridge *bridge)
{
    return bridge->placement;
}

uint32_t eng_bridge_interpreter_count(const eng_bridge *bridge)
{
    return bridge->interpreter_count;
}

const myr_system *eng_bridge_system(const eng_bridge *bridge)
{
    return bridge->system;
}

myr_isolation eng_bridge_isolation(const eng_bridge *bridge)
{
    return bridge->isolation;
}

bool eng_bridge_is_seal_required(const eng_bridge *bridge)
{
    return bridge->is_seal_required;
}

uint32_t eng_bridge_late_count(const eng_bridge *bridge)
{
    return bridge->late_count;
}

const eng_profile *eng_bridge_profile(const eng_bridge *bridge)
{
    return &bridge->profile;
}

uint64_t eng_bridge_prints_missing(const eng_bridge *bridge)
{
    return bridge->prints.missing_all;
}

const eng_failures *eng_bridge_failures(const eng_bridge *bridge)
{
    return &bridge->failures;
}

const char *eng_isolation_name(myr_isolation isolation)
{
    static const char *const names[] = {"thread", "process", "shared-gil"};
    return names[isolation];
}
