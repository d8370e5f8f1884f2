// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspect_sheet.h"

#include <jansson.h>
#include <string.h>

#include "assets/aseprite.h"
#include "assets/image.h"
#include "base/alloc.h"

// The pictures of a sheet, as far as they are there.
typedef struct picture {
    char *image;
    int width, height;
    uint8_t *rgba;
} picture;

typedef struct pictures {
    const eng_inspect_file *file;
    ENG_ARRAY(picture) all;
    bool is_missing; // one is not there
} pictures;

static bool contains(const eng_inspect_file *file, const char *text)
{
    return memmem(file->bytes.data, file->bytes.byte_count, text, strlen(text)) != NULL;
}

bool eng_inspect_is_sheet(const eng_inspect_file *file)
{
    return strcmp(file->ending, ".json") == 0 &&
           (contains(file, "\"frames\"") || contains(file, "\"textures\"") ||
            contains(file, "\"grid\""));
}

bool eng_inspect_is_aseprite(const eng_inspect_file *file)
{
    const uint8_t *bytes = file->bytes.data;
    bool is_marked = file->bytes.byte_count >= 134 && memcmp(bytes + 4, "\xe0\xa5", 2) == 0 &&
                     memcmp(bytes + 132, "\xfa\xf1", 2) == 0; // of the file, of its first frame
    return is_marked || strcmp(file->ending, ".aseprite") == 0 || strcmp(file->ending, ".ase") == 0;
}

// --------------------------------------------------------------------------------------- pictures

// Reads it once; one that cannot be read is kept without pixels.
static bool measure(void *user, const char *image, int *width, int *height, eng_error *error)
{
    pictures *known = user;
    eng_bytes bytes;
    for (uint32_t i = 0; i < known->all.count; ++i) {
        if (strcmp(known->all.items[i].image, image) == 0) {
            *width = known->all.items[i].width;
            *height = known->all.items[i].height;
            return true;
        }
    }
    if (!eng_inspect_read_beside(known->file, image, &bytes, error)) {
        known->is_missing = true;
        return false;
    }
    picture read = {0};
    read.rgba = eng_image_decode_rgba(image, bytes.data, bytes.byte_count, &read.width,
                                      &read.height, error);
    eng_bytes_fini(&bytes);
    if (read.rgba == NULL) {
        return false;
    }
    read.image = eng_copy_text(image);
    *ENG_ARRAY_PUSH(&known->all) = read;
    *width = read.width;
    *height = read.height;
    return true;
}

// Another sheet of the same set.
static bool read_other(void *user, const char *name, char **text, size_t *text_bytes,
                       eng_error *error)
{
    pictures *known = user;
    eng_bytes bytes;
    if (!eng_inspect_read_beside(known->file, name, &bytes, error)) {
        known->is_missing = true;
        return false;
    }
    *text = (char *)bytes.data;
    *text_bytes = bytes.byte_count;
    return true;
}

static const picture *find_picture(const pictures *known, const char *image)
{
    for (uint32_t i = 0; i < known->all.count; ++i) {
        if (strcmp(known->all.items[i].image, image) == 0) {
            return &known->all.items[i];
        }
    }
    return NULL;
}

static void forget_pictures(pictures *known)
{
    for (uint32_t i = 0; i < known->all.count; ++i) {
        eng_free(known->all.items[i].image);
        eng_free(known->all.items[i].rgba);
    }
    eng_free(known->all.items);
}

// The untrimmed frame, upright.
static uint8_t *restore_frame(const eng_sheet_frame *frame, const picture *from)
{
    uint8_t *out = eng_alloc((size_t)frame->width * (size_t)frame->height, 4);
    for (int y = 0; y < frame->trim.height; ++y) {
        for (int x = 0; x < frame->trim.width; ++x) {
            // A turned frame lies clockwise: its first row is the last column of what is stored.
            int from_x = frame->source.x + (frame->is_rotated ? frame->trim.height - 1 - y : x);
            int from_y = frame->source.y + (frame->is_rotated ? x : y);
            size_t to =
                (size_t)(frame->trim.y + y) * (size_t)frame->width + (size_t)(frame->trim.x + x);
            size_t at = (size_t)from_y * (size_t)from->width + (size_t)from_x;
            memcpy(out + to * 4, from->rgba + at * 4, 4);
        }
    }
    return out;
}

// ------------------------------------------------------------------------------------------- JSON

static void put_integer(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void put_rect(json_t *object, const char *key, const eng_sheet_rect *rect)
{
    json_t *out = json_object();
    put_integer(out, "x", rect->x);
    put_integer(out, "y", rect->y);
    put_integer(out, "width", rect->width);
    put_integer(out, "height", rect->height);
    json_object_set_new(object, key, out);
}

// Names in files need not be UTF-8; what is not becomes a mark.
static json_t *make_text(const char *text)
{
    json_t *value = json_string(text);
    if (value != NULL) {
        return value;
    }
    char *copy = eng_copy_text(text);
    for (char *p = copy; *p != '\0'; ++p) {
        *p = (unsigned char)*p < 128 ? *p : '?';
    }
    value = json_string(copy);
    eng_free(copy);
    return value;
}

static json_t *make_frame(const eng_sheet_frame *frame)
{
    json_t *object = json_object();
    json_object_set_new(object, "name", make_text(frame->name));
    put_integer(object, "page", frame->page);
    put_rect(object, "source", &frame->source);
    put_rect(object, "trim", &frame->trim);
    put_integer(object, "width", frame->width);
    put_integer(object, "height", frame->height);
    json_object_set_new(object, "rotated", json_boolean(frame->is_rotated));
    json_object_set_new(object, "trimmed", json_boolean(frame->is_trimmed));
    put_integer(object, "duration_ms", frame->duration_ms);
    if (frame->has_pivot) {
        json_object_set_new(object, "pivot",
                            json_pack("{s:f,s:f}", "x", frame->pivot_x, "y", frame->pivot_y));
    }
    return object;
}

static json_t *make_tag(const eng_sheet_tag *tag)
{
    json_t *object = json_object();
    json_t *frames = json_array();
    json_t *durations = json_array();
    json_t *events = json_array();
    int64_t total_ms = 0;
    for (uint32_t i = 0; i < tag->step_count; ++i) {
        const eng_sheet_step *step = &tag->steps[i];
        json_array_append_new(frames, json_integer(step->frame));
        json_array_append_new(durations, json_integer(step->duration_ms));
        total_ms += step->duration_ms;
        if (step->event != NULL) {
            json_t *event = json_object();
            put_integer(event, "step", i);
            json_object_set_new(event, "name", make_text(step->event));
            json_array_append_new(events, event);
        }
    }
    json_object_set_new(object, "name", make_text(tag->name));
    put_integer(object, "from", tag->from);
    put_integer(object, "to", tag->to);
    json_object_set_new(object, "direction", json_string(eng_sheet_direction_name(tag->direction)));
    put_integer(object, "repeat", tag->repeat);
    json_object_set_new(object, "frames", frames);
    json_object_set_new(object, "durations_ms", durations);
    put_integer(object, "duration_ms", total_ms);
    json_object_set_new(object, "events", events);
    return object;
}

static json_t *make_slice(const eng_sheet_slice *slice)
{
    json_t *object = json_object();
    json_object_set_new(object, "name", make_text(slice->name));
    put_integer(object, "frame", slice->frame);
    put_rect(object, "bounds", &slice->bounds);
    if (slice->has_center) {
        put_rect(object, "center", &slice->center);
    }
    if (slice->has_pivot) {
        json_object_set_new(object, "pivot",
                            json_pack("{s:i,s:i}", "x", slice->pivot_x, "y", slice->pivot_y));
    }
    return object;
}

// Everything but frames and pages, which differ.
static json_t *make_sheet(const eng_sheet *sheet)
{
    json_t *object = json_object();
    json_t *tags = json_array();
    json_t *slices = json_array();
    json_object_set_new(object, "format", json_string(eng_sheet_format_name(sheet->format)));
    for (uint32_t i = 0; i < sheet->tags.count; ++i) {
        json_array_append_new(tags, make_tag(&sheet->tags.items[i]));
    }
    for (uint32_t i = 0; i < sheet->slices.count; ++i) {
        json_array_append_new(slices, make_slice(&sheet->slices.items[i]));
    }
    json_object_set_new(object, "tags", tags);
    json_object_set_new(object, "slices", slices);
    return object;
}

// ------------------------------------------------------------------------------------------ kinds

static json_t *make_pages(const eng_sheet *sheet, const pictures *known)
{
    json_t *pages = json_array();
    for (uint32_t i = 0; i < sheet->pages.count; ++i) {
        const eng_sheet_page *page = &sheet->pages.items[i];
        const picture *found = find_picture(known, page->image);
        json_t *object = json_object();
        json_object_set_new(object, "image", make_text(page->image));
        put_integer(object, "width", page->width);
        put_integer(object, "height", page->height);
        json_object_set_new(object, "found", json_boolean(found != NULL));
        if (found != NULL) {
            eng_inspect_put_sha256(object, "pixels_sha256", found->rgba,
                                   (size_t)found->width * (size_t)found->height * 4);
        }
        json_array_append_new(pages, object);
    }
    return pages;
}

static json_t *make_frames(const eng_sheet *sheet, const pictures *known)
{
    json_t *frames = json_array();
    for (uint32_t i = 0; i < sheet->frames.count; ++i) {
        const eng_sheet_frame *frame = &sheet->frames.items[i];
        const picture *found = find_picture(known, sheet->pages.items[frame->page].image);
        json_t *object = make_frame(frame);
        if (found != NULL) {
            uint8_t *rgba = restore_frame(frame, found);
            eng_inspect_put_sha256(object, "pixels_sha256", rgba,
                                   (size_t)frame->width * (size_t)frame->height * 4);
            eng_free(rgba);
        }
        json_array_append_new(frames, object);
    }
    return frames;
}

json_t *eng_inspect_sheet(const eng_inspect_file *file, eng_error *error)
{
    pictures known = {.file = file};
    eng_sheet sheet;
    eng_error why = {0};
    json_t *object = NULL;
    // Without its picture a sheet can still be told, unless it is a grid.
    const char *text = (const char *)file->bytes.data;
    size_t bytes = file->bytes.byte_count;
    const eng_sheet_beside beside = {.user = &known, .measure = measure, .read = read_other};
    bool is_read = eng_sheet_parse(file->path, text, bytes, &beside, &sheet, error) ||
                   (known.is_missing && !contains(file, "\"grid\"") &&
                    eng_sheet_parse(file->path, text, bytes, NULL, &sheet, &why));
    if (is_read) {
        object = make_sheet(&sheet);
        json_object_set_new(object, "pages", make_pages(&sheet, &known));
        json_object_set_new(object, "frames", make_frames(&sheet, &known));
        eng_sheet_fini(&sheet);
    }
    forget_pictures(&known);
    return object;
}

static json_t *make_cels(const eng_aseprite *drawn, uint32_t layer)
{
    json_t *cels = json_array();
    eng_aseprite_cel cel;
    for (uint32_t i = 0; i < drawn->sheet.frames.count; ++i) {
        if (!eng_aseprite_find_cel(drawn, i, layer, &cel)) {
            continue;
        }
        json_t *object = json_object();
        put_integer(object, "frame", i);
        put_integer(object, "x", cel.x);
        put_integer(object, "y", cel.y);
        put_integer(object, "width", cel.width);
        put_integer(object, "height", cel.height);
        put_integer(object, "z", cel.z);
        put_integer(object, "opacity", cel.opacity);
        json_array_append_new(cels, object);
    }
    return cels;
}

static json_t *make_layers(const eng_aseprite *drawn)
{
    json_t *layers = json_array();
    for (uint32_t i = 0; i < eng_aseprite_get_layer_count(drawn); ++i) {
        eng_aseprite_layer layer = eng_aseprite_get_layer(drawn, i);
        json_t *object = json_object();
        json_object_set_new(object, "name", make_text(layer.name));
        json_object_set_new(object, "type", json_string(layer.type));
        put_integer(object, "level", layer.level);
        json_object_set_new(object, "visible", json_boolean(layer.is_visible));
        json_object_set_new(object, "background", json_boolean(layer.is_background));
        json_object_set_new(object, "reference", json_boolean(layer.is_reference));
        put_integer(object, "opacity", layer.opacity);
        json_object_set_new(object, "blend", json_string(layer.blend));
        json_object_set_new(object, "cels", make_cels(drawn, i));
        json_array_append_new(layers, object);
    }
    return layers;
}

json_t *eng_inspect_aseprite(const eng_inspect_file *file, eng_error *error)
{
    eng_aseprite drawn;
    if (!eng_aseprite_parse(file->path, file->bytes.data, file->bytes.byte_count, &drawn, error)) {
        return NULL;
    }
    json_t *object = make_sheet(&drawn.sheet);
    json_t *frames = json_array();
    size_t frame_bytes = (size_t)drawn.width * (size_t)drawn.height * 4;
    uint8_t *rgba = eng_alloc(frame_bytes, 1);
    put_integer(object, "width", drawn.width);
    put_integer(object, "height", drawn.height);
    json_object_set_new(object, "layers", make_layers(&drawn));
    for (uint32_t i = 0; i < drawn.sheet.frames.count; ++i) {
        json_t *frame = make_frame(&drawn.sheet.frames.items[i]);
        eng_aseprite_draw_frame(&drawn, i, rgba);
        eng_inspect_put_sha256(frame, "pixels_sha256", rgba, frame_bytes);
        json_array_append_new(frames, frame);
    }
    json_object_set_new(object, "frames", frames);
    eng_free(rgba);
    eng_aseprite_fini(&drawn);
    return object;
}
