// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// sample.c: which line a running job is at, for a profile. The watch asks every millisecond;
// the interpreter's own thread looks, between two bytecodes, and notes what it sees:
//
//     watch:    job->sample_ask++; ask the interpreter to make a pending call
//     worker:   between two bytecodes: was it asked in this job? then note the line
//
// A child is asked by the signal that also interrupts (interrupt.c). What runs in C is noted at the
// line that called it, when it has returned.
//
// No script can tell: nothing of it is run, and what the look allocates is freed at once and never
// refused. Should it take the last bytes of an arena, the script's own next request gets a new one.

#include "myrpy.h"

#include "clock.h"

#include <string.h>

void myrpy_sample_take(myri_vm *vm)
{
    atomic_store(&vm->is_sample_pending, false);
    if (vm->lease == NULL)
        return;
    uint32_t ask = atomic_load(&vm->lease->job->sample_ask);
    if (ask == vm->sample_ask || vm->sample_count == MYRPY_SAMPLES)
        return;
    vm->sample_ask = ask;
    myrpy_account account = vm->account;
    myrpy_account_unlimit(vm);
    uint32_t line;
    int32_t source = myrpy_place(vm, &line);
    PyErr_Clear();
    vm->account.limit = account.limit;
    if (source < 0)
        return;
    vm->samples[vm->sample_count++] = (myrpy_seen_line){
        .entity = vm->speaker, .at_ns = myri_now_ns(), .source = (uint32_t)source, .line = line};
}

#if MYRPY_HAS_THREADS
static int sample_pending(void *vm)
{
    myrpy_sample_take(vm);
    return 0;
}
#endif

void myrpy_sample(myri_vm *vm)
{
#if MYRPY_HAS_THREADS
    // One at a time: a script that sits in C must not fill the queue.
    if (!atomic_exchange(&vm->is_sample_pending, true) && !myrpy_pending_add(vm, sample_pending))
        atomic_store(&vm->is_sample_pending, false);
#else
    (void)vm;
#endif
}

// The host counts by the program's sources, the interpreter by those of its edition, which may have
// been reloaded. What is new since the start has no number there.
static uint32_t source_number(const myri_vm *vm, uint32_t source)
{
    const char *module = vm->edition->sources[source].module;
    const myri_program *program = vm->program;
    if (source < program->source_count && strcmp(program->sources[source].module, module) == 0)
        return source;
    uint32_t i = 0;
    while (i < program->source_count && strcmp(program->sources[i].module, module) != 0)
        i++;
    return i;
}

void myrpy_samples_flush(myri_vm *vm)
{
    for (uint32_t i = 0; i < vm->sample_count; i++) {
        const myrpy_seen_line *sample = &vm->samples[i];
        uint32_t source = source_number(vm, sample->source);
        if (source < vm->program->source_count)
            myri_put_sample(&vm->lease->out.tape, sample->entity, source, sample->line,
                            sample->at_ns);
    }
    vm->sample_count = 0;
}
