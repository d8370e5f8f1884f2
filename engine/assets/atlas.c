// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/atlas.h"
#include "assets/atlas_parts.h"
#include "assets/suggest.h"

#include "base/check.h"
#include "base/log.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>

void eng_atlas_release_pixels(eng_atlas_pixels *held)
{
    if (!held || atomic_fetch_sub(&held->holder_count, 1) > 1)
        return;
    if (held->is_mapped)
        munmap(held->pixels, held->byte_count);
    else
        eng_free_large(held->pixels, held->byte_count);
    eng_free(held);
}

void eng_atlas_unload(eng_atlas *atlas)
{
    if (!atlas)
        return;
    eng_atlas_drop_patch(atlas);
    for (uint32_t i = 0; i < atlas->patches.count; i++)
        eng_atlas_unload(atlas->patches.items[i]);
    for (uint32_t i = 0; i < atlas->gone.count; i++)
        eng_free(atlas->gone.items[i]);
    for (uint32_t i = 0; i < atlas->failed.count; i++)
        eng_free(atlas->failed.items[i]);
    for (uint32_t i = 0; i < atlas->pages.count; i++)
        eng_atlas_release_pixels(atlas->pages.items[i].held);
    for (uint32_t i = 0; i < atlas->sprites.count; i++)
        eng_free(atlas->sprites.items[i].name);
    for (uint32_t i = 0; i < atlas->errors.count; i++)
        eng_free(atlas->errors.items[i]);
    for (uint32_t i = 0; i < atlas->missing.count; i++)
        eng_free(atlas->missing.items[i]);
    for (uint32_t i = 0; i < atlas->sheets.count; i++) {
        if (atlas->sheets.items[i])
            eng_sheet_fini(atlas->sheets.items[i]);
        eng_free(atlas->sheets.items[i]);
    }
    eng_free(atlas->patches.items);
    eng_free(atlas->gone.items);
    eng_free(atlas->failed.items);
    eng_free(atlas->sheets.items);
    eng_free(atlas->pages.items);
    eng_free(atlas->sprites.items);
    eng_free(atlas->errors.items);
    eng_free(atlas->missing.items);
    eng_free(atlas->frames);
    eng_free(atlas);
}

eng_atlas_counts eng_atlas_get_counts(const eng_atlas *atlas)
{
    return atlas->counts;
}

uint32_t eng_atlas_get_sprite_count(const eng_atlas *atlas)
{
    return atlas->sprites.count;
}

eng_sprite eng_atlas_get_sprite(const eng_atlas *atlas, uint32_t sprite_id)
{
    uint32_t id = sprite_id < atlas->sprites.count ? sprite_id : ENG_SPRITE_PLACEHOLDER;
    const eng_sprite_data *data = &atlas->sprites.items[id];
    if (data->is_gone)
        data = &atlas->sprites.items[ENG_SPRITE_PLACEHOLDER];
    const eng_atlas_frame *frames =
        data->patched ? data->patched : atlas->frames + data->first_frame;
    return (eng_sprite){data->name, frames, data->frame_count, data->sheet};
}

static void report_missing(eng_atlas *atlas, const char *name)
{
    for (uint32_t i = 0; i < atlas->missing.count; i++)
        if (strcmp(atlas->missing.items[i], name) == 0)
            return;
    *ENG_ARRAY_PUSH(&atlas->missing) = eng_copy_text(name);
    const char **names = eng_alloc(atlas->sprites.count, sizeof *names);
    uint32_t name_count = 1;
    for (uint32_t i = 1; i < atlas->sprites.count; i++)
        if (!atlas->sprites.items[i].is_gone)
            names[name_count++] = atlas->sprites.items[i].name;
    const char *near = eng_suggest(name, names, name_count);
    if (near)
        eng_log_warning("no sprite '%s': did you mean '%s'?", name, near);
    else
        eng_log_warning("no sprite '%s'; add sprites/%s.png or sprites/%s/*.png", name, name, name);
    eng_free(names);
}

uint32_t eng_sprite_find_optional(const eng_atlas *atlas, const char *name)
{
    uint32_t sorted_count = atlas->sprites.count - atlas->late_count, low = 1, high = sorted_count;
    for (uint32_t i = sorted_count; i < atlas->sprites.count; i++)
        if (strcmp(atlas->sprites.items[i].name, name) == 0)
            return atlas->sprites.items[i].is_gone ? ENG_SPRITE_NONE : i;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(atlas->sprites.items[middle].name, name);
        if (order == 0)
            return atlas->sprites.items[middle].is_gone ? ENG_SPRITE_NONE : middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ENG_SPRITE_NONE;
}

uint32_t eng_sprite_find(eng_atlas *atlas, const char *name)
{
    uint32_t found = eng_sprite_find_optional(atlas, name);
    if (found != ENG_SPRITE_NONE)
        return found;
    report_missing(atlas, name);
    return ENG_SPRITE_PLACEHOLDER;
}

const eng_sheet_tag *eng_sprite_find_tag(const eng_sprite *sprite, const char *name)
{
    for (uint32_t i = 0; sprite->sheet && i < sprite->sheet->tags.count; i++)
        if (strcmp(sprite->sheet->tags.items[i].name, name) == 0)
            return &sprite->sheet->tags.items[i];
    return NULL;
}

uint32_t eng_sheet_tag_step_at(const eng_sheet_tag *tag, double seconds)
{
    double round_ms = 0;
    for (uint32_t i = 0; i < tag->step_count; i++)
        round_ms += tag->steps[i].duration_ms;
    double ms = seconds > 0 ? seconds * 1e3 : 0;
    if (round_ms <= 0 || (tag->repeat > 0 && ms >= round_ms * tag->repeat))
        return tag->step_count - 1;
    ms -= floor(ms / round_ms) * round_ms;
    for (uint32_t i = 0; i < tag->step_count; i++) {
        ms -= tag->steps[i].duration_ms;
        if (ms < 0)
            return i;
    }
    return tag->step_count - 1;
}

uint32_t eng_atlas_get_page_count(const eng_atlas *atlas)
{
    return atlas->pages.count;
}

eng_atlas_page eng_atlas_get_page(const eng_atlas *atlas, uint32_t page_index)
{
    ENG_ASSERT(page_index < atlas->pages.count);
    const eng_atlas_page_data *page = &atlas->pages.items[page_index];
    return (eng_atlas_page){page->width, page->height, page->pixels, page->patch_serial};
}

bool eng_atlas_next_slice(eng_atlas *atlas, size_t max_bytes, eng_atlas_slice *slice)
{
    for (; atlas->slice_page < atlas->pages.count; atlas->slice_page++) {
        eng_atlas_page_data *page = &atlas->pages.items[atlas->slice_page];
        int left = page->height - page->next_row;
        if (left <= 0 || !page->pixels)
            continue;
        size_t row_bytes = (size_t)page->width * sizeof *page->pixels;
        size_t rows = max_bytes / row_bytes;
        if (rows < 1)
            rows = 1;
        int height = rows < (size_t)left ? (int)rows : left;
        *slice = (eng_atlas_slice){
            .page = atlas->slice_page,
            .y = page->next_row,
            .width = page->width,
            .height = height,
            .pixels = page->pixels + (size_t)page->next_row * (size_t)page->width,
            .pitch_bytes = (int)row_bytes,
            .is_last_of_page = height == left,
        };
        page->next_row += height;
        return true;
    }
    return false;
}

void eng_atlas_restart_slices(eng_atlas *atlas)
{
    atlas->slice_page = 0;
    for (uint32_t i = 0; i < atlas->pages.count; i++)
        atlas->pages.items[i].next_row = 0;
}

void eng_atlas_free_pixels(eng_atlas *atlas, uint32_t page_index)
{
    ENG_ASSERT(page_index < atlas->pages.count);
    eng_atlas_page_data *page = &atlas->pages.items[page_index];
    eng_atlas_release_pixels(page->held);
    page->held = NULL;
    page->pixels = NULL;
}

uint32_t eng_atlas_get_error_count(const eng_atlas *atlas)
{
    return atlas->errors.count;
}

const char *eng_atlas_get_error(const eng_atlas *atlas, uint32_t error_index)
{
    ENG_ASSERT(error_index < atlas->errors.count);
    return atlas->errors.items[error_index];
}
