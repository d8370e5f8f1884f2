// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The uniform grid of a snapshot: a counting sort of its rows by cell, with copies of the positions
// beside it, so that a search reads memory in order. Three passes: count, sum, place.

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

void myri_grid_build(myri_snapshot *snapshot, const myri_program *program)
{
    if (program->field_x < 0)
        return;
    uint8_t *base = (uint8_t *)snapshot;
    const float *x = (const float *)(base + snapshot->columns[program->field_x]);
    const float *y = (const float *)(base + snapshot->columns[program->field_y]);
    const uint32_t *row_of_index = (const uint32_t *)(base + snapshot->row_of_index);
    uint32_t *cell_start = (uint32_t *)(base + snapshot->cell_start);
    uint32_t *grid_row = (uint32_t *)(base + snapshot->grid_row);
    float *grid_x = (float *)(base + snapshot->grid_x);
    float *grid_y = (float *)(base + snapshot->grid_y);
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
        grid_row[place] = row;
        grid_x[place] = x[row];
        grid_y[place] = y[row];
        left--;
    }
}
