// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "unit.h"
#include "value.h"

#include <math.h>
#include <stdlib.h>

// ("seen", 7, (True, None, -0.0, b"\0x"), ())
static myri_encoder encode_sample(void *buffer, uint32_t capacity)
{
    myri_encoder encoder = myri_encoder_make(buffer, capacity);
    myri_encode_tuple_begin(&encoder, 4);
    myri_encode_text(&encoder, "seen", 4);
    myri_encode_int(&encoder, INT64_MIN);
    myri_encode_tuple_begin(&encoder, 4);
    myri_encode_bool(&encoder, true);
    myri_encode_none(&encoder);
    myri_encode_float(&encoder, -0.0);
    myri_encode_bytes(&encoder, "\0x", 2);
    myri_encode_tuple_begin(&encoder, 0);
    return encoder;
}

static void a_nested_tuple_comes_back_as_it_was(void **state)
{
    (void)state;
    uint8_t buffer[128];
    myri_encoder encoder = encode_sample(buffer, sizeof buffer);
    assert_true(myri_encoder_is_whole(&encoder));
    myri_decoder decoder = myri_decoder_make(buffer, encoder.used);
    myri_value_item item;
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_TUPLE);
    assert_int_equal(item.length, 4);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_TEXT);
    assert_int_equal(item.length, 4);
    assert_memory_equal(item.bytes, "seen", 4);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_INT);
    assert_true(item.integer == INT64_MIN);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_TUPLE);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_TRUE);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_NONE);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_FLOAT);
    assert_true(item.number == 0.0 && signbit(item.number));
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_BYTES);
    assert_memory_equal(item.bytes, "\0x", 2);
    assert_true(myri_decode_next(&decoder, &item));
    assert_int_equal(item.kind, MYRI_VALUE_TUPLE);
    assert_int_equal(item.length, 0);
    assert_false(myri_decode_next(&decoder, &item));
    assert_false(decoder.is_broken);
}

static void every_buffer_too_small_is_reported_and_not_overrun(void **state)
{
    (void)state;
    uint8_t whole[128];
    uint32_t needed = encode_sample(whole, sizeof whole).used;
    for (uint32_t capacity = 0; capacity < needed; capacity++) {
        uint8_t *exact = malloc(capacity + 1); // under ASan a write beyond is seen
        exact[capacity] = 0xee;
        myri_encoder encoder = encode_sample(exact, capacity);
        assert_true(encoder.is_too_large);
        assert_false(myri_encoder_is_whole(&encoder));
        assert_int_equal(exact[capacity], 0xee);
        free(exact);
    }
}

static void sixteen_tuples_nest_and_seventeen_do_not(void **state)
{
    (void)state;
    uint8_t buffer[256];
    myri_encoder encoder = myri_encoder_make(buffer, sizeof buffer);
    for (int i = 0; i < 15; i++)
        assert_true(myri_encode_tuple_begin(&encoder, 1));
    assert_true(myri_encode_tuple_begin(&encoder, 0));
    assert_true(myri_encoder_is_whole(&encoder));
    assert_true(myri_value_check(buffer, encoder.used));

    encoder = myri_encoder_make(buffer, sizeof buffer);
    for (int i = 0; i < 16; i++)
        assert_true(myri_encode_tuple_begin(&encoder, 1));
    assert_false(myri_encode_tuple_begin(&encoder, 0));
    assert_true(encoder.is_too_deep);

    uint8_t deep[17 * 5];
    for (int i = 0; i < 17; i++)
        memcpy(deep + (size_t)i * 5, i < 16 ? "(\1\0\0\0" : "(\0\0\0\0", 5);
    assert_false(myri_value_check(deep, sizeof deep));
    assert_true(myri_value_check(deep + 5, sizeof deep - 5));
}

static void a_value_more_or_less_than_one_is_not_whole(void **state)
{
    (void)state;
    uint8_t buffer[64];
    myri_encoder encoder = myri_encoder_make(buffer, sizeof buffer);
    assert_false(myri_encoder_is_whole(&encoder));
    myri_encode_tuple_begin(&encoder, 2);
    myri_encode_none(&encoder);
    assert_false(myri_encoder_is_whole(&encoder));
    myri_encode_none(&encoder);
    assert_true(myri_encoder_is_whole(&encoder));
    assert_false(myri_encode_none(&encoder));
    assert_true(encoder.is_misused);
    assert_false(myri_value_check("", 0));
    assert_true(myri_value_check("N", 1));
    assert_false(myri_value_check("NN", 2));
}

static void a_payload_cut_anywhere_is_refused(void **state)
{
    (void)state;
    uint8_t buffer[128];
    uint32_t used = encode_sample(buffer, sizeof buffer).used;
    assert_true(myri_value_check(buffer, used));
    for (uint32_t cut = 0; cut < used; cut++) {
        uint8_t *exact = malloc(cut ? cut : 1);
        memcpy(exact, buffer, cut);
        assert_false(myri_value_check(exact, cut));
        free(exact);
    }
}

static void a_payload_changed_anywhere_is_read_within_its_bounds(void **state)
{
    (void)state;
    uint8_t sample[128];
    uint32_t used = encode_sample(sample, sizeof sample).used;
    uint8_t *exact = malloc(used);
    for (uint32_t at = 0; at < used; at++)
        for (int byte = 0; byte < 256; byte++) {
            memcpy(exact, sample, used);
            exact[at] = (uint8_t)byte;
            myri_decoder decoder = myri_decoder_make(exact, used);
            myri_value_item item;
            while (myri_decode_next(&decoder, &item))
                if (item.bytes)
                    assert_true(item.bytes >= exact && item.bytes + item.length <= exact + used);
        }
    free(exact);
}

static void a_tuple_cannot_claim_more_values_than_bytes(void **state)
{
    (void)state;
    assert_false(myri_value_check("(\xff\xff\xff\x7fN", 6));
    assert_false(myri_value_check("(\2\0\0\0N", 6));
    assert_true(myri_value_check("(\1\0\0\0N", 6));
}

static void only_utf8_is_text(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "ant",
                                       "\xc3\xa9",
                                       "\xe2\x82\xac",
                                       "\xf0\x9f\x90\x9c",
                                       "\xed\x9f\xbf",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xc3",
                                      "\xc0\xaf",
                                      "\xe0\x80\xaf",
                                      "\xed\xa0\x80",
                                      "\xf0\x80\x80\xaf",
                                      "\xf4\x90\x80\x80",
                                      "\xff",
                                      "a\xe2\x82"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(myri_utf8_check(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(myri_utf8_check(bad[i], strlen(bad[i])));
    assert_true(myri_value_check("s\2\0\0\0\xc3\xa9", 7));
    assert_false(myri_value_check("s\2\0\0\0\xc3\x28", 7));
}

static void a_cut_never_splits_a_character(void **state)
{
    (void)state;
    const char *text = "a\xe2\x82\xac\xf0\x9f\x90\x9cz";
    for (size_t capacity = 0; capacity <= strlen(text) + 1; capacity++) {
        size_t cut = myri_utf8_cut(text, strlen(text), capacity);
        assert_true(cut <= capacity && cut <= strlen(text));
        assert_true(myri_utf8_check(text, cut));
        assert_true(capacity < strlen(text) ? capacity - cut < 4 : cut == strlen(text));
    }
}

// Every kind of plain data, as {"a": [1], "b": {2}, "c": lost}.
static myri_encoder encode_state(void *buffer, uint32_t capacity)
{
    myri_encoder encoder = myri_encoder_make(buffer, capacity);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 4);
    myri_encode_text(&encoder, "a", 1);
    myri_encode_begin(&encoder, MYRI_VALUE_LIST, 2);
    myri_encode_run(&encoder, MYRI_VALUE_BIG_INT, "123456789", 9);
    myri_encode_entity(&encoder, 7);
    myri_encode_text(&encoder, "b", 1);
    myri_encode_begin(&encoder, MYRI_VALUE_SET, 1);
    myri_encode_begin(&encoder, MYRI_VALUE_FROZEN_SET, 0);
    myri_encode_text(&encoder, "c", 1);
    myri_encode_run(&encoder, MYRI_VALUE_LOST, "Knot", 4);
    myri_encode_text(&encoder, "d", 1);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 0);
    return encoder;
}

static void plain_data_is_no_message(void **state)
{
    (void)state;
    uint8_t buffer[256];
    myri_encoder encoder = encode_state(buffer, sizeof buffer);
    assert_true(myri_encoder_is_whole(&encoder));
    assert_true(myri_state_check(buffer, encoder.used));
    assert_false(myri_value_check(buffer, encoder.used));
    for (uint32_t cut = 0; cut < encoder.used; cut++)
        assert_false(myri_state_check(buffer, cut));
    encoder = encode_sample(buffer, sizeof buffer);
    assert_false(myri_state_check(buffer, encoder.used)); // no dict
}

// {KEY: 1} where KEY is a container, and {"a": {KEY: 1}}, and {"a": {(KEY,)}}.
static bool can_be_key(myri_value_kind kind)
{
    uint8_t buffer[256];
    myri_encoder encoder = myri_encoder_make(buffer, sizeof buffer);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 1);
    myri_encode_text(&encoder, "a", 1);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 1);
    myri_encode_begin(&encoder, kind, 0);
    myri_encode_int(&encoder, 1);
    bool is_key = myri_state_check(buffer, encoder.used);
    encoder = myri_encoder_make(buffer, sizeof buffer);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 1);
    myri_encode_text(&encoder, "a", 1);
    myri_encode_begin(&encoder, MYRI_VALUE_SET, 1);
    myri_encode_begin(&encoder, MYRI_VALUE_TUPLE, 1);
    myri_encode_begin(&encoder, kind, 0);
    assert_true(is_key == myri_state_check(buffer, encoder.used));
    return is_key;
}

static void keys_are_what_can_be_hashed(void **state)
{
    (void)state;
    assert_true(can_be_key(MYRI_VALUE_TUPLE));
    assert_true(can_be_key(MYRI_VALUE_FROZEN_SET));
    assert_false(can_be_key(MYRI_VALUE_LIST));
    assert_false(can_be_key(MYRI_VALUE_DICT));
    assert_false(can_be_key(MYRI_VALUE_SET));
    uint8_t buffer[64]; // a name is text
    myri_encoder encoder = myri_encoder_make(buffer, sizeof buffer);
    myri_encode_begin(&encoder, MYRI_VALUE_DICT, 1);
    myri_encode_int(&encoder, 1);
    myri_encode_int(&encoder, 1);
    assert_false(myri_state_check(buffer, encoder.used));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_data_is_no_message),
        cmocka_unit_test(keys_are_what_can_be_hashed),
        cmocka_unit_test(a_nested_tuple_comes_back_as_it_was),
        cmocka_unit_test(every_buffer_too_small_is_reported_and_not_overrun),
        cmocka_unit_test(sixteen_tuples_nest_and_seventeen_do_not),
        cmocka_unit_test(a_value_more_or_less_than_one_is_not_whole),
        cmocka_unit_test(a_payload_cut_anywhere_is_refused),
        cmocka_unit_test(a_payload_changed_anywhere_is_read_within_its_bounds),
        cmocka_unit_test(a_tuple_cannot_claim_more_values_than_bytes),
        cmocka_unit_test(only_utf8_is_text),
        cmocka_unit_test(a_cut_never_splits_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
