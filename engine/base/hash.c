// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// XXH64, written from its specification. Four lanes keep the multipliers busy: the state of 10,000
// units and three fields takes about a tenth of a millisecond.

#include "hash.h"

#include <string.h>

// The words of the stream are little-endian; every machine we run on is.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "hash.c reads words as they lie");

#define PRIME_1 0x9E3779B185EBCA87ull
#define PRIME_2 0xC2B2AE3D27D4EB4Full
#define PRIME_3 0x165667B19E3779F9ull
#define PRIME_4 0x85EBCA77C2B2AE63ull
#define PRIME_5 0x27D4EB2F165667C5ull

static inline uint64_t rotate(uint64_t value, unsigned bits)
{
    return (value << bits) | (value >> (64 - bits));
}

static inline uint64_t load_u64(const uint8_t *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static inline uint32_t load_u32(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static inline uint64_t mix(uint64_t lane, uint64_t word)
{
    return rotate(lane + word * PRIME_2, 31) * PRIME_1;
}

static void eat_blocks(eng_hash *hash, const uint8_t *bytes, size_t block_count)
{
    uint64_t a = hash->lane[0], b = hash->lane[1], c = hash->lane[2], d = hash->lane[3];
    for (; block_count > 0; block_count--, bytes += 32) {
        a = mix(a, load_u64(bytes));
        b = mix(b, load_u64(bytes + 8));
        c = mix(c, load_u64(bytes + 16));
        d = mix(d, load_u64(bytes + 24));
    }
    hash->lane[0] = a;
    hash->lane[1] = b;
    hash->lane[2] = c;
    hash->lane[3] = d;
}

eng_hash eng_hash_begin(uint64_t seed)
{
    return (eng_hash){
        .lane = {seed + PRIME_1 + PRIME_2, seed + PRIME_2, seed, seed - PRIME_1},
        .seed = seed,
    };
}

void eng_hash_add(eng_hash *hash, const void *bytes, size_t byte_count)
{
    if (byte_count == 0)
        return;
    const uint8_t *at = bytes;
    size_t pending = hash->byte_count % 32;
    hash->byte_count += byte_count;
    if (pending > 0) {
        size_t wanted = 32 - pending;
        if (byte_count < wanted) {
            memcpy(hash->pending + pending, at, byte_count);
            return;
        }
        memcpy(hash->pending + pending, at, wanted);
        eat_blocks(hash, hash->pending, 1);
        at += wanted;
        byte_count -= wanted;
    }
    eat_blocks(hash, at, byte_count / 32);
    memcpy(hash->pending, at + byte_count / 32 * 32, byte_count % 32);
}

void eng_hash_add_u64(eng_hash *hash, uint64_t value)
{
    eng_hash_add(hash, &value, sizeof value);
}

void eng_hash_add_text(eng_hash *hash, const char *text)
{
    size_t bytes = text != NULL ? strlen(text) : 0;
    eng_hash_add_u64(hash, bytes);
    eng_hash_add(hash, text, bytes);
}

static uint64_t join_lanes(const eng_hash *hash)
{
    if (hash->byte_count < 32)
        return hash->seed + PRIME_5;
    const uint64_t *lane = hash->lane;
    uint64_t value =
        rotate(lane[0], 1) + rotate(lane[1], 7) + rotate(lane[2], 12) + rotate(lane[3], 18);
    for (int i = 0; i < 4; i++)
        value = (value ^ mix(0, lane[i])) * PRIME_1 + PRIME_4;
    return value;
}

uint64_t eng_hash_end(const eng_hash *hash)
{
    uint64_t value = join_lanes(hash) + hash->byte_count;
    const uint8_t *at = hash->pending, *end = at + hash->byte_count % 32;
    for (; end - at >= 8; at += 8)
        value = rotate(value ^ mix(0, load_u64(at)), 27) * PRIME_1 + PRIME_4;
    for (; end - at >= 4; at += 4)
        value = rotate(value ^ load_u32(at) * PRIME_1, 23) * PRIME_2 + PRIME_3;
    for (; at < end; at++)
        value = rotate(value ^ *at * PRIME_5, 11) * PRIME_1;
    value = (value ^ value >> 33) * PRIME_2;
    value = (value ^ value >> 29) * PRIME_3;
    return value ^ value >> 32;
}

uint64_t eng_hash_bytes(const void *bytes, size_t byte_count)
{
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add(&hash, bytes, byte_count);
    return eng_hash_end(&hash);
}
