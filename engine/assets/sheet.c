// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/sheet.h"

#include <stdlib.h>
#include <string.h>

void eng_sheet_fini(eng_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->texts.count; i++)
        eng_free(sheet->texts.items[i]);
    eng_free(sheet->pages.items);
    eng_free(sheet->frames.items);
    eng_free(sheet->tags.items);
    eng_free(sheet->slices.items);
    eng_free(sheet->steps.items);
    eng_free(sheet->texts.items);
    *sheet = (eng_sheet){0};
}

const char *eng_sheet_format_name(eng_sheet_format format)
{
    static const char *const names[] = {"aseprite-json", "aseprite", "texturepacker", "grid"};
    return names[format];
}

const char *eng_sheet_direction_name(eng_sheet_direction direction)
{
    static const char *const names[] = {"forward", "reverse", "pingpong", "pingpong_reverse"};
    return names[direction];
}

const char *eng_sheet_keep_text(eng_sheet *sheet, const char *text)
{
    char *copy = eng_copy_text(text);
    *ENG_ARRAY_PUSH(&sheet->texts) = copy;
    return copy;
}

static void add_step(eng_sheet *sheet, uint32_t frame)
{
    *ENG_ARRAY_PUSH(&sheet->steps) =
        (eng_sheet_step){.frame = frame, .duration_ms = sheet->frames.items[frame].duration_ms};
}

bool eng_sheet_add_tag(eng_sheet *sheet, const char *name, uint32_t from, uint32_t to,
                       eng_sheet_direction direction, uint32_t repeat)
{
    uint32_t count = to - from + 1, first = sheet->steps.count;
    bool is_back = direction == ENG_SHEET_REVERSE || direction == ENG_SHEET_PING_PONG_REVERSE;
    bool returns = direction == ENG_SHEET_PING_PONG || direction == ENG_SHEET_PING_PONG_REVERSE;
    if (first + 2u * count > ENG_SHEET_STEPS_LIMIT)
        return false;
    for (uint32_t i = 0; i < count; i++)
        add_step(sheet, is_back ? to - i : from + i);
    // On the way back neither end is shown a second time.
    for (uint32_t i = count - 1; returns && i-- > 1;)
        add_step(sheet, is_back ? to - i : from + i);
    *ENG_ARRAY_PUSH(&sheet->tags) = (eng_sheet_tag){
        .name = eng_sheet_keep_text(sheet, name),
        .from = from,
        .to = to,
        .direction = direction,
        .repeat = repeat,
        .first_step = first,
        .step_count = sheet->steps.count - first,
    };
    return true;
}

void eng_sheet_add_events(eng_sheet *sheet, eng_sheet_tag *tag, const char *text)
{
    while (*text) {
        size_t bytes = strcspn(text, " \t\r\n,"), name_bytes = strcspn(text, "@");
        char *end = NULL;
        unsigned long step = name_bytes < bytes ? strtoul(text + name_bytes + 1, &end, 10) : 0;
        if (end == text + bytes && name_bytes > 0 && step < tag->step_count) {
            char *event = eng_alloc(name_bytes + 1, 1);
            memcpy(event, text, name_bytes);
            *ENG_ARRAY_PUSH(&sheet->texts) = event;
            sheet->steps.items[tag->first_step + step].event = event;
        }
        text += bytes + strspn(text + bytes, " \t\r\n,");
    }
}

void eng_sheet_finish(eng_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->tags.count; i++)
        sheet->tags.items[i].steps = sheet->steps.items + sheet->tags.items[i].first_step;
}
