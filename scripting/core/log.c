// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void myri_logger_init(myri_logger *logger, myr_log_function write, void *user)
{
    pthread_mutex_init(&logger->lock, NULL);
    logger->write = write;
    logger->user = user;
}

void myri_logger_fini(myri_logger *logger)
{
    pthread_mutex_destroy(&logger->lock);
}

static void write_stderr(myr_log_level level, const char *text)
{
    char line[2100];
    int length = snprintf(line, sizeof line, "myrmidon: %s: %s\n",
                          level == MYR_LOG_ERROR ? "error" : "warning", text);
    // A line that cannot be written has nowhere else to go.
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0)
        return;
}

void myri_log(myri_logger *logger, myr_log_level level, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (logger && logger->write) {
        pthread_mutex_lock(&logger->lock);
        logger->write(logger->user, level, text);
        pthread_mutex_unlock(&logger->lock);
    } else if (level != MYR_LOG_INFO) {
        write_stderr(level, text);
    }
}

bool myri_error_set(myr_error *error, const char *format, ...)
{
    if (error) {
        va_list args;
        va_start(args, format);
        vsnprintf(error->text, sizeof error->text, format, args);
        va_end(args);
    }
    return false;
}
