// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas_cache.h: the player's folder of decoded pages, one file per stack of packs.
//
//     eng_atlas_cache *cache = eng_atlas_cache_create("/home/ann/.cache/myrmidon", 0);
//     def.cache = cache;
//     ... eng_atlas_load_begin, step, end: a file is read, and written when something was decoded
//     eng_atlas_cache_destroy(cache); // waits until it is written
//
// Files are written under another name and renamed, by a thread of low priority, while the game
// goes on. Nothing here can fail a load: what cannot be read is decoded, what cannot be written is
// one line in the log.
//
// Thread: main.

#pragma once

#include <stdint.h>

typedef struct eng_atlas_cache eng_atlas_cache;

// The folder is made with the first file. `bytes_limit` of all files (0: 1 GiB): what was not used
// for longest goes.
eng_atlas_cache *eng_atlas_cache_create(const char *folder, uint64_t bytes_limit);
typedef struct eng_atlas_cache_size {
    uint32_t file_count;
    uint64_t byte_count;
} eng_atlas_cache_size;

// What a folder holds. Thread: any.
eng_atlas_cache_size eng_atlas_cache_measure(const char *folder);

void eng_atlas_cache_destroy(eng_atlas_cache *cache); // takes null
