// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// bare.c: interpreters and children as the bare calls make them, one after another: what
// interpreter_ms and interpreter_mb are measured against.
//
//     kind=interpreter   Py_NewInterpreterFromConfig (own GIL) and the usual imports
//     kind=fork          imports once, then fork
//     count=N

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define IMPORTS "import math, random, collections, itertools, functools, heapq\n"

enum { MAX_CHILDREN = 1024 };

static pid_t children[MAX_CHILDREN];
static uint32_t child_count;

static void import_usual(void)
{
    if (PyRun_SimpleString(IMPORTS) != 0)
        bench_die("the usual imports fail");
}

static void python_start(void)
{
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.install_signal_handlers = 0;
    config.write_bytecode = 0;
    const char *home = bench_text("home", "");
    if (home[0] != '\0')
        PyConfig_SetBytesString(&config, &config.home, home);
    PyStatus status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status))
        bench_die("Python does not start: %s", status.err_msg);
}

static void interpreter_make(void)
{
#if PY_VERSION_HEX >= 0x030D0000
    PyThreadState *main_state = PyThreadState_Get(), *state = NULL;
    PyInterpreterConfig config = {
        .check_multi_interp_extensions = 1,
        .gil = PyInterpreterConfig_OWN_GIL,
    };
    PyStatus status = Py_NewInterpreterFromConfig(&state, &config);
    if (PyStatus_Exception(status))
        bench_die("no interpreter: %s", status.err_msg);
    import_usual();
    PyThreadState_Swap(main_state);
#else
    bench_die("CPython %s has no interpreters with a GIL of their own that hold", PY_VERSION);
#endif
}

static void child_make(void)
{
    int ready[2];
    char byte = 0;
    if (pipe(ready) != 0)
        bench_die("no pipe");
    pid_t child = fork();
    if (child < 0)
        bench_die("no child");
    if (child == 0) {
        if (write(ready[1], &byte, 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    if (read(ready[0], &byte, 1) != 1)
        bench_die("a child died");
    close(ready[0]);
    close(ready[1]);
    children[child_count++] = child;
}

static void bare_open(void)
{
    bool is_fork = strcmp(bench_text("kind", "interpreter"), "fork") == 0;
    uint32_t count = (uint32_t)bench_count("count", 1), below;
    if (count > MAX_CHILDREN)
        bench_die("count: at most %d", MAX_CHILDREN);
    python_start();
    if (is_fork) {
        import_usual();
        PyRun_SimpleString("import gc; gc.collect(); gc.freeze()");
    }
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < count; i++) {
        if (is_fork)
            child_make();
        else
            interpreter_make();
    }
    bench_put("made_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("pss_kb", (double)bench_tree_pss_kb(&below));
}

static void bare_go(uint32_t rounds)
{
    (void)rounds;
}

static void bare_close(void)
{
    for (uint32_t i = 0; i < child_count; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
}

const bench_subject bench_bare = {"bare", bare_open, bare_go, bare_close};
