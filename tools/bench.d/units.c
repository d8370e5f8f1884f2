// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// units.c: a small world through the public API alone. A round is one tick: publish, every think,
// collect, and apply without simulation.
//
//     language=python|null  mind=NAME  source=FILE.py  units=N  interpreters=K  workers=W
//     isolation=thread|process|shared-gil  entity=1 (an interpreter each)  static_mb=N
//     unsealed=1 (children keep their rights)
//     checkpoint_bytes=N  budget_us=N (then in realtime)

#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "minds.h"

static struct {
    myr_system *system;
    uint64_t tick;
    uint32_t unit_count;
    myr_entity *entities;
    float *columns[FIELD_COUNT]; // int32_t for teams
    float *target_x, *target_y;
    myr_entity *target;
    uint64_t bytes; // moved by the host's thread in the last tick: published and collected
} world;

static char *file_read(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        bench_die("cannot read %s", path);
    char *text = bench_alloc(1, 65536);
    *bytes = fread(text, 1, 65536, file);
    fclose(file);
    return text;
}

static myr_isolation isolation_of(const char *name)
{
    if (strcmp(name, "process") == 0)
        return MYR_ISOLATION_PROCESS;
    return strcmp(name, "shared-gil") == 0 ? MYR_ISOLATION_SHARED_GIL : MYR_ISOLATION_THREAD;
}

static float random_to(float high)
{
    static uint32_t state = 12345;
    state = state * 1664525u + 1013904223u;
    return (float)(state >> 8) / 16777216.0f * high;
}

// About a dozen others within sight of each, half of them foes.
static float world_fill(void)
{
    float side = sqrtf((float)world.unit_count) * 30.0f + 60.0f;
    world.entities = bench_alloc(world.unit_count, sizeof *world.entities);
    world.target_x = bench_alloc(world.unit_count, sizeof(float));
    world.target_y = bench_alloc(world.unit_count, sizeof(float));
    world.target = bench_alloc(world.unit_count, sizeof *world.target);
    for (int f = 0; f < FIELD_COUNT; f++)
        world.columns[f] = bench_alloc(world.unit_count, sizeof(float));
    for (uint32_t i = 0; i < world.unit_count; i++) {
        world.entities[i] = myr_entity_make(i, 1);
        world.columns[FIELD_X][i] = random_to(side);
        world.columns[FIELD_Y][i] = random_to(side);
        ((int32_t *)(void *)world.columns[FIELD_TEAM])[i] = (int32_t)(i & 1);
        world.columns[FIELD_HP][i] = 100.0f;
        world.columns[FIELD_SIGHT][i] = 60.0f;
        world.columns[FIELD_REACH][i] = 18.0f;
        world.columns[FIELD_SPEED][i] = 40.0f;
    }
    return side;
}

static void statics_fill(void *user, void *bytes, size_t byte_count)
{
    (void)user;
    memset(bytes, 7, byte_count);
}

static void system_open(myr_def *def)
{
    myr_error error = {{0}};
    world.system = myr_create(def, &error);
    if (world.system == NULL || !myr_ready(world.system, MYR_WAIT_ALL, &error))
        bench_die("%s", error.text);
    if (def->static_bytes > 0 &&
        !myr_fill_static(world.system, def->static_bytes, statics_fill, NULL))
        bench_die("no room for the static block");
    for (uint32_t i = 0; i < world.unit_count; i++) {
        myr_agent agent = {.entity = world.entities[i], .team = (int32_t)(i & 1)};
        if (!myr_agent_add(world.system, &agent, &error))
            bench_die("%s", error.text);
    }
}

static void units_open(void)
{
    const char *mind = bench_text("mind", "Soldier");
    bool is_native = strcmp(bench_text("language", "python"), "null") == 0;
    myr_script script = {.name = mind, .module = "minds"};
    myr_source source = {.module = "minds", .path = "bench/minds.py"};
    myr_def def = myr_default_def();
    world.unit_count = (uint32_t)bench_count("units", 1000);
    float side = world_fill();
    bench_schema(&def);
    if (is_native) {
        if (bench_native_mind(mind) == NULL)
            bench_die("there is no mind '%s' in C", mind);
        script = *bench_native_mind(mind);
    } else {
        source.text = file_read(bench_text("source", ""), &source.text_bytes);
        def.sources = &source;
        def.source_count = 1;
    }
    def.language = is_native ? MYR_LANGUAGE_NULL : MYR_LANGUAGE_PYTHON;
    def.scripts = &script;
    def.script_count = 1;
    def.isolation = isolation_of(bench_text("isolation", "thread"));
    def.placement = bench_count("entity", 0) != 0 ? MYR_PLACEMENT_ENTITY : MYR_PLACEMENT_SHARED;
    def.is_unsealed = bench_count("unsealed", 0) != 0;
    def.interpreter_count = (uint32_t)bench_count("interpreters", 16);
    def.worker_count = (uint32_t)bench_count("workers", 1);
    def.entity_capacity = world.unit_count;
    def.static_bytes = bench_count("static_mb", 0) << 20;
    def.world_width = def.world_height = side;
    def.grid_cell = 60.0f;
    def.think_limit_us = 20000000;
    def.checkpoint_bytes = (uint32_t)bench_count("checkpoint_bytes", 0);
    def.think_budget_us = (int64_t)bench_count("budget_us", 0);
    def.interpreter_budget_us = def.think_budget_us * 1000;
    system_open(&def);
    uint32_t below;
    uint64_t kb = bench_tree_pss_kb(&below);
    bench_put("pss_kb", (double)kb);
    bench_put("below", (double)below);
    free((void *)source.text);
}

static void apply(const myr_results *results)
{
    for (uint32_t i = 0; i < results->command_count; i++) {
        const myr_call *call = &results->commands[i];
        uint32_t index = myr_entity_index(call->entity);
        if (call->command == COMMAND_MOVE) {
            world.target_x[index] = (float)call->args[0].number;
            world.target_y[index] = (float)call->args[1].number;
        } else {
            world.target[index] = call->args[0].entity;
        }
        world.bytes += sizeof *call + call->arg_count * sizeof *call->args;
    }
}

// Returns the CPU time of the host's thread.
static int64_t tick(void)
{
    myr_error error = {{0}};
    const void *columns[FIELD_COUNT];
    for (int f = 0; f < FIELD_COUNT; f++)
        columns[f] = world.columns[f];
    myr_frame frame = {.tick = world.tick++,
                       .entities = world.entities,
                       .columns = columns,
                       .row_count = world.unit_count};
    int64_t begin_ns = bench_thread_ns();
    if (!myr_publish(world.system, &frame, &error))
        bench_die("%s", error.text);
    // A minute is as good as for ever, and makes it realtime.
    int64_t timeout_us = bench_count("budget_us", 0) > 0 ? 60000000 : MYR_WAIT_ALL;
    const myr_results *results = myr_collect(world.system, timeout_us);
    if (results->failure_count > 0)
        bench_die("%s\n%s", results->failures[0].text, results->failures[0].traceback);
    world.bytes = (uint64_t)world.unit_count * (sizeof(myr_entity) + FIELD_COUNT * sizeof(float));
    apply(results);
    return bench_thread_ns() - begin_ns;
}

static void units_go(uint32_t rounds)
{
    myr_stats before = myr_stats_get(world.system);
    int64_t wall_ns = bench_wall_ns(), process_ns = bench_process_ns(), host_ns = 0;
    for (uint32_t i = 0; i < rounds; i++)
        host_ns += tick();
    process_ns = bench_process_ns() - process_ns;
    wall_ns = bench_wall_ns() - wall_ns;
    myr_stats after = myr_stats_get(world.system);
    bench_put("wall_ns", (double)wall_ns);
    bench_put("host_ns", (double)host_ns);
    bench_put("process_ns", (double)process_ns);
    bench_put("think_ns", (after.think_s - before.think_s) * 1e9);
    bench_put("thinks", (double)(after.thinks - before.thinks));
    bench_put("messages", (double)(after.messages - before.messages));
    bench_put("commands", (double)(after.commands - before.commands));
    bench_put("bytes", (double)world.bytes);
    if (bench_count("pss", 0) != 0) {
        uint32_t below;
        bench_put("pss_kb", (double)bench_tree_pss_kb(&below));
        bench_put("below", (double)below);
    }
}

static void units_close(void)
{
    myr_destroy(world.system);
}

const bench_subject bench_units = {"units", units_open, units_go, units_close};
