// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_pool_budget.c: buckets, debts and strikes. Thinks are counted, never timed: a think that
// must be too long spins for its time at least, and what must be within its budget has a budget so
// large that no machine can miss it.

#include <string.h>
#include <time.h>

#include "fixture.h"

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// Spins for 30 ms when its entity is even and this is its first think.
typedef struct spinner_memory {
    uint32_t thinks;
} spinner_memory;

static void spinner_think(myr_context *context, myr_entity self, void *memory)
{
    spinner_memory *my = memory;
    int64_t begin_us = now_us();
    while (my->thinks == 0 && myr_entity_index(self) % 2 == 0 && now_us() - begin_us < 30000) {
    }
    my->thinks++;
    myr_context_command(context, COMMAND_DIE, NULL, 0);
}

static const myr_script script = {
    .name = "Spinner", .think = spinner_think, .memory_bytes = sizeof(spinner_memory)};

static myr_def budget_def(void)
{
    myr_def def = world_def(&script, 1);
    def.interpreter_count = 1;
    def.tick_rate_hz = 20;
    return def;
}

// Commands of one tick in realtime that has all the time it needs.
static uint32_t timed_step(world *w)
{
    world_publish(w);
    return world_collect(w, 60000000)->command_count;
}

// The plugin knows realtime by the collect before: the first tick is none yet.
static void begin_realtime(world *w)
{
    world_publish(w);
    world_collect(w, 60000000);
}

static void an_empty_bucket_skips_ticks(void **state)
{
    (void)state;
    static world w;
    myr_def def = budget_def();
    def.interpreter_budget_us = 1000;
    def.bucket_us = 4000;
    world_open(&w, &def);
    begin_realtime(&w);
    world_think(&w, 0, 0);
    assert_int_equal(timed_step(&w), 1); // 30 ms: now 5 are owed, the most that can be
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(w.system, 0, &info));
    assert_int_equal(info.bucket_us, -5000);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(timed_step(&w), 0);
    assert_int_equal(myr_stats_get(w.system).throttled, 5);
    assert_int_equal(timed_step(&w), 1);
    assert_false(myr_stats_get(w.system).is_comparable);
    world_close(&w);
}

static void what_was_saved_is_spent(void **state)
{
    (void)state;
    static world w;
    myr_def def = budget_def();
    def.interpreter_budget_us = 10000;
    def.bucket_us = 600000000;
    world_open(&w, &def);
    begin_realtime(&w);
    world_think(&w, 0, 0);
    for (uint32_t i = 0; i < 10; i++)
        assert_int_equal(timed_step(&w), 1); // the first takes three ticks' worth
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(w.system, 0, &info));
    assert_in_range(info.bucket_us, 1, 600000000 + 10000 - 1);
    assert_int_equal(myr_stats_get(w.system).throttled, 0);
    world_close(&w);
}

static void lockstep_has_no_budgets(void **state)
{
    (void)state;
    static world w;
    myr_def def = budget_def();
    def.interpreter_budget_us = 1000;
    def.think_budget_us = 1000;
    world_open(&w, &def);
    world_think(&w, 0, 0);
    for (uint32_t i = 0; i < 10; i++)
        assert_int_equal(world_step(&w)->command_count, 1);
    myr_stats stats = myr_stats_get(w.system);
    assert_int_equal(stats.throttled + stats.over_budget, 0);
    assert_true(stats.is_comparable);
    world_close(&w);
}

// 30 ms over a budget of 10 are two thinks and a bit; its neighbour, and one with a budget of its
// own, think on.
static void an_agent_pays_by_skipping(void **state)
{
    (void)state;
    static world w;
    myr_def def = budget_def();
    def.think_budget_us = 10000;
    def.tick_rate_hz = 2; // a debt is of two thinks at most
    world_open(&w, &def);
    begin_realtime(&w);
    world_think(&w, 0, 0);
    world_spawn(&w, 0);
    myr_entity rich = world_spawn(&w, 0);
    myr_agent agent = {.entity = rich, .think_budget_us = 3600000000};
    assert_true(myr_agent_add(w.system, &agent, NULL));
    assert_int_equal(timed_step(&w), 2);
    assert_int_equal(myr_stats_get(w.system).over_budget, 1);
    assert_int_equal(timed_step(&w), 1);
    assert_int_equal(timed_step(&w), 1);
    assert_int_equal(myr_stats_get(w.system).throttled, 2);
    assert_int_equal(timed_step(&w), 2);
    world_close(&w);
}

static void bad_budgets_are_refused(void **state)
{
    (void)state;
    static world w;
    myr_def def = budget_def();
    myr_error error;
    def.bucket_us = -1;
    assert_null(myr_create(&def, &error));
    assert_non_null(strstr(error.text, "bucket_us"));
    def = budget_def();
    world_open(&w, &def);
    myr_agent agent = {.entity = world_spawn(&w, 0), .think_budget_us = 3600000001};
    assert_false(myr_agent_add(w.system, &agent, &error));
    assert_non_null(strstr(error.text, "think_budget_us"));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_bucket_skips_ticks), cmocka_unit_test(what_was_saved_is_spent),
        cmocka_unit_test(lockstep_has_no_budgets),     cmocka_unit_test(an_agent_pays_by_skipping),
        cmocka_unit_test(bad_budgets_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
