// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/edits.h"

#include <stdio.h>
#include <string.h>

#include "assets/pack_source.h"
#include "base/alloc.h"

static bool is_same_ground(const eng_map *a, const eng_map *b)
{
    size_t cells = (size_t)a->terrain_columns * a->terrain_rows;
    bool is_same = a->legend_count == b->legend_count;
    for (uint32_t i = 0; is_same && i < a->legend_count; ++i) {
        is_same = a->legend[i].speed == b->legend[i].speed &&
                  strcmp(a->legend[i].name, b->legend[i].name) == 0;
    }
    return is_same && (cells == 0 || memcmp(a->terrain, b->terrain, cells) == 0);
}

static void note_late(const eng_content *content, const eng_content *fresh, const char *map_why,
                      eng_edits_news *news)
{
    const char *late = eng_content_get_late(content, fresh);
    if (map_why[0] != '\0') {
        snprintf(news->late, sizeof news->late, "%s", map_why);
    } else if (late != NULL) {
        snprintf(news->late, sizeof news->late, "%s", late);
    }
}

bool eng_edits_take(eng_content *content, const eng_packs *packs, eng_world *world,
                    eng_edits_news *news, eng_error *error)
{
    eng_content fresh;
    eng_error map_why = {0};
    *news = (eng_edits_news){0};
    if (!eng_content_read_again(content, packs, world, &fresh, error)) {
        return false;
    }
    bool has_map = eng_world_can_amend_map(world, &fresh.map, &map_why);
    if (!eng_world_amend_kinds(world, fresh.kinds, fresh.kind_count, error)) {
        eng_content_fini(&fresh);
        return false;
    }
    note_late(content, &fresh, map_why.text, news);
    has_map = has_map && !eng_content_has_same_map(content, &fresh);
    if (has_map) {
        news->is_ground_changed = !is_same_ground(&content->map, &fresh.map);
        eng_world_amend_map(world, &fresh.map);
    }
    eng_content_take(content, &fresh, has_map);
    return true;
}

bool eng_edits_check(eng_packs *packs, eng_error *error)
{
    eng_content content;
    bool is_good = eng_packs_refresh(packs, error);
    eng_pack_info *info = eng_alloc(1, sizeof *info);
    for (uint32_t i = 0; i < eng_packs_get_count(packs) && is_good; ++i) {
        is_good = eng_pack_source_read_info(eng_packs_get_source(packs, i), info, error);
    }
    eng_free(info);
    if (!is_good || !eng_content_init(&content, packs, error)) {
        return false;
    }
    eng_content_fini(&content);
    return true;
}
