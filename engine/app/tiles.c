// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/tiles.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/tiles_parts.h"
#include "assets/image.h"
#include "assets/suggest.h"
#include "base/alloc.h"
#include "base/hash.h"

#define TERRAIN_CELLS_LIMIT (1u << 22)
#define LEGEND_LIMIT 255u
#define CELL_MIN 4.0
#define WORLD_SIDE_MAX 65536

// ------------------------------------------------------------------------------------------- sets

static double property_number(const json_t *properties, const char *name, double fallback)
{
    const json_t *value = json_object_get(properties, name);
    if (json_is_boolean(value)) {
        return json_is_true(value);
    }
    return json_is_number(value) ? json_number_value(value) : fallback;
}

static const char *property_text(const json_t *properties, const char *name)
{
    return json_string_value(json_object_get(properties, name));
}

static int16_t find_terrain(eng_tiles *tiles, const char *name, double speed)
{
    for (uint32_t i = 0; i < tiles->legend.count; ++i) {
        if (strcmp(tiles->legend.items[i].name, name) == 0 &&
            tiles->legend.items[i].speed == (float)speed) {
            return (int16_t)i;
        }
    }
    if (tiles->legend.count == LEGEND_LIMIT) {
        return 0;
    }
    *ENG_ARRAY_PUSH(&tiles->legend) = (eng_terrain){.name = name, .speed = (float)speed};
    return (int16_t)(tiles->legend.count - 1);
}

static void read_tile(eng_tiles *tiles, eng_tiles_set *set, const eng_tiled_tile *tile)
{
    const char *terrain = property_text(tile->properties, "terrain");
    bool has_speed = json_object_get(tile->properties, "speed") != NULL;
    if (tile->id >= set->tile_count) {
        return;
    }
    if (tile->width > 0 && tile->height > 0) {
        set->widths[tile->id] = tile->width;
        set->heights[tile->id] = tile->height;
    }
    if (terrain != NULL || has_speed) {
        double speed = property_number(tile->properties, "speed", 1.0);
        set->terrains[tile->id] =
            find_terrain(tiles, terrain != NULL ? terrain : "ground", speed >= 0.0 ? speed : 0.0);
    }
}

// Room for every tile that the set counts or names.
static void make_set(eng_tiles *tiles, uint32_t index)
{
    const eng_tiled_set *from = &tiles->map.sets.items[index];
    eng_tiles_set *set = &tiles->sets[index];
    snprintf(set->sprite, sizeof set->sprite, "#tiles/%u", index);
    set->tile_count = from->tile_count < ENG_SHEET_FRAMES_LIMIT ? from->tile_count : 0;
    for (uint32_t i = 0; i < from->tile_entry_count; ++i) {
        uint32_t id = tiles->map.tiles.items[from->first_tile + i].id;
        if (id >= set->tile_count && id < ENG_SHEET_FRAMES_LIMIT - 1) {
            set->tile_count = id + 1;
        }
    }
    set->frames = eng_alloc(set->tile_count + 1, sizeof *set->frames);
    set->terrains = eng_alloc(set->tile_count + 1, sizeof *set->terrains);
    set->widths = eng_alloc(set->tile_count + 1, sizeof *set->widths);
    set->heights = eng_alloc(set->tile_count + 1, sizeof *set->heights);
    for (uint32_t i = 0; i < set->tile_count; ++i) {
        set->frames[i] = *from->image != '\0' && from->columns > 0 ? i : ENG_TILES_NO_FRAME;
        set->terrains[i] = -1;
        set->widths[i] = from->tile_width;
        set->heights[i] = from->tile_height;
    }
    uint32_t frame_count = 0;
    for (uint32_t i = 0; i < from->tile_entry_count; ++i) {
        const eng_tiled_tile *tile = &tiles->map.tiles.items[from->first_tile + i];
        read_tile(tiles, set, tile);
        if (*tile->image != '\0' && *from->image == '\0' && tile->id < set->tile_count) {
            set->frames[tile->id] = frame_count++;
        }
    }
}

static eng_sheet_frame whole_frame(uint32_t page, int x, int y, int width, int height)
{
    return (eng_sheet_frame){
        .name = "",
        .page = page,
        .source = {x, y, width, height},
        .trim = {0, 0, width, height},
        .width = width,
        .height = height,
        .duration_ms = ENG_SHEET_DURATION_MS,
    };
}

// The path of a picture of the map in the packs.
static const char *keep_path(const eng_tiles *tiles, eng_sheet *sheet, const char *image)
{
    char path[ENG_PACK_PATH_BYTES];
    const char *slash = strrchr(tiles->path, '/');
    int folder_bytes = slash != NULL ? (int)(slash - tiles->path) : 0;
    while (strncmp(image, "../", 3) == 0 && folder_bytes > 0) {
        image += 3;
        while (folder_bytes > 0 && tiles->path[--folder_bytes] != '/') {
        }
    }
    snprintf(path, sizeof path, "%.*s%s%s", folder_bytes, tiles->path, folder_bytes > 0 ? "/" : "",
             image);
    return eng_sheet_keep_text(sheet, path);
}

static void cut_picture(const eng_tiles *tiles, const eng_tiled_set *from, uint32_t tile_count,
                        eng_sheet *sheet)
{
    *ENG_ARRAY_PUSH(&sheet->pages) = (eng_sheet_page){keep_path(tiles, sheet, from->image),
                                                      from->image_width, from->image_height};
    for (uint32_t i = 0; i < tile_count; ++i) {
        int column = (int)(i % from->columns);
        int row = (int)(i / from->columns);
        *ENG_ARRAY_PUSH(&sheet->frames) =
            whole_frame(0, from->margin + column * (from->tile_width + from->spacing),
                        from->margin + row * (from->tile_height + from->spacing), from->tile_width,
                        from->tile_height);
    }
}

eng_atlas_sheet_def *eng_tiles_make_sheets(const eng_tiles *tiles, uint32_t *count)
{
    const eng_tiled *map = &tiles->map;
    eng_atlas_sheet_def *sheets =
        eng_alloc(map->sets.count + map->layers.count + 1, sizeof *sheets);
    *count = 0;
    for (uint32_t i = 0; i < map->sets.count; ++i) {
        const eng_tiled_set *from = &map->sets.items[i];
        eng_sheet *sheet = eng_alloc(1, sizeof *sheet);
        if (*from->image != '\0' && from->columns > 0) {
            cut_picture(tiles, from, tiles->sets[i].tile_count, sheet);
        }
        for (uint32_t t = 0; *from->image == '\0' && t < from->tile_entry_count; ++t) {
            const eng_tiled_tile *tile = &map->tiles.items[from->first_tile + t];
            if (*tile->image != '\0' && tile->id < tiles->sets[i].tile_count) {
                uint32_t page = sheet->pages.count;
                *ENG_ARRAY_PUSH(&sheet->pages) = (eng_sheet_page){
                    keep_path(tiles, sheet, tile->image), tile->image_width, tile->image_height};
                *ENG_ARRAY_PUSH(&sheet->frames) =
                    whole_frame(page, tile->x, tile->y, tile->width, tile->height);
            }
        }
        sheets[*count].sheet = sheet;
        snprintf(sheets[(*count)++].name, sizeof sheets->name, "%s", tiles->sets[i].sprite);
    }
    for (uint32_t i = 0; i < map->layers.count; ++i) {
        const eng_tiled_layer *layer = &map->layers.items[i];
        if (layer->type == ENG_TILED_LAYER_IMAGE && layer->image_width > 0) {
            eng_sheet *sheet = eng_alloc(1, sizeof *sheet);
            *ENG_ARRAY_PUSH(&sheet->pages) = (eng_sheet_page){
                keep_path(tiles, sheet, layer->image), layer->image_width, layer->image_height};
            *ENG_ARRAY_PUSH(&sheet->frames) =
                whole_frame(0, 0, 0, layer->image_width, layer->image_height);
            sheets[*count].sheet = sheet;
            snprintf(sheets[(*count)++].name, sizeof sheets->name, "#image/%u", i);
        }
    }
    return sheets;
}

static void hash_sheet(eng_hash *hash, const eng_atlas_sheet_def *def)
{
    eng_hash_add_text(hash, def->name);
    for (uint32_t i = 0; i < def->sheet->pages.count; ++i) {
        eng_hash_add_text(hash, def->sheet->pages.items[i].image);
    }
    for (uint32_t i = 0; i < def->sheet->frames.count; ++i) {
        const eng_sheet_frame *frame = &def->sheet->frames.items[i];
        eng_hash_add(hash, &frame->page, sizeof frame->page);
        eng_hash_add(hash, &frame->source, sizeof frame->source);
    }
}

uint64_t eng_tiles_hash_sheets(const eng_tiles *tiles)
{
    uint32_t count = 0;
    if (tiles == NULL) {
        return 0;
    }
    eng_hash hash = eng_hash_begin(0);
    eng_atlas_sheet_def *sheets = eng_tiles_make_sheets(tiles, &count);
    for (uint32_t i = 0; i < count; ++i) {
        hash_sheet(&hash, &sheets[i]);
        eng_sheet_fini(sheets[i].sheet);
        eng_free(sheets[i].sheet);
    }
    eng_free(sheets);
    return eng_hash_end(&hash);
}

// ---------------------------------------------------------------------------------------- terrain

// The last layer that has something to say of a cell is believed.
static uint8_t terrain_of(const eng_tiles *tiles, int column, int row)
{
    const eng_tiled *map = &tiles->map;
    for (uint32_t i = map->layers.count; i-- > 0;) {
        const eng_tiled_layer *layer = &map->layers.items[i];
        int x = column - layer->x;
        int y = row - layer->y;
        if (layer->cells == NULL || x < 0 || y < 0 || x >= layer->columns || y >= layer->rows) {
            continue;
        }
        uint32_t tile = 0;
        uint32_t cell = layer->cells[(size_t)y * (size_t)layer->columns + (size_t)x];
        const eng_tiled_set *set = eng_tiled_find_set(map, cell, &tile);
        const eng_tiles_set *known = set != NULL ? &tiles->sets[set - map->sets.items] : NULL;
        if (known != NULL && tile < known->tile_count && known->terrains[tile] >= 0) {
            return (uint8_t)known->terrains[tile];
        }
    }
    return 0;
}

static void sample_terrain(eng_tiles *tiles, eng_map *map)
{
    double smaller = fmin(tiles->map.tile_width, tiles->map.tile_height);
    double cell = tiles->map.orientation == ENG_TILED_ORTHOGONAL ? smaller : smaller / 2.0;
    cell = fmax(cell, CELL_MIN);
    while (ceil(tiles->width / cell) * ceil(tiles->height / cell) > TERRAIN_CELLS_LIMIT) {
        cell *= 2.0;
    }
    map->terrain_cell = (float)cell;
    map->terrain_columns = (uint32_t)ceil(tiles->width / cell);
    map->terrain_rows = (uint32_t)ceil(tiles->height / cell);
    uint8_t *terrain = eng_alloc((size_t)map->terrain_columns * map->terrain_rows + 1, 1);
    for (uint32_t y = 0; y < map->terrain_rows; ++y) {
        for (uint32_t x = 0; x < map->terrain_columns; ++x) {
            int column = 0;
            int row = 0;
            eng_tiles_cell_at(tiles, tiles->origin_x + (x + 0.5) * cell,
                              tiles->origin_y + (y + 0.5) * cell, &column, &row);
            terrain[(size_t)y * map->terrain_columns + x] = terrain_of(tiles, column, row);
        }
    }
    map->terrain = terrain;
    map->legend = tiles->legend.items;
    map->legend_count = tiles->legend.count;
    tiles->legend.items = NULL;
    tiles->legend.count = 0;
}

// ------------------------------------------------------------------------------------------ units

static const eng_kind *find_kind(const eng_kind *kinds, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; ++i) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

// What the tileset says of an object's tile: the object inherits it.
static const eng_tiled_tile *tile_of(const eng_tiles *tiles, const eng_tiled_object *object)
{
    uint32_t tile = 0;
    const eng_tiled_set *set = object->shape == ENG_TILED_TILE
                                   ? eng_tiled_find_set(&tiles->map, object->cell, &tile)
                                   : NULL;
    return set != NULL ? eng_tiled_find_tile(&tiles->map, set, tile) : NULL;
}

static const json_t *properties_with(const eng_tiles *tiles, const eng_tiled_object *object,
                                     const char *name)
{
    const eng_tiled_tile *tile = tile_of(tiles, object);
    bool is_own = tile == NULL || json_object_get(object->properties, name) != NULL;
    return is_own ? object->properties : tile->properties;
}

static double object_number(const eng_tiles *tiles, const eng_tiled_object *object,
                            const char *name, double fallback)
{
    return property_number(properties_with(tiles, object, name), name, fallback);
}

static void add_unit(eng_tiles *tiles, const eng_tiled_object *object, const char *kind)
{
    double x = 0.0;
    double y = 0.0;
    eng_tiles_middle_object(tiles, object, &x, &y);
    double heading =
        object_number(tiles, object, "heading",
                      object->rotation != 0.0 ? object->rotation * M_PI / 180.0 : (double)NAN);
    *ENG_ARRAY_PUSH(&tiles->groups) = (eng_group){
        .kind = kind,
        .team = (int32_t)object_number(tiles, object, "team", 0.0),
        .count = (uint32_t)fmin(fmax(object_number(tiles, object, "count", 1.0), 0.0), 1e5),
        .x = (float)(x - tiles->origin_x),
        .y = (float)(y - tiles->origin_y),
        .radius = (float)fmax(object_number(tiles, object, "radius", 0.0), 0.0),
        .heading = (float)heading,
    };
}

bool eng_tiles_fill_map(eng_tiles *tiles, const eng_kind *kinds, uint32_t kind_count, eng_map *map,
                        eng_error *error)
{
    for (uint32_t i = 0; i < tiles->map.objects.count; ++i) {
        const eng_tiled_object *object = &tiles->map.objects.items[i];
        const char *said = property_text(properties_with(tiles, object, "kind"), "kind");
        const eng_tiled_tile *tile = *object->type == '\0' ? tile_of(tiles, object) : NULL;
        const char *type = tile != NULL ? tile->type : object->type;
        const eng_kind *kind = find_kind(kinds, kind_count, said != NULL ? said : type);
        if (kind != NULL) {
            tiles->is_unit[i] = true;
            add_unit(tiles, object, kind->name);
        } else if (said != NULL) {
            return eng_error_set(error,
                                 "%s: object %u: there is no unit of the kind '%.64s'; add "
                                 "units/%.64s.json or mend the name",
                                 tiles->path, object->id, said, said);
        }
    }
    if (!(tiles->width <= WORLD_SIDE_MAX && tiles->height <= WORLD_SIDE_MAX)) {
        return eng_error_set(error, "%s: %.0f x %.0f px are too large for a world; use at most %d",
                             tiles->path, tiles->width, tiles->height, WORLD_SIDE_MAX);
    }
    map->width = (float)tiles->width;
    map->height = (float)tiles->height;
    sample_terrain(tiles, map);
    eng_group *groups =
        eng_resize((void *)map->groups, map->group_count + tiles->groups.count + 1, sizeof *groups);
    for (uint32_t i = 0; i < tiles->groups.count; ++i) {
        groups[map->group_count++] = tiles->groups.items[i];
    }
    map->groups = groups;
    return true;
}

// ------------------------------------------------------------------------------------------- life

typedef struct reading {
    const eng_packs *packs;
    eng_tiles *tiles;
} reading;

static void note_bytes(eng_tiles *tiles, const eng_bytes *bytes)
{
    eng_hash print = eng_hash_begin(tiles->print);
    eng_hash_add(&print, bytes->data, bytes->byte_count);
    tiles->print = eng_hash_end(&print);
}

uint64_t eng_tiles_get_print(const eng_tiles *tiles)
{
    return tiles != NULL ? tiles->print : 0;
}

static bool read_beside(void *user, const char *name, eng_bytes *bytes, eng_error *error)
{
    const reading *at = user;
    eng_sheet keep = {0};
    bool is_read = eng_packs_read(at->packs, keep_path(at->tiles, &keep, name), 0, bytes, error);
    if (is_read) {
        note_bytes(at->tiles, bytes);
    }
    eng_sheet_fini(&keep);
    return is_read;
}

// Pictures whose size the map does not say.
static bool measure_picture(reading *at, const char *image, int *width, int *height,
                            eng_error *error)
{
    eng_bytes bytes = {0};
    if (*image == '\0' || (*width > 0 && *height > 0)) {
        return true;
    }
    bool is_good = read_beside(at, image, &bytes, error) &&
                   eng_image_probe(image, bytes.data, bytes.byte_count, width, height, error);
    eng_bytes_fini(&bytes);
    return is_good;
}

static bool measure_pictures(reading *at, eng_tiled *map, eng_error *error)
{
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < map->tiles.count; ++i) {
        eng_tiled_tile *tile = &map->tiles.items[i];
        is_good = measure_picture(at, tile->image, &tile->image_width, &tile->image_height, error);
        tile->width = tile->width > 0 ? tile->width : tile->image_width;
        tile->height = tile->height > 0 ? tile->height : tile->image_height;
    }
    for (uint32_t i = 0; is_good && i < map->layers.count; ++i) {
        eng_tiled_layer *layer = &map->layers.items[i];
        is_good =
            measure_picture(at, layer->image, &layer->image_width, &layer->image_height, error);
    }
    return is_good;
}

eng_tiles *eng_tiles_load(const eng_packs *packs, const char *path, eng_error *error)
{
    eng_bytes bytes;
    char label[ENG_PACK_PATH_BYTES];
    if (!eng_packs_read(packs, path, 0, &bytes, error)) {
        return NULL;
    }
    eng_packs_copy_label(packs, path, label, sizeof label);
    eng_tiles *tiles = eng_alloc(1, sizeof *tiles);
    tiles->path = eng_copy_text(path);
    note_bytes(tiles, &bytes);
    reading at = {packs, tiles};
    bool is_good = eng_tiled_parse(label, (const char *)bytes.data, bytes.byte_count, read_beside,
                                   &at, &tiles->map, error) &&
                   measure_pictures(&at, &tiles->map, error);
    eng_bytes_fini(&bytes);
    if (!is_good) {
        eng_tiles_unload(tiles);
        return NULL;
    }
    tiles->sets = eng_alloc(tiles->map.sets.count + 1, sizeof *tiles->sets);
    tiles->is_unit = eng_alloc(tiles->map.objects.count + 1, sizeof *tiles->is_unit);
    *ENG_ARRAY_PUSH(&tiles->legend) = (eng_terrain){.name = "ground", .speed = 1.0f};
    for (uint32_t i = 0; i < tiles->map.sets.count; ++i) {
        make_set(tiles, i);
    }
    eng_tiles_measure(tiles);
    return tiles;
}

void eng_tiles_unload(eng_tiles *tiles)
{
    if (tiles == NULL) {
        return;
    }
    for (uint32_t i = 0; tiles->sets != NULL && i < tiles->map.sets.count; ++i) {
        eng_free(tiles->sets[i].frames);
        eng_free(tiles->sets[i].terrains);
        eng_free(tiles->sets[i].widths);
        eng_free(tiles->sets[i].heights);
    }
    eng_free(tiles->sets);
    eng_free(tiles->legend.items);
    eng_free(tiles->groups.items);
    eng_free(tiles->is_unit);
    eng_tiled_fini(&tiles->map);
    eng_free(tiles->path);
    eng_free(tiles);
}
