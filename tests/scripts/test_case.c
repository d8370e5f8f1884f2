// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_case.c: runs one script case and compares what came of it with what the case expects.
//
//     test_case thread|process|shared-gil cases/NAME.py
//
// A case is a Python file. Its comments say what is to happen:
//
//     # ticks: 3          how many ticks are run (1)
//     # agents: 2         units 0 .. n-1 get a mind of class Mind (1)
//     # limit_ms: 50      the think's limit (2000)
//     # interpreters: 2   how many (1)
//     # strikes: 3        cut thinks until an agent is benched (1)
//     # checkpoint: 900 2 bytes and ticks of checkpoints (none)
//     # grace_ms: 50      (3000)
//     # timed             in realtime, each tick waited for
//     # memory_mib: 16    what the scripts of an interpreter may hold (64)
//     # source_bytes: 99  the longest source (1 MiB)
//     # pack: orcs        the modules below lie in orcs/scripts/ ("")
//     # event: hit 2      at that tick every agent is told: hit(by=unit 1, damage=2.5), arrived();
//                         death(by=unit 0) only who dies
//     # dies: 1 2         unit 1 is gone from tick 2 on
//     # traceback         failures are followed by their traceback, line by line
//     # module: NAME      what follows is the text of that module (the first one is `main`)
//     # expect: LINE      in this order, nothing else
//
// Lines: "0: text" printed by unit 0, "0 move_to(1, 2)" its command, "0 ! raised main.py:3 text"
// its failure, "0 | text" a line of the traceback. Of each tick first what was printed, then
// commands, then failures. Skipped (77) where this CPython has no such isolation.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define SKIPPED 77
#define MAX_LINES 256
#define MAX_MODULES 8
#define MAX_EVENTS 8

typedef struct text_list {
    char *lines[MAX_LINES];
    uint32_t count;
} text_list;

typedef struct script_case {
    char *text; // owns the modules' texts
    myr_source sources[MAX_MODULES];
    char paths[MAX_MODULES][64], modules[MAX_MODULES][48];
    uint32_t source_count;
    uint32_t ticks, agents, limit_ms, interpreters, strikes, grace_ms;
    uint32_t checkpoint_bytes, checkpoint_ticks, memory_mib, source_bytes;
    char pack[48];
    uint32_t dead_unit, dead_tick; // tick 0: none
    struct {
        char name[48];
        uint32_t tick;
    } events[MAX_EVENTS];
    uint32_t event_count;
    bool has_traceback, is_timed;
    text_list expected, found;
} script_case;

static void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static void list_add(text_list *list, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (list->count == MAX_LINES)
        die("more than %d lines", MAX_LINES);
    list->lines[list->count++] = strdup(line);
}

// -------------------------------------------------------------------------------------- reading

static void module_begin(script_case *c, const char *name, char *text)
{
    if (c->source_count == MAX_MODULES)
        die("more than %d modules", MAX_MODULES);
    uint32_t i = c->source_count++;
    snprintf(c->modules[i], sizeof c->modules[i], "%s", name);
    snprintf(c->paths[i], sizeof c->paths[i],
             c->pack[0] != '\0' ? "%s/scripts/%.16s.py" : "%s%s.py", c->pack, name);
    c->sources[i] = (myr_source){.module = c->modules[i], .path = c->paths[i], .text = text};
}

static void module_end(script_case *c, const char *end)
{
    myr_source *source = &c->sources[c->source_count - 1];
    source->text_bytes = (size_t)(end - source->text);
}

static void directive(script_case *c, const char *line, char *start, char *next)
{
    char name[48];
    unsigned a, b;
    if (sscanf(line, "# ticks: %u", &a) == 1)
        c->ticks = a;
    else if (sscanf(line, "# agents: %u", &a) == 1)
        c->agents = a;
    else if (sscanf(line, "# limit_ms: %u", &a) == 1)
        c->limit_ms = a;
    else if (sscanf(line, "# interpreters: %u", &a) == 1)
        c->interpreters = a;
    else if (sscanf(line, "# strikes: %u", &a) == 1)
        c->strikes = a;
    else if (sscanf(line, "# grace_ms: %u", &a) == 1)
        c->grace_ms = a;
    else if (sscanf(line, "# checkpoint: %u %u", &a, &b) == 2) {
        c->checkpoint_bytes = a;
        c->checkpoint_ticks = b;
    } else if (strcmp(line, "# timed") == 0)
        c->is_timed = true;
    else if (sscanf(line, "# memory_mib: %u", &a) == 1)
        c->memory_mib = a;
    else if (sscanf(line, "# source_bytes: %u", &a) == 1)
        c->source_bytes = a;
    else if (sscanf(line, "# pack: %24s", c->pack) == 1)
        snprintf(c->paths[0], sizeof c->paths[0], "%s/scripts/main.py", c->pack);
    else if (sscanf(line, "# event: %47s %u", name, &b) == 2) {
        if (c->event_count == MAX_EVENTS)
            die("more than %d events", MAX_EVENTS);
        strcpy(c->events[c->event_count].name, name);
        c->events[c->event_count++].tick = b;
    } else if (sscanf(line, "# dies: %u %u", &a, &b) == 2) {
        c->dead_unit = a;
        c->dead_tick = b;
    } else if (strcmp(line, "# traceback") == 0)
        c->has_traceback = true;
    else if (strncmp(line, "# expect: ", 10) == 0)
        list_add(&c->expected, "%s", line + 10);
    else if (sscanf(line, "# module: %47s", name) == 1) {
        module_end(c, start);
        module_begin(c, name, next);
    }
}

static void case_read(script_case *c, const char *path)
{
    *c = (script_case){.ticks = 1,
                       .agents = 1,
                       .limit_ms = 2000,
                       .interpreters = 1,
                       .strikes = 1,
                       .grace_ms = 3000,
                       .checkpoint_ticks = 1,
                       .memory_mib = 64,
                       .source_bytes = 1 << 20};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die("cannot read %s", path);
    c->text = calloc(1, 1 << 16);
    size_t bytes = fread(c->text, 1, (1 << 16) - 1, file);
    fclose(file);
    module_begin(c, "main", c->text);
    for (char *at = c->text, *end = c->text + bytes; at < end;) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        char line[1024];
        snprintf(line, sizeof line, "%.*s", (int)(stop - at), at);
        char *next = stop < end ? stop + 1 : end;
        directive(c, line, at, next);
        at = next;
    }
    module_end(c, c->text + bytes);
}

// -------------------------------------------------------------------------------------- running

static void add_value(char *text, size_t capacity, const myr_value *value)
{
    size_t used = strlen(text);
    char *at = text + used;
    size_t room = capacity - used;
    switch ((myr_type)value->type) {
    case MYR_FLOAT:
        snprintf(at, room, "%.6g", value->number);
        break;
    case MYR_TEXT:
        snprintf(at, room, "'%.*s'", (int)value->text_bytes, value->text);
        break;
    case MYR_ENTITY:
        if (value->entity == MYR_ENTITY_NONE)
            snprintf(at, room, "none");
        else
            snprintf(at, room, "unit %u", myr_entity_index(value->entity));
        break;
    default:
        snprintf(at, room, "%lld", (long long)value->integer);
        break;
    }
}

static void add_command(script_case *c, const myr_def *def, const myr_call *call)
{
    char text[512] = "";
    for (uint32_t i = 0; i < call->arg_count; i++) {
        if (i > 0)
            strncat(text, ", ", sizeof text - strlen(text) - 1);
        add_value(text, sizeof text, &call->args[i]);
    }
    list_add(&c->found, "%u %s(%s)", myr_entity_index(call->entity),
             def->commands[call->command].name, text);
}

static void add_failure(script_case *c, const myr_failure *failure)
{
    static const char *const kinds[] = {"raised", "cut", "killed", "memory", "crashed", "lost"};
    unsigned unit = myr_entity_index(failure->entity);
    list_add(&c->found, "%u ! %s %s:%u %s", unit, kinds[failure->kind], failure->path,
             failure->line, failure->text);
    if (c->strikes > 1 && failure->strikes > 0)
        list_add(&c->found, "%u ! strike %u, %u left%s", unit, failure->strikes,
                 failure->strikes_left, failure->is_benched ? ", benched" : "");
    if (!c->has_traceback)
        return;
    char *copy = strdup(failure->traceback), *rest = NULL;
    for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        list_add(&c->found, "%u | %s", unit, line);
    free(copy);
}

static void take_results(script_case *c, const myr_def *def, const myr_results *results)
{
    for (uint32_t i = 0; i < results->print_count; i++)
        list_add(&c->found, "%u: %s", myr_entity_index(results->prints[i].entity),
                 results->prints[i].text);
    for (uint32_t i = 0; i < results->command_count; i++)
        add_command(c, def, &results->commands[i]);
    for (uint32_t i = 0; i < results->failure_count; i++)
        add_failure(c, &results->failures[i]);
}

static void post_event(myr_system *system, const myr_def *def, uint32_t event, uint32_t unit)
{
    myr_value args[MYR_MAX_ARGS];
    bool is_death = strcmp(def->events[event].name, "death") == 0;
    for (uint32_t i = 0; i < def->events[event].arg_count; i++)
        args[i] = def->events[event].args[i].type == MYR_ENTITY
                      ? (myr_value){.type = MYR_ENTITY, .entity = myr_entity_make(!is_death, 1)}
                      : (myr_value){.type = MYR_FLOAT, .number = 2.5};
    myr_event_post(system, myr_entity_make(unit, 1), event, args, def->events[event].arg_count);
}

// Those of a tick; "death" to who dies alone.
static void post_events(const script_case *c, const myr_def *def, myr_system *system, uint32_t tick,
                        bool is_of_death)
{
    for (uint32_t i = 0; i < c->event_count; i++) {
        uint32_t event = 0;
        while (event < def->event_count && strcmp(def->events[event].name, c->events[i].name) != 0)
            event++;
        if (event == def->event_count)
            die("there is no event '%s'", c->events[i].name);
        bool is_death = strcmp(c->events[i].name, "death") == 0;
        if (c->events[i].tick != tick || is_death != is_of_death)
            continue;
        for (uint32_t unit = 0; unit < (is_death ? 1 : c->agents); unit++)
            post_event(system, def, event, is_death ? c->dead_unit : unit);
    }
}

static void run_ticks(script_case *c, const myr_def *def, myr_system *system)
{
    myr_error error;
    for (uint32_t i = 0; i < c->agents; i++)
        if (!myr_agent_add(system, &(myr_agent){.entity = myr_entity_make(i, 1)}, &error))
            die("agent %u: %s", i, error.text);
    for (uint32_t tick = 1; tick <= c->ticks; tick++) {
        bool has_died = c->dead_tick != 0 && tick >= c->dead_tick;
        world_columns world;
        world_fill(&world, has_died ? 1u << c->dead_unit : 0);
        post_events(c, def, system, tick, true);
        if (has_died)
            myr_agent_remove(system, myr_entity_make(c->dead_unit, 1));
        post_events(c, def, system, tick, false);
        myr_frame frame = {.tick = tick,
                           .entities = world.entities,
                           .columns = world.columns,
                           .row_count = world.row_count};
        if (!myr_publish(system, &frame, &error))
            die("tick %u: %s", tick, error.text);
        take_results(c, def, myr_collect(system, c->is_timed ? 60000000 : MYR_WAIT_ALL));
    }
}

static myr_isolation isolation_named(const char *name)
{
    if (strcmp(name, "thread") == 0)
        return MYR_ISOLATION_THREAD;
    return strcmp(name, "process") == 0 ? MYR_ISOLATION_PROCESS : MYR_ISOLATION_SHARED_GIL;
}

static void case_run(script_case *c, myr_isolation isolation)
{
    myr_script script = {.name = "Mind", .module = "main"};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = c->sources;
    def.source_count = c->source_count;
    def.scripts = &script;
    def.script_count = 1;
    def.isolation = isolation;
    def.worker_count = 2;
    def.interpreter_count = c->interpreters;
    def.seed = 42;
    def.tick_rate_hz = 10;
    def.think_limit_us = (int64_t)c->limit_ms * 1000;
    def.think_grace_us = (int64_t)c->grace_ms * 1000;
    def.checkpoint_bytes = c->checkpoint_bytes;
    def.checkpoint_ticks = c->checkpoint_ticks;
    def.strike_limit = c->strikes;
    def.memory_bytes = (size_t)c->memory_mib << 20;
    def.source_bytes = c->source_bytes;
    def.helper_path = TEST_HELPER;
    myr_error error;
    myr_system *system = myr_create(&def, &error);
    if (system == NULL || !myr_ready(system, MYR_WAIT_ALL, &error))
        die("create: %s", error.text);
    run_ticks(c, &def, system);
    myr_destroy(system);
    if (!myr_shutdown())
        die("a script is stuck");
}

// ------------------------------------------------------------------------------------ comparing

static bool is_equal(const script_case *c)
{
    if (c->expected.count != c->found.count)
        return false;
    for (uint32_t i = 0; i < c->found.count; i++)
        if (strcmp(c->expected.lines[i], c->found.lines[i]) != 0)
            return false;
    return true;
}

static void show(const script_case *c)
{
    uint32_t count = c->expected.count > c->found.count ? c->expected.count : c->found.count;
    for (uint32_t i = 0; i < count; i++) {
        const char *expected = i < c->expected.count ? c->expected.lines[i] : "(nothing)";
        const char *found = i < c->found.count ? c->found.lines[i] : "(nothing)";
        if (strcmp(expected, found) == 0)
            fprintf(stderr, "  %s\n", found);
        else
            fprintf(stderr, "- %s\n+ %s\n", expected, found);
    }
}

int main(int count, char **arguments)
{
    if (count != 3)
        die("usage: test_case thread|process|shared-gil CASE");
    myr_isolation isolation = isolation_named(arguments[1]);
    myr_error why;
    if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolation, &why)) {
        printf("not run: %s\n", why.text);
        return SKIPPED;
    }
    script_case c;
    case_read(&c, arguments[2]);
    case_run(&c, isolation);
    if (is_equal(&c))
        return 0;
    show(&c);
    return 1;
}
