// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_reload.c: new code for a running system, in both isolations: what survives, what a broken
// save leaves as it was, what a mended one brings back. Each step is told as the lines that the
// units print and the failures of one tick.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

#define OUT_BYTES (1u << 16)
#define MAX_SOURCES 3

typedef struct game {
    myr_system *system;
    uint64_t tick;
    char out[OUT_BYTES];       // of the last tick
    char traceback[OUT_BYTES]; // of its last failure
    uint32_t units, changed_count, broken_count, reloads;
    uint32_t column, end_column; // of its last failure
} game;

// Sources as "module", "text", ..., NULL.
typedef const char *texts[2 * MAX_SOURCES + 1];

static uint32_t sources_of(const char *const *list, myr_source *sources, char paths[][32])
{
    uint32_t count = 0;
    for (; list[2 * count] != NULL; count++) {
        snprintf(paths[count], 32, "%s.py", list[2 * count]);
        sources[count] = (myr_source){list[2 * count], paths[count], list[2 * count + 1],
                                      strlen(list[2 * count + 1])};
    }
    return count;
}

static myr_isolation isolation = MYR_ISOLATION_PROCESS;

static void game_begin(game *g, const char *const *list, uint32_t units, uint32_t interpreters)
{
    myr_source sources[MAX_SOURCES];
    char paths[MAX_SOURCES][32];
    myr_script script = {.name = "Mind", .module = "main"};
    *g = (game){.units = units};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = sources;
    def.source_count = sources_of(list, sources, paths);
    def.scripts = &script;
    def.script_count = 1;
    def.isolation = isolation;
    def.worker_count = 2;
    def.interpreter_count = interpreters;
    def.think_limit_us = 500000;
    def.is_editable = true;
    def.helper_path = TEST_HELPER;
    myr_error error;
    g->system = myr_create(&def, &error);
    if (g->system == NULL || !myr_ready(g->system, MYR_WAIT_ALL, &error))
        fail_msg("%s", error.text);
    for (uint32_t i = 0; i < units; i++)
        assert_true(
            myr_agent_add(g->system, &(myr_agent){.entity = myr_entity_make(i, 1)}, &error));
}

static void game_end(game *g)
{
    myr_destroy(g->system);
    assert_int_equal(myr_stuck_count(), 0);
}

// One tick; what was printed and what failed is in g->out.
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
    const myr_results *results = myr_collect(g->system, MYR_WAIT_ALL);
    size_t used = 0;
    g->out[0] = g->traceback[0] = '\0';
    g->column = g->end_column = 0;
    for (uint32_t i = 0; i < results->print_count && used < OUT_BYTES; i++)
        used +=
            (size_t)snprintf(g->out + used, OUT_BYTES - used, "%u: %s\n",
                             myr_entity_index(results->prints[i].entity), results->prints[i].text);
    for (uint32_t i = 0; i < results->failure_count && used < OUT_BYTES; i++) {
        const myr_failure *failure = &results->failures[i];
        used += (size_t)snprintf(g->out + used, OUT_BYTES - used, "%s%s:%u %s\n",
                                 failure->kind == MYR_FAILURE_RELOAD ? "! " : "", failure->path,
                                 failure->line, failure->text);
        snprintf(g->traceback, OUT_BYTES, "%s", failure->traceback);
        g->column = failure->column;
        g->end_column = failure->end_column;
    }
    if (results->reload != NULL) {
        g->reloads++;
        g->changed_count = results->reload->changed_count;
        g->broken_count = results->reload->broken_count;
    }
}

// Saves the sources and lets one tick pass.
static void save(game *g, const char *const *list)
{
    myr_source sources[MAX_SOURCES];
    char paths[MAX_SOURCES][32];
    myr_error error = {""};
    uint32_t count = sources_of(list, sources, paths);
    uint32_t before = g->reloads;
    if (myr_reload(g->system, sources, count, &error) == 0 ||
        !myr_ready(g->system, MYR_WAIT_ALL, &error))
        fail_msg("%s", error.text);
    tick(g);
    assert_int_equal(g->reloads, before + 1);
}

#define MAIN(body) "from myrmidon import Unit\n" body

// ------------------------------------------------------------------------------------------ tests

static const char counting[] = MAIN("class Mind(Unit):\n"
                                    "    def __init__(self):\n"
                                    "        self.count = 0\n"
                                    "    def think(self):\n"
                                    "        self.count += 1\n"
                                    "        print('old', self.count)\n");
static const char counting_new[] = MAIN("class Mind(Unit):\n"
                                        "    def __init__(self):\n"
                                        "        self.count = 100\n"
                                        "    def think(self):\n"
                                        "        self.count += 1\n"
                                        "        print('new', self.count)\n");

static void attributes_survive(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", counting}, 3, 2);
    tick(g);
    assert_string_equal(g->out, "0: old 1\n1: old 1\n2: old 1\n");
    save(g, (texts){"main", counting_new});
    assert_string_equal(g->out, "0: new 2\n1: new 2\n2: new 2\n");
    assert_int_equal(g->changed_count, 1);
    save(g, (texts){"main", counting_new});
    assert_string_equal(g->out, "0: new 3\n1: new 3\n2: new 3\n");
    assert_int_equal(g->changed_count, 0);
    save(g, (texts){"main", counting});
    assert_string_equal(g->out, "0: old 4\n1: old 4\n2: old 4\n");
    game_end(g);
    free(g);
}

static const char broken[] = MAIN("class Mind(Unit):\n"
                                  "    def think(self):\n"
                                  "        print('new' self.count)\n");
static const char raising[] = MAIN("class Mind(Unit):\n"
                                   "    speed = 1 / 0\n"
                                   "    def think(self): pass\n");
static const char classless[] = MAIN("class Mint(Unit):\n"
                                     "    def think(self): pass\n");
static const char endless[] = MAIN("while True: pass\n");

static void broken_code_leaves_the_old_running(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", counting}, 1, 1);
    tick(g);
    save(g, (texts){"main", broken});
    assert_string_equal(g->out, "0: old 2\n! main.py:4 SyntaxError: invalid syntax. Perhaps you "
                                "forgot a comma?\n");
    assert_int_equal(g->broken_count, 1);
    assert_int_equal(g->column, 15);
    assert_int_equal(g->end_column, 31);
    assert_non_null(strstr(g->traceback, "^^^^"));
    save(g, (texts){"main", raising});
    assert_string_equal(g->out, "0: old 3\n! main.py:3 ZeroDivisionError: division by zero\n");
    assert_int_equal(g->column, 13);
    assert_int_equal(g->end_column, 18);
    tick(g);
    assert_string_equal(g->out, "0: old 4\n"); // told once
    save(g, (texts){"main", classless});
    assert_string_equal(g->out, "0: old 5\n! main.py:0 AttributeError: module 'main' has no "
                                "class 'Mind'\n");
    save(g, (texts){"main", endless});
    assert_non_null(strstr(g->out, "0: old 6\n! main.py:2 "));
    save(g, (texts){"main", counting_new});
    assert_string_equal(g->out, "0: new 7\n");
    game_end(g);
    free(g);
}

static const char user_of_tactics[] = MAIN("import tactics\n"
                                           "from tactics import Plan, Mood, flank\n"
                                           "class Mind(Unit):\n"
                                           "    def __init__(self):\n"
                                           "        self.plan = Plan(3)\n"
                                           "        self.plans = {'a': [Plan(4)], Mood.CALM: 1}\n"
                                           "        self.mood = Mood.ANGRY\n"
                                           "        self.way = flank\n"
                                           "        self.call = self.plan.told\n"
                                           "    def think(self):\n"
                                           "        print(self.plan.told(), self.way(),\n"
                                           "              self.plans['a'][0].told(), self.call(),\n"
                                           "              self.mood is Mood.ANGRY,\n"
                                           "              self.plans[Mood.CALM],\n"
                                           "              isinstance(self.plan, Plan))\n");
#define TACTICS(n)                                                                                 \
    "import enum\n"                                                                                \
    "class Mood(enum.Enum):\n"                                                                     \
    "    CALM = 1\n"                                                                               \
    "    ANGRY = 2\n"                                                                              \
    "class Plan:\n"                                                                                \
    "    def __init__(self, size): self.size = size\n"                                             \
    "    def told(self): return " n ", self.size\n"                                                \
    "def flank(): return " n "\n"

static void what_imports_the_changed_is_new_too(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", user_of_tactics, "tactics", TACTICS("1")}, 1, 1);
    tick(g);
    assert_string_equal(g->out, "0: (1, 3) 1 (1, 4) (1, 3) True 1 True\n");
    save(g, (texts){"main", user_of_tactics, "tactics", TACTICS("2")});
    assert_string_equal(g->out, "0: (2, 3) 2 (2, 4) (2, 3) True 1 True\n");
    assert_int_equal(g->changed_count, 1);
    game_end(g);
    free(g);
}

static void files_come_and_go(void **state)
{
    (void)state;
    static const char with_other[] =
        MAIN("import heapq\n"
             "import other\n"
             "class Mind(Unit):\n"
             "    def think(self):\n"
             "        print(other.word, heapq.nsmallest(1, [2, 1]))\n");
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", counting}, 1, 1);
    tick(g);
    save(g, (texts){"main", with_other, "other", "word = 'here'\n"});
    assert_string_equal(g->out, "0: here [1]\n");
    save(g, (texts){"main", with_other});
    assert_non_null(strstr(g->out, "0: here [1]\n! main.py:3 ModuleNotFoundError: "));
    save(g, (texts){"main", counting});
    assert_string_equal(g->out, "0: old 2\n");
    game_end(g);
    free(g);
}

static const char failing[] = MAIN("class Mind(Unit):\n"
                                   "    def __init__(self):\n"
                                   "        self.count = 0\n"
                                   "    def think(self):\n"
                                   "        self.count += 1\n"
                                   "        print('old', self.count / (2 - self.count))\n");

static void mended_code_brings_the_benched_back(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", failing}, 1, 1);
    tick(g);
    tick(g);
    assert_string_equal(g->out, "main.py:7 ZeroDivisionError: division by zero\n");
    assert_int_equal(myr_stats_get(g->system).benched_count, 1);
    tick(g);
    assert_string_equal(g->out, "");
    save(g, (texts){"main", counting_new});
    assert_string_equal(g->out, "0: new 3\n"); // it knows what it knew
    assert_int_equal(myr_stats_get(g->system).benched_count, 0);
    game_end(g);
    free(g);
}

static void a_start_with_broken_code_can_be_mended(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", broken}, 2, 2);
    tick(g);
    assert_non_null(strstr(g->out, "main.py:4 SyntaxError: "));
    save(g, (texts){"main", counting});
    assert_string_equal(g->out, "0: old 1\n1: old 1\n");
    game_end(g);
    free(g);
}

static void one_save_of_two_files_takes_what_is_sound(void **state)
{
    (void)state;
    static const char user[] = MAIN("import other\n"
                                    "class Mind(Unit):\n"
                                    "    def think(self):\n"
                                    "        print(other.word)\n");
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", user, "other", "word = 1\n"}, 1, 1);
    tick(g);
    save(g, (texts){"main", broken, "other", "word = 2\n"});
    assert_non_null(strstr(g->out, "0: 2\n! main.py:4 SyntaxError: "));
    game_end(g);
    free(g);
}

// Nothing waits for what is compiled, and each interpreter takes the newest when it comes to it.
static void saves_follow_one_another(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", counting}, 6, 6);
    tick(g);
    for (uint32_t i = 0; i < 20; i++) {
        char text[sizeof counting + 32];
        snprintf(text, sizeof text, "%s# %u\n", counting, i);
        myr_source source = {"main", "main.py", text, strlen(text)};
        myr_error error;
        assert_int_equal(myr_reload(g->system, &source, 1, &error), i + 1);
        tick(g);
        assert_null(strstr(g->out, "!"));
    }
    save(g, (texts){"main", counting_new});
    assert_non_null(strstr(g->out, "5: new 22\n"));
    game_end(g);
    free(g);
}

#define LIVING(word)                                                                               \
    MAIN("class Mind(Unit):\n"                                                                     \
         "    def __init__(self):\n"                                                               \
         "        self.count = 0\n"                                                                \
         "    async def live(self):\n"                                                             \
         "        print('begins " word "', self.count)\n"                                          \
         "        try:\n"                                                                          \
         "            while True:\n"                                                               \
         "                self.count += 1\n"                                                       \
         "                await self.sleep(1000)\n"                                                \
         "        finally:\n"                                                                      \
         "            self.count += 10\n")

// Who sleeps is woken by new code, and by nothing else.
static void a_suspended_life_begins_anew(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", LIVING("old"), "other", ""}, 2, 1);
    tick(g);
    assert_string_equal(g->out, "0: begins old 0\n1: begins old 0\n");
    save(g, (texts){"main", LIVING("old"), "other", "# of nobody\n"});
    assert_string_equal(g->out, "");
    save(g, (texts){"main", LIVING("new"), "other", ""});
    assert_string_equal(g->out, "0: begins new 11\n1: begins new 11\n");
    tick(g);
    save(g, (texts){"main", broken, "other", ""});
    assert_null(strstr(g->out, "begins"));
    save(g, (texts){"main", counting_new, "other", ""});
    assert_string_equal(g->out, "0: new 23\n1: new 23\n");
    save(g, (texts){"main", LIVING("newer"), "other", ""});
    assert_string_equal(g->out, "0: begins newer 23\n1: begins newer 23\n");
    game_end(g);
    free(g);
}

static void bad_sources_are_refused(void **state)
{
    (void)state;
    game *g = calloc(1, sizeof *g);
    game_begin(g, (texts){"main", counting}, 1, 1);
    myr_error error;
    myr_source source = {"no module", "main.py", "", 0};
    assert_int_equal(myr_reload(g->system, &source, 1, &error), 0);
    assert_non_null(strstr(error.text, "'no module' is not a module name"));
    game_end(g);
    free(g);
}

static int run_all(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes_survive),
        cmocka_unit_test(broken_code_leaves_the_old_running),
        cmocka_unit_test(what_imports_the_changed_is_new_too),
        cmocka_unit_test(files_come_and_go),
        cmocka_unit_test(mended_code_brings_the_benched_back),
        cmocka_unit_test(a_start_with_broken_code_can_be_mended),
        cmocka_unit_test(one_save_of_two_files_takes_what_is_sound),
        cmocka_unit_test(saves_follow_one_another),
        cmocka_unit_test(a_suspended_life_begins_anew),
        cmocka_unit_test(bad_sources_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: test_reload thread|process\n");
        return 2;
    }
    isolation = strcmp(arguments[1], "thread") == 0 ? MYR_ISOLATION_THREAD : MYR_ISOLATION_PROCESS;
    if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolation, NULL))
        return 77;
    int failed = run_all();
    return myr_shutdown() ? failed : 1;
}
