// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// overhear.c: the messages that one agent sends and gets, for a person who looks at it. They are
// read where they are delivered, on the host's thread, and change nothing.

#include "system.h"
#include "value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct line {
    char *text;
    size_t used, capacity;
} line;

static void put(line *out, const char *text, size_t bytes)
{
    size_t room = out->capacity - 1 - out->used;
    bytes = myri_utf8_cut(text, bytes, bytes < room ? bytes : room);
    memcpy(out->text + out->used, text, bytes);
    out->used += bytes;
    out->text[out->used] = '\0';
}

static void put_text(line *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_item(line *out, const myri_value_item *item)
{
    char number[40];
    switch (item->kind) {
    case MYRI_VALUE_NONE:
        put_text(out, "None");
        break;
    case MYRI_VALUE_FALSE:
        put_text(out, "False");
        break;
    case MYRI_VALUE_TRUE:
        put_text(out, "True");
        break;
    case MYRI_VALUE_INT:
        snprintf(number, sizeof number, "%" PRId64, item->integer);
        put_text(out, number);
        break;
    case MYRI_VALUE_FLOAT:
        snprintf(number, sizeof number, "%.6g", item->number);
        put_text(out, number);
        break;
    case MYRI_VALUE_TEXT:
        put_text(out, "'");
        put(out, (const char *)item->bytes, item->length);
        put_text(out, "'");
        break;
    case MYRI_VALUE_BYTES:
        snprintf(number, sizeof number, "<%u bytes>", item->length);
        put_text(out, number);
        break;
    default:
        break;
    }
}

// A payload as the language would write it, cut to the room there is.
static void show_payload(line *out, const void *bytes, uint32_t byte_count)
{
    myri_decoder decoder = myri_decoder_make(bytes, byte_count);
    myri_value_item item;
    uint32_t left[MYRI_VALUE_DEPTH + 1];
    uint32_t depth = 0;
    while (myri_decode_next(&decoder, &item)) {
        bool is_tuple = item.kind == MYRI_VALUE_TUPLE;
        if (is_tuple)
            put_text(out, "(");
        else
            put_item(out, &item);
        if (is_tuple && depth < MYRI_VALUE_DEPTH)
            left[depth++] = item.length + 1;
        // Whatever ended with this value ends here.
        while (depth > 0 && --left[depth - 1] == 0) {
            put_text(out, ")");
            depth--;
        }
        if (depth > 0 && !(is_tuple && left[depth - 1] == item.length))
            put_text(out, ", ");
    }
}

void myr_overhear(myr_system *system, myr_entity entity)
{
    myri_claim_host(system);
    system->overhearing.entity = entity;
}

void myri_overhear_begin(myr_system *system)
{
    system->overhearing.count = 0;
}

void myri_overhear(myr_system *system, myr_entity sender, myr_entity receiver, int32_t team,
                   const void *bytes, uint32_t byte_count)
{
    myri_overhearing *heard = &system->overhearing;
    if (heard->count == MYRI_HEARD_CAPACITY)
        return;
    char *text = heard->texts[heard->count];
    text[0] = '\0';
    line out = {text, 0, MYRI_HEARD_BYTES};
    show_payload(&out, bytes, byte_count);
    heard->items[heard->count++] =
        (myr_heard){.sender = sender, .receiver = receiver, .team = team, .text = text};
}
