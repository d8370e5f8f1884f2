// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_path.h: which paths a file of a pack may have, and how much a pack may hold. The same rules
// for zips and folders, so that a pack that runs as a folder runs as a zip on any system.
//
// Thread: any.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ENG_PACK_DEPTH_LIMIT = 16,       // parts of a path
    ENG_PACK_PATH_BYTES_LIMIT = 240, // of a path
    ENG_PACK_ENTRY_LIMIT = 50000,    // files and folders
    ENG_PACK_RATIO_LIMIT = 250,      // of a file above ENG_PACK_RATIO_FLOOR, unpacked to packed
    ENG_PACK_RATIO_FLOOR = 1 << 20,  // bytes
    ENG_PACK_TOTAL_BYTES_LIMIT = 1 << 30, // unpacked, of all files
};

// What is wrong with the path, with the remedy, or null: lower-case ASCII that every file system
// takes, relative, without '.' and '..', not too long or deep. A folder ends with '/'.
const char *eng_pack_path_get_flaw(const char *path, size_t path_bytes);

// Like it, but only what could do harm: for files that are there and never used.
const char *eng_pack_path_get_danger(const char *path, size_t path_bytes);

// True if a part begins with a dot or is what tools leave behind (__pycache__, __MACOSX). Such
// files are no part of a pack.
bool eng_pack_path_is_hidden(const char *path, size_t path_bytes);
