// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The lease and the marks of a think. The watch (another thread, or in process isolation another
// process) reads them while the think runs: the serial, by a clock of its own, and the entity when
// it names whom it ended. So the serial is written last at the beginning and first at the end:
// released, not sequentially consistent, which is an exchange and takes an empty think a tenth of
// its time. Interrupts are taken in the thread that thinks, which knows its own serial. The start
// is for whoever ends the think.

#include "backend.h"
#include "clock.h"

// One for the whole process: a serial is never used twice, whichever interpreter it names. They are
// taken in batches, for workers that took them one by one would pass this line to and fro. A child
// counts on from where its zygote was; its job block is its own, so that nobody confuses the two.
static _Atomic uint64_t serials;

// The first of a batch is left out: the first of all would be 0.
uint64_t myri_serials_take(void)
{
    return atomic_fetch_add_explicit(&serials, MYRI_SERIAL_BATCH, memory_order_relaxed) + 1;
}

void myri_think_begin(myri_job *job, myr_entity entity)
{
    atomic_store_explicit(&job->think_started_ns, myri_now_ns(), memory_order_relaxed);
    atomic_store_explicit(&job->think_entity, entity, memory_order_relaxed);
    atomic_store_explicit(&job->think_serial, myri_serials_take(), memory_order_release);
}

int64_t myri_think_end(myri_job *job)
{
    atomic_store_explicit(&job->think_serial, 0, memory_order_release);
    return myri_now_ns() - atomic_load_explicit(&job->think_started_ns, memory_order_relaxed);
}

void myri_lease_begin(myri_lease *lease, myri_job *job, const myri_program *program,
                      const myri_region *region, uint32_t worker)
{
    uint8_t *block = (uint8_t *)job;
    lease->job = job;
    lease->worker = worker;
    lease->in = (myri_tape){
        .base = block + job->in_offset, .capacity = job->in_capacity, .used = job->in_used};
    myri_view_init(&lease->view, program, region, job->slot);
    uint32_t before_bytes = MYRI_BEFORE_BYTES(program);
    uint32_t tape_bytes = job->out_capacity - before_bytes;
    myri_writer_init(&lease->out, program, block + job->out_offset, tape_bytes);
    lease->before =
        before_bytes == 0 ? NULL : (myri_before *)(block + job->out_offset + tape_bytes);
    if (lease->before != NULL)
        *lease->before = (myri_before){0};
    lease->debug = NULL;
    lease->is_writable = false;
    lease->code_serial = job->code_serial; // once: it says where the code is
    lease->code = myri_region_code(region, lease->code_serial);
    lease->code_bytes = region->layout.code_bytes;
    job->out_used = 0;
    job->thinks = 0;
}

void myri_lease_end(myri_lease *lease)
{
    lease->job->out_used = lease->out.tape.used;
}
