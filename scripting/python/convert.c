// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// convert.c: values between Python and the schema's types. What a script passes is input: every
// conversion can fail, and its message names function, argument and what was expected.

#include "myrpy.h"

#include <math.h>
#include <string.h>

static bool wrong_type(const char *function, const char *name, const char *expected,
                       PyObject *object)
{
    PyErr_Format(PyExc_TypeError, "%s() argument '%s' must be %s, not %.100s", function, name,
                 expected, object == Py_None ? "None" : Py_TYPE(object)->tp_name);
    return false;
}

static bool to_bool(const char *function, const char *name, PyObject *object, myr_value *value)
{
    if (!PyBool_Check(object))
        return wrong_type(function, name, "True or False", object);
    value->integer = object == Py_True;
    return true;
}

static bool to_int(const char *function, const char *name, PyObject *object, myr_value *value)
{
    if (!PyIndex_Check(object))
        return wrong_type(function, name, "an int", object);
    PyObject *number = PyNumber_Index(object);
    if (number == NULL)
        return false;
    int overflow = 0;
    value->integer = PyLong_AsLongLongAndOverflow(number, &overflow);
    Py_DECREF(number);
    if (overflow != 0) {
        PyErr_Format(PyExc_OverflowError, "%s() argument '%s' does not fit in 64 bits", function,
                     name);
        return false;
    }
    return !(value->integer == -1 && PyErr_Occurred());
}

// An int that no float can hold says so by itself, but not where.
static bool float_error(const char *function, const char *name)
{
    if (PyErr_ExceptionMatches(PyExc_OverflowError))
        PyErr_Format(PyExc_OverflowError, "%s() argument '%s' is too large for a float", function,
                     name);
    return false;
}

static bool to_float(const char *function, const char *name, PyObject *object, myr_value *value)
{
    if (PyFloat_CheckExact(object)) {
        value->number = PyFloat_AS_DOUBLE(object);
    } else {
        const PyNumberMethods *numbers = Py_TYPE(object)->tp_as_number;
        if (numbers == NULL || (numbers->nb_float == NULL && numbers->nb_index == NULL))
            return wrong_type(function, name, "a number", object);
        value->number = PyFloat_AsDouble(object);
        if (value->number == -1.0 && PyErr_Occurred())
            return float_error(function, name);
    }
    if (isfinite(value->number))
        return true;
    PyErr_Format(PyExc_ValueError, "%s() argument '%s' must be finite, not %s", function, name,
                 isnan(value->number) ? "nan"
                 : value->number > 0  ? "inf"
                                      : "-inf");
    return false;
}

static bool unknown_name(const myri_vm *vm, const char *function, const char *name,
                         PyObject *object)
{
    const myri_program *program = vm->program;
    char known[512] = "";
    myrpy_text text = {known, 0, sizeof known};
    for (uint32_t i = 0; i < program->name_count && i < 24; i++)
        myrpy_text_add(&text, "%s'%s'", i == 0 ? "" : ", ", program->names[i]);
    const char *utf8 = PyUnicode_AsUTF8(object);
    const char *near = utf8 == NULL ? NULL
                                    : myrpy_closest(utf8, (const char *const *)program->names,
                                                    program->name_count);
    PyErr_Clear();
    char hint[64] = "";
    if (near != NULL)
        snprintf(hint, sizeof hint, ". Did you mean: '%.40s'?", near);
    PyErr_Format(PyExc_ValueError, "%s() argument '%s': unknown name '%U': known are %s%s%s",
                 function, name, object, known, program->name_count > 24 ? ", ..." : "", hint);
    return false;
}

static bool to_name(const myri_vm *vm, const char *function, const char *name, PyObject *object,
                    myr_value *value)
{
    if (!PyUnicode_Check(object))
        return wrong_type(function, name, "a str", object);
    PyObject *index = PyDict_GetItemWithError(vm->name_index, object);
    if (index == NULL)
        return PyErr_Occurred() ? false : unknown_name(vm, function, name, object);
    value->integer = PyLong_AsLongLong(index);
    return true;
}

static bool to_text(const char *function, const char *name, PyObject *object, myr_value *value)
{
    if (!PyUnicode_Check(object))
        return wrong_type(function, name, "a str", object);
    Py_ssize_t bytes;
    value->text = PyUnicode_AsUTF8AndSize(object, &bytes);
    if (value->text == NULL) {
        if (PyErr_ExceptionMatches(PyExc_UnicodeError))
            PyErr_Format(PyExc_ValueError,
                         "%s() argument '%s' has half a surrogate pair, which is no text", function,
                         name);
        return false;
    }
    if (bytes > INT32_MAX) {
        PyErr_Format(PyExc_ValueError, "%s() argument '%s' is too long", function, name);
        return false;
    }
    value->text_bytes = (uint32_t)bytes;
    return true;
}

bool myrpy_to_value(myri_vm *vm, const char *function, const char *name, myr_type type,
                    PyObject *object, myr_value *value)
{
    value->type = (uint32_t)type;
    value->text_bytes = 0;
    switch (type) {
    case MYR_BOOL:
        return to_bool(function, name, object, value);
    case MYR_INT:
        return to_int(function, name, object, value);
    case MYR_FLOAT:
        return to_float(function, name, object, value);
    case MYR_NAME:
        return to_name(vm, function, name, object, value);
    case MYR_TEXT:
        return to_text(function, name, object, value);
    case MYR_ENTITY:
        if (myrpy_new_entity(vm, object, &value->entity))
            return true;
        if (object != Py_None && !myrpy_is_being(vm, object))
            return wrong_type(function, name, "a unit, a view of one or None", object);
        value->entity = object == Py_None ? MYR_ENTITY_NONE : ((const myrpy_being *)object)->entity;
        return true;
    default:
        PyErr_Format(PyExc_SystemError, "%s() argument '%s' has a type that arguments cannot have",
                     function, name);
        return false;
    }
}

PyObject *myrpy_name_text(const myri_vm *vm, int64_t name)
{
    if (name < 0 || name >= PyList_GET_SIZE(vm->names))
        return PyUnicode_FromStringAndSize(NULL, 0); // the host's "no name"
    return Py_NewRef(PyList_GET_ITEM(vm->names, name));
}

static PyObject *point_list(const myr_value *value)
{
    PyObject *list = PyList_New(value->text_bytes);
    for (uint32_t i = 0; list != NULL && i < value->text_bytes; i++) {
        PyObject *point = Py_BuildValue("(dd)", (double)value->points[2 * (size_t)i],
                                        (double)value->points[2 * (size_t)i + 1]);
        if (point == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, point);
    }
    return list;
}

PyObject *myrpy_from_value(myri_vm *vm, const myr_value *value)
{
    switch ((myr_type)value->type) {
    case MYR_BOOL:
        return PyBool_FromLong(value->integer != 0);
    case MYR_INT:
        return PyLong_FromLongLong(value->integer);
    case MYR_FLOAT:
        return PyFloat_FromDouble(value->number);
    case MYR_NAME:
        return myrpy_name_text(vm, value->integer);
    case MYR_ENTITY:
        return myrpy_view_get(vm, value->entity);
    case MYR_TEXT:
        return PyUnicode_DecodeUTF8(value->text, value->text_bytes, "replace");
    case MYR_POINT:
        return Py_BuildValue("(dd)", (double)value->point[0], (double)value->point[1]);
    case MYR_POINTS:
        return point_list(value);
    default:
        Py_RETURN_NONE;
    }
}
