// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// referee.c: the referee's commands whose form is not a plain call (myr_form): what it writes in one
// line becomes one or several commands with fixed arguments.

#include "myrpy.h"

#include <string.h>

static const myr_command *row_of(const myri_vm *vm, uint32_t command)
{
    return &vm->program->commands[command];
}

// A referee whose commands were cut off in the middle would leave a world that nobody meant.
static bool put(myri_vm *vm, uint32_t command, const myr_value *values)
{
    if (myri_writer_command(&vm->lease->out, command, values, row_of(vm, command)->arg_count))
        return true;
    PyErr_Format(PyExc_RuntimeError,
                 "%s(): the referee gave more commands in one tick than there is room for (%u)",
                 row_of(vm, command)->name, vm->program->command_capacity);
    return false;
}

// ------------------------------------------------------------------------------------------ fields

static bool unknown_field(const myri_vm *vm, const char *function, PyObject *name)
{
    char known[768] = "";
    myrpy_text text = {known, 0, sizeof known};
    for (uint32_t i = 0; i < vm->program->field_count; i++)
        if (vm->program->fields[i].is_settable)
            myrpy_text_add(&text, "%s%s", text.used == 0 ? "" : ", ", vm->program->fields[i].name);
    PyErr_Format(PyExc_TypeError, "%s(): '%U' is no field that can be set: there are %s", function,
                 name, known);
    return false;
}

static bool field_put(myri_vm *vm, const char *function, uint32_t command, myr_entity target,
                      PyObject *name, PyObject *object)
{
    const myri_program *program = vm->program;
    uint32_t i = 0;
    while (i < program->field_count &&
           (!program->fields[i].is_settable ||
            PyUnicode_CompareWithASCIIString(name, program->fields[i].name) != 0))
        i++;
    if (i == program->field_count)
        return unknown_field(vm, function, name);
    const myr_field *field = &program->fields[i];
    myr_value value, values[4] = {
        {.type = MYR_ENTITY, .entity = target},
        {.type = MYR_INT, .integer = i},
        {.type = MYR_FLOAT},
        {.type = MYR_ENTITY},
    };
    if (!myrpy_to_value(vm, function, field->name, field->type, object, &value))
        return false;
    if (field->type == MYR_ENTITY)
        values[3].entity = value.entity;
    else
        values[2].number = field->type == MYR_FLOAT ? value.number : (double)value.integer;
    if (field->type == MYR_INT && (value.integer < INT32_MIN || value.integer > INT32_MAX)) {
        PyErr_Format(PyExc_OverflowError, "%s() argument '%s' does not fit in 32 bits", function,
                     field->name);
        return false;
    }
    return put(vm, command, values);
}

static PyObject *call_set(myri_vm *vm, uint32_t command, PyObject *const *args, Py_ssize_t count,
                          PyObject *keywords)
{
    const char *function = row_of(vm, command)->name;
    myr_value target;
    if (count != 1)
        return PyErr_Format(PyExc_TypeError,
                            "%s() takes a unit, then fields by name: %s(unit, hp=5)", function,
                            function);
    if (!myrpy_to_value(vm, function, row_of(vm, command)->args[0].name, MYR_ENTITY, args[0],
                        &target))
        return NULL;
    Py_ssize_t field_count = keywords == NULL ? 0 : PyTuple_GET_SIZE(keywords);
    for (Py_ssize_t i = 0; i < field_count; i++)
        if (!field_put(vm, function, command, target.entity, PyTuple_GET_ITEM(keywords, i),
                       args[count + i]))
            return NULL;
    Py_RETURN_NONE;
}

// ------------------------------------------------------------------------------------------- spawn

static uint32_t find_form(const myri_vm *vm, myr_form form)
{
    uint32_t i = 0;
    while (i < vm->program->command_count && row_of(vm, i)->form != form)
        i++;
    return i;
}

static bool is_argument(const myr_command *row, uint32_t declared, PyObject *name)
{
    for (uint32_t i = 0; i < declared; i++)
        if (PyUnicode_CompareWithASCIIString(name, row->args[i].name) == 0)
            return true;
    return false;
}

// Sorts the declared arguments into values, but the last, which is the number of the new one.
static bool spawn_values(myri_vm *vm, const myr_command *row, PyObject *const *args,
                         Py_ssize_t count, PyObject *keywords, myr_value *values)
{
    uint32_t declared = row->arg_count - 1;
    PyObject *given[MYR_MAX_ARGS] = {NULL};
    if (count > (Py_ssize_t)declared) {
        PyErr_Format(PyExc_TypeError, "%s() takes %u positional arguments, %zd given", row->name,
                     declared, count);
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        given[i] = args[i];
    Py_ssize_t named = keywords == NULL ? 0 : PyTuple_GET_SIZE(keywords);
    for (Py_ssize_t k = 0; k < named; k++)
        for (uint32_t i = (uint32_t)count; i < declared; i++)
            if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, k),
                                                 row->args[i].name) == 0)
                given[i] = args[count + k];
    for (uint32_t i = 0; i < declared; i++) {
        if (given[i] == NULL) {
            PyErr_Format(PyExc_TypeError, "%s() is missing its argument '%s'", row->name,
                         row->args[i].name);
            return false;
        }
        if (!myrpy_to_value(vm, row->name, row->args[i].name, row->args[i].type, given[i],
                            &values[i]))
            return false;
    }
    return true;
}

static PyObject *call_spawn(myri_vm *vm, uint32_t command, PyObject *const *args, Py_ssize_t count,
                            PyObject *keywords)
{
    const myr_command *row = row_of(vm, command);
    myr_value values[MYR_MAX_ARGS];
    if (!spawn_values(vm, row, args, count, keywords, values))
        return NULL;
    uint32_t number = ++vm->new_count, set = find_form(vm, MYR_FORM_SET);
    values[row->arg_count - 1] = (myr_value){.type = MYR_INT, .integer = number};
    if (!put(vm, command, values))
        return NULL;
    Py_ssize_t named = keywords == NULL ? 0 : PyTuple_GET_SIZE(keywords);
    for (Py_ssize_t k = 0; k < named; k++) {
        PyObject *name = PyTuple_GET_ITEM(keywords, k);
        if (is_argument(row, row->arg_count - 1, name))
            continue;
        if (set == vm->program->command_count)
            return PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'",
                                row->name, name);
        if (!field_put(vm, row->name, set, myr_entity_make(number, 0), name, args[count + k]))
            return NULL;
    }
    return myrpy_new_create(vm, number);
}

// ------------------------------------------------------------------------------------ tell, allow

static PyObject *unknown_event(const myri_vm *vm, const char *function, PyObject *name)
{
    char known[512] = "";
    myrpy_text text = {known, 0, sizeof known};
    for (uint32_t i = 0; i < vm->program->command_count; i++)
        if (row_of(vm, i)->form == MYR_FORM_TELL)
            myrpy_text_add(&text, "%s'%s'", text.used == 0 ? "" : ", ",
                           vm->program->events[row_of(vm, i)->event].name);
    return PyErr_Format(PyExc_ValueError, "%s() argument 'event': unknown event %R: known are %s",
                        function, name, known);
}

static uint32_t tell_find(const myri_vm *vm, PyObject *name)
{
    uint32_t i = 0;
    for (; i < vm->program->command_count; i++)
        if (row_of(vm, i)->form == MYR_FORM_TELL && PyUnicode_Check(name) &&
            PyUnicode_CompareWithASCIIString(
                name, vm->program->events[row_of(vm, i)->event].name) == 0)
            break;
    return i;
}

static PyObject *call_tell(myri_vm *vm, uint32_t command, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords)
{
    const char *function = row_of(vm, command)->name;
    if (count < 2 || keywords != NULL)
        return PyErr_Format(PyExc_TypeError,
                            "%s() takes a unit, the name of an event and what it tells, in order",
                            function);
    uint32_t tell = tell_find(vm, args[1]);
    if (tell == vm->program->command_count)
        return unknown_event(vm, function, args[1]);
    const myr_command *row = row_of(vm, tell);
    if (count - 1 != (Py_ssize_t)row->arg_count)
        return PyErr_Format(PyExc_TypeError, "%s(): the event %R tells %u values, %zd given",
                            function, args[1], row->arg_count - 1, count - 2);
    myr_value values[MYR_MAX_ARGS];
    for (uint32_t i = 0; i < row->arg_count; i++)
        if (!myrpy_to_value(vm, function, row->args[i].name, row->args[i].type,
                            args[i == 0 ? 0 : i + 1], &values[i]))
            return NULL;
    if (!put(vm, tell, values))
        return NULL;
    Py_RETURN_NONE;
}

bool myrpy_allow(myri_vm *vm, int64_t index)
{
    uint32_t allow = find_form(vm, MYR_FORM_ALLOW);
    const myr_value value = {.type = MYR_INT, .integer = index};
    return allow == vm->program->command_count || put(vm, allow, &value);
}

static PyObject *call_allow(myri_vm *vm, uint32_t command, PyObject *const *args, Py_ssize_t count,
                            PyObject *keywords)
{
    int64_t index = -1;
    if (count > 1 || keywords != NULL)
        return PyErr_Format(PyExc_TypeError, "%s() takes an order, or nothing to allow all",
                            row_of(vm, command)->name);
    if (count == 1 && !myrpy_order_index(vm, args[0], &index))
        return PyErr_Format(PyExc_TypeError, "%s() argument must be an order, not %.100s",
                            row_of(vm, command)->name, Py_TYPE(args[0])->tp_name);
    if (!myrpy_allow(vm, index))
        return NULL;
    Py_RETURN_NONE;
}

PyObject *myrpy_referee_call(myri_vm *vm, uint32_t command, PyObject *const *args,
                             Py_ssize_t count, PyObject *keywords)
{
    switch (row_of(vm, command)->form) {
    case MYR_FORM_SET:
        return call_set(vm, command, args, count, keywords);
    case MYR_FORM_SPAWN:
        return call_spawn(vm, command, args, count, keywords);
    case MYR_FORM_TELL:
        return call_tell(vm, command, args, count, keywords);
    case MYR_FORM_ALLOW:
        return call_allow(vm, command, args, count, keywords);
    case MYR_FORM_CALL:
        break;
    }
    return PyErr_Format(PyExc_SystemError, "a command of a form that is unknown");
}
