// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Sprite sheets: JSON of Aseprite and TexturePacker, grids (engine/assets/sheet.h), and .aseprite
// files (engine/assets/aseprite.h), told apart by their first byte.

#include "fuzz.h"

#include "assets/aseprite.h"
#include "assets/sheet.h"

#include <stdlib.h>
#include <string.h>

static bool measure(void *user, const char *image, int *width, int *height, eng_error *error)
{
    (void)user;
    (void)image;
    (void)error;
    *width = *height = 64;
    return true;
}

typedef struct input {
    const uint8_t *data;
    size_t size;
} input;

// Every other file of its set is this one again.
static bool read_again(void *user, const char *name, char **text, size_t *text_bytes,
                       eng_error *error)
{
    const input *in = user;
    (void)name;
    (void)error;
    *text = eng_alloc(in->size + 1, 1);
    memcpy(*text, in->data, in->size);
    *text_bytes = in->size;
    return true;
}

static void draw(const eng_aseprite *file)
{
    if (file->width > 256 || file->height > 256)
        return;
    uint8_t *rgba = malloc((size_t)file->width * (size_t)file->height * 4 + 4);
    if (rgba == NULL)
        abort();
    for (uint32_t i = 0; i < file->sheet.frames.count && i < 8; i++)
        eng_aseprite_draw_frame(file, i, rgba);
    free(rgba);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eng_error error = {""};
    if (size > 0 && data[0] == '{') {
        eng_sheet sheet;
        input in = {data, size};
        const eng_sheet_beside beside = {.user = &in, .measure = measure, .read = read_again};
        if (eng_sheet_parse("fuzz.json", (const char *)data, size, &beside, &sheet, &error))
            eng_sheet_fini(&sheet);
        else if (error.text[0] == '\0')
            abort(); // a refusal says why
        return 0;
    }
    eng_aseprite file;
    if (eng_aseprite_parse("fuzz.aseprite", data, size, &file, &error)) {
        draw(&file);
        eng_aseprite_fini(&file);
    } else if (error.text[0] == '\0') {
        abort();
    }
    return 0;
}

static const char aseprite_json[] =
    "{\"frames\": [{\"filename\": \"orc 0\", \"frame\": {\"x\": 0, \"y\": 0, \"w\": 8, \"h\": 8},"
    " \"rotated\": false, \"trimmed\": true, \"spriteSourceSize\": {\"x\": 1, \"y\": 1, \"w\": 8,"
    " \"h\": 8}, \"sourceSize\": {\"w\": 10, \"h\": 10}, \"duration\": 100}],"
    " \"meta\": {\"app\": \"https://www.aseprite.org/\", \"image\": \"orc.png\","
    " \"size\": {\"w\": 64, \"h\": 64}, \"frameTags\": [{\"name\": \"walk\", \"from\": 0, \"to\": "
    "0,"
    " \"direction\": \"pingpong\"}], \"slices\": [{\"name\": \"hit\", \"keys\": [{\"frame\": 0,"
    " \"bounds\": {\"x\": 0, \"y\": 0, \"w\": 4, \"h\": 4}}]}]}}";
static const char packer_json[] =
    "{\"textures\": [{\"image\": \"a.png\", \"size\": {\"w\": 64, \"h\": 64}, \"frames\":"
    " [{\"filename\": \"orc\", \"frame\": {\"x\": 0, \"y\": 0, \"w\": 8, \"h\": 8}, \"rotated\": "
    "true,"
    " \"pivot\": {\"x\": 0.5, \"y\": 1}}]}]}";
static const char grid_json[] =
    "{\"image\": \"orc.png\", \"grid\": {\"width\": 8, \"height\": 8, \"margin\": 1},"
    " \"tags\": {\"walk\": {\"from\": 0, \"to\": 3, \"direction\": \"reverse\"}}}";

// One frame of 2 x 2 RGBA pixels: a layer and a raw cel.
static size_t aseprite_write(uint8_t *out)
{
    static const uint8_t chunks[] = {24 + 0, 0,  0,  0,  4,  0x20, 1,   0, 0, 0, 0, 0,
                                     0,      0,  0,  0,  0,  0,    255, 0, 0, 0, 0, 0, // layer ""
                                     42,     0,  0,  0,  5,  0x20, 0,   0, 0, 0, 0, 0,
                                     255,    0,  0,  0,  0,  0,    0,   0, 0, 0, // cel, raw
                                     2,      0,  2,  0,  1,  2,    3,   4, 5, 6, 7, 8,
                                     9,      10, 11, 12, 13, 14,   15,  16};
    memset(out, 0, 144);
    uint32_t frame_bytes = 16 + sizeof chunks, bytes = 128 + frame_bytes;
    out[0] = (uint8_t)bytes;
    out[4] = 0xe0;
    out[5] = 0xa5;
    out[6] = 1;  // frames
    out[8] = 2;  // width
    out[10] = 2; // height
    out[12] = 32;
    out[14] = 1;
    out[18] = 100;
    out[34] = out[35] = 1;
    out[128] = (uint8_t)frame_bytes;
    out[132] = 0xfa;
    out[133] = 0xf1;
    out[134] = 2; // chunks
    out[136] = 100;
    out[140] = 2;
    memcpy(out + 144, chunks, sizeof chunks);
    return bytes;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    uint8_t file[512];
    put(user, "aseprite.json", aseprite_json, sizeof aseprite_json - 1);
    put(user, "packer.json", packer_json, sizeof packer_json - 1);
    put(user, "grid.json", grid_json, sizeof grid_json - 1);
    put(user, "frame.aseprite", file, aseprite_write(file));
}
