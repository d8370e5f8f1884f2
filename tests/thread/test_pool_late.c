// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The realtime clock: an interpreter that does not end in time is left alone, keeps its mail, and
// joins the collect in which it ends; jobs that nobody claimed run on the newer snapshot. A think
// is held by a semaphore that the test owns, never by a sleep.

#include "fixture.h"

#include <semaphore.h>
#include <string.h>

static sem_t has_begun, may_end;

typedef struct counter_memory {
    uint32_t thinks, letters, events;
} counter_memory;

static void say_numbers(myr_context *context, uint64_t tick, const counter_memory *memory)
{
    myr_value go[2] = {{.type = MYR_FLOAT, .number = (double)tick},
                       {.type = MYR_FLOAT, .number = memory->letters + 1000.0 * memory->events}};
    myr_context_command(context, COMMAND_GO, go, 2);
}

static void counter_mail(myr_context *context, myr_entity self, void *block, const myr_mail *mail)
{
    (void)context;
    (void)self;
    counter_memory *memory = block;
    memory->letters += mail->event < 0;
    memory->events += mail->event >= 0;
}

static void slow_think(myr_context *context, myr_entity self, void *block)
{
    (void)self;
    uint64_t tick = myr_view_tick(myr_context_view(context));
    if (((counter_memory *)block)->thinks++ == 0) {
        sem_post(&has_begun);
        sem_wait(&may_end);
    }
    say_numbers(context, tick, block);
}

static void quick_think(myr_context *context, myr_entity self, void *block)
{
    (void)self;
    say_numbers(context, myr_view_tick(myr_context_view(context)), block);
    myr_context_send(context, myr_entity_make(0, 1), "x", 1);
}

static const myr_script scripts[] = {
    {.name = "Slow",
     .think = slow_think,
     .mail = counter_mail,
     .memory_bytes = sizeof(counter_memory)},
    {.name = "Quick",
     .think = quick_think,
     .mail = counter_mail,
     .memory_bytes = sizeof(counter_memory)},
};

static const myr_call *call_of(const myr_results *results, myr_entity entity)
{
    for (uint32_t i = 0; i < results->command_count; i++) {
        if (results->commands[i].entity == entity)
            return &results->commands[i];
    }
    return NULL;
}

static void open_two(world *w, uint32_t worker_count, uint32_t message_capacity)
{
    sem_init(&has_begun, 0, 0);
    sem_init(&may_end, 0, 0);
    myr_def def = world_def(scripts, 2);
    def.interpreter_count = 2;
    def.worker_count = worker_count;
    def.think_limit_us = 60000000;
    def.message_capacity = message_capacity;
    world_open(w, &def);
}

static void late_interpreter_joins_later(void **state)
{
    (void)state;
    static world w;
    open_two(&w, 2, 64);
    myr_entity slow = world_think(&w, 0, 0), quick = world_think(&w, 0, 1);
    world_publish(&w);
    sem_wait(&has_begun);
    const myr_results *results = world_collect(&w, 0);
    assert_null(call_of(results, slow));
    for (uint32_t i = 0; i < 3; i++) {
        // Its own jobs end at once, but the collect must not wait for the slow one to see them.
        while (call_of(results, quick) == NULL)
            results = world_collect(&w, 1000);
        assert_int_equal(results->late_count, 1);
        myr_event_post(w.system, slow, EVENT_HIT,
                       (myr_value[]){{.type = MYR_ENTITY, .entity = quick},
                                     {.type = MYR_TEXT, .text = "axe", .text_bytes = 3}},
                       2);
        world_publish(&w);
        results = world_collect(&w, 0);
    }
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(w.system, 0, &info));
    assert_int_equal(info.state, MYR_INTERPRETER_RUNNING);
    assert_int_equal(info.late_count, 3);
    sem_post(&may_end);
    results = world_collect(&w, MYR_WAIT_ALL);
    const myr_call *call = call_of(results, slow);
    assert_non_null(call);
    assert_true(call->args[0].number == 0); // thought on the snapshot of tick 0
    results = world_step(&w);
    call = call_of(results, slow);
    assert_non_null(call);
    assert_true(call->args[0].number == 4);
    assert_true(call->args[1].number == 3004 || call->args[1].number == 3003);
    assert_int_equal(results->late_count, 0);
    world_close(&w);
}

static void mail_of_a_late_one_is_bounded(void **state)
{
    (void)state;
    static world w;
    open_two(&w, 2, 2);
    myr_entity slow = world_think(&w, 0, 0);
    world_publish(&w);
    sem_wait(&has_begun);
    for (uint32_t i = 0; i < 5; i++)
        myr_event_post(w.system, slow, EVENT_HIT,
                       (myr_value[]){{.type = MYR_ENTITY}, {.type = MYR_TEXT, .text_bytes = 0}}, 2);
    const myr_results *results = world_collect(&w, 0);
    assert_int_equal(results->dropped_count, 3);
    sem_post(&may_end);
    world_collect(&w, MYR_WAIT_ALL);
    results = world_step(&w);
    assert_true(call_of(results, slow)->args[1].number == 2000);
    world_close(&w);
}

static void removed_while_late_is_dropped(void **state)
{
    (void)state;
    static world w;
    open_two(&w, 2, 64);
    myr_entity slow = world_think(&w, 0, 0);
    world_publish(&w);
    sem_wait(&has_begun);
    world_kill(&w, slow);
    myr_entity next = world_think(&w, 0, 0);
    assert_int_equal(myr_entity_index(next), myr_entity_index(slow));
    sem_post(&may_end);
    const myr_results *results = world_collect(&w, MYR_WAIT_ALL);
    assert_int_equal(results->command_count, 0);
    sem_post(&may_end); // the new one has memory of its own and waits anew
    results = world_step(&w);
    assert_non_null(call_of(results, next));
    assert_int_equal(results->command_count, 1);
    world_close(&w);
}

// One worker, held by the slow one: the other interpreter's job is never claimed, and is owed.
static void unclaimed_jobs_are_taken_back(void **state)
{
    (void)state;
    static world w;
    open_two(&w, 1, 64);
    myr_entity slow = world_think(&w, 0, 0);
    world_publish(&w);
    sem_wait(&has_begun);
    myr_entity quick = world_spawn(&w, 0);
    myr_agent agent = {.entity = quick, .script = 1, .period_ticks = 1000, .phase_ticks = 999};
    assert_true(myr_agent_add(w.system, &agent, NULL));
    world_publish(&w); // tick 1: due, queued
    world_publish(&w); // tick 2: taken back, owed, queued again
    assert_int_equal(world_collect(&w, 0)->late_count, 2);
    sem_post(&may_end);
    const myr_results *results = world_collect(&w, MYR_WAIT_ALL);
    assert_non_null(call_of(results, slow));
    assert_non_null(call_of(results, quick));
    assert_true(call_of(results, quick)->args[0].number == 2);
    results = world_step(&w);
    assert_null(call_of(results, quick));
    world_close(&w);
}

// What ended after the collect is harvested by the publish, and both outputs come in their order.
static void ended_between_ticks_thinks_again(void **state)
{
    (void)state;
    static world w;
    open_two(&w, 2, 64);
    myr_entity slow = world_think(&w, 0, 0);
    world_publish(&w);
    sem_wait(&has_begun);
    world_collect(&w, 0);
    sem_post(&may_end);
    myr_interpreter_info info;
    do
        myr_interpreter_get(w.system, 0, &info);
    while (info.state == MYR_INTERPRETER_RUNNING);
    const myr_results *results = world_step(&w);
    assert_int_equal(results->command_count, 2);
    assert_true(results->commands[0].entity == slow);
    assert_true(results->commands[0].args[0].number == 0);
    assert_true(results->commands[1].args[0].number == 1);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_interpreter_joins_later),
        cmocka_unit_test(mail_of_a_late_one_is_bounded),
        cmocka_unit_test(removed_while_late_is_dropped),
        cmocka_unit_test(unclaimed_jobs_are_taken_back),
        cmocka_unit_test(ended_between_ticks_thinks_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
