// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspect_pack.h: what inspect says of a pack: its manifest and its entries. Thread: main.

#pragma once

#include "app/inspect.h"

bool eng_inspect_is_pack(const eng_inspect_file *file);
struct json_t *eng_inspect_pack(const eng_inspect_file *file, eng_error *error);

// pack.json alone.
bool eng_inspect_is_manifest(const eng_inspect_file *file);
struct json_t *eng_inspect_manifest(const eng_inspect_file *file, eng_error *error);
