// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// importer.c: what the boot text asks of C: the packs' modules from memory, and game time.

#include "myrpy.h"

#include <marshal.h>

#include <string.h>

// The source of a module; -1: none. *is_package: other sources lie below that name.
static int32_t source_find(const myri_program *program, const char *name, bool *is_package)
{
    size_t bytes = strlen(name);
    int32_t found = -1;
    *is_package = false;
    for (uint32_t i = 0; i < program->source_count; i++) {
        const char *module = program->sources[i].module;
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
    if (vm->program == NULL)
        Py_RETURN_NONE; // between two systems
    bool is_package;
    int32_t source = source_find(vm->program, utf8, &is_package);
    if (source < 0 && !is_package)
        Py_RETURN_NONE;
    const char *path = source < 0 ? utf8 : vm->program->sources[source].path;
    return Py_BuildValue("(sO)", path, is_package ? Py_True : Py_False);
}

static void raise_broken(const myri_program *program, const myrpy_code *code, int32_t source)
{
    PyObject *arguments = Py_BuildValue("(s(sIOO))", code->text, program->sources[source].path,
                                        code->line, Py_None, Py_None);
    if (arguments != NULL)
        PyErr_SetObject(PyExc_SyntaxError, arguments);
    Py_XDECREF(arguments);
}

// load(name): the module's code.
static PyObject *load_module(PyObject *capsule, PyObject *name)
{
    myri_vm *vm = myrpy_vm_of(capsule);
    const char *utf8 = PyUnicode_AsUTF8(name);
    if (vm == NULL || utf8 == NULL)
        return NULL;
    bool is_package;
    int32_t source = vm->program == NULL ? -1 : source_find(vm->program, utf8, &is_package);
    if (source < 0)
        return Py_CompileString("", "<myrmidon>", Py_file_input);
    const myrpy_code *code = &vm->runtime->codes[source];
    if (code->code == NULL) {
        raise_broken(vm->program, code, source);
        return NULL;
    }
    return PyMarshal_ReadObjectFromString(code->code, (Py_ssize_t)code->code_bytes);
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
    if (vm->program == NULL)
        return PyUnicode_FromString("a script");
    myrpy_place_text(vm, text, sizeof text);
    return PyUnicode_FromString(text);
}

PyMethodDef myrpy_importer_methods[] = {
    {"find", find_module, METH_O, NULL},
    {"load", load_module, METH_O, NULL},
    {"place", place_read, METH_NOARGS, "The line of the pack that is running."},
    {"clock", clock_read, METH_NOARGS, "Game time in seconds."},
    {"clock_ns", clock_read_ns, METH_NOARGS, "Game time in nanoseconds."},
    {NULL, NULL, 0, NULL},
};
