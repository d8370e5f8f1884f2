// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas.c: a round decodes and packs every PNG of a folder, whose bytes are read beforehand.
//
//     folder=PATH  frames=N (files 0.png to N-1.png)  threads=T

#include "bench.h"

#include <stdio.h>

#include "assets/atlas.h"

static eng_atlas_source *sources;
static uint32_t source_count;

static void atlas_open(void)
{
    source_count = (uint32_t)bench_count("frames", 0);
    sources = bench_alloc(source_count, sizeof *sources);
    for (uint32_t i = 0; i < source_count; i++) {
        char file_path[1024], *path = bench_alloc(1, 64);
        snprintf(file_path, sizeof file_path, "%s/%u.png", bench_text("folder", "."), i);
        snprintf(path, 64, "sprites/unit%u/%u.png", i / 8, i % 8);
        FILE *file = fopen(file_path, "rb");
        if (file == NULL)
            bench_die("cannot read %s", file_path);
        fseek(file, 0, SEEK_END);
        size_t bytes = (size_t)ftell(file);
        rewind(file);
        void *data = bench_alloc(1, bytes);
        if (fread(data, 1, bytes, file) != bytes)
            bench_die("cannot read %s", file_path);
        fclose(file);
        sources[i] = (eng_atlas_source){.path = path, .bytes = data, .byte_count = bytes};
    }
}

static void atlas_go(uint32_t rounds)
{
    eng_error error = {0};
    eng_atlas_def def = eng_atlas_default_def();
    def.thread_count = (uint32_t)bench_count("threads", 1);
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++) {
        eng_atlas *atlas = eng_atlas_load_memory(sources, source_count, &def, &error);
        if (atlas == NULL)
            bench_die("%s", error.text);
        if (eng_atlas_get_error_count(atlas) > 0)
            bench_die("%s", eng_atlas_get_error(atlas, 0));
        if (i + 1 == rounds)
            bench_put("pages", (double)eng_atlas_get_page_count(atlas));
        eng_atlas_unload(atlas);
    }
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
}

static void atlas_close(void) {}

const bench_subject bench_atlas = {"atlas", atlas_open, atlas_go, atlas_close};
