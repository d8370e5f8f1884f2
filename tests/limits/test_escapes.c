// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_escapes.c: runs the attacks of one group in one isolation, a game each.
//
//     test_escapes process|thread GROUP [NAME]
//     test_escapes unsealed              the switch is there, and the walls are what refuses
//
// A game has six units in three interpreters and lasts six ticks:
//
//     interpreter 0   unit 0 (attacks in tick 2), unit 3 (its neighbour)
//     interpreter 1   units 1, 4
//     interpreter 2   units 2, 5
//
// After each: what the attack met is what the table says; every command of units 1, 2, 4 and 5, in
// every tick, is the one of a game without an attack; and at the end the neighbour acts as well,
// whether its interpreter survived or is a new one.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "escapes.h"
#include "world.h"

#define SKIPPED 77
#define UNITS 6u
#define TICKS 6u
#define ATTACK_TICK 2u
#define ATTACK_LINE 9u
#define NEIGHBOUR 3u
#define LOG_BYTES 4096u

// A sanitizer reserves terabytes: children of such a build have no bound on memory.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_MEMORY_BOUND 0
#else
#define HAS_MEMORY_BOUND 1
#endif

// Commands and prints of one tick as text, by unit.
typedef struct tick_record {
    char commands[UNITS][512];
    char prints[512]; // of the attacker
} tick_record;

typedef struct game {
    tick_record ticks[TICKS + 1];
    uint32_t failure_count;
    myr_failure_kind kind; // of the first one
    uint32_t line, tick;
    char path[64], text[256];
    char log[LOG_BYTES];
} game;

static void add(char *text, size_t capacity, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, capacity - used, format, arguments);
    va_end(arguments);
}

static void on_log(void *user, myr_log_level level, const char *text)
{
    (void)level;
    add(((game *)user)->log, LOG_BYTES, "    log: %s\n", text);
}

// ------------------------------------------------------------------------------------- the scripts

static const char walker[] = "from myrmidon import Unit\n"
                             "class Walker(Unit):\n"
                             "    def __init__(self):\n"
                             "        self.steps = 0\n"
                             "    def think(self):\n"
                             "        self.steps += 1\n"
                             "        self.move_to(self.x + self.steps, self.random.random())\n"
                             "        self.say(f'{self.tick} {self.near(200)}')\n";

// Line ATTACK_LINE is the attack's first.
static void escape_write(const escape *row, char *text, size_t capacity)
{
    text[0] = '\0';
    add(text, capacity,
        "%s\n"
        "from myrmidon import Unit\n"
        "class Escape(Unit):\n"
        "    def think(self):\n"
        "        if self.tick == %u:\n"
        "            attack(self)\n"
        "        self.move_to(1, 2)\n"
        "def attack(self):\n",
        row->imports, ATTACK_TICK);
    for (const char *at = row->attack; *at != '\0';) {
        int length = (int)strcspn(at, "\n");
        add(text, capacity, "    %.*s\n", length, at);
        at += length + (at[length] == '\n');
    }
}

// --------------------------------------------------------------------------------------- the game

static void record_command(tick_record *record, const myr_call *call)
{
    char *text = record->commands[myr_entity_index(call->entity) % UNITS];
    add(text, sizeof record->commands[0], "%u(", call->command);
    for (uint32_t i = 0; i < call->arg_count; i++) {
        const myr_value *value = &call->args[i];
        if (value->type == MYR_TEXT)
            add(text, sizeof record->commands[0], "%.*s,", (int)value->text_bytes, value->text);
        else
            add(text, sizeof record->commands[0], "%a,", value->number);
    }
    add(text, sizeof record->commands[0], ")");
}

static void record_results(game *g, uint32_t tick, const myr_results *results)
{
    tick_record *record = &g->ticks[tick];
    for (uint32_t i = 0; i < results->command_count; i++)
        record_command(record, &results->commands[i]);
    for (uint32_t i = 0; i < results->print_count; i++)
        if (myr_entity_index(results->prints[i].entity) == 0)
            add(record->prints, sizeof record->prints, "%s\n", results->prints[i].text);
    for (uint32_t i = 0; i < results->failure_count; i++) {
        const myr_failure *failure = &results->failures[i];
        if (g->failure_count++ > 0)
            continue;
        g->kind = failure->kind;
        g->line = failure->line;
        g->tick = tick;
        snprintf(g->path, sizeof g->path, "%s", failure->path);
        snprintf(g->text, sizeof g->text, "%s", failure->text);
    }
}

// A dead interpreter has its successor within a tick of a real game; these ticks are shorter.
static void await_interpreters(const myr_system *system)
{
    for (uint32_t i = 0; i < 3; i++) {
        myr_interpreter_info info = {.state = MYR_INTERPRETER_MAKING};
        for (uint32_t ms = 0; ms < 5000 && myr_interpreter_get(system, i, &info) &&
                              info.state == MYR_INTERPRETER_MAKING;
             ms++)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static bool game_play(game *g, myr_system *system)
{
    myr_error error = {""};
    bool is_good = myr_ready(system, 60000000, &error);
    for (uint32_t i = 0; is_good && i < UNITS; i++) {
        myr_agent agent = {.entity = myr_entity_make(i, 1), .script = i == 0 ? 0 : 1};
        is_good = myr_agent_add(system, &agent, &error);
    }
    for (uint32_t tick = 1; is_good && tick <= TICKS; tick++) {
        world_columns world;
        world_fill(&world, 0);
        myr_frame frame = {.tick = tick,
                           .entities = world.entities,
                           .columns = world.columns,
                           .row_count = world.row_count};
        await_interpreters(system);
        is_good = myr_publish(system, &frame, &error);
        if (is_good)
            record_results(g, tick, myr_collect(system, MYR_WAIT_ALL));
    }
    if (!is_good)
        add(g->log, LOG_BYTES, "    %s\n", error.text);
    return is_good;
}

static bool game_run(game *g, const escape *row, myr_isolation isolation, bool is_unsealed)
{
    *g = (game){0};
    char text[4096];
    escape_write(row, text, sizeof text);
    const myr_source sources[] = {
        {.module = "escape", .path = "escape.py", .text = text, .text_bytes = strlen(text)},
        {.module = "walker", .path = "walker.py", .text = walker, .text_bytes = strlen(walker)}};
    const myr_script scripts[] = {{.name = "Escape", .module = "escape"},
                                  {.name = "Walker", .module = "walker"}};
    outcome wanted =
        isolation == MYR_ISOLATION_PROCESS ? row->process.outcome : row->thread.outcome;
    bool is_endless = wanted == CUT || wanted == KILLED || wanted == HARMLESS;
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = sources;
    def.scripts = scripts;
    def.source_count = def.script_count = 2;
    def.isolation = isolation;
    def.worker_count = 2;
    def.interpreter_count = 3;
    def.tick_rate_hz = 10;
    def.think_limit_us = is_endless ? 100000 : 20000000;
    def.think_grace_us = is_endless && wanted != CUT ? 100000 : 20000000;
    // The kernel is asked, not the guard and the quota before it.
    def.is_unguarded = true;
    def.memory_bytes = 0;
    def.is_unsealed = is_unsealed;
    def.is_seal_required = !is_unsealed;
    def.log = on_log;
    def.log_user = g;
    def.helper_path = TEST_HELPER;
    myr_error error = {""};
    myr_system *system = myr_create(&def, &error);
    if (system == NULL) {
        add(g->log, LOG_BYTES, "    %s\n", error.text);
        return false;
    }
    bool is_good = game_play(g, system);
    myr_destroy(system);
    return is_good;
}

// ------------------------------------------------------------------------------------- the verdict

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool failed_as(const game *g, myr_failure_kind kind, const char *text)
{
    return g->failure_count == 1 && g->kind == kind && g->tick == ATTACK_TICK &&
           begins(g->text, text);
}

static bool failed_there(const game *g, const escape *row)
{
    return strcmp(g->path, "escape.py") == 0 &&
           (row->line == 0 || g->line == ATTACK_LINE + row->line - 1);
}

static bool met_expectation(const game *g, const escape *row, const expectation *wanted)
{
    switch (wanted->outcome) {
    case RAISES:
        return failed_as(g, MYR_FAILURE_RAISED, wanted->text) && failed_there(g, row);
    case EATS:
        return failed_as(g, MYR_FAILURE_MEMORY, wanted->text) && failed_there(g, row);
    case CUT:
        return failed_as(g, MYR_FAILURE_CUT, wanted->text) && failed_there(g, row);
    case DIES:
        return failed_as(g, MYR_FAILURE_CRASHED, wanted->text);
    case KILLED:
        return failed_as(g, MYR_FAILURE_KILLED, wanted->text);
    case PRINTS:
        return g->failure_count == 0 && begins(g->ticks[ATTACK_TICK].prints, wanted->text);
    case HARMLESS:
    case UNTRIED:
        break;
    }
    return true;
}

static bool others_are_unchanged(const game *g, const game *calm)
{
    for (uint32_t tick = 1; tick <= TICKS; tick++)
        for (uint32_t unit = 0; unit < UNITS; unit++)
            if (unit % 3 != 0 &&
                strcmp(g->ticks[tick].commands[unit], calm->ticks[tick].commands[unit]) != 0)
                return false;
    return calm->ticks[1].commands[1][0] != '\0';
}

static bool game_went_on(const game *g)
{
    return g->ticks[TICKS].commands[NEIGHBOUR][0] != '\0';
}

static bool attack_run(const escape *row, myr_isolation isolation, const game *calm)
{
    static game g;
    const expectation *wanted = isolation == MYR_ISOLATION_PROCESS ? &row->process : &row->thread;
    bool is_run = game_run(&g, row, isolation, false);
    bool is_met = met_expectation(&g, row, wanted);
    bool is_calm = others_are_unchanged(&g, calm), is_on = game_went_on(&g);
    if (is_run && is_met && is_calm && is_on) {
        printf("ok   %s\n", row->name);
        return true;
    }
    printf("FAIL %s:%s%s%s%s\n", row->name, is_run ? "" : " the game did not run;",
           is_met ? "" : " another outcome;", is_calm ? "" : " other units acted differently;",
           is_on ? "" : " its interpreter did not come back;");
    printf("    wanted: %d '%s'\n", (int)wanted->outcome, wanted->text);
    printf("    %u failures, kind %d in tick %u at %s:%u '%s'; printed '%s'\n%s", g.failure_count,
           (int)g.kind, g.tick, g.path, g.line, g.text, g.ticks[ATTACK_TICK].prints, g.log);
    return false;
}

static bool attacks_run(myr_isolation isolation, const char *group, const char *name)
{
    static game calm;
    const escape nothing = {.imports = "pass", .attack = "pass"};
    uint32_t run = 0, failed = 0;
    if (!game_run(&calm, &nothing, isolation, false) || calm.failure_count > 0) {
        printf("FAIL a game without an attack: %s\n%s", calm.text, calm.log);
        return false;
    }
    for (uint32_t i = 0; i < escape_count; i++) {
        const escape *row = &escapes[i];
        outcome wanted =
            isolation == MYR_ISOLATION_PROCESS ? row->process.outcome : row->thread.outcome;
        if (wanted == UNTRIED || (wanted == EATS && !HAS_MEMORY_BOUND) ||
            strcmp(row->group, group) != 0 || (name != NULL && strcmp(row->name, name) != 0))
            continue;
        run++;
        failed += !attack_run(row, isolation, &calm);
    }
    printf("%u of %u held\n", run - failed, run);
    return run > 0 && failed == 0;
}

// With the switch an attack succeeds: so it is the seal that holds it.
static bool unsealed_run(void)
{
    static game g;
    const escape row = {.imports = "import os",
                        .attack = "print(open('/etc/passwd').readable(), os.listdir('/') != [])"};
    bool is_run = game_run(&g, &row, MYR_ISOLATION_PROCESS, true);
    printf("%s%s", g.ticks[ATTACK_TICK].prints, g.log);
    return is_run && begins(g.ticks[ATTACK_TICK].prints, "True True");
}

int main(int count, char **arguments)
{
    bool is_unsealed = count == 2 && strcmp(arguments[1], "unsealed") == 0;
    if (!is_unsealed && count != 3 && count != 4) {
        fprintf(stderr, "usage: test_escapes process|thread GROUP [NAME], or unsealed\n");
        return 2;
    }
    bool is_thread = strcmp(arguments[1], "thread") == 0;
    myr_error why;
    if (is_thread && !myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, &why)) {
        printf("not run: %s\n", why.text);
        return SKIPPED;
    }
    if (!is_thread && !is_unsealed && !myr_sandbox_get().has_seccomp) {
        printf("not run: this kernel has no seccomp\n");
        return SKIPPED;
    }
    bool is_good = is_unsealed
                       ? unsealed_run()
                       : attacks_run(is_thread ? MYR_ISOLATION_THREAD : MYR_ISOLATION_PROCESS,
                                     arguments[2], count == 4 ? arguments[3] : NULL);
    if (!myr_shutdown()) { // threads are stuck in attacks, as some rows of thread isolation expect
        fflush(stdout);
        _exit(is_good ? 0 : 1);
    }
    return is_good ? 0 : 1;
}
