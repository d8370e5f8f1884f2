// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The output of a job as a backend writes it: records of the agent that thinks now, within its
// caps. An agent that was begun always has MYRI_ERROR_BYTES left on the tape, so that however much
// it said before it failed, its failure is told.

#include <string.h>

#include "tape.h"
#include "value.h"

// The most of path and text that an error keeps; what is left of MYRI_ERROR_BYTES, or of the tape,
// is the traceback's.
enum { ERROR_PATH_BYTES = 255, ERROR_TEXT_BYTES = 767, ERROR_TRACEBACK_BYTES = 8191 };

_Static_assert(sizeof(myri_out_error) + ERROR_PATH_BYTES + ERROR_TEXT_BYTES + 8 < MYRI_ERROR_BYTES,
               "a bare error fits what every agent keeps free");

void myri_writer_init(myri_writer *writer, const myri_program *program, void *base,
                      uint32_t capacity)
{
    *writer = (myri_writer){.tape = {.base = base, .capacity = capacity}, .program = program};
}

static myri_out_agent *agent_record(const myri_writer *writer)
{
    return (myri_out_agent *)(writer->tape.base + writer->agent_offset);
}

static void count_dropped(myri_writer *writer, uint32_t count)
{
    writer->dropped = writer->dropped > UINT32_MAX - count ? UINT32_MAX : writer->dropped + count;
}

bool myri_writer_begin(myri_writer *writer, myr_entity entity)
{
    myri_tape *tape = &writer->tape;
    uint32_t bytes = sizeof(myri_out_agent);
    if (!myri_writer_has_room(writer))
        return false;
    writer->agent_offset = tape->used;
    writer->commands = writer->messages = writer->print_used = writer->dropped = 0;
    *agent_record(writer) = (myri_out_agent){
        .record = {.kind = MYRI_OUT_AGENT, .bytes = bytes},
        .entity = entity,
    };
    tape->used += bytes;
    return true;
}

void myri_writer_end(myri_writer *writer, int64_t think_ns, bool is_benched)
{
    myri_out_agent *agent = agent_record(writer);
    agent->began_ns = writer->began_ns;
    agent->think_ns = think_ns;
    agent->dropped = writer->dropped;
    agent->is_benched = is_benched;
}

void myri_writer_sleep(myri_writer *writer, uint64_t until_tick)
{
    agent_record(writer)->asleep_until = until_tick;
}

// The tape as far as an agent may fill it without touching what its error needs.
static myri_tape open_tape(const myri_writer *writer)
{
    myri_tape tape = writer->tape;
    tape.capacity -= MYRI_ERROR_BYTES;
    return tape;
}

bool myri_writer_command(myri_writer *writer, uint32_t command, const myr_value *args,
                         uint32_t arg_count)
{
    myri_tape tape = open_tape(writer);
    if (writer->commands >= writer->program->command_capacity ||
        !myri_put_command(&tape, command, args, arg_count)) {
        count_dropped(writer, 1);
        return false;
    }
    writer->tape.used = tape.used;
    writer->commands++;
    return true;
}

bool myri_writer_message(myri_writer *writer, myri_target target, myr_entity entity, int32_t team,
                         const void *payload, uint32_t bytes)
{
    myri_tape tape = open_tape(writer);
    if (bytes == 0 || bytes > writer->program->message_bytes ||
        writer->messages >= writer->program->message_capacity ||
        !myri_put_message(&tape, target, entity, team, payload, bytes)) {
        count_dropped(writer, 1);
        return false;
    }
    writer->tape.used = tape.used;
    writer->messages++;
    return true;
}

void myri_writer_print(myri_writer *writer, const char *text, uint32_t bytes)
{
    myri_tape tape = open_tape(writer);
    // A line costs its newline too, else empty ones were free.
    uint32_t cap = writer->program->print_bytes;
    uint32_t left = cap > writer->print_used ? cap - writer->print_used : 0;
    uint32_t kept = left > 0 ? (uint32_t)myri_utf8_cut(text, bytes, left - 1) : 0;
    if (left == 0 || !myri_put_print(&tape, text, kept)) {
        count_dropped(writer, bytes < UINT32_MAX ? bytes + 1 : bytes);
        return;
    }
    writer->tape.used = tape.used;
    // A line that was cut ends the allowance: what would still fit behind it would read as if
    // whole.
    writer->print_used = kept < bytes ? cap : writer->print_used + kept + 1;
    count_dropped(writer, bytes - kept);
}

// Removes what the think asked for; keeps what it printed.
static void roll_back(myri_writer *writer)
{
    myri_tape *tape = &writer->tape;
    uint32_t from = writer->agent_offset + agent_record(writer)->record.bytes, to = from;
    while (from < tape->used) {
        const myri_record *record = (const myri_record *)(tape->base + from);
        uint32_t bytes = record->bytes;
        if (record->kind == MYRI_OUT_PRINT) {
            memmove(tape->base + to, record, bytes);
            to += bytes;
        }
        from += bytes;
    }
    tape->used = to;
    writer->commands = writer->messages = 0;
}

static void copy_cut(char *out, const char *text, size_t capacity)
{
    size_t bytes = myri_utf8_cut(text, strlen(text), capacity);
    memcpy(out, text, bytes);
    out[bytes] = '\0';
}

// The end of a traceback is where it was raised: it is the beginning that goes.
static const char *traceback_end(const char *traceback, size_t capacity)
{
    size_t bytes = strlen(traceback);
    if (bytes <= capacity)
        return traceback;
    const char *end = traceback + (bytes - capacity);
    while (((unsigned char)*end & 0xc0) == 0x80)
        end++;
    return end;
}

void myri_writer_fail(myri_writer *writer, myr_failure_kind kind, const char *path, uint32_t line,
                      const char *text, const char *traceback)
{
    char short_path[ERROR_PATH_BYTES + 1], short_text[ERROR_TEXT_BYTES + 1];
    copy_cut(short_path, path ? path : "", ERROR_PATH_BYTES);
    copy_cut(short_text, text ? text : "", ERROR_TEXT_BYTES);
    roll_back(writer);
    myri_tape *tape = &writer->tape;
    writer->error_offset = tape->used;
    size_t fixed = sizeof(myri_out_error) + strlen(short_path) + strlen(short_text) + 8;
    size_t room = tape->capacity - tape->used;
    size_t left = room > fixed ? room - fixed : 0;
    left = left < ERROR_TRACEBACK_BYTES ? left : ERROR_TRACEBACK_BYTES;
    myri_put_error(tape, kind, short_path, line, short_text,
                   traceback_end(traceback ? traceback : "", left));
}

void myri_writer_mark(myri_writer *writer, uint32_t column, uint32_t end_column)
{
    myri_out_error *error = (myri_out_error *)(writer->tape.base + writer->error_offset);
    if (writer->error_offset >= writer->tape.used)
        return; // not even the error had room
    error->column = column;
    error->end_column = end_column;
}

void myri_writer_reload(myri_writer *writer, const char *path, uint32_t line, const char *text,
                        const char *traceback)
{
    char short_path[ERROR_PATH_BYTES + 1], short_text[ERROR_TEXT_BYTES + 1];
    copy_cut(short_path, path, ERROR_PATH_BYTES);
    copy_cut(short_text, text, ERROR_TEXT_BYTES);
    myri_tape *tape = &writer->tape;
    writer->error_offset = tape->used;
    if (!myri_put_error(tape, MYR_FAILURE_RELOAD, short_path, line, short_text,
                        traceback_end(traceback, ERROR_TRACEBACK_BYTES)))
        return;
    ((myri_out_error *)(tape->base + writer->error_offset))->record.kind = MYRI_OUT_RELOAD;
}
