// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// json_where.h: the line on which a value stands. Jansson forgets lines once it has parsed, so the
// text, known to be valid by then, is walked again when there is an error to report. Thread: any.

#pragma once

#include <stddef.h>
#include <stdint.h>

// `pointer` is a JSON pointer (RFC 6901) into valid JSON. The line, from 1, of the deepest part of
// it that exists: for a member of an object, that of its key.
uint32_t eng_json_find_line(const char *text, size_t text_bytes, const char *pointer);
