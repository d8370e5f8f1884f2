// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspect.h: "myrmidon inspect FILE": what a file or folder was understood to be, as one JSON
// object, or one clear error and a code that is not 0. Each kind of file brings a row of the table
// in inspect.c and a file of its own, inspect_KIND.c:
//
//     static bool is_map(const eng_inspect_file *file)          // by name and first bytes
//     json_t *eng_inspect_map(const eng_inspect_file *file, eng_error *error)
//
// The object begins with "kind", which the dispatcher adds, as it does "file" and, for a file,
// "bytes" and "sha256" of its content. The first row that matches is asked, so that the more
// particular ones come first.
//
// Thread: main.

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "assets/pack.h"
#include "base/error.h"

struct json_t;

typedef struct eng_inspect_file {
    const char *path;   // as given
    const char *ending; // of the name, lower case, with its dot: ".png"; "" if it has none
    bool is_folder;
    eng_bytes bytes; // the whole file; nothing for a folder
} eng_inspect_file;

typedef struct eng_inspect_kind {
    const char *name; // "pack"
    bool (*matches)(const eng_inspect_file *file);
    // A new object, or NULL with `error` filled.
    struct json_t *(*inspect)(const eng_inspect_file *file, eng_error *error);
} eng_inspect_kind;

int eng_inspect_command(int argc, char **argv);

// True if the file begins with these bytes.
bool eng_inspect_begins(const eng_inspect_file *file, const void *bytes, size_t byte_count);

// Reads a file that `file` refers to: `name` is relative to the folder it lies in. Caller ends
// `bytes` with eng_bytes_fini.
bool eng_inspect_read_beside(const eng_inspect_file *file, const char *name, eng_bytes *bytes,
                             eng_error *error);

// Adds `key`: SHA-256 of the bytes in hexadecimal.
void eng_inspect_put_sha256(struct json_t *object, const char *key, const void *bytes,
                            size_t byte_count);
