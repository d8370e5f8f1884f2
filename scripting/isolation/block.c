// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "block.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "futex.h"
#include "log.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

#define BLOCK_CAPACITY (1u << 30) // offsets in myri_job are 32 bits, and both areas must fit

// Where the halves of the job part.
#define JOB_BORDER offsetof(myri_job, reply)

_Static_assert(JOB_BORDER % MYRI_ALIGN == 0, "the halves of myri_job lie on their own cache lines");
_Static_assert(sizeof(myri_job) - JOB_BORDER <= 4096, "the second half fits in the smallest page");

typedef struct geometry {
    size_t page, in_bytes, out_bytes; // areas rounded up to pages
} geometry;

static geometry geometry_of(uint32_t in_capacity, uint32_t out_capacity)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (geometry){.page = page,
                      .in_bytes = (in_capacity + page - 1) / page * page,
                      .out_bytes = (out_capacity + page - 1) / page * page};
}

static bool map_part(uint8_t *at, size_t bytes, int rights, int fd, size_t offset)
{
    return bytes == 0 ||
           mmap(at, bytes, rights, MAP_SHARED | MAP_FIXED, fd, (off_t)offset) != MAP_FAILED;
}

static bool block_map(myri_block *block, uint32_t in_capacity, uint32_t out_capacity,
                      const int fds[2], int host_half_rights, myr_error *error)
{
    *block = (myri_block){.in_capacity = in_capacity, .out_capacity = out_capacity};
    if (in_capacity > BLOCK_CAPACITY || out_capacity > BLOCK_CAPACITY)
        return myri_error_set(error, "def.job_bytes is over %u", BLOCK_CAPACITY);
    geometry g = geometry_of(in_capacity, out_capacity);
    size_t bytes = 2 * g.page + g.out_bytes + g.in_bytes;
    // One reservation first, so that the parts are neighbours.
    uint8_t *base = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        return myri_error_set(error, "cannot map a job block: %s", strerror(errno));
    uint8_t *child_half = base + g.page;
    uint8_t *in_area = child_half + g.page + g.out_bytes;
    if (!map_part(base, g.page, host_half_rights, fds[0], 0) ||
        !map_part(child_half, g.page + g.out_bytes, PROT_READ | PROT_WRITE, fds[1], 0) ||
        !map_part(in_area, g.in_bytes, host_half_rights, fds[0], g.page)) {
        myri_error_set(error, "cannot map a job block: %s", strerror(errno));
        munmap(base, bytes);
        return false;
    }
    block->base = base;
    block->bytes = bytes;
    block->job = (myri_job *)(void *)(child_half - JOB_BORDER);
    return true;
}

static int block_memfd(const char *name, size_t bytes)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 && ftruncate(fd, (off_t)bytes) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

bool myri_block_create(myri_block *block, uint32_t in_capacity, uint32_t out_capacity, int fds[2],
                       myr_error *error)
{
    geometry g = geometry_of(in_capacity, out_capacity);
    *block = (myri_block){0};
    fds[0] = block_memfd("myrmidon-job-in", g.page + g.in_bytes);
    fds[1] = block_memfd("myrmidon-job-out", g.page + g.out_bytes);
    bool is_done = false;
    if (fds[0] < 0 || fds[1] < 0)
        myri_error_set(error, "cannot make a job block of %zu bytes: %s",
                       2 * g.page + g.in_bytes + g.out_bytes, strerror(errno));
    else
        is_done = block_map(block, in_capacity, out_capacity, fds, PROT_READ | PROT_WRITE, error);
    int size_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (is_done && (fcntl(fds[0], F_ADD_SEALS, size_seals | F_SEAL_FUTURE_WRITE) != 0 ||
                    fcntl(fds[1], F_ADD_SEALS, size_seals) != 0)) {
        is_done = myri_error_set(error, "cannot seal a job block: %s", strerror(errno));
        myri_block_unmap(block);
    }
    if (!is_done) {
        for (int i = 0; i < 2; i++) {
            if (fds[i] >= 0)
                close(fds[i]);
            fds[i] = -1;
        }
        return false;
    }
    uint32_t out_offset = (uint32_t)(JOB_BORDER + g.page);
    block->job->out_offset = out_offset;
    block->job->out_capacity = out_capacity;
    block->job->in_offset = out_offset + (uint32_t)g.out_bytes;
    block->job->in_capacity = in_capacity;
    block->job->block_bytes = out_offset + g.out_bytes + g.in_bytes;
    return true;
}

bool myri_block_map(myri_block *block, uint32_t in_capacity, uint32_t out_capacity,
                    const int fds[2], myr_error *error)
{
    return block_map(block, in_capacity, out_capacity, fds, PROT_READ, error);
}

void myri_block_unmap(myri_block *block)
{
    if (block->base)
        munmap(block->base, block->bytes);
    *block = (myri_block){0};
}

void myri_block_mark_dead(myri_block *block, const char *text)
{
    myri_job *job = block->job;
    if (text) {
        size_t bytes = strlen(text);
        if (bytes > block->out_capacity)
            bytes = block->out_capacity;
        memcpy((uint8_t *)job + job->out_offset, text, bytes);
        job->out_used = (uint32_t)bytes;
    }
    atomic_store(&job->state, MYRI_CHILD_DEAD);
    // A waiter that read the state just before and is about to sleep must find the word changed: a
    // wake-up alone would be lost. It never waits for this value (see process.c).
    atomic_fetch_xor(&job->reply, 0x80000000u);
    myri_futex_wake(&job->reply);
    myri_futex_wake(&job->state);
}
