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
    const char *name;
    eng_json *file;
    eng_sheet *sheet;
    const eng_sheet_beside *beside; // null: nothing beside the sheet can be read
    eng_error *error;               // what reading there had to say
    bool is_unmeasured;             // something was not there
} sheet_reader;

#define SIDE_MAX ((double)ENG_SHEET_SIDE_LIMIT)

// ------------------------------------------------------------------------------------- pictures

static const char *const directions[] = {"forward", "reverse", "pingpong", "pingpong_reverse"};

static const char *get_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// A sheet that names no picture has the one that is called as it is.
static void find_own_picture(const sheet_reader *reader, eng_sheet_page *page)
{
    char image[256];
    eng_error ignored = {{0}};
    const eng_sheet_beside *beside = reader->beside;
    const char *name = get_file_name(reader->name), *dot = strrchr(name, '.');
    snprintf(image, sizeof image, "%.*s.png", dot ? (int)(dot - name) : (int)strlen(name), name);
    if (beside->measure(beside->user, image, &page->width, &page->height, &ignored))
        page->image = eng_sheet_keep_text(reader->sheet, image);
}

static uint32_t add_page(sheet_reader *reader, const char *image, int width, int height)
{
    eng_sheet *sheet = reader->sheet;
    const eng_sheet_beside *beside = reader->beside;
    eng_sheet_page page = {eng_sheet_keep_text(sheet, image), width, height};
    int true_width = 0, true_height = 0;
    if (beside && *image == '\0') {
        find_own_picture(reader, &page);
    } else if (beside && !reader->is_unmeasured) {
        if (beside->measure(beside->user, image, &true_width, &true_height, reader->error)) {
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

// The rectangle of a turned frame has the size it has when it is turned back; some tools write it
// as it lies, which spriteSourceSize then tells. With Aseprite's inner padding it is larger than
// spriteSourceSize by the same on each side.
static void read_rects(eng_json_node *node, eng_sheet_frame *frame)
{
    eng_json_require(node, "frame");
    read_rect(node, "frame", &frame->source);
    eng_sheet_rect *source = &frame->source, trim = {0, 0, source->width, source->height};
    read_rect(node, "spriteSourceSize", &trim);
    int more = source->width - trim.width;
    if (frame->is_rotated && trim.width == source->height && trim.height == source->width) {
        source->width = trim.width;
        source->height = trim.height;
    } else if (more > 0 && more % 2 == 0 && source->height - trim.height == more) {
        source->x += more / 2;
        source->y += more / 2;
        source->width = trim.width;
        source->height = trim.height;
    }
    frame->trim = (eng_sheet_rect){trim.x, trim.y, source->width, source->height};
    if (frame->is_rotated) {
        source->width = frame->trim.height;
        source->height = frame->trim.width;
    }
}

static void read_source_size(eng_json_node *node, eng_sheet_frame *frame)
{
    eng_json_node size;
    frame->width = frame->trim.x + frame->trim.width;
    frame->height = frame->trim.y + frame->trim.height;
    if (!eng_json_object(node, "sourceSize", &size))
        return;
    frame->width = (int)eng_json_number(&size, "w", frame->width, 0, SIDE_MAX);
    frame->height = (int)eng_json_number(&size, "h", frame->height, 0, SIDE_MAX);
    // A cell of a picture that Aseprite split by its grid says where it was in that picture.
    if (frame->width == frame->trim.width && frame->height == frame->trim.height)
        frame->trim.x = frame->trim.y = 0;
}

static void read_frame(sheet_reader *reader, eng_json_node *node, const char *name, uint32_t page)
{
    eng_sheet_frame frame = {.page = page, .pivot_x = 0.5, .pivot_y = 0.5};
    frame.name = eng_sheet_keep_text(reader->sheet, name);
    frame.is_rotated = eng_json_bool(node, "rotated", false);
    read_rects(node, &frame);
    read_source_size(node, &frame);
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

static bool has_tag(const eng_sheet *sheet, const char *name)
{
    for (uint32_t i = 0; i < sheet->tags.count; i++)
        if (strcmp(sheet->tags.items[i].name, name) == 0)
            return true;
    return false;
}

// Those that another file of the same set has brought are the same.
static void read_animations(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node animations;
    eng_json_iterator iterator = {0};
    const char *name;
    if (eng_json_object(root, "animations", &animations))
        while (eng_json_next_key(&animations, &iterator, &name))
            if (!has_tag(reader->sheet, name))
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

// "sheet-9" comes before "sheet-10".
static bool comes_before(const char *a, const char *b)
{
    size_t a_bytes = strlen(a), b_bytes = strlen(b);
    return a_bytes != b_bytes ? a_bytes < b_bytes : strcmp(a, b) < 0;
}

static bool is_first_of_set(const char *name, eng_json_node *files)
{
    for (uint32_t i = 0; i < eng_json_count(files); i++) {
        const char *other = eng_json_item_text(files, i);
        if (other && comes_before(get_file_name(other), get_file_name(name)))
            return false;
    }
    return true;
}

// A further file of the set; what is wrong in it counts as wrong in `files`.
static void read_related(sheet_reader *reader, eng_json_node *files, const char *name)
{
    const eng_sheet_beside *beside = reader->beside;
    char *text = NULL;
    size_t text_bytes = 0;
    eng_error error = {{0}};
    eng_json_node root, meta = {0};
    if (!beside->read(beside->user, name, &text, &text_bytes, reader->error)) {
        reader->is_unmeasured = true;
        return;
    }
    eng_json *file = eng_json_parse(name, text, text_bytes, &error);
    eng_free(text);
    if (file) {
        eng_json_root(file, &root);
        uint32_t page = eng_json_object(&root, "meta", &meta) ? read_page(reader, &meta)
                                                              : add_page(reader, "", 0, 0);
        read_frames(reader, &root, page);
        read_animations(reader, &root);
        if (eng_json_check(file, &error)) {
            eng_json_unload(file);
            return;
        }
        eng_json_unload(file);
    }
    eng_json_fail(files, NULL, "%.400s", error.text);
}

// TexturePacker writes one file per page and names the others in each. False if this is one that
// was left to the first of them.
static bool read_set(sheet_reader *reader, eng_json_node *meta)
{
    eng_json_node files;
    const char *own = get_file_name(reader->name);
    if (!reader->beside || !eng_json_has(meta, "related_multi_packs") ||
        !eng_json_list(meta, "related_multi_packs", &files))
        return true;
    if (reader->beside->is_first_whole && !is_first_of_set(own, &files))
        return false;
    for (uint32_t i = 0; i < eng_json_count(&files) && !reader->is_unmeasured; i++) {
        const char *other = eng_json_item_text(&files, i);
        if (other && strcmp(get_file_name(other), own) != 0)
            read_related(reader, &files, other);
    }
    return true;
}

static void read_export(sheet_reader *reader, eng_json_node *root)
{
    eng_json_node meta = {0};
    bool is_whole = true, has_meta = eng_json_object(root, "meta", &meta);
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
        is_whole = read_set(reader, &meta);
    }
    if (is_whole)
        read_animations(reader, root);
}

bool eng_sheet_parse(const char *name, const char *text, size_t text_bytes,
                     const eng_sheet_beside *beside, eng_sheet *sheet, eng_error *error)
{
    eng_error unmeasured = {{0}};
    sheet_reader reader = {.name = name, .sheet = sheet, .beside = beside, .error = &unmeasured};
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
