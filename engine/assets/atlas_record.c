// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What of a loaded atlas is worth keeping: every sprite that is as it should be. Those that came
// from the cache are kept where they are, the others join them; prebuilt ones too, which are packed
// more tightly in their zip than is quick.

#include "assets/atlas_parts.h"
#include "assets/pack_source.h"

#include <zlib.h>

typedef struct recording {
    eng_atlas_loader *loader;
    eng_baked_plan *plan;
    uint32_t *plan_pages;   // by page of the atlas, plus one; 0: not in the plan
    uint32_t *plan_sources; // by source of the cache's file, plus one
    uint32_t fresh_count;   // sprites that the cache does not have
    ENG_ARRAY(uint32_t) refs;
    ENG_ARRAY(eng_atlas_frame) frames;
} recording;

static bool is_sound_picture(const eng_atlas_picture *picture)
{
    return picture->is_read && !picture->is_unusable && !picture->is_broken &&
           picture->print.has_hash;
}

// A sprite with a fault is decoded every time, so that the fault is told every time.
static bool is_sound(const eng_atlas_loader *loader, const eng_atlas_origin *origin)
{
    const eng_atlas_sheet *sheet = origin->sheet;
    for (uint32_t i = 0; i < origin->job_count; i++) {
        const eng_atlas_job *job = &loader->jobs[origin->first_job + i];
        if (job->is_broken || job->error || job->sheet != sheet || (!sheet && !job->print.has_hash))
            return false;
    }
    for (uint32_t i = 0; sheet && i < sheet->picture_count; i++)
        if (!is_sound_picture(&sheet->pictures[i]))
            return false;
    return !sheet || !sheet->is_given || sheet->picture_count > 0;
}

// In the zip that is made of the files their stamps will be other ones, and enough.
static eng_baked_print print_for_zip(const eng_atlas_loader *loader, const char *path)
{
    eng_bytes bytes;
    eng_error error;
    eng_baked_print print = {0};
    if (eng_packs_read(loader->packs, path, 0, &bytes, &error)) {
        print.byte_count = bytes.byte_count;
        print.stamp = eng_pack_source_make_stamp(
            (uint32_t)crc32(0, bytes.data, (uInt)bytes.byte_count), bytes.byte_count);
        eng_bytes_fini(&bytes);
    }
    return print;
}

static void add_ref(recording *to, const char *path, const eng_baked_print *print)
{
    eng_baked_print zipped;
    if (to->loader->is_for_zip) {
        zipped = print_for_zip(to->loader, path);
        print = &zipped;
    }
    *ENG_ARRAY_PUSH(&to->refs) = eng_baked_add_source(to->plan, path, print);
}

static void add_decoded_refs(recording *to, const eng_atlas_origin *origin)
{
    const eng_atlas_sheet *sheet = origin->sheet;
    for (uint32_t i = 0; !sheet && i < origin->job_count; i++) {
        const eng_atlas_job *job = &to->loader->jobs[origin->first_job + i];
        add_ref(to, job->path, &job->print);
    }
    if (sheet && !sheet->is_given)
        add_ref(to, sheet->path, &sheet->print);
    for (uint32_t i = 0; sheet && i < sheet->picture_count; i++)
        add_ref(to, sheet->pictures[i].path, &sheet->pictures[i].print);
    for (uint32_t i = 0; sheet && i < sheet->related.count; i++)
        add_ref(to, sheet->related.items[i].path, &sheet->related.items[i].print);
}

static void add_kept_refs(recording *to, const eng_atlas_origin *origin)
{
    const eng_atlas_kept *kept = origin->kept;
    for (uint32_t i = 0; i < origin->sprite->source_count; i++) {
        uint32_t source = origin->sprite->sources[i], known = 0;
        if (kept->pack_index < 0)
            known = to->plan_sources[source];
        if (known == 0)
            known = 1 + eng_baked_add_source(to->plan, kept->file->sources.items[source].path,
                                             &kept->prints[source]);
        if (kept->pack_index < 0)
            to->plan_sources[source] = known;
        *ENG_ARRAY_PUSH(&to->refs) = known - 1;
    }
}

static uint32_t map_page(recording *to, uint32_t page_index)
{
    const eng_atlas_page_data *page = &to->loader->atlas->pages.items[page_index];
    if (to->plan_pages[page_index] == 0) {
        *ENG_ARRAY_PUSH(&to->plan->pages) =
            (eng_baked_page_pixels){page->width, page->height, page->pixels};
        to->plan_pages[page_index] = to->plan->pages.count;
    }
    return to->plan_pages[page_index] - 1;
}

static void add_sprite(recording *to, uint32_t sprite_id)
{
    const eng_atlas_origin *origin = &to->loader->origins.items[sprite_id];
    const eng_sprite_data *data = &to->loader->atlas->sprites.items[sprite_id];
    eng_buffer sheet = {0};
    to->refs.count = to->frames.count = 0;
    if (origin->kept)
        add_kept_refs(to, origin);
    else
        add_decoded_refs(to, origin);
    for (uint32_t i = 0; i < data->frame_count; i++) {
        eng_atlas_frame *frame = ENG_ARRAY_PUSH(&to->frames);
        *frame = to->loader->atlas->frames[data->first_frame + i];
        frame->page = map_page(to, frame->page);
    }
    if (data->sheet)
        eng_baked_add_sheet(&sheet, data->sheet);
    eng_baked_add_sprite(to->plan, &(eng_baked_sprite){
                                       .name = data->name,
                                       .form = origin->form,
                                       .sources = to->refs.items,
                                       .source_count = to->refs.count,
                                       .frames = to->frames.items,
                                       .frame_count = to->frames.count,
                                       .sheet = sheet.data,
                                       .sheet_bytes = sheet.count,
                                   });
    eng_free(sheet.data);
    to->fresh_count += !origin->kept || origin->kept->pack_index >= 0;
}

static eng_atlas_pixels **hold_pages(const recording *from)
{
    const eng_atlas *atlas = from->loader->atlas;
    eng_atlas_pixels **held = eng_alloc((size_t)from->plan->pages.count + 1, sizeof *held);
    for (uint32_t i = 0; i < atlas->pages.count; i++) {
        if (from->plan_pages[i] == 0)
            continue;
        held[from->plan_pages[i] - 1] = atlas->pages.items[i].held;
        atomic_fetch_add(&atlas->pages.items[i].held->holder_count, 1);
    }
    return held;
}

bool eng_atlas_record(eng_atlas_loader *loader, eng_baked_plan *plan, eng_atlas_pixels ***held)
{
    const eng_atlas *atlas = loader->atlas;
    uint32_t source_count = loader->kept.count ? loader->kept.items[0].file->sources.count : 0;
    recording to = {
        .loader = loader,
        .plan = plan,
        .plan_pages = eng_alloc((size_t)atlas->pages.count + 1, sizeof *to.plan_pages),
        .plan_sources = eng_alloc((size_t)source_count + 1, sizeof *to.plan_sources),
    };
    for (uint32_t i = 1; i < atlas->sprites.count; i++) {
        const eng_atlas_origin *origin = &loader->origins.items[i];
        if (origin->kept || is_sound(loader, origin))
            add_sprite(&to, i);
    }
    bool is_worth_it = to.fresh_count + loader->renewed_count > 0 && plan->sprite_count > 0;
    if (is_worth_it)
        *held = hold_pages(&to);
    else
        eng_baked_plan_fini(plan);
    eng_free(to.plan_pages);
    eng_free(to.plan_sources);
    eng_free(to.refs.items);
    eng_free(to.frames.items);
    return is_worth_it;
}
