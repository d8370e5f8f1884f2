// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Messages and the plain data of agents: scripting/core/value.h.

#include "fuzz.h"

#include "value.h"

#include <stdlib.h>
#include <string.h>

// Reads all there is, and writes it again: what is well formed has the same bytes afterwards.
static void read_all(myri_decoder decoder, const uint8_t *data, size_t size)
{
    myri_value_item item;
    uint64_t sum = 0;
    while (myri_decode_next(&decoder, &item)) {
        if (item.kind == MYRI_VALUE_TEXT || item.kind == MYRI_VALUE_BYTES)
            for (uint32_t i = 0; i < item.length; i++)
                sum += item.bytes[i];
        else if (item.length > size)
            abort();
    }
    if (decoder.offset > size || (size > 0 && sum == UINT64_MAX && data[0] == 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all(myri_decoder_make(data, size), data, size);
    read_all(myri_decoder_make_state(data, size), data, size);
    if (size <= UINT32_MAX)
        (void)myri_state_check(data, (uint32_t)size);
    return 0;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    uint8_t buffer[512];
    myri_encoder message = myri_encoder_make(buffer, sizeof buffer);
    myri_encode_tuple_begin(&message, 6);
    myri_encode_none(&message);
    myri_encode_bool(&message, true);
    myri_encode_int(&message, -1234567);
    myri_encode_float(&message, 0.5);
    myri_encode_text(&message, "h\xc3\xa9llo", 6);
    myri_encode_tuple_begin(&message, 1);
    myri_encode_bytes(&message, "\0\xff", 2);
    if (!myri_encoder_is_whole(&message))
        abort();
    put(user, "message", buffer, message.used);
    myri_encoder state = myri_encoder_make(buffer, sizeof buffer);
    myri_encode_begin(&state, MYRI_VALUE_DICT, 3);
    myri_encode_text(&state, "foes", 4);
    myri_encode_begin(&state, MYRI_VALUE_LIST, 2);
    myri_encode_entity(&state, (uint64_t)1 << 32 | 7);
    myri_encode_run(&state, MYRI_VALUE_BIG_INT, "\1\2\3\4\5\6\7\x08\x09", 9);
    myri_encode_text(&state, "seen", 4);
    myri_encode_begin(&state, MYRI_VALUE_SET, 1);
    myri_encode_int(&state, 9);
    myri_encode_text(&state, "nest", 4);
    myri_encode_run(&state, MYRI_VALUE_LOST, "nest (Nest)", 11);
    if (!myri_encoder_is_whole(&state))
        abort();
    put(user, "state", buffer, state.used);
}
