// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// rethink.c: a bundle, read and run again. The block comes from a file: it is walked whole before
// anything is done with it, and what is made of it goes the way of every snapshot, agent and
// letter, which check it again. On the host's thread.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "program_def.h"
#include "system.h"
#include "value.h"

typedef struct bundle_field {
    const char *name;
    uint32_t name_bytes, type, byte_count;
    const uint8_t *values;
} bundle_field;

typedef struct bundle {
    const char *script, *module;
    uint32_t script_bytes, module_bytes;
    int32_t team;
    const uint8_t *state, *entities, *dynamic, *statics;
    uint32_t state_bytes, entities_bytes, dynamic_bytes, static_bytes;
    myri_block_reader names, events, letters; // where each begins
    uint32_t name_count, event_count, field_count, letter_count;
    bundle_field fields[MYRI_MAX_ROWS];
    myr_bundle_info info;
} bundle;

// ----------------------------------------------------------------------------------------- reading

static void text_take(myri_block_reader *reader, char *out, size_t capacity)
{
    uint32_t bytes;
    const char *text = myri_block_text(reader, &bytes);
    size_t kept = myri_utf8_cut(text, bytes, capacity - 1);
    if (!reader->is_broken)
        memcpy(out, text, kept);
    out[reader->is_broken ? 0 : kept] = '\0';
}

static void require(myri_block_reader *reader, bool condition)
{
    reader->is_broken = reader->is_broken || !condition;
}

static void head_read(myri_block_reader *reader, bundle *b)
{
    myr_bundle_info *info = &b->info;
    text_take(reader, info->language_version, sizeof info->language_version);
    info->seed = myri_block_u64(reader);
    info->entity_capacity = myri_block_u32(reader);
    b->script = myri_block_text(reader, &b->script_bytes);
    b->module = myri_block_text(reader, &b->module_bytes);
    info->entity = myri_block_u64(reader);
    b->team = (int32_t)myri_block_u32(reader);
    uint32_t kind = myri_block_u32(reader);
    info->kind = (myr_failure_kind)kind;
    info->line = myri_block_u32(reader);
    text_take(reader, info->path, sizeof info->path);
    text_take(reader, info->error, sizeof info->error);
    text_take(reader, info->traceback, sizeof info->traceback);
    info->has_state = myri_block_u8(reader) != 0;
    b->state = myri_block_run(reader, &b->state_bytes);
    require(reader, kind <= MYR_FAILURE_LOST && info->entity_capacity <= MYRI_MAX_ENTITIES &&
                        myr_entity_generation(info->entity) != 0 &&
                        (b->state_bytes == 0 || myri_state_check(b->state, b->state_bytes)));
    snprintf(info->script, sizeof info->script, "%.*s", (int)(b->script_bytes & 63), b->script);
    snprintf(info->module, sizeof info->module, "%.*s", (int)(b->module_bytes & 63), b->module);
}

static void tables_read(myri_block_reader *reader, bundle *b)
{
    uint32_t bytes;
    b->name_count = myri_block_u32(reader);
    b->names = *reader;
    require(reader, b->name_count <= MYRI_MAX_NAMES);
    for (uint32_t i = 0; i < b->name_count && !reader->is_broken; i++)
        myri_block_text(reader, &bytes);
    b->event_count = myri_block_u32(reader);
    b->events = *reader;
    require(reader, b->event_count <= MYRI_MAX_ROWS);
    for (uint32_t i = 0; i < b->event_count && !reader->is_broken; i++)
        myri_saved_event_read(reader);
}

static void world_read(myri_block_reader *reader, bundle *b)
{
    b->info.tick = myri_block_u64(reader);
    b->entities = myri_block_run(reader, &b->entities_bytes);
    require(reader, b->entities_bytes % sizeof(myr_entity) == 0);
    uint32_t rows = b->entities_bytes / (uint32_t)sizeof(myr_entity);
    b->field_count = myri_block_u32(reader);
    require(reader, b->field_count <= MYRI_MAX_ROWS);
    for (uint32_t i = 0; i < b->field_count && !reader->is_broken; i++) {
        bundle_field *field = &b->fields[i];
        field->name = myri_block_text(reader, &field->name_bytes);
        field->type = myri_block_u32(reader);
        field->values = myri_block_run(reader, &field->byte_count);
        require(reader,
                field->type >= MYR_BOOL && field->type <= MYR_ENTITY &&
                    field->byte_count == (uint64_t)rows * myri_type_bytes((myr_type)field->type));
    }
    b->dynamic = myri_block_run(reader, &b->dynamic_bytes);
    b->statics = myri_block_run(reader, &b->static_bytes);
}

static bool bundle_read(const void *block, size_t bytes, bundle *b, myr_error *error)
{
    uint32_t version = 0;
    memset(b, 0, sizeof *b);
    if (bytes < 8 || memcmp(block, "MYRB", 4) != 0)
        return myri_error_set(error, "this is no think that failed");
    memcpy(&version, (const uint8_t *)block + 4, sizeof version);
    if (version != MYRI_BUNDLE_VERSION)
        return myri_error_set(error, "a bundle of format %u, this program reads %u", version,
                              MYRI_BUNDLE_VERSION);
    myri_block_reader reader = {.at = (const uint8_t *)block + 8,
                                .end = (const uint8_t *)block + bytes};
    head_read(&reader, b);
    tables_read(&reader, b);
    if (!reader.is_broken)
        world_read(&reader, b);
    b->letter_count = myri_block_u32(&reader);
    b->letters = reader;
    for (uint32_t i = 0; i < b->letter_count && !reader.is_broken; i++) {
        myri_saved_letter letter = myri_saved_letter_read(&reader);
        require(&reader, letter.event < (int64_t)b->event_count);
    }
    if (reader.is_broken || reader.at != reader.end)
        return myri_error_set(error, "the bundle is damaged at byte %zu",
                              (size_t)(reader.at - (const uint8_t *)block));
    return true;
}

bool myr_bundle_read(const void *block, size_t bytes, myr_bundle_info *out, myr_error *error)
{
    bundle *b = malloc(sizeof *b);
    bool is_read = b != NULL && bundle_read(block, bytes, b, error);
    if (b == NULL)
        myri_error_set(error, "no memory to read a bundle");
    if (is_read)
        *out = b->info;
    free(b);
    return is_read;
}

// ----------------------------------------------------------------------------------------- running

static bool is_text(const char *text, const char *bytes, uint32_t count)
{
    const char *given = text != NULL ? text : "";
    return strlen(given) == count && memcmp(given, bytes, count) == 0;
}

static int64_t script_find(const myri_program *program, const bundle *b)
{
    for (uint32_t i = 0; i < program->script_count; i++)
        if (is_text(program->scripts[i].name, b->script, b->script_bytes) &&
            is_text(program->scripts[i].module, b->module, b->module_bytes))
            return i;
    return -1;
}

// The bundle's names as this program numbers them.
static int32_t *names_map(const myri_program *program, const bundle *b)
{
    int32_t *map = malloc(((size_t)b->name_count + 1) * sizeof *map);
    myri_block_reader reader = b->names;
    for (uint32_t i = 0; map != NULL && i < b->name_count; i++) {
        uint32_t bytes;
        const char *name = myri_block_text(&reader, &bytes);
        map[i] = myri_name_find(program, name, bytes);
    }
    return map;
}

// A column of this program's table, from the bundle's field of that name; zeros without one.
static void *column_make(const myri_program *program, const bundle *b, uint32_t index,
                         const int32_t *names)
{
    const myr_field *field = &program->fields[index];
    uint32_t rows = b->entities_bytes / (uint32_t)sizeof(myr_entity);
    uint32_t item_bytes = myri_type_bytes(field->type);
    uint8_t *column = calloc((size_t)rows + 1, item_bytes);
    for (uint32_t i = 0; column != NULL && i < b->field_count; i++)
        if (is_text(field->name, b->fields[i].name, b->fields[i].name_bytes) &&
            b->fields[i].type == (uint32_t)field->type)
            memcpy(column, b->fields[i].values, (size_t)rows * item_bytes);
    for (uint32_t row = 0; column != NULL && field->type == MYR_NAME && row < rows; row++) {
        int32_t name;
        memcpy(&name, column + row * sizeof name, sizeof name);
        name = name >= 0 && (uint32_t)name < b->name_count && names[name] >= 0 ? names[name] : 0;
        memcpy(column + row * sizeof name, &name, sizeof name);
    }
    return column;
}

static bool agent_make(myr_system *system, const bundle *b, int64_t script, myr_error *error)
{
    const myr_agent agent = {.entity = b->info.entity, .script = (uint32_t)script, .team = b->team};
    int32_t event_map[MYRI_MAX_ROWS];
    myri_block_reader events = b->events, letters = b->letters;
    if (!myr_agent_add(system, &agent, error))
        return false;
    myri_agent *made = &system->agents[myr_entity_index(agent.entity)];
    for (uint32_t i = 0; i < b->event_count; i++) {
        myri_saved_event event = myri_saved_event_read(&events);
        event_map[i] = myri_event_find(system->program, &event);
    }
    for (uint32_t i = 0; i < b->letter_count; i++) {
        myri_saved_letter letter = myri_saved_letter_read(&letters);
        myri_letter_load(system, event_map, made, &letter);
    }
    if (!b->info.has_state)
        return true;
    made->state = myri_alloc(&system->allocator, b->state_bytes);
    if (made->state == NULL)
        return myri_error_set(error, "no memory for the agent of a bundle");
    memcpy(made->state, b->state, b->state_bytes);
    made->state_bytes = made->state_capacity = b->state_bytes;
    return true;
}

static bool frame_publish(myr_system *system, const bundle *b, myr_error *error)
{
    const myri_program *program = system->program;
    void *columns[MYRI_MAX_ROWS] = {NULL};
    int32_t *names = names_map(program, b);
    bool is_done = names != NULL;
    for (uint32_t i = 0; is_done && i < program->field_count; i++)
        is_done = (columns[i] = column_make(program, b, i, names)) != NULL;
    myr_entity *entities = malloc((size_t)b->entities_bytes + sizeof *entities);
    if (!is_done || entities == NULL)
        is_done = myri_error_set(error, "no memory for the world of a bundle");
    if (is_done) {
        memcpy(entities, b->entities, b->entities_bytes); // they need not be aligned in the file
        const myr_frame frame = {.tick = b->info.tick,
                                 .entities = entities,
                                 .columns = (const void *const *)columns,
                                 .row_count = b->entities_bytes / (uint32_t)sizeof *entities,
                                 .dynamic = b->dynamic_bytes > 0 ? b->dynamic : NULL,
                                 .dynamic_bytes = b->dynamic_bytes};
        is_done = myr_publish(system, &frame, error);
    }
    for (uint32_t i = 0; i < program->field_count; i++)
        free(columns[i]);
    free(entities);
    free(names);
    return is_done;
}

bool myr_rethink(myr_system *system, const void *block, size_t bytes, myr_error *error)
{
    myri_claim_host(system);
    bundle *b = malloc(sizeof *b);
    if (b == NULL)
        return myri_error_set(error, "no memory to read a bundle");
    bool is_done = bundle_read(block, bytes, b, error);
    int64_t script = is_done ? script_find(system->program, b) : -1;
    if (is_done && script < 0)
        is_done = myri_error_set(error, "there is no class %s in scripts/%s.py any more",
                                 b->info.script, b->info.module);
    if (is_done && b->static_bytes > 0 && !myr_publish_static(system, b->statics, b->static_bytes))
        is_done = myri_error_set(error, "the map of the bundle is larger than that of the pack");
    is_done = is_done && myr_ready(system, MYR_WAIT_ALL, error) &&
              agent_make(system, b, script, error) && frame_publish(system, b, error);
    free(b);
    return is_done;
}
