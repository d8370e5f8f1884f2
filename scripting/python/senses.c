// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// senses.c: what a unit knows at once: itself, its team, a field of the map.

#include "myrpy.h"

#include <string.h>

PyObject *myrpy_unit_state(PyObject *self, PyObject *unused)
{
    (void)unused;
    myrpy_being *being = (myrpy_being *)self;
    if (!myrpy_being_locate(being))
        return NULL;
    myri_vm *vm = being->vm;
    PyObject *state = PyStructSequence_New(vm->state_type);
    for (uint32_t i = 0; state != NULL && i < vm->program->field_count; i++) {
        PyObject *value = myrpy_field_get(being, i);
        if (value == NULL)
            Py_CLEAR(state);
        else
            PyStructSequence_SetItem(state, i, value);
    }
    return state;
}

// ------------------------------------------------------------------------------------------- team

// What a member has to be in one of two columns; -1: anything.
typedef struct team_filter {
    const int32_t *teams, *kinds, *roles;
    int32_t team, kind, role;
} team_filter;

static bool name_wanted(myri_vm *vm, const char *name, int32_t field, PyObject *given,
                        const int32_t **column, int32_t *wanted)
{
    myr_value value;
    *wanted = -1;
    if (given == NULL || given == Py_None)
        return true;
    if (field < 0) {
        PyErr_Format(PyExc_TypeError, "teammates(): the units of this game have no %s", name);
        return false;
    }
    if (!myrpy_to_value(vm, "teammates", name, MYR_NAME, given, &value))
        return false;
    *column = vm->view->columns[field];
    *wanted = (int32_t)value.integer;
    return true;
}

static bool is_wanted(const team_filter *filter, uint32_t row)
{
    return filter->teams[row] == filter->team &&
           (filter->kind < 0 || filter->kinds[row] == filter->kind) &&
           (filter->role < 0 || filter->roles[row] == filter->role);
}

// By entity, which rows are not.
static PyObject *team_list(myri_vm *vm, uint32_t self_row, const team_filter *filter)
{
    PyObject *list = PyList_New(0);
    uint32_t left = vm->view->snapshot->row_count;
    for (uint32_t i = 0; list != NULL && left > 0 && i < vm->program->entity_capacity; i++) {
        uint32_t row = vm->view->row_of_index[i];
        if (row == MYRI_ROW_NONE)
            continue;
        left--;
        if (row == self_row || !is_wanted(filter, row))
            continue;
        PyObject *view = myrpy_view_get(vm, vm->view->entities[row]);
        if (view == NULL || PyList_Append(list, view) < 0)
            Py_CLEAR(list);
        Py_XDECREF(view);
    }
    return list;
}

PyObject *myrpy_unit_teammates(PyObject *self, PyObject *const *args, Py_ssize_t count,
                               PyObject *keywords)
{
    static const char *const names[] = {"kind", "role"};
    myrpy_being *being = (myrpy_being *)self;
    myri_vm *vm = being->vm;
    const myri_program *program = vm->program;
    PyObject *slots[2];
    team_filter filter = {0};
    if (!myrpy_bind("teammates", names, 2, 0, args, count, keywords, slots) ||
        !myrpy_being_locate(being))
        return NULL;
    if (program->field_team < 0) {
        PyErr_SetString(PyExc_TypeError, "teammates(): the units of this game have no team");
        return NULL;
    }
    filter.teams = vm->view->columns[program->field_team];
    filter.team = filter.teams[being->row];
    if (!name_wanted(vm, "kind", program->field_kind, slots[0], &filter.kinds, &filter.kind) ||
        !name_wanted(vm, "role", program->field_role, slots[1], &filter.roles, &filter.role))
        return NULL;
    return team_list(vm, being->row, &filter);
}

// -------------------------------------------------------------------------------- fields of the
// map

static bool takes_field(const myr_arg *args, uint32_t count)
{
    return count > 0 && args[0].type == MYR_NAME && strcmp(args[0].name, "field") == 0;
}

static bool name_append(PyObject *list, const char *name)
{
    PyObject *text = PyUnicode_FromString(name);
    bool is_done = text != NULL && PyList_Append(list, text) == 0;
    Py_XDECREF(text);
    return is_done;
}

bool myrpy_fields_init(myri_vm *vm)
{
    const myri_program *program = vm->program;
    PyObject *names = PyList_New(0);
    bool is_done = names != NULL;
    for (uint32_t i = 0; is_done && i < program->query_count; i++)
        if (takes_field(program->queries[i].args, program->queries[i].arg_count))
            is_done = name_append(names, program->queries[i].name);
    for (uint32_t i = 0; is_done && i < program->command_count; i++)
        if (myri_may_command(&program->commands[i], MYR_ROLE_UNIT) &&
            takes_field(program->commands[i].args, program->commands[i].arg_count))
            is_done = name_append(names, program->commands[i].name);
    is_done = is_done && myrpy_boot_call(vm, "field_methods", "(OO)", vm->unit_type, names);
    PyObject *module = is_done ? PyImport_ImportModule("myrmidon") : NULL;
    PyObject *type = PyDict_GetItemString(vm->boot, "Field");
    is_done = module != NULL && type != NULL && PyObject_SetAttrString(module, "Field", type) == 0;
    Py_XDECREF(module);
    Py_XDECREF(names);
    return is_done;
}

PyObject *myrpy_unit_field(PyObject *self, PyObject *name)
{
    myri_vm *vm = ((myrpy_being *)self)->vm;
    myr_value value;
    PyObject *type = PyDict_GetItemString(vm->boot, "Field");
    if (type == NULL || !myrpy_to_value(vm, "field", "name", MYR_NAME, name, &value))
        return NULL;
    return PyObject_CallFunctionObjArgs(type, self, name, NULL);
}
