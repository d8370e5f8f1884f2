// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// zip_write.h: a zip of which the same files always make the same bytes: no time of day, no owner,
// files in the order they are given. What deflate makes smaller is deflated.
//
//     eng_zip_writer *writer = eng_zip_writer_create();
//     eng_zip_writer_add(writer, "pack.json", bytes, byte_count);
//     eng_bytes zip;
//     eng_zip_writer_finish(writer, &zip);      // ends the writer
//
// Thread: any, one at a time per writer.

#pragma once

#include "assets/pack.h"

typedef struct eng_zip_writer eng_zip_writer;

eng_zip_writer *eng_zip_writer_create(void);
// At most ENG_PACK_ENTRY_LIMIT files of ENG_PACK_FILE_BYTES_LIMIT.
void eng_zip_writer_add(eng_zip_writer *writer, const char *path, const void *bytes,
                        size_t byte_count);
// Caller ends `zip` with eng_bytes_fini.
void eng_zip_writer_finish(eng_zip_writer *writer, eng_bytes *zip);
