// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// check.h: bugs and expected failures, told apart.
//
// ENG_ASSERT is for bugs of ours and stays in every build: a wrong program that ends at once is
// easier to mend than one that goes on. What comes from packs, scripts, files and the player is
// input and is never asserted; it is answered with an eng_error, which is plain text that the
// caller owns.
//
//     if (!eng_pack_load(path, &error))
//         eng_log_error("%s", error.text);
//
// Threads: any. The handler is set once, before threads start.

#pragma once

#include <stdarg.h>
#include <stdbool.h>

// Empty text means no error. Same layout as the plugin's myr_error.
typedef struct eng_error {
    char text[1024];
} eng_error;

// Writes the text (cut at the end if too long) and returns false, so that callers can return it.
// `error` may be NULL. Thread: any.
bool eng_fail(eng_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Called with the text of the broken condition. It may leave by longjmp or exit (tests do); if it
// returns, the program aborts.
typedef void (*eng_assert_function)(const char *condition, const char *file, int line);

// NULL brings back the default: one line on standard error. Thread: main, before others start.
void eng_set_assert_handler(eng_assert_function handler);

_Noreturn void eng_assert_failed(const char *condition, const char *file, int line);

#define ENG_ASSERT(condition)                                                                      \
    ((condition) ? (void)0 : eng_assert_failed(#condition, __FILE__, __LINE__))
