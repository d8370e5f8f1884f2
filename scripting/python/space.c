// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// space.c: near(), nearest() and distance_to(): the snapshot's grid as methods of a unit.

#include "myrpy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_LIMIT 64u
#define NEAR_LIMIT_MAX 4096u

// Places of the keyword arguments that near() and nearest() share.
enum { FILTER_ENEMY, FILTER_ALLY, FILTER_KIND, FILTER_TEAM, FILTER_ROLE, FILTER_COUNT };
#define FILTER_NAMES "enemy", "ally", "kind", "team", "role"

static bool require_field(const char *function, int32_t field, const char *what)
{
    if (field >= 0)
        return true;
    PyErr_Format(PyExc_TypeError, "%s(): the units of this game have no %s", function, what);
    return false;
}

static bool position(const myri_vm *vm, const char *function, uint32_t row, float *x, float *y)
{
    const myri_program *program = vm->program;
    if (!require_field(function, program->field_x, "position") ||
        !require_field(function, program->field_y, "position"))
        return false;
    *x = ((const float *)vm->view->columns[program->field_x])[row];
    *y = ((const float *)vm->view->columns[program->field_y])[row];
    return true;
}

// The name in a keyword, plus 1; 0: none was given.
static bool name_fill(myri_vm *vm, const char *function, const char *name, int32_t field,
                      PyObject *given, int32_t *plus_1)
{
    myr_value value;
    *plus_1 = 0;
    if (given == NULL || given == Py_None)
        return true;
    if (!require_field(function, field, name) ||
        !myrpy_to_value(vm, function, name, MYR_NAME, given, &value))
        return false;
    *plus_1 = (int32_t)value.integer + 1;
    return true;
}

static bool filter_fill(myri_vm *vm, const char *function, PyObject *const *given,
                        myr_filter *filter)
{
    myr_value value;
    *filter = (myr_filter){0};
    if (given[FILTER_ENEMY] != NULL) {
        if (!myrpy_to_value(vm, function, "enemy", MYR_BOOL, given[FILTER_ENEMY], &value))
            return false;
        filter->only_enemies = value.integer != 0;
    }
    if (given[FILTER_ALLY] != NULL) {
        if (!myrpy_to_value(vm, function, "ally", MYR_BOOL, given[FILTER_ALLY], &value))
            return false;
        filter->only_allies = value.integer != 0;
    }
    if (!name_fill(vm, function, "kind", vm->program->field_kind, given[FILTER_KIND],
                   &filter->kind_plus_1) ||
        !name_fill(vm, function, "role", vm->program->field_role, given[FILTER_ROLE],
                   &filter->role_plus_1))
        return false;
    if (given[FILTER_TEAM] != NULL && given[FILTER_TEAM] != Py_None) {
        if (!myrpy_to_value(vm, function, "team", MYR_INT, given[FILTER_TEAM], &value))
            return false;
        if (value.integer < 0 || value.integer >= INT32_MAX) {
            PyErr_Format(PyExc_ValueError, "%s() argument 'team' is not a team: %lld", function,
                         (long long)value.integer);
            return false;
        }
        filter->team_plus_1 = (int32_t)value.integer + 1;
    }
    if (filter->only_enemies && filter->only_allies) {
        PyErr_Format(PyExc_ValueError, "%s(): nobody is both enemy and ally", function);
        return false;
    }
    bool needs_team = filter->only_enemies || filter->only_allies || filter->team_plus_1 != 0;
    return !needs_team || require_field(function, vm->program->field_team, "team");
}

static bool to_radius(myri_vm *vm, const char *function, const char *name, PyObject *object,
                      float *radius)
{
    myr_value value;
    if (PyFloat_CheckExact(object) && isinf(PyFloat_AS_DOUBLE(object)) &&
        PyFloat_AS_DOUBLE(object) > 0) {
        *radius = INFINITY; // the whole world
        return true;
    }
    if (!myrpy_to_value(vm, function, name, MYR_FLOAT, object, &value))
        return false;
    *radius = (float)value.number;
    return true;
}

// However far positions lie outside the world, the grid holds them inside: this reaches all of it.
static float reach(const myri_vm *vm, float radius)
{
    float whole = 4.0f * (vm->program->world_width + vm->program->world_height) + 1e6f;
    return radius < whole ? radius : whole;
}

static bool ensure_found(myri_vm *vm, uint32_t capacity)
{
    if (capacity <= vm->found_capacity)
        return true;
    myr_entity *found = realloc(vm->found, capacity * sizeof *found);
    if (found == NULL) {
        PyErr_NoMemory();
        return false;
    }
    vm->found = found;
    vm->found_capacity = capacity;
    return true;
}

static bool to_limit(myri_vm *vm, PyObject *object, uint32_t *limit)
{
    myr_value value;
    *limit = NEAR_LIMIT;
    if (object == NULL)
        return true;
    if (!myrpy_to_value(vm, "near", "limit", MYR_INT, object, &value))
        return false;
    if (value.integer < 1 || value.integer > NEAR_LIMIT_MAX) {
        PyErr_Format(PyExc_ValueError, "near() argument 'limit' must be 1 to %u, not %lld",
                     NEAR_LIMIT_MAX, (long long)value.integer);
        return false;
    }
    *limit = (uint32_t)value.integer;
    return true;
}

static PyObject *view_list(myri_vm *vm, uint32_t count)
{
    PyObject *list = PyList_New(count);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        PyObject *view = myrpy_view_get(vm, vm->found[i]);
        if (view == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, view);
    }
    return list;
}

static PyObject *unit_near(PyObject *object, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords)
{
    static const char *const names[] = {"radius", FILTER_NAMES, "limit", "within"};
    myrpy_being *self = (myrpy_being *)object;
    myri_vm *vm = self->vm;
    PyObject *slots[FILTER_COUNT + 3];
    myr_filter filter;
    float x, y, radius;
    uint32_t limit;
    if (!myrpy_bind("near", names, FILTER_COUNT + 3, 1, args, count, keywords, slots))
        return NULL;
    if ((slots[0] == NULL) == (slots[FILTER_COUNT + 2] == NULL)) {
        PyErr_SetString(PyExc_TypeError,
                        slots[0] == NULL ? "near() is missing its argument 'radius'"
                                         : "near() got both 'radius' and 'within': they are one");
        return NULL;
    }
    if (slots[0] == NULL)
        slots[0] = slots[FILTER_COUNT + 2];
    if (!myrpy_being_locate(self) || !to_radius(vm, "near", "radius", slots[0], &radius) ||
        !filter_fill(vm, "near", slots + 1, &filter) ||
        !to_limit(vm, slots[FILTER_COUNT + 1], &limit) ||
        !position(vm, "near", self->row, &x, &y) || !ensure_found(vm, limit))
        return NULL;
    return view_list(vm, myr_view_near(vm->view, self->entity, x, y, reach(vm, radius), &filter,
                                       vm->found, limit));
}

static PyObject *unit_nearest(PyObject *object, PyObject *const *args, Py_ssize_t count,
                              PyObject *keywords)
{
    static const char *const names[] = {"within", FILTER_NAMES};
    myrpy_being *self = (myrpy_being *)object;
    myri_vm *vm = self->vm;
    PyObject *slots[FILTER_COUNT + 1];
    myr_filter filter;
    float x, y, radius = INFINITY;
    if (!myrpy_bind("nearest", names, FILTER_COUNT + 1, 0, args, count, keywords, slots))
        return NULL;
    if (!myrpy_being_locate(self))
        return NULL;
    if (slots[0] != NULL && !to_radius(vm, "nearest", "within", slots[0], &radius))
        return NULL;
    if (!filter_fill(vm, "nearest", slots + 1, &filter) ||
        !position(vm, "nearest", self->row, &x, &y))
        return NULL;
    return myrpy_view_get(
        vm, myr_view_nearest(vm->view, self->entity, x, y, reach(vm, radius), &filter));
}

const char myrpy_units_doc[] = "units(kind=None, team=None)\n\n"
                               "Views of all units there are, by entity: the older first.";

PyObject *myrpy_units(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords)
{
    static const char *const names[] = {"kind", "team"};
    myri_vm *vm = ((myrpy_being *)self)->vm;
    PyObject *slots[FILTER_COUNT] = {NULL};
    myr_filter filter;
    if (!myrpy_bind("units", names, 2, 2, args, count, keywords, slots + FILTER_KIND))
        return NULL;
    if (vm->serial == 0)
        return PyErr_Format(PyExc_RuntimeError, "units can only be used during a think");
    if (!filter_fill(vm, "units", slots, &filter) ||
        !ensure_found(vm, myr_view_row_count(vm->view) + 1))
        return NULL;
    const myri_program *program = vm->program;
    const int32_t *kind = filter.kind_plus_1 == 0 ? NULL : vm->view->columns[program->field_kind];
    const int32_t *team = filter.team_plus_1 == 0 ? NULL : vm->view->columns[program->field_team];
    uint32_t found = 0;
    for (uint32_t i = 0; i < program->entity_capacity; i++) {
        uint32_t row = vm->view->row_of_index[i];
        if (row != MYRI_ROW_NONE && (kind == NULL || kind[row] + 1 == filter.kind_plus_1) &&
            (team == NULL || team[row] + 1 == filter.team_plus_1))
            vm->found[found++] = vm->view->entities[row];
    }
    return view_list(vm, found);
}

static PyObject *unit_distance_to(PyObject *object, PyObject *other)
{
    myrpy_being *self = (myrpy_being *)object;
    myri_vm *vm = self->vm;
    float x, y, other_x, other_y;
    if (!myrpy_is_being(vm, other)) {
        PyErr_Format(PyExc_TypeError,
                     "distance_to() argument 'other' must be a unit or a view of one, not %.100s",
                     other == Py_None ? "None" : Py_TYPE(other)->tp_name);
        return NULL;
    }
    if (!myrpy_being_locate(self) || !myrpy_being_locate((myrpy_being *)other) ||
        !position(vm, "distance_to", self->row, &x, &y) ||
        !position(vm, "distance_to", ((myrpy_being *)other)->row, &other_x, &other_y))
        return NULL;
    double dx = (double)other_x - (double)x, dy = (double)other_y - (double)y;
    return PyFloat_FromDouble(sqrt(dx * dx + dy * dy));
}

#define FAST (METH_FASTCALL | METH_KEYWORDS)
#define AS_METHOD(function) ((PyCFunction)(void (*)(void))(function))

PyMethodDef myrpy_space_methods[] = {
    {"near", AS_METHOD(unit_near), FAST,
     "near(radius, *, enemy=False, ally=False, kind=None, team=None, role=None, limit=64)\n\n"
     "Views of the units within a radius, nearest first; never this one."},
    {"nearest", AS_METHOD(unit_nearest), FAST,
     "nearest(*, within=inf, enemy=False, ally=False, kind=None, team=None, role=None)\n\n"
     "A view of the nearest such unit, or None."},
    {"units", AS_METHOD(myrpy_units), FAST, myrpy_units_doc},
    {"distance_to", unit_distance_to, METH_O,
     "distance_to(other)\n\nThe distance between the positions of two units."},
    {"teammates", AS_METHOD(myrpy_unit_teammates), FAST,
     "teammates(*, kind=None, role=None)\n\nViews of all others of the team, by their ids."},
    {"state", myrpy_unit_state, METH_NOARGS,
     "state()\n\nAll fields of this unit at once, in the order of the reference."},
    {"column", myrpy_unit_column, METH_O,
     "column(name)\n\nA field of all units at once, or their ids ('id'): read-only, for this "
     "think."},
    {"field", myrpy_unit_field, METH_O,
     "field(name)\n\nA field of the map, with what this unit can sense of it and do to it."},
    {"sleep", AS_METHOD(myrpy_unit_sleep), FAST,
     "sleep(seconds)\n\nTo be awaited in live(): waits so long, one tick at least."},
    {"until", AS_METHOD(myrpy_unit_until), FAST,
     "until(condition, *, timeout=None)\n\nTo be awaited in live(): waits until the function says "
     "something true, and answers with that."},
    {"message", AS_METHOD(myrpy_unit_message), FAST,
     "message(*, timeout=None)\n\nTo be awaited in live(): the next message that was not taken "
     "yet."},
    {"event", AS_METHOD(myrpy_unit_event), FAST,
     "event(name, ..., *, timeout=None)\n\nTo be awaited in live(): the next such event."},
    {"send", AS_METHOD(myrpy_send), FAST,
     "send(target, payload)\n\nSends a message to a unit, or to all others of a team by its "
     "number; it arrives at the next tick. The payload is None, a bool, int, float, str, bytes or "
     "a tuple of them."},
    {NULL, NULL, 0, NULL},
};
