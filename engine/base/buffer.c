// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "buffer.h"

#include <string.h>

#include "alloc.h"

void eng_buffer_add(eng_buffer *buffer, const void *bytes, size_t count)
{
    if (buffer->capacity - buffer->count < count) {
        buffer->capacity = (buffer->capacity + count) * 2;
        buffer->data = eng_resize(buffer->data, buffer->capacity, 1);
    }
    if (count > 0)
        memcpy(buffer->data + buffer->count, bytes, count);
    buffer->count += count;
}

void eng_buffer_add_u32(eng_buffer *buffer, uint32_t value)
{
    eng_buffer_add(buffer, &value, sizeof value);
}

void eng_buffer_add_u64(eng_buffer *buffer, uint64_t value)
{
    eng_buffer_add(buffer, &value, sizeof value);
}

void eng_buffer_add_f64(eng_buffer *buffer, double value)
{
    eng_buffer_add(buffer, &value, sizeof value);
}

void eng_buffer_add_text(eng_buffer *buffer, const char *text)
{
    size_t bytes = strlen(text);
    eng_buffer_add_u32(buffer, (uint32_t)bytes);
    eng_buffer_add(buffer, text, bytes);
}

eng_cursor eng_cursor_make(const void *bytes, size_t count)
{
    const uint8_t *at = bytes;
    return (eng_cursor){.begin = at, .at = at, .end = at + count};
}

const uint8_t *eng_cursor_run(eng_cursor *cursor, uint64_t count)
{
    if (cursor->is_broken || (uint64_t)(cursor->end - cursor->at) < count) {
        cursor->is_broken = true;
        return NULL;
    }
    const uint8_t *run = cursor->at;
    cursor->at += count;
    return run;
}

bool eng_cursor_take(eng_cursor *cursor, void *out, size_t bytes)
{
    const uint8_t *run = eng_cursor_run(cursor, bytes);
    if (run == NULL)
        memset(out, 0, bytes);
    else
        memcpy(out, run, bytes);
    return run != NULL;
}

uint32_t eng_cursor_u32(eng_cursor *cursor)
{
    uint32_t value;
    eng_cursor_take(cursor, &value, sizeof value);
    return value;
}

uint64_t eng_cursor_u64(eng_cursor *cursor)
{
    uint64_t value;
    eng_cursor_take(cursor, &value, sizeof value);
    return value;
}

double eng_cursor_f64(eng_cursor *cursor)
{
    double value;
    eng_cursor_take(cursor, &value, sizeof value);
    return value;
}

bool eng_cursor_text(eng_cursor *cursor, char *out, size_t capacity)
{
    uint32_t bytes = eng_cursor_u32(cursor);
    const uint8_t *text = eng_cursor_run(cursor, bytes);
    out[0] = '\0';
    if (text == NULL || bytes >= capacity || memchr(text, '\0', bytes) != NULL) {
        cursor->is_broken = true;
        return false;
    }
    memcpy(out, text, bytes);
    out[bytes] = '\0';
    return true;
}
