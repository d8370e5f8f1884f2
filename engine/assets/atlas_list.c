// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/atlas_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The forms a sprite may have; of several of one name the highest is used.
typedef enum sprite_form {
    FORM_SINGLE,   // sprites/NAME.png
    FORM_FOLDER,   // sprites/NAME/FRAME.png
    FORM_SHEET,    // sprites/NAME.json
    FORM_ASEPRITE, // sprites/NAME.aseprite
} sprite_form;

// One frame that was found, before frames are grouped into sprites.
typedef struct found {
    char *path;
    const char *sprite; // inside path
    uint32_t sprite_bytes;
    sprite_form form;
    const eng_atlas_source *source;
    eng_atlas_sheet *sheet; // null: a file of its own
    uint32_t sheet_frame;
} found;

typedef ENG_ARRAY(found) found_array;

void eng_atlas_note(eng_atlas *atlas, const char *text)
{
    *ENG_ARRAY_PUSH(&atlas->errors) = eng_copy_text(text);
}

// Splits "sprites/NAME.ENDING" or "sprites/NAME/FRAME.png"; false for anything else.
static bool split_path(found *entry)
{
    static const char root[] = "sprites/";
    static const struct {
        const char *ending;
        sprite_form form;
    } forms[] = {{".png", FORM_SINGLE},
                 {".json", FORM_SHEET},
                 {".aseprite", FORM_ASEPRITE},
                 {".ase", FORM_ASEPRITE}};
    size_t bytes = strlen(entry->path), root_bytes = sizeof root - 1, ending_bytes = 0;
    if (strncmp(entry->path, root, root_bytes) != 0)
        return false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t length = strlen(forms[i].ending);
        if (bytes > root_bytes + length &&
            strcmp(entry->path + bytes - length, forms[i].ending) == 0) {
            ending_bytes = length;
            entry->form = forms[i].form;
        }
    }
    entry->sprite = entry->path + root_bytes;
    const char *slash = strchr(entry->sprite, '/');
    const char *end = slash ? slash : entry->path + bytes - ending_bytes;
    entry->sprite_bytes = (uint32_t)(end - entry->sprite);
    if (slash && entry->form != FORM_SINGLE)
        return false;
    if (slash)
        entry->form = FORM_FOLDER;
    return ending_bytes > 0 && entry->sprite_bytes > 0 && (!slash || !strchr(slash + 1, '/'));
}

bool eng_atlas_name_of(const char *path, const char **name, uint32_t *name_bytes)
{
    found entry = {.path = (char *)path};
    if (!split_path(&entry))
        return false;
    *name = entry.sprite;
    *name_bytes = entry.sprite_bytes;
    return true;
}

// A sheet becomes its frames, each with a path of its own to it.
static void add_frames(found_array *all, eng_atlas_loader *loader, const found *file)
{
    eng_atlas_sheet *sheet = eng_atlas_open_sheet(loader, file->path, file->source);
    if (!sheet && loader->def.base) {
        char *name = eng_alloc(file->sprite_bytes + 1, 1);
        memcpy(name, file->sprite, file->sprite_bytes);
        *ENG_ARRAY_PUSH(&loader->atlas->failed) = name;
    }
    for (uint32_t i = 0; sheet && i < sheet->sheet->frames.count; i++) {
        found entry = *file;
        entry.path = eng_copy_text(file->path);
        entry.sprite = entry.path + (file->sprite - file->path);
        entry.sheet = sheet;
        entry.sheet_frame = i;
        *ENG_ARRAY_PUSH(all) = entry;
    }
    eng_free(file->path);
}

static void add_found(found_array *all, eng_atlas_loader *loader, const char *path,
                      const eng_atlas_source *source)
{
    found entry = {.path = eng_copy_text(path), .source = source};
    if (split_path(&entry)) {
        if (entry.form >= FORM_SHEET)
            add_frames(all, loader, &entry);
        else
            *ENG_ARRAY_PUSH(all) = entry;
        return;
    }
    char text[ENG_PACK_PATH_BYTES];
    snprintf(text, sizeof text,
             "%.256s: not a frame; name it sprites/NAME.png or sprites/NAME/FRAME.png", path);
    eng_atlas_note(loader->atlas, text);
    eng_free(entry.path);
}

static void add_list(found_array *all, eng_atlas_loader *loader, const eng_file_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        add_found(all, loader, list->paths[i], NULL);
}

static bool find_in_packs(eng_atlas_loader *loader, found_array *all, eng_error *error)
{
    static const char *const endings[] = {".png", ".json", ".aseprite", ".ase"};
    eng_file_list folders = {0};
    bool is_good = eng_packs_list_folders(loader->packs, "sprites", &folders, error);
    for (uint32_t i = 0; is_good && i < sizeof endings / sizeof *endings; i++) {
        eng_file_list files;
        is_good = eng_packs_list(loader->packs, "sprites", endings[i], &files, error);
        add_list(all, loader, &files);
        eng_file_list_fini(&files);
    }
    for (uint32_t i = 0; is_good && i < folders.count; i++) {
        eng_file_list frames;
        is_good = eng_packs_list(loader->packs, folders.paths[i], ".png", &frames, error);
        add_list(all, loader, &frames);
        if (is_good && frames.count == 0) {
            char text[ENG_PACK_PATH_BYTES];
            snprintf(text, sizeof text, "%.256s: no .png in this folder; add one or remove it",
                     folders.paths[i]);
            eng_atlas_note(loader->atlas, text);
        }
        eng_file_list_fini(&frames);
    }
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

// By sprite, the form that is used first, then by path and frame.
static int compare_found(const void *a, const void *b)
{
    const found *x = a, *y = b;
    int order = compare_sprites(x, y);
    if (order == 0)
        order = (x->form < y->form) - (x->form > y->form);
    if (order == 0)
        order = strcmp(x->path, y->path);
    return order ? order : (x->sheet_frame > y->sheet_frame) - (x->sheet_frame < y->sheet_frame);
}

// Whether a sheet is cut from this file.
static bool is_sheet_picture(const eng_atlas_loader *loader, const char *path)
{
    for (uint32_t i = 0; i < loader->sheets.count; i++) {
        const eng_atlas_sheet *sheet = loader->sheets.items[i];
        for (uint32_t p = 0; p < sheet->picture_count; p++)
            if (strcmp(sheet->pictures[p].path, path) == 0)
                return true;
    }
    return false;
}

static void drop(eng_atlas_loader *loader, found *entry, const char *format)
{
    char text[ENG_PACK_PATH_BYTES];
    if (format) {
        snprintf(text, sizeof text, "%.256s: %s", entry->path, format);
        eng_atlas_note(loader->atlas, text);
    }
    eng_free(entry->path);
}

// In each sprite drops what comes twice, and forms other than the highest.
static void drop_doubles(found_array *all, eng_atlas_loader *loader)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < all->count; i++) {
        found *entry = &all->items[i], *last = kept ? &all->items[kept - 1] : NULL;
        bool is_same = last && compare_sprites(last, entry) == 0;
        bool is_twice = is_same && last->sheet_frame == entry->sheet_frame &&
                        strcmp(last->path, entry->path) == 0;
        if (entry->form == FORM_SINGLE && is_sheet_picture(loader, entry->path))
            drop(loader, entry, NULL);
        else if (is_twice)
            drop(loader, entry, "given twice; leave one out");
        else if (is_same && last->form != entry->form)
            drop(loader, entry,
                 entry->sheet_frame > 0 ? NULL
                 : last->form == FORM_FOLDER
                     ? "not used, the folder of that name is; remove one of them"
                     : "not used, the sheet of that name is; remove one of them");
        else
            all->items[kept++] = *entry;
    }
    all->count = kept;
}

static void add_sprite(eng_atlas *atlas, char *name, uint32_t first_frame,
                       const eng_atlas_sheet *sheet)
{
    *ENG_ARRAY_PUSH(&atlas->sprites) = (eng_sprite_data){
        .name = name, .first_frame = first_frame, .sheet = sheet ? sheet->sheet : NULL};
}

// Takes the paths of `all`.
static void make_jobs(eng_atlas_loader *loader, found_array *all)
{
    eng_atlas *atlas = loader->atlas;
    loader->job_count = all->count + 1;
    loader->jobs = eng_alloc(loader->job_count, sizeof *loader->jobs);
    loader->jobs[0].is_broken = true;
    add_sprite(atlas, eng_copy_text(""), 0, NULL);
    atlas->sprites.items[0].frame_count = 1;
    for (uint32_t i = 0; i < all->count; i++) {
        const found *entry = &all->items[i];
        if (i == 0 || compare_sprites(entry - 1, entry) != 0) {
            char *name = eng_alloc(entry->sprite_bytes + 1, 1);
            memcpy(name, entry->sprite, entry->sprite_bytes);
            add_sprite(atlas, name, i + 1, entry->sheet);
        }
        atlas->sprites.items[atlas->sprites.count - 1].frame_count++;
        loader->jobs[i + 1].path = entry->path;
        loader->jobs[i + 1].source = entry->source;
        loader->jobs[i + 1].sheet = entry->sheet;
        loader->jobs[i + 1].sheet_frame = entry->sheet_frame;
    }
    atlas->frame_count = loader->job_count;
    atlas->frames = eng_alloc(atlas->frame_count, sizeof *atlas->frames);
}

static void add_sheet_defs(found_array *all, eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->def.sheet_count; i++) {
        const eng_atlas_sheet_def *def = &loader->def.sheets[i];
        eng_atlas_sheet *sheet = eng_atlas_take_sheet(loader, def->sheet);
        for (uint32_t frame = 0; frame < sheet->sheet->frames.count; frame++) {
            found entry = {.path = eng_copy_text(def->name),
                           .sprite_bytes = (uint32_t)strlen(def->name),
                           .form = FORM_SHEET,
                           .sheet = sheet,
                           .sheet_frame = frame};
            entry.sprite = entry.path;
            *ENG_ARRAY_PUSH(all) = entry;
        }
    }
}

// Of a patch: leaves the sprites that were saved, whole, and those that are new.
static void keep_changed(found_array *all, eng_atlas_loader *loader)
{
    eng_atlas_changes changes;
    eng_atlas_changes_init(&changes, loader);
    char **names = eng_alloc((size_t)all->count + 1, sizeof *names);
    uint32_t name_count = 0, kept = 0;
    for (uint32_t i = 0, end; i < all->count; i = end) {
        const found *first = &all->items[i];
        char *name = eng_alloc(first->sprite_bytes + 1, 1);
        memcpy(name, first->sprite, first->sprite_bytes);
        names[name_count++] = name;
        bool is_wanted = eng_atlas_changes_want(&changes, name);
        for (end = i; end < all->count && compare_sprites(first, &all->items[end]) == 0; end++)
            is_wanted = is_wanted || eng_atlas_changes_touch(&changes, all->items[end].path,
                                                             all->items[end].sheet);
        is_wanted = is_wanted && !eng_atlas_changes_keep_old(&changes, name);
        for (uint32_t k = i; k < end; k++) {
            if (is_wanted)
                all->items[kept++] = all->items[k];
            else
                eng_free(all->items[k].path);
        }
    }
    all->count = kept;
    eng_atlas_changes_find_gone(&changes, (const char *const *)names, name_count);
    for (uint32_t i = 0; i < name_count; i++)
        eng_free(names[i]);
    eng_free((void *)names);
    eng_atlas_changes_fini(&changes);
}

bool eng_atlas_list(eng_atlas_loader *loader, eng_error *error)
{
    found_array all = {0};
    bool is_good = true;
    add_sheet_defs(&all, loader);
    if (loader->packs)
        is_good = find_in_packs(loader, &all, error);
    for (uint32_t i = 0; i < loader->source_count; i++)
        add_found(&all, loader, loader->sources[i].path, &loader->sources[i]);
    if (all.count > 1)
        qsort(all.items, all.count, sizeof *all.items, compare_found);
    drop_doubles(&all, loader);
    if (loader->def.base)
        keep_changed(&all, loader);
    make_jobs(loader, &all);
    eng_free(all.items);
    return is_good;
}
