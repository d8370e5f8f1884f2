// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// log.h: lines to the host's log. A myri_logger holds the host's function and the lock that keeps
// two threads from calling it at the same time. Code without a system at hand (an isolation, a
// child process) passes NULL: warnings and errors then go to standard error, one whole line per
// write.
//
//     myri_logger_init(&system->logger, def->log, def->log_user);
//     myri_log(&system->logger, MYR_LOG_WARNING, "interpreter %u was late", index);
//
// Thread: any, but init and fini. The host's function must not log in its turn.

#pragma once

#include <pthread.h>

#include "myrmidon.h"

typedef struct myri_logger {
    pthread_mutex_t lock;
    myr_log_function write; // NULL: standard error
    void *user;
} myri_logger;

void myri_logger_init(myri_logger *logger, myr_log_function write, void *user);
void myri_logger_fini(myri_logger *logger);

// One line, no newline at its end; cut at 2,047 bytes.
__attribute__((format(printf, 3, 4))) void myri_log(myri_logger *logger, myr_log_level level,
                                                    const char *format, ...);

// Fills an error with one line. Always returns false, so that a check can `return` it. Accepts
// NULL.
__attribute__((format(printf, 2, 3))) bool myri_error_set(myr_error *error, const char *format,
                                                          ...);
