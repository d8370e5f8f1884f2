// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Makes a program of a checked def: copies it into one arena, fills in what the def left to us, and
// hashes it. program_check.c says what a def may be.

#include "program.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "debug.h"
#include "log.h"
#include "program_def.h"
#include "snapshot.h"
#include "tape.h"

myr_def myr_default_def(void)
{
    return (myr_def){
        .cookie = MYRI_DEF_COOKIE,
        .interpreter_count = 16,
        .tick_rate_hz = 20,
        .entity_capacity = 16384,
        .world_width = 1024,
        .world_height = 1024,
        .think_limit_us = 1000000,
        .think_grace_us = 500000,
        .strike_limit = 3,
        .interpreter_strike_limit = 32,
        .strike_ticks = 1200,
        .checkpoint_ticks = 20,
        .command_capacity = 64,
        .message_capacity = 64,
        .message_bytes = 1024,
        .print_bytes = 4096,
        .child_memory_bytes = 1ull << 30,
        .memory_bytes = (size_t)64 << 20,
        .source_bytes = (size_t)1 << 20,
    };
}

// ------------------------------------------------------------------------------------------- copy

// A copier that has failed once goes on doing nothing, so that only the end has to look.
typedef struct copier {
    myri_arena *arena;
    bool has_failed;
} copier;

static void *copy_block(copier *copy, const void *from, size_t count, size_t item_bytes)
{
    void *block = copy->has_failed ? NULL : myri_arena_get(copy->arena, count * item_bytes);
    if (!block)
        copy->has_failed = true;
    else if (from && count > 0)
        memcpy(block, from, count * item_bytes);
    return block;
}

static char *copy_text(copier *copy, const char *text)
{
    if (!text)
        return NULL;
    return copy_block(copy, text, strlen(text) + 1, 1);
}

// A doc that was left out is an empty one from here on.
static char *copy_doc(copier *copy, const char *text)
{
    return copy_text(copy, text ? text : "");
}

static void copy_args(copier *copy, myr_arg *args, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        args[i].name = copy_text(copy, args[i].name);
        args[i].doc = copy_doc(copy, args[i].doc);
    }
}

static void copy_schema(copier *copy, myri_program *program, const myr_def *def)
{
    program->field_count = def->field_count;
    program->query_count = def->query_count;
    program->command_count = def->command_count;
    program->event_count = def->event_count;
    program->name_count = def->name_count;
    program->fields = copy_block(copy, def->fields, def->field_count, sizeof *def->fields);
    program->queries = copy_block(copy, def->queries, def->query_count, sizeof *def->queries);
    program->commands = copy_block(copy, def->commands, def->command_count, sizeof *def->commands);
    program->events = copy_block(copy, def->events, def->event_count, sizeof *def->events);
    program->names = copy_block(copy, NULL, def->name_count, sizeof *program->names);
    if (copy->has_failed)
        return;
    for (uint32_t i = 0; i < def->field_count; i++) {
        myr_field *field = &program->fields[i];
        field->name = copy_text(copy, field->name);
        field->doc = copy_doc(copy, field->doc);
        field->unit = copy_text(copy, field->unit);
    }
    for (uint32_t i = 0; i < def->query_count; i++) {
        myr_query *query = &program->queries[i];
        query->name = copy_text(copy, query->name);
        query->doc = copy_doc(copy, query->doc);
        copy_args(copy, query->args, query->arg_count);
        copy_args(copy, query->places, query->place_count);
    }
    for (uint32_t i = 0; i < def->command_count; i++) {
        myr_command *command = &program->commands[i];
        command->name = copy_text(copy, command->name);
        command->doc = copy_doc(copy, command->doc);
        copy_args(copy, command->args, command->arg_count);
        command->awaited = copy_text(copy, command->awaited);
        command->done_event = copy_text(copy, command->done_event);
        command->failed_event = copy_text(copy, command->failed_event);
        command->way_query = copy_text(copy, command->way_query);
    }
    for (uint32_t i = 0; i < def->event_count; i++) {
        myr_event *event = &program->events[i];
        event->name = copy_text(copy, event->name);
        event->doc = copy_doc(copy, event->doc);
        copy_args(copy, event->args, event->arg_count);
    }
    for (uint32_t i = 0; i < def->name_count; i++)
        program->names[i] = copy_text(copy, def->names[i]);
}

static void copy_options(copier *copy, myri_program *program, const myr_def *def)
{
    program->option_count = def->option_count;
    program->options = copy_block(copy, def->options, def->option_count, sizeof *def->options);
    for (uint32_t i = 0; !copy->has_failed && i < def->option_count; i++) {
        myr_option *option = &program->options[i];
        option->name = copy_text(copy, option->name);
        if (option->value.type != MYR_TEXT || copy->has_failed)
            continue;
        option->value.text =
            myri_arena_text(copy->arena, option->value.text, option->value.text_bytes);
        copy->has_failed = !option->value.text;
    }
}

static void copy_scripts(copier *copy, myri_program *program, const myr_def *def)
{
    program->source_count = def->source_count;
    program->script_count = def->script_count;
    program->sources = copy_block(copy, NULL, def->source_count, sizeof *program->sources);
    program->scripts = copy_block(copy, NULL, def->script_count, sizeof *program->scripts);
    if (copy->has_failed)
        return;
    for (uint32_t i = 0; i < def->source_count; i++) {
        const myr_source *from = &def->sources[i];
        myri_source *to = &program->sources[i];
        to->module = copy_text(copy, from->module);
        to->path = copy_text(copy, from->path);
        to->text =
            copy->has_failed ? NULL : myri_arena_text(copy->arena, from->text, from->text_bytes);
        to->text_bytes = from->text_bytes;
        copy->has_failed = copy->has_failed || !to->text;
    }
    for (uint32_t i = 0; i < def->script_count; i++) {
        const myr_script *from = &def->scripts[i];
        program->scripts[i] = (myri_script){
            .name = copy_text(copy, from->name),
            .module = copy_text(copy, from->module),
            .think = from->think,
            .mail = from->mail,
            .memory_bytes = from->memory_bytes,
            .role = from->role,
        };
    }
}

// --- derived values ---

static void find_roles(myri_program *program)
{
    program->field_x = program->field_y = program->field_team = -1;
    program->field_kind = program->field_role = -1;
    for (uint32_t i = 0; i < program->field_count; i++) {
        int32_t index = (int32_t)i;
        switch (program->fields[i].role) {
        case MYR_FIELD_PLAIN:
            break;
        case MYR_FIELD_X:
            program->field_x = index;
            break;
        case MYR_FIELD_Y:
            program->field_y = index;
            break;
        case MYR_FIELD_TEAM:
            program->field_team = index;
            break;
        case MYR_FIELD_KIND:
            program->field_kind = index;
            break;
        case MYR_FIELD_ROLE:
            program->field_role = index;
            break;
        }
    }
}

// Room for every agent that an interpreter is likely to hold at typical use, and for one that uses
// its caps to the full. It is virtual memory: what is not used costs nothing.
static uint32_t job_bytes_for(const myri_program *program)
{
    const uint64_t typical = 4096, least = 256 * 1024, most = 64 * 1024 * 1024;
    uint64_t agents = 1;
    if (program->placement == MYR_PLACEMENT_SHARED)
        agents = program->entity_capacity / program->interpreter_count + 1;
    else if (program->placement == MYR_PLACEMENT_TEAM)
        agents = program->entity_capacity / 2 + 1; // few games have one team only
    uint64_t command_bytes = sizeof(myri_out_command) + MYR_MAX_ARGS * sizeof(myri_value);
    uint64_t message_bytes = sizeof(myri_out_message) + program->message_bytes + 8;
    uint64_t full = program->command_capacity * command_bytes +
                    program->message_capacity * message_bytes + program->print_bytes * 2u +
                    MYRI_ERROR_BYTES;
    if (program->bundle_bytes > 0)
        full += MYRI_BEFORE_BYTES(program);
    if (program->checkpoint_bytes > 0)
        full += 4 * ((uint64_t)program->checkpoint_bytes + MYRI_LOST_BYTES);
    uint64_t bytes = least + full + agents * typical;
    bytes = bytes > most ? most : bytes;
    return (uint32_t)(bytes + 4095) & ~4095u;
}

// FNV-1a over 64 bits, then a mix, so that short inputs fill the high bits as well.
typedef struct hasher {
    uint64_t state;
} hasher;

static void hash_bytes(hasher *hash, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < count; i++)
        hash->state = (hash->state ^ at[i]) * 0x100000001b3u;
}

static void hash_number(hasher *hash, uint64_t number)
{
    hash_bytes(hash, &number, sizeof number);
}

// With the length, so that two texts never run into one another; none differs from empty.
static void hash_text(hasher *hash, const char *text)
{
    size_t bytes = text ? strlen(text) : 0;
    hash_number(hash, text ? bytes + 1 : 0);
    hash_bytes(hash, text ? text : "", bytes);
}

static void hash_args(hasher *hash, const myr_arg *args, uint32_t count)
{
    hash_number(hash, count);
    for (uint32_t i = 0; i < count; i++) {
        hash_text(hash, args[i].name);
        hash_text(hash, args[i].doc);
        hash_number(hash, args[i].type);
        hash_number(hash, args[i].is_optional);
        hash_bytes(hash, &args[i].fallback, sizeof args[i].fallback);
    }
}

static uint64_t hash_finish(uint64_t state)
{
    state = (state ^ (state >> 33)) * 0xff51afd7ed558ccdu;
    state = (state ^ (state >> 33)) * 0xc4ceb9fe1a85ec53u;
    return state ^ (state >> 33);
}

static uint64_t content_hash(const myri_program *program)
{
    hasher hash = {0xcbf29ce484222325u};
    hash_number(&hash, program->language);
    hash_number(&hash, program->field_count);
    for (uint32_t i = 0; i < program->field_count; i++) {
        const myr_field *field = &program->fields[i];
        hash_text(&hash, field->name);
        hash_text(&hash, field->doc);
        hash_text(&hash, field->unit);
        hash_number(&hash, (uint64_t)field->type << 32 | (uint64_t)field->role << 1 |
                               field->is_settable);
    }
    hash_number(&hash, program->query_count);
    for (uint32_t i = 0; i < program->query_count; i++) {
        const myr_query *query = &program->queries[i];
        hash_text(&hash, query->name);
        hash_text(&hash, query->doc);
        hash_args(&hash, query->args, query->arg_count);
        hash_number(&hash, query->result);
        hash_number(&hash, (uintptr_t)query->function);
        hash_args(&hash, query->places, query->place_count);
    }
    hash_number(&hash, program->command_count);
    for (uint32_t i = 0; i < program->command_count; i++) {
        hash_text(&hash, program->commands[i].name);
        hash_text(&hash, program->commands[i].doc);
        hash_args(&hash, program->commands[i].args, program->commands[i].arg_count);
        hash_number(&hash, (uint64_t)program->commands[i].roles << 32 | program->commands[i].form);
        hash_number(&hash, program->commands[i].event);
        hash_number(&hash, program->commands[i].is_order);
        hash_text(&hash, program->commands[i].awaited);
        hash_text(&hash, program->commands[i].done_event);
        hash_text(&hash, program->commands[i].failed_event);
        hash_text(&hash, program->commands[i].way_query);
    }
    hash_number(&hash, program->event_count);
    for (uint32_t i = 0; i < program->event_count; i++) {
        hash_text(&hash, program->events[i].name);
        hash_text(&hash, program->events[i].doc);
        hash_args(&hash, program->events[i].args, program->events[i].arg_count);
    }
    hash_number(&hash, program->name_count);
    for (uint32_t i = 0; i < program->name_count; i++)
        hash_text(&hash, program->names[i]);
    hash_number(&hash, program->source_count);
    for (uint32_t i = 0; i < program->source_count; i++) {
        const myri_source *source = &program->sources[i];
        hash_text(&hash, source->module);
        hash_text(&hash, source->path);
        hash_number(&hash, source->text_bytes);
        hash_bytes(&hash, source->text, source->text_bytes);
    }
    hash_number(&hash, program->is_debugged);
    hash_number(&hash, program->script_count);
    for (uint32_t i = 0; i < program->script_count; i++) {
        const myri_script *script = &program->scripts[i];
        hash_text(&hash, script->name);
        hash_text(&hash, script->module);
        hash_number(&hash, (uintptr_t)script->think);
        hash_number(&hash, (uintptr_t)script->mail);
        hash_number(&hash, (uint64_t)script->role << 32 | script->memory_bytes);
    }
    return hash_finish(hash.state);
}

// --- creation ---

static void copy_limits(myri_program *program, const myr_def *def)
{
    program->language = def->language;
    program->isolation = def->isolation;
    program->placement = def->placement;
    program->interpreter_count = def->interpreter_count > 0 ? def->interpreter_count : 16;
    program->worker_nice = def->worker_nice;
    program->seed = def->seed;
    program->tick_rate_hz = def->tick_rate_hz;
    program->entity_capacity = def->entity_capacity;
    program->dynamic_bytes = def->dynamic_bytes;
    program->static_bytes = def->static_bytes;
    program->world_width = def->world_width;
    program->world_height = def->world_height;
    program->grid_cell = def->grid_cell;
    program->think_limit_us = def->think_limit_us;
    program->think_grace_us = def->think_grace_us;
    program->think_budget_us = def->think_budget_us;
    program->interpreter_budget_us = def->interpreter_budget_us;
    program->bucket_us = def->bucket_us;
    program->strike_limit = def->strike_limit;
    program->interpreter_strike_limit = def->interpreter_strike_limit;
    program->strike_ticks = def->strike_ticks;
    program->checkpoint_bytes = def->checkpoint_bytes;
    program->checkpoint_ticks = def->checkpoint_ticks;
    program->bundle_bytes = def->bundle_bytes;
    program->command_capacity = def->command_capacity;
    program->message_capacity = def->message_capacity;
    program->message_bytes = def->message_bytes;
    program->print_bytes = def->print_bytes;
    program->job_bytes = def->job_bytes;
    program->child_memory_bytes = def->child_memory_bytes;
    program->is_unsealed = def->is_unsealed;
    program->is_seal_required = def->is_seal_required;
    program->is_unguarded = def->is_unguarded;
    program->is_editable = def->is_editable;
    program->is_debugged = def->is_debugged;
    program->heap_shift = def->heap_shift;
    program->memory_bytes = def->memory_bytes;
    program->source_bytes = def->source_bytes;
}

myri_program *myri_program_create(const myr_def *def, myr_error *error)
{
    if (!myri_def_check(def, error))
        return NULL;
    myri_program *program = calloc(1, sizeof *program);
    copier copy = {.arena = myri_arena_create()};
    if (!program || !copy.arena) {
        copy.has_failed = true;
    } else {
        copy_limits(program, def);
        copy_schema(&copy, program, def);
        copy_options(&copy, program, def);
        copy_scripts(&copy, program, def);
    }
    if (copy.has_failed) {
        myri_arena_destroy(copy.arena);
        free(program);
        myri_error_set(error, "no memory for the schema and the sources");
        return NULL;
    }
    program->arena = copy.arena;
    find_roles(program);
    program->grid_cell = myri_grid_cell_for(program);
    if (program->job_bytes == 0)
        program->job_bytes = job_bytes_for(program);
    program->content_hash = content_hash(program);
    return program;
}

void myri_program_destroy(myri_program *program)
{
    if (!program)
        return;
    myri_debug_destroy(program->debug);
    myri_arena_destroy(program->arena);
    free(program);
}

uint32_t myri_type_bytes(myr_type type)
{
    switch (type) {
    case MYR_BOOL:
        return 1;
    case MYR_INT:
    case MYR_FLOAT:
    case MYR_NAME:
        return 4;
    case MYR_ENTITY:
        return 8;
    case MYR_NONE:
    case MYR_TEXT:
    case MYR_POINT:
    case MYR_POINTS:
    case MYR_RECORD:
        break;
    }
    return 0;
}

const char *myri_type_name(myr_type type)
{
    static const char *const names[] = {"none",   "bool", "int",   "float",  "name",
                                        "entity", "text", "point", "points", "record"};
    return (unsigned)type < sizeof names / sizeof *names ? names[type] : "unknown";
}

bool myri_may_command(const myr_command *command, myr_role role)
{
    uint32_t roles = command->roles == 0 ? MYR_FOR_UNITS : command->roles;
    return (roles & (role == MYR_ROLE_REFEREE ? MYR_FOR_REFEREE : MYR_FOR_UNITS)) != 0;
}

int32_t myri_name_find(const myri_program *program, const char *name, size_t bytes)
{
    for (uint32_t i = 0; i < program->name_count; i++)
        if (strlen(program->names[i]) == bytes && memcmp(program->names[i], name, bytes) == 0)
            return (int32_t)i;
    return -1;
}
