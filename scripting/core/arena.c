// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct chunk {
    struct chunk *next;
    size_t used, capacity;
    _Alignas(16) uint8_t bytes[];
} chunk;

struct myri_arena {
    chunk *first;
};

enum { CHUNK_BYTES = 16 * 1024 };

myri_arena *myri_arena_create(void)
{
    return calloc(1, sizeof(myri_arena));
}

void myri_arena_destroy(myri_arena *arena)
{
    if (!arena)
        return;
    for (chunk *at = arena->first; at;) {
        chunk *next = at->next;
        free(at);
        at = next;
    }
    free(arena);
}

void *myri_arena_get(myri_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    size_t needed = (bytes + 15) & ~(size_t)15;
    chunk *top = arena->first;
    if (!top || top->capacity - top->used < needed) {
        size_t capacity = needed > CHUNK_BYTES ? needed : CHUNK_BYTES;
        top = calloc(1, sizeof *top + capacity);
        if (!top)
            return NULL;
        top->capacity = capacity;
        top->next = arena->first;
        arena->first = top;
    }
    void *block = top->bytes + top->used;
    top->used += needed;
    return block;
}

char *myri_arena_text(myri_arena *arena, const char *text, size_t bytes)
{
    char *copy = myri_arena_get(arena, bytes + 1);
    if (copy && bytes > 0)
        memcpy(copy, text, bytes);
    return copy;
}
