// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What a child process answers: scripting/core/decode.c, the border to hostile code.

#include "fuzz.h"

#include "system.h"
#include "unit.h"

#include <stdlib.h>

#define CAST 4u

// As much of a system as the decoder sees.
typedef struct border {
    myr_system *system;
    myri_program *program;
    myri_interpreter interpreter;
    myri_job *job;
    myri_cast cast[CAST];
    myri_output output;
} border;

static void border_init(border *b)
{
    myr_def def = unit_def();
    myr_error error = {""};
    static const myr_source source = {"main", "main.py", "pass", 4};
    static const myr_script script = {.name = "Mind", .module = "main"};
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = &source;
    def.scripts = &script;
    def.source_count = def.script_count = 1;
    def.checkpoint_bytes = 256;
    def.command_capacity = def.message_capacity = 4;
    def.message_bytes = def.print_bytes = 64;
    b->program = myri_program_create(&def, &error);
    b->system = calloc(1, sizeof *b->system);
    b->job = aligned_alloc(MYRI_ALIGN, sizeof *b->job);
    if (b->program == NULL || b->system == NULL || b->job == NULL)
        abort();
    memset(b->job, 0, sizeof *b->job);
    b->system->program = b->program;
    b->interpreter.job = b->job;
    b->interpreter.cast = b->cast;
    b->interpreter.cast_count = CAST;
    b->interpreter.farewell_count = 1;
    b->interpreter.thinking_count = CAST - 2;
}

// Everything that the host will read of it.
static uint64_t output_sum(const myri_output *output)
{
    uint64_t sum = output->run_count + output->copy_count + output->sample_count;
    for (uint32_t i = 0; i < output->call_count; i++)
        for (uint32_t k = 0; k < output->calls[i].arg_count; k++) {
            const myr_value *value = &output->calls[i].args[k];
            for (uint32_t j = 0; value->type == MYR_TEXT && j < value->text_bytes; j++)
                sum += (uint8_t)value->text[j];
        }
    for (uint32_t i = 0; i < output->print_count; i++)
        sum += strlen(output->prints[i].text);
    for (uint32_t i = 0; i < output->failure_count; i++)
        sum += strlen(output->failures[i].path) + strlen(output->failures[i].text) +
               strlen(output->failures[i].traceback);
    for (uint32_t i = 0; i < output->message_count; i++)
        for (uint32_t k = 0; k < output->messages[i].payload_bytes; k++)
            sum += ((const uint8_t *)output->messages[i].payload)[k];
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static border b;
    if (b.system == NULL)
        border_init(&b);
    for (uint32_t i = 0; i < CAST; i++)
        b.cast[i] = (myri_cast){
            .entity = myr_entity_make(i * 3, 1), .serial = i + 1, .is_thinking = i != 1};
    b.interpreter.cast[1].is_added = true;
    uint32_t used = (uint32_t)size & ~7u;
    uint8_t *tape = aligned_alloc(8, used > 0 ? used : 8);
    if (tape == NULL)
        abort();
    memcpy(tape, data, used);
    if (myri_decode(b.system, &b.interpreter, tape, used, &b.output) &&
        output_sum(&b.output) == UINT64_MAX)
        abort();
    free(tape);
    return 0;
}

// A job of two agents, as a backend writes it.
static uint32_t job_write(uint8_t *block, uint32_t capacity, const myri_program *program)
{
    const myr_value point[] = {{.type = MYR_FLOAT, .number = 1.5},
                               {.type = MYR_FLOAT, .number = -2}};
    const myr_value said = {.type = MYR_TEXT, .text = "h\xc3\xa9", .text_bytes = 3};
    myri_writer writer;
    myri_writer_init(&writer, program, block, capacity);
    myri_writer_begin(&writer, myr_entity_make(0, 1));
    myri_writer_command(&writer, 0, point, 2);
    myri_writer_command(&writer, 1, &said, 1);
    myri_writer_message(&writer, MYRI_TO_TEAM, MYR_ENTITY_NONE, 1, "N", 1);
    myri_writer_print(&writer, "here", 4);
    myri_writer_end(&writer, 1000, false);
    myri_writer_begin(&writer, myr_entity_make(6, 1));
    myri_writer_fail(&writer, MYR_FAILURE_RAISED, "main.py", 3, "ValueError: no", "Traceback\n");
    myri_writer_end(&writer, 1000, true);
    myri_put_state(&writer.tape, myr_entity_make(0, 1), "{\0\0\0\0", 5);
    myri_put_sample(&writer.tape, myr_entity_make(6, 1), 0, 3, 5000);
    return writer.tape.used;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    static _Alignas(8) uint8_t block[16384];
    border b = {0};
    border_init(&b);
    put(user, "job", block, job_write(block, sizeof block, b.program));
    myri_program_destroy(b.program);
    free(b.system);
    free(b.job);
}
