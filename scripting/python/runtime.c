// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// runtime.c: one program, compiled. The main interpreter parses each source once; what it finds is
// kept as marshalled code, which every interpreter then loads without the text and without the
// disk.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct preparation {
    myri_runtime *runtime;
    bool is_done;
    myr_error *error;
} preparation;

int32_t myrpy_source_by_module(const myri_program *program, const char *module)
{
    for (uint32_t i = 0; i < program->source_count; i++)
        if (strcmp(program->sources[i].module, module) == 0)
            return (int32_t)i;
    return -1;
}

int32_t myrpy_source_by_path(const myri_program *program, const char *path)
{
    for (uint32_t i = 0; i < program->source_count; i++)
        if (strcmp(program->sources[i].path, path) == 0)
            return (int32_t)i;
    return -1;
}

// A copy with malloc of a str (or NULL with an error set).
static char *copy_text(PyObject *text)
{
    const char *utf8 = PyUnicode_AsUTF8(text);
    char *copy = utf8 == NULL ? NULL : strdup(utf8);
    if (utf8 != NULL && copy == NULL)
        PyErr_NoMemory();
    return copy;
}

// Takes over what the analysis said of one source: (code or None, line, text, traceback).
static bool take_code(myrpy_code *code, PyObject *row)
{
    PyObject *bytes = PyTuple_GET_ITEM(row, 0);
    if (bytes == Py_None) {
        code->line = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(row, 1));
        code->text = copy_text(PyTuple_GET_ITEM(row, 2));
        code->traceback = copy_text(PyTuple_GET_ITEM(row, 3));
        return code->text != NULL && code->traceback != NULL && !PyErr_Occurred();
    }
    code->code_bytes = (size_t)PyBytes_GET_SIZE(bytes);
    code->code = malloc(code->code_bytes + 1);
    if (code->code == NULL) {
        PyErr_NoMemory();
        return false;
    }
    memcpy(code->code, PyBytes_AS_STRING(bytes), code->code_bytes);
    return true;
}

static bool take_preloads(myri_runtime *runtime, PyObject *names)
{
    Py_ssize_t count = PyList_GET_SIZE(names);
    runtime->preloads = calloc((size_t)count + 1, sizeof *runtime->preloads);
    if (runtime->preloads == NULL) {
        PyErr_NoMemory();
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        runtime->preloads[i] = copy_text(PyList_GET_ITEM(names, i));
        if (runtime->preloads[i] == NULL)
            return false;
        runtime->preload_count++;
    }
    return true;
}

// [(module, path, text), ...] as the analysis takes it.
static PyObject *source_list(const myri_program *program)
{
    PyObject *list = PyList_New(program->source_count);
    for (uint32_t i = 0; list != NULL && i < program->source_count; i++) {
        const myri_source *source = &program->sources[i];
        PyObject *row = Py_BuildValue("(ssy#)", source->module, source->path, source->text,
                                      (Py_ssize_t)source->text_bytes);
        if (row == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, row);
    }
    return list;
}

// Runs the analysis over all sources: (rows, preloads), or NULL with an error set.
static PyObject *analyse(const myri_program *program)
{
    PyObject *result = NULL, *done = NULL, *sources = source_list(program);
    PyObject *space = PyDict_New();
    PyObject *most = PyLong_FromSize_t(program->source_bytes);
    if (sources == NULL || space == NULL || most == NULL ||
        PyDict_SetItemString(space, "most", most) < 0 ||
        PyDict_SetItemString(space, "is_guarded", program->is_unguarded ? Py_False : Py_True) < 0 ||
        PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) < 0 ||
        PyDict_SetItemString(space, "sources", sources) < 0)
        goto done;
    PyObject *code = Py_CompileString(myrpy_analysis_text, "<myrmidon>", Py_file_input);
    if (code == NULL)
        goto done;
    done = PyEval_EvalCode(code, space, space);
    Py_DECREF(code);
    if (done != NULL)
        result = Py_XNewRef(PyDict_GetItemString(space, "result"));
done:
    Py_XDECREF(done);
    Py_XDECREF(most);
    Py_XDECREF(sources);
    if (space != NULL)
        PyDict_Clear(space); // its functions refer to it
    Py_XDECREF(space);
    return result;
}

static bool prepare_sources(myri_runtime *runtime)
{
    const myri_program *program = runtime->program;
    PyObject *result = analyse(program);
    bool is_done = result != NULL;
    for (uint32_t i = 0; is_done && i < program->source_count; i++)
        is_done = take_code(&runtime->codes[i], PyList_GET_ITEM(PyTuple_GET_ITEM(result, 0), i));
    if (is_done)
        is_done = take_preloads(runtime, PyTuple_GET_ITEM(result, 1));
    Py_XDECREF(result);
    return is_done;
}

static void take_error(myr_error *error, const char *what)
{
    PyObject *exception = PyErr_GetRaisedException();
    char line[512];
    myrpy_text text = {line, 0, sizeof line};
    myrpy_exception_text(exception, &text);
    Py_XDECREF(exception);
    myri_error_set(error, "%s: %s", what, line);
}

static void prepare(void *argument)
{
    preparation *work = argument;
    work->is_done = prepare_sources(work->runtime);
    if (!work->is_done) {
        take_error(work->error, "Python cannot prepare the sources");
        return;
    }
    if (work->runtime->is_child) {
        work->runtime->child_vm = myrpy_vm_create_child(work->runtime, work->error);
        work->is_done = work->runtime->child_vm != NULL;
    }
}

myri_runtime *myrpy_runtime_create(const myri_program *program, bool is_child, myr_error *error)
{
    if (!is_child)
        myrpy_vm_end_kept(program->content_hash);
    myri_runtime *runtime = calloc(1, sizeof *runtime);
    if (runtime != NULL)
        runtime->codes = calloc(program->source_count + 1, sizeof *runtime->codes);
    if (runtime == NULL || runtime->codes == NULL) {
        free(runtime);
        myri_error_set(error, "no memory to compile %u sources", program->source_count);
        return NULL;
    }
    runtime->program = program;
    runtime->is_child = is_child;
    runtime->schema = myrpy_schema_create(program, error);
    preparation work = {.runtime = runtime, .error = error};
    if (runtime->schema == NULL || !myrpy_main_call(is_child, prepare, &work, error) ||
        !work.is_done) {
        myrpy_runtime_destroy(runtime);
        return NULL;
    }
    return runtime;
}

void myrpy_runtime_destroy(myri_runtime *runtime)
{
    if (runtime == NULL)
        return;
    for (uint32_t i = 0; i < runtime->program->source_count; i++) {
        free(runtime->codes[i].code);
        free(runtime->codes[i].text);
        free(runtime->codes[i].traceback);
    }
    for (uint32_t i = 0; i < runtime->preload_count; i++)
        free(runtime->preloads[i]);
    free(runtime->preloads);
    free(runtime->codes);
    if (runtime->schema != NULL)
        myrpy_schema_release(runtime->schema);
    free(runtime);
}
