// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// hash.h: a fast 64-bit hash of bytes, given in any number of pieces (the XXH64 algorithm).
//
//     eng_hash hash = eng_hash_begin(0);
//     eng_hash_add(&hash, bytes, byte_count);
//     uint64_t value = eng_hash_end(&hash);
//
// The value depends on the bytes alone, not on how they were cut. For state and files; it does not
// withstand someone who looks for collisions. Threads: any.

#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct eng_hash {
    uint64_t lane[4];
    uint64_t seed;
    uint64_t byte_count;
    uint8_t pending[32]; // the last byte_count % 32 bytes
} eng_hash;

eng_hash eng_hash_begin(uint64_t seed);
void eng_hash_add(eng_hash *hash, const void *bytes, size_t byte_count);
void eng_hash_add_u64(eng_hash *hash, uint64_t value);
// Length and bytes, so that ("ab", "c") differs from ("a", "bc"). NULL counts as "".
void eng_hash_add_text(eng_hash *hash, const char *text);
// May be called more than once, and more may be added after it.
uint64_t eng_hash_end(const eng_hash *hash);
uint64_t eng_hash_bytes(const void *bytes, size_t byte_count);
