// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// debug.h: the line channel between a script that has stopped in a debugger and a person. One
// script talks at a time: who comes while another does waits, on its worker.
//
//     worker   the script stops -> myri_debug_talk ... talk ... its job ends -> myri_debug_leave
//
// In process isolation the child asks through its job block, and the worker that waits for it
// talks.

#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "myrmidon.h"

#define MYRI_DEBUG_TEXT 1024u // of output at once
#define MYRI_DEBUG_LINE 512u  // of a person's line, its end included

typedef struct myri_debug {
    pthread_mutex_t lock;        // held by the worker of `owner`
    _Atomic(const void *) owner; // the job block of who talks; NULL: nobody does
    myr_debug_function line;
    void *user;
} myri_debug;

myri_debug *myri_debug_create(myr_debug_function line, void *user); // NULL: no memory
void myri_debug_destroy(myri_debug *debug);                         // takes NULL

// Shows text, and with `line` (MYRI_DEBUG_LINE bytes) waits for one; false: there is nobody any
// more. Thread: worker, always the same one for a job.
bool myri_debug_talk(myri_debug *debug, const void *owner, myr_entity entity, const char *text,
                     uint32_t text_bytes, char *line);
// The job is over. Thread: the same.
void myri_debug_leave(myri_debug *debug, const void *owner);
