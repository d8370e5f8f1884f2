// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "value.h"

#include <string.h>

// Enters a container of `count` values. The caller has checked the depth.
static void place_enter(myri_value_place *place, myri_value_kind kind, uint32_t count, bool is_key)
{
    place->depth++;
    place->wanted[place->depth] = count;
    place->kind[place->depth] = (uint8_t)kind;
    place->is_key[place->depth] = is_key;
}

// Whether the value that comes next is a key or a member, or part of one.
static bool place_is_key(const myri_value_place *place)
{
    uint8_t kind = place->kind[place->depth];
    return place->is_key[place->depth] || kind == MYRI_VALUE_SET || kind == MYRI_VALUE_FROZEN_SET ||
           kind == MYRI_VALUE_LAID_SET || kind == MYRI_VALUE_LAID_FROZEN_SET ||
           (kind == MYRI_VALUE_DICT && place->wanted[place->depth] % 2 == 0);
}

// What can change: it is no key, and a REFERENCE can name it.
static bool is_shared(uint8_t kind)
{
    return kind == MYRI_VALUE_LIST || kind == MYRI_VALUE_DICT || kind == MYRI_VALUE_SET ||
           kind == MYRI_VALUE_LAID_SET || kind == MYRI_VALUE_RANDOM;
}

// Leaves every tuple that wants nothing more; the outermost stays, at 0 when the payload is whole.
static void place_settle(myri_value_place *place)
{
    while (place->depth > 0 && place->wanted[place->depth] == 0)
        place->depth--;
}

static bool place_is_full(const myri_value_place *place)
{
    return place->depth == 0 && place->wanted[0] == 0;
}

// ---------------------------------------------------------------------------------------- encoder

myri_encoder myri_encoder_make(void *buffer, uint32_t capacity)
{
    return (myri_encoder){.base = buffer,
                          .capacity = capacity,
                          .place = {.wanted = {1}, .depth_limit = MYRI_VALUE_DEPTH}};
}

myri_encoder myri_encoder_make_state(void *buffer, uint32_t capacity)
{
    myri_encoder encoder = myri_encoder_make(buffer, capacity);
    encoder.place.depth_limit = MYRI_STATE_DEPTH;
    return encoder;
}

// Writes a tag and two runs of bytes (a length or number, then text) or nothing at all.
static bool put(myri_encoder *encoder, myri_value_kind kind, const void *head, size_t head_bytes,
                const void *body, size_t body_bytes)
{
    if (encoder->is_too_large || encoder->is_too_deep || encoder->is_misused)
        return false;
    if (place_is_full(&encoder->place)) {
        encoder->is_misused = true;
        return false;
    }
    size_t room = encoder->capacity - encoder->used;
    if (room < 1 + head_bytes || room - 1 - head_bytes < body_bytes) {
        encoder->is_too_large = true;
        return false;
    }
    uint8_t *at = encoder->base + encoder->used;
    *at++ = (uint8_t)kind;
    if (head_bytes > 0)
        memcpy(at, head, head_bytes);
    if (body_bytes > 0)
        memcpy(at + head_bytes, body, body_bytes);
    encoder->used += (uint32_t)(1 + head_bytes + body_bytes);
    encoder->place.wanted[encoder->place.depth]--;
    encoder->place.shared_count += is_shared((uint8_t)kind);
    return true;
}

static bool put_scalar(myri_encoder *encoder, myri_value_kind kind, const void *head, size_t bytes)
{
    bool is_put = put(encoder, kind, head, bytes, NULL, 0);
    place_settle(&encoder->place);
    return is_put;
}

static bool put_run(myri_encoder *encoder, myri_value_kind kind, const void *bytes,
                    size_t byte_count)
{
    // A count that does not fit its field never fits the buffer either: put() refuses it.
    uint32_t length = (uint32_t)byte_count;
    bool is_put = put(encoder, kind, &length, sizeof length, bytes, byte_count);
    place_settle(&encoder->place);
    return is_put;
}

bool myri_encode_none(myri_encoder *encoder)
{
    return put_scalar(encoder, MYRI_VALUE_NONE, NULL, 0);
}

bool myri_encode_bool(myri_encoder *encoder, bool value)
{
    return put_scalar(encoder, value ? MYRI_VALUE_TRUE : MYRI_VALUE_FALSE, NULL, 0);
}

bool myri_encode_int(myri_encoder *encoder, int64_t value)
{
    return put_scalar(encoder, MYRI_VALUE_INT, &value, sizeof value);
}

bool myri_encode_float(myri_encoder *encoder, double value)
{
    return put_scalar(encoder, MYRI_VALUE_FLOAT, &value, sizeof value);
}

bool myri_encode_text(myri_encoder *encoder, const char *text, size_t bytes)
{
    return put_run(encoder, MYRI_VALUE_TEXT, text, bytes);
}

bool myri_encode_bytes(myri_encoder *encoder, const void *bytes, size_t byte_count)
{
    return put_run(encoder, MYRI_VALUE_BYTES, bytes, byte_count);
}

bool myri_encode_entity(myri_encoder *encoder, uint64_t entity)
{
    return put_scalar(encoder, MYRI_VALUE_ENTITY, &entity, sizeof entity);
}

bool myri_encode_run(myri_encoder *encoder, myri_value_kind kind, const void *bytes, size_t count)
{
    return put_run(encoder, kind, bytes, count);
}

bool myri_encode_reference(myri_encoder *encoder, uint32_t index)
{
    return put_scalar(encoder, MYRI_VALUE_REFERENCE, &index, sizeof index);
}

bool myri_encoder_is_at_key(const myri_encoder *encoder)
{
    return place_is_key(&encoder->place);
}

bool myri_encode_tuple_begin(myri_encoder *encoder, size_t count)
{
    return myri_encode_begin(encoder, MYRI_VALUE_TUPLE, count);
}

bool myri_encode_begin(myri_encoder *encoder, myri_value_kind kind, size_t count)
{
    // Refused here rather than when the values do not fit, so that the count fits its field.
    if (count > encoder->capacity) {
        encoder->is_too_large = true;
        return false;
    }
    if (encoder->place.depth == encoder->place.depth_limit) {
        encoder->is_too_deep = true;
        return false;
    }
    uint32_t length = (uint32_t)count;
    bool is_key = place_is_key(&encoder->place);
    if (!put(encoder, kind, &length, sizeof length, NULL, 0))
        return false;
    place_enter(&encoder->place, kind, kind == MYRI_VALUE_DICT ? 2 * length : length, is_key);
    place_settle(&encoder->place);
    return true;
}

bool myri_encoder_is_whole(const myri_encoder *encoder)
{
    return !encoder->is_too_large && !encoder->is_too_deep && !encoder->is_misused &&
           place_is_full(&encoder->place);
}

// ---------------------------------------------------------------------------------------- decoder

myri_decoder myri_decoder_make(const void *bytes, size_t byte_count)
{
    return (myri_decoder){.base = bytes,
                          .byte_count = byte_count,
                          .place = {.wanted = {1}, .depth_limit = MYRI_VALUE_DEPTH}};
}

myri_decoder myri_decoder_make_state(const void *bytes, size_t byte_count)
{
    myri_decoder decoder = myri_decoder_make(bytes, byte_count);
    decoder.place.depth_limit = MYRI_STATE_DEPTH;
    decoder.has_state = true;
    return decoder;
}

static bool take(myri_decoder *decoder, void *out, size_t bytes)
{
    if (decoder->byte_count - decoder->offset < bytes)
        return false;
    memcpy(out, decoder->base + decoder->offset, bytes);
    decoder->offset += bytes;
    return true;
}

static bool take_run(myri_decoder *decoder, myri_value_item *item)
{
    if (!take(decoder, &item->length, sizeof item->length) ||
        decoder->byte_count - decoder->offset < item->length)
        return false;
    item->bytes = decoder->base + decoder->offset;
    decoder->offset += item->length;
    bool is_text = item->kind == MYRI_VALUE_TEXT || item->kind == MYRI_VALUE_LOST;
    return !is_text || myri_utf8_check(item->bytes, item->length);
}

static bool take_container(myri_decoder *decoder, myri_value_item *item, bool is_key)
{
    // Each value takes a byte at least, so a count beyond the bytes left is a lie; refusing it here
    // lets a reader make its tuple of `length` places at once.
    if (decoder->place.depth == decoder->place.depth_limit ||
        !take(decoder, &item->length, sizeof item->length))
        return false;
    uint64_t wanted = item->kind == MYRI_VALUE_DICT ? 2 * (uint64_t)item->length : item->length;
    if (decoder->byte_count - decoder->offset < wanted || wanted > UINT32_MAX)
        return false;
    place_enter(&decoder->place, item->kind, (uint32_t)wanted, is_key);
    return true;
}

static bool take_reference(myri_decoder *decoder, myri_value_item *item)
{
    uint32_t index;
    if (!take(decoder, &index, sizeof index) || index >= decoder->place.shared_count)
        return false;
    item->integer = index;
    return true;
}

// The kinds that only plain data has.
static bool take_state(myri_decoder *decoder, myri_value_item *item, bool is_key)
{
    uint8_t tag = (uint8_t)item->kind;
    if (is_key && (is_shared(tag) || tag == MYRI_VALUE_REFERENCE || tag == MYRI_VALUE_LOST))
        return false;
    decoder->place.shared_count += is_shared(tag);
    switch (tag) {
    case MYRI_VALUE_LIST:
    case MYRI_VALUE_DICT:
    case MYRI_VALUE_SET:
    case MYRI_VALUE_FROZEN_SET:
        return take_container(decoder, item, is_key);
    case MYRI_VALUE_LAID_SET:
    case MYRI_VALUE_LAID_FROZEN_SET:
        return take_container(decoder, item, is_key) && item->length > 0;
    case MYRI_VALUE_BIG_INT:
    case MYRI_VALUE_LOST:
        return take_run(decoder, item);
    case MYRI_VALUE_RANDOM:
        return take_run(decoder, item) && item->length == MYRI_RANDOM_BYTES;
    case MYRI_VALUE_REFERENCE:
        return take_reference(decoder, item);
    case MYRI_VALUE_ENTITY:
        return take(decoder, &item->entity, sizeof item->entity);
    default:
        return false;
    }
}

static bool take_value(myri_decoder *decoder, myri_value_item *item)
{
    uint8_t tag;
    if (!take(decoder, &tag, 1))
        return false;
    *item = (myri_value_item){.kind = (myri_value_kind)tag};
    bool is_key = place_is_key(&decoder->place);
    decoder->place.wanted[decoder->place.depth]--;
    switch (tag) {
    case MYRI_VALUE_NONE:
    case MYRI_VALUE_FALSE:
    case MYRI_VALUE_TRUE:
        return true;
    case MYRI_VALUE_INT:
        return take(decoder, &item->integer, sizeof item->integer);
    case MYRI_VALUE_FLOAT:
        return take(decoder, &item->number, sizeof item->number);
    case MYRI_VALUE_TEXT:
    case MYRI_VALUE_BYTES:
        return take_run(decoder, item);
    case MYRI_VALUE_TUPLE:
        return take_container(decoder, item, is_key);
    default:
        return decoder->has_state && take_state(decoder, item, is_key);
    }
}

bool myri_decode_next(myri_decoder *decoder, myri_value_item *item)
{
    if (decoder->is_broken)
        return false;
    if (place_is_full(&decoder->place)) {
        decoder->is_broken = decoder->offset != decoder->byte_count;
        return false;
    }
    if (!take_value(decoder, item)) {
        decoder->is_broken = true;
        return false;
    }
    place_settle(&decoder->place);
    return true;
}

bool myri_value_check(const void *bytes, size_t byte_count)
{
    myri_decoder decoder = myri_decoder_make(bytes, byte_count);
    myri_value_item item;
    while (myri_decode_next(&decoder, &item))
        ;
    return !decoder.is_broken;
}

bool myri_state_check(const void *bytes, size_t byte_count)
{
    myri_decoder decoder = myri_decoder_make_state(bytes, byte_count);
    myri_value_item item;
    if (!myri_decode_next(&decoder, &item) || item.kind != MYRI_VALUE_DICT)
        return false;
    bool is_own = false, has_own = false; // behind None
    while (true) {
        bool is_outer = decoder.place.depth == 1;
        bool is_name = is_outer && decoder.place.wanted[1] % 2 == 0;
        if (!myri_decode_next(&decoder, &item))
            return !decoder.is_broken;
        if (is_own && item.kind != MYRI_VALUE_RANDOM && item.kind != MYRI_VALUE_REFERENCE)
            return false;
        is_own = is_name && item.kind == MYRI_VALUE_NONE;
        if ((is_name && !is_own && item.kind != MYRI_VALUE_TEXT) || (is_own && has_own))
            return false;
        has_own = has_own || is_own;
    }
}

// ------------------------------------------------------------------------------------------ UTF-8

// Bytes of the character that begins at `at`, 0 if it is not one.
static size_t utf8_length(const uint8_t *at, size_t left)
{
    uint8_t lead = at[0];
    if (lead < 0x80)
        return 1;
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    bool is_overlong = (lead == 0xe0 && at[1] < 0xa0) || (lead == 0xf0 && at[1] < 0x90);
    bool is_surrogate = lead == 0xed && at[1] >= 0xa0;
    bool is_beyond = lead == 0xf4 && at[1] >= 0x90;
    return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

bool myri_utf8_check(const void *bytes, size_t byte_count)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < byte_count;) {
        size_t length = utf8_length(at + i, byte_count - i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

size_t myri_utf8_cut(const char *text, size_t bytes, size_t capacity)
{
    if (bytes <= capacity)
        return bytes;
    size_t cut = capacity;
    // A character is four bytes at most: with more continuation bytes it is not UTF-8, cut
    // anywhere.
    for (int i = 0; i < 4 && cut > 0 && ((uint8_t)text[cut] & 0xc0) == 0x80; i++)
        cut--;
    return cut;
}
