// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A map is told as the file has it: what it extends is in other packs, which only the game has.

#include "app/inspect_data.h"

#include <jansson.h>
#include <string.h>

#include "assets/json.h"
#include "base/alloc.h"

static bool contains(const eng_inspect_file *file, const char *text)
{
    return memmem(file->bytes.data, file->bytes.byte_count, text, strlen(text)) != NULL;
}

bool eng_inspect_is_own_map(const eng_inspect_file *file)
{
    return strcmp(file->ending, ".json") == 0 &&
           (contains(file, "\"size\"") || contains(file, "\"tiles\"")) &&
           (contains(file, "\"terrain\"") || contains(file, "\"units\"") ||
            contains(file, "\"spots\"") || contains(file, "\"decor\"") ||
            contains(file, "\"fields\""));
}

bool eng_inspect_is_data(const eng_inspect_file *file)
{
    return strcmp(file->ending, ".json") == 0;
}

// The place of each character of `row` in the legend, as 32 bits, little-endian. False if one is
// not in it.
static bool put_row(eng_json_node *terrain, uint32_t y, const char *row, const char *symbols,
                    uint8_t *out)
{
    for (size_t x = 0; row[x] != '\0'; ++x) {
        const char *found = strchr(symbols, row[x]);
        if (found == NULL) {
            eng_json_fail(terrain, "rows", "row %u: '%c' is not in the legend", y, row[x]);
            return false;
        }
        out[x * 4] = (uint8_t)(found - symbols);
    }
    return true;
}

static void put_rows(json_t *layer, eng_json_node *terrain, const char *symbols)
{
    eng_json_node rows;
    if (!eng_json_require(terrain, "rows") || !eng_json_list(terrain, "rows", &rows)) {
        return;
    }
    uint32_t count = eng_json_count(&rows);
    const char *first = count > 0 ? eng_json_item_text(&rows, 0) : "";
    size_t width = first != NULL ? strlen(first) : 0;
    uint8_t *tiles = eng_alloc(width * count + 1, 4);
    bool is_good = true;
    for (uint32_t y = 0; is_good && y < count; ++y) {
        const char *row = eng_json_item_text(&rows, y);
        is_good = row != NULL;
        if (is_good && strlen(row) != width) {
            eng_json_fail(terrain, "rows", "row %u has %zu characters, the first has %zu", y,
                          strlen(row), width);
            is_good = false;
        }
        is_good = is_good && put_row(terrain, y, row, symbols, tiles + width * y * 4);
    }
    json_object_set_new(layer, "width", json_integer((json_int_t)width));
    json_object_set_new(layer, "height", json_integer(count));
    eng_inspect_put_sha256(layer, "tiles_sha256", tiles, width * count * 4);
    eng_free(tiles);
}

static json_t *make_terrain(eng_json_node *terrain)
{
    char symbols[129] = "";
    size_t symbol_count = 0;
    json_t *layer = json_object();
    json_t *names = json_array();
    eng_json_node legend;
    eng_json_node entry;
    eng_json_iterator iterator = {0};
    const char *key = NULL;
    if (eng_json_require(terrain, "legend") && eng_json_object(terrain, "legend", &legend)) {
        while (eng_json_next_object(&legend, &iterator, &key, &entry)) {
            json_array_append_new(names, json_string(eng_json_text(&entry, "name", key)));
            if (strlen(key) == 1 && symbol_count < sizeof symbols - 1) {
                symbols[symbol_count++] = key[0];
            } else {
                eng_json_fail(&legend, key, "a key of the legend is one ASCII character");
            }
        }
    }
    json_object_set_new(layer, "name", json_string("terrain"));
    json_object_set_new(layer, "type", json_string("tiles"));
    json_object_set_new(layer, "cell", json_real(eng_json_number(terrain, "cell", 64, 4, 4096)));
    json_object_set_new(layer, "legend", names);
    put_rows(layer, terrain, symbols);
    return layer;
}

static json_t *make_map(eng_json *file)
{
    static const char *const copied[] = {"extends", "tiles", "fields", "spots", "decor"};
    json_t *object = json_object();
    json_t *layers = json_array();
    const json_t *value = eng_json_get_value(file);
    double size[2] = {0, 0};
    eng_json_node root;
    eng_json_node terrain;
    eng_json_root(file, &root);
    json_object_set_new(object, "format", json_string("myrmidon"));
    if (eng_json_numbers(&root, "size", size, 2, 1, 1e6)) {
        json_object_set_new(object, "width", json_real(size[0]));
        json_object_set_new(object, "height", json_real(size[1]));
    }
    if (eng_json_object(&root, "terrain", &terrain)) {
        json_array_append_new(layers, make_terrain(&terrain));
    }
    json_object_set_new(object, "layers", layers);
    const json_t *units = json_object_get(value, "units");
    json_object_set_new(object, "objects", units != NULL ? json_deep_copy(units) : json_array());
    for (size_t i = 0; i < sizeof copied / sizeof *copied; ++i) {
        const json_t *part = json_object_get(value, copied[i]);
        if (part != NULL) {
            json_object_set_new(object, copied[i], json_deep_copy(part));
        }
    }
    return object;
}

static json_t *make_data(eng_json *file)
{
    json_t *object = json_object();
    eng_json_node root;
    eng_json_root(file, &root);
    json_object_set_new(object, "value", json_deep_copy(eng_json_get_value(file)));
    return object;
}

static json_t *read(const eng_inspect_file *file, json_t *(*make)(eng_json *file), eng_error *error)
{
    eng_json *json =
        eng_json_parse(file->path, (const char *)file->bytes.data, file->bytes.byte_count, error);
    if (json == NULL) {
        return NULL;
    }
    json_t *object = make(json);
    if (!eng_json_check(json, error)) {
        json_decref(object);
        object = NULL;
    }
    eng_json_unload(json);
    return object;
}

json_t *eng_inspect_own_map(const eng_inspect_file *file, eng_error *error)
{
    return read(file, make_map, error);
}

json_t *eng_inspect_data(const eng_inspect_file *file, eng_error *error)
{
    return read(file, make_data, error);
}
