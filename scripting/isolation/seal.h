// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// seal.h: what zygotes and children give up, for good, before they meet what a pack brings.
//
//     zygote:  seal_prepare -> seal_narrow -> start the language, compile the sources -> fork ...
//     child:   make the interpreter -> seal_close -> READY -> scripts
//
// Thread: the only one of its process.

#pragma once

#include <linux/filter.h>

#include "program.h"

typedef struct myri_seal {
    myr_sandbox layers;       // of this kernel
    struct sock_fprog filter; // a child's; filter NULL without seccomp
    uint64_t memory_bytes;    // a child's RLIMIT_DATA; 0: none
} myri_seal;

// Looks for the layers and makes the filter of the children, once for all of them. False with
// `error` filled: def.is_seal_required and there is no seccomp, or no memory.
bool myri_seal_prepare(myri_seal *seal, const myri_program *program, myr_error *error);

// The zygote's own part: no programs, no sockets, no writing of files, no looking into other
// processes. It still opens files for reading (the library of its language), forks and kills.
// It compiles what packs bring, so it forgets the environment as well: it may hold secrets.
bool myri_seal_narrow(const myri_seal *seal, myr_error *error);

// The child's: from here on it computes and answers, nothing else. A layer that the kernel has but
// that does not take hold is an error, and the child must not run.
bool myri_seal_close(const myri_seal *seal, myr_error *error);
