// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "base/sha256.h"

#include <sodium/utils.h>

eng_sha256 eng_sha256_begin(void)
{
    eng_sha256 sha;
    crypto_hash_sha256_init(&sha.state);
    return sha;
}

void eng_sha256_add(eng_sha256 *sha, const void *bytes, size_t byte_count)
{
    crypto_hash_sha256_update(&sha->state, bytes, byte_count);
}

void eng_sha256_end(eng_sha256 *sha, char hex[ENG_SHA256_HEX_BYTES])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&sha->state, digest);
    sodium_bin2hex(hex, ENG_SHA256_HEX_BYTES, digest, sizeof digest);
}

void eng_sha256_bytes(const void *bytes, size_t byte_count, char hex[ENG_SHA256_HEX_BYTES])
{
    eng_sha256 sha = eng_sha256_begin();
    eng_sha256_add(&sha, bytes, byte_count);
    eng_sha256_end(&sha, hex);
}
