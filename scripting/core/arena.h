// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena.h: many small blocks that live and die together: a program's tables and strings.
// Thread: one owner.

#pragma once

#include <stddef.h>

typedef struct myri_arena myri_arena;

// NULL: no memory.
myri_arena *myri_arena_create(void);
// Accepts NULL.
void myri_arena_destroy(myri_arena *arena);
// A zeroed, 16-byte aligned block; never NULL for 0 bytes. NULL: no memory.
void *myri_arena_get(myri_arena *arena, size_t bytes);
// A copy of a text of `bytes` bytes, terminated. NULL: no memory.
char *myri_arena_text(myri_arena *arena, const char *text, size_t bytes);
