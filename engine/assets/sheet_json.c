// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The JSON of Aseprite and of TexturePacker are relatives: "frames", by name or as a list, and
// "meta". What one tool does not write has the same default in both, so one reader serves them.
// Other tools write these formats too and add keys of their own, which are left alone; keys of our
// own format, the grid, are checked.

#define _GNU_SOURCE // strcasestr

#include "assets/json.h"
#include "assets/sheet.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct sheet_reader {
    eng_json *file;
    eng_sheet *sheet;
    eng_sheet_measure measure;
    void *user;
    eng_error *error; // what measuring had to say
    bool is_unmeasured;
} sheet_reader;

#define SIDE_MAX ((double)ENG_SHEET_SIDE_LIMIT)

// ------------------------------------------------------------------------------------- pictures

static const char *const directions[] = {"forward", "reverse", "pingpong", "pingpong_reverse"};

static uint32_t add_page(sheet_reader *reader, const char *image, int width, int height)
{
    eng_sheet *sheet = reader->sheet;
    eng_sheet_page page = {eng_sheet_keep_text(sheet, image), width, height};
    int true_width = 0, true_height = 0;
    if (reader->measure && *image && !reader->is_unmeasured) {
        if (reader->measure(reader->user, image, &true_width, &true_height, reader->error)) {
            page.width = true_width;
            page.height = true_height;
        } else {
            reader->is_unmeasured = true;
        }
    }
    *ENG_ARRAY_PUSH(&sheet->pages) = page;
    return sheet->pages.count - 1;
}

// The picture of "meta", or of one of "textures", with the size it states.
static uint32_t read_page(sheet_reader *reader, eng_json_node *node)
{
    eng_json_node size;
    int width = 0, height = 0;
    if (eng_json_object(node, "size", &size)) {
        width = (int)eng_json_number(&size, "w", 0, 0, SIDE_MAX);
        height = (int)eng_json_number(&size, "h", 0, 0, SIDE_MAX);
    }
    return add_page(reader, eng_json_text(node, "image", ""), width, height);
}

// --------------------------------------------------------------------------------------- frames

static bool read_rect(eng_json_node *node, const char *key, eng_sheet_rect *out)
{
    eng_json_node rect;
    if (!eng_json_object(node, key, &rect))
        return false;
    out->x = (int)eng_json_number(&rect, "x", out->x, -SIDE_MAX, SIDE_MAX);
    out->y = (int)eng_json_number(&rect, "y", out->y, -SIDE_MAX, SIDE_MAX);
    out->width = (int)eng_json_number(&rect, "w", out->width, 0, SIDE_MAX);
    out->height = (int)eng_json_number(&rect, "h", out->height, 0, SIDE_MAX);
    return true;
}

static void read_pivot(eng_json_node *node, const char *key, eng_sheet_frame *frame)
{
    eng_json_node pivot;
    if (!eng_json_object(node, key, &pivot))
        return;
    frame->has_pivot = true;
    frame->pivot_x = eng_json_number(&pivot, "x", 0.5, -1000, 1000);
    frame->pivot_y = eng_json_number(&pivot, "y", 0.5, -1000, 1000);
}

static void check_frame(const sheet_reader *reader, eng_json_node *node,
                        const eng_sheet_frame *frame)
{
    const eng_sheet_page *page = &reader->sheet->pages.items[frame->page];
    const eng_sheet_rect *source = &frame->source, *trim = &frame->trim;
    bool is_sized = page->width > 0 && page->height > 0;
    if (source->x < 0 || source->y < 0 ||
        (is_sized &&
         (source->x + source->width > page->width || source->y + source->height > page->height)))
        eng_json_fail(node, "frame",
                      "%d x %d at (%d, %d) is outside its picture of %d x %d; export the sheet "
                      "again together with its picture",
                      source->width, source->height, source->x, source->y, page->width,
                      page->height);
    if (trim->x < 0 || trim->y < 0 || trim->x + trim->width > frame->width ||
        trim->y + trim->height > frame->height)
        eng_json_fail(
            node, "spriteSourceSize",
            "%d x %d at (%d, %d) is outside the frame's sourceSize of %d x %d; export the "
            "sheet again",
            trim->width, trim->height, trim->x, trim->y, frame->width, frame->height);
}

static void read_frame(sheet_reader *reader, eng_json_node *node, const char *name, uint32_t page)
{
    eng_sheet_frame frame = {.page = page, .pivot_x = 0.5, .pivot_y = 0.5};
    eng_json_node size;
    eng_json_require(node, "frame");
    read_rect(node, "frame", &frame.source);
    frame.name = eng_sheet_keep_text(reader->sheet, name);
    frame.is_rotated = eng_json_bool(node, "rotated", false);
    // The rectangle of a turned frame has the size it has when it is turned back.
    frame.trim = (eng_sheet_rect){0, 0, frame.source.width, frame.source.height};
    read_rect(node, "spriteSourceSize", &frame.trim);
    frame.trim.width = frame.source.width;
    frame.trim.height = frame.source.height;
    frame.width = frame.trim.x + frame.trim.width;
    frame.height = frame.trim.y + frame.trim.height;
    if (frame.is_rotated) {
        frame.source.width = frame.trim.height;
        frame.source.height = frame.trim.width;
    }
    if (eng_json_object(node, "sourceSize", &size)) {
        frame.width = (int)eng_json_number(&size, "w", frame.width, 0, SIDE_MAX);
        frame.height = (int)eng_json_number(&size, "h", frame.height, 0, SIDE_MAX);
    }
    frame.is_trimmed = eng_json_bool(
        node, "trimmed", frame.width != frame.trim.width || frame.height != frame.trim.height);
    read_pivot(node, eng_json_has(node, "pivot") ? "pivot" : "anchor", &frame);
    frame.duration_ms =
        (uint32_t)eng_json_number(node, "duration", ENG_SHEET_DURATION_MS, 1, 65535);
    check_frame(reader, node, &frame);
    *ENG_ARRAY_PUSH(&reader->sheet->frames) = frame;
}

static void read_frames(sheet_reader *reader, eng_json_node *node, uint32_t page)
{
    eng_json_node frames, frame;
    if (eng_json_is_object(node, "frames")) {
        eng_json_iterator iterator = {0};
        const char *name;
        eng_json_object(node, "frames", &frames);
        while (reader->sheet->frames.count < ENG_SHEET_FRAMES_LIMIT &&
               eng_json_next_object(&frames, &iterator, &name, &frame))
            read_frame(reader, &frame, name, page);
    } else if (eng_json_list(node, "frames", &frames)) {
        uint32_t count = eng_json_count(&frames);
        for (uint32_t i = 0; i < count && reader->sheet->frames.count < ENG_SHEET_FRAMES_LIMIT; i++)
            if (eng_json_item_object(&frames, i, &frame))
                read_frame(reader, &frame, eng_json_text(&frame, "filename", ""), page);
    } else {
        eng_json_require(node, "frames");
        return;
    }
    if (reader->sheet->frames.count == ENG_SHEET_FRAMES_LIMIT)
        eng_json_fail(node, "frames", "more than %d frames; cut the sheet into several",
                      ENG_SHEET_FRAMES_LIMIT - 1);
}

// ----------------------------------------------------------------------------------------- tags

// "repeat" is text in Aseprite's files and a number in ours.
static uint32_t read_repeat(eng_json_node *node)
{
    if (!eng_json_is_text(node, "repeat"))
        return (uint32_t)eng_json_integer(node, "repeat", 0, 0, 65535);
    unsigned times = 0;
    const char *text = eng_json_text(node, "repeat", "0");
    if (sscanf(text, "%u", &times) != 1 || times > 65535)
        eng_json_fail(node, "repeat", "'%.32s' is not a number of times; use 0 to 65535", text);
    return times;
}

// Adds the tag if its frames exist.
static eng_sheet_tag *read_tag(sheet_reader *reader, eng_json_node *node, const char *name)
{
    eng_sheet *sheet = reader->sheet;
    int64_t count = sheet->frames.count;
    int64_t from = eng_json_integer(node, "from", 0, 0, ENG_SHEET_FRAMES_LIMIT);
    int64_t to = eng_json_integer(node, "to", count - 1, 0, ENG_SHEET_FRAMES_LIMIT);
    uint32_t direction = eng_json_choice(node, "direction", directions, 4, ENG_SHEET_FORWARD);
    uint32_t repeat = read_repeat(node);
    if (from > to || to >= count) {
        eng_json_fail(node, NULL,
                      "the tag '%.64s' runs from frame %lld to %lld of %lld; count from 0, in this "
                      "sheet to %lld",
                      name, (long long)from, (long long)to, (long long)count,
                      (long long)(count - 1));
        return NULL;
    }
    if (!eng_sheet_add_tag(sheet, name, (uint32_t)from, (uint32_t)to,
                           (eng_sheet_direction)direction, repeat)) {
        eng_json_fail(node, NULL, "all tags together have more than %d steps; use fewer",
                      ENG_SHEET_STEPS_LIMIT);
        return NULL;
    }
    return &sheet->tags.items[sheet->tags.count - 1];
}

static void read_frame_tags(sheet_reader *reader, eng_json_node *meta)
{
    eng_json_node tags, node;
    if (!eng_json_list(meta, "frameTags", &tags))
        return;
    for (uint32_t i = 0; i < eng_json_count(&tags); i++) {
        if (!eng_json_item_object(&tags, i, &node))
            continue;
        eng_sheet_tag *tag = read_tag(reader, &node, eng_json_text(&node, "name", ""));
        if (tag)
            eng_sheet_add_events(reader->sheet, tag, eng_json_text(&node, "data", ""));
    }
}

static int64_t find_frame(const eng_sheet *sheet, const char *name)
{
    for (uint32_t i = 0; i < sheet->frames.count; i++)
        if (strcmp(sheet->frames.items[i].name, name) == 0)
            return i;
    return -1;
}

// TexturePacker's animations: lists of frames by name.
static void read_animation(sheet_reader *reader, eng_json_node *animations, const char *name)
{
    eng_sheet *sheet = reader->sheet;
    eng_json_node list;
    if (!eng_json_list(animations, name, &list) || eng_json_count(&list) == 0)
        return;
    eng_sheet_tag tag = {.name = eng_sheet_keep_text(sheet, name), .from = UINT32_MAX};
    tag.first_step = sheet->steps.count;
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        const char *wanted = eng_json_item_text(&list, i);
        int64_t found = wanted ? find_frame(sheet, wanted) : -1;
        if (found < 0 || sheet->steps.count >= ENG_SHEET_STEPS_LIMIT) {
            eng_json_fail(animations, name,
                          "there is no frame '%.64s' in this sheet; export it again",
                          wanted ? wanted : "");
            return;
        }
        uint32_t frame = (uint32_t)found;
        *ENG_ARRAY_PUSH(&sheet->steps) =
            (eng_sheet_step){.frame = frame, .duration_ms = sheet->frames.items[frame].duration_ms};
        tag.from = frame < tag.from ? frame : tag.from;
        tag.to = frame > tag.to ? frame : tag.to;
        tag.step_count++;
    }
    *ENG_ARRAY_PUSH(&sheet->tags) = tag;
}

static void read_animations(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node animations;
    eng_json_iterator iterator = {0};
    const char *name;
    if (eng_json_object(root, "animations", &animations))
        while (eng_json_next_key(&animations, &iterator, &name))
            read_animation(reader, &animations, name);
}

// --------------------------------------------------------------------------------------- slices

static void read_slice_keys(sheet_reader *reader, eng_json_node *slice, const char *name)
{
    eng_json_node keys, key, pivot;
    if (!eng_json_list(slice, "keys", &keys))
        return;
    for (uint32_t i = 0; i < eng_json_count(&keys); i++) {
        if (!eng_json_item_object(&keys, i, &key))
            continue;
        eng_sheet_slice out = {.name = name};
        out.frame = (uint32_t)eng_json_integer(&key, "frame", 0, 0, ENG_SHEET_FRAMES_LIMIT);
        read_rect(&key, "bounds", &out.bounds);
        out.has_center = read_rect(&key, "center", &out.center);
        out.has_pivot = eng_json_object(&key, "pivot", &pivot);
        if (out.has_pivot) {
            out.pivot_x = (int)eng_json_number(&pivot, "x", 0, -SIDE_MAX, SIDE_MAX);
            out.pivot_y = (int)eng_json_number(&pivot, "y", 0, -SIDE_MAX, SIDE_MAX);
        }
        *ENG_ARRAY_PUSH(&reader->sheet->slices) = out;
    }
}

static void read_slices(sheet_reader *reader, eng_json_node *meta)
{
    eng_json_node slices, slice;
    if (!eng_json_list(meta, "slices", &slices))
        return;
    for (uint32_t i = 0; i < eng_json_count(&slices); i++)
        if (eng_json_item_object(&slices, i, &slice))
            read_slice_keys(reader, &slice,
                            eng_sheet_keep_text(reader->sheet, eng_json_text(&slice, "name", "")));
}

// ----------------------------------------------------------------------------------------- grid

typedef struct grid_shape {
    int width, height, margin, spacing;
    int64_t count;
} grid_shape;

static void cut_grid(sheet_reader *reader, eng_json_node *root, const grid_shape *grid,
                     uint32_t duration_ms)
{
    eng_sheet *sheet = reader->sheet;
    const eng_sheet_page *page = &sheet->pages.items[0];
    int step_x = grid->width + grid->spacing, step_y = grid->height + grid->spacing;
    int64_t columns = (page->width - 2 * grid->margin + grid->spacing) / step_x;
    int64_t rows = (page->height - 2 * grid->margin + grid->spacing) / step_y;
    int64_t most = columns > 0 && rows > 0 ? columns * rows : 0;
    int64_t count = grid->count > 0 ? grid->count : most;
    if (most == 0 || count > most || count >= ENG_SHEET_FRAMES_LIMIT) {
        eng_json_fail(
            root, "grid",
            "%lld cells of %d x %d do not fit the picture of %d x %d; mend width, height, "
            "margin, spacing or count",
            (long long)count, grid->width, grid->height, page->width, page->height);
        return;
    }
    for (int64_t i = 0; i < count; i++) {
        char name[24];
        snprintf(name, sizeof name, "%lld", (long long)i);
        *ENG_ARRAY_PUSH(&sheet->frames) = (eng_sheet_frame){
            .name = eng_sheet_keep_text(sheet, name),
            .source = {grid->margin + (int)(i % columns) * step_x,
                       grid->margin + (int)(i / columns) * step_y, grid->width, grid->height},
            .trim = {0, 0, grid->width, grid->height},
            .width = grid->width,
            .height = grid->height,
            .pivot_x = 0.5,
            .pivot_y = 0.5,
            .duration_ms = duration_ms,
        };
    }
}

static void read_grid_tags(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node tags, node;
    eng_json_iterator iterator = {0};
    const char *name;
    if (!eng_json_object(root, "tags", &tags))
        return;
    while (eng_json_next_object(&tags, &iterator, &name, &node)) {
        eng_sheet_tag *tag = read_tag(reader, &node, name);
        double fps = eng_json_number(&node, "fps", 0, 0, 1000);
        const char *events = eng_json_text(&node, "events", "");
        for (uint32_t i = 0; tag && fps > 0 && i < tag->step_count; i++)
            reader->sheet->steps.items[tag->first_step + i].duration_ms = (uint32_t)(1000 / fps);
        if (tag)
            eng_sheet_add_events(reader->sheet, tag, events);
        eng_json_close(&node);
    }
}

static void read_grid(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node node;
    eng_json_object(root, "grid", &node);
    eng_json_require(root, "image");
    grid_shape grid = {
        .width = (int)eng_json_integer(&node, "width", 16, 1, 8192),
        .height = (int)eng_json_integer(&node, "height", 16, 1, 8192),
        .margin = (int)eng_json_integer(&node, "margin", 0, 0, 8192),
        .spacing = (int)eng_json_integer(&node, "spacing", 0, 0, 8192),
        .count = eng_json_integer(&node, "count", 0, 0, ENG_SHEET_FRAMES_LIMIT),
    };
    eng_json_require(&node, "width");
    eng_json_require(&node, "height");
    eng_json_close(&node);
    double fps = eng_json_number(root, "fps", 10, 0.02, 1000);
    add_page(reader, eng_json_text(root, "image", ""), 0, 0);
    if (!reader->is_unmeasured)
        cut_grid(reader, root, &grid, (uint32_t)(1000 / fps));
    if (reader->sheet->frames.count > 0)
        read_grid_tags(reader, root);
    else
        eng_json_has(root, "tags");
    eng_json_close(root);
}

// ---------------------------------------------------------------------------------------- whole

static void read_several_pages(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node textures, texture;
    if (!eng_json_list(root, "textures", &textures))
        return;
    for (uint32_t i = 0; i < eng_json_count(&textures); i++)
        if (eng_json_item_object(&textures, i, &texture))
            read_frames(reader, &texture, read_page(reader, &texture));
}

static void read_export(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node meta = {0};
    bool has_meta = eng_json_object(root, "meta", &meta);
    const char *app = has_meta ? eng_json_text(&meta, "app", "") : "";
    bool is_aseprite = strcasestr(app, "aseprite") != NULL || strcasestr(app, "libresprite") ||
                       (has_meta && eng_json_has(&meta, "frameTags"));
    reader->sheet->format = is_aseprite ? ENG_SHEET_ASEPRITE_JSON : ENG_SHEET_TEXTURE_PACKER;
    if (eng_json_has(root, "textures")) {
        read_several_pages(reader, root);
    } else {
        uint32_t page = has_meta ? read_page(reader, &meta) : add_page(reader, "", 0, 0);
        read_frames(reader, root, page);
    }
    if (has_meta) {
        read_frame_tags(reader, &meta);
        read_slices(reader, &meta);
    }
    read_animations(reader, root);
}

bool eng_sheet_parse(const char *name, const char *text, size_t text_bytes,
                     eng_sheet_measure measure, void *user, eng_sheet *sheet, eng_error *error)
{
    eng_error unmeasured = {{0}};
    sheet_reader reader = {.sheet = sheet, .measure = measure, .user = user, .error = &unmeasured};
    eng_json_node root;
    *sheet = (eng_sheet){0};
    reader.file = eng_json_parse(name, text, text_bytes, error);
    if (!reader.file)
        return false;
    eng_json_root(reader.file, &root);
    if (eng_json_has(&root, "grid")) {
        sheet->format = ENG_SHEET_GRID;
        read_grid(&reader, &root);
    } else {
        read_export(&reader, &root);
    }
    bool is_good = eng_json_check(reader.file, error);
    if (is_good && reader.is_unmeasured)
        is_good = eng_error_set(error, "%s: %s", name, unmeasured.text);
    else if (is_good && sheet->frames.count == 0)
        is_good = eng_error_set(error, "%s: has no frames; export it again", name);
    eng_json_unload(reader.file);
    if (is_good)
        eng_sheet_finish(sheet);
    else
        eng_sheet_fini(sheet);
    return is_good;
}
