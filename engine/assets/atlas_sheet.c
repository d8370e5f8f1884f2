// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Sheets in the atlas. Every frame is a job like any other, with a place and a border of its own,
// so that a sheet whose frames touch does not bleed. The picture they are cut from is read when its
// first frame is, decoded by the first decoder that wants a frame of it, and freed with the last.

#include "assets/atlas_parts.h"
#include "assets/image.h"

#include <stdio.h>
#include <string.h>

// --------------------------------------------------------------------------------------- opening

// "sprites/ant.json" and "ant.png" give "sprites/ant.png".
static char *join_beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    size_t folder_bytes = slash ? (size_t)(slash + 1 - path) : 0, name_bytes = strlen(name);
    char *joined = eng_alloc(folder_bytes + name_bytes + 1, 1);
    memcpy(joined, path, folder_bytes);
    memcpy(joined + folder_bytes, name, name_bytes);
    return joined;
}

typedef struct measuring {
    eng_atlas_loader *loader;
    eng_atlas_sheet *opened;
    const char *path;
} measuring;

static bool measure(void *user, const char *image, int *width, int *height, eng_error *error)
{
    const measuring *at = user;
    const void *bytes;
    size_t byte_count;
    uint8_t *owned;
    char *path = join_beside(at->path, image);
    bool is_good = eng_atlas_read(at->loader, path, NULL, &bytes, &byte_count, &owned, error);
    if (is_good) {
        is_good = eng_image_probe(image, bytes, byte_count, width, height, error);
        eng_free(owned);
    }
    eng_free(path);
    return is_good;
}

static bool read_beside(void *user, const char *name, char **text, size_t *text_bytes,
                        eng_error *error)
{
    const measuring *at = user;
    const void *bytes;
    uint8_t *owned;
    char *path = join_beside(at->path, name);
    bool is_good = eng_atlas_read(at->loader, path, NULL, &bytes, text_bytes, &owned, error);
    if (is_good) {
        eng_atlas_related *related = ENG_ARRAY_PUSH(&at->opened->related);
        *related = (eng_atlas_related){path, eng_atlas_print_file(at->loader, path)};
        if (at->loader->wants_prints)
            eng_baked_hash(&related->print, bytes, *text_bytes);
        *text = eng_alloc(*text_bytes + 1, 1);
        memcpy(*text, bytes, *text_bytes);
        eng_free(owned);
    } else {
        eng_free(path);
    }
    return is_good;
}

static void free_related(eng_atlas_sheet *opened)
{
    for (uint32_t i = 0; i < opened->related.count; i++)
        eng_free(opened->related.items[i].path);
    eng_free(opened->related.items);
}

static void make_pictures(const eng_atlas_loader *loader, eng_atlas_sheet *opened)
{
    const eng_sheet *sheet = opened->sheet;
    opened->picture_count = sheet->pages.count;
    opened->pictures = eng_alloc(sheet->pages.count + 1, sizeof *opened->pictures);
    for (uint32_t i = 0; i < sheet->pages.count; i++) {
        opened->pictures[i].path = join_beside(opened->path, sheet->pages.items[i].image);
        opened->pictures[i].wants_hash = loader->wants_prints;
        pthread_mutex_init(&opened->pictures[i].mutex, NULL);
    }
    for (uint32_t i = 0; i < sheet->frames.count; i++)
        opened->pictures[sheet->frames.items[i].page].use_count++;
}

static bool is_aseprite(const char *path)
{
    return strcmp(strrchr(path, '.'), ".json") != 0;
}

static bool parse(eng_atlas_loader *loader, eng_atlas_sheet *opened, const void *bytes,
                  size_t byte_count, eng_error *error)
{
    measuring at = {loader, opened, opened->path};
    const eng_sheet_beside beside = {
        .user = &at, .measure = measure, .read = read_beside, .is_first_whole = true};
    if (is_aseprite(opened->path)) {
        if (!eng_aseprite_parse(opened->path, bytes, byte_count, &opened->drawn, error))
            return false;
        *opened->sheet = opened->drawn.sheet;
        opened->drawn.sheet = (eng_sheet){0};
        return true;
    }
    if (!eng_sheet_parse(opened->path, bytes, byte_count, &beside, opened->sheet, error))
        return false;
    make_pictures(loader, opened);
    return true;
}

eng_atlas_sheet *eng_atlas_open_sheet(eng_atlas_loader *loader, const char *path,
                                      const eng_atlas_source *source)
{
    eng_error error = {{0}};
    const void *bytes = NULL;
    size_t byte_count = 0;
    uint8_t *owned = NULL;
    eng_atlas_sheet *opened = eng_alloc(1, sizeof *opened);
    opened->path = eng_copy_text(path);
    opened->sheet = eng_alloc(1, sizeof *opened->sheet);
    opened->print = eng_atlas_print_file(loader, path);
    bool is_good = eng_atlas_read(loader, path, source, &bytes, &byte_count, &owned, &error) &&
                   parse(loader, opened, bytes, byte_count, &error);
    if (is_good && loader->wants_prints)
        eng_baked_hash(&opened->print, bytes, byte_count);
    eng_free(owned);
    if (!is_good) {
        eng_atlas_note(loader->atlas, error.text);
        free_related(opened);
        eng_free(opened->sheet);
        eng_free(opened->path);
        eng_free(opened);
        return NULL;
    }
    *ENG_ARRAY_PUSH(&loader->sheets) = opened;
    *ENG_ARRAY_PUSH(&loader->atlas->sheets) = opened->sheet;
    return opened;
}

eng_atlas_sheet *eng_atlas_take_sheet(eng_atlas_loader *loader, eng_sheet *sheet)
{
    eng_atlas_sheet *opened = eng_alloc(1, sizeof *opened);
    opened->path = eng_copy_text("");
    opened->sheet = sheet;
    opened->is_given = true;
    make_pictures(loader, opened);
    *ENG_ARRAY_PUSH(&loader->sheets) = opened;
    return opened;
}

// Of a sheet made by hand nobody has compared the frames with the picture.
static bool is_inside(const eng_sheet_frame *frame, const eng_atlas_picture *picture)
{
    return frame->source.x >= 0 && frame->source.y >= 0 &&
           frame->source.x + frame->source.width <= picture->width &&
           frame->source.y + frame->source.height <= picture->height;
}

void eng_atlas_close_sheets(eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->sheets.count; i++) {
        eng_atlas_sheet *opened = loader->sheets.items[i];
        for (uint32_t p = 0; p < opened->picture_count; p++) {
            eng_free(opened->pictures[p].path);
            eng_free(opened->pictures[p].owned);
            eng_free(opened->pictures[p].pixels);
            pthread_mutex_destroy(&opened->pictures[p].mutex);
        }
        eng_free(opened->pictures);
        free_related(opened);
        if (opened->drawn.parts)
            eng_aseprite_fini(&opened->drawn);
        eng_free(opened->path);
        eng_free(opened);
    }
    eng_free(loader->sheets.items);
    loader->sheets.items = NULL;
    loader->sheets.count = loader->sheets.capacity = 0;
}

// --------------------------------------------------------------------------------------- reading

static void read_picture(eng_atlas_loader *loader, eng_atlas_picture *picture, eng_atlas_job *job,
                         eng_error *error)
{
    picture->is_read = true;
    picture->print = eng_atlas_print_file(loader, picture->path);
    picture->is_unusable = !eng_atlas_read(loader, picture->path, NULL, &picture->bytes,
                                           &picture->byte_count, &picture->owned, error) ||
                           !eng_image_probe(picture->path, picture->bytes, picture->byte_count,
                                            &picture->width, &picture->height, error);
    // The whole picture counts as read with its first frame.
    job->picture_bytes = picture->byte_count;
}

bool eng_atlas_read_sheet_job(eng_atlas_loader *loader, eng_atlas_job *job, eng_error *error)
{
    const eng_sheet_frame *frame = &job->sheet->sheet->frames.items[job->sheet_frame];
    job->place.width = frame->trim.width;
    job->place.height = frame->trim.height;
    job->place.left = frame->trim.x;
    job->place.top = frame->trim.y;
    job->place.full_width = frame->width;
    job->place.full_height = frame->height;
    // A frame of nothing still needs a place.
    if (job->place.width == 0 || job->place.height == 0)
        job->place.width = job->place.height = 1;
    if (job->sheet->drawn.parts)
        return true;
    eng_atlas_picture *picture = &job->sheet->pictures[frame->page];
    if (!picture->is_read)
        read_picture(loader, picture, job, error);
    if (!picture->is_unusable && !is_inside(frame, picture)) {
        picture->is_unusable = true;
        return eng_error_set(error,
                             "%s: %d x %d pixels, too small for the frames that are cut from it",
                             picture->path, picture->width, picture->height);
    }
    return !picture->is_unusable;
}

// --------------------------------------------------------------------------------------- drawing

// A picture that cannot be decoded is told of once, not for each of its frames.
static bool decode_picture(eng_atlas_picture *picture, eng_error *error)
{
    pthread_mutex_lock(&picture->mutex);
    if (!picture->pixels) {
        if (picture->wants_hash)
            eng_baked_hash(&picture->print, picture->bytes, picture->byte_count);
        picture->pixels =
            eng_alloc((size_t)picture->width * (size_t)picture->height, sizeof *picture->pixels);
        picture->is_broken = !eng_image_decode(picture->path, picture->bytes, picture->byte_count,
                                               picture->pixels, picture->width, error);
    }
    bool is_good = !picture->is_broken;
    pthread_mutex_unlock(&picture->mutex);
    return is_good;
}

static void draw_drawn(eng_atlas_job *job)
{
    const eng_aseprite *drawn = &job->sheet->drawn;
    size_t width = (size_t)drawn->width, height = (size_t)drawn->height;
    uint8_t *rgba = eng_alloc(width * height, 4);
    eng_aseprite_draw_frame(drawn, job->sheet_frame, rgba);
    for (size_t y = 0; y < height; y++)
        eng_image_premultiply(rgba + y * width * 4, width,
                              job->pixels + y * (size_t)job->stride_pixels);
    eng_free(rgba);
}

static void cut_out(eng_atlas_job *job, const eng_sheet_frame *frame,
                    const eng_atlas_picture *picture)
{
    size_t from_stride = (size_t)picture->width;
    const uint32_t *from =
        picture->pixels + (size_t)frame->source.y * from_stride + (size_t)frame->source.x;
    for (int y = 0; y < frame->trim.height; y++) {
        uint32_t *to = job->pixels + (size_t)y * (size_t)job->stride_pixels;
        if (!frame->is_rotated) {
            memcpy(to, from + (size_t)y * from_stride, (size_t)frame->trim.width * sizeof *to);
            continue;
        }
        // It lies turned clockwise: its first row is the last column of what is stored.
        size_t column = (size_t)(frame->trim.height - 1 - y);
        for (int x = 0; x < frame->trim.width; x++)
            to[x] = from[(size_t)x * from_stride + column];
    }
}

bool eng_atlas_draw_sheet_job(eng_atlas_job *job, eng_error *error)
{
    const eng_sheet_frame *frame = &job->sheet->sheet->frames.items[job->sheet_frame];
    if (job->sheet->drawn.parts) {
        draw_drawn(job);
        return true;
    }
    eng_atlas_picture *picture = &job->sheet->pictures[frame->page];
    if (!decode_picture(picture, error))
        return false;
    cut_out(job, frame, picture);
    return true;
}

void eng_atlas_release_sheet_job(eng_atlas_job *job)
{
    const eng_sheet_frame *frame = &job->sheet->sheet->frames.items[job->sheet_frame];
    if (job->sheet->drawn.parts)
        return;
    eng_atlas_picture *picture = &job->sheet->pictures[frame->page];
    if (atomic_fetch_sub(&picture->use_count, 1) != 1)
        return;
    eng_free(picture->owned);
    eng_free(picture->pixels);
    picture->owned = NULL;
    picture->pixels = NULL;
}
