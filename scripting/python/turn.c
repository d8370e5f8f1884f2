// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// turn.c: how a turn begins, what ends it badly, and how it ends. Everything that may run code of a
// script lies inside a turn, or inside the bracket of a collection or a drop: making the object,
// handlers, think(), the text of an exception, and what is freed.

#include "turn.h"

static void write_report(myri_vm *vm, const myrpy_report *report)
{
    if (vm->lease->before != NULL)
        vm->lease->before->is_kept = 1;
    const char *path = report->source < 0 ? "" : vm->edition->sources[report->source].path;
    myrpy_prints_flush(vm);
    myri_writer_fail(&vm->lease->out, report->kind, path, report->line, report->text,
                     report->traceback);
    myri_writer_mark(&vm->lease->out, report->column, report->end_column);
}

// The first line of a method; 0: it is not written in Python.
static uint32_t method_line(PyObject *object, PyObject *name)
{
    PyObject *method = NULL;
    uint32_t line = 0;
    if (myrpy_optional_attribute(object, name, &method) < 0)
        PyErr_Clear();
    PyObject *function =
        method != NULL && PyMethod_Check(method) ? PyMethod_GET_FUNCTION(method) : method;
    if (function != NULL && PyFunction_Check(function))
        line = (uint32_t)((PyCodeObject *)PyFunction_GET_CODE(function))->co_firstlineno;
    Py_XDECREF(method);
    return line;
}

// An error that no line of the pack has raised (wrong parameters, no such class) is told at the
// method that was to be called, or at least in the file of the class.
static void place_report(myri_vm *vm, const myrpy_turn *turn, myrpy_report *report)
{
    if (report->source >= 0)
        return;
    if (vm->lost_wait != NULL && vm->lost_source >= 0) {
        report->source = vm->lost_source;
        report->line = vm->lost_line;
        return;
    }
    report->source = myrpy_source_by_module(vm->edition, vm->program->scripts[turn->script].module);
    if (turn->calling != NULL && turn->agent != NULL)
        report->line = method_line((PyObject *)turn->agent, turn->calling);
}

void myrpy_turn_report(myri_vm *vm, const myrpy_turn *turn, myrpy_report *report)
{
    myrpy_report_fill(vm, report);
    place_report(vm, turn, report);
    write_report(vm, report);
}

// The agent's object goes; what that runs still belongs to the turn.
static void bench(myri_vm *vm, myrpy_turn *turn, myr_failure_kind kind)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(turn->entity), false);
    if (slot != NULL && slot->agent != NULL && slot->agent->being.entity == turn->entity) {
        vm->speaker = MYR_ENTITY_NONE; // what it asks for now would be of a think that failed
        if (!myrpy_live_end(slot->agent))
            PyErr_Clear();
        PyObject *agent = (PyObject *)slot->agent;
        slot->agent = NULL;
        // Mended code gives it another chance, with all that it knows.
        if (vm->program->is_editable && kind == MYR_FAILURE_RAISED)
            Py_XSETREF(slot->benched, agent);
        else
            Py_DECREF(agent);
    }
    turn->is_benched = turn->is_over = true;
}

// A think that was cut leaves its agent as it was: the host counts strikes, and drops it when they
// are enough.
void myrpy_turn_fail(myri_vm *vm, myrpy_turn *turn)
{
    myrpy_report report;
    myrpy_turn_report(vm, turn, &report);
    turn->is_over = true;
    // A referee has strikes for what it raises, once there is one.
    bool is_referee = vm->program->scripts[turn->script].role == MYR_ROLE_REFEREE;
    if (report.kind != MYR_FAILURE_CUT && !(is_referee && turn->agent != NULL))
        bench(vm, turn, report.kind);
}

bool myrpy_turn_end_call(myri_vm *vm, myrpy_turn *turn, bool is_good)
{
    if (is_good && !vm->is_cut && vm->lost_wait != NULL) {
        PyErr_Format(PyExc_RuntimeError,
                     "%s() does nothing unless it is awaited: write 'await self.%s(...)' in an "
                     "'async def live(self)'",
                     vm->lost_wait, vm->lost_wait);
        is_good = false;
    }
    if (!is_good || vm->is_cut)
        myrpy_turn_fail(vm, turn);
    return is_good;
}

bool myrpy_turn_settle(myri_vm *vm, myrpy_turn *turn, PyObject *result)
{
    bool is_good = result != NULL && !vm->is_cut;
    if (is_good && PyCoro_CheckExact(result)) {
        Py_XDECREF(PyObject_CallMethod(result, "close", NULL));
        PyErr_Format(PyExc_TypeError, "%U() is an 'async def': only live() is one", turn->calling);
        is_good = false;
    }
    if (is_good && (PyGen_CheckExact(result) || PyAsyncGen_CheckExact(result))) {
        is_good = false;
        PyErr_Format(PyExc_TypeError, "%U() has a 'yield', so it has done nothing: leave that out",
                     turn->calling);
    }
    Py_XDECREF(result);
    return myrpy_turn_end_call(vm, turn, is_good);
}

void myrpy_collect_garbage(myri_vm *vm)
{
    uint64_t now = vm->view->snapshot->tick / MYRPY_COLLECT_TICKS;
    if (now == vm->last_collection && !vm->is_collection_due)
        return;
    vm->last_collection = now;
    vm->is_collection_due = false;
    myri_think_begin(vm->lease->job, MYR_ENTITY_NONE);
    PyObject *done = PyObject_CallNoArgs(vm->collect);
    Py_XDECREF(done);
    if (done == NULL)
        PyErr_Clear();
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

// A debugger steps no further than to the end of a turn.
static void debugger_leave(myri_vm *vm)
{
    PyThreadState *state = PyThreadState_Get();
    PyThreadState_EnterTracing(state);
    if (!myrpy_boot_call(vm, "turn_over", "()"))
        PyErr_Clear();
    PyThreadState_LeaveTracing(state);
}

void myrpy_turn_close(myri_vm *vm, myrpy_turn *turn, myr_entity next)
{
    myri_job *job = vm->lease->job;
    if (!turn->is_open) {
        if (next != MYR_ENTITY_NONE)
            myri_think_begin(job, next);
        return;
    }
    turn->is_open = false;
    if (vm->program->is_debugged)
        debugger_leave(vm);
    Py_CLEAR(turn->orders);
    myrpy_prints_flush(vm);
    vm->lease->out.began_ns = atomic_load_explicit(&job->think_started_ns, memory_order_relaxed);
    int64_t think_ns = next != MYR_ENTITY_NONE ? myri_think_next(job, next) : myri_think_end(job);
    myrpy_interrupt_clear(vm);
    vm->speaker = MYR_ENTITY_NONE;
    vm->is_writing = false;
    bool is_referee = vm->program->scripts[turn->script].role == MYR_ROLE_REFEREE;
    if (turn->agent != NULL && !turn->is_over && !turn->agent->has_think && !is_referee)
        myri_writer_sleep(&vm->lease->out, myrpy_live_asleep_until(turn->agent));
    myri_writer_end(&vm->lease->out, think_ns, turn->is_benched);
}

void myrpy_turn_open(myri_vm *vm, myrpy_turn *turn, myr_entity entity, bool is_new)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), false);
    bool is_pending = slot != NULL && slot->pending != 0;
    bool is_here = slot != NULL && slot->agent != NULL && slot->agent->being.entity == entity;
    bool is_skipped = !is_new && !is_pending && !is_here;
    myrpy_turn_close(vm, turn, is_skipped || vm->is_collection_due ? MYR_ENTITY_NONE : entity);
    if (vm->is_collection_due) {
        myrpy_collect_garbage(vm);
        if (!is_skipped)
            myri_think_begin(vm->lease->job, entity);
    }
    *turn = (myrpy_turn){.entity = entity, .is_skipped = is_skipped};
    if (is_skipped)
        return;
    if (is_here && !is_new) {
        turn->agent = slot->agent;
        turn->script = slot->agent->script;
    }
    if (!myri_writer_begin(&vm->lease->out, entity)) {
        myri_think_end(vm->lease->job);
        turn->is_skipped = true;
        return;
    }
    turn->is_open = true;
    if (vm->account.is_refused || vm->account.is_short)
        myrpy_account_limit(vm);
    vm->is_writing = true;
    vm->lost_wait = NULL;
    vm->speaker = entity;
    vm->new_count = 0;
    vm->budget_us = slot != NULL ? slot->budget_us : 0;
    if (vm->lease->before != NULL)
        myrpy_state_note(vm, entity, turn->agent);
    if (is_pending && !is_new)
        myrpy_agent_add(vm, turn, slot->pending - 1, NULL);
}
