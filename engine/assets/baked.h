// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// baked.h: atlas pages as they are kept, in the player's cache and in built packs, with all that
// is needed to tell which of their sprites are still what the packs say. Private to engine/assets.
//
//     head      "MYRPAGES", version, codec, page size, bytes of the index, its checksum
//     index     pages:   width, height, and of each block packed bytes and checksum
//               sources: path, bytes, stamp, hash of the content: the files that sprites come from
//               sprites: name, form, sources, frames with their places, sheet
//     blocks    the rows of the pages, ENG_BAKED_BLOCK_BYTES at a time, each packed by itself, so
//               that all decoders can unpack or check one page together
//
// In the cache head, index and blocks are one file, and the rows lie there as they are used: they
// are mapped, not read, which costs a fifth of unpacking them (most of that is the kernel's
// clearing of memory) and a twentieth of decoding. In a pack head and index are one file and the
// blocks of each page one more, packed with zstd. Either may be damaged or made to do harm: the
// index is checked whole when it is opened, a block against its checksum before it is used. Numbers
// are little-endian. Sprites are in the order of their names.
//
// The cache's file must not be shortened while it is mapped; whoever writes one writes another file
// and renames it.
//
// Thread: any; a file does not change once it is open.

#pragma once

#include "assets/atlas.h"

#include "base/alloc.h"
#include "base/buffer.h"

#include <stdatomic.h>

enum {
    ENG_BAKED_VERSION = 1,
    ENG_BAKED_BLOCK_BYTES = 1 << 20, // unpacked; a block holds at least one row
    ENG_BAKED_SPRITES_LIMIT = 1 << 20,
    ENG_BAKED_FORM_GIVEN = 4, // the form of a sprite whose sheet is no file
    ENG_BAKED_FORM_COUNT,
};

typedef enum eng_baked_codec {
    ENG_BAKED_RAW,  // for the cache: each page begins where a page of memory may
    ENG_BAKED_ZSTD, // for packs, which travel
    ENG_BAKED_CODEC_COUNT,
} eng_baked_codec;

typedef struct eng_baked_page {
    int width, height;
    uint32_t first_block, block_count;
    uint64_t offset; // in the cache's file
} eng_baked_page;

typedef struct eng_baked_block {
    uint32_t page;
    int first_row, row_count;
    size_t packed_bytes;
    uint64_t checksum;    // of the packed bytes: eng_baked_sum
    const uint8_t *bytes; // packed; null: mapped, or not there
} eng_baked_block;

// What a file was, or is.
typedef struct eng_baked_print {
    uint64_t byte_count;
    uint64_t stamp; // eng_pack_file.stamp; 0: unknown
    uint64_t hash[2];
    bool has_hash;
} eng_baked_print;

typedef struct eng_baked_source {
    const char *path;
    eng_baked_print print;
} eng_baked_source;

typedef struct eng_baked_sprite {
    const char *name;
    uint32_t form;           // a sprite_form of atlas_list.c, or ENG_BAKED_FORM_GIVEN
    const uint32_t *sources; // indices; the sprite's own files in order, then a sheet's pictures
    uint32_t source_count;
    const eng_atlas_frame *frames; // pages are those of the file
    uint32_t frame_count;
    const uint8_t *sheet; // serialised; null: none
    size_t sheet_bytes;
} eng_baked_sprite;

typedef struct eng_baked {
    char *name; // of the file, for messages
    eng_baked_codec codec;
    int page_size;
    ENG_ARRAY(eng_baked_page) pages;
    ENG_ARRAY(eng_baked_block) blocks;
    ENG_ARRAY(eng_baked_source) sources;
    ENG_ARRAY(eng_baked_sprite) sprites;
    ENG_ARRAY(uint32_t) source_refs;
    ENG_ARRAY(eng_atlas_frame) frames;
    ENG_ARRAY(uint8_t *) owned; // bytes that all of this points into
    int file;                   // of the cache; -1: everything is in memory
    _Atomic bool is_damaged;    // a block could not be unpacked
} eng_baked;

// The whole in one file, which is kept open. Null with `error` filled; null without an error: there
// is no such file.
eng_baked *eng_baked_open_file(const char *path, eng_error *error);
// Head and index; takes `bytes`. Blocks are added with eng_baked_set_page_bytes.
eng_baked *eng_baked_open(const char *name, uint8_t *bytes, size_t byte_count, eng_error *error);
// The blocks of one page; takes `bytes`. False with `error` filled: not as many as they should be.
bool eng_baked_set_page_bytes(eng_baked *baked, uint32_t page, uint8_t *bytes, size_t byte_count,
                              eng_error *error);
void eng_baked_close(eng_baked *baked); // takes null

// The sprite of this name and form, or null.
const eng_baked_sprite *eng_baked_find(const eng_baked *baked, const char *name, size_t name_bytes);

// The pixels of a page of the cache, to be read only; null: they cannot be mapped. Unmap them.
uint32_t *eng_baked_map(const eng_baked *baked, uint32_t page);
// Fills the block's rows of the page, or checks them if they were mapped. False: it is damaged.
bool eng_baked_unpack(const eng_baked *baked, const eng_baked_block *block, uint32_t *page_pixels);

// ---------------------------------------------------------------------------------------- making

// Filled by whoever bakes; eng_baked_pack makes bytes of it.
typedef struct eng_baked_page_pixels {
    int width, height;
    const uint32_t *pixels;
} eng_baked_page_pixels;

typedef struct eng_baked_plan {
    eng_baked_codec codec;
    int page_size;
    uint32_t source_count, sprite_count;
    eng_buffer sources, sprites; // as they will be in the index
    ENG_ARRAY(eng_baked_page_pixels) pages;
} eng_baked_plan;

void eng_baked_plan_fini(eng_baked_plan *plan);
// Returns its index.
uint32_t eng_baked_add_source(eng_baked_plan *plan, const char *path, const eng_baked_print *print);
void eng_baked_add_sprite(eng_baked_plan *plan, const eng_baked_sprite *sprite);
void eng_baked_add_sheet(eng_buffer *buffer, const eng_sheet *sheet);
// False: it is damaged, or has not `frame_count` frames; the sheet is empty then.
bool eng_baked_read_sheet(const uint8_t *bytes, size_t byte_count, uint32_t frame_count,
                          eng_sheet *sheet);

// Finds faults of disks, at a tenth of what the pixels cost otherwise.
uint64_t eng_baked_sum(const void *bytes, size_t byte_count);
// Where the next page of the cache's file begins, `offset` or later.
uint64_t eng_baked_align(uint64_t offset);
// Packs the blocks of each page, on `thread_count` threads; what comes out does not depend on it.
// `index` and `pages`, of which there are as many as in the plan, are the caller's to free; with
// ENG_BAKED_RAW the pages stay empty: their bytes are the pixels.
void eng_baked_pack(const eng_baked_plan *plan, uint32_t thread_count, eng_buffer *index,
                    eng_buffer *pages);

// Two hashes in one print.
void eng_baked_hash(eng_baked_print *print, const void *bytes, size_t byte_count);
bool eng_baked_has_same_content(const eng_baked_print *a, const eng_baked_print *b);
