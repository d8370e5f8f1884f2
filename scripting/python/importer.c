// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// importer.c: what the boot text asks of C: the packs' modules from memory, and game time.

#include "myrpy.h"

#include <marshal.h>

#include <string.h>

// The source of a module; -1: none. *is_package: other sources lie below that name.
static int32_t source_find(const myrpy_edition *edition, const char *name, bool *is_package)
{
    size_t bytes = strlen(name);
    int32_t found = -1;
    *is_package = false;
    for (uint32_t i = 0; i < edition->count; i++) {
        const char *module = edition->sources[i].module;
        if (strncmp(module, name, bytes) != 0)
            continue;
        if (module[bytes] == '\0')
            found = (int32_t)i;
        else if (module[bytes] == '.')
            *is_package = true;
    }
    return found;
}

// find(name): (path, is_package), or None if no pack has it. A package without a source of its own
// has the path of nothing.
static PyObject *find_module(PyObject *capsule, PyObject *name)
{
    myri_vm *vm = myrpy_vm_of(capsule);
    const char *utf8 = PyUnicode_AsUTF8(name);
    if (vm == NULL || utf8 == NULL)
        return NULL;
    if (vm->edition == NULL)
        Py_RETURN_NONE; // between two systems
    bool is_package;
    int32_t source = source_find(vm->edition, utf8, &is_package);
    if (source < 0 && !is_package)
        Py_RETURN_NONE;
    const char *path = source < 0 ? utf8 : vm->edition->sources[source].path;
    return Py_BuildValue("(sO)", path, is_package ? Py_True : Py_False);
}

static void raise_broken(const myrpy_source *source)
{
    PyObject *arguments =
        Py_BuildValue("(s(sIOO))", source->error, source->path, source->line, Py_None, Py_None);
    if (arguments != NULL)
        PyErr_SetObject(PyExc_SyntaxError, arguments);
    Py_XDECREF(arguments);
}

// load(name): the module's code, and the key of its text.
static PyObject *load_module(PyObject *capsule, PyObject *name)
{
    myri_vm *vm = myrpy_vm_of(capsule);
    const char *utf8 = PyUnicode_AsUTF8(name);
    if (vm == NULL || utf8 == NULL)
        return NULL;
    bool is_package;
    int32_t found = vm->edition == NULL ? -1 : source_find(vm->edition, utf8, &is_package);
    if (found < 0)
        return Py_BuildValue("(NK)", Py_CompileString("", "<myrmidon>", Py_file_input), 0ULL);
    const myrpy_source *source = &vm->edition->sources[found];
    if (source->code == NULL) {
        raise_broken(source);
        return NULL;
    }
    return Py_BuildValue(
        "(NK)", PyMarshal_ReadObjectFromString(source->code, (Py_ssize_t)source->code_bytes),
        (unsigned long long)source->key);
}

// Outside a lease it is the beginning of time.
static PyObject *clock_read(PyObject *capsule, PyObject *unused)
{
    (void)unused;
    myri_vm *vm = myrpy_vm_of(capsule);
    return PyFloat_FromDouble(vm->view == NULL ? 0.0 : vm->view->snapshot->time_s);
}

static PyObject *clock_read_ns(PyObject *capsule, PyObject *unused)
{
    (void)unused;
    myri_vm *vm = myrpy_vm_of(capsule);
    return PyLong_FromDouble(vm->view == NULL ? 0.0 : vm->view->snapshot->time_s * 1e9);
}

// place(): where a message says that the script is.
static PyObject *place_read(PyObject *capsule, PyObject *unused)
{
    (void)unused;
    char text[256];
    myri_vm *vm = myrpy_vm_of(capsule);
    if (vm->edition == NULL)
        return PyUnicode_FromString("a script");
    myrpy_place_text(vm, text, sizeof text);
    return PyUnicode_FromString(text);
}

// order_end(wait): another order of its unit ends it.
static PyObject *order_end(PyObject *capsule, PyObject *object)
{
    const myri_vm *vm = myrpy_vm_of(capsule);
    if (Py_TYPE(object) != vm->wait_type)
        return PyErr_Format(PyExc_TypeError, "order_end() takes a wait");
    ((myrpy_wait *)object)->is_of_order = true;
    return Py_NewRef(object);
}

static PyObject *event_type(PyObject *capsule, PyObject *name)
{
    const myri_vm *vm = myrpy_vm_of(capsule);
    for (uint32_t i = 0; i < vm->program->event_count; i++)
        if (PyUnicode_CompareWithASCIIString(name, vm->program->events[i].name) == 0)
            return Py_NewRef(PyTuple_GET_ITEM(vm->record_types, i));
    Py_RETURN_NONE;
}

// text_of(path): a source; None: no pack has it.
static PyObject *text_read(PyObject *capsule, PyObject *path)
{
    myri_vm *vm = myrpy_vm_of(capsule);
    const char *utf8 = PyUnicode_AsUTF8(path);
    if (utf8 == NULL)
        return NULL;
    int32_t source = vm->edition == NULL ? -1 : myrpy_source_by_path(vm->edition, utf8);
    if (source < 0)
        Py_RETURN_NONE;
    return PyUnicode_DecodeUTF8(vm->edition->sources[source].text,
                                (Py_ssize_t)vm->edition->sources[source].text_bytes, "replace");
}

// paths(): of all sources.
static PyObject *paths_read(PyObject *capsule, PyObject *unused)
{
    (void)unused;
    const myrpy_edition *edition = myrpy_vm_of(capsule)->edition;
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && edition != NULL && i < edition->count; i++) {
        PyObject *path = PyUnicode_FromString(edition->sources[i].path);
        if (path == NULL || PyList_Append(list, path) < 0)
            Py_CLEAR(list);
        Py_XDECREF(path);
    }
    return list;
}

// debug_say(text): a debugger's words.
static PyObject *debug_say(PyObject *capsule, PyObject *text)
{
    myri_vm *vm = myrpy_vm_of(capsule);
    Py_ssize_t bytes = 0;
    const char *utf8 = PyUnicode_AsUTF8AndSize(text, &bytes);
    if (utf8 == NULL)
        return NULL;
    if (vm->lease != NULL && vm->lease->debug != NULL) {
        Py_BEGIN_ALLOW_THREADS;
        vm->lease->debug(vm->lease, vm->speaker, utf8, (uint32_t)bytes, NULL);
        Py_END_ALLOW_THREADS;
    }
    Py_RETURN_NONE;
}

// debug_ask(): a person's line; None: there is nobody.
static PyObject *debug_ask(PyObject *capsule, PyObject *unused)
{
    (void)unused;
    char line[MYRI_DEBUG_LINE] = "";
    bool is_answered = false;
    myri_vm *vm = myrpy_vm_of(capsule);
    if (vm->lease != NULL && vm->lease->debug != NULL) {
        Py_BEGIN_ALLOW_THREADS;
        is_answered = vm->lease->debug(vm->lease, vm->speaker, "", 0, line);
        Py_END_ALLOW_THREADS;
    }
    if (!is_answered)
        Py_RETURN_NONE;
    line[sizeof line - 1] = '\0';
    return PyUnicode_DecodeUTF8(line, (Py_ssize_t)strlen(line), "replace");
}

PyMethodDef myrpy_importer_methods[] = {
    {"order_end", order_end, METH_O, NULL},
    {"event_type", event_type, METH_O, NULL},
    {"find", find_module, METH_O, NULL},
    {"load", load_module, METH_O, NULL},
    {"text_of", text_read, METH_O, NULL},
    {"paths", paths_read, METH_NOARGS, NULL},
    {"debug_say", debug_say, METH_O, NULL},
    {"debug_ask", debug_ask, METH_NOARGS, NULL},
    {"place", place_read, METH_NOARGS, "The line of the pack that is running."},
    {"clock", clock_read, METH_NOARGS, "Game time in seconds."},
    {"clock_ns", clock_read_ns, METH_NOARGS, "Game time in nanoseconds."},
    {NULL, NULL, 0, NULL},
};
