// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/referee.h"

#include <string.h>

#include "base/alloc.h"

// What the rules of a game may ask for and be told in a tick: more than a script can write down in
// its time, and only what is used is ever touched.
#define COMMANDS_MAX 65535u
#define EVENTS_MAX 4096u
#define JOB_BYTES (32u << 20)
// Kept of the referee's attributes for the day its child dies.
#define CHECKPOINT_BYTES (256u << 10)

struct eng_referee {
    myr_system *system;
    const eng_schema *schema;
    myr_entity entity;
    const eng_command *orders; // of the job that runs
    uint32_t order_count;
    bool *is_allowed; // by order
    uint32_t allowed_capacity;
    ENG_ARRAY(eng_command) commands;
};

// The options, as the plugin wants them. Caller frees.
static myr_option *copy_options(const eng_rulebook *rules)
{
    myr_option *options = eng_alloc(rules->option_count + 1, sizeof *options);
    for (uint32_t i = 0; i < rules->option_count; ++i) {
        options[i].name = rules->options[i].name;
        memcpy(&options[i].value, &rules->options[i].value, sizeof options[i].value);
    }
    return options;
}

eng_referee *eng_referee_create(const myr_def *def, const eng_content *content, eng_error *error)
{
    myr_error why = {0};
    myr_def own = *def;
    myr_script script = {
        .name = content->rules.script_class,
        .module = content->rules.script_module,
        .role = MYR_ROLE_REFEREE,
    };
    myr_option *options = copy_options(&content->rules);
    own.scripts = &script;
    own.script_count = 1;
    own.options = options;
    own.option_count = content->rules.option_count;
    own.placement = MYR_PLACEMENT_SHARED;
    own.interpreter_count = own.worker_count = 1;
    own.entity_capacity = def->entity_capacity + 1;
    own.command_capacity = COMMANDS_MAX;
    own.message_capacity = EVENTS_MAX;
    own.job_bytes = JOB_BYTES;
    own.think_budget_us = own.interpreter_budget_us = own.bucket_us = 0;
    own.checkpoint_bytes = def->checkpoint_bytes > 0 ? CHECKPOINT_BYTES : 0;
    own.checkpoint_ticks = 1;
    eng_referee *referee = eng_alloc(1, sizeof *referee);
    referee->schema = &content->schema;
    referee->entity = myr_entity_make(def->entity_capacity, 1); // one more than units can have
    referee->system = myr_create(&own, &why);
    eng_free(options);
    const myr_agent agent = {.entity = referee->entity};
    if (referee->system == NULL || !myr_agent_add(referee->system, &agent, &why)) {
        eng_error_set(error, "scripting: %s", why.text);
        eng_referee_destroy(referee);
        return NULL;
    }
    return referee;
}

void eng_referee_destroy(eng_referee *referee)
{
    if (referee == NULL) {
        return;
    }
    myr_destroy(referee->system);
    eng_free(referee->is_allowed);
    eng_free(referee->commands.items);
    eng_free(referee);
}

myr_system *eng_referee_system(eng_referee *referee)
{
    return referee->system;
}

bool eng_referee_load(eng_referee *referee, const myr_frame *frame, const void *block, size_t bytes,
                      myr_loss_function told, void *user, myr_error *error)
{
    // The one that was made with the game has done nothing yet; the save brings its own.
    myr_agent_remove(referee->system, referee->entity);
    return myr_load(referee->system, frame, block, bytes, told, user, error);
}

// ----------------------------------------------------------------------------------------- begin

bool eng_referee_begin(eng_referee *referee, const myr_frame *frame, const eng_command *inputs,
                       uint32_t input_count, const eng_command *orders, uint32_t order_count,
                       eng_error *error)
{
    myr_error why = {0};
    for (uint32_t i = 0; i < input_count; ++i) {
        myr_event_post(referee->system, referee->entity, eng_input_event(inputs[i].command),
                       (const myr_value *)(const void *)inputs[i].args, inputs[i].arg_count);
    }
    if (order_count > referee->allowed_capacity) {
        referee->is_allowed = eng_resize(referee->is_allowed, order_count, sizeof(bool));
        referee->allowed_capacity = order_count;
    }
    if (order_count > 0) {
        memset(referee->is_allowed, 0, order_count * sizeof(bool));
    }
    referee->orders = orders;
    referee->order_count = order_count;
    // The same layout, as the bridge asserts.
    myr_orders_post(referee->system, (const myr_call *)(const void *)orders, order_count);
    if (!myr_publish(referee->system, frame, &why)) {
        return eng_error_set(error, "scripting: %s", why.text);
    }
    return true;
}

// --------------------------------------------------------------------------------------- verdict

// An order goes on to the world once, and only if the world knows it.
static void allow_one(eng_referee *referee, uint32_t index)
{
    const eng_command *order = &referee->orders[index];
    if (referee->is_allowed[index] || order->command >= ENG_COMMAND_COUNT) {
        return;
    }
    referee->is_allowed[index] = true;
    *ENG_ARRAY_PUSH(&referee->commands) = *order;
}

static void allow(eng_referee *referee, int64_t index)
{
    if (index >= 0 && index < (int64_t)referee->order_count) {
        allow_one(referee, (uint32_t)index);
    }
    for (uint32_t i = 0; index < 0 && i < referee->order_count; ++i) {
        allow_one(referee, i);
    }
}

static void take_commands(eng_referee *referee, const myr_results *results)
{
    for (uint32_t i = 0; i < results->command_count; ++i) {
        const myr_call *call = &results->commands[i];
        if (referee->schema->uses[call->command].form == ENG_FORM_ALLOW) {
            allow(referee, call->args[0].integer);
            continue;
        }
        *ENG_ARRAY_PUSH(&referee->commands) = (eng_command){
            .entity = ENG_ENTITY_NONE,
            .command = call->command,
            .arg_count = call->arg_count,
            .args = (const eng_value *)(const void *)call->args,
        };
    }
}

bool eng_referee_verdict(eng_referee *referee, bool waits, eng_verdict *out)
{
    const myr_results *results = myr_collect(referee->system, waits ? MYR_WAIT_ALL : 0);
    if (results->late_count > 0) {
        return false;
    }
    *out = (eng_verdict){.results = results};
    for (uint32_t i = 0; i < results->failure_count; ++i) {
        const myr_failure *failure = &results->failures[i];
        out->has_failed = out->has_failed || failure->kind != MYR_FAILURE_LOST;
        out->is_out = out->is_out || failure->is_benched || failure->is_interpreter_benched;
    }
    referee->commands.count = 0;
    if (!out->has_failed) {
        take_commands(referee, results);
    }
    out->commands = referee->commands.items;
    out->command_count = referee->commands.count;
    return true;
}
