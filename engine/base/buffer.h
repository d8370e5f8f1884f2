// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// buffer.h: bytes that grow while they are written, and a place in bytes that are read and not
// trusted.
//
//     eng_buffer out = {0};
//     eng_buffer_add_u32(&out, 7);
//     eng_buffer_add_text(&out, "hive");
//
//     eng_cursor from = eng_cursor_make(out.data, out.count);
//     uint32_t seven = eng_cursor_u32(&from);
//     if (from.is_broken) ...            // something wanted more than there was
//
// Numbers are little-endian, as every machine we run on has them. Threads: a value has one owner.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// All members zero is an empty one. The owner frees `data` with eng_free.
typedef struct eng_buffer {
    uint8_t *data;
    size_t count, capacity;
} eng_buffer;

void eng_buffer_add(eng_buffer *buffer, const void *bytes, size_t count);
void eng_buffer_add_u32(eng_buffer *buffer, uint32_t value);
void eng_buffer_add_u64(eng_buffer *buffer, uint64_t value);
void eng_buffer_add_f64(eng_buffer *buffer, double value);
// Length (u32) and bytes.
void eng_buffer_add_text(eng_buffer *buffer, const char *text);

typedef struct eng_cursor {
    const uint8_t *begin, *at, *end;
    bool is_broken; // from then on everything reads as 0
} eng_cursor;

eng_cursor eng_cursor_make(const void *bytes, size_t count);
bool eng_cursor_take(eng_cursor *cursor, void *out, size_t bytes);
uint32_t eng_cursor_u32(eng_cursor *cursor);
uint64_t eng_cursor_u64(eng_cursor *cursor);
double eng_cursor_f64(eng_cursor *cursor);
// `count` bytes where they lie; NULL if there are not so many.
const uint8_t *eng_cursor_run(eng_cursor *cursor, uint64_t count);
// A text of less than `capacity` bytes without a NUL in it, terminated; false: broken now.
bool eng_cursor_text(eng_cursor *cursor, char *out, size_t capacity);
