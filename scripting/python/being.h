// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// being.h: the getters behind the properties of units and views.

#pragma once

#include "myrpy.h"

// The getter of a column's type; the closure is the field's index. NULL: no such column.
getter myrpy_field_getter(myr_type type);
// The built-in properties.
PyObject *myrpy_get_id(PyObject *self, void *unused);
PyObject *myrpy_get_is_alive(PyObject *self, void *unused);
PyObject *myrpy_get_tick(PyObject *self, void *unused);
PyObject *myrpy_get_time(PyObject *self, void *unused);
PyObject *myrpy_get_dt(PyObject *self, void *unused);
PyObject *myrpy_get_budget_left(PyObject *self, void *unused);
PyObject *myrpy_get_random(PyObject *self, void *unused);
// The setter of them all: says that the property is read-only. The closure is a field's index, or
// MYRPY_BUILTIN_CLOSURE plus a built-in's.
#define MYRPY_BUILTIN_CLOSURE 1024u
int myrpy_refuse_set(PyObject *self, PyObject *value, void *closure);
