// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Records: how they are put, and how what came back is read. The reading half is the border to
// hostile children: sizes are summed in 64 bits, and nothing is followed before it is checked.

#include "tape.h"

#include <string.h>

#include "value.h"

static uint64_t padded(uint64_t bytes)
{
    return (bytes + 7) & ~(uint64_t)7;
}

// --- putting ---

// Makes room for a record and zeroes it, padding included, so that the same thinks give the same
// bytes. NULL: it does not fit.
static void *put_record(myri_tape *tape, myri_record_kind kind, uint64_t bytes)
{
    uint64_t whole = padded(bytes);
    if (whole > tape->capacity - tape->used)
        return NULL;
    myri_record *record = (myri_record *)(tape->base + tape->used);
    memset(record, 0, whole);
    record->kind = kind;
    record->bytes = (uint32_t)whole;
    tape->used += (uint32_t)whole;
    return record;
}

static uint64_t values_bytes(const myr_value *values, uint32_t count)
{
    uint64_t bytes = count * sizeof(myri_value);
    for (uint32_t i = 0; i < count; i++)
        if (values[i].type == MYR_TEXT)
            bytes += padded(values[i].text_bytes);
    return bytes;
}

// Writes the values behind a header that made room for them.
static void write_values(uint8_t *at, const myr_value *values, uint32_t count)
{
    myri_value *out = (myri_value *)at;
    uint8_t *text = at + count * sizeof *out;
    for (uint32_t i = 0; i < count; i++) {
        out[i].type = values[i].type;
        switch (values[i].type) {
        case MYR_TEXT:
            out[i].text_bytes = values[i].text_bytes;
            if (values[i].text_bytes > 0)
                memcpy(text, values[i].text, values[i].text_bytes);
            text += padded(values[i].text_bytes);
            break;
        case MYR_FLOAT:
            out[i].number = values[i].number;
            break;
        case MYR_ENTITY:
            out[i].entity = values[i].entity;
            break;
        default:
            out[i].integer = values[i].integer;
            break;
        }
    }
}

bool myri_put_agent(myri_tape *tape, myri_record_kind kind, myr_entity entity, uint32_t script)
{
    myri_in_agent *record = put_record(tape, kind, sizeof *record);
    if (!record)
        return false;
    record->entity = entity;
    record->script_or_event = script;
    return true;
}

bool myri_put_add(myri_tape *tape, myr_entity entity, uint32_t script, uint32_t budget_us)
{
    uint32_t at = tape->used;
    if (!myri_put_agent(tape, MYRI_IN_ADD, entity, script))
        return false;
    ((myri_in_agent *)(tape->base + at))->budget_us = budget_us;
    return true;
}

bool myri_put_restore(myri_tape *tape, myr_entity entity, uint32_t script, uint32_t budget_us,
                      const void *payload, uint32_t bytes)
{
    myri_in_restore *record = put_record(tape, MYRI_IN_RESTORE, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->entity = entity;
    record->script = script;
    record->budget_us = budget_us;
    record->payload_bytes = bytes;
    memcpy(record + 1, payload, bytes);
    return true;
}

bool myri_put_state(myri_tape *tape, myr_entity entity, const void *payload, uint32_t bytes)
{
    myri_out_state *record = put_record(tape, MYRI_OUT_STATE, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->entity = entity;
    record->payload_bytes = bytes;
    memcpy(record + 1, payload, bytes);
    return true;
}

bool myri_put_sample(myri_tape *tape, myr_entity entity, uint32_t source, uint32_t line,
                     int64_t at_ns)
{
    myri_out_sample *record = put_record(tape, MYRI_OUT_SAMPLE, sizeof *record);
    if (!record)
        return false;
    record->entity = entity;
    record->at_ns = at_ns;
    record->source = source;
    record->line = line;
    return true;
}

bool myri_put_event(myri_tape *tape, myr_entity entity, uint32_t event, const myr_value *args,
                    uint32_t arg_count)
{
    myri_in_agent *record =
        put_record(tape, MYRI_IN_EVENT, sizeof *record + values_bytes(args, arg_count));
    if (!record)
        return false;
    record->entity = entity;
    record->script_or_event = event;
    record->value_count = arg_count;
    write_values((uint8_t *)(record + 1), args, arg_count);
    return true;
}

uint64_t myri_order_bytes(const myr_call *order)
{
    return padded(sizeof(myri_in_order) + values_bytes(order->args, order->arg_count));
}

bool myri_put_order(myri_tape *tape, const myr_call *order)
{
    myri_in_order *record = put_record(tape, MYRI_IN_ORDER, myri_order_bytes(order));
    if (!record)
        return false;
    record->giver = order->entity;
    record->command = order->command;
    record->value_count = order->arg_count;
    write_values((uint8_t *)(record + 1), order->args, order->arg_count);
    return true;
}

bool myri_put_copy(myri_tape *tape, const myri_record *record)
{
    void *copy = put_record(tape, (myri_record_kind)record->kind, record->bytes);
    if (copy)
        memcpy(copy, record, record->bytes);
    return copy != NULL;
}

bool myri_put_mail(myri_tape *tape, myr_entity entity, myr_entity sender, const void *payload,
                   uint32_t bytes)
{
    myri_in_message *record = put_record(tape, MYRI_IN_MESSAGE, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->entity = entity;
    record->sender = sender;
    record->payload_bytes = bytes;
    if (bytes > 0)
        memcpy(record + 1, payload, bytes);
    return true;
}

bool myri_put_ask(myri_tape *tape, myr_entity entity, uint32_t serial, myri_ask_kind kind,
                  const char *text, uint32_t bytes)
{
    myri_in_ask *record = put_record(tape, MYRI_IN_ASK, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->entity = entity;
    record->serial = serial;
    record->kind = kind;
    record->text_bytes = bytes;
    if (bytes > 0)
        memcpy(record + 1, text, bytes);
    return true;
}

bool myri_put_answer(myri_tape *tape, uint32_t serial, bool is_error, const char *text,
                     uint32_t bytes)
{
    myri_out_answer *record = put_record(tape, MYRI_OUT_ANSWER, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->serial = serial;
    record->is_error = is_error;
    record->text_bytes = bytes;
    if (bytes > 0)
        memcpy(record + 1, text, bytes);
    return true;
}

bool myri_put_command(myri_tape *tape, uint32_t command, const myr_value *args, uint32_t arg_count)
{
    myri_out_command *record =
        put_record(tape, MYRI_OUT_COMMAND, sizeof *record + values_bytes(args, arg_count));
    if (!record)
        return false;
    record->command = command;
    record->value_count = arg_count;
    write_values((uint8_t *)(record + 1), args, arg_count);
    return true;
}

bool myri_put_message(myri_tape *tape, myri_target target, myr_entity entity, int32_t team,
                      const void *payload, uint32_t bytes)
{
    myri_out_message *record = put_record(tape, MYRI_OUT_MESSAGE, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->target = target;
    record->team = team;
    record->entity = entity;
    record->payload_bytes = bytes;
    if (bytes > 0)
        memcpy(record + 1, payload, bytes);
    return true;
}

bool myri_put_print(myri_tape *tape, const char *text, uint32_t bytes)
{
    myri_out_print *record = put_record(tape, MYRI_OUT_PRINT, sizeof *record + (uint64_t)bytes);
    if (!record)
        return false;
    record->text_bytes = bytes;
    if (bytes > 0)
        memcpy(record + 1, text, bytes);
    return true;
}

bool myri_put_error(myri_tape *tape, myr_failure_kind kind, const char *path, uint32_t line,
                    const char *text, const char *traceback)
{
    const char *parts[3] = {path ? path : "", text ? text : "", traceback ? traceback : ""};
    uint64_t bytes[3], sum = 0;
    for (int i = 0; i < 3; i++) {
        bytes[i] = strlen(parts[i]);
        sum += bytes[i];
    }
    myri_out_error *record = put_record(tape, MYRI_OUT_ERROR, sizeof *record + sum);
    if (!record)
        return false;
    record->kind = kind;
    record->line = line;
    record->path_bytes = (uint32_t)bytes[0];
    record->text_bytes = (uint32_t)bytes[1];
    record->traceback_bytes = (uint32_t)bytes[2];
    uint8_t *at = (uint8_t *)(record + 1);
    for (int i = 0; i < 3; i++) {
        memcpy(at, parts[i], bytes[i]);
        at += bytes[i];
    }
    return true;
}

// --- reading ---

// Whether a record's size is the one that its header's numbers make, or for values can be. An
// agent comes first: a tape has little else.
static inline bool is_well_sized(const myri_record *record)
{
    uint64_t bytes = record->bytes;
    const void *at = record;
    if (record->kind == MYRI_OUT_AGENT)
        return bytes == sizeof(myri_out_agent);
    switch (record->kind) {
    case MYRI_IN_ADD:
        return bytes == sizeof(myri_in_agent);
    case MYRI_IN_DROP:
    case MYRI_IN_THINK:
    case MYRI_IN_SAVE:
        return bytes == sizeof(myri_in_agent) && ((const myri_in_agent *)at)->value_count == 0;
    case MYRI_OUT_SAMPLE:
        return bytes == sizeof(myri_out_sample);
    case MYRI_IN_RESTORE: {
        const myri_in_restore *restore = at;
        return bytes >= sizeof *restore &&
               bytes == padded(sizeof *restore + (uint64_t)restore->payload_bytes);
    }
    case MYRI_OUT_STATE: {
        const myri_out_state *state = at;
        return bytes >= sizeof *state &&
               bytes == padded(sizeof *state + (uint64_t)state->payload_bytes);
    }
    case MYRI_IN_ASK: {
        const myri_in_ask *ask = at;
        return bytes >= sizeof *ask && bytes == padded(sizeof *ask + (uint64_t)ask->text_bytes);
    }
    case MYRI_OUT_ANSWER: {
        const myri_out_answer *answer = at;
        return bytes >= sizeof *answer &&
               bytes == padded(sizeof *answer + (uint64_t)answer->text_bytes);
    }
    case MYRI_IN_EVENT: {
        const myri_in_agent *event = at;
        return bytes >= sizeof *event && event->value_count <= MYR_MAX_ARGS &&
               bytes >= sizeof *event + event->value_count * sizeof(myri_value);
    }
    case MYRI_IN_ORDER: {
        const myri_in_order *order = at;
        return bytes >= sizeof *order && order->value_count <= MYR_MAX_ARGS &&
               bytes >= sizeof *order + order->value_count * sizeof(myri_value);
    }
    case MYRI_OUT_COMMAND: {
        const myri_out_command *command = at;
        return bytes >= sizeof *command && command->value_count <= MYR_MAX_ARGS &&
               bytes >= sizeof *command + command->value_count * sizeof(myri_value);
    }
    case MYRI_IN_MESSAGE: {
        const myri_in_message *message = at;
        return bytes >= sizeof *message &&
               bytes == padded(sizeof *message + (uint64_t)message->payload_bytes);
    }
    case MYRI_OUT_MESSAGE: {
        const myri_out_message *message = at;
        return bytes >= sizeof *message && message->target <= MYRI_TO_TEAM &&
               bytes == padded(sizeof *message + (uint64_t)message->payload_bytes);
    }
    case MYRI_OUT_PRINT: {
        const myri_out_print *print = at;
        return bytes >= sizeof *print &&
               bytes == padded(sizeof *print + (uint64_t)print->text_bytes);
    }
    case MYRI_OUT_ERROR:
    case MYRI_OUT_RELOAD: {
        const myri_out_error *error = at;
        return bytes >= sizeof *error &&
               (error->kind <= MYR_FAILURE_CRASHED) == (record->kind == MYRI_OUT_ERROR) &&
               bytes == padded(sizeof *error + (uint64_t)error->path_bytes + error->text_bytes +
                               error->traceback_bytes);
    }
    default:
        return false;
    }
}

const myri_record *myri_next(const myri_tape *tape, uint32_t *offset, bool *is_broken)
{
    bool is_at_end = *offset == tape->used && tape->used <= tape->capacity;
    if (is_broken)
        *is_broken = !is_at_end;
    if (is_at_end || tape->used > tape->capacity || *offset > tape->used || *offset % 8 != 0 ||
        tape->used - *offset < sizeof(myri_record))
        return NULL;
    const myri_record *record = (const myri_record *)(tape->base + *offset);
    if (record->bytes < sizeof *record || record->bytes % 8 != 0 ||
        record->bytes > tape->used - *offset || !is_well_sized(record))
        return NULL;
    *offset += record->bytes;
    if (is_broken)
        *is_broken = false;
    return record;
}

static bool read_value(const myri_value *in, const uint8_t **text, uint64_t *text_left,
                       myr_value *out)
{
    *out = (myr_value){.type = in->type};
    if (in->type != MYR_TEXT && in->text_bytes != 0)
        return false;
    switch (in->type) {
    case MYR_BOOL:
        out->integer = in->integer;
        return in->integer == 0 || in->integer == 1;
    case MYR_INT:
    case MYR_NAME:
        out->integer = in->integer;
        return true;
    case MYR_FLOAT:
        out->number = in->number;
        return true;
    case MYR_ENTITY:
        out->entity = in->entity;
        return true;
    case MYR_TEXT:
        if (padded(in->text_bytes) > *text_left)
            return false;
        out->text = (const char *)*text;
        out->text_bytes = in->text_bytes;
        *text += padded(in->text_bytes);
        *text_left -= padded(in->text_bytes);
        return myri_utf8_check(out->text, out->text_bytes);
    default:
        return false;
    }
}

bool myri_values(const myri_record *record, uint32_t header_bytes, uint32_t value_count,
                 myr_value *out)
{
    uint64_t values = value_count * (uint64_t)sizeof(myri_value);
    if (value_count > MYR_MAX_ARGS || header_bytes + values > record->bytes)
        return false;
    const myri_value *in = (const myri_value *)((const uint8_t *)record + header_bytes);
    const uint8_t *text = (const uint8_t *)(in + value_count);
    uint64_t text_left = record->bytes - header_bytes - values;
    for (uint32_t i = 0; i < value_count; i++)
        if (!read_value(&in[i], &text, &text_left, &out[i]))
            return false;
    return text_left == 0;
}
