// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// save.c: the state of a world as named parts:
//
//     part    text name | u32 bytes of an item | u64 items | items
//
//     tick, random, generations, free, names, delivered, kills, ending    one each
//     column.NAME     of every state column and every field that the pack adds, in the order of
//     rows field.NAME      of every scalar field: u32 columns | u32 rows | values end nothing
//
// The order of the rows and of the free ids is state. What loads checks each number that anything
// indexes, loops or divides by, and finally that rows and ids agree.

#include "save.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "state.h"

#define NAME_BYTES 128
// No number of a unit is further from 0.
#define MOST 1e9f
#define MAX_NAMES (ENG_MAX_KINDS + ENG_MAX_SCALARS + ENG_MAX_PACK_NAMES)

typedef struct part {
    char name[NAME_BYTES];
    uint32_t item_bytes;
    uint64_t item_count;
    const uint8_t *items;
} part;

typedef struct column_row {
    const char *name;
    size_t offset; // of the array's pointer in eng_columns
    uint32_t item_bytes;
    bool is_float;
} column_row;

static const column_row column_rows[] = {
#define ROW(type, name)                                                                            \
    {#name, offsetof(eng_columns, name), sizeof(type),                                             \
     _Generic((type)0, float                                                                       \
              : true, default                                                                      \
              : false)},
    ENG_STATE_COLUMNS(ROW)
#undef ROW
};
#define COLUMN_COUNT (sizeof column_rows / sizeof *column_rows)

static void *column_get(const eng_world *world, size_t index)
{
    void *items;
    memcpy(&items, (const char *)&world->columns + column_rows[index].offset, sizeof items);
    return items;
}

// ----------------------------------------------------------------------------------------- saving

static void put_part(eng_buffer *out, const char *prefix, const char *name, uint32_t item_bytes,
                     uint64_t item_count, const void *items)
{
    char full[NAME_BYTES * 2];
    snprintf(full, sizeof full, "%s%s", prefix, name);
    eng_buffer_add_text(out, full);
    eng_buffer_add_u32(out, item_bytes);
    eng_buffer_add_u64(out, item_count);
    eng_buffer_add(out, items, (size_t)(item_bytes * item_count));
}

static void put_names(const eng_world *world, eng_buffer *out)
{
    eng_buffer names = {0};
    for (uint32_t i = 0; i < world->name_count; i++)
        eng_buffer_add_text(&names, world->names[i]);
    put_part(out, "names", "", 1, names.count, names.data);
    eng_free(names.data);
}

static void put_layer(const eng_layer *layer, eng_buffer *out)
{
    uint64_t cells = (uint64_t)layer->columns * layer->rows;
    char full[NAME_BYTES * 2];
    snprintf(full, sizeof full, "field.%s", layer->name);
    eng_buffer_add_text(out, full);
    eng_buffer_add_u32(out, 1);
    eng_buffer_add_u64(out, 2 * sizeof(uint32_t) + cells * sizeof(float));
    eng_buffer_add_u32(out, layer->columns);
    eng_buffer_add_u32(out, layer->rows);
    eng_buffer_add(out, layer->values, (size_t)cells * sizeof(float));
}

void eng_world_save(const eng_world *world, eng_buffer *out)
{
    const eng_ids *ids = &world->ids;
    put_part(out, "tick", "", sizeof world->tick, 1, &world->tick);
    put_part(out, "random", "", sizeof world->random, 1, &world->random);
    put_part(out, "generations", "", sizeof *ids->generation, ids->touched_count, ids->generation);
    put_part(out, "free", "", sizeof *ids->free, ids->free_count, ids->free);
    put_names(world, out);
    put_part(out, "delivered", "", sizeof world->delivered[0], ENG_MAX_TEAMS, world->delivered);
    put_part(out, "kills", "", sizeof world->kills[0], ENG_MAX_TEAMS, world->kills);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        put_part(out, "column.", column_rows[i].name, column_rows[i].item_bytes, world->row_count,
                 column_get(world, i));
    for (uint32_t i = ENG_FIELD_COUNT; i < world->schema->field_count; i++)
        put_part(out, "column.", world->schema->fields[i].name,
                 eng_type_bytes(world->schema->fields[i].type), world->row_count,
                 eng_world_column(world, i));
    put_part(out, "ending", "", sizeof world->ending, 1, &world->ending);
    for (uint32_t i = 0; i < world->layer_count; i++)
        put_layer(&world->layers[i], out);
    put_part(out, "end", "", 1, 0, NULL);
}

// ---------------------------------------------------------------------------------------- loading

typedef struct loader {
    eng_world *world;
    eng_cursor from;
    int32_t kind_map[MAX_NAMES], name_map[MAX_NAMES]; // -1: not there any more
    char names[MAX_NAMES][NAME_BYTES];
    uint32_t name_count;
    uint64_t row_count;
    bool has_column[COLUMN_COUNT], has_extra[ENG_MAX_PACK_ROWS], has_row_count;
    bool has_tick, has_random, has_ids, has_free;
    void (*note)(void *user, const char *text);
    void *user;
    eng_error *error;
} loader;

static void say(const loader *l, const char *format, const char *name)
{
    char text[NAME_BYTES * 3];
    if (l->note == NULL)
        return;
    snprintf(text, sizeof text, format, name); // NOLINT: formats are this file's
    l->note(l->user, text);
}

static bool damaged(loader *l, const char *what)
{
    return eng_error_set(l->error, "the world of the save is damaged: %s", what);
}

static bool take_part(loader *l, part *out)
{
    eng_cursor *from = &l->from;
    if (!eng_cursor_text(from, out->name, sizeof out->name))
        return false;
    out->item_bytes = eng_cursor_u32(from);
    out->item_count = eng_cursor_u64(from);
    bool is_sane = out->item_bytes > 0 && out->item_bytes <= 1024 && out->item_count <= UINT32_MAX;
    out->items = is_sane ? eng_cursor_run(from, out->item_count * out->item_bytes) : NULL;
    return out->items != NULL;
}

static bool is_shaped(const part *p, uint32_t item_bytes, uint64_t least, uint64_t most)
{
    return p->item_bytes == item_bytes && p->item_count >= least && p->item_count <= most;
}

static bool take_ids(loader *l, const part *p)
{
    eng_ids *ids = &l->world->ids;
    if (p->item_count > ids->capacity)
        return eng_error_set(l->error,
                             "the save has units of %llu numbers, the game has room for %u",
                             (unsigned long long)p->item_count, ids->capacity);
    if (p->item_bytes != sizeof *ids->generation)
        return damaged(l, "the generations of its units");
    memcpy(ids->generation, p->items, (size_t)p->item_count * p->item_bytes);
    ids->touched_count = (uint32_t)p->item_count;
    return l->has_ids = true;
}

static bool take_free(loader *l, const part *p)
{
    eng_ids *ids = &l->world->ids;
    if (!is_shaped(p, sizeof *ids->free, 0, ids->capacity))
        return damaged(l, "its free numbers");
    memcpy(ids->free, p->items, (size_t)p->item_count * p->item_bytes);
    ids->free_count = (uint32_t)p->item_count;
    return l->has_free = true;
}

static int32_t find_name(const eng_world *world, const char *name)
{
    for (uint32_t i = 0; i < world->name_count; i++)
        if (strcmp(world->names[i], name) == 0)
            return (int32_t)i;
    return -1;
}

static bool take_names(loader *l, const part *p)
{
    eng_cursor names = eng_cursor_make(p->items, (size_t)p->item_count);
    while (p->item_bytes == 1 && names.at < names.end && l->name_count < MAX_NAMES) {
        char *name = l->names[l->name_count];
        if (!eng_cursor_text(&names, name, NAME_BYTES))
            return damaged(l, "its names");
        l->kind_map[l->name_count] = eng_world_find_kind(l->world, name);
        l->name_map[l->name_count++] = find_name(l->world, name);
    }
    return names.at == names.end || damaged(l, "its names");
}

static bool take_layer(loader *l, const char *name, const part *p)
{
    eng_world *world = l->world;
    eng_cursor from = eng_cursor_make(p->items, (size_t)p->item_count * p->item_bytes);
    uint32_t columns = eng_cursor_u32(&from), rows = eng_cursor_u32(&from);
    for (uint32_t i = 0; i < world->layer_count; i++) {
        eng_layer *layer = &world->layers[i];
        if (strcmp(layer->name, name) != 0)
            continue;
        uint64_t bytes = (uint64_t)layer->columns * layer->rows * sizeof(float);
        if (columns != layer->columns || rows != layer->rows) {
            say(l, "field '%s' has other cells than in the save: it is as the map begins", name);
            return true;
        }
        const uint8_t *values = eng_cursor_run(&from, bytes);
        if (values == NULL || from.at != from.end)
            return damaged(l, "a field's values");
        memcpy(layer->values, values, bytes);
        for (uint64_t k = 0; k < bytes / sizeof(float); k++)
            if (!(layer->values[k] >= 0 && layer->values[k] <= layer->max))
                return damaged(l, "a field's values");
        return true;
    }
    say(l, "field '%s' of the save is not there any more", name);
    return true;
}

// A field of the pack may have become another since.
static bool take_extra(loader *l, uint32_t field, const part *p)
{
    const eng_field_row *row = &l->world->schema->fields[field];
    if (p->item_bytes != eng_type_bytes(row->type)) {
        say(l, "the field '%s' of units has another type than in the save: it begins anew",
            row->name);
        return true;
    }
    memcpy(l->world->extra[field - ENG_FIELD_COUNT], p->items,
           (size_t)p->item_count * p->item_bytes);
    return l->has_extra[field - ENG_FIELD_COUNT] = true;
}

static bool take_column(loader *l, const char *name, const part *p)
{
    if (l->has_row_count && p->item_count != l->row_count)
        return damaged(l, "its columns have not the same length");
    l->has_row_count = true;
    l->row_count = p->item_count;
    if (p->item_count > l->world->entity_capacity)
        return eng_error_set(l->error, "the save has %llu units, the game has room for %u",
                             (unsigned long long)p->item_count, l->world->entity_capacity);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (strcmp(column_rows[i].name, name) != 0)
            continue;
        if (p->item_bytes != column_rows[i].item_bytes)
            return damaged(l, "a column's type");
        memcpy(column_get(l->world, i), p->items, (size_t)p->item_count * p->item_bytes);
        return l->has_column[i] = true;
    }
    for (uint32_t i = ENG_FIELD_COUNT; i < l->world->schema->field_count; i++)
        if (strcmp(l->world->schema->fields[i].name, name) == 0)
            return take_extra(l, i, p);
    say(l, "column '%s' of the save is not there any more", name);
    return true;
}

static bool take_fixed(loader *l, const part *p, const char *name, void *out, uint32_t item_bytes,
                       uint32_t count)
{
    if (!is_shaped(p, item_bytes, count, count))
        return damaged(l, name);
    memcpy(out, p->items, (size_t)item_bytes * count);
    return true;
}

static bool take_one(loader *l, const part *p)
{
    eng_world *world = l->world;
    const char *name = p->name;
    if (strncmp(name, "column.", 7) == 0)
        return take_column(l, name + 7, p);
    if (strncmp(name, "field.", 6) == 0)
        return take_layer(l, name + 6, p);
    if (strcmp(name, "names") == 0)
        return take_names(l, p);
    if (strcmp(name, "generations") == 0)
        return take_ids(l, p);
    if (strcmp(name, "free") == 0)
        return take_free(l, p);
    if (strcmp(name, "tick") == 0)
        return l->has_tick = take_fixed(l, p, name, &world->tick, sizeof world->tick, 1);
    if (strcmp(name, "random") == 0)
        return l->has_random = take_fixed(l, p, name, &world->random, sizeof world->random, 1);
    if (strcmp(name, "ending") == 0)
        return take_fixed(l, p, name, &world->ending, sizeof world->ending, 1);
    if (strcmp(name, "delivered") == 0)
        return take_fixed(l, p, name, world->delivered, sizeof(double), ENG_MAX_TEAMS);
    if (strcmp(name, "kills") == 0)
        return take_fixed(l, p, name, world->kills, sizeof(uint32_t), ENG_MAX_TEAMS);
    say(l, "'%s' of the save is not known here", name);
    return true;
}

// --------------------------------------------------------------------------------------- checking

static bool check_floats(loader *l)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const float *values = column_rows[i].is_float ? column_get(l->world, i) : NULL;
        for (uint64_t row = 0; values != NULL && row < l->row_count; row++)
            if (!(values[row] >= -MOST && values[row] <= MOST))
                return damaged(l, column_rows[i].name);
    }
    return true;
}

// Kinds by name: what was number 3 can be number 4 by now.
static bool check_kinds(loader *l)
{
    int32_t *kinds = l->world->columns.kind;
    for (uint64_t row = 0; row < l->row_count; row++) {
        if (kinds[row] < 0 || (uint32_t)kinds[row] >= l->name_count)
            return damaged(l, "the kinds of its units");
        if (l->kind_map[kinds[row]] < 0)
            return eng_error_set(l->error,
                                 "there is no kind '%s' any more, and the save has units of it: "
                                 "bring back the pack as it was",
                                 l->names[kinds[row]]);
        kinds[row] = l->kind_map[kinds[row]];
    }
    return true;
}

// Names by their texts, like kinds; what the save did not have begins as for a new unit.
static void settle_extra(loader *l, uint32_t field)
{
    eng_world *world = l->world;
    uint32_t extra = field - ENG_FIELD_COUNT;
    const eng_field_row *row = &world->schema->fields[field];
    if (!l->has_extra[extra])
        say(l, "the field '%s' of units was not in the save: it begins anew", row->name);
    for (uint32_t i = 0; i < l->row_count; i++) {
        if (!l->has_extra[extra]) {
            eng_world_init_extra(world, field, i);
        } else if (row->type == ENG_BOOL) {
            uint8_t *flag = eng_world_cell(world, field, i);
            *flag = *flag != 0;
        } else if (row->type == ENG_NAME) {
            int32_t *name = eng_world_cell(world, field, i);
            bool is_known = *name >= 0 && (uint32_t)*name < l->name_count;
            *name = is_known ? l->name_map[*name] : -1;
            if (*name < 0)
                *name = world->fallback_names[extra];
        }
    }
}

// A map that is smaller now has its units at its edges.
static bool check_row(const eng_world *world, uint64_t row)
{
    const eng_columns *c = &world->columns;
    c->x[row] = eng_clamp(c->x[row], 0, world->width);
    c->y[row] = eng_clamp(c->y[row], 0, world->height);
    return c->radius[row] >= 0 && c->radius[row] <= 1000 && c->max_speed[row] >= 0 &&
           c->max_speed[row] <= 10000 && c->team[row] >= 0 && c->team[row] < ENG_MAX_TEAMS &&
           c->is_moving[row] <= 1 && c->is_building[row] <= 1 && c->is_leaving[row] <= 1 &&
           c->order[row] <= ENG_ORDER_ATTACK;
}

// Rows make the ids that are used; the free ones are others, each once.
static bool check_ids(loader *l)
{
    eng_world *world = l->world;
    eng_ids *ids = &world->ids;
    for (uint64_t row = 0; row < l->row_count; row++) {
        eng_entity entity = world->columns.entities[row];
        uint32_t index = eng_entity_index(entity);
        if (index >= ids->touched_count || ids->is_used[index] ||
            eng_entity_generation(entity) == 0 ||
            ids->generation[index] != eng_entity_generation(entity))
            return damaged(l, "the numbers of its units");
        ids->is_used[index] = 1;
        world->row_of_index[index] = (int32_t)row;
    }
    uint8_t *is_free = eng_alloc(ids->capacity, 1);
    bool is_good = true;
    for (uint32_t i = 0; i < ids->free_count && is_good; i++) {
        uint32_t index = ids->free[i];
        is_good = index < ids->touched_count && !ids->is_used[index] && !is_free[index] &&
                  ids->generation[index] != 0;
        if (is_good)
            is_free[index] = 1;
    }
    eng_free(is_free);
    ids->alive_count = (uint32_t)l->row_count;
    world->row_count = (uint32_t)l->row_count;
    return is_good || damaged(l, "its free numbers");
}

static bool check_all(loader *l)
{
    eng_world *world = l->world;
    bool is_whole = l->has_tick && l->has_random && l->has_ids && l->has_free;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        is_whole = is_whole && l->has_column[i];
    if (!is_whole || (world->random.stream & 1) == 0)
        return damaged(l, "a part is missing");
    if (!check_floats(l) || !check_kinds(l))
        return false;
    for (uint64_t row = 0; row < l->row_count; row++)
        if (!check_row(world, row))
            return damaged(l, "a unit's numbers");
    if (world->ending.kind > ENG_END_ABORTED)
        return damaged(l, "its ending");
    world->ending.text[ENG_END_BYTES] = '\0';
    for (uint32_t i = ENG_FIELD_COUNT; i < world->schema->field_count; i++)
        settle_extra(l, i);
    if (!check_ids(l))
        return false;
    world->is_told = true;
    size_t bytes = (size_t)l->row_count * sizeof(float);
    memcpy(world->columns.previous_x, world->columns.x, bytes);
    memcpy(world->columns.previous_y, world->columns.y, bytes);
    memcpy(world->columns.previous_heading, world->columns.heading, bytes);
    return true;
}

bool eng_world_load(eng_world *world, const void *bytes, size_t count,
                    void (*note)(void *user, const char *text), void *user, eng_error *error)
{
    // Large: the names of kinds lie in it.
    loader *l = eng_alloc(1, sizeof *l);
    *l = (loader){.world = world,
                  .from = eng_cursor_make(bytes, count),
                  .note = note,
                  .user = user,
                  .error = error};
    part p = {.name = ""};
    bool is_good = true;
    while (is_good && strcmp(p.name, "end") != 0)
        is_good = take_part(l, &p) ? strcmp(p.name, "end") == 0 || take_one(l, &p)
                                   : damaged(l, "it ends too early");
    if (is_good && l->from.at != l->from.end)
        is_good = damaged(l, "something follows its end");
    is_good = is_good && check_all(l);
    if (!is_good)
        world->row_count = 0;
    world->events.count = world->births.count = world->deaths.count = world->effects.count = 0;
    eng_free(l);
    return is_good;
}
