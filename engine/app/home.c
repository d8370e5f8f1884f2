// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool join(char *out, const char *folder, const char *name)
{
    int bytes = snprintf(out, ENG_PACK_PATH_BYTES, "%s/%s", folder, name);
    return bytes > 0 && bytes < ENG_PACK_PATH_BYTES;
}

static bool find_folder(char *out)
{
    const char *own = getenv("MYRMIDON_HOME");
    const char *data = getenv("XDG_DATA_HOME");
    const char *user = getenv("HOME");
    if (own != NULL && own[0] == '/') {
        int bytes = snprintf(out, ENG_PACK_PATH_BYTES, "%s", own);
        return bytes < ENG_PACK_PATH_BYTES;
    }
    if (data != NULL && data[0] == '/') {
        return join(out, data, "myrmidon");
    }
    return user != NULL && user[0] == '/' && join(out, user, ".local/share/myrmidon");
}

bool eng_home_find(eng_home *home, eng_error *error)
{
    *home = (eng_home){0};
    if (find_folder(home->folder) && join(home->packs, home->folder, "packs") &&
        join(home->trust, home->folder, "trust.json") &&
        join(home->mods, home->folder, "mods.json")) {
        return true;
    }
    return eng_error_set(error,
                         "no folder for your packs: set HOME or MYRMIDON_HOME to a full path");
}

bool eng_home_find_cache(char *out)
{
    const char *own = getenv("MYRMIDON_HOME");
    const char *caches = getenv("XDG_CACHE_HOME");
    const char *user = getenv("HOME");
    if (own != NULL && own[0] == '/') {
        return join(out, own, "cache");
    }
    if (caches != NULL && caches[0] == '/') {
        return join(out, caches, "myrmidon");
    }
    return user != NULL && user[0] == '/' && join(out, user, ".cache/myrmidon");
}

static bool make_folders(const char *path, eng_error *error)
{
    char part[ENG_PACK_PATH_BYTES];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash != NULL) {
            *slash = '\0';
        }
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            return eng_error_set(error, "%s: cannot be made (%s)", part, strerror(errno));
        }
        if (slash == NULL) {
            return true;
        }
        *slash = '/';
    }
}

bool eng_home_make(const eng_home *home, eng_error *error)
{
    return make_folders(home->packs, error);
}

static bool write_whole(int file, const char *bytes, size_t byte_count)
{
    while (byte_count > 0) {
        ssize_t put = write(file, bytes, byte_count);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes += put;
        byte_count -= (size_t)put;
    }
    return fsync(file) == 0;
}

bool eng_home_write(const char *path, const void *bytes, size_t byte_count, eng_error *error)
{
    char temporary[ENG_PACK_PATH_BYTES + 16];
    snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    int file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0) {
        return eng_error_set(error, "%s: cannot be written (%s)", path, strerror(errno));
    }
    bool is_written = write_whole(file, bytes, byte_count);
    is_written = close(file) == 0 && is_written && rename(temporary, path) == 0;
    if (!is_written) {
        eng_error_set(error, "%s: cannot be written (%s)", path, strerror(errno));
        unlink(temporary);
    }
    return is_written;
}
