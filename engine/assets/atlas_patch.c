// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Sprites that were saved while the game runs. What changed is loaded as an atlas of its own, which
// then becomes a patch of the first: its pages are added, and when they are in the renderer its
// sprites take the places of those of the same name. Ids stay what they were; a new name has an id
// after all others.
//
//     atlas    ant bee cat          pages 0 1
//     patch 1      bee              page      2
//     patch 2      bee dog                      3     -> nobody shows patch 1: page 2 is free again
//
// So the memory is that of what is shown and not of what was saved. Where many patches hold a few
// sprites each, the next one brings all of them.

#include "assets/atlas_parts.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------------------------------ what is loaded

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_text(const char *const *sorted, uint32_t count, const char *text)
{
    return count > 0 && bsearch(&text, sorted, count, sizeof *sorted, compare_texts) != NULL;
}

void eng_atlas_changes_init(eng_atlas_changes *changes, const eng_atlas_loader *loader)
{
    const eng_atlas_def *def = &loader->def;
    *changes = (eng_atlas_changes){.loader = loader, .path_count = def->changed_count};
    changes->paths = eng_alloc((size_t)def->changed_count + 1, sizeof *changes->paths);
    changes->names = eng_alloc((size_t)def->changed_count + 1, sizeof *changes->names);
    for (uint32_t i = 0; i < def->changed_count; i++) {
        const char *name = NULL;
        uint32_t bytes = 0;
        changes->paths[i] = def->changed[i];
        if (!eng_atlas_name_of(def->changed[i], &name, &bytes))
            continue;
        char *copy = eng_alloc(bytes + 1, 1);
        memcpy(copy, name, bytes);
        changes->names[changes->name_count++] = copy;
    }
    if (changes->path_count > 1)
        qsort((void *)changes->paths, changes->path_count, sizeof *changes->paths, compare_texts);
    if (changes->name_count > 1)
        qsort((void *)changes->names, changes->name_count, sizeof *changes->names, compare_texts);
}

void eng_atlas_changes_fini(eng_atlas_changes *changes)
{
    for (uint32_t i = 0; i < changes->name_count; i++)
        eng_free(changes->names[i]);
    eng_free((void *)changes->names);
    eng_free((void *)changes->paths);
}

bool eng_atlas_changes_touch(const eng_atlas_changes *changes, const char *path,
                             const eng_atlas_sheet *sheet)
{
    const eng_atlas_def *def = &changes->loader->def;
    bool is_touched = def->is_all_changed || has_text(changes->paths, changes->path_count, path) ||
                      (*path == '#' && def->are_sheets_changed);
    for (uint32_t i = 0; !is_touched && sheet && i < sheet->picture_count; i++)
        is_touched = has_text(changes->paths, changes->path_count, sheet->pictures[i].path);
    for (uint32_t i = 0; !is_touched && sheet && i < sheet->related.count; i++)
        is_touched = has_text(changes->paths, changes->path_count, sheet->related.items[i].path);
    return is_touched;
}

bool eng_atlas_changes_want(const eng_atlas_changes *changes, const char *name)
{
    const eng_atlas *base = changes->loader->def.base;
    uint32_t id = eng_sprite_find_optional(base, name);
    return id == ENG_SPRITE_NONE ||
           has_text((const char *const *)changes->names, changes->name_count, name) ||
           (base->patches.count >= ENG_ATLAS_PATCHES_MANY &&
            base->sprites.items[id].patch_serial > 0);
}

bool eng_atlas_changes_keep_old(const eng_atlas_changes *changes, const char *name)
{
    const eng_atlas *atlas = changes->loader->atlas;
    for (uint32_t i = 0; i < atlas->failed.count; i++)
        if (strcmp(atlas->failed.items[i], name) == 0)
            return true;
    return false;
}

void eng_atlas_changes_find_gone(const eng_atlas_changes *changes, const char *const *names,
                                 uint32_t name_count)
{
    const eng_atlas *base = changes->loader->def.base;
    eng_atlas *atlas = changes->loader->atlas;
    for (uint32_t i = 1; i < base->sprites.count; i++) {
        const eng_sprite_data *sprite = &base->sprites.items[i];
        if (!sprite->is_gone && !has_text(names, name_count, sprite->name) &&
            !eng_atlas_changes_keep_old(changes, sprite->name))
            *ENG_ARRAY_PUSH(&atlas->gone) = eng_copy_text(sprite->name);
    }
}

// --------------------------------------------------------------------------------------- using it

static uint32_t take_page_index(eng_atlas *atlas)
{
    for (uint32_t i = 0; i < atlas->pages.count; i++)
        if (atlas->pages.items[i].is_free)
            return i;
    ENG_ARRAY_PUSH(&atlas->pages);
    return atlas->pages.count - 1;
}

static bool has_new_sprites(const eng_atlas *patch)
{
    return patch->sprites.count > 1;
}

void eng_atlas_add_patch(eng_atlas *atlas, eng_atlas *patch)
{
    ENG_ASSERT(atlas->waiting == NULL);
    atlas->waiting = patch;
    patch->patch_serial = ++atlas->last_patch_serial;
    if (!has_new_sprites(patch))
        return;
    uint32_t *places = eng_alloc((size_t)patch->pages.count + 1, sizeof *places);
    for (uint32_t i = 0; i < patch->pages.count; i++) {
        places[i] = take_page_index(atlas);
        atlas->pages.items[places[i]] = patch->pages.items[i];
        atlas->pages.items[places[i]].patch_serial = patch->patch_serial;
    }
    patch->pages.count = 0; // they are the atlas's now
    for (uint32_t i = 0; i < patch->frame_count; i++)
        patch->frames[i].page = places[patch->frames[i].page];
    atlas->slice_page = 0;
    eng_free(places);
}

static void free_pages(eng_atlas *atlas, uint32_t patch_serial)
{
    for (uint32_t i = 0; i < atlas->pages.count; i++) {
        eng_atlas_page_data *page = &atlas->pages.items[i];
        if (page->is_free || page->patch_serial != patch_serial)
            continue;
        eng_atlas_release_pixels(page->held);
        *page = (eng_atlas_page_data){.is_free = true};
    }
}

static void take_sprite(eng_atlas *atlas, const eng_atlas *patch, const eng_sprite_data *from)
{
    uint32_t id = 1;
    while (id < atlas->sprites.count && strcmp(atlas->sprites.items[id].name, from->name) != 0)
        id++;
    if (id == atlas->sprites.count) {
        *ENG_ARRAY_PUSH(&atlas->sprites) =
            (eng_sprite_data){.name = eng_copy_text(from->name), .is_gone = true};
        atlas->late_count++;
    }
    eng_sprite_data *to = &atlas->sprites.items[id];
    if (from->is_broken && !to->is_gone)
        return; // the old one stays
    to->is_gone = false;
    to->patch_serial = patch->patch_serial;
    to->patched = patch->frames + from->first_frame;
    to->frame_count = from->frame_count;
    to->sheet = from->sheet;
}

static bool is_shown(const eng_atlas *atlas, const eng_atlas *patch)
{
    for (uint32_t i = 1; i < atlas->sprites.count; i++)
        if (atlas->sprites.items[i].patch_serial == patch->patch_serial)
            return true;
    return false;
}

static void drop_unshown(eng_atlas *atlas)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < atlas->patches.count; i++) {
        eng_atlas *patch = atlas->patches.items[i];
        if (is_shown(atlas, patch)) {
            atlas->patches.items[kept++] = patch;
            continue;
        }
        free_pages(atlas, patch->patch_serial);
        eng_atlas_unload(patch);
    }
    atlas->patches.count = kept;
}

void eng_atlas_use_patch(eng_atlas *atlas)
{
    eng_atlas *patch = atlas->waiting;
    ENG_ASSERT(patch != NULL);
    atlas->waiting = NULL;
    for (uint32_t i = 1; i < patch->sprites.count; i++)
        take_sprite(atlas, patch, &patch->sprites.items[i]);
    for (uint32_t i = 0; i < patch->gone.count; i++) {
        uint32_t id = eng_sprite_find_optional(atlas, patch->gone.items[i]);
        if (id != ENG_SPRITE_NONE) {
            atlas->sprites.items[id].is_gone = true;
            atlas->sprites.items[id].patch_serial = 0;
        }
    }
    *ENG_ARRAY_PUSH(&atlas->patches) = patch;
    drop_unshown(atlas);
}

void eng_atlas_drop_patch(eng_atlas *atlas)
{
    if (!atlas->waiting)
        return;
    free_pages(atlas, atlas->waiting->patch_serial);
    eng_atlas_unload(atlas->waiting);
    atlas->waiting = NULL;
}

uint32_t eng_atlas_get_gone_count(const eng_atlas *patch)
{
    return patch->gone.count;
}
