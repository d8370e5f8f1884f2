// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A file is a header and frames, a frame is a header and chunks, and every number has its place.
// The reader below cannot leave its bytes: past the end it gives zeros and remembers it. A chunk is
// read through a reader of its own, so that a wrong length harms that chunk alone, and unknown
// chunks are passed over.

#include "assets/aseprite.h"
#include "assets/aseprite_parts.h"
#include "assets/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
    CHUNK_OLD_PALETTE = 0x0004,
    CHUNK_OLDER_PALETTE = 0x0011,
    CHUNK_LAYER = 0x2004,
    CHUNK_CEL = 0x2005,
    CHUNK_TAGS = 0x2018,
    CHUNK_PALETTE = 0x2019,
    CHUNK_USER_DATA = 0x2020,
    CHUNK_SLICE = 0x2022,
    CHUNK_TILESET = 0x2023,
    LAYERS_LIMIT = 4096,
    LEVELS_LIMIT = 64,
    CELS_LIMIT = 1 << 18,
    SLICE_KEYS_LIMIT = 1 << 16,
};

#define UNPACKED_BYTES_LIMIT ((size_t)512 << 20)

typedef struct ase_reader {
    const uint8_t *at, *end;
    bool is_short; // something was asked for beyond the end
} ase_reader;

typedef struct ase_parse {
    const char *name;
    eng_aseprite *file;
    eng_aseprite_parts *parts;
    eng_error *error;
    size_t unpacked_bytes;
    uint32_t frame;
    uint32_t flags;          // of the header
    bool has_new_palette;    // then old ones are copies for old readers
    uint32_t next_tag_notes; // the tag whose user data comes next
} ase_parse;

// ------------------------------------------------------------------------------------------ bytes

static const uint8_t *take(ase_reader *reader, size_t bytes)
{
    if ((size_t)(reader->end - reader->at) < bytes) {
        reader->is_short = true;
        reader->at = reader->end;
        return NULL;
    }
    reader->at += bytes;
    return reader->at - bytes;
}

static uint32_t take_number(ase_reader *reader, uint32_t bytes)
{
    const uint8_t *p = take(reader, bytes);
    uint32_t value = 0;
    for (uint32_t i = 0; p && i < bytes; i++)
        value |= (uint32_t)p[i] << 8 * i;
    return value;
}

static uint32_t take_u8(ase_reader *reader)
{
    return take_number(reader, 1);
}

static uint32_t take_u16(ase_reader *reader)
{
    return take_number(reader, 2);
}

static int take_i16(ase_reader *reader)
{
    return (int16_t)take_number(reader, 2);
}

static uint32_t take_u32(ase_reader *reader)
{
    return take_number(reader, 4);
}

static int take_i32(ase_reader *reader)
{
    return (int)(int32_t)take_number(reader, 4);
}

// A text that the sheet keeps, with what would end it early left out.
static const char *take_text(ase_reader *reader, eng_sheet *sheet)
{
    uint32_t bytes = take_u16(reader);
    const uint8_t *p = take(reader, bytes);
    char *text = eng_alloc((p ? bytes : 0) + 1, 1);
    if (p)
        memcpy(text, p, bytes);
    *ENG_ARRAY_PUSH(&sheet->texts) = text;
    return text;
}

__attribute__((format(printf, 2, 3))) static bool fail(ase_parse *parse, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return eng_error_set(parse->error, "%s: frame %u: %s; save the file again with Aseprite",
                         parse->name, parse->frame, text);
}

// Room for what is to be unpacked, or null when the file asks for too much.
static uint8_t *make_block(ase_parse *parse, size_t bytes)
{
    if (bytes > UNPACKED_BYTES_LIMIT - parse->unpacked_bytes) {
        fail(parse, "its pictures need more than %zu MB", UNPACKED_BYTES_LIMIT >> 20);
        return NULL;
    }
    parse->unpacked_bytes += bytes;
    uint8_t *block = eng_alloc(bytes + 1, 1);
    *ENG_ARRAY_PUSH(&parse->parts->blocks) = block;
    return block;
}

// Exactly `bytes` out of the zlib data that fills the rest of the reader.
static uint8_t *unpack(ase_parse *parse, ase_reader *reader, size_t bytes)
{
    size_t packed_bytes = (size_t)(reader->end - reader->at);
    // Deflate cannot shrink data by more than 1032 to 1.
    if (bytes / 1032 > packed_bytes) {
        fail(parse, "a picture has too little data for its size");
        return NULL;
    }
    uint8_t *block = make_block(parse, bytes);
    uLongf unpacked = (uLongf)bytes;
    if (!block)
        return NULL;
    int result = uncompress(block, &unpacked, reader->at, (uLong)packed_bytes);
    if ((result != Z_OK && result != Z_BUF_ERROR) || unpacked != bytes) {
        fail(parse, "the data of a picture is damaged");
        return NULL;
    }
    return block;
}

// --------------------------------------------------------------------------------------- palettes

// The palette of this frame, to be changed: a copy of the one before.
static eng_ase_palette *edit_palette(ase_parse *parse)
{
    eng_aseprite_parts *parts = parse->parts;
    uint32_t count = parts->palettes.count;
    if (count == 0 || parts->palettes.items[count - 1].frame != parse->frame) {
        eng_ase_palette palette = {0};
        if (count > 0)
            palette = parts->palettes.items[count - 1];
        palette.frame = parse->frame;
        *ENG_ARRAY_PUSH(&parts->palettes) = palette;
    }
    return &parts->palettes.items[parts->palettes.count - 1];
}

static bool read_palette(ase_parse *parse, ase_reader *reader)
{
    eng_ase_palette *palette = edit_palette(parse);
    parse->has_new_palette = true;
    take_u32(reader);
    uint32_t first = take_u32(reader), last = take_u32(reader);
    take(reader, 8);
    for (uint32_t i = first; i <= last && !reader->is_short; i++) {
        uint32_t flags = take_u16(reader);
        const uint8_t *color = take(reader, 4);
        if (color && i < 256)
            memcpy(palette->colors[i], color, 4);
        if (flags & 1)
            take(reader, take_u16(reader));
        if (i == UINT32_MAX)
            break;
    }
    return true;
}

// The oldest files have six bits per channel.
static bool read_old_palette(ase_parse *parse, ase_reader *reader, bool has_six_bits)
{
    if (parse->has_new_palette)
        return true;
    eng_ase_palette *palette = edit_palette(parse);
    uint32_t packets = take_u16(reader), index = 0;
    for (uint32_t p = 0; p < packets && !reader->is_short; p++) {
        index += take_u8(reader);
        uint32_t count = take_u8(reader);
        for (uint32_t i = 0; i < (count ? count : 256); i++, index++) {
            const uint8_t *color = take(reader, 3);
            for (uint32_t c = 0; color && c < 3 && index < 256; c++)
                palette->colors[index][c] =
                    has_six_bits ? (uint8_t)((color[c] & 63) << 2 | (color[c] & 63) >> 4)
                                 : color[c];
            if (color && index < 256)
                palette->colors[index][3] = 255;
        }
    }
    return true;
}

// ----------------------------------------------------------------------------------------- chunks

static bool read_layer(ase_parse *parse, ase_reader *reader)
{
    eng_ase_layer layer = {0};
    layer.flags = take_u16(reader);
    uint32_t type = take_u16(reader);
    layer.level = take_u16(reader);
    take(reader, 4);
    uint32_t blend = take_u16(reader);
    layer.opacity = take_u8(reader);
    take(reader, 3);
    layer.name = take_text(reader, &parse->file->sheet);
    if (type > ENG_ASE_LAYER_TILES || blend >= ENG_BLEND_COUNT)
        return fail(parse, "a layer is of a kind that is not known");
    if (layer.level > LEVELS_LIMIT)
        return fail(parse, "groups nested deeper than %d", LEVELS_LIMIT);
    layer.type = (eng_ase_layer_type)type;
    layer.blend = (eng_blend)blend;
    layer.tileset = layer.type == ENG_ASE_LAYER_TILES ? take_u32(reader) : 0;
    // Without that flag old files have nothing, or anything, in the byte.
    if (!(parse->flags & 1) || layer.flags & ENG_ASE_LAYER_BACKGROUND)
        layer.opacity = 255;
    if (layer.flags & ENG_ASE_LAYER_BACKGROUND)
        layer.blend = ENG_BLEND_NORMAL;
    if (parse->parts->layers.count >= LAYERS_LIMIT)
        return fail(parse, "more than %d layers", LAYERS_LIMIT);
    *ENG_ARRAY_PUSH(&parse->parts->layers) = layer;
    return true;
}

// In this frame or an earlier one.
static const eng_ase_cel *find_cel(const ase_parse *parse, uint32_t frame, uint32_t layer)
{
    const eng_aseprite_parts *parts = parse->parts;
    uint32_t end = frame < parse->frame ? parts->first_cels[frame + 1] : parts->cels.count;
    for (uint32_t i = parts->first_cels[frame]; i < end; i++)
        if (parts->cels.items[i].layer == layer)
            return &parts->cels.items[i];
    return NULL;
}

static bool read_linked(ase_parse *parse, ase_reader *reader, eng_ase_cel *cel)
{
    uint32_t frame = take_u16(reader);
    const eng_ase_cel *from = frame < parse->frame ? find_cel(parse, frame, cel->layer) : NULL;
    if (!from)
        return fail(parse, "a cel is linked to frame %u, where there is none", frame);
    eng_ase_cel linked = *from;
    linked.frame = cel->frame;
    linked.z = cel->z;
    linked.opacity = cel->opacity;
    linked.x = cel->x;
    linked.y = cel->y;
    *cel = linked;
    return true;
}

static bool read_pixels(ase_parse *parse, ase_reader *reader, eng_ase_cel *cel, bool is_packed)
{
    cel->width = (int)take_u16(reader);
    cel->height = (int)take_u16(reader);
    size_t bytes = (size_t)cel->width * (size_t)cel->height * parse->parts->depth_bytes;
    if (is_packed) {
        cel->data = unpack(parse, reader, bytes);
        return cel->data != NULL;
    }
    const uint8_t *raw = take(reader, bytes);
    if (!raw)
        return fail(parse, "a picture ends early");
    uint8_t *block = make_block(parse, bytes);
    cel->data = block;
    return block && memcpy(block, raw, bytes);
}

static bool read_tiles(ase_parse *parse, ase_reader *reader, eng_ase_cel *cel)
{
    cel->is_tiles = true;
    cel->width = (int)take_u16(reader);
    cel->height = (int)take_u16(reader);
    uint32_t bits = take_u16(reader);
    cel->id_mask = take_u32(reader);
    cel->x_mask = take_u32(reader);
    cel->y_mask = take_u32(reader);
    cel->diagonal_mask = take_u32(reader);
    take(reader, 10);
    if (bits != 32)
        return fail(parse, "a tile map with %u bits per tile; 32 can be read", bits);
    cel->data = unpack(parse, reader, (size_t)cel->width * (size_t)cel->height * 4);
    return cel->data != NULL;
}

static bool read_cel(ase_parse *parse, ase_reader *reader)
{
    eng_ase_cel cel = {.frame = parse->frame};
    cel.layer = take_u16(reader);
    cel.x = take_i16(reader);
    cel.y = take_i16(reader);
    cel.opacity = take_u8(reader);
    uint32_t type = take_u16(reader);
    cel.z = take_i16(reader);
    take(reader, 5);
    if (cel.layer >= parse->parts->layers.count)
        return fail(parse, "a cel is on layer %u of %u", cel.layer, parse->parts->layers.count);
    if (find_cel(parse, cel.frame, cel.layer) || parse->parts->cels.count >= CELS_LIMIT)
        return fail(parse, "too many cels on layer %u", cel.layer);
    bool is_good = type == 1   ? read_linked(parse, reader, &cel)
                   : type == 3 ? read_tiles(parse, reader, &cel)
                   : type <= 2 ? read_pixels(parse, reader, &cel, type == 2)
                               : fail(parse, "a cel is of kind %u, which is not known", type);
    if (is_good)
        *ENG_ARRAY_PUSH(&parse->parts->cels) = cel;
    return is_good;
}

static bool read_tags(ase_parse *parse, ase_reader *reader)
{
    eng_sheet *sheet = &parse->file->sheet;
    uint32_t count = take_u16(reader);
    take(reader, 8);
    parse->next_tag_notes = sheet->tags.count;
    for (uint32_t i = 0; i < count && !reader->is_short; i++) {
        uint32_t from = take_u16(reader), to = take_u16(reader), direction = take_u8(reader);
        uint32_t repeat = take_u16(reader);
        take(reader, 10);
        const char *tag = take_text(reader, sheet);
        if (reader->is_short)
            break;
        if (from > to || to >= sheet->frames.count || direction > ENG_SHEET_PING_PONG_REVERSE)
            return fail(parse, "the tag '%.64s' runs from frame %u to %u of %u", tag, from, to,
                        sheet->frames.count);
        if (!eng_sheet_add_tag(sheet, tag, from, to, (eng_sheet_direction)direction, repeat))
            return fail(parse, "all tags together have more than %d steps", ENG_SHEET_STEPS_LIMIT);
    }
    return true;
}

// The text that follows a tag names its events.
static bool read_user_data(ase_parse *parse, ase_reader *reader)
{
    eng_sheet *sheet = &parse->file->sheet;
    bool has_text = take_u32(reader) & 1;
    if (parse->next_tag_notes >= sheet->tags.count)
        return true;
    eng_sheet_tag *tag = &sheet->tags.items[parse->next_tag_notes++];
    if (has_text)
        eng_sheet_add_events(sheet, tag, take_text(reader, sheet));
    return true;
}

static bool read_slice(ase_parse *parse, ase_reader *reader)
{
    eng_sheet *sheet = &parse->file->sheet;
    uint32_t count = take_u32(reader), flags = take_u32(reader);
    take_u32(reader);
    const char *name = take_text(reader, sheet);
    for (uint32_t i = 0; i < count && !reader->is_short; i++) {
        eng_sheet_slice slice = {.name = name, .frame = take_u32(reader)};
        slice.bounds.x = take_i32(reader);
        slice.bounds.y = take_i32(reader);
        slice.bounds.width = take_i32(reader);
        slice.bounds.height = take_i32(reader);
        slice.has_center = flags & 1;
        if (slice.has_center) {
            slice.center.x = take_i32(reader);
            slice.center.y = take_i32(reader);
            slice.center.width = take_i32(reader);
            slice.center.height = take_i32(reader);
        }
        slice.has_pivot = flags & 2;
        if (slice.has_pivot) {
            slice.pivot_x = take_i32(reader);
            slice.pivot_y = take_i32(reader);
        }
        if (sheet->slices.count >= SLICE_KEYS_LIMIT)
            return fail(parse, "more than %d slices", SLICE_KEYS_LIMIT);
        if (!reader->is_short)
            *ENG_ARRAY_PUSH(&sheet->slices) = slice;
    }
    return true;
}

static bool read_tileset(ase_parse *parse, ase_reader *reader)
{
    eng_ase_tileset set = {.id = take_u32(reader)};
    uint32_t flags = take_u32(reader);
    set.has_empty_first = flags & 4;
    set.count = take_u32(reader);
    set.width = (int)take_u16(reader);
    set.height = (int)take_u16(reader);
    take(reader, 16);
    take(reader, take_u16(reader));
    if (flags & 1)
        take(reader, 8);
    if (!(flags & 2))
        return fail(parse, "a tileset lies in another file; embed it");
    if (set.count > 1u << 20 || set.width == 0 || set.height == 0)
        return fail(parse, "a tileset of %u tiles of %d x %d", set.count, set.width, set.height);
    take_u32(reader);
    size_t tile_bytes = (size_t)set.width * (size_t)set.height * parse->parts->depth_bytes;
    set.data = unpack(parse, reader, tile_bytes * set.count);
    if (set.data)
        *ENG_ARRAY_PUSH(&parse->parts->tilesets) = set;
    return set.data != NULL;
}

static bool read_chunk(ase_parse *parse, uint32_t type, ase_reader *reader)
{
    bool is_good = true;
    if (type != CHUNK_USER_DATA)
        parse->next_tag_notes = UINT32_MAX;
    switch (type) {
    case CHUNK_LAYER:
        is_good = read_layer(parse, reader);
        break;
    case CHUNK_CEL:
        is_good = read_cel(parse, reader);
        break;
    case CHUNK_TAGS:
        is_good = read_tags(parse, reader);
        break;
    case CHUNK_PALETTE:
        is_good = read_palette(parse, reader);
        break;
    case CHUNK_OLD_PALETTE:
    case CHUNK_OLDER_PALETTE:
        is_good = read_old_palette(parse, reader, type == CHUNK_OLDER_PALETTE);
        break;
    case CHUNK_USER_DATA:
        is_good = read_user_data(parse, reader);
        break;
    case CHUNK_SLICE:
        is_good = read_slice(parse, reader);
        break;
    case CHUNK_TILESET:
        is_good = read_tileset(parse, reader);
        break;
    default:
        break;
    }
    return is_good && (!reader->is_short || fail(parse, "a part of it ends early"));
}

// ------------------------------------------------------------------------------------------ frames

static bool read_frame(ase_parse *parse, ase_reader *whole)
{
    ase_reader head = *whole;
    uint32_t bytes = take_u32(&head), magic = take_u16(&head), count = take_u16(&head);
    take(&head, 4);
    uint32_t new_count = take_u32(&head);
    if (head.is_short || magic != 0xF1FA || bytes < 16)
        return fail(parse, "the file ends early or is damaged here");
    ase_reader reader = {.at = take(whole, bytes), .end = whole->at};
    if (!reader.at)
        return fail(parse, "the file ends early");
    take(&reader, 16);
    for (uint32_t i = 0; i < (new_count ? new_count : count); i++) {
        uint32_t chunk_bytes = take_u32(&reader), type = take_u16(&reader);
        ase_reader chunk = {.at = chunk_bytes >= 6 ? take(&reader, chunk_bytes - 6) : NULL};
        if (!chunk.at)
            return fail(parse, "a part of it ends early");
        chunk.end = reader.at;
        if (!read_chunk(parse, type, &chunk))
            return false;
    }
    return true;
}

// Tags may come with the first frame, so durations must be known before anything else is read.
static bool read_durations(ase_parse *parse, ase_reader whole, uint32_t count, uint32_t speed_ms)
{
    eng_sheet *sheet = &parse->file->sheet;
    int width = parse->file->width, height = parse->file->height;
    for (parse->frame = 0; parse->frame < count; parse->frame++) {
        ase_reader head = whole;
        uint32_t bytes = take_u32(&head);
        take(&head, 4);
        uint32_t duration_ms = take_u16(&head);
        if (head.is_short || bytes < 16 || !take(&whole, bytes))
            return fail(parse, "the file ends early");
        char name[16];
        snprintf(name, sizeof name, "%u", parse->frame);
        *ENG_ARRAY_PUSH(&sheet->pages) = (eng_sheet_page){"", width, height};
        *ENG_ARRAY_PUSH(&sheet->frames) = (eng_sheet_frame){
            .name = eng_sheet_keep_text(sheet, name),
            .page = parse->frame,
            .source = {0, 0, width, height},
            .trim = {0, 0, width, height},
            .width = width,
            .height = height,
            .pivot_x = 0.5,
            .pivot_y = 0.5,
            .duration_ms = duration_ms ? duration_ms
                           : speed_ms  ? speed_ms
                                       : ENG_SHEET_DURATION_MS,
        };
    }
    return true;
}

// Finds where groups end. False if flattening them would need too much memory at once.
static bool index_layers(ase_parse *parse)
{
    eng_aseprite_parts *parts = parse->parts;
    uint32_t own_count = 1;
    for (uint32_t i = 0; i < parts->layers.count; i++) {
        eng_ase_layer *layer = &parts->layers.items[i];
        layer->end = i + 1;
        while (layer->end < parts->layers.count &&
               parts->layers.items[layer->end].level > layer->level)
            layer->end++;
        own_count = layer->level + 2 > own_count ? layer->level + 2 : own_count;
    }
    size_t picture_bytes = (size_t)parse->file->width * (size_t)parse->file->height * 4;
    return picture_bytes <= 2 * UNPACKED_BYTES_LIMIT / own_count ||
           fail(parse, "groups nested too deeply for a picture of this size");
}

static bool read_file(ase_parse *parse, ase_reader *reader)
{
    eng_aseprite *file = parse->file;
    take_u32(reader);
    uint32_t magic = take_u16(reader), frame_count = take_u16(reader);
    file->width = (int)take_u16(reader);
    file->height = (int)take_u16(reader);
    uint32_t depth = take_u16(reader);
    parse->flags = take_u32(reader);
    uint32_t speed_ms = take_u16(reader);
    take(reader, 8);
    parse->parts->transparent_index = take_u8(reader);
    take(reader, 99);
    if (reader->is_short || magic != 0xA5E0)
        return eng_error_set(parse->error, "%s: not an Aseprite file; save it with Aseprite",
                             parse->name);
    if (file->width < 1 || file->height < 1 || file->width > ENG_IMAGE_SIDE_LIMIT ||
        file->height > ENG_IMAGE_SIDE_LIMIT)
        return eng_error_set(parse->error, "%s: %d x %d pixels; use 1 to %d on each side",
                             parse->name, file->width, file->height, ENG_IMAGE_SIDE_LIMIT);
    if ((depth != 8 && depth != 16 && depth != 32) || frame_count == 0)
        return fail(parse, "%u frames with %u bits per pixel", frame_count, depth);
    parse->parts->depth_bytes = depth / 8;
    parse->parts->has_group_blend = parse->flags & 2;
    if (!read_durations(parse, *reader, frame_count, speed_ms))
        return false;
    parse->parts->first_cels = eng_alloc(frame_count + 1, sizeof(uint32_t));
    for (parse->frame = 0; parse->frame < frame_count; parse->frame++) {
        if (!read_frame(parse, reader))
            return false;
        parse->parts->first_cels[parse->frame + 1] = parse->parts->cels.count;
    }
    return index_layers(parse);
}

bool eng_aseprite_parse(const char *name, const void *bytes, size_t byte_count, eng_aseprite *file,
                        eng_error *error)
{
    *file = (eng_aseprite){.parts = eng_alloc(1, sizeof *file->parts)};
    file->sheet.format = ENG_SHEET_ASEPRITE;
    ase_parse parse = {.name = name,
                       .file = file,
                       .parts = file->parts,
                       .error = error,
                       .next_tag_notes = UINT32_MAX};
    ase_reader reader = {.at = bytes, .end = (const uint8_t *)bytes + byte_count};
    if (read_file(&parse, &reader)) {
        eng_sheet_finish(&file->sheet);
        return true;
    }
    eng_aseprite_fini(file);
    return false;
}

void eng_aseprite_fini(eng_aseprite *file)
{
    eng_aseprite_parts *parts = file->parts;
    eng_sheet_fini(&file->sheet);
    if (parts) {
        for (uint32_t i = 0; i < parts->blocks.count; i++)
            eng_free(parts->blocks.items[i]);
        eng_free(parts->blocks.items);
        eng_free(parts->layers.items);
        eng_free(parts->cels.items);
        eng_free(parts->tilesets.items);
        eng_free(parts->palettes.items);
        eng_free(parts->first_cels);
        eng_free(parts);
    }
    *file = (eng_aseprite){0};
}

// ------------------------------------------------------------------------------------------ layers

uint32_t eng_aseprite_get_layer_count(const eng_aseprite *file)
{
    return file->parts->layers.count;
}

eng_aseprite_layer eng_aseprite_get_layer(const eng_aseprite *file, uint32_t index)
{
    static const char *const types[] = {"image", "group", "tilemap"};
    static const char *const blends[ENG_BLEND_COUNT] = {
        "normal",     "multiply",    "screen",     "overlay",    "darken",
        "lighten",    "color_dodge", "color_burn", "hard_light", "soft_light",
        "difference", "exclusion",   "hue",        "saturation", "color",
        "luminosity", "addition",    "subtract",   "divide",
    };
    const eng_ase_layer *layer = &file->parts->layers.items[index];
    return (eng_aseprite_layer){
        .name = layer->name,
        .type = types[layer->type],
        .blend = blends[layer->blend],
        .level = layer->level,
        .opacity = layer->opacity,
        .is_visible = layer->flags & ENG_ASE_LAYER_VISIBLE,
        .is_background = layer->flags & ENG_ASE_LAYER_BACKGROUND,
        .is_reference = layer->flags & ENG_ASE_LAYER_REFERENCE,
    };
}

bool eng_aseprite_find_cel(const eng_aseprite *file, uint32_t frame, uint32_t layer,
                           eng_aseprite_cel *cel)
{
    const eng_aseprite_parts *parts = file->parts;
    for (uint32_t i = parts->first_cels[frame]; i < parts->first_cels[frame + 1]; i++) {
        const eng_ase_cel *found = &parts->cels.items[i];
        if (found->layer == layer) {
            *cel = (eng_aseprite_cel){.x = found->x,
                                      .y = found->y,
                                      .width = found->width,
                                      .height = found->height,
                                      .z = found->z,
                                      .opacity = found->opacity};
            return true;
        }
    }
    return false;
}
