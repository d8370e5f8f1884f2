// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// reload.c: how long saved code takes to be live in every interpreter. A round is one save of a
// module of some 60 lines: myr_reload, and ticks in lockstep until all have thought with it.
//
//     isolation=thread|process  interpreters=N, with one unit each

#include "bench.h"

#include <stdio.h>
#include <string.h>

#include "minds.h"

#define MOST_UNITS 1024u

static myr_system *pool;
static uint64_t tick;
static uint32_t units, saves;
static float columns[FIELD_COUNT][MOST_UNITS];
static myr_entity entities[MOST_UNITS];
static char text[8192];

// The same module each time but for a number that its units print.
static myr_source source_write(uint32_t number)
{
    size_t used =
        (size_t)snprintf(text, sizeof text, "from myrmidon import Unit\nNUMBER = %u\n", number);
    for (int i = 0; i < 10; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "class Plan%d:\n"
                                 "    def __init__(self, size):\n"
                                 "        self.size = size\n"
                                 "    def told(self):\n"
                                 "        return self.size + %d\n",
                                 i, i);
    snprintf(text + used, sizeof text - used,
             "class Mind(Unit):\n"
             "    def __init__(self):\n"
             "        self.plans = [Plan1(3), Plan2(4)]\n"
             "    def think(self):\n"
             "        print(NUMBER, self.plans[0].told())\n");
    return (myr_source){"mind", "bench/mind.py", text, strlen(text)};
}

static void reload_open(void)
{
    const myr_source source = source_write(0);
    const myr_script script = {.name = "Mind", .module = "mind"};
    bool is_process = strcmp(bench_text("isolation", "thread"), "process") == 0;
    units = (uint32_t)bench_count("interpreters", 500);
    myr_def def = myr_default_def();
    bench_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = &source;
    def.scripts = &script;
    def.source_count = def.script_count = 1;
    def.isolation = is_process ? MYR_ISOLATION_PROCESS : MYR_ISOLATION_THREAD;
    def.placement = MYR_PLACEMENT_ENTITY;
    def.interpreter_count = units;
    def.entity_capacity = MOST_UNITS;
    def.world_width = def.world_height = 100;
    def.is_editable = true;
    myr_error error = {{0}};
    if (units > MOST_UNITS)
        bench_die("at most %u interpreters", MOST_UNITS);
    pool = myr_create(&def, &error);
    if (pool == NULL || !myr_ready(pool, MYR_WAIT_ALL, &error))
        bench_die("%s", error.text);
    for (uint32_t i = 0; i < units; i++) {
        entities[i] = myr_entity_make(i, 1);
        if (!myr_agent_add(pool, &(myr_agent){.entity = entities[i]}, &error))
            bench_die("%s", error.text);
    }
}

static const myr_results *play(void)
{
    const void *rows[FIELD_COUNT];
    myr_error error = {{0}};
    for (int f = 0; f < FIELD_COUNT; f++)
        rows[f] = columns[f];
    myr_frame frame = {.tick = tick++, .entities = entities, .columns = rows, .row_count = units};
    if (!myr_publish(pool, &frame, &error))
        bench_die("%s", error.text);
    return myr_collect(pool, MYR_WAIT_ALL);
}

static bool is_live(const myr_results *results)
{
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%u 4", saves);
    uint32_t count = 0;
    for (uint32_t i = 0; i < results->print_count; i++)
        count += strcmp(results->prints[i].text, wanted) == 0;
    return count == units;
}

static void reload_go(uint32_t rounds)
{
    int64_t live_ns = 0, tick_ns = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        myr_error error = {{0}};
        int64_t begin_ns = bench_wall_ns();
        play();
        tick_ns += bench_wall_ns() - begin_ns;
        const myr_source source = source_write(++saves);
        begin_ns = bench_wall_ns();
        if (myr_reload(pool, &source, 1, &error) == 0)
            bench_die("%s", error.text);
        while (!is_live(play()))
            continue;
        live_ns += bench_wall_ns() - begin_ns;
    }
    bench_put("live_ns", (double)live_ns);
    bench_put("tick_ns", (double)tick_ns);
}

static void reload_close(void)
{
    myr_destroy(pool);
}

const bench_subject bench_reload = {"reload", reload_open, reload_go, reload_close};
