// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// audit.c: what a script may not do, told at its own line.
//
//     pack 'orcs' (scripts/spy.py:3): opening files is not permitted
//
// CPython announces what it is about to do to an audit hook. Ours is set once, looks away unless a
// script is running on this thread, knows the few events that are harmless, and refuses all others:
// an event that a later CPython adds is refused until somebody has judged it. It is for clear
// messages. What cannot be announced (a system call from corrupted memory) is held by the kernel in
// process isolation, and by nothing in threads.

#include "myrpy.h"

#include <string.h>

// Often, or by the library on a script's behalf: exec by dataclasses and namedtuple, _getframe by
// typing and enum, import by every import.
static const char *const harmless[] = {
    "builtins.id",
    "import",
    "exec",
    "compile",
    "sys._getframe",
    "sys._getframemodulename",
    "object.__getattr__",
    "object.__setattr__",
    "object.__delattr__",
    "array.__new__",
    "sys.unraisablehook",
    "sys.excepthook",
    "function.__new__",
    "marshal.loads",
};

// By the beginning of the event's name; the last fits all.
static const struct {
    const char *beginning, *what;
} refusals[] = {
    {"open", "opening files"},
    {"os.fork", "starting processes"},
    {"os.posix_spawn", "starting processes"},
    {"os.spawn", "starting processes"},
    {"os.exec", "starting processes"},
    {"os.system", "starting processes"},
    {"os.startfile", "starting processes"},
    {"os.kill", "sending signals"},
    {"os.", "using the file system"},
    {"shutil.", "using the file system"},
    {"glob.", "using the file system"},
    {"pathlib.", "using the file system"},
    {"tempfile.", "using the file system"},
    {"fcntl.", "using the file system"},
    {"socket.", "using the network"},
    {"urllib.", "using the network"},
    {"http.", "using the network"},
    {"ssl.", "using the network"},
    {"subprocess.", "starting processes"},
    {"pty.", "starting processes"},
    {"_thread.", "starting threads"},
    {"ctypes.", "calling C"},
    {"mmap.", "mapping memory"},
    {"signal.", "sending signals"},
    {"resource.", "changing the limits of the process"},
    {"code.", "making code objects"},
    {"marshal.", "making code objects"},
    {"pickle.", "loading pickles"},
    {"sys.settrace", "tracing"},
    {"sys.setprofile", "tracing"},
    {"sys.monitoring", "tracing"},
    {"sys._current", "looking into other threads"},
    {"sys.addaudithook", "adding audit hooks"},
    {"gc.", "looking through the memory of others"},
    {"builtins.input", "waiting for input"},
    {"builtins.breakpoint", "breakpoint() without a debugger (--debug)"},
    {"cpython.", "running a program"},
    {"", NULL}, // is called by its own name
};

static bool is_harmless(const char *event)
{
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strcmp(harmless[i], event) == 0)
            return true;
    return false;
}

static const char *refusal_of(const char *event)
{
    size_t i = 0;
    while (strncmp(refusals[i].beginning, event, strlen(refusals[i].beginning)) != 0)
        i++;
    return refusals[i].what;
}

static int audit(const char *event, PyObject *args, void *unused)
{
    (void)args;
    (void)unused;
    myri_vm *vm = myrpy_charged();
    if (vm == NULL || !vm->is_guarded || is_harmless(event))
        return 0;
    char place[256];
    vm->is_guarded = false; // for what it takes to say so
    myrpy_place_text(vm, place, sizeof place);
    const char *what = refusal_of(event);
    PyErr_Format(PyExc_PermissionError, "%s: %s is not permitted", place,
                 what != NULL ? what : event);
    vm->is_guarded = true;
    return -1;
}

bool myrpy_audit_install(void)
{
    return PySys_AddAuditHook(audit, NULL) == 0;
}
