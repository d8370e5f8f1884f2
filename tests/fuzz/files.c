// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// files.c: files in memory, for decoders that open one by its path.

#define _GNU_SOURCE

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int fuzz_file(const void *bytes, size_t byte_count, char path[FUZZ_PATH_BYTES])
{
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    if (file < 0 || (byte_count > 0 && write(file, bytes, byte_count) != (ssize_t)byte_count))
        abort();
    snprintf(path, FUZZ_PATH_BYTES, "/proc/self/fd/%d", file);
    return file;
}

void fuzz_put_file(fuzz_put put, void *user, const char *name, int file)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        abort();
    size_t byte_count = (size_t)about.st_size;
    void *bytes = malloc(byte_count + 1);
    if (bytes == NULL || pread(file, bytes, byte_count, 0) != (ssize_t)byte_count)
        abort();
    put(user, name, bytes, byte_count);
    free(bytes);
}
