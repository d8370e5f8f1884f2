// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// interrupt.c: how a think that takes too long is made to end.
//
//     watch:    interrupt_serial = serial; ask the interpreter to make a pending call
//     worker:   between two bytecodes: pending call: is that think still running?
//                 no:  nothing happens, to this think or the next
//                 yes: a trace function is set that raises at every line from here on
//
// So an except clause that catches everything is left again at its first line, and so is a finally
// block. It ends when the think has: the trace is taken away before the next one. What runs in C
// (sum(range(10**10)), a regular expression) makes no pending calls and is left to the isolation.
//
// Import machinery is let through: it holds locks that an exception in the wrong line would keep.
//
// A child has its main interpreter on its main thread, and is interrupted by a signal, in which no
// lock may be taken. There PyErr_SetInterruptEx trips a second signal number, whose Python handler
// does what the pending call does; 3.11, where a trace set in a handler misses loops, raises from
// it as well.

#include "myrpy.h"

#include <signal.h>
#include <string.h>

#define CHILD_SIGNAL SIGUSR2

static bool is_machinery(PyFrameObject *frame)
{
    PyCodeObject *code = PyFrame_GetCode(frame);
    const char *path = PyUnicode_AsUTF8(code->co_filename);
    bool is_ours = path == NULL || strncmp(path, "<frozen importlib.", 18) == 0 ||
                   strcmp(path, "<myrmidon>") == 0;
    if (path == NULL)
        PyErr_Clear();
    Py_DECREF(code);
    return is_ours;
}

static void raise_interrupted(const myri_vm *vm)
{
    if (vm->lease == NULL)
        PyErr_SetString(PyExc_SystemExit, "the game is over");
    else
        PyErr_Format(vm->interrupted,
                     "the think took longer than think_limit_us (%lld) and was ended",
                     (long long)vm->program->think_limit_us);
}

static int interrupt_trace(PyObject *capsule, PyFrameObject *frame, int what, PyObject *argument)
{
    (void)what;
    (void)argument;
    if (is_machinery(frame))
        return 0;
    raise_interrupted(myrpy_vm_of(capsule));
    return -1;
}

// The guard refuses tracing to scripts.
static void set_trace(myri_vm *vm, Py_tracefunc trace)
{
    bool is_guarded = vm->is_guarded;
    vm->is_guarded = false;
    PyEval_SetTrace(trace, trace == NULL ? NULL : vm->capsule);
    vm->is_guarded = is_guarded;
}

// In the interrupted thread. Whether the think that was meant is running.
static bool interrupt_arrive(myri_vm *vm)
{
    uint64_t wanted = atomic_load(&vm->interrupt_serial);
    if (wanted == 0 || vm->lease == NULL || atomic_load(&vm->lease->job->think_serial) != wanted)
        return false;
    if (!vm->is_cut) // a report will say that it was cut here
        vm->cut_source = myrpy_place(vm, &vm->cut_line);
    vm->is_cut = true;
    vm->is_traced = true;
    set_trace(vm, interrupt_trace);
    return true;
}

#if MYRPY_HAS_THREADS
static int interrupt_pending(void *vm)
{
    interrupt_arrive(vm);
    return 0;
}
#endif

#if MYRPY_HAS_THREADS
// Private, and there in 3.12 to 3.14; from 3.13 on the result is an enum and the last argument
// flags.
extern int _PyEval_AddPendingCall(PyInterpreterState *interpreter, int (*function)(void *),
                                  void *argument, int flags);

bool myrpy_pending_add(myri_vm *vm, int (*function)(void *vm))
{
    return _PyEval_AddPendingCall(vm->interpreter, function, vm, 0) == 0;
}
#endif

void myrpy_interrupt(myri_vm *vm, uint64_t think_serial)
{
    atomic_store(&vm->interrupt_serial, think_serial);
    if (vm->is_main)
        PyErr_SetInterruptEx(CHILD_SIGNAL);
#if MYRPY_HAS_THREADS
    else
        // A full queue means that such a call is waiting already.
        myrpy_pending_add(vm, interrupt_pending);
#endif
}

void myrpy_interrupt_clear(myri_vm *vm)
{
    vm->is_cut = false;
    if (!vm->is_traced)
        return;
    vm->is_traced = false;
    set_trace(vm, NULL);
}

void myrpy_interrupt_all(myri_vm *vm)
{
    vm->is_traced = true;
    set_trace(vm, interrupt_trace);
}

static PyObject *signal_arrived(PyObject *capsule, PyObject *const *args, Py_ssize_t count)
{
    (void)args;
    (void)count;
    myri_vm *vm = myrpy_vm_of(capsule);
    bool is_meant = interrupt_arrive(vm);
    myrpy_sample_take(vm);
#if PY_VERSION_HEX < 0x030C0000
    if (is_meant) {
        raise_interrupted(vm);
        return NULL;
    }
#endif
    (void)is_meant;
    Py_RETURN_NONE;
}

bool myrpy_interrupt_install(myri_vm *vm)
{
    static PyMethodDef method = {"interrupt", (PyCFunction)(void (*)(void))signal_arrived,
                                 METH_FASTCALL, NULL};
    PyObject *handler = PyCFunction_New(&method, vm->capsule);
    PyObject *module = PyImport_ImportModuleLevel("_signal", NULL, NULL, NULL, 0);
    PyObject *old = NULL;
    if (handler != NULL && module != NULL)
        old = PyObject_CallMethod(module, "signal", "iO", CHILD_SIGNAL, handler);
    Py_XDECREF(handler);
    Py_XDECREF(module);
    Py_XDECREF(old);
    return old != NULL;
}
