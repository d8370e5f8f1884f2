// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// runtime.c: what all interpreters of one program share: the code it began with and the newest, the
// tables of its schema, and our own Python, compiled.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct preparation {
    myri_runtime *runtime;
    bool is_done;
    myr_error *error;
} preparation;

static void prepare(void *argument)
{
    preparation *work = argument;
    myri_runtime *runtime = work->runtime;
    if (!myrpy_text_compile(myrpy_boot_text, &runtime->boot) ||
        !myrpy_text_compile(myrpy_reload_text, &runtime->reload) ||
        !myrpy_text_compile(myrpy_ask_text, &runtime->ask)) {
        myrpy_python_error(work->error, "Python cannot prepare itself");
        return;
    }
    work->is_done = true;
    if (runtime->is_child) {
        runtime->child_vm = myrpy_vm_create_child(runtime, work->error);
        work->is_done = runtime->child_vm != NULL;
    }
}

myri_runtime *myrpy_runtime_create(const myri_program *program, bool is_child, myr_error *error)
{
    if (!is_child)
        myrpy_vm_end_kept(program->content_hash);
    myri_runtime *runtime = calloc(1, sizeof *runtime);
    if (runtime == NULL) {
        myri_error_set(error, "no memory to compile %u sources", program->source_count);
        return NULL;
    }
    pthread_mutex_init(&runtime->lock, NULL);
    runtime->program = program;
    runtime->is_child = is_child;
    runtime->schema = myrpy_schema_create(program, error);
    if (runtime->schema != NULL)
        runtime->first = myrpy_edition_of_program(program, is_child, error);
    preparation work = {.runtime = runtime, .error = error};
    if (runtime->first != NULL) {
        runtime->newest = myrpy_edition_retain(runtime->first);
        myrpy_main_call(is_child, prepare, &work, error);
    }
    if (!work.is_done) {
        myrpy_runtime_destroy(runtime);
        return NULL;
    }
    return runtime;
}

void myrpy_runtime_destroy(myri_runtime *runtime)
{
    if (runtime == NULL)
        return;
    myrpy_edition_release(runtime->first);
    myrpy_edition_release(runtime->newest);
    free(runtime->boot.bytes);
    free(runtime->reload.bytes);
    free(runtime->ask.bytes);
    if (runtime->schema != NULL)
        myrpy_schema_release(runtime->schema);
    pthread_mutex_destroy(&runtime->lock);
    free(runtime);
}
