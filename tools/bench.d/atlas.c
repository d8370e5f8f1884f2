// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas.c: a round decodes and packs every PNG of a pack.
//
//     pack=PATH (a folder or a zip)  threads=T
//     from=memory   the bytes are read beforehand
//     from=pack     a round opens the pack and reads them
//     cache=FOLDER  and keeps decoded pages there; is_first=1: a round begins with an empty one
//
// `load_ns` is the part after the pack was opened.

#include "bench.h"
#include "pictures.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "assets/atlas_cache.h"

static eng_atlas_source *sources;
static uint32_t source_count;
static bool is_from_memory;
static uint32_t page_count;     // of the last round
static eng_atlas_counts counts; // of the last round
static int64_t load_ns;

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

static void empty_folder(const char *folder)
{
    DIR *handle = opendir(folder);
    for (struct dirent *entry; handle != NULL && (entry = readdir(handle)) != NULL;)
        unlinkat(dirfd(handle), entry->d_name, 0);
    if (handle != NULL)
        closedir(handle);
}

static void load_once(void)
{
    eng_error error = {0};
    eng_atlas_def def = eng_atlas_default_def();
    const char *folder = bench_text("cache", NULL);
    def.thread_count = (uint32_t)bench_count("threads", 1);
    if (folder != NULL && bench_count("is_first", 0) != 0)
        empty_folder(folder);
    if (folder != NULL)
        def.cache = eng_atlas_cache_create(folder, 0);
    eng_packs *packs = is_from_memory ? NULL : open_pack();
    int64_t begin_ns = bench_wall_ns();
    eng_atlas *atlas = is_from_memory ? eng_atlas_load_memory(sources, source_count, &def, &error)
                                      : eng_atlas_load(packs, &def, &error);
    load_ns += bench_wall_ns() - begin_ns;
    if (atlas == NULL)
        bench_die("%s", error.text);
    if (eng_atlas_get_error_count(atlas) > 0)
        bench_die("%s", eng_atlas_get_error(atlas, 0));
    page_count = eng_atlas_get_page_count(atlas);
    counts = eng_atlas_get_counts(atlas);
    eng_atlas_cache_destroy(def.cache); // when all is written
    eng_atlas_unload(atlas);
    if (packs != NULL)
        eng_packs_close(packs);
}

static void atlas_go(uint32_t rounds)
{
    int64_t begin_ns = bench_wall_ns(), process_ns = bench_process_ns();
    load_ns = 0;
    for (uint32_t i = 0; i < rounds; i++)
        load_once();
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("load_ns", (double)load_ns);
    bench_put("pages", (double)page_count);
    bench_put("decoded", (double)counts.decoded);
    bench_put("process_ns", (double)(bench_process_ns() - process_ns));
}

static void atlas_close(void) {}

const bench_subject bench_atlas = {"atlas", atlas_open, atlas_go, atlas_close};
