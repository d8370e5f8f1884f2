// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/batch_internal.h"

#include "base/clock.h"
#include "base/log.h"

#include <string.h>

#define SLICE_BYTES ((size_t)256 << 10)

void eng_batch_straighten(const uint32_t *from, size_t from_stride, int width, int height,
                          uint32_t *to)
{
    for (int y = 0; y < height; y++, from += from_stride) {
        for (int x = 0; x < width; x++) {
            uint32_t pixel = from[x], alpha = pixel >> 24;
            if (alpha != 0 && alpha != 255) {
                uint32_t red = ((pixel >> 16 & 255) * 255 + alpha / 2) / alpha;
                uint32_t green = ((pixel >> 8 & 255) * 255 + alpha / 2) / alpha;
                uint32_t blue = ((pixel & 255) * 255 + alpha / 2) / alpha;
                red = red > 255 ? 255 : red;
                green = green > 255 ? 255 : green;
                blue = blue > 255 ? 255 : blue;
                pixel = alpha << 24 | red << 16 | green << 8 | blue;
            }
            *to++ = pixel;
        }
    }
}

static void drop_texture(eng_pages *pages, struct eng_pages_page *page)
{
    if (page->texture)
        SDL_DestroyTexture(page->texture);
    page->texture = NULL;
    page->rows_ready = 0;
    pages->batch->slots[page->slot].texture = NULL;
    pages->batch->slots[page->slot].has_white = false;
}

// Lets the page's texture and slot go, and takes a slot for what is there now, if anything is.
static bool follow_page(eng_pages *pages, uint32_t index, const eng_atlas_page *now)
{
    struct eng_pages_page *page = &pages->pages[index];
    if (page->has_slot) {
        drop_texture(pages, page);
        eng_batch_free_slot(pages->batch, page->slot);
    }
    *page = (struct eng_pages_page){
        .width = now->width, .height = now->height, .patch_serial = now->patch_serial};
    page->has_slot = now->width > 0 && eng_batch_take_slot(pages->batch, &page->slot);
    return now->width == 0 || page->has_slot;
}

bool eng_pages_follow(eng_pages *pages, eng_error *error)
{
    uint32_t count = eng_atlas_get_page_count(pages->atlas);
    uint32_t room = count < ENG_BATCH_SLOT_CAPACITY ? count : ENG_BATCH_SLOT_CAPACITY;
    bool is_good = room == count;
    pages->bytes_done = 0;
    pages->bytes_total = 0;
    pages->page_count = room;
    for (uint32_t i = 0; i < room; i++) {
        eng_atlas_page now = eng_atlas_get_page(pages->atlas, i);
        struct eng_pages_page *page = &pages->pages[i];
        if (page->patch_serial == now.patch_serial && page->has_slot)
            continue;
        is_good = follow_page(pages, i, &now) && is_good;
        pages->bytes_total += (uint64_t)now.width * (uint64_t)now.height * 4;
    }
    pages->is_done = false;
    return is_good ||
           eng_error_set(error, "%u atlas pages do not fit in %d textures: use larger pages",
                         (unsigned)count, ENG_BATCH_SLOT_CAPACITY);
}

eng_pages *eng_pages_create(eng_batch *batch, eng_atlas *atlas, eng_error *error)
{
    eng_pages *pages = eng_alloc(1, sizeof *pages);
    pages->batch = batch;
    pages->atlas = atlas;
    if (!eng_pages_follow(pages, error)) {
        eng_pages_destroy(pages);
        return NULL;
    }
    batch->pages = pages;
    eng_atlas_restart_slices(atlas);
    return pages;
}

static void drop_textures(eng_pages *pages)
{
    for (uint32_t i = 0; i < pages->page_count; i++)
        if (pages->pages[i].has_slot)
            drop_texture(pages, &pages->pages[i]);
}

void eng_pages_destroy(eng_pages *pages)
{
    if (!pages)
        return;
    drop_textures(pages);
    for (uint32_t i = 0; i < pages->page_count; i++)
        if (pages->pages[i].has_slot)
            eng_batch_free_slot(pages->batch, pages->pages[i].slot);
    if (pages->batch->pages == pages)
        pages->batch->pages = NULL;
    eng_free(pages->staging);
    eng_free(pages);
}

void eng_pages_restart(eng_pages *pages)
{
    drop_textures(pages);
    pages->bytes_done = 0;
    pages->is_done = false;
    eng_atlas_restart_slices(pages->atlas);
}

float eng_pages_get_progress(const eng_pages *pages)
{
    if (pages->is_done || pages->bytes_total == 0)
        return 1;
    return (float)((double)pages->bytes_done / (double)pages->bytes_total);
}

// The texture is a row higher than the page, where there is room, for a white texel of its own.
static bool open_page(eng_pages *pages, struct eng_pages_page *page)
{
    eng_batch *batch = pages->batch;
    int limit = eng_window_get_side_limit(batch->window);
    bool has_white = page->height < limit && page->width >= 3;
    int height = page->height + (has_white ? 1 : 0);
    page->texture = eng_batch_create_texture(batch, page->width, height, !batch->is_software);
    if (!page->texture)
        return false;
    eng_batch_fill_slot(batch, page->slot, page->texture, page->width, height);
    if (has_white) {
        const uint32_t white[3] = {~0u, ~0u, ~0u};
        SDL_Rect rect = {0, page->height, 3, 1};
        SDL_UpdateTexture(page->texture, &rect, white, sizeof white);
        eng_batch_set_white(batch, page->slot, 1.5f, (float)page->height + 0.5f);
    }
    return true;
}

static void upload(eng_pages *pages, const eng_atlas_slice *slice)
{
    struct eng_pages_page *page = &pages->pages[slice->page];
    SDL_Rect rect = {slice->x, slice->y, slice->width, slice->height};
    const uint32_t *pixels = slice->pixels;
    int pitch = slice->pitch_bytes;
    if (!pages->batch->is_premultiplied) {
        size_t count = (size_t)slice->width * (size_t)slice->height;
        if (count > pages->staging_pixels) {
            pages->staging = eng_resize(pages->staging, count, sizeof *pages->staging);
            pages->staging_pixels = count;
        }
        eng_batch_straighten(pixels, (size_t)pitch / 4, slice->width, slice->height,
                             pages->staging);
        pixels = pages->staging;
        pitch = slice->width * 4;
    }
    if (SDL_UpdateTexture(page->texture, &rect, pixels, pitch) != 0)
        eng_log_error("atlas page %u: rows %d to %d are not drawn: %s", (unsigned)slice->page,
                      slice->y, slice->y + slice->height, SDL_GetError());
    page->rows_ready = slice->y + slice->height;
}

bool eng_pages_upload_step(eng_pages *pages, int64_t budget_us)
{
    if (pages->is_done)
        return true;
    int64_t end_ns = eng_clock_ns() + budget_us * 1000;
    eng_atlas_slice slice;
    // A new texture takes milliseconds, so it is made at the beginning of a step.
    do {
        if (!eng_atlas_next_slice(pages->atlas, SLICE_BYTES, &slice)) {
            pages->is_done = true;
            break;
        }
        pages->bytes_done += (uint64_t)slice.width * (uint64_t)slice.height * 4;
        if (slice.page >= pages->page_count || !pages->pages[slice.page].has_slot)
            continue;
        struct eng_pages_page *page = &pages->pages[slice.page];
        if (page->texture || open_page(pages, page))
            upload(pages, &slice);
    } while (eng_clock_ns() < end_ns && !slice.is_last_of_page);
    return pages->is_done;
}

struct eng_picture {
    eng_batch *batch;
    SDL_Texture *texture;
    uint32_t *staging; // premultiplied, where the renderer wants that
    int width, height;
    uint8_t slot;
};

eng_picture *eng_picture_create(eng_batch *batch, int width, int height, eng_error *error)
{
    eng_picture *picture = eng_alloc(1, sizeof *picture);
    picture->batch = batch;
    picture->width = width;
    picture->height = height;
    bool fits = width >= 1 && height >= 1 && width <= 1024 && height <= 1024;
    if (!fits || !eng_batch_take_slot(batch, &picture->slot)) {
        eng_error_set(error, "no picture of %d x %d: use sides of 1 to 1024, and fewer than %d",
                      width, height, ENG_BATCH_SLOT_CAPACITY);
        eng_free(picture);
        return NULL;
    }
    picture->texture = eng_batch_create_texture(batch, width, height, true);
    if (!picture->texture) {
        eng_error_set(error, "no picture of %d x %d: %s", width, height, SDL_GetError());
        eng_picture_destroy(picture);
        return NULL;
    }
    eng_batch_fill_slot(batch, picture->slot, picture->texture, width, height);
    picture->staging = eng_alloc((size_t)width * (size_t)height, sizeof *picture->staging);
    SDL_UpdateTexture(picture->texture, NULL, picture->staging, width * 4);
    return picture;
}

void eng_picture_destroy(eng_picture *picture)
{
    if (!picture)
        return;
    if (picture->texture)
        SDL_DestroyTexture(picture->texture);
    eng_batch_free_slot(picture->batch, picture->slot);
    eng_free(picture->staging);
    eng_free(picture);
}

void eng_picture_update(eng_picture *picture, const uint32_t *pixels)
{
    size_t count = (size_t)picture->width * (size_t)picture->height;
    if (picture->batch->is_premultiplied) {
        for (size_t i = 0; i < count; i++) {
            SDL_Color color = eng_batch_color(picture->batch, pixels[i]);
            picture->staging[i] = (uint32_t)color.a << 24 | (uint32_t)color.r << 16 |
                                  (uint32_t)color.g << 8 | color.b;
        }
        pixels = picture->staging;
    }
    SDL_UpdateTexture(picture->texture, NULL, pixels, picture->width * 4);
}

void eng_batch_picture(eng_batch *batch, int layer, const eng_picture *picture, float x, float y,
                       float width, float height, uint32_t color)
{
    const eng_batch_view *view = &batch->view;
    float left = x * view->zoom + view->x, top = y * view->zoom + view->y;
    eng_rect rect = {left, top, left + width * view->zoom, top + height * view->zoom};
    eng_batch_add_rect(batch, layer, picture->slot, ENG_QUAD_COPY, rect, (eng_rect){0, 0, 1, 1},
                       eng_batch_color(batch, color));
}
