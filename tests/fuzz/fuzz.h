// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// fuzz.h: what each fuzz target defines, and what they share.
//
// A target is a decoder: bytes that somebody else wrote go in, and whatever they are, nothing is
// read or written where it should not be, nothing is undefined, nothing takes for ever. It brings
// its own seeds, made by the code that writes the format, so that they never go stale. fuzz_NAME is
// the target with libFuzzer (preset `fuzz`, tools/fuzz); check_NAME is the same with check.c, an
// ordinary test.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void (*fuzz_put)(void *user, const char *name, const void *bytes, size_t byte_count);
// Gives every seed of the target to `put`.
void fuzz_seeds(fuzz_put put, void *user);

// A file in memory: its descriptor (the caller closes it), its path into `path`.
#define FUZZ_PATH_BYTES 64
int fuzz_file(const void *bytes, size_t byte_count, char path[FUZZ_PATH_BYTES]);
// Seeds that are made by what writes files: a new empty file in memory, and its content as a seed.
void fuzz_put_file(fuzz_put put, void *user, const char *name, int file);
