// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Writing. Blocks are packed one by one, by whichever thread is free, each into a place of its own;
// they are put together in their order afterwards.

#include "assets/baked.h"

#include "base/hash.h"

#include <pthread.h>
#include <string.h>
#include <zstd.h>

enum {
    THREADS_LIMIT = 64,
    ZSTD_LEVEL = 12, // 19 makes 14% less of it and takes twenty times as long
};

static void add_text(eng_buffer *to, const char *text)
{
    eng_buffer_add_text(to, text);
    eng_buffer_add(to, "", 1);
}

void eng_baked_plan_fini(eng_baked_plan *plan)
{
    eng_free(plan->sources.data);
    eng_free(plan->sprites.data);
    eng_free(plan->pages.items);
    *plan = (eng_baked_plan){0};
}

uint32_t eng_baked_add_source(eng_baked_plan *plan, const char *path, const eng_baked_print *print)
{
    add_text(&plan->sources, path);
    eng_buffer_add_u64(&plan->sources, print->byte_count);
    eng_buffer_add_u64(&plan->sources, print->stamp);
    eng_buffer_add_u64(&plan->sources, print->hash[0]);
    eng_buffer_add_u64(&plan->sources, print->hash[1]);
    eng_buffer_add_u32(&plan->sources, print->has_hash);
    return plan->source_count++;
}

void eng_baked_add_sprite(eng_baked_plan *plan, const eng_baked_sprite *sprite)
{
    eng_buffer *to = &plan->sprites;
    add_text(to, sprite->name);
    eng_buffer_add_u32(to, sprite->form);
    eng_buffer_add_u32(to, sprite->source_count);
    eng_buffer_add(to, sprite->sources, sprite->source_count * sizeof *sprite->sources);
    eng_buffer_add_u32(to, sprite->frame_count);
    for (uint32_t i = 0; i < sprite->frame_count; i++) {
        const eng_atlas_frame *frame = &sprite->frames[i];
        int32_t n[] = {frame->x,    frame->y,   frame->width,      frame->height,
                       frame->left, frame->top, frame->full_width, frame->full_height};
        eng_buffer_add_u32(to, frame->page);
        eng_buffer_add(to, n, sizeof n);
    }
    eng_buffer_add_u32(to, (uint32_t)sprite->sheet_bytes);
    eng_buffer_add(to, sprite->sheet, sprite->sheet_bytes);
    plan->sprite_count++;
}

// ------------------------------------------------------------------------------------------ blocks

typedef struct packing {
    const eng_baked_plan *plan;
    struct packed_block {
        const uint8_t *from;
        size_t byte_count;
        uint8_t *packed; // null: as it is
        size_t packed_bytes;
        uint64_t checksum;
    } * blocks;
    uint32_t count;
    _Atomic uint32_t next;
} packing;

static void pack_zstd(struct packed_block *block)
{
    size_t limit = ZSTD_compressBound(block->byte_count);
    block->packed = eng_alloc(limit, 1);
    block->packed_bytes =
        ZSTD_compress(block->packed, limit, block->from, block->byte_count, ZSTD_LEVEL);
}

static void *run_packer(void *argument)
{
    packing *all = argument;
    for (;;) {
        uint32_t i = atomic_fetch_add(&all->next, 1);
        if (i >= all->count)
            return NULL;
        struct packed_block *block = &all->blocks[i];
        if (all->plan->codec == ENG_BAKED_ZSTD)
            pack_zstd(block);
        block->checksum =
            eng_baked_sum(block->packed ? block->packed : block->from, block->packed_bytes);
    }
}

static void pack_blocks(packing *all, uint32_t thread_count)
{
    pthread_t threads[THREADS_LIMIT];
    uint32_t started = 0;
    if (thread_count > THREADS_LIMIT)
        thread_count = THREADS_LIMIT;
    while (started + 1 < thread_count &&
           pthread_create(&threads[started], NULL, run_packer, all) == 0)
        started++;
    run_packer(all);
    while (started > 0)
        pthread_join(threads[--started], NULL);
}

static uint32_t rows_per_block(int width)
{
    uint32_t rows = ENG_BAKED_BLOCK_BYTES / ((uint32_t)width * (uint32_t)sizeof(uint32_t));
    return rows > 0 ? rows : 1;
}

static void list_blocks(packing *all, uint32_t *blocks_of_page)
{
    const eng_baked_plan *plan = all->plan;
    for (uint32_t p = 0; p < plan->pages.count; p++) {
        const eng_baked_page_pixels *page = &plan->pages.items[p];
        uint32_t height = (uint32_t)page->height, rows = rows_per_block(page->width);
        size_t row_bytes = (size_t)page->width * sizeof(uint32_t);
        blocks_of_page[p] = (height + rows - 1) / rows;
        all->blocks = eng_resize(all->blocks, all->count + blocks_of_page[p], sizeof *all->blocks);
        for (uint32_t y = 0; y < height; y += rows) {
            uint32_t count = height - y < rows ? height - y : rows;
            all->blocks[all->count++] = (struct packed_block){
                .from = (const uint8_t *)page->pixels + y * row_bytes,
                .byte_count = count * row_bytes,
                .packed_bytes = count * row_bytes,
            };
        }
    }
}

// ------------------------------------------------------------------------------------------- index

static void add_page_table(eng_buffer *index, const packing *all, const uint32_t *blocks_of_page,
                           eng_buffer *pages)
{
    const struct packed_block *block = all->blocks;
    eng_buffer_add_u32(index, all->plan->pages.count);
    for (uint32_t p = 0; p < all->plan->pages.count; p++) {
        eng_buffer_add_u32(index, (uint32_t)all->plan->pages.items[p].width);
        eng_buffer_add_u32(index, (uint32_t)all->plan->pages.items[p].height);
        for (uint32_t i = 0; i < blocks_of_page[p]; i++, block++) {
            eng_buffer_add_u32(index, (uint32_t)block->packed_bytes);
            eng_buffer_add_u64(index, block->checksum);
            if (block->packed)
                eng_buffer_add(&pages[p], block->packed, block->packed_bytes);
        }
    }
}

void eng_baked_pack(const eng_baked_plan *plan, uint32_t thread_count, eng_buffer *index,
                    eng_buffer *pages)
{
    packing all = {.plan = plan};
    eng_buffer body = {0};
    uint32_t *blocks_of_page = eng_alloc((size_t)plan->pages.count + 1, sizeof *blocks_of_page);
    list_blocks(&all, blocks_of_page);
    pack_blocks(&all, thread_count);
    add_page_table(&body, &all, blocks_of_page, pages);
    eng_buffer_add_u32(&body, plan->source_count);
    eng_buffer_add(&body, plan->sources.data, plan->sources.count);
    eng_buffer_add_u32(&body, plan->sprite_count);
    eng_buffer_add(&body, plan->sprites.data, plan->sprites.count);
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add(&hash, body.data, body.count);
    eng_buffer_add(index, "MYRPAGES", 8);
    eng_buffer_add_u32(index, ENG_BAKED_VERSION);
    eng_buffer_add_u32(index, plan->codec);
    eng_buffer_add_u32(index, (uint32_t)plan->page_size);
    eng_buffer_add_u32(index, 0);
    eng_buffer_add_u64(index, body.count);
    eng_buffer_add_u64(index, eng_hash_end(&hash));
    eng_buffer_add(index, body.data, body.count);
    for (uint32_t i = 0; i < all.count; i++)
        eng_free(all.blocks[i].packed);
    eng_free(all.blocks);
    eng_free(body.data);
    eng_free(blocks_of_page);
}
