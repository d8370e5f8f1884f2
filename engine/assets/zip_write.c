// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/zip_write.h"
#include "assets/pack_path.h"

#include "base/alloc.h"
#include "base/check.h"

#include <string.h>
#include <zlib.h>

// The first of January 1980, the earliest there is.
#define DOS_DATE 0x21u
#define UNIX_FILE_644 (0100644u << 16)

typedef struct buffer {
    uint8_t *data;
    size_t count, capacity;
} buffer;

struct eng_zip_writer {
    buffer files, directory;
    uint32_t count;
};

static void put(buffer *to, const void *bytes, size_t byte_count)
{
    if (to->count + byte_count > to->capacity) {
        to->capacity = 2 * (to->count + byte_count);
        to->data = eng_resize(to->data, to->capacity, 1);
    }
    if (byte_count > 0)
        memcpy(to->data + to->count, bytes, byte_count);
    to->count += byte_count;
}

static void put_number(buffer *to, uint32_t value, uint32_t byte_count)
{
    uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                        (uint8_t)(value >> 24)};
    put(to, bytes, byte_count);
}

// The deflated bytes, or null if they would not be smaller. Caller frees.
static uint8_t *deflate_whole(const void *bytes, size_t byte_count, size_t *packed_bytes)
{
    z_stream stream = {0};
    if (byte_count == 0 ||
        deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    uint8_t *packed = eng_alloc(byte_count, 1);
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)byte_count;
    stream.next_out = packed;
    stream.avail_out = (uInt)byte_count - 1;
    bool is_smaller = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *packed_bytes = stream.total_out;
    deflateEnd(&stream);
    // What a reader of ours would take for a bomb is stored.
    if (is_smaller &&
        (byte_count <= ENG_PACK_RATIO_FLOOR || byte_count / ENG_PACK_RATIO_LIMIT <= *packed_bytes))
        return packed;
    eng_free(packed);
    return NULL;
}

// What the local header and the directory share.
static void put_common(buffer *to, uint32_t method, uint32_t crc, uint32_t packed_bytes,
                       uint32_t byte_count, uint32_t path_bytes)
{
    put_number(to, 20, 2); // version that is needed
    put_number(to, 0, 2);  // flags
    put_number(to, method, 2);
    put_number(to, 0, 2);
    put_number(to, DOS_DATE, 2);
    put_number(to, crc, 4);
    put_number(to, packed_bytes, 4);
    put_number(to, byte_count, 4);
    put_number(to, path_bytes, 2);
    put_number(to, 0, 2); // extra
}

eng_zip_writer *eng_zip_writer_create(void)
{
    return eng_alloc(1, sizeof(eng_zip_writer));
}

void eng_zip_writer_add(eng_zip_writer *writer, const char *path, const void *bytes,
                        size_t byte_count)
{
    ENG_ASSERT(byte_count <= ENG_PACK_FILE_BYTES_LIMIT && writer->count < ENG_PACK_ENTRY_LIMIT);
    size_t packed_bytes = byte_count;
    uint32_t path_bytes = (uint32_t)strlen(path), offset = (uint32_t)writer->files.count;
    uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)byte_count);
    uint8_t *packed = deflate_whole(bytes, byte_count, &packed_bytes);
    uint32_t method = packed ? 8 : 0;
    if (!packed)
        packed_bytes = byte_count;
    put(&writer->files, "PK\3\4", 4);
    put_common(&writer->files, method, crc, (uint32_t)packed_bytes, (uint32_t)byte_count,
               path_bytes);
    put(&writer->files, path, path_bytes);
    put(&writer->files, packed ? packed : bytes, packed_bytes);
    put(&writer->directory, "PK\1\2", 4);
    put_number(&writer->directory, 0x031e, 2); // made by Unix
    put_common(&writer->directory, method, crc, (uint32_t)packed_bytes, (uint32_t)byte_count,
               path_bytes);
    put_number(&writer->directory, 0, 2); // comment
    put_number(&writer->directory, 0, 2); // disk
    put_number(&writer->directory, 0, 2);
    put_number(&writer->directory, UNIX_FILE_644, 4);
    put_number(&writer->directory, offset, 4);
    put(&writer->directory, path, path_bytes);
    writer->count++;
    eng_free(packed);
}

void eng_zip_writer_finish(eng_zip_writer *writer, eng_bytes *zip)
{
    uint32_t offset = (uint32_t)writer->files.count;
    uint32_t byte_count = (uint32_t)writer->directory.count;
    put(&writer->files, writer->directory.data, byte_count);
    put(&writer->files, "PK\5\6", 4);
    put_number(&writer->files, 0, 4); // disks
    put_number(&writer->files, writer->count, 2);
    put_number(&writer->files, writer->count, 2);
    put_number(&writer->files, byte_count, 4);
    put_number(&writer->files, offset, 4);
    put_number(&writer->files, 0, 2); // comment
    *zip = (eng_bytes){.data = writer->files.data, .byte_count = writer->files.count};
    eng_free(writer->directory.data);
    eng_free(writer);
}
