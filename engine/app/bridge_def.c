// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What the plugin is told before the first tick: the names and scripts of the world, who shares an
// interpreter, how scripts are kept apart, and their limits.

#include "app/bridge_parts.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "app/blocks.h"
#include "base/alloc.h"
#include "base/log.h"

// The world's tables and values have the plugin's layouts, so that a command goes from a script's
// buffer to the world without being copied. These hold the two sides together.
_Static_assert(sizeof(eng_value) == sizeof(myr_value) &&
                   offsetof(eng_value, type) == offsetof(myr_value, type) &&
                   offsetof(eng_value, text_bytes) == offsetof(myr_value, text_bytes),
               "eng_value is myr_value");
_Static_assert(sizeof(eng_command) == sizeof(myr_call) &&
                   offsetof(eng_command, command) == offsetof(myr_call, command) &&
                   offsetof(eng_command, arg_count) == offsetof(myr_call, arg_count) &&
                   offsetof(eng_command, args) == offsetof(myr_call, args),
               "eng_command is myr_call");
_Static_assert(sizeof(eng_arg) == sizeof(myr_arg) &&
                   offsetof(eng_arg, fallback) == offsetof(myr_arg, fallback),
               "eng_arg is myr_arg");
_Static_assert((int)ENG_NONE == (int)MYR_NONE && (int)ENG_BOOL == (int)MYR_BOOL &&
                   (int)ENG_INT == (int)MYR_INT && (int)ENG_FLOAT == (int)MYR_FLOAT &&
                   (int)ENG_NAME == (int)MYR_NAME && (int)ENG_ENTITY == (int)MYR_ENTITY &&
                   (int)ENG_TEXT == (int)MYR_TEXT && (int)ENG_POINT == (int)MYR_POINT &&
                   (int)ENG_POINTS == (int)MYR_POINTS && (int)ENG_RECORD == (int)MYR_RECORD,
               "eng_type is myr_type");
_Static_assert((int)ENG_ROLE_PLAIN == (int)MYR_FIELD_PLAIN && (int)ENG_ROLE_X == (int)MYR_FIELD_X &&
                   (int)ENG_ROLE_Y == (int)MYR_FIELD_Y &&
                   (int)ENG_ROLE_TEAM == (int)MYR_FIELD_TEAM &&
                   (int)ENG_ROLE_KIND == (int)MYR_FIELD_KIND &&
                   (int)ENG_ROLE_ROLE == (int)MYR_FIELD_ROLE,
               "eng_role is myr_field_role");
_Static_assert(ENG_MAX_ARGS == MYR_MAX_ARGS && ENG_MAX_SCALARS <= ENG_BLOCK_SCALARS,
               "the same limits on both sides");

#define MAX_ENTITY_INTERPRETERS 5000u

int32_t eng_bridge_find_name(const eng_bridge *bridge, const char *name)
{
    for (uint32_t i = 0; i < bridge->name_count; ++i) {
        if (strcmp(bridge->names[i], name) == 0) {
            return (int32_t)i;
        }
    }
    return -1;
}

static void add_name(eng_bridge *bridge, const char *name)
{
    bridge->names = eng_resize(bridge->names, bridge->name_count + 1, sizeof *bridge->names);
    bridge->names[bridge->name_count++] = eng_copy_text(name);
}

void eng_bridge_collect_names(eng_bridge *bridge)
{
    const eng_map *map = &bridge->content->map;
    uint32_t world_count = eng_world_name_count(bridge->world);
    for (uint32_t i = 0; i < world_count; ++i) {
        add_name(bridge, eng_world_name(bridge->world, i));
    }
    for (uint32_t i = 0; i < map->legend_count; ++i) {
        if (eng_bridge_find_name(bridge, map->legend[i].name) < 0) {
            add_name(bridge, map->legend[i].name);
        }
    }
    for (uint32_t i = 0; i < eng_world_scalar_count(bridge->world); ++i) {
        bridge->scalar_names[i] =
            eng_bridge_find_name(bridge, eng_world_scalar(bridge->world, i).name);
    }
}

uint32_t eng_bridge_find_script(const eng_bridge *bridge, const eng_kind *kind)
{
    for (uint32_t i = 0; kind->script_module != NULL && i < bridge->script_count; ++i) {
        if (strcmp(bridge->scripts[i].name, kind->script_class) == 0 &&
            strcmp(bridge->scripts[i].module, kind->script_module) == 0) {
            return i;
        }
    }
    return ENG_BRIDGE_NO_SCRIPT;
}

eng_bridge_kind eng_bridge_make_kind(const eng_bridge *bridge, const eng_kind *kind)
{
    double rate = eng_world_tick_rate_hz(bridge->world);
    bool is_slower = kind->think_hz > 0.0f && (double)kind->think_hz < rate;
    return (eng_bridge_kind){
        .script = eng_bridge_find_script(bridge, kind),
        .period = is_slower ? (uint32_t)lround(rate / (double)kind->think_hz) : 1,
        .budget_us = (uint32_t)lroundf(kind->think_ms * 1e3f),
    };
}

void eng_bridge_collect_scripts(eng_bridge *bridge)
{
    const eng_content *content = bridge->content;
    bridge->scripts = eng_alloc(content->kind_count + 1, sizeof *bridge->scripts);
    bridge->kinds = eng_alloc(content->kind_count + 1, sizeof *bridge->kinds);
    bridge->kind_count = content->kind_count;
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        const eng_kind *kind = &content->kinds[k];
        if (kind->script_module != NULL &&
            eng_bridge_find_script(bridge, kind) == ENG_BRIDGE_NO_SCRIPT) {
            bridge->scripts[bridge->script_count++] =
                (myr_script){.name = eng_copy_text(kind->script_class),
                             .module = eng_copy_text(kind->script_module)};
        }
        bridge->kinds[k] = eng_bridge_make_kind(bridge, kind);
    }
}

static uint32_t count_minds(const eng_bridge *bridge)
{
    eng_rows rows = eng_world_rows(bridge->world);
    uint32_t count = 0;
    for (uint32_t i = 0; i < rows.row_count; ++i) {
        count += bridge->kinds[rows.kind[i]].script != ENG_BRIDGE_NO_SCRIPT;
    }
    return count;
}

void eng_bridge_choose_placement(eng_bridge *bridge, const eng_save *save, uint32_t wanted_count)
{
    const eng_pack_info *info = bridge->content->info;
    if (save != NULL && wanted_count == 0) {
        // As it was: who shares an interpreter shares its random numbers.
        bridge->placement = (myr_placement)save->placement;
        bridge->interpreter_count = save->interpreter_count;
        return;
    }
    uint32_t minds = count_minds(bridge);
    uint32_t count = wanted_count;
    bridge->placement = MYR_PLACEMENT_SHARED;
    if (info->pooling == ENG_PACK_POOLING_ENTITY && (count == 0 || count >= minds)) {
        bridge->placement = MYR_PLACEMENT_ENTITY;
        count = count > minds ? count : minds;
    } else if (info->pooling == ENG_PACK_POOLING_TEAM && count == 0) {
        bridge->placement = MYR_PLACEMENT_TEAM;
        count = info->team_count > 0 ? info->team_count : 1;
    } else if (count == 0) {
        count = info->shared_count;
    }
    if (count == 0) {
        count = 1;
    }
    bridge->interpreter_count = count < MAX_ENTITY_INTERPRETERS ? count : MAX_ENTITY_INTERPRETERS;
}

// Code that nobody trusts gets a process of its own that the kernel holds, or does not run.
static bool seal_untrusted(eng_bridge *bridge, const eng_bridge_def *def, eng_error *error)
{
    const char *id = def->untrusted_id;
    if (def->isolation >= 0 && def->isolation != MYR_ISOLATION_PROCESS) {
        return eng_error_set(error,
                             "--isolation %s: pack '%s' is not trusted, and a thread holds no "
                             "hostile script; if you trust it like a program that you install: "
                             "myrmidon packs trust %s",
                             eng_isolation_name((myr_isolation)def->isolation), id, id);
    }
    bridge->isolation = MYR_ISOLATION_PROCESS;
    bridge->is_seal_required = !def->is_unsealed_allowed;
    if (bridge->is_seal_required && !myr_sandbox_get().has_seccomp) {
        return eng_error_set(error,
                             "pack '%s' is not trusted, and this kernel has no seccomp to hold its "
                             "scripts (see myrmidon doctor); if you trust it: myrmidon packs trust "
                             "%s; to run it unheld all the same: --allow-unsealed",
                             id, id);
    }
    eng_log_info("pack '%s' is not trusted: scripts run in %schild processes", id,
                 myr_sandbox_get().has_seccomp ? "sealed " : "");
    return true;
}

// Trust, then the player's word, then the pack's, then what this CPython can do.
bool eng_bridge_choose_isolation(eng_bridge *bridge, const eng_bridge_def *def, eng_error *error)
{
    myr_error why = {0};
    int wanted = def->isolation;
    if (def->untrusted_id != NULL) {
        return seal_untrusted(bridge, def, error);
    }
    if (wanted >= 0) {
        bridge->isolation = (myr_isolation)wanted;
        if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, bridge->isolation, &why)) {
            return eng_error_set(error, "--isolation %s: %s", eng_isolation_name(bridge->isolation),
                                 why.text);
        }
        return true;
    }
    bridge->isolation = bridge->content->info->isolation == ENG_PACK_ISOLATION_PROCESS
                            ? MYR_ISOLATION_PROCESS
                            : MYR_ISOLATION_THREAD;
    if (bridge->isolation == MYR_ISOLATION_THREAD &&
        !myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, &why)) {
        eng_log_info("scripts run in child processes: %s", why.text);
        bridge->isolation = MYR_ISOLATION_PROCESS;
    }
    return true;
}

static void forward_log(void *user, myr_log_level level, const char *text)
{
    (void)user;
    static const eng_log_level levels[] = {ENG_LOG_INFO, ENG_LOG_WARNING, ENG_LOG_ERROR};
    eng_log(levels[level], "%s", text);
}

// Kept of each unit's attributes for the day its interpreter dies: in child processes, which can be
// killed, and often enough that little is lost (in ticks).
#define CHECKPOINT_BYTES 4096u
#define CHECKPOINT_TICKS 40u

#define STRIKE_S 60.0 // without another strike, one is forgiven

// What the pack says of its limits; where it says nothing, the plugin's defaults hold.
static void apply_limits(const eng_pack_limits *limits, myr_def *def)
{
    def->think_budget_us = llround(limits->think_ms * 1e3);
    def->interpreter_budget_us = llround(limits->interpreter_ms * 1e3);
    def->bucket_us = llround(limits->bucket_ms * 1e3);
    if (limits->think_limit_ms > 0.0) {
        def->think_limit_us = llround(limits->think_limit_ms * 1e3);
    }
    if (limits->strikes >= 0) {
        def->strike_limit = (uint32_t)limits->strikes;
    }
    if (limits->interpreter_strikes >= 0) {
        def->interpreter_strike_limit = (uint32_t)limits->interpreter_strikes;
    }
    def->strike_ticks = (uint32_t)lround(STRIKE_S * def->tick_rate_hz);
    if (limits->memory_mb > 0) {
        size_t memory_bytes = (size_t)limits->memory_mb << 20;
        if (memory_bytes > def->memory_bytes) {
            def->child_memory_bytes += memory_bytes - def->memory_bytes;
        }
        def->memory_bytes = memory_bytes;
    }
}

myr_def eng_bridge_make_def(const eng_bridge *bridge, const eng_binding *binding)
{
    const eng_map *map = &bridge->content->map;
    myr_def def = myr_default_def();
    eng_binding_put(binding, bridge->content, &def);
    def.names = (const char *const *)bridge->names;
    def.name_count = bridge->name_count;
    def.language = MYR_LANGUAGE_PYTHON;
    def.scripts = bridge->scripts;
    def.script_count = bridge->script_count;
    def.isolation = bridge->isolation;
    def.is_seal_required = bridge->is_seal_required;
    def.placement = bridge->placement;
    def.interpreter_count = bridge->interpreter_count;
    def.tick_rate_hz = eng_world_tick_rate_hz(bridge->world);
    def.entity_capacity = eng_world_capacity(bridge->world);
    def.dynamic_bytes = bridge->dynamic_bytes;
    def.static_bytes = eng_bridge_ground_bytes(map);
    def.world_width = map->width;
    def.world_height = map->height;
    def.log = forward_log;
    if (bridge->isolation == MYR_ISOLATION_PROCESS) {
        def.checkpoint_bytes = CHECKPOINT_BYTES;
        def.checkpoint_ticks = CHECKPOINT_TICKS;
    }
    apply_limits(&bridge->content->info->limits, &def);
    return def;
}
