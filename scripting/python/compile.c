// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// compile.c: from a block of texts to a block of code. A Python program (boot/analysis.py) parses
// each source once; what it finds is kept as marshalled code, which every interpreter then loads
// without the text and without the disk. It needs the main interpreter of the process: at the start
// of a game its own, later in process isolation that of a child.

#include "myrpy.h"

#include <marshal.h>

#include <stdlib.h>
#include <string.h>

typedef struct compilation {
    const myri_program *program;
    const void *request;
    void *answer;
    size_t bytes;
    myr_error *error;
} compilation;

// [(module, path, text, spare), ...] as the analysis takes it.
static PyObject *source_list(const void *request)
{
    const myri_code_row *rows = myri_code_rows(request);
    uint32_t count = ((const myri_code_head *)request)->row_count;
    PyObject *list = PyList_New(count);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        myri_span spare = rows[i].spare.bytes > 0 ? rows[i].spare : rows[i].text;
        PyObject *row =
            Py_BuildValue("(ssy#y#)", myri_code_text(request, rows[i].module),
                          myri_code_text(request, rows[i].path),
                          myri_code_text(request, rows[i].text), (Py_ssize_t)rows[i].text.bytes,
                          myri_code_text(request, spare), (Py_ssize_t)spare.bytes);
        if (row == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, row);
    }
    return list;
}

static bool space_fill(PyObject *space, const compilation *work, PyObject *sources)
{
    const myri_program *program = work->program;
    // What is imported by a later edit: a thread loads it then, a child cannot.
    bool wants_all = program->is_editable && program->isolation == MYR_ISOLATION_PROCESS;
    PyObject *most = PyLong_FromSize_t(program->source_bytes);
    // In a child imports are guarded by now; who has a name of the library may do them.
    PyObject *name = PyUnicode_FromString("ast");
    bool is_done = most != NULL && name != NULL && PyDict_SetItemString(space, "most", most) == 0 &&
                   PyDict_SetItemString(space, "__name__", name) == 0 &&
                   PyDict_SetItemString(space, "is_guarded",
                                        program->is_unguarded ? Py_False : Py_True) == 0 &&
                   PyDict_SetItemString(space, "wants_all", wants_all ? Py_True : Py_False) == 0 &&
        PyDict_SetItemString(space, "is_debugged",
                             program->is_debugged ? Py_True : Py_False) == 0 &&
                   PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) == 0 &&
                   PyDict_SetItemString(space, "sources", sources) == 0;
    Py_XDECREF(most);
    Py_XDECREF(name);
    return is_done;
}

// Runs the analysis over all sources: (rows, library modules), or NULL with an error set.
static PyObject *analyse(const compilation *work)
{
    PyObject *result = NULL, *done = NULL, *sources = source_list(work->request);
    PyObject *space = PyDict_New();
    PyObject *code = NULL;
    if (sources != NULL && space != NULL && space_fill(space, work, sources))
        code = Py_CompileString(myrpy_analysis_text, "<myrmidon>", Py_file_input);
    if (code != NULL)
        done = PyEval_EvalCode(code, space, space);
    if (done != NULL)
        result = Py_XNewRef(PyDict_GetItemString(space, "result"));
    Py_XDECREF(code);
    Py_XDECREF(done);
    Py_XDECREF(sources);
    if (space != NULL)
        PyDict_Clear(space); // its functions refer to it
    Py_XDECREF(space);
    return result;
}

static myri_span put_text(myri_code_builder *builder, PyObject *text)
{
    Py_ssize_t bytes = 0;
    const char *utf8 = PyUnicode_AsUTF8AndSize(text, &bytes);
    if (utf8 == NULL) {
        PyErr_Clear();
        myri_code_drop(builder);
        return (myri_span){0};
    }
    return myri_code_put(builder, utf8, (size_t)bytes);
}

static uint32_t number(PyObject *object)
{
    unsigned long value = PyLong_AsUnsignedLong(object);
    if (PyErr_Occurred())
        PyErr_Clear();
    return value < UINT32_MAX ? (uint32_t)value : 0;
}

// What the analysis said of one source: (code, is_spare, line, column, end_column, error,
// traceback, uses).
static void put_row(myri_code_builder *builder, uint32_t index, const void *request,
                    const myri_code_row *asked, PyObject *found)
{
    PyObject *code = PyTuple_GET_ITEM(found, 0);
    bool is_spare = PyObject_IsTrue(PyTuple_GET_ITEM(found, 1)) == 1;
    myri_span text = is_spare ? asked->spare : asked->text;
    myri_code_row row = {
        .line = number(PyTuple_GET_ITEM(found, 2)),
        .column = number(PyTuple_GET_ITEM(found, 3)),
        .end_column = number(PyTuple_GET_ITEM(found, 4)),
        .is_spare = is_spare,
        .key = myri_code_key(myri_code_text(request, text), text.bytes),
    };
    row.module =
        myri_code_put(builder, myri_code_text(request, asked->module), asked->module.bytes);
    row.path = myri_code_put(builder, myri_code_text(request, asked->path), asked->path.bytes);
    row.text = myri_code_put(builder, myri_code_text(request, text), text.bytes);
    row.spare = myri_code_put(builder, "", 0);
    row.code = code == Py_None ? row.spare
                               : myri_code_put(builder, PyBytes_AS_STRING(code),
                                               (size_t)PyBytes_GET_SIZE(code));
    row.error = put_text(builder, PyTuple_GET_ITEM(found, 5));
    row.traceback = put_text(builder, PyTuple_GET_ITEM(found, 6));
    row.uses = put_text(builder, PyTuple_GET_ITEM(found, 7));
    if (!builder->has_failed)
        *myri_code_row_at(builder, index) = row;
}

static myri_span put_library(myri_code_builder *builder, PyObject *names)
{
    PyObject *comma = PyUnicode_FromString(",");
    PyObject *joined = comma == NULL ? NULL : PyUnicode_Join(comma, names);
    PyObject *ended = joined == NULL ? NULL : PyUnicode_Concat(joined, comma);
    myri_span span = {0};
    if (ended == NULL) {
        PyErr_Clear();
        myri_code_drop(builder);
    } else {
        span = put_text(builder, ended);
    }
    Py_XDECREF(comma);
    Py_XDECREF(joined);
    Py_XDECREF(ended);
    return span;
}

bool myrpy_python_error(myr_error *error, const char *what)
{
    PyObject *exception = PyErr_GetRaisedException();
    char line[512] = "unknown reason";
    myrpy_text text = {line, 0, sizeof line};
    myrpy_exception_text(exception, &text);
    Py_XDECREF(exception);
    return myri_error_set(error, "%s: %s", what, line);
}

// Attached to the main interpreter.
static void compile_here(void *argument)
{
    compilation *work = argument;
    PyObject *result = analyse(work);
    if (result == NULL) {
        myrpy_python_error(work->error, "Python cannot prepare the sources");
        return;
    }
    PyObject *found = PyTuple_GET_ITEM(result, 0);
    const myri_code_row *rows = myri_code_rows(work->request);
    uint32_t count = ((const myri_code_head *)work->request)->row_count;
    myri_code_builder builder;
    myri_code_begin(&builder, count);
    for (uint32_t i = 0; i < count; i++)
        put_row(&builder, i, work->request, &rows[i], PyList_GET_ITEM(found, i));
    myri_span library = put_library(&builder, PyTuple_GET_ITEM(result, 1));
    work->answer = myri_code_end(&builder, library, &work->bytes);
    if (work->answer == NULL)
        myri_error_set(work->error, "no memory for the code of %u sources", count);
    Py_DECREF(result);
}

void *myrpy_compile_block(const myri_program *program, bool is_child, const void *request,
                          size_t *bytes, myr_error *error)
{
    compilation work = {.program = program, .request = request, .error = error};
    if (!myrpy_main_call(is_child, compile_here, &work, error))
        return NULL;
    *bytes = work.bytes;
    return work.answer;
}

void *myrpy_compile(myri_runtime *runtime, const void *request, size_t *bytes, myr_error *error)
{
    return myrpy_compile_block(runtime->program, runtime->is_child, request, bytes, error);
}

// --- our own Python ---

bool myrpy_text_compile(const char *text, myrpy_bytes *out)
{
    PyObject *code = Py_CompileString(text, "<myrmidon>", Py_file_input);
    PyObject *flat = code == NULL ? NULL : PyMarshal_WriteObjectToString(code, Py_MARSHAL_VERSION);
    Py_XDECREF(code);
    if (flat == NULL)
        return false;
    out->count = (size_t)PyBytes_GET_SIZE(flat);
    out->bytes = malloc(out->count + 1);
    if (out->bytes != NULL)
        memcpy(out->bytes, PyBytes_AS_STRING(flat), out->count);
    else
        PyErr_NoMemory();
    Py_DECREF(flat);
    return out->bytes != NULL;
}

bool myrpy_text_run(myri_vm *vm, const myrpy_bytes *text)
{
    PyObject *code = PyMarshal_ReadObjectFromString(text->bytes, (Py_ssize_t)text->count);
    PyObject *done = code == NULL ? NULL : PyEval_EvalCode(code, vm->boot, vm->boot);
    Py_XDECREF(code);
    Py_XDECREF(done);
    return done != NULL;
}
