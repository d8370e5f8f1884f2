// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// sha256.h: the hash that names contents for good: trusted packs, lists of files, pixels. Unlike
// hash.h it withstands someone who looks for collisions. libsodium does the work.
//
//     eng_sha256 sha = eng_sha256_begin();
//     eng_sha256_add(&sha, bytes, byte_count);
//     char hex[ENG_SHA256_HEX_BYTES];
//     eng_sha256_end(&sha, hex);
//
// Threads: any; one at a time per value.

#pragma once

#include <sodium/crypto_hash_sha256.h>
#include <stddef.h>

enum { ENG_SHA256_HEX_BYTES = 65 }; // 64 lower-case digits and a NUL

typedef struct eng_sha256 {
    crypto_hash_sha256_state state;
} eng_sha256;

eng_sha256 eng_sha256_begin(void);
void eng_sha256_add(eng_sha256 *sha, const void *bytes, size_t byte_count);
// The value is used up by it.
void eng_sha256_end(eng_sha256 *sha, char hex[ENG_SHA256_HEX_BYTES]);
// Of one block of bytes.
void eng_sha256_bytes(const void *bytes, size_t byte_count, char hex[ENG_SHA256_HEX_BYTES]);
