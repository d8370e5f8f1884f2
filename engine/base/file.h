// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// file.h: whole files, read at once, and written so that a reader sees the old one or the new one
// and never half of it: under another name, flushed to the disk, renamed.
//
// Threads: any.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

// Reads a plain file of at most `limit` bytes. False with `error` filled, which names path and
// reason. Caller frees *data with eng_free.
bool eng_file_read(const char *path, size_t limit, uint8_t **data, size_t *count, eng_error *error);
// Replaces the file, or makes it. False with `error` filled: the old one is as it was.
bool eng_file_write(const char *path, const void *data, size_t count, eng_error *error);
// Makes a folder and those above it that are not there. False with `error` filled.
bool eng_folder_make(const char *path, eng_error *error);
