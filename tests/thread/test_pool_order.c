// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The order of results: by entity and sequence, whatever the number of workers; and that messages,
// spawns and removals keep it so.

#include "fixture.h"

#include <stdio.h>
#include <string.h>

typedef struct walker_memory {
    uint64_t state; // of its own random numbers
    uint64_t heard; // a hash of all its mail
    uint32_t letters;
} walker_memory;

static uint64_t random_next(walker_memory *memory, myr_entity self)
{
    if (memory->state == 0)
        memory->state = self * 0x9e3779b97f4a7c15u | 1;
    memory->state ^= memory->state << 13;
    memory->state ^= memory->state >> 7;
    memory->state ^= memory->state << 17;
    return memory->state;
}

static void walker_mail(myr_context *context, myr_entity self, void *block, const myr_mail *mail)
{
    (void)context;
    (void)self;
    walker_memory *memory = block;
    memory->letters++;
    memory->heard = hash_bytes(memory->heard, &mail->sender, sizeof mail->sender);
    if (mail->event < 0) {
        memory->heard = hash_bytes(memory->heard, mail->bytes, mail->byte_count);
    } else {
        memory->heard = hash_bytes(memory->heard, &mail->args[0].entity, sizeof(myr_entity));
        memory->heard = hash_bytes(memory->heard, mail->args[1].text, mail->args[1].text_bytes);
    }
}

static void walker_think(myr_context *context, myr_entity self, void *block)
{
    walker_memory *memory = block;
    const myr_view *view = myr_context_view(context);
    uint64_t dice = random_next(memory, self);
    myr_value go[2] = {{.type = MYR_FLOAT, .number = (double)(dice % 1024)},
                       {.type = MYR_FLOAT, .number = (double)(memory->heard % 1024)}};
    myr_context_command(context, COMMAND_GO, go, 2);
    myr_entity near_ones[4];
    myr_filter filter = {0};
    uint32_t near_count =
        myr_view_near(view, self, (float)(dice % 900), 100, 300, &filter, near_ones, 4);
    for (uint32_t i = 0; i < near_count; i++)
        myr_context_send(context, near_ones[i], &dice, sizeof dice);
    if (dice % 31 == 0)
        myr_context_send_team(context, (int32_t)(dice / 31 % 3), "hello", 5);
    if (dice % 5 == 0) {
        char text[32];
        int length = snprintf(text, sizeof text, "heard %u", memory->letters);
        myr_value say[2] = {{.type = MYR_TEXT, .text = text, .text_bytes = (uint32_t)length},
                            {.type = MYR_ENTITY, .entity = near_count > 0 ? near_ones[0] : 0}};
        myr_context_command(context, COMMAND_SAY, say, 2);
    }
    if (dice % 43 == 0)
        myr_context_command(context, COMMAND_DIE, NULL, 0);
    if (dice % 41 == 0) {
        myr_value spawn = {.type = MYR_INT, .integer = (int64_t)(dice % 3)};
        myr_context_command(context, COMMAND_SPAWN, &spawn, 1);
    }
    if (dice % 4099 == 0)
        myr_context_fail(context, "an unlucky number");
}

static const myr_script walker = {.name = "Walker",
                                  .think = walker_think,
                                  .mail = walker_mail,
                                  .memory_bytes = sizeof(walker_memory)};

static void assert_ordered(const myr_results *results)
{
    for (uint32_t i = 1; i < results->command_count; i++)
        assert_true(myr_entity_index(results->commands[i - 1].entity) <=
                    myr_entity_index(results->commands[i].entity));
}

static void apply(world *w, const myr_results *results)
{
    for (uint32_t i = 0; i < results->command_count; i++) {
        const myr_call *call = &results->commands[i];
        if (call->command == COMMAND_DIE && w->unit_count > 200)
            world_kill(w, call->entity);
        if (call->command == COMMAND_SPAWN && w->unit_count < 600)
            world_think(w, (int32_t)call->args[0].integer, 0);
        if (call->command == COMMAND_SAY && call->args[1].entity != MYR_ENTITY_NONE)
            myr_event_post(
                w->system, call->args[1].entity, EVENT_HIT,
                (myr_value[]){{.type = MYR_ENTITY, .entity = call->entity}, call->args[0]}, 2);
    }
}

static uint64_t play(uint32_t worker_count, myr_placement placement)
{
    static world w;
    myr_def def = world_def(&walker, 1);
    def.worker_count = worker_count;
    def.placement = placement;
    def.interpreter_count = placement == MYR_PLACEMENT_ENTITY ? 700 : 7;
    world_open(&w, &def);
    for (uint32_t i = 0; i < 300; i++)
        world_think(&w, (int32_t)(i % 3), 0);
    uint64_t hash = 14695981039346656037u;
    for (uint32_t tick = 0; tick < 200; tick++) {
        const myr_results *results = world_step(&w);
        assert_int_equal(results->late_count, 0);
        assert_ordered(results);
        hash = hash_results(hash, results);
        apply(&w, results);
    }
    myr_stats stats = myr_stats_get(w.system);
    assert_true(stats.messages > 1000);
    assert_true(stats.thinks > 200 * 200);
    assert_true(stats.errors > 0);
    assert_int_equal(stats.worker_count, worker_count);
    world_close(&w);
    return hash;
}

static void order_does_not_depend_on_workers(void **state)
{
    (void)state;
    uint64_t expected = play(1, MYR_PLACEMENT_SHARED);
    assert_true(play(2, MYR_PLACEMENT_SHARED) == expected);
    assert_true(play(4, MYR_PLACEMENT_SHARED) == expected);
    assert_true(play(8, MYR_PLACEMENT_SHARED) == expected);
}

// With C scripts, which share nothing, not even the number of interpreters matters.
static void order_does_not_depend_on_placement(void **state)
{
    (void)state;
    uint64_t expected = play(2, MYR_PLACEMENT_SHARED);
    assert_true(play(2, MYR_PLACEMENT_TEAM) == expected);
    assert_true(play(4, MYR_PLACEMENT_ENTITY) == expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_does_not_depend_on_workers),
        cmocka_unit_test(order_does_not_depend_on_placement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
