// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_same.c: process isolation through the public API alone: the same commands as in threads, and
// what a game sees of children that fail.

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "scripts.h"

#define UNITS 500u
#define WORLD 1000.0f

// A host in a nutshell: columns, a system, and the sum of all that it was told.
typedef struct game {
    myr_system *system;
    uint32_t unit_count;
    uint64_t tick, hash;
    uint32_t kinds[MYR_FAILURE_LOST + 1]; // failures by kind
    uint32_t command_count;               // of the last tick
    myr_entity entities[UNITS];
    float xs[UNITS], ys[UNITS];
    int32_t teams[UNITS];
} game;

static myr_def game_def(myr_isolation isolation, uint32_t workers, uint32_t interpreters)
{
    myr_def def = myr_default_def();
    isolation_schema(&def);
    def.isolation = isolation;
    def.worker_count = workers;
    def.interpreter_count = interpreters;
    def.world_width = def.world_height = WORLD;
    def.entity_capacity = UNITS;
    def.think_limit_us = 5000000;
    def.interpreter_strike_limit = 0; // these die by the hundred, on purpose
    def.helper_path = TEST_HELPER;
    return def;
}

static void game_open(game *g, const myr_def *def, uint32_t unit_count)
{
    *g = (game){.unit_count = unit_count, .hash = 0xcbf29ce484222325u};
    myr_error error = {""};
    g->system = myr_create(def, &error);
    if (!g->system || !myr_ready(g->system, 60000000, &error))
        fail_msg("%s", error.text);
    for (uint32_t i = 0; i < unit_count; i++) {
        g->entities[i] = myr_entity_make(i, 1);
        g->xs[i] = (float)(i * 37 % 1000);
        g->ys[i] = (float)(i * 91 % 1000);
        g->teams[i] = (int32_t)(i % 2);
    }
}

static void game_agents(game *g, uint32_t first, uint32_t count, uint32_t script)
{
    myr_error error = {""};
    for (uint32_t i = first; i < first + count; i++) {
        myr_agent agent = {.entity = g->entities[i], .script = script, .team = g->teams[i]};
        if (!myr_agent_add(g->system, &agent, &error))
            fail_msg("%s", error.text);
    }
}

static void hash_add(game *g, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        g->hash = (g->hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
}

static float into_world(double at)
{
    return at < 0 ? 0.0f : at > WORLD ? WORLD : (float)at;
}

static void game_publish(game *g)
{
    const void *columns[FIELD_COUNT] = {g->xs, g->ys, g->teams};
    myr_frame frame = {
        .tick = g->tick++, .entities = g->entities, .columns = columns, .row_count = g->unit_count};
    myr_error error = {""};
    if (!myr_publish(g->system, &frame, &error))
        fail_msg("%s", error.text);
}

static void game_collect(game *g, int64_t timeout_us)
{
    const myr_results *results = myr_collect(g->system, timeout_us);
    g->command_count = results->command_count;
    for (uint32_t i = 0; i < results->command_count; i++) {
        const myr_call *call = &results->commands[i];
        uint32_t index = myr_entity_index(call->entity);
        hash_add(g, &call->entity, sizeof call->entity);
        hash_add(g, &call->args[0].number, sizeof(double));
        hash_add(g, &call->args[1].number, sizeof(double));
        g->xs[index] = into_world(call->args[0].number);
        g->ys[index] = into_world(call->args[1].number);
    }
    for (uint32_t i = 0; i < results->failure_count; i++)
        g->kinds[results->failures[i].kind]++;
}

static void game_tick(game *g)
{
    game_publish(g);
    game_collect(g, MYR_WAIT_ALL);
}

static void log_nothing(void *user, myr_log_level level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static uint32_t count_descriptors(void)
{
    uint32_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void the_same_commands_as_in_threads(void **state)
{
    (void)state;
    static game g;
    uint64_t golden = 0;
    for (uint32_t workers = 1; workers <= 8; workers *= 2) {
        for (int isolation = MYR_ISOLATION_THREAD; isolation <= MYR_ISOLATION_PROCESS;
             isolation++) {
            myr_def def = game_def((myr_isolation)isolation, workers, 16);
            game_open(&g, &def, UNITS);
            game_agents(&g, 0, UNITS, SCRIPT_WALK);
            for (int tick = 0; tick < 100; tick++) {
                game_tick(&g);
                assert_int_equal(g.command_count, UNITS);
            }
            myr_destroy(g.system);
            golden = golden ? golden : g.hash;
            assert_true(g.hash == golden);
        }
    }
}

// Also where a tape ends, whatever its size.
static void the_same_excess_is_dropped(void **state)
{
    (void)state;
    static game g;
    for (uint32_t bytes = 8192; bytes < 8192 + 128; bytes += 24) {
        uint32_t counts[2];
        for (int isolation = MYR_ISOLATION_THREAD; isolation <= MYR_ISOLATION_PROCESS;
             isolation++) {
            myr_def def = game_def((myr_isolation)isolation, 1, 1);
            def.job_bytes = bytes;
            def.command_capacity = 1000;
            game_open(&g, &def, 1);
            game_agents(&g, 0, 1, SCRIPT_FLOOD);
            game_tick(&g);
            counts[isolation] = g.command_count;
            myr_destroy(g.system);
        }
        assert_in_range(counts[0], 100, 999);
        assert_int_equal(counts[0], counts[1]);
    }
}

// One unit loops for ever in tick 5: its interpreter is killed, made anew, and nobody else is
// touched.
static void an_endless_think_costs_its_own_interpreter(void **state)
{
    (void)state;
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, 8);
    def.think_limit_us = 50000;
    def.think_grace_us = 50000;
    game_open(&g, &def, 64);
    game_agents(&g, 0, 1, SCRIPT_FICKLE);
    game_agents(&g, 1, 63, SCRIPT_WALK);
    for (int tick = 0; tick < 5; tick++) {
        game_tick(&g);
        assert_int_equal(g.command_count, 64);
    }
    double start = now_ms();
    game_tick(&g);
    print_message("limit and grace of 100 ms: the tick took %.0f ms\n", now_ms() - start);
    assert_int_equal(g.kinds[MYR_FAILURE_KILLED], 1);
    assert_int_equal(g.command_count, 64 - 8);
    double deadline = now_ms() + 10000;
    while (myr_stats_get(g.system).child_count < 8 && now_ms() < deadline)
        game_tick(&g);
    assert_int_equal(myr_stats_get(g.system).child_count, 8);
    for (int tick = 0; tick < 5; tick++) {
        game_tick(&g);
        assert_true(g.command_count >= 64 - 8);
    }
    assert_int_equal(myr_stats_get(g.system).killed, 1);
    myr_destroy(g.system);
}

static void crashes_are_told_and_survived(void **state)
{
    (void)state;
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, 4);
    game_open(&g, &def, 40);
    game_agents(&g, 0, 1, SCRIPT_CRASH);
    game_agents(&g, 1, 1, SCRIPT_EXIT);
    game_agents(&g, 2, 38, SCRIPT_WALK);
    game_tick(&g);
    assert_int_equal(g.kinds[MYR_FAILURE_CRASHED], 2);
    assert_int_equal(g.command_count, 20);
    for (int tick = 0; tick < 10; tick++) {
        game_tick(&g);
        assert_true(g.command_count >= 20);
    }
    myr_destroy(g.system);
}

// Its own half of the job says that it begins one think after another: it is killed all the same.
static void thinks_that_are_feigned_end(void **state)
{
    (void)state;
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, 2);
    def.think_limit_us = 500000;
    def.think_grace_us = 500000;
    game_open(&g, &def, 4);
    game_agents(&g, 0, 1, SCRIPT_FEIGN);
    game_agents(&g, 1, 3, SCRIPT_WALK);
    game_publish(&g);
    game_collect(&g, 10000000); // not for ever: this would be the failure
    assert_int_equal(g.kinds[MYR_FAILURE_KILLED], 1);
    game_tick(&g);
    assert_in_range(g.command_count, 2, 3);
    myr_destroy(g.system);
}

// What is not a tape costs its interpreter the tick, and it comes back each time.
static void garbled_answers_cost_one_tick(void **state)
{
    (void)state;
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, 2);
    def.log = log_nothing;
    game_open(&g, &def, 4);
    game_agents(&g, 1, 1, SCRIPT_WALK);
    for (uint32_t round = 0; round < 100; round++) {
        game_agents(&g, 0, 1, SCRIPT_GARBLE);
        game_tick(&g);
        assert_int_equal(g.kinds[MYR_FAILURE_CRASHED], round + 1);
        myr_agent_remove(g.system, g.entities[0]);
        game_tick(&g);
        myr_interpreter_info info;
        assert_true(myr_interpreter_get(g.system, 0, &info));
        assert_int_equal(info.state, MYR_INTERPRETER_IDLE);
    }
    assert_int_equal(myr_stats_get(g.system).child_count, 2);
    myr_destroy(g.system);
}

// A think that ends just as it is given up: the kill must not hit the next job, whoever is in it.
static void a_late_kill_hits_nobody_else(void **state)
{
    (void)state;
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 1, 1);
    def.think_limit_us = 20000;
    def.think_grace_us = 20000;
    def.log = log_nothing;
    game_open(&g, &def, 2);
    game_agents(&g, 1, 1, SCRIPT_WALK);
    for (int round = 0; round < 100; round++) {
        game_agents(&g, 0, 1, SCRIPT_TIMED);
        game_tick(&g);
        myr_agent_remove(g.system, g.entities[0]);
        uint32_t killed = g.kinds[MYR_FAILURE_KILLED];
        game_tick(&g);
        if (g.kinds[MYR_FAILURE_KILLED] > killed) { // a loaded machine held the walker up itself
            myr_agent_remove(g.system, g.entities[1]);
            game_agents(&g, 1, 1, SCRIPT_WALK);
        } else {
            assert_int_equal(g.command_count, 1);
        }
        assert_int_equal(g.kinds[MYR_FAILURE_CRASHED], 0);
    }
    print_message("%u of 100 were killed\n", g.kinds[MYR_FAILURE_KILLED]);
    myr_destroy(g.system);
}

static void five_hundred_interpreters(void **state)
{
    (void)state;
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){.rlim_cur = 256, .rlim_max = before.rlim_max});
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, UNITS);
    def.placement = MYR_PLACEMENT_ENTITY;
    double start = now_ms();
    game_open(&g, &def, UNITS);
    print_message("%u interpreters in %.0f ms\n", UNITS, now_ms() - start);
    game_agents(&g, 0, UNITS, SCRIPT_WALK);
    game_tick(&g);
    start = now_ms();
    for (int tick = 0; tick < 20; tick++) {
        game_tick(&g);
        assert_int_equal(g.command_count, UNITS);
    }
    print_message("a tick of them by 2 workers: %.1f ms\n", (now_ms() - start) / 20);
    assert_int_equal(myr_stats_get(g.system).child_count, UNITS);
    start = now_ms();
    myr_destroy(g.system);
    print_message("ended in %.0f ms\n", now_ms() - start);
    setrlimit(RLIMIT_NOFILE, &before);
}

// Also while a child is stuck: destroying does not wait for it.
static void ten_systems_leave_nothing(void **state)
{
    (void)state;
    static game g;
    uint32_t descriptors = 0;
    for (int round = 0; round < 10; round++) {
        myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, 8);
        game_open(&g, &def, 64);
        game_agents(&g, 0, 64, SCRIPT_WALK);
        for (int tick = 0; tick < 3; tick++)
            game_tick(&g);
        myr_agent_remove(g.system, g.entities[0]);
        game_agents(&g, 0, 1, SCRIPT_LOOP);
        const void *columns[FIELD_COUNT] = {g.xs, g.ys, g.teams};
        myr_frame frame = {
            .tick = g.tick, .entities = g.entities, .columns = columns, .row_count = 64};
        assert_true(myr_publish(g.system, &frame, NULL));
        myr_collect(g.system, 20000);
        double start = now_ms();
        myr_destroy(g.system);
        assert_true(now_ms() - start < 2000);
        if (round == 0)
            descriptors = count_descriptors();
        assert_int_equal(count_descriptors(), descriptors);
    }
    assert_true(myr_shutdown());
    assert_int_equal(count_descriptors(), descriptors - 1); // the helper's socket
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);       // no child of ours is left
}

static void a_missing_helper_is_named(void **state)
{
    (void)state;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 1, 2);
    def.helper_path = "/nowhere/helper";
    myr_error error = {""};
    myr_system *system = myr_create(&def, &error);
    assert_true(!system || !myr_ready(system, 60000000, &error));
    assert_non_null(strstr(error.text, "/nowhere/helper (No such file or directory)"));
    myr_destroy(system);
}

// A game that is left while its start hangs: creators and workers are stuck, and no longer than
// that.
static void a_start_that_hangs_is_left_behind(void **state)
{
    (void)state;
    char path[] = "./hanging-helper-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    dprintf(file, "#!/bin/sh\nexec sleep 7\n");
    fchmod(file, 0700);
    close(file);
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 2, 2);
    def.helper_path = path;
    def.log = log_nothing;
    myr_error error = {""};
    myr_system *system = myr_create(&def, &error);
    assert_non_null(system);
    assert_false(myr_ready(system, 100000, &error));
    myr_destroy(system);
    assert_true(myr_stuck_count() > 0);
    double deadline = now_ms() + 10000;
    while (myr_stuck_count() > 0 && now_ms() < deadline)
        usleep(10000);
    assert_int_equal(myr_stuck_count(), 0);
    unlink(path);
}

// Without a path it is found from where the library lies.
static void the_helper_is_found(void **state)
{
    (void)state;
    static game g;
    myr_def def = game_def(MYR_ISOLATION_PROCESS, 1, 2);
    def.helper_path = NULL;
    game_open(&g, &def, 8);
    game_agents(&g, 0, 8, SCRIPT_WALK);
    game_tick(&g);
    assert_int_equal(g.command_count, 8);
    myr_destroy(g.system);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_commands_as_in_threads),
        cmocka_unit_test(the_same_excess_is_dropped),
        cmocka_unit_test(an_endless_think_costs_its_own_interpreter),
        cmocka_unit_test(crashes_are_told_and_survived),
        cmocka_unit_test(thinks_that_are_feigned_end),
        cmocka_unit_test(garbled_answers_cost_one_tick),
        cmocka_unit_test(a_late_kill_hits_nobody_else),
        cmocka_unit_test(five_hundred_interpreters),
        cmocka_unit_test(a_missing_helper_is_named),
        cmocka_unit_test(a_start_that_hangs_is_left_behind),
        cmocka_unit_test(the_helper_is_found),
        cmocka_unit_test(ten_systems_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
