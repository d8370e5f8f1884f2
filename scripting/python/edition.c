// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// edition.c: the code of a program at one time: a block (code.h) and where its parts lie. All
// interpreters of a process share it, and it goes with the last that uses it: one that could not
// take newer code keeps its own, for tracebacks and for modules that it has not imported yet.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

static myrpy_edition *edition_create(void *block, uint32_t serial)
{
    uint32_t count = ((const myri_code_head *)block)->row_count;
    const myri_code_row *rows = myri_code_rows(block);
    myrpy_edition *edition = calloc(1, sizeof *edition + count * sizeof(myrpy_source));
    if (edition == NULL)
        return NULL;
    atomic_init(&edition->references, 1);
    edition->serial = serial;
    edition->block = block;
    edition->library = myri_code_text(block, ((const myri_code_head *)block)->library);
    edition->count = count;
    for (uint32_t i = 0; i < count; i++)
        edition->sources[i] = (myrpy_source){
            .module = myri_code_text(block, rows[i].module),
            .path = myri_code_text(block, rows[i].path),
            .text = myri_code_text(block, rows[i].text),
            .text_bytes = rows[i].text.bytes,
            .code = rows[i].code.bytes == 0 ? NULL : myri_code_text(block, rows[i].code),
            .code_bytes = rows[i].code.bytes,
            .uses = myri_code_text(block, rows[i].uses),
            .error = myri_code_text(block, rows[i].error),
            .traceback = myri_code_text(block, rows[i].traceback),
            .key = rows[i].key,
            .line = rows[i].line,
            .column = rows[i].column,
            .end_column = rows[i].end_column,
        };
    return edition;
}

myrpy_edition *myrpy_edition_of_program(const myri_program *program, bool is_child,
                                        myr_error *error)
{
    size_t bytes = 0;
    void *block = NULL, *request = myri_code_of_program(program, &bytes);
    if (request != NULL)
        block = myrpy_compile_block(program, is_child, request, &bytes, error);
    else
        myri_error_set(error, "no memory to compile %u sources", program->source_count);
    free(request);
    myrpy_edition *edition = block == NULL ? NULL : edition_create(block, 0);
    if (block != NULL && edition == NULL) {
        free(block);
        myri_error_set(error, "no memory to compile %u sources", program->source_count);
    }
    return edition;
}

// The host may write the area as soon as this job has ended: a copy.
static myrpy_edition *edition_copy(const myri_lease *lease)
{
    const myri_code_head *head = lease->code;
    uint32_t bytes = head == NULL ? 0 : head->bytes;
    if (bytes < sizeof *head || bytes > lease->code_bytes || !myri_code_check(head, bytes))
        return NULL;
    void *block = malloc(bytes);
    if (block == NULL)
        return NULL;
    memcpy(block, head, bytes);
    myrpy_edition *edition = edition_create(block, lease->code_serial);
    if (edition == NULL)
        free(block);
    return edition;
}

myrpy_edition *myrpy_edition_get(myri_runtime *runtime, const myri_lease *lease)
{
    pthread_mutex_lock(&runtime->lock);
    myrpy_edition *newest = runtime->newest;
    myrpy_edition *found = NULL;
    if (newest->serial == lease->code_serial) {
        found = myrpy_edition_retain(newest);
    } else if ((found = edition_copy(lease)) != NULL && found->serial > newest->serial) {
        runtime->newest = myrpy_edition_retain(found);
        myrpy_edition_release(newest);
    }
    pthread_mutex_unlock(&runtime->lock);
    return found;
}

myrpy_edition *myrpy_edition_retain(myrpy_edition *edition)
{
    atomic_fetch_add(&edition->references, 1);
    return edition;
}

void myrpy_edition_release(myrpy_edition *edition)
{
    if (edition == NULL || atomic_fetch_sub(&edition->references, 1) != 1)
        return;
    free(edition->block);
    free(edition);
}

int32_t myrpy_source_by_module(const myrpy_edition *edition, const char *module)
{
    for (uint32_t i = 0; i < edition->count; i++)
        if (strcmp(edition->sources[i].module, module) == 0)
            return (int32_t)i;
    return -1;
}

int32_t myrpy_source_by_path(const myrpy_edition *edition, const char *path)
{
    for (uint32_t i = 0; i < edition->count; i++)
        if (strcmp(edition->sources[i].path, path) == 0)
            return (int32_t)i;
    return -1;
}
