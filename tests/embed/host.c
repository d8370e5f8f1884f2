// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A second host, without SDL: walkers on a road. Each asks how steep the ground under it is and how
// many others are near, and says so by the one command there is. The host knows both answers
// itself, so it can check every command of every tick.

#include "host.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
    ((condition) ? (void)0                                                                         \
                 : (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), exit(1)))

enum { WALKERS = 64, TICKS = 8, STRETCHES = 10, STRETCH_PX = 100 };

// The module is one that CPython loads from a file of its own: it needs the symbols of libpython
// even where a program has loaded the plugin without lending them to anyone.
static const char source_text[] =
    "import math\n"
    "from myrmidon import Unit\n"
    "class Walker(Unit):\n"
    "    def think(self):\n"
    "        self.walk(math.fabs(self.slope_at(self.x)), len(self.near(15.0)))\n";

static const float slopes[STRETCHES] = {1, 2, 3, 2, 1, 0.5f, 4, 3, 2, 1};
static float xs[WALKERS], ys[WALKERS];
static myr_entity entities[WALKERS];

static float slope_at(const float *table, double x)
{
    int stretch = (int)(x / STRETCH_PX);
    return table[stretch < 0 ? 0 : stretch >= STRETCHES ? STRETCHES - 1 : stretch];
}

// The query: the road lies in the static block, in this process as well as in a child.
MYR_API void query_slope_at(const myr_view *view, myr_entity self, const myr_value *args,
                            myr_value *result)
{
    (void)self;
    size_t bytes = 0;
    const float *table = (const float *)myr_view_static(view, &bytes);
    if (bytes == sizeof slopes) {
        *result = (myr_value){.type = MYR_FLOAT, .number = slope_at(table, args[0].number)};
    }
}

static const myr_field fields[] = {
    {.name = "x",
     .doc = "Where it is along the road.",
     .unit = "px",
     .type = MYR_FLOAT,
     .role = MYR_FIELD_X},
    {.name = "y",
     .doc = "Where it is across the road.",
     .unit = "px",
     .type = MYR_FLOAT,
     .role = MYR_FIELD_Y},
};
static const myr_query queries[] = {
    {.name = "slope_at",
     .doc = "How steep the road is at x.",
     .args = {{.name = "x", .type = MYR_FLOAT}},
     .arg_count = 1,
     .result = MYR_FLOAT,
     .function = query_slope_at},
};
static const myr_command commands[] = {
    {.name = "walk",
     .doc = "Walks on, and tells how many walkers are near.",
     .args = {{.name = "by", .type = MYR_FLOAT}, {.name = "others", .type = MYR_INT}},
     .arg_count = 2},
};
static const myr_source sources[] = {
    {"walker", "road/scripts/walker.py", source_text, sizeof source_text - 1},
};
static const myr_script scripts[] = {{.name = "Walker", .module = "walker"}};

static atomic_llong bytes_held;
static atomic_uint resize_count, line_count;

static void *count_and_resize(void *user, void *block, size_t old_bytes, size_t new_bytes)
{
    atomic_fetch_add((atomic_uint *)user, 1u);
    atomic_fetch_add(&bytes_held, (long long)new_bytes - (long long)old_bytes);
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_bytes);
}

static void print_line(void *user, myr_log_level level, const char *text)
{
    CHECK(strchr(text, '\n') == NULL);
    atomic_fetch_add((atomic_uint *)user, 1u);
    printf("log %d: %s\n", (int)level, text);
}

static myr_def describe(myr_isolation isolation)
{
    myr_def def = myr_default_def();
    def.fields = fields, def.field_count = 2;
    def.queries = queries, def.query_count = 1;
    def.commands = commands, def.command_count = 1;
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = sources, def.source_count = 1;
    def.scripts = scripts, def.script_count = 1;
    def.isolation = isolation;
    def.worker_count = 2, def.interpreter_count = 4;
    def.entity_capacity = 2 * WALKERS;
    def.static_bytes = sizeof slopes;
    def.world_width = STRETCHES * STRETCH_PX, def.world_height = 100;
    def.log = print_line, def.log_user = &line_count;
    def.allocator = (myr_allocator){count_and_resize, &resize_count};
    return def;
}

static int64_t others_near(int walker)
{
    int64_t count = 0;
    for (int i = 0; i < WALKERS; i++) {
        count += i != walker && fabsf(xs[i] - xs[walker]) <= 15.0f;
    }
    return count;
}

// One tick: every walker must have asked for exactly what the host itself finds.
static void play_tick(myr_system *system, uint64_t tick)
{
    const void *columns[] = {xs, ys};
    myr_frame frame = {
        .tick = tick, .entities = entities, .columns = columns, .row_count = WALKERS};
    myr_error error = {""};
    if (!myr_publish(system, &frame, &error)) {
        fprintf(stderr, "publish: %s\n", error.text);
        exit(1);
    }
    const myr_results *results = myr_collect(system, MYR_WAIT_ALL);
    for (uint32_t i = 0; i < results->failure_count; i++) {
        fprintf(stderr, "%s\n%s\n", results->failures[i].text, results->failures[i].traceback);
    }
    CHECK(results->failure_count == 0 && results->late_count == 0);
    CHECK(results->command_count == WALKERS);
    for (int i = 0; i < WALKERS; i++) {
        const myr_call *call = &results->commands[i];
        CHECK(call->entity == entities[i] && call->command == 0 && call->arg_count == 2);
        CHECK(call->args[0].number == (double)slope_at(slopes, xs[i]));
        CHECK(call->args[1].integer == others_near(i));
    }
    for (int i = 0; i < WALKERS; i++) {
        xs[i] += (float)results->commands[i].args[0].number;
    }
}

// A game that cannot start, so that the logger has something to say: what it says is what
// myr_ready() answers. Before any other game, since a helper that runs is kept for the next.
static void check_logger(void)
{
    if (atomic_load(&line_count) > 0) {
        return;
    }
    myr_error error = {""};
    myr_def def = describe(MYR_ISOLATION_PROCESS);
    def.helper_path = "/nowhere/myrmidon-helper";
    myr_system *system = myr_create(&def, &error);
    CHECK(system != NULL && !myr_ready(system, MYR_WAIT_ALL, &error));
    CHECK(strstr(error.text, def.helper_path) != NULL && atomic_load(&line_count) == 1);
    myr_destroy(system);
}

bool host_play(myr_isolation isolation, myr_error *error)
{
    check_logger();
    myr_def def = describe(isolation);
    myr_system *system = myr_create(&def, error);
    if (!system) {
        return false;
    }
    for (int i = 0; i < WALKERS; i++) {
        xs[i] = 10.0f * (float)i, ys[i] = 50;
        entities[i] = myr_entity_make((uint32_t)i, 1);
        CHECK(myr_agent_add(system, &(myr_agent){.entity = entities[i]}, error));
    }
    CHECK(myr_publish_static(system, slopes, sizeof slopes));
    bool is_ready = myr_ready(system, 60 * 1000000, error);
    for (uint64_t tick = 0; is_ready && tick < TICKS; tick++) {
        play_tick(system, tick);
    }
    myr_stats stats = myr_stats_get(system);
    CHECK(!is_ready || stats.thinks == WALKERS * TICKS);
    CHECK((stats.child_count > 0) == (is_ready && isolation == MYR_ISOLATION_PROCESS));
    myr_destroy(system);
    return is_ready;
}

void host_end(void)
{
    CHECK(myr_stuck_count() == 0 && myr_shutdown());
    CHECK(atomic_load(&resize_count) > 0 && atomic_load(&bytes_held) == 0);
    CHECK(atomic_load(&line_count) == 1);
}
