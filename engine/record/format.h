// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// format.h: the numbers of the file format that writer and reader share; record.h has the picture.

#pragma once

#include <stdint.h>

#define ENG_RECORD_MAGIC "MYRREC\r\n"
#define ENG_RECORD_MAGIC_BYTES 8u
// schema, content, seed, rate, units, length of the pack id
#define ENG_RECORD_HEADER_FIXED_BYTES (4u * 8 + 4 + 4)
#define ENG_RECORD_CHECK_BYTES 4u
#define ENG_RECORD_COMMAND_LEAST_BYTES 10u

// lengths of pack id and path with a NUL each, presence, length of the bytes
#define ENG_RECORD_FILE_LEAST_BYTES (2u + 2 + 2 + 2 + 1 + 4)

typedef enum eng_record_kind {
    ENG_RECORD_IDLE = 1,
    ENG_RECORD_COMMANDS = 2,
    ENG_RECORD_END = 3,
    ENG_RECORD_EDIT = 4,
} eng_record_kind;

// Numbers are written as they lie in memory.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "recordings are little-endian");
