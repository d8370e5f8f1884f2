// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// wreck.c: bundles: what a think that failed is run again from.
//
//     interpreter   notes an agent's plain data before its turn, behind its out-tape
//     worker        a failure: keeps in-tape, note and snapshot slot        (or the watch, when it
//                   leaves the worker behind), under the lock
//     host          at the collect: makes them a block, lets the slot go
//
// One at a time: while one waits for its collect, others are not kept, so that failures in flood
// cost neither slots nor time. The note is of the first think of the job that failed, or of the one
// that did not end. A child writes it: it is checked like everything of a child.

#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "save_block.h"
#include "system.h"
#include "value.h"

void myri_wreck_keep(myr_system *system, const myri_interpreter *it)
{
    myri_wreck *wreck = &system->wreck;
    uint32_t bytes = MYRI_BEFORE_BYTES(system->program);
    if (bytes == 0 || wreck->is_taken || system->is_quitting || it->out_capacity < bytes)
        return;
    uint32_t in_bytes = it->job->in_used <= it->in_capacity ? it->job->in_used : 0;
    wreck->before = malloc(bytes);
    wreck->in = malloc(in_bytes + 8u);
    if (wreck->before == NULL || wreck->in == NULL) {
        free(wreck->before);
        free(wreck->in);
        return;
    }
    memcpy(wreck->before, it->out_base + it->out_capacity - bytes, bytes);
    memcpy(wreck->in, it->in_base, in_bytes);
    wreck->in_bytes = in_bytes;
    wreck->interpreter = it->index;
    wreck->slot = it->slot;
    myri_region_retain(&system->region, it->slot);
    wreck->is_taken = true;
}

static void wreck_free(myr_system *system, myri_wreck *wreck)
{
    if (!wreck->is_taken)
        return;
    free(wreck->before);
    free(wreck->in);
    myri_region_release(&system->region, wreck->slot);
    wreck->is_taken = false;
}

void myri_wreck_fini(myr_system *system)
{
    wreck_free(system, &system->wreck);
    free(system->wreck.block);
    system->wreck.block = NULL;
}

// ---------------------------------------------------------------------------------------- the
// block

static int64_t failure_find(const myr_system *system, const myri_wreck *wreck, myr_entity entity)
{
    for (uint32_t i = 0; i < system->results.failure_count; i++) {
        const myr_failure *failure = &system->failures[i];
        if (failure->entity == entity && failure->interpreter == wreck->interpreter &&
            failure->kind != MYR_FAILURE_LOST)
            return i;
    }
    return -1;
}

static void put_tables(const myri_program *program, myri_block_writer *out)
{
    myri_block_put_u32(out, program->name_count);
    for (uint32_t i = 0; i < program->name_count; i++)
        myri_block_put_text(out, program->names[i]);
    myri_block_put_u32(out, program->event_count);
    for (uint32_t i = 0; i < program->event_count; i++) {
        myri_block_put_text(out, program->events[i].name);
        myri_block_put_u32(out, program->events[i].arg_count);
    }
}

static void put_world(const myr_system *system, const myri_wreck *wreck, myri_block_writer *out)
{
    const myri_program *program = system->program;
    myr_view view;
    size_t bytes;
    myri_view_init(&view, program, &system->region, wreck->slot);
    uint32_t rows = view.snapshot->row_count;
    myri_block_put_u64(out, view.snapshot->tick);
    myri_block_put_run(out, view.entities, rows * sizeof *view.entities);
    myri_block_put_u32(out, program->field_count);
    for (uint32_t i = 0; i < program->field_count; i++) {
        myri_block_put_text(out, program->fields[i].name);
        myri_block_put_u32(out, program->fields[i].type);
        myri_block_put_run(out, view.columns[i],
                           (size_t)rows * myri_type_bytes(program->fields[i].type));
    }
    const void *block = myr_view_dynamic(&view, &bytes);
    myri_block_put_run(out, block, block != NULL ? bytes : 0);
    block = myr_view_static(&view, &bytes);
    myri_block_put_run(out, block, block != NULL ? bytes : 0);
}

// The agent's events and messages of that job, as letters of a save.
static void put_mail(const myri_wreck *wreck, const myri_program *program, myr_entity entity,
                     myri_block_writer *out)
{
    myri_tape tape = {.base = wreck->in, .capacity = wreck->in_bytes, .used = wreck->in_bytes};
    uint32_t offset = 0, count = 0;
    const myri_record *record;
    myri_block_writer letters = {0};
    while ((record = myri_next(&tape, &offset, NULL)) != NULL) {
        const myri_in_message *in = (const myri_in_message *)record;
        myr_value values[MYR_MAX_ARGS];
        const myri_in_agent *event = (const myri_in_agent *)record;
        if (record->kind == MYRI_IN_MESSAGE && in->entity == entity) {
            myri_saved_message_put(&letters, in->sender, in + 1, in->payload_bytes);
            count++;
        } else if (record->kind == MYRI_IN_EVENT && event->entity == entity &&
                   myri_values(record, sizeof *event, event->value_count, values)) {
            myri_saved_event_put(&letters, program, event->script_or_event, values,
                                 event->value_count);
            count++;
        }
    }
    myri_block_put_u32(out, count);
    myri_block_put(out, letters.bytes, letters.used);
    out->has_failed = out->has_failed || letters.has_failed;
    free(letters.bytes);
}

static void put_head(const myr_system *system, const myri_before *before, bool has_state,
                     const myr_failure *failure, myri_block_writer *out)
{
    const myri_program *program = system->program;
    const myri_agent *agent = &system->agents[myr_entity_index(before->entity)];
    const myri_script *script = &program->scripts[agent->script];
    uint8_t flag = has_state;
    myri_block_put(out, "MYRB", 4);
    myri_block_put_u32(out, MYRI_BUNDLE_VERSION);
    myri_block_put_text(out, myr_language_version(program->language));
    myri_block_put_u64(out, program->seed);
    myri_block_put_u32(out, program->entity_capacity);
    myri_block_put_text(out, script->name);
    myri_block_put_text(out, script->module);
    myri_block_put_u64(out, before->entity);
    myri_block_put_u32(out, (uint32_t)agent->team);
    myri_block_put_u32(out, failure->kind);
    myri_block_put_u32(out, failure->line);
    myri_block_put_text(out, failure->path);
    myri_block_put_text(out, failure->text);
    myri_block_put_text(out, failure->traceback);
    myri_block_put(out, &flag, 1);
    myri_block_put_run(out, before + 1, has_state ? before->bytes : 0);
}

static void block_make(myr_system *system, const myri_wreck *wreck)
{
    const myri_before *before = (const myri_before *)wreck->before;
    uint32_t index = myr_entity_index(before->entity);
    int64_t failure = before->entity == MYR_ENTITY_NONE ||
                              index >= system->program->entity_capacity ||
                              system->agents[index].entity != before->entity
                          ? -1
                          : failure_find(system, wreck, before->entity);
    if (failure < 0)
        return;
    uint32_t most = MYRI_BEFORE_BYTES(system->program) - (uint32_t)sizeof *before;
    bool has_state =
        before->bytes > 0 && before->bytes <= most && myri_state_check(before + 1, before->bytes);
    myri_block_writer out = {0};
    put_head(system, before, has_state, &system->failures[failure], &out);
    put_tables(system->program, &out);
    put_world(system, wreck, &out);
    put_mail(wreck, system->program, before->entity, &out);
    if (out.has_failed) {
        free(out.bytes);
        return;
    }
    system->wreck.block = out.bytes;
    system->wreck.block_bytes = out.used;
    system->wreck.failure = (uint32_t)failure;
}

void myri_wreck_tell(myr_system *system)
{
    free(system->wreck.block);
    system->wreck.block = NULL;
    pthread_mutex_lock(&system->lock);
    myri_wreck wreck = system->wreck;
    // Its output may not be harvested yet: then it is told with that.
    bool is_due = wreck.is_taken && !system->interpreters[wreck.interpreter].has_output;
    pthread_mutex_unlock(&system->lock);
    if (!is_due)
        return;
    block_make(system, &wreck);
    pthread_mutex_lock(&system->lock);
    wreck_free(system, &system->wreck);
    pthread_mutex_unlock(&system->lock);
}

const void *myr_bundle_get(const myr_system *system, uint32_t *failure, size_t *bytes)
{
    myri_claim_host(system);
    if (system->wreck.block == NULL)
        return NULL;
    *failure = system->wreck.failure;
    *bytes = system->wreck.block_bytes;
    return system->wreck.block;
}
