// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_ask.c: what a person asks of a running unit: a line of Python, its attributes; between ticks
// and while the game stands still; of the living, the benched and the dead. In both isolations.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

static const char source[] = "from myrmidon import Unit\n"
                             "GREETING = 'hello'\n"
                             "class Helper:\n"
                             "    def __repr__(self): raise SystemError\n"
                             "class Mind(Unit):\n"
                             "    def __init__(self):\n"
                             "        self.count = 0\n"
                             "        self.path = [(1, 2), (3, 4)]\n"
                             "        self.helper = Helper()\n"
                             "    def think(self):\n"
                             "        self.count += 1\n"
                             "        if self.id & 1 and self.count == 2: 1 / 0\n"
                             "        print('thinks', self.count)\n";

static myr_isolation isolation = MYR_ISOLATION_PROCESS;

typedef struct game {
    myr_system *system;
    uint64_t tick;
    const myr_results *results;
} game;

static void begin_with(game *g, const char *text, size_t text_bytes)
{
    myr_source sources[] = {{"main", "main.py", text, text_bytes}};
    myr_script script = {.name = "Mind", .module = "main"};
    *g = (game){0};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = sources;
    def.source_count = 1;
    def.scripts = &script;
    def.script_count = 1;
    def.isolation = isolation;
    def.worker_count = 2;
    def.interpreter_count = 1;
    def.think_limit_us = 300000;
    def.is_editable = true;
    def.helper_path = TEST_HELPER;
    myr_error error;
    g->system = myr_create(&def, &error);
    if (g->system == NULL || !myr_ready(g->system, MYR_WAIT_ALL, &error))
        fail_msg("%s", error.text);
    for (uint32_t i = 0; i < 2; i++)
        assert_true(
            myr_agent_add(g->system, &(myr_agent){.entity = myr_entity_make(i, 1)}, &error));
}

static void game_begin(game *g)
{
    begin_with(g, source, sizeof source - 1);
}

static void tick(game *g)
{
    world_columns world;
    world_fill(&world, 0);
    myr_frame frame = {.tick = ++g->tick,
                       .entities = world.entities,
                       .columns = world.columns,
                       .row_count = world.row_count};
    myr_error error;
    if (!myr_publish(g->system, &frame, &error))
        fail_msg("%s", error.text);
    g->results = myr_collect(g->system, MYR_WAIT_ALL);
}

// The game stands still, and answers.
static void serve(game *g)
{
    myr_error error;
    if (!myr_serve(g->system, &error))
        fail_msg("%s", error.text);
    g->results = myr_collect(g->system, MYR_WAIT_ALL);
}

static uint32_t run(game *g, uint32_t unit, const char *text)
{
    myr_error error;
    uint32_t serial = myr_evaluate(g->system, myr_entity_make(unit, 1), text, strlen(text), &error);
    if (serial == 0)
        fail_msg("%s", error.text);
    return serial;
}

static void assert_answer(const game *g, uint32_t at, uint32_t serial, bool is_error,
                          const char *text)
{
    assert_true(at < g->results->answer_count);
    assert_string_equal(g->results->answers[at].text, text);
    assert_int_equal(g->results->answers[at].serial, serial);
    assert_int_equal(g->results->answers[at].is_error, is_error);
}

static const char speaker[] = "from myrmidon import Unit\n"
                              "class Mind(Unit):\n"
                              "    def think(self):\n"
                              "        if self.tick == 1 and self.id & 1:\n"
                              "            self.send(0, ('seen', (1, 2.5), None))\n"
                              "        elif self.tick == 2 and self.id & 1:\n"
                              "            self.send(7, 'nobody')\n";

static void messages_are_overheard(void **state)
{
    (void)state;
    game g;
    begin_with(&g, speaker, sizeof speaker - 1);
    tick(&g);
    assert_int_equal(g.results->heard_count, 0);
    myr_overhear(g.system, myr_entity_make(0, 1));
    g.tick = 0;
    tick(&g); // to the team of the one who is overheard
    assert_int_equal(g.results->heard_count, 1);
    assert_true(g.results->heard[0].sender == myr_entity_make(1, 1));
    assert_true(g.results->heard[0].receiver == MYR_ENTITY_NONE);
    assert_string_equal(g.results->heard[0].text, "('seen', (1, 2.5), None)");
    tick(&g); // to another team
    assert_int_equal(g.results->heard_count, 0);
    myr_overhear(g.system, myr_entity_make(1, 1));
    g.tick = 1;
    tick(&g); // its own
    assert_int_equal(g.results->heard_count, 1);
    assert_int_equal(g.results->heard[0].team, 7);
    assert_string_equal(g.results->heard[0].text, "'nobody'");
    myr_overhear(g.system, MYR_ENTITY_NONE);
    g.tick = 1;
    tick(&g);
    assert_int_equal(g.results->heard_count, 0);
    myr_destroy(g.system);
}

static void lines_run_behind_the_thinks(void **state)
{
    (void)state;
    game g;
    game_begin(&g);
    uint32_t value = run(&g, 0, "self.count + 40");
    uint32_t module = run(&g, 1, "print(GREETING); self.count = 10; self.move_to(5, 6)");
    uint32_t wrong = run(&g, 0, "self.cuont");
    uint32_t syntax = run(&g, 0, "1 +");
    tick(&g);
    assert_int_equal(g.results->answer_count, 4);
    assert_answer(&g, 0, value, false, "41");
    assert_answer(&g, 1, module, false, "hello");
    assert_answer(&g, 2, wrong, true,
                  "AttributeError: 'Mind' object has no attribute 'cuont'. Did you mean: 'count'?");
    assert_int_equal(g.results->answers[3].serial, syntax);
    assert_non_null(strstr(g.results->answers[3].text, "SyntaxError: invalid syntax"));
    assert_int_equal(g.results->command_count, 1);
    assert_int_equal(myr_entity_index(g.results->commands[0].entity), 1);
    assert_int_equal(g.results->failure_count, 0);
    assert_false(myr_stats_get(g.system).is_comparable);
    uint32_t kept = run(&g, 0, "x = 7");
    uint32_t again = run(&g, 0, "x * 6");
    tick(&g);
    assert_int_equal(g.results->answer_count, 2);
    assert_answer(&g, 0, kept, false, "");
    assert_answer(&g, 1, again, false, "42");
    tick(&g);
    assert_int_equal(g.results->answer_count, 0);
    myr_destroy(g.system);
}

static void a_line_is_bounded(void **state)
{
    (void)state;
    game g;
    game_begin(&g);
    tick(&g);
    uint32_t endless = run(&g, 0, "while True: pass");
    uint32_t after = run(&g, 0, "print('x' * 100000)");
    uint32_t file = run(&g, 0, "open('/etc/passwd')");
    tick(&g);
    assert_int_equal(g.results->answer_count, 3);
    assert_int_equal(g.results->answers[0].serial, endless);
    assert_non_null(strstr(g.results->answers[0].text, "Interrupted"));
    assert_int_equal(g.results->answers[1].serial, after);
    assert_in_range(strlen(g.results->answers[1].text), 1000, 20000);
    assert_int_equal(g.results->answers[2].serial, file);
    assert_non_null(strstr(g.results->answers[2].text, "opening files is not permitted"));
    assert_int_equal(g.results->failures[0].strikes, 0); // unit 1 divides by zero
    tick(&g);
    assert_string_equal(g.results->prints[0].text, "thinks 3");
    assert_int_equal(g.results->failure_count, 0);
    myr_destroy(g.system);
}

static void a_game_that_stands_still_answers(void **state)
{
    (void)state;
    game g;
    game_begin(&g);
    myr_error error;
    assert_false(myr_serve(g.system, &error));
    tick(&g);
    uint32_t serial = run(&g, 0, "self.say('still'); self.count");
    serve(&g);
    assert_answer(&g, 0, serial, false, "");
    assert_int_equal(g.results->command_count, 1);
    assert_int_equal(g.results->print_count, 0); // nobody thought
    serve(&g);
    assert_int_equal(g.results->answer_count, 0);
    static const char mended[] = "from myrmidon import Unit\n"
                                 "class Mind(Unit):\n"
                                 "    def think(self): print('mended')\n";
    myr_source fresh = {"main", "main.py", mended, sizeof mended - 1};
    assert_true(myr_reload(g.system, &fresh, 1, &error) != 0);
    assert_true(myr_ready(g.system, MYR_WAIT_ALL, &error));
    serve(&g);
    assert_non_null(g.results->reload);
    assert_int_equal(g.results->failure_count, 0);
    run(&g, 0, "type(self).think.__code__.co_consts");
    serve(&g);
    assert_non_null(strstr(g.results->answers[0].text, "mended"));
    tick(&g);
    assert_string_equal(g.results->prints[0].text, "mended");
    assert_int_equal(myr_stats_get(g.system).late, 0);
    myr_destroy(g.system);
}

static void attributes_are_shown(void **state)
{
    (void)state;
    game g;
    game_begin(&g);
    tick(&g);
    tick(&g); // unit 1 is benched
    myr_error error;
    assert_true(myr_inspect(g.system, myr_entity_make(0, 1), &error) != 0);
    assert_true(myr_inspect(g.system, myr_entity_make(1, 1), &error) != 0);
    tick(&g);
    assert_int_equal(g.results->answer_count, 2);
    assert_string_equal(g.results->answers[0].text,
                        "count\t3\npath\t[(1, 2), (3, 4)]\nhelper\t<main.Helper>");
    assert_string_equal(g.results->answers[1].text,
                        "count\t2\npath\t[(1, 2), (3, 4)]\nhelper\t<main.Helper>");
    assert_true(myr_stats_get(g.system).is_comparable);
    myr_destroy(g.system);
}

static void the_gone_do_not_answer(void **state)
{
    (void)state;
    game g;
    game_begin(&g);
    tick(&g);
    myr_error error;
    assert_int_equal(myr_inspect(g.system, myr_entity_make(9, 1), &error), 0);
    assert_string_equal(error.text, "entity 9 has no agent");
    char *longest = calloc(1, 5000);
    memset(longest, 'x', 4999);
    assert_int_equal(myr_evaluate(g.system, myr_entity_make(0, 1), longest, 4999, &error), 0);
    free(longest);
    uint32_t serial = run(&g, 0, "1");
    myr_agent_remove(g.system, myr_entity_make(0, 1));
    tick(&g);
    assert_answer(&g, 0, serial, true, "it is gone");
    myr_destroy(g.system);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: test_ask thread|process\n");
        return 2;
    }
    isolation = strcmp(arguments[1], "thread") == 0 ? MYR_ISOLATION_THREAD : MYR_ISOLATION_PROCESS;
    if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolation, NULL))
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_overheard),
        cmocka_unit_test(lines_run_behind_the_thinks),
        cmocka_unit_test(a_line_is_bounded),
        cmocka_unit_test(a_game_that_stands_still_answers),
        cmocka_unit_test(attributes_are_shown),
        cmocka_unit_test(the_gone_do_not_answer),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return myr_shutdown() ? failed : 1;
}
