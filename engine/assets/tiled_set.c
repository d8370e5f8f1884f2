// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/image.h"
#include "assets/tiled_parts.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TILES_LIMIT = 1 << 20, STEPS_LIMIT = 1 << 18, SIDE_LIMIT = 65535 };

// Drops "." and what ".." takes back; more ".." than folders are left, and found to be missing.
static void tidy_path(char *path)
{
    char *out = path, *at = path;
    while (*at) {
        size_t bytes = strcspn(at, "/");
        bool is_up = bytes == 2 && memcmp(at, "..", 2) == 0;
        char *last = out;
        while (last > path && last[-1] == '/')
            last--;
        while (last > path && last[-1] != '/')
            last--;
        bool can_go_up = is_up && out > path && strncmp(last, "../", 3) != 0;
        bool has_slash = at[bytes] == '/';
        if (can_go_up) {
            out = last;
        } else if (bytes > 0 && !(bytes == 1 && *at == '.')) {
            memmove(out, at, bytes);
            out += bytes;
            if (has_slash)
                *out++ = '/';
        }
        at += bytes + has_slash;
    }
    *out = '\0';
}

const char *eng_tiled_join(eng_tiled *map, const char *base, const char *name)
{
    const char *slash = strrchr(base, '/');
    size_t base_bytes = slash && name[0] != '/' ? (size_t)(slash + 1 - base) : 0;
    size_t name_bytes = strlen(name);
    char *path = eng_alloc(base_bytes + name_bytes + 1, 1);
    memcpy(path, base, base_bytes);
    memcpy(path + base_bytes, name, name_bytes);
    if (*name)
        tidy_path(path);
    else
        path[0] = '\0';
    *ENG_ARRAY_PUSH(&map->texts) = path;
    return path;
}

// ---------------------------------------------------------------------------------------- tiles

static void read_animation(eng_tiled_reader *reader, eng_json_node *node, eng_tiled_tile *tile)
{
    eng_tiled *map = reader->map;
    eng_json_node list, frame;
    tile->first_step = map->steps.count;
    if (!eng_json_list(node, "animation", &list))
        return;
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        if (!eng_json_item_object(&list, i, &frame))
            continue;
        if (map->steps.count >= STEPS_LIMIT) {
            eng_json_fail(node, "animation", "more than %d steps in all", STEPS_LIMIT);
            return;
        }
        *ENG_ARRAY_PUSH(&map->steps) = (eng_tiled_step){
            .tile = (uint32_t)eng_json_integer(&frame, "tileid", 0, 0, ENG_TILED_ID_MASK),
            .duration_ms = (uint32_t)eng_json_integer(&frame, "duration", 100, 0, 3600000),
        };
        tile->step_count++;
    }
}

static void read_tile(eng_tiled_reader *reader, eng_json_node *node, uint32_t id, const char *base)
{
    eng_tiled *map = reader->map;
    eng_tiled_tile tile = {.id = id};
    const char *type = eng_json_text(node, "class", NULL);
    tile.type = eng_tiled_keep_text(map, type ? type : eng_json_text(node, "type", ""));
    tile.image = eng_tiled_join(map, base, eng_json_text(node, "image", ""));
    tile.image_width = (int)eng_json_integer(node, "imagewidth", 0, 0, SIDE_LIMIT);
    tile.image_height = (int)eng_json_integer(node, "imageheight", 0, 0, SIDE_LIMIT);
    tile.x = (int)eng_json_integer(node, "x", 0, 0, SIDE_LIMIT);
    tile.y = (int)eng_json_integer(node, "y", 0, 0, SIDE_LIMIT);
    tile.width = (int)eng_json_integer(node, "width", tile.image_width, 0, SIDE_LIMIT);
    tile.height = (int)eng_json_integer(node, "height", tile.image_height, 0, SIDE_LIMIT);
    tile.properties = eng_tiled_read_properties(map, node);
    read_animation(reader, node, &tile);
    *ENG_ARRAY_PUSH(&map->tiles) = tile;
}

// Until Tiled 1.2 tiles were members by number, and their properties were beside them.
static void read_numbered_tiles(eng_tiled_reader *reader, eng_json_node *node, const char *base)
{
    eng_tiled *map = reader->map;
    eng_json_node tiles, tile, all;
    eng_json_iterator at = {0}, of_properties = {0};
    const char *key;
    uint32_t first = map->tiles.count;
    if (eng_json_is_object(node, "tiles") && eng_json_object(node, "tiles", &tiles))
        while (map->tiles.count < TILES_LIMIT && eng_json_next_object(&tiles, &at, &key, &tile))
            read_tile(reader, &tile, (uint32_t)strtoul(key, NULL, 10) & ENG_TILED_ID_MASK, base);
    if (!eng_json_is_object(node, "tileproperties") ||
        !eng_json_object(node, "tileproperties", &all))
        return;
    while (map->tiles.count < TILES_LIMIT &&
           eng_json_next_object(&all, &of_properties, &key, &tile)) {
        uint32_t id = (uint32_t)strtoul(key, NULL, 10) & ENG_TILED_ID_MASK, index = first;
        while (index < map->tiles.count && map->tiles.items[index].id != id)
            index++;
        if (index == map->tiles.count)
            *ENG_ARRAY_PUSH(&map->tiles) = (eng_tiled_tile){.id = id, .type = "", .image = ""};
        *ENG_ARRAY_PUSH(&map->trees) = json_incref((json_t *)tile.value);
        map->tiles.items[index].properties = tile.value;
    }
}

static void read_tiles(eng_tiled_reader *reader, eng_json_node *node, eng_tiled_set *set,
                       const char *base)
{
    eng_json_node list, tile;
    set->first_tile = reader->map->tiles.count;
    if (eng_json_is_object(node, "tiles") || eng_json_is_object(node, "tileproperties")) {
        read_numbered_tiles(reader, node, base);
        set->tile_entry_count = reader->map->tiles.count - set->first_tile;
        return;
    }
    if (!eng_json_list(node, "tiles", &list))
        return;
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        if (reader->map->tiles.count >= TILES_LIMIT) {
            eng_json_fail(node, "tiles", "more than %d tiles in all", TILES_LIMIT);
            return;
        }
        if (eng_json_item_object(&list, i, &tile))
            read_tile(reader, &tile,
                      (uint32_t)eng_json_integer(&tile, "id", 0, 0, ENG_TILED_ID_MASK), base);
    }
    set->tile_entry_count = reader->map->tiles.count - set->first_tile;
}

// ----------------------------------------------------------------------------------------- sets

// Old files leave the picture's size, columns and count to be worked out.
static void complete_set(eng_tiled_reader *reader, eng_tiled_set *set)
{
    eng_bytes bytes = {0};
    bool is_sized = set->image_width > 0 && set->image_height > 0;
    bool is_counted = set->columns > 0 && set->tile_count > 0;
    if (!*set->image || is_counted || set->tile_width == 0 || set->tile_height == 0)
        return;
    if (!is_sized &&
        (!reader->read || !reader->read(reader->user, set->image, &bytes, reader->error) ||
         !eng_image_probe(set->image, bytes.data, bytes.byte_count, &set->image_width,
                          &set->image_height, reader->error)))
        reader->has_failed = true;
    eng_bytes_fini(&bytes);
    int width = set->image_width - 2 * set->margin + set->spacing;
    int height = set->image_height - 2 * set->margin + set->spacing;
    if (set->columns == 0 && width > 0)
        set->columns = (uint32_t)(width / (set->tile_width + set->spacing));
    if (set->tile_count == 0 && height > 0)
        set->tile_count = set->columns * (uint32_t)(height / (set->tile_height + set->spacing));
}

// `base` is the file the set is in, relative to the map's folder; "" is the map.
static void read_set(eng_tiled_reader *reader, eng_json_node *node, eng_tiled_set *set,
                     const char *base)
{
    eng_tiled *map = reader->map;
    eng_json_node offset;
    static const char *const sizes[] = {"tile", "grid"};
    static const char *const fills[] = {"stretch", "preserve-aspect-fit"};
    set->name = eng_tiled_keep_text(map, eng_json_text(node, "name", ""));
    set->type_name = eng_tiled_keep_text(map, eng_json_text(node, "class", ""));
    set->object_alignment =
        eng_tiled_keep_text(map, eng_json_text(node, "objectalignment", "unspecified"));
    set->is_grid_sized = eng_json_choice(node, "tilerendersize", sizes, 2, 0) == 1;
    set->keeps_aspect = eng_json_choice(node, "fillmode", fills, 2, 0) == 1;
    set->transparent = eng_tiled_keep_text(map, eng_json_text(node, "transparentcolor", ""));
    set->tile_width = (int)eng_json_integer(node, "tilewidth", 0, 1, SIDE_LIMIT);
    set->tile_height = (int)eng_json_integer(node, "tileheight", 0, 1, SIDE_LIMIT);
    set->tile_count = (uint32_t)eng_json_integer(node, "tilecount", 0, 0, ENG_TILED_ID_MASK);
    set->columns = (uint32_t)eng_json_integer(node, "columns", 0, 0, SIDE_LIMIT);
    set->margin = (int)eng_json_integer(node, "margin", 0, 0, SIDE_LIMIT);
    set->spacing = (int)eng_json_integer(node, "spacing", 0, 0, SIDE_LIMIT);
    set->image = eng_tiled_join(map, base, eng_json_text(node, "image", ""));
    set->image_width = (int)eng_json_integer(node, "imagewidth", 0, 0, SIDE_LIMIT);
    set->image_height = (int)eng_json_integer(node, "imageheight", 0, 0, SIDE_LIMIT);
    set->properties = eng_tiled_read_properties(map, node);
    if (eng_json_object(node, "tileoffset", &offset)) {
        set->offset_x = (int)eng_json_number(&offset, "x", 0, -SIDE_LIMIT, SIDE_LIMIT);
        set->offset_y = (int)eng_json_number(&offset, "y", 0, -SIDE_LIMIT, SIDE_LIMIT);
    }
    complete_set(reader, set);
    read_tiles(reader, node, set, base);
}

static void read_source(eng_tiled_reader *reader, eng_tiled_set *set)
{
    eng_json *file = eng_tiled_open_beside(reader, set->source);
    eng_json_node root;
    eng_error why = {{0}};
    if (!file)
        return;
    eng_json_root(file, &root);
    read_set(reader, &root, set, set->source);
    if (!eng_json_check(file, &why) && !reader->has_failed) {
        eng_error_set(reader->error, "%s", why.text);
        reader->has_failed = true;
    }
    eng_json_unload(file);
}

void eng_tiled_read_lone_set(eng_tiled_reader *reader, eng_json_node *root)
{
    eng_tiled_set set = {.name = "", .image = "", .source = "", .first_id = 1};
    eng_json_require(root, "tilewidth");
    eng_json_require(root, "tileheight");
    read_set(reader, root, &set, "");
    *ENG_ARRAY_PUSH(&reader->map->sets) = set;
}

uint32_t eng_tiled_add_set(eng_tiled_reader *reader, const char *source)
{
    eng_tiled *map = reader->map;
    eng_tiled_set set = {.name = "", .image = "", .source = source, .first_id = 1};
    for (uint32_t i = 0; i < map->sets.count; i++) {
        const eng_tiled_set *other = &map->sets.items[i];
        uint32_t end = other->first_id + other->tile_count;
        for (uint32_t t = 0; t < other->tile_entry_count; t++) {
            uint32_t beyond = other->first_id + map->tiles.items[other->first_tile + t].id + 1;
            end = beyond > end ? beyond : end;
        }
        set.first_id = end > set.first_id ? end : set.first_id;
    }
    read_source(reader, &set);
    *ENG_ARRAY_PUSH(&map->sets) = set;
    return set.first_id;
}

void eng_tiled_read_sets(eng_tiled_reader *reader, eng_json_node *root)
{
    eng_tiled *map = reader->map;
    eng_json_node list, node;
    if (!eng_json_list(root, "tilesets", &list))
        return;
    for (uint32_t i = 0; i < eng_json_count(&list) && !reader->has_failed; i++) {
        if (!eng_json_item_object(&list, i, &node))
            continue;
        eng_tiled_set set = {.name = "", .image = ""};
        set.first_id = (uint32_t)eng_json_integer(&node, "firstgid", 1, 1, ENG_TILED_ID_MASK);
        set.source = eng_tiled_join(map, "", eng_json_text(&node, "source", ""));
        if (*set.source)
            read_source(reader, &set);
        else
            read_set(reader, &node, &set, "");
        *ENG_ARRAY_PUSH(&map->sets) = set;
    }
}

const eng_tiled_set *eng_tiled_find_set(const eng_tiled *map, uint32_t cell, uint32_t *tile)
{
    uint32_t id = cell & ENG_TILED_ID_MASK;
    const eng_tiled_set *found = NULL;
    for (uint32_t i = 0; id > 0 && i < map->sets.count; i++) {
        const eng_tiled_set *set = &map->sets.items[i];
        if (set->first_id <= id && (!found || set->first_id > found->first_id))
            found = set;
    }
    *tile = found ? id - found->first_id : 0;
    return found;
}

const eng_tiled_tile *eng_tiled_find_tile(const eng_tiled *map, const eng_tiled_set *set,
                                          uint32_t tile)
{
    for (uint32_t i = 0; i < set->tile_entry_count; i++)
        if (map->tiles.items[set->first_tile + i].id == tile)
            return &map->tiles.items[set->first_tile + i];
    return NULL;
}
