// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack_info.h"
#include "assets/json.h"
#include "assets/semver.h"
#include "assets/suggest.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *help;
} capabilities[] = {
    {"long-thinks", "a script of it may think for longer than a second before it is stopped"},
    {"memory", "the scripts in one interpreter may hold more than 64 MiB"},
};
_Static_assert(sizeof capabilities / sizeof *capabilities == ENG_PACK_CAPABILITY_COUNT,
               "a name for each capability");

enum { LONG_THINK_MS = 1000, LARGE_MEMORY_MB = 64 };

const char *eng_pack_capability_get_name(eng_pack_capability capability)
{
    return capabilities[capability].name;
}

const char *eng_pack_capability_get_help(eng_pack_capability capability)
{
    return capabilities[capability].help;
}

bool eng_pack_info_provides(const eng_pack_info *info, const char *id)
{
    bool is_met = strcmp(info->id, id) == 0;
    for (uint32_t i = 0; !is_met && i < info->provide_count; i++)
        is_met = strcmp(info->provides[i], id) == 0;
    return is_met;
}

static bool is_id(const char *text)
{
    size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return good > 0 && text[good] == '\0' && good < ENG_PACK_ID_BYTES;
}

static void read_id(eng_json_node *node, const char *key, char *out)
{
    if (!eng_json_require(node, key))
        return;
    eng_json_copy_text(node, key, "", out, ENG_PACK_ID_BYTES);
    if (!is_id(out))
        eng_json_fail(node, key, "'%s' is not a name; use lower-case letters, digits, _ and -",
                      out);
}

static void read_version(eng_json_node *root, eng_pack_info *info)
{
    eng_json_copy_text(root, "version", "0.0.0", info->version, sizeof info->version);
    if (!eng_semver_is_valid(info->version))
        eng_json_fail(root, "version", "'%s' is not MAJOR.MINOR.PATCH; write it as in 1.0.2",
                      info->version);
}

static void read_api(eng_json_node *root, eng_pack_info *info)
{
    eng_json_node api;
    info->api_min = info->api_max = ENG_PACK_API;
    if (!eng_json_object(root, "api", &api))
        return;
    info->api_min = (uint32_t)eng_json_integer(&api, "min", ENG_PACK_API, 1, 1000000);
    info->api_max = (uint32_t)eng_json_integer(
        &api, "max", info->api_min > ENG_PACK_API ? info->api_min : ENG_PACK_API, 1, 1000000);
    if (info->api_min > info->api_max)
        eng_json_fail(&api, "min", "%u is above max, %u; exchange them", info->api_min,
                      info->api_max);
    else if (info->api_min > ENG_PACK_API)
        eng_json_fail(&api, "min", "it needs API %u, this is %d; play it with a later myrmidon",
                      info->api_min, ENG_PACK_API);
    else if (info->api_max < ENG_PACK_API)
        eng_json_fail(&api, "max",
                      "it knows API %u at most, this is %d; ask its authors for a "
                      "later version",
                      info->api_max, ENG_PACK_API);
    eng_json_close(&api);
}

static void read_depends(eng_json_node *root, eng_pack_info *info)
{
    eng_json_node list, node;
    if (!eng_json_list(root, "depends", &list))
        return;
    if (eng_json_count(&list) > ENG_PACK_DEPENDS_CAPACITY) {
        eng_json_fail(root, "depends", "%u are too many; use at most %d", eng_json_count(&list),
                      ENG_PACK_DEPENDS_CAPACITY);
        return;
    }
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        if (!eng_json_item_object(&list, i, &node))
            continue;
        eng_pack_dependency *to = &info->depends[info->depend_count++];
        read_id(&node, "id", to->id);
        eng_json_copy_text(&node, "version", "*", to->version, sizeof to->version);
        if (!eng_semver_range_is_valid(to->version))
            eng_json_fail(&node, "version",
                          "'%s' is no range; write it as in \"^1.2\" or "
                          "\">=1.2 <3\"",
                          to->version);
        to->is_optional = eng_json_bool(&node, "optional", false);
        to->is_conflict = eng_json_bool(&node, "conflicts", false);
        if (to->is_optional && to->is_conflict)
            eng_json_fail(&node, "conflicts", "cannot be optional as well; leave one out");
        eng_json_close(&node);
    }
}

static void read_ids(eng_json_node *root, const char *key, char (*out)[ENG_PACK_ID_BYTES],
                     uint32_t *count)
{
    eng_json_node list;
    if (!eng_json_list(root, key, &list))
        return;
    if (eng_json_count(&list) > ENG_PACK_IDS_CAPACITY) {
        eng_json_fail(root, key, "%u are too many; use at most %d", eng_json_count(&list),
                      ENG_PACK_IDS_CAPACITY);
        return;
    }
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        const char *id = eng_json_item_text(&list, i);
        if (id && is_id(id))
            snprintf(out[(*count)++], ENG_PACK_ID_BYTES, "%s", id);
        else if (id)
            eng_json_fail(root, key, "'%.64s' is not the id of a pack", id);
    }
}

static void read_capabilities(eng_json_node *root, eng_pack_info *info)
{
    eng_json_node list;
    const char *known[ENG_PACK_CAPABILITY_COUNT];
    for (uint32_t i = 0; i < ENG_PACK_CAPABILITY_COUNT; i++)
        known[i] = capabilities[i].name;
    if (!eng_json_list(root, "capabilities", &list))
        return;
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        const char *name = eng_json_item_text(&list, i);
        uint32_t choice = 0;
        while (name && choice < ENG_PACK_CAPABILITY_COUNT && strcmp(known[choice], name) != 0)
            choice++;
        if (name && choice == ENG_PACK_CAPABILITY_COUNT) {
            const char *near = eng_suggest(name, known, ENG_PACK_CAPABILITY_COUNT);
            eng_json_fail(root, "capabilities", "there is no capability '%.64s'%s%s%s", name,
                          near ? "; did you mean '" : "; docs/packs.md lists them",
                          near ? near : "", near ? "'?" : "");
        } else if (name) {
            info->capabilities |= 1u << choice;
        }
    }
}

// What is asked for must have been said, so that the player has seen it.
static void check_capabilities(eng_json_node *root, const eng_pack_info *info)
{
    if (info->limits.think_limit_ms > LONG_THINK_MS &&
        !(info->capabilities & 1u << ENG_PACK_CAPABILITY_LONG_THINKS))
        eng_json_fail(root, "limits",
                      "think_limit_ms above %d needs \"long-thinks\" among the "
                      "capabilities",
                      LONG_THINK_MS);
    if (info->limits.memory_mb > LARGE_MEMORY_MB &&
        !(info->capabilities & 1u << ENG_PACK_CAPABILITY_MEMORY))
        eng_json_fail(root, "limits", "memory_mb above %d needs \"memory\" among the capabilities",
                      LARGE_MEMORY_MB);
}

// "entry" names the map by its path; "map" by its name.
static void read_map_name(eng_json_node *root, eng_pack_info *info)
{
    char entry[sizeof info->map + 16];
    eng_json_copy_text(root, "music", "", info->music, sizeof info->music);
    eng_json_copy_text(root, "map", "", info->map, sizeof info->map);
    eng_json_copy_text(root, "entry", "", entry, sizeof entry);
    size_t bytes = strlen(entry), prefix = strlen("maps/");
    const char *ending = strrchr(entry, '.');
    if (bytes == 0)
        return;
    bool is_map = ending && (strcmp(ending, ".json") == 0 || strcmp(ending, ".tmj") == 0 ||
                             strcmp(ending, ".tmx") == 0);
    if (!is_map || strncmp(entry, "maps/", prefix) != 0 || ending <= entry + prefix) {
        eng_json_fail(root, "entry", "'%s' is no map; write it as in \"maps/field.json\"", entry);
        return;
    }
    if (info->map[0])
        eng_json_fail(root, "map", "the entry names a map already; leave one out");
    snprintf(info->map, sizeof info->map, "%.*s", (int)(ending - entry) - (int)prefix,
             entry + prefix);
}

// What would move the cursor of a terminal, or turn the direction of what follows: none of it is
// text, and players are shown these.
static bool has_control(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        bool is_c1 = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
        bool is_bidi = c[0] == 0xe2 && ((c[1] == 0x80 && c[2] >= 0xaa && c[2] <= 0xae) ||
                                        (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
        if (*c < 0x20 || *c == 0x7f || is_c1 || is_bidi)
            return true;
    }
    return false;
}

static void read_shown(eng_json_node *root, const char *key, const char *fallback, char *out,
                       size_t out_bytes)
{
    eng_json_copy_text(root, key, fallback, out, out_bytes);
    if (has_control(out))
        eng_json_fail(root, key, "has control characters; write it as one line of plain text");
}

static void read_authors(eng_json_node *root, eng_pack_info *info)
{
    eng_json_node list;
    if (!eng_json_list(root, "authors", &list))
        return;
    size_t used = 0;
    if (eng_json_count(&list) > ENG_PACK_AUTHORS_CAPACITY) {
        eng_json_fail(root, "authors", "%u are too many; use at most %d", eng_json_count(&list),
                      ENG_PACK_AUTHORS_CAPACITY);
        return;
    }
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        const char *author = eng_json_item_text(&list, i);
        if (!author)
            return;
        info->author_starts[info->author_count++] = (uint16_t)(used + (i ? 2 : 0));
        used += (size_t)snprintf(info->authors + used, sizeof info->authors - used, "%s%s",
                                 i ? ", " : "", author);
        if (used >= sizeof info->authors) {
            eng_json_fail(root, "authors", "too long; use at most %zu bytes in all",
                          sizeof info->authors - 1);
            return;
        }
    }
    if (has_control(info->authors))
        eng_json_fail(root, "authors", "has control characters; write plain text");
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

// A pack may ask for more walls, never for fewer.
static void read_isolation(eng_json_node *root, eng_pack_info *info)
{
    const char *text = eng_json_text(root, "isolation", NULL);
    if (text && strcmp(text, "process") == 0)
        info->isolation = ENG_PACK_ISOLATION_PROCESS;
    else if (text)
        eng_json_fail(root, "isolation",
                      "a pack may ask for \"process\" alone, since threads are "
                      "the player's to grant; leave it out");
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
    limits->memory_mb = (uint32_t)eng_json_integer(&node, "memory_mb", 0, 4, 1024);
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
    *info = (eng_pack_info){.tick_rate = 20};
    eng_json *file = eng_json_parse(name, (const char *)bytes->data, bytes->byte_count, error);
    if (!file)
        return false;
    eng_json_node root;
    eng_json_root(file, &root);
    read_id(&root, "id", info->id);
    read_version(&root, info);
    read_shown(&root, "title", info->id, info->title, sizeof info->title);
    read_shown(&root, "description", "", info->description, sizeof info->description);
    read_shown(&root, eng_json_has(&root, "license") ? "license" : "licence", "", info->licence,
               sizeof info->licence);
    read_authors(&root, info);
    read_api(&root, info);
    read_depends(&root, info);
    read_ids(&root, "load_after", info->load_after, &info->load_after_count);
    read_ids(&root, "provides", info->provides, &info->provide_count);
    read_capabilities(&root, info);
    info->tick_rate = eng_json_number(&root, "tick_rate", 20, 1, 120);
    read_interpreters(&root, info);
    read_isolation(&root, info);
    read_limits(&root, &info->limits);
    check_capabilities(&root, info);
    read_map_name(&root, info);
    read_teams(&root, info);
    read_camera(&root, info);
    eng_json_close(&root);
    bool is_good = eng_json_check(file, error);
    eng_json_unload(file);
    return is_good;
}
