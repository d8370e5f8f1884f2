// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_sources.c: sources that nobody wrote by hand, too long or too deep for a compiler: their
// agents are benched with an error that names the file, in every isolation, and a think in another
// module of the pack goes on.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

#define MOST_BYTES ((size_t)60 << 20)

// `start`, then `part` so many times, then `end`.
typedef struct recipe {
    const char *start, *part, *end, *error;
    size_t count;
} recipe;

static const recipe recipes[] = {
    {"x = ", "(", "\n", "SyntaxError: too many nested parentheses", 1000000},
    {"x = ", "-", "1\n", "", 1000000},
    {"x = x", ".x", "\n", "", 500000},
    {"x = 1", "+x", "\n", "", 500000},
    {"x = 1", "**x", "\n", "", 300000},
    {"x = ", "not ", "1\n", "", 250000},
    {"x = ", "lambda: ", "1\n", "", 120000},
    {"x = ", "1 if x else ", "1\n", "", 80000},
    {"if x: pass\n", "elif x: pass\n", "", "", 70000},
    {"", "x = 1\n", "", "SyntaxError: the source has 50,400,000 bytes, at most 1,048,576 are read",
     8400000},
};

static char *recipe_cook(const recipe *r, size_t *bytes)
{
    char *text = malloc(MOST_BYTES), *at = text;
    assert_non_null(text);
    size_t part_bytes = strlen(r->part);
    at = stpcpy(at, r->start);
    for (size_t i = 0; i < r->count; i++, at += part_bytes)
        memcpy(at, r->part, part_bytes);
    at = stpcpy(at, r->end);
    *bytes = (size_t)(at - text);
    return text;
}

static void tick_check(myr_system *system, const recipe *r)
{
    world_columns world;
    world_fill(&world, 0);
    myr_frame frame = {.tick = 1,
                       .entities = world.entities,
                       .columns = world.columns,
                       .row_count = world.row_count};
    myr_error error;
    if (!myr_publish(system, &frame, &error))
        fail_msg("%s", error.text);
    const myr_results *results = myr_collect(system, MYR_WAIT_ALL);
    assert_int_equal(results->failure_count, 1);
    const myr_failure *failure = &results->failures[0];
    assert_int_equal(failure->kind, MYR_FAILURE_RAISED);
    assert_string_equal(failure->path, "orcs/scripts/odd.py");
    assert_true(strstr(failure->text, "Error") != NULL);
    if (r->error[0] != '\0')
        assert_string_equal(failure->text, r->error);
    assert_int_equal(results->print_count, 1);
    assert_string_equal(results->prints[0].text, "fine");
}

static void source_check(const recipe *r, myr_isolation isolation)
{
    static const char plain[] = "from myrmidon import Unit\n"
                                "class Mind(Unit):\n"
                                "    def think(self): print('fine')\n";
    size_t bytes;
    char *text = recipe_cook(r, &bytes);
    myr_source sources[] = {{"odd", "orcs/scripts/odd.py", text, bytes},
                            {"plain", "orcs/scripts/plain.py", plain, sizeof plain - 1}};
    myr_script scripts[] = {{.name = "Mind", .module = "odd"}, {.name = "Mind", .module = "plain"}};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.isolation = isolation;
    def.sources = sources;
    def.scripts = scripts;
    def.source_count = def.script_count = 2;
    def.worker_count = def.interpreter_count = 1;
    def.helper_path = TEST_HELPER;
    myr_error error;
    myr_system *system = myr_create(&def, &error);
    free(text);
    if (system == NULL || !myr_ready(system, MYR_WAIT_ALL, &error))
        fail_msg("%s", error.text);
    for (uint32_t i = 0; i < 2; i++) {
        myr_agent agent = {.entity = myr_entity_make(i, 1), .script = i};
        assert_true(myr_agent_add(system, &agent, &error));
    }
    tick_check(system, r);
    myr_destroy(system);
}

static void odd_sources_are_refused(void **state)
{
    (void)state;
    const myr_isolation isolations[] = {MYR_ISOLATION_THREAD, MYR_ISOLATION_PROCESS};
    for (size_t k = 0; k < 2; k++) {
        myr_error why;
        if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolations[k], &why)) {
            print_message("not run: %s\n", why.text);
            continue;
        }
        for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++)
            source_check(&recipes[i], isolations[k]);
    }
    assert_true(myr_shutdown());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(odd_sources_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
