// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Reading: everything is untrusted until open_index is through.

#include "assets/baked.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#ifndef MADV_POPULATE_READ // Linux 5.14; an older one answers EINVAL
#define MADV_POPULATE_READ 22
#endif

enum {
    HEAD_BYTES = 40,
    MAP_BYTES = 1 << 16, // a multiple of every size that pages of memory have
    INDEX_BYTES_LIMIT = 256 << 20,
    SIDE_LIMIT = 1 << 16,
    PAGES_LIMIT = 4096,
    SOURCES_LIMIT = 1 << 20,
};
#define MAGIC "MYRPAGES"

static uint64_t checksum(const void *bytes, size_t byte_count)
{
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add(&hash, bytes, byte_count);
    return eng_hash_end(&hash);
}

void eng_baked_hash(eng_baked_print *print, const void *bytes, size_t byte_count)
{
    for (uint64_t i = 0; i < 2; i++) {
        eng_hash hash = eng_hash_begin(i);
        eng_hash_add(&hash, bytes, byte_count);
        print->hash[i] = eng_hash_end(&hash);
    }
    print->byte_count = byte_count;
    print->has_hash = true;
}

bool eng_baked_has_same_content(const eng_baked_print *a, const eng_baked_print *b)
{
    return a->has_hash && b->has_hash && a->byte_count == b->byte_count &&
           a->hash[0] == b->hash[0] && a->hash[1] == b->hash[1];
}

// ----------------------------------------------------------------------------------------- index

static int rows_per_block(int width)
{
    int rows = ENG_BAKED_BLOCK_BYTES / (width * (int)sizeof(uint32_t));
    return rows > 0 ? rows : 1;
}

static bool is_good_length(eng_baked_codec codec, size_t packed_bytes, size_t byte_count)
{
    return codec == ENG_BAKED_RAW
               ? packed_bytes == byte_count
               : packed_bytes > 0 && packed_bytes <= ZSTD_compressBound(byte_count);
}

uint64_t eng_baked_align(uint64_t offset)
{
    return (offset + MAP_BYTES - 1) / MAP_BYTES * MAP_BYTES;
}

// A text that lies in the index with a zero behind it.
static const char *take_text(eng_cursor *from)
{
    uint32_t bytes = eng_cursor_u32(from);
    const uint8_t *text = eng_cursor_run(from, (uint64_t)bytes + 1);
    if (text && bytes < ENG_PACK_PATH_BYTES &&
        memchr(text, '\0', (size_t)bytes + 1) == text + bytes)
        return (const char *)text;
    from->is_broken = true;
    return "";
}

static bool take_blocks(eng_baked *baked, eng_cursor *from, uint32_t page_index)
{
    eng_baked_page *page = &baked->pages.items[page_index];
    int rows = rows_per_block(page->width);
    page->first_block = baked->blocks.count;
    for (int y = 0; y < page->height && !from->is_broken; y += rows) {
        eng_baked_block block = {.page = page_index, .first_row = y};
        block.row_count = page->height - y < rows ? page->height - y : rows;
        block.packed_bytes = eng_cursor_u32(from);
        block.checksum = eng_cursor_u64(from);
        size_t bytes = (size_t)block.row_count * (size_t)page->width * sizeof(uint32_t);
        if (!is_good_length(baked->codec, block.packed_bytes, bytes))
            return false;
        *ENG_ARRAY_PUSH(&baked->blocks) = block;
        page->block_count++;
    }
    return !from->is_broken;
}

static bool take_pages(eng_baked *baked, eng_cursor *from)
{
    uint32_t count = eng_cursor_u32(from);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t width = eng_cursor_u32(from), height = eng_cursor_u32(from);
        if (from->is_broken || i >= PAGES_LIMIT || width == 0 || height == 0 ||
            width > ENG_SHEET_SIDE_LIMIT || height > ENG_SHEET_SIDE_LIMIT)
            return false;
        *ENG_ARRAY_PUSH(&baked->pages) =
            (eng_baked_page){.width = (int)width, .height = (int)height};
        if (!take_blocks(baked, from, i))
            return false;
    }
    return !from->is_broken;
}

static bool take_sources(eng_baked *baked, eng_cursor *from)
{
    uint32_t count = eng_cursor_u32(from);
    for (uint32_t i = 0; i < count; i++) {
        eng_baked_source source = {.path = take_text(from)};
        source.print.byte_count = eng_cursor_u64(from);
        source.print.stamp = eng_cursor_u64(from);
        source.print.hash[0] = eng_cursor_u64(from);
        source.print.hash[1] = eng_cursor_u64(from);
        source.print.has_hash = eng_cursor_u32(from) != 0;
        if (from->is_broken || i >= SOURCES_LIMIT)
            return false;
        *ENG_ARRAY_PUSH(&baked->sources) = source;
    }
    return !from->is_broken;
}

static bool is_within(int begin, int length, int least, int most)
{
    return begin >= least && begin <= most && length >= 0 && length <= most - begin;
}

// A frame and the edge that is repeated around it lie on its page.
static bool is_good_frame(const eng_baked *baked, const eng_atlas_frame *frame)
{
    if (frame->page >= baked->pages.count)
        return false;
    const eng_baked_page *page = &baked->pages.items[frame->page];
    return frame->width > 0 && frame->height > 0 &&
           is_within(frame->x, frame->width, 1, page->width - 1) &&
           is_within(frame->y, frame->height, 1, page->height - 1) &&
           is_within(frame->left, 0, -SIDE_LIMIT, SIDE_LIMIT) &&
           is_within(frame->top, 0, -SIDE_LIMIT, SIDE_LIMIT) &&
           is_within(0, frame->full_width, 0, SIDE_LIMIT) &&
           is_within(0, frame->full_height, 0, SIDE_LIMIT);
}

static bool take_frames(eng_baked *baked, eng_cursor *from, eng_baked_sprite *sprite)
{
    sprite->frame_count = eng_cursor_u32(from);
    if (sprite->frame_count == 0 || sprite->frame_count > ENG_SHEET_FRAMES_LIMIT)
        return false;
    for (uint32_t i = 0; i < sprite->frame_count; i++) {
        int32_t n[8];
        eng_atlas_frame *frame = ENG_ARRAY_PUSH(&baked->frames);
        frame->page = eng_cursor_u32(from);
        eng_cursor_take(from, n, sizeof n);
        *frame = (eng_atlas_frame){frame->page, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]};
        if (from->is_broken || !is_good_frame(baked, frame))
            return false;
    }
    return true;
}

static bool take_sprite(eng_baked *baked, eng_cursor *from, eng_baked_sprite *sprite)
{
    *sprite = (eng_baked_sprite){.name = take_text(from)};
    sprite->form = eng_cursor_u32(from);
    sprite->source_count = eng_cursor_u32(from);
    if (from->is_broken || sprite->form >= ENG_BAKED_FORM_COUNT || sprite->source_count == 0)
        return false;
    for (uint32_t i = 0; i < sprite->source_count; i++) {
        uint32_t source = eng_cursor_u32(from);
        if (from->is_broken || source >= baked->sources.count)
            return false;
        *ENG_ARRAY_PUSH(&baked->source_refs) = source;
    }
    if (!take_frames(baked, from, sprite))
        return false;
    sprite->sheet_bytes = eng_cursor_u32(from);
    sprite->sheet = eng_cursor_run(from, sprite->sheet_bytes);
    if (sprite->sheet_bytes == 0)
        sprite->sheet = NULL;
    return !from->is_broken;
}

static bool take_sprites(eng_baked *baked, eng_cursor *from)
{
    uint32_t count = eng_cursor_u32(from);
    for (uint32_t i = 0; i < count; i++) {
        if (i >= ENG_BAKED_SPRITES_LIMIT ||
            !take_sprite(baked, from, ENG_ARRAY_PUSH(&baked->sprites)))
            return false;
        const eng_baked_sprite *last = &baked->sprites.items[i];
        if (i > 0 && strcmp(last[-1].name, last->name) >= 0)
            return false;
    }
    // Only now do the arrays no longer move.
    const uint32_t *refs = baked->source_refs.items;
    const eng_atlas_frame *frames = baked->frames.items;
    for (uint32_t i = 0; i < count && !from->is_broken; i++) {
        eng_baked_sprite *sprite = &baked->sprites.items[i];
        sprite->sources = refs;
        sprite->frames = frames;
        refs += sprite->source_count;
        frames += sprite->frame_count;
    }
    return !from->is_broken;
}

static bool open_index(eng_baked *baked, const uint8_t *bytes, size_t byte_count)
{
    eng_cursor from = eng_cursor_make(bytes + HEAD_BYTES, byte_count - HEAD_BYTES);
    return take_pages(baked, &from) && take_sources(baked, &from) && take_sprites(baked, &from) &&
           from.at == from.end;
}

// ------------------------------------------------------------------------------------------ head

// The bytes of the index behind the head, or 0: this is no head of ours.
static size_t read_head(eng_baked *baked, const uint8_t *bytes, uint64_t *sum)
{
    eng_cursor from = eng_cursor_make(bytes + 8, HEAD_BYTES - 8);
    uint32_t version = eng_cursor_u32(&from), codec = eng_cursor_u32(&from);
    uint32_t page_size = eng_cursor_u32(&from);
    uint32_t unused = eng_cursor_u32(&from);
    uint64_t index_bytes = eng_cursor_u64(&from);
    *sum = eng_cursor_u64(&from);
    if (memcmp(bytes, MAGIC, 8) != 0 || version != ENG_BAKED_VERSION ||
        codec >= ENG_BAKED_CODEC_COUNT || unused != 0 || page_size == 0 ||
        page_size > ENG_SHEET_SIDE_LIMIT || index_bytes > INDEX_BYTES_LIMIT)
        return 0;
    baked->codec = (eng_baked_codec)codec;
    baked->page_size = (int)page_size;
    return (size_t)index_bytes;
}

static eng_baked *make(const char *name)
{
    eng_baked *baked = eng_alloc(1, sizeof *baked);
    baked->name = eng_copy_text(name);
    baked->file = -1;
    return baked;
}

static eng_baked *fail(eng_baked *baked, eng_error *error)
{
    eng_error_set(error, "%s: is damaged, or of another version", baked->name);
    eng_baked_close(baked);
    return NULL;
}

eng_baked *eng_baked_open(const char *name, uint8_t *bytes, size_t byte_count, eng_error *error)
{
    uint64_t sum;
    eng_baked *baked = make(name);
    *ENG_ARRAY_PUSH(&baked->owned) = bytes;
    if (byte_count < HEAD_BYTES || read_head(baked, bytes, &sum) != byte_count - HEAD_BYTES ||
        checksum(bytes + HEAD_BYTES, byte_count - HEAD_BYTES) != sum ||
        baked->codec == ENG_BAKED_RAW || !open_index(baked, bytes, byte_count))
        return fail(baked, error);
    return baked;
}

bool eng_baked_set_page_bytes(eng_baked *baked, uint32_t page_index, uint8_t *bytes,
                              size_t byte_count, eng_error *error)
{
    const eng_baked_page *page = &baked->pages.items[page_index];
    size_t at = 0;
    *ENG_ARRAY_PUSH(&baked->owned) = bytes;
    for (uint32_t i = 0; i < page->block_count; i++) {
        eng_baked_block *block = &baked->blocks.items[page->first_block + i];
        if (block->packed_bytes > byte_count - at)
            break;
        block->bytes = bytes + at;
        at += block->packed_bytes;
        if (i + 1 == page->block_count && at == byte_count)
            return true;
    }
    return eng_error_set(error, "%s: page %u is damaged", baked->name, page_index);
}

static bool read_at(int file, uint8_t *bytes, size_t byte_count, uint64_t offset)
{
    while (byte_count > 0) {
        ssize_t got = pread(file, bytes, byte_count, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        offset += (uint64_t)got;
        byte_count -= (size_t)got;
    }
    return true;
}

static uint64_t page_bytes(const eng_baked_page *page)
{
    return (uint64_t)page->width * (uint64_t)page->height * sizeof(uint32_t);
}

// The pages follow the index, and nothing follows them.
static bool place_pages(eng_baked *baked, uint64_t offset, uint64_t file_bytes)
{
    for (uint32_t i = 0; i < baked->pages.count; i++) {
        eng_baked_page *page = &baked->pages.items[i];
        page->offset = eng_baked_align(offset);
        offset = page->offset + page_bytes(page);
    }
    return offset == file_bytes;
}

static bool read_file(eng_baked *baked, uint64_t file_bytes)
{
    uint8_t head[HEAD_BYTES];
    uint64_t sum;
    if (file_bytes < HEAD_BYTES || !read_at(baked->file, head, HEAD_BYTES, 0))
        return false;
    size_t index_bytes = read_head(baked, head, &sum);
    if (index_bytes == 0 || index_bytes > file_bytes - HEAD_BYTES)
        return false;
    uint8_t *bytes = eng_alloc(HEAD_BYTES + index_bytes, 1);
    *ENG_ARRAY_PUSH(&baked->owned) = bytes;
    return read_at(baked->file, bytes, HEAD_BYTES + index_bytes, 0) &&
           checksum(bytes + HEAD_BYTES, index_bytes) == sum &&
           open_index(baked, bytes, HEAD_BYTES + index_bytes) && baked->codec == ENG_BAKED_RAW &&
           place_pages(baked, HEAD_BYTES + index_bytes, file_bytes);
}

eng_baked *eng_baked_open_file(const char *path, eng_error *error)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT)
        return NULL;
    eng_baked *baked = make(path);
    baked->file = file;
    if (file < 0 || fstat(file, &about) != 0) {
        eng_error_set(error, "%s: cannot be read (%s)", path, strerror(errno));
        eng_baked_close(baked);
        return NULL;
    }
    return S_ISREG(about.st_mode) && read_file(baked, (uint64_t)about.st_size) ? baked
                                                                               : fail(baked, error);
}

void eng_baked_close(eng_baked *baked)
{
    if (!baked)
        return;
    if (baked->file >= 0)
        close(baked->file);
    for (uint32_t i = 0; i < baked->owned.count; i++)
        eng_free(baked->owned.items[i]);
    eng_free(baked->owned.items);
    eng_free(baked->pages.items);
    eng_free(baked->blocks.items);
    eng_free(baked->sources.items);
    eng_free(baked->sprites.items);
    eng_free(baked->source_refs.items);
    eng_free(baked->frames.items);
    eng_free(baked->name);
    eng_free(baked);
}

static int compare_name(const char *name, size_t name_bytes, const char *other)
{
    int order = strncmp(name, other, name_bytes);
    return order ? order : -(other[name_bytes] != '\0');
}

const eng_baked_sprite *eng_baked_find(const eng_baked *baked, const char *name, size_t name_bytes)
{
    uint32_t low = 0, high = baked->sprites.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_name(name, name_bytes, baked->sprites.items[middle].name);
        if (order == 0)
            return &baked->sprites.items[middle];
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

// ------------------------------------------------------------------------------------------ pixels

uint32_t *eng_baked_map(const eng_baked *baked, uint32_t page_index)
{
    const eng_baked_page *page = &baked->pages.items[page_index];
    void *pixels =
        mmap(NULL, page_bytes(page), PROT_READ, MAP_PRIVATE, baked->file, (off_t)page->offset);
    if (pixels == MAP_FAILED)
        return NULL;
    madvise(pixels, page_bytes(page), MADV_WILLNEED);
    return pixels;
}

uint64_t eng_baked_sum(const void *bytes, size_t byte_count)
{
    return libdeflate_crc32(0, bytes, byte_count);
}

// Maps all of it at once. What a failing disk or a file that became shorter would make of the first
// access, a signal that ends the program, this says as an error.
static bool is_readable(const uint8_t *rows, size_t byte_count)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)rows / page * page;
    size_t length = (uintptr_t)rows + byte_count - begin;
    return madvise((void *)begin, length, MADV_POPULATE_READ) == 0 || errno == EINVAL;
}

bool eng_baked_unpack(const eng_baked *baked, const eng_baked_block *block, uint32_t *page_pixels)
{
    const eng_baked_page *page = &baked->pages.items[block->page];
    size_t row_bytes = (size_t)page->width * sizeof(uint32_t);
    size_t byte_count = row_bytes * (size_t)block->row_count;
    uint8_t *rows = (uint8_t *)page_pixels + row_bytes * (size_t)block->first_row;
    if (baked->codec == ENG_BAKED_RAW)
        return is_readable(rows, byte_count) && eng_baked_sum(rows, byte_count) == block->checksum;
    return block->bytes && eng_baked_sum(block->bytes, block->packed_bytes) == block->checksum &&
           ZSTD_decompress(rows, byte_count, block->bytes, block->packed_bytes) == byte_count;
}
