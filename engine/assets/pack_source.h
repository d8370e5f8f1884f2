// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_source.h: one pack by itself, a folder or a zip, before it is mounted or when it never will
// be: what it holds, checked against pack_path.h, and the hash that names its content. A zip is
// read into memory whole, so that what was checked is what is used, whatever becomes of the file.
//
//     eng_pack_source *source = eng_pack_source_open("mods/orcs.zip", &error);
//     const eng_pack_file *files = eng_pack_source_get_files(source, &count);
//     eng_pack_source_close(source);
//
// Thread: any, one at a time per source; reading files: any at once.

#pragma once

#include "assets/pack.h"

struct eng_zip_entry;

typedef struct eng_pack_file {
    char *path;
    uint64_t byte_count;
    // As long as it is the same the content is: in a folder of time and place of the last change,
    // in a zip of checksum and size. 0: a change so fresh that another could go unnoticed.
    uint64_t stamp;
    const struct eng_zip_entry *entry; // null in a folder
    const eng_bytes *laid;             // what is read in its place; null: it is itself
} eng_pack_file;

typedef struct eng_pack_source eng_pack_source;

// The list of its files' hashes that a built pack carries; no part of the content.
#define ENG_PACK_LIST_PATH "pack.sha256"
// The folder of prebuilt atlas pages that a built pack carries (atlas.h); no part of the content
// either, and in a folder not looked at: pictures may change there.
#define ENG_PACK_PAGES_PATH "pack.pages"

// Null with `error` filled: not there, no zip, or something in it is not allowed.
eng_pack_source *eng_pack_source_open(const char *path, eng_error *error);
void eng_pack_source_close(eng_pack_source *source); // takes null

const char *eng_pack_source_get_path(const eng_pack_source *source);
bool eng_pack_source_is_folder(const eng_pack_source *source);
// The zip's own bytes; null for a folder. Borrowed.
const void *eng_pack_source_get_zip_bytes(const eng_pack_source *source, size_t *byte_count);

// True for a zip that was changed after it was built, see eng_zip_is_altered.
bool eng_pack_source_is_altered(const eng_pack_source *source);

// The files, hidden ones left out, in the byte order of their paths.
const eng_pack_file *eng_pack_source_get_files(const eng_pack_source *source, uint32_t *count);
const eng_pack_file *eng_pack_source_find(const eng_pack_source *source, const char *path);

// The files of ENG_PACK_PAGES_PATH in a zip, which are not among the others.
const eng_pack_file *eng_pack_source_get_pages(const eng_pack_source *source, uint32_t *count);

// What a file of this checksum and size has as its stamp in a zip.
uint64_t eng_pack_source_make_stamp(uint32_t crc, uint64_t byte_count);

// From now on the pack holds this file with these bytes (taken), or, with null `data`, does not
// hold it. In memory alone.
void eng_pack_source_lay(eng_pack_source *source, const char *path, eng_bytes bytes);
// Lays over `source` what lies over `from`, which loses it.
void eng_pack_source_move_laid(eng_pack_source *source, eng_pack_source *from);

// True if there are scripts in it.
bool eng_pack_source_has_code(const eng_pack_source *source);

// At most `bytes_limit` bytes (0: ENG_PACK_FILE_BYTES_LIMIT). Caller ends them with eng_bytes_fini.
bool eng_pack_source_read(const eng_pack_source *source, const eng_pack_file *file,
                          size_t bytes_limit, eng_bytes *bytes, eng_error *error);

// The same for a file that is stored in a zip as it is, without comparing the checksum. False: it
// is not. For what has checksums of its own.
bool eng_pack_source_read_stored(const eng_pack_source *source, const eng_pack_file *file,
                                 eng_bytes *bytes);

// Reads and checks pack.json.
bool eng_pack_source_read_info(const eng_pack_source *source, eng_pack_info *info,
                               eng_error *error);

// A line "SHA256  path" for each file of the content, as sha256sum prints it. Caller frees.
char *eng_pack_source_make_list(const eng_pack_source *source, eng_error *error);

// SHA-256 of that list, in hexadecimal: the same for a folder and for any zip of it. `hex` has
// ENG_SHA256_HEX_BYTES.
bool eng_pack_source_hash(const eng_pack_source *source, char *hex, eng_error *error);
