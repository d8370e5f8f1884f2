// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// orders.c: what a referee is to judge: the commands of a tick, on their way from the host to its
// tape. They are kept as records, encoded once, and copied into the tape of each referee that thinks.
// All on the host's thread.

#include "system.h"

void myr_orders_post(myr_system *system, const myr_call *orders, uint32_t order_count)
{
    myri_claim_host(system);
    for (uint32_t i = 0; i < order_count; i++) {
        uint64_t wanted = system->order_bytes + myri_order_bytes(&orders[i]);
        if (wanted > UINT32_MAX / 2 || !myri_grow(&system->allocator, &system->orders,
                                                  &system->order_capacity, wanted, 1)) {
            system->dropped += order_count - i;
            return;
        }
        myri_tape tape = {.base = system->orders,
                          .capacity = system->order_capacity,
                          .used = system->order_bytes};
        myri_put_order(&tape, &orders[i]);
        system->order_bytes = tape.used;
    }
}

void myri_orders_put(myr_system *system, myri_tape *tape, myr_entity referee, uint32_t limit)
{
    const myri_tape posted = {.base = system->orders,
                              .capacity = system->order_bytes,
                              .used = system->order_bytes};
    uint32_t offset = 0, capacity = tape->capacity;
    bool is_broken = false;
    const myri_record *record;
    tape->capacity = limit;
    while ((record = myri_next(&posted, &offset, &is_broken)) != NULL) {
        uint32_t at = tape->used;
        if (myri_put_copy(tape, record))
            ((myri_in_order *)(tape->base + at))->entity = referee;
        else
            system->dropped++;
    }
    tape->capacity = capacity;
}
