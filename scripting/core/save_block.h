// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// save_block.h: the flat block that a save is: how it is written, and how it is read. The block
// comes from a file, so it is input: it is checked whole, once, before anything of it is used. All
// names in it are texts, so that it can be read by a program whose tables have another order.
//
//     head          magic "MYRS" | u32 version | u32 bytes | u32 language | u32 placement |
//                   u32 interpreters | u32 entity capacity | u32 scripts | u32 events | u32 agents
//     script        text name | text module ("" for C functions)
//     event         text name | u32 arguments
//     interpreter   strikes | u8 is_benched | run: what is its own, as plain data or empty
//     agent         u64 entity | u32 script | i32 team | u32 period | u32 phase | u32 budget |
//                   u32 interpreter | strikes | u8 flags | run: plain data or empty |
//                   u32 letters | letters; in the order of their indices, then the dead
//     strikes       u32 count | u64 tick of the last
//     letter        i32 event or -1 | u64 sender | run: payload, or for an event its values:
//                   u8 type | u8, i64, f64, u64, or text for names and texts
//     text, run     u32 bytes | bytes; a text is UTF-8
//
// Numbers are in the machine's byte order, which is little-endian everywhere we run.
//
// Thread: any; a block has one owner.

#pragma once

#include "program.h"

#define MYRI_SAVE_VERSION 2u // 1 has no dead

typedef enum myri_saved_flag {
    MYRI_SAVED_BENCHED = 1,
    MYRI_SAVED_OWED = 2,
    MYRI_SAVED_KNOWN = 4, // the interpreter had its object
    MYRI_SAVED_DEAD = 8,  // it is gone, and is still to be told so: the one letter that it has
} myri_saved_flag;

typedef struct myri_block_writer {
    uint8_t *bytes; // malloc
    size_t used, capacity;
    bool has_failed; // no memory
} myri_block_writer;

void myri_block_put(myri_block_writer *writer, const void *bytes, size_t count);
void myri_block_put_u32(myri_block_writer *writer, uint32_t value);
void myri_block_put_u64(myri_block_writer *writer, uint64_t value);
void myri_block_put_run(myri_block_writer *writer, const void *bytes, size_t count);
void myri_block_put_text(myri_block_writer *writer, const char *text); // NULL counts as ""

typedef struct myri_block_reader {
    const uint8_t *at, *end;
    bool is_broken; // what follows is nothing
} myri_block_reader;

uint32_t myri_block_u32(myri_block_reader *reader);
uint64_t myri_block_u64(myri_block_reader *reader);
uint8_t myri_block_u8(myri_block_reader *reader);
const uint8_t *myri_block_run(myri_block_reader *reader, uint32_t *bytes);
const char *myri_block_text(myri_block_reader *reader, uint32_t *bytes);

typedef struct myri_saved_head {
    uint32_t language, placement, interpreter_count, entity_capacity;
    uint32_t script_count, event_count, agent_count;
} myri_saved_head;

typedef struct myri_saved_script {
    const char *name, *module; // in the block, not terminated
    uint32_t name_bytes, module_bytes;
} myri_saved_script;

typedef struct myri_saved_event {
    const char *name;
    uint32_t name_bytes, arg_count;
} myri_saved_event;

typedef struct myri_saved_interpreter {
    uint32_t strikes;
    uint64_t strike_tick;
    bool is_benched;
    const uint8_t *state;
    uint32_t state_bytes;
} myri_saved_interpreter;

typedef struct myri_saved_agent {
    myr_entity entity;
    uint32_t script, period, phase, budget_us, interpreter, strikes;
    uint64_t strike_tick;
    int32_t team;
    uint8_t flags;
    const uint8_t *state;
    uint32_t state_bytes, letter_count;
} myri_saved_agent;

typedef struct myri_saved_letter {
    int32_t event;
    myr_entity sender;
    const uint8_t *bytes;
    uint32_t byte_count;
} myri_saved_letter;

// Each reads one of its kind; what is not well formed sets is_broken.
myri_saved_head myri_saved_head_read(myri_block_reader *reader);
myri_saved_script myri_saved_script_read(myri_block_reader *reader);
myri_saved_event myri_saved_event_read(myri_block_reader *reader);
myri_saved_interpreter myri_saved_interpreter_read(myri_block_reader *reader);
myri_saved_agent myri_saved_agent_read(myri_block_reader *reader);
myri_saved_letter myri_saved_letter_read(myri_block_reader *reader);
// A value of an event's letter. MYR_NAME comes as its text.
bool myri_saved_value_read(myri_block_reader *reader, myr_value *value);

// Whether a block is one, wholly. False with `error` filled: damaged, or of a newer version.
bool myri_save_check(const void *block, size_t bytes, myr_error *error);
