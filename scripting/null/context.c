// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// context.c: what a C script may ask for. Arguments are checked here, at the script's own call, as
// a language's binding checks them: the writer trusts its callers.

#include "null.h"
#include "value.h"

#include <stdio.h>
#include <string.h>

static bool argument_is_valid(const myri_program *program, const myr_arg *arg,
                              const myr_value *value)
{
    if (value->type != (uint32_t)arg->type)
        return false;
    switch (arg->type) {
    case MYR_BOOL:
        return value->integer == 0 || value->integer == 1;
    case MYR_NAME:
        return value->integer >= 0 && value->integer < (int64_t)program->name_count;
    case MYR_TEXT:
        return value->text_bytes == 0 || myri_utf8_check(value->text, value->text_bytes);
    default:
        return true;
    }
}

bool myr_context_command(myr_context *context, uint32_t command, const myr_value *args,
                         uint32_t arg_count)
{
    const myri_program *program = context->lease->view.program;
    if (context->has_failed || command >= program->command_count ||
        arg_count != program->commands[command].arg_count ||
        !myri_may_command(&program->commands[command], context->role))
        return false;
    for (uint32_t i = 0; i < arg_count; i++) {
        if (!argument_is_valid(program, &program->commands[command].args[i], &args[i]))
            return false;
    }
    return myri_writer_command(&context->lease->out, command, args, arg_count);
}

bool myr_context_send(myr_context *context, myr_entity to, const void *bytes, uint32_t byte_count)
{
    if (context->has_failed || to == MYR_ENTITY_NONE || byte_count == 0)
        return false;
    return myri_writer_message(&context->lease->out, MYRI_TO_ENTITY, to, 0, bytes, byte_count);
}

bool myr_context_send_team(myr_context *context, int32_t team, const void *bytes,
                           uint32_t byte_count)
{
    if (context->has_failed || byte_count == 0)
        return false;
    return myri_writer_message(&context->lease->out, MYRI_TO_TEAM, MYR_ENTITY_NONE, team, bytes,
                               byte_count);
}

void myr_context_print(myr_context *context, const char *text)
{
    myri_writer_print(&context->lease->out, text, (uint32_t)strlen(text));
}

void myr_context_fail(myr_context *context, const char *text)
{
    if (context->has_failed)
        return;
    context->has_failed = true;
    snprintf(context->fail_text, sizeof context->fail_text, "%s", text);
}

bool myr_context_order(myr_context *context, myr_call *out, myr_value args[MYR_MAX_ARGS])
{
    const myri_record *record;
    while ((record = myri_next(&context->lease->in, &context->order_offset, NULL)) != NULL &&
           record->kind != MYRI_IN_THINK) {
        const myri_in_order *in = (const myri_in_order *)record;
        if (record->kind != MYRI_IN_ORDER ||
            !myri_values(record, sizeof *in, in->value_count, args))
            continue;
        *out = (myr_call){.entity = in->giver,
                          .command = in->command,
                          .arg_count = in->value_count,
                          .args = args};
        return true;
    }
    context->order_offset = context->lease->in.used; // those behind are another agent's
    return false;
}

const myr_view *myr_context_view(const myr_context *context)
{
    return &context->lease->view;
}
