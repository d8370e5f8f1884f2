// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas.c: a round decodes and packs every PNG of a pack.
//
//     pack=PATH (a folder or a zip)  threads=T
//     from=memory   the bytes are read beforehand
//     from=pack     a round opens the pack and reads them

#include "bench.h"
#include "pictures.h"

#include <string.h>

static eng_atlas_source *sources;
static uint32_t source_count;
static bool is_from_memory;
static uint32_t page_count; // of the last round

static void atlas_open(void)
{
    is_from_memory = strcmp(bench_text("from", "memory"), "memory") == 0;
    if (is_from_memory)
        sources = pictures_read(&source_count);
}

static eng_packs *open_pack(void)
{
    eng_error error = {0};
    const char *path = bench_text("pack", ".");
    eng_packs *packs = eng_packs_open(&path, 1, &error);
    if (packs == NULL)
        bench_die("%s", error.text);
    return packs;
}

static void load_once(void)
{
    eng_error error = {0};
    eng_atlas_def def = eng_atlas_default_def();
    def.thread_count = (uint32_t)bench_count("threads", 1);
    eng_packs *packs = is_from_memory ? NULL : open_pack();
    eng_atlas *atlas = is_from_memory ? eng_atlas_load_memory(sources, source_count, &def, &error)
                                      : eng_atlas_load(packs, &def, &error);
    if (atlas == NULL)
        bench_die("%s", error.text);
    if (eng_atlas_get_error_count(atlas) > 0)
        bench_die("%s", eng_atlas_get_error(atlas, 0));
    page_count = eng_atlas_get_page_count(atlas);
    eng_atlas_unload(atlas);
    if (packs != NULL)
        eng_packs_close(packs);
}

static void atlas_go(uint32_t rounds)
{
    int64_t begin_ns = bench_wall_ns(), process_ns = bench_process_ns();
    for (uint32_t i = 0; i < rounds; i++)
        load_once();
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("pages", (double)page_count);
    bench_put("process_ns", (double)(bench_process_ns() - process_ns));
}

static void atlas_close(void) {}

const bench_subject bench_atlas = {"atlas", atlas_open, atlas_go, atlas_close};
