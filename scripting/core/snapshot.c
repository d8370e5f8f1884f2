// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The region and what the host writes into it.
//
// Lifetimes. A slot's reference count is raised by the host when it takes the slot and dropped by
// whoever holds it, on any thread; at 0 only the host touches the slot. A static slot is held by
// every snapshot that names it, but a worker that releases a snapshot does not touch static counts,
// which are the host's alone: the host settles them when it next looks for room (settle_statics),
// by finding the snapshots that nobody holds any more. So nothing here needs a lock.
//
//     host     acquire slot 3 (0 -> 1) ... write ... retain per job ... release its own
//     worker                                           read through a view ... release (-> 0)
//     host     settle: slot 3 is at 0, drop its static reference

#define _GNU_SOURCE

#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "code.h"
#include "log.h"

// A static slot for the newest, one for the next, one for a late interpreter's.
enum { STATIC_COUNT = 3 };

// Code areas: one for the newest, one for the next.
enum { CODE_COUNT = 2 };

static uint64_t align_up(uint64_t bytes, uint64_t to)
{
    return (bytes + to - 1) / to * to;
}

// Without -1: a system that cannot say its page size has the usual one.
static uint64_t page_bytes(void)
{
    long bytes = sysconf(_SC_PAGESIZE);
    return bytes > 0 ? (uint64_t)bytes : 4096;
}

static uint64_t static_stride(const myri_region_layout *layout)
{
    return align_up(layout->static_bytes, page_bytes());
}

static uint64_t code_offset(const myri_region_layout *layout)
{
    return layout->slot_bytes * layout->slot_count + static_stride(layout) * layout->static_count;
}

// Where a snapshot's parts lie for so many rows. They are packed, so that a small world touches few
// pages however large its capacity is. Returns the bytes of the whole.
static uint64_t lay_out(myri_snapshot *snapshot, const myri_program *program, uint32_t row_count,
                        uint64_t dynamic_bytes)
{
    uint64_t at = align_up(sizeof *snapshot, MYRI_ALIGN);
    uint64_t rows = row_count, cells = (uint64_t)snapshot->grid_columns * snapshot->grid_rows;
    snapshot->entities = at;
    at = align_up(at + rows * sizeof(myr_entity), MYRI_ALIGN);
    snapshot->row_of_index = at;
    at = align_up(at + program->entity_capacity * sizeof(uint32_t), MYRI_ALIGN);
    for (uint32_t i = 0; i < program->field_count; i++) {
        snapshot->columns[i] = at;
        at = align_up(at + rows * myri_type_bytes(program->fields[i].type), MYRI_ALIGN);
    }
    snapshot->cell_start = at;
    at = align_up(at + (cells + 1) * sizeof(uint32_t), MYRI_ALIGN);
    snapshot->cell_mask = at;
    at = align_up(at + cells * sizeof(uint64_t), MYRI_ALIGN);
    snapshot->grid_spots = at;
    at = align_up(at + rows * sizeof(myri_spot), MYRI_ALIGN);
    snapshot->grid_kinds = at;
    if (program->field_kind >= 0)
        at = align_up(at + rows * sizeof(int32_t), MYRI_ALIGN);
    snapshot->dynamic = at;
    return align_up(at + dynamic_bytes, MYRI_ALIGN);
}

static void set_grid(myri_snapshot *snapshot, const myri_program *program)
{
    snapshot->grid_cell = program->grid_cell;
    snapshot->grid_columns = snapshot->grid_rows = 0;
    if (program->field_x < 0)
        return;
    double inverse = 1.0 / (double)program->grid_cell;
    snapshot->grid_columns = myri_grid_place(program->world_width, inverse, MYRI_GRID_MAX) + 1;
    snapshot->grid_rows = myri_grid_place(program->world_height, inverse, MYRI_GRID_MAX) + 1;
}

myri_region_layout myri_region_layout_for(const myri_program *program, uint32_t slot_count)
{
    myri_snapshot largest = {0};
    set_grid(&largest, program);
    uint64_t bytes = lay_out(&largest, program, program->entity_capacity, program->dynamic_bytes);
    myri_region_layout layout = {
        .slot_bytes = align_up(bytes, page_bytes()),
        .static_bytes = program->static_bytes,
        .slot_count = slot_count,
        .static_count = program->static_bytes > 0 ? STATIC_COUNT : 0,
        .code_bytes = program->language != MYR_LANGUAGE_NULL ? MYRI_CODE_BYTES : 0,
    };
    layout.total_bytes = code_offset(&layout) + CODE_COUNT * layout.code_bytes;
    return layout;
}

// ----------------------------------------------------------------------------------- the mapping

static bool map_shared(myri_region *region, myr_error *error)
{
    uint64_t bytes = region->layout.total_bytes;
    region->memfd = memfd_create("myrmidon-world", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (region->memfd < 0 || ftruncate(region->memfd, (off_t)bytes) != 0)
        return myri_error_set(error, "cannot make %llu bytes of shared memory for the world: %s",
                              (unsigned long long)bytes, strerror(errno));
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, region->memfd, 0);
    if (base == MAP_FAILED)
        return myri_error_set(error, "cannot map %llu bytes of shared memory for the world: %s",
                              (unsigned long long)bytes, strerror(errno));
    region->base = base;
    // Only now: our own mapping stays writable, no later one can be.
    int seals = F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (fcntl(region->memfd, F_ADD_SEALS, seals) != 0)
        return myri_error_set(error,
                              "cannot seal the world's shared memory (Linux 5.1 or later is needed "
                              "for process isolation): %s",
                              strerror(errno));
    return true;
}

static bool map_private(myri_region *region, myr_error *error)
{
    uint64_t bytes = region->layout.total_bytes;
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return myri_error_set(
            error,
            "cannot map %llu bytes for the world: %s (smaller def.entity_capacity, "
            "dynamic_bytes or static_bytes need less)",
            (unsigned long long)bytes, strerror(errno));
    region->base = base;
    return true;
}

static myri_snapshot *slot_at(const myri_region *region, int32_t slot)
{
    return (myri_snapshot *)(region->base + region->layout.slot_bytes * (uint64_t)slot);
}

static void *static_at(const myri_region *region, int32_t slot)
{
    const myri_region_layout *layout = &region->layout;
    return region->base + layout->slot_bytes * layout->slot_count +
           static_stride(layout) * (uint64_t)slot;
}

void *myri_region_code(const myri_region *region, uint32_t serial)
{
    const myri_region_layout *layout = &region->layout;
    if (serial == 0 || layout->code_bytes == 0)
        return NULL;
    return region->base + code_offset(layout) + layout->code_bytes * (serial % CODE_COUNT);
}

bool myri_region_create(myri_region *region, const myri_region_layout *layout, bool is_shared,
                        myr_error *error)
{
    *region =
        (myri_region){.layout = *layout, .memfd = -1, .newest_static = -1, .pending_static = -1};
    region->slot_references = calloc(layout->slot_count, sizeof *region->slot_references);
    region->static_references = calloc(layout->static_count + 1, sizeof *region->static_references);
    bool is_made = region->slot_references && region->static_references;
    if (!is_made)
        myri_error_set(error, "no memory for %u snapshot slots", layout->slot_count);
    is_made = is_made && (is_shared ? map_shared(region, error) : map_private(region, error));
    if (!is_made) {
        myri_region_destroy(region);
        return false;
    }
    for (uint32_t i = 0; i < layout->slot_count; i++)
        slot_at(region, (int32_t)i)->static_slot = -1;
    return true;
}

bool myri_region_map(myri_region *region, const myri_region_layout *layout, int memfd,
                     myr_error *error)
{
    *region =
        (myri_region){.layout = *layout, .memfd = -1, .newest_static = -1, .pending_static = -1};
    struct stat info;
    // Touching a page beyond the end would be a SIGBUS at some later read.
    if (fstat(memfd, &info) != 0 || (uint64_t)info.st_size < layout->total_bytes)
        return myri_error_set(error, "the world's shared memory is smaller than its layout says");
    void *base = mmap(NULL, layout->total_bytes, PROT_READ, MAP_SHARED, memfd, 0);
    if (base == MAP_FAILED)
        return myri_error_set(error, "cannot map the world's shared memory: %s", strerror(errno));
    region->base = base;
    return true;
}

void myri_region_destroy(myri_region *region)
{
    if (region->base)
        munmap(region->base, region->layout.total_bytes);
    if (region->memfd >= 0)
        close(region->memfd);
    free(region->slot_references);
    free(region->static_references);
    *region = (myri_region){.memfd = -1, .newest_static = -1, .pending_static = -1};
}

// ------------------------------------------------------------------------------------------- slots

// Drops what the snapshot in a slot that nobody holds keeps of the statics.
static void settle_slot(myri_region *region, int32_t slot)
{
    myri_snapshot *snapshot = slot_at(region, slot);
    if (snapshot->static_slot >= 0)
        region->static_references[snapshot->static_slot]--;
    snapshot->static_slot = -1;
}

static bool is_slot_free(const myri_region *region, uint32_t slot)
{
    return atomic_load_explicit(&region->slot_references[slot], memory_order_acquire) == 0;
}

int32_t myri_region_acquire(myri_region *region)
{
    for (uint32_t i = 0; i < region->layout.slot_count; i++) {
        if (!is_slot_free(region, i))
            continue;
        settle_slot(region, (int32_t)i);
        atomic_store_explicit(&region->slot_references[i], 1, memory_order_relaxed);
        return (int32_t)i;
    }
    return -1;
}

void myri_region_retain(myri_region *region, int32_t slot)
{
    atomic_fetch_add_explicit(&region->slot_references[slot], 1, memory_order_relaxed);
}

void myri_region_release(myri_region *region, int32_t slot)
{
    // Release: the reads of this holder come before the host's next write.
    atomic_fetch_sub_explicit(&region->slot_references[slot], 1, memory_order_release);
}

const myri_snapshot *myri_region_snapshot(const myri_region *region, int32_t slot)
{
    return slot_at(region, slot);
}

// ------------------------------------------------------------------------------------------- write

// Copies the entities and fills row_of_index.
static bool write_entities(myri_snapshot *snapshot, const myri_program *program,
                           const myr_frame *frame, myr_error *error)
{
    uint8_t *base = (uint8_t *)snapshot;
    myr_entity *entities = (myr_entity *)(base + snapshot->entities);
    uint32_t *row_of_index = (uint32_t *)(base + snapshot->row_of_index);
    memset(row_of_index, 0xff, program->entity_capacity * sizeof *row_of_index);
    for (uint32_t row = 0; row < frame->row_count; row++) {
        myr_entity entity = frame->entities[row];
        uint32_t index = myr_entity_index(entity), generation = myr_entity_generation(entity);
        if (generation == 0)
            return myri_error_set(error, "frame.entities[%u] has generation 0, which means none",
                                  row);
        if (index >= program->entity_capacity)
            return myri_error_set(
                error, "frame.entities[%u] has index %u: def.entity_capacity is %u; raise it", row,
                index, program->entity_capacity);
        if (row_of_index[index] != MYRI_ROW_NONE)
            return myri_error_set(error,
                                  "frame.entities[%u] has index %u, which row %u has already", row,
                                  index, row_of_index[index]);
        row_of_index[index] = row;
        entities[row] = entity;
    }
    return true;
}

static bool check_frame(const myri_program *program, const myr_frame *frame, myr_error *error)
{
    if (frame->row_count > program->entity_capacity)
        return myri_error_set(error, "frame.row_count is %u: def.entity_capacity is %u; raise it",
                              frame->row_count, program->entity_capacity);
    if (frame->dynamic && frame->dynamic_bytes > program->dynamic_bytes)
        return myri_error_set(error,
                              "frame.dynamic_bytes is %zu: def.dynamic_bytes is %zu; raise it",
                              frame->dynamic_bytes, program->dynamic_bytes);
    if (frame->row_count == 0)
        return true;
    if (!frame->entities)
        return myri_error_set(error, "frame.entities is NULL but row_count is %u",
                              frame->row_count);
    for (uint32_t i = 0; i < program->field_count; i++)
        if (!frame->columns || !frame->columns[i])
            return myri_error_set(error, "frame.columns[%u] ('%s') is NULL but row_count is %u", i,
                                  program->fields[i].name, frame->row_count);
    return true;
}

bool myri_snapshot_write(myri_region *region, int32_t slot, const myri_program *program,
                         const myr_frame *frame, myr_error *error)
{
    if (!check_frame(program, frame, error))
        return false;
    myri_snapshot *snapshot = slot_at(region, slot);
    settle_slot(region, slot);
    uint8_t *base = (uint8_t *)snapshot;
    set_grid(snapshot, program);
    uint64_t dynamic_bytes = frame->dynamic ? frame->dynamic_bytes : 0;
    lay_out(snapshot, program, frame->row_count, dynamic_bytes);
    snapshot->tick = frame->tick;
    snapshot->time_s = (double)frame->tick / program->tick_rate_hz;
    snapshot->row_count = frame->row_count;
    snapshot->dynamic_bytes = dynamic_bytes;
    if (!write_entities(snapshot, program, frame, error))
        return false;
    for (uint32_t i = 0; i < program->field_count && frame->row_count > 0; i++)
        memcpy(base + snapshot->columns[i], frame->columns[i],
               (size_t)frame->row_count * myri_type_bytes(program->fields[i].type));
    myri_grid_build(snapshot, program);
    if (dynamic_bytes > 0)
        memcpy(base + snapshot->dynamic, frame->dynamic, dynamic_bytes);
    snapshot->static_slot = region->newest_static;
    snapshot->static_bytes = region->newest_static >= 0 ? region->newest_static_bytes : 0;
    if (snapshot->static_slot >= 0)
        region->static_references[snapshot->static_slot]++;
    return true;
}

// --- statics ---

static void settle_statics(myri_region *region)
{
    for (uint32_t i = 0; i < region->layout.slot_count; i++)
        if (is_slot_free(region, i))
            settle_slot(region, (int32_t)i);
}

void *myri_static_begin(myri_region *region, size_t byte_count)
{
    region->pending_static = -1;
    if (byte_count > region->layout.static_bytes)
        return NULL;
    settle_statics(region);
    for (uint32_t i = 0; i < region->layout.static_count; i++) {
        if (region->static_references[i] > 0)
            continue;
        region->pending_static = (int32_t)i;
        return static_at(region, (int32_t)i);
    }
    return NULL;
}

void myri_static_commit(myri_region *region, size_t byte_count)
{
    if (region->pending_static < 0)
        return;
    if (region->newest_static >= 0)
        region->static_references[region->newest_static]--;
    region->newest_static = region->pending_static;
    region->newest_static_bytes = byte_count;
    region->static_references[region->newest_static]++;
    region->pending_static = -1;
}

void myri_view_init(myr_view *view, const myri_program *program, const myri_region *region,
                    int32_t slot)
{
    const myri_snapshot *snapshot = slot_at(region, slot);
    const uint8_t *base = (const uint8_t *)snapshot;
    view->program = program;
    view->snapshot = snapshot;
    view->entities = (const myr_entity *)(base + snapshot->entities);
    view->row_of_index = (const uint32_t *)(base + snapshot->row_of_index);
    for (uint32_t i = 0; i < program->field_count; i++)
        view->columns[i] = base + snapshot->columns[i];
    view->statics = snapshot->static_slot >= 0 ? static_at(region, snapshot->static_slot) : NULL;
}
