// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// agents.c: the classes of scripts, and the objects of agents: made, given their plain data back,
// dropped.

#include "turn.h"

#include <stdlib.h>
#include <string.h>

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
static void class_break(myri_vm *vm, const myrpy_turn *turn, myrpy_class *class)
{
    myrpy_report report;
    myrpy_turn_report(vm, turn, &report);
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
static PyObject *class_get(myri_vm *vm, myrpy_turn *turn, uint32_t script)
{
    if (!classes_init(vm)) {
        myrpy_turn_fail(vm, turn);
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

void myrpy_agent_add(myri_vm *vm, myrpy_turn *turn, uint32_t script, const myri_in_restore *in)
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
    myrpy_turn_fail(vm, turn);
    if (slot != NULL && !turn->is_benched)
        slot->pending = script + 1; // once more, at its next think
}

void myrpy_agent_drop(myri_vm *vm, myr_entity entity)
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

void myrpy_agent_add_later(myri_vm *vm, myr_entity entity, uint32_t script)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), true);
    if (slot != NULL)
        slot->pending = script + 1;
}

void myrpy_agent_budget(myri_vm *vm, myr_entity entity, uint32_t budget_us)
{
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), true);
    if (slot != NULL)
        slot->budget_us = budget_us;
}
