// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// traceback.c: tracebacks as Python prints them, without its traceback module: that costs an
// interpreter 10 ms and a megabyte at its first error, and a broken script fails in hundreds at
// once. Source lines come from the program; the frames of our own machinery are left out.

#include "myrpy.h"

#include <string.h>

#define SHOWN_FRAMES 16u
#define CHAIN_DEPTH 3u

typedef struct shown_frame {
    char path[160];
    char function[80];
    int32_t source;
    int line;
} shown_frame;

static void source_line(const myri_source *source, int line, myrpy_text *out)
{
    const char *at = source->text, *end = source->text + source->text_bytes;
    for (int i = 1; at != NULL && i < line; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    if (at == NULL || at >= end)
        return;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop == NULL ? end : stop;
    while (at < stop && (*at == ' ' || *at == '\t'))
        at++;
    while (stop > at && (stop[-1] == '\r' || stop[-1] == ' '))
        stop--;
    if (at < stop)
        myrpy_text_add(out, "    %.*s\n", (int)(stop - at), at);
}

static bool is_machinery(const char *path)
{
    return strncmp(path, "<frozen importlib.", 18) == 0 || strcmp(path, "<myrmidon>") == 0;
}

// False: a frame of our own.
static bool frame_read(const myri_vm *vm, const PyTracebackObject *at, shown_frame *out)
{
    PyCodeObject *code = PyFrame_GetCode(at->tb_frame);
    const char *path = PyUnicode_AsUTF8(code->co_filename);
    const char *function = PyUnicode_AsUTF8(code->co_qualname);
    PyErr_Clear();
    snprintf(out->path, sizeof out->path, "%s", path != NULL ? path : "?");
    snprintf(out->function, sizeof out->function, "%s", function != NULL ? function : "?");
    out->source = path == NULL ? -1 : myrpy_source_by_path(vm->program, path);
    out->line = PyCode_Addr2Line(code, at->tb_lasti);
    Py_DECREF(code);
    return !is_machinery(out->path);
}

static void frame_add(const myri_vm *vm, const shown_frame *frame, myrpy_text *out)
{
    myrpy_text_add(out, "  File \"%s\", line %d, in %s\n", frame->path, frame->line,
                   frame->function);
    if (frame->source >= 0)
        source_line(&vm->program->sources[frame->source], frame->line, out);
}

// The first and the last frames; what lies between is counted.
static void frames_add(const myri_vm *vm, PyObject *exception, myrpy_text *out, int32_t *source,
                       uint32_t *line)
{
    PyObject *trace = PyException_GetTraceback(exception);
    shown_frame frame, last[SHOWN_FRAMES / 2];
    uint32_t count = 0;
    for (PyTracebackObject *at = (PyTracebackObject *)trace; at != NULL; at = at->tb_next) {
        if (!frame_read(vm, at, &frame))
            continue;
        if (count == 0)
            myrpy_text_add(out, "Traceback (most recent call last):\n");
        if (frame.source >= 0) {
            *source = frame.source;
            *line = (uint32_t)frame.line;
        }
        if (count < SHOWN_FRAMES / 2)
            frame_add(vm, &frame, out);
        else
            last[count % (SHOWN_FRAMES / 2)] = frame;
        count++;
    }
    Py_XDECREF(trace);
    if (count > SHOWN_FRAMES)
        myrpy_text_add(out, "  [%u more calls]\n", count - SHOWN_FRAMES);
    uint32_t first = count > SHOWN_FRAMES ? count - SHOWN_FRAMES / 2 : SHOWN_FRAMES / 2;
    for (uint32_t i = first; i < count; i++)
        frame_add(vm, &last[i % (SHOWN_FRAMES / 2)], out);
}

// The exception that led to this one (new reference), and how Python introduces it.
static PyObject *cause_of(PyObject *exception, const char **words)
{
    PyObject *cause = PyException_GetCause(exception);
    *words = "\nThe above exception was the direct cause of the following exception:\n\n";
    if (cause != NULL)
        return cause;
    *words = "\nDuring handling of the above exception, another exception occurred:\n\n";
    if (((PyBaseExceptionObject *)exception)->suppress_context)
        return NULL;
    return PyException_GetContext(exception);
}

static void chain_add(myri_vm *vm, PyObject *exception, myrpy_text *out, uint32_t depth,
                      int32_t *source, uint32_t *line)
{
    const char *words;
    int32_t cause_at;
    uint32_t cause_line;
    PyObject *cause = depth < CHAIN_DEPTH ? cause_of(exception, &words) : NULL;
    if (cause != NULL) {
        chain_add(vm, cause, out, depth + 1, &cause_at, &cause_line);
        myrpy_text_add(out, "%s", words);
        Py_DECREF(cause);
    }
    frames_add(vm, exception, out, source, line);
    myrpy_exception_text(exception, out);
    myrpy_text_add(out, "\n");
}

void myrpy_traceback_add(myri_vm *vm, PyObject *exception, myrpy_text *out, int32_t *source,
                         uint32_t *line)
{
    // What a think that was cut was doing before says nothing of why it was cut.
    bool is_interrupt = PyErr_GivenExceptionMatches(exception, vm->interrupted);
    chain_add(vm, exception, out, is_interrupt ? CHAIN_DEPTH : 0, source, line);
}

int32_t myrpy_place(myri_vm *vm, uint32_t *line)
{
    int32_t source = -1;
    *line = 0;
    PyFrameObject *frame = PyThreadState_GetFrame(PyThreadState_Get());
    while (frame != NULL && source < 0) {
        PyCodeObject *code = PyFrame_GetCode(frame);
        const char *path = PyUnicode_AsUTF8(code->co_filename);
        if (path == NULL)
            PyErr_Clear();
        else
            source = myrpy_source_by_path(vm->program, path);
        if (source >= 0)
            *line = (uint32_t)PyFrame_GetLineNumber(frame);
        Py_DECREF(code);
        PyFrameObject *back = PyFrame_GetBack(frame);
        Py_DECREF(frame);
        frame = back;
    }
    Py_XDECREF(frame);
    return source;
}

void myrpy_place_text(myri_vm *vm, char *text, size_t capacity)
{
    uint32_t line;
    int32_t source = myrpy_place(vm, &line);
    const char *path = source < 0 ? "" : vm->program->sources[source].path;
    const char *rest = strchr(path, '/');
    if (source < 0)
        snprintf(text, capacity, "a script");
    else if (rest == NULL)
        snprintf(text, capacity, "%s:%u", path, line);
    else
        snprintf(text, capacity, "pack '%.*s' (%s:%u)", (int)(rest - path), path, rest + 1, line);
}
