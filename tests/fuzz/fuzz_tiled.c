// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Maps of Tiled, JSON and XML: engine/assets/tiled.h. A tileset that a map names is there once.

#include "fuzz.h"

#include "assets/tiled.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static const char tileset[] =
    "{\"type\": \"tileset\", \"name\": \"ground\", \"tilewidth\": 8, \"tileheight\": 8,"
    " \"tilecount\": 4, \"columns\": 2, \"image\": \"ground.png\", \"imagewidth\": 16,"
    " \"imageheight\": 16, \"tiles\": [{\"id\": 1, \"type\": \"wall\", \"animation\":"
    " [{\"tileid\": 0, \"duration\": 100}]}]}";

static bool read_file(void *user, const char *name, eng_bytes *bytes, eng_error *error)
{
    (void)user;
    if (strchr(name, '/') != NULL)
        return eng_error_set(error, "%s: there is no such file; add it", name);
    *bytes =
        (eng_bytes){.data = (uint8_t *)eng_copy_text(tileset), .byte_count = sizeof tileset - 1};
    return true;
}

static uint64_t sum_cells(const eng_tiled *map)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < map->layers.count; i++) {
        const eng_tiled_layer *layer = &map->layers.items[i];
        size_t count = layer->cells == NULL ? 0 : (size_t)layer->columns * (size_t)layer->rows;
        for (size_t k = 0; k < count; k++) {
            uint32_t tile;
            const eng_tiled_set *set = eng_tiled_find_set(map, layer->cells[k], &tile);
            sum += set != NULL ? tile : 0;
            if (k < 64 && set != NULL)
                (void)eng_tiled_find_tile(map, set, tile);
        }
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eng_error error = {""};
    eng_tiled map;
    bool is_xml = size > 0 && data[0] == '<';
    if (eng_tiled_parse(is_xml ? "fuzz.tmx" : "fuzz.tmj", (const char *)data, size, read_file, NULL,
                        &map, &error)) {
        if (sum_cells(&map) == UINT64_MAX)
            abort();
        eng_tiled_fini(&map);
    } else if (error.text[0] == '\0') {
        abort(); // a refusal says why
    }
    return 0;
}

static const char json[] =
    "{\"type\": \"map\", \"version\": \"1.10\", \"orientation\": \"orthogonal\", \"renderorder\":"
    " \"right-down\", \"width\": 2, \"height\": 2, \"tilewidth\": 8, \"tileheight\": 8, "
    "\"infinite\":"
    " false, \"tilesets\": [{\"firstgid\": 1, \"source\": \"ground.tsj\"}], \"layers\": [{\"id\": "
    "1,"
    " \"type\": \"tilelayer\", \"name\": \"floor\", \"width\": 2, \"height\": 2, \"x\": 0, \"y\": "
    "0,"
    " \"opacity\": 1, \"visible\": true, \"data\": [1, 2, 2147483649, 0]}, {\"id\": 2, \"type\":"
    " \"objectgroup\", \"name\": \"things\", \"objects\": [{\"id\": 1, \"name\": \"gate\", "
    "\"type\":"
    " \"\", \"x\": 1, \"y\": 2, \"width\": 3, \"height\": 4, \"rotation\": 0, \"visible\": true,"
    " \"polygon\": [{\"x\": 0, \"y\": 0}, {\"x\": 4, \"y\": 4}]}]}]}";
static const char xml[] = "<?xml version=\"1.0\"?><map version=\"1.10\" orientation=\"orthogonal\" "
                          "renderorder=\"right-down\""
                          " width=\"2\" height=\"2\" tilewidth=\"8\" tileheight=\"8\" "
                          "infinite=\"0\"><tileset firstgid=\"1\""
                          " name=\"g\" tilewidth=\"8\" tileheight=\"8\" tilecount=\"4\" "
                          "columns=\"2\"><image source=\"g.png\""
                          " width=\"16\" height=\"16\"/></tileset><layer id=\"1\" name=\"floor\" "
                          "width=\"2\" height=\"2\">"
                          "<properties><property name=\"a\" type=\"int\" "
                          "value=\"3\"/></properties><data encoding=\"csv\">"
                          "1,2,3,0</data></layer><layer id=\"3\" name=\"b\" width=\"2\" "
                          "height=\"2\"><data encoding=\"base64\""
                          ">AQAAAAIAAAADAAAABAAAAA==</data></layer><objectgroup id=\"2\" "
                          "name=\"o\"><object id=\"1\" x=\"1\""
                          " y=\"2\"><point/></object></objectgroup></map>";

void fuzz_seeds(fuzz_put put, void *user)
{
    put(user, "map.tmj", json, sizeof json - 1);
    put(user, "map.tmx", xml, sizeof xml - 1);
}
