// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/arena_json.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

bool eng_arena_check_json(const char *path, eng_error *error)
{
    if (path == NULL || strcmp(path, "-") == 0 || access(path, W_OK) == 0) {
        return true;
    }
    int failure = errno;
    if (failure == ENOENT) {
        char *folder = eng_copy_text(path);
        bool is_writable = access(dirname(folder), W_OK | X_OK) == 0;
        failure = errno;
        eng_free(folder);
        if (is_writable) {
            return true;
        }
    }
    return eng_error_set(error, "--json %s: %s", path, strerror(failure));
}

bool eng_arena_write_json(const json_t *object, const char *path, eng_error *error)
{
    bool is_stdout = strcmp(path, "-") == 0;
    FILE *file = is_stdout ? stdout : fopen(path, "wb");
    if (file == NULL) {
        return eng_error_set(error, "--json %s: %s", path, strerror(errno));
    }
    bool is_written = json_dumpf(object, file, JSON_COMPACT | JSON_REAL_PRECISION(9)) == 0 &&
                      fputc('\n', file) != EOF && fflush(file) == 0;
    int failure = errno;
    if (!is_stdout && fclose(file) != 0 && is_written) {
        is_written = false;
        failure = errno;
    }
    return is_written || eng_error_set(error, "--json %s: %s", path, strerror(failure));
}
