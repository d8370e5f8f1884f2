// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// being.c: what a unit and a view have in common: an entity, resolved against the current lease's
// snapshot at each read, and getters that index its columns.

#include "being.h"
#include "clock.h"

#include <string.h>

int32_t myrpy_row(const myri_vm *vm, myr_entity entity)
{
    const myr_view *view = vm->view;
    uint32_t index = myr_entity_index(entity);
    if (index >= vm->program->entity_capacity)
        return -1;
    uint32_t row = view->row_of_index[index];
    return row != MYRI_ROW_NONE && view->entities[row] == entity ? (int32_t)row : -1;
}

void myrpy_entity_text(myr_entity entity, char *text, size_t capacity)
{
    if (myr_entity_generation(entity) == 1)
        snprintf(text, capacity, "%u", myr_entity_index(entity));
    else
        snprintf(text, capacity, "%u.%u", myr_entity_index(entity), myr_entity_generation(entity));
}

static bool require_lease(const myri_vm *vm)
{
    if (vm->serial != 0)
        return true;
    PyErr_SetString(PyExc_RuntimeError, "units can only be used during a think");
    return false;
}

bool myrpy_being_find(myrpy_being *being)
{
    myri_vm *vm = being->vm;
    if (!require_lease(vm))
        return false;
    int32_t row = myrpy_row(vm, being->entity);
    if (row < 0) {
        char text[32];
        myrpy_entity_text(being->entity, text, sizeof text);
        PyErr_Format(vm->dead_unit, "unit %s is dead", text);
        return false;
    }
    being->row = (uint32_t)row;
    being->serial = vm->serial;
    return true;
}

// ---------------------------------------------------------------------------------------- columns

#define COLUMN(type) ((const type *)being->vm->view->columns[(uintptr_t)closure])[being->row]

static PyObject *get_bool(PyObject *self, void *closure)
{
    myrpy_being *being = (myrpy_being *)self;
    return myrpy_being_locate(being) ? PyBool_FromLong(COLUMN(uint8_t)) : NULL;
}

static PyObject *get_int(PyObject *self, void *closure)
{
    myrpy_being *being = (myrpy_being *)self;
    return myrpy_being_locate(being) ? PyLong_FromLong(COLUMN(int32_t)) : NULL;
}

static PyObject *get_float(PyObject *self, void *closure)
{
    myrpy_being *being = (myrpy_being *)self;
    return myrpy_being_locate(being) ? PyFloat_FromDouble((double)COLUMN(float)) : NULL;
}

static PyObject *get_name(PyObject *self, void *closure)
{
    myrpy_being *being = (myrpy_being *)self;
    return myrpy_being_locate(being) ? myrpy_name_text(being->vm, COLUMN(int32_t)) : NULL;
}

static PyObject *get_entity(PyObject *self, void *closure)
{
    myrpy_being *being = (myrpy_being *)self;
    return myrpy_being_locate(being) ? myrpy_view_get(being->vm, COLUMN(myr_entity)) : NULL;
}

PyObject *myrpy_field_get(myrpy_being *being, uint32_t field)
{
    getter get = myrpy_field_getter(being->vm->program->fields[field].type);
    return get((PyObject *)being, (void *)(uintptr_t)field);
}

getter myrpy_field_getter(myr_type type)
{
    switch (type) {
    case MYR_BOOL:
        return get_bool;
    case MYR_INT:
        return get_int;
    case MYR_FLOAT:
        return get_float;
    case MYR_NAME:
        return get_name;
    case MYR_ENTITY:
        return get_entity;
    default:
        return NULL;
    }
}

// -------------------------------------------------------------------------------------- built-ins

PyObject *myrpy_get_id(PyObject *self, void *unused)
{
    (void)unused;
    return PyLong_FromUnsignedLongLong(((myrpy_being *)self)->entity);
}

PyObject *myrpy_get_is_alive(PyObject *self, void *unused)
{
    (void)unused;
    myrpy_being *being = (myrpy_being *)self;
    if (!require_lease(being->vm))
        return NULL;
    return PyBool_FromLong(myrpy_row(being->vm, being->entity) >= 0);
}

PyObject *myrpy_get_tick(PyObject *self, void *unused)
{
    (void)unused;
    myri_vm *vm = ((myrpy_being *)self)->vm;
    return require_lease(vm) ? myrpy_tick_get(vm) : NULL;
}

PyObject *myrpy_get_time(PyObject *self, void *unused)
{
    (void)unused;
    myri_vm *vm = ((myrpy_being *)self)->vm;
    return require_lease(vm) ? PyFloat_FromDouble(vm->view->snapshot->time_s) : NULL;
}

PyObject *myrpy_get_dt(PyObject *self, void *unused)
{
    (void)unused;
    myri_vm *vm = ((myrpy_being *)self)->vm;
    return require_lease(vm) ? PyFloat_FromDouble(1.0 / vm->program->tick_rate_hz) : NULL;
}

// In lockstep a constant: what a script decides by it must not depend on a clock.
PyObject *myrpy_get_budget_left(PyObject *self, void *unused)
{
    (void)unused;
    const myri_vm *vm = ((myrpy_being *)self)->vm;
    if (!require_lease(vm))
        return NULL;
    int64_t budget_us = vm->program->think_limit_us;
    if (!vm->lease->job->is_timed)
        return PyFloat_FromDouble((double)budget_us * 1e-6);
    if (vm->budget_us > 0 && vm->budget_us < budget_us)
        budget_us = vm->budget_us;
    int64_t begin_ns =
        atomic_load_explicit(&vm->lease->job->think_started_ns, memory_order_relaxed);
    int64_t left_ns = budget_us * 1000 - (myri_now_ns() - begin_ns);
    return PyFloat_FromDouble(left_ns > 0 ? (double)left_ns * 1e-9 : 0.0);
}

// Neighbouring seeds and neighbouring entities must not give neighbouring streams.
static uint64_t mix(uint64_t seed, uint64_t entity)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15u * (entity + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

PyObject *myrpy_get_random(PyObject *self, void *unused)
{
    (void)unused;
    myrpy_unit *unit = (myrpy_unit *)self;
    myri_vm *vm = unit->being.vm;
    if (unit->random != NULL)
        return Py_NewRef(unit->random);
    if (!require_lease(vm))
        return NULL;
    if (vm->random_class == NULL) {
        PyObject *module = PyImport_ImportModule("random");
        if (module != NULL)
            vm->random_class = PyObject_GetAttrString(module, "Random");
        Py_XDECREF(module);
        if (vm->random_class == NULL)
            return NULL;
    }
    unsigned long long seed = mix(vm->program->seed, unit->being.entity);
    unit->random = PyObject_CallFunction(vm->random_class, "K", seed);
    return Py_XNewRef(unit->random);
}

#define COMMANDS_NAMED 8u // in a message

int myrpy_refuse_set(PyObject *self, PyObject *value, void *closure)
{
    (void)value;
    const myri_vm *vm = ((myrpy_being *)self)->vm;
    if (!require_lease(vm))
        return -1;
    const myri_program *program = vm->program;
    uintptr_t index = (uintptr_t)closure;
    const char *name = index >= MYRPY_BUILTIN_CLOSURE
                           ? myrpy_builtins[index - MYRPY_BUILTIN_CLOSURE].name
                           : program->fields[index].name;
    char commands[256] = "none are declared";
    myrpy_text text = {commands, 0, sizeof commands};
    uint32_t named = 0;
    for (uint32_t i = 0; i < program->command_count && named <= COMMANDS_NAMED; i++) {
        if (!myri_may_command(&program->commands[i], MYR_ROLE_UNIT))
            continue;
        const char *command = program->commands[i].name;
        if (named++ < COMMANDS_NAMED)
            myrpy_text_add(&text, "%s%s()", named == 1 ? "" : ", ", command);
        else
            myrpy_text_add(&text, " ...");
    }
    PyErr_Format(PyExc_AttributeError,
                 "'%s' is read-only: a script changes the world by commands of its own unit (%s)",
                 name, commands);
    return -1;
}

// --------------------------------------------------------------------------------------- identity

// <soldier 17 (team 0)>, as far as the schema has those fields.
PyObject *myrpy_being_repr(PyObject *self)
{
    myrpy_being *being = (myrpy_being *)self;
    myri_vm *vm = being->vm;
    char id[32];
    myrpy_entity_text(being->entity, id, sizeof id);
    if (vm->serial == 0)
        return PyUnicode_FromFormat("<unit %s>", id);
    int32_t row = myrpy_row(vm, being->entity);
    if (row < 0)
        return PyUnicode_FromFormat("<dead unit %s>", id);
    const myri_program *program = vm->program;
    const char *kind = "unit";
    if (program->field_kind >= 0) {
        int32_t name = ((const int32_t *)vm->view->columns[program->field_kind])[row];
        if (name >= 0 && (uint32_t)name < program->name_count)
            kind = program->names[name];
    }
    if (program->field_team < 0)
        return PyUnicode_FromFormat("<%s %s>", kind, id);
    int team = ((const int32_t *)vm->view->columns[program->field_team])[row];
    return PyUnicode_FromFormat("<%s %s (team %d)>", kind, id, team);
}

Py_hash_t myrpy_being_hash(PyObject *self)
{
    Py_hash_t hash = (Py_hash_t)(((myrpy_being *)self)->entity % 0x1fffffffffffffffu);
    return hash == -1 ? -2 : hash;
}

PyObject *myrpy_being_compare(PyObject *self, PyObject *other, int operation)
{
    myrpy_being *being = (myrpy_being *)self;
    if ((operation != Py_EQ && operation != Py_NE) || !myrpy_is_being(being->vm, other))
        Py_RETURN_NOTIMPLEMENTED;
    bool is_same = being->entity == ((myrpy_being *)other)->entity;
    return PyBool_FromLong(is_same == (operation == Py_EQ));
}
