// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "log.h"

#include <ctype.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 2048

static _Atomic int least_level = ENG_LOG_INFO;
static pthread_mutex_t hook_mutex = PTHREAD_MUTEX_INITIALIZER;
static eng_log_hook hook_function;
static void *hook_user;

void eng_log_set_level(eng_log_level level)
{
    atomic_store_explicit(&least_level, (int)level, memory_order_relaxed);
}

void eng_log_set_hook(eng_log_hook hook, void *user)
{
    pthread_mutex_lock(&hook_mutex);
    hook_function = hook;
    hook_user = user;
    pthread_mutex_unlock(&hook_mutex);
}

static const char *const titles[] = {"debug", "info", "warning", "error"};

void eng_log_clean(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
        bool is_wide = at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
        if ((*at < 32 && *at != '\t') || *at == 127 || is_wide)
            *at = ' ';
        if (is_wide)
            *++at = ' ';
    }
}

static void write_line(eng_log_level level, const char *format, va_list args)
{
    if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed) ||
        level >= ENG_LOG_NONE)
        return;
    char line[LINE_BYTES];
    vsnprintf(line, sizeof line, format, args);
    eng_log_clean(line);
    pthread_mutex_lock(&hook_mutex);
    fprintf(stderr, "%s: %s\n", titles[level], line);
    if (hook_function != NULL)
        hook_function(hook_user, level, line);
    pthread_mutex_unlock(&hook_mutex);
}

// Opens (OSC 8) a link to a file of this machine. What a URL does not take as it is goes in hex.
static void write_link(const char *file, uint32_t line)
{
    char path[PATH_MAX], host[256] = "";
    if (realpath(file, path) == NULL)
        return;
    gethostname(host, sizeof host - 1);
    fprintf(stderr, "\033]8;;file://%s", host);
    for (const unsigned char *at = (const unsigned char *)path; *at != '\0'; at++) {
        if (isalnum(*at) || strchr("/-_.~", *at) != NULL)
            fputc(*at, stderr);
        else
            fprintf(stderr, "%%%02X", *at);
    }
    if (line > 0)
        fprintf(stderr, "#%u", line);
    fputs("\033\\", stderr);
}

void eng_log_place(eng_log_level level, const char *place, const char *file, uint32_t line,
                   const char *format, ...)
{
    if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed) ||
        level >= ENG_LOG_NONE)
        return;
    char text[LINE_BYTES], where[LINE_BYTES], whole[2 * LINE_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%s", place);
    eng_log_clean(text);
    eng_log_clean(where);
    const char *colon = where[0] != '\0' ? ": " : "";
    bool is_link = file[0] != '\0' && where[0] != '\0' && isatty(STDERR_FILENO);
    snprintf(whole, sizeof whole, "%s%s%s", where, colon, text);
    pthread_mutex_lock(&hook_mutex);
    fprintf(stderr, "%s: ", titles[level]);
    if (is_link)
        write_link(file, line);
    fputs(where, stderr);
    if (is_link)
        fputs("\033]8;;\033\\", stderr);
    fprintf(stderr, "%s%s\n", colon, text);
    if (hook_function != NULL)
        hook_function(hook_user, level, whole);
    pthread_mutex_unlock(&hook_mutex);
}

void eng_log(eng_log_level level, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(level, format, args);
    va_end(args);
}

void eng_log_debug(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(ENG_LOG_DEBUG, format, args);
    va_end(args);
}

void eng_log_info(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(ENG_LOG_INFO, format, args);
    va_end(args);
}

void eng_log_warning(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(ENG_LOG_WARNING, format, args);
    va_end(args);
}

void eng_log_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line(ENG_LOG_ERROR, format, args);
    va_end(args);
}
