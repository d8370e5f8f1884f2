// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// prints.c: sys.stdout and sys.stderr of an interpreter: text is gathered until its line ends and
// then lies in the tape, under the agent that printed it.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct stream {
    PyObject_HEAD myri_vm *vm;
} stream;

static bool line_append(myri_vm *vm, const char *text, size_t bytes)
{
    if (vm->line_bytes + bytes > vm->line_capacity) {
        size_t capacity = (vm->line_bytes + bytes) * 2 + 64;
        char *grown = realloc(vm->line_text, capacity);
        if (grown == NULL) {
            PyErr_NoMemory();
            return false;
        }
        vm->line_text = grown;
        vm->line_capacity = (uint32_t)capacity;
    }
    memcpy(vm->line_text + vm->line_bytes, text, bytes);
    vm->line_bytes += (uint32_t)bytes;
    return true;
}

void myrpy_prints_flush(myri_vm *vm)
{
    if (vm->line_bytes != 0 && vm->is_writing)
        myri_writer_print(&vm->lease->out, vm->line_text, vm->line_bytes);
    vm->line_bytes = 0;
}

static bool write_text(myri_vm *vm, const char *text, size_t bytes)
{
    // More than an agent may print is not kept; the writer still counts what it is given.
    size_t most = (size_t)vm->program->print_bytes + 1;
    while (bytes > 0) {
        const char *end = memchr(text, '\n', bytes);
        size_t length = end == NULL ? bytes : (size_t)(end - text);
        size_t room = vm->line_bytes < most ? most - vm->line_bytes : 0;
        if (!line_append(vm, text, length < room ? length : room))
            return false;
        if (end == NULL)
            return true;
        if (vm->line_bytes == 0 && vm->is_writing)
            myri_writer_print(&vm->lease->out, "", 0);
        myrpy_prints_flush(vm);
        text = end + 1;
        bytes -= length + 1;
    }
    return true;
}

static PyObject *stream_write(PyObject *self, PyObject *object)
{
    myri_vm *vm = ((stream *)self)->vm;
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "write() argument must be str, not %.100s",
                     Py_TYPE(object)->tp_name);
        return NULL;
    }
    // Lone surrogates are text for a script and none for the host.
    PyObject *encoded = PyUnicode_AsEncodedString(object, "utf-8", "backslashreplace");
    if (encoded == NULL)
        return NULL;
    bool is_done = !vm->is_writing ||
                   write_text(vm, PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
    return is_done ? PyLong_FromSsize_t(PyUnicode_GET_LENGTH(object)) : NULL;
}

static PyObject *stream_flush(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    Py_RETURN_NONE; // a record is a whole line
}

static PyObject *stream_is_terminal(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    Py_RETURN_FALSE;
}

static PyObject *stream_is_writable(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    Py_RETURN_TRUE;
}

static PyObject *get_encoding(PyObject *self, void *text)
{
    (void)self;
    return PyUnicode_FromString(text);
}

static void stream_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

bool myrpy_stream_type_init(myri_vm *vm, PyObject *module)
{
    static PyMethodDef methods[] = {
        {"write", stream_write, METH_O, NULL},
        {"flush", stream_flush, METH_NOARGS, NULL},
        {"isatty", stream_is_terminal, METH_NOARGS, NULL},
        {"writable", stream_is_writable, METH_NOARGS, NULL},
        {NULL, NULL, 0, NULL},
    };
    static PyGetSetDef properties[] = {
        {"encoding", get_encoding, NULL, NULL, "utf-8"},
        {"errors", get_encoding, NULL, NULL, "backslashreplace"},
        {NULL, NULL, NULL, NULL, NULL},
    };
    PyType_Slot slots[] = {
        {Py_tp_doc, "What scripts print goes to the host, line by line."},
        {Py_tp_methods, methods},
        {Py_tp_getset, properties},
        {Py_tp_dealloc, stream_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.Prints",
        .basicsize = sizeof(stream),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    vm->stream_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return vm->stream_type != NULL;
}

PyObject *myrpy_stream_create(myri_vm *vm)
{
    stream *object = PyObject_New(stream, vm->stream_type);
    if (object != NULL)
        object->vm = vm;
    return (PyObject *)object;
}
