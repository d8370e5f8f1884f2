// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Scripts that never end, in this process: the worker is abandoned, the game goes on, destroying
// does not wait, and the shutdown says that it cannot.

#include "fixture.h"

#include <sched.h>
#include <semaphore.h>
#include <time.h>

static sem_t release_one;

static void stuck_think(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
    sem_wait(&release_one);
}

static void quick_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    myr_context_command(context, COMMAND_DIE, NULL, 0);
}

static const myr_script scripts[] = {{.name = "Stuck", .think = stuck_think},
                                     {.name = "Quick", .think = quick_think}};

// Asks for as many as it has had thinks.
static void count_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    uint32_t *thinks = memory;
    ++*thinks;
    myr_value value = {.type = MYR_INT, .integer = *thinks};
    myr_context_command(context, COMMAND_SPAWN, &value, 1);
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void open_four(world *w, uint32_t worker_count)
{
    sem_init(&release_one, 0, 0);
    myr_def def = world_def(scripts, 2);
    def.interpreter_count = 4;
    def.worker_count = worker_count;
    def.think_limit_us = 20000;
    def.think_grace_us = 20000;
    world_open(w, &def);
}

static void the_game_goes_on(void **state)
{
    (void)state;
    static world w;
    open_four(&w, 1);
    uint32_t stuck_before = myr_stuck_count();
    world_think(&w, 0, 1);
    myr_entity stuck = world_think(&w, 0, 0);
    world_think(&w, 0, 1);
    for (uint32_t i = 0; i < 2; i++)
        world_think(&w, 0, 1);
    world_think(&w, 0, 1); // entity 5: shares the stuck one's interpreter and its first tick
    const myr_results *results = world_step(&w);
    assert_int_equal(results->command_count, 4);
    assert_int_equal(results->failure_count, 1);
    assert_int_equal(results->failures[0].kind, MYR_FAILURE_KILLED);
    assert_true(results->failures[0].entity == stuck);
    assert_int_equal(myr_stuck_count(), stuck_before + 1);
    for (uint32_t i = 0; i < 10; i++) {
        results = world_step(&w);
        assert_int_equal(results->command_count, 5);
        assert_int_equal(results->failure_count, 0);
    }
    myr_stats stats = myr_stats_get(w.system);
    assert_int_equal(stats.killed, 1);
    assert_int_equal(stats.worker_count, 1);
    assert_int_equal(stats.stuck_count, 1);
    assert_int_equal(stats.benched_count, 1);
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(w.system, 1, &info));
    assert_int_equal(info.state, MYR_INTERPRETER_IDLE); // a new one
    double begin_s = now_s();
    world_close(&w);
    assert_true(now_s() - begin_s < 2);
    assert_int_equal(myr_stuck_count(), stuck_before + 1);
    assert_false(myr_shutdown());
}

// The script returns after all: its thread ends by itself and is stuck no longer.
static void one_that_comes_back(void **state)
{
    (void)state;
    static world w;
    open_four(&w, 2);
    uint32_t stuck_before = myr_stuck_count();
    world_think(&w, 0, 0);
    assert_int_equal(world_step(&w)->failure_count, 1);
    assert_int_equal(myr_stuck_count(), stuck_before + 1);
    sem_post(&release_one);
    while (myr_stuck_count() > stuck_before)
        world_step(&w);
    assert_int_equal(myr_stats_get(w.system).stuck_count, 0);
    world_close(&w);
}

// Destroyed while a think runs that is within its limit: it gets 200 ms and no more.
static void destroy_does_not_wait(void **state)
{
    (void)state;
    static world w;
    sem_init(&release_one, 0, 0);
    myr_def def = world_def(scripts, 2);
    def.think_limit_us = 60000000;
    world_open(&w, &def);
    world_think(&w, 0, 0);
    world_publish(&w);
    uint32_t stuck_before = myr_stuck_count();
    myr_interpreter_info info;
    do
        myr_interpreter_get(w.system, 0, &info);
    while (info.state != MYR_INTERPRETER_RUNNING);
    double begin_s = now_s();
    world_close(&w);
    assert_true(now_s() - begin_s < 2);
    assert_in_range(myr_stuck_count(), stuck_before, stuck_before + 1);
}

// One after another: workers and interpreters are replaced, until too many snapshots are held.
static void several_in_a_row(void **state)
{
    (void)state;
    static world w;
    open_four(&w, 2);
    for (uint32_t i = 0; i < 3; i++)
        world_think(&w, 0, 0);
    world_think(&w, 0, 1);
    const myr_results *results = world_step(&w);
    assert_int_equal(results->failure_count, 3);
    assert_int_equal(results->command_count, 1);
    assert_int_equal(myr_stats_get(w.system).worker_count, 2);
    assert_false(myr_stats_get(w.system).needs_processes);
    myr_interpreter_info info = {.state = MYR_INTERPRETER_IDLE};
    uint32_t stuck_count = 3;
    while (info.state != MYR_INTERPRETER_DEAD) {
        myr_error error = {0};
        myr_agent agent = {.entity = myr_entity_make(++stuck_count * 4, 1)};
        assert_true(myr_agent_add(w.system, &agent, &error));
        assert_int_equal(world_step(&w)->failure_count, 1);
        assert_true(myr_interpreter_get(w.system, 0, &info));
        assert_true(stuck_count <= 17);
    }
    assert_int_equal(stuck_count, 17);
    assert_true(myr_stats_get(w.system).needs_processes);
    myr_agent agent = {.entity = myr_entity_make(8, 1), .script = 1};
    assert_false(myr_agent_add(w.system, &agent, NULL)); // its interpreter is dead
    assert_int_equal(world_step(&w)->command_count, 1);
    world_close(&w);
}

// A game that runs for hours: what was abandoned and came back leaves its place to others.
static void places_of_those_that_came_back_are_used_again(void **state)
{
    (void)state;
    static world w;
    sem_init(&release_one, 0, 0);
    myr_def def = world_def(scripts, 2);
    def.interpreter_count = 1;
    def.worker_count = 1;
    def.think_limit_us = 1000;
    def.think_grace_us = 1000;
    def.interpreter_strike_limit = 0;
    world_open(&w, &def);
    uint32_t stuck_before = myr_stuck_count();
    for (uint32_t i = 0; i < 150; i++) {
        myr_entity stuck = world_think(&w, 0, 0);
        assert_int_equal(world_step(&w)->failure_count, 1);
        sem_post(&release_one);
        while (myr_stuck_count() > stuck_before)
            sched_yield();
        world_kill(&w, stuck);
    }
    assert_int_equal(myr_stats_get(w.system).worker_count, 1);
    world_close(&w);
}

// Of an interpreter that was abandoned, the neighbours go on with a copy of their memory.
static void neighbours_keep_their_memory(void **state)
{
    (void)state;
    static world w;
    sem_init(&release_one, 0, 0);
    myr_script counters[3] = {scripts[0],
                              {.name = "Counter", .think = count_think, .memory_bytes = 16},
                              {.name = "Hoarder", .think = count_think, .memory_bytes = 2048}};
    myr_def def = world_def(counters, 3);
    def.interpreter_count = 1;
    def.think_limit_us = 20000;
    def.think_grace_us = 20000;
    def.checkpoint_bytes = 1024;
    def.checkpoint_ticks = 2;
    world_open(&w, &def);
    myr_entity counter = world_think(&w, 0, 1);
    myr_entity hoarder = world_think(&w, 0, 2);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(world_step(&w)->command_count, 2);
    world_think(&w, 0, 0);
    assert_int_equal(world_step(&w)->failures[0].kind, MYR_FAILURE_KILLED);
    const myr_results *results = world_step(&w);
    assert_int_equal(results->command_count, 2);
    assert_true(results->commands[0].entity == counter);
    assert_in_range(results->commands[0].args[0].integer, 6, 7); // of 6: two ticks old at most
    assert_true(results->commands[1].entity == hoarder);
    assert_int_equal(results->commands[1].args[0].integer, 1);
    assert_int_equal(results->failure_count, 1);
    assert_int_equal(results->failures[0].kind, MYR_FAILURE_LOST);
    assert_string_equal(results->failures[0].text,
                        "attributes lost: memory (over checkpoint_bytes)");
    assert_int_equal(world_step(&w)->failure_count, 0);
    assert_false(myr_stats_get(w.system).is_comparable);
    world_close(&w);
}

// Deaths are strikes of the interpreter: after enough of them it is out of work, with everybody.
static void an_interpreter_is_benched(void **state)
{
    (void)state;
    static world w;
    sem_init(&release_one, 0, 0);
    myr_def def = world_def(scripts, 2);
    def.interpreter_count = 1;
    def.think_limit_us = 20000;
    def.think_grace_us = 20000;
    def.interpreter_strike_limit = 2;
    world_open(&w, &def);
    world_think(&w, 0, 1);
    world_think(&w, 0, 0);
    assert_false(world_step(&w)->failures[0].is_interpreter_benched);
    assert_int_equal(world_step(&w)->command_count, 1);
    world_think(&w, 0, 0);
    const myr_results *results = world_step(&w);
    assert_true(results->failures[0].is_interpreter_benched && results->failures[0].is_benched);
    assert_int_equal(world_step(&w)->command_count, 0);
    world_think(&w, 0, 1);
    assert_int_equal(world_step(&w)->command_count, 0);
    assert_int_equal(myr_stats_get(w.system).benched_count, 4);
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(w.system, 0, &info));
    assert_true(info.is_benched);
    assert_int_equal(info.strikes, 2);
    world_close(&w);
}

// Who behaves for long enough has a strike less.
static void strikes_are_forgiven(void **state)
{
    (void)state;
    static world w;
    sem_init(&release_one, 0, 0);
    myr_def def = world_def(scripts, 2);
    def.interpreter_count = 1;
    def.think_limit_us = 20000;
    def.think_grace_us = 20000;
    def.interpreter_strike_limit = 2;
    def.strike_ticks = 5;
    world_open(&w, &def);
    myr_interpreter_info info;
    world_think(&w, 0, 1);
    for (uint32_t i = 0; i < 3; i++) {
        world_think(&w, 0, 0);
        assert_false(world_step(&w)->failures[0].is_interpreter_benched);
        assert_true(myr_interpreter_get(w.system, 0, &info));
        assert_int_equal(info.strikes, 1);
        for (uint32_t tick = 0; tick < 5; tick++)
            assert_int_equal(world_step(&w)->command_count, 1);
        assert_true(myr_interpreter_get(w.system, 0, &info));
        assert_int_equal(info.strikes, 0);
    }
    world_think(&w, 0, 0);
    world_step(&w);
    world_think(&w, 0, 0);
    assert_true(world_step(&w)->failures[0].is_interpreter_benched);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_comes_back),
        cmocka_unit_test(places_of_those_that_came_back_are_used_again),
        cmocka_unit_test(the_game_goes_on),
        cmocka_unit_test(destroy_does_not_wait),
        cmocka_unit_test(several_in_a_row),
        cmocka_unit_test(neighbours_keep_their_memory),
        cmocka_unit_test(an_interpreter_is_benched),
        cmocka_unit_test(strikes_are_forgiven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
