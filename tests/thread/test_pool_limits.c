// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Caps and refusals: every limit of the def from both sides, and that what is dropped is counted.

#include "fixture.h"

#include <string.h>

enum { SCRIPT_FLOOD, SCRIPT_SPY, SCRIPT_SHOUT, SCRIPT_FAIL, SCRIPT_IDLE, SCRIPT_COUNT };

static void flood_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    for (uint32_t i = 0; i < 10; i++)
        myr_context_command(context, COMMAND_DIE, NULL, 0);
    assert_false(myr_context_command(context, COMMAND_GO, NULL, 0));    // two arguments missing
    assert_false(myr_context_command(context, COMMAND_COUNT, NULL, 0)); // no such command
    myr_value wrong[2] = {{.type = MYR_INT}, {.type = MYR_FLOAT}};
    assert_false(myr_context_command(context, COMMAND_GO, wrong, 2)); // not of its type
    for (uint32_t i = 0; i < 10; i++)
        myr_context_send(context, myr_entity_make(1, 1), "0123456789", 10);
}

static void spy_mail(myr_context *context, myr_entity self, void *memory, const myr_mail *mail)
{
    (void)self;
    (void)mail;
    (*(uint32_t *)memory)++;
    if (mail->event < 0 && mail->byte_count == 5)
        myr_context_print(context, "hello from a team");
}

static void spy_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    myr_value go[2] = {{.type = MYR_FLOAT, .number = *(uint32_t *)memory}, {.type = MYR_FLOAT}};
    myr_context_command(context, COMMAND_GO, go, 2);
}

static void shout_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    myr_context_send_team(context, 1, "hello", 5);
}

static void fail_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    myr_context_command(context, COMMAND_DIE, NULL, 0);
    myr_context_print(context, "before the end");
    myr_context_fail(context, "cannot go on");
    assert_false(myr_context_command(context, COMMAND_DIE, NULL, 0));
}

static void idle_think(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
}

static const myr_script scripts[SCRIPT_COUNT] = {
    [SCRIPT_FLOOD] = {.name = "Flood", .think = flood_think},
    [SCRIPT_SPY] = {.name = "Spy", .think = spy_think, .mail = spy_mail, .memory_bytes = 4},
    [SCRIPT_SHOUT] = {.name = "Shout", .think = shout_think},
    [SCRIPT_FAIL] = {.name = "Fail", .think = fail_think},
    [SCRIPT_IDLE] = {.name = "Idle", .think = idle_think},
};

static void caps_drop_and_count(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    def.command_capacity = 4;
    def.message_capacity = 3;
    world_open(&w, &def);
    world_think(&w, 0, SCRIPT_FLOOD);
    myr_entity spy = world_think(&w, 0, SCRIPT_SPY);
    world_think(&w, 0, SCRIPT_FLOOD);
    const myr_results *results = world_step(&w);
    assert_int_equal(results->command_count, 4 + 1 + 4);
    // 6 commands and 7 messages each over the caps, and 3 messages that the spy has no room for.
    assert_int_equal(results->dropped_count, 2 * (6 + 7) + 3);
    results = world_step(&w);
    assert_true(results->commands[4].entity == spy);
    assert_true(results->commands[4].args[0].number == 3);
    assert_int_equal(myr_stats_get(w.system).dropped, 2 * (2 * (6 + 7) + 3));
    world_close(&w);
}

static void broadcast_reaches_a_team(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    def.interpreter_count = 48;
    def.message_capacity = 16;
    world_open(&w, &def);
    for (uint32_t i = 0; i < 480; i++)
        world_think(&w, (int32_t)(i % 2), SCRIPT_SPY);
    for (uint32_t i = 0; i < 20; i++)
        world_think(&w, 1, SCRIPT_SHOUT);
    const myr_results *results = world_step(&w);
    // 240 spies get the first 16 of 20; of the 20 shouters each has 19 to hear and keeps 16.
    assert_int_equal(myr_stats_get(w.system).messages, 240 * 16 + 20 * 16);
    assert_int_equal(results->dropped_count, 240 * 4 + 20 * 3);
    results = world_step(&w);
    assert_int_equal(results->print_count, 240 * 16);
    assert_string_equal(results->prints[0].text, "hello from a team");
    assert_int_equal(myr_entity_index(results->prints[0].entity), 1);
    world_close(&w);
}

static void a_failure_benches_its_agent_alone(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    def.interpreter_count = 1;
    world_open(&w, &def);
    myr_entity failing = world_think(&w, 0, SCRIPT_FAIL);
    world_think(&w, 0, SCRIPT_SPY);
    const myr_results *results = world_step(&w);
    assert_int_equal(results->command_count, 1);
    assert_int_equal(results->print_count, 1);
    assert_int_equal(results->failure_count, 1);
    assert_int_equal(results->failures[0].kind, MYR_FAILURE_RAISED);
    assert_true(results->failures[0].entity == failing);
    assert_string_equal(results->failures[0].text, "cannot go on");
    results = world_step(&w);
    assert_int_equal(results->failure_count, 0);
    assert_int_equal(results->command_count, 1);
    assert_int_equal(myr_stats_get(w.system).benched_count, 1);
    assert_int_equal(myr_stats_get(w.system).errors, 1);
    world_kill(&w, failing);
    assert_int_equal(myr_stats_get(w.system).benched_count, 0);
    world_close(&w);
}

static void one_interpreter_each(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    def.interpreter_count = 3;
    def.placement = MYR_PLACEMENT_ENTITY;
    world_open(&w, &def);
    myr_entity units[3];
    for (uint32_t i = 0; i < 3; i++)
        units[i] = world_think(&w, 0, SCRIPT_SPY);
    world_step(&w);
    myr_entity fourth = world_spawn(&w, 0);
    myr_agent agent = {.entity = fourth, .script = SCRIPT_SPY};
    myr_error error = {0};
    assert_false(myr_agent_add(w.system, &agent, &error));
    assert_non_null(strstr(error.text, "def.interpreter_count"));
    world_kill(&w, units[1]);
    assert_true(myr_agent_add(w.system, &agent, &error));
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(w.system, 1, &info));
    assert_int_equal(info.agent_count, 1);
    assert_int_equal(world_step(&w)->command_count, 3);
    assert_false(myr_interpreter_get(w.system, 3, &info));
    world_close(&w);
}

static void wrong_agents_are_refused(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    world_open(&w, &def);
    myr_error error = {0};
    myr_entity unit = world_think(&w, 0, SCRIPT_IDLE);
    assert_false(myr_agent_add(w.system, &(myr_agent){.entity = unit}, &error));
    assert_non_null(strstr(error.text, "already"));
    assert_false(myr_agent_add(w.system, &(myr_agent){.entity = 5}, &error));
    assert_false(myr_agent_add(w.system, &(myr_agent){.entity = myr_entity_make(WORLD_CAPACITY, 1)},
                               &error));
    assert_non_null(strstr(error.text, "def.entity_capacity"));
    assert_false(myr_agent_add(
        w.system, &(myr_agent){.entity = myr_entity_make(9, 1), .script = SCRIPT_COUNT}, &error));
    myr_agent_remove(w.system, myr_entity_make(77, 3));
    myr_event_post(w.system, myr_entity_make(77, 3), EVENT_HIT, (myr_value[2]){0}, 2);
    world_close(&w);
}

static void agents_think_at_their_own_rate(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    world_open(&w, &def);
    for (uint32_t i = 0; i < 10; i++) {
        myr_agent agent = {.entity = world_spawn(&w, 0),
                           .script = SCRIPT_SPY,
                           .period_ticks = 5,
                           .phase_ticks = i};
        assert_true(myr_agent_add(w.system, &agent, NULL));
    }
    for (uint32_t tick = 0; tick < 20; tick++)
        assert_int_equal(world_step(&w)->command_count, 2);
    assert_int_equal(myr_stats_get(w.system).thinks, 40);
    world_close(&w);
}

// A tape that is too small postpones and counts; nobody is forgotten.
static void a_small_tape_is_told_of(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    def.interpreter_count = 1;
    def.job_bytes = 65536;
    world_open(&w, &def);
    for (uint32_t i = 0; i < 2000; i++)
        world_think(&w, 0, SCRIPT_SPY);
    uint32_t dropped = 0;
    bool has_thought[WORLD_CAPACITY] = {false};
    for (uint32_t tick = 0; tick < 8; tick++) {
        const myr_results *results = world_step(&w);
        dropped += results->dropped_count;
        for (uint32_t i = 0; i < results->command_count; i++)
            has_thought[myr_entity_index(results->commands[i].entity)] = true;
    }
    assert_true(dropped > 0);
    assert_true(has_thought[0]);
    world_close(&w);
}

// A text that no tape can carry must not keep what comes after it waiting.
static void an_event_too_large_is_dropped(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    def.job_bytes = 16384;
    world_open(&w, &def);
    myr_entity spy = world_think(&w, 0, SCRIPT_SPY);
    static char text[20000];
    memset(text, 'a', sizeof text);
    myr_value args[2] = {{.type = MYR_ENTITY, .entity = spy},
                         {.type = MYR_TEXT, .text = text, .text_bytes = sizeof text}};
    myr_event_post(w.system, spy, EVENT_HIT, args, 2);
    args[1].text_bytes = 3;
    myr_event_post(w.system, spy, EVENT_HIT, args, 2);
    const myr_results *results = world_step(&w);
    assert_true(results->commands[0].args[0].number == 1);
    assert_int_equal(results->dropped_count, 1);
    world_close(&w);
}

// A host that says "for ever" in its own way.
static void a_wait_may_be_of_any_length(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(scripts, SCRIPT_COUNT);
    world_open(&w, &def);
    myr_error error = {0};
    assert_true(myr_ready(w.system, INT64_MAX, &error));
    for (uint32_t i = 0; i < 64; i++)
        world_think(&w, 0, SCRIPT_SPY);
    for (uint32_t tick = 0; tick < 50; tick++) {
        world_publish(&w);
        assert_int_equal(world_collect(&w, INT64_MAX)->command_count, 64);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caps_drop_and_count),
        cmocka_unit_test(broadcast_reaches_a_team),
        cmocka_unit_test(a_failure_benches_its_agent_alone),
        cmocka_unit_test(one_interpreter_each),
        cmocka_unit_test(wrong_agents_are_refused),
        cmocka_unit_test(agents_think_at_their_own_rate),
        cmocka_unit_test(a_small_tape_is_told_of),
        cmocka_unit_test(an_event_too_large_is_dropped),
        cmocka_unit_test(a_wait_may_be_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
