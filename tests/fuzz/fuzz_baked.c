// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Atlas pages as a zip or the cache brings them: every block unpacked or checked, every sheet read.
// Also with checksums put right, so that what lies behind them is seen.

#define _GNU_SOURCE

#include "fuzz.h"

#include "assets/baked.h"
#include "base/hash.h"
#include "unit_files.h"

#include <sys/mman.h>

#define PAGE_BYTES ((size_t)4 << 20)
#define HEAD_BYTES 40

// Of the cache, where they are mapped, and of a pack.
static void unpack_page(const eng_baked *baked, uint32_t page_index)
{
    const eng_baked_page *page = &baked->pages.items[page_index];
    size_t bytes = (size_t)page->width * (size_t)page->height * sizeof(uint32_t);
    bool is_mapped = baked->file >= 0;
    if (bytes > PAGE_BYTES)
        return;
    uint32_t *pixels = is_mapped ? eng_baked_map(baked, page_index) : calloc(1, bytes);
    if (pixels == NULL)
        abort();
    for (uint32_t i = 0; i < page->block_count; i++)
        eng_baked_unpack(baked, &baked->blocks.items[page->first_block + i], pixels);
    if (is_mapped)
        munmap(pixels, bytes);
    else
        free(pixels);
}

static void read_sprites(const eng_baked *baked)
{
    for (uint32_t i = 0; i < baked->sprites.count; i++) {
        const eng_baked_sprite *sprite = &baked->sprites.items[i];
        eng_sheet sheet;
        if (eng_baked_find(baked, sprite->name, strlen(sprite->name)) != sprite)
            abort();
        for (uint32_t s = 0; s < sprite->source_count; s++)
            if (strlen(baked->sources.items[sprite->sources[s]].path) >= ENG_PACK_PATH_BYTES)
                abort();
        if (sprite->sheet &&
            eng_baked_read_sheet(sprite->sheet, sprite->sheet_bytes, sprite->frame_count, &sheet)) {
            for (uint32_t t = 0; t < sheet.tags.count; t++)
                (void)eng_sheet_tag_step_at(&sheet.tags.items[t], 0.1);
            eng_sheet_fini(&sheet);
        }
    }
}

static void read_baked(eng_baked *baked, const eng_error *error)
{
    if (baked == NULL && error->text[0] == '\0')
        abort(); // a refusal says why
    for (uint32_t i = 0; baked != NULL && i < baked->pages.count && i < 8; i++)
        unpack_page(baked, i);
    if (baked != NULL)
        read_sprites(baked);
    eng_baked_close(baked);
}

static uint8_t *copy(const uint8_t *data, size_t size)
{
    uint8_t *bytes = eng_alloc(size + 1, 1);
    memcpy(bytes, data, size);
    return bytes;
}

// Once as the cache's, once as the files of a pack: the index, and what follows it as each page.
static void read_file(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH_BYTES];
    eng_error error = {""};
    int file = fuzz_file(data, size, path);
    read_baked(eng_baked_open_file(path, &error), &error);
    close(file);
    uint64_t index_bytes = 0;
    if (size >= HEAD_BYTES)
        memcpy(&index_bytes, data + 24, sizeof index_bytes);
    if (size < HEAD_BYTES || index_bytes > size - HEAD_BYTES)
        index_bytes = size < HEAD_BYTES ? 0 : size - HEAD_BYTES;
    size_t head = size < HEAD_BYTES ? size : HEAD_BYTES + (size_t)index_bytes;
    error.text[0] = '\0';
    eng_baked *baked = eng_baked_open("index", copy(data, head), head, &error);
    for (uint32_t i = 0; baked != NULL && i < baked->pages.count && i < 8; i++)
        eng_baked_set_page_bytes(baked, i, copy(data + head, size - head), size - head, &error);
    read_baked(baked, &error);
}

// As if the index ended where the head says, and the head said the right sum of it.
static void mend_sum(uint8_t *data, size_t size)
{
    uint64_t index_bytes;
    if (size < HEAD_BYTES)
        return;
    memcpy(&index_bytes, data + 24, sizeof index_bytes);
    if (index_bytes > size - HEAD_BYTES)
        return;
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add(&hash, data + HEAD_BYTES, index_bytes);
    uint64_t sum = eng_hash_end(&hash);
    memcpy(data + 32, &sum, sizeof sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *mended = malloc(size + 1);
    if (mended == NULL)
        abort();
    read_file(data, size);
    memcpy(mended, data, size);
    mend_sum(mended, size);
    read_file(mended, size);
    free(mended);
    return 0;
}

static void add_sheet(eng_buffer *bytes)
{
    eng_sheet sheet = {.format = ENG_SHEET_ASEPRITE};
    *ENG_ARRAY_PUSH(&sheet.pages) = (eng_sheet_page){"page.png", 8, 8};
    for (int i = 0; i < 2; i++)
        *ENG_ARRAY_PUSH(&sheet.frames) = (eng_sheet_frame){.name = "f",
                                                           .source = {0, 0, 4, 4},
                                                           .trim = {0, 0, 4, 4},
                                                           .width = 4,
                                                           .height = 4,
                                                           .duration_ms = 100};
    eng_sheet_add_tag(&sheet, "go", 0, 1, ENG_SHEET_PING_PONG, 0);
    eng_sheet_add_events(&sheet, &sheet.tags.items[0], "step@1");
    *ENG_ARRAY_PUSH(&sheet.slices) = (eng_sheet_slice){.name = "hit", .bounds = {0, 0, 2, 2}};
    eng_sheet_finish(&sheet);
    eng_baked_add_sheet(bytes, &sheet);
    eng_sheet_fini(&sheet);
}

static void put_seed(fuzz_put put, void *user, const char *name, eng_baked_codec codec)
{
    static uint32_t pixels[64 * 32];
    eng_baked_plan plan = {.codec = codec, .page_size = 64};
    eng_buffer whole = {0}, pages[1] = {{0}}, sheet = {0};
    eng_baked_print print = {.byte_count = 99, .stamp = 7, .hash = {1, 2}, .has_hash = true};
    *ENG_ARRAY_PUSH(&plan.pages) = (eng_baked_page_pixels){64, 32, pixels};
    uint32_t sources[] = {eng_baked_add_source(&plan, "sprites/a.json", &print),
                          eng_baked_add_source(&plan, "sprites/page.png", &print)};
    eng_atlas_frame frames[] = {{0, 1, 1, 4, 4, 0, 0, 4, 4}, {0, 7, 1, 4, 4, 0, 0, 4, 4}};
    add_sheet(&sheet);
    eng_baked_add_sprite(
        &plan, &(eng_baked_sprite){"a", 2, sources, 2, frames, 2, sheet.data, sheet.count});
    eng_baked_add_sprite(&plan, &(eng_baked_sprite){"b", 0, sources + 1, 1, frames, 1, NULL, 0});
    eng_baked_pack(&plan, 1, &whole, pages);
    if (codec == ENG_BAKED_RAW) {
        static const uint8_t none[1 << 16];
        eng_buffer_add(&whole, none, eng_baked_align(whole.count) - whole.count);
        eng_buffer_add(&whole, pixels, sizeof pixels);
    }
    eng_buffer_add(&whole, pages[0].data, pages[0].count);
    put(user, name, whole.data, whole.count);
    eng_free(whole.data);
    eng_free(pages[0].data);
    eng_free(sheet.data);
    eng_baked_plan_fini(&plan);
}

void fuzz_seeds(fuzz_put put, void *user)
{
    put_seed(put, user, "raw.pages", ENG_BAKED_RAW);
    put_seed(put, user, "zstd.pages", ENG_BAKED_ZSTD);
}
