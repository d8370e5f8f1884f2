// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The folder of kept pages. A file's name is two hashes, GAME-STACK.pages: of the game's id, and of
// the places of all packs; both begin with the format's version, so that a program never opens what
// one of another version wrote. A stack that has no file yet begins with the one last used of its
// game, so that a mod more costs what the mod brings; what it can use of it is for the content to
// say.
//
// The writer is one thread at a time. It gets the plan of an index and holds the pages' pixels, and
// shares nothing else with the main thread, which joins it before the next is started or the cache
// goes. While it writes nothing else is written: the next start will.

#define _GNU_SOURCE // pthread_setname_np, gettid

#include "assets/atlas_parts.h"
#include "assets/pack_source.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ENDING ".pages"
#define BYTES_LIMIT ((uint64_t)1 << 30)
#define LEFTOVER_S 3600 // a file with another name is one whose writer died

struct eng_atlas_cache {
    char *folder;
    uint64_t bytes_limit;
    pthread_t writer;
    bool has_writer;
    _Atomic bool is_written;
    char path[ENG_PACK_PATH_BYTES]; // the writer's, as the next two
    eng_baked_plan plan;
    eng_atlas_pixels **held;
};

eng_atlas_cache *eng_atlas_cache_create(const char *folder, uint64_t bytes_limit)
{
    eng_atlas_cache *cache = eng_alloc(1, sizeof *cache);
    cache->folder = eng_copy_text(folder);
    cache->bytes_limit = bytes_limit ? bytes_limit : BYTES_LIMIT;
    return cache;
}

static void join_writer(eng_atlas_cache *cache)
{
    if (cache->has_writer)
        pthread_join(cache->writer, NULL);
    cache->has_writer = false;
}

void eng_atlas_cache_destroy(eng_atlas_cache *cache)
{
    if (!cache)
        return;
    join_writer(cache);
    eng_free(cache->folder);
    eng_free(cache);
}

// ----------------------------------------------------------------------------------------- reading

static uint64_t hash_stack(const eng_atlas_loader *loader)
{
    eng_hash hash = eng_hash_begin(ENG_BAKED_VERSION);
    eng_hash_add_u64(&hash, (uint64_t)loader->def.page_size);
    for (uint32_t i = 0; i < eng_packs_get_count(loader->packs); i++) {
        const char *path = eng_packs_get_path(loader->packs, i);
        char *whole = realpath(path, NULL);
        eng_hash_add_text(&hash, whole ? whole : path);
        free(whole);
    }
    return eng_hash_end(&hash);
}

static bool has_ending(const char *name, size_t bytes)
{
    return bytes >= sizeof ENDING && strcmp(name + bytes - (sizeof ENDING - 1), ENDING) == 0;
}

// The file whose name begins with `prefix` that was used last; false: none.
static bool find_relative(const char *folder, const char *prefix, char *path, size_t path_bytes)
{
    struct stat about;
    struct timespec newest = {0};
    bool is_found = false;
    DIR *handle = opendir(folder);
    for (struct dirent *entry; handle && (entry = readdir(handle));) {
        size_t bytes = strlen(entry->d_name);
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 ||
            !has_ending(entry->d_name, bytes) ||
            fstatat(dirfd(handle), entry->d_name, &about, 0) != 0)
            continue;
        if (is_found &&
            (about.st_mtim.tv_sec < newest.tv_sec ||
             (about.st_mtim.tv_sec == newest.tv_sec && about.st_mtim.tv_nsec <= newest.tv_nsec)))
            continue;
        newest = about.st_mtim;
        is_found = true;
        snprintf(path, path_bytes, "%s/%s", folder, entry->d_name);
    }
    if (handle)
        closedir(handle);
    return is_found;
}

static eng_baked *open_file(const char *path)
{
    eng_error error = {{0}};
    eng_baked *file = eng_baked_open_file(path, &error);
    if (error.text[0])
        eng_log_warning("%s; its pictures are decoded anew", error.text);
    if (file)
        utimensat(AT_FDCWD, path, NULL, 0); // used just now
    return file;
}

eng_baked *eng_atlas_cache_open(eng_atlas_loader *loader)
{
    const eng_atlas_cache *cache = loader->def.cache;
    char prefix[32], relative[ENG_PACK_PATH_BYTES];
    eng_hash game = eng_hash_begin(ENG_BAKED_VERSION);
    eng_hash_add_text(&game, eng_packs_get_game_info(loader->packs)->id);
    snprintf(prefix, sizeof prefix, "%016llx-", (unsigned long long)eng_hash_end(&game));
    int bytes = snprintf(loader->cache_path, sizeof loader->cache_path, "%s/%s%016llx" ENDING,
                         cache->folder, prefix, (unsigned long long)hash_stack(loader));
    if (bytes < 0 || (size_t)bytes >= sizeof loader->cache_path) {
        loader->cache_path[0] = '\0';
        return NULL;
    }
    if (access(loader->cache_path, F_OK) == 0)
        return open_file(loader->cache_path);
    return find_relative(cache->folder, prefix, relative, sizeof relative) ? open_file(relative)
                                                                           : NULL;
}

// ----------------------------------------------------------------------------------------- writing

typedef struct cached_file {
    char name[64];
    uint64_t byte_count;
    struct timespec used;
} cached_file;

static int compare_use(const void *a, const void *b)
{
    const cached_file *x = a, *y = b;
    if (x->used.tv_sec != y->used.tv_sec)
        return x->used.tv_sec > y->used.tv_sec ? -1 : 1;
    return (x->used.tv_nsec < y->used.tv_nsec) - (x->used.tv_nsec > y->used.tv_nsec);
}

typedef ENG_ARRAY(cached_file) cached_files;

// The cache's files; what writers that died left behind goes.
static cached_files list_files(DIR *folder)
{
    cached_files files = {0};
    struct stat about;
    for (struct dirent *entry; (entry = readdir(folder));) {
        size_t bytes = strlen(entry->d_name);
        if (!strstr(entry->d_name, ENDING) || bytes >= sizeof files.items->name ||
            fstatat(dirfd(folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (!has_ending(entry->d_name, bytes)) {
            if (about.st_mtim.tv_sec + LEFTOVER_S < time(NULL))
                unlinkat(dirfd(folder), entry->d_name, 0);
            continue;
        }
        cached_file *file = ENG_ARRAY_PUSH(&files);
        *file = (cached_file){.byte_count = (uint64_t)about.st_size, .used = about.st_mtim};
        memcpy(file->name, entry->d_name, bytes + 1);
    }
    return files;
}

// What was not used for longest goes, until `wanted` bytes more are within the limit.
static void make_room(const eng_atlas_cache *cache, uint64_t wanted)
{
    DIR *folder = opendir(cache->folder);
    if (!folder)
        return;
    cached_files files = list_files(folder);
    if (files.count > 1)
        qsort(files.items, files.count, sizeof *files.items, compare_use);
    uint64_t total = wanted;
    const char *own = strrchr(cache->path, '/') + 1; // is replaced
    for (uint32_t i = 0; i < files.count; i++) {
        if (strcmp(files.items[i].name, own) == 0)
            continue;
        total += files.items[i].byte_count;
        if (total > cache->bytes_limit)
            unlinkat(dirfd(folder), files.items[i].name, 0);
    }
    closedir(folder);
    eng_free(files.items);
}

eng_atlas_cache_size eng_atlas_cache_measure(const char *path)
{
    eng_atlas_cache_size size = {0};
    DIR *folder = opendir(path);
    if (!folder)
        return size;
    cached_files files = list_files(folder);
    for (uint32_t i = 0; i < files.count; i++)
        size.byte_count += files.items[i].byte_count;
    size.file_count = files.count;
    closedir(folder);
    eng_free(files.items);
    return size;
}

static bool write_all(int file, const void *bytes, size_t byte_count)
{
    const char *at = bytes;
    while (byte_count > 0) {
        ssize_t put = write(file, at, byte_count);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        at += put;
        byte_count -= (size_t)put;
    }
    return true;
}

static bool write_pages(const eng_atlas_cache *cache, int file, const eng_buffer *index)
{
    uint64_t offset = index->count;
    bool is_good = write_all(file, index->data, index->count);
    for (uint32_t i = 0; is_good && i < cache->plan.pages.count; i++) {
        const eng_baked_page_pixels *page = &cache->plan.pages.items[i];
        size_t bytes = (size_t)page->width * (size_t)page->height * sizeof *page->pixels;
        offset = eng_baked_align(offset);
        is_good = lseek(file, (off_t)offset, SEEK_SET) >= 0 && write_all(file, page->pixels, bytes);
        offset += bytes;
    }
    return is_good;
}

// Not flushed to the disk: what a crash leaves half written has a wrong checksum.
static bool write_file(const eng_atlas_cache *cache, const eng_buffer *index, eng_error *error)
{
    char name[ENG_PACK_PATH_BYTES + 16];
    if (!eng_folder_make(cache->folder, error))
        return false;
    snprintf(name, sizeof name, "%s.XXXXXX", cache->path);
    int file = mkostemp(name, O_CLOEXEC);
    bool is_written = file >= 0 && write_pages(cache, file, index);
    if (file >= 0)
        is_written = close(file) == 0 && is_written;
    is_written = is_written && rename(name, cache->path) == 0;
    int reason = errno;
    if (file >= 0 && !is_written)
        unlink(name);
    return is_written ||
           eng_error_set(error, "%s: cannot be written: %s", cache->path, strerror(reason));
}

static uint64_t measure_plan(const eng_baked_plan *plan, uint64_t index_bytes)
{
    uint64_t bytes = index_bytes;
    for (uint32_t i = 0; i < plan->pages.count; i++)
        bytes = eng_baked_align(bytes) + (uint64_t)plan->pages.items[i].width *
                                             (uint64_t)plan->pages.items[i].height *
                                             sizeof(uint32_t);
    return bytes;
}

static void forget(eng_baked_plan *plan, eng_atlas_pixels **held)
{
    for (uint32_t i = 0; i < plan->pages.count; i++)
        eng_atlas_release_pixels(held[i]);
    eng_free(held);
    eng_baked_plan_fini(plan);
}

static void *run_writer(void *argument)
{
    eng_atlas_cache *cache = argument;
    eng_error error;
    eng_buffer index = {0};
    pthread_setname_np(pthread_self(), "eng-cache");
    setpriority(PRIO_PROCESS, (id_t)gettid(), 19); // of this thread alone
    eng_baked_pack(&cache->plan, 1, &index, NULL);
    uint64_t bytes = measure_plan(&cache->plan, index.count);
    if (bytes <= cache->bytes_limit) {
        make_room(cache, bytes);
        if (!write_file(cache, &index, &error))
            eng_log_warning("%s; decoded pictures are not kept", error.text);
    }
    forget(&cache->plan, cache->held);
    eng_free(index.data);
    atomic_store(&cache->is_written, true);
    return NULL;
}

void eng_atlas_cache_write(eng_atlas_cache *cache, const char *path, eng_baked_plan *plan,
                           eng_atlas_pixels **held)
{
    if (cache->has_writer && !atomic_load(&cache->is_written)) {
        forget(plan, held);
        return;
    }
    join_writer(cache);
    snprintf(cache->path, sizeof cache->path, "%s", path);
    cache->plan = *plan;
    cache->held = held;
    atomic_store(&cache->is_written, false);
    cache->has_writer = pthread_create(&cache->writer, NULL, run_writer, cache) == 0;
    if (!cache->has_writer)
        forget(plan, held);
}
