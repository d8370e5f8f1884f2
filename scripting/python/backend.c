// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// backend.c: CPython as a myri_backend. Each callback is one call into the file that knows.

#include "myrpy.h"
#include "python_backend.h"

#include <string.h>

static bool python_is_supported(myr_isolation isolation, myr_error *why)
{
    if (isolation == MYR_ISOLATION_PROCESS)
        return true;
#if MYRPY_HAS_THREADS
    if (myrpy_main_is_foreign())
        return myri_error_set(why,
                              "this process has initialised Python itself: use process isolation");
    return true;
#else
    return myri_error_set(why,
                          "CPython %s has no interpreters for threads: use process isolation, or "
                          "build with CPython 3.13 or later",
                          PY_VERSION);
#endif
}

static char version[32];

static void version_read(void)
{
    const char *full = Py_GetVersion();
    snprintf(version, sizeof version, "%.*s", (int)strcspn(full, " "), full);
}

static const char *python_version(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, version_read);
    return version;
}

static void python_after_fork(myri_runtime *runtime)
{
    (void)runtime;
    // The child forked without CPython's knowledge. It has one thread, so what should have been
    // taken before the fork can be taken now; the second call gives it back and forgets other
    // threads.
    PyOS_BeforeFork();
    PyOS_AfterFork_Child();
}

static bool python_shutdown(void)
{
    if (!myrpy_vm_end_kept(0))
        return false;
    myrpy_main_stop();
    myrpy_vm_free_all();
    return true;
}

const myri_backend myrpy_backend = {
    .name = "python",
    .is_supported = python_is_supported,
    .version = python_version,
    .runtime_create = myrpy_runtime_create,
    .runtime_destroy = myrpy_runtime_destroy,
    .compile = myrpy_compile,
    .vm_create = myrpy_vm_create,
    .vm_destroy = myrpy_vm_destroy,
    .vm_run = myrpy_vm_run,
    .vm_interrupt = myrpy_interrupt,
    .vm_sample = myrpy_sample,
    .worker_end = myrpy_worker_forget,
    .after_fork = python_after_fork,
    .shutdown = python_shutdown,
    .stub = myrpy_stub,
    .reference = myrpy_reference,
    .check = myrpy_check,
};
