// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_json.h: the results of matches and ladders as files. Thread: main.

#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

// Whether a file can be written there, so that a match is not played for nothing. NULL and "-" can.
bool eng_arena_check_json(const char *path, eng_error *error);

// One line of JSON to a file, or to standard output for "-". False with `error` filled.
bool eng_arena_write_json(const json_t *object, const char *path, eng_error *error);
