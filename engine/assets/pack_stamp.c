// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack_stamp.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    SLICE_COUNT = 64,   // files that a thread takes at a time
    FEW_COUNT = 512,    // for which no thread is started
    THREADS_LIMIT = 16, // beside the caller's
};

typedef struct stamping {
    int folder;
    eng_pack_file *files;
    uint32_t count;
    int64_t now_ns;
    _Atomic uint32_t next; // file that no thread has taken
    _Atomic uint32_t bad;  // the first that failed; count: none
} stamping;

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

// 0, an errno, or -1: it is no plain file.
static int stamp_one(const stamping *all, eng_pack_file *file)
{
    struct stat about;
    if (fstatat(all->folder, file->path, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return errno;
    if (!S_ISREG(about.st_mode))
        return -1;
    file->byte_count = (uint64_t)about.st_size;
    file->stamp = make_stamp(&about, all->now_ns);
    return 0;
}

static void note_bad(stamping *all, uint32_t index)
{
    uint32_t known = atomic_load(&all->bad);
    while (index < known && !atomic_compare_exchange_weak(&all->bad, &known, index))
        continue;
}

static void *run(void *argument)
{
    stamping *all = argument;
    for (;;) {
        uint32_t first = atomic_fetch_add(&all->next, SLICE_COUNT);
        for (uint32_t i = first; i < first + SLICE_COUNT && i < all->count; i++)
            if (stamp_one(all, &all->files[i]) != 0)
                note_bad(all, i);
        if (first + SLICE_COUNT >= all->count)
            return NULL;
    }
}

bool eng_pack_stamp_files(int folder, eng_pack_file *files, uint32_t count, uint32_t *bad,
                          int *reason)
{
    struct timespec now;
    pthread_t threads[THREADS_LIMIT];
    uint32_t thread_count = 0;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    clock_gettime(CLOCK_REALTIME, &now);
    stamping all = {.folder = folder, .files = files, .count = count, .now_ns = get_ns(now)};
    atomic_store(&all.bad, count);
    while (count > FEW_COUNT && thread_count < THREADS_LIMIT && (long)thread_count + 1 < cores &&
           pthread_create(&threads[thread_count], NULL, run, &all) == 0)
        thread_count++;
    run(&all);
    while (thread_count > 0)
        pthread_join(threads[--thread_count], NULL);
    *bad = atomic_load(&all.bad);
    if (*bad == count)
        return true;
    *reason = stamp_one(&all, &files[*bad]);
    *reason = *reason > 0 ? *reason : 0;
    return false;
}
