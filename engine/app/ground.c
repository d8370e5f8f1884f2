// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ground.c: A* over the cells of the terrain, then the corners pulled tight.
//
// A cell's cost is its size over its speed factor, so that a road round a swamp wins if it is the
// quicker one. Steps go to eight neighbours, diagonally only where both cells beside the step are
// open. Ties are broken by the number of the cell: equal ways do not depend on anything else.
//
// The cells of the way are then joined to straight lines: from each point kept to the farthest one
// that can be walked to in a line that costs no more than the cells did, with a margin to walls.

#include "app/ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIAGONAL 1.41421356f
#define MARGIN 0.3f // of a cell: how far from a line walls have to be
#define NONE 0xffffffffu

float eng_ground_speed(const eng_ground_block *ground, float x, float y)
{
    if (!(x >= 0.0f) || !(y >= 0.0f) || x >= ground->width || y >= ground->height) {
        return 0.0f;
    }
    if (ground->cell <= 0.0f) {
        return 1.0f;
    }
    uint32_t column = (uint32_t)(x / ground->cell);
    uint32_t row = (uint32_t)(y / ground->cell);
    if (column >= ground->columns || row >= ground->rows) {
        return 1.0f; // beyond the terrain the ground is open, as in the world
    }
    const uint8_t *cells = (const uint8_t *)(ground + 1);
    return ground->terrains[cells[row * ground->columns + column]].speed;
}

// ---------------------------------------------------------------------------------------- lines

// What it costs to walk a straight line, in px at full speed; negative: something blocks it. The
// line is walked from border to border of its cells.
static double line_cost(const eng_ground_block *ground, double x, double y, double to_x,
                        double to_y)
{
    double dx = to_x - x, dy = to_y - y, length = sqrt(dx * dx + dy * dy);
    double cell = (double)ground->cell, cost = 0.0, at = 0.0;
    if (cell <= 0.0 || length == 0.0) {
        return length;
    }
    double column = floor(x / cell), row = floor(y / cell);
    double step_x = dx > 0.0 ? 1.0 : -1.0, step_y = dy > 0.0 ? 1.0 : -1.0;
    // Where on the line, as a part of it, the next borders lie.
    double next_x = dx != 0.0 ? ((column + (dx > 0.0)) * cell - x) / dx : 2.0;
    double next_y = dy != 0.0 ? ((row + (dy > 0.0)) * cell - y) / dy : 2.0;
    while (at < 1.0) {
        double until = next_x < next_y ? next_x : next_y;
        until = until < 1.0 ? until : 1.0;
        float speed = eng_ground_speed(ground, (float)((column + 0.5) * cell),
                                       (float)((row + 0.5) * cell));
        if (speed <= 0.0f && until > at) {
            return -1.0;
        }
        cost += speed > 0.0f ? (until - at) * length / (double)speed : 0.0;
        at = until;
        bool is_across = next_x <= at, is_down = next_y <= at;
        column += is_across ? step_x : 0.0;
        row += is_down ? step_y : 0.0;
        next_x += is_across ? cell / fabs(dx) : 0.0;
        next_y += is_down ? cell / fabs(dy) : 0.0;
    }
    return cost;
}

bool eng_ground_is_clear(const eng_ground_block *ground, float x, float y, float to_x, float to_y)
{
    return line_cost(ground, (double)x, (double)y, (double)to_x, (double)to_y) >= 0.0;
}

// The same for a line with a margin on both sides.
static double wide_cost(const eng_ground_block *ground, const float *from, const float *to)
{
    double dx = (double)(to[0] - from[0]), dy = (double)(to[1] - from[1]);
    double length = sqrt(dx * dx + dy * dy);
    if (length > 0.0) {
        double aside = (double)(MARGIN * ground->cell) / length;
        for (int side = -1; side <= 1; side += 2) {
            double off_x = -dy * aside * side, off_y = dx * aside * side;
            if (line_cost(ground, (double)from[0] + off_x, (double)from[1] + off_y,
                          (double)to[0] + off_x, (double)to[1] + off_y) < 0.0) {
                return -1.0;
            }
        }
    }
    return line_cost(ground, (double)from[0], (double)from[1], (double)to[0], (double)to[1]);
}

// --------------------------------------------------------------------------------------- search

typedef struct search {
    const eng_ground_block *ground;
    uint32_t columns, rows;
    uint32_t start, goal;
    float fastest; // the best speed factor there is
    float *cost;   // by cell, from the start, in cells; below 0: not seen yet
    uint32_t *from;
    uint8_t *is_closed;
    uint32_t *heap; // cells, the most promising on top
    float *rank;    // by cell: cost so far and what is left at least
    uint32_t *place; // by cell: where in the heap
    uint32_t heap_count;
} search;

static float cell_speed(const search *find, uint32_t cell)
{
    const uint8_t *cells = (const uint8_t *)(find->ground + 1);
    return find->ground->terrains[cells[cell]].speed;
}

static bool is_before(const search *find, uint32_t a, uint32_t b)
{
    return find->rank[a] != find->rank[b] ? find->rank[a] < find->rank[b] : a < b;
}

static void heap_set(search *find, uint32_t at, uint32_t cell)
{
    find->heap[at] = cell;
    find->place[cell] = at;
}

static void heap_rise(search *find, uint32_t cell)
{
    uint32_t at = find->place[cell];
    while (at > 0 && is_before(find, cell, find->heap[(at - 1) / 2])) {
        heap_set(find, at, find->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    heap_set(find, at, cell);
}

static uint32_t heap_take(search *find)
{
    uint32_t taken = find->heap[0], cell = find->heap[--find->heap_count], at = 0;
    for (uint32_t child = 1; child < find->heap_count; child = at * 2 + 1) {
        if (child + 1 < find->heap_count &&
            is_before(find, find->heap[child + 1], find->heap[child])) {
            child++;
        }
        if (!is_before(find, find->heap[child], cell)) {
            break;
        }
        heap_set(find, at, find->heap[child]);
        at = child;
    }
    if (find->heap_count > 0) {
        heap_set(find, at, cell);
    }
    return taken;
}

static float least_left(const search *find, uint32_t cell)
{
    float dx = fabsf((float)(cell % find->columns) - (float)(find->goal % find->columns));
    float dy = fabsf((float)(cell / find->columns) - (float)(find->goal / find->columns));
    float straight = dx > dy ? dx - dy : dy - dx, diagonal = dx > dy ? dy : dx;
    return (straight + diagonal * DIAGONAL) / find->fastest;
}

static void reach(search *find, uint32_t cell, uint32_t from, float cost)
{
    bool is_new = find->cost[cell] < 0.0f;
    if (find->is_closed[cell] || (!is_new && cost >= find->cost[cell])) {
        return;
    }
    find->cost[cell] = cost;
    find->from[cell] = from;
    find->rank[cell] = cost + least_left(find, cell);
    if (is_new) {
        heap_set(find, find->heap_count++, cell);
    }
    heap_rise(find, cell);
}

static bool is_open(const search *find, int64_t column, int64_t row)
{
    return column >= 0 && row >= 0 && column < find->columns && row < find->rows &&
           cell_speed(find, (uint32_t)(row * find->columns + column)) > 0.0f;
}

static void expand(search *find, uint32_t cell)
{
    int64_t column = cell % find->columns, row = cell / find->columns;
    float own = cell_speed(find, cell);
    for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
            if ((dx == 0 && dy == 0) || !is_open(find, column + dx, row + dy)) {
                continue;
            }
            bool is_diagonal = dx != 0 && dy != 0;
            if (is_diagonal &&
                (!is_open(find, column + dx, row) || !is_open(find, column, row + dy))) {
                continue;
            }
            uint32_t next = (uint32_t)((row + dy) * find->columns + column + dx);
            float speed = cell_speed(find, next);
            // Half of the step in each cell; out of a blocked one (pushed there) at its pace.
            float slow = (0.5f / (own > 0.0f ? own : speed)) + 0.5f / speed;
            reach(find, next, cell, find->cost[cell] + (is_diagonal ? DIAGONAL : 1.0f) * slow);
        }
    }
}

static bool search_run(search *find)
{
    reach(find, find->start, NONE, 0.0f);
    for (uint32_t seen = 0; find->heap_count > 0 && seen < ENG_WAY_CELLS; seen++) {
        uint32_t cell = heap_take(find);
        if (cell == find->goal) {
            return true;
        }
        find->is_closed[cell] = 1;
        expand(find, cell);
    }
    return false;
}

// --------------------------------------------------------------------------------------- the way

static void cell_middle(const search *find, uint32_t cell, float *point)
{
    point[0] = ((float)(cell % find->columns) + 0.5f) * find->ground->cell;
    point[1] = ((float)(cell / find->columns) + 0.5f) * find->ground->cell;
}

// The cells of the way as points, from the start on; the first and the last are the true ones.
static float *cells_collect(const search *find, const float *ends, uint32_t *count)
{
    uint32_t length = 1;
    for (uint32_t cell = find->goal; find->from[cell] != NONE; cell = find->from[cell]) {
        length++;
    }
    length = length < 2 ? 2 : length;
    float *points = malloc((size_t)length * 2 * sizeof *points);
    if (points == NULL) {
        return NULL;
    }
    uint32_t at = length;
    for (uint32_t cell = find->goal; cell != NONE && at > 0; cell = find->from[cell]) {
        cell_middle(find, cell, points + 2 * (size_t)--at);
    }
    memcpy(points, ends, 2 * sizeof *points);
    memcpy(points + 2 * (size_t)(length - 1), ends + 2, 2 * sizeof *points);
    *count = length;
    return points;
}

// Keeps the points where the way turns, in place; the start goes.
static uint32_t pull_tight(const eng_ground_block *ground, float *points, uint32_t count)
{
    uint32_t kept = 0, at = 0;
    float here[2] = {points[0], points[1]};
    while (at + 1 < count) {
        uint32_t next = at + 1;
        double along = line_cost(ground, (double)here[0], (double)here[1],
                                 (double)points[2 * next], (double)points[2 * next + 1]);
        // A cell reached askew from a point that was pulled is as good as walked.
        along = along < 0.0 ? 0.0 : along;
        for (uint32_t far = next + 1; far < count; far++) {
            const float *before = points + 2 * (size_t)(far - 1), *to = points + 2 * (size_t)far;
            along += line_cost(ground, (double)before[0], (double)before[1], (double)to[0],
                               (double)to[1]);
            double straight = wide_cost(ground, here, to);
            if (straight < 0.0 || straight > along * 1.0001) {
                break;
            }
            next = far;
        }
        memcpy(here, points + 2 * (size_t)next, sizeof here);
        memcpy(points + 2 * (size_t)kept++, here, sizeof here);
        at = next;
    }
    return kept;
}

static float fastest_of(const eng_ground_block *ground)
{
    float fastest = 0.0f;
    for (uint32_t i = 0; i < ground->terrain_count; i++) {
        float speed = ground->terrains[i].speed;
        fastest = speed > fastest ? speed : fastest;
    }
    return fastest;
}

static bool search_begin(search *find, const eng_ground_block *ground, const float *ends)
{
    *find = (search){.ground = ground, .columns = ground->columns, .rows = ground->rows};
    uint32_t column = (uint32_t)(ends[0] / ground->cell), row = (uint32_t)(ends[1] / ground->cell);
    uint32_t to_column = (uint32_t)(ends[2] / ground->cell);
    uint32_t to_row = (uint32_t)(ends[3] / ground->cell);
    if (column >= find->columns || row >= find->rows || to_column >= find->columns ||
        to_row >= find->rows) {
        return false;
    }
    find->start = row * find->columns + column;
    find->goal = to_row * find->columns + to_column;
    find->fastest = fastest_of(ground);
    size_t cells = (size_t)find->columns * find->rows;
    find->cost = malloc(cells * (4 * sizeof(float) + sizeof(uint32_t) + 1));
    if (find->cost == NULL || find->fastest <= 0.0f) {
        return false;
    }
    find->rank = find->cost + cells;
    find->from = (uint32_t *)(find->rank + cells);
    find->heap = find->from + cells;
    find->place = find->heap + cells;
    find->is_closed = (uint8_t *)(find->place + cells);
    memset(find->is_closed, 0, cells);
    for (size_t i = 0; i < cells; i++) {
        find->cost[i] = -1.0f;
    }
    return true;
}

// Whether no way can be quicker than the straight line.
static bool is_straight_best(const eng_ground_block *ground, const float *ends)
{
    double dx = (double)(ends[2] - ends[0]), dy = (double)(ends[3] - ends[1]);
    double straight = ground->cell <= 0.0f ? 0.0 : wide_cost(ground, ends, ends + 2);
    return ground->cell <= 0.0f ||
           (straight >= 0.0 &&
            straight * (double)fastest_of(ground) <= sqrt(dx * dx + dy * dy) * 1.0001);
}

float *eng_ground_way(const eng_ground_block *ground, float x, float y, float to_x, float to_y,
                      uint32_t *count)
{
    const float ends[4] = {x, y, to_x, to_y};
    if (eng_ground_speed(ground, to_x, to_y) <= 0.0f) {
        return NULL;
    }
    float *points = NULL;
    if (is_straight_best(ground, ends)) {
        points = malloc(2 * sizeof *points);
        if (points != NULL) {
            memcpy(points, ends + 2, 2 * sizeof *points);
        }
        *count = 1;
        return points;
    }
    search find;
    if (search_begin(&find, ground, ends) && search_run(&find)) {
        points = cells_collect(&find, ends, count);
    }
    free(find.cost);
    if (points != NULL) {
        *count = pull_tight(ground, points, *count);
    }
    return points;
}
