// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_table.h: what the matches of a ladder come to.
//
//     eng_arena_table table = {0};
//     eng_arena_table_init(&table, names, count);
//     eng_arena_table_add(&table, red, blue, alive, errors);
//     eng_arena_table_rank(&table);
//     eng_arena_table_print(&table, stdout);
//     eng_arena_table_fini(&table);
//
// Thread: main.

#pragma once

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

typedef struct eng_arena_standing {
    const char *name; // borrowed
    uint32_t bot;     // as it was added
    uint32_t won, drawn, lost;
    uint64_t robots, robots_against; // alive at the end, over all matches
    uint64_t errors;
    double points; // 1 for a match won, a half for one drawn
    double rating; // Elo, by all matches at once; 1200 is the middle
} eng_arena_standing;

typedef struct eng_arena_table {
    eng_arena_standing *rows; // by bot; after ranking the best first
    uint32_t count;
    double *points; // of the row's bot against the column's
    uint32_t *matches;
} eng_arena_table;

void eng_arena_table_init(eng_arena_table *table, const char *const *names, uint32_t count);
void eng_arena_table_fini(eng_arena_table *table);

// One match: who played, robots alive at the end, acts that failed.
void eng_arena_table_add(eng_arena_table *table, uint32_t red, uint32_t blue,
                         const int64_t alive[2], const int64_t errors[2]);

// Computes ratings and sorts. Nothing can be added afterwards.
void eng_arena_table_rank(eng_arena_table *table);

void eng_arena_table_print(const eng_arena_table *table, FILE *file);
json_t *eng_arena_table_json(const eng_arena_table *table); // caller owns
