// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// record.h: recordings: every applied command by tick, with the state hash after each tick.
//
// A replay makes the world of the header, applies the commands and runs no script, so that it is
// exact whatever was late, cut or killed when it was recorded.
//
//     eng_recorder *recorder = eng_recorder_create(path, &header, &error);
//     eng_world_apply(world, commands, count);
//     eng_world_step(world);
//     eng_recorder_tick(recorder, commands, count, eng_world_hash(world), &error);
//     eng_recorder_destroy(recorder, &error);
//
// The file, all numbers little-endian:
//
//     magic      8 bytes  "MYRREC\r\n"
//     u32        version, 1
//     u32        bytes of the header that follows, check included
//     header     u64 schema hash | u64 content hash | u64 seed | f64 tick rate | u32 unit total |
//                u32 bytes of the pack id | pack id | u64 XXH64 of all before it
//     records    one per tick, in order, the first for the step from tick 0 to 1:
//                u8 1 | u64 state hash | u32 check                            no commands
//                u8 2 | u64 state hash | u32 commands | u32 bytes | commands | u32 check
//                before that of the tick which they come before, files that were changed while it
//                was recorded:
//                u8 4 | u64 0 | u32 files | u32 bytes | files | u32 check
//                and at the end of a recording that was closed:
//                u8 3 | u64 ticks | u32 check
//     command    u64 entity | u8 command | u8 arguments | arguments
//     argument   u8 eng_type | what it holds: nothing for none, u8 for a bool, i64 for int and
//     name,
//                f64 for float, u64 for an entity, u16 bytes and the bytes for a text
//     file       u16 bytes and the pack id with a NUL | u16 bytes and the path with a NUL |
//                u8 whether it is there | u32 bytes and the bytes
//     check      low half of the XXH64 of the record before it, seeded with the number of the
//     record
//
// A reader trusts nothing: it checks sizes and checks before it believes a number, and answers what
// is not whole with one error that names file, offset and remedy. A recording without its end (a
// crash, a full disk) replays up to its last whole tick.
//
// Threads: a recorder or a replay belongs to one thread.

#pragma once

#include "world/world.h"

#define ENG_RECORD_VERSION 1u

// What a replay needs to make the same world.
typedef struct eng_record_header {
    char pack[1024];       // id or path of the pack as the command line takes it; then "|MOD" each
    uint64_t schema_hash;  // eng_schema_hash(); filled by eng_recorder_create
    uint64_t content_hash; // of everything in the packs that makes the world
    uint64_t seed;
    double tick_rate_hz;
    uint32_t unit_total; // as given to eng_world_populate
} eng_record_header;

typedef struct eng_recorder eng_recorder;

// Overwrites the file. NULL with `error` filled when it cannot be written.
eng_recorder *eng_recorder_create(const char *path, const eng_record_header *header,
                                  eng_error *error);
// Call once after each step with what was applied before it. False with `error` filled at the first
// write that fails; after that it does nothing and returns true.
bool eng_recorder_tick(eng_recorder *recorder, const eng_command *commands, uint32_t count,
                       uint64_t hash, eng_error *error);
// A file of a pack, as it is from the next tick on.
typedef struct eng_record_file {
    const char *pack, *path;
    const void *bytes; // null: it is gone
    uint32_t byte_count;
} eng_record_file;

// Call before the tick that they come before. False like eng_recorder_tick.
bool eng_recorder_edit(eng_recorder *recorder, const eng_record_file *files, uint32_t count,
                       eng_error *error);
// Writes the end and closes. False with `error` filled if that (or an earlier write) failed: what
// is there is readable. Accepts NULL; `error` may be NULL.
bool eng_recorder_destroy(eng_recorder *recorder, eng_error *error);

typedef enum eng_replay_status {
    ENG_REPLAY_TICK,   // one more tick
    ENG_REPLAY_EDIT,   // files that are others before the next tick
    ENG_REPLAY_END,    // the recording was closed here
    ENG_REPLAY_CUT,    // it ends without an end; `error` says where. All ticks before are good.
    ENG_REPLAY_BROKEN, // what follows is not a recording; `error` says where
} eng_replay_status;

typedef struct eng_replay_tick {
    uint64_t tick;               // the number of the tick after the step: 1 for the first
    uint64_t hash;               // of the state after the step
    const eng_command *commands; // borrowed until the next call
    uint32_t command_count;
    const eng_record_file *files; // of an edit; borrowed until the next call
    uint32_t file_count;
} eng_replay_tick;

typedef struct eng_replay eng_replay;

// NULL with `error` filled: no such file, not a recording, another version or schema, broken
// header.
eng_replay *eng_replay_open(const char *path, eng_error *error);
// Closes it. Accepts NULL.
void eng_replay_close(eng_replay *replay);
const eng_record_header *eng_replay_header(const eng_replay *replay);
// The next tick or edit. Once it returned something else it returns that for ever.
eng_replay_status eng_replay_next(eng_replay *replay, eng_replay_tick *out, eng_error *error);

// A text file with one line "TICK HASH" per tick, hash in 16 hex digits; "-" is standard output.
typedef struct eng_hash_log eng_hash_log;
eng_hash_log *eng_hash_log_create(const char *path, eng_error *error);
void eng_hash_log_tick(eng_hash_log *log, uint64_t tick, uint64_t hash);
// False with `error` filled if anything could not be written. Accepts NULL.
bool eng_hash_log_destroy(eng_hash_log *log, eng_error *error);
