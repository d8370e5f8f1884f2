// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ask.c: answers what a person asks of a unit: its attributes, or what a line of Python gives. The
// work is done in boot/ask.py; here it is bounded, and its outcome becomes text.

#include "myrpy.h"

#include <string.h>

// Room that an answer leaves for those who come after it.
#define SPARE_BYTES 4096u

static void answer(myri_vm *vm, const myri_in_ask *ask, bool is_error, const char *text)
{
    myri_tape *tape = &vm->lease->out.tape;
    uint32_t left = tape->capacity - tape->used;
    uint32_t most = left > 2 * SPARE_BYTES ? left - SPARE_BYTES : 0;
    most = most < MYRI_ANSWER_BYTES ? most : MYRI_ANSWER_BYTES;
    size_t bytes = myri_utf8_cut(text, strlen(text), most);
    myri_put_answer(tape, ask->serial, is_error, text, (uint32_t)bytes);
}

static void text_append(myrpy_text *out, PyObject *text)
{
    PyObject *bytes =
        text == NULL ? NULL : PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    if (bytes != NULL)
        myrpy_text_add(out, "%s", PyBytes_AS_STRING(bytes));
    else
        PyErr_Clear();
    Py_XDECREF(bytes);
}

// What a line has printed before it ended, however it did.
static void said_append(myri_vm *vm, myrpy_text *out)
{
    PyObject *function = PyDict_GetItemString(vm->boot, "take_said");
    PyObject *said = function == NULL ? NULL : PyObject_CallNoArgs(function);
    if (said == NULL)
        PyErr_Clear();
    text_append(out, said);
    Py_XDECREF(said);
}

static PyObject *ask_run(myri_vm *vm, PyObject *object, const myri_in_ask *ask)
{
    if (!vm->can_answer && !myrpy_text_run(vm, &vm->runtime->ask))
        return NULL;
    vm->can_answer = true;
    if (ask->kind == MYRI_ASK_INSPECT)
        return PyObject_CallOneArg(PyDict_GetItemString(vm->boot, "inspect"), object);
    PyObject *text = PyUnicode_DecodeUTF8((const char *)(ask + 1), ask->text_bytes, NULL);
    PyObject *args[] = {object, text};
    PyObject *done = text == NULL ? NULL
                                  : PyObject_Vectorcall(PyDict_GetItemString(vm->boot, "evaluate"),
                                                        args, 2, NULL);
    Py_XDECREF(text);
    return done;
}

void myrpy_ask(myri_vm *vm, PyObject *object, const myri_in_ask *ask)
{
    char buffer[MYRI_ANSWER_BYTES];
    myrpy_text text = {buffer, 0, sizeof buffer};
    buffer[0] = '\0';
    if (object == NULL) {
        answer(vm, ask, true, "it has no object: it was not made, or was benched");
        return;
    }
    PyObject *done = ask_run(vm, object, ask);
    bool is_error = done == NULL || vm->is_cut;
    // A line that was cut is a person's, and no strike of the unit.
    myrpy_report report;
    if (is_error)
        myrpy_report_fill(vm, &report);
    // A wait that nobody awaits is no slip here.
    vm->lost_wait = NULL;
    if (vm->can_answer && ask->kind == MYRI_ASK_EVALUATE)
        said_append(vm, &text);
    if (!is_error)
        text_append(&text, done);
    else if (report.source >= 0)
        myrpy_text_add(&text, "%s (%s:%u)", report.text, vm->edition->sources[report.source].path,
                       report.line);
    else
        myrpy_text_add(&text, "%s", report.text);
    Py_XDECREF(done);
    while (text.used > 0 && buffer[text.used - 1] == '\n')
        buffer[--text.used] = '\0';
    answer(vm, ask, is_error, buffer);
}
