// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// referee.h: the script that judges: a system of the plugin with one interpreter and one agent,
// which runs when the thinks of a tick are over and is handed what they asked for.
//
//     thinks    | publish S(t) | ............ | collect: orders |
//     referee                                 | begin: S(t), orders | ...... | verdict: commands |
//
// A verdict is what the world is to do: the orders that were allowed, in the place of their
// allow(), and the referee's own commands, given by nobody (ENG_ENTITY_NONE). If the script failed,
// there is none: the tick changes nothing.
//
// Thread: main. Begin and verdict never wait unless told to.

#pragma once

#include "app/content.h"
#include "myrmidon.h"
#include "world/world.h"

typedef struct eng_referee eng_referee;

typedef struct eng_verdict {
    const eng_command *commands; // borrowed until the next begin
    uint32_t command_count;
    const myr_results *results; // what the script printed and how it failed; borrowed likewise
    bool has_failed;            // nothing it asked for counts
    bool is_out; // it failed once too often, or cannot be made: the game is to be aborted
} eng_verdict;

// `def`: that of the units' system, whose schema, names and sources the referee shares. NULL with
// `error` filled. Caller destroys.
eng_referee *eng_referee_create(const myr_def *def, const eng_content *content, eng_error *error);
void eng_referee_destroy(eng_referee *referee); // accepts NULL; never waits for a script

myr_system *eng_referee_system(eng_referee *referee);

// Before the first job: the referee's mind from a save. Arguments as of myr_load.
bool eng_referee_load(eng_referee *referee, const myr_frame *frame, const void *block, size_t bytes,
                      myr_loss_function told, void *user, myr_error *error);

// Starts the job of a tick. `orders` (and what they point to) must live until the verdict.
bool eng_referee_begin(eng_referee *referee, const myr_frame *frame, const eng_command *inputs,
                       uint32_t input_count, const eng_command *orders, uint32_t order_count,
                       eng_error *error);
// False: the job has not ended (never, if it waits).
bool eng_referee_verdict(eng_referee *referee, bool waits, eng_verdict *out);
