// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// turn.h: a turn of one agent: all that it has in a job, in one bracket for the watch, with one run
// of records in the out-tape and one failure at most. Shared by what runs a job:
//
//     run.c       the in-tape, record by record; handlers
//     thinks.c    one think after the other
//     turn.c      a turn begins, fails, ends
//     agents.c    classes, and the objects of agents

#pragma once

#include "myrpy.h"

typedef struct myrpy_turn {
    myr_entity entity;
    bool is_open;
    bool is_skipped; // no room in the out-tape, or no such agent
    bool is_benched;
    bool is_over;      // it was cut, or is benched: the rest of it is left out
    uint32_t script;   // of the agent
    myrpy_unit *agent; // borrowed; NULL while it is being made
    PyObject *orders;  // list, of a referee's think; NULL: none came
    PyObject *calling; // borrowed: the method's name
} myrpy_turn;

// turn.c. Ends the turn that is open, if one is, and opens one of another agent. is_new: its object
// is made in it.
void myrpy_turn_open(myri_vm *vm, myrpy_turn *turn, myr_entity entity, bool is_new);
// With another entity, the bracket of that begins at once.
void myrpy_turn_close(myri_vm *vm, myrpy_turn *turn, myr_entity next);
// Tells the error that is set, or the cut, and benches the agent unless it was cut.
void myrpy_turn_fail(myri_vm *vm, myrpy_turn *turn);
// After a call into the script: a result, an error, or an interrupt that the script outlived.
// Answers whether all is well.
bool myrpy_turn_end_call(myri_vm *vm, myrpy_turn *turn, bool is_good);
bool myrpy_turn_settle(myri_vm *vm, myrpy_turn *turn, PyObject *result); // takes the result
// Takes the error that is set and tells it as the turn's failure.
void myrpy_turn_report(myri_vm *vm, const myrpy_turn *turn, myrpy_report *report);
// Garbage goes at fixed ticks, so that a __del__ runs in the same tick in every run; and at once
// when memory is short.
void myrpy_collect_garbage(myri_vm *vm);

// agents.c. Makes the object of the turn's agent. `in`: with its plain data; NULL: by its class.
void myrpy_agent_add(myri_vm *vm, myrpy_turn *turn, uint32_t script, const myri_in_restore *in);
// It will be made when there is room.
void myrpy_agent_add_later(myri_vm *vm, myr_entity entity, uint32_t script);
void myrpy_agent_budget(myri_vm *vm, myr_entity entity, uint32_t budget_us);
// Not within a turn.
void myrpy_agent_drop(myri_vm *vm, myr_entity entity);

// thinks.c. Calls think() of the turn's agent, and of those that follow it in the tape; `turn` is
// then that of the last one, still open. Answers what that returned, if it was the last, NULL with
// an error set.
PyObject *myrpy_thinks_run(myri_vm *vm, myrpy_turn *turn);
