// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Creating and destroying: a hundred times, at once, in the middle of a tick, with many
// interpreters, with the host's own allocator.

#define _GNU_SOURCE // syscall
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void busy_think(myr_context *context, myr_entity self, void *memory)
{
    (void)memory;
    uint64_t hash = self;
    for (uint32_t i = 0; i < 2000; i++)
        hash = hash_bytes(hash, &i, sizeof i);
    myr_value go[2] = {{.type = MYR_FLOAT, .number = (double)(hash % 7)}, {.type = MYR_FLOAT}};
    myr_context_command(context, COMMAND_GO, go, 2);
}

static const myr_script script = {.name = "Busy", .think = busy_think};

static void a_hundred_systems(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(&script, 1);
    for (uint32_t i = 0; i < 100; i++) {
        def.interpreter_count = 1 + i % 40;
        def.worker_count = 1 + i % 3;
        world_open(&w, &def);
        for (uint32_t k = 0; k < 50; k++)
            world_think(&w, 0, 0);
        assert_int_equal(world_step(&w)->command_count, 50);
        if (i % 2 == 0)
            world_publish(&w); // destroyed in the middle of a tick
        world_close(&w);
    }
    assert_int_equal(myr_stuck_count(), 0);
}

static void destroyed_before_it_is_ready(void **state)
{
    (void)state;
    myr_def def = world_def(&script, 1);
    def.interpreter_count = 64;
    for (uint32_t i = 0; i < 20; i++) {
        myr_system *system = myr_create(&def, NULL);
        assert_non_null(system);
        assert_true(myr_progress(system) <= 1);
        myr_destroy(system);
    }
    myr_destroy(NULL);
}

static void many_interpreters(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(&script, 1);
    def.placement = MYR_PLACEMENT_ENTITY;
    def.interpreter_count = 500;
    world_open(&w, &def);
    for (uint32_t k = 0; k < 500; k++)
        world_think(&w, 0, 0);
    for (uint32_t i = 0; i < 20; i++)
        assert_int_equal(world_step(&w)->command_count, 500);
    myr_stats stats = myr_stats_get(w.system);
    assert_int_equal(stats.thinks, 500 * 20);
    assert_int_equal(stats.interpreter_count, 500);
    assert_int_equal(stats.child_count, 0);
    assert_true(stats.think_s > 0 && stats.host_s > 0);
    world_close(&w);
}

static _Atomic size_t bytes_in_use;

static void *counting_resize(void *user, void *block, size_t old_bytes, size_t new_bytes)
{
    (void)user;
    atomic_fetch_add(&bytes_in_use, new_bytes - old_bytes);
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_bytes);
}

static void the_hosts_allocator_gets_all_back(void **state)
{
    (void)state;
    static world w;
    myr_def def = world_def(&script, 1);
    def.allocator.resize = counting_resize;
    world_open(&w, &def);
    assert_true(bytes_in_use > 0);
    for (uint32_t k = 0; k < 100; k++)
        world_think(&w, 0, 0);
    for (uint32_t i = 0; i < 5; i++)
        world_step(&w);
    world_close(&w);
    assert_int_equal(bytes_in_use, 0);
}

static void wrong_defs_are_refused(void **state)
{
    (void)state;
    myr_error error = {0};
    myr_def def = world_def(&script, 1);
    def.cookie = 0;
    assert_null(myr_create(&def, &error));
    assert_true(error.text[0] != '\0');
    def = world_def(&script, 1);
    def.isolation = MYR_ISOLATION_SHARED_GIL;
    assert_null(myr_create(&def, &error));
    def = world_def(&script, 1);
    def.worker_count = 1000;
    assert_null(myr_create(&def, &error));
    assert_string_equal(myr_language_version(MYR_LANGUAGE_NULL), "");
}

static void nice_think(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    int nice = getpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid));
    myr_value go[2] = {{.type = MYR_FLOAT, .number = nice}, {.type = MYR_FLOAT}};
    myr_context_command(context, COMMAND_GO, go, 2);
}

static void *run_nicely(void *argument)
{
    static world w;
    static const myr_script nice_script = {.name = "Nice", .think = nice_think};
    id_t thread = (id_t)syscall(SYS_gettid);
    int nice = getpriority(PRIO_PROCESS, thread) + 5;
    setpriority(PRIO_PROCESS, thread, nice);
    myr_def def = world_def(&nice_script, 1);
    def.worker_nice = 3;
    world_open(&w, &def);
    world_think(&w, 0, 0);
    *(double *)argument = world_step(&w)->commands[0].args[0].number - nice;
    world_close(&w);
    return NULL;
}

// In a thread of its own: who is nice once stays so.
static void workers_are_nicer_than_their_host(void **state)
{
    (void)state;
    pthread_t thread;
    double added = 0;
    assert_int_equal(pthread_create(&thread, NULL, run_nicely, &added), 0);
    pthread_join(thread, NULL);
    assert_true(added == 3);
}

static void ends_cleanly(void **state)
{
    (void)state;
    assert_true(myr_shutdown());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_systems),
        cmocka_unit_test(destroyed_before_it_is_ready),
        cmocka_unit_test(many_interpreters),
        cmocka_unit_test(the_hosts_allocator_gets_all_back),
        cmocka_unit_test(wrong_defs_are_refused),
        cmocka_unit_test(workers_are_nicer_than_their_host),
        cmocka_unit_test(ends_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
