// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Kinds and map that were saved while the game runs: read anew, beside those that are there, then
// in their place. The texts of the old ones go with them, so that nothing of a hundred saves stays.

#include "app/content.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "app/tiles.h"
#include "base/alloc.h"

// Puts the fresh kinds at the numbers that they have, or will have, in the world. One whose file is
// gone stays as it was, with what it borrows.
static void number_kinds(const eng_content *content, const eng_world *world, eng_content *fresh)
{
    uint32_t next = eng_world_name_count(world);
    uint32_t capacity = next + fresh->kind_count;
    uint32_t count = content->kind_count;
    eng_kind *kinds = eng_alloc(capacity + 1, sizeof *kinds);
    eng_json **files = eng_alloc(capacity + 1, sizeof *files);
    for (uint32_t i = 0; i < capacity; ++i) {
        kinds[i] = i < count ? content->kinds[i] : eng_kind_default("");
    }
    for (uint32_t i = 0; i < fresh->kind_count; ++i) {
        int32_t known = eng_world_find_name(world, fresh->kinds[i].name);
        uint32_t number = known >= 0 ? (uint32_t)known : next++;
        kinds[number] = fresh->kinds[i];
        files[number] = fresh->kind_files[i];
        count = number >= count ? number + 1 : count;
    }
    eng_free(fresh->kinds);
    eng_free(fresh->kind_files);
    fresh->kinds = kinds;
    fresh->kind_files = files;
    fresh->kind_count = count;
}

bool eng_content_read_again(const eng_content *content, const eng_packs *packs,
                            const eng_world *world, eng_content *fresh, eng_error *error)
{
    *fresh = (eng_content){
        .info = content->info,
        .scripts = content->scripts,
        .script_count = content->script_count,
        .is_replayed = content->is_replayed,
    };
    bool is_good = eng_content_read_data(fresh, packs, error);
    fresh->scripts = NULL;
    fresh->script_count = 0;
    if (is_good) {
        number_kinds(content, world, fresh);
    } else {
        eng_content_fini(fresh);
    }
    return is_good;
}

static bool is_same_json(const eng_json *a, const eng_json *b)
{
    return (a == NULL) == (b == NULL) &&
           (a == NULL || json_equal(eng_json_get_value(a), eng_json_get_value(b)));
}

static bool is_same_start(const eng_map *a, const eng_map *b)
{
    bool is_same = a->group_count == b->group_count && a->spot_count == b->spot_count;
    for (uint32_t i = 0; is_same && i < a->group_count; ++i) {
        const eng_group *x = &a->groups[i];
        const eng_group *y = &b->groups[i];
        bool is_heading = x->heading == y->heading || (isnan(x->heading) && isnan(y->heading));
        is_same = strcmp(x->kind, y->kind) == 0 && x->team == y->team && x->count == y->count &&
                  x->x == y->x && x->y == y->y && x->radius == y->radius && is_heading;
    }
    for (uint32_t i = 0; is_same && i < a->spot_count; ++i) {
        const eng_spot *x = &a->spots[i];
        const eng_spot *y = &b->spots[i];
        is_same = strcmp(x->field, y->field) == 0 && x->x == y->x && x->y == y->y &&
                  x->radius == y->radius && x->amount == y->amount;
    }
    return is_same;
}

bool eng_content_has_same_map(const eng_content *content, const eng_content *fresh)
{
    // Which objects are units depends on the kinds.
    return content->kind_count == fresh->kind_count &&
           is_same_json(content->map_file, fresh->map_file) &&
           eng_tiles_get_print(content->tiles) == eng_tiles_get_print(fresh->tiles);
}

const char *eng_content_get_late(const eng_content *content, const eng_content *fresh)
{
    if (!is_same_json(content->rules_file, fresh->rules_file)) {
        return "the rules";
    }
    return is_same_start(&content->map, &fresh->map)
               ? NULL
               : "the units and fields that the map begins with";
}

static void take_kinds(eng_content *content, eng_content *fresh)
{
    const eng_content old = *content;
    for (uint32_t i = 0; i < content->kind_count; ++i) {
        if (fresh->kind_files[i] == NULL) { // it is gone, or a hole
            fresh->kind_files[i] = content->kind_files[i];
            content->kind_files[i] = NULL;
        }
    }
    content->kinds = fresh->kinds;
    content->kind_files = fresh->kind_files;
    content->kind_count = fresh->kind_count;
    fresh->kinds = old.kinds;
    fresh->kind_files = old.kind_files;
    fresh->kind_count = old.kind_count;
}

static void take_map(eng_content *content, eng_content *fresh)
{
    const eng_content old = *content;
    content->map = fresh->map;
    content->tiles = fresh->tiles;
    content->map_file = fresh->map_file;
    ++content->map_serial;
    fresh->map = old.map;
    fresh->tiles = old.tiles;
    fresh->map_file = old.map_file;
}

// Groups may have borrowed the names of their kinds, old or new.
static void name_groups(eng_content *content)
{
    for (uint32_t i = 0; i < content->map.group_count; ++i) {
        eng_group *group = (eng_group *)&content->map.groups[i];
        for (uint32_t k = 0; k < content->kind_count; ++k) {
            if (strcmp(content->kinds[k].name, group->kind) == 0) {
                group->kind = content->kinds[k].name;
                break;
            }
        }
    }
}

void eng_content_take(eng_content *content, eng_content *fresh, bool has_map)
{
    take_kinds(content, fresh);
    if (has_map) {
        take_map(content, fresh);
    }
    name_groups(content);
    ++content->serial;
    eng_content_fini(fresh);
}
