// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "alloc.h"

#include <stdlib.h>
#include <string.h>

void *myri_alloc(const myr_allocator *allocator, size_t bytes)
{
    return bytes > 0 ? myri_resize(allocator, NULL, 0, bytes) : NULL;
}

void *myri_alloc_untouched(const myr_allocator *allocator, size_t bytes)
{
    if (bytes == 0)
        return NULL;
    return allocator && allocator->resize ? allocator->resize(allocator->user, NULL, 0, bytes)
                                          : malloc(bytes);
}

void *myri_resize(const myr_allocator *allocator, void *block, size_t old_bytes, size_t new_bytes)
{
    if (new_bytes == 0) {
        myri_free(allocator, block, old_bytes);
        return NULL;
    }
    uint8_t *moved = allocator && allocator->resize
                         ? allocator->resize(allocator->user, block, old_bytes, new_bytes)
                         : realloc(block, new_bytes);
    if (moved && new_bytes > old_bytes)
        memset(moved + old_bytes, 0, new_bytes - old_bytes);
    return moved;
}

void myri_free(const myr_allocator *allocator, void *block, size_t bytes)
{
    if (!block)
        return;
    if (allocator && allocator->resize)
        allocator->resize(allocator->user, block, bytes, 0);
    else
        free(block);
}
