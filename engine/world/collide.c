// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Soft collisions. Every body looks at its neighbours at the positions after the move phase and
// sums how far they push it; only then all pushes are carried out. So the order of rows does not
// decide who is pushed first, and each body's sum has the order of its neighbours in the grid.
//
// Two grids, because bodies differ: ants of 4 px beside a nest of 40 px. With one cell size either
// the nest spans hundreds of cells or each cell holds hundreds of ants. A kind belongs to the first
// grid if its radius is at most SMALL times that of the smallest body, else to the second.

#include <math.h>
#include <string.h>

#include "base/trig.h"
#include "state.h"

#define SMALL 3.0f
#define STIFFNESS 0.5f // of an overlap that goes away per tick
#define CELLS_MAX (1u << 16)

void eng_grids_init(eng_world *world)
{
    float least = INFINITY;
    for (uint32_t i = 0; i < world->kind_count; i++) {
        if (world->kinds[i].radius > 0)
            least = eng_min(least, world->kinds[i].radius);
    }
    for (uint32_t i = 0; i < world->kind_count; i++) {
        world->grid_of_kind[i] = world->kinds[i].radius > SMALL * least;
        eng_grid *grid = &world->grids[world->grid_of_kind[i]];
        grid->max_radius = eng_max(grid->max_radius, world->kinds[i].radius);
    }
    for (int i = 0; i < ENG_GRID_COUNT; i++) {
        eng_grid *grid = &world->grids[i];
        if (grid->max_radius <= 0)
            continue;
        grid->cell = eng_max(grid->max_radius * 2, 4);
        while (ceilf(world->width / grid->cell) * ceilf(world->height / grid->cell) >
               (float)CELLS_MAX)
            grid->cell *= 2;
        grid->columns = (uint32_t)(world->width / grid->cell) + 1;
        grid->rows = (uint32_t)(world->height / grid->cell) + 1;
        grid->cell_start = eng_alloc((size_t)grid->columns * grid->rows + 2, sizeof(uint32_t));
        grid->cell_of_row = eng_alloc(world->entity_capacity, sizeof(uint32_t));
        grid->sorted_rows = eng_alloc(world->entity_capacity, sizeof(uint32_t));
    }
}

void eng_grids_fini(eng_world *world)
{
    for (int i = 0; i < ENG_GRID_COUNT; i++) {
        eng_free(world->grids[i].cell_start);
        eng_free(world->grids[i].cell_of_row);
        eng_free(world->grids[i].sorted_rows);
    }
}

static bool is_in(const eng_world *world, uint32_t row, int grid)
{
    return world->columns.radius[row] > 0 && world->grid_of_kind[world->columns.kind[row]] == grid;
}

// A counting sort: cell_start[cell] .. cell_start[cell + 1] of sorted_rows, rows ascending.
static void sort_rows(eng_world *world, int index)
{
    eng_grid *grid = &world->grids[index];
    const eng_columns *columns = &world->columns;
    uint32_t cell_count = grid->columns * grid->rows;
    memset(grid->cell_start, 0, (cell_count + 2) * sizeof *grid->cell_start);
    uint32_t *counts = grid->cell_start + 2;
    for (uint32_t row = 0; row < world->row_count; row++) {
        if (!is_in(world, row, index))
            continue;
        uint32_t cell = (uint32_t)(columns->y[row] / grid->cell) * grid->columns +
                        (uint32_t)(columns->x[row] / grid->cell);
        grid->cell_of_row[row] = cell;
        counts[cell]++;
    }
    uint32_t *next = grid->cell_start + 1;
    for (uint32_t cell = 1; cell < cell_count; cell++)
        next[cell] += next[cell - 1];
    for (uint32_t row = 0; row < world->row_count; row++) {
        if (is_in(world, row, index))
            grid->sorted_rows[next[grid->cell_of_row[row]]++] = row;
    }
}

// Adds to (px, py) how `other` pushes `row`.
static void add_push(const eng_world *world, uint32_t row, uint32_t other, float *px, float *py)
{
    const eng_columns *columns = &world->columns;
    float dx = columns->x[row] - columns->x[other], dy = columns->y[row] - columns->y[other];
    float reach = columns->radius[row] + columns->radius[other];
    float square = dx * dx + dy * dy;
    if (square >= reach * reach)
        return;
    float mass = world->kinds[columns->kind[row]].mass;
    float other_mass = world->kinds[columns->kind[other]].mass;
    float share = other_mass > 0 ? other_mass / (mass + other_mass) : 1;
    float distance = sqrtf(square);
    if (distance < 1e-3f) {
        // In one spot: part along an angle that both know, in opposite directions.
        uint32_t a = eng_entity_index(columns->entities[row]);
        uint32_t b = eng_entity_index(columns->entities[other]);
        double angle = (double)((a ^ b) % 360) * (ENG_PI / 180);
        float side = a < b ? 1.0f : -1.0f;
        dx = side * (float)eng_cos(angle);
        dy = side * (float)eng_sin(angle);
        distance = 1;
        square = 0;
    }
    float overlap = reach - (square > 0 ? distance : 0);
    float push = overlap * share * STIFFNESS / distance;
    *px += dx * push;
    *py += dy * push;
}

static void gather(eng_world *world, const eng_grid *grid, uint32_t row)
{
    if (grid->max_radius <= 0)
        return;
    const eng_columns *columns = &world->columns;
    float range = columns->radius[row] + grid->max_radius;
    float x = columns->x[row], y = columns->y[row];
    uint32_t left = (uint32_t)(eng_max(x - range, 0) / grid->cell);
    uint32_t top = (uint32_t)(eng_max(y - range, 0) / grid->cell);
    uint32_t right = (uint32_t)(eng_min(x + range, world->width) / grid->cell);
    uint32_t bottom = (uint32_t)(eng_min(y + range, world->height) / grid->cell);
    float px = world->push_x[row], py = world->push_y[row];
    for (uint32_t line = top; line <= bottom; line++) {
        // The cells of one line lie next to one another in the sorted rows.
        uint32_t at = grid->cell_start[line * grid->columns + left];
        uint32_t end = grid->cell_start[line * grid->columns + right + 1];
        for (; at < end; at++) {
            if (grid->sorted_rows[at] != row)
                add_push(world, row, grid->sorted_rows[at], &px, &py);
        }
    }
    world->push_x[row] = px;
    world->push_y[row] = py;
}

void eng_phase_collide(eng_world *world)
{
    eng_columns *columns = &world->columns;
    for (int i = 0; i < ENG_GRID_COUNT; i++) {
        if (world->grids[i].max_radius > 0)
            sort_rows(world, i);
    }
    for (uint32_t row = 0; row < world->row_count; row++) {
        world->push_x[row] = world->push_y[row] = 0;
        if (columns->radius[row] <= 0 || world->kinds[columns->kind[row]].mass <= 0)
            continue;
        for (int i = 0; i < ENG_GRID_COUNT; i++)
            gather(world, &world->grids[i], row);
    }
    for (uint32_t row = 0; row < world->row_count; row++) {
        float px = world->push_x[row], py = world->push_y[row];
        if (px == 0 && py == 0)
            continue;
        // A crowd's pushes add up; nobody is thrown further than its own size.
        float most = columns->radius[row];
        eng_world_shift(world, row, eng_clamp(px, -most, most), eng_clamp(py, -most, most));
    }
}
