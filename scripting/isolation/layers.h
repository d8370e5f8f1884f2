// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// layers.h: what this kernel offers to hold a process, and Landlock, for which the C library has no
// functions. Thread: any.

#pragma once

#include "myrmidon.h"

// Fills in all but has_own_gil. Changes nothing in the calling process.
void myri_layers_probe(myr_sandbox *out);

// Names the layers of a child that are missing, "seccomp, Landlock"; "" if none is.
void myri_layers_missing(const myr_sandbox *sandbox, char *text, size_t capacity);

typedef enum myri_landlock {
    MYRI_LANDLOCK_WRITES, // nothing is written, made or removed in any file system
    MYRI_LANDLOCK_ALL,    // and nothing is read, no TCP, no signal to a process outside
} myri_landlock;

// Restricts the calling thread for good, as far as version `abi` can; errno tells of a failure.
bool myri_landlock_restrict(int abi, myri_landlock what);
