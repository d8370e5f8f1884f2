// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"

#define PATH_BYTES 4096

static bool read_all(int fd, uint8_t *data, size_t count)
{
    size_t have = 0;
    while (have < count) {
        ssize_t got = read(fd, data + have, count - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO; // it became shorter
        if (got <= 0)
            return false;
        have += (size_t)got;
    }
    return true;
}

bool eng_file_read(const char *path, size_t limit, uint8_t **data, size_t *count, eng_error *error)
{
    struct stat what;
    *data = NULL;
    *count = 0;
    // What is no plain file must not be waited for.
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &what) != 0) {
        eng_error_set(error, "%s: cannot be read: %s", path, strerror(errno));
    } else if (!S_ISREG(what.st_mode)) {
        eng_error_set(error, "%s: is no file: give a plain file", path);
    } else if ((uint64_t)what.st_size > limit) {
        eng_error_set(error, "%s: has %lld bytes: at most %zu are read", path,
                      (long long)what.st_size, limit);
    } else {
        *data = eng_alloc((size_t)what.st_size + 1, 1);
        if (read_all(fd, *data, (size_t)what.st_size)) {
            *count = (size_t)what.st_size;
            close(fd);
            return true;
        }
        eng_error_set(error, "%s: cannot be read: %s", path, strerror(errno));
        eng_free(*data);
        *data = NULL;
    }
    if (fd >= 0)
        close(fd);
    return false;
}

static bool write_all(int fd, const uint8_t *data, size_t count)
{
    size_t done = 0;
    while (done < count) {
        ssize_t put = write(fd, data + done, count - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return fsync(fd) == 0;
}

bool eng_file_write(const char *path, const void *data, size_t count, eng_error *error)
{
    char name[PATH_BYTES];
    int length = snprintf(name, sizeof name, "%s.%ld.part", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof name)
        return eng_error_set(error, "%s: the path is too long", path);
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool is_written = fd >= 0 && write_all(fd, data, count);
    int reason = errno;
    if (fd >= 0 && close(fd) != 0 && is_written) {
        is_written = false;
        reason = errno;
    }
    if (is_written && rename(name, path) != 0) {
        is_written = false;
        reason = errno;
    }
    if (is_written)
        return true;
    if (fd >= 0)
        unlink(name);
    return eng_error_set(error, "%s: cannot be written: %s", path, strerror(reason));
}

bool eng_folder_make(const char *path, eng_error *error)
{
    char part[PATH_BYTES];
    int length = snprintf(part, sizeof part, "%s", path);
    if (length < 0 || (size_t)length >= sizeof part)
        return eng_error_set(error, "%s: the path is too long", path);
    for (char *c = part + 1;; c++) {
        bool is_end = *c == '\0';
        if (*c != '/' && !is_end)
            continue;
        *c = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return eng_error_set(error, "%s: the folder cannot be made: %s", part, strerror(errno));
        if (is_end)
            return true;
        *c = '/';
    }
}
