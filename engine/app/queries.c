// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/queries.h"

#include "app/blocks.h"
#include "base/trig.h"
#include "world/schema.h"

// One value of a scalar field, 0 outside the world or for a name that is no field.
static float scalar_at(const myr_view *view, int64_t name, float x, float y)
{
    size_t bytes = 0;
    const eng_scalar_block *block = myr_view_dynamic(view, &bytes);
    if (block == NULL || bytes < sizeof *block || !(x >= 0.0f) || !(y >= 0.0f)) {
        return 0.0f;
    }
    for (uint32_t i = 0; i < block->count; ++i) {
        const eng_scalar_entry *entry = &block->entries[i];
        if (entry->name != name) {
            continue;
        }
        float column = x / entry->cell;
        float row = y / entry->cell;
        if (column >= (float)entry->columns || row >= (float)entry->rows) {
            return 0.0f;
        }
        const float *values = (const float *)((const uint8_t *)block + entry->offset);
        return values[(uint32_t)row * entry->columns + (uint32_t)column];
    }
    return 0.0f;
}

static float field_of(const myr_view *view, uint32_t field, int32_t row)
{
    return ((const float *)myr_view_column(view, field))[row];
}

static void answer_number(myr_value *result, double number)
{
    result->type = MYR_FLOAT;
    result->number = number;
}

MYR_API void eng_query_sense(const myr_view *view, myr_entity self, const myr_value *args,
                             myr_value *result);
MYR_API void eng_query_sense_at(const myr_view *view, myr_entity self, const myr_value *args,
                                myr_value *result);
MYR_API void eng_query_terrain_at(const myr_view *view, myr_entity self, const myr_value *args,
                                  myr_value *result);
MYR_API void eng_query_ground_speed(const myr_view *view, myr_entity self, const myr_value *args,
                                    myr_value *result);
MYR_API void eng_query_world_size(const myr_view *view, myr_entity self, const myr_value *args,
                                  myr_value *result);

void eng_query_sense(const myr_view *view, myr_entity self, const myr_value *args,
                     myr_value *result)
{
    int32_t row = myr_view_row(view, self);
    if (row < 0) {
        return;
    }
    float distance = (float)args[1].number;
    float angle = field_of(view, ENG_FIELD_HEADING, row) + (float)args[2].number;
    float x = field_of(view, ENG_FIELD_X, row) + (float)(distance * eng_cos(angle));
    float y = field_of(view, ENG_FIELD_Y, row) + (float)(distance * eng_sin(angle));
    answer_number(result, scalar_at(view, args[0].integer, x, y));
}

void eng_query_sense_at(const myr_view *view, myr_entity self, const myr_value *args,
                        myr_value *result)
{
    (void)self;
    answer_number(result,
                  scalar_at(view, args[0].integer, (float)args[1].number, (float)args[2].number));
}

// NULL outside the world and on maps without terrain.
static const eng_terrain_entry *terrain_at(const myr_view *view, float x, float y)
{
    size_t bytes = 0;
    const eng_ground_block *block = myr_view_static(view, &bytes);
    if (block == NULL || bytes < sizeof *block || block->cell <= 0.0f || !(x >= 0.0f) ||
        !(y >= 0.0f) || x >= block->width || y >= block->height) {
        return NULL;
    }
    uint32_t column = (uint32_t)(x / block->cell);
    uint32_t row = (uint32_t)(y / block->cell);
    if (column >= block->columns || row >= block->rows) {
        return NULL;
    }
    const uint8_t *cells = (const uint8_t *)(block + 1);
    return &block->terrains[cells[row * block->columns + column]];
}

void eng_query_terrain_at(const myr_view *view, myr_entity self, const myr_value *args,
                          myr_value *result)
{
    (void)self;
    const eng_terrain_entry *terrain =
        terrain_at(view, (float)args[0].number, (float)args[1].number);
    if (terrain != NULL) {
        result->type = MYR_NAME;
        result->integer = terrain->name;
    }
}

void eng_query_ground_speed(const myr_view *view, myr_entity self, const myr_value *args,
                            myr_value *result)
{
    (void)self;
    size_t bytes = 0;
    const eng_ground_block *block = myr_view_static(view, &bytes);
    float x = (float)args[0].number;
    float y = (float)args[1].number;
    const eng_terrain_entry *terrain = terrain_at(view, x, y);
    bool is_open = block != NULL && block->cell <= 0.0f && x >= 0.0f && y >= 0.0f &&
                   x < block->width && y < block->height;
    answer_number(result, terrain != NULL ? terrain->speed : (is_open ? 1.0 : 0.0));
}

void eng_query_world_size(const myr_view *view, myr_entity self, const myr_value *args,
                          myr_value *result)
{
    (void)self;
    (void)args;
    size_t bytes = 0;
    const eng_ground_block *block = myr_view_static(view, &bytes);
    if (block != NULL) {
        result->type = MYR_POINT;
        result->point[0] = block->width;
        result->point[1] = block->height;
    }
}

#define FIELD_ARG                                                                                  \
    {                                                                                              \
        .name = "field", .doc = "a field of the map, such as \"food\"", .type = MYR_NAME           \
    }
#define POINT_ARGS                                                                                 \
    {.name = "x", .doc = "px", .type = MYR_FLOAT},                                                 \
    {                                                                                              \
        .name = "y", .doc = "px", .type = MYR_FLOAT                                                \
    }

const myr_query eng_queries[] = {
    {.name = "sense",
     .doc =
         "How much of a field there is at this unit's place, or at a feeler's tip: `distance` px "
         "away, at `angle` rad from the heading.",
     .args =
         {FIELD_ARG,
          {.name = "distance", .doc = "px", .type = MYR_FLOAT, .is_optional = true},
          {.name = "angle", .doc = "rad from the heading", .type = MYR_FLOAT, .is_optional = true}},
     .arg_count = 3,
     .result = MYR_FLOAT,
     .function = eng_query_sense},
    {.name = "sense_at",
     .doc = "How much of a field there is at a point; 0 outside the world.",
     .args = {FIELD_ARG, POINT_ARGS},
     .arg_count = 3,
     .result = MYR_FLOAT,
     .function = eng_query_sense_at},
    {.name = "terrain_at",
     .doc = "The name of the terrain at a point; None outside the world or where a map has none.",
     .args = {POINT_ARGS},
     .arg_count = 2,
     .result = MYR_NAME,
     .is_result_optional = true,
     .function = eng_query_terrain_at},
    {.name = "ground_speed",
     .doc = "The factor by which the ground slows who walks there; 0 cannot be walked.",
     .args = {POINT_ARGS},
     .arg_count = 2,
     .result = MYR_FLOAT,
     .function = eng_query_ground_speed},
    {.name = "world_size",
     .doc = "Width and height of the world, px.",
     .result = MYR_POINT,
     .function = eng_query_world_size},
};
const uint32_t eng_query_count = sizeof eng_queries / sizeof *eng_queries;
