// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// bundle.h: what the writer (wreck.c) and the reader (rethink.c) of bundles agree on. Runs and
// texts are those of save_block.h.
//
//     head       magic "MYRB" | u32 version | text language version | u64 seed | u32 entity
//     capacity |
//                text script | text module | u64 entity | u32 team | u32 failure kind | u32 line |
//                text path | text error | text traceback | u8 has state | run: plain data
//     tables     u32 names | texts | u32 events | per event: text name | u32 arguments
//     world      u64 tick | run: entities | u32 fields | per field: text name | u32 type | run:
//     column |
//                run: dynamic | run: static
//     mail       u32 letters | letters, as in a save
//
// Thread: any.

#pragma once

#include "program.h"
#include "save_block.h"

#define MYRI_BUNDLE_VERSION 1u

void myri_saved_message_put(myri_block_writer *out, myr_entity sender, const void *payload,
                            uint32_t bytes);
void myri_saved_event_put(myri_block_writer *out, const myri_program *program, uint32_t event,
                          const myr_value *args, uint32_t arg_count);
