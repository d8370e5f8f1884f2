// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// losses.h: what a save could not hold, or a load could not give back, as lines for the player:
// equal ones are counted, not repeated.
//
// Thread: main.

#pragma once

#include "myrmidon.h"

#define ENG_LOSSES_CAPACITY 16

typedef struct eng_loss_row {
    char script[64], attribute[64], why[96];
    uint32_t entity_index; // the first
    uint32_t count;
} eng_loss_row;

// All members zero: nothing was lost.
typedef struct eng_losses {
    eng_loss_row rows[ENG_LOSSES_CAPACITY];
    uint32_t row_count;
    uint32_t other_count; // that found no row
} eng_losses;

// A myr_loss_function; `losses` is an eng_losses.
void eng_losses_note(void *losses, const myr_loss *loss);
// One warning in the log for each row: "not saved: Ant.walk (generator), unit 7 and 11 others".
void eng_losses_tell(const eng_losses *losses, const char *what);
