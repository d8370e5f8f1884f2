// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// snapshot.h: the world as scripts see it, in flat blocks without pointers.
//
// The region is one mapping: `slot_count` snapshot slots, then `static_count` static slots, then
// two areas for code that was reloaded. In process isolation it is a memfd, sealed with
// F_SEAL_FUTURE_WRITE after the host has mapped it, that children map read-only; otherwise
// anonymous memory. Pages are touched only when used.
//
//     region   | slot 0 | slot 1 | ... | static 0 | static 1 | ... | code 0 | code 1 |
//     slot     | myri_snapshot | entities | row_of_index | column 0 .. n | grid | dynamic |
//
// A snapshot slot is written by the host while its reference count is 0 and read by leases while it
// is not; the count lives in host memory (the children hold none: the worker that waits for a child
// holds the reference for it). A static slot is referenced by the snapshots that name it.
//
// The grid is a counting sort of the rows by cell: cell_start[cell] .. cell_start[cell + 1] index
// the arrays grid_spots and grid_kinds, so that a search walks memory in order. Within a cell rows
// are in entity order. cell_mask says which teams and kinds a cell holds, so that a search for
// enemies need not read the allies it stands among:
//
//     bit   0 .. 30: teams 0 .. 30 | 31: any other team | 32 .. 63: kinds, by their remainder of 32

#pragma once

#include <stdatomic.h>

#include "program.h"

#define MYRI_ALIGN 64u
#define MYRI_ROW_NONE 0xffffffffu
#define MYRI_GRID_MAX 256u

// What a search compares of one row; together, for they are written out of order.
typedef struct myri_spot {
    float x, y;
    uint32_t row;
    int32_t team; // 0 if the program has no teams
} myri_spot;

typedef struct myri_snapshot {
    uint64_t tick;
    double time_s;
    uint32_t row_count;
    uint32_t grid_columns, grid_rows;
    float grid_cell;
    int32_t static_slot; // -1: none
    uint64_t static_bytes;
    uint64_t dynamic_bytes; // 0: none
    // byte offsets from this header
    uint64_t entities;     // myr_entity[row_count]
    uint64_t row_of_index; // uint32_t[entity_capacity], MYRI_ROW_NONE where dead
    uint64_t cell_start;   // uint32_t[grid_columns * grid_rows + 1]
    uint64_t cell_mask;    // uint64_t[grid_columns * grid_rows]
    uint64_t grid_spots;   // myri_spot[row_count]
    uint64_t grid_kinds;   // int32_t[row_count], if the program has kinds
    uint64_t dynamic;
    uint64_t columns[64];
} myri_snapshot;

// Where the slots lie; the same numbers on both sides of a process border.
typedef struct myri_region_layout {
    uint64_t slot_bytes;
    uint64_t static_bytes; // the most one static slot takes; slots begin on pages
    uint32_t slot_count, static_count;
    uint64_t code_bytes; // of one of the areas; 0: there are none
    uint64_t total_bytes;
} myri_region_layout;

typedef struct myri_region {
    myri_region_layout layout;
    uint8_t *base;
    int memfd;                         // -1: anonymous
    _Atomic uint32_t *slot_references; // host only
    uint32_t
        *static_references; // host only, host thread only: snapshots that name it + 1 if newest
    int32_t newest_static;  // -1: none
    int32_t pending_static; // between myri_static_begin and _commit; else -1
    uint64_t newest_static_bytes;
} myri_region;

// What a lease reads through: pointers resolved once per job, in the process that reads.
struct myr_view {
    const myri_program *program;
    const myri_snapshot *snapshot;
    const myr_entity *entities;
    const uint32_t *row_of_index;
    const void *columns[64];
    const void *statics;
};

myri_region_layout myri_region_layout_for(const myri_program *program, uint32_t slot_count);
// `is_shared`: a memfd, sealed. False with `error` filled.
bool myri_region_create(myri_region *region, const myri_region_layout *layout, bool is_shared,
                        myr_error *error);
// Maps a host's region read-only, in a child. The caller keeps memfd and may close it.
bool myri_region_map(myri_region *region, const myri_region_layout *layout, int memfd,
                     myr_error *error);
void myri_region_destroy(myri_region *region);

// The grid's cell for a program: def.grid_cell, or one with about three rows per cell at capacity;
// never so small that there are more than MYRI_GRID_MAX columns or rows. 0 without positions.
float myri_grid_cell_for(const myri_program *program);
// The column (or row) of a coordinate; what lies outside, and NaN, falls into the cells at the
// edge.
static inline uint32_t myri_grid_place(double at, double inverse_cell, uint32_t count)
{
    double place = at * inverse_cell;
    if (!(place > 0.0))
        return 0;
    return place >= (double)count ? count - 1 : (uint32_t)place;
}
#define MYRI_TEAM_BITS 0x00000000ffffffffu
#define MYRI_KIND_BITS 0xffffffff00000000u

// A team's bit in a cell's mask, and whether no other team has the same.
static inline uint64_t myri_team_bit(int32_t team)
{
    return (uint64_t)1 << ((uint32_t)team < 31 ? (uint32_t)team : 31);
}

static inline bool myri_team_is_alone(int32_t team)
{
    return (uint32_t)team < 31;
}

// A kind's bit, which it shares with every 32nd other.
static inline uint64_t myri_kind_bit(int32_t kind)
{
    return (uint64_t)1 << (32 + (uint32_t)kind % 32);
}

// Fills the arrays of the grid of a snapshot whose columns and row_of_index are set.
void myri_grid_build(myri_snapshot *snapshot, const myri_program *program);

// Takes a free slot with one reference, or -1. Thread: host.
int32_t myri_region_acquire(myri_region *region);
void myri_region_retain(myri_region *region, int32_t slot);  // Thread: host, or a holder.
void myri_region_release(myri_region *region, int32_t slot); // Thread: any holder.
const myri_snapshot *myri_region_snapshot(const myri_region *region, int32_t slot);

// Fills an acquired slot from a frame and builds its grid. False with `error` naming the def field
// that is too small, or a row whose entity is null, repeated or out of range. Thread: host.
bool myri_snapshot_write(myri_region *region, int32_t slot, const myri_program *program,
                         const myr_frame *frame, myr_error *error);
// A free static slot to write into, or NULL; myri_static_commit makes it the newest.
void *myri_static_begin(myri_region *region, size_t byte_count);
void myri_static_commit(myri_region *region, size_t byte_count);

// Where the code with this serial lies (see code.h); serials take turns. NULL: there is no such
// place.
void *myri_region_code(const myri_region *region, uint32_t serial);

void myri_view_init(myr_view *view, const myri_program *program, const myri_region *region,
                    int32_t slot);
