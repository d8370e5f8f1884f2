// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// child.h: the life of a child process, from the fork to its end. Called by the zygote only, in a
// process with one thread.

#pragma once

#include <sys/types.h>

#include "block.h"
#include "seal.h"

// All that a child needs; prepared by the zygote, inherited by the fork.
typedef struct myri_child_def {
    const myri_backend *backend;
    myri_runtime *runtime;
    const myri_program *program;
    const myri_region *region;
    myri_block block;
    const myri_seal *seal; // NULL: def.is_unsealed
    uint32_t index;
    int32_t nice;
    pid_t zygote;
} myri_child_def;

// Exit codes of a child that nobody killed.
enum {
    MYRI_CHILD_EXIT_ORPHAN = 81, // its zygote was gone before it began
    MYRI_CHILD_EXIT_FAILED = 82, // no interpreter, or it cannot be sealed; text in the out area
};

// Serves jobs until it dies.
_Noreturn void myri_child_main(const myri_child_def *def);
