// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_life.c: systems that follow one another in one process: what a game leaves in its
// interpreters must not be found by the next, memory must not grow, and the result must not depend
// on workers or isolation.
//
//     test_life             all but the last
//     test_life stuck       a script that cannot be stopped: the process leaves by _exit
//     test_life stub FILE   writes the editor stub of the test's world

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "world.h"

// Everything that a script can leave behind without C: builtins, modules, classes, seeds, cycles.
static const char litter[] =
    "import builtins, random, sys\n"
    "from myrmidon import Unit\n"
    "import other\n"
    "class Knot:\n"
    "    def __init__(self, owner):\n"
    "        self.me, self.owner = self, owner\n"
    "    def __del__(self):\n"
    "        while True: pass\n"
    "class Mind(Unit):\n"
    "    def think(self):\n"
    "        print(getattr(builtins, 'junk', None), other.count, random.random(), len(str),\n"
    "              hasattr(sys, 'junk'), self.random.random(), self.near(100, limit=2))\n"
    "        builtins.junk, builtins.str = 1, ()\n"
    "        other.count += 1\n"
    "        random.seed(self.tick)\n"
    "        sys.junk = 1\n"
    "        sys.stdout = None\n"
    "        Knot(self)\n"
    "str = 'abc'\n";
static const char other[] = "count = 0\n";

static const char plain[] = "from myrmidon import Unit\n"
                            "class Mind(Unit):\n"
                            "    def think(self):\n"
                            "        print(self, self.random.random())\n"
                            "        for other in self.near(1000):\n"
                            "            self.send(other, (self.x, other.kind))\n"
                            "        self.move_to(self.random.random(), self.tick)\n"
                            "    def on_message(self, message):\n"
                            "        print(*message)\n";

static const char endless[] = "from myrmidon import Unit\n"
                              "class Mind(Unit):\n"
                              "    def think(self):\n"
                              "        if self.id & 1: sum(range(10**12))\n"
                              "        print('fine')\n";

static const char hoard[] = "from myrmidon import Unit\n"
                            "class Mind(Unit):\n"
                            "    kept = b''\n"
                            "    def think(self):\n"
                            "        if self.tick == 3: self.kept = b''\n"
                            "        elif self.id & 0xffff == 0: self.kept = bytearray(5_000_000)\n"
                            "        elif self.id & 0xffff == 1: self.kept = bytearray(10**11)\n";

typedef struct game {
    const char *source;
    myr_isolation isolation;
    uint32_t workers, interpreters, ticks;
} game;

static myr_def game_def(const game *g, myr_source *sources, myr_script *script)
{
    myr_def def = myr_default_def();
    world_schema(&def);
    sources[0] = (myr_source){"main", "main.py", g->source, strlen(g->source)};
    sources[1] = (myr_source){"other", "other.py", other, sizeof other - 1};
    *script = (myr_script){.name = "Mind", .module = "main"};
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = sources;
    def.source_count = 2;
    def.scripts = script;
    def.script_count = 1;
    def.isolation = g->isolation;
    def.worker_count = g->workers;
    def.interpreter_count = g->interpreters;
    def.think_limit_us = 2000000;
    def.seed = 7;
    def.helper_path = TEST_HELPER;
    return def;
}

static myr_system *game_start(const game *g)
{
    myr_source sources[2];
    myr_script script;
    myr_def def = game_def(g, sources, &script);
    if (g->source == endless) {
        def.think_limit_us = 50000;
        def.think_grace_us = 50000;
    }
    myr_error error;
    myr_system *system = myr_create(&def, &error);
    if (system == NULL || !myr_ready(system, MYR_WAIT_ALL, &error))
        fail_msg("%s", error.text);
    for (uint32_t i = 0; i < WORLD_UNITS; i++)
        assert_true(myr_agent_add(system, &(myr_agent){.entity = myr_entity_make(i, 1)}, &error));
    return system;
}

// One tick; what came of it is added to `out`.
static void game_tick(myr_system *system, uint64_t tick, char *out, size_t capacity)
{
    world_columns world;
    world_fill(&world, 0);
    myr_frame frame = {.tick = tick,
                       .entities = world.entities,
                       .columns = world.columns,
                       .row_count = world.row_count};
    myr_error error;
    if (!myr_publish(system, &frame, &error))
        fail_msg("%s", error.text);
    const myr_results *results = myr_collect(system, MYR_WAIT_ALL);
    size_t used = strlen(out);
    for (uint32_t i = 0; i < results->print_count && used < capacity; i++)
        used +=
            (size_t)snprintf(out + used, capacity - used, "%u: %s\n",
                             myr_entity_index(results->prints[i].entity), results->prints[i].text);
    for (uint32_t i = 0; i < results->command_count && used < capacity; i++)
        used += (size_t)snprintf(out + used, capacity - used, "%u %.17g\n",
                                 myr_entity_index(results->commands[i].entity),
                                 results->commands[i].args[0].number);
    for (uint32_t i = 0; i < results->failure_count && used < capacity; i++)
        used += (size_t)snprintf(out + used, capacity - used, "%u ! %s:%u %s\n",
                                 myr_entity_index(results->failures[i].entity),
                                 results->failures[i].path, results->failures[i].line,
                                 results->failures[i].text);
    assert_true(used < capacity);
}

#define OUT_BYTES (1u << 18)

static char *game_play(const game *g)
{
    char *out = calloc(1, OUT_BYTES);
    assert_non_null(out);
    myr_system *system = game_start(g);
    for (uint32_t tick = 1; tick <= g->ticks; tick++)
        game_tick(system, tick, out, OUT_BYTES);
    myr_destroy(system);
    assert_int_equal(myr_stuck_count(), 0);
    return out;
}

static void assert_same(const game *g, const char *expected)
{
    char *found = game_play(g);
    assert_string_equal(found, expected);
    free(found);
}

static bool has_threads(void)
{
    myr_error why;
    if (myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, &why))
        return true;
    print_message("not run: %s\n", why.text);
    return false;
}

static uint64_t resident_kb(void)
{
    unsigned long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu %lu", &pages, &resident), 2);
    fclose(file);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
}

// ---------------------------------------------------------------------------------------- tests

static void the_next_system_finds_nothing(void **state)
{
    (void)state;
    if (!has_threads())
        skip();
    game g = {litter, MYR_ISOLATION_THREAD, 2, 4, 1};
    char *first = game_play(&g);
    assert_non_null(strstr(first, "0: None 0 "));
    for (uint32_t i = 0; i < 10; i++)
        assert_same(&g, first);
    free(first);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#else
#define IS_SANITIZED false
#endif

static void ten_systems_do_not_grow(void **state)
{
    (void)state;
    if (!has_threads())
        skip();
    game g = {plain, MYR_ISOLATION_THREAD, 2, 8, 3};
    char *first = game_play(&g);
    assert_same(&g, first);
    uint64_t before = resident_kb();
    for (uint32_t i = 0; i < 10; i++)
        assert_same(&g, first);
    uint64_t after = resident_kb();
    print_message("ten systems of 8 interpreters: %lld KB\n", (long long)(after - before));
    // A sanitizer keeps what was freed for a while.
    assert_true(IS_SANITIZED || after < before + 4096);
    free(first);
}

static void other_packs_take_turns(void **state)
{
    (void)state;
    if (!has_threads())
        skip();
    game a = {plain, MYR_ISOLATION_THREAD, 2, 2, 2}, b = {litter, MYR_ISOLATION_THREAD, 2, 2, 1};
    char *first_a = game_play(&a), *first_b = game_play(&b);
    for (uint32_t i = 0; i < 4; i++) {
        assert_same(&a, first_a);
        assert_same(&b, first_b);
    }
    free(first_a);
    free(first_b);
}

static void two_systems_at_once(void **state)
{
    (void)state;
    if (!has_threads())
        skip();
    game g = {plain, MYR_ISOLATION_THREAD, 2, 3, 1};
    char *outs[2] = {calloc(1, OUT_BYTES), calloc(1, OUT_BYTES)};
    myr_system *systems[2] = {game_start(&g), game_start(&g)};
    for (uint32_t tick = 1; tick <= 5; tick++)
        for (uint32_t i = 0; i < 2; i++)
            game_tick(systems[i], tick, outs[i], OUT_BYTES);
    for (uint32_t i = 0; i < 2; i++)
        myr_destroy(systems[i]);
    assert_string_equal(outs[0], outs[1]);
    free(outs[0]);
    free(outs[1]);
}

static void nothing_depends_on_workers_or_isolation(void **state)
{
    (void)state;
    game g = {plain, MYR_ISOLATION_PROCESS, 1, 3, 70};
    char *expected = game_play(&g);
    g.workers = 3;
    assert_same(&g, expected);
    myr_isolation others[] = {MYR_ISOLATION_THREAD, MYR_ISOLATION_SHARED_GIL};
    for (uint32_t i = 0; i < 2 && has_threads(); i++) {
        g.isolation = others[i];
        for (g.workers = 1; g.workers <= 4; g.workers *= 2)
            assert_same(&g, expected);
    }
    free(expected);
}

static void python_ends_and_starts_again(void **state)
{
    (void)state;
    game g = {plain, has_threads() ? MYR_ISOLATION_THREAD : MYR_ISOLATION_PROCESS, 2, 2, 2};
    char *first = game_play(&g);
    assert_true(myr_shutdown());
    assert_same(&g, first);
    assert_true(myr_shutdown());
    free(first);
}

static size_t held_by(const myr_system *system, uint32_t interpreter)
{
    myr_interpreter_info info;
    assert_true(myr_interpreter_get(system, interpreter, &info));
    return info.memory_bytes;
}

// Also after Python was ended and started again: the hooks are set anew.
static void what_scripts_hold_is_told(void **state)
{
    (void)state;
    myr_isolation isolations[] = {MYR_ISOLATION_PROCESS, MYR_ISOLATION_THREAD};
    for (uint32_t i = 0; i < (has_threads() ? 2u : 1u); i++) {
        game g = {hoard, isolations[i], 2, 2, 3};
        char *out = calloc(1, OUT_BYTES);
        myr_system *system = game_start(&g);
        game_tick(system, 1, out, OUT_BYTES);
        game_tick(system, 2, out, OUT_BYTES);
        assert_in_range(held_by(system, 0), 5000000, 7500000);
        assert_in_range(held_by(system, 1), 0, 2500000);
        assert_int_equal(myr_stats_get(system).oom, 1);
        game_tick(system, 3, out, OUT_BYTES);
        assert_in_range(held_by(system, 0), 0, 2500000);
        assert_string_equal(out, "1 ! main.py:7 MemoryError\n");
        myr_destroy(system);
        free(out);
    }
    assert_true(myr_shutdown());
}

static void a_stuck_script_is_left_behind(void)
{
    myr_error why;
    if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, &why))
        _exit(77);
    game g = {endless, MYR_ISOLATION_THREAD, 2, WORLD_UNITS, 1};
    char *out = calloc(1, OUT_BYTES);
    myr_system *system = game_start(&g);
    game_tick(system, 1, out, OUT_BYTES);
    bool is_good =
        myr_stuck_count() == WORLD_UNITS / 2 && strstr(out, "0: fine\n2: fine\n") != NULL;
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    myr_destroy(system);
    is_good = is_good && !myr_shutdown();
    clock_gettime(CLOCK_MONOTONIC, &after);
    fputs(out, stderr);
    _exit(is_good && after.tv_sec - before.tv_sec < 3 ? 0 : 1);
}

static void stub_write(void *file, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, file);
}

static int write_stub(const char *path)
{
    game g = {.source = plain};
    myr_source sources[2];
    myr_script script;
    myr_def def = game_def(&g, sources, &script);
    myr_error error = {""};
    FILE *file = fopen(path, "w");
    bool is_done = file != NULL && myr_stub(&def, stub_write, file, &error);
    if (file != NULL && fclose(file) != 0)
        is_done = false;
    if (!is_done)
        fprintf(stderr, "%s: %s\n", path, error.text);
    return is_done ? 0 : 1;
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "stuck") == 0)
        a_stuck_script_is_left_behind();
    if (count == 3 && strcmp(arguments[1], "stub") == 0)
        return write_stub(arguments[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_system_finds_nothing),
        cmocka_unit_test(ten_systems_do_not_grow),
        cmocka_unit_test(other_packs_take_turns),
        cmocka_unit_test(two_systems_at_once),
        cmocka_unit_test(nothing_depends_on_workers_or_isolation),
        cmocka_unit_test(python_ends_and_starts_again),
        cmocka_unit_test(what_scripts_hold_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
