// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspect_map.h: what inspect says of maps and tilesets of the Tiled editor. Thread: main.

#pragma once

#include "app/inspect.h"

bool eng_inspect_is_map(const eng_inspect_file *file);
struct json_t *eng_inspect_map(const eng_inspect_file *file, eng_error *error);
bool eng_inspect_is_tileset(const eng_inspect_file *file);
struct json_t *eng_inspect_tileset(const eng_inspect_file *file, eng_error *error);
