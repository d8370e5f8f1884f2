// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/bridge.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/binding.h"
#include "app/blocks.h"
#include "app/command_list.h"
#include "app/debug_line.h"
#include "app/losses.h"
#include "app/prints.h"
#include "app/queries.h"
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
#define NO_SCRIPT 0xffffffffu

struct eng_bridge {
    eng_world *world;
    const eng_content *content;
    myr_system *system;
    eng_bundles *bundles; // NULL: none
    eng_referee *referee; // NULL: the built-in simulation rules
    myr_isolation isolation;
    bool is_seal_required;
    myr_placement placement;
    uint32_t interpreter_count;

    const char **names; // the world's, then those of terrains
    uint32_t name_count;
    int32_t scalar_names[ENG_MAX_SCALARS];
    uint32_t *kind_scripts; // by kind: index into scripts, or NO_SCRIPT
    uint32_t *kind_periods; // by kind: ticks between thinks
    myr_script *scripts;
    uint32_t script_count;

    uint8_t *dynamic; // eng_scalar_block and its values
    size_t dynamic_bytes;
    uint32_t late_count;
    bool has_told_mindless;
    bool has_told_processes;
    eng_failures failures;
    eng_prints prints;
    eng_answer_listener listener;
    void *listener_user;
    eng_heard_listener heard_listener;
    void *heard_user;
    eng_command_list pending; // asked for while the game stood still
    eng_command_list given;   // what the last collect returned, if something was pending
    char notice[256];
    bool has_notice;
    eng_trace *trace;
    eng_profile profile;
    bool is_profiling;
};

// ---------------------------------------------------------------------------------------- names

static int32_t find_name(const eng_bridge *bridge, const char *name)
{
    for (uint32_t i = 0; i < bridge->name_count; ++i) {
        if (strcmp(bridge->names[i], name) == 0) {
            return (int32_t)i;
        }
    }
    return -1;
}

static void collect_names(eng_bridge *bridge)
{
    const eng_map *map = &bridge->content->map;
    uint32_t world_count = eng_world_name_count(bridge->world);
    bridge->names = eng_alloc(world_count + map->legend_count + 1, sizeof *bridge->names);
    for (uint32_t i = 0; i < world_count; ++i) {
        bridge->names[bridge->name_count++] = eng_world_name(bridge->world, i);
    }
    for (uint32_t i = 0; i < map->legend_count; ++i) {
        if (find_name(bridge, map->legend[i].name) < 0) {
            bridge->names[bridge->name_count++] = map->legend[i].name;
        }
    }
    for (uint32_t i = 0; i < eng_world_scalar_count(bridge->world); ++i) {
        bridge->scalar_names[i] = find_name(bridge, eng_world_scalar(bridge->world, i).name);
    }
}

// --------------------------------------------------------------------------------------- blocks

// Lays the scalar fields out once; their values are copied before each publish.
static void lay_out_scalars(eng_bridge *bridge)
{
    uint32_t count = eng_world_scalar_count(bridge->world);
    size_t bytes = sizeof(eng_scalar_block);
    for (uint32_t i = 0; i < count; ++i) {
        eng_scalar scalar = eng_world_scalar(bridge->world, i);
        bytes += (size_t)scalar.columns * scalar.rows * sizeof(float);
    }
    bridge->dynamic = eng_alloc(1, bytes);
    bridge->dynamic_bytes = bytes;
    eng_scalar_block *block = (eng_scalar_block *)bridge->dynamic;
    uint64_t offset = sizeof *block;
    block->count = count;
    for (uint32_t i = 0; i < count; ++i) {
        eng_scalar scalar = eng_world_scalar(bridge->world, i);
        block->entries[i] = (eng_scalar_entry){
            .name = bridge->scalar_names[i],
            .cell = scalar.cell,
            .columns = scalar.columns,
            .rows = scalar.rows,
            .offset = offset,
        };
        offset += (uint64_t)scalar.columns * scalar.rows * sizeof(float);
    }
}

static void copy_scalars(eng_bridge *bridge)
{
    const eng_scalar_block *block = (const eng_scalar_block *)bridge->dynamic;
    for (uint32_t i = 0; i < block->count; ++i) {
        eng_scalar scalar = eng_world_scalar(bridge->world, i);
        memcpy(bridge->dynamic + block->entries[i].offset, scalar.values,
               (size_t)scalar.columns * scalar.rows * sizeof(float));
    }
}

static size_t ground_bytes(const eng_map *map)
{
    return sizeof(eng_ground_block) + (size_t)map->terrain_columns * map->terrain_rows;
}

static bool publish_ground(const eng_bridge *bridge, myr_system *system)
{
    const eng_map *map = &bridge->content->map;
    eng_ground_block *block = eng_alloc(1, ground_bytes(map));
    *block = (eng_ground_block){
        .width = map->width,
        .height = map->height,
        .cell = map->terrain_cell,
        .columns = map->terrain_columns,
        .rows = map->terrain_rows,
        .terrain_count = map->legend_count,
    };
    for (uint32_t i = 0; i < map->legend_count; ++i) {
        block->terrains[i].name = find_name(bridge, map->legend[i].name);
        block->terrains[i].speed = map->legend[i].speed;
    }
    if (map->terrain != NULL) {
        memcpy(block + 1, map->terrain, (size_t)map->terrain_columns * map->terrain_rows);
    }
    bool is_published = myr_publish_static(system, block, ground_bytes(map));
    eng_free(block);
    return is_published;
}

// --------------------------------------------------------------------------------------- schema

static void collect_scripts(eng_bridge *bridge)
{
    const eng_content *content = bridge->content;
    double rate = eng_world_tick_rate_hz(bridge->world);
    bridge->scripts = eng_alloc(content->kind_count + 1, sizeof *bridge->scripts);
    bridge->kind_scripts = eng_alloc(content->kind_count + 1, sizeof *bridge->kind_scripts);
    bridge->kind_periods = eng_alloc(content->kind_count + 1, sizeof *bridge->kind_periods);
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        const eng_kind *kind = &content->kinds[k];
        bridge->kind_scripts[k] = NO_SCRIPT;
        bridge->kind_periods[k] = 1;
        if (kind->script_module == NULL) {
            continue;
        }
        if (kind->think_hz > 0.0f && kind->think_hz < rate) {
            bridge->kind_periods[k] = (uint32_t)lround(rate / kind->think_hz);
        }
        uint32_t s = 0;
        while (s < bridge->script_count &&
               (strcmp(bridge->scripts[s].name, kind->script_class) != 0 ||
                strcmp(bridge->scripts[s].module, kind->script_module) != 0)) {
            ++s;
        }
        if (s == bridge->script_count) {
            bridge->scripts[bridge->script_count++] =
                (myr_script){.name = kind->script_class, .module = kind->script_module};
        }
        bridge->kind_scripts[k] = s;
    }
}

static uint32_t count_minds(const eng_bridge *bridge)
{
    eng_rows rows = eng_world_rows(bridge->world);
    uint32_t count = 0;
    for (uint32_t i = 0; i < rows.row_count; ++i) {
        count += bridge->kind_scripts[rows.kind[i]] != NO_SCRIPT;
    }
    return count;
}

static void choose_placement(eng_bridge *bridge, const eng_save *save, uint32_t wanted_count)
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
static bool choose_isolation(eng_bridge *bridge, const eng_bridge_def *def, eng_error *error)
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

static myr_def make_def(const eng_bridge *bridge, const eng_binding *binding)
{
    const eng_map *map = &bridge->content->map;
    myr_def def = myr_default_def();
    eng_binding_put(binding, bridge->content, &def);
    def.names = bridge->names;
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
    def.static_bytes = ground_bytes(map);
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

// ----------------------------------------------------------------------------------- life of it

static void add_mind(eng_bridge *bridge, eng_entity entity)
{
    int32_t row = eng_world_row(bridge->world, entity);
    eng_rows rows = eng_world_rows(bridge->world);
    if (row < 0 || bridge->kind_scripts[rows.kind[row]] == NO_SCRIPT) {
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

static void add_minds(eng_bridge *bridge)
{
    uint32_t count = eng_world_row_count(bridge->world);
    const eng_entity *entities = eng_world_entities(bridge->world);
    for (uint32_t i = 0; i < count; ++i) {
        add_mind(bridge, entities[i]);
    }
    post_events(bridge, false);
}

static eng_bridge *prepare(const eng_content *content, eng_world *world)
{
    eng_bridge *bridge = eng_alloc(1, sizeof *bridge);
    bridge->world = world;
    bridge->content = content;
    collect_names(bridge);
    collect_scripts(bridge);
    lay_out_scalars(bridge);
    return bridge;
}

eng_bridge *eng_bridge_create(const eng_bridge_def *def, eng_error *error)
{
    myr_error why = {0};
    eng_binding binding;
    eng_bridge *bridge = prepare(def->content, def->world);
    choose_placement(bridge, def->save, def->interpreter_count);
    if (!choose_isolation(bridge, def, error)) {
        eng_bridge_destroy(bridge);
        return NULL;
    }
    eng_binding_init(&binding, def->content);
    myr_def system = make_def(bridge, &binding);
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
    bool is_good = bridge->system != NULL && publish_ground(bridge, bridge->system);
    if (!is_good) {
        eng_error_set(error, "scripting: %s", why.text);
    } else if (def->content->schema.has_referee) {
        if (def->rules_limit_ms > 0.0) {
            system.think_limit_us = llround(def->rules_limit_ms * 1e3);
        }
        bridge->referee = eng_referee_create(&system, def->content, error);
        is_good =
            bridge->referee != NULL && publish_ground(bridge, eng_referee_system(bridge->referee));
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
        add_minds(bridge);
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
    eng_free(bridge->names);
    eng_free(bridge->scripts);
    eng_free(bridge->kind_scripts);
    eng_free(bridge->kind_periods);
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

// --------------------------------------------------------------------------------------- reload

void eng_bridge_say(eng_bridge *bridge, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(bridge->notice, sizeof bridge->notice, format, args);
    va_end(args);
    bridge->has_notice = true;
}

const char *eng_bridge_take_notice(eng_bridge *bridge)
{
    bool has_notice = bridge->has_notice;
    bridge->has_notice = false;
    return has_notice ? bridge->notice : NULL;
}

bool eng_bridge_reload(eng_bridge *bridge, eng_error *error)
{
    myr_error why = {0};
    uint32_t count = bridge->content->script_count;
    myr_source *sources = eng_binding_sources(bridge->content);
    bool is_begun = myr_reload(bridge->system, sources, count, &why) != 0;
    if (is_begun && bridge->referee != NULL) {
        is_begun = myr_reload(eng_referee_system(bridge->referee), sources, count, &why) != 0;
    }
    eng_free(sources);
    return is_begun || eng_error_set(error, "scripting: %s", why.text);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void tell_reload(eng_bridge *bridge, const myr_reload_report *report)
{
    eng_failures_forget(&bridge->failures, report);
    if (report->changed_count > 0) {
        char more[32] = "";
        if (report->changed_count > 1) {
            snprintf(more, sizeof more, " and %u more", report->changed_count - 1);
        }
        eng_bridge_say(bridge, "Reloaded %s%s", file_name(report->changed[0]), more);
        eng_log_info("reloaded %s%s, compiled in %.1f ms", report->changed[0], more,
                     (double)report->compile_us / 1e3);
    }
}

// ------------------------------------------------------------------------------------------ asks

uint32_t eng_bridge_evaluate(eng_bridge *bridge, eng_entity entity, const char *text,
                             eng_error *error)
{
    myr_error why = {0};
    uint32_t serial = myr_evaluate(bridge->system, entity, text, strlen(text), &why);
    if (serial == 0) {
        eng_error_set(error, "%s", why.text);
    }
    return serial;
}

uint32_t eng_bridge_inspect(eng_bridge *bridge, eng_entity entity, eng_error *error)
{
    myr_error why = {0};
    uint32_t serial = myr_inspect(bridge->system, entity, &why);
    if (serial == 0) {
        eng_error_set(error, "%s", why.text);
    }
    return serial;
}

void eng_bridge_listen(eng_bridge *bridge, eng_answer_listener listener, void *user)
{
    bridge->listener = listener;
    bridge->listener_user = user;
}

void eng_bridge_overhear(eng_bridge *bridge, eng_entity unit, eng_heard_listener listener,
                         void *user)
{
    bridge->heard_listener = listener;
    bridge->heard_user = user;
    myr_overhear(bridge->system, unit);
}

// ----------------------------------------------------------------------------------------- tick

#define MAX_FIELDS (ENG_FIELD_COUNT + ENG_MAX_PACK_ROWS)

static myr_frame make_frame(eng_bridge *bridge, const void *columns[MAX_FIELDS])
{
    for (uint32_t i = 0; i < bridge->content->schema.field_count; ++i) {
        columns[i] = eng_world_column(bridge->world, i);
    }
    copy_scalars(bridge);
    return (myr_frame){
        .tick = eng_world_tick(bridge->world),
        .entities = eng_world_entities(bridge->world),
        .columns = columns,
        .row_count = eng_world_row_count(bridge->world),
        .dynamic = bridge->dynamic,
        .dynamic_bytes = bridge->dynamic_bytes,
    };
}

bool eng_bridge_publish(eng_bridge *bridge, eng_error *error)
{
    const void *columns[MAX_FIELDS];
    myr_error why = {0};
    myr_frame frame = make_frame(bridge, columns);
    if (!myr_publish(bridge->system, &frame, &why)) {
        return eng_error_set(error, "scripting: %s", why.text);
    }
    return true;
}

static const char *kind_of(const eng_bridge *bridge, eng_entity entity)
{
    int32_t row = eng_world_row(bridge->world, entity);
    return row < 0 ? "unit" : bridge->content->kinds[eng_world_rows(bridge->world).kind[row]].name;
}

static void note_records(void *user, const myr_trace *records, uint32_t count)
{
    eng_bridge *bridge = user;
    for (uint32_t i = 0; i < count; ++i) {
        const char *kind = kind_of(bridge, records[i].entity);
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

// A thread that a script does not give back costs a core until the game ends.
static void advise_processes(eng_bridge *bridge)
{
    if (bridge->has_told_processes || !myr_stats_get(bridge->system).needs_processes) {
        return;
    }
    bridge->has_told_processes = true;
    char path[128];
    snprintf(path, sizeof path, "%s/pack.json", bridge->content->info->id);
    const myr_failure advice = {
        .kind = MYR_FAILURE_KILLED,
        .path = path,
        .text =
            "this pack needs process isolation, since its scripts cannot be stopped in threads: "
            "run it with --isolation process, or write \"isolation\": \"process\" here",
        .traceback = "",
    };
    eng_failures_note(&bridge->failures, &advice, "", NULL);
}

static const char *file_of(const eng_bridge *bridge, const char *path)
{
    for (uint32_t i = 0; i < bridge->content->script_count; ++i) {
        if (strcmp(bridge->content->scripts[i].path, path) == 0) {
            return bridge->content->scripts[i].file;
        }
    }
    return NULL;
}

// An answer line by line, as the unit's prints are shown.
static void print_answer(eng_bridge *bridge, const myr_answer *answer)
{
    char text[16500];
    snprintf(text, sizeof text, "%s", answer->text);
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        eng_log_clean(line);
        printf("%s %u> %s\n", kind_of(bridge, answer->entity), eng_entity_index(answer->entity),
               line);
        line = end;
    }
}

// Everything in the results but the commands.
static void tell_results(eng_bridge *bridge, const myr_results *results)
{
    for (uint32_t i = 0; i < results->print_count; ++i) {
        const myr_print *print = &results->prints[i];
        eng_prints_show(&bridge->prints, eng_world_time_s(bridge->world),
                        kind_of(bridge, print->entity), eng_entity_index(print->entity),
                        print->text);
    }
    if (results->reload != NULL) {
        tell_reload(bridge, results->reload);
    }
    for (uint32_t i = 0; i < results->failure_count; ++i) {
        const myr_failure *failure = &results->failures[i];
        eng_failures_note(&bridge->failures, failure, kind_of(bridge, failure->entity),
                          file_of(bridge, failure->path));
        if (failure->kind == MYR_FAILURE_KILLED && bridge->isolation != MYR_ISOLATION_PROCESS) {
            advise_processes(bridge);
        }
    }
    for (uint32_t i = 0; i < results->answer_count; ++i) {
        const myr_answer *answer = &results->answers[i];
        if (bridge->listener == NULL || !bridge->listener(bridge->listener_user, answer)) {
            print_answer(bridge, answer);
        }
    }
    for (uint32_t i = 0; i < results->heard_count; ++i) {
        bridge->heard_listener(bridge->heard_user, &results->heard[i]);
    }
    eng_bundles_take(bridge->bundles, bridge->system, results);
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
        tell_results(bridge, results);
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
    tell_results(bridge, results);
    bridge->late_count = results->late_count;
    eng_command_list_clear(&bridge->given);
    if (bridge->pending.commands.count == 0) {
        *count = results->command_count;
        // The same layout, as asserted above.
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
    const void *columns[MAX_FIELDS];
    myr_frame frame = make_frame(bridge, columns);
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
        eng_failures_note(&bridge->failures, failure, "referee", file_of(bridge, failure->path));
    }
    return true;
}

uint32_t eng_bridge_pending_count(const eng_bridge *bridge)
{
    return myr_pending_count(bridge->system);
}

myr_stats eng_bridge_stats(const eng_bridge *bridge)
{
    myr_stats stats = myr_stats_get(bridge->system);
    if (bridge->referee == NULL) {
        return stats;
    }
    myr_stats more = myr_stats_get(eng_referee_system(bridge->referee));
    stats.late += more.late;
    stats.cut += more.cut;
    stats.killed += more.killed;
    stats.oom += more.oom;
    stats.errors += more.errors;
    stats.dropped += more.dropped;
    stats.think_s += more.think_s;
    stats.host_s += more.host_s;
    stats.child_count += more.child_count;
    stats.stuck_count += more.stuck_count;
    stats.is_comparable = stats.is_comparable && more.is_comparable;
    return stats;
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

// ------------------------------------------------------------------------------------------ save

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
    const void *columns[MAX_FIELDS];
    myr_error why = {0};
    eng_losses losses = {0};
    myr_frame frame = make_frame(bridge, columns);
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

// --------------------------------------------------------------------------------------- getters

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

bool eng_bridge_use_def(const eng_content *content, eng_world *world,
                        bool (*use)(void *user, const myr_def *def, eng_error *error), void *user,
                        eng_error *error)
{
    eng_binding binding;
    eng_bridge *bridge = prepare(content, world);
    bridge->interpreter_count = 1;
    eng_binding_init(&binding, content);
    myr_def def = make_def(bridge, &binding);
    bool is_good = use(user, &def, error);
    eng_binding_fini(&binding);
    eng_bridge_destroy(bridge);
    return is_good;
}

const char *eng_isolation_name(myr_isolation isolation)
{
    static const char *const names[] = {"thread", "process", "shared-gil"};
    return names[isolation];
}
