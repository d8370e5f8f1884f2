// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_escapes.c: runs the attacks of one group in one column of the matrix, a game each.
//
//     test_escapes process|thread|sealed GROUP [NAME]
//     test_escapes complete   every cell of every row says what is to come of it
//     test_escapes unsealed   the switch is there, and the walls are what refuses
//
// `process` and `thread` are games as players have them. `sealed` is a child process without the
// list of imports, the audit hook and the quota, so that what is behind them has something to hold.
//
// A game has six units in three interpreters and lasts six ticks:
//
//     interpreter 0   unit 0 (attacks in tick 2), unit 3 (its neighbour)
//     interpreter 1   units 1, 4
//     interpreter 2   units 2, 5
//
// After each: what the attack met is what the table says; every command of units 1, 2, 4 and 5, in
// every tick, is the one of a game without an attack; at the end the neighbour acts as well,
// whether its interpreter survived or is a new one; and the game ends at once, and Python with it,
// but for the rows that leave a thread behind. Those, and what threads cannot hold, are games in
// processes of their own.

#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
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
#define FEWEST_ROWS 60u
#define END_S 10 // the game's end; a bound on what hangs, not a measure
#define PATH "orcs/scripts/escape.py"

extern char **environ;

typedef enum column { SEALED, PROCESS, THREAD } column;

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
    char commands[UNITS][512]; // the first of each unit's
    char prints[512];          // of the attacker
} tick_record;

typedef struct game {
    tick_record ticks[TICKS + 1];
    uint32_t failure_count;
    myr_failure_kind kind; // of the first one
    uint32_t line, tick;
    char path[64], text[256];
    char log[LOG_BYTES];
    bool has_ended;
} game;

static const expectation *cell(const escape *row, column where)
{
    return where == SEALED ? &row->sealed : where == PROCESS ? &row->process : &row->thread;
}

// Row `index` of both tables; NULL: there are no more.
static const escape *row_at(uint32_t index)
{
    if (index < system_escape_count)
        return &system_escapes[index];
    index -= system_escape_count;
    return index < language_escape_count ? &language_escapes[index] : NULL;
}

static uint32_t attack_tick(const escape *row)
{
    return row->imports == NULL ? 1 : ATTACK_TICK;
}

static uint32_t attack_line(const escape *row)
{
    return row->imports == NULL ? row->line : ATTACK_LINE + row->line - 1;
}

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
static void function_write(const escape *row, char *text, size_t capacity)
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

// The text of escape.py, which the caller frees.
static char *escape_write(const escape *row, size_t *bytes)
{
    size_t capacity = 8192 + row->more_bytes;
    char *text = malloc(capacity);
    if (text == NULL)
        abort();
    if (row->imports != NULL) {
        function_write(row, text, capacity);
        *bytes = strlen(text);
        return text;
    }
    *bytes = row->bytes > 0 ? row->bytes : strlen(row->attack);
    memcpy(text, row->attack, *bytes);
    memset(text + *bytes, '#', row->more_bytes);
    *bytes += row->more_bytes;
    return text;
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

static bool is_endless(outcome wanted)
{
    return wanted == CUT || wanted == KILLED || wanted == STOPPED || wanted == HARMLESS;
}

static void game_def(myr_def *def, column where, outcome wanted)
{
    world_schema(def);
    def->language = MYR_LANGUAGE_PYTHON;
    def->isolation = where == THREAD ? MYR_ISOLATION_THREAD : MYR_ISOLATION_PROCESS;
    def->worker_count = 2;
    def->interpreter_count = 3;
    def->tick_rate_hz = 10;
    def->think_limit_us = is_endless(wanted) ? 100000 : 20000000;
    def->think_grace_us = is_endless(wanted) && wanted != CUT ? 100000 : 20000000;
    def->helper_path = TEST_HELPER;
    def->log = on_log;
    if (where == SEALED) {
        def->is_unguarded = true;
        def->memory_bytes = 0;
    }
}

static bool game_run(game *g, const escape *row, column where, bool is_unsealed)
{
    *g = (game){0};
    size_t bytes;
    char *text = escape_write(row, &bytes);
    const myr_source sources[] = {
        {.module = "escape", .path = PATH, .text = text, .text_bytes = bytes},
        {.module = "walker", .path = "walker.py", .text = walker, .text_bytes = strlen(walker)}};
    const myr_script scripts[] = {{.name = "Escape", .module = "escape"},
                                  {.name = "Walker", .module = "walker"}};
    myr_def def = myr_default_def();
    game_def(&def, where, cell(row, where)->outcome);
    def.sources = sources;
    def.scripts = scripts;
    def.source_count = def.script_count = 2;
    def.is_unsealed = is_unsealed;
    def.is_seal_required = !is_unsealed && where != THREAD;
    def.log_user = g;
    myr_error error = {""};
    myr_system *system = myr_create(&def, &error);
    free(text);
    if (system == NULL) {
        add(g->log, LOG_BYTES, "    %s\n", error.text);
        return false;
    }
    bool is_good = game_play(g, system);
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    myr_destroy(system);
    clock_gettime(CLOCK_MONOTONIC, &end);
    g->has_ended = end.tv_sec - begin.tv_sec < END_S;
    return is_good;
}

// ------------------------------------------------------------------------------------- the verdict

// '*' and the end of `pattern` stand for anything.
static bool fits(const char *text, const char *pattern)
{
    for (; *pattern != '\0' && *pattern != '*'; text++, pattern++)
        if (*text != *pattern)
            return false;
    if (*pattern == '\0')
        return true;
    for (pattern++; *text != '\0'; text++)
        if (fits(text, pattern))
            return true;
    return fits(text, pattern);
}

// What is cut while it is made is made again, until it has its strikes.
static bool failed_once(const game *g, const escape *row)
{
    bool is_again = row->imports == NULL && g->kind == MYR_FAILURE_CUT;
    return g->failure_count == 1 || (is_again && g->failure_count == 3);
}

static bool failed_as(const game *g, const escape *row, myr_failure_kind kind, const char *text)
{
    return failed_once(g, row) && g->kind == kind && g->tick == attack_tick(row) &&
           fits(g->text, text);
}

static bool failed_there(const game *g, const escape *row)
{
    return strcmp(g->path, PATH) == 0 && (row->line == 0 || g->line == attack_line(row));
}

static bool was_stopped(const game *g, const escape *row)
{
    return g->failure_count == 1 && g->tick == attack_tick(row) &&
           (g->kind == MYR_FAILURE_RAISED || g->kind == MYR_FAILURE_MEMORY ||
            g->kind == MYR_FAILURE_CUT || g->kind == MYR_FAILURE_KILLED);
}

static bool met_expectation(const game *g, const escape *row, const expectation *wanted)
{
    switch (wanted->outcome) {
    case RAISES:
        return failed_as(g, row, MYR_FAILURE_RAISED, wanted->text) && failed_there(g, row);
    case REFUSED:
        return g->failure_count == 1 && g->kind == MYR_FAILURE_RAISED && g->tick == 1 &&
               g->line == 1 && strcmp(g->path, PATH) == 0 && fits(g->text, wanted->text);
    case EATS:
        return failed_as(g, row, MYR_FAILURE_MEMORY, wanted->text) && failed_there(g, row);
    case CUT:
        return failed_as(g, row, MYR_FAILURE_CUT, wanted->text) && failed_there(g, row);
    case DIES:
        return failed_as(g, row, MYR_FAILURE_CRASHED, wanted->text);
    case KILLED:
        return failed_as(g, row, MYR_FAILURE_KILLED, wanted->text);
    case PRINTS:
    case SUCCEEDS:
        return g->failure_count == 0 && fits(g->ticks[attack_tick(row)].prints, wanted->text);
    case STOPPED:
        return was_stopped(g, row);
    case HARMLESS:
        return true;
    case ENDS: // then nobody would be here
    case UNTRIED:
        break;
    }
    return false;
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

// Leaves threads or a changed process behind, or ends it.
static bool needs_process(const escape *row, column where)
{
    outcome wanted = cell(row, where)->outcome;
    return where == THREAD && (wanted == KILLED || wanted == STOPPED || wanted == HARMLESS ||
                               wanted == SUCCEEDS || wanted == ENDS);
}

static bool attack_run(const escape *row, column where, const game *calm)
{
    static game g;
    const expectation *wanted = cell(row, where);
    bool is_run = game_run(&g, row, where, false);
    bool is_met = met_expectation(&g, row, wanted);
    bool is_calm = others_are_unchanged(&g, calm), is_on = game_went_on(&g);
    if (is_run && is_met && is_calm && is_on && g.has_ended) {
        printf("ok   %s\n", row->name);
        return true;
    }
    printf("FAIL %s:%s%s%s%s%s\n", row->name, is_run ? "" : " the game did not run;",
           is_met ? "" : " another outcome;", is_calm ? "" : " other units acted differently;",
           is_on ? "" : " its interpreter did not come back;",
           !is_run || g.has_ended ? "" : " the game did not end;");
    printf("    wanted: %d '%s'\n", (int)wanted->outcome, wanted->text);
    printf("    %u failures, kind %d in tick %u at %s:%u '%s'; printed '%.100s'\n%s",
           g.failure_count, (int)g.kind, g.tick, g.path, g.line, g.text,
           g.ticks[attack_tick(row)].prints, g.log);
    return false;
}

// The row in a process of its own, which says what came of it; ENDS: by how it ends.
static bool attack_spawn(const escape *row, column where)
{
    const expectation *wanted = cell(row, where);
    char *arguments[] = {"test_escapes", "alone", (char *)row->group, (char *)row->name, NULL};
    pid_t pid;
    int status = -1;
    char end[32];
    fflush(stdout);
    if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, arguments, environ) != 0 ||
        waitpid(pid, &status, 0) != pid)
        return false;
    if (wanted->outcome != ENDS)
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (WIFSIGNALED(status))
        snprintf(end, sizeof end, "signal %d", WTERMSIG(status));
    else
        snprintf(end, sizeof end, "exit %d", WEXITSTATUS(status));
    // A sanitizer aborts where the kernel would end the process.
    bool is_met =
        strcmp(end, wanted->text) == 0 || (!HAS_MEMORY_BOUND && strcmp(end, "signal 6") == 0 &&
                                           strcmp(wanted->text, "signal 11") == 0);
    printf("%s %s: the game ended with %s\n", is_met ? "ok  " : "FAIL", row->name, end);
    return is_met;
}

static bool calm_run(game *calm, column where)
{
    const escape nothing = {.imports = "pass", .attack = "pass"};
    if (game_run(calm, &nothing, where, false) && calm->failure_count == 0)
        return true;
    printf("FAIL a game without an attack: %s\n%s", calm->text, calm->log);
    return false;
}

static bool is_wanted(const escape *row, column where, const char *group, const char *name)
{
    outcome wanted = cell(row, where)->outcome;
    return wanted != UNTRIED && (where != SEALED || wanted != EATS || HAS_MEMORY_BOUND) &&
           strcmp(row->group, group) == 0 && (name == NULL || strcmp(row->name, name) == 0);
}

static bool attacks_run(column where, const char *group, const char *name, bool is_alone)
{
    static game calm;
    uint32_t run = 0, failed = 0;
    const escape *row;
    if (!calm_run(&calm, where))
        return false;
    for (uint32_t i = 0; (row = row_at(i)) != NULL; i++) {
        if (!is_wanted(row, where, group, name))
            continue;
        run++;
        if (!is_alone && needs_process(row, where))
            failed += !attack_spawn(row, where);
        else
            failed += !attack_run(row, where, &calm);
    }
    if (!is_alone)
        printf("%u of %u held\n", run - failed, run);
    return run > 0 && failed == 0;
}

static bool complete_run(void)
{
    const escape *row, *other;
    uint32_t count = 0, failed = 0;
    for (; (row = row_at(count)) != NULL; count++) {
        for (uint32_t i = 0; i < count && (other = row_at(i)) != NULL; i++)
            if (strcmp(row->group, other->group) == 0 && strcmp(row->name, other->name) == 0)
                failed += printf("FAIL %s is there twice\n", row->name) > 0;
        if (row->process.outcome == UNTRIED || row->thread.outcome == UNTRIED)
            failed += printf("FAIL %s leaves a cell open\n", row->name) > 0;
    }
    printf("%u attacks\n", count);
    return failed == 0 && count >= FEWEST_ROWS;
}

// With the switch an attack succeeds: so it is the seal that holds it.
static bool unsealed_run(void)
{
    static game g;
    const escape row = {.imports = "import os",
                        .attack = "print(open('/etc/passwd').readable(), os.listdir('/') != [])"};
    bool is_run = game_run(&g, &row, SEALED, true);
    printf("%s%s", g.ticks[ATTACK_TICK].prints, g.log);
    return is_run && fits(g.ticks[ATTACK_TICK].prints, "True True");
}

static bool can_run(column where, bool is_unsealed)
{
    myr_error why;
    if (where == THREAD &&
        !myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, &why)) {
        printf("not run: %s\n", why.text);
        return false;
    }
    if (where != THREAD && !is_unsealed && !myr_sandbox_get().has_seccomp) {
        printf("not run: this kernel has no seccomp\n");
        return false;
    }
    return true;
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "";
    bool is_unsealed = strcmp(what, "unsealed") == 0, is_alone = strcmp(what, "alone") == 0;
    if (strcmp(what, "complete") == 0)
        return complete_run() ? 0 : 1;
    if (!is_unsealed && count != 3 && count != 4) {
        fprintf(stderr, "usage: test_escapes process|thread|sealed GROUP [NAME]\n"
                        "       test_escapes complete|unsealed\n");
        return 2;
    }
    column where = is_alone || strcmp(what, "thread") == 0 ? THREAD
                   : strcmp(what, "process") == 0          ? PROCESS
                                                           : SEALED;
    if (!can_run(where, is_unsealed))
        return SKIPPED;
    bool is_good =
        is_unsealed ? unsealed_run()
                    : attacks_run(where, arguments[2], count == 4 ? arguments[3] : NULL, is_alone);
    // Alone, threads may be stuck in the attack.
    if (!myr_shutdown() && !is_alone)
        is_good = printf("FAIL Python did not end\n") < 0;
    fflush(stdout);
    _exit(is_good ? 0 : 1);
}
