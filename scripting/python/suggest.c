// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// suggest.c: ". Did you mean: 'nearest'?". Python's own suggestions lie in its traceback module
// (see traceback.c for why that is not used), so the closest name is looked for here.

#include "myrpy.h"

#include <string.h>

#define NAME_BYTES 40u
#define CANDIDATES_MAX 750

// Edits (insert, delete, replace, swap case counts half in Python; here an edit is an edit) between
// two short names.
static uint32_t distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    uint8_t row[NAME_BYTES + 1];
    for (size_t j = 0; j <= b_bytes; j++)
        row[j] = (uint8_t)j;
    for (size_t i = 1; i <= a_bytes; i++) {
        uint8_t diagonal = row[0];
        row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b_bytes; j++) {
            uint8_t replace = (uint8_t)(diagonal + (a[i - 1] != b[j - 1]));
            uint8_t insert = (uint8_t)(row[j - 1] + 1), delete = (uint8_t)(row[j] + 1);
            diagonal = row[j];
            row[j] = replace < insert ? replace : insert;
            row[j] = row[j] < delete ? row[j] : delete;
        }
    }
    return row[b_bytes];
}

typedef struct name_search {
    const char *wanted;
    size_t wanted_bytes;
    char best[NAME_BYTES + 1];
    uint32_t best_distance;
} name_search;

static void consider_text(name_search *search, const char *name, size_t bytes)
{
    if (bytes > NAME_BYTES || strcmp(name, search->wanted) == 0 ||
        (name[0] == '_') != (search->wanted[0] == '_'))
        return;
    uint32_t edits = distance(search->wanted, search->wanted_bytes, name, bytes);
    if (edits >= search->best_distance)
        return;
    search->best_distance = edits;
    snprintf(search->best, sizeof search->best, "%s", name);
}

static void consider(name_search *search, PyObject *candidate)
{
    Py_ssize_t bytes = 0;
    const char *name =
        PyUnicode_Check(candidate) ? PyUnicode_AsUTF8AndSize(candidate, &bytes) : NULL;
    if (name != NULL)
        consider_text(search, name, (size_t)bytes);
}

static void search_begin(name_search *search, const char *wanted, size_t bytes)
{
    *search = (name_search){.wanted = wanted, .wanted_bytes = bytes};
    search->best_distance = (uint32_t)(bytes + 5) / 3; // a third of it may be wrong
}

const char *myrpy_closest(const char *wanted, const char *const *names, uint32_t count)
{
    name_search search;
    size_t bytes = strlen(wanted);
    if (bytes < 2 || bytes > NAME_BYTES)
        return NULL;
    search_begin(&search, wanted, bytes);
    const char *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t before = search.best_distance;
        consider_text(&search, names[i], strlen(names[i]));
        best = search.best_distance < before ? names[i] : best;
    }
    return best;
}

static void consider_list(name_search *search, PyObject *names)
{
    if (names == NULL || !PyList_Check(names) || PyList_GET_SIZE(names) > CANDIDATES_MAX)
        return;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); i++)
        consider(search, PyList_GET_ITEM(names, i));
}

// The names that the deepest frame of the traceback can see.
static void consider_frame(name_search *search, PyObject *exception)
{
    PyTracebackObject *trace = (PyTracebackObject *)PyException_GetTraceback(exception);
    if (trace == NULL)
        return;
    PyTracebackObject *deepest = trace;
    while (deepest->tb_next != NULL)
        deepest = deepest->tb_next;
    PyObject *scopes[] = {PyFrame_GetLocals(deepest->tb_frame),
                          PyFrame_GetGlobals(deepest->tb_frame),
                          PyFrame_GetBuiltins(deepest->tb_frame)};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        PyObject *names = scopes[i] == NULL ? NULL : PyMapping_Keys(scopes[i]);
        consider_list(search, names);
        Py_XDECREF(names);
        Py_XDECREF(scopes[i]);
    }
    Py_DECREF(trace);
}

static PyObject *attribute(PyObject *exception, const char *name)
{
    PyObject *value = PyObject_GetAttrString(exception, name);
    PyErr_Clear();
    return value;
}

void myrpy_suggest(PyObject *exception, myrpy_text *out)
{
    bool is_attribute = PyErr_GivenExceptionMatches(exception, PyExc_AttributeError);
    if (!is_attribute && !PyErr_GivenExceptionMatches(exception, PyExc_NameError))
        return;
    PyObject *name = attribute(exception, "name");
    PyObject *object = is_attribute ? attribute(exception, "obj") : NULL;
    Py_ssize_t bytes = 0;
    name_search search = {.wanted = NULL};
    if (name != NULL && PyUnicode_Check(name))
        search.wanted = PyUnicode_AsUTF8AndSize(name, &bytes);
    if (search.wanted != NULL && bytes > 0 && bytes <= (Py_ssize_t)NAME_BYTES) {
        search_begin(&search, search.wanted, (size_t)bytes);
        if (object != NULL && object != Py_None) {
            PyObject *names = PyObject_Dir(object);
            consider_list(&search, names);
            Py_XDECREF(names);
        } else if (!is_attribute) {
            consider_frame(&search, exception);
        }
    }
    PyErr_Clear();
    if (search.best[0] != '\0')
        myrpy_text_add(out, ". Did you mean: '%s'?", search.best);
    Py_XDECREF(name);
    Py_XDECREF(object);
}
