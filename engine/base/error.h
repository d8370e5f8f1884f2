// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// error.h: expected failures, as plain text that the caller owns.
//
//     if (!eng_pack_load(path, &error))
//         eng_log_error("%s", error.text);
//
// What comes from packs, scripts, files and the player is input: when it is wrong, the answer is an
// eng_error. Bugs of ours assert (check.h). Threads: any.

#pragma once

#include <stdbool.h>

// Empty text means no error. Same layout as the plugin's myr_error.
typedef struct eng_error {
    char text[1024];
} eng_error;

// Writes the text (cut at the end if too long) and returns false, so that callers can return it.
// `error` may be NULL. Thread: any.
bool eng_error_set(eng_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
