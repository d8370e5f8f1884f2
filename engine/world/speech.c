// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Speech bubbles: for the eye only, so they are no state. A text that is not UTF-8 is refused,
// since it goes to a font renderer.

#include <string.h>

#include "state.h"

#define BUBBLE_S 3.0f
#define BUBBLE_CAPACITY 256

// The bytes of the character at `text`, or 0 if it is not well formed.
static uint32_t character_bytes(const uint8_t *text, uint32_t left)
{
    uint32_t bytes = text[0] < 0x80   ? 1
                     : text[0] < 0xc2 ? 0
                     : text[0] < 0xe0 ? 2
                     : text[0] < 0xf0 ? 3
                     : text[0] < 0xf5 ? 4
                                      : 0;
    if (bytes == 0 || bytes > left)
        return 0;
    for (uint32_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    // Overlong forms, surrogates, and what lies beyond the last code point.
    if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f) ||
        (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f))
        return 0;
    return bytes;
}

// Copies whole characters up to ENG_SAY_BYTES. False: not UTF-8.
static bool copy_text(char *out, const char *text, uint32_t bytes)
{
    const uint8_t *at = (const uint8_t *)text;
    uint32_t used = 0;
    while (bytes > 0) {
        uint32_t step = character_bytes(at, bytes);
        if (step == 0)
            return false;
        if (used + step > ENG_SAY_BYTES)
            break;
        memcpy(out + used, at, step);
        if (*at < 32 || *at == 127)
            out[used] = ' ';
        used += step;
        at += step;
        bytes -= step;
    }
    out[used] = '\0';
    return true;
}

bool eng_speech_say(eng_world *world, uint32_t row, const char *text, uint32_t bytes)
{
    eng_entity entity = world->columns.entities[row];
    eng_bubble bubble = {.entity = entity, .left_s = BUBBLE_S};
    if (!copy_text(bubble.text, text, bytes))
        return false;
    eng_speech_forget(world, entity);
    if (bubble.text[0] == '\0')
        return true;
    // In a crowd that all talks nobody is understood: those who began first are heard out.
    if (world->bubbles.count == BUBBLE_CAPACITY)
        return true;
    *ENG_ARRAY_PUSH(&world->bubbles) = bubble;
    world->bubble_of_index[eng_entity_index(entity)] = world->bubbles.count;
    return true;
}

static void drop_bubble(eng_world *world, uint32_t place)
{
    eng_bubble *bubbles = world->bubbles.items;
    world->bubble_of_index[eng_entity_index(bubbles[place].entity)] = 0;
    bubbles[place] = bubbles[--world->bubbles.count];
    if (place < world->bubbles.count)
        world->bubble_of_index[eng_entity_index(bubbles[place].entity)] = place + 1;
}

void eng_speech_forget(eng_world *world, eng_entity entity)
{
    uint32_t place = world->bubble_of_index[eng_entity_index(entity)];
    if (place > 0)
        drop_bubble(world, place - 1);
}

void eng_speech_age(eng_world *world)
{
    for (uint32_t i = world->bubbles.count; i > 0; i--) {
        world->bubbles.items[i - 1].left_s -= world->tick_s;
        if (world->bubbles.items[i - 1].left_s <= 0)
            drop_bubble(world, i - 1);
    }
}
