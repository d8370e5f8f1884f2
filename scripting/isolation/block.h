// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// block.h: a job block as two memfds, so that a child can write its own half and nothing else.
//
//     memfd        | host          | child                        | host          |
//     page         | ...... job -> | -> job, second half | out    | in            |
//     in the host  | read, write   | read, write                  | read, write   |
//     in the child | read          | read, write                  | read          |
//
// myri_job keeps what the host writes and what the interpreter writes on different cache lines;
// here it straddles a page border just between them, so the two halves can have different rights.
// The host's memfd is sealed against later writable mappings (F_SEAL_FUTURE_WRITE), both against
// changes of size, which would be a SIGBUS for the other side.
//
// The mapping outlives the descriptors: a zygote keeps blocks, not descriptors, and passes one on
// to a child by inheritance.

#pragma once

#include "backend.h"

typedef struct myri_block {
    uint8_t *base;
    size_t bytes;
    myri_job *job;
    uint32_t in_capacity, out_capacity;
} myri_block;

// Makes the two memfds and maps them. fds[0] is the host's half, fds[1] the child's; the caller
// sends and closes them. False with `error` filled.
bool myri_block_create(myri_block *block, uint32_t in_capacity, uint32_t out_capacity, int fds[2],
                       myr_error *error);
// Maps a block that was received, with a child's rights.
bool myri_block_map(myri_block *block, uint32_t in_capacity, uint32_t out_capacity,
                    const int fds[2], myr_error *error);
// Accepts a zeroed block.
void myri_block_unmap(myri_block *block);

// The end of an interpreter, told through its block by whoever owns its process: the text (why it
// could not start; may be NULL) goes into the out area, the state becomes DEAD, all who wait wake.
void myri_block_mark_dead(myri_block *block, const char *text);
