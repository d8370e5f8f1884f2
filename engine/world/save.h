// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// save.h: the whole state of a world as bytes, and back.
//
//     eng_buffer out = {0};
//     eng_world_save(world, &out);
//
//     eng_world *again = eng_world_create(&def, &error);       // not populated
//     eng_world_load(again, out.data, out.count, &error);
//     eng_world_hash(again) == eng_world_hash(world)
//
// Everything is there by its name: columns, scalar fields, kinds and other names. So a world whose
// def has changed since takes what it still has, and says what it has not. What is only for drawing
// (effects, speech bubbles) is left out.
//
// The bytes are input: whatever they are, the world is left whole, with `error` filled if they were
// not good. After a failure it is only to be destroyed.
//
// Threads: the world's.

#pragma once

#include "base/buffer.h"
#include "world.h"

void eng_world_save(const eng_world *world, eng_buffer *out);
// `note` (may be NULL) hears, one sentence each, what the save has and this world has not, or the
// other way round. False with `error` filled: damaged, too many units for entity_capacity, or a
// kind that units are of is not there any more.
bool eng_world_load(eng_world *world, const void *bytes, size_t count,
                    void (*note)(void *user, const char *text), void *user, eng_error *error);
