// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

// Files are put into chunks that never move. A full one is handed over by raising chunk_count under
// the mutex; whoever draws its ticket owns it until all are joined. The caller draws too, once it
// has no more to add. For fewer files than a chunk holds no thread is started.

#include "assets/pack_stamp.h"
#include "assets/pack_path.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    CHUNK_FILES = 128,
    CHUNKS_LIMIT = ENG_PACK_ENTRY_LIMIT / CHUNK_FILES + 1,
    THREADS_LIMIT = 16, // beside the caller's
};

#define NO_BYTES UINT64_MAX // of a file that has no stamp

struct eng_pack_stamper {
    int folder;
    int64_t now_ns;
    uint32_t count;
    eng_pack_file *chunks[CHUNKS_LIMIT];
    pthread_t threads[THREADS_LIMIT];
    uint32_t thread_count;
    bool has_threads;
    pthread_mutex_t mutex; // for the next two
    pthread_cond_t changed;
    uint32_t chunk_count; // handed over
    bool is_closed;       // there will be no more
    _Atomic uint32_t next;
};

static int64_t get_ns(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Within one tick of the file system's clock a file can change twice and show one time. That tick
// is 10 ms at most where times have fractions of a second, else up to two seconds.
static bool is_fresh(struct timespec changed, int64_t now_ns)
{
    int64_t tick_ns = changed.tv_nsec ? 50000000 : 3000000000;
    return get_ns(changed) + tick_ns > now_ns;
}

static uint64_t make_stamp(const struct stat *about, int64_t now_ns)
{
    if (is_fresh(about->st_mtim, now_ns) || is_fresh(about->st_ctim, now_ns))
        return 0;
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add_u64(&hash, (uint64_t)get_ns(about->st_mtim));
    eng_hash_add_u64(&hash, (uint64_t)get_ns(about->st_ctim));
    eng_hash_add_u64(&hash, (uint64_t)about->st_ino);
    eng_hash_add_u64(&hash, (uint64_t)about->st_dev);
    return eng_hash_end(&hash) | 1; // not 0
}

static int stamp_one(const eng_pack_stamper *stamper, eng_pack_file *file)
{
    struct stat about;
    file->byte_count = NO_BYTES;
    if (fstatat(stamper->folder, file->path, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return errno;
    if (!S_ISREG(about.st_mode))
        return 0;
    file->byte_count = (uint64_t)about.st_size;
    file->stamp = make_stamp(&about, stamper->now_ns);
    return 0;
}

static bool await_chunk(eng_pack_stamper *stamper, uint32_t ticket)
{
    pthread_mutex_lock(&stamper->mutex);
    while (ticket >= stamper->chunk_count && !stamper->is_closed)
        pthread_cond_wait(&stamper->changed, &stamper->mutex);
    bool is_there = ticket < stamper->chunk_count;
    pthread_mutex_unlock(&stamper->mutex);
    return is_there;
}

static void *run(void *argument)
{
    eng_pack_stamper *stamper = argument;
    for (;;) {
        uint32_t ticket = atomic_fetch_add(&stamper->next, 1);
        if (!await_chunk(stamper, ticket))
            return NULL;
        // The path is null behind the last file of the last chunk.
        eng_pack_file *files = stamper->chunks[ticket];
        for (uint32_t i = 0; i < CHUNK_FILES && files[i].path; i++)
            stamp_one(stamper, &files[i]);
    }
}

eng_pack_stamper *eng_pack_stamper_create(int folder)
{
    struct timespec now;
    eng_pack_stamper *stamper = eng_alloc(1, sizeof *stamper);
    clock_gettime(CLOCK_REALTIME, &now);
    stamper->folder = folder;
    stamper->now_ns = get_ns(now);
    pthread_mutex_init(&stamper->mutex, NULL);
    pthread_cond_init(&stamper->changed, NULL);
    return stamper;
}

static void start_threads(eng_pack_stamper *stamper)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    stamper->has_threads = true;
    while (stamper->thread_count < THREADS_LIMIT && (long)stamper->thread_count + 1 < cores &&
           pthread_create(&stamper->threads[stamper->thread_count], NULL, run, stamper) == 0)
        stamper->thread_count++;
}

static void hand_over(eng_pack_stamper *stamper, uint32_t chunk_count, bool is_closed)
{
    pthread_mutex_lock(&stamper->mutex);
    stamper->chunk_count = chunk_count;
    stamper->is_closed = is_closed;
    pthread_cond_broadcast(&stamper->changed);
    pthread_mutex_unlock(&stamper->mutex);
}

void eng_pack_stamper_add(eng_pack_stamper *stamper, char *path)
{
    uint32_t chunk = stamper->count / CHUNK_FILES;
    ENG_ASSERT(stamper->count < ENG_PACK_ENTRY_LIMIT);
    if (!stamper->chunks[chunk])
        stamper->chunks[chunk] = eng_alloc(CHUNK_FILES, sizeof **stamper->chunks);
    stamper->chunks[chunk][stamper->count++ % CHUNK_FILES].path = path;
    if (stamper->count % CHUNK_FILES != 0)
        return;
    if (!stamper->has_threads)
        start_threads(stamper);
    hand_over(stamper, chunk + 1, false);
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const eng_pack_file *)a)->path, ((const eng_pack_file *)b)->path);
}

static eng_pack_file *gather(eng_pack_stamper *stamper)
{
    eng_pack_file *files = eng_alloc((size_t)stamper->count + 1, sizeof *files);
    for (uint32_t i = 0; i < stamper->count; i++)
        files[i] = stamper->chunks[i / CHUNK_FILES][i % CHUNK_FILES];
    if (stamper->count > 1)
        qsort(files, stamper->count, sizeof *files, compare_files);
    return files;
}

eng_pack_file *eng_pack_stamper_finish(eng_pack_stamper *stamper, uint32_t *count, uint32_t *bad,
                                       int *reason)
{
    hand_over(stamper, (stamper->count + CHUNK_FILES - 1) / CHUNK_FILES, true);
    run(stamper);
    while (stamper->thread_count > 0)
        pthread_join(stamper->threads[--stamper->thread_count], NULL);
    eng_pack_file *files = gather(stamper);
    *count = stamper->count;
    for (*bad = 0; *bad < *count && files[*bad].byte_count != NO_BYTES;)
        ++*bad;
    if (*bad < *count)
        *reason = stamp_one(stamper, &files[*bad]);
    for (uint32_t i = 0; i < CHUNKS_LIMIT; i++)
        eng_free(stamper->chunks[i]);
    pthread_cond_destroy(&stamper->changed);
    pthread_mutex_destroy(&stamper->mutex);
    eng_free(stamper);
    return files;
}
