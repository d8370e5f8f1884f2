// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Which sprites need not be decoded. The cache's file is asked first, then the zips' own, from the
// top of the stack down. A file of the packs is what it was if its stamp is; if only the stamp
// differs (it was touched, copied, unpacked anew), its content decides. A zip's pages speak for the
// zip's own files alone.
//
// Main thread, all of it, but eng_atlas_kept_is_damaged: any.

#include "assets/atlas_parts.h"
#include "assets/atlas_prebuilt.h"
#include "assets/pack_source.h"

#include "base/log.h"

#include <string.h>
#include <sys/mman.h>

// --------------------------------------------------------------------------------------- opening

static void add_file(eng_atlas_loader *loader, eng_baked *file, int32_t pack_index)
{
    if (!file)
        return;
    if (file->page_size != loader->def.page_size) { // made for another renderer
        eng_baked_close(file);
        return;
    }
    eng_atlas_kept *kept = ENG_ARRAY_PUSH(&loader->kept);
    *kept = (eng_atlas_kept){
        .file = file,
        .pack_index = pack_index,
        .prints = eng_alloc((size_t)file->sources.count + 1, sizeof *kept->prints),
        .is_same = eng_alloc((size_t)file->sources.count + 1, sizeof *kept->is_same),
        .is_usable = eng_alloc((size_t)file->sprites.count + 1, sizeof *kept->is_usable),
        .pages = eng_alloc((size_t)file->pages.count + 1, sizeof *kept->pages),
    };
}

static void add_prebuilt(eng_atlas_loader *loader, uint32_t pack_index)
{
    eng_error error = {{0}};
    eng_baked *file = eng_prebuilt_open(eng_packs_get_source(loader->packs, pack_index), &error);
    if (error.text[0])
        eng_log_warning("%s; its pictures are decoded", error.text);
    add_file(loader, file, (int32_t)pack_index);
}

bool eng_atlas_kept_open_next(eng_atlas_loader *loader)
{
    if (!loader->packs || loader->is_without_kept || loader->def.base)
        return false;
    uint32_t i = loader->opened_count++, count = eng_packs_get_count(loader->packs);
    if (i == 0 && loader->def.cache)
        add_file(loader, eng_atlas_cache_open(loader), -1);
    else if (i > 0 && i <= count && !loader->def.is_without_prebuilt)
        add_prebuilt(loader, count - i);
    return i < count;
}

// -------------------------------------------------------------------------------------- comparing

eng_baked_print eng_atlas_print_file(const eng_atlas_loader *loader, const char *path)
{
    uint32_t pack_index;
    const eng_pack_file *file =
        loader->packs ? eng_packs_get_file(loader->packs, path, &pack_index) : NULL;
    return file ? (eng_baked_print){.byte_count = file->byte_count, .stamp = file->stamp}
                : (eng_baked_print){0};
}

static bool has_same_content(eng_atlas_loader *loader, const char *path, const eng_baked_print *was)
{
    eng_bytes bytes;
    eng_error error;
    eng_baked_print is = {0};
    if (!was->has_hash || !eng_packs_read(loader->packs, path, 0, &bytes, &error))
        return false;
    eng_baked_hash(&is, bytes.data, bytes.byte_count);
    eng_bytes_fini(&bytes);
    return eng_baked_has_same_content(&is, was);
}

static bool is_same(eng_atlas_loader *loader, const eng_atlas_kept *kept,
                    const eng_baked_source *source, eng_baked_print *now)
{
    uint32_t pack_index;
    const eng_pack_file *file = eng_packs_get_file(loader->packs, source->path, &pack_index);
    if (!file || file->byte_count != source->print.byte_count)
        return false;
    *now = source->print;
    now->stamp = file->stamp;
    bool has_same_stamp = file->stamp != 0 && file->stamp == source->print.stamp;
    if (kept->pack_index >= 0)
        return has_same_stamp && file->entry && (int32_t)pack_index == kept->pack_index;
    if (has_same_stamp)
        return true;
    if (!has_same_content(loader, source->path, &source->print))
        return false;
    loader->renewed_count += file->stamp != 0;
    return true;
}

bool eng_atlas_kept_match_next(eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->kept.count; i++) {
        eng_atlas_kept *kept = &loader->kept.items[i];
        if (kept->match_count == kept->file->sources.count)
            continue;
        uint32_t at = kept->match_count++;
        kept->is_same[at] =
            is_same(loader, kept, &kept->file->sources.items[at], &kept->prints[at]);
        return true;
    }
    return false;
}

// ---------------------------------------------------------------------------------------- choosing

enum {
    SMALL_HEIGHT = 256,    // of a page
    SMALL_PAGES_LIMIT = 4, // that changes left behind
    LEAST_USE = 4,         // of a larger page at least one part in so many is still wanted
};

static bool has_same_sources(const eng_atlas_kept *kept, const eng_baked_sprite *sprite)
{
    for (uint32_t i = 0; i < sprite->source_count; i++)
        if (!kept->is_same[sprite->sources[i]])
            return false;
    return true;
}

// A page of which hardly anything is wanted any more would cost memory for ever, and many small
// ones a change of texture each: what is wanted of them is decoded, onto one page, and kept anew.
static void choose_pages(const eng_atlas_kept *kept, bool *is_wanted)
{
    const eng_baked *file = kept->file;
    uint64_t *used = eng_alloc((size_t)file->pages.count + 1, sizeof *used);
    uint64_t *all = eng_alloc((size_t)file->pages.count + 1, sizeof *all);
    uint32_t small_count = 0;
    for (uint32_t i = 0; i < file->sprites.count; i++) {
        const eng_baked_sprite *sprite = &file->sprites.items[i];
        for (uint32_t f = 0; f < sprite->frame_count; f++) {
            uint64_t area = (uint64_t)(sprite->frames[f].width + 2 * ENG_ATLAS_PADDING) *
                            (uint64_t)(sprite->frames[f].height + 2 * ENG_ATLAS_PADDING);
            all[sprite->frames[f].page] += area;
            used[sprite->frames[f].page] += kept->is_usable[i] ? area : 0;
        }
    }
    for (uint32_t p = 0; p < file->pages.count; p++) {
        const eng_baked_page *page = &file->pages.items[p];
        bool is_small = page->height <= SMALL_HEIGHT && page->width == file->page_size;
        // The cache's pages have holes where sprites were that are not even named any more.
        if (kept->pack_index < 0)
            all[p] = (uint64_t)page->width * (uint64_t)page->height;
        is_wanted[p] = used[p] > 0 && (is_small || used[p] * LEAST_USE >= all[p]);
        small_count += is_small && is_wanted[p];
    }
    for (uint32_t p = 0; p < file->pages.count && kept->pack_index < 0; p++)
        if (small_count > SMALL_PAGES_LIMIT && file->pages.items[p].height <= SMALL_HEIGHT)
            is_wanted[p] = false;
    eng_free(used);
    eng_free(all);
}

static bool add_page(eng_atlas_loader *loader, const eng_atlas_kept *kept, uint32_t page_index)
{
    int limit = loader->def.side_limit;
    const eng_baked_page *page = &kept->file->pages.items[page_index];
    bool is_cached = kept->pack_index < 0;
    if (page->width > limit || page->height > limit)
        return false;
    uint32_t *mapped = is_cached ? eng_baked_map(kept->file, page_index) : NULL;
    if (is_cached && !mapped)
        return false;
    if (eng_atlas_add_page(loader, page->width, page->height, mapped))
        return true;
    if (mapped)
        munmap(mapped, (size_t)page->width * (size_t)page->height * sizeof *mapped);
    return false;
}

static void select_one(eng_atlas_loader *loader, eng_atlas_kept *kept)
{
    const eng_baked *file = kept->file;
    bool *is_wanted = eng_alloc((size_t)file->pages.count + 1, sizeof *is_wanted);
    for (uint32_t i = 0; i < file->sprites.count; i++) {
        const eng_baked_sprite *sprite = &file->sprites.items[i];
        kept->is_usable[i] =
            has_same_sources(kept, sprite) &&
            !eng_atlas_kept_find(loader, sprite->name, strlen(sprite->name), sprite->form, NULL);
    }
    choose_pages(kept, is_wanted);
    for (uint32_t p = 0; p < file->pages.count; p++) {
        kept->pages[p] = UINT32_MAX;
        if (is_wanted[p] && add_page(loader, kept, p))
            kept->pages[p] = loader->atlas->pages.count - 1;
    }
    for (uint32_t i = 0; i < file->sprites.count; i++)
        for (uint32_t f = 0; f < file->sprites.items[i].frame_count; f++)
            kept->is_usable[i] &= kept->pages[file->sprites.items[i].frames[f].page] != UINT32_MAX;
    eng_free(is_wanted);
}

void eng_atlas_kept_select(eng_atlas_loader *loader)
{
    uint32_t count = loader->kept.count;
    // One file after the other, each for what those before it do not have.
    for (loader->kept.count = 0; loader->kept.count < count; loader->kept.count++)
        select_one(loader, &loader->kept.items[loader->kept.count]);
}

const eng_baked_sprite *eng_atlas_kept_find(const eng_atlas_loader *loader, const char *name,
                                            size_t name_bytes, uint32_t form,
                                            const eng_atlas_kept **found)
{
    for (uint32_t i = 0; i < loader->kept.count; i++) {
        const eng_atlas_kept *kept = &loader->kept.items[i];
        const eng_baked_sprite *sprite = eng_baked_find(kept->file, name, name_bytes);
        if (!sprite || sprite->form != form || !kept->is_usable[sprite - kept->file->sprites.items])
            continue;
        if (found)
            *found = kept;
        return sprite;
    }
    return NULL;
}

// ------------------------------------------------------------------------------------------ blocks

bool eng_atlas_kept_read_next(eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->kept.count; i++) {
        eng_atlas_kept *kept = &loader->kept.items[i];
        for (; kept->pack_index >= 0 && kept->read_count < kept->file->pages.count;) {
            uint32_t page = kept->read_count++;
            if (kept->pages[page] == UINT32_MAX)
                continue;
            // If it cannot be read its blocks cannot be unpacked, and that is seen.
            eng_prebuilt_read_page(eng_packs_get_source(loader->packs, (uint32_t)kept->pack_index),
                                   kept->file, page, NULL);
            return true;
        }
    }
    return false;
}

uint32_t eng_atlas_kept_make_jobs(const eng_atlas_loader *loader, eng_atlas_job *jobs)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < loader->kept.count; i++) {
        const eng_atlas_kept *kept = &loader->kept.items[i];
        for (uint32_t b = 0; b < kept->file->blocks.count; b++) {
            const eng_baked_block *block = &kept->file->blocks.items[b];
            uint32_t page = kept->pages[block->page];
            if (page == UINT32_MAX)
                continue;
            if (jobs) {
                jobs[count].baked = kept->file;
                jobs[count].block = block;
                jobs[count].page_pixels = loader->atlas->pages.items[page].pixels;
            }
            count++;
        }
    }
    return count;
}

bool eng_atlas_kept_is_damaged(const eng_atlas_loader *loader)
{
    bool is_damaged = false;
    for (uint32_t i = 0; i < loader->kept.count; i++) {
        if (!atomic_load(&loader->kept.items[i].file->is_damaged))
            continue;
        eng_log_warning("%s: is damaged; its pictures are decoded anew",
                        loader->kept.items[i].file->name);
        is_damaged = true;
    }
    return is_damaged;
}

void eng_atlas_kept_close(eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->kept.count; i++) {
        eng_atlas_kept *kept = &loader->kept.items[i];
        eng_baked_close(kept->file);
        eng_free(kept->prints);
        eng_free(kept->is_same);
        eng_free(kept->is_usable);
        eng_free(kept->pages);
    }
    eng_free(loader->kept.items);
    loader->kept.items = NULL;
    loader->kept.count = loader->kept.capacity = 0;
}
