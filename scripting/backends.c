// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// backends.c: the languages and isolations that this library was built with. The only file that
// knows them all; it includes no language's header, only their tables' names.

#include "core/system.h"
#include "isolation/layers.h"
#include "null/null.h"

extern const myri_backend myrpy_backend;

const myri_backend *myri_backend_get(myr_language language)
{
    switch (language) {
    case MYR_LANGUAGE_NULL:
        return &myri_backend_null;
    case MYR_LANGUAGE_PYTHON:
        return &myrpy_backend;
    }
    return NULL;
}

const myri_isolation_ops *myri_isolation_get(myr_isolation isolation)
{
    switch (isolation) {
    case MYR_ISOLATION_THREAD:
    case MYR_ISOLATION_SHARED_GIL:
        return &myri_isolation_thread;
    case MYR_ISOLATION_PROCESS:
        return &myri_isolation_process;
    }
    return NULL;
}

myr_sandbox myr_sandbox_get(void)
{
    myr_sandbox sandbox;
    myri_layers_probe(&sandbox);
    sandbox.has_own_gil =
        myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, NULL);
    return sandbox;
}

bool myri_backends_shutdown(void)
{
    bool has_ended = true;
    myri_isolation_process_shutdown();
    for (int language = MYR_LANGUAGE_NULL; language <= MYR_LANGUAGE_PYTHON; language++) {
        const myri_backend *backend = myri_backend_get((myr_language)language);
        if (backend != NULL && !backend->shutdown())
            has_ended = false;
    }
    return has_ended;
}
