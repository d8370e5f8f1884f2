// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// program.h: everything an interpreter must know before its first think: schema, names, sources,
// scripts, limits. Owned copies of what myr_def borrowed, immutable after creation, read by every
// thread. It can be packed into one flat block, which is how a child process gets it.
//
// Functions (queries, C scripts) cross as (path of the shared object, symbol name), found by dladdr
// on the way out and by dlopen and dlsym on the way in.

#pragma once

#include "myrmidon.h"

typedef struct myri_source {
    char *module;
    char *path;
    char *text;
    size_t text_bytes;
} myri_source;

typedef struct myri_script {
    char *name;
    char *module; // NULL: C functions
    myr_think_function think;
    myr_mail_function mail;
    uint32_t memory_bytes;
    myr_role role;
} myri_script;

typedef struct myri_program {
    myr_field *fields; // strings are owned by the program
    myr_query *queries;
    myr_command *commands;
    myr_event *events;
    char **names;
    myr_option *options;
    uint32_t option_count;
    uint32_t field_count, query_count, command_count, event_count, name_count;
    int32_t field_x, field_y, field_team, field_kind, field_role; // field index by role; -1: none

    myri_source *sources;
    myri_script *scripts;
    uint32_t source_count, script_count;

    myr_language language;
    myr_isolation isolation;
    myr_placement placement;
    uint32_t interpreter_count;
    int32_t worker_nice;
    uint64_t seed;
    double tick_rate_hz;
    uint32_t entity_capacity;
    size_t dynamic_bytes, static_bytes;
    float world_width, world_height, grid_cell;
    int64_t think_limit_us, think_grace_us;
    int64_t think_budget_us, interpreter_budget_us, bucket_us;
    uint32_t strike_limit, interpreter_strike_limit, strike_ticks;
    uint32_t checkpoint_bytes, checkpoint_ticks, bundle_bytes;
    uint32_t command_capacity, message_capacity, message_bytes, print_bytes, job_bytes;
    uint64_t child_memory_bytes;
    bool is_unsealed, is_seal_required, is_unguarded, is_editable, is_debugged;
    struct myri_debug *debug; // host only; NULL: there is no debugger
    uint32_t heap_shift;
    size_t memory_bytes, source_bytes; // 0: no limit

    uint64_t content_hash; // of schema, names, sources and scripts (functions by address), not of
                           // seed or limits: interpreters may be kept for a program with the same
                           // hash. Means nothing outside the host process and its children

    struct myri_arena *arena; // every table and string above lies in it
} myri_program;

// Checks the def (cookie, counts, duplicate and non-identifier names, roles, limits) and copies it.
// NULL with `error` filled. Thread: any.
myri_program *myri_program_create(const myr_def *def, myr_error *error);
void myri_program_destroy(myri_program *program);

// Whether a def is one that myri_program_create would copy; does no more. Thread: any.
bool myri_def_check(const myr_def *def, myr_error *error);

// The part of it that looks at the sources.
bool myri_sources_check(const myr_def *def, myr_error *error);

// Packs into a flat block obtained with malloc, *bytes long; NULL with `error` filled if a function
// cannot be found again by a child (it lies in the executable, or is not exported). Caller frees.
void *myri_program_pack(const myri_program *program, size_t *bytes, myr_error *error);
// The reverse, in a child. Checks every length. NULL with `error` filled.
myri_program *myri_program_unpack(const void *block, size_t bytes, myr_error *error);

// Storage bytes of one value of a column of this type.
uint32_t myri_type_bytes(myr_type type);
// "int", "float": for messages.
const char *myri_type_name(myr_type type);
// Whether scripts of a role may give a command.
bool myri_may_command(const myr_command *command, myr_role role);
// Index of a name, or -1.
int32_t myri_name_find(const myri_program *program, const char *name, size_t bytes);
