// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The uniform grid of a snapshot: a counting sort of its rows by cell, with copies beside it of
// what a search compares, so that it reads memory in order. Four passes: count, sum,
// place, and the masks of the cells.

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

static const void *column_of(const myri_snapshot *snapshot, int32_t field)
{
    return field < 0 ? NULL : (const uint8_t *)snapshot + snapshot->columns[field];
}

static void masks_build(myri_snapshot *snapshot, bool has_kinds)
{
    uint8_t *base = (uint8_t *)snapshot;
    const uint32_t *cell_start = (const uint32_t *)(base + snapshot->cell_start);
    const myri_spot *spots = (const myri_spot *)(base + snapshot->grid_spots);
    const int32_t *kinds = (const int32_t *)(base + snapshot->grid_kinds);
    uint64_t *masks = (uint64_t *)(base + snapshot->cell_mask);
    uint32_t cell_count = snapshot->grid_columns * snapshot->grid_rows;
    for (uint32_t cell = 0; cell < cell_count; cell++) {
        uint64_t mask = 0;
        for (uint32_t at = cell_start[cell]; at < cell_start[cell + 1]; at++)
            mask |= myri_team_bit(spots[at].team) | myri_kind_bit(has_kinds ? kinds[at] : 0);
        masks[cell] = mask;
    }
}

void myri_grid_build(myri_snapshot *snapshot, const myri_program *program)
{
    if (program->field_x < 0)
        return;
    uint8_t *base = (uint8_t *)snapshot;
    const float *x = column_of(snapshot, program->field_x);
    const float *y = column_of(snapshot, program->field_y);
    const int32_t *team = column_of(snapshot, program->field_team);
    const int32_t *kind = column_of(snapshot, program->field_kind);
    const uint32_t *row_of_index = (const uint32_t *)(base + snapshot->row_of_index);
    uint32_t *cell_start = (uint32_t *)(base + snapshot->cell_start);
    myri_spot *spots = (myri_spot *)(base + snapshot->grid_spots);
    int32_t *kinds = (int32_t *)(base + snapshot->grid_kinds);
    uint32_t columns = snapshot->grid_columns, rows = snapshot->grid_rows;
    uint32_t cell_count = columns * rows;
    double inverse = 1.0 / (double)snapshot->grid_cell;

    memset(cell_start, 0, (cell_count + 1) * sizeof *cell_start);
    for (uint32_t row = 0; row < snapshot->row_count; row++)
        cell_start[myri_grid_place(y[row], inverse, rows) * columns +
                   myri_grid_place(x[row], inverse, columns)]++;
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
        uint32_t cell = myri_grid_place(y[row], inverse, rows) * columns +
                        myri_grid_place(x[row], inverse, columns);
        uint32_t place = --cell_start[cell];
        spots[place] = (myri_spot){x[row], y[row], row, team ? team[row] : 0};
        if (kind)
            kinds[place] = kind[row];
        left--;
    }
    masks_build(snapshot, kind != NULL);
}
