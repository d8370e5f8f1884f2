// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ids.h: names for things that come and go: an index that is used again, and a generation that
// tells the users apart.
//
// An id has its generation (1 and up) in the high 32 bits and its index in the low 32; 0 is "none".
// The plugin's myr_entity has the same layout, so that the bridge casts one to the other. Which id
// comes next depends on nothing but the calls made before: the last index given back comes first.
//
//     eng_ids ids;
//     eng_ids_init(&ids, 16384);
//     eng_entity ant = eng_ids_acquire(&ids);
//     eng_ids_release(&ids, ant);
//     eng_ids_fini(&ids);
//
// Threads: a pool belongs to one thread.

#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t eng_entity;

#define ENG_ENTITY_NONE ((eng_entity)0)

static inline eng_entity eng_entity_make(uint32_t index, uint32_t generation)
{
    return ((eng_entity)generation << 32) | index;
}
static inline uint32_t eng_entity_index(eng_entity entity)
{
    return (uint32_t)entity;
}
static inline uint32_t eng_entity_generation(eng_entity entity)
{
    return (uint32_t)(entity >> 32);
}

typedef struct eng_ids {
    uint32_t *generation; // of each index: the one that is alive, or that will be next
    uint8_t *is_used;     // of each index
    uint32_t *free;       // indices given back, the last on top
    uint32_t free_count;
    bool is_fresh_first;    // used indices are given out again only when no other is left
    uint32_t touched_count; // indices below this were used at least once
    uint32_t alive_count;
    uint32_t capacity;
} eng_ids;

void eng_ids_init(eng_ids *ids, uint32_t capacity);
void eng_ids_fini(eng_ids *ids);
// ENG_ENTITY_NONE when all are in use.
eng_entity eng_ids_acquire(eng_ids *ids);
// The id must be alive.
void eng_ids_release(eng_ids *ids, eng_entity id);
// Any 64 bits may be asked about.
bool eng_ids_is_alive(const eng_ids *ids, eng_entity id);
