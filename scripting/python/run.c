// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// run.c: one job of one interpreter: its in-tape, walked once.
//
//     ADD e7 | EVENT e7 | THINK e7 | MESSAGE e9 | THINK e9 | DROP e11
//     '---- one turn of e7 -------' '- a turn of e9 ------'
//
// Records of one agent that follow one another make a turn: one bracket for the watch, one run of
// records in the out-tape, one failure at most. Everything that may run code of a script lies
// inside a turn, or inside the bracket of a collection or a drop: making the object, handlers,
// think(), the text of an exception, and what is freed.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct agent_turn {
    myr_entity entity;
    bool is_open;
    bool is_skipped; // no room in the out-tape, or no such agent
    bool is_benched;
    bool is_over;      // it was cut, or is benched: the rest of it is left out
    uint32_t script;   // of the agent
    myrpy_unit *agent; // borrowed; NULL while it is being made
    PyObject *orders;  // list, of a referee's think; NULL: none came
    PyObject *calling; // borrowed: the method's name
} agent_turn;

// ---------------------------------------------------------------------------------------- failing

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
static void place_report(myri_vm *vm, const agent_turn *turn, myrpy_report *report)
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

// The agent's object goes; what that runs still belongs to the turn.
static void bench(myri_vm *vm, agent_turn *turn, myr_failure_kind kind)
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
static void turn_fail(myri_vm *vm, agent_turn *turn)
{
    myrpy_report report;
    myrpy_report_fill(vm, &report);
    place_report(vm, turn, &report);
    write_report(vm, &report);
    turn->is_over = true;
    // A referee has strikes for what it raises, once there is one.
    bool is_referee = vm->program->scripts[turn->script].role == MYR_ROLE_REFEREE;
    if (report.kind != MYR_FAILURE_CUT && !(is_referee && turn->agent != NULL))
        bench(vm, turn, report.kind);
}

// After a call into the script: a result, an error, or an interrupt that the script outlived.
static bool turn_end_call(myri_vm *vm, agent_turn *turn, bool is_good)
{
    if (is_good && !vm->is_cut && vm->lost_wait != NULL) {
        PyErr_Format(PyExc_RuntimeError,
                     "%s() does nothing unless it is awaited: write 'await self.%s(...)' in an "
                     "'async def live(self)'",
                     vm->lost_wait, vm->lost_wait);
        is_good = false;
    }
    if (!is_good || vm->is_cut)
        turn_fail(vm, turn);
    return is_good;
}

static bool turn_settle(myri_vm *vm, agent_turn *turn, PyObject *result)
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
    return turn_end_call(vm, turn, is_good);
}

// ---------------------------------------------------------------------------------------- classes

PyObject *myrpy_class_import(myri_vm *vm, const myri_script *script)
{
    bool is_referee = script->role == MYR_ROLE_REFEREE;
    PyTypeObject *base = is_referee ? vm->rules_type : vm->unit_type;
    PyObject *module = PyImport_ImportModule(script->module);
    if (module == NULL)
        return NULL;
    PyObject *type = NULL;
    PyObject *name = PyUnicode_FromString(script->name);
    int found = name == NULL ? -1 : myrpy_optional_attribute(module, name, &type);
    if (found == 0)
        PyErr_Format(PyExc_AttributeError, "module '%s' has no class '%s'", script->module,
                     script->name);
    else if (found > 0 && (!PyType_Check(type) || !PyType_IsSubtype((PyTypeObject *)type, base))) {
        PyErr_Format(PyExc_TypeError, "%s.%s is not a class derived from myrmidon.%s",
                     script->module, script->name, is_referee ? "Rules" : "Unit");
        Py_CLEAR(type);
    }
    Py_XDECREF(name);
    Py_DECREF(module);
    return type;
}

static bool classes_init(myri_vm *vm)
{
    if (vm->classes != NULL)
        return true;
    vm->classes = calloc(vm->program->script_count + 1, sizeof *vm->classes);
    if (vm->classes == NULL) {
        PyErr_NoMemory();
        return false;
    }
    vm->class_count = vm->program->script_count;
    return true;
}

// Why a class cannot be had is found out once; every further agent of it gets the same report.
static void class_break(myri_vm *vm, const agent_turn *turn, myrpy_class *class)
{
    myrpy_report report;
    myrpy_report_fill(vm, &report);
    place_report(vm, turn, &report);
    write_report(vm, &report);
    class->path = strdup(report.source < 0 ? "" : vm->edition->sources[report.source].path);
    class->text = strdup(report.text);
    class->traceback = strdup(report.traceback);
    class->kind = report.kind;
    class->line = report.line;
    class->column = report.column;
    class->end_column = report.end_column;
    class->is_broken = class->path != NULL && class->text != NULL && class->traceback != NULL;
}

// Borrowed; NULL: the failure is written.
static PyObject *class_get(myri_vm *vm, agent_turn *turn, uint32_t script)
{
    if (!classes_init(vm)) {
        turn_fail(vm, turn);
        return NULL;
    }
    myrpy_class *class = &vm->classes[script];
    if (class->type != NULL)
        return class->type;
    if (class->is_broken) {
        myri_writer_fail(&vm->lease->out, class->kind, class->path, class->line, class->text,
                         class->traceback);
        myri_writer_mark(&vm->lease->out, class->column, class->end_column);
        turn->is_benched = turn->is_over = true;
        return NULL;
    }
    PyObject *type = myrpy_class_import(vm, &vm->program->scripts[script]);
    if (type != NULL && !vm->is_cut)
        return class->type = type;
    Py_XDECREF(type);
    class_break(vm, turn, class);
    turn->is_benched = turn->is_over = true;
    return NULL;
}

// ----------------------------------------------------------------------------------------- agents

static bool has_attribute(PyObject *object, PyObject *name)
{
    PyObject *value = NULL;
    int found = myrpy_optional_attribute(object, name, &value);
    Py_XDECREF(value);
    if (found < 0)
        PyErr_Clear();
    return found > 0;
}

static bool has_handler(myri_vm *vm, PyObject *object)
{
    if (has_attribute(object, vm->on_message_name))
        return true;
    for (uint32_t i = 0; i < vm->program->event_count; i++)
        if (has_attribute(object, PyTuple_GET_ITEM(vm->event_names, i)))
            return true;
    return false;
}

bool myrpy_is_mind(myri_vm *vm, PyObject *object, bool *has_think, bool *has_live)
{
    bool is_referee = PyObject_TypeCheck(object, vm->rules_type);
    *has_think = has_attribute(object, is_referee ? vm->referee_name : vm->think_name);
    *has_live = !is_referee && has_attribute(object, vm->live_name);
    if (is_referee && has_attribute(object, vm->start_name))
        return true;
    return *has_think || *has_live || has_handler(vm, object);
}

// The object of an agent that was benched and is added again: its code has been mended. NULL
// without an error: there is none, or it cannot be of the new class.
static PyObject *agent_pardon(PyObject *type, myrpy_slot *slot, myr_entity entity)
{
    PyObject *object = slot->benched;
    slot->benched = NULL;
    if (object != NULL && ((myrpy_unit *)object)->being.entity == entity &&
        (PyObject *)Py_TYPE(object) != type) {
        PyObject *name = PyUnicode_InternFromString("__class__");
        if (name == NULL || PyObject_GenericSetAttr(object, name, type) < 0)
            PyErr_Clear();
        Py_XDECREF(name);
    }
    if (object != NULL &&
        (((myrpy_unit *)object)->being.entity != entity || (PyObject *)Py_TYPE(object) != type))
        Py_CLEAR(object);
    if (object != NULL)
        ((myrpy_unit *)object)->is_live_over = false;
    return object;
}

// The object of an agent that comes with its plain data: neither __new__ nor __init__ of the script
// run. NULL with an error set.
static PyObject *agent_revive(myri_vm *vm, PyObject *type, uint32_t script,
                              const myri_in_restore *in)
{
    PyObject *empty = PyTuple_New(0);
    PyObject *object =
        empty == NULL ? NULL : myrpy_base_of(vm, script)->tp_new((PyTypeObject *)type, empty, NULL);
    Py_XDECREF(empty);
    if (object != NULL && !myrpy_state_restore(vm, object, in + 1, in->payload_bytes))
        Py_CLEAR(object);
    return object;
}

// The object of an agent, or NULL with an error set.
static PyObject *agent_create(myri_vm *vm, PyObject *type, uint32_t script, myr_entity entity,
                              const myri_in_restore *in)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), false);
    PyObject *object = slot != NULL ? agent_pardon(type, slot, entity) : NULL;
    vm->making = entity;
    if (object == NULL)
        object = in != NULL ? agent_revive(vm, type, script, in) : PyObject_CallNoArgs(type);
    vm->making = MYR_ENTITY_NONE;
    if (object == NULL)
        return NULL;
    const char *name = ((PyTypeObject *)type)->tp_name;
    if (!PyObject_TypeCheck(object, myrpy_base_of(vm, script)) ||
        ((myrpy_unit *)object)->being.entity != entity) {
        PyErr_Format(PyExc_TypeError, "%s() did not return the unit that was being made", name);
        Py_CLEAR(object);
        return NULL;
    }
    myrpy_unit *unit = (myrpy_unit *)object;
    if (!myrpy_is_mind(vm, object, &unit->has_think, &unit->has_live)) {
        bool is_referee = vm->program->scripts[script].role == MYR_ROLE_REFEREE;
        PyErr_Format(PyExc_TypeError, "class %s has neither %s nor a handler", name,
                     is_referee ? "referee(), start()" : "think(), live()");
        Py_CLEAR(object);
        return NULL;
    }
    // Only a game that begins is started: one that lost its referee, or was loaded, goes on.
    unit->has_started = unit->has_started || in != NULL || vm->view->snapshot->tick > 0;
    return object;
}

// `in`: with its plain data; NULL: made by its class.
static void agent_add(myri_vm *vm, agent_turn *turn, uint32_t script, const myri_in_restore *in)
{
    if (script >= vm->program->script_count)
        return;
    turn->script = script;
    turn->agent = NULL;
    PyObject *type = class_get(vm, turn, script);
    if (type == NULL)
        return;
    PyObject *object = agent_create(vm, type, script, turn->entity, in);
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(turn->entity), true);
    if (slot != NULL)
        slot->pending = 0;
    if (object != NULL && !vm->is_cut && slot != NULL) {
        ((myrpy_unit *)object)->script = script;
        turn->agent = (myrpy_unit *)object;
        Py_XSETREF(slot->agent, turn->agent);
        return;
    }
    if (object != NULL && slot == NULL)
        PyErr_NoMemory();
    Py_XDECREF(object);
    turn_fail(vm, turn);
    if (slot != NULL && !turn->is_benched)
        slot->pending = script + 1; // once more, at its next think
}

static void agent_drop(myri_vm *vm, myr_entity entity)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), false);
    if (slot == NULL)
        return;
    slot->pending = 0;
    myri_think_begin(vm->lease->job, entity);
    if (slot->agent != NULL && slot->agent->being.entity == entity) {
        if (!myrpy_live_end(slot->agent))
            PyErr_Clear();
        Py_CLEAR(slot->agent);
    }
    Py_CLEAR(slot->benched);
    if (slot->view != NULL && ((myrpy_being *)slot->view)->entity == entity)
        Py_CLEAR(slot->view);
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

// --------------------------------------------------------------------------------------- handlers

// Calls a handler. `what` is NULL with an error set if it could not be made.
static bool turn_tell(myri_vm *vm, agent_turn *turn, PyObject *handler, PyObject *what)
{
    if (handler != NULL && what != NULL)
        return turn_settle(vm, turn, PyObject_CallOneArg(handler, what));
    if (what != NULL)
        return true; // nobody listens
    turn_fail(vm, turn);
    return false;
}

static bool turn_live(myri_vm *vm, agent_turn *turn, bool is_good)
{
    turn->calling = vm->live_name;
    return turn_end_call(vm, turn, is_good);
}

static void turn_event(myri_vm *vm, agent_turn *turn, myrpy_unit *agent, const myri_record *record)
{
    const myri_in_agent *in = (const myri_in_agent *)record;
    myr_value values[MYR_MAX_ARGS];
    PyObject *handler = NULL;
    uint32_t event = in->script_or_event;
    if (event >= vm->program->event_count ||
        in->value_count != vm->program->events[event].arg_count ||
        !myri_values(record, sizeof *in, in->value_count, values))
        return;
    if ((int32_t)event == vm->death_event && !turn_live(vm, turn, myrpy_live_end(agent)))
        return;
    turn->calling = PyTuple_GET_ITEM(vm->event_names, event);
    int found = myrpy_optional_attribute((PyObject *)agent, turn->calling, &handler);
    if (found == 0 && !myrpy_live_hears(agent, event))
        return;
    PyObject *told = found < 0 ? NULL : myrpy_event_make(vm, event, values, in->value_count);
    if (turn_tell(vm, turn, handler, told) && myrpy_live_hears(agent, event))
        turn_live(vm, turn, myrpy_live_hear(vm, agent, told));
    Py_XDECREF(told);
    Py_XDECREF(handler);
}

static void turn_message(myri_vm *vm, agent_turn *turn, myrpy_unit *agent,
                         const myri_record *record)
{
    const myri_in_message *in = (const myri_in_message *)record;
    PyObject *handler = NULL;
    turn->calling = vm->on_message_name;
    int found = myrpy_optional_attribute((PyObject *)agent, vm->on_message_name, &handler);
    if (found == 0 && !agent->has_live)
        return;
    PyObject *message =
        found < 0 ? NULL : myrpy_message_make(vm, in->sender, in + 1, in->payload_bytes);
    if (turn_tell(vm, turn, handler, message) && agent->has_live)
        turn_live(vm, turn, myrpy_live_receive(vm, agent, message));
    Py_XDECREF(message);
    Py_XDECREF(handler);
}

// First live(), the plan, then think(), the reflex: of two orders the last one holds.
static void turn_think(myri_vm *vm, agent_turn *turn, myrpy_unit *agent)
{
    vm->lease->job->thinks++;
    if (myrpy_live_is_due(agent) && !turn_live(vm, turn, myrpy_live_run(vm, agent)))
        return;
    if (!agent->has_think)
        return;
    PyObject *self = Py_NewRef((PyObject *)agent);
    turn->calling = vm->think_name;
    turn_settle(vm, turn, PyObject_VectorcallMethod(vm->think_name, &self, 1, NULL));
    Py_DECREF(self);
}

// ---------------------------------------------------------------------------------------- referee

static void turn_order(myri_vm *vm, agent_turn *turn, const myri_record *record)
{
    if (turn->orders == NULL)
        turn->orders = PyList_New(0);
    PyObject *order = turn->orders == NULL
                          ? NULL
                          : myrpy_order_create(vm, (uint32_t)PyList_GET_SIZE(turn->orders),
                                               (const myri_in_order *)record);
    if (order == NULL || PyList_Append(turn->orders, order) < 0)
        turn_fail(vm, turn);
    Py_XDECREF(order);
}

static void turn_start(myri_vm *vm, agent_turn *turn, myrpy_unit *agent)
{
    PyObject *start = NULL;
    turn->calling = vm->start_name;
    int found = myrpy_optional_attribute((PyObject *)agent, vm->start_name, &start);
    agent->has_started = true;
    if (found > 0)
        turn_settle(vm, turn, PyObject_CallNoArgs(start));
    else if (found < 0)
        turn_fail(vm, turn);
    Py_XDECREF(start);
}

// Rules that only listen to the player, or only make the map, leave the units' orders alone.
static void turn_allow_all(myri_vm *vm, agent_turn *turn)
{
    if (turn->orders != NULL && !myrpy_allow(vm, -1))
        turn_fail(vm, turn);
}

static void turn_referee(myri_vm *vm, agent_turn *turn, myrpy_unit *agent)
{
    vm->lease->job->thinks++;
    if (!agent->has_started) {
        turn_start(vm, turn, agent);
        return;
    }
    if (!agent->has_think) {
        turn_allow_all(vm, turn);
        return;
    }
    if (turn->orders == NULL)
        turn->orders = PyList_New(0);
    turn->calling = vm->referee_name;
    if (turn->orders == NULL) {
        turn_fail(vm, turn);
        return;
    }
    PyObject *args[] = {(PyObject *)agent, turn->orders};
    Py_INCREF(agent);
    turn_settle(vm, turn, PyObject_VectorcallMethod(vm->referee_name, args, 2, NULL));
    Py_DECREF(agent);
}

// ------------------------------------------------------------------------------------------ turns

// Garbage goes at fixed ticks, so that a __del__ runs in the same tick in every run; and at once
// when memory is short.
static void collect_garbage(myri_vm *vm)
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

// Ends an open turn; with another entity, its bracket begins at once.
static void turn_close(myri_vm *vm, agent_turn *turn, myr_entity next)
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

static void turn_open(myri_vm *vm, agent_turn *turn, myr_entity entity, bool is_new)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), false);
    bool is_pending = slot != NULL && slot->pending != 0;
    bool is_here = slot != NULL && slot->agent != NULL && slot->agent->being.entity == entity;
    bool is_skipped = !is_new && !is_pending && !is_here;
    turn_close(vm, turn, is_skipped || vm->is_collection_due ? MYR_ENTITY_NONE : entity);
    if (vm->is_collection_due) {
        collect_garbage(vm);
        if (!is_skipped)
            myri_think_begin(vm->lease->job, entity);
    }
    *turn = (agent_turn){.entity = entity, .is_skipped = is_skipped};
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
        agent_add(vm, turn, slot->pending - 1, NULL);
}

// The agent will be made when there is room.
static void add_later(myri_vm *vm, myr_entity entity, uint32_t script)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), true);
    if (slot != NULL)
        slot->pending = script + 1;
}

static void budget_note(myri_vm *vm, myr_entity entity, uint32_t budget_us)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), true);
    if (slot != NULL)
        slot->budget_us = budget_us;
}

// One agent's plain data, or the interpreter's own, for a save: in a bracket of its own, for it can
// be long; without the quota, for the save is not the script's.
static void run_save(myri_vm *vm, myr_entity entity)
{
    if (vm->is_tape_full)
        return;
    myrpy_account_unlimit(vm);
    myri_think_begin(vm->lease->job, entity);
    vm->is_tape_full = !myrpy_state_save(vm, entity);
    PyErr_Clear();
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

static void run_own_restore(myri_vm *vm, const myri_in_restore *in)
{
    myri_think_begin(vm->lease->job, MYR_ENTITY_NONE);
    if (!myrpy_own_restore(vm, in + 1, in->payload_bytes))
        PyErr_Clear();
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

// ADD and RESTORE.
static void run_arrival(myri_vm *vm, agent_turn *turn, const myri_record *record)
{
    const myri_in_agent *add = (const myri_in_agent *)record;
    const myri_in_restore *restore = (const myri_in_restore *)record;
    bool is_restored = record->kind == MYRI_IN_RESTORE;
    uint32_t script = is_restored ? restore->script : add->script_or_event;
    budget_note(vm, add->entity, is_restored ? restore->budget_us : add->budget_us);
    if (turn->entity != add->entity || !turn->is_open)
        turn_open(vm, turn, add->entity, true);
    if (turn->is_skipped)
        add_later(vm, add->entity, script);
    else if (!turn->is_over)
        agent_add(vm, turn, script, is_restored ? restore : NULL);
}

static myr_entity record_entity(const myri_record *record)
{
    return record->kind == MYRI_IN_MESSAGE ? ((const myri_in_message *)record)->entity
                                           : ((const myri_in_agent *)record)->entity;
}

// Behind all thinks. To an agent that is alive it is a turn, in which its commands count; one that
// was benched can still be looked at.
static void run_ask(myri_vm *vm, agent_turn *turn, const myri_in_ask *ask)
{
    if (!turn->is_open || turn->entity != ask->entity || turn->is_over)
        turn_open(vm, turn, ask->entity, false);
    if (turn->is_open && !turn->is_over && turn->agent != NULL) {
        PyObject *agent = Py_NewRef((PyObject *)turn->agent);
        myrpy_ask(vm, agent, ask);
        Py_DECREF(agent);
        return;
    }
    turn_close(vm, turn, MYR_ENTITY_NONE);
    *turn = (agent_turn){0};
    const myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(ask->entity), false);
    PyObject *object = slot != NULL ? Py_XNewRef(slot->benched) : NULL;
    if (object != NULL && ((myrpy_unit *)object)->being.entity != ask->entity)
        Py_CLEAR(object);
    myri_think_begin(vm->lease->job, ask->entity);
    myrpy_ask(vm, object, ask);
    Py_XDECREF(object);
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

static void run_record(myri_vm *vm, agent_turn *turn, const myri_record *record)
{
    myr_entity entity = record_entity(record);
    bool is_own = record->kind == MYRI_IN_RESTORE && entity == MYR_ENTITY_NONE;
    if (record->kind == MYRI_IN_DROP || record->kind == MYRI_IN_SAVE || is_own) {
        turn_close(vm, turn, MYR_ENTITY_NONE);
        *turn = (agent_turn){0};
        if (is_own)
            run_own_restore(vm, (const myri_in_restore *)record);
        else if (record->kind == MYRI_IN_SAVE)
            run_save(vm, entity);
        else
            agent_drop(vm, entity);
        return;
    }
    if (record->kind == MYRI_IN_ADD || record->kind == MYRI_IN_RESTORE) {
        run_arrival(vm, turn, record);
        return;
    }
    if (record->kind == MYRI_IN_ASK) {
        run_ask(vm, turn, (const myri_in_ask *)record);
        return;
    }
    if (turn->entity != entity)
        turn_open(vm, turn, entity, false);
    if (turn->is_skipped || turn->is_over)
        return;
    myrpy_unit *agent = turn->agent;
    if (agent == NULL)
        return;
    bool is_referee = vm->program->scripts[turn->script].role == MYR_ROLE_REFEREE;
    if (record->kind == MYRI_IN_EVENT)
        turn_event(vm, turn, agent, record);
    else if (record->kind == MYRI_IN_MESSAGE)
        turn_message(vm, turn, agent, record);
    else if (record->kind == MYRI_IN_ORDER)
        turn_order(vm, turn, record);
    else if (record->kind == MYRI_IN_THINK && is_referee)
        turn_referee(vm, turn, agent);
    else if (record->kind == MYRI_IN_THINK)
        turn_think(vm, turn, agent);
}

void myrpy_vm_run(myri_vm *vm, myri_lease *lease)
{
    pthread_mutex_lock(&vm->lock);
    myrpy_attach(vm, lease->worker);
    myrpy_account_limit(vm);
    vm->is_guarded = !vm->program->is_unguarded && !vm->program->is_debugged;
    vm->lease = lease;
    vm->view = &lease->view;
    vm->serial = ++vm->last_serial;
    vm->sample_ask = atomic_load_explicit(&lease->job->sample_ask, memory_order_relaxed);
    if (lease->code_serial != vm->code_serial)
        myrpy_reload(vm);
    vm->is_tape_full = false;
    agent_turn turn = {0};
    uint32_t offset = 0;
    bool is_broken = false;
    const myri_record *record;
    while (!atomic_load_explicit(&lease->job->is_cancelled, memory_order_relaxed) &&
           (record = myri_next(&lease->in, &offset, &is_broken)) != NULL)
        run_record(vm, &turn, record);
    turn_close(vm, &turn, MYR_ENTITY_NONE);
    if (lease->job->checkpoint_count > 0)
        myrpy_states_copy(vm, lease->job->checkpoint_count);
    if (vm->sample_count > 0)
        myrpy_samples_flush(vm);
    collect_garbage(vm);
    myrpy_state_trim(vm);
    vm->serial = 0;
    vm->view = NULL;
    vm->lease = NULL;
    vm->is_guarded = false;
    myrpy_account_unlimit(vm);
    int64_t used = vm->account.used;
    atomic_store_explicit(&lease->job->memory_bytes, used > 0 ? (uint64_t)used : 0,
                          memory_order_relaxed);
    myrpy_detach(vm);
    pthread_mutex_unlock(&vm->lock);
}
