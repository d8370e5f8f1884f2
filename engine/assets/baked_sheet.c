// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A sheet as bytes: what its file said, without the file.

#include "assets/baked.h"

#include <math.h>
#include <string.h>

enum { COORDINATE_LIMIT = 1 << 30 };

// ----------------------------------------------------------------------------------------- writing

static void add_rect(eng_buffer *to, const eng_sheet_rect *rect)
{
    int32_t n[] = {rect->x, rect->y, rect->width, rect->height};
    eng_buffer_add(to, n, sizeof n);
}

static void add_text(eng_buffer *to, const char *text)
{
    eng_buffer_add_text(to, text ? text : "");
}

static void add_frames(eng_buffer *to, const eng_sheet *sheet)
{
    eng_buffer_add_u32(to, sheet->frames.count);
    for (uint32_t i = 0; i < sheet->frames.count; i++) {
        const eng_sheet_frame *frame = &sheet->frames.items[i];
        add_text(to, frame->name);
        eng_buffer_add_u32(to, frame->page);
        add_rect(to, &frame->source);
        add_rect(to, &frame->trim);
        eng_buffer_add_u32(to, (uint32_t)frame->width);
        eng_buffer_add_u32(to, (uint32_t)frame->height);
        eng_buffer_add_u32(to, (uint32_t)frame->is_rotated | (uint32_t)frame->is_trimmed << 1 |
                                   (uint32_t)frame->has_pivot << 2);
        eng_buffer_add_f64(to, frame->pivot_x);
        eng_buffer_add_f64(to, frame->pivot_y);
        eng_buffer_add_u32(to, frame->duration_ms);
    }
}

static void add_tags(eng_buffer *to, const eng_sheet *sheet)
{
    eng_buffer_add_u32(to, sheet->steps.count);
    for (uint32_t i = 0; i < sheet->steps.count; i++) {
        eng_buffer_add_u32(to, sheet->steps.items[i].frame);
        eng_buffer_add_u32(to, sheet->steps.items[i].duration_ms);
        eng_buffer_add_u32(to, sheet->steps.items[i].event != NULL);
        if (sheet->steps.items[i].event)
            add_text(to, sheet->steps.items[i].event);
    }
    eng_buffer_add_u32(to, sheet->tags.count);
    for (uint32_t i = 0; i < sheet->tags.count; i++) {
        const eng_sheet_tag *tag = &sheet->tags.items[i];
        add_text(to, tag->name);
        eng_buffer_add_u32(to, tag->from);
        eng_buffer_add_u32(to, tag->to);
        eng_buffer_add_u32(to, tag->direction);
        eng_buffer_add_u32(to, tag->repeat);
        eng_buffer_add_u32(to, tag->first_step);
        eng_buffer_add_u32(to, tag->step_count);
    }
}

static void add_slices(eng_buffer *to, const eng_sheet *sheet)
{
    eng_buffer_add_u32(to, sheet->slices.count);
    for (uint32_t i = 0; i < sheet->slices.count; i++) {
        const eng_sheet_slice *slice = &sheet->slices.items[i];
        add_text(to, slice->name);
        eng_buffer_add_u32(to, slice->frame);
        add_rect(to, &slice->bounds);
        add_rect(to, &slice->center);
        eng_buffer_add_u32(to, (uint32_t)slice->has_center | (uint32_t)slice->has_pivot << 1);
        eng_buffer_add_u32(to, (uint32_t)slice->pivot_x);
        eng_buffer_add_u32(to, (uint32_t)slice->pivot_y);
    }
}

void eng_baked_add_sheet(eng_buffer *buffer, const eng_sheet *sheet)
{
    eng_buffer_add_u32(buffer, sheet->format);
    eng_buffer_add_u32(buffer, sheet->pages.count);
    for (uint32_t i = 0; i < sheet->pages.count; i++) {
        add_text(buffer, sheet->pages.items[i].image);
        eng_buffer_add_u32(buffer, (uint32_t)sheet->pages.items[i].width);
        eng_buffer_add_u32(buffer, (uint32_t)sheet->pages.items[i].height);
    }
    add_frames(buffer, sheet);
    add_tags(buffer, sheet);
    add_slices(buffer, sheet);
}

// ----------------------------------------------------------------------------------------- reading

static const char *take_text(eng_cursor *from, eng_sheet *sheet)
{
    uint32_t bytes = eng_cursor_u32(from);
    const uint8_t *text = eng_cursor_run(from, bytes);
    if (!text || memchr(text, '\0', bytes)) {
        from->is_broken = true;
        return "";
    }
    char *copy = eng_alloc((size_t)bytes + 1, 1);
    memcpy(copy, text, bytes);
    *ENG_ARRAY_PUSH(&sheet->texts) = copy;
    return copy;
}

static int take_int(eng_cursor *from)
{
    int32_t value = (int32_t)eng_cursor_u32(from);
    if (value < -COORDINATE_LIMIT || value > COORDINATE_LIMIT)
        from->is_broken = true;
    return value;
}

static int take_side(eng_cursor *from)
{
    int value = take_int(from);
    if (value < 0 || value > ENG_SHEET_SIDE_LIMIT)
        from->is_broken = true;
    return value;
}

static eng_sheet_rect take_rect(eng_cursor *from)
{
    eng_sheet_rect rect = {.x = take_int(from)};
    rect.y = take_int(from);
    rect.width = take_int(from);
    rect.height = take_int(from);
    return rect;
}

// A count that the bytes which are left can hold, at `bytes` each.
static uint32_t take_count(eng_cursor *from, size_t bytes, uint32_t limit)
{
    uint32_t count = eng_cursor_u32(from);
    if (count > limit || count > (size_t)(from->end - from->at) / bytes)
        from->is_broken = true;
    return from->is_broken ? 0 : count;
}

static void take_pages(eng_cursor *from, eng_sheet *sheet)
{
    uint32_t format = eng_cursor_u32(from);
    if (format > ENG_SHEET_GRID)
        from->is_broken = true;
    sheet->format = from->is_broken ? ENG_SHEET_GRID : (eng_sheet_format)format;
    uint32_t count = take_count(from, 12, ENG_SHEET_FRAMES_LIMIT);
    for (uint32_t i = 0; i < count; i++) {
        eng_sheet_page *page = ENG_ARRAY_PUSH(&sheet->pages);
        page->image = take_text(from, sheet);
        page->width = take_int(from);
        page->height = take_int(from);
    }
}

static void take_frames(eng_cursor *from, eng_sheet *sheet)
{
    uint32_t count = take_count(from, 72, ENG_SHEET_FRAMES_LIMIT);
    for (uint32_t i = 0; i < count; i++) {
        eng_sheet_frame *frame = ENG_ARRAY_PUSH(&sheet->frames);
        *frame = (eng_sheet_frame){.name = take_text(from, sheet)};
        frame->page = eng_cursor_u32(from);
        frame->source = take_rect(from);
        frame->trim = take_rect(from);
        frame->width = take_side(from);
        frame->height = take_side(from);
        uint32_t bits = eng_cursor_u32(from);
        frame->is_rotated = bits & 1;
        frame->is_trimmed = bits & 2;
        frame->has_pivot = bits & 4;
        frame->pivot_x = eng_cursor_f64(from);
        frame->pivot_y = eng_cursor_f64(from);
        frame->duration_ms = eng_cursor_u32(from);
        if (!isfinite(frame->pivot_x) || !isfinite(frame->pivot_y) ||
            (frame->page >= sheet->pages.count && frame->page != 0))
            from->is_broken = true;
    }
}

static void take_tags(eng_cursor *from, eng_sheet *sheet)
{
    uint32_t count = take_count(from, 12, ENG_SHEET_STEPS_LIMIT);
    for (uint32_t i = 0; i < count; i++) {
        eng_sheet_step *step = ENG_ARRAY_PUSH(&sheet->steps);
        *step = (eng_sheet_step){.frame = eng_cursor_u32(from)};
        step->duration_ms = eng_cursor_u32(from);
        if (eng_cursor_u32(from))
            step->event = take_text(from, sheet);
        if (step->frame >= sheet->frames.count)
            from->is_broken = true;
    }
    count = take_count(from, 28, ENG_SHEET_STEPS_LIMIT);
    for (uint32_t i = 0; i < count; i++) {
        eng_sheet_tag *tag = ENG_ARRAY_PUSH(&sheet->tags);
        *tag = (eng_sheet_tag){.name = take_text(from, sheet)};
        tag->from = eng_cursor_u32(from);
        tag->to = eng_cursor_u32(from);
        uint32_t direction = eng_cursor_u32(from);
        tag->repeat = eng_cursor_u32(from);
        tag->first_step = eng_cursor_u32(from);
        tag->step_count = eng_cursor_u32(from);
        if (tag->from > tag->to || tag->to >= sheet->frames.count ||
            direction > ENG_SHEET_PING_PONG_REVERSE || tag->step_count == 0 ||
            tag->first_step > sheet->steps.count ||
            tag->step_count > sheet->steps.count - tag->first_step)
            from->is_broken = true;
        else
            tag->direction = (eng_sheet_direction)direction;
    }
}

static void take_slices(eng_cursor *from, eng_sheet *sheet)
{
    uint32_t count = take_count(from, 52, ENG_SHEET_STEPS_LIMIT);
    for (uint32_t i = 0; i < count; i++) {
        eng_sheet_slice *slice = ENG_ARRAY_PUSH(&sheet->slices);
        *slice = (eng_sheet_slice){.name = take_text(from, sheet)};
        slice->frame = eng_cursor_u32(from);
        slice->bounds = take_rect(from);
        slice->center = take_rect(from);
        uint32_t bits = eng_cursor_u32(from);
        slice->has_center = bits & 1;
        slice->has_pivot = bits & 2;
        slice->pivot_x = take_int(from);
        slice->pivot_y = take_int(from);
    }
}

bool eng_baked_read_sheet(const uint8_t *bytes, size_t byte_count, uint32_t frame_count,
                          eng_sheet *sheet)
{
    eng_cursor from = eng_cursor_make(bytes, byte_count);
    *sheet = (eng_sheet){0};
    take_pages(&from, sheet);
    take_frames(&from, sheet);
    take_tags(&from, sheet);
    take_slices(&from, sheet);
    if (!from.is_broken && from.at == from.end && sheet->frames.count == frame_count) {
        eng_sheet_finish(sheet);
        return true;
    }
    eng_sheet_fini(sheet);
    return false;
}
