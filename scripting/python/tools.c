// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tools.c: what helps to write scripts, said in Python (boot/reference.py, boot/check.py) and run
// in the main interpreter. Both start from the stub, so that they know whatever it knows. No source
// is run, only parsed, as every source is before a game.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct tool_call {
    const myri_program *program;
    const char *text;   // the tool
    const char *wanted; // the reference's
    void (*write)(void *, const char *, size_t);
    void (*found)(void *, const myr_finding *);
    void *user;
    bool (*take)(struct tool_call *call, PyObject *result);
    bool is_done;
    myr_error *error;
} tool_call;

typedef struct stub_text {
    char *text;
    size_t used, capacity;
    bool is_broken;
} stub_text;

static void stub_add(void *user, const char *text, size_t bytes)
{
    stub_text *stub = user;
    if (stub->capacity - stub->used < bytes) {
        size_t capacity = 2 * stub->capacity + bytes + 4096;
        char *grown = realloc(stub->text, capacity);
        stub->is_broken = stub->is_broken || grown == NULL;
        if (grown == NULL)
            return;
        stub->text = grown;
        stub->capacity = capacity;
    }
    memcpy(stub->text + stub->used, text, bytes);
    stub->used += bytes;
}

static PyObject *stub_object(const myri_program *program)
{
    stub_text stub = {0};
    PyObject *text = NULL;
    if (myrpy_stub(program, stub_add, &stub) && !stub.is_broken)
        text = PyUnicode_DecodeUTF8(stub.text, (Py_ssize_t)stub.used, "replace");
    else
        PyErr_NoMemory();
    free(stub.text);
    return text;
}

// Takes over `item`; false: an error is set.
static bool list_add(PyObject *list, PyObject *item)
{
    bool is_added = item != NULL && PyList_Append(list, item) == 0;
    Py_XDECREF(item);
    return is_added;
}

static bool add_name_args(PyObject *list, const char *name, const myr_arg *args, uint32_t count)
{
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < count; i++)
        if (args[i].type == MYR_NAME)
            is_good = list_add(list, PyUnicode_FromFormat("%s.%s", name, args[i].name));
    return is_good;
}

// Which arguments are names of the world: "near.kind", "deposit.field".
static PyObject *name_args(const myri_program *program)
{
    PyObject *list = PyList_New(0);
    bool is_good = list != NULL && list_add(list, PyUnicode_FromString("near.kind")) &&
                   list_add(list, PyUnicode_FromString("nearest.kind"));
    for (uint32_t i = 0; is_good && i < program->query_count; i++)
        is_good = add_name_args(list, program->queries[i].name, program->queries[i].args,
                                program->queries[i].arg_count);
    for (uint32_t i = 0; is_good && i < program->command_count; i++)
        is_good = add_name_args(list, program->commands[i].name, program->commands[i].args,
                                program->commands[i].arg_count);
    if (!is_good)
        Py_CLEAR(list);
    return list;
}

static PyObject *source_rows(const myri_program *program)
{
    PyObject *list = PyList_New(0);
    bool is_good = list != NULL;
    for (uint32_t i = 0; is_good && i < program->source_count; i++) {
        const myri_source *source = &program->sources[i];
        is_good = list_add(list, Py_BuildValue("(ssy#)", source->module, source->path, source->text,
                                               (Py_ssize_t)source->text_bytes));
    }
    if (!is_good)
        Py_CLEAR(list);
    return list;
}

static PyObject *script_rows(const myri_program *program)
{
    PyObject *list = PyList_New(0);
    bool is_good = list != NULL;
    for (uint32_t i = 0; is_good && i < program->script_count; i++)
        is_good = list_add(
            list, Py_BuildValue("(ss)", program->scripts[i].module, program->scripts[i].name));
    if (!is_good)
        Py_CLEAR(list);
    return list;
}

static PyObject *name_rows(const myri_program *program)
{
    PyObject *list = PyList_New(0);
    bool is_good = list != NULL;
    for (uint32_t i = 0; is_good && i < program->name_count; i++)
        is_good = list_add(list, PyUnicode_FromString(program->names[i]));
    if (!is_good)
        Py_CLEAR(list);
    return list;
}

// Takes over `value`.
static bool space_put(PyObject *space, const char *name, PyObject *value)
{
    bool is_put = value != NULL && PyDict_SetItemString(space, name, value) == 0;
    Py_XDECREF(value);
    return is_put;
}

static bool space_fill(const tool_call *call, PyObject *space)
{
    const myri_program *program = call->program;
    return space_put(space, "__builtins__", Py_NewRef(PyEval_GetBuiltins())) &&
           space_put(space, "__name__", PyUnicode_FromString("<myrmidon>")) &&
           space_put(space, "stub", stub_object(program)) &&
           space_put(space, "wanted",
                     PyUnicode_FromString(call->wanted != NULL ? call->wanted : "")) &&
           space_put(space, "sources", source_rows(program)) &&
           space_put(space, "scripts", script_rows(program)) &&
           space_put(space, "names", name_rows(program)) &&
           space_put(space, "name_args", name_args(program)) &&
           space_put(space, "most", PyLong_FromSize_t(program->source_bytes));
}

static bool tool_run(tool_call *call)
{
    bool is_taken = false;
    PyObject *space = PyDict_New();
    PyObject *code = Py_CompileString(call->text, "<myrmidon>", Py_file_input);
    PyObject *done = NULL;
    if (space != NULL && code != NULL && space_fill(call, space))
        done = PyEval_EvalCode(code, space, space);
    PyObject *result = done == NULL ? NULL : PyDict_GetItemString(space, "result");
    if (result != NULL)
        is_taken = call->take(call, result);
    Py_XDECREF(done);
    Py_XDECREF(code);
    if (space != NULL)
        PyDict_Clear(space); // its functions refer to it
    Py_XDECREF(space);
    return is_taken;
}

static void tool_enter(void *argument)
{
    tool_call *call = argument;
    call->is_done = tool_run(call);
    PyObject *exception = PyErr_GetRaisedException();
    if (exception == NULL)
        return;
    char line[512];
    myrpy_text text = {line, 0, sizeof line};
    myrpy_exception_text(exception, &text);
    Py_DECREF(exception);
    call->is_done = myri_error_set(call->error, "the scripts cannot be looked at: %s", line);
}

// (is_found, text)
static bool take_reference(tool_call *call, PyObject *result)
{
    Py_ssize_t bytes = 0;
    const char *text = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(result, 1), &bytes);
    if (text == NULL)
        return false;
    if (PyTuple_GetItem(result, 0) != Py_True)
        return myri_error_set(call->error, "%s", text);
    call->write(call->user, text, (size_t)bytes);
    return true;
}

// [(path, line, column, level, text)]
static bool take_findings(tool_call *call, PyObject *result)
{
    for (Py_ssize_t i = 0; i < PyList_Size(result); i++) {
        myr_finding finding = {0};
        int level;
        if (!PyArg_ParseTuple(PyList_GetItem(result, i), "sIIis", &finding.path, &finding.line,
                              &finding.column, &level, &finding.text))
            return false;
        finding.kind = (myr_finding_kind)level;
        call->found(call->user, &finding);
    }
    return true;
}

bool myrpy_reference(const myri_program *program, const char *name,
                     void (*write)(void *, const char *, size_t), void *user, myr_error *error)
{
    tool_call call = {.program = program,
                      .text = myrpy_reference_text,
                      .wanted = name,
                      .write = write,
                      .user = user,
                      .take = take_reference,
                      .error = error};
    return myrpy_main_call(false, tool_enter, &call, error) && call.is_done;
}

bool myrpy_check(const myri_program *program, void (*found)(void *, const myr_finding *),
                 void *user, myr_error *error)
{
    tool_call call = {.program = program,
                      .text = myrpy_check_text,
                      .found = found,
                      .user = user,
                      .take = take_findings,
                      .error = error};
    return myrpy_main_call(false, tool_enter, &call, error) && call.is_done;
}
