// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "ids.h"

#include "alloc.h"
#include "check.h"

void eng_ids_init(eng_ids *ids, uint32_t capacity)
{
    *ids = (eng_ids){
        .generation = eng_alloc(capacity, sizeof *ids->generation),
        .is_used = eng_alloc(capacity, sizeof *ids->is_used),
        .free = eng_alloc(capacity, sizeof *ids->free),
        .capacity = capacity,
    };
    for (uint32_t i = 0; i < capacity; i++)
        ids->generation[i] = 1;
}

void eng_ids_fini(eng_ids *ids)
{
    eng_free(ids->generation);
    eng_free(ids->is_used);
    eng_free(ids->free);
    *ids = (eng_ids){0};
}

eng_entity eng_ids_acquire(eng_ids *ids)
{
    uint32_t index;
    bool has_fresh = ids->touched_count < ids->capacity;
    if (ids->free_count > 0 && !(ids->is_fresh_first && has_fresh))
        index = ids->free[--ids->free_count];
    else if (has_fresh)
        index = ids->touched_count++;
    else
        return ENG_ENTITY_NONE;
    ids->is_used[index] = 1;
    ids->alive_count++;
    return eng_entity_make(index, ids->generation[index]);
}

void eng_ids_release(eng_ids *ids, eng_entity id)
{
    ENG_ASSERT(eng_ids_is_alive(ids, id));
    uint32_t index = eng_entity_index(id);
    ids->is_used[index] = 0;
    ids->alive_count--;
    // An index whose generations are used up is never given out again: 0 would be "none".
    if (++ids->generation[index] != 0)
        ids->free[ids->free_count++] = index;
}

bool eng_ids_is_alive(const eng_ids *ids, eng_entity id)
{
    uint32_t index = eng_entity_index(id);
    return index < ids->touched_count && ids->is_used[index] &&
           ids->generation[index] == eng_entity_generation(id);
}
