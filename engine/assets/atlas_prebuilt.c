// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/atlas_prebuilt.h"
#include "assets/atlas_parts.h"

#include <stdio.h>
#include <string.h>

void eng_prebuilt_copy_path(uint32_t page, char *path, size_t path_bytes)
{
    if (page == UINT32_MAX)
        snprintf(path, path_bytes, ENG_PACK_PAGES_PATH "/index");
    else
        snprintf(path, path_bytes, ENG_PACK_PAGES_PATH "/%u", page);
}

// ------------------------------------------------------------------------------------------ making

static void pack_plan(const eng_baked_plan *plan, uint32_t thread_count, eng_prebuilt *prebuilt)
{
    uint32_t count = plan->pages.count;
    eng_buffer index = {0}, *pages = eng_alloc((size_t)count + 1, sizeof *pages);
    eng_baked_pack(plan, thread_count, &index, pages);
    *prebuilt = (eng_prebuilt){
        .index = {index.data, index.count},
        .pages = eng_alloc((size_t)count + 1, sizeof *prebuilt->pages),
        .page_count = count,
        .sprite_count = plan->sprite_count,
    };
    for (uint32_t i = 0; i < count; i++)
        prebuilt->pages[i] = (eng_bytes){pages[i].data, pages[i].count};
    eng_free(pages);
}

bool eng_prebuilt_make(const eng_packs *packs, const eng_atlas_sheet_def *sheets,
                       uint32_t sheet_count, eng_prebuilt *prebuilt, eng_error *error)
{
    eng_atlas_def def = {.sheets = sheets, .sheet_count = sheet_count, .is_without_prebuilt = true};
    eng_atlas_loader *loader = eng_atlas_load_start(packs, &def, true, error);
    *prebuilt = (eng_prebuilt){0};
    if (!loader)
        return false;
    eng_atlas_load_all(loader);
    eng_baked_plan plan = {.codec = ENG_BAKED_ZSTD, .page_size = loader->def.page_size};
    eng_atlas_pixels **held;
    if (eng_atlas_record(loader, &plan, &held)) {
        pack_plan(&plan, loader->def.thread_count, prebuilt);
        for (uint32_t i = 0; i < plan.pages.count; i++)
            eng_atlas_release_pixels(held[i]);
        eng_free(held);
        eng_baked_plan_fini(&plan);
    }
    eng_atlas_unload(eng_atlas_load_finish(loader));
    return true;
}

void eng_prebuilt_fini(eng_prebuilt *prebuilt)
{
    eng_bytes_fini(&prebuilt->index);
    for (uint32_t i = 0; i < prebuilt->page_count; i++)
        eng_bytes_fini(&prebuilt->pages[i]);
    eng_free(prebuilt->pages);
    *prebuilt = (eng_prebuilt){0};
}

// ----------------------------------------------------------------------------------------- reading

static const eng_pack_file *find_file(const eng_pack_source *source, uint32_t page)
{
    char path[64];
    uint32_t count;
    const eng_pack_file *files = eng_pack_source_get_pages(source, &count);
    eng_prebuilt_copy_path(page, path, sizeof path);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    return NULL;
}

eng_baked *eng_prebuilt_open(const eng_pack_source *source, eng_error *error)
{
    char name[ENG_PACK_PATH_BYTES];
    eng_bytes bytes;
    const eng_pack_file *file = find_file(source, UINT32_MAX);
    if (!file || !eng_pack_source_read(source, file, 0, &bytes, error))
        return NULL;
    snprintf(name, sizeof name, "%.900s: %s", eng_pack_source_get_path(source), file->path);
    return eng_baked_open(name, bytes.data, bytes.byte_count, error);
}

bool eng_prebuilt_read_page(const eng_pack_source *source, eng_baked *baked, uint32_t page,
                            eng_error *error)
{
    eng_bytes bytes;
    const eng_pack_file *file = find_file(source, page);
    if (!file)
        return eng_error_set(error, "%s: page %u is missing", baked->name, page);
    return (eng_pack_source_read_stored(source, file, &bytes) ||
            eng_pack_source_read(source, file, 0, &bytes, error)) &&
           eng_baked_set_page_bytes(baked, page, bytes.data, bytes.byte_count, error);
}

// --------------------------------------------------------------------------------------- verifying

static bool has_same_pixels(const eng_atlas *a, const eng_atlas_frame *x, const eng_atlas *b,
                            const eng_atlas_frame *y)
{
    if (x->width != y->width || x->height != y->height || x->left != y->left || x->top != y->top ||
        x->full_width != y->full_width || x->full_height != y->full_height)
        return false;
    const eng_atlas_page_data *p = &a->pages.items[x->page], *q = &b->pages.items[y->page];
    size_t bytes = (size_t)(x->width + 2 * ENG_ATLAS_PADDING) * sizeof *p->pixels;
    for (int row = -ENG_ATLAS_PADDING; row < x->height + ENG_ATLAS_PADDING; row++)
        if (memcmp(p->pixels + (size_t)(x->y + row) * (size_t)p->width +
                       (size_t)(x->x - ENG_ATLAS_PADDING),
                   q->pixels + (size_t)(y->y + row) * (size_t)q->width +
                       (size_t)(y->x - ENG_ATLAS_PADDING),
                   bytes) != 0)
            return false;
    return true;
}

static bool has_same_sheet(const eng_sheet *a, const eng_sheet *b)
{
    eng_buffer x = {0}, y = {0};
    if (a)
        eng_baked_add_sheet(&x, a);
    if (b)
        eng_baked_add_sheet(&y, b);
    bool is_same = x.count == y.count && (x.count == 0 || memcmp(x.data, y.data, x.count) == 0);
    eng_free(x.data);
    eng_free(y.data);
    return is_same;
}

static bool is_same_sprite(const eng_atlas *a, const eng_atlas *b, const char *name)
{
    uint32_t i = eng_sprite_find_optional(a, name), j = eng_sprite_find_optional(b, name);
    if (i == ENG_SPRITE_NONE || j == ENG_SPRITE_NONE)
        return false;
    eng_sprite x = eng_atlas_get_sprite(a, i), y = eng_atlas_get_sprite(b, j);
    if (x.frame_count != y.frame_count || !has_same_sheet(x.sheet, y.sheet))
        return false;
    for (uint32_t f = 0; f < x.frame_count; f++)
        if (!has_same_pixels(a, &x.frames[f], b, &y.frames[f]))
            return false;
    return true;
}

// Sheets that came from no file are told by the pages themselves; their pictures are compared.
static eng_atlas_sheet_def *make_sheets(const eng_baked *baked, uint32_t *count)
{
    eng_atlas_sheet_def *defs = eng_alloc((size_t)baked->sprites.count + 1, sizeof *defs);
    *count = 0;
    for (uint32_t i = 0; i < baked->sprites.count; i++) {
        const eng_baked_sprite *sprite = &baked->sprites.items[i];
        eng_atlas_sheet_def *def = &defs[*count];
        if (sprite->form != ENG_BAKED_FORM_GIVEN || !sprite->sheet)
            continue;
        def->sheet = eng_alloc(1, sizeof *def->sheet);
        if (!eng_baked_read_sheet(sprite->sheet, sprite->sheet_bytes, sprite->frame_count,
                                  def->sheet)) {
            eng_free(def->sheet);
            continue;
        }
        snprintf(def->name, sizeof def->name, "%s", sprite->name);
        (*count)++;
    }
    return defs;
}

static eng_atlas *load(const eng_packs *packs, const eng_baked *baked, bool is_without_prebuilt,
                       eng_error *error)
{
    eng_atlas_def def = {.is_without_prebuilt = is_without_prebuilt};
    eng_atlas_sheet_def *sheets = make_sheets(baked, &def.sheet_count);
    def.sheets = sheets;
    eng_atlas *atlas = eng_atlas_load(packs, &def, error);
    eng_free(sheets);
    return atlas;
}

static bool compare(const eng_baked *baked, const eng_atlas *decoded, const eng_atlas *prebuilt,
                    eng_error *error)
{
    for (uint32_t i = 0; i < baked->sprites.count; i++)
        if (!is_same_sprite(decoded, prebuilt, baked->sprites.items[i].name))
            return eng_error_set(error,
                                 "%s: sprite '%.200s' is not what the pack's files show; build the "
                                 "pack again, or get it from somebody else",
                                 baked->name, baked->sprites.items[i].name);
    if (eng_atlas_get_counts(prebuilt).prebuilt != baked->sprites.count)
        return eng_error_set(error,
                             "%s: is damaged, or of other files than those of the pack; build the "
                             "pack again, or get it once more",
                             baked->name);
    return true;
}

bool eng_prebuilt_verify(const eng_packs *packs, uint32_t *sprite_count, eng_error *error)
{
    const eng_pack_source *source = eng_packs_get_source(packs, 0);
    uint32_t file_count;
    eng_pack_source_get_pages(source, &file_count);
    *sprite_count = 0;
    if (file_count == 0)
        return true;
    error->text[0] = '\0';
    eng_baked *baked = eng_prebuilt_open(source, error);
    if (!baked)
        return error->text[0] == '\0'
                   ? eng_error_set(error, "pack '%s': " ENG_PACK_PAGES_PATH " has no index",
                                   eng_pack_source_get_path(source))
                   : false;
    *sprite_count = baked->sprites.count;
    eng_atlas *decoded = load(packs, baked, true, error);
    eng_atlas *prebuilt = decoded ? load(packs, baked, false, error) : NULL;
    bool is_good = prebuilt && compare(baked, decoded, prebuilt, error);
    eng_atlas_unload(prebuilt);
    eng_atlas_unload(decoded);
    eng_baked_close(baked);
    return is_good;
}
