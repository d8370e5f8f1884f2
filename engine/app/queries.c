// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/queries.h"

#include "app/blocks.h"
#include "app/ground.h"
#include "base/trig.h"
#include "world/schema.h"

#include <stdlib.h>

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

// ------------------------------------------------------------------------------------ the senses

static const eng_ground_block *ground_of(const myr_view *view)
{
    size_t bytes = 0;
    const eng_ground_block *block = myr_view_static(view, &bytes);
    return block != NULL && bytes >= sizeof *block ? block : NULL;
}

MYR_API void eng_query_path_to(const myr_view *view, myr_entity self, const myr_value *args,
                               myr_value *result);
MYR_API void eng_query_sees(const myr_view *view, myr_entity self, const myr_value *args,
                            myr_value *result);
MYR_API void eng_query_flock(const myr_view *view, myr_entity self, const myr_value *args,
                             myr_value *result);

void eng_query_path_to(const myr_view *view, myr_entity self, const myr_value *args,
                       myr_value *result)
{
    int32_t row = myr_view_row(view, self);
    const eng_ground_block *ground = ground_of(view);
    if (row < 0 || ground == NULL) {
        return;
    }
    uint32_t count = 0;
    float *way = eng_ground_way(ground, field_of(view, ENG_FIELD_X, row),
                                field_of(view, ENG_FIELD_Y, row), (float)args[0].number,
                                (float)args[1].number, &count);
    float *points = way != NULL ? myr_result_points(result, count) : NULL;
    for (uint32_t i = 0; points != NULL && i < 2 * count; i++) {
        points[i] = way[i];
    }
    free(way);
}

void eng_query_sees(const myr_view *view, myr_entity self, const myr_value *args,
                    myr_value *result)
{
    int32_t row = myr_view_row(view, self);
    int32_t other = args[0].entity == MYR_ENTITY_NONE ? -1 : myr_view_row(view, args[0].entity);
    const eng_ground_block *ground = ground_of(view);
    result->type = MYR_BOOL;
    result->integer = 0;
    if (row < 0 || other < 0) {
        return;
    }
    float x = field_of(view, ENG_FIELD_X, row), y = field_of(view, ENG_FIELD_Y, row);
    float to_x = field_of(view, ENG_FIELD_X, other), to_y = field_of(view, ENG_FIELD_Y, other);
    float sight = field_of(view, ENG_FIELD_SIGHT, row);
    float dx = to_x - x, dy = to_y - y;
    result->integer = dx * dx + dy * dy <= sight * sight &&
                      (ground == NULL || eng_ground_is_clear(ground, x, y, to_x, to_y));
}

#define FLOCK_MOST 256u

static myr_value float_value(double number)
{
    return (myr_value){.number = number, .type = MYR_FLOAT};
}

static myr_value point_value(double x, double y)
{
    return (myr_value){.point = {(float)x, (float)y}, .type = MYR_POINT};
}

// Sums over the nearest first, so that rounding is the same in every run.
void eng_query_flock(const myr_view *view, myr_entity self, const myr_value *args,
                     myr_value *result)
{
    myr_entity found[FLOCK_MOST];
    int32_t row = myr_view_row(view, self);
    if (row < 0) {
        return;
    }
    double x = (double)field_of(view, ENG_FIELD_X, row);
    double y = (double)field_of(view, ENG_FIELD_Y, row);
    bool is_enemy = args[1].integer != 0;
    myr_filter filter = {.only_enemies = is_enemy, .only_allies = !is_enemy};
    float radius = args[0].number < 1e6 ? (float)args[0].number : 1e6f;
    uint32_t count = myr_view_near(view, self, (float)x, (float)y, radius, &filter, found, FLOCK_MOST);
    double sum_x = 0.0, sum_y = 0.0, ahead_x = 0.0, ahead_y = 0.0, away_x = 0.0, away_y = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        int32_t other = myr_view_row(view, found[i]);
        double to_x = (double)field_of(view, ENG_FIELD_X, other);
        double to_y = (double)field_of(view, ENG_FIELD_Y, other);
        double heading = (double)field_of(view, ENG_FIELD_HEADING, other);
        double dx = x - to_x, dy = y - to_y, square = dx * dx + dy * dy;
        sum_x += to_x;
        sum_y += to_y;
        ahead_x += eng_cos(heading);
        ahead_y += eng_sin(heading);
        away_x += square > 0.0 ? dx / square : 0.0;
        away_y += square > 0.0 ? dy / square : 0.0;
    }
    double heading = count > 0 ? eng_atan2(ahead_y, ahead_x)
                               : (double)field_of(view, ENG_FIELD_HEADING, row);
    result->type = MYR_RECORD;
    result->record[0] = (myr_value){.integer = count, .type = MYR_INT};
    result->record[1] = count > 0 ? point_value(sum_x / count, sum_y / count) : point_value(x, y);
    result->record[2] = float_value(heading);
    result->record[3] = point_value(away_x * (double)radius, away_y * (double)radius);
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
    {.name = "path_to",
     .doc = "The quickest way to a point on foot, round what blocks and what slows: its corners, the "
            "point itself last; None if there is no way.",
     .args = {POINT_ARGS},
     .arg_count = 2,
     .result = MYR_POINTS,
     .is_result_optional = true,
     .function = eng_query_path_to},
    {.name = "sees",
     .doc = "Whether a unit is within sight and nothing that blocks lies between.",
     .args = {{.name = "other", .doc = "whom", .type = MYR_ENTITY}},
     .arg_count = 1,
     .result = MYR_BOOL,
     .function = eng_query_sees},
    {.name = "flock",
     .doc = "What the allies (or enemies) within a radius do together, at most the 256 nearest: how "
            "many, where their middle is, where they head, and the push away from them.",
     .args = {{.name = "radius", .doc = "px", .type = MYR_FLOAT},
              {.name = "enemy", .doc = "of the enemies", .type = MYR_BOOL, .is_optional = true}},
     .arg_count = 2,
     .result = MYR_RECORD,
     .places = {{.name = "count", .doc = "how many", .type = MYR_INT},
                {.name = "centre", .doc = "their middle; one's own place without any", .type = MYR_POINT},
                {.name = "heading", .doc = "their mean; one's own without any", .type = MYR_FLOAT},
                {.name = "separation",
                 .doc = "the sum of the ways from each to this unit, the nearer the longer: 1 for one "
                        "at the radius",
                 .type = MYR_POINT}},
     .place_count = 4,
     .function = eng_query_flock},
    {.name = "world_size",
     .doc = "Width and height of the world, px.",
     .result = MYR_POINT,
     .function = eng_query_world_size},
};
const uint32_t eng_query_count = sizeof eng_queries / sizeof *eng_queries;
