// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// failure.c: a Python error becomes plain text, before the lease ends: its kind, the deepest line
// of the pack, one line of text, a traceback. Nothing here may fail, not even without memory; an
// object that cannot be printed is said to be so.

#include "myrpy.h"

#include <stdarg.h>
#include <string.h>

void myrpy_text_add(myrpy_text *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t room = out->capacity - out->used;
    int wanted = vsnprintf(out->text + out->used, room, format, arguments);
    va_end(arguments);
    if (wanted > 0)
        out->used += (size_t)wanted < room ? (size_t)wanted : room - 1;
}

// "ZeroDivisionError", "ant.Lost".
static void add_type_name(PyObject *exception, myrpy_text *out)
{
    PyTypeObject *type = Py_TYPE(exception);
    PyObject *name = PyObject_GetAttrString((PyObject *)type, "__qualname__");
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__");
    const char *name_text = name != NULL && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
    const char *module_text =
        module != NULL && PyUnicode_Check(module) ? PyUnicode_AsUTF8(module) : NULL;
    PyErr_Clear();
    if (module_text != NULL && strcmp(module_text, "builtins") != 0)
        myrpy_text_add(out, "%.120s.", module_text);
    myrpy_text_add(out, "%.120s", name_text != NULL ? name_text : type->tp_name);
    Py_XDECREF(name);
    Py_XDECREF(module);
}

void myrpy_exception_text(PyObject *exception, myrpy_text *out)
{
    if (exception == NULL)
        return;
    add_type_name(exception, out);
    PyObject *text = PyObject_Str(exception);
    const char *utf8 = text == NULL ? NULL : PyUnicode_AsUTF8(text);
    if (utf8 == NULL) {
        PyErr_Clear();
        myrpy_text_add(out, ": (its text cannot be had)");
    } else if (utf8[0] != '\0') {
        myrpy_text_add(out, ": %s", utf8);
    }
    Py_XDECREF(text);
    myrpy_suggest(exception, out);
}

// A source that does not compile has its report already: which it is, or -1.
static int32_t broken_source(const myri_vm *vm, PyObject *exception)
{
    if (!PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError))
        return -1;
    PyObject *path = PyObject_GetAttrString(exception, "filename");
    const char *utf8 = path != NULL && PyUnicode_Check(path) ? PyUnicode_AsUTF8(path) : NULL;
    int32_t source = utf8 == NULL ? -1 : myrpy_source_by_path(vm->edition, utf8);
    PyErr_Clear();
    Py_XDECREF(path);
    return source >= 0 && vm->edition->sources[source].code == NULL ? source : -1;
}

static void describe(myri_vm *vm, PyObject *exception, myrpy_report *report)
{
    myrpy_text text = {report->text, 0, sizeof report->text};
    myrpy_text traceback = {report->traceback, 0, sizeof report->traceback};
    int32_t broken = broken_source(vm, exception);
    if (broken >= 0) {
        const myrpy_source *source = &vm->edition->sources[broken];
        report->source = broken;
        report->line = source->line;
        report->column = source->column;
        report->end_column = source->end_column;
        myrpy_text_add(&text, "%s", source->error);
        myrpy_text_add(&traceback, "%s", source->traceback);
        return;
    }
    myrpy_exception_text(exception, &text);
    myrpy_traceback_add(vm, exception, &traceback, report);
}

void myrpy_report_fill(myri_vm *vm, myrpy_report *report)
{
    PyObject *exception = PyErr_GetRaisedException();
    *report = (myrpy_report){.kind = MYR_FAILURE_RAISED, .source = -1};
    myrpy_account_spare(vm);
    // From here on nothing of the script runs under the interrupt's trace: what is printed of a
    // think that was cut is the interrupt's own error alone.
    bool is_cut = vm->is_cut;
    myrpy_interrupt_clear(vm);
    if (is_cut && (exception == NULL || !PyErr_GivenExceptionMatches(exception, vm->interrupted))) {
        Py_XDECREF(exception);
        exception = PyObject_CallFunction(vm->interrupted, "s", "the think took too long");
    }
    if (exception != NULL)
        describe(vm, exception, report);
    else
        PyErr_Clear();
    if (exception != NULL && PyErr_GivenExceptionMatches(exception, PyExc_MemoryError))
        report->kind = MYR_FAILURE_MEMORY;
    // CPython 3.13.0 forgets to say so when there is no room for another Python frame.
    if (vm->account.is_refused && exception != NULL &&
        PyErr_GivenExceptionMatches(exception, PyExc_SystemError)) {
        report->kind = MYR_FAILURE_MEMORY;
        snprintf(report->text, sizeof report->text, "MemoryError: too many calls within calls");
    }
    vm->is_collection_due = vm->is_collection_due || report->kind == MYR_FAILURE_MEMORY;
    if (vm->is_cut || is_cut) {
        report->kind = MYR_FAILURE_CUT;
        if (vm->cut_source >= 0) {
            report->source = vm->cut_source;
            report->line = vm->cut_line;
            report->column = report->end_column = 0;
        }
    }
    // One line, whatever the script put into its message.
    report->text[strcspn(report->text, "\r\n")] = '\0';
    Py_XDECREF(exception);
    PyErr_Clear();
}
