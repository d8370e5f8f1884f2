// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// main_thread.c: the one thread that starts Python, uses its main interpreter and ends it.
//
// CPython wants to be finalised by the thread that initialised it, and the creators that need the
// main interpreter (to compile) come and go with their systems. So a thread of our own, with a
// stack that a deep parse fits in, is started with Python and serves one call at a time:
//
//     creator:  lock callers -> set function -> wake -> wait until done -> unlock
//     Python:   wait -> take the GIL -> function(argument) -> drop the GIL -> done
//
// Between calls it holds no GIL: interpreters under a shared GIL run on that one.
//
// A child has one thread and one interpreter: there the caller itself starts Python, and stays
// attached for good.

#include "myrpy.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAIN_STACK_BYTES ((size_t)256 << 20)
#define CHILD_STACK_BYTES ((rlim_t)256 << 20)

static struct {
    pthread_mutex_t callers; // one call at a time; also guards is_started, is_ours, is_child
    pthread_mutex_t lock;    // guards what follows
    pthread_cond_t changed;
    pthread_t thread;
    bool is_started, is_child;
    _Atomic bool is_ours; // Python was initialised here
    bool is_answered, is_failed, is_stopping;
    void (*function)(void *argument);
    void *argument;
    char text[512]; // why it could not start
} host = {
    .callers = PTHREAD_MUTEX_INITIALIZER,
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER,
};

bool myrpy_main_is_foreign(void)
{
    return !atomic_load(&host.is_ours) && Py_IsInitialized();
}

// A host may have loaded us with RTLD_LOCAL; extension modules of the standard library expect
// libpython's symbols among the global ones. Also says where that library lies.
static void promote_library(char *path, size_t capacity)
{
    Dl_info info;
    path[0] = '\0';
    if (dladdr((void *)Py_IsInitialized, &info) == 0 || info.dli_fname == NULL)
        return;
    void *library = dlopen(info.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
    if (library == NULL)
        return;
    dlclose(library); // it stays global
    char real[PATH_MAX];
    if (realpath(info.dli_fname, real) != NULL)
        snprintf(path, capacity, "%s", real);
}

// The prefix whose lib/pythonX.Y goes with this library. CPython would look beside whatever python3
// is first on PATH, which may be another one.
static bool find_home(char *path)
{
    for (char *end = strrchr(path, '/'); end != NULL; end = strrchr(path, '/')) {
        char landmark[PATH_MAX + 64];
        *end = '\0';
        snprintf(landmark, sizeof landmark, "%s/lib/python%d.%d/os.py", path, PY_MAJOR_VERSION,
                 PY_MINOR_VERSION);
        if (access(landmark, R_OK) == 0)
            return true;
    }
    return false;
}

static bool start_python(char *text, size_t capacity)
{
    char path[PATH_MAX];
    promote_library(path, sizeof path);
    if (!myrpy_module_register()) {
        snprintf(text, capacity, "no memory to start Python");
        return false;
    }
    PyPreConfig early;
    PyPreConfig_InitIsolatedConfig(&early);
    early.allocator = PYMEM_ALLOCATOR_PYMALLOC;
    PyStatus status = Py_PreInitialize(&early);
    if (!PyStatus_Exception(status))
        myrpy_allocators_install(); // before anything is allocated that will be freed through them
    if (PyStatus_Exception(status) || !myrpy_audit_install()) {
        snprintf(text, capacity, "Python %s does not start", PY_VERSION);
        return false;
    }
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.install_signal_handlers = 0;
    config.write_bytecode = 0;
    config.use_hash_seed = 1;
    config.hash_seed = 0;
    config.parse_argv = 0;
    if (find_home(path))
        status = PyConfig_SetBytesString(&config, &config.home, path);
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        snprintf(text, capacity, "Python %s does not start: %s", PY_VERSION,
                 status.err_msg != NULL ? status.err_msg : "unknown reason");
        return false;
    }
    atomic_store(&host.is_ours, true);
    return true;
}

static void *main_thread_run(void *unused)
{
    (void)unused;
    bool is_up = start_python(host.text, sizeof host.text);
    PyThreadState *state = is_up ? PyEval_SaveThread() : NULL;
    pthread_mutex_lock(&host.lock);
    host.is_failed = !is_up;
    host.is_answered = true;
    pthread_cond_broadcast(&host.changed);
    while (is_up) {
        while (host.function == NULL && !host.is_stopping)
            pthread_cond_wait(&host.changed, &host.lock);
        if (host.is_stopping)
            break;
        pthread_mutex_unlock(&host.lock);
        PyEval_RestoreThread(state);
        host.function(host.argument);
        state = PyEval_SaveThread();
        pthread_mutex_lock(&host.lock);
        host.function = NULL;
        host.is_answered = true;
        pthread_cond_broadcast(&host.changed);
    }
    pthread_mutex_unlock(&host.lock);
    if (is_up) {
        PyEval_RestoreThread(state);
        Py_FinalizeEx();
    }
    return NULL;
}

// Waits for the thread's answer. Under host.lock.
static void wait_answer(void)
{
    while (!host.is_answered)
        pthread_cond_wait(&host.changed, &host.lock);
}

// Under host.callers.
static bool start_thread(myr_error *error)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, MAIN_STACK_BYTES);
    host.is_answered = host.is_failed = host.is_stopping = false;
    int failed = pthread_create(&host.thread, &attributes, main_thread_run, NULL);
    pthread_attr_destroy(&attributes);
    if (failed != 0)
        return myri_error_set(error, "no thread for Python: %s", strerror(failed));
    pthread_mutex_lock(&host.lock);
    wait_answer();
    pthread_mutex_unlock(&host.lock);
    if (host.is_failed) {
        pthread_join(host.thread, NULL);
        return myri_error_set(error, "%s", host.text);
    }
    return true;
}

// The stack of a process's first thread grows up to a limit that may still be raised. As deep as a
// workers' (see MYRI_STACK_BYTES), so that the same recursion is survived.
static void raise_stack(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= CHILD_STACK_BYTES)
        return;
    limit.rlim_cur = limit.rlim_max < CHILD_STACK_BYTES ? limit.rlim_max : CHILD_STACK_BYTES;
    setrlimit(RLIMIT_STACK, &limit);
}

// Under host.callers.
static bool ensure_started(bool is_child, myr_error *error)
{
    if (host.is_started)
        return true;
    if (myrpy_main_is_foreign())
        return myri_error_set(error,
                              "this process has initialised Python itself: use process isolation");
    if (is_child)
        raise_stack();
    if (!is_child)
        host.is_started = start_thread(error);
    else if (start_python(host.text, sizeof host.text))
        host.is_started = true;
    else
        myri_error_set(error, "%s", host.text);
    host.is_child = is_child;
    return host.is_started;
}

bool myrpy_main_call(bool is_child, void (*function)(void *argument), void *argument,
                     myr_error *error)
{
    pthread_mutex_lock(&host.callers);
    bool is_up = ensure_started(is_child, error);
    if (is_up && host.is_child) {
        function(argument);
    } else if (is_up) {
        pthread_mutex_lock(&host.lock);
        host.is_answered = false;
        host.argument = argument;
        host.function = function;
        pthread_cond_broadcast(&host.changed);
        wait_answer();
        pthread_mutex_unlock(&host.lock);
    }
    pthread_mutex_unlock(&host.callers);
    return is_up;
}

void myrpy_main_stop(void)
{
    pthread_mutex_lock(&host.callers);
    if (host.is_started && host.is_child) {
        Py_FinalizeEx();
    } else if (host.is_started) {
        pthread_mutex_lock(&host.lock);
        host.is_stopping = true;
        pthread_cond_broadcast(&host.changed);
        pthread_mutex_unlock(&host.lock);
        pthread_join(host.thread, NULL);
    }
    if (host.is_started)
        atomic_store(&host.is_ours, false);
    host.is_started = false;
    pthread_mutex_unlock(&host.callers);
}
