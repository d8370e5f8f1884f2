// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/tiled_parts.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LAYERS_LIMIT = 4096, OBJECTS_LIMIT = 1 << 20, VALUE_DEPTH_LIMIT = 16 };
#define CELLS_LIMIT ((size_t)1 << 26) // of all layers: 256 MiB
#define FAR 1e9                       // px; further out lies nothing

// ---------------------------------------------------------------------------------------- texts

const char *eng_tiled_keep_text(eng_tiled *map, const char *text)
{
    char *copy = eng_copy_text(text);
    *ENG_ARRAY_PUSH(&map->texts) = copy;
    return copy;
}

static json_t *make_properties(const json_t *list, int depth);

// The value of a property: a class has members, which XML gives as a list and JSON as an object; a
// list has values with types of their own.
static json_t *make_value(const json_t *property, int depth)
{
    json_t *value = json_object_get(property, "value");
    const char *type = json_string_value(json_object_get(property, "type"));
    bool is_list = type && strcmp(type, "list") == 0;
    if (depth >= VALUE_DEPTH_LIMIT)
        return json_null();
    bool is_class = type && strcmp(type, "class") == 0;
    if (is_class && !json_is_object(value) && !json_is_array(value))
        return json_object();
    if (is_list && !json_is_array(value))
        return json_array();
    if (!json_is_array(value))
        return value ? json_incref(value) : json_null();
    if (!is_list)
        return make_properties(value, depth + 1);
    json_t *out = json_array();
    size_t index;
    json_t *item;
    json_array_foreach(value, index, item)
    {
        json_array_append_new(out, make_value(item, depth + 1));
    }
    return out;
}

// Name to value.
static json_t *make_properties(const json_t *list, int depth)
{
    json_t *out = json_object();
    size_t index;
    json_t *property;
    json_array_foreach((json_t *)list, index, property)
    {
        const char *name = json_string_value(json_object_get(property, "name"));
        if (name)
            json_object_set_new(out, name, make_value(property, depth));
    }
    return out;
}

const json_t *eng_tiled_read_properties(eng_tiled *map, eng_json_node *node)
{
    eng_json_node list;
    // Until Tiled 1.2 they were an object.
    json_t *properties = json_object_get(node->value, "properties");
    if (json_is_object(properties)) {
        properties = json_incref(properties);
    } else if (eng_json_list(node, "properties", &list)) {
        properties = make_properties(list.value, 0);
    } else {
        return NULL;
    }
    *ENG_ARRAY_PUSH(&map->trees) = properties;
    return properties;
}

// ---------------------------------------------------------------------------------------- files

static bool is_xml(const char *text, size_t bytes)
{
    size_t at = bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < bytes &&
           (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
        at++;
    return at < bytes && text[at] == '<';
}

eng_json *eng_tiled_open(const char *name, const char *text, size_t text_bytes, eng_error *error)
{
    if (text_bytes == 0) {
        eng_error_set(error, "%s: the file is empty; save it again with Tiled", name);
        return NULL;
    }
    if (!is_xml(text, text_bytes))
        return eng_json_parse(name, text, text_bytes, error);
    json_t *root = eng_tmx_parse(name, text, text_bytes, error);
    return root ? eng_json_wrap(name, root) : NULL;
}

eng_json *eng_tiled_open_beside(eng_tiled_reader *reader, const char *name)
{
    eng_bytes bytes = {0};
    eng_json *file = NULL;
    if (!reader->read) {
        eng_error_set(reader->error, "%s: cannot be read from here; embed it into the map", name);
    } else if (reader->read(reader->user, name, &bytes, reader->error)) {
        file = eng_tiled_open(name, (const char *)bytes.data, bytes.byte_count, reader->error);
        eng_bytes_fini(&bytes);
    }
    reader->has_failed |= !file;
    return file;
}

// --------------------------------------------------------------------------------------- objects

// The tileset that a template brings. One that the map does not have joins the map's, after the
// last.
static uint32_t place_template_set(eng_tiled_reader *reader, const char *source)
{
    eng_tiled *map = reader->map;
    for (uint32_t i = 0; i < map->sets.count; i++)
        if (strcmp(map->sets.items[i].source, source) == 0)
            return map->sets.items[i].first_id;
    return eng_tiled_add_set(reader, source);
}

// Properties by name: those of the template, and over them those of the object.
static void join_properties(json_t *filled, const json_t *own)
{
    json_t *below = json_object_get(filled, "properties"),
           *above = json_object_get(own, "properties");
    if (!json_is_array(below) || !json_is_array(above))
        return;
    json_t *joined = json_copy(below);
    json_array_extend(joined, above);
    json_object_set_new(filled, "properties", joined);
}

// What an object does not say itself, its template says.
static json_t *fill_from_template(eng_tiled_reader *reader, eng_json_node *node)
{
    const char *name = eng_json_text(node, "template", NULL);
    eng_json *file =
        name ? eng_tiled_open_beside(reader, eng_tiled_join(reader->map, "", name)) : NULL;
    eng_json_node root, object, set;
    if (!file)
        return NULL;
    eng_json_root(file, &root);
    json_t *filled = json_object();
    if (eng_json_object(&root, "object", &object))
        json_object_update(filled, (json_t *)object.value);
    // Its tile is numbered from the template's own tileset.
    json_t *id = json_object_get(filled, "gid");
    if (id && eng_json_object(&root, "tileset", &set)) {
        const char *source = eng_tiled_join(reader->map, name, eng_json_text(&set, "source", ""));
        json_int_t first = eng_json_integer(&set, "firstgid", 1, 1, ENG_TILED_ID_MASK);
        json_int_t cell = json_integer_value(id);
        if (*source)
            cell = cell - first + place_template_set(reader, source);
        json_object_set_new(filled, "gid", json_integer(cell));
    }
    json_t *joined = json_copy(filled);
    join_properties(joined, node->value);
    json_t *properties = json_incref(json_object_get(joined, "properties"));
    json_object_update(filled, (json_t *)node->value);
    if (properties)
        json_object_set(filled, "properties", properties);
    json_decref(properties);
    json_decref(joined);
    eng_json_unload(file);
    *ENG_ARRAY_PUSH(&reader->map->trees) = filled;
    return filled;
}

static eng_tiled_shape find_shape(eng_json_node *node)
{
    return eng_json_has(node, "gid")           ? ENG_TILED_TILE
           : eng_json_has(node, "text")        ? ENG_TILED_TEXT
           : eng_json_has(node, "polygon")     ? ENG_TILED_POLYGON
           : eng_json_has(node, "polyline")    ? ENG_TILED_POLYLINE
           : eng_json_bool(node, "point", 0)   ? ENG_TILED_POINT
           : eng_json_bool(node, "ellipse", 0) ? ENG_TILED_ELLIPSE
           : eng_json_bool(node, "capsule", 0) ? ENG_TILED_CAPSULE
                                               : ENG_TILED_RECTANGLE;
}

static const json_t *read_points(eng_tiled_reader *reader, eng_json_node *node, const char *key)
{
    eng_json_node list, point;
    if (!eng_json_list(node, key, &list))
        return NULL;
    json_t *points = json_array();
    for (uint32_t i = 0; i < eng_json_count(&list); i++) {
        if (!eng_json_item_object(&list, i, &point))
            continue;
        json_array_append_new(points, json_pack("{s:f,s:f}", "x",
                                                eng_json_number(&point, "x", 0, -FAR, FAR), "y",
                                                eng_json_number(&point, "y", 0, -FAR, FAR)));
    }
    *ENG_ARRAY_PUSH(&reader->map->trees) = points;
    return points;
}

static eng_tiled_text read_look(eng_tiled *map, eng_json_node *text)
{
    static const char *const across[] = {"left", "center", "right", "justify"};
    static const char *const down[] = {"top", "center", "bottom"};
    return (eng_tiled_text){
        .family = eng_tiled_keep_text(map, eng_json_text(text, "fontfamily", "sans-serif")),
        .color = eng_tiled_keep_text(map, eng_json_text(text, "color", "#000000")),
        .pixel_size = (int)eng_json_integer(text, "pixelsize", 16, 1, 4096),
        .is_wrapped = eng_json_bool(text, "wrap", false),
        .is_bold = eng_json_bool(text, "bold", false),
        .is_italic = eng_json_bool(text, "italic", false),
        .is_underlined = eng_json_bool(text, "underline", false),
        .is_struck = eng_json_bool(text, "strikeout", false),
        .across = (int)eng_json_choice(text, "halign", across, 4, 0),
        .down = (int)eng_json_choice(text, "valign", down, 3, 0),
    };
}

static void read_object(eng_tiled_reader *reader, eng_json_node *node)
{
    eng_tiled *map = reader->map;
    eng_json_node text;
    json_t *filled = eng_json_has(node, "template") ? fill_from_template(reader, node) : NULL;
    if (filled)
        node->value = filled;
    const char *type = eng_json_text(node, "type", NULL);
    eng_tiled_object object = {
        .id = (uint32_t)eng_json_integer(node, "id", 0, 0, UINT32_MAX),
        .name = eng_tiled_keep_text(map, eng_json_text(node, "name", "")),
        .type = eng_tiled_keep_text(map, type && *type ? type : eng_json_text(node, "class", "")),
        .shape = find_shape(node),
        .x = eng_json_number(node, "x", 0, -FAR, FAR),
        .y = eng_json_number(node, "y", 0, -FAR, FAR),
        .width = eng_json_number(node, "width", 0, 0, FAR),
        .height = eng_json_number(node, "height", 0, 0, FAR),
        .rotation = eng_json_number(node, "rotation", 0, -FAR, FAR),
        .cell = (uint32_t)eng_json_integer(node, "gid", 0, 0, UINT32_MAX),
        .is_visible = eng_json_bool(node, "visible", true),
        .opacity = eng_json_number(node, "opacity", 1, 0, 1),
        .text = "",
        .properties = eng_tiled_read_properties(map, node),
    };
    if (object.shape == ENG_TILED_TEXT && eng_json_object(node, "text", &text)) {
        object.text = eng_tiled_keep_text(map, eng_json_text(&text, "text", ""));
        object.look = read_look(map, &text);
    }
    if (object.shape == ENG_TILED_POLYGON || object.shape == ENG_TILED_POLYLINE)
        object.points =
            read_points(reader, node, object.shape == ENG_TILED_POLYGON ? "polygon" : "polyline");
    *ENG_ARRAY_PUSH(&map->objects) = object;
}

static void read_objects(eng_tiled_reader *reader, eng_json_node *node, eng_tiled_layer *layer)
{
    eng_json_node list, object;
    layer->first_object = reader->map->objects.count;
    layer->is_in_file_order = strcmp(eng_json_text(node, "draworder", "topdown"), "index") == 0;
    if (!eng_json_list(node, "objects", &list))
        return;
    for (uint32_t i = 0; i < eng_json_count(&list) && !reader->has_failed; i++) {
        if (reader->map->objects.count >= OBJECTS_LIMIT) {
            eng_json_fail(node, "objects", "more than %d objects in all", OBJECTS_LIMIT);
            return;
        }
        if (eng_json_item_object(&list, i, &object))
            read_object(reader, &object);
    }
    layer->object_count = reader->map->objects.count - layer->first_object;
}

// ----------------------------------------------------------------------------------------- cells

typedef struct cell_rect {
    int64_t x, y, columns, rows;
} cell_rect;

static cell_rect read_rect(eng_json_node *node)
{
    return (cell_rect){
        .x = eng_json_integer(node, "x", 0, -(1 << 30), 1 << 30),
        .y = eng_json_integer(node, "y", 0, -(1 << 30), 1 << 30),
        .columns = eng_json_integer(node, "width", 0, 0, ENG_TILED_SIDE_LIMIT),
        .rows = eng_json_integer(node, "height", 0, 0, ENG_TILED_SIDE_LIMIT),
    };
}

// Room for the layer's cells, all empty.
static bool make_cells(eng_tiled_reader *reader, eng_json_node *node, eng_tiled_layer *layer,
                       const cell_rect *rect)
{
    size_t count = (size_t)rect->columns * (size_t)rect->rows;
    if (rect->columns > ENG_TILED_SIDE_LIMIT || rect->rows > ENG_TILED_SIDE_LIMIT ||
        count > CELLS_LIMIT - reader->cell_count) {
        eng_json_fail(node, NULL,
                      "%lld x %lld cells are too many; all layers together may have %zu",
                      (long long)rect->columns, (long long)rect->rows, CELLS_LIMIT);
        return false;
    }
    reader->cell_count += count;
    layer->x = (int)rect->x;
    layer->y = (int)rect->y;
    layer->columns = (int)rect->columns;
    layer->rows = (int)rect->rows;
    layer->cells = eng_alloc(count + 1, sizeof *layer->cells);
    return true;
}

static void read_chunk(eng_tiled_reader *reader, eng_json_node *chunk, const char *encoding,
                       const char *compression, eng_tiled_layer *layer)
{
    cell_rect rect = read_rect(chunk);
    size_t count = (size_t)rect.columns * (size_t)rect.rows;
    if (count == 0)
        return;
    if (count > CELLS_LIMIT - reader->cell_count) {
        eng_json_fail(chunk, NULL, "too many cells; cut the map into several");
        return;
    }
    uint32_t *cells = eng_alloc(count + 1, sizeof *cells);
    eng_tiled_read_cells(chunk, encoding, compression, cells, count);
    for (int64_t row = 0; row < rect.rows; row++)
        memcpy(layer->cells + (size_t)(rect.y + row - layer->y) * (size_t)layer->columns +
                   (size_t)(rect.x - layer->x),
               cells + (size_t)(row * rect.columns), (size_t)rect.columns * sizeof *cells);
    eng_free(cells);
}

// The rectangle around all chunks.
static cell_rect bound_chunks(eng_json_node *list)
{
    cell_rect bounds = {0};
    eng_json_node chunk;
    for (uint32_t i = 0; i < eng_json_count(list); i++) {
        if (!eng_json_item_object(list, i, &chunk))
            continue;
        cell_rect rect = read_rect(&chunk);
        int64_t end_x = bounds.x + bounds.columns, end_y = bounds.y + bounds.rows;
        bool is_first = bounds.columns == 0 && bounds.rows == 0;
        if (is_first) {
            bounds = rect;
            continue;
        }
        end_x = rect.x + rect.columns > end_x ? rect.x + rect.columns : end_x;
        end_y = rect.y + rect.rows > end_y ? rect.y + rect.rows : end_y;
        bounds.x = rect.x < bounds.x ? rect.x : bounds.x;
        bounds.y = rect.y < bounds.y ? rect.y : bounds.y;
        bounds.columns = end_x - bounds.x;
        bounds.rows = end_y - bounds.y;
    }
    return bounds;
}

static void read_tile_layer(eng_tiled_reader *reader, eng_json_node *node, eng_tiled_layer *layer)
{
    const char *encoding = eng_json_text(node, "encoding", "");
    const char *compression = eng_json_text(node, "compression", "");
    eng_json_node chunks, chunk;
    if (!eng_json_list(node, "chunks", &chunks)) {
        // An infinite map without a tile has no chunks and no data.
        if (reader->map->is_infinite && !json_object_get(node->value, "data"))
            return;
        cell_rect rect = read_rect(node);
        rect.x = rect.y = 0;
        if (make_cells(reader, node, layer, &rect))
            eng_tiled_read_cells(node, encoding, compression, layer->cells,
                                 (size_t)rect.columns * (size_t)rect.rows);
        return;
    }
    cell_rect bounds = bound_chunks(&chunks);
    if (!make_cells(reader, node, layer, &bounds))
        return;
    for (uint32_t i = 0; i < eng_json_count(&chunks); i++)
        if (eng_json_item_object(&chunks, i, &chunk))
            read_chunk(reader, &chunk, encoding, compression, layer);
}

// ---------------------------------------------------------------------------------------- layers

static void read_layers(eng_tiled_reader *reader, eng_json_node *node, uint32_t parent_plus_1,
                        int depth);

static void read_layer(eng_tiled_reader *reader, eng_json_node *node, uint32_t parent_plus_1,
                       int depth)
{
    static const char *const types[] = {"tilelayer", "objectgroup", "imagelayer", "group"};
    eng_tiled *map = reader->map;
    eng_tiled_layer layer = {
        .id = (uint32_t)eng_json_integer(node, "id", 0, 0, UINT32_MAX),
        .name = eng_tiled_keep_text(map, eng_json_text(node, "name", "")),
        .type_name = eng_tiled_keep_text(map, eng_json_text(node, "class", "")),
        .type = (eng_tiled_layer_type)eng_json_choice(node, "type", types, 4, 0),
        .parent_plus_1 = parent_plus_1,
        .is_visible = eng_json_bool(node, "visible", true),
        .opacity = eng_json_number(node, "opacity", 1, 0, 1),
        .offset_x = eng_json_number(node, "offsetx", 0, -FAR, FAR),
        .offset_y = eng_json_number(node, "offsety", 0, -FAR, FAR),
        .parallax_x = eng_json_number(node, "parallaxx", 1, -FAR, FAR),
        .parallax_y = eng_json_number(node, "parallaxy", 1, -FAR, FAR),
        .blend = eng_tiled_keep_text(map, eng_json_text(node, "mode", "normal")),
        .tint = eng_tiled_keep_text(map, eng_json_text(node, "tintcolor", "")),
        .transparent = eng_tiled_keep_text(map, eng_json_text(node, "transparentcolor", "")),
        .properties = eng_tiled_read_properties(map, node),
        .image = "",
    };
    if (layer.type == ENG_TILED_LAYER_TILES)
        read_tile_layer(reader, node, &layer);
    else if (layer.type == ENG_TILED_LAYER_OBJECTS)
        read_objects(reader, node, &layer);
    else if (layer.type == ENG_TILED_LAYER_IMAGE)
        layer.image = eng_tiled_join(map, "", eng_json_text(node, "image", ""));
    layer.image_width = (int)eng_json_integer(node, "imagewidth", 0, 0, ENG_TILED_SIDE_LIMIT);
    layer.image_height = (int)eng_json_integer(node, "imageheight", 0, 0, ENG_TILED_SIDE_LIMIT);
    layer.repeats_x = eng_json_bool(node, "repeatx", false);
    layer.repeats_y = eng_json_bool(node, "repeaty", false);
    *ENG_ARRAY_PUSH(&map->layers) = layer;
    if (layer.type == ENG_TILED_LAYER_GROUP)
        read_layers(reader, node, map->layers.count, depth + 1);
}

static void read_layers(eng_tiled_reader *reader, eng_json_node *node, uint32_t parent_plus_1,
                        int depth)
{
    eng_json_node list, layer;
    if (!eng_json_list(node, "layers", &list))
        return;
    if (depth >= ENG_TILED_DEPTH_LIMIT) {
        eng_json_fail(node, "layers", "groups nested deeper than %d; ungroup some",
                      ENG_TILED_DEPTH_LIMIT);
        return;
    }
    for (uint32_t i = 0; i < eng_json_count(&list) && !reader->has_failed; i++) {
        if (reader->map->layers.count >= LAYERS_LIMIT) {
            eng_json_fail(node, "layers", "more than %d layers in all", LAYERS_LIMIT);
            return;
        }
        if (eng_json_item_object(&list, i, &layer))
            read_layer(reader, &layer, parent_plus_1, depth);
    }
}

// ------------------------------------------------------------------------------------------- map

static void read_map(eng_tiled_reader *reader, eng_json_node *root)
{
    static const char *const orientations[] = {"orthogonal", "isometric", "staggered", "hexagonal",
                                               "oblique"};
    static const char *const axes[] = {"y", "x"};
    static const char *const indices[] = {"odd", "even"};
    eng_tiled *map = reader->map;
    eng_json_require(root, "orientation");
    map->orientation =
        (eng_tiled_orientation)eng_json_choice(root, "orientation", orientations, 5, 0);
    map->render_order = eng_tiled_keep_text(map, eng_json_text(root, "renderorder", "right-down"));
    bool is_number = !eng_json_is_text(root, "version");
    char version[32] = "";
    if (is_number && eng_json_has(root, "version"))
        snprintf(version, sizeof version, "%.15g", eng_json_number(root, "version", 1, 0, 1e6));
    map->version =
        eng_tiled_keep_text(map, is_number ? version : eng_json_text(root, "version", ""));
    map->columns = (int)eng_json_integer(root, "width", 0, 0, ENG_TILED_SIDE_LIMIT);
    map->rows = (int)eng_json_integer(root, "height", 0, 0, ENG_TILED_SIDE_LIMIT);
    map->tile_width = (int)eng_json_integer(root, "tilewidth", 0, 1, ENG_TILED_SIDE_LIMIT);
    map->tile_height = (int)eng_json_integer(root, "tileheight", 0, 1, ENG_TILED_SIDE_LIMIT);
    eng_json_require(root, "tilewidth");
    eng_json_require(root, "tileheight");
    map->is_infinite = eng_json_bool(root, "infinite", false);
    if (!map->is_infinite && (map->columns == 0 || map->rows == 0))
        eng_json_fail(root, map->columns == 0 ? "width" : "height",
                      "a map that is not infinite has a size in tiles; save the map again");
    map->is_stagger_x = eng_json_choice(root, "staggeraxis", axes, 2, 0) == 1;
    map->is_stagger_even = eng_json_choice(root, "staggerindex", indices, 2, 0) == 1;
    map->hex_side = (int)eng_json_integer(root, "hexsidelength", 0, 0, ENG_TILED_SIDE_LIMIT);
    map->skew_x =
        (int)eng_json_integer(root, "skewx", 0, -ENG_TILED_SIDE_LIMIT, ENG_TILED_SIDE_LIMIT);
    map->skew_y =
        (int)eng_json_integer(root, "skewy", 0, -ENG_TILED_SIDE_LIMIT, ENG_TILED_SIDE_LIMIT);
    map->parallax_x = eng_json_number(root, "parallaxoriginx", 0, -FAR, FAR);
    map->parallax_y = eng_json_number(root, "parallaxoriginy", 0, -FAR, FAR);
    map->type_name = eng_tiled_keep_text(map, eng_json_text(root, "class", ""));
    map->background = eng_tiled_keep_text(map, eng_json_text(root, "backgroundcolor", ""));
    map->properties = eng_tiled_read_properties(map, root);
    eng_tiled_read_sets(reader, root);
    if (!reader->has_failed)
        read_layers(reader, root, 0, 0);
}

static bool parse(const char *name, const char *text, size_t text_bytes, eng_tiled_read read,
                  void *user, void (*read_root)(eng_tiled_reader *, eng_json_node *),
                  eng_tiled *map, eng_error *error)
{
    eng_error needed = {{0}};
    eng_tiled_reader reader = {.map = map, .read = read, .user = user, .error = &needed};
    eng_json_node root;
    *map = (eng_tiled){0};
    eng_json *file = eng_tiled_open(name, text, text_bytes, error);
    if (!file)
        return false;
    eng_json_root(file, &root);
    read_root(&reader, &root);
    bool is_good = eng_json_check(file, error);
    if (is_good && reader.has_failed)
        is_good = strncmp(needed.text, name, strlen(name)) == 0
                      ? eng_error_set(error, "%s", needed.text)
                      : eng_error_set(error, "%s: %s", name, needed.text);
    eng_json_unload(file);
    if (!is_good)
        eng_tiled_fini(map);
    return is_good;
}

bool eng_tiled_parse(const char *name, const char *text, size_t text_bytes, eng_tiled_read read,
                     void *user, eng_tiled *map, eng_error *error)
{
    return parse(name, text, text_bytes, read, user, read_map, map, error);
}

bool eng_tiled_parse_set(const char *name, const char *text, size_t text_bytes, eng_tiled_read read,
                         void *user, eng_tiled *map, eng_error *error)
{
    return parse(name, text, text_bytes, read, user, eng_tiled_read_lone_set, map, error);
}

void eng_tiled_fini(eng_tiled *map)
{
    for (uint32_t i = 0; i < map->layers.count; i++)
        eng_free(map->layers.items[i].cells);
    for (uint32_t i = 0; i < map->texts.count; i++)
        eng_free(map->texts.items[i]);
    for (uint32_t i = 0; i < map->trees.count; i++)
        json_decref(map->trees.items[i]);
    eng_free(map->sets.items);
    eng_free(map->tiles.items);
    eng_free(map->steps.items);
    eng_free(map->layers.items);
    eng_free(map->objects.items);
    eng_free(map->texts.items);
    eng_free(map->trees.items);
    *map = (eng_tiled){0};
}

const char *eng_tiled_orientation_name(eng_tiled_orientation orientation)
{
    static const char *const names[] = {"orthogonal", "isometric", "staggered", "hexagonal",
                                        "oblique"};
    return names[orientation];
}

const char *eng_tiled_shape_name(eng_tiled_shape shape)
{
    static const char *const names[] = {"rectangle", "point",    "ellipse", "capsule",
                                        "polygon",   "polyline", "text",    "tile"};
    return names[shape];
}
