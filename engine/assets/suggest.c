// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/suggest.h"

#include <stddef.h>
#include <string.h>

enum { NAME_CAPACITY = 63 };

static uint32_t min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

// Optimal string alignment: insert, delete, replace and swap of neighbours cost one each.
static uint32_t edit_distance(const char *a, size_t a_count, const char *b, size_t b_count)
{
    uint32_t rows[3][NAME_CAPACITY + 1];
    for (uint32_t j = 0; j <= b_count; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a_count; i++) {
        uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = i;
        for (uint32_t j = 1; j <= b_count; j++) {
            row[j] = min_u32(above[j] + 1, row[j - 1] + 1);
            row[j] = min_u32(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = min_u32(row[j], above2[j - 2] + 1);
        }
    }
    return rows[a_count % 3][b_count];
}

const char *eng_suggest(const char *wrong, const char *const *names, uint32_t name_count)
{
    size_t wrong_count = strlen(wrong);
    if (wrong_count == 0 || wrong_count > NAME_CAPACITY)
        return NULL;
    // A third of the letters may be wrong; more is another word.
    uint32_t limit = (uint32_t)(wrong_count + 2) / 3;
    const char *best = NULL;
    for (uint32_t i = 0; i < name_count; i++) {
        size_t count = names[i] ? strlen(names[i]) : 0;
        if (count == 0 || count > NAME_CAPACITY)
            continue;
        uint32_t distance = edit_distance(wrong, wrong_count, names[i], count);
        if (distance <= limit) {
            best = names[i];
            if (distance == 0)
                return best;
            limit = distance - 1;
        }
    }
    return best;
}
