// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_table.c: points and ratings.
//
// A rating is the Elo number that explains all matches best (Bradley and Terry's model, found by
// minorisation: each round sets a strength to points over expected matches), so that it does not
// depend on the order in which matches end. One drawn match with a stranger of 1200 is added to
// each bot: without it a bot that has won all would have no finite rating.

#include "app/arena_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define RATING_MIDDLE 1200.0
#define RATING_ROUNDS 2000

void eng_arena_table_init(eng_arena_table *table, const char *const *names, uint32_t count)
{
    size_t pairs = (size_t)count * count;
    *table = (eng_arena_table){
        .rows = eng_alloc(count, sizeof *table->rows),
        .count = count,
        .points = eng_alloc(pairs, sizeof *table->points),
        .matches = eng_alloc(pairs, sizeof *table->matches),
    };
    for (uint32_t i = 0; i < count; ++i) {
        table->rows[i].name = names[i];
        table->rows[i].bot = i;
    }
}

void eng_arena_table_fini(eng_arena_table *table)
{
    eng_free(table->rows);
    eng_free(table->points);
    eng_free(table->matches);
    *table = (eng_arena_table){0};
}

void eng_arena_table_add(eng_arena_table *table, uint32_t red, uint32_t blue,
                         const int64_t alive[2], const int64_t errors[2])
{
    const uint32_t bots[2] = {red, blue};
    for (int side = 0; side < 2; ++side) {
        eng_arena_standing *row = &table->rows[bots[side]];
        int64_t own = alive[side];
        int64_t other = alive[1 - side];
        double points = own > other ? 1.0 : own == other ? 0.5 : 0.0;
        row->won += own > other;
        row->drawn += own == other;
        row->lost += own < other;
        row->robots += (uint64_t)own;
        row->robots_against += (uint64_t)other;
        row->errors += (uint64_t)errors[side];
        row->points += points;
        table->points[bots[side] * table->count + bots[1 - side]] += points;
        ++table->matches[bots[side] * table->count + bots[1 - side]];
    }
}

static void rate(eng_arena_table *table)
{
    double *strengths = eng_alloc(table->count, sizeof *strengths);
    for (uint32_t i = 0; i < table->count; ++i) {
        strengths[i] = 1.0;
    }
    for (int round = 0; round < RATING_ROUNDS; ++round) {
        for (uint32_t i = 0; i < table->count; ++i) {
            double expected = 1.0 / (strengths[i] + 1.0);
            for (uint32_t j = 0; j < table->count; ++j) {
                expected += table->matches[i * table->count + j] / (strengths[i] + strengths[j]);
            }
            strengths[i] = (table->rows[i].points + 0.5) / expected;
        }
    }
    for (uint32_t i = 0; i < table->count; ++i) {
        table->rows[i].rating = RATING_MIDDLE + 400.0 * log10(strengths[i]);
    }
    eng_free(strengths);
}

// By points, then by the robots that outlived the others', then by name.
static int order(const void *a, const void *b)
{
    const eng_arena_standing *left = a;
    const eng_arena_standing *right = b;
    if (left->points != right->points) {
        return left->points > right->points ? -1 : 1;
    }
    int64_t ahead = (int64_t)(left->robots - left->robots_against);
    int64_t behind = (int64_t)(right->robots - right->robots_against);
    if (ahead != behind) {
        return ahead > behind ? -1 : 1;
    }
    return strcmp(left->name, right->name);
}

void eng_arena_table_rank(eng_arena_table *table)
{
    rate(table);
    qsort(table->rows, table->count, sizeof *table->rows, order);
}

void eng_arena_table_print(const eng_arena_table *table, FILE *file)
{
    int width = 3;
    for (uint32_t i = 0; i < table->count; ++i) {
        int length = (int)strlen(table->rows[i].name);
        width = length > width ? length : width;
    }
    width = width < 40 ? width : 40;
    fprintf(file, "%4s  %-*s  %7s  %5s  %5s  %5s  %7s  %7s  %7s  %6s\n", "rank", width, "bot",
            "points", "won", "drawn", "lost", "robots", "against", "errors", "rating");
    for (uint32_t i = 0; i < table->count; ++i) {
        const eng_arena_standing *row = &table->rows[i];
        fprintf(file,
                "%4u  %-*.*s  %7.1f  %5u  %5u  %5u  %7" PRIu64 "  %7" PRIu64 "  %7" PRIu64
                "  %6.0f\n",
                i + 1, width, width, row->name, row->points, row->won, row->drawn, row->lost,
                row->robots, row->robots_against, row->errors, row->rating);
    }
}

json_t *eng_arena_table_json(const eng_arena_table *table)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < table->count; ++i) {
        const eng_arena_standing *row = &table->rows[i];
        json_array_append_new(
            list,
            json_pack("{s:I s:s s:f s:I s:I s:I s:I s:I s:I s:f}", "rank", (json_int_t)i + 1, "bot",
                      row->name, "points", row->points, "won", (json_int_t)row->won, "drawn",
                      (json_int_t)row->drawn, "lost", (json_int_t)row->lost, "robots",
                      (json_int_t)row->robots, "against", (json_int_t)row->robots_against, "errors",
                      (json_int_t)row->errors, "rating", round(row->rating * 10.0) / 10.0));
    }
    return list;
}
