// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspect_data.h: what inspect says of our own JSON: maps/NAME.json, and any other. Thread: main.

#pragma once

#include "app/inspect.h"

bool eng_inspect_is_own_map(const eng_inspect_file *file);
struct json_t *eng_inspect_own_map(const eng_inspect_file *file, eng_error *error);

bool eng_inspect_is_data(const eng_inspect_file *file);
struct json_t *eng_inspect_data(const eng_inspect_file *file, eng_error *error);
