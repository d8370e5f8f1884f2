// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What scripts and queries read of a snapshot, near() and nearest() above all. All of it is a pure
// function of the view, on any number of threads.
//
// Distances are squares in double of float positions: exact enough that no two orders of evaluation
// differ, and never too large. A candidate in `near` is one word: the distance rounded to float in
// the high half (floats above zero order as their bits do) and the entity's index in the low half,
// so that the caller's own array is all the room the search needs and a comparison is nearly always
// one of integers; only equal high halves look at the true distances.
//
// Cells whose mask shows that nobody in them passes the filter are not read. Which order cells are
// read in never shows: of equally near ones the lower entity comes first.

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

int32_t myr_view_row(const myr_view *view, myr_entity entity)
{
    uint32_t index = myr_entity_index(entity);
    if (index >= view->program->entity_capacity)
        return -1;
    uint32_t row = view->row_of_index[index];
    return row != MYRI_ROW_NONE && view->entities[row] == entity ? (int32_t)row : -1;
}

uint32_t myr_view_row_count(const myr_view *view)
{
    return view->snapshot->row_count;
}

const myr_entity *myr_view_entities(const myr_view *view)
{
    return view->entities;
}

const void *myr_view_column(const myr_view *view, uint32_t field)
{
    return field < view->program->field_count ? view->columns[field] : NULL;
}

const void *myr_view_dynamic(const myr_view *view, size_t *bytes)
{
    const myri_snapshot *snapshot = view->snapshot;
    if (bytes)
        *bytes = snapshot->dynamic_bytes;
    return snapshot->dynamic_bytes > 0 ? (const uint8_t *)snapshot + snapshot->dynamic : NULL;
}

const void *myr_view_static(const myr_view *view, size_t *bytes)
{
    if (bytes)
        *bytes = view->snapshot->static_bytes;
    return view->statics;
}

float *myr_result_points(myr_value *result, uint32_t count)
{
    float *points = malloc(((size_t)count * 2 + 1) * sizeof *points);
    if (points)
        *result = (myr_value){.points = points, .text_bytes = count, .type = MYR_POINTS};
    return points;
}

double myr_view_time(const myr_view *view)
{
    return view->snapshot->time_s;
}

uint64_t myr_view_tick(const myr_view *view)
{
    return view->snapshot->tick;
}

// ------------------------------------------------------------------------------------------ search

// fmin is a call, for the sake of NaN, which there is none of here.
static inline double lesser(double a, double b)
{
    return a < b ? a : b;
}

// A search in progress. Inclusive cell bounds hold every entity within the radius.
typedef struct search {
    const uint32_t *cell_start;
    const uint64_t *cell_mask;
    const myri_spot *spots;
    const float *column_x, *column_y; // by row
    const int32_t *kinds;             // in the grid's order; NULL: not asked for
    const int32_t *roles;             // by row; NULL: not asked for
    const myr_view *view;
    double x, y, limit;     // limit: square of the radius
    uint32_t columns, rows; // of the grid
    uint32_t first_column, last_column, first_row, last_row;
    uint32_t self_row;            // MYRI_ROW_NONE: not alive
    int32_t team, kind, role;     // what they must be, if they are asked for
    bool has_team, is_other_team; // ... or, for enemies, must not be
    // What a cell's mask must have in each half for the cell to be read.
    uint64_t wanted_teams, wanted_kinds;
} search;

static void search_team(search *find, int32_t team, bool is_other)
{
    find->has_team = true;
    find->team = team;
    find->is_other_team = is_other;
    if (!is_other)
        find->wanted_teams = myri_team_bit(team);
    else if (myri_team_is_alone(team))
        find->wanted_teams = MYRI_TEAM_BITS & ~myri_team_bit(team);
}

static void search_kind(search *find, int32_t kind)
{
    find->kinds =
        (const int32_t *)((const uint8_t *)find->view->snapshot + find->view->snapshot->grid_kinds);
    find->kind = kind;
    find->wanted_kinds = myri_kind_bit(kind);
}

// What the filter lets through; false if that is nobody.
static bool search_filter(search *find, const myr_filter *filter)
{
    const myr_view *view = find->view;
    const myri_program *program = view->program;
    if (!filter)
        return true;
    if (filter->kind_plus_1 != 0) {
        if (program->field_kind < 0)
            return false;
        search_kind(find, filter->kind_plus_1 - 1);
    }
    if (filter->role_plus_1 != 0) {
        if (program->field_role < 0)
            return false;
        find->roles = view->columns[program->field_role];
        find->role = filter->role_plus_1 - 1;
    }
    bool is_by_side = filter->only_enemies || filter->only_allies;
    if (!is_by_side && filter->team_plus_1 == 0)
        return true;
    // Who is not alive has no side; and nobody is both an enemy and an ally.
    if (program->field_team < 0 || (is_by_side && find->self_row == MYRI_ROW_NONE) ||
        (filter->only_enemies && filter->only_allies))
        return false;
    int32_t asked = filter->team_plus_1 - 1;
    if (!is_by_side) {
        search_team(find, asked, false);
        return true;
    }
    const int32_t *teams = view->columns[program->field_team];
    int32_t own = teams[find->self_row];
    if (filter->team_plus_1 == 0) {
        search_team(find, own, filter->only_enemies);
        return true;
    }
    search_team(find, asked, false);
    return (own == asked) != filter->only_enemies;
}

// False if nobody can be found.
static bool search_begin(search *find, const myr_view *view, myr_entity self, float x, float y,
                         float radius, const myr_filter *filter)
{
    const myri_program *program = view->program;
    const myri_snapshot *snapshot = view->snapshot;
    if (program->field_x < 0 || snapshot->row_count == 0 || !isfinite(x) || !isfinite(y) ||
        !(radius >= 0))
        return false;
    const uint8_t *base = (const uint8_t *)snapshot;
    double reach = (double)radius, inverse = 1.0 / (double)snapshot->grid_cell;
    int32_t self_row = self == MYR_ENTITY_NONE ? -1 : myr_view_row(view, self);
    *find = (search){
        .cell_start = (const uint32_t *)(base + snapshot->cell_start),
        .cell_mask = (const uint64_t *)(base + snapshot->cell_mask),
        .spots = (const myri_spot *)(base + snapshot->grid_spots),
        .column_x = view->columns[program->field_x],
        .column_y = view->columns[program->field_y],
        .view = view,
        .x = (double)x,
        .y = (double)y,
        // Finite, so that an entity at no finite place is never within it.
        .limit = lesser(reach * reach, DBL_MAX),
        .columns = snapshot->grid_columns,
        .rows = snapshot->grid_rows,
        .self_row = self_row < 0 ? MYRI_ROW_NONE : (uint32_t)self_row,
        .wanted_teams = MYRI_TEAM_BITS,
        .wanted_kinds = MYRI_KIND_BITS,
    };
    // A little wider than the radius, so that rounding never loses one at its very edge.
    double wide_x = reach + (reach + fabs(find->x)) * 1e-9;
    double wide_y = reach + (reach + fabs(find->y)) * 1e-9;
    find->first_column = myri_grid_place(find->x - wide_x, inverse, find->columns);
    find->last_column = myri_grid_place(find->x + wide_x, inverse, find->columns);
    find->first_row = myri_grid_place(find->y - wide_y, inverse, find->rows);
    find->last_row = myri_grid_place(find->y + wide_y, inverse, find->rows);
    return search_filter(find, filter);
}

static inline double square_of(const search *find, float x, float y)
{
    double dx = (double)x - find->x, dy = (double)y - find->y;
    return dx * dx + dy * dy;
}

// Whether team and kind are those asked for.
static inline bool search_accepts(const search *find, uint32_t at)
{
    if (find->kinds && find->kinds[at] != find->kind)
        return false;
    if (find->roles && find->roles[find->spots[at].row] != find->role)
        return false;
    return !find->has_team || (find->spots[at].team == find->team) != find->is_other_team;
}

// Whether somebody in a cell can be accepted.
static inline bool mask_accepts(const search *find, uint64_t mask)
{
    return (mask & find->wanted_teams) && (mask & find->wanted_kinds);
}

// Whether the masks of some cells beside one another are worth a look: where cells are many and
// entities few, reading the entities is less.
static inline bool masks_pay(const search *find, uint32_t begin, uint32_t end)
{
    return (find->has_team || find->kinds) &&
           find->cell_start[end] - find->cell_start[begin] > end - begin;
}

// -------------------------------------------------------------------------------------------- near

static inline uint64_t candidate_make(double square, uint32_t index)
{
    float rounded = (float)square;
    uint32_t bits;
    memcpy(&bits, &rounded, sizeof bits);
    return (uint64_t)bits << 32 | index;
}

static double candidate_square(const search *find, uint64_t candidate)
{
    uint32_t row = find->view->row_of_index[(uint32_t)candidate];
    return square_of(find, find->column_x[row], find->column_y[row]);
}

// Whether a comes before b: nearer, or as near with the lower entity.
static inline bool is_before(const search *find, uint64_t a, uint64_t b)
{
    if ((a ^ b) >> 32 != 0)
        return a < b;
    double square_a = candidate_square(find, a), square_b = candidate_square(find, b);
    return square_a != square_b ? square_a < square_b : a < b;
}

// Lets the candidate at `at` sink in a heap that has the farthest on top.
static void heap_sink(const search *find, uint64_t *heap, uint32_t count, uint32_t at)
{
    uint64_t sinking = heap[at];
    for (;;) {
        size_t child = (size_t)at * 2 + 1;
        if (child >= count)
            break;
        if (child + 1 < count && is_before(find, heap[child], heap[child + 1]))
            child++;
        if (!is_before(find, sinking, heap[child]))
            break;
        heap[at] = heap[child];
        at = (uint32_t)child;
    }
    heap[at] = sinking;
}

static void heap_make(const search *find, uint64_t *heap, uint32_t count)
{
    for (uint32_t i = count / 2; i > 0; i--)
        heap_sink(find, heap, count, i - 1);
}

static void sort_candidates(const search *find, uint64_t *all, uint32_t count, bool is_heap)
{
    if (count <= 24 && !is_heap) {
        for (uint32_t i = 1; i < count; i++) {
            uint64_t moving = all[i];
            uint32_t to = i;
            for (; to > 0 && is_before(find, moving, all[to - 1]); to--)
                all[to] = all[to - 1];
            all[to] = moving;
        }
        return;
    }
    if (!is_heap)
        heap_make(find, all, count);
    for (uint32_t left = count; left > 1; left--) {
        uint64_t farthest = all[0];
        all[0] = all[left - 1];
        heap_sink(find, all, left - 1, 0);
        all[left - 1] = farthest;
    }
}

// The nearest ones so far, in the caller's array.
typedef struct crowd {
    uint64_t *all;
    uint32_t count, capacity;
    bool is_full; // then it is a heap, and only a nearer one gets in
} crowd;

static void crowd_add(const search *find, crowd *found, uint64_t candidate)
{
    if (found->is_full) {
        if (!is_before(find, candidate, found->all[0]))
            return;
        found->all[0] = candidate;
        heap_sink(find, found->all, found->count, 0);
        return;
    }
    found->all[found->count++] = candidate;
    if (found->count == found->capacity) {
        found->is_full = true;
        heap_make(find, found->all, found->count);
    }
}

static void gather_run(const search *find, uint32_t at, uint32_t end, crowd *found)
{
    for (; at < end; at++) {
        double square = square_of(find, find->spots[at].x, find->spots[at].y);
        uint32_t row = find->spots[at].row;
        if (!(square <= find->limit) || row == find->self_row || !search_accepts(find, at))
            continue;
        uint32_t index = myr_entity_index(find->view->entities[row]);
        crowd_add(find, found, candidate_make(square, index));
    }
}

static void gather_cells(const search *find, uint32_t grid_row, crowd *found)
{
    uint32_t cell = grid_row * find->columns + find->first_column;
    uint32_t end = grid_row * find->columns + find->last_column + 1;
    if (!masks_pay(find, cell, end)) {
        gather_run(find, find->cell_start[cell], find->cell_start[end], found);
        return;
    }
    for (; cell < end; cell++)
        if (mask_accepts(find, find->cell_mask[cell]))
            gather_run(find, find->cell_start[cell], find->cell_start[cell + 1], found);
}

uint32_t myr_view_near(const myr_view *view, myr_entity self, float x, float y, float radius,
                       const myr_filter *filter, myr_entity *out, uint32_t capacity)
{
    search find;
    if (capacity == 0 || !search_begin(&find, view, self, x, y, radius, filter))
        return 0;
    crowd found = {.all = out, .capacity = capacity};
    for (uint32_t grid_row = find.first_row; grid_row <= find.last_row; grid_row++)
        gather_cells(&find, grid_row, &found);
    sort_candidates(&find, out, found.count, found.is_full);
    for (uint32_t i = 0; i < found.count; i++)
        out[i] = view->entities[view->row_of_index[(uint32_t)out[i]]];
    return found.count;
}

// ----------------------------------------------------------------------------------------- nearest

typedef struct best {
    double square;
    uint32_t row, index; // row MYRI_ROW_NONE: none yet
} best;

static inline void scan_run(const search *find, uint32_t at, uint32_t end, best *found)
{
    for (; at < end; at++) {
        double square = square_of(find, find->spots[at].x, find->spots[at].y);
        if (!(square <= found->square) || !search_accepts(find, at))
            continue;
        uint32_t row = find->spots[at].row;
        if (row == find->self_row)
            continue;
        uint32_t index = myr_entity_index(find->view->entities[row]);
        bool is_first = found->row == MYRI_ROW_NONE;
        if (is_first || square < found->square || index < found->index)
            *found = (best){square, row, index};
    }
}

static void scan_cells(const search *find, uint32_t grid_row, uint32_t first, uint32_t last,
                       best *found)
{
    uint32_t cell = grid_row * find->columns + first, end = grid_row * find->columns + last + 1;
    if (!masks_pay(find, cell, end)) {
        scan_run(find, find->cell_start[cell], find->cell_start[end], found);
        return;
    }
    for (; cell < end; cell++)
        if (mask_accepts(find, find->cell_mask[cell]))
            scan_run(find, find->cell_start[cell], find->cell_start[cell + 1], found);
}

// Whether no cell within reach holds anybody who can pass the filter: the usual case of an army on
// the march, found out without a look at each ring. Not where cells are more than entities.
static bool search_is_vain(const search *find)
{
    uint32_t width = find->last_column - find->first_column + 1;
    uint32_t height = find->last_row - find->first_row + 1;
    if ((!find->has_team && !find->kinds) || width * height > find->view->snapshot->row_count)
        return false;
    for (uint32_t row = find->first_row; row <= find->last_row; row++) {
        const uint64_t *mask = find->cell_mask + (size_t)row * find->columns + find->first_column;
        uint64_t any = 0;
        for (uint32_t i = 0; i < width; i++)
            any |= mask[i];
        if (mask_accepts(find, any))
            return false;
    }
    return true;
}

// How far the nearest entity outside a block of cells can be, at least. Sides on the search's own
// bounds have nothing behind them.
static double block_reach(const search *find, uint32_t left, uint32_t right, uint32_t top,
                          uint32_t bottom)
{
    double cell = (double)find->view->snapshot->grid_cell, reach = HUGE_VAL;
    if (left > find->first_column)
        reach = lesser(reach, find->x - left * cell);
    if (right < find->last_column)
        reach = lesser(reach, (right + 1) * cell - find->x);
    if (top > find->first_row)
        reach = lesser(reach, find->y - top * cell);
    if (bottom < find->last_row)
        reach = lesser(reach, (bottom + 1) * cell - find->y);
    // Cells are found by a product with the inverse, which may round across an edge.
    reach -= (fabs(find->x) + fabs(find->y) + cell) * 1e-6;
    return reach > 0 ? reach : 0;
}

static uint32_t lower_by(uint32_t from, uint32_t by, uint32_t least)
{
    return from < least + by ? least : from - by;
}

static uint32_t higher_by(uint32_t from, uint32_t by, uint32_t most)
{
    return most - from < by ? most : from + by;
}

// Searches rings of cells outwards from the point's own, until nothing farther out can be nearer.
// In an empty world the rings would cost more than reading every entity: then the rest is read at
// once.
static void search_rings(const search *find, best *found)
{
    double inverse = 1.0 / (double)find->view->snapshot->grid_cell;
    uint32_t column = myri_grid_place(find->x, inverse, find->columns);
    uint32_t row = myri_grid_place(find->y, inverse, find->rows);
    uint32_t ranges_read = 0, patience = find->view->snapshot->row_count / 2 + 16;
    for (uint32_t ring = 0;; ring++) {
        uint32_t left = lower_by(column, ring, find->first_column);
        uint32_t right = higher_by(column, ring, find->last_column);
        uint32_t top = lower_by(row, ring, find->first_row);
        uint32_t bottom = higher_by(row, ring, find->last_row);
        for (uint32_t at = top; at <= bottom; at++) {
            bool is_edge_row = at + ring == row || at == row + ring;
            if (is_edge_row) {
                scan_cells(find, at, left, right, found);
                continue;
            }
            if (column >= find->first_column + ring)
                scan_cells(find, at, column - ring, column - ring, found);
            if (find->last_column - column >= ring)
                scan_cells(find, at, column + ring, column + ring, found);
        }
        double reach = block_reach(find, left, right, top, bottom);
        if (reach == HUGE_VAL || reach * reach > found->square)
            return;
        ranges_read += 2 * (bottom - top + 1);
        if (ranges_read <= patience)
            continue;
        for (uint32_t at = find->first_row; at <= find->last_row; at++)
            scan_cells(find, at, find->first_column, find->last_column, found);
        return;
    }
}

myr_entity myr_view_nearest(const myr_view *view, myr_entity self, float x, float y, float radius,
                            const myr_filter *filter)
{
    search find;
    if (!search_begin(&find, view, self, x, y, radius, filter) || search_is_vain(&find))
        return MYR_ENTITY_NONE;
    best found = {.square = find.limit, .row = MYRI_ROW_NONE};
    search_rings(&find, &found);
    return found.row == MYRI_ROW_NONE ? MYR_ENTITY_NONE : view->entities[found.row];
}
