// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// schema.c: property tables from schema rows. One text per property, its unit in it, so that help()
// and editors say what the schema says.

#include "being.h"

#include <stdlib.h>
#include <string.h>

const myrpy_builtin myrpy_builtins[] = {
    {"id", "int", "Which entity this is; never used twice.", myrpy_get_id, false},
    {"is_alive", "bool", "Whether it is in the world that this think sees.", myrpy_get_is_alive,
     false},
    {"tick", "Tick", "The number of this tick; `await self.tick()` waits for the next.",
     myrpy_get_tick, true},
    {"time", "float", "Game time. (s)", myrpy_get_time, true},
    {"dt", "float", "Game time of one tick. (s)", myrpy_get_dt, true},
    {"budget_left", "float",
     "What is left of this think's time budget; in lockstep always the whole hard limit. (s)",
     myrpy_get_budget_left, true},
    {"random", "Random",
     "Random numbers of this unit's own, the same in every run with the same seed.",
     myrpy_get_random, true},
};
const uint32_t myrpy_builtin_count = sizeof myrpy_builtins / sizeof *myrpy_builtins;

static bool is_taken(const char *name)
{
    for (uint32_t i = 0; i < myrpy_builtin_count; i++)
        if (strcmp(name, myrpy_builtins[i].name) == 0)
            return true;
    for (const PyMethodDef *method = myrpy_space_methods; method->ml_name != NULL; method++)
        if (strcmp(name, method->ml_name) == 0)
            return true;
    return strcmp(name, "think") == 0 || strcmp(name, "on_message") == 0 ||
           strcmp(name, "live") == 0;
}

static bool check_names(const myri_program *program, myr_error *error)
{
    const char *taken = NULL;
    for (uint32_t i = 0; taken == NULL && i < program->field_count; i++)
        taken = is_taken(program->fields[i].name) ? program->fields[i].name : NULL;
    for (uint32_t i = 0; taken == NULL && i < program->query_count; i++)
        taken = is_taken(program->queries[i].name) ? program->queries[i].name : NULL;
    for (uint32_t i = 0; taken == NULL && i < program->command_count; i++)
        taken = myri_may_command(&program->commands[i], MYR_ROLE_UNIT) &&
                        is_taken(program->commands[i].name)
                    ? program->commands[i].name
                    : NULL;
    if (taken == NULL)
        return true;
    return myri_error_set(error,
                          "the schema's '%s' is the name of something that every unit has: "
                          "choose another",
                          taken);
}

static PyGetSetDef *properties_create(bool is_unit)
{
    PyGetSetDef *all = calloc(myrpy_builtin_count + 1, sizeof *all);
    PyGetSetDef *next = all;
    for (uint32_t i = 0; all != NULL && i < myrpy_builtin_count; i++) {
        const myrpy_builtin *builtin = &myrpy_builtins[i];
        if (builtin->is_unit_only && !is_unit)
            continue;
        *next++ = (PyGetSetDef){.name = strdup(builtin->name),
                                .get = builtin->get,
                                .set = myrpy_refuse_set,
                                .doc = strdup(builtin->doc),
                                .closure = (void *)(uintptr_t)(MYRPY_BUILTIN_CLOSURE + i)};
    }
    return all;
}

static bool is_complete(const PyGetSetDef *properties)
{
    if (properties == NULL)
        return false;
    for (; properties->get != NULL; properties++)
        if (properties->name == NULL || properties->doc == NULL)
            return false;
    return true;
}

static void properties_destroy(PyGetSetDef *properties)
{
    for (PyGetSetDef *next = properties; next != NULL && next->get != NULL; next++) {
        free((char *)next->name);
        free((char *)next->doc);
    }
    free(properties);
}

myrpy_schema *myrpy_schema_create(const myri_program *program, myr_error *error)
{
    if (!check_names(program, error))
        return NULL;
    myrpy_schema *schema = calloc(1, sizeof *schema);
    if (schema != NULL) {
        atomic_init(&schema->references, 1);
        schema->unit_properties = properties_create(true);
        schema->view_properties = properties_create(false);
        schema->records = myrpy_records_describe(program);
        schema->record_count = myrpy_record_count(program);
        if (is_complete(schema->unit_properties) && is_complete(schema->view_properties) &&
            schema->records != NULL)
            return schema;
        myrpy_schema_release(schema);
    }
    myri_error_set(error, "no memory for the schema's properties");
    return NULL;
}

myrpy_schema *myrpy_schema_retain(myrpy_schema *schema)
{
    atomic_fetch_add(&schema->references, 1);
    return schema;
}

void myrpy_schema_release(myrpy_schema *schema)
{
    if (atomic_fetch_sub(&schema->references, 1) != 1)
        return;
    properties_destroy(schema->unit_properties);
    properties_destroy(schema->view_properties);
    myrpy_records_forget(schema->records, schema->record_count);
    free(schema);
}
