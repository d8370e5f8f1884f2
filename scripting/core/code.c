// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "code.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t code_magic = 0x31306564436d794du; // "MymCde01"

void myri_code_drop(myri_code_builder *builder)
{
    free(builder->block);
    *builder = (myri_code_builder){.has_failed = true};
}

// What offsets of 32 bits reach; the region's limit is for who writes there to look at.
#define MOST_BYTES ((size_t)1 << 30)

static void *reserve(myri_code_builder *builder, size_t bytes)
{
    if (builder->has_failed || bytes > MOST_BYTES - builder->used) {
        myri_code_drop(builder);
        return NULL;
    }
    if (builder->used + bytes > builder->capacity) {
        size_t capacity = (builder->used + bytes) * 2;
        uint8_t *block = realloc(builder->block, capacity);
        if (!block) {
            myri_code_drop(builder);
            return NULL;
        }
        builder->block = block;
        builder->capacity = capacity;
    }
    uint8_t *at = builder->block + builder->used;
    builder->used += bytes;
    return at;
}

void myri_code_begin(myri_code_builder *builder, uint32_t row_count)
{
    *builder = (myri_code_builder){0};
    size_t bytes = sizeof(myri_code_head) + row_count * sizeof(myri_code_row);
    void *head = reserve(builder, bytes);
    if (!head)
        return;
    memset(head, 0, bytes);
    *(myri_code_head *)head = (myri_code_head){.magic = code_magic, .row_count = row_count};
    // What is left out is the text of no bytes, which lies here.
    myri_span empty = myri_code_put(builder, "", 0);
    for (uint32_t i = 0; !builder->has_failed && i < row_count; i++)
        *myri_code_row_at(builder, i) =
            (myri_code_row){empty, empty, empty, empty, empty, empty, empty, empty, 0, 0, 0, 0, 0};
}

myri_code_row *myri_code_row_at(myri_code_builder *builder, uint32_t index)
{
    return (myri_code_row *)(builder->block + sizeof(myri_code_head)) + index;
}

myri_span myri_code_put(myri_code_builder *builder, const void *bytes, size_t byte_count)
{
    uint32_t offset = (uint32_t)builder->used;
    uint8_t *at = byte_count < MOST_BYTES ? reserve(builder, byte_count + 1) : NULL;
    if (!at) {
        myri_code_drop(builder);
        return (myri_span){0};
    }
    if (byte_count > 0)
        memcpy(at, bytes, byte_count);
    at[byte_count] = '\0';
    return (myri_span){offset, (uint32_t)byte_count};
}

void *myri_code_end(myri_code_builder *builder, myri_span library, size_t *bytes)
{
    if (builder->has_failed)
        return NULL;
    myri_code_head *head = (myri_code_head *)builder->block;
    head->bytes = (uint32_t)builder->used;
    head->library = library;
    *bytes = builder->used;
    return builder->block;
}

// --- reading ---

static bool is_inside(const uint8_t *block, size_t bytes, myri_span span)
{
    return (uint64_t)span.offset + span.bytes < bytes && block[span.offset + span.bytes] == '\0';
}

bool myri_code_check(const void *block, size_t bytes)
{
    const myri_code_head *head = block;
    if (bytes < sizeof *head || head->magic != code_magic || head->bytes != bytes ||
        head->row_count > (bytes - sizeof *head) / sizeof(myri_code_row) ||
        !is_inside(block, bytes, head->library))
        return false;
    const myri_code_row *rows = myri_code_rows(block);
    for (uint32_t i = 0; i < head->row_count; i++) {
        const myri_code_row *row = &rows[i];
        const myri_span spans[] = {row->module, row->path, row->text,  row->spare,
                                   row->code,   row->uses, row->error, row->traceback};
        for (uint32_t s = 0; s < sizeof spans / sizeof *spans; s++)
            if (!is_inside(block, bytes, spans[s]))
                return false;
    }
    return true;
}

uint64_t myri_code_key(const void *text, size_t bytes)
{
    const uint8_t *at = text;
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdu;
    return (hash ^ (hash >> 33)) + bytes;
}

void *myri_code_of_program(const myri_program *program, size_t *bytes)
{
    myri_code_builder builder;
    myri_code_begin(&builder, program->source_count);
    for (uint32_t i = 0; i < program->source_count; i++) {
        const myri_source *source = &program->sources[i];
        myri_span module = myri_code_put(&builder, source->module, strlen(source->module));
        myri_span path = myri_code_put(&builder, source->path, strlen(source->path));
        myri_span text = myri_code_put(&builder, source->text, source->text_bytes);
        if (builder.has_failed)
            return NULL;
        myri_code_row *row = myri_code_row_at(&builder, i);
        row->module = module;
        row->path = path;
        row->text = text;
    }
    return myri_code_end(&builder, myri_code_put(&builder, "", 0), bytes);
}
