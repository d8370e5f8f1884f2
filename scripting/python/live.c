// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// live.c: drives the coroutine of a unit, `async def live(self)`.
//
// It begins at the unit's first think and goes on until it awaits something that is not there; then
// it lies still, and the host is told how long (see the end of run.c's turns): a unit that sleeps
// costs neither a call nor a record per tick. What it waits for is looked at when it can have come:
//
//     THINK     the time it sleeps until, its condition
//     MESSAGE   message(); those that nobody waited for yet are kept, the newest of them
//     EVENT     event(); only while it waits for one
//
// It ends by returning (the unit idles, its handlers run on), by raising (as any failure), by the
// unit's death, or by a reload. A think that is cut inside it ends it too: then it begins anew at
// the next one, as it does in an interpreter that was made anew, since a coroutine has no copy.

#include "myrpy.h"

static bool is_wait_of(const myri_vm *vm, const myrpy_unit *unit, PyObject *object)
{
    return Py_TYPE(object) == vm->wait_type &&
           ((const myrpy_wait *)object)->entity == unit->being.entity;
}

static bool coroutine_make(myri_vm *vm, myrpy_unit *unit)
{
    PyObject *self = (PyObject *)unit;
    PyObject *made = PyObject_VectorcallMethod(vm->live_name, &self, 1, NULL);
    if (made != NULL && !PyCoro_CheckExact(made)) {
        PyErr_Format(PyExc_TypeError, "live() must be an 'async def', not one that returns %.100s",
                     made == Py_None ? "None" : Py_TYPE(made)->tp_name);
        Py_CLEAR(made);
    }
    unit->coroutine = made;
    return made != NULL;
}

// What came out of a coroutine that wants to wait. False: that is nothing to wait for.
static bool wait_keep(myri_vm *vm, myrpy_unit *unit, PyObject *yielded)
{
    if (is_wait_of(vm, unit, yielded)) {
        Py_XSETREF(unit->wait, (myrpy_wait *)Py_NewRef(yielded));
        return true;
    }
    char text[256];
    snprintf(text, sizeof text,
             "live() can await what its own unit offers (tick, sleep, until, message, event ...), "
             "not %.100s",
             Py_TYPE(yielded)->tp_name);
    // Raised inside, so that the traceback names the line.
    PyObject *error = PyObject_CallFunction(PyExc_TypeError, "s", text);
    PyObject *done =
        error == NULL ? NULL : PyObject_CallMethod(unit->coroutine, "throw", "O", error);
    Py_XDECREF(done);
    Py_XDECREF(error);
    if (done != NULL)
        PyErr_SetString(PyExc_TypeError, text);
    return false;
}

bool myrpy_live_run(myri_vm *vm, myrpy_unit *unit)
{
    if (unit->coroutine == NULL && !coroutine_make(vm, unit))
        return false;
    PyObject *yielded = NULL;
    PyObject *coroutine = Py_NewRef(unit->coroutine);
    vm->living = unit;
    PySendResult what = PyIter_Send(coroutine, Py_None, &yielded);
    bool is_good = what != PYGEN_ERROR && !vm->is_cut;
    if (is_good && what == PYGEN_NEXT)
        is_good = wait_keep(vm, unit, yielded);
    vm->living = NULL;
    Py_XDECREF(yielded);
    Py_DECREF(coroutine);
    if (is_good && what == PYGEN_NEXT)
        return true;
    unit->is_live_over = is_good;
    PyObject *error = PyErr_GetRaisedException();
    if (!myrpy_live_end(unit))
        PyErr_Clear();
    if (error != NULL)
        PyErr_SetRaisedException(error);
    return is_good;
}

bool myrpy_live_is_due(const myrpy_unit *unit)
{
    if (!unit->has_live || unit->is_live_over)
        return false;
    return unit->coroutine == NULL || unit->wait == NULL || myrpy_wait_is_due(unit->wait);
}

uint64_t myrpy_live_asleep_until(const myrpy_unit *unit)
{
    if (unit->has_think)
        return 0;
    if (!unit->has_live || unit->is_live_over)
        return MYRI_ASLEEP;
    return unit->coroutine == NULL || unit->wait == NULL ? 0 : myrpy_wait_asleep_until(unit->wait);
}

bool myrpy_live_end(myrpy_unit *unit)
{
    PyObject *coroutine = unit->coroutine;
    unit->coroutine = NULL;
    Py_CLEAR(unit->wait);
    if (coroutine == NULL)
        return true;
    PyObject *done = PyObject_CallMethod(coroutine, "close", NULL);
    Py_DECREF(coroutine);
    Py_XDECREF(done);
    return done != NULL;
}

bool myrpy_live_restart(myri_vm *vm, myrpy_unit *unit)
{
    bool is_clean = myrpy_live_end(unit);
    PyObject *live = NULL;
    unit->is_live_over = false;
    unit->has_live = myrpy_optional_attribute((PyObject *)unit, vm->live_name, &live) > 0;
    Py_XDECREF(live);
    return is_clean;
}

bool myrpy_live_hears(const myrpy_unit *unit, uint32_t event)
{
    return unit->wait != NULL && myrpy_wait_hears(unit->wait, event);
}

bool myrpy_live_hear(myri_vm *vm, myrpy_unit *unit, PyObject *event)
{
    myrpy_wait_hear(unit->wait, event);
    return myrpy_live_run(vm, unit);
}

bool myrpy_live_receive(myri_vm *vm, myrpy_unit *unit, PyObject *message)
{
    if (unit->is_live_over)
        return true;
    if (unit->letters == NULL && (unit->letters = PyList_New(0)) == NULL)
        return false;
    if (PyList_GET_SIZE(unit->letters) >= (Py_ssize_t)vm->program->message_capacity &&
        PyList_SetSlice(unit->letters, 0, 1, NULL) < 0)
        return false;
    if (PyList_Append(unit->letters, message) < 0)
        return false;
    bool is_waiting = unit->wait != NULL && unit->wait->kind == MYRPY_WAIT_MESSAGE;
    return !is_waiting || myrpy_live_run(vm, unit);
}
