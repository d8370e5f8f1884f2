// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What a def may be. Each message names the field of the def as C writes it, says what is wrong
// with it, and what to do. Checks stop at the first fault.

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "log.h"
#include "program_def.h"
#include "value.h"

// What scripts have without a schema: members of every unit, and words of the languages. A field of
// such a name could not be read.
static const char *const built_ins[] = {
    "think",    "live",     "id",       "near",    "nearest", "distance_to", "send",      "random",
    "tick",     "sleep",    "message",  "event",   "state",   "column",      "teammates", "field",
    "time",     "is_alive", "dt",       "and",     "as",      "assert",      "async",     "await",
    "break",    "class",    "continue", "def",     "del",     "do",          "elif",      "else",
    "elseif",   "end",      "except",   "finally", "for",     "from",        "function",  "global",
    "goto",     "if",       "import",   "in",      "is",      "lambda",      "local",     "nil",
    "nonlocal", "not",      "or",       "pass",    "raise",   "repeat",      "return",    "self",
    "then",     "try",      "until",    "while",   "with",    "yield",       "false",     "true",
    "False",    "True",     "None",
};

// Where in the def a check is: "def.queries[2].args[0]".
typedef struct where {
    char text[96];
} where;

__attribute__((format(printf, 1, 2))) static where at(const char *format, ...)
{
    where place;
    va_list args;
    va_start(args, format);
    vsnprintf(place.text, sizeof place.text, format, args);
    va_end(args);
    return place;
}

static bool is_identifier(const char *name)
{
    if (!isalpha((unsigned char)name[0]))
        return false;
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return false;
    return true;
}

static bool check_identifier(where place, const char *name, myr_error *error)
{
    if (!name)
        return myri_error_set(error, "%s.name is NULL: give it a name", place.text);
    if (!is_identifier(name))
        return myri_error_set(error,
                              "%s.name '%.64s' is not an identifier: use a letter, then letters, "
                              "digits and '_'",
                              place.text, name);
    if (strlen(name) > 64)
        return myri_error_set(error, "%s.name '%.64s...' has more than 64 letters: shorten it",
                              place.text, name);
    return true;
}

// A name that becomes a member of every unit.
static bool check_member(where place, const char *name, myr_error *error)
{
    if (!check_identifier(place, name, error))
        return false;
    bool is_reserved = strncmp(name, "on_", 3) == 0;
    for (size_t i = 0; i < sizeof built_ins / sizeof *built_ins && !is_reserved; i++)
        is_reserved = strcmp(built_ins[i], name) == 0;
    if (is_reserved)
        return myri_error_set(error,
                              "%s.name '%s' is reserved: it is built in, a word of a language, or "
                              "begins with on_; choose another name",
                              place.text, name);
    return true;
}

static bool check_command_name(where place, const myr_command *command, myr_error *error)
{
    if (command->roles == 0 || (command->roles & MYR_FOR_UNITS) != 0)
        return check_member(place, command->name, error);
    if (!check_identifier(place, command->name, error))
        return false;
    static const char *const taken[] = {"referee", "start", "units", "options", "seed",
                                        "tick",    "time",  "dt",    "random"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(taken[i], command->name) == 0)
            return myri_error_set(error, "%s.name '%s' is reserved: every referee has one",
                                  place.text, command->name);
    return true;
}

static bool check_table(const char *name, const void *rows, uint32_t count, uint32_t most,
                        myr_error *error)
{
    if (count > most)
        return myri_error_set(error, "def.%s_count is %u: at most %u", name, count, most);
    if (count > 0 && !rows)
        return myri_error_set(
            error, "def.%s_count is %u but there is no table: set the pointer too", name, count);
    return true;
}

// --- schema ---

static bool check_value_type(where place, myr_type type, const myr_def *def, myr_error *error)
{
    if (type < MYR_BOOL || type > MYR_TEXT)
        return myri_error_set(error,
                              "%s.type is %s (%d): use MYR_BOOL, MYR_INT, MYR_FLOAT, MYR_NAME, "
                              "MYR_ENTITY or MYR_TEXT",
                              place.text, myri_type_name(type), (int)type);
    if (type == MYR_NAME && def->name_count == 0)
        return myri_error_set(error, "%s.type is MYR_NAME but def.names is empty: list its names",
                              place.text);
    return true;
}

static bool check_fallback(where place, const myr_arg *arg, const myr_def *def, myr_error *error)
{
    double value = arg->fallback, low = -1e300, high = 1e300;
    switch (arg->type) {
    case MYR_BOOL:
        low = 0, high = 1;
        break;
    case MYR_INT:
        low = INT32_MIN, high = INT32_MAX;
        break;
    case MYR_NAME:
        low = 0, high = def->name_count - 1.0;
        break;
    default:
        break;
    }
    bool is_whole = arg->type == MYR_FLOAT || value == floor(value);
    if (!isfinite(value) || value < low || value > high || !is_whole)
        return myri_error_set(error, "%s.fallback %g is no %s value: correct it", place.text, value,
                              myri_type_name(arg->type));
    return true;
}

static bool check_args(const char *table, uint32_t row, const myr_arg *args, uint32_t count,
                       const myr_def *def, myr_error *error)
{
    if (count > MYR_MAX_ARGS)
        return myri_error_set(error, "def.%s[%u].arg_count is %u: at most %d", table, row, count,
                              MYR_MAX_ARGS);
    for (uint32_t i = 0; i < count; i++) {
        where place = at("def.%s[%u].args[%u]", table, row, i);
        if (!check_identifier(place, args[i].name, error) ||
            !check_value_type(place, args[i].type, def, error))
            return false;
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(args[k].name, args[i].name) == 0)
                return myri_error_set(error, "%s.name '%s' is there twice: rename one", place.text,
                                      args[i].name);
        if (i > 0 && args[i - 1].is_optional && !args[i].is_optional)
            return myri_error_set(error,
                                  "%s '%s' is required but follows an optional one: put optional "
                                  "arguments last",
                                  place.text, args[i].name);
        if (args[i].is_optional && !check_fallback(place, &args[i], def, error))
            return false;
    }
    return true;
}

static bool check_fields(const myr_def *def, myr_error *error)
{
    static const myr_type role_types[] = {[MYR_FIELD_X] = MYR_FLOAT,
                                          [MYR_FIELD_Y] = MYR_FLOAT,
                                          [MYR_FIELD_TEAM] = MYR_INT,
                                          [MYR_FIELD_KIND] = MYR_NAME,
                                          [MYR_FIELD_ROLE] = MYR_NAME};
    bool has_role[MYR_FIELD_ROLE + 1] = {0};
    for (uint32_t i = 0; i < def->field_count; i++) {
        const myr_field *field = &def->fields[i];
        where place = at("def.fields[%u]", i);
        if (!check_member(place, field->name, error) ||
            !check_value_type(place, field->type, def, error))
            return false;
        if (field->type == MYR_TEXT)
            return myri_error_set(
                error, "%s.type is MYR_TEXT: a column cannot hold text, use MYR_NAME", place.text);
        if (field->role == MYR_FIELD_PLAIN)
            continue;
        if ((unsigned)field->role > MYR_FIELD_ROLE)
            return myri_error_set(error, "%s.role is %d: use a myr_field_role", place.text,
                                  (int)field->role);
        if (has_role[field->role])
            return myri_error_set(error, "%s '%s' has a role that an earlier field has: keep one",
                                  place.text, field->name);
        has_role[field->role] = true;
        if (field->type != role_types[field->role])
            return myri_error_set(error, "%s '%s' has type %s, but its role needs %s", place.text,
                                  field->name, myri_type_name(field->type),
                                  myri_type_name(role_types[field->role]));
    }
    if (has_role[MYR_FIELD_X] != has_role[MYR_FIELD_Y])
        return myri_error_set(error, "def.fields has a field of role %s alone: give both or none",
                              has_role[MYR_FIELD_X] ? "MYR_FIELD_X" : "MYR_FIELD_Y");
    if (has_role[MYR_FIELD_X] && !(isfinite(def->world_width) && def->world_width > 0 &&
                                   isfinite(def->world_height) && def->world_height > 0))
        return myri_error_set(error,
                              "def.world_width and world_height are %g x %g: with positions both "
                              "must be above 0",
                              (double)def->world_width, (double)def->world_height);
    return true;
}

typedef struct member {
    const char *name;
    uint32_t roles;
    bool is_tell; // rows of one method
} member;

// The members, in one line of thought: fields, then queries, then commands.
static member member_at(const myr_def *def, uint32_t index)
{
    if (index < def->field_count)
        return (member){def->fields[index].name, MYR_FOR_UNITS, false};
    index -= def->field_count;
    if (index < def->query_count)
        return (member){def->queries[index].name, MYR_FOR_UNITS | MYR_FOR_REFEREE, false};
    const myr_command *command = &def->commands[index - def->query_count];
    return (member){command->name, command->roles == 0 ? MYR_FOR_UNITS : command->roles,
                    command->form == MYR_FORM_TELL};
}

// Whether an argument of a form is declared as the form wants it.
static bool is_arg(const myr_command *command, uint32_t index, myr_type type)
{
    return index < command->arg_count && command->args[index].type == type;
}

static bool is_form_kept(const myr_def *def, const myr_command *command)
{
    switch (command->form) {
    case MYR_FORM_CALL:
        return true;
    case MYR_FORM_SET:
        return command->arg_count == 4 && is_arg(command, 0, MYR_ENTITY) &&
               is_arg(command, 1, MYR_INT) && is_arg(command, 2, MYR_FLOAT) &&
               is_arg(command, 3, MYR_ENTITY);
    case MYR_FORM_SPAWN:
        return command->arg_count > 0 && is_arg(command, command->arg_count - 1, MYR_INT);
    case MYR_FORM_TELL:
        if (command->event >= def->event_count ||
            command->arg_count != def->events[command->event].arg_count + 1 ||
            !is_arg(command, 0, MYR_ENTITY))
            return false;
        for (uint32_t i = 1; i < command->arg_count; i++)
            if (!is_arg(command, i, def->events[command->event].args[i - 1].type))
                return false;
        return true;
    case MYR_FORM_ALLOW:
        return command->arg_count == 1 && is_arg(command, 0, MYR_INT);
    }
    return false;
}

static bool check_form(const myr_def *def, uint32_t index, myr_error *error)
{
    const myr_command *command = &def->commands[index];
    if ((command->roles & ~(MYR_FOR_UNITS | MYR_FOR_REFEREE | MYR_FOR_HOST)) != 0)
        return myri_error_set(error, "def.commands[%u].roles is %u: use MYR_FOR_...", index,
                              command->roles);
    if (command->form != MYR_FORM_CALL && command->roles != MYR_FOR_REFEREE)
        return myri_error_set(error, "def.commands[%u] '%s' has a form for the referee alone: set "
                                     "its roles to MYR_FOR_REFEREE",
                              index, command->name);
    if (!is_form_kept(def, command))
        return myri_error_set(error,
                              "def.commands[%u] '%s' has not the arguments of its form: see "
                              "myr_form",
                              index, command->name);
    return true;
}

static bool check_options(const myr_def *def, myr_error *error)
{
    for (uint32_t i = 0; i < def->option_count; i++) {
        const myr_value *value = &def->options[i].value;
        if (!check_identifier(at("def.options[%u]", i), def->options[i].name, error))
            return false;
        bool is_text = value->type == MYR_TEXT;
        if (value->type != MYR_BOOL && value->type != MYR_INT && value->type != MYR_FLOAT &&
            !(is_text && myri_utf8_check(value->text, value->text_bytes)))
            return myri_error_set(error,
                                  "def.options[%u] '%s' is neither a bool, int or float nor a text "
                                  "in UTF-8: correct its value",
                                  i, def->options[i].name);
    }
    return true;
}

static bool check_members_differ(const myr_def *def, myr_error *error)
{
    uint32_t count = def->field_count + def->query_count + def->command_count;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
        {
            member a = member_at(def, i), b = member_at(def, k);
            if (strcmp(a.name, b.name) == 0 && (a.roles & b.roles) != 0 &&
                !(a.is_tell && b.is_tell))
                return myri_error_set(
                    error,
                    "the name '%s' is there twice among def.fields, def.queries and "
                    "def.commands: rename one",
                    a.name);
        }
    return true;
}

static bool check_places(const myr_query *query, uint32_t row, const myr_def *def, myr_error *error)
{
    bool is_record = query->result == MYR_RECORD;
    if (query->place_count > MYR_MAX_ARGS || is_record != (query->place_count > 0))
        return myri_error_set(error,
                              "def.queries[%u].place_count is %u: a query whose result is "
                              "MYR_RECORD has 1 to %d places, any other none",
                              row, query->place_count, MYR_MAX_ARGS);
    for (uint32_t i = 0; i < query->place_count; i++) {
        where place = at("def.queries[%u].places[%u]", row, i);
        if (!check_identifier(place, query->places[i].name, error) ||
            (query->places[i].type != MYR_POINT &&
             !check_value_type(place, query->places[i].type, def, error)))
            return false;
    }
    return true;
}

static bool has_event(const myr_def *def, const char *name)
{
    for (uint32_t i = 0; i < def->event_count; i++)
        if (name == NULL || strcmp(def->events[i].name, name) == 0)
            return true;
    return name == NULL;
}

static bool check_awaited(const myr_command *command, uint32_t row, const myr_def *def,
                          myr_error *error)
{
    bool has_way = command->way_query == NULL;
    for (uint32_t i = 0; !has_way && i < def->query_count; i++)
        has_way = strcmp(def->queries[i].name, command->way_query) == 0 &&
                  def->queries[i].result == MYR_POINTS && def->queries[i].arg_count == 2 &&
                  command->arg_count == 2 && command->args[0].type == MYR_FLOAT &&
                  command->args[1].type == MYR_FLOAT;
    if (!has_way)
        return myri_error_set(error,
                              "def.commands[%u].way_query '%s' is no query of the same two numbers "
                              "that answers MYR_POINTS",
                              row, command->way_query);
    if (command->awaited == NULL)
        return true;
    if (command->done_event == NULL || !has_event(def, command->done_event) ||
        !has_event(def, command->failed_event))
        return myri_error_set(error,
                              "def.commands[%u]: '%s' ends with an event that def.events has not",
                              row, command->awaited);
    return check_member(at("def.commands[%u].awaited", row), command->awaited, error);
}

static bool check_calls(const myr_def *def, myr_error *error)
{
    for (uint32_t i = 0; i < def->query_count; i++) {
        const myr_query *query = &def->queries[i];
        where place = at("def.queries[%u]", i);
        if (!check_member(place, query->name, error) ||
            !check_args("queries", i, query->args, query->arg_count, def, error))
            return false;
        if (query->result < MYR_BOOL || query->result > MYR_RECORD)
            return myri_error_set(error,
                                  "%s.result of '%s' is not a type: use a myr_type but MYR_NONE",
                                  place.text, query->name);
        if (query->result == MYR_NAME && def->name_count == 0)
            return myri_error_set(
                error, "%s.result is MYR_NAME but def.names is empty: list its names", place.text);
        if (!check_places(query, i, def, error))
            return false;
        if (!query->function)
            return myri_error_set(error, "%s.function of '%s' is NULL: give it a C function",
                                  place.text, query->name);
    }
    for (uint32_t i = 0; i < def->command_count; i++)
        if (!check_awaited(&def->commands[i], i, def, error) ||
            !check_command_name(at("def.commands[%u]", i), &def->commands[i], error) ||
            !check_args("commands", i, def->commands[i].args, def->commands[i].arg_count, def,
                        error) ||
            !check_form(def, i, error))
            return false;
    for (uint32_t i = 0; i < def->event_count; i++) {
        const myr_event *event = &def->events[i];
        if (!check_identifier(at("def.events[%u]", i), event->name, error) ||
            !check_args("events", i, event->args, event->arg_count, def, error))
            return false;
        if (strcmp(event->name, "message") == 0)
            return myri_error_set(error,
                                  "def.events[%u].name 'message' is reserved: on_message is for "
                                  "messages; choose another name",
                                  i);
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(def->events[k].name, event->name) == 0)
                return myri_error_set(error, "def.events[%u].name '%s' is there twice: rename one",
                                      i, event->name);
    }
    return check_members_differ(def, error);
}

static bool check_names(const myr_def *def, myr_error *error)
{
    for (uint32_t i = 0; i < def->name_count; i++) {
        const char *name = def->names[i];
        if (!name || !*name || !myri_utf8_check(name, strlen(name)))
            return myri_error_set(error, "def.names[%u] is %s: give it a text in UTF-8", i,
                                  !name    ? "NULL"
                                  : !*name ? "empty"
                                           : "not UTF-8");
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(def->names[k], name) == 0)
                return myri_error_set(error, "def.names[%u] '%.64s' is def.names[%u] too: keep one",
                                      i, name, k);
    }
    return true;
}

// --- scripts ---

// "tactics.flank": identifiers with dots between them. A leading '_' is allowed, as in "__init__".
static bool is_module(const char *name)
{
    bool is_at_start = true;
    for (const char *c = name; *c; c++) {
        unsigned char letter = (unsigned char)*c;
        bool is_fine = is_at_start ? isalpha(letter) || letter == '_'
                                   : isalnum(letter) || letter == '_' || letter == '.';
        if (!is_fine)
            return false;
        is_at_start = letter == '.';
    }
    return !is_at_start;
}

static const myr_source *source_find(const myr_def *def, const char *module, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(def->sources[i].module, module) == 0)
            return &def->sources[i];
    return NULL;
}

bool myri_sources_check(const myr_def *def, myr_error *error)
{
    for (uint32_t i = 0; i < def->source_count; i++) {
        const myr_source *source = &def->sources[i];
        if (!source->module || !is_module(source->module))
            return myri_error_set(error,
                                  "def.sources[%u].module '%.64s' is not a module name: use "
                                  "identifiers with dots between them",
                                  i, source->module ? source->module : "");
        if (!source->path)
            return myri_error_set(error,
                                  "def.sources[%u].path is NULL: say where '%.64s' was read from",
                                  i, source->module);
        if (!source->text && source->text_bytes > 0)
            return myri_error_set(error, "def.sources[%u].text is NULL but text_bytes is %zu", i,
                                  source->text_bytes);
        if (source->text_bytes > INT32_MAX)
            return myri_error_set(error, "def.sources[%u].text_bytes is %zu: at most 2 GiB", i,
                                  source->text_bytes);
        if (source_find(def, source->module, i))
            return myri_error_set(error,
                                  "def.sources[%u].module '%.64s' is there twice: rename one", i,
                                  source->module);
    }
    return true;
}

static bool check_scripts(const myr_def *def, myr_error *error)
{
    for (uint32_t i = 0; i < def->script_count; i++) {
        const myr_script *script = &def->scripts[i];
        if (!check_identifier(at("def.scripts[%u]", i), script->name, error))
            return false;
        if (script->role != MYR_ROLE_UNIT && script->role != MYR_ROLE_REFEREE)
            return myri_error_set(error, "def.scripts[%u].role is %d: use a myr_role", i,
                                  (int)script->role);
        if (def->language == MYR_LANGUAGE_NULL) {
            if (!script->think)
                return myri_error_set(error,
                                      "def.scripts[%u].think of '%s' is NULL: the null language "
                                      "runs a C function",
                                      i, script->name);
            if (script->memory_bytes > MYRI_MAX_SCRIPT_MEMORY)
                return myri_error_set(error, "def.scripts[%u].memory_bytes is %u: at most %u", i,
                                      script->memory_bytes, MYRI_MAX_SCRIPT_MEMORY);
        } else if (!script->module || !source_find(def, script->module, def->source_count)) {
            return myri_error_set(error,
                                  "def.scripts[%u].module '%.64s' of class '%s' is none of "
                                  "def.sources: add the source or correct the name",
                                  i, script->module ? script->module : "", script->name);
        }
    }
    return true;
}

// --- limits ---

static bool check_range(const char *name, double value, double low, double high, myr_error *error)
{
    if (value >= low && value <= high)
        return true;
    return myri_error_set(error, "def.%s is %.15g: give %.15g to %.15g", name, value, low, high);
}

static bool check_limits(const myr_def *def, myr_error *error)
{
    const double most_us = 86400e6, most_bytes = 64.0 * 1024 * 1024 * 1024;
    return check_range("language", def->language, 0, MYR_LANGUAGE_PYTHON, error) &&
           check_range("isolation", def->isolation, 0, MYR_ISOLATION_SHARED_GIL, error) &&
           check_range("placement", def->placement, 0, MYR_PLACEMENT_ENTITY, error) &&
           check_range("worker_count", def->worker_count, 0, MYRI_MAX_WORKERS, error) &&
           check_range("interpreter_count", def->interpreter_count, 0, MYRI_MAX_INTERPRETERS,
                       error) &&
           check_range("worker_nice", def->worker_nice, 0, 19, error) &&
           check_range("tick_rate_hz", def->tick_rate_hz, 0.001, 10000, error) &&
           check_range("entity_capacity", def->entity_capacity, 1, MYRI_MAX_ENTITIES, error) &&
           check_range("dynamic_bytes", (double)def->dynamic_bytes, 0, most_bytes, error) &&
           check_range("static_bytes", (double)def->static_bytes, 0, most_bytes, error) &&
           check_range("grid_cell", (double)def->grid_cell, 0, 1e9, error) &&
           check_range("think_limit_us", (double)def->think_limit_us, 1, most_us, error) &&
           check_range("think_grace_us", (double)def->think_grace_us, 0, most_us, error) &&
           check_range("think_budget_us", (double)def->think_budget_us, 0, MYRI_MAX_BUDGET_US,
                       error) &&
           check_range("interpreter_budget_us", (double)def->interpreter_budget_us, 0, most_us,
                       error) &&
           check_range("bucket_us", (double)def->bucket_us, 0, most_us, error) &&
           check_range("checkpoint_bytes", def->checkpoint_bytes, 0, MYRI_MAX_CHECKPOINT_BYTES,
                       error) &&
           check_range("bundle_bytes", def->bundle_bytes, 0, MYRI_MAX_CHECKPOINT_BYTES, error) &&
           check_range("checkpoint_ticks", def->checkpoint_ticks, 1, 1000000, error) &&
           check_range("command_capacity", def->command_capacity, 1, 65535, error) &&
           check_range("message_capacity", def->message_capacity, 1, 65535, error) &&
           check_range("message_bytes", def->message_bytes, 1, MYRI_MAX_MESSAGE_BYTES, error) &&
           check_range("print_bytes", def->print_bytes, 0, 1024 * 1024, error) &&
           (def->child_memory_bytes == 0 ||
            check_range("child_memory_bytes", (double)def->child_memory_bytes, 64.0 * 1024 * 1024,
                        1e15, error)) &&
           (def->job_bytes == 0 || check_range("job_bytes", def->job_bytes, MYRI_MIN_JOB_BYTES,
                                               1024.0 * 1024 * 1024, error)) &&
           (def->memory_bytes == 0 || check_range("memory_bytes", (double)def->memory_bytes,
                                                  MYRI_MIN_MEMORY_BYTES, most_bytes, error)) &&
           check_range("source_bytes", (double)def->source_bytes, 0, INT32_MAX, error);
}

bool myri_def_check(const myr_def *def, myr_error *error)
{
    if (!def || def->cookie != MYRI_DEF_COOKIE)
        return myri_error_set(error, "def.cookie is wrong: start from myr_default_def()");
    return check_limits(def, error) &&
           check_table("name", def->names, def->name_count, MYRI_MAX_NAMES, error) &&
           check_table("field", def->fields, def->field_count, MYRI_MAX_ROWS, error) &&
           check_table("query", def->queries, def->query_count, MYRI_MAX_ROWS, error) &&
           check_table("command", def->commands, def->command_count, MYRI_MAX_ROWS, error) &&
           check_table("option", def->options, def->option_count, MYRI_MAX_ROWS, error) &&
           check_table("event", def->events, def->event_count, MYRI_MAX_EVENTS, error) &&
           check_table("source", def->sources, def->source_count, MYRI_MAX_SOURCES, error) &&
           check_table("script", def->scripts, def->script_count, MYRI_MAX_SOURCES, error) &&
           check_names(def, error) && check_fields(def, error) && check_calls(def, error) &&
           check_options(def, error) && myri_sources_check(def, error) &&
           check_scripts(def, error);
}
