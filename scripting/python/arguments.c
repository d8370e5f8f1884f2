// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arguments.c: positional and keyword arguments sorted into places, with the errors that Python
// itself would give.

#include "myrpy.h"

#include <stdio.h>

static bool bind_keyword(const char *function, const char *const *names, uint32_t name_count,
                         PyObject *keyword, PyObject *object, PyObject **slots)
{
    for (uint32_t i = 0; i < name_count; i++) {
        if (PyUnicode_CompareWithASCIIString(keyword, names[i]) != 0)
            continue;
        if (slots[i] != NULL) {
            PyErr_Format(PyExc_TypeError, "%s() got two values for argument '%s'", function,
                         names[i]);
            return false;
        }
        slots[i] = object;
        return true;
    }
    char hint[64] = "";
    const char *utf8 = PyUnicode_AsUTF8(keyword);
    const char *near = utf8 == NULL ? NULL : myrpy_closest(utf8, names, name_count);
    PyErr_Clear();
    if (near != NULL)
        snprintf(hint, sizeof hint, ". Did you mean: '%.40s'?", near);
    PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'%s", function,
                 keyword, hint);
    return false;
}

bool myrpy_bind(const char *function, const char *const *names, uint32_t name_count,
                uint32_t positional, PyObject *const *args, Py_ssize_t count, PyObject *keywords,
                PyObject **slots)
{
    if (count > (Py_ssize_t)positional) {
        PyErr_Format(PyExc_TypeError, "%s() takes %u positional argument%s, %zd given", function,
                     positional, positional == 1 ? "" : "s", count);
        return false;
    }
    for (uint32_t i = 0; i < name_count; i++)
        slots[i] = (Py_ssize_t)i < count ? args[i] : NULL;
    Py_ssize_t keyword_count = keywords == NULL ? 0 : PyTuple_GET_SIZE(keywords);
    for (Py_ssize_t i = 0; i < keyword_count; i++)
        if (!bind_keyword(function, names, name_count, PyTuple_GET_ITEM(keywords, i),
                          args[count + i], slots))
            return false;
    return true;
}
