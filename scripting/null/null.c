// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// null.c: the null language's interpreter: a sorted list of agents and a walk over the in-tape.
//
// C code cannot be interrupted, so vm_interrupt only notes the wish: a think that never returns is
// for the watch to kill with its child, or to abandon with its worker.

#include "null.h"
#include "log.h"
#include "program_def.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

struct myri_runtime {
    const myri_program *program;
};

typedef struct null_agent {
    myr_entity entity;
    uint32_t script;
    bool is_benched;
    void *memory; // NULL: the script wants none
} null_agent;

struct myri_vm {
    const myri_program *program;
    null_agent *agents; // by entity index, so that an in-tape in that order is walked along
    uint32_t agent_count, agent_capacity;
    uint32_t copy_cursor; // the next agent whose memory is copied
    uint32_t cursor;      // where the last look-up ended
};

static bool null_is_supported(myr_isolation isolation, myr_error *why)
{
    if (isolation == MYR_ISOLATION_SHARED_GIL)
        return myri_error_set(why, "the null language has no lock to share");
    return true;
}

static const char *null_version(void)
{
    return "";
}

static myri_runtime *null_runtime_create(const myri_program *program, bool is_child,
                                         myr_error *error)
{
    (void)is_child;
    myri_runtime *runtime = calloc(1, sizeof *runtime);
    if (runtime == NULL)
        myri_error_set(error, "no memory for the null language");
    else
        runtime->program = program;
    return runtime;
}

static void null_runtime_destroy(myri_runtime *runtime)
{
    free(runtime);
}

static myri_vm *null_vm_create(myri_runtime *runtime, uint32_t index, myr_error *error)
{
    myri_vm *vm = calloc(1, sizeof *vm);
    if (vm == NULL)
        myri_error_set(error, "no memory for interpreter %u", index);
    else
        vm->program = runtime->program;
    return vm;
}

static void null_vm_destroy(myri_vm *vm)
{
    for (uint32_t i = 0; i < vm->agent_count; i++)
        free(vm->agents[i].memory);
    free(vm->agents);
    free(vm);
}

// Order of entities: index, then generation.
static bool entity_is_before(myr_entity a, myr_entity b)
{
    if (myr_entity_index(a) != myr_entity_index(b))
        return myr_entity_index(a) < myr_entity_index(b);
    return a < b;
}

// Where the entity is or would be.
static uint32_t agent_position(const myri_vm *vm, myr_entity entity)
{
    uint32_t low = 0, high = vm->agent_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entity_is_before(vm->agents[middle].entity, entity))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static null_agent *agent_find(myri_vm *vm, myr_entity entity)
{
    for (uint32_t i = vm->cursor; i < vm->agent_count && i < vm->cursor + 2; i++) {
        if (vm->agents[i].entity == entity) {
            vm->cursor = i;
            return &vm->agents[i];
        }
    }
    uint32_t position = agent_position(vm, entity);
    if (position == vm->agent_count || vm->agents[position].entity != entity)
        return NULL;
    vm->cursor = position;
    return &vm->agents[position];
}

static bool agent_insert(myri_vm *vm, myr_entity entity, uint32_t script)
{
    uint32_t memory_bytes = vm->program->scripts[script].memory_bytes;
    if (vm->agent_count == vm->agent_capacity) {
        uint32_t capacity = vm->agent_capacity == 0 ? 16 : vm->agent_capacity * 2;
        null_agent *agents = realloc(vm->agents, capacity * sizeof *agents);
        if (agents == NULL)
            return false;
        vm->agents = agents;
        vm->agent_capacity = capacity;
    }
    void *memory = memory_bytes == 0 ? NULL : calloc(1, memory_bytes);
    if (memory_bytes != 0 && memory == NULL)
        return false;
    uint32_t position = agent_position(vm, entity);
    memmove(&vm->agents[position + 1], &vm->agents[position],
            (vm->agent_count - position) * sizeof *vm->agents);
    vm->agents[position] = (null_agent){.entity = entity, .script = script, .memory = memory};
    vm->agent_count++;
    return true;
}

static void agent_add(myri_vm *vm, myri_lease *lease, myr_entity entity, uint32_t script)
{
    if (script >= vm->program->script_count || agent_find(vm, entity) != NULL)
        return;
    if (agent_insert(vm, entity, script))
        return;
    if (myri_writer_begin(&lease->out, entity)) {
        myri_writer_fail(&lease->out, MYR_FAILURE_MEMORY, "", 0, "no memory for this agent", "");
        myri_writer_end(&lease->out, 0, true);
    }
}

// Plain data of the null language: {"memory": bytes}.
static void agent_restore(myri_vm *vm, myri_lease *lease, const myri_in_restore *in)
{
    if (in->entity == MYR_ENTITY_NONE)
        return; // an interpreter has nothing of its own
    agent_add(vm, lease, in->entity, in->script);
    null_agent *agent = agent_find(vm, in->entity);
    if (agent == NULL || agent->memory == NULL)
        return;
    myri_decoder decoder = myri_decoder_make_state(in + 1, in->payload_bytes);
    myri_value_item item;
    while (myri_decode_next(&decoder, &item))
        if (item.kind == MYRI_VALUE_BYTES &&
            item.length == vm->program->scripts[agent->script].memory_bytes)
            memcpy(agent->memory, item.bytes, item.length);
}

// False: the tape is full.
static bool agent_copy(myri_vm *vm, myri_lease *lease, const null_agent *agent, uint32_t limit)
{
    uint8_t buffer[MYRI_MAX_SCRIPT_MEMORY + 64];
    uint32_t bytes = vm->program->scripts[agent->script].memory_bytes;
    bool is_kept = bytes < limit;
    myri_encoder encoder = myri_encoder_make(buffer, sizeof buffer);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 1);
    myri_encode_text(&encoder, "memory", 6);
    if (is_kept)
        myri_encode_bytes(&encoder, agent->memory, bytes);
    else
        myri_encode_run(&encoder, MYRI_VALUE_LOST, "over checkpoint_bytes", 21);
    return myri_put_state(&lease->out.tape, agent->entity, buffer, encoder.used);
}

static void agents_copy(myri_vm *vm, myri_lease *lease)
{
    uint32_t count = lease->job->checkpoint_count;
    count = count < vm->agent_count ? count : vm->agent_count;
    for (; count > 0; count--) {
        if (vm->copy_cursor >= vm->agent_count)
            vm->copy_cursor = 0;
        const null_agent *agent = &vm->agents[vm->copy_cursor];
        if (agent->memory != NULL && !agent_copy(vm, lease, agent, vm->program->checkpoint_bytes))
            return;
        vm->copy_cursor++;
    }
}

static void agent_drop(myri_vm *vm, myr_entity entity)
{
    null_agent *agent = agent_find(vm, entity);
    if (agent == NULL)
        return;
    uint32_t position = (uint32_t)(agent - vm->agents);
    free(agent->memory);
    vm->agent_count--;
    memmove(agent, agent + 1, (vm->agent_count - position) * sizeof *agent);
    vm->cursor = 0;
}

// Hands one event or message record to the agent's mail function.
static void mail_hand(myri_vm *vm, null_agent *agent, myr_context *context,
                      const myri_record *record)
{
    const myri_script *script = &vm->program->scripts[agent->script];
    if (script->mail == NULL || context->has_failed)
        return;
    myr_value args[MYR_MAX_ARGS];
    myr_mail mail = {.event = -1};
    if (record->kind == MYRI_IN_EVENT) {
        const myri_in_agent *in = (const myri_in_agent *)record;
        if (in->value_count > MYR_MAX_ARGS ||
            !myri_values(record, sizeof *in, in->value_count, args))
            return;
        mail.event = (int32_t)in->script_or_event;
        mail.args = args;
    } else if (record->kind == MYRI_IN_MESSAGE) {
        const myri_in_message *in = (const myri_in_message *)record;
        mail.sender = in->sender;
        mail.bytes = in + 1;
        mail.byte_count = in->payload_bytes;
    } else {
        return; // an order: the script asks for it
    }
    script->mail(context, agent->entity, agent->memory, &mail);
}

static myr_entity record_entity(const myri_record *record)
{
    if (record->kind == MYRI_IN_MESSAGE)
        return ((const myri_in_message *)record)->entity;
    return ((const myri_in_agent *)record)->entity;
}

// One think: the agent's events and messages, which lie at `mail_offset`, then the script.
static void agent_think(myri_vm *vm, myri_lease *lease, null_agent *agent, uint32_t mail_offset)
{
    if (!myri_writer_begin(&lease->out, agent->entity))
        return;
    const myri_script *script = &vm->program->scripts[agent->script];
    myr_context context = {.lease = lease, .role = script->role, .order_offset = mail_offset};
    myri_think_begin(lease->job, agent->entity);
    bool is_broken = false;
    const myri_record *record;
    while ((record = myri_next(&lease->in, &mail_offset, &is_broken)) != NULL &&
           record->kind != MYRI_IN_THINK)
        mail_hand(vm, agent, &context, record);
    if (!context.has_failed)
        script->think(&context, agent->entity, agent->memory);
    lease->out.began_ns = atomic_load_explicit(&lease->job->think_started_ns, memory_order_relaxed);
    int64_t think_ns = myri_think_end(lease->job);
    lease->job->thinks++;
    if (context.has_failed) {
        agent->is_benched = script->role == MYR_ROLE_UNIT;
        myri_writer_fail(&lease->out, MYR_FAILURE_RAISED, "", 0, context.fail_text, "");
    }
    myri_writer_end(&lease->out, think_ns, agent->is_benched);
}

static void null_vm_run(myri_vm *vm, myri_lease *lease)
{
    bool is_broken = false;
    uint32_t offset = 0, mail_offset = 0;
    myr_entity mail_entity = MYR_ENTITY_NONE;
    const myri_record *record;
    lease->job->thinks = 0;
    vm->cursor = 0;
    while (!atomic_load_explicit(&lease->job->is_cancelled, memory_order_relaxed)) {
        uint32_t start = offset;
        record = myri_next(&lease->in, &offset, &is_broken);
        if (record == NULL)
            break;
        myri_lease_take(lease, record);
        myr_entity entity = record_entity(record);
        null_agent *agent;
        switch (record->kind) {
        case MYRI_IN_ADD:
            agent_add(vm, lease, entity, ((const myri_in_agent *)record)->script_or_event);
            break;
        case MYRI_IN_RESTORE:
            agent_restore(vm, lease, (const myri_in_restore *)record);
            break;
        case MYRI_IN_SAVE:
            agent = agent_find(vm, entity);
            if (agent != NULL)
                agent_copy(vm, lease, agent, MYRI_SAVE_BYTES);
            break;
        case MYRI_IN_DROP:
            agent_drop(vm, entity);
            break;
        case MYRI_IN_EVENT:
        case MYRI_IN_MESSAGE:
        case MYRI_IN_ORDER:
            if (mail_entity != entity) {
                mail_entity = entity;
                mail_offset = start;
            }
            break;
        case MYRI_IN_THINK:
            agent = agent_find(vm, entity);
            if (agent != NULL && !agent->is_benched)
                agent_think(vm, lease, agent, mail_entity == entity ? mail_offset : start);
            mail_entity = MYR_ENTITY_NONE;
            break;
        default:
            break;
        }
    }
    agents_copy(vm, lease);
}

// C cannot be interrupted: its think ends by itself, or by force.
static void null_vm_interrupt(myri_vm *vm, uint64_t think_serial)
{
    (void)vm;
    (void)think_serial;
}

static void null_vm_sample(myri_vm *vm)
{
    (void)vm;
}

static void null_worker_end(uint32_t worker)
{
    (void)worker;
}
static void null_after_fork(myri_runtime *runtime)
{
    (void)runtime;
}
static bool null_shutdown(void)
{
    return true;
}

// C scripts are checked by their compiler: there is nothing to write for an editor.
static bool null_stub(const myri_program *program, void (*write)(void *, const char *, size_t),
                      void *user)
{
    (void)program;
    (void)write;
    (void)user;
    return true;
}

const myri_backend myri_backend_null = {
    .name = "null",
    .is_supported = null_is_supported,
    .version = null_version,
    .runtime_create = null_runtime_create,
    .runtime_destroy = null_runtime_destroy,
    .vm_create = null_vm_create,
    .vm_destroy = null_vm_destroy,
    .vm_run = null_vm_run,
    .vm_interrupt = null_vm_interrupt,
    .vm_sample = null_vm_sample,
    .worker_end = null_worker_end,
    .after_fork = null_after_fork,
    .shutdown = null_shutdown,
    .stub = null_stub,
};
