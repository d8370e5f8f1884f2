// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <math.h>
#include <string.h>

#include "base/check.h"
#include "state.h"

#define MAX_CELLS (1u << 22)

eng_world_def eng_world_default_def(void)
{
    return (eng_world_def){.tick_rate_hz = 20, .entity_capacity = 16384};
}

eng_kind eng_kind_default(const char *name)
{
    return (eng_kind){
        .name = name,
        .sprite_fps = 8,
        .sprite_scale = 1,
        .rotates = true,
        .layer = 1,
        .radius = 6,
        .mass = 1,
        .turn = 6,
        .hp = 10,
        .damage = 1,
        .reach = 10,
        .cooldown = 1,
        .sight = 100,
        .build_time = 1,
    };
}

static bool is_within(double value, double low, double high)
{
    return value >= low && value <= high; // false for NaN
}

bool eng_world_check_kind(const eng_kind *kind, eng_error *error)
{
    const struct {
        const char *key;
        float value, least, most;
    } rows[] = {
        {"radius", kind->radius, 0, 1000},
        {"mass", kind->mass, 0, 1e6f},
        {"speed", kind->speed, 0, 10000},
        {"turn", kind->turn, 0, 1000},
        {"hp", kind->hp, 1e-3f, 1e9f},
        {"damage", kind->damage, 0, 1e9f},
        {"reach", kind->reach, 0, 1e5f},
        {"cooldown", kind->cooldown, 0, 1e6f},
        {"sight", kind->sight, 0, 1e5f},
        {"capacity", kind->capacity, 0, 1e9f},
        {"build_cost", kind->build_cost, 0, 1e9f},
        {"build_time", kind->build_time, 0, 1e6f},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!is_within(rows[i].value, rows[i].least, rows[i].most))
            return eng_error_set(error, "kind '%s': %s is %g: give a number from %g to %g",
                                 kind->name, rows[i].key, rows[i].value, rows[i].least,
                                 rows[i].most);
    }
    return true;
}

eng_rules eng_world_make_rules(const eng_kind *kind)
{
    return (eng_rules){
        .radius = kind->radius,
        .mass = kind->mass,
        .speed = kind->speed,
        .turn = kind->turn,
        .hp = kind->hp,
        .damage = kind->damage,
        .reach = kind->reach,
        .cooldown = kind->cooldown,
        .sight = kind->sight,
        .capacity = kind->capacity,
        .build_cost = kind->build_cost,
        .build_time = kind->build_time,
        .builds = -1,
        .role = -1,
        .is_scripted = kind->script_class != NULL,
    };
}

static bool make_kinds(eng_world *world, const eng_world_def *def, eng_error *error)
{
    if (def->kind_count == 0 || def->kind_count > ENG_MAX_KINDS)
        return eng_error_set(error, "%u kinds of units: give 1 to %u", def->kind_count,
                             ENG_MAX_KINDS);
    for (uint32_t i = 0; i < def->kind_count; i++) {
        const eng_kind *kind = &def->kinds[i];
        if (kind->name == NULL || kind->name[0] == '\0')
            return eng_error_set(error, "kind %u has no name", i);
        if (eng_world_find_kind(world, kind->name) >= 0)
            return eng_error_set(error, "kind '%s' is there twice", kind->name);
        if (!eng_world_check_kind(kind, error))
            return false;
        world->kinds[i] = eng_world_make_rules(kind);
        world->layer_of_name[i] = -1;
        world->names[i] = eng_copy_text(kind->name);
        world->name_count = world->kind_count = i + 1;
    }
    for (uint32_t i = 0; i < def->kind_count; i++) {
        const char *builds = def->kinds[i].builds;
        if (builds == NULL)
            continue;
        world->kinds[i].builds = eng_world_find_kind(world, builds);
        if (world->kinds[i].builds < 0)
            return eng_error_set(error, "kind '%s': builds '%s': there is no such kind",
                                 def->kinds[i].name, builds);
    }
    return true;
}

bool eng_world_check_ground(const eng_map *map, eng_error *error)
{
    if (map->terrain_cell == 0)
        return true;
    size_t cell_count = (size_t)map->terrain_columns * map->terrain_rows;
    if (!is_within(map->terrain_cell, 1, 65536) || cell_count == 0 ||
        map->terrain_columns > 65536 || map->terrain_rows > 65536 || cell_count > MAX_CELLS)
        return eng_error_set(error,
                             "map: terrain of %u x %u cells of %g px: give 1 to %u cells of at "
                             "least 1 px",
                             map->terrain_columns, map->terrain_rows, map->terrain_cell, MAX_CELLS);
    for (uint32_t i = 0; i < map->legend_count; i++) {
        if (!is_within(map->legend[i].speed, 0, 10))
            return eng_error_set(error, "map: terrain '%s': speed is %g: give a factor, 0 to 10",
                                 map->legend[i].name, map->legend[i].speed);
    }
    for (size_t i = 0; i < cell_count; i++) {
        if (map->terrain[i] >= map->legend_count)
            return eng_error_set(error, "map: terrain cell %zu is %u, but the legend has %u", i,
                                 map->terrain[i], map->legend_count);
    }
    return true;
}

static bool make_ground(eng_world *world, const eng_map *map, eng_error *error)
{
    if (!eng_world_check_ground(map, error) || map->terrain_cell == 0)
        return map->terrain_cell == 0;
    size_t cell_count = (size_t)map->terrain_columns * map->terrain_rows;
    world->ground_cell = map->terrain_cell;
    world->ground_columns = map->terrain_columns;
    world->ground_rows = map->terrain_rows;
    world->ground = eng_alloc(cell_count, sizeof *world->ground);
    for (size_t i = 0; i < cell_count; i++)
        world->ground[i] = map->legend[map->terrain[i]].speed;
    return true;
}

bool eng_world_check_scalar(const eng_scalar_def *def, const eng_map *map, eng_error *error)
{
    const struct {
        const char *key;
        float value, least, most;
    } rows[] = {
        {"cell", def->cell, 1, 65536},
        {"decay", def->decay, 0, 1000},
        {"diffuse", def->diffuse, 0, 1},
        {"max", def->max, 0, 1e9f},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!is_within(rows[i].value, rows[i].least, rows[i].most))
            return eng_error_set(error, "map: field '%s': %s is %g: give a number from %g to %g",
                                 def->name, rows[i].key, rows[i].value, rows[i].least,
                                 rows[i].most);
    }
    if (ceilf(map->width / def->cell) * ceilf(map->height / def->cell) > (float)MAX_CELLS)
        return eng_error_set(error, "map: field '%s': cells of %g px are too small for the map",
                             def->name, def->cell);
    return true;
}

// A scalar field that shares its name with a kind shares the entry, too: names are looked up by
// text.
static void name_layer(eng_world *world, uint32_t layer)
{
    int32_t name = eng_world_find_kind(world, world->layers[layer].name);
    if (name < 0) {
        name = (int32_t)world->name_count++;
        world->names[name] = eng_copy_text(world->layers[layer].name);
    }
    world->layer_of_name[name] = (int32_t)layer;
}

// A role that has the name of a kind or a field shares its entry.
static void name_role(eng_world *world, eng_rules *rules, const char *role)
{
    if (role == NULL || role[0] == '\0')
        return;
    for (uint32_t i = 0; i < world->name_count && rules->role < 0; i++)
        if (strcmp(world->names[i], role) == 0)
            rules->role = (int32_t)i;
    if (rules->role >= 0)
        return;
    rules->role = (int32_t)world->name_count;
    world->layer_of_name[world->name_count] = -1;
    world->names[world->name_count++] = eng_copy_text(role);
}

static int32_t find_layer(const eng_world *world, const char *name)
{
    for (uint32_t i = 0; i < world->layer_count; i++) {
        if (name != NULL && strcmp(world->layers[i].name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}

static bool make_layers(eng_world *world, const eng_map *map, const eng_kind *roles,
                        eng_error *error)
{
    if (map->scalar_count > ENG_MAX_SCALARS)
        return eng_error_set(error, "map: %u fields: %u is the most", map->scalar_count,
                             ENG_MAX_SCALARS);
    for (uint32_t i = 0; i < map->scalar_count; i++) {
        const eng_scalar_def *def = &map->scalars[i];
        if (def->name == NULL || def->name[0] == '\0')
            return eng_error_set(error, "map: field %u has no name", i);
        if (find_layer(world, def->name) >= 0)
            return eng_error_set(error, "map: field '%s' is there twice", def->name);
        if (!eng_world_check_scalar(def, map, error))
            return false;
        eng_layer_init(&world->layers[i], def, map->width, map->height,
                       ENG_SCALAR_PERIOD * world->tick_s);
        world->layer_count = i + 1;
        name_layer(world, i);
    }
    for (uint32_t i = 0; i < world->kind_count; i++)
        name_role(world, &world->kinds[i], roles[i].role);
    for (uint32_t i = 0; i < map->spot_count; i++) {
        const eng_spot *spot = &map->spots[i];
        int32_t layer = find_layer(world, spot->field);
        if (layer < 0)
            return eng_error_set(error, "map: spot %u: there is no field '%s'", i,
                                 spot->field != NULL ? spot->field : "");
        if (!is_within(spot->x, 0, map->width) || !is_within(spot->y, 0, map->height) ||
            !is_within(spot->radius, 0, 65536) || !is_within(spot->amount, 0, 1e9))
            return eng_error_set(error,
                                 "map: spot %u: x %g, y %g, radius %g, amount %g: give a place on "
                                 "the map and numbers from 0",
                                 i, spot->x, spot->y, spot->radius, spot->amount);
        eng_layer_fill(&world->layers[layer], spot);
    }
    return true;
}

// The names of the pack's fields, which may be those of kinds and layers as well.
int32_t eng_world_make_name(eng_world *world, const char *text)
{
    uint32_t name = 0;
    while (name < world->name_count && strcmp(world->names[name], text) != 0)
        name++;
    if (name == world->name_count) {
        world->layer_of_name[name] = -1;
        world->names[world->name_count++] = eng_copy_text(text);
    }
    return (int32_t)name;
}

static void make_extra_names(eng_world *world)
{
    const eng_schema *schema = world->schema;
    for (uint32_t i = 0; i < schema->name_count; i++)
        eng_world_make_name(world, schema->names[i]);
    for (uint32_t i = ENG_FIELD_COUNT; i < schema->field_count; i++) {
        uint32_t extra = i - ENG_FIELD_COUNT;
        if (schema->fields[i].type == ENG_NAME)
            world->fallback_names[extra] =
                eng_world_make_name(world, schema->names[(uint32_t)schema->fallbacks[extra]]);
    }
}

static void make_columns(eng_world *world)
{
    uint32_t capacity = world->entity_capacity;
#define MAKE(type, name) world->columns.name = eng_alloc(capacity, sizeof(type));
    ENG_STATE_COLUMNS(MAKE)
    ENG_DRAWING_COLUMNS(MAKE)
#undef MAKE
    for (uint32_t i = ENG_FIELD_COUNT; i < world->schema->field_count; i++)
        world->extra[i - ENG_FIELD_COUNT] =
            eng_alloc(capacity, eng_type_bytes(world->schema->fields[i].type));
    eng_ids_init(&world->ids, capacity);
    world->ids.is_fresh_first = world->schema->has_referee;
    world->row_of_index = eng_alloc(capacity, sizeof *world->row_of_index);
    world->bubble_of_index = eng_alloc(capacity, sizeof *world->bubble_of_index);
    world->push_x = eng_alloc(capacity, sizeof *world->push_x);
    world->push_y = eng_alloc(capacity, sizeof *world->push_y);
}

eng_world *eng_world_create(const eng_world_def *def, eng_error *error)
{
    ENG_ASSERT(def != NULL && def->map != NULL);
    const eng_map *map = def->map;
    if (!is_within(def->tick_rate_hz, 1, 1000)) {
        eng_error_set(error, "tick_rate is %g: give 1 to 1000 Hz", def->tick_rate_hz);
        return NULL;
    }
    if (!is_within(map->width, 1, 65536) || !is_within(map->height, 1, 65536)) {
        eng_error_set(error, "map: size is %g x %g: give 1 to 65536 px", map->width, map->height);
        return NULL;
    }
    if (def->entity_capacity == 0 || def->entity_capacity > MAX_CELLS) {
        eng_error_set(error, "entity_capacity is %u: give 1 to %u", def->entity_capacity,
                      MAX_CELLS);
        return NULL;
    }
    eng_world *world = eng_alloc(1, sizeof *world);
    world->width = map->width;
    world->height = map->height;
    world->tick_rate_hz = def->tick_rate_hz;
    world->tick_s = (float)(1.0 / def->tick_rate_hz);
    world->entity_capacity = def->entity_capacity;
    world->random = eng_random_make(def->seed, 0);
    eng_schema_init(&world->own_schema, NULL);
    world->schema = def->schema != NULL ? def->schema : &world->own_schema;
    world->is_told = true;
    make_columns(world);
    if (!make_kinds(world, def, error) || !make_ground(world, map, error) ||
        !make_layers(world, map, def->kinds, error)) {
        eng_world_destroy(world);
        return NULL;
    }
    make_extra_names(world);
    eng_grids_init(world);
    return world;
}

void eng_world_destroy(eng_world *world)
{
    if (world == NULL)
        return;
#define UNMAKE(type, name) eng_free(world->columns.name);
    ENG_STATE_COLUMNS(UNMAKE)
    ENG_DRAWING_COLUMNS(UNMAKE)
#undef UNMAKE
    for (uint32_t i = 0; i < ENG_MAX_PACK_ROWS; i++)
        eng_free(world->extra[i]);
    eng_schema_fini(&world->own_schema);
    eng_free(world->made.items);
    eng_ids_fini(&world->ids);
    eng_free(world->row_of_index);
    eng_free(world->bubble_of_index);
    eng_free(world->push_x);
    eng_free(world->push_y);
    eng_free(world->ground);
    for (uint32_t i = 0; i < world->name_count; i++)
        eng_free(world->names[i]);
    for (uint32_t i = 0; i < world->layer_count; i++)
        eng_layer_fini(&world->layers[i]);
    eng_grids_fini(world);
    eng_free(world->events.items);
    eng_free(world->births.items);
    eng_free(world->deaths.items);
    eng_free(world->effects.items);
    eng_free(world->bubbles.items);
    eng_free(world);
}
