// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The uniform grid of a snapshot: a counting sort of its rows by cell, with copies beside it of
// what a search compares, so that it reads memory in order. Three passes: count, sum, place.

#include <math.h>
#include <string.h>

#include "snapshot.h"

float myri_grid_cell_for(const myri_program *program)
{
    const double rows_per_cell = 3, least = 16;
    if (program->field_x < 0)
        return 0;
    double width = program->world_width, height = program->world_height;
    double cell = program->grid_cell;
    if (cell <= 0) {
        cell = sqrt(width * height * rows_per_cell / program->entity_capacity);
        cell = cell > least ? cell : least;
    }
    double wider = width > height ? width : height;
    return (float)(cell > wider / MYRI_GRID_MAX ? cell : wider / MYRI_GRID_MAX);
}

// The arrays that are filled row by row, and what they are filled from.
typedef struct grid_fill {
    const float *from_x, *from_y;
    const int32_t *from_team, *from_kind; // NULL: the program has none
    uint32_t *row;
    float *x, *y;
    int32_t *team, *kind;
    uint64_t *mask;
} grid_fill;

static grid_fill fill_begin(const myri_snapshot *snapshot, const myri_program *program)
{
    uint8_t *base = (uint8_t *)snapshot;
    const uint64_t *columns = snapshot->columns;
    int32_t team = program->field_team, kind = program->field_kind;
    return (grid_fill){
        .from_x = (const float *)(base + columns[program->field_x]),
        .from_y = (const float *)(base + columns[program->field_y]),
        .from_team = team < 0 ? NULL : (const int32_t *)(base + columns[team]),
        .from_kind = kind < 0 ? NULL : (const int32_t *)(base + columns[kind]),
        .row = (uint32_t *)(base + snapshot->grid_row),
        .x = (float *)(base + snapshot->grid_x),
        .y = (float *)(base + snapshot->grid_y),
        .team = (int32_t *)(base + snapshot->grid_team),
        .kind = (int32_t *)(base + snapshot->grid_kind),
        .mask = (uint64_t *)(base + snapshot->cell_mask),
    };
}

static inline void fill_place(const grid_fill *fill, uint32_t row, uint32_t cell, uint32_t place)
{
    int32_t team = fill->from_team ? fill->from_team[row] : 0;
    int32_t kind = fill->from_kind ? fill->from_kind[row] : 0;
    fill->row[place] = row;
    fill->x[place] = fill->from_x[row];
    fill->y[place] = fill->from_y[row];
    if (fill->from_team)
        fill->team[place] = team;
    if (fill->from_kind)
        fill->kind[place] = kind;
    fill->mask[cell] |= myri_team_bit(team) | myri_kind_bit(kind);
}

void myri_grid_build(myri_snapshot *snapshot, const myri_program *program)
{
    if (program->field_x < 0)
        return;
    uint8_t *base = (uint8_t *)snapshot;
    const grid_fill fill = fill_begin(snapshot, program);
    const uint32_t *row_of_index = (const uint32_t *)(base + snapshot->row_of_index);
    uint32_t *cell_start = (uint32_t *)(base + snapshot->cell_start);
    uint32_t columns = snapshot->grid_columns, rows = snapshot->grid_rows;
    uint32_t cell_count = columns * rows;
    double inverse = 1.0 / (double)snapshot->grid_cell;

    memset(cell_start, 0, (cell_count + 1) * sizeof *cell_start);
    memset(fill.mask, 0, cell_count * sizeof *fill.mask);
    for (uint32_t row = 0; row < snapshot->row_count; row++)
        cell_start[myri_grid_place(fill.from_y[row], inverse, rows) * columns +
                   myri_grid_place(fill.from_x[row], inverse, columns)]++;
    uint32_t sum = 0;
    for (uint32_t cell = 0; cell <= cell_count; cell++) {
        sum += cell_start[cell];
        cell_start[cell] = sum;
    }
    // Each start now stands at its cell's end. Walking backwards through the entities moves it to
    // the front and leaves each cell in entity order.
    uint32_t left = snapshot->row_count;
    for (uint32_t index = program->entity_capacity; left > 0; index--) {
        uint32_t row = row_of_index[index - 1];
        if (row == MYRI_ROW_NONE)
            continue;
        uint32_t cell = myri_grid_place(fill.from_y[row], inverse, rows) * columns +
                        myri_grid_place(fill.from_x[row], inverse, columns);
        fill_place(&fill, row, cell, --cell_start[cell]);
        left--;
    }
}
