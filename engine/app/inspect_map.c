// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspect_map.h"

#include <jansson.h>
#include <string.h>

#include "assets/tiled.h"
#include "base/alloc.h"

static bool has(const eng_inspect_file *file, const char *text)
{
    return memmem(file->bytes.data, file->bytes.byte_count, text, strlen(text)) != NULL;
}

bool eng_inspect_is_map(const eng_inspect_file *file)
{
    bool is_json = strcmp(file->ending, ".json") == 0 && has(file, "\"tilewidth\"") &&
                   has(file, "\"orientation\"") && has(file, "\"layers\"");
    return is_json || strcmp(file->ending, ".tmj") == 0 || strcmp(file->ending, ".tmx") == 0;
}

bool eng_inspect_is_tileset(const eng_inspect_file *file)
{
    bool is_json = strcmp(file->ending, ".json") == 0 && has(file, "\"tilewidth\"") &&
                   has(file, "\"tilecount\"") && !has(file, "\"layers\"");
    return is_json || strcmp(file->ending, ".tsj") == 0 || strcmp(file->ending, ".tsx") == 0;
}

static bool read_beside(void *user, const char *name, eng_bytes *bytes, eng_error *error)
{
    return eng_inspect_read_beside(user, name, bytes, error);
}

static void put_integer(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void put_number(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, json_real(value));
}

static void put_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, json_string(text));
}

static void put_flag(json_t *object, const char *key, bool value)
{
    json_object_set_new(object, key, json_boolean(value));
}

static void put_properties(json_t *object, const json_t *properties)
{
    json_object_set_new(object, "properties",
                        properties != NULL ? json_deep_copy(properties) : json_object());
}

// --------------------------------------------------------------------------------------- tilesets

static json_t *make_tile(const eng_tiled *map, const eng_tiled_tile *tile)
{
    json_t *object = json_object();
    put_integer(object, "id", tile->id);
    if (*tile->type != '\0') {
        put_text(object, "class", tile->type);
    }
    if (*tile->image != '\0') {
        put_text(object, "image", tile->image);
        put_integer(object, "image_width", tile->image_width);
        put_integer(object, "image_height", tile->image_height);
        put_integer(object, "x", tile->x);
        put_integer(object, "y", tile->y);
        put_integer(object, "width", tile->width);
        put_integer(object, "height", tile->height);
    }
    put_properties(object, tile->properties);
    if (tile->step_count > 0) {
        json_t *steps = json_array();
        for (uint32_t i = 0; i < tile->step_count; ++i) {
            const eng_tiled_step *step = &map->steps.items[tile->first_step + i];
            json_t *entry = json_object();
            put_integer(entry, "tile", step->tile);
            put_integer(entry, "duration_ms", step->duration_ms);
            json_array_append_new(steps, entry);
        }
        json_object_set_new(object, "animation", steps);
    }
    return object;
}

static json_t *make_set(const eng_tiled *map, const eng_tiled_set *set)
{
    json_t *object = json_object();
    put_text(object, "name", set->name);
    put_integer(object, "first_id", set->first_id);
    put_text(object, "source", set->source);
    put_integer(object, "tile_width", set->tile_width);
    put_integer(object, "tile_height", set->tile_height);
    put_integer(object, "tile_count", set->tile_count);
    put_integer(object, "columns", set->columns);
    put_integer(object, "margin", set->margin);
    put_integer(object, "spacing", set->spacing);
    put_integer(object, "offset_x", set->offset_x);
    put_integer(object, "offset_y", set->offset_y);
    put_text(object, "class", set->type_name);
    put_text(object, "object_alignment", set->object_alignment);
    put_text(object, "tile_render_size", set->is_grid_sized ? "grid" : "tile");
    put_text(object, "fill_mode", set->keeps_aspect ? "preserve-aspect-fit" : "stretch");
    put_text(object, "image", set->image);
    put_integer(object, "image_width", set->image_width);
    put_integer(object, "image_height", set->image_height);
    put_properties(object, set->properties);
    json_t *tiles = json_array();
    for (uint32_t i = 0; i < set->tile_entry_count; ++i) {
        json_array_append_new(tiles, make_tile(map, &map->tiles.items[set->first_tile + i]));
    }
    json_object_set_new(object, "tiles", tiles);
    return object;
}

// ----------------------------------------------------------------------------------------- layers

static json_t *make_text_style(const eng_tiled_text *look)
{
    static const char *const across[] = {"left", "center", "right", "justify"};
    static const char *const down[] = {"top", "center", "bottom"};
    json_t *object = json_object();
    put_text(object, "family", look->family);
    put_integer(object, "pixel_size", look->pixel_size);
    put_text(object, "color", look->color);
    put_text(object, "across", across[look->across]);
    put_text(object, "down", down[look->down]);
    put_flag(object, "wrap", look->is_wrapped);
    put_flag(object, "bold", look->is_bold);
    put_flag(object, "italic", look->is_italic);
    put_flag(object, "underline", look->is_underlined);
    put_flag(object, "strikeout", look->is_struck);
    return object;
}

static json_t *make_map_object(const eng_tiled_object *from)
{
    json_t *object = json_object();
    put_integer(object, "id", from->id);
    put_text(object, "name", from->name);
    put_text(object, "class", from->type);
    put_text(object, "shape", eng_tiled_shape_name(from->shape));
    put_number(object, "x", from->x);
    put_number(object, "y", from->y);
    put_number(object, "width", from->width);
    put_number(object, "height", from->height);
    put_number(object, "rotation", from->rotation);
    put_flag(object, "visible", from->is_visible);
    put_number(object, "opacity", from->opacity);
    if (from->shape == ENG_TILED_TILE) {
        put_integer(object, "gid", from->cell);
    }
    if (from->shape == ENG_TILED_TEXT) {
        put_text(object, "text", from->text);
        json_object_set_new(object, "text_style", make_text_style(&from->look));
    }
    if (from->points != NULL) {
        json_object_set_new(object, "points", json_deep_copy(from->points));
    }
    put_properties(object, from->properties);
    return object;
}

// As a file without compression would have them: numbers with their flips, little-endian, by row.
static void put_cells(json_t *object, const eng_tiled_layer *layer)
{
    size_t count = (size_t)layer->columns * (size_t)layer->rows;
    uint8_t *bytes = eng_alloc(count + 1, 4);
    uint64_t filled = 0;
    for (size_t i = 0; i < count; ++i) {
        uint32_t cell = layer->cells[i];
        for (uint32_t b = 0; b < 4; ++b) {
            bytes[i * 4 + b] = (uint8_t)(cell >> 8 * b);
        }
        filled += cell != 0;
    }
    put_integer(object, "x", layer->x);
    put_integer(object, "y", layer->y);
    put_integer(object, "width", layer->columns);
    put_integer(object, "height", layer->rows);
    put_integer(object, "filled", (int64_t)filled);
    eng_inspect_put_sha256(object, "tiles_sha256", bytes, count * 4);
    eng_free(bytes);
}

static json_t *make_layers(const eng_tiled *map, uint32_t parent_plus_1);

static json_t *make_layer(const eng_tiled *map, uint32_t index)
{
    static const char *const types[] = {"tiles", "objects", "image", "group"};
    const eng_tiled_layer *layer = &map->layers.items[index];
    json_t *object = json_object();
    put_integer(object, "id", layer->id);
    put_text(object, "name", layer->name);
    put_text(object, "type", types[layer->type]);
    put_text(object, "class", layer->type_name);
    put_flag(object, "visible", layer->is_visible);
    put_number(object, "opacity", layer->opacity);
    put_number(object, "offset_x", layer->offset_x);
    put_number(object, "offset_y", layer->offset_y);
    put_number(object, "parallax_x", layer->parallax_x);
    put_number(object, "parallax_y", layer->parallax_y);
    put_text(object, "tint", layer->tint);
    put_text(object, "blend", layer->blend);
    put_properties(object, layer->properties);
    if (layer->type == ENG_TILED_LAYER_TILES) {
        put_cells(object, layer);
    } else if (layer->type == ENG_TILED_LAYER_IMAGE) {
        put_text(object, "image", layer->image);
        put_flag(object, "repeat_x", layer->repeats_x);
        put_flag(object, "repeat_y", layer->repeats_y);
    } else if (layer->type == ENG_TILED_LAYER_GROUP) {
        json_object_set_new(object, "layers", make_layers(map, index + 1));
    } else {
        json_t *objects = json_array();
        for (uint32_t i = 0; i < layer->object_count; ++i) {
            json_array_append_new(objects,
                                  make_map_object(&map->objects.items[layer->first_object + i]));
        }
        put_text(object, "draw_order", layer->is_in_file_order ? "index" : "topdown");
        json_object_set_new(object, "objects", objects);
    }
    return object;
}

static json_t *make_layers(const eng_tiled *map, uint32_t parent_plus_1)
{
    json_t *layers = json_array();
    for (uint32_t i = 0; i < map->layers.count; ++i) {
        if (map->layers.items[i].parent_plus_1 == parent_plus_1) {
            json_array_append_new(layers, make_layer(map, i));
        }
    }
    return layers;
}

static json_t *make_map(const eng_tiled *map)
{
    json_t *object = json_object();
    bool is_staggered =
        map->orientation == ENG_TILED_STAGGERED || map->orientation == ENG_TILED_HEXAGONAL;
    put_text(object, "orientation", eng_tiled_orientation_name(map->orientation));
    put_text(object, "render_order", map->render_order);
    put_text(object, "version", map->version);
    put_integer(object, "width", map->columns);
    put_integer(object, "height", map->rows);
    put_integer(object, "tile_width", map->tile_width);
    put_integer(object, "tile_height", map->tile_height);
    put_flag(object, "infinite", map->is_infinite);
    if (is_staggered) {
        put_text(object, "stagger_axis", map->is_stagger_x ? "x" : "y");
        put_text(object, "stagger_index", map->is_stagger_even ? "even" : "odd");
    }
    if (map->orientation == ENG_TILED_HEXAGONAL) {
        put_integer(object, "hex_side_length", map->hex_side);
    }
    if (map->orientation == ENG_TILED_OBLIQUE) {
        put_integer(object, "skew_x", map->skew_x);
        put_integer(object, "skew_y", map->skew_y);
    }
    put_text(object, "class", map->type_name);
    put_number(object, "parallax_origin_x", map->parallax_x);
    put_number(object, "parallax_origin_y", map->parallax_y);
    put_text(object, "background", map->background);
    put_properties(object, map->properties);
    json_t *sets = json_array();
    for (uint32_t i = 0; i < map->sets.count; ++i) {
        json_array_append_new(sets, make_set(map, &map->sets.items[i]));
    }
    json_object_set_new(object, "tilesets", sets);
    json_object_set_new(object, "layers", make_layers(map, 0));
    return object;
}

json_t *eng_inspect_map(const eng_inspect_file *file, eng_error *error)
{
    eng_tiled map;
    if (!eng_tiled_parse(file->path, (const char *)file->bytes.data, file->bytes.byte_count,
                         read_beside, (void *)file, &map, error)) {
        return NULL;
    }
    json_t *object = make_map(&map);
    eng_tiled_fini(&map);
    return object;
}

json_t *eng_inspect_tileset(const eng_inspect_file *file, eng_error *error)
{
    eng_tiled map;
    if (!eng_tiled_parse_set(file->path, (const char *)file->bytes.data, file->bytes.byte_count,
                             read_beside, (void *)file, &map, error)) {
        return NULL;
    }
    json_t *object = make_set(&map, &map.sets.items[0]);
    json_object_del(object, "first_id");
    json_object_del(object, "source");
    eng_tiled_fini(&map);
    return object;
}
