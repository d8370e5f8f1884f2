// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <math.h>

#include "base/trig.h"
#include "state.h"

#define PLACE_TRIES 32
#define GROUP_COUNT_MAX 1000000u

void eng_world_find_place(eng_world *world, float *x, float *y, float radius)
{
    for (int i = 0; i < PLACE_TRIES; i++) {
        // The root spreads them evenly over the disk instead of crowding the middle.
        double angle = ENG_TAU * (double)eng_random_float(&world->random);
        float away = radius * sqrtf(eng_random_float(&world->random));
        float try_x = eng_clamp(*x + away * (float)eng_cos(angle), 0, world->width);
        float try_y = eng_clamp(*y + away * (float)eng_sin(angle), 0, world->height);
        if (eng_ground_at(world, try_x, try_y) > 0) {
            *x = try_x;
            *y = try_y;
            return;
        }
    }
}

static bool check_group(const eng_world *world, const eng_group *group, uint32_t index,
                        eng_error *error)
{
    if (group->kind == NULL || eng_world_find_kind(world, group->kind) < 0)
        return eng_error_set(error, "map: units %u: there is no kind '%s'", index,
                             group->kind != NULL ? group->kind : "");
    if (group->team < 0 || group->team >= ENG_MAX_TEAMS)
        return eng_error_set(error, "map: units %u: team is %d: give 0 to %d", index, group->team,
                             ENG_MAX_TEAMS - 1);
    if (!(group->x >= 0 && group->x <= world->width && group->y >= 0 && group->y <= world->height &&
          group->radius >= 0 && group->radius <= 65536))
        return eng_error_set(error,
                             "map: units %u: x %g, y %g, radius %g: give a place on the map of "
                             "%g x %g px",
                             index, group->x, group->y, group->radius, world->width, world->height);
    if (group->count > GROUP_COUNT_MAX)
        return eng_error_set(error, "map: units %u: count is %u: give at most %u", index,
                             group->count, GROUP_COUNT_MAX);
    if (isinf(group->heading))
        return eng_error_set(error, "map: units %u: heading is not a number", index);
    return true;
}

static bool place_group(eng_world *world, const eng_group *group, uint64_t count, uint32_t index,
                        eng_error *error)
{
    uint32_t kind = (uint32_t)eng_world_find_kind(world, group->kind);
    for (uint64_t i = 0; i < count; i++) {
        float x = group->x, y = group->y, heading = group->heading;
        eng_world_find_place(world, &x, &y, group->radius);
        if (isnan(heading))
            heading = (float)(ENG_TAU * (double)eng_random_float(&world->random) - ENG_PI);
        if (eng_world_spawn(world, kind, group->team, x, y, heading) == ENG_ENTITY_NONE)
            return eng_error_set(error,
                                 "map: units %u: only %llu of %llu '%s' fit: entity_capacity is %u",
                                 index, (unsigned long long)i, (unsigned long long)count,
                                 group->kind, world->entity_capacity);
    }
    return true;
}

// How --units shares out: one to each group that has any, the rest by the groups' counts. A game of
// forty still needs the one captain whom the others follow.
typedef struct eng_shares {
    uint64_t each;   // what every group gets beforehand: 1, or 0 when there are more groups
    uint64_t rest;   // what is left for all
    uint64_t weight; // of all groups together
    uint64_t before; // weight of the groups so far
} eng_shares;

static bool is_scaled(const eng_world *world, const eng_group *group)
{
    return group->count > 0 && world->kinds[eng_world_find_kind(world, group->kind)].is_scripted;
}

static eng_shares share_out(const eng_world *world, const eng_map *map, uint32_t unit_total)
{
    uint64_t group_count = 0, scripted = 0;
    for (uint32_t i = 0; i < map->group_count; i++) {
        if (is_scaled(world, &map->groups[i])) {
            scripted += map->groups[i].count;
            ++group_count;
        }
    }
    if (unit_total < group_count || scripted == group_count)
        return (eng_shares){.rest = unit_total, .weight = scripted};
    return (eng_shares){
        .each = 1, .rest = unit_total - group_count, .weight = scripted - group_count};
}

// Scaling the running sum instead of each count makes the parts add up whatever the rounding.
static uint64_t take_share(eng_shares *shares, const eng_group *group)
{
    uint64_t after = shares->before + group->count - shares->each;
    uint64_t count = shares->each + after * shares->rest / shares->weight -
                     shares->before * shares->rest / shares->weight;
    shares->before = after;
    return count;
}

bool eng_world_populate(eng_world *world, const eng_map *map, uint32_t unit_total, eng_error *error)
{
    for (uint32_t i = 0; i < map->group_count; i++) {
        if (!check_group(world, &map->groups[i], i, error))
            return false;
    }
    eng_shares shares = share_out(world, map, unit_total);
    // Where rules make the units, there is nothing to scale.
    if (unit_total > 0 && shares.weight == 0 && !world->schema->has_referee)
        return eng_error_set(error, "map: no scripted units to scale to %u", unit_total);
    for (uint32_t i = 0; i < map->group_count; i++) {
        const eng_group *group = &map->groups[i];
        bool is_shared = unit_total > 0 && is_scaled(world, group);
        uint64_t count = is_shared ? take_share(&shares, group) : group->count;
        if (!place_group(world, group, count, i, error))
            return false;
    }
    return true;
}
