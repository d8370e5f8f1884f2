// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// log.h: one line per message, on standard error, and to one hook.
//
//     eng_log_warning("%s: no such sprite, drawn as a box", name);
//
// Threads: any; lines are never mixed and the hook is never called twice at the same time. The hook
// must not log.

#pragma once

#include <stdint.h>

#include <stdarg.h>

typedef enum eng_log_level {
    ENG_LOG_DEBUG,
    ENG_LOG_INFO,
    ENG_LOG_WARNING,
    ENG_LOG_ERROR,
    ENG_LOG_NONE, // as a least level: nothing is shown
} eng_log_level;

// Receives each line that passes the level, without a newline.
typedef void (*eng_log_hook)(void *user, eng_log_level level, const char *text);

// Lines below `level` go nowhere. ENG_LOG_INFO at the start. Thread: any.
void eng_log_set_level(eng_log_level level);
// NULL takes the hook away. Thread: any.
void eng_log_set_hook(eng_log_hook hook, void *user);

// Control characters (newlines too) are shown as spaces; over 2,000 bytes are cut. Thread: any.
// Replaces what could move a terminal's cursor or forge a line by spaces: control characters, those
// of two bytes (U+0080 to U+009F) too. For text of scripts. Tabs stay.
void eng_log_clean(char *text);

void eng_log(eng_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
// A message about a place in a file: "error: ant.py:12:9: ...". On a terminal the place is a link
// to `file` ("": none), in which the terminal may go to `line`. Thread: any.
void eng_log_place(eng_log_level level, const char *place, const char *file, uint32_t line,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
void eng_log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void eng_log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void eng_log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void eng_log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
