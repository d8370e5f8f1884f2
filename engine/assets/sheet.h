// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// sheet.h: one model of frames and animations, whatever tool wrote them:
//
//     Aseprite         JSON (array or hash), and .aseprite itself (see aseprite.h)
//     TexturePacker    JSON (hash, array, several pages), rotated and trimmed frames, pivots
//     a grid           our own few lines of JSON over one picture
//
// A frame is a picture of a size of its own, of which the transparent border may have been trimmed;
// what is left lies somewhere on a page, possibly turned. A tag is an animation: steps of frames
// with durations, in the order in which they are shown.
//
//     eng_sheet sheet;
//     if (eng_sheet_parse("hive/sprites/ant.json", text, bytes, measure, packs, &sheet, &error)) {
//         ...
//         eng_sheet_fini(&sheet);
//     }
//
// Thread: any one at a time per sheet.

#pragma once

#include "base/alloc.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ENG_SHEET_FRAMES_LIMIT = 65536,
    ENG_SHEET_STEPS_LIMIT = 1 << 20, // of all tags together
    ENG_SHEET_SIDE_LIMIT = 65535,    // px, of an untrimmed frame
    ENG_SHEET_DURATION_MS = 100,     // of a frame whose file does not say
};

typedef enum eng_sheet_format {
    ENG_SHEET_ASEPRITE_JSON,
    ENG_SHEET_ASEPRITE,
    ENG_SHEET_TEXTURE_PACKER,
    ENG_SHEET_GRID,
} eng_sheet_format;

typedef enum eng_sheet_direction {
    ENG_SHEET_FORWARD,
    ENG_SHEET_REVERSE,
    ENG_SHEET_PING_PONG,         // 0 1 2 1
    ENG_SHEET_PING_PONG_REVERSE, // 2 1 0 1
} eng_sheet_direction;

typedef struct eng_sheet_rect {
    int x, y, width, height; // px
} eng_sheet_rect;

// All texts belong to the sheet.
typedef struct eng_sheet_page {
    const char *image; // file name beside the sheet; "" when the sheet itself holds the pixels
    int width, height; // px; 0: the file does not say
} eng_sheet_page;

typedef struct eng_sheet_frame {
    const char *name;
    uint32_t page;
    eng_sheet_rect source; // what it covers on its page, as it lies there
    eng_sheet_rect trim;   // where that belongs in the untrimmed frame
    int width, height;     // of the untrimmed frame
    bool is_rotated;       // lies on its page turned by 90 degrees clockwise
    bool is_trimmed;
    bool has_pivot;
    double pivot_x,
        pivot_y; // in the untrimmed frame, 0 to 1; its middle when the file does not say
    uint32_t duration_ms;
} eng_sheet_frame;

typedef struct eng_sheet_step {
    uint32_t frame;
    uint32_t duration_ms;
    const char *event; // what happens when it is shown: "step"; NULL: nothing
} eng_sheet_step;

typedef struct eng_sheet_tag {
    const char *name;
    uint32_t from, to; // frames, both included
    eng_sheet_direction direction;
    uint32_t repeat; // times it is played; 0: for ever
    const eng_sheet_step *steps;
    uint32_t step_count;
    uint32_t first_step; // in the sheet's steps
} eng_sheet_tag;

// A named part of the picture from a frame on: nine-patches, hit boxes.
typedef struct eng_sheet_slice {
    const char *name;
    uint32_t frame;
    eng_sheet_rect bounds;
    bool has_center;
    eng_sheet_rect center; // in the bounds
    bool has_pivot;
    int pivot_x, pivot_y; // in the bounds
} eng_sheet_slice;

typedef struct eng_sheet {
    eng_sheet_format format;
    ENG_ARRAY(eng_sheet_page) pages;
    ENG_ARRAY(eng_sheet_frame) frames;
    ENG_ARRAY(eng_sheet_tag) tags;
    ENG_ARRAY(eng_sheet_slice) slices;
    ENG_ARRAY(eng_sheet_step) steps;
    ENG_ARRAY(char *) texts;
} eng_sheet;

// How a sheet gets at the files beside it; `name` is as the sheet has it.
typedef struct eng_sheet_beside {
    void *user;
    // The size of a picture, or false with `error` filled.
    bool (*measure)(void *user, const char *name, int *width, int *height, eng_error *error);
    // All of another sheet of the same set (eng_free), or false with `error` filled.
    bool (*read)(void *user, const char *name, char **text, size_t *text_bytes, eng_error *error);
    bool is_first_whole; // of a set of files only the first, by name, gets the frames of the others
} eng_sheet_beside;

// Reads the JSON of any of the tools. `name` is the file's path and leads the messages. `beside`
// may be null: then sizes are those the file states, a grid cannot be read, and of a set only this
// file is. On failure the sheet is empty.
bool eng_sheet_parse(const char *name, const char *text, size_t text_bytes,
                     const eng_sheet_beside *beside, eng_sheet *sheet, eng_error *error);

void eng_sheet_fini(eng_sheet *sheet);

const char *eng_sheet_format_name(eng_sheet_format format);
const char *eng_sheet_direction_name(eng_sheet_direction direction);

// For those who fill a sheet. A copy that lives as long as the sheet.
const char *eng_sheet_keep_text(eng_sheet *sheet, const char *text);
// Adds a tag with the steps of its direction; `from` and `to` must be frames. False: too many
// steps.
bool eng_sheet_add_tag(eng_sheet *sheet, const char *name, uint32_t from, uint32_t to,
                       eng_sheet_direction direction, uint32_t repeat);
// Adds the events that a tag's text names: "step@2 blow@5", by step. What is not of that form is
// somebody's note and ignored.
void eng_sheet_add_events(eng_sheet *sheet, eng_sheet_tag *tag, const char *text);
// Points the tags at their steps; once, after the last tag.
void eng_sheet_finish(eng_sheet *sheet);
