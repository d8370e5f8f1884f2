// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// decode.c: from an out-tape to checked arrays. Runs on the worker that ran the job.
//
// A tape may come from a child that hostile code has taken over, so nothing in it is believed: the
// entities must be those of the cast, in its order and at most twice (an arrival, then a think);
// commands must have their declared arguments; the caps of the def hold per run. Anything else
// makes the whole tape invalid. The caller has copied it beforehand if someone could still write
// it.
//
// The arrays hold pointers into one another, so they have their final size and address before they
// are filled: what the length of the tape allows, of which only what is used is ever touched.

#include "system.h"
#include "value.h"

#include <string.h>

#define FAILURES_PER_RUN 4u

typedef struct decoder {
    const myri_program *program;
    myri_interpreter *interpreter;
    myri_output *output;
    myri_run *run;          // NULL before the first AGENT
    uint32_t farewell_next; // the next of the dead in the cast who may speak
    uint32_t cast_next;     // where the next entity is expected in the cast
    uint32_t passes;        // times the entities began anew
    uint32_t ran_count;     // of those who were to think
    uint32_t print_bytes;   // of the run
    myr_role run_role;      // of its agent
} decoder;

typedef struct tape_counts {
    uint32_t runs, calls, values, messages, prints, failures, replies, copies, samples;
} tape_counts;

// As many of each as a tape of this length could hold.
static tape_counts tape_bounds(uint32_t used)
{
    return (tape_counts){
        .runs = used / sizeof(myri_out_agent),
        .calls = used / sizeof(myri_out_command),
        .values = used / sizeof(myri_value),
        .messages = used / sizeof(myri_out_message),
        .prints = used / sizeof(myri_out_print),
        .failures = used / sizeof(myri_out_error),
        .replies = used / sizeof(myri_out_answer),
        .copies = used / sizeof(myri_out_state),
        .samples = used / sizeof(myri_out_sample),
    };
}

// Room for `wanted` items, whose old values do not matter. `array` is the address of a typed
// pointer: moved bytewise, not through void **.
static bool reserve(const myr_allocator *allocator, void *array, uint32_t *capacity,
                    uint32_t wanted, size_t item_bytes)
{
    void *block;
    if (wanted <= *capacity)
        return true;
    memcpy(&block, array, sizeof block);
    myri_free(allocator, block, *capacity * item_bytes);
    uint32_t grown = wanted < UINT32_MAX / 2 ? wanted + wanted / 2 : wanted;
    block = myri_alloc_untouched(allocator, grown * item_bytes);
    *capacity = block != NULL ? grown : 0;
    memcpy(array, &block, sizeof block);
    return block != NULL;
}

// Texts lose no byte and gain a terminator each, which is less than the header of their record: the
// tape's own length is room enough for all of them.
static bool output_reserve(myr_system *system, myri_output *output, const tape_counts *counts,
                           uint32_t used, bool is_traced)
{
    const myr_allocator *a = &system->allocator;
    return reserve(a, &output->runs, &output->run_capacity, counts->runs, sizeof *output->runs) &&
           reserve(a, &output->calls, &output->call_capacity, counts->calls,
                   sizeof *output->calls) &&
           reserve(a, &output->values, &output->value_capacity, counts->values,
                   sizeof *output->values) &&
           reserve(a, &output->messages, &output->message_capacity, counts->messages,
                   sizeof *output->messages) &&
           reserve(a, &output->prints, &output->print_capacity, counts->prints,
                   sizeof *output->prints) &&
           reserve(a, &output->failures, &output->failure_capacity, counts->failures,
                   sizeof *output->failures) &&
           reserve(a, &output->replies, &output->reply_capacity, counts->replies,
                   sizeof *output->replies) &&
           reserve(a, &output->copies, &output->copy_capacity, counts->copies,
                   sizeof *output->copies) &&
           reserve(a, &output->samples, &output->sample_capacity, counts->samples,
                   sizeof *output->samples) &&
           (!is_traced || reserve(a, &output->begins_ns, &output->begin_capacity, counts->runs,
                                  sizeof *output->begins_ns)) &&
           reserve(a, &output->bytes, &output->byte_capacity, used, 1);
}

static void output_clear(myri_output *output)
{
    output->run_count = output->call_count = output->value_count = 0;
    output->message_count = output->print_count = output->failure_count = 0;
    output->reply_count = 0;
    output->sample_count = 0;
    output->copy_count = output->byte_count = output->think_count = output->dropped = 0;
    output->think_ns = 0;
    output->memory_bytes = 0;
    output->is_dead = output->has_loose_failure = false;
}

static const uint8_t *bytes_copy(myri_output *output, const void *from, uint32_t count)
{
    uint8_t *to = output->bytes + output->byte_count;
    if (count > 0)
        memcpy(to, from, count);
    output->byte_count += count;
    return to;
}

static const char *text_copy(myri_output *output, const char *from, uint32_t count)
{
    const uint8_t *text = bytes_copy(output, from, count);
    output->bytes[output->byte_count++] = '\0';
    return (const char *)text;
}

// The cast member of an entity, not before `from`; MYRI_NONE: none.
static uint32_t cast_find(const myri_interpreter *it, uint32_t from, myr_entity entity)
{
    if (from < it->cast_count && it->cast[from].entity == entity)
        return from;
    uint32_t low = from, high = it->cast_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (myr_entity_index(it->cast[middle].entity) < myr_entity_index(entity))
            low = middle + 1;
        else
            high = middle;
    }
    return low < it->cast_count && it->cast[low].entity == entity ? low : MYRI_NONE;
}

// The dead come first, in the order of their deaths.
static uint32_t farewell_find(decoder *d, myr_entity entity)
{
    const myri_interpreter *it = d->interpreter;
    while (d->farewell_next < it->farewell_count) {
        uint32_t at = d->farewell_next++;
        if (it->cast[at].entity == entity)
            return at;
    }
    return MYRI_NONE;
}

static uint32_t living_find(decoder *d, myr_entity entity)
{
    uint32_t at = cast_find(d->interpreter, d->cast_next, entity);
    if (at == MYRI_NONE && d->passes < (d->interpreter->asks_sent > 0 ? 2u : 1u)) {
        d->passes++;
        at = cast_find(d->interpreter, d->interpreter->farewell_count, entity);
    }
    d->cast_next = at + 1;
    return at;
}

static uint32_t ticks_after(uint64_t tick, uint64_t until_tick)
{
    uint64_t ticks = until_tick > tick ? until_tick - tick : 0;
    return ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
}

static bool agent_decode(decoder *d, const myri_out_agent *record)
{
    uint32_t at = farewell_find(d, record->entity);
    bool is_farewell = at != MYRI_NONE;
    if (!is_farewell)
        at = living_find(d, record->entity);
    if (at == MYRI_NONE)
        return false;
    d->print_bytes = 0;
    myri_output *output = d->output;
    myri_cast *cast = &d->interpreter->cast[at];
    d->run_role = cast->is_referee ? MYR_ROLE_REFEREE : MYR_ROLE_UNIT;
    d->ran_count += cast->is_thinking && !cast->has_run;
    cast->has_run = true;
    d->run = &output->runs[output->run_count++];
    *d->run = (myri_run){
        .entity = cast->entity,
        .serial = cast->serial,
        .is_benched = record->is_benched != 0,
        .is_farewell = is_farewell,
        .asleep_ticks = ticks_after(d->interpreter->job_tick, record->asleep_until),
        .call_first = output->call_count,
        .message_first = output->message_count,
        .print_first = output->print_count,
        .failure_first = output->failure_count,
        .output = output,
    };
    if (d->interpreter->is_traced)
        output->begins_ns[output->run_count - 1] = record->began_ns;
    output->dropped += record->dropped < 0xffffff ? record->dropped : 0xffffff;
    if (record->think_ns > 0 && record->think_ns <= d->interpreter->run_ns) {
        d->run->think_ns = record->think_ns;
        output->think_ns += record->think_ns;
    }
    return true;
}

static bool argument_decode(decoder *d, const myr_arg *arg, myr_value *value)
{
    if (value->type != (uint32_t)arg->type)
        return false;
    switch (arg->type) {
    case MYR_BOOL:
        return value->integer == 0 || value->integer == 1;
    case MYR_NAME:
        return value->integer >= 0 && value->integer < (int64_t)d->program->name_count;
    case MYR_TEXT:
        if (!myri_utf8_check(value->text, value->text_bytes))
            return false;
        value->text = (const char *)bytes_copy(d->output, value->text, value->text_bytes);
        return true;
    default:
        return true;
    }
}

static bool command_decode(decoder *d, const myri_out_command *record)
{
    if (record->command >= d->program->command_count ||
        d->run->call_count >= d->program->command_capacity)
        return false;
    const myr_command *command = &d->program->commands[record->command];
    if (!myri_may_command(command, d->run_role))
        return false;
    myr_value *args = d->output->values + d->output->value_count;
    if (record->value_count != command->arg_count ||
        !myri_values(&record->record, sizeof *record, record->value_count, args))
        return false;
    for (uint32_t i = 0; i < command->arg_count; i++) {
        if (!argument_decode(d, &command->args[i], &args[i]))
            return false;
    }
    d->output->value_count += command->arg_count;
    d->run->call_count++;
    d->output->calls[d->output->call_count++] = (myr_call){.entity = d->run->entity,
                                                           .command = record->command,
                                                           .arg_count = command->arg_count,
                                                           .args = args};
    return true;
}

static bool message_decode(decoder *d, const myri_out_message *record)
{
    if (record->payload_bytes > record->record.bytes - sizeof *record ||
        record->payload_bytes == 0 || record->payload_bytes > d->program->message_bytes ||
        d->run->message_count >= d->program->message_capacity || record->target > MYRI_TO_TEAM)
        return false;
    d->run->message_count++;
    d->output->messages[d->output->message_count++] = (myri_out_mail){
        .target = (myri_target)record->target,
        .team = record->team,
        .entity = record->entity,
        .payload = bytes_copy(d->output, record + 1, record->payload_bytes),
        .payload_bytes = record->payload_bytes,
    };
    return true;
}

static bool print_decode(decoder *d, const myri_out_print *record)
{
    if (record->text_bytes > record->record.bytes - sizeof *record ||
        record->text_bytes > d->program->print_bytes - d->print_bytes)
        return false;
    d->print_bytes += record->text_bytes;
    d->run->print_count++;
    d->output->prints[d->output->print_count++] =
        (myr_print){.entity = d->run->entity,
                    .text = text_copy(d->output, (const char *)(record + 1), record->text_bytes)};
    return true;
}

static void failure_append(decoder *d, const myri_out_error *record, myr_entity entity)
{
    const char *path = (const char *)(record + 1);
    const char *text = path + record->path_bytes;
    const char *traceback = text + record->text_bytes;
    d->output->failures[d->output->failure_count++] = (myr_failure){
        .kind = (myr_failure_kind)record->kind,
        .entity = entity,
        .interpreter = d->interpreter->index,
        .line = record->line,
        .column = record->column,
        .end_column = record->end_column,
        .path = text_copy(d->output, path, record->path_bytes),
        .text = text_copy(d->output, text, record->text_bytes),
        .traceback = text_copy(d->output, traceback, record->traceback_bytes),
    };
}

static bool is_error_inside(const myri_out_error *record)
{
    uint64_t text_bytes =
        (uint64_t)record->path_bytes + record->text_bytes + record->traceback_bytes;
    return text_bytes <= record->record.bytes - sizeof *record;
}

// Which was asked for is the host's to look at.
static bool answer_decode(decoder *d, const myri_out_answer *record)
{
    const char *text = (const char *)(record + 1);
    if (record->text_bytes > record->record.bytes - sizeof *record ||
        record->text_bytes > MYRI_ANSWER_BYTES || !myri_utf8_check(text, record->text_bytes) ||
        d->output->reply_count >= d->interpreter->asks_sent)
        return false;
    d->output->replies[d->output->reply_count++] =
        (myri_out_reply){.serial = record->serial,
                         .is_error = record->is_error != 0,
                         .text = text_copy(d->output, text, record->text_bytes)};
    return true;
}

// Before all agents, and only of a job that had new code to take.
static bool reload_decode(decoder *d, const myri_out_error *record)
{
    if (d->run != NULL || d->output->failure_count > 0 || !d->interpreter->is_reloading ||
        record->kind != MYR_FAILURE_RELOAD || !is_error_inside(record))
        return false;
    failure_append(d, record, MYR_ENTITY_NONE);
    d->output->has_loose_failure = true;
    return true;
}

static bool error_decode(decoder *d, const myri_out_error *record)
{
    if (!is_error_inside(record) || record->kind > MYR_FAILURE_CRASHED ||
        d->run->failure_count >= FAILURES_PER_RUN)
        return false;
    d->run->failure_count++;
    failure_append(d, record, d->run->entity);
    return true;
}

// The most that an agent's plain data may be in this job; 0: none was asked for.
static uint32_t state_limit(const decoder *d)
{
    if (d->interpreter->errand == MYRI_ERRAND_SAVE)
        return MYRI_SAVE_BYTES + MYRI_LOST_BYTES;
    uint32_t bytes = d->program->checkpoint_bytes;
    return bytes == 0 ? 0 : bytes + MYRI_LOST_BYTES;
}

static bool state_decode(decoder *d, const myri_out_state *record)
{
    if (record->payload_bytes > record->record.bytes - sizeof *record ||
        record->payload_bytes > state_limit(d) ||
        !myri_state_check(record + 1, record->payload_bytes))
        return false;
    d->output->copies[d->output->copy_count++] =
        (myri_out_copy){.entity = record->entity,
                        .bytes = bytes_copy(d->output, record + 1, record->payload_bytes),
                        .byte_count = record->payload_bytes};
    return true;
}

static bool sample_decode(decoder *d, const myri_out_sample *record)
{
    uint32_t at = cast_find(d->interpreter, 0, record->entity);
    if (record->source >= d->program->source_count)
        return false;
    d->output->samples[d->output->sample_count++] =
        (myri_sample){.entity = at == MYRI_NONE ? MYR_ENTITY_NONE : record->entity,
                      .source = record->source,
                      .line = record->line,
                      .at_ns = record->at_ns};
    return true;
}

static bool record_decode(decoder *d, const myri_record *record)
{
    if (record->kind == MYRI_OUT_AGENT)
        return agent_decode(d, (const myri_out_agent *)record);
    if (record->kind == MYRI_OUT_SAMPLE)
        return sample_decode(d, (const myri_out_sample *)record);
    if (record->kind == MYRI_OUT_STATE)
        return state_decode(d, (const myri_out_state *)record);
    if (record->kind == MYRI_OUT_ANSWER)
        return answer_decode(d, (const myri_out_answer *)record);
    if (record->kind == MYRI_OUT_RELOAD)
        return reload_decode(d, (const myri_out_error *)record);
    if (d->run == NULL)
        return false;
    switch (record->kind) {
    case MYRI_OUT_COMMAND:
        return command_decode(d, (const myri_out_command *)record);
    case MYRI_OUT_MESSAGE:
        return message_decode(d, (const myri_out_message *)record);
    case MYRI_OUT_PRINT:
        return print_decode(d, (const myri_out_print *)record);
    case MYRI_OUT_ERROR:
        return error_decode(d, (const myri_out_error *)record);
    default:
        return false;
    }
}

bool myri_decode(myr_system *system, myri_interpreter *interpreter, const uint8_t *tape_base,
                 uint32_t used, myri_output *output)
{
    const myri_tape tape = {.base = (uint8_t *)tape_base, .capacity = used, .used = used};
    tape_counts counts = tape_bounds(used);
    output_clear(output);
    if (!output_reserve(system, output, &counts, used, interpreter->is_traced))
        return false;
    decoder d = {.program = system->program,
                 .interpreter = interpreter,
                 .output = output,
                 .cast_next = interpreter->farewell_count};
    uint32_t offset = 0;
    bool is_broken = false;
    const myri_record *record;
    while ((record = myri_next(&tape, &offset, &is_broken)) != NULL) {
        if (!record_decode(&d, record))
            return false;
    }
    if (is_broken)
        return false;
    uint32_t think_count = interpreter->thinking_count, claimed = interpreter->job->thinks;
    output->dropped += think_count - d.ran_count; // their tape was full
    output->think_count = claimed < think_count ? claimed : think_count;
    output->memory_bytes =
        atomic_load_explicit(&interpreter->job->memory_bytes, memory_order_relaxed);
    return true;
}

void myri_output_fail(myr_system *system, const myri_interpreter *interpreter, myri_output *output,
                      myr_failure_kind kind, myr_entity entity, const char *text)
{
    output_clear(output);
    output->is_dead = true;
    uint32_t at = cast_find(interpreter, interpreter->farewell_count, entity);
    tape_counts counts = {.runs = 1, .failures = 1};
    uint32_t text_bytes = (uint32_t)strlen(text);
    if (!output_reserve(system, output, &counts, text_bytes + 1, false))
        return;
    output->failures[0] = (myr_failure){
        .kind = kind,
        .entity = at == MYRI_NONE ? MYR_ENTITY_NONE : entity,
        .interpreter = interpreter->index,
        .path = "",
        .text = text_copy(output, text, text_bytes),
        .traceback = "",
    };
    output->failure_count = 1;
    output->has_loose_failure = at == MYRI_NONE;
    if (at == MYRI_NONE)
        return;
    output->run_count = 1;
    output->runs[0] = (myri_run){.entity = entity,
                                 .serial = interpreter->cast[at].serial,
                                 .is_benched = true,
                                 .failure_count = 1,
                                 .output = output};
}

void myri_output_fini(myr_system *system, myri_output *output)
{
    const myr_allocator *a = &system->allocator;
    myri_free(a, output->runs, output->run_capacity * sizeof *output->runs);
    myri_free(a, output->calls, output->call_capacity * sizeof *output->calls);
    myri_free(a, output->values, output->value_capacity * sizeof *output->values);
    myri_free(a, output->messages, output->message_capacity * sizeof *output->messages);
    myri_free(a, output->prints, output->print_capacity * sizeof *output->prints);
    myri_free(a, output->failures, output->failure_capacity * sizeof *output->failures);
    myri_free(a, output->replies, output->reply_capacity * sizeof *output->replies);
    myri_free(a, output->copies, output->copy_capacity * sizeof *output->copies);
    myri_free(a, output->begins_ns, output->begin_capacity * sizeof *output->begins_ns);
    myri_free(a, output->samples, output->sample_capacity * sizeof *output->samples);
    myri_free(a, output->bytes, output->byte_capacity);
}
