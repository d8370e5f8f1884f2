// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// play_beside_python: a program that has initialised CPython for itself. The plugin cannot share
// that runtime (its allocators and its audit hook come too late), so it refuses thread isolation in
// one clear line and works by process isolation; the program's own Python is left as it was.

#include <Python.h>

#include "host.h"

#include <stdio.h>
#include <string.h>

static int fail(const char *text)
{
    fprintf(stderr, "%s\n", text);
    return 1;
}

int main(void)
{
    Py_Initialize();
    if (PyRun_SimpleString("import sys; own = ['mine', len(sys.modules)]") != 0) {
        return fail("the program's own Python does not work");
    }

    myr_error refusal = {""};
    if (myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, &refusal)) {
        return fail("thread isolation is said to be supported beside another Python");
    }
    if (refusal.text[0] == '\0' || strchr(refusal.text, '\n')) {
        return fail("the reason is not one line");
    }
    printf("refused: %s\n", refusal.text);

    myr_error error = {""};
    if (host_play(MYR_ISOLATION_THREAD, &error)) {
        return fail("a game in thread isolation ran beside another Python");
    }
    if (strchr(error.text, '\n') || !strstr(error.text, refusal.text)) {
        return fail(error.text);
    }
    if (!host_play(MYR_ISOLATION_PROCESS, &error)) {
        return fail(error.text);
    }
    host_end();

    if (!Py_IsInitialized() ||
        PyRun_SimpleString("assert own[0] == 'mine' and 'myrmidon' not in sys.modules") != 0) {
        return fail("the program's own Python was touched");
    }
    return Py_FinalizeEx() != 0;
}
