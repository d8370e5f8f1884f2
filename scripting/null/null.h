// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// null.h: the null language, whose scripts are C functions. An agent is a zeroed block of memory;
// a think is a call. It shows what a backend must do at the least, and lets the pool be tested
// without any language runtime.

#pragma once

#include "backend.h"

extern const myri_backend myri_backend_null;

// What a C script holds during one call. On the worker's stack; dead when the call returns.
struct myr_context {
    myri_lease *lease;
    myr_role role;
    bool has_failed; // nothing it asks for counts any longer
    char fail_text[256];
    uint32_t order_offset; // in the in-tape: where the next order may be
};
