// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspect_sheet.h: what inspect says of frames and animations: sheets in JSON (Aseprite,
// TexturePacker, grids) and Aseprite's own files. Thread: main.

#pragma once

#include "app/inspect.h"

bool eng_inspect_is_sheet(const eng_inspect_file *file);
struct json_t *eng_inspect_sheet(const eng_inspect_file *file, eng_error *error);

bool eng_inspect_is_aseprite(const eng_inspect_file *file);
struct json_t *eng_inspect_aseprite(const eng_inspect_file *file, eng_error *error);
