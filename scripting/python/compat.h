// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// compat.h: one spelling for what CPython renamed between 3.11 and 3.14.

#pragma once

// Whether this CPython can run interpreters with a GIL each on threads of ours. 3.12 has the call,
// but its datetime and decimal abort the process.
#if PY_VERSION_HEX >= 0x030D0000 && !defined(Py_GIL_DISABLED)
#define MYRPY_HAS_THREADS 1
#else
#define MYRPY_HAS_THREADS 0
#endif

#if PY_VERSION_HEX < 0x030C0000
static inline PyObject *PyErr_GetRaisedException(void)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    if (type == NULL)
        return NULL;
    PyErr_NormalizeException(&type, &value, &trace);
    if (trace != NULL)
        PyException_SetTraceback(value, trace);
    Py_XDECREF(trace);
    Py_DECREF(type);
    return value;
}

static inline void PyErr_SetRaisedException(PyObject *exception)
{
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exception)), exception,
                  PyException_GetTraceback(exception));
}
#endif

// How deep a thread is in calls.
static inline int myrpy_depth(const PyThreadState *state)
{
#if PY_VERSION_HEX >= 0x030C0000
    return state->py_recursion_limit - state->py_recursion_remaining;
#else
    return state->recursion_limit - state->recursion_remaining;
#endif
}

// 1: found, 0: there is none, -1: an error is set.
static inline int myrpy_optional_attribute(PyObject *object, PyObject *name, PyObject **out)
{
#if PY_VERSION_HEX >= 0x030D0000
    return PyObject_GetOptionalAttr(object, name, out);
#else
    *out = PyObject_GetAttr(object, name);
    if (*out != NULL)
        return 1;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError))
        return -1;
    PyErr_Clear();
    return 0;
#endif
}
