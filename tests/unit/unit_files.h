// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Files that the tests of packs and pictures make for themselves: a folder that is removed
// afterwards, PNGs and zips, right or wrong in a chosen way. Both formats are written with stored
// data, so that no compressor is needed.

#pragma once

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct unit_buffer {
    uint8_t *data;
    size_t byte_count;
} unit_buffer;

static inline void unit_put(unit_buffer *to, const void *bytes, size_t byte_count)
{
    to->data = realloc(to->data, to->byte_count + byte_count + 1);
    assert_non_null(to->data);
    if (byte_count > 0)
        memcpy(to->data + to->byte_count, bytes, byte_count);
    to->byte_count += byte_count;
}

static inline void unit_put_number(unit_buffer *to, uint32_t value, int byte_count, int is_big)
{
    for (int i = 0; i < byte_count; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * (is_big ? byte_count - 1 - i : i));
        unit_put(to, &byte, 1);
    }
}

static inline uint32_t unit_crc(const void *bytes, size_t byte_count)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < byte_count; i++) {
        crc ^= ((const uint8_t *)bytes)[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static inline void unit_put_chunk(unit_buffer *png, const char *type, const void *bytes,
                                  size_t byte_count)
{
    unit_put_number(png, (uint32_t)byte_count, 4, 1);
    size_t start = png->byte_count;
    unit_put(png, type, 4);
    unit_put(png, bytes, byte_count);
    unit_put_number(png, unit_crc(png->data + start, png->byte_count - start), 4, 1);
}

static inline void unit_put_header_of(unit_buffer *png, uint32_t width, uint32_t height,
                                      uint8_t color_type)
{
    unit_buffer header = {0};
    unit_put(png, "\x89PNG\r\n\x1a\n", 8);
    unit_put_number(&header, width, 4, 1);
    unit_put_number(&header, height, 4, 1);
    unit_put_number(&header, 8, 1, 1); // bits
    unit_put_number(&header, color_type, 1, 1);
    unit_put(&header, "\0\0\0", 3);
    unit_put_chunk(png, "IHDR", header.data, header.byte_count);
    free(header.data);
}

static inline void unit_put_header(unit_buffer *png, uint32_t width, uint32_t height)
{
    unit_put_header_of(png, width, height, 6); // RGBA
}

// IDAT and IEND: filtered rows, at most 65,535 bytes, in one stored block.
static inline void unit_put_rows(unit_buffer *png, const uint8_t *rows, size_t byte_count)
{
    unit_buffer data = {0};
    uint32_t a = 1, b = 0;
    assert_true(byte_count < 65536);
    for (size_t i = 0; i < byte_count; i++) {
        a = (a + rows[i]) % 65521;
        b = (b + a) % 65521;
    }
    unit_put(&data, "\x78\x01\x01", 3); // zlib, one stored block, the last
    unit_put_number(&data, (uint32_t)byte_count, 2, 0);
    unit_put_number(&data, ~(uint32_t)byte_count, 2, 0);
    unit_put(&data, rows, byte_count);
    unit_put_number(&data, b << 16 | a, 4, 1);
    unit_put_chunk(png, "IDAT", data.data, data.byte_count);
    unit_put_chunk(png, "IEND", "", 0);
    free(data.data);
}

// A picture of one colour, 0xAARRGGBB; rows of at most 16,000 pixels and 65,000 bytes in all.
static inline unit_buffer unit_png(uint32_t width, uint32_t height, uint32_t argb)
{
    unit_buffer png = {0}, raw = {0};
    uint8_t rgba[4] = {(uint8_t)(argb >> 16), (uint8_t)(argb >> 8), (uint8_t)argb,
                       (uint8_t)(argb >> 24)};
    for (uint32_t y = 0; y < height; y++) {
        unit_put(&raw, "\0", 1);
        for (uint32_t x = 0; x < width; x++)
            unit_put(&raw, rgba, 4);
    }
    unit_put_header(&png, width, height);
    unit_put_rows(&png, raw.data, raw.byte_count);
    free(raw.data);
    return png;
}

typedef struct unit_entry {
    const char *name;
    const char *text;
} unit_entry;

static inline unit_buffer unit_zip(const unit_entry *entries, uint32_t count)
{
    unit_buffer zip = {0}, directory = {0};
    for (uint32_t i = 0; i < count; i++) {
        size_t name_bytes = strlen(entries[i].name), bytes = strlen(entries[i].text);
        uint32_t offset = (uint32_t)zip.byte_count;
        unit_buffer facts = {0}; // what both headers share
        unit_put_number(&facts, 20, 2, 0);
        unit_put_number(&facts, 0, 4, 0);          // flags, stored
        unit_put_number(&facts, 0x5a210000, 4, 0); // time, date
        unit_put_number(&facts, unit_crc(entries[i].text, bytes), 4, 0);
        unit_put_number(&facts, (uint32_t)bytes, 4, 0);
        unit_put_number(&facts, (uint32_t)bytes, 4, 0);
        unit_put_number(&facts, (uint32_t)name_bytes, 2, 0);
        unit_put_number(&facts, 0, 2, 0); // no extra field
        unit_put(&zip, "PK\3\4", 4);
        unit_put(&zip, facts.data, facts.byte_count);
        unit_put(&zip, entries[i].name, name_bytes);
        unit_put(&zip, entries[i].text, bytes);
        unit_put(&directory, "PK\1\2\x14\0", 6);
        unit_put(&directory, facts.data, facts.byte_count);
        unit_put(&directory, "\0\0\0\0\0\0\0\0\0\0", 10); // comment, disk, attributes
        unit_put_number(&directory, offset, 4, 0);
        unit_put(&directory, entries[i].name, name_bytes);
        free(facts.data);
    }
    uint32_t start = (uint32_t)zip.byte_count;
    unit_put(&zip, directory.data, directory.byte_count);
    unit_put(&zip, "PK\5\6\0\0\0\0", 8);
    unit_put_number(&zip, count, 2, 0);
    unit_put_number(&zip, count, 2, 0);
    unit_put_number(&zip, (uint32_t)directory.byte_count, 4, 0);
    unit_put_number(&zip, start, 4, 0);
    unit_put_number(&zip, 0, 2, 0);
    free(directory.data);
    return zip;
}

static char unit_root[256];

static inline int unit_make_root(void **state)
{
    (void)state;
    const char *temp = getenv("TMPDIR");
    snprintf(unit_root, sizeof unit_root, "%s/myrmidon-unit-XXXXXX", temp ? temp : "/tmp");
    return mkdtemp(unit_root) ? 0 : -1;
}

static inline int unit_remove_one(const char *path, const struct stat *facts, int kind,
                                  struct FTW *where)
{
    (void)facts;
    (void)kind;
    (void)where;
    return remove(path);
}

static inline int unit_remove_root(void **state)
{
    (void)state;
    return nftw(unit_root, unit_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

// ROOT/path, in a buffer that the next three calls leave alone.
static inline const char *unit_path(const char *path)
{
    static char paths[4][512];
    static int next;
    char *out = paths[next++ % 4];
    snprintf(out, sizeof paths[0], "%s/%s", unit_root, path);
    return out;
}

// Writes ROOT/path and the folders above it.
static inline void unit_write(const char *path, const void *bytes, size_t byte_count)
{
    char full[512];
    snprintf(full, sizeof full, "%s", unit_path(path));
    for (char *p = full + strlen(unit_root) + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        mkdir(full, 0755);
        *p = '/';
    }
    FILE *file = fopen(full, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, byte_count, file), byte_count);
    assert_int_equal(fclose(file), 0);
}

static inline void unit_write_text(const char *path, const char *text)
{
    unit_write(path, text, strlen(text));
}

static inline void unit_write_buffer(const char *path, unit_buffer buffer)
{
    unit_write(path, buffer.data, buffer.byte_count);
    free(buffer.data);
}
