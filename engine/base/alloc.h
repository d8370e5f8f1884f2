// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// alloc.h: allocation that does not fail, and growable arrays.
//
// The engine has no use for a failed allocation of its own: it says how much was asked for and
// ends. Sizes that come from files are checked by whoever reads the file.
//
//     ENG_ARRAY(eng_effect) effects = {0};
//     *ENG_ARRAY_PUSH(&effects) = effect;
//     eng_free(effects.items);
//
// Threads: any; an array belongs to one thread.

#pragma once

#include <stddef.h>
#include <stdint.h>

// Zeroed memory for `count` items of `bytes`; never NULL. Caller frees with eng_free. Thread: any.
void *eng_alloc(size_t count, size_t bytes);
// Keeps the contents; what is new is not zeroed. Thread: any.
void *eng_resize(void *block, size_t count, size_t bytes);
// Accepts NULL. Thread: any.
void eng_free(void *block);
// A copy of a text; NULL gives NULL. Caller frees. Thread: any.
char *eng_copy_text(const char *text);

// Zeroed memory for megabytes that are written all over: on huge pages where the kernel gives them,
// since first touches of small ones cost more than decoding a picture. Never NULL. Thread: any.
void *eng_alloc_large(size_t bytes);
// `bytes` as it was asked for. Accepts NULL. Thread: any.
void eng_free_large(void *block, size_t bytes);

// All members zero is an empty array.
#define ENG_ARRAY(type)                                                                            \
    struct {                                                                                       \
        type *items;                                                                               \
        uint32_t count, capacity;                                                                  \
    }

// Makes room for one more and returns its address, not initialised.
#define ENG_ARRAY_PUSH(array)                                                                      \
    ((array)->items = eng_array_grow((array)->items, (array)->count, &(array)->capacity,           \
                                     sizeof *(array)->items),                                      \
     (array)->items + (array)->count++)

// Room for at least one item more than `count`. For ENG_ARRAY_PUSH.
void *eng_array_grow(void *items, uint32_t count, uint32_t *capacity, size_t bytes);
