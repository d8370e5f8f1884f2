// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A tracer is told of every think and job, in good order, and listening changes no result.

#include "fixture.h"


#define UNITS 200u
#define TICKS 20u

typedef struct listener {
    uint64_t jobs, thinks, phases, makes, counted;
    myr_trace job; // told last
    int64_t think_end_ns;
} listener;

static void think(myr_context *context, myr_entity self, void *memory)
{
    (void)memory;
    myr_value go[2] = {{.type = MYR_FLOAT, .number = (double)myr_entity_index(self)},
                       {.type = MYR_FLOAT, .number = 1.0}};
    myr_context_command(context, COMMAND_GO, go, 2);
}

static const myr_script scripts[] = {{.name = "Thinker", .think = think}};

static void listen(void *user, const myr_trace *records, uint32_t count)
{
    listener *heard = user;
    assert_true(count > 0);
    for (uint32_t i = 0; i < count; i++) {
        const myr_trace *record = &records[i];
        assert_true(record->begin_ns > 0 && record->begin_ns <= record->end_ns);
        heard->phases += record->kind == MYR_TRACE_PHASE;
        heard->makes += record->kind == MYR_TRACE_MAKE;
        if (record->kind == MYR_TRACE_JOB) {
            heard->jobs++;
            heard->counted += record->count;
            heard->job = *record;
            heard->think_end_ns = record->begin_ns;
        } else if (record->kind == MYR_TRACE_THINK) {
            heard->thinks++;
            assert_int_equal(record->interpreter, heard->job.interpreter);
            assert_int_equal(record->worker, heard->job.worker);
            assert_int_equal(record->tick, heard->job.tick);
            assert_true(record->begin_ns >= heard->think_end_ns);
            assert_true(record->end_ns <= heard->job.end_ns);
            heard->think_end_ns = record->end_ns;
        }
    }
}

static uint64_t play(listener *heard)
{
    static world w;
    myr_def def = world_def(scripts, 1);
    def.worker_count = 3;
    def.interpreter_count = 5;
    world_open(&w, &def);
    myr_tracer tracer = {.record = listen, .user = heard, .wants_lines = true};
    myr_trace_set(w.system, heard != NULL ? &tracer : NULL);
    for (uint32_t i = 0; i < UNITS; i++)
        world_think(&w, 0, 0);
    uint64_t hash = 0;
    for (uint32_t tick = 0; tick < TICKS; tick++)
        hash = hash_results(hash, world_step(&w));
    myr_trace_set(w.system, NULL);
    world_step(&w); // nobody listens any more
    world_close(&w);
    return hash;
}

static void all_is_told_and_nothing_changes(void **state)
{
    (void)state;
    listener heard = {0};
    uint64_t traced = play(&heard);
    assert_true(traced == play(NULL));
    assert_int_equal(heard.thinks, UNITS * TICKS);
    assert_int_equal(heard.counted, UNITS * TICKS);
    assert_int_equal(heard.jobs, 5 * TICKS);
    assert_int_equal(heard.makes, 5);
    assert_int_equal(heard.phases, 6 * TICKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_is_told_and_nothing_changes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
