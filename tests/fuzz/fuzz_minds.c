// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The minds of a saved game, as myr_save() writes and myr_load() reads them. What passes the check
// is loaded and played on.

#include "fuzz.h"

#include "myrmidon.h"
#include "unit.h"

#include <stdlib.h>

#define UNITS 4u

static void think(myr_context *context, myr_entity self, void *memory)
{
    myr_value point[] = {{.type = MYR_FLOAT, .number = 1}, {.type = MYR_FLOAT, .number = 2}};
    ++*(uint32_t *)memory;
    myr_context_command(context, 0, point, 2);
    myr_context_send(context, self, "N", 1);
}

static const myr_script scripts[] = {{.name = "Counter", .think = think, .memory_bytes = 16},
                                     {.name = "Other", .think = think, .memory_bytes = 32}};
static const myr_event events[] = {
    {"hit",
     NULL,
     {{"damage", NULL, MYR_FLOAT, false, 0}, {"kind", NULL, MYR_NAME, false, 0}},
     2,
     0}};

static void ignore(void *user, myr_log_level level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

static myr_system *open_system(void)
{
    myr_def def = unit_def();
    myr_error error = {""};
    def.scripts = scripts;
    def.script_count = 2;
    def.events = events;
    def.event_count = 1;
    def.interpreter_count = 2;
    def.worker_count = 1;
    def.log = ignore;
    myr_system *system = myr_create(&def, &error);
    if (system == NULL || !myr_ready(system, MYR_WAIT_ALL, &error))
        abort();
    return system;
}

static myr_frame frame_of(uint64_t tick)
{
    static myr_entity entities[UNITS];
    static float numbers[UNITS];
    static int32_t integers[UNITS];
    static uint8_t flags[UNITS];
    static const void *columns[UNIT_FIELDS] = {numbers,  numbers, integers,
                                               integers, flags,   entities};
    for (uint32_t i = 0; i < UNITS; i++)
        entities[i] = myr_entity_make(i, 1);
    return (myr_frame){.tick = tick, .entities = entities, .columns = columns, .row_count = UNITS};
}

static void play(myr_system *system, uint64_t tick)
{
    myr_error error = {""};
    myr_frame frame = frame_of(tick);
    if (!myr_publish(system, &frame, &error))
        abort();
    (void)myr_collect(system, MYR_WAIT_ALL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static myr_system *system;
    myr_error error = {""};
    if (system == NULL)
        system = open_system();
    myr_frame frame = frame_of(5);
    if (!myr_load(system, &frame, data, size, NULL, NULL, &error)) {
        if (error.text[0] == '\0')
            abort(); // a refusal says why
        return 0;
    }
    play(system, 6);
    myr_destroy(system);
    system = NULL;
    return 0;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    myr_system *system = open_system();
    myr_error error = {""};
    void *block;
    size_t bytes;
    const myr_value hit[] = {{.type = MYR_FLOAT, .number = 3}, {.type = MYR_NAME, .integer = 1}};
    for (uint32_t i = 0; i < UNITS; i++) {
        myr_agent agent = {.entity = myr_entity_make(i, 1), .script = i % 2, .period_ticks = 1 + i};
        if (!myr_agent_add(system, &agent, &error))
            abort();
    }
    for (uint64_t tick = 1; tick <= 4; tick++)
        play(system, tick);
    myr_event_post(system, myr_entity_make(1, 1), 0, hit, 2);
    if (!myr_save(system, MYR_WAIT_ALL, &block, &bytes, &error))
        abort();
    put(user, "minds", block, bytes);
    free(block);
    myr_destroy(system);
}
