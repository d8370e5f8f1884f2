// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

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

#define HUGE_PAGE_BYTES ((size_t)2 << 20)

static size_t round_up(size_t bytes)
{
    return (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
}

void *eng_alloc_large(size_t bytes)
{
    // One page more than is needed, cut so that it begins where a huge page does.
    size_t room = round_up(bytes) + HUGE_PAGE_BYTES;
    char *all = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        out_of_memory(1, bytes);
    size_t before = round_up((size_t)(uintptr_t)all) - (size_t)(uintptr_t)all;
    size_t after = room - before - round_up(bytes);
    if (before > 0)
        munmap(all, before);
    if (after > 0)
        munmap(all + before + round_up(bytes), after);
    madvise(all + before, round_up(bytes), MADV_HUGEPAGE);
    return all + before;
}

void eng_free_large(void *block, size_t bytes)
{
    if (block != NULL)
        munmap(block, round_up(bytes));
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
