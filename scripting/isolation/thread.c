// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// thread.c: the isolation in which the worker enters the interpreter itself. A seat is a VM of the
// backend and its job block; running a job is one call. Contains mistakes, not malice: a think that
// cannot be interrupted cannot be killed either, so seat_kill says no and the pool abandons the
// worker.

#include "backend.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct myri_house {
    const myri_program *program;
    const myri_region *region;
    const myri_backend *backend;
    myri_runtime *runtime;
};

struct myri_seat {
    myri_house *house;
    myri_vm *vm;
    myri_job *job;
};

static myri_house *thread_house_create(const myri_program *program, const myri_region *region,
                                       const char *helper_path, myr_error *error)
{
    (void)helper_path;
    const myri_backend *backend = myri_backend_get(program->language);
    myri_house *house = calloc(1, sizeof *house);
    if (house == NULL) {
        myri_error_set(error, "no memory for the interpreters' house");
        return NULL;
    }
    house->program = program;
    house->region = region;
    house->backend = backend;
    house->runtime = backend->runtime_create(program, false, error);
    if (house->runtime == NULL) {
        free(house);
        return NULL;
    }
    return house;
}

static void thread_house_destroy(myri_house *house)
{
    house->backend->runtime_destroy(house->runtime);
    free(house);
}

static void *thread_house_compile(myri_house *house, const void *request, size_t *bytes,
                                  myr_error *error)
{
    return house->backend->compile(house->runtime, request, bytes, error);
}

// Mapped, not allocated: a block is as large as the worst tick, and pages that no tick touches must
// cost nothing when there are 500 of them.
static myri_job *job_create(uint32_t job_bytes)
{
    uint32_t offset = (sizeof(myri_job) + MYRI_ALIGN - 1) / MYRI_ALIGN * MYRI_ALIGN;
    uint32_t capacity = (job_bytes + MYRI_ALIGN - 1) / MYRI_ALIGN * MYRI_ALIGN;
    size_t bytes = (size_t)offset + 2 * (size_t)capacity;
    myri_job *job = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (job == MAP_FAILED)
        return NULL;
    job->in_offset = offset;
    job->in_capacity = job_bytes; // no more than in a process: excess is dropped at the same place
    job->out_offset = offset + capacity;
    job->out_capacity = job_bytes;
    job->block_bytes = bytes;
    return job;
}

static myri_seat *thread_seat_create(myri_house *house, uint32_t index, myr_error *error)
{
    myri_seat *seat = calloc(1, sizeof *seat);
    if (seat == NULL) {
        myri_error_set(error, "no memory for interpreter %u", index);
        return NULL;
    }
    seat->house = house;
    seat->job = job_create(house->program->job_bytes);
    if (seat->job == NULL) {
        myri_error_set(error, "no memory for the job block of interpreter %u: lower def.job_bytes",
                       index);
        free(seat);
        return NULL;
    }
    seat->vm = house->backend->vm_create(house->runtime, index, error);
    if (seat->vm == NULL) {
        munmap(seat->job, seat->job->block_bytes);
        free(seat);
        return NULL;
    }
    atomic_store(&seat->job->state, MYRI_CHILD_READY);
    return seat;
}

static bool thread_seat_revive(myri_seat *seat, myr_error *error)
{
    (void)seat;
    return myri_error_set(error, "an interpreter in this process cannot be made anew");
}

static void thread_seat_destroy(myri_seat *seat)
{
    seat->house->backend->vm_destroy(seat->vm);
    munmap(seat->job, seat->job->block_bytes);
    free(seat);
}

static myri_job *thread_seat_job(myri_seat *seat)
{
    return seat->job;
}

static bool thread_debug(myri_lease *lease, myr_entity entity, const char *text, uint32_t bytes,
                         char *line)
{
    return myri_debug_talk(lease->view.program->debug, lease->job, entity, text, bytes, line);
}

static myri_outcome thread_seat_run(myri_seat *seat, uint32_t worker)
{
    const myri_house *house = seat->house;
    myri_lease lease;
    myri_lease_begin(&lease, seat->job, house->program, house->region, worker);
    lease.is_writable = true;
    lease.debug = house->program->debug != NULL ? thread_debug : NULL;
    house->backend->vm_run(seat->vm, &lease);
    myri_lease_end(&lease);
    return MYRI_OUTCOME_DONE;
}

static void thread_seat_interrupt(myri_seat *seat, uint64_t think_serial)
{
    seat->house->backend->vm_interrupt(seat->vm, think_serial);
}

static void thread_seat_sample(myri_seat *seat)
{
    atomic_fetch_add(&seat->job->sample_ask, 1);
    seat->house->backend->vm_sample(seat->vm);
}

static bool thread_seat_kill(myri_seat *seat)
{
    (void)seat;
    return false;
}

static void thread_worker_end(myri_house *house, uint32_t worker)
{
    house->backend->worker_end(worker);
}

static uint32_t thread_child_count(const myri_house *house)
{
    (void)house;
    return 0;
}

const myri_isolation_ops myri_isolation_thread = {
    .name = "thread",
    .house_create = thread_house_create,
    .house_destroy = thread_house_destroy,
    .house_compile = thread_house_compile,
    .seat_create = thread_seat_create,
    .seat_revive = thread_seat_revive,
    .seat_destroy = thread_seat_destroy,
    .seat_job = thread_seat_job,
    .seat_run = thread_seat_run,
    .seat_interrupt = thread_seat_interrupt,
    .seat_sample = thread_seat_sample,
    .seat_kill = thread_seat_kill,
    .worker_end = thread_worker_end,
    .child_count = thread_child_count,
};
