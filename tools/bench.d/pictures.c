// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pictures.c: what one would write without an engine: threads that take one file after another.
//
//     pack=FOLDER  threads=T  from=memory|files
//     `plain`  a round decodes every PNG with stb_image to RGBA and throws it away
//     `bytes`  a round reads every PNG and throws it away
//
// From files, a round begins with finding them.

#include "pictures.h"
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assets/pack_source.h"

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

enum { THREADS_LIMIT = 64, FILES_LIMIT = 65536 };

static eng_atlas_source *sources; // in memory; null: in files
static char *paths[FILES_LIMIT];
static uint32_t file_count;
static atomic_uint next_file;
static atomic_ullong byte_sum;
static bool is_decoding;

eng_atlas_source *pictures_read(uint32_t *count)
{
    eng_error error = {0};
    const char *path = bench_text("pack", ".");
    eng_pack_source *pack = eng_pack_source_open(path, &error);
    if (pack == NULL)
        bench_die("%s", error.text);
    uint32_t all_count;
    const eng_pack_file *files = eng_pack_source_get_files(pack, &all_count);
    eng_atlas_source *read = bench_alloc(all_count, sizeof *read);
    *count = 0;
    for (uint32_t i = 0; i < all_count; i++) {
        eng_bytes bytes;
        size_t length = strlen(files[i].path);
        if (strncmp(files[i].path, "sprites/", 8) != 0 || length < 4 ||
            strcmp(files[i].path + length - 4, ".png") != 0)
            continue;
        if (!eng_pack_source_read(pack, &files[i], 0, &bytes, &error))
            bench_die("%s", error.text);
        read[(*count)++] = (eng_atlas_source){strdup(files[i].path), bytes.data, bytes.byte_count};
    }
    eng_pack_source_close(pack);
    return read;
}

static void decode(const void *bytes, size_t byte_count)
{
    int width, height, channels;
    stbi_uc *pixels = stbi_load_from_memory(bytes, (int)byte_count, &width, &height, &channels, 4);
    if (pixels == NULL)
        bench_die("stb_image: %s", stbi_failure_reason());
    free(pixels);
}

static void take_file(const char *path)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about) != 0)
        bench_die("%s: %s", path, strerror(errno));
    char *bytes = malloc((size_t)about.st_size + 1);
    ssize_t got = bytes != NULL ? read(file, bytes, (size_t)about.st_size) : -1;
    close(file);
    if (got != about.st_size)
        bench_die("%s: cannot be read", path);
    atomic_fetch_add(&byte_sum, (unsigned long long)got);
    if (is_decoding)
        decode(bytes, (size_t)got);
    free(bytes);
}

static void *take_files(void *unused)
{
    (void)unused;
    for (uint32_t i; (i = atomic_fetch_add(&next_file, 1)) < file_count;) {
        if (sources == NULL)
            take_file(paths[i]);
        else if (is_decoding)
            decode(sources[i].bytes, sources[i].byte_count);
    }
    return NULL;
}

static int note_file(const char *path, const struct stat *about, int type, struct FTW *place)
{
    (void)about;
    (void)place;
    size_t length = strlen(path);
    if (type == FTW_F && length > 4 && strcmp(path + length - 4, ".png") == 0 &&
        file_count < FILES_LIMIT)
        paths[file_count++] = strdup(path);
    return 0;
}

static void find_files(void)
{
    file_count = 0;
    if (nftw(bench_text("pack", "."), note_file, 16, FTW_PHYS) != 0)
        bench_die("%s: cannot be listed", bench_text("pack", "."));
}

static void take_all(void)
{
    pthread_t threads[THREADS_LIMIT];
    uint32_t thread_count = (uint32_t)bench_count("threads", 1);
    thread_count = thread_count < THREADS_LIMIT ? thread_count : THREADS_LIMIT;
    if (sources == NULL)
        find_files();
    atomic_store(&next_file, 0);
    atomic_store(&byte_sum, 0);
    for (uint32_t i = 1; i < thread_count; i++)
        if (pthread_create(&threads[i], NULL, take_files, NULL) != 0)
            bench_die("no thread");
    take_files(NULL);
    for (uint32_t i = 1; i < thread_count; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t i = 0; sources == NULL && i < file_count; i++)
        free(paths[i]);
}

static void pictures_go(uint32_t rounds)
{
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++)
        take_all();
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("files", (double)file_count);
    bench_put("bytes", (double)atomic_load(&byte_sum));
}

static void plain_open(void)
{
    is_decoding = true;
    if (strcmp(bench_text("from", "memory"), "memory") == 0)
        sources = pictures_read(&file_count);
}

static void bytes_open(void) {}

static void pictures_close(void) {}

const bench_subject bench_plain = {"plain", plain_open, pictures_go, pictures_close};
const bench_subject bench_bytes = {"bytes", bytes_open, pictures_go, pictures_close};
