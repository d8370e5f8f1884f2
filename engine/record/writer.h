// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// writer.h: writes whole files on a thread of its own, so that no frame waits for a disk.
//
//     eng_writer *writer = eng_writer_create();
//     eng_writer_put(writer, path, &buffer);          // takes the buffer
//     while (eng_writer_take_result(writer, &result)) ...   // once a frame
//     eng_writer_destroy(writer);                     // waits until all is written
//
// Files are written one after another, in the order they came (base/file.h: whole, or not at all).
//
// Threads: a writer belongs to one thread; the essay is in writer.c.

#pragma once

#include "base/buffer.h"
#include "base/error.h"

typedef struct eng_writer eng_writer;

typedef struct eng_writer_result {
    char path[1024];
    bool is_written;
    eng_error error; // why not
} eng_writer_result;

// The thread begins with the first file.
eng_writer *eng_writer_create(void);
// Waits for what is under way. Accepts NULL.
void eng_writer_destroy(eng_writer *writer);
// Takes the buffer's bytes; it is empty afterwards. False: too many files wait (nothing is taken),
// or no thread can be had.
bool eng_writer_put(eng_writer *writer, const char *path, eng_buffer *buffer);
// The next file that has ended. False: none.
bool eng_writer_take_result(eng_writer *writer, eng_writer_result *out);
// Waits until nothing is under way.
void eng_writer_wait(eng_writer *writer);
