// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/tiled_parts.h"

#include <jansson.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

static void read_list(eng_json_node *node, const json_t *list, uint32_t *cells, size_t count)
{
    if (json_array_size(list) != count) {
        eng_json_fail(node, "data",
                      "%zu cells where width and height ask for %zu; save the map again",
                      json_array_size(list), count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *cell = json_array_get(list, i);
        json_int_t value = json_integer_value(cell);
        if (!json_is_integer(cell) || value < 0 || value > UINT32_MAX) {
            eng_json_fail(node, "data", "cell %zu is not a tile number; save the map again", i);
            return;
        }
        cells[i] = (uint32_t)value;
    }
}

static void read_csv(eng_json_node *node, const char *text, uint32_t *cells, size_t count)
{
    static const char blank[] = " \t\r\n";
    for (size_t i = 0; i < count; i++) {
        char *end = NULL;
        text += strspn(text, blank);
        unsigned long long value = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
        if (!end || value > UINT32_MAX) {
            eng_json_fail(node, "data",
                          *text ? "cell %zu of %zu is not a tile number; save the map again"
                                : "only %zu cells where width and height ask for %zu; save the map "
                                  "again",
                          i, count);
            return;
        }
        cells[i] = (uint32_t)value;
        end += strspn(end, blank);
        text = *end == ',' ? end + 1 : end;
    }
    text += strspn(text, blank);
    if (*text)
        eng_json_fail(node, "data",
                      "more than the %zu cells that width and height ask for; save the "
                      "map again",
                      count);
}

// zlib and gzip tell themselves apart.
static bool inflate_all(const uint8_t *packed, size_t packed_bytes, uint8_t *out, size_t out_bytes)
{
    z_stream stream = {.next_in = (Bytef *)packed,
                       .avail_in = (uInt)packed_bytes,
                       .next_out = out,
                       .avail_out = (uInt)out_bytes};
    if (packed_bytes > UINT32_MAX || out_bytes > UINT32_MAX ||
        inflateInit2(&stream, 15 + 32) != Z_OK)
        return false;
    int result = inflate(&stream, Z_FINISH);
    bool is_whole = result == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
    return is_whole;
}

static bool unpack(const char *compression, const uint8_t *packed, size_t packed_bytes,
                   uint8_t *out, size_t out_bytes)
{
    if (*compression == '\0') {
        if (packed_bytes == out_bytes)
            memcpy(out, packed, out_bytes);
        return packed_bytes == out_bytes;
    }
    if (strcmp(compression, "zstd") == 0)
        return ZSTD_decompress(out, out_bytes, packed, packed_bytes) == out_bytes;
    return inflate_all(packed, packed_bytes, out, out_bytes);
}

static void read_base64(eng_json_node *node, const char *text, const char *compression,
                        uint32_t *cells, size_t count)
{
    size_t text_bytes = strlen(text), packed_bytes = 0;
    uint8_t *packed = eng_alloc(text_bytes / 4 * 3 + 4, 1);
    uint8_t *bytes = eng_alloc(count * 4 + 1, 1);
    bool is_known = *compression == '\0' || strcmp(compression, "zlib") == 0 ||
                    strcmp(compression, "gzip") == 0 || strcmp(compression, "zstd") == 0;
    if (!is_known)
        eng_json_fail(node, "compression", "'%.32s' is not known; use zlib, gzip, zstd or none",
                      compression);
    else if (sodium_base642bin(packed, text_bytes / 4 * 3 + 4, text, text_bytes, " \t\r\n",
                               &packed_bytes, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        eng_json_fail(node, "data", "is not base64; save the map again");
    else if (!unpack(compression, packed, packed_bytes, bytes, count * 4))
        eng_json_fail(
            node, "data",
            "is damaged, or not the %zu cells that width and height ask for; save the map "
            "again",
            count);
    else
        for (size_t i = 0; i < count; i++)
            cells[i] = (uint32_t)bytes[i * 4] | (uint32_t)bytes[i * 4 + 1] << 8 |
                       (uint32_t)bytes[i * 4 + 2] << 16 | (uint32_t)bytes[i * 4 + 3] << 24;
    eng_free(packed);
    eng_free(bytes);
}

void eng_tiled_read_cells(eng_json_node *node, const char *encoding, const char *compression,
                          uint32_t *cells, size_t count)
{
    const json_t *data = json_object_get(node->value, "data");
    if (json_is_array(data)) {
        read_list(node, data, cells, count);
    } else if (!json_is_string(data)) {
        eng_json_fail(node, "data", "the cells are missing; save the map again");
    } else if (strcmp(encoding, "base64") == 0) {
        read_base64(node, json_string_value(data), compression, cells, count);
    } else if (strcmp(encoding, "csv") == 0 || *encoding == '\0') {
        read_csv(node, json_string_value(data), cells, count);
    } else {
        eng_json_fail(node, "encoding", "'%.32s' is not known; use csv or base64", encoding);
    }
}
