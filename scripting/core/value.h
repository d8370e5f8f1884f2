// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// value.h: the plugin's portable value encoding: what a message between interpreters is made of.
// None, bool, int (64 bits), float, text (UTF-8), bytes, and tuples of them, at most
// MYRI_VALUE_DEPTH tuples inside one another. A payload is exactly one value.
//
//     value   | tag | nothing, 8 bytes of number, or length (4 bytes) and that many bytes |
//     tuple   | tag | count (4 bytes) | value | value | ...
//
// The plain data of an agent (checkpoints, saves) is of the same encoding with more kinds: ints of
// any size, entities, lists, dicts (pairs), sets, random generators, and the mark of a value that
// had no copy. Keys of dicts and members of sets hold no list, dict, set or generator. What can
// change is there once: where it is met again stands a REFERENCE, its number among those of the
// payload, so that sharing and cycles survive. A message has none of these: myri_decoder_make
// refuses them, myri_decoder_make_state lets them through. It may also nest deeper than a message:
// MYRI_STATE_DEPTH.
//
// The outermost value of plain data is a dict whose keys are names, and at most one None, behind
// which lies the generator that belongs to the agent.
//
// Numbers are in the machine's byte order: a payload never leaves the machine. Nothing is aligned.
// Both sides keep their place in the tuples themselves, so that a caller neither counts nor
// recurses:
//
//     myri_encoder encoder = myri_encoder_make(buffer, capacity);
//     myri_encode_tuple_begin(&encoder, 2);
//     myri_encode_text(&encoder, "seen", 4);
//     myri_encode_int(&encoder, 7);
//     if (!myri_encoder_is_whole(&encoder)) ...   // too large, too deep, or a value is missing
//
//     myri_decoder decoder = myri_decoder_make(bytes, byte_count);
//     while (myri_decode_next(&decoder, &item)) ...
//     if (decoder.is_broken) ...
//
// Thread: any; each encoder and decoder has one owner.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MYRI_VALUE_DEPTH 16u
#define MYRI_STATE_DEPTH 64u

// 624 words and a position, u8 whether a second gaussian number waits, and that number.
#define MYRI_RANDOM_BYTES (625u * 4 + 1 + 8)

typedef enum myri_value_kind {
    MYRI_VALUE_NONE = 'N',
    MYRI_VALUE_FALSE = 'f',
    MYRI_VALUE_TRUE = 't',
    MYRI_VALUE_INT = 'i',
    MYRI_VALUE_FLOAT = 'd',
    MYRI_VALUE_TEXT = 's',
    MYRI_VALUE_BYTES = 'b',
    MYRI_VALUE_TUPLE = '(',
    // plain data only
    MYRI_VALUE_BIG_INT = 'I', // two's complement, little end first
    MYRI_VALUE_ENTITY = 'e',
    MYRI_VALUE_LIST = '[',
    MYRI_VALUE_DICT = '{', // `length` pairs of key and value
    MYRI_VALUE_SET = '<',
    MYRI_VALUE_FROZEN_SET = '>',
    // A set, or a frozen one, whose members do not lie where adding them one by one would put them:
    // the first value is BYTES, which say where (the language's affair).
    MYRI_VALUE_LAID_SET = 'l',
    MYRI_VALUE_LAID_FROZEN_SET = 'L',
    MYRI_VALUE_RANDOM = 'R', // MYRI_RANDOM_BYTES
    MYRI_VALUE_REFERENCE =
        'r',               // `integer`: which of the LISTs, DICTs, SETs (not frozen) and RANDOMs
    MYRI_VALUE_LOST = 'x', // text: why there is no copy
} myri_value_kind;

// The containers that are open: how many values each still wants. The payload itself is the
// outermost, a "tuple" of one.
typedef struct myri_value_place {
    uint32_t wanted[MYRI_STATE_DEPTH + 1];
    uint8_t kind[MYRI_STATE_DEPTH + 1]; // a myri_value_kind; 0 of the outermost
    bool is_key[MYRI_STATE_DEPTH + 1];  // all of it is (part of) a key
    uint32_t depth, depth_limit;
    uint32_t shared_count; // values so far that a REFERENCE can name
} myri_value_place;

typedef struct myri_encoder {
    uint8_t *base;
    uint32_t capacity;
    uint32_t used;
    myri_value_place place;
    bool is_too_large; // it did not fit; nothing more is written
    bool is_too_deep;  // tuples beyond MYRI_VALUE_DEPTH; nothing more is written
    bool is_misused;   // a value more than the tuples want; nothing more is written
} myri_encoder;

myri_encoder myri_encoder_make(void *buffer, uint32_t capacity);
myri_encoder myri_encoder_make_state(void *buffer, uint32_t capacity);
// Each appends one value. False when it could not: one of the three flags says why.
bool myri_encode_none(myri_encoder *encoder);
bool myri_encode_bool(myri_encoder *encoder, bool value);
bool myri_encode_int(myri_encoder *encoder, int64_t value);
bool myri_encode_float(myri_encoder *encoder, double value);
bool myri_encode_text(myri_encoder *encoder, const char *text, size_t bytes); // valid UTF-8
bool myri_encode_bytes(myri_encoder *encoder, const void *bytes, size_t byte_count);
// The next `count` values are the tuple's; it ends by itself.
bool myri_encode_tuple_begin(myri_encoder *encoder, size_t count);
// Plain data. A container is a TUPLE, LIST, DICT or any SET (LAID_: `count` is that of its members
// and one more); a run is BIG_INT, RANDOM or LOST.
bool myri_encode_reference(myri_encoder *encoder, uint32_t index);
// Whether what comes next is a key, a member, or part of one.
bool myri_encoder_is_at_key(const myri_encoder *encoder);
bool myri_encode_entity(myri_encoder *encoder, uint64_t entity);
bool myri_encode_run(myri_encoder *encoder, myri_value_kind kind, const void *bytes, size_t count);
bool myri_encode_begin(myri_encoder *encoder, myri_value_kind kind, size_t count);
// Whether one whole value, and no more, was written: encoder->used bytes of payload.
bool myri_encoder_is_whole(const myri_encoder *encoder);

typedef struct myri_value_item {
    myri_value_kind kind;
    uint32_t length;      // TEXT, BYTES: bytes. TUPLE: the number of values that follow as its own;
                          // never more than the payload has bytes left
    const uint8_t *bytes; // TEXT, BYTES: in the payload, not terminated
    int64_t integer;      // INT, REFERENCE
    uint64_t entity;      // ENTITY
    double number;        // FLOAT
} myri_value_item;

typedef struct myri_decoder {
    const uint8_t *base;
    size_t byte_count;
    size_t offset;
    myri_value_place place;
    bool has_state; // the kinds of plain data are let through
    bool is_broken;
} myri_decoder;

myri_decoder myri_decoder_make(const void *bytes, size_t byte_count);
myri_decoder myri_decoder_make_state(const void *bytes, size_t byte_count);
// The next value, outer before inner. False at the end, and when the payload is not well formed:
// then is_broken is set. Text is checked to be UTF-8.
bool myri_decode_next(myri_decoder *decoder, myri_value_item *item);

// Whether the bytes are one well-formed payload.
bool myri_value_check(const void *bytes, size_t byte_count);

// Whether they are the plain data of an agent: a dict of names, as described above.
bool myri_state_check(const void *bytes, size_t byte_count);

// Whether the bytes are UTF-8: no surrogates, nothing overlong, nothing over U+10FFFF.
bool myri_utf8_check(const void *bytes, size_t byte_count);
// The longest prefix of valid UTF-8 text, at most `capacity` bytes, that does not split a
// character.
size_t myri_utf8_cut(const char *text, size_t bytes, size_t capacity);

#ifdef __cplusplus
}
#endif
