// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "bundle.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "program_def.h"
#include "value.h"

static const char magic[4] = {'M', 'Y', 'R', 'S'};

// ---------------------------------------------------------------------------------------- writing

void myri_block_put(myri_block_writer *writer, const void *bytes, size_t count)
{
    if (writer->has_failed)
        return;
    if (writer->capacity - writer->used < count) {
        size_t capacity = (writer->capacity + count) * 2;
        uint8_t *grown = realloc(writer->bytes, capacity);
        if (grown == NULL) {
            writer->has_failed = true;
            return;
        }
        writer->bytes = grown;
        writer->capacity = capacity;
    }
    if (count > 0)
        memcpy(writer->bytes + writer->used, bytes, count);
    writer->used += count;
}

void myri_block_put_u32(myri_block_writer *writer, uint32_t value)
{
    myri_block_put(writer, &value, sizeof value);
}

void myri_block_put_u64(myri_block_writer *writer, uint64_t value)
{
    myri_block_put(writer, &value, sizeof value);
}

void myri_block_put_run(myri_block_writer *writer, const void *bytes, size_t count)
{
    myri_block_put_u32(writer, (uint32_t)count);
    myri_block_put(writer, bytes, count);
}

void myri_block_put_text(myri_block_writer *writer, const char *text)
{
    const char *given = text != NULL ? text : "";
    myri_block_put_run(writer, given, strlen(given));
}

static void put_value(const myri_program *program, myri_block_writer *out, const myr_value *value)
{
    uint8_t type = (uint8_t)value->type, flag = value->integer != 0;
    myri_block_put(out, &type, 1);
    switch (value->type) {
    case MYR_BOOL:
        myri_block_put(out, &flag, 1);
        break;
    case MYR_INT:
    case MYR_FLOAT:
    case MYR_ENTITY:
        myri_block_put(out, &value->integer, sizeof value->integer);
        break;
    case MYR_NAME: {
        bool is_known = value->integer >= 0 && value->integer < (int64_t)program->name_count;
        myri_block_put_text(out, is_known ? program->names[value->integer] : "");
        break;
    }
    case MYR_TEXT:
        myri_block_put_run(out, value->text, value->text_bytes);
        break;
    default:
        break;
    }
}

void myri_saved_message_put(myri_block_writer *out, myr_entity sender, const void *payload,
                            uint32_t bytes)
{
    myri_block_put_u32(out, UINT32_MAX); // -1: no event
    myri_block_put_u64(out, sender);
    myri_block_put_run(out, payload, bytes);
}

void myri_saved_event_put(myri_block_writer *out, const myri_program *program, uint32_t event,
                          const myr_value *args, uint32_t arg_count)
{
    myri_block_writer values = {0};
    for (uint32_t i = 0; i < arg_count; i++)
        put_value(program, &values, &args[i]);
    myri_block_put_u32(out, event);
    myri_block_put_u64(out, MYR_ENTITY_NONE);
    myri_block_put_run(out, values.bytes, values.used);
    out->has_failed = out->has_failed || values.has_failed;
    free(values.bytes);
}

// ---------------------------------------------------------------------------------------- reading

static bool take(myri_block_reader *reader, void *out, size_t bytes)
{
    if (reader->is_broken || (size_t)(reader->end - reader->at) < bytes) {
        reader->is_broken = true;
        memset(out, 0, bytes);
        return false;
    }
    memcpy(out, reader->at, bytes);
    reader->at += bytes;
    return true;
}

uint32_t myri_block_u32(myri_block_reader *reader)
{
    uint32_t value;
    take(reader, &value, sizeof value);
    return value;
}

uint64_t myri_block_u64(myri_block_reader *reader)
{
    uint64_t value;
    take(reader, &value, sizeof value);
    return value;
}

uint8_t myri_block_u8(myri_block_reader *reader)
{
    uint8_t value;
    take(reader, &value, sizeof value);
    return value;
}

const uint8_t *myri_block_run(myri_block_reader *reader, uint32_t *bytes)
{
    *bytes = myri_block_u32(reader);
    if (reader->is_broken || (size_t)(reader->end - reader->at) < *bytes) {
        reader->is_broken = true;
        *bytes = 0;
        return reader->end;
    }
    const uint8_t *run = reader->at;
    reader->at += *bytes;
    return run;
}

const char *myri_block_text(myri_block_reader *reader, uint32_t *bytes)
{
    const uint8_t *text = myri_block_run(reader, bytes);
    if (!myri_utf8_check(text, *bytes)) {
        reader->is_broken = true;
        *bytes = 0;
    }
    return (const char *)text;
}

static void require(myri_block_reader *reader, bool condition)
{
    reader->is_broken = reader->is_broken || !condition;
}

myri_saved_head myri_saved_head_read(myri_block_reader *reader)
{
    reader->at += sizeof magic + 2 * sizeof(uint32_t); // checked before
    myri_saved_head head = {.language = myri_block_u32(reader)};
    head.placement = myri_block_u32(reader);
    head.interpreter_count = myri_block_u32(reader);
    head.entity_capacity = myri_block_u32(reader);
    head.script_count = myri_block_u32(reader);
    head.event_count = myri_block_u32(reader);
    head.agent_count = myri_block_u32(reader);
    require(reader, head.interpreter_count <= MYRI_MAX_INTERPRETERS &&
                        head.script_count <= MYRI_MAX_SOURCES &&
                        head.event_count <= MYRI_MAX_ROWS &&
                        head.placement <= MYR_PLACEMENT_ENTITY);
    return head;
}

myri_saved_script myri_saved_script_read(myri_block_reader *reader)
{
    myri_saved_script script;
    script.name = myri_block_text(reader, &script.name_bytes);
    script.module = myri_block_text(reader, &script.module_bytes);
    return script;
}

myri_saved_event myri_saved_event_read(myri_block_reader *reader)
{
    myri_saved_event event;
    event.name = myri_block_text(reader, &event.name_bytes);
    event.arg_count = myri_block_u32(reader);
    require(reader, event.arg_count <= MYR_MAX_ARGS);
    return event;
}

myri_saved_interpreter myri_saved_interpreter_read(myri_block_reader *reader)
{
    myri_saved_interpreter it = {.strikes = myri_block_u32(reader)};
    it.strike_tick = myri_block_u64(reader);
    it.is_benched = myri_block_u8(reader) != 0;
    it.state = myri_block_run(reader, &it.state_bytes);
    require(reader, it.state_bytes == 0 || myri_state_check(it.state, it.state_bytes));
    return it;
}

myri_saved_agent myri_saved_agent_read(myri_block_reader *reader)
{
    myri_saved_agent agent = {.entity = myri_block_u64(reader)};
    agent.script = myri_block_u32(reader);
    agent.team = (int32_t)myri_block_u32(reader);
    agent.period = myri_block_u32(reader);
    agent.phase = myri_block_u32(reader);
    agent.budget_us = myri_block_u32(reader);
    agent.interpreter = myri_block_u32(reader);
    agent.strikes = myri_block_u32(reader);
    agent.strike_tick = myri_block_u64(reader);
    agent.flags = myri_block_u8(reader);
    agent.state = myri_block_run(reader, &agent.state_bytes);
    agent.letter_count = myri_block_u32(reader);
    require(reader, myr_entity_generation(agent.entity) != 0 && agent.period > 0 &&
                        (double)agent.budget_us <= MYRI_MAX_BUDGET_US);
    require(reader, agent.state_bytes == 0 || myri_state_check(agent.state, agent.state_bytes));
    return agent;
}

bool myri_saved_value_read(myri_block_reader *reader, myr_value *value)
{
    *value = (myr_value){.type = myri_block_u8(reader)};
    switch (value->type) {
    case MYR_NONE:
        break;
    case MYR_BOOL:
        value->integer = myri_block_u8(reader) != 0;
        break;
    case MYR_INT:
        value->integer = (int64_t)myri_block_u64(reader);
        break;
    case MYR_FLOAT:
        take(reader, &value->number, sizeof value->number);
        break;
    case MYR_ENTITY:
        value->entity = myri_block_u64(reader);
        break;
    case MYR_NAME:
    case MYR_TEXT:
        value->text = myri_block_text(reader, &value->text_bytes);
        break;
    default:
        reader->is_broken = true;
        break;
    }
    return !reader->is_broken;
}

// Whether the bytes of an event's letter are its values.
static bool is_event(const myri_saved_letter *letter, uint32_t arg_count)
{
    myri_block_reader values = {.at = letter->bytes, .end = letter->bytes + letter->byte_count};
    myr_value value;
    for (uint32_t i = 0; i < arg_count; i++)
        if (!myri_saved_value_read(&values, &value))
            return false;
    return values.at == values.end;
}

myri_saved_letter myri_saved_letter_read(myri_block_reader *reader)
{
    myri_saved_letter letter = {.event = (int32_t)myri_block_u32(reader)};
    letter.sender = myri_block_u64(reader);
    letter.bytes = myri_block_run(reader, &letter.byte_count);
    require(reader, letter.event >= -1 && (letter.event >= 0 || letter.byte_count > 0));
    return letter;
}

// --------------------------------------------------------------------------------------- checking

static bool events_read(myri_block_reader *reader, uint32_t count, uint32_t *arg_counts)
{
    for (uint32_t i = 0; i < count; i++)
        arg_counts[i] = myri_saved_event_read(reader).arg_count;
    return !reader->is_broken;
}

static void agents_check(myri_block_reader *reader, const myri_saved_head *head,
                         const uint32_t *arg_counts)
{
    uint64_t least = 0; // the next agent's index, at least; the dead are behind all
    for (uint32_t i = 0; i < head->agent_count && !reader->is_broken; i++) {
        myri_saved_agent agent = myri_saved_agent_read(reader);
        bool is_dead = (agent.flags & MYRI_SAVED_DEAD) != 0;
        require(reader, (is_dead || myr_entity_index(agent.entity) >= least) &&
                            agent.script < head->script_count &&
                            agent.interpreter < head->interpreter_count);
        least = is_dead ? UINT64_MAX : (uint64_t)myr_entity_index(agent.entity) + 1;
        for (uint32_t k = 0; k < agent.letter_count && !reader->is_broken; k++) {
            myri_saved_letter letter = myri_saved_letter_read(reader);
            if (letter.event >= 0)
                require(reader, (uint32_t)letter.event < head->event_count &&
                                    is_event(&letter, arg_counts[letter.event]));
        }
    }
}

bool myri_save_check(const void *block, size_t bytes, myr_error *error)
{
    uint32_t numbers[2] = {0, 0};
    const uint8_t *at = block;
    if (bytes < sizeof magic + sizeof numbers || memcmp(at, magic, sizeof magic) != 0)
        return myri_error_set(error, "the minds of the save are not what this program writes");
    memcpy(numbers, at + sizeof magic, sizeof numbers);
    if (numbers[0] == 0 || numbers[0] > MYRI_SAVE_VERSION)
        return myri_error_set(error,
                              "the minds of the save are of format %u, this program reads up to %u",
                              numbers[0], MYRI_SAVE_VERSION);
    uint32_t arg_counts[MYRI_MAX_ROWS];
    myri_block_reader reader = {.at = at, .end = at + bytes, .is_broken = numbers[1] != bytes};
    myri_saved_head head = myri_saved_head_read(&reader);
    for (uint32_t i = 0; i < head.script_count && !reader.is_broken; i++)
        myri_saved_script_read(&reader);
    if (!reader.is_broken)
        events_read(&reader, head.event_count, arg_counts);
    for (uint32_t i = 0; i < head.interpreter_count && !reader.is_broken; i++)
        myri_saved_interpreter_read(&reader);
    agents_check(&reader, &head, arg_counts);
    if (reader.is_broken || reader.at != reader.end)
        return myri_error_set(error, "the minds of the save are damaged at byte %zu",
                              (size_t)(reader.at - at));
    return true;
}
