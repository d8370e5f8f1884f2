// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// check.h: an assertion that stays in every build.
//
// For bugs of ours only: a wrong program that ends at once is easier to mend than one that goes on.
// What comes from outside is answered with an eng_error (error.h).
//
// Threads: any. The handler is set once, before threads start.

#pragma once

// Called with the text of the broken condition. It may leave by longjmp or exit (tests do); if it
// returns, the program aborts.
typedef void (*eng_assert_function)(const char *condition, const char *file, int line);

// NULL brings back the default: one line on standard error. Thread: main, before others start.
void eng_set_assert_handler(eng_assert_function handler);

_Noreturn void eng_assert_failed(const char *condition, const char *file, int line);

#define ENG_ASSERT(condition)                                                                      \
    ((condition) ? (void)0 : eng_assert_failed(#condition, __FILE__, __LINE__))
