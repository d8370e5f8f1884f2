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
    int line, column, end_column; // columns in bytes from 0; -1: unknown, or on more than one line
} shown_frame;

static uint32_t characters(const char *text, size_t bytes)
{
    uint32_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

// Marks what is at fault, where it is not the whole line.
static void carets_add(const char *at, const char *stop, const char *from, const char *to,
                       myrpy_text *out)
{
    if (from < at || to > stop || from >= to || (from == at && to == stop))
        return;
    myrpy_text_add(out, "    %*s", (int)characters(at, (size_t)(from - at)), "");
    for (uint32_t i = characters(from, (size_t)(to - from)); i > 0; i--)
        myrpy_text_add(out, "^");
    myrpy_text_add(out, "\n");
}

static const char *line_find(const myrpy_source *source, int line)
{
    const char *at = source->text, *end = source->text + source->text_bytes;
    for (int i = 1; at != NULL && i < line; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    return at == NULL || at >= end ? NULL : at;
}

static void source_line(const myrpy_source *source, const shown_frame *frame, myrpy_text *out)
{
    const char *begin = line_find(source, frame->line), *at = begin;
    const char *end = source->text + source->text_bytes;
    if (begin == NULL)
        return;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop == NULL ? end : stop;
    while (at < stop && (*at == ' ' || *at == '\t'))
        at++;
    while (stop > at && (stop[-1] == '\r' || stop[-1] == ' '))
        stop--;
    if (at >= stop)
        return;
    myrpy_text_add(out, "    %.*s\n", (int)(stop - at), at);
    if (frame->column >= 0 && frame->end_column <= stop - begin)
        carets_add(at, stop, begin + frame->column, begin + frame->end_column, out);
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
    out->source = path == NULL ? -1 : myrpy_source_by_path(vm->edition, path);
    int end_line;
    if (!PyCode_Addr2Location(code, at->tb_lasti, &out->line, &out->column, &end_line,
                              &out->end_column) ||
        end_line != out->line || out->end_column <= out->column)
        out->column = out->end_column = -1;
    out->line = PyCode_Addr2Line(code, at->tb_lasti);
    Py_DECREF(code);
    return !is_machinery(out->path);
}

static void frame_add(const myri_vm *vm, const shown_frame *frame, myrpy_text *out)
{
    myrpy_text_add(out, "  File \"%s\", line %d, in %s\n", frame->path, frame->line,
                   frame->function);
    if (frame->source >= 0)
        source_line(&vm->edition->sources[frame->source], frame, out);
}

static void place_note(const myri_vm *vm, const shown_frame *frame, myrpy_report *report)
{
    const myrpy_source *source = &vm->edition->sources[frame->source];
    const char *line = frame->column < 0 ? NULL : line_find(source, frame->line);
    report->source = frame->source;
    report->line = (uint32_t)frame->line;
    report->column = report->end_column = 0;
    // The code may be older than the text: a generator that was begun before a reload.
    size_t left = line == NULL ? 0 : source->text_bytes - (size_t)(line - source->text);
    if (line == NULL || (size_t)frame->end_column > left)
        return;
    report->column = characters(line, (size_t)frame->column) + 1;
    report->end_column = characters(line, (size_t)frame->end_column) + 1;
}

// The first and the last frames; what lies between is counted.
static void frames_add(const myri_vm *vm, PyObject *exception, myrpy_text *out,
                       myrpy_report *report)
{
    PyObject *trace = PyException_GetTraceback(exception);
    shown_frame frame, last[SHOWN_FRAMES / 2];
    uint32_t count = 0;
    for (PyTracebackObject *at = (PyTracebackObject *)trace; at != NULL; at = at->tb_next) {
        if (!frame_read(vm, at, &frame))
            continue;
        if (count == 0)
            myrpy_text_add(out, "Traceback (most recent call last):\n");
        if (frame.source >= 0)
            place_note(vm, &frame, report);
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
                      myrpy_report *report)
{
    const char *words;
    PyObject *cause = depth < CHAIN_DEPTH ? cause_of(exception, &words) : NULL;
    if (cause != NULL) {
        chain_add(vm, cause, out, depth + 1, report);
        report->source = -1; // the place of a cause is not asked for
        report->line = report->column = report->end_column = 0;
        myrpy_text_add(out, "%s", words);
        Py_DECREF(cause);
    }
    frames_add(vm, exception, out, report);
    myrpy_exception_text(exception, out);
    myrpy_text_add(out, "\n");
}

void myrpy_traceback_add(myri_vm *vm, PyObject *exception, myrpy_text *out, myrpy_report *report)
{
    // What a think that was cut was doing before says nothing of why it was cut.
    bool is_interrupt = PyErr_GivenExceptionMatches(exception, vm->interrupted);
    chain_add(vm, exception, out, is_interrupt ? CHAIN_DEPTH : 0, report);
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
            source = myrpy_source_by_path(vm->edition, path);
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
    const char *path = source < 0 ? "" : vm->edition->sources[source].path;
    const char *rest = strchr(path, '/');
    if (source < 0)
        snprintf(text, capacity, "a script");
    else if (rest == NULL)
        snprintf(text, capacity, "%s:%u", path, line);
    else
        snprintf(text, capacity, "pack '%.*s' (%s:%u)", (int)(rest - path), path, rest + 1, line);
}
