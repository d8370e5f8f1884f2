// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// respawn.c: how long an interpreter that was lost is missing. A round is one loss: a script ends
// its child, or waits for ever in a thread of the host; then until its successor is ready.
//
//     isolation=thread|process   in threads at most 16 rounds in all: so many are replaced

#include "bench.h"

#include <string.h>
#include <time.h>

#include "minds.h"

#define UNITS 1024u
#define THREAD_LIMIT_US 20000

static void ignore(void *user, myr_log_level level, const char *line)
{
    (void)user;
    (void)level;
    (void)line;
}

// The unit with hp below 0 does it.
static const char text[] = "import random\n"
                           "from myrmidon import Unit\n"
                           "class Mortal(Unit):\n"
                           "    def think(self):\n"
                           "        if self.hp < 0:\n"
                           "            os = random._os\n"
                           "            if IS_CHILD:\n"
                           "                os._exit(0)\n"
                           "            lock = os.sys.modules['_thread'].allocate_lock()\n"
                           "            lock.acquire()\n"
                           "            lock.acquire()\n";

static myr_system *pool;
static bool is_process;
static uint64_t tick;
static uint32_t unit; // the next to die
static float columns[FIELD_COUNT][UNITS];
static myr_entity entities[UNITS];

static void respawn_open(void)
{
    char source_text[sizeof text + 32] = "IS_CHILD = 0\n";
    is_process = strcmp(bench_text("isolation", "thread"), "process") == 0;
    source_text[11] = is_process ? '1' : '0';
    strcat(source_text, text);
    const myr_source source = {"mortal", "bench/mortal.py", source_text, strlen(source_text)};
    const myr_script script = {.name = "Mortal", .module = "mortal"};
    myr_def def = myr_default_def();
    bench_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = &source;
    def.scripts = &script;
    def.source_count = def.script_count = 1;
    def.isolation = is_process ? MYR_ISOLATION_PROCESS : MYR_ISOLATION_THREAD;
    def.interpreter_count = def.worker_count = 1;
    def.entity_capacity = UNITS;
    def.world_width = def.world_height = 100;
    def.think_limit_us = def.think_grace_us = is_process ? 10000000 : THREAD_LIMIT_US;
    def.interpreter_strike_limit = 0;
    def.log = ignore; // that they die is the point
    myr_error error = {{0}};
    pool = myr_create(&def, &error);
    if (pool == NULL || !myr_ready(pool, MYR_WAIT_ALL, &error))
        bench_die("%s", error.text);
    for (uint32_t i = 0; i < UNITS; i++)
        entities[i] = myr_entity_make(i, 1);
}

static const myr_results *play(void)
{
    const void *rows[FIELD_COUNT];
    myr_error error = {{0}};
    for (int f = 0; f < FIELD_COUNT; f++)
        rows[f] = columns[f];
    myr_frame frame = {.tick = tick++, .entities = entities, .columns = rows, .row_count = UNITS};
    if (!myr_publish(pool, &frame, &error))
        bench_die("%s", error.text);
    return myr_collect(pool, MYR_WAIT_ALL);
}

static void await_successor(void)
{
    myr_interpreter_info info = {.state = MYR_INTERPRETER_MAKING};
    while (myr_interpreter_get(pool, 0, &info) && info.state == MYR_INTERPRETER_MAKING)
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    if (info.state != MYR_INTERPRETER_IDLE)
        bench_die("the interpreter was not replaced");
}

// From the tick on in which it dies; in a thread, from when the host's limit and grace are over.
static int64_t lose_one(void)
{
    myr_error error = {{0}};
    if (unit == UNITS || !myr_agent_add(pool, &(myr_agent){.entity = entities[unit]}, &error))
        bench_die("no more units: %s", error.text);
    if (play()->failure_count != 0)
        bench_die("the unit does not think");
    columns[FIELD_HP][unit] = -1.0f;
    int64_t begin_ns = bench_wall_ns() + (is_process ? 0 : 2 * THREAD_LIMIT_US * 1000);
    if (play()->failure_count == 0)
        bench_die("the unit does not die");
    await_successor();
    int64_t missing_ns = bench_wall_ns() - begin_ns;
    myr_agent_remove(pool, entities[unit++]);
    return missing_ns;
}

static void respawn_go(uint32_t rounds)
{
    int64_t missing_ns = 0;
    for (uint32_t i = 0; i < rounds; i++)
        missing_ns += lose_one();
    bench_put("missing_ns", (double)missing_ns);
}

static void respawn_close(void)
{
    myr_destroy(pool);
}

const bench_subject bench_respawn = {"respawn", respawn_open, respawn_go, respawn_close};
