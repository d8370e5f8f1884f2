// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "record.h"

struct eng_hash_log {
    FILE *file;
    char *path;
};

eng_hash_log *eng_hash_log_create(const char *path, eng_error *error)
{
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (file == NULL) {
        eng_error_set(error, "%s: cannot write the hash log: %s", path, strerror(errno));
        return NULL;
    }
    eng_hash_log *log = eng_alloc(1, sizeof *log);
    log->file = file;
    log->path = eng_copy_text(path);
    return log;
}

void eng_hash_log_tick(eng_hash_log *log, uint64_t tick, uint64_t hash)
{
    fprintf(log->file, "%" PRIu64 " %016" PRIx64 "\n", tick, hash);
}

bool eng_hash_log_destroy(eng_hash_log *log, eng_error *error)
{
    if (log == NULL)
        return true;
    bool is_whole = fflush(log->file) == 0 && !ferror(log->file);
    if (log->file != stdout && fclose(log->file) != 0)
        is_whole = false;
    if (!is_whole)
        eng_error_set(error, "%s: the hash log could not be written: %s", log->path,
                      strerror(errno));
    eng_free(log->path);
    eng_free(log);
    return is_whole;
}
