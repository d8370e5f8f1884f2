// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Kinds, ground and fields that change under living units, between two ticks. All is checked before
// anything is changed.
//
// A unit's value that is its kind's becomes the kind's new one; what rules have given it stays. So
// what living units have is what they would have if the kind had always been so, but for their
// lives: who had half of them has half of the new ones.
//
// Numbers of names never change: scripts, commands under way and recordings hold them. A new kind's
// is behind all names there are, so between the kinds there may be numbers that are none.

#include <math.h>
#include <string.h>

#include "state.h"

#define RESCUE_CELLS 64 // how far from where it stands a unit is put when the ground closes

// Roles and new kinds that have no number yet.
static uint32_t count_new_names(const eng_world *world, const eng_kind *kinds, uint32_t count)
{
    uint32_t new_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *role = kinds[i].role;
        new_count += kinds[i].name[0] != '\0' && eng_world_find_name(world, kinds[i].name) < 0;
        new_count += role != NULL && role[0] != '\0' && eng_world_find_name(world, role) < 0;
    }
    return new_count;
}

static bool check_kinds(const eng_world *world, const eng_kind *kinds, uint32_t count,
                        eng_error *error)
{
    for (uint32_t i = 0; i < count; i++) {
        if (kinds[i].name[0] != '\0' && !eng_world_check_kind(&kinds[i], error))
            return false;
    }
    size_t capacity = sizeof world->names / sizeof *world->names;
    if (count < world->kind_count || count > ENG_MAX_KINDS ||
        world->name_count + count_new_names(world, kinds, count) > capacity)
        return eng_error_set(error, "too many kinds and roles have come while the game runs");
    return true;
}

static bool check_shape(const eng_world *world, const eng_map *map, eng_error *error)
{
    if (map->width != world->width || map->height != world->height)
        return eng_error_set(error, "the map has another size");
    if (map->terrain_cell != world->ground_cell || map->terrain_columns != world->ground_columns ||
        map->terrain_rows != world->ground_rows)
        return eng_error_set(error, "the cells of the map's terrain have another size");
    bool is_same = map->scalar_count == world->layer_count;
    for (uint32_t i = 0; is_same && i < map->scalar_count; i++)
        is_same = strcmp(map->scalars[i].name, world->layers[i].name) == 0 &&
                  map->scalars[i].cell == world->layers[i].cell &&
                  (map->scalars[i].decay > 0) == (world->layers[i].keep < 1);
    return is_same || eng_error_set(error, "the map has other fields, or other cells of them");
}

bool eng_world_can_amend_map(const eng_world *world, const eng_map *map, eng_error *error)
{
    if (!check_shape(world, map, error) || !eng_world_check_ground(map, error))
        return false;
    for (uint32_t i = 0; i < map->scalar_count; i++) {
        if (!eng_world_check_scalar(&map->scalars[i], map, error))
            return false;
    }
    return true;
}

// ------------------------------------------------------------------------------------------- kinds

static void follow_value(float *value, float old, float now)
{
    if (*value == old)
        *value = now;
}

static void follow_kind(eng_world *world, uint32_t row, const eng_rules *old, const eng_rules *now)
{
    eng_columns *columns = &world->columns;
    if (columns->max_hp[row] == old->hp && now->hp != old->hp) {
        columns->hp[row] =
            columns->hp[row] == old->hp ? now->hp : columns->hp[row] / old->hp * now->hp;
        columns->max_hp[row] = now->hp;
    }
    follow_value(&columns->max_speed[row], old->speed, now->speed);
    follow_value(&columns->sight[row], old->sight, now->sight);
    follow_value(&columns->reach[row], old->reach, now->reach);
    follow_value(&columns->damage[row], old->damage, now->damage);
    follow_value(&columns->radius[row], old->radius, now->radius);
    follow_value(&columns->capacity[row], old->capacity, now->capacity);
    columns->cooldown[row] = eng_min(columns->cooldown[row], now->cooldown);
    columns->role[row] = now->role;
}

// The kinds as they are to be; holes are no kinds.
static void make_rules(eng_world *world, const eng_kind *kinds, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (kinds[i].name[0] == '\0') {
            world->kinds[i] = (eng_rules){.builds = -1, .role = -1, .is_none = true};
            continue;
        }
        if (i >= world->kind_count) // its name is the last there is
            eng_world_make_name(world, kinds[i].name);
        world->kinds[i] = eng_world_make_rules(&kinds[i]);
    }
    world->kind_count = count;
    for (uint32_t i = 0; i < count; i++) {
        if (world->kinds[i].is_none)
            continue;
        world->kinds[i].builds = eng_world_find_kind(world, kinds[i].builds);
        if (kinds[i].role != NULL && kinds[i].role[0] != '\0')
            world->kinds[i].role = eng_world_make_name(world, kinds[i].role);
    }
}

bool eng_world_amend_kinds(eng_world *world, const eng_kind *kinds, uint32_t count,
                           eng_error *error)
{
    uint32_t old_count = world->kind_count;
    if (!check_kinds(world, kinds, count, error))
        return false;
    eng_rules *old = eng_alloc(ENG_MAX_KINDS, sizeof *old);
    memcpy(old, world->kinds, sizeof world->kinds);
    make_rules(world, kinds, count);
    bool is_same_size = count == old_count;
    for (uint32_t i = 0; i < old_count; i++)
        is_same_size = is_same_size && old[i].radius == world->kinds[i].radius;
    for (uint32_t row = 0; row < world->row_count; row++) {
        int32_t kind = world->columns.kind[row];
        follow_kind(world, row, &old[kind], &world->kinds[kind]);
    }
    eng_free(old);
    if (!is_same_size) {
        eng_grids_fini(world);
        memset(world->grids, 0, sizeof world->grids);
        eng_grids_init(world);
    }
    return true;
}

// --------------------------------------------------------------------------------------------- map

static bool is_open_cell(const eng_world *world, int64_t column, int64_t row)
{
    return column >= 0 && row >= 0 && column < (int64_t)world->ground_columns &&
           row < (int64_t)world->ground_rows &&
           world->ground[(size_t)row * world->ground_columns + (size_t)column] > 0;
}

// Out of ground that has closed over it, into the middle of the nearest open cell.
static void rescue(eng_world *world, uint32_t unit)
{
    eng_columns *columns = &world->columns;
    int64_t column = (int64_t)(columns->x[unit] / world->ground_cell);
    int64_t row = (int64_t)(columns->y[unit] / world->ground_cell);
    for (int64_t ring = 1; ring <= RESCUE_CELLS; ring++) {
        int64_t best = INT64_MAX, best_x = 0, best_y = 0;
        for (int64_t y = -ring; y <= ring; y++) {
            int64_t step = y == -ring || y == ring ? 1 : 2 * ring; // only the border
            for (int64_t x = -ring; x <= ring; x += step) {
                if (x * x + y * y < best && is_open_cell(world, column + x, row + y)) {
                    best = x * x + y * y;
                    best_x = x;
                    best_y = y;
                }
            }
        }
        if (best == INT64_MAX)
            continue;
        float x = ((float)(column + best_x) + 0.5f) * world->ground_cell;
        float y = ((float)(row + best_y) + 0.5f) * world->ground_cell;
        columns->x[unit] = columns->previous_x[unit] = eng_min(x, world->width);
        columns->y[unit] = columns->previous_y[unit] = eng_min(y, world->height);
        return;
    }
}

static void amend_ground(eng_world *world, const eng_map *map)
{
    if (world->ground == NULL)
        return;
    size_t count = (size_t)world->ground_columns * world->ground_rows;
    for (uint32_t row = 0; row < world->row_count; row++) // marked until the ground is known
        world->push_x[row] = eng_ground_at(world, world->columns.x[row], world->columns.y[row]);
    for (size_t i = 0; i < count; i++)
        world->ground[i] = map->legend[map->terrain[i]].speed;
    for (uint32_t row = 0; row < world->row_count; row++) {
        if (world->push_x[row] > 0 && world->columns.max_speed[row] > 0 &&
            eng_ground_at(world, world->columns.x[row], world->columns.y[row]) <= 0)
            rescue(world, row);
        world->push_x[row] = 0;
    }
}

void eng_world_amend_map(eng_world *world, const eng_map *map)
{
    amend_ground(world, map);
    for (uint32_t i = 0; i < map->scalar_count; i++)
        eng_layer_amend(&world->layers[i], &map->scalars[i], ENG_SCALAR_PERIOD * world->tick_s);
}
