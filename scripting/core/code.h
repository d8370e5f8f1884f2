// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// code.h: sources, and what a language made of them, in one flat block without pointers: it is sent
// to whoever compiles (texts alone), comes back (with code), and lies in the region, where every
// interpreter finds it, in whatever process.
//
//     head | row | row | ... | bytes that the rows' spans name
//
// A block can come from a child that hostile code has taken over: myri_code_check first.

#pragma once

#include "program.h"

// The most that one block takes: code is about three times as long as its text.
#define MYRI_CODE_BYTES ((size_t)16 << 20)

// Bytes of the block, from its start. Texts are followed by a NUL that is not counted.
typedef struct myri_span {
    uint32_t offset, bytes;
} myri_span;

typedef struct myri_code_row {
    myri_span module, path, text;
    myri_span spare;                   // the text to go on with if `text` does not compile
    myri_span code;                    // empty: neither compiled
    myri_span uses;                    // modules that it imports, a comma behind each
    myri_span error, traceback;        // why `text` was refused; empty: it was not
    uint64_t key;                      // of the text that `code` was made of
    uint32_t line, column, end_column; // of the error; from 1; 0: unknown
    uint32_t is_spare;                 // `text` was refused, and is now what `spare` was
} myri_code_row;

typedef struct myri_code_head {
    uint64_t magic;
    uint32_t bytes; // of all
    uint32_t row_count;
    myri_span library; // modules to import first, a comma behind each
} myri_code_head;

// Builds a block in memory of its own. What has failed once goes on doing nothing.
typedef struct myri_code_builder {
    uint8_t *block;
    size_t used, capacity;
    bool has_failed;
} myri_code_builder;

void myri_code_begin(myri_code_builder *builder, uint32_t row_count);
myri_code_row *myri_code_row_at(myri_code_builder *builder, uint32_t index); // until the next put
myri_span myri_code_put(myri_code_builder *builder, const void *bytes, size_t byte_count);
// The block, obtained with malloc, which becomes the caller's; NULL: no memory, or too large.
void *myri_code_end(myri_code_builder *builder, myri_span library, size_t *bytes);
void myri_code_drop(myri_code_builder *builder); // instead of _end

// Whether it is a block, and every span and text of it lies inside.
bool myri_code_check(const void *block, size_t bytes);
static inline const myri_code_row *myri_code_rows(const void *block)
{
    return (const myri_code_row *)((const myri_code_head *)block + 1);
}
static inline const char *myri_code_text(const void *block, myri_span span)
{
    return (const char *)block + span.offset;
}
// Tells one text from another.
uint64_t myri_code_key(const void *text, size_t bytes);

// The texts of a program as a request to compile. Obtained with malloc; NULL: no memory.
void *myri_code_of_program(const myri_program *program, size_t *bytes);
