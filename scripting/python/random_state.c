// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// random_state.c: where in its stream a random generator is, out and in. The methods are those of
// the C class, taken before any script ran, so that nothing here calls what a script has changed.

#include "myrpy.h"

#include <string.h>

#define WORD_COUNT 625 // 624 of state, and the position in it

enum { CLASS, SHARED, GETSTATE, SETSTATE };

// Borrowed; NULL: the module is not there. No error is set.
static PyObject *part(const myri_vm *vm, int which)
{
    PyObject *list = vm->boot == NULL ? NULL : PyDict_GetItemString(vm->boot, "generators");
    if (list == NULL || !PyList_Check(list) || PyList_GET_SIZE(list) <= which)
        return NULL;
    return PyList_GET_ITEM(list, which);
}

bool myrpy_is_random(const myri_vm *vm, PyObject *object)
{
    return (PyObject *)Py_TYPE(object) == part(vm, CLASS);
}

PyObject *myrpy_random_shared(const myri_vm *vm)
{
    return part(vm, SHARED);
}

static bool words_read(PyObject *state, uint8_t *out)
{
    if (state == NULL || !PyTuple_Check(state) || PyTuple_GET_SIZE(state) != WORD_COUNT)
        return false;
    for (Py_ssize_t i = 0; i < WORD_COUNT; i++) {
        uint32_t word = (uint32_t)PyLong_AsUnsignedLongMask(PyTuple_GET_ITEM(state, i));
        memcpy(out + i * sizeof word, &word, sizeof word);
    }
    return !PyErr_Occurred();
}

bool myrpy_random_copy(const myri_vm *vm, PyObject *object, uint8_t out[MYRI_RANDOM_BYTES])
{
    PyObject *getstate = part(vm, GETSTATE);
    PyObject *state = getstate == NULL ? NULL : PyObject_CallOneArg(getstate, object);
    bool is_done = words_read(state, out);
    Py_XDECREF(state);
    PyObject *own = is_done ? PyObject_GenericGetDict(object, NULL) : NULL;
    PyObject *gauss = own == NULL ? NULL : PyDict_GetItemString(own, "gauss_next");
    bool has_gauss = gauss != NULL && PyFloat_CheckExact(gauss);
    double number = has_gauss ? PyFloat_AS_DOUBLE(gauss) : 0.0;
    out[WORD_COUNT * 4] = has_gauss;
    memcpy(out + WORD_COUNT * 4 + 1, &number, sizeof number);
    Py_XDECREF(own);
    PyErr_Clear();
    return is_done;
}

static PyObject *words_make(const uint8_t *bytes)
{
    PyObject *state = PyTuple_New(WORD_COUNT);
    for (Py_ssize_t i = 0; state != NULL && i < WORD_COUNT; i++) {
        uint32_t word;
        memcpy(&word, bytes + i * sizeof word, sizeof word);
        PyObject *number = PyLong_FromUnsignedLong(word);
        if (number == NULL)
            Py_CLEAR(state);
        else
            PyTuple_SET_ITEM(state, i, number);
    }
    return state;
}

bool myrpy_random_set(const myri_vm *vm, PyObject *object, const uint8_t bytes[MYRI_RANDOM_BYTES])
{
    PyObject *setstate = part(vm, SETSTATE);
    if (setstate == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the module random is not loaded");
        return false;
    }
    double number;
    memcpy(&number, bytes + WORD_COUNT * 4 + 1, sizeof number);
    PyObject *state = words_make(bytes);
    PyObject *done =
        state == NULL ? NULL : PyObject_CallFunctionObjArgs(setstate, object, state, NULL);
    PyObject *own = done == NULL ? NULL : PyObject_GenericGetDict(object, NULL);
    PyObject *gauss = bytes[WORD_COUNT * 4] != 0 ? PyFloat_FromDouble(number) : Py_NewRef(Py_None);
    bool is_done =
        own != NULL && gauss != NULL && PyDict_SetItemString(own, "gauss_next", gauss) == 0;
    Py_XDECREF(state);
    Py_XDECREF(done);
    Py_XDECREF(own);
    Py_XDECREF(gauss);
    return is_done;
}

PyObject *myrpy_random_make(const myri_vm *vm, const uint8_t bytes[MYRI_RANDOM_BYTES])
{
    if (part(vm, CLASS) == NULL) {
        PyObject *module = PyImport_ImportModule("random");
        Py_XDECREF(module);
    }
    PyObject *type = part(vm, CLASS);
    if (type == NULL) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_RuntimeError, "the module random cannot be loaded");
        return NULL;
    }
    PyObject *object = PyObject_CallFunction(type, "i", 0);
    if (object != NULL && !myrpy_random_set(vm, object, bytes))
        Py_CLEAR(object);
    return object;
}
