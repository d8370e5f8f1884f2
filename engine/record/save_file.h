// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// save_file.h: a saved game as one block of bytes: what made it, its world, its minds.
//
//     eng_buffer out = {0};
//     eng_save_encode(&save, &out);
//     eng_file_write(path, out.data, out.count, &error);
//
//     eng_save save;
//     eng_save_decode(data, count, &save, &error);     // save.world and save.minds lie in `data`
//
// The file, all numbers little-endian, all texts u32 bytes and the bytes:
//
//     magic      8 bytes  "MYRSAV\r\n"; of a bundle "MYRBND\r\n"
//     u32        version, 1
//     u64        bytes of the file
//     header     text program | text python | text pack, as the command line took it |
//                u64 seed | u64 tick | u64 world hash | f64 tick rate | u32 unit total |
//                u32 entity capacity | u32 interpreters | u32 placement |
//                u32 1 if the rules have started | u32 options | per option: text "name=value" |
//                u32 packs | per pack: text id | text version | text hash of its files
//     u64 bytes  and the world (world/save.h)
//     u64 bytes  and the minds (myr_save of the plugin)
//     u64 bytes  and the mind of the referee (the same); empty without one
//     u64        XXH64 of all before it
//
// A reader trusts nothing: one error names what is wrong (no save; of a newer program; damaged) and
// the remedy, and nothing is allocated by a number of the file. world and minds are checked by
// those who take them.
//
// Threads: any.

#pragma once

#include "base/buffer.h"
#include "base/error.h"

#define ENG_SAVE_VERSION 1u
#define ENG_SAVE_PACKS 64
#define ENG_SAVE_OPTIONS 64
#define ENG_SAVE_OPTION_BYTES 1152 // the seed of a match may be any text
// No save is larger: 16,384 units whose minds are 64 KiB each.
#define ENG_SAVE_BYTES_LIMIT ((size_t)1 << 30)

typedef struct eng_save_pack {
    char id[64], version[32], hash[72];
} eng_save_pack;

typedef struct eng_save {
    char program[32]; // versions
    char python[32];
    char pack[1024]; // as the command line took it
    uint64_t seed, tick, world_hash;
    double tick_rate_hz;
    uint32_t unit_total, entity_capacity;
    uint32_t interpreter_count, placement; // the plugin's
    bool has_started;                      // the referee's start() is through
    uint32_t option_count;
    char options[ENG_SAVE_OPTIONS][ENG_SAVE_OPTION_BYTES]; // of the rules, "name=value"
    bool is_bundle; // a think that failed, in `minds`, and no world
    uint32_t pack_count;
    eng_save_pack packs[ENG_SAVE_PACKS];    // in mounting order
    const uint8_t *world, *minds, *referee; // borrowed
    size_t world_bytes, minds_bytes, referee_bytes;
} eng_save;

void eng_save_encode(const eng_save *save, eng_buffer *out);
// `name` leads the messages: the path; save->is_bundle says which of the two is read. False with
// `error` filled.
bool eng_save_decode(const char *name, const void *bytes, size_t count, eng_save *save,
                     eng_error *error);
