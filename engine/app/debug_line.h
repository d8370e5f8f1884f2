// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// debug_line.h: the terminal as the line channel of a script's debugger.

#pragma once

#include "myrmidon.h"

// A myr_debug_function: words go to standard output, lines come from standard input; its end lets the
// game go on. Thread: any, one at a time.
bool eng_debug_line(void *user, myr_entity entity, const char *text, char *line,
                    size_t line_bytes);
