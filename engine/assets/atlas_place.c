// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Frames are placed in batches of a fixed size and in the order of their names, each batch on the
// current page as far as it goes and the rest on new pages. Timing and threads have no say in it.
// Main thread, all of it.

#include "assets/atlas_parts.h"
#include "assets/image.h"

#include "base/check.h"

#include <stdio.h>
#include <string.h>

#define STBRP_STATIC
#define STB_RECT_PACK_IMPLEMENTATION
#include <stb/stb_rect_pack.h>

typedef struct eng_atlas_packer {
    stbrp_context context; // of the current page; stb keeps pointers into it, so it never moves
    stbrp_node *nodes;
    uint32_t page;   // index of the current page
    int used_height; // of the current page
    bool has_page;
} eng_atlas_packer;

bool eng_atlas_add_page(eng_atlas_loader *loader, int width, int height, uint32_t *mapped)
{
    size_t bytes = (size_t)width * (size_t)height * sizeof(uint32_t);
    if (loader->page_bytes + bytes > loader->def.bytes_limit)
        return false;
    loader->page_bytes += bytes;
    // Zeroed memory of this size costs nothing until a decoder touches it.
    eng_atlas_pixels *held = eng_alloc(1, sizeof *held);
    *held = (eng_atlas_pixels){.pixels = mapped ? mapped : eng_alloc_large(bytes),
                               .byte_count = bytes,
                               .is_mapped = mapped != NULL,
                               .holder_count = 1};
    *ENG_ARRAY_PUSH(&loader->atlas->pages) = (eng_atlas_page_data){
        .pixels = held->pixels, .held = held, .width = width, .height = height};
    return true;
}

static void close_page(eng_atlas_loader *loader)
{
    eng_atlas_packer *packer = loader->packer;
    if (packer->has_page)
        loader->atlas->pages.items[packer->page].height = packer->used_height;
    packer->has_page = false;
}

static bool open_page(eng_atlas_loader *loader)
{
    eng_atlas_packer *packer = loader->packer;
    int size = loader->def.page_size;
    close_page(loader);
    if (!eng_atlas_add_page(loader, size, size, NULL))
        return false;
    packer->page = loader->atlas->pages.count - 1;
    packer->used_height = 0;
    packer->has_page = true;
    stbrp_init_target(&packer->context, size, size, packer->nodes, size);
    return true;
}

// The frame is shown as the placeholder's, and says why.
static void give_up(eng_atlas_loader *loader, eng_atlas_job *job, const char *format, int limit)
{
    char text[ENG_PACK_PATH_BYTES];
    int used = snprintf(text, sizeof text, "%.512s: ", job->path ? job->path : "placeholder");
    snprintf(text + used, sizeof text - (size_t)used, format, limit);
    job->is_broken = true;
    job->error = eng_copy_text(text);
    job->place = loader->jobs[0].place;
}

// Copies the frame and repeats its border once around it, so that a scaled or rotated sprite never
// shows its neighbour.
static void copy_frame(const eng_atlas_job *job)
{
    size_t width = (size_t)job->place.width, stride = job->target_stride;
    const uint32_t *from = job->pixels;
    uint32_t *to = job->target, *first = to;
    for (int y = 0; y < job->place.height; y++, to += stride, from += job->stride_pixels) {
        memcpy(to, from, width * sizeof *to);
        to[-1] = to[0];
        to[width] = to[width - 1];
    }
    size_t row_bytes = (width + 2) * sizeof *to;
    memcpy(first - stride - 1, first - 1, row_bytes);
    memcpy(to - 1, to - stride - 1, row_bytes);
}

void eng_atlas_copy_job(eng_atlas_job *job)
{
    if (job->target && job->pixels)
        copy_frame(job);
    eng_free(job->pixels);
    job->pixels = NULL;
}

static void set_place(eng_atlas_loader *loader, eng_atlas_job *job, uint32_t page, int x, int y)
{
    eng_atlas_page_data *data = &loader->atlas->pages.items[page];
    job->place.page = page;
    job->place.x = x + ENG_ATLAS_PADDING;
    job->place.y = y + ENG_ATLAS_PADDING;
    job->target_stride = (size_t)data->width;
    job->target = data->pixels + (size_t)job->place.y * job->target_stride + (size_t)job->place.x;
}

static void place_alone(eng_atlas_loader *loader, eng_atlas_job *job)
{
    int width = job->place.width + 2 * ENG_ATLAS_PADDING;
    int height = job->place.height + 2 * ENG_ATLAS_PADDING;
    if (width > loader->def.side_limit || height > loader->def.side_limit)
        give_up(loader, job, "too large for this renderer; use at most %d pixels on each side",
                loader->def.side_limit - 2 * ENG_ATLAS_PADDING);
    else if (!eng_atlas_add_page(loader, width, height, NULL))
        give_up(loader, job, "no room left in the atlas; use smaller or fewer pictures (%d MiB)",
                (int)(loader->def.bytes_limit >> 20));
    else
        set_place(loader, job, loader->atlas->pages.count - 1, 0, 0);
}

// One attempt on the current page. What did not fit stays in `rects`; returns how many that are.
static int pack_rects(eng_atlas_loader *loader, stbrp_rect *rects, int rect_count)
{
    eng_atlas_packer *packer = loader->packer;
    stbrp_pack_rects(&packer->context, rects, rect_count);
    int left = 0;
    for (int i = 0; i < rect_count; i++) {
        if (!rects[i].was_packed) {
            rects[left++] = rects[i];
            continue;
        }
        set_place(loader, &loader->jobs[rects[i].id], packer->page, rects[i].x, rects[i].y);
        if (rects[i].y + rects[i].h > packer->used_height)
            packer->used_height = rects[i].y + rects[i].h;
    }
    return left;
}

void eng_atlas_place(eng_atlas_loader *loader, uint32_t first, uint32_t end)
{
    if (!loader->packer) {
        loader->packer = eng_alloc(1, sizeof *loader->packer);
        loader->packer->nodes =
            eng_alloc((size_t)loader->def.page_size, sizeof *loader->packer->nodes);
    }
    stbrp_rect rects[ENG_ATLAS_BATCH_COUNT];
    int count = 0;
    ENG_ASSERT(end - first <= ENG_ATLAS_BATCH_COUNT);
    for (uint32_t i = first; i < end; i++) {
        eng_atlas_job *job = &loader->jobs[i];
        if (i > 0 && i < loader->early_count)
            continue; // blocks lie where they lie
        int width = job->place.width + 2 * ENG_ATLAS_PADDING;
        int height = job->place.height + 2 * ENG_ATLAS_PADDING;
        if (job->is_broken && i > 0)
            job->place = loader->jobs[0].place;
        else if (width > loader->def.page_size || height > loader->def.page_size)
            place_alone(loader, job);
        else
            rects[count++] = (stbrp_rect){.id = (int)i, .w = width, .h = height};
    }
    if (loader->packer->has_page)
        count = pack_rects(loader, rects, count);
    while (count > 0 && open_page(loader))
        count = pack_rects(loader, rects, count);
    for (int i = 0; i < count; i++)
        give_up(loader, &loader->jobs[rects[i].id],
                "no room left in the atlas; use smaller or fewer pictures (%d MiB)",
                (int)(loader->def.bytes_limit >> 20));
}

void eng_atlas_place_end(eng_atlas_loader *loader)
{
    if (!loader->packer)
        return;
    close_page(loader);
    eng_free(loader->packer->nodes);
    eng_free(loader->packer);
    loader->packer = NULL;
}
