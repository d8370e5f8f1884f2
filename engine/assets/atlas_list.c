// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/atlas_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The forms a sprite may have; of several of one name the highest is used.
typedef enum sprite_form {
    FORM_SINGLE,                       // sprites/NAME.png
    FORM_FOLDER,                       // sprites/NAME/FRAME.png
    FORM_SHEET,                        // sprites/NAME.json
    FORM_ASEPRITE,                     // sprites/NAME.aseprite
    FORM_GIVEN = ENG_BAKED_FORM_GIVEN, // no file: a sheet of the def
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
    const eng_atlas_kept *kept; // a sheet that need not be opened: it stands for all its frames
    const eng_baked_sprite *kept_sprite;
    const eng_sheet *kept_sheet;
} found;

typedef ENG_ARRAY(found) found_array;

struct eng_atlas_listing {
    found_array all, files; // files: sheets that are not opened yet
    uint32_t next_file;
    ENG_ARRAY(const char *) pictures; // that sheets are cut from
};

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

static char *copy_name(const found *entry)
{
    char *name = eng_alloc((size_t)entry->sprite_bytes + 1, 1);
    return memcpy(name, entry->sprite, entry->sprite_bytes);
}

// A sheet becomes its frames, each with a path of its own to it. Takes the path.
static void add_frames(eng_atlas_listing *listing, const found *file, eng_atlas_sheet *sheet)
{
    for (uint32_t i = 0; sheet && i < sheet->sheet->frames.count; i++) {
        found entry = *file;
        entry.path = eng_copy_text(file->path);
        entry.sprite = entry.path + (file->sprite - file->path);
        entry.sheet = sheet;
        entry.sheet_frame = i;
        *ENG_ARRAY_PUSH(&listing->all) = entry;
    }
    for (uint32_t i = 0; sheet && i < sheet->picture_count; i++)
        *ENG_ARRAY_PUSH(&listing->pictures) = sheet->pictures[i].path;
    eng_free(file->path);
}

// The sheet of a sprite that was kept, or null: it is damaged. The atlas keeps it.
static const eng_sheet *read_kept_sheet(eng_atlas_loader *loader, const eng_baked_sprite *sprite)
{
    eng_sheet *sheet = eng_alloc(1, sizeof *sheet);
    if (!sprite->sheet ||
        !eng_baked_read_sheet(sprite->sheet, sprite->sheet_bytes, sprite->frame_count, sheet)) {
        eng_free(sheet);
        return NULL;
    }
    *ENG_ARRAY_PUSH(&loader->atlas->sheets) = sheet;
    return sheet;
}

// False: it must be opened.
static bool add_kept_sheet(eng_atlas_loader *loader, const found *file)
{
    found entry = *file;
    entry.kept_sprite =
        eng_atlas_kept_find(loader, file->sprite, file->sprite_bytes, file->form, &entry.kept);
    if (!entry.kept_sprite)
        return false;
    const eng_baked_source *sources = entry.kept->file->sources.items;
    const uint32_t *refs = entry.kept_sprite->sources;
    if (strcmp(sources[refs[0]].path, file->path) != 0)
        return false;
    entry.kept_sheet = read_kept_sheet(loader, entry.kept_sprite);
    if (!entry.kept_sheet)
        return false;
    for (uint32_t i = 1; i < entry.kept_sprite->source_count; i++)
        *ENG_ARRAY_PUSH(&loader->listing->pictures) = sources[refs[i]].path;
    *ENG_ARRAY_PUSH(&loader->listing->all) = entry;
    return true;
}

static void add_found(eng_atlas_loader *loader, const char *path, const eng_atlas_source *source)
{
    found entry = {.path = eng_copy_text(path), .source = source};
    if (split_path(&entry)) {
        if (entry.form >= FORM_SHEET)
            *ENG_ARRAY_PUSH(&loader->listing->files) = entry;
        else
            *ENG_ARRAY_PUSH(&loader->listing->all) = entry;
        return;
    }
    char text[ENG_PACK_PATH_BYTES];
    snprintf(text, sizeof text,
             "%.256s: not a frame; name it sprites/NAME.png or sprites/NAME/FRAME.png", path);
    eng_atlas_note(loader->atlas, text);
    eng_free(entry.path);
}

static void add_list(eng_atlas_loader *loader, const eng_file_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        add_found(loader, list->paths[i], NULL);
}

static bool find_in_packs(eng_atlas_loader *loader, eng_error *error)
{
    static const char *const endings[] = {".png", ".json", ".aseprite", ".ase"};
    eng_file_list folders = {0};
    bool is_good = eng_packs_list_folders(loader->packs, "sprites", &folders, error);
    for (uint32_t i = 0; is_good && i < sizeof endings / sizeof *endings; i++) {
        eng_file_list files;
        is_good = eng_packs_list(loader->packs, "sprites", endings[i], &files, error);
        add_list(loader, &files);
        eng_file_list_fini(&files);
    }
    for (uint32_t i = 0; is_good && i < folders.count; i++) {
        eng_file_list frames;
        is_good = eng_packs_list(loader->packs, folders.paths[i], ".png", &frames, error);
        add_list(loader, &frames);
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

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Whether a sheet is cut from this file.
static bool is_sheet_picture(const eng_atlas_listing *listing, const char *path)
{
    return listing->pictures.count > 0 &&
           bsearch(&path, listing->pictures.items, listing->pictures.count, sizeof path,
                   compare_texts);
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
static void drop_doubles(eng_atlas_loader *loader)
{
    found_array *all = &loader->listing->all;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < all->count; i++) {
        found *entry = &all->items[i], *last = kept ? &all->items[kept - 1] : NULL;
        bool is_same = last && compare_sprites(last, entry) == 0;
        bool is_twice = is_same && last->sheet_frame == entry->sheet_frame &&
                        strcmp(last->path, entry->path) == 0;
        if (entry->form == FORM_SINGLE && is_sheet_picture(loader->listing, entry->path))
            drop(loader, entry, NULL);
        else if (is_twice)
            drop(loader, entry, "given twice; leave one out");
        else if (is_same && (last->form != entry->form ||
                             (entry->form >= FORM_SHEET && strcmp(last->path, entry->path) != 0)))
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

// ------------------------------------------------------------------------------------------- jobs

static void add_sprite(eng_atlas_loader *loader, const found *entry, eng_atlas_origin origin)
{
    *ENG_ARRAY_PUSH(&loader->atlas->sprites) =
        (eng_sprite_data){.name = entry ? copy_name(entry) : eng_copy_text(""),
                          .sheet = origin.sheet ? origin.sheet->sheet : NULL};
    *ENG_ARRAY_PUSH(&loader->origins) = origin;
}

// Whether the frames of a sprite that are there are those that were kept.
static bool is_same_group(const eng_atlas_kept *kept, const eng_baked_sprite *sprite,
                          const found *group, uint32_t count)
{
    bool is_same = sprite->source_count == count;
    for (uint32_t i = 0; is_same && i < count; i++)
        is_same = strcmp(kept->file->sources.items[sprite->sources[i]].path, group[i].path) == 0;
    return is_same;
}

static void add_kept(eng_atlas_loader *loader, const found *entry, const eng_atlas_kept *kept,
                     const eng_baked_sprite *sprite)
{
    add_sprite(loader, entry,
               (eng_atlas_origin){.form = entry->form, .kept = kept, .sprite = sprite});
    eng_sprite_data *data = &loader->atlas->sprites.items[loader->atlas->sprites.count - 1];
    data->frame_count = sprite->frame_count;
    data->sheet = entry->form == FORM_GIVEN ? entry->sheet->sheet : entry->kept_sheet;
    if (kept->pack_index >= 0)
        loader->atlas->counts.prebuilt++;
    else
        loader->atlas->counts.cached++;
}

// Takes the paths.
static void add_decoded(eng_atlas_loader *loader, found *group, uint32_t count)
{
    add_sprite(loader, group,
               (eng_atlas_origin){.form = group->form,
                                  .first_job = loader->job_count,
                                  .job_count = count,
                                  .sheet = group->sheet});
    loader->atlas->sprites.items[loader->atlas->sprites.count - 1].frame_count = count;
    loader->atlas->counts.decoded++;
    for (uint32_t i = 0; i < count; i++) {
        eng_atlas_job *job = &loader->jobs[loader->job_count++];
        job->path = group[i].path;
        group[i].path = NULL;
        job->source = group[i].source;
        job->sheet = group[i].sheet;
        job->sheet_frame = group[i].sheet_frame;
        job->wants_hash = loader->wants_prints && !group[i].sheet;
    }
}

static void add_group(eng_atlas_loader *loader, found *group, uint32_t count)
{
    const eng_atlas_kept *kept = group->kept;
    const eng_baked_sprite *sprite = group->kept_sprite;
    if (!sprite && group->form <= FORM_FOLDER) {
        sprite =
            eng_atlas_kept_find(loader, group->sprite, group->sprite_bytes, group->form, &kept);
        if (sprite && !is_same_group(kept, sprite, group, count))
            sprite = NULL;
    }
    if (sprite)
        add_kept(loader, group, kept, sprite);
    else
        add_decoded(loader, group, count);
}

// Gives every sprite its frames; those that were kept have theirs now.
static void make_frames(eng_atlas_loader *loader)
{
    eng_atlas *atlas = loader->atlas;
    for (uint32_t i = 0; i < atlas->sprites.count; i++) {
        atlas->sprites.items[i].first_frame = atlas->frame_count;
        atlas->frame_count += atlas->sprites.items[i].frame_count;
    }
    atlas->frames = eng_alloc(atlas->frame_count, sizeof *atlas->frames);
    for (uint32_t i = 0; i < atlas->sprites.count; i++) {
        const eng_atlas_origin *origin = &loader->origins.items[i];
        uint32_t first = atlas->sprites.items[i].first_frame;
        for (uint32_t f = 0; f < origin->job_count; f++)
            loader->jobs[origin->first_job + f].frame = first + f;
        for (uint32_t f = 0; origin->kept && f < origin->sprite->frame_count; f++) {
            atlas->frames[first + f] = origin->sprite->frames[f];
            atlas->frames[first + f].page = origin->kept->pages[origin->sprite->frames[f].page];
        }
    }
}

static void make_jobs(eng_atlas_loader *loader)
{
    found_array *all = &loader->listing->all;
    loader->jobs = eng_alloc((size_t)all->count + loader->early_count, sizeof *loader->jobs);
    loader->jobs[0].is_broken = true;
    loader->job_count = loader->early_count;
    add_sprite(loader, NULL, (eng_atlas_origin){.job_count = 1});
    loader->atlas->sprites.items[0].frame_count = 1;
    for (uint32_t i = 0, end; i < all->count; i = end) {
        for (end = i + 1; end < all->count; end++)
            if (compare_sprites(&all->items[i], &all->items[end]) != 0)
                break;
        add_group(loader, &all->items[i], end - i);
    }
    make_frames(loader);
}

// ------------------------------------------------------------------------------------------- steps

static bool is_kept_def(const eng_baked_sprite *sprite, const eng_sheet *sheet)
{
    eng_buffer bytes = {0};
    eng_baked_add_sheet(&bytes, sheet);
    bool is_same = bytes.count == sprite->sheet_bytes &&
                   memcmp(bytes.data, sprite->sheet, bytes.count) == 0 &&
                   sprite->frame_count == sheet->frames.count;
    eng_free(bytes.data);
    return is_same;
}

static void add_sheet_defs(eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->def.sheet_count; i++) {
        const eng_atlas_sheet_def *def = &loader->def.sheets[i];
        found entry = {.path = eng_copy_text(def->name),
                       .sprite_bytes = (uint32_t)strlen(def->name),
                       .form = FORM_GIVEN};
        entry.sprite = entry.path;
        eng_atlas_sheet *sheet = eng_atlas_take_sheet(loader, def->sheet);
        entry.kept_sprite =
            eng_atlas_kept_find(loader, entry.sprite, entry.sprite_bytes, entry.form, &entry.kept);
        if (!entry.kept_sprite || !is_kept_def(entry.kept_sprite, def->sheet)) {
            entry.kept = NULL;
            entry.kept_sprite = NULL;
            add_frames(loader->listing, &entry, sheet);
            continue;
        }
        entry.sheet = sheet;
        for (uint32_t p = 0; p < sheet->picture_count; p++)
            *ENG_ARRAY_PUSH(&loader->listing->pictures) = sheet->pictures[p].path;
        *ENG_ARRAY_PUSH(&loader->listing->all) = entry;
    }
}

// Of a patch: leaves the sprites that were saved, whole, and those that are new.
static void keep_changed(eng_atlas_loader *loader)
{
    found_array *all = &loader->listing->all;
    eng_atlas_changes changes;
    eng_atlas_changes_init(&changes, loader);
    char **names = eng_alloc((size_t)all->count + 1, sizeof *names);
    uint32_t name_count = 0, kept = 0;
    for (uint32_t i = 0, end; i < all->count; i = end) {
        const found *first = &all->items[i];
        char *name = copy_name(first);
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

void eng_atlas_list_begin(eng_atlas_loader *loader)
{
    eng_error error;
    loader->listing = eng_alloc(1, sizeof *loader->listing);
    add_sheet_defs(loader);
    if (loader->packs && !find_in_packs(loader, &error))
        eng_atlas_note(loader->atlas, error.text);
    for (uint32_t i = 0; i < loader->source_count; i++)
        add_found(loader, loader->sources[i].path, &loader->sources[i]);
}

bool eng_atlas_list_next(eng_atlas_loader *loader)
{
    eng_atlas_listing *listing = loader->listing;
    if (listing->next_file == listing->files.count)
        return false;
    found *file = &listing->files.items[listing->next_file++];
    if (!add_kept_sheet(loader, file)) {
        eng_atlas_sheet *sheet = eng_atlas_open_sheet(loader, file->path, file->source);
        if (!sheet && loader->def.base)
            *ENG_ARRAY_PUSH(&loader->atlas->failed) = copy_name(file);
        add_frames(listing, file, sheet);
    }
    file->path = NULL;
    return true;
}

void eng_atlas_list_drop(eng_atlas_loader *loader)
{
    eng_atlas_listing *listing = loader->listing;
    if (!listing)
        return;
    for (uint32_t i = 0; i < listing->all.count; i++)
        eng_free(listing->all.items[i].path);
    for (uint32_t i = 0; i < listing->files.count; i++)
        eng_free(listing->files.items[i].path);
    eng_free(listing->all.items);
    eng_free(listing->files.items);
    eng_free((void *)listing->pictures.items);
    eng_free(listing);
    loader->listing = NULL;
}

// Folders are listed in order, so that a pack without sheets and folders is found sorted.
static bool is_sorted(const found_array *all)
{
    for (uint32_t i = 1; i < all->count; i++)
        if (compare_found(&all->items[i - 1], &all->items[i]) > 0)
            return false;
    return true;
}

void eng_atlas_list_end(eng_atlas_loader *loader)
{
    found_array *all = &loader->listing->all;
    if (!is_sorted(all))
        qsort(all->items, all->count, sizeof *all->items, compare_found);
    if (loader->listing->pictures.count > 1)
        qsort(loader->listing->pictures.items, loader->listing->pictures.count,
              sizeof *loader->listing->pictures.items, compare_texts);
    drop_doubles(loader);
    if (loader->def.base)
        keep_changed(loader);
    make_jobs(loader);
    eng_atlas_list_drop(loader);
}
