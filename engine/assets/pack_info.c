// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack_info.h"
#include "assets/json.h"

#include <stdio.h>
#include <string.h>

static void read_id(eng_json_node *root, eng_pack_info *info)
{
    if (!eng_json_require(root, "id"))
        return;
    eng_json_copy_text(root, "id", "", info->id, sizeof info->id);
    size_t good = strspn(info->id, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    if (good == 0 || info->id[good] != '\0')
        eng_json_fail(root, "id", "'%s' is not a name; use lower-case letters, digits, _ and -",
                      info->id);
}

static void read_authors(eng_json_node *root, eng_pack_info *info)
{
    eng_json_node list;
    if (!eng_json_list(root, "authors", &list))
        return;
    size_t used = 0;
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        const char *author = eng_json_item_text(&list, i);
        if (!author)
            return;
        used += (size_t)snprintf(info->authors + used, sizeof info->authors - used, "%s%s",
                                 i ? ", " : "", author);
        if (used >= sizeof info->authors) {
            eng_json_fail(root, "authors", "too long; use at most %zu bytes in all",
                          sizeof info->authors - 1);
            return;
        }
    }
}

static void read_interpreters(eng_json_node *root, eng_pack_info *info)
{
    info->pooling = ENG_PACK_POOLING_SHARED;
    info->shared_count = 16;
    if (eng_json_is_text(root, "interpreters")) {
        static const char *const names[] = {"team", "entity"};
        uint32_t choice = eng_json_choice(root, "interpreters", names, 2, 0);
        info->pooling = choice == 0 ? ENG_PACK_POOLING_TEAM : ENG_PACK_POOLING_ENTITY;
        return;
    }
    eng_json_node pool;
    if (eng_json_has(root, "interpreters") && !eng_json_is_object(root, "interpreters")) {
        eng_json_fail(root, "interpreters",
                      "expected {\"shared\": N}, \"team\" or \"entity\"; write one of them");
    } else if (eng_json_object(root, "interpreters", &pool)) {
        eng_json_require(&pool, "shared");
        info->shared_count = (uint32_t)eng_json_integer(&pool, "shared", 16, 1, 4096);
        eng_json_close(&pool);
    }
}

// Bounds are wide, but bounds: what a pack asks for must not keep a lockstep run for ever.
static void read_limits(eng_json_node *root, eng_pack_limits *limits)
{
    eng_json_node node;
    limits->strikes = limits->interpreter_strikes = -1;
    if (!eng_json_object(root, "limits", &node))
        return;
    limits->think_ms = eng_json_number(&node, "think_ms", 0, 0.001, 10000);
    limits->think_limit_ms = eng_json_number(&node, "think_limit_ms", 0, 1, 10000);
    limits->interpreter_ms = eng_json_number(&node, "interpreter_ms", 0, 0.001, 10000);
    limits->bucket_ms = eng_json_number(&node, "bucket_ms", 0, 0, 60000);
    limits->strikes = (int32_t)eng_json_integer(&node, "strikes", -1, 0, 1000);
    limits->interpreter_strikes =
        (int32_t)eng_json_integer(&node, "interpreter_strikes", -1, 0, 1000000);
    eng_json_close(&node);
}

static void read_teams(eng_json_node *root, eng_pack_info *info)
{
    static const uint32_t colors[] = {0xd9583b, 0x3b8bd9, 0x58b368, 0xe0b13c};
    eng_json_node list;
    if (!eng_json_list(root, "teams", &list))
        return;
    if (eng_json_count(&list) > ENG_PACK_TEAMS_CAPACITY) {
        eng_json_fail(root, "teams", "%u teams are too many; use at most %d", eng_json_count(&list),
                      ENG_PACK_TEAMS_CAPACITY);
        return;
    }
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        eng_json_node node;
        if (!eng_json_item_object(&list, i, &node))
            continue;
        eng_pack_team *team = &info->teams[info->team_count++];
        char name[16];
        snprintf(name, sizeof name, "team %u", i);
        eng_json_copy_text(&node, "name", name, team->name, sizeof team->name);
        team->color = eng_json_color(&node, "color", colors[i % 4]);
        eng_json_close(&node);
    }
}

static void read_camera(eng_json_node *root, eng_pack_info *info)
{
    eng_json_node camera;
    info->has_camera = eng_json_object(root, "camera", &camera);
    if (!info->has_camera)
        return;
    info->camera_x = eng_json_number(&camera, "x", 0, -1e6, 1e6);
    info->camera_y = eng_json_number(&camera, "y", 0, -1e6, 1e6);
    info->camera_zoom = eng_json_number(&camera, "zoom", 1, 0.01, 100);
    eng_json_close(&camera);
}

bool eng_pack_info_parse(const char *name, const eng_bytes *bytes, eng_pack_info *info,
                         eng_error *error)
{
    static const char *const isolations[] = {"thread", "process"};
    *info = (eng_pack_info){.tick_rate = 20};
    eng_json *file = eng_json_parse(name, (const char *)bytes->data, bytes->byte_count, error);
    if (!file)
        return false;
    eng_json_node root;
    eng_json_root(file, &root);
    read_id(&root, info);
    eng_json_copy_text(&root, "version", "", info->version, sizeof info->version);
    eng_json_copy_text(&root, "title", info->id, info->title, sizeof info->title);
    eng_json_copy_text(&root, "description", "", info->description, sizeof info->description);
    eng_json_copy_text(&root, "license", "", info->license, sizeof info->license);
    read_authors(&root, info);
    info->tick_rate = eng_json_number(&root, "tick_rate", 20, 1, 120);
    read_interpreters(&root, info);
    if (eng_json_has(&root, "isolation"))
        info->isolation = eng_json_choice(&root, "isolation", isolations, 2, 0) == 0
                              ? ENG_PACK_ISOLATION_THREAD
                              : ENG_PACK_ISOLATION_PROCESS;
    read_limits(&root, &info->limits);
    eng_json_copy_text(&root, "map", "", info->map, sizeof info->map);
    read_teams(&root, info);
    read_camera(&root, info);
    eng_json_close(&root);
    bool is_good = eng_json_check(file, error);
    eng_json_unload(file);
    return is_good;
}
