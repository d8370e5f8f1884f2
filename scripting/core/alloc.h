// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// alloc.h: the plugin's own memory, through the host's allocator. A system keeps a copy of
// def.allocator and passes it on; an allocator without a function is malloc. As thread-safe as the
// host's function is. Programs and regions do not come from here: a program outlives its system
// (interpreters are kept for the next one) and a region is mapped.
//
//     myr_agent *agents = myri_alloc(&system->allocator, count * sizeof *agents);   // zeroed
//     myri_free(&system->allocator, agents, count * sizeof *agents);

#pragma once

#include "myrmidon.h"

// A zeroed block, or NULL. 0 bytes give NULL.
void *myri_alloc(const myr_allocator *allocator, size_t bytes);
// Grows or shrinks; what is new is zeroed. NULL: no memory, and the block is as it was; or
// new_bytes is 0 and the block is freed.
// The same without zeros: pages of a large block that nobody writes cost nothing.
void *myri_alloc_untouched(const myr_allocator *allocator, size_t bytes);
void *myri_resize(const myr_allocator *allocator, void *block, size_t old_bytes, size_t new_bytes);
// Accepts NULL.
void myri_free(const myr_allocator *allocator, void *block, size_t bytes);
