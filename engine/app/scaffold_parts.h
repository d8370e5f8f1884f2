// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// scaffold_parts.h: what the files of "myrmidon new" share.
//
// Thread: main.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

typedef struct eng_scaffold {
    const char *folder; // to be made
    char id[64];
    char title[64];
    const char *from; // as it was typed; NULL: the starter
    const char *game; // for a mod, as it was typed; NULL: no mod
    const char *kind; // for a mod; NULL: the one of which the map has most
} eng_scaffold;

// Makes the file and the folders above it; NULL with `error` filled, also if it is there already.
FILE *eng_scaffold_open(const eng_scaffold *s, const char *name, eng_error *error);
bool eng_scaffold_close(const eng_scaffold *s, const char *name, FILE *file, eng_error *error);
bool eng_scaffold_write(const eng_scaffold *s, const char *name, const void *bytes,
                        size_t byte_count, eng_error *error);

// A mod for the game at `game_path`, without the stub for editors.
bool eng_scaffold_make_mod(const eng_scaffold *s, const char *game_path, eng_error *error);
