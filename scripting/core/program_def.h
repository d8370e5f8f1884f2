// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// program_def.h: what program.c, program_check.c and program_pack.c agree on about myr_def.

#pragma once

#define MYRI_DEF_COOKIE 0x4d795231u

// What a def may ask for. The messages of program_check.c name these.
#define MYRI_MAX_ROWS 256u
#define MYRI_MAX_EVENTS 64u // the bits of a word: which ones a coroutine waits for
#define MYRI_MAX_NAMES 65536u
#define MYRI_MAX_SOURCES 65536u
#define MYRI_MAX_INTERPRETERS 65536u
#define MYRI_MAX_ENTITIES (1u << 24)
#define MYRI_MAX_SCRIPT_MEMORY 4096u
#define MYRI_MAX_MESSAGE_BYTES 4096u
#define MYRI_MIN_JOB_BYTES 8192u
#define MYRI_MAX_CHECKPOINT_BYTES (1u << 20)
#define MYRI_MAX_BUDGET_US 3600e6 // an hour: fits the 32 bits it has in a tape
#define MYRI_MIN_MEMORY_BYTES (4u << 20) // CPython asks for small objects' memory by the MiB
