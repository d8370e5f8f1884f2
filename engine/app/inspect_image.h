// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// inspect_image.h: what inspect says of a picture: its size and its pixels. Thread: main.

#pragma once

#include "app/inspect.h"

bool eng_inspect_is_image(const eng_inspect_file *file);
struct json_t *eng_inspect_image(const eng_inspect_file *file, eng_error *error);
