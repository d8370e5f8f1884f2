// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// zip.h: a zip in memory, checked whole before anything else reads it. A zip of a stranger is a
// program for whoever parses it, and two parsers that understand it differently are a hole: so what
// is ambiguous is refused, not interpreted. That leaves what every zip tool writes: stored and
// deflated files, one directory at the end that agrees with the headers before the data.
//
// Refused: what is encrypted, split, zip64, compressed otherwise; links and devices; paths that
// pack_path.h does not allow, twice the same, or that differ in case alone; a file where another
// path needs a folder; data that overlaps or lies outside; more, larger or more tightly packed
// files than pack_path.h allows. Nothing is ever extracted to disk.
//
//     eng_zip *zip = eng_zip_open("orcs.zip", bytes, byte_count, &error);
//     const eng_zip_entry *entry = eng_zip_find(zip, "units/orc.json");
//     eng_bytes content;
//     eng_zip_read(zip, entry, &content, &error);
//     eng_zip_close(zip);
//
// Thread: any; a zip does not change once it is open, so that several threads may read from it.

#pragma once

#include "assets/pack.h"

typedef struct eng_zip_entry {
    const char *path; // terminated; a folder's without its last slash
    uint32_t byte_count, packed_bytes;
    uint32_t crc;
    uint32_t method;      // 0: stored, 8: deflated
    size_t header_offset; // of the local header
    size_t data_offset;
    bool is_folder;
    bool is_hidden; // no part of the pack; see eng_pack_path_is_hidden
} eng_zip_entry;

typedef struct eng_zip eng_zip;

// Checks everything but the files' contents. `name` leads the messages. `bytes` are borrowed for
// the life of the zip. Null on failure.
eng_zip *eng_zip_open(const char *name, const void *bytes, size_t byte_count, eng_error *error);
void eng_zip_close(eng_zip *zip); // takes null

// Ordered by path.
const eng_zip_entry *eng_zip_get_entries(const eng_zip *zip, uint32_t *count);
// A file's entry, or null. Finds no hidden ones.
const eng_zip_entry *eng_zip_find(const eng_zip *zip, const char *path);

// True for one that zip_write.c wrote and somebody changed afterwards where no checksum is: the
// dates and attributes of some entries are as we write them, and those of others are not.
bool eng_zip_is_altered(const eng_zip *zip);

// The file's bytes, of the size and with the checksum that the directory says. Caller ends them
// with eng_bytes_fini.
bool eng_zip_read(const eng_zip *zip, const eng_zip_entry *entry, eng_bytes *bytes,
                  eng_error *error);
