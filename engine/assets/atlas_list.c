// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/atlas_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// One PNG that was found, before frames are grouped into sprites.
typedef struct found {
    char *path;
    const char *sprite; // inside path
    uint32_t sprite_bytes;
    bool is_single; // sprites/NAME.png
    const eng_atlas_source *source;
} found;

typedef ENG_ARRAY(found) found_array;

void eng_atlas_note(eng_atlas *atlas, const char *text)
{
    *ENG_ARRAY_PUSH(&atlas->errors) = eng_copy_text(text);
}

// "sprites/NAME.png" or "sprites/NAME/FRAME.png"; false for anything else.
static bool split_path(found *entry)
{
    static const char root[] = "sprites/";
    size_t bytes = strlen(entry->path), root_bytes = sizeof root - 1;
    if (strncmp(entry->path, root, root_bytes) != 0 || bytes < root_bytes + 5 ||
        strcmp(entry->path + bytes - 4, ".png") != 0)
        return false;
    entry->sprite = entry->path + root_bytes;
    const char *slash = strchr(entry->sprite, '/');
    entry->is_single = slash == NULL;
    const char *end = slash ? slash : entry->path + bytes - 4;
    entry->sprite_bytes = (uint32_t)(end - entry->sprite);
    return entry->sprite_bytes > 0 && (!slash || !strchr(slash + 1, '/'));
}

static void add_found(found_array *all, eng_atlas *atlas, const char *path,
                      const eng_atlas_source *source)
{
    found entry = {.path = eng_copy_text(path), .source = source};
    if (split_path(&entry)) {
        *ENG_ARRAY_PUSH(all) = entry;
        return;
    }
    char text[ENG_PACK_PATH_BYTES];
    snprintf(text, sizeof text,
             "%.256s: not a frame; name it sprites/NAME.png or sprites/NAME/FRAME.png", path);
    eng_atlas_note(atlas, text);
    eng_free(entry.path);
}

static void add_list(found_array *all, eng_atlas *atlas, const eng_file_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        add_found(all, atlas, list->paths[i], NULL);
}

static bool find_in_packs(eng_atlas_loader *loader, found_array *all, eng_error *error)
{
    eng_file_list singles = {0}, folders = {0};
    bool is_good = eng_packs_list(loader->packs, "sprites", ".png", &singles, error) &&
                   eng_packs_list_folders(loader->packs, "sprites", &folders, error);
    add_list(all, loader->atlas, &singles);
    for (uint32_t i = 0; is_good && i < folders.count; i++) {
        eng_file_list frames;
        is_good = eng_packs_list(loader->packs, folders.paths[i], ".png", &frames, error);
        add_list(all, loader->atlas, &frames);
        if (is_good && frames.count == 0) {
            char text[ENG_PACK_PATH_BYTES];
            snprintf(text, sizeof text, "%.256s: no .png in this folder; add one or remove it",
                     folders.paths[i]);
            eng_atlas_note(loader->atlas, text);
        }
        eng_file_list_fini(&frames);
    }
    eng_file_list_fini(&singles);
    eng_file_list_fini(&folders);
    return is_good;
}

static int compare_sprites(const found *a, const found *b)
{
    uint32_t bytes = a->sprite_bytes < b->sprite_bytes ? a->sprite_bytes : b->sprite_bytes;
    int order = memcmp(a->sprite, b->sprite, bytes);
    return order ? order
                 : (a->sprite_bytes > b->sprite_bytes) - (a->sprite_bytes < b->sprite_bytes);
}

// By sprite, then by path.
static int compare_found(const void *a, const void *b)
{
    const found *x = a, *y = b;
    int order = compare_sprites(x, y);
    return order ? order : strcmp(x->path, y->path);
}

// In each sprite drops what comes twice, and a single file beside a folder of the same name.
static void drop_doubles(found_array *all, eng_atlas *atlas)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < all->count; i++) {
        found *entry = &all->items[i], *last = kept ? &all->items[kept - 1] : NULL;
        bool is_same = last && compare_sprites(last, entry) == 0;
        char text[ENG_PACK_PATH_BYTES];
        if (is_same && strcmp(last->path, entry->path) == 0) {
            snprintf(text, sizeof text, "%.256s: given twice; leave one out", entry->path);
            eng_atlas_note(atlas, text);
            eng_free(entry->path);
        } else if (is_same && last->is_single) {
            snprintf(text, sizeof text,
                     "%.256s: not used, the folder of that name is; remove one of them",
                     last->path);
            eng_atlas_note(atlas, text);
            eng_free(last->path);
            *last = *entry;
        } else {
            all->items[kept++] = *entry;
        }
    }
    all->count = kept;
}

static void add_sprite(eng_atlas *atlas, char *name, uint32_t first_frame)
{
    *ENG_ARRAY_PUSH(&atlas->sprites) =
        (eng_sprite_data){.name = name, .first_frame = first_frame, .frame_count = 0};
}

// Takes the paths of `all`.
static void make_jobs(eng_atlas_loader *loader, found_array *all)
{
    eng_atlas *atlas = loader->atlas;
    loader->job_count = all->count + 1;
    loader->jobs = eng_alloc(loader->job_count, sizeof *loader->jobs);
    loader->jobs[0].is_broken = true;
    add_sprite(atlas, eng_copy_text(""), 0);
    atlas->sprites.items[0].frame_count = 1;
    for (uint32_t i = 0; i < all->count; i++) {
        const found *entry = &all->items[i];
        if (i == 0 || compare_sprites(entry - 1, entry) != 0) {
            char *name = eng_alloc(entry->sprite_bytes + 1, 1);
            memcpy(name, entry->sprite, entry->sprite_bytes);
            add_sprite(atlas, name, i + 1);
        }
        atlas->sprites.items[atlas->sprites.count - 1].frame_count++;
        loader->jobs[i + 1].path = entry->path;
        loader->jobs[i + 1].source = entry->source;
    }
    atlas->frame_count = loader->job_count;
    atlas->frames = eng_alloc(atlas->frame_count, sizeof *atlas->frames);
}

bool eng_atlas_list(eng_atlas_loader *loader, const eng_atlas_source *sources,
                    uint32_t source_count, eng_error *error)
{
    found_array all = {0};
    bool is_good = true;
    if (loader->packs)
        is_good = find_in_packs(loader, &all, error);
    for (uint32_t i = 0; i < source_count; i++)
        add_found(&all, loader->atlas, sources[i].path, &sources[i]);
    if (all.count > 1)
        qsort(all.items, all.count, sizeof *all.items, compare_found);
    drop_doubles(&all, loader->atlas);
    make_jobs(loader, &all);
    eng_free(all.items);
    return is_good;
}
