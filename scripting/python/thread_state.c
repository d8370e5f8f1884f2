// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// thread_state.c: entering and leaving interpreters.
//
// A worker keeps one PyThreadState per interpreter it has run, made on that worker and never used
// by another thread: making one at every entry costs a hundred times the entry, and a state that
// moves between threads breaks CPython's stack checks. CPython also remembers per thread which
// state was attached last, and writes to it when another one is attached; so a state is deleted by
// its own thread, or after that thread has ended. Hence three kinds:
//
//     states[w]   alive; worker w attaches and detaches it; myrpy_thread_forget deletes it
//     orphans     their thread has ended while somebody else was running the interpreter (or stuck
//     in
//                 it); deleted by whoever ends the interpreter
//     once        creators, for a moment: made, attached, deleted
//
// Numbers of workers are used again by the next system while interpreters live on: a state belongs
// to a thread, told by a number that no other thread ever gets.
//
// In a child the only thread is attached to the main interpreter for good: nothing to do.

#include "myrpy.h"

#include <stdlib.h>

static uint64_t this_thread(void)
{
    static _Atomic uint64_t last = 0;
    static _Thread_local uint64_t mine = 0;
    if (mine == 0)
        mine = atomic_fetch_add(&last, 1) + 1;
    return mine;
}

static _Atomic uint32_t shared_running; // jobs that run, or wait, under the shared GIL

bool myrpy_is_blocked(const myri_vm *vm)
{
    return vm->isolation == MYR_ISOLATION_SHARED_GIL && atomic_load(&shared_running) != 0;
}

static void orphan_add(myri_vm *vm, PyThreadState *state)
{
    PyThreadState **orphans = realloc(vm->orphans, (vm->orphan_count + 1) * sizeof *vm->orphans);
    if (orphans == NULL)
        abort(); // a few bytes; without them the interpreter could never be ended
    vm->orphans = orphans;
    vm->orphans[vm->orphan_count++] = state;
}

void myrpy_attach(myri_vm *vm, uint32_t worker)
{
    myrpy_charge(vm);
    if (vm->is_main)
        return;
    if (vm->isolation == MYR_ISOLATION_SHARED_GIL)
        atomic_fetch_add(&shared_running, 1);
    myrpy_thread_state *mine = &vm->states[worker];
    if (mine->thread != this_thread()) {
        if (mine->state != NULL)
            orphan_add(vm, mine->state);
        mine->state = PyThreadState_New(vm->interpreter);
        if (mine->state == NULL)
            Py_FatalError("no memory for a thread state");
        mine->thread = this_thread();
    }
    PyEval_RestoreThread(mine->state);
}

void myrpy_detach(myri_vm *vm)
{
    myrpy_charge(NULL);
    if (vm->is_main)
        return;
    PyEval_SaveThread();
    if (vm->isolation == MYR_ISOLATION_SHARED_GIL)
        atomic_fetch_sub(&shared_running, 1);
}

PyThreadState *myrpy_attach_once(myri_vm *vm)
{
    myrpy_charge(vm);
    if (vm->is_main)
        return PyThreadState_Get();
    PyThreadState *state = PyThreadState_New(vm->interpreter);
    if (state == NULL)
        Py_FatalError("no memory for a thread state");
    PyEval_RestoreThread(state);
    return state;
}

void myrpy_detach_once(myri_vm *vm)
{
    if (vm->is_main) {
        myrpy_charge(NULL);
        return;
    }
    PyThreadState_Clear(PyThreadState_Get());
    PyThreadState_DeleteCurrent();
    myrpy_charge(NULL);
}

// Under the registry's lock, so that no two threads judge the same vm's states.
void myrpy_thread_forget(myri_vm *vm, uint32_t worker)
{
    myrpy_thread_state *mine = &vm->states[worker];
    if (vm->is_main || mine->state == NULL || mine->thread != this_thread())
        return;
    if (myrpy_is_blocked(vm) || pthread_mutex_trylock(&vm->lock) != 0) {
        mine->thread = 0;
        return;
    }
    myrpy_charge(vm);
    PyEval_RestoreThread(mine->state);
    PyThreadState_Clear(mine->state);
    PyThreadState_DeleteCurrent();
    myrpy_charge(NULL);
    *mine = (myrpy_thread_state){0};
    pthread_mutex_unlock(&vm->lock);
}

bool myrpy_has_no_threads(const myri_vm *vm)
{
    for (uint32_t i = 0; i < MYRI_MAX_WORKERS; i++)
        if (vm->states[i].state != NULL && vm->states[i].thread != 0)
            return false;
    return true;
}

void myrpy_clear_orphans(myri_vm *vm)
{
    for (uint32_t i = 0; i < MYRI_MAX_WORKERS; i++) {
        if (vm->states[i].state != NULL)
            orphan_add(vm, vm->states[i].state);
        vm->states[i] = (myrpy_thread_state){0};
    }
    for (uint32_t i = 0; i < vm->orphan_count; i++) {
        PyThreadState_Clear(vm->orphans[i]);
        PyThreadState_Delete(vm->orphans[i]);
    }
    free(vm->orphans);
    vm->orphans = NULL;
    vm->orphan_count = 0;
}
