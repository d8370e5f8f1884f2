// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn static void out_of_memory(size_t count, size_t bytes)
{
    fprintf(stderr, "myrmidon: out of memory: %zu items of %zu bytes\n", count, bytes);
    abort();
}

void *eng_alloc(size_t count, size_t bytes)
{
    void *block = calloc(count > 0 ? count : 1, bytes > 0 ? bytes : 1);
    if (block == NULL)
        out_of_memory(count, bytes);
    return block;
}

void *eng_resize(void *block, size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / bytes)
        out_of_memory(count, bytes);
    size_t total = count * bytes;
    void *moved = realloc(block, total > 0 ? total : 1);
    if (moved == NULL)
        out_of_memory(count, bytes);
    return moved;
}

void eng_free(void *block)
{
    free(block);
}

char *eng_copy_text(const char *text)
{
    if (text == NULL)
        return NULL;
    size_t bytes = strlen(text) + 1;
    return memcpy(eng_alloc(bytes, 1), text, bytes);
}

void *eng_array_grow(void *items, uint32_t count, uint32_t *capacity, size_t bytes)
{
    if (count < *capacity)
        return items;
    if (count > UINT32_MAX / 2)
        out_of_memory(count, bytes);
    *capacity = count < 8 ? 16 : count * 2;
    return eng_resize(items, *capacity, bytes);
}
