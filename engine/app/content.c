// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/content_parts.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/animation.h"
#include "app/tiles.h"
#include "assets/pack_source.h"
#include "assets/suggest.h"
#include "base/alloc.h"

#define LARGE 1e6

// A name that refers to another part of the pack: told at its place if there is no such part.
// `rows` begin with their names.
static void check_name(eng_json_node *node, const char *key, const char *name, const char *what,
                       const void *rows, uint32_t count, size_t row_bytes)
{
    _Static_assert(offsetof(eng_script_file, module) == 0 && offsetof(eng_kind, name) == 0 &&
                       offsetof(eng_scalar_def, name) == 0,
                   "rows begin with their names");
    const char **known = eng_alloc(count + 1, sizeof *known);
    bool is_known = name == NULL || name[0] == '\0'; // told already
    for (uint32_t i = 0; i < count; ++i) {
        memcpy(&known[i], (const char *)rows + i * row_bytes, sizeof known[i]);
        is_known = is_known || strcmp(known[i], name) == 0;
    }
    const char *near = is_known ? NULL : eng_suggest(name, known, count);
    if (near != NULL) {
        eng_json_fail(node, key, "there is no %s '%s'; did you mean '%s'?", what, name, near);
    } else if (!is_known) {
        eng_json_fail(node, key, "there is no %s '%s'; add it, or correct the name", what, name);
    }
    eng_free((void *)known);
}

static void check_module(eng_json_node *script, const char *module, const eng_content *content)
{
    if (!content->is_replayed) {
        check_name(script, "module", module, "module in scripts/", content->scripts,
                   content->script_count, sizeof *content->scripts);
    }
}

// --------------------------------------------------------------------------------------- units

static void read_body(eng_json_node *unit, eng_kind *kind)
{
    kind->radius = (float)eng_json_number(unit, "radius", kind->radius, 0, 1000);
    kind->mass = (float)eng_json_number(unit, "mass", kind->mass, 0, LARGE);
    kind->speed = (float)eng_json_number(unit, "speed", kind->speed, 0, 10000);
    kind->turn = (float)eng_json_number(unit, "turn", kind->turn, 0, 1000);
    kind->hp = (float)eng_json_number(unit, "hp", kind->hp, 0.001, LARGE);
    kind->damage = (float)eng_json_number(unit, "damage", kind->damage, 0, LARGE);
    kind->reach = (float)eng_json_number(unit, "reach", kind->reach, 0, 10000);
    kind->cooldown = (float)eng_json_number(unit, "cooldown", kind->cooldown, 0, 3600);
    kind->sight = (float)eng_json_number(unit, "sight", kind->sight, 0, LARGE);
    kind->capacity = (float)eng_json_number(unit, "capacity", kind->capacity, 0, 1e9);
    kind->role = eng_json_text(unit, "role", NULL);
    kind->builds = eng_json_text(unit, "builds", NULL);
    kind->build_cost = (float)eng_json_number(unit, "build_cost", kind->build_cost, 0, 1e9);
    kind->build_time = (float)eng_json_number(unit, "build_time", kind->build_time, 0, 3600);
}

static void read_sounds(eng_json_node *unit, eng_kind *kind)
{
    static const char *const names[ENG_EFFECT_TYPE_COUNT] = {"attack", "hit", "death", "spawn"};
    eng_json_node sounds;
    if (eng_json_object(unit, "sounds", &sounds)) {
        for (uint32_t i = 0; i < ENG_EFFECT_TYPE_COUNT; ++i) {
            kind->sounds[i] = eng_json_text(&sounds, names[i], NULL);
        }
        eng_json_close(&sounds);
    }
}

static void read_looks(eng_json_node *unit, eng_kind *kind)
{
    kind->title = eng_json_text(unit, "title", kind->name);
    kind->sprite = eng_json_text(unit, "sprite", kind->name);
    kind->projectile = eng_json_text(unit, "projectile", NULL);
    eng_animation_read(unit, kind);
    read_sounds(unit, kind);
    kind->sprite_fps = (float)eng_json_number(unit, "sprite_fps", kind->sprite_fps, 0, 240);
    kind->sprite_scale =
        (float)eng_json_number(unit, "sprite_scale", kind->sprite_scale, 0.01, 100);
    kind->is_tinted = eng_json_bool(unit, "tinted", kind->is_tinted);
    // A sprite that is drawn for each side is not turned as well.
    kind->rotates = eng_json_bool(unit, "rotates", kind->rotates && !kind->has_facings);
    kind->layer = (int32_t)eng_json_integer(unit, "layer", kind->layer, -100, 100);
}

static void read_mind(eng_json_node *unit, eng_kind *kind, const eng_content *content)
{
    eng_json_node script;
    kind->think_hz = (float)eng_json_number(unit, "think_hz", kind->think_hz, 0.01, 1000);
    kind->think_ms = (float)eng_json_number(unit, "think_ms", kind->think_ms, 0.001, 10000);
    if (!eng_json_object(unit, "script", &script)) {
        return;
    }
    if (eng_json_require(&script, "module") && eng_json_require(&script, "class")) {
        kind->script_module = eng_json_text(&script, "module", NULL);
        kind->script_class = eng_json_text(&script, "class", NULL);
        check_module(&script, kind->script_module, content);
    }
    eng_json_close(&script);
}

// The kind's name is the file's: "units/ant.json" is "ant".
char *eng_content_kind_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = eng_copy_text(slash != NULL ? slash + 1 : path);
    name[strlen(name) - strlen(".json")] = '\0';
    return name;
}

bool eng_content_read_unit(eng_content *content, const eng_packs *packs, const char *path,
                           eng_error *error)
{
    eng_kind *kind = &content->kinds[content->kind_count];
    eng_json_node unit;
    *kind = eng_kind_default(eng_content_kind_name(path));
    eng_json *file = eng_json_load(packs, path, error);
    content->kind_files[content->kind_count++] = file;
    if (file == NULL) {
        eng_free((void *)kind->name);
        return false;
    }
    eng_json_root(file, &unit);
    read_looks(&unit, kind);
    read_body(&unit, kind);
    read_mind(&unit, kind, content);
    eng_json_close(&unit);
    return eng_json_check(file, error);
}

static bool read_units(eng_content *content, const eng_packs *packs, eng_error *error)
{
    eng_file_list list;
    if (!eng_packs_list(packs, "units", ".json", &list, error)) {
        return false;
    }
    bool is_good = true;
    if (list.count == 0) {
        is_good =
            eng_error_set(error, "%s: no file in units/; a pack needs at least one units/KIND.json",
                          content->info->id);
    }
    content->kinds = eng_alloc(list.count + 1, sizeof *content->kinds);
    content->kind_files = eng_alloc(list.count + 1, sizeof *content->kind_files);
    for (uint32_t i = 0; i < list.count && is_good; ++i) {
        is_good = eng_content_read_unit(content, packs, list.paths[i], error);
    }
    eng_file_list_fini(&list);
    return is_good;
}

// --------------------------------------------------------------------------------------- rules

bool eng_content_read_rules(eng_content *content, const eng_packs *packs, eng_error *error)
{
    eng_json_node root;
    eng_json_node script;
    if (!eng_packs_has_file(packs, "rules.json")) {
        return true;
    }
    eng_json *file = content->rules_file = eng_json_load(packs, "rules.json", error);
    if (file == NULL) {
        return false;
    }
    eng_json_root(file, &root);
    eng_rulebook_read(&content->rules, &root);
    if (content->rules.script_module != NULL && eng_json_object(&root, "script", &script)) {
        check_module(&script, content->rules.script_module, content);
    }
    eng_json_close(&root);
    return eng_json_check(file, error);
}

// ----------------------------------------------------------------------------------------- map

static void read_legend(eng_json_node *terrain, eng_map *map, char *symbols)
{
    eng_json_node legend;
    eng_json_node entry;
    eng_json_iterator iterator = {0};
    const char *key = NULL;
    if (!eng_json_require(terrain, "legend") || !eng_json_object(terrain, "legend", &legend)) {
        return;
    }
    uint32_t count = eng_json_count(&legend);
    if (count > 64) {
        eng_json_fail(terrain, "legend", "%u entries; at most 64 are possible", count);
        return;
    }
    eng_terrain *rows = eng_alloc(count + 1, sizeof *rows);
    while (eng_json_next_object(&legend, &iterator, &key, &entry)) {
        if (strlen(key) != 1) {
            eng_json_fail(&legend, key, "a key of the legend is one ASCII character");
        }
        eng_terrain *row = &rows[map->legend_count];
        row->name = eng_json_text(&entry, "name", key);
        row->sprite = eng_json_text(&entry, "sprite", NULL);
        row->speed = (float)eng_json_number(&entry, "speed", 1, 0, 10);
        eng_json_close(&entry);
        symbols[map->legend_count++] = key[0];
    }
    map->legend = rows;
}

static void read_terrain_rows(eng_json_node *terrain, eng_map *map, const char *symbols)
{
    eng_json_node rows;
    if (!eng_json_require(terrain, "rows") || !eng_json_list(terrain, "rows", &rows)) {
        return;
    }
    uint8_t *cells = eng_alloc((size_t)map->terrain_columns * map->terrain_rows + 1, sizeof *cells);
    map->terrain = cells;
    if (eng_json_count(&rows) != map->terrain_rows) {
        eng_json_fail(terrain, "rows", "%u rows, but the map's size and cell make %u",
                      eng_json_count(&rows), map->terrain_rows);
        return;
    }
    for (uint32_t y = 0; y < map->terrain_rows; ++y) {
        const char *row = eng_json_item_text(&rows, y);
        if (row == NULL) {
            return;
        }
        if (strlen(row) != map->terrain_columns) {
            eng_json_fail(terrain, "rows", "row %u has %zu characters, the map needs %u", y,
                          strlen(row), map->terrain_columns);
            return;
        }
        for (uint32_t x = 0; x < map->terrain_columns; ++x) {
            const char *found = memchr(symbols, row[x], map->legend_count);
            if (found == NULL) {
                eng_json_fail(terrain, "rows", "row %u: '%c' is not in the legend", y, row[x]);
                return;
            }
            cells[y * map->terrain_columns + x] = (uint8_t)(found - symbols);
        }
    }
}

static void read_terrain(eng_json_node *root, eng_map *map)
{
    eng_json_node terrain;
    char symbols[65] = {0};
    if (!eng_json_object(root, "terrain", &terrain)) {
        return;
    }
    map->terrain_cell = (float)eng_json_number(&terrain, "cell", 64, 4, 4096);
    map->terrain_columns = (uint32_t)ceilf(map->width / map->terrain_cell);
    map->terrain_rows = (uint32_t)ceilf(map->height / map->terrain_cell);
    read_legend(&terrain, map, symbols);
    if (map->legend != NULL) {
        read_terrain_rows(&terrain, map, symbols);
    }
    eng_json_close(&terrain);
}

static void read_scalars(eng_json_node *root, eng_map *map)
{
    eng_json_node fields;
    eng_json_node entry;
    eng_json_iterator iterator = {0};
    const char *name = NULL;
    if (!eng_json_object(root, "fields", &fields)) {
        return;
    }
    eng_scalar_def *rows = eng_alloc(eng_json_count(&fields) + 1, sizeof *rows);
    map->scalars = rows;
    while (eng_json_next_object(&fields, &iterator, &name, &entry)) {
        eng_scalar_def *row = &rows[map->scalar_count++];
        row->name = name;
        row->sprite = eng_json_text(&entry, "sprite", NULL);
        row->cell = (float)eng_json_number(&entry, "cell", 16, 2, 1024);
        row->decay = (float)eng_json_number(&entry, "decay", 0, 0, 100);
        row->diffuse = (float)eng_json_number(&entry, "diffuse", 0, 0, 1);
        row->max = (float)eng_json_number(&entry, "max", 1, 0.001, 1e9);
        row->color = eng_json_color(&entry, "color", 0xffffff);
        eng_json_close(&entry);
    }
}

static void read_spots(eng_json_node *root, eng_map *map)
{
    eng_json_node list;
    eng_json_node entry;
    if (!eng_json_list(root, "spots", &list)) {
        return;
    }
    uint32_t count = eng_json_count(&list);
    eng_spot *rows = eng_alloc(count + 1, sizeof *rows);
    map->spots = rows;
    for (uint32_t i = 0; i < count && eng_json_item_object(&list, i, &entry); ++i) {
        eng_json_require(&entry, "field");
        const char *field = eng_json_text(&entry, "field", "");
        check_name(&entry, "field", field, "field of this map", map->scalars, map->scalar_count,
                   sizeof *map->scalars);
        rows[map->spot_count++] = (eng_spot){
            .field = field,
            .x = (float)eng_json_number(&entry, "x", 0, -LARGE, LARGE),
            .y = (float)eng_json_number(&entry, "y", 0, -LARGE, LARGE),
            .radius = (float)eng_json_number(&entry, "radius", 32, 0, LARGE),
            .amount = (float)eng_json_number(&entry, "amount", 1, 0, 1e9),
        };
        eng_json_close(&entry);
    }
}

static void read_groups(eng_json_node *root, eng_map *map, const eng_content *content)
{
    eng_json_node list;
    eng_json_node entry;
    if (!eng_json_require(root, "units") || !eng_json_list(root, "units", &list)) {
        return;
    }
    uint32_t count = eng_json_count(&list);
    eng_group *rows = eng_alloc(count + 1, sizeof *rows);
    map->groups = rows;
    for (uint32_t i = 0; i < count && eng_json_item_object(&list, i, &entry); ++i) {
        eng_json_require(&entry, "kind");
        bool has_heading = eng_json_has(&entry, "heading");
        float heading = (float)eng_json_number(&entry, "heading", 0, -1000, 1000);
        const char *kind = eng_json_text(&entry, "kind", "");
        check_name(&entry, "kind", kind, "kind in units/", content->kinds, content->kind_count,
                   sizeof *content->kinds);
        rows[map->group_count++] = (eng_group){
            .kind = kind,
            .team = (int32_t)eng_json_integer(&entry, "team", 0, 0, ENG_PACK_TEAMS_CAPACITY - 1),
            .count = (uint32_t)eng_json_integer(&entry, "count", 1, 0, 100000),
            .x = (float)eng_json_number(&entry, "x", 0, -LARGE, LARGE),
            .y = (float)eng_json_number(&entry, "y", 0, -LARGE, LARGE),
            .radius = (float)eng_json_number(&entry, "radius", 0, 0, LARGE),
            .heading = has_heading ? heading : NAN,
        };
        eng_json_close(&entry);
    }
}

static void read_decor(eng_json_node *root, eng_map *map)
{
    eng_json_node list;
    eng_json_node entry;
    if (!eng_json_list(root, "decor", &list)) {
        return;
    }
    uint32_t count = eng_json_count(&list);
    eng_decor *rows = eng_alloc(count + 1, sizeof *rows);
    map->decor = rows;
    for (uint32_t i = 0; i < count && eng_json_item_object(&list, i, &entry); ++i) {
        eng_json_require(&entry, "sprite");
        rows[map->decor_count++] = (eng_decor){
            .sprite = eng_json_text(&entry, "sprite", ""),
            .x = (float)eng_json_number(&entry, "x", 0, -LARGE, LARGE),
            .y = (float)eng_json_number(&entry, "y", 0, -LARGE, LARGE),
            .scale = (float)eng_json_number(&entry, "scale", 1, 0.01, 100),
            .angle = (float)eng_json_number(&entry, "angle", 0, -1000, 1000),
        };
        eng_json_close(&entry);
    }
}

// A map of the Tiled editor gives size, terrain and units; fields and the rest come from JSON.
bool eng_content_read_tiles(eng_content *content, const eng_packs *packs, const char *path,
                            eng_error *error)
{
    content->tiles = eng_tiles_load(packs, path, error);
    return content->tiles != NULL && eng_tiles_fill_map(content->tiles, content->kinds,
                                                        content->kind_count, &content->map, error);
}

static void read_size(eng_json_node *root, eng_map *map)
{
    double size[2] = {0, 0};
    eng_json_require(root, "size");
    if (eng_json_numbers(root, "size", size, 2, 64, 65536)) {
        map->width = (float)size[0];
        map->height = (float)size[1];
        read_terrain(root, map);
    }
}

bool eng_content_read_map_file(eng_content *content, const eng_packs *packs, const char *path,
                               eng_error *error)
{
    eng_json_node root;
    eng_json *file = content->map_file = eng_json_load(packs, path, error);
    if (file == NULL) {
        return false;
    }
    eng_json_root(file, &root);
    const char *tiles = eng_json_text(&root, "tiles", NULL);
    read_groups(&root, &content->map, content);
    if (tiles != NULL) {
        char tiles_path[128];
        snprintf(tiles_path, sizeof tiles_path, "maps/%s", tiles);
        if (!eng_content_read_tiles(content, packs, tiles_path, error)) {
            return false;
        }
    } else {
        read_size(&root, &content->map);
    }
    if (content->map.width > 0.0f) {
        read_scalars(&root, &content->map);
        read_spots(&root, &content->map);
        read_decor(&root, &content->map);
        eng_json_close(&root);
    }
    return eng_json_check(file, error);
}

static bool read_map(eng_content *content, const eng_packs *packs, eng_error *error)
{
    char path[128];
    static const char *const endings[] = {"tmj", "tmx"};
    const char *name = content->info->map;
    if (name[0] == '\0') {
        return eng_error_set(error, "%s/pack.json: no \"map\"; name one of the files in maps/",
                             content->info->id);
    }
    for (uint32_t i = 0; i < 2; ++i) {
        char json_path[128];
        snprintf(json_path, sizeof json_path, "maps/%s.json", name);
        snprintf(path, sizeof path, "maps/%s.%s", name, endings[i]);
        if (!eng_packs_has_file(packs, json_path) && eng_packs_has_file(packs, path)) {
            return eng_content_read_tiles(content, packs, path, error);
        }
    }
    snprintf(path, sizeof path, "maps/%s.json", name);
    return eng_content_read_map_file(content, packs, path, error);
}

// ------------------------------------------------------------------------------------- scripts

// "scripts/tactics/flank.py" is the module "tactics.flank".
static char *module_name(const char *path)
{
    char *name = eng_copy_text(path + strlen("scripts/"));
    name[strlen(name) - strlen(".py")] = '\0';
    for (char *c = name; *c != '\0'; ++c) {
        if (*c == '/') {
            *c = '.';
        }
    }
    return name;
}

// Where a pack has a script in the file system; NULL: in a zip. As short as it
// can be from here, so that it can be read and clicked in the terminal.
static char *file_of(const eng_packs *packs, uint32_t pack, const char *path)
{
    if (!eng_pack_source_is_folder(eng_packs_get_source(packs, pack))) {
        return NULL;
    }
    char here[PATH_MAX];
    char file[PATH_MAX];
    const char *folder = eng_packs_get_path(packs, pack);
    size_t folder_bytes = strlen(folder);
    while (folder_bytes > 1 && folder[folder_bytes - 1] == '/') {
        --folder_bytes;
    }
    int length = snprintf(file, sizeof file, "%.*s/%s", (int)folder_bytes, folder, path);
    if (length < 0 || (size_t)length >= sizeof file) {
        return NULL;
    }
    size_t here_bytes = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;
    bool is_below =
        here_bytes > 1 && strncmp(file, here, here_bytes) == 0 && file[here_bytes] == '/';
    return eng_copy_text(is_below ? file + here_bytes + 1 : file);
}

static void add_script(eng_content *content, const eng_script_file *script)
{
    content->scripts =
        eng_resize(content->scripts, content->script_count + 1, sizeof *content->scripts);
    content->scripts[content->script_count++] = *script;
}

// Whether a pack that lies over this one brings scripts, which may want to build on its.
static bool has_code_above(const eng_packs *packs, uint32_t index)
{
    for (uint32_t i = index + 1; i < eng_packs_get_count(packs); ++i) {
        if (eng_pack_source_has_code(eng_packs_get_source(packs, i))) {
            return true;
        }
    }
    return false;
}

// A script of a pack that others with scripts lie over can be imported as packs.ID.MODULE too,
// whether they override it or not: so that they can build on it.
static bool read_below(eng_content *content, const eng_packs *packs, const char *path,
                       eng_error *error)
{
    uint32_t providers[ENG_PACKS_CAPACITY];
    uint32_t count = eng_packs_get_providers(packs, path, providers, ENG_PACKS_CAPACITY);
    for (uint32_t i = 0; i < count; ++i) {
        if (!has_code_above(packs, providers[i])) {
            continue;
        }
        const char *id = eng_packs_get_info(packs, providers[i])->id;
        char name[2 * ENG_PACK_PATH_BYTES];
        char label[ENG_PACK_PATH_BYTES];
        eng_script_file script = {0};
        if (!eng_packs_read_from(packs, providers[i], path, 0, &script.text, error)) {
            return false;
        }
        char *own_name = module_name(path);
        int prefix = snprintf(name, sizeof name, "packs.%s", id);
        for (char *c = name; *c != '\0'; ++c) {
            *c = (char)(*c == '-' ? '_' : *c);
        }
        snprintf(name + prefix, sizeof name - (size_t)prefix, ".%s", own_name);
        snprintf(label, sizeof label, "%s/%s", id, path);
        script.module = eng_copy_text(name);
        script.path = eng_copy_text(label);
        script.file = file_of(packs, providers[i], path);
        eng_free(own_name);
        add_script(content, &script);
    }
    return true;
}

static bool read_folder(eng_content *content, const eng_packs *packs, const char *folder,
                        eng_error *error)
{
    eng_file_list list;
    if (!eng_packs_list(packs, folder, ".py", &list, error)) {
        return false;
    }
    bool is_good = true;
    for (uint32_t i = 0; i < list.count && is_good; ++i) {
        char label[ENG_PACK_PATH_BYTES];
        eng_script_file script = {0};
        is_good = eng_packs_read(packs, list.paths[i], 0, &script.text, error);
        if (is_good) {
            eng_packs_copy_label(packs, list.paths[i], label, sizeof label);
            script.module = module_name(list.paths[i]);
            script.path = eng_copy_text(label);
            uint32_t provider = 0;
            if (eng_packs_get_providers(packs, list.paths[i], &provider, 1) > 0) {
                script.file = file_of(packs, provider, list.paths[i]);
            }
            add_script(content, &script);
            is_good = read_below(content, packs, list.paths[i], error);
        }
    }
    eng_file_list_fini(&list);
    return is_good;
}

bool eng_content_read_all_scripts(eng_content *content, const eng_packs *packs, const char *folder,
                                  int depth, eng_error *error)
{
    eng_file_list folders;
    if (!read_folder(content, packs, folder, error) ||
        !eng_packs_list_folders(packs, folder, &folders, error)) {
        return false;
    }
    bool is_good = true;
    for (uint32_t i = 0; i < folders.count && is_good; ++i) {
        is_good =
            depth < 8
                ? eng_content_read_all_scripts(content, packs, folders.paths[i], depth + 1, error)
                : eng_error_set(error, "%s/%s: folders nested too deep; use at most 8 levels",
                                content->info->id, folders.paths[i]);
    }
    eng_file_list_fini(&folders);
    return is_good;
}

static void free_scripts(eng_content *content)
{
    for (uint32_t i = 0; i < content->script_count; ++i) {
        eng_free(content->scripts[i].module);
        eng_free(content->scripts[i].path);
        eng_free(content->scripts[i].file);
        eng_bytes_fini(&content->scripts[i].text);
    }
    eng_free(content->scripts);
    content->scripts = NULL;
    content->script_count = 0;
}

bool eng_content_read_scripts(eng_content *content, const eng_packs *packs, eng_error *error)
{
    eng_content fresh = {.info = content->info};
    if (!eng_content_read_all_scripts(&fresh, packs, "scripts", 0, error)) {
        free_scripts(&fresh);
        return false;
    }
    free_scripts(content);
    content->scripts = fresh.scripts;
    content->script_count = fresh.script_count;
    return true;
}

void eng_content_lay_script(eng_content *content, const char *path, eng_bytes text)
{
    char full_path[ENG_PACK_PATH_BYTES];
    bool is_full = strncmp(path, "scripts/", strlen("scripts/")) == 0;
    snprintf(full_path, sizeof full_path, "%s%s", is_full ? "" : "scripts/", path);
    char *module = module_name(full_path);
    for (uint32_t i = 0; i < content->script_count; ++i) {
        if (strcmp(content->scripts[i].module, module) == 0) {
            eng_bytes_fini(&content->scripts[i].text);
            content->scripts[i].text = text;
            eng_free(module);
            return;
        }
    }
    char label[ENG_PACK_PATH_BYTES + 80];
    snprintf(label, sizeof label, "%s/%s", content->info->id, full_path);
    add_script(content,
               &(eng_script_file){.module = module, .path = eng_copy_text(label), .text = text});
}

static bool read_plain_file(const char *path, eng_bytes *bytes, eng_error *error)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &about) != 0) {
        eng_error_set(error, "%s: %s", path, strerror(errno));
    } else if (!S_ISREG(about.st_mode) || about.st_size > ENG_PACK_FILE_BYTES_LIMIT) {
        eng_error_set(error, "%s: not a file of at most %d MiB", path,
                      ENG_PACK_FILE_BYTES_LIMIT >> 20);
    } else {
        bytes->data = eng_alloc((size_t)about.st_size + 1, 1);
        bytes->byte_count = fread(bytes->data, 1, (size_t)about.st_size, file);
        fclose(file);
        return true;
    }
    if (file != NULL) {
        fclose(file);
    }
    return false;
}

bool eng_content_put_script(eng_content *content, const char *module, const char *path,
                            eng_error *error)
{
    eng_bytes text = {0};
    if (!read_plain_file(path, &text, error)) {
        return false;
    }
    uint32_t i = 0;
    while (i < content->script_count && strcmp(content->scripts[i].module, module) != 0) {
        ++i;
    }
    if (i == content->script_count) {
        content->scripts = eng_resize(content->scripts, i + 1, sizeof *content->scripts);
        content->scripts[content->script_count++] =
            (eng_script_file){.module = eng_copy_text(module)};
    }
    eng_free(content->scripts[i].path);
    eng_free(content->scripts[i].file);
    eng_bytes_fini(&content->scripts[i].text);
    content->scripts[i].path = eng_copy_text(path);
    content->scripts[i].file = eng_copy_text(path);
    content->scripts[i].text = text;
    return true;
}

// ----------------------------------------------------------------------------------------- all

bool eng_content_read_data(eng_content *content, const eng_packs *packs, eng_error *error)
{
    // In this order, since rules and units name scripts, and maps name units.
    return eng_content_read_rules(content, packs, error) && read_units(content, packs, error) &&
           read_map(content, packs, error);
}

bool eng_content_init(eng_content *content, const eng_packs *packs, eng_error *error)
{
    *content = (eng_content){.info = eng_packs_get_game_info(packs)};
    if (eng_content_read_all_scripts(content, packs, "scripts", 0, error) &&
        eng_content_read_data(content, packs, error)) {
        eng_schema_init(&content->schema, &content->rules.extras);
        return true;
    }
    eng_content_fini(content);
    return false;
}

// A kind without a file has its name from elsewhere: it is a hole, or gone.
static void free_kinds(eng_content *content)
{
    for (uint32_t i = 0; i < content->kind_count; ++i) {
        if (content->kind_files[i] != NULL) {
            eng_free((void *)content->kinds[i].name);
        }
        eng_json_unload(content->kind_files[i]);
    }
    eng_free(content->kinds);
    eng_free(content->kind_files);
}

void eng_content_free_map(eng_content *content)
{
    eng_json_unload(content->map_file);
    eng_free((void *)content->map.terrain);
    eng_free((void *)content->map.legend);
    eng_free((void *)content->map.scalars);
    eng_free((void *)content->map.spots);
    eng_free((void *)content->map.groups);
    eng_free((void *)content->map.decor);
    eng_tiles_unload(content->tiles);
}

void eng_content_fini(eng_content *content)
{
    free_kinds(content);
    eng_content_free_map(content);
    free_scripts(content);
    eng_json_unload(content->rules_file);
    eng_rulebook_fini(&content->rules);
    eng_schema_fini(&content->schema);
    *content = (eng_content){0};
}
