// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// backends.c: the languages and isolations that this library was built with. The only file that
// knows them all; it includes no language's header, only their tables' names.

#include "core/system.h"
#include "null/null.h"

#ifdef MYRI_HAVE_PYTHON
extern const myri_backend myrpy_backend;
#endif

const myri_backend *myri_backend_get(myr_language language)
{
    switch (language) {
    case MYR_LANGUAGE_NULL:
        return &myri_backend_null;
    case MYR_LANGUAGE_PYTHON:
#ifdef MYRI_HAVE_PYTHON
        return &myrpy_backend;
#else
        return NULL;
#endif
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
#ifdef MYRI_HAVE_PROCESS
        return &myri_isolation_process;
#else
        return NULL;
#endif
    }
    return NULL;
}

bool myri_backends_shutdown(void)
{
    bool has_ended = true;
#ifdef MYRI_HAVE_PROCESS
    myri_isolation_process_shutdown();
#endif
    for (int language = MYR_LANGUAGE_NULL; language <= MYR_LANGUAGE_PYTHON; language++) {
        const myri_backend *backend = myri_backend_get((myr_language)language);
        if (backend != NULL && !backend->shutdown())
            has_ended = false;
    }
    return has_ended;
}
