// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Pictures of packs: engine/assets/image.h.

#define _GNU_SOURCE

#include "fuzz.h"

#include "assets/image.h"
#include "unit_files.h"

// What is larger takes long and shows nothing new.
#define SIDE_LIMIT 512

static void decode(const uint8_t *data, size_t size)
{
    int width, height;
    eng_error error = {""};
    if (!eng_image_probe("fuzz.png", data, size, &width, &height, &error)) {
        if (error.text[0] == '\0')
            abort(); // a refusal says why
        return;
    }
    if (width > SIDE_LIMIT || height > SIDE_LIMIT)
        return;
    free(eng_image_decode_rgba("fuzz.png", data, size, &width, &height, &error));
    uint32_t *pixels = malloc((size_t)width * (size_t)height * sizeof *pixels);
    if (pixels == NULL)
        abort();
    (void)eng_image_decode("fuzz.png", data, size, pixels, width, &error);
    free(pixels);
    eng_image_part part;
    if (eng_image_decode_part("fuzz.png", data, size, &part, &error))
        free(part.pixels);
    else if (part.pixels != NULL)
        abort();
}

// A fuzzer cannot guess checksums.
static void mend_sums(uint8_t *data, size_t size)
{
    for (size_t at = 8; size >= 12 && at <= size - 12;) {
        size_t bytes = (size_t)data[at] << 24 | (size_t)data[at + 1] << 16 |
                       (size_t)data[at + 2] << 8 | data[at + 3];
        if (bytes > size - 12 - at)
            return;
        uint32_t sum = unit_crc(data + at + 4, bytes + 4);
        for (int i = 0; i < 4; i++)
            data[at + 8 + bytes + (size_t)i] = (uint8_t)(sum >> 8 * (3 - i));
        at += 12 + bytes;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    decode(data, size);
    uint8_t *mended = malloc(size + 1);
    if (mended == NULL)
        abort();
    memcpy(mended, data, size);
    mend_sums(mended, size);
    decode(mended, size);
    free(mended);
    return 0;
}

static void put_buffer(fuzz_put put, void *user, const char *name, unit_buffer buffer)
{
    put(user, name, buffer.data, buffer.byte_count);
    free(buffer.data);
}

void fuzz_seeds(fuzz_put put, void *user)
{
    // A palette of two colours, one of them clear; four pixels of two bits in one stored block.
    unit_buffer png = {0};
    static const uint8_t rows[] = {0x78, 1, 1,    4, 0,    0xfb, 0xff, 0,
                                   0x40, 0, 0x10, 0, 0xd1, 0,    0x51};
    unit_put(&png, "\x89PNG\r\n\x1a\n", 8);
    unit_put_chunk(&png, "IHDR", "\0\0\0\2\0\0\0\2\2\3\0\0\0", 13);
    unit_put_chunk(&png, "PLTE", "\xff\0\0\0\xff\0", 6);
    unit_put_chunk(&png, "tRNS", "\0\x80", 2);
    unit_put_chunk(&png, "IDAT", rows, sizeof rows);
    unit_put_chunk(&png, "IEND", "", 0);
    put_buffer(put, user, "palette.png", png);
    put_buffer(put, user, "plain.png", unit_png(5, 3, 0x80ff2040));
}
