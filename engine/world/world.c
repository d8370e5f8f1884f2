// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "base/trig.h"
#include "state.h"

// --------------------------------------------------------------------------------------- units

void *eng_world_cell(const eng_world *world, uint32_t field, uint32_t row)
{
    uint8_t *column = (uint8_t *)eng_world_column(world, field);
    return column + (size_t)row * eng_type_bytes(world->schema->fields[field].type);
}

void eng_world_init_extra(eng_world *world, uint32_t field, uint32_t row)
{
    uint32_t extra = field - ENG_FIELD_COUNT;
    double value = world->schema->fallbacks[extra];
    void *cell = eng_world_cell(world, field, row);
    switch (world->schema->fields[field].type) {
    case ENG_BOOL:
        *(uint8_t *)cell = value != 0;
        break;
    case ENG_FLOAT:
        *(float *)cell = (float)value;
        break;
    case ENG_ENTITY:
        *(eng_entity *)cell = ENG_ENTITY_NONE;
        break;
    case ENG_NAME:
        *(int32_t *)cell = world->fallback_names[extra];
        break;
    default:
        *(int32_t *)cell = (int32_t)value;
        break;
    }
}

static void init_row(eng_world *world, uint32_t row, eng_entity entity, uint32_t kind)
{
    const eng_rules *rules = &world->kinds[kind];
    eng_columns *columns = &world->columns;
#define ZERO(type, name) columns->name[row] = 0;
    ENG_STATE_COLUMNS(ZERO)
#undef ZERO
    columns->entities[row] = entity;
    columns->kind[row] = (int32_t)kind;
    columns->role[row] = rules->role;
    columns->max_speed[row] = rules->speed;
    columns->hp[row] = columns->max_hp[row] = rules->hp;
    columns->sight[row] = rules->sight;
    columns->reach[row] = rules->reach;
    columns->damage[row] = rules->damage;
    columns->radius[row] = rules->radius;
    columns->capacity[row] = rules->capacity;
    for (uint32_t i = ENG_FIELD_COUNT; i < world->schema->field_count; i++)
        eng_world_init_extra(world, i, row);
}

eng_entity eng_world_spawn(eng_world *world, uint32_t kind, int32_t team, float x, float y,
                           float heading)
{
    if (kind >= world->kind_count || world->kinds[kind].is_none || team < 0 ||
        team >= ENG_MAX_TEAMS || !isfinite(x) || !isfinite(y) || !isfinite(heading))
        return ENG_ENTITY_NONE;
    eng_entity entity = eng_ids_acquire(&world->ids);
    if (entity == ENG_ENTITY_NONE)
        return ENG_ENTITY_NONE;
    uint32_t row = world->row_count++;
    eng_columns *columns = &world->columns;
    init_row(world, row, entity, kind);
    columns->team[row] = team;
    columns->x[row] = columns->previous_x[row] = eng_clamp(x, 0, world->width);
    columns->y[row] = columns->previous_y[row] = eng_clamp(y, 0, world->height);
    columns->heading[row] = columns->previous_heading[row] = (float)eng_wrap_angle((double)heading);
    world->row_of_index[eng_entity_index(entity)] = (int32_t)row;
    *ENG_ARRAY_PUSH(&world->births) = entity;
    eng_world_add_effect(world, ENG_EFFECT_SPAWN, row);
    eng_world_post(world, entity, ENG_EVENT_SPAWN, eng_value_entity(ENG_ENTITY_NONE),
                   (eng_value){0});
    return entity;
}

bool eng_world_remove(eng_world *world, eng_entity entity)
{
    int32_t row = eng_world_row(world, entity);
    if (row < 0)
        return false;
    world->columns.is_leaving[row] = 1;
    return true;
}

int32_t eng_world_row(const eng_world *world, eng_entity entity)
{
    if (!eng_ids_is_alive(&world->ids, entity))
        return ENG_ROW_NONE;
    return world->row_of_index[eng_entity_index(entity)];
}

void eng_world_end_order(eng_world *world, uint32_t row)
{
    world->columns.order[row] = ENG_ORDER_NONE;
    world->columns.target[row] = ENG_ENTITY_NONE;
    world->columns.order_x[row] = world->columns.order_y[row] = 0;
    world->columns.order_best[row] = world->columns.order_stall[row] = 0;
}

// ---------------------------------------------------------------------------------------- step

void eng_world_post(eng_world *world, eng_entity entity, eng_event_id event, eng_value first,
                    eng_value second)
{
    *ENG_ARRAY_PUSH(&world->events) = (eng_event){
        .entity = entity,
        .event = event,
        .arg_count = eng_event_rows[event].arg_count,
        .args = {first, second},
    };
}

eng_effect *eng_world_add_effect(eng_world *world, eng_effect_type type, uint32_t row)
{
    const eng_columns *columns = &world->columns;
    eng_effect *effect = ENG_ARRAY_PUSH(&world->effects);
    *effect = (eng_effect){
        .type = type,
        .entity = columns->entities[row],
        .kind = columns->kind[row],
        .team = columns->team[row],
        .x = columns->x[row],
        .y = columns->y[row],
        .heading = columns->heading[row],
        .to_x = columns->x[row],
        .to_y = columns->y[row],
    };
    return effect;
}

// Before anything moves, a referee's set() included.
static void remember(eng_world *world)
{
    eng_columns *columns = &world->columns;
    size_t bytes = world->row_count * sizeof(float);
    memcpy(columns->previous_x, columns->x, bytes);
    memcpy(columns->previous_y, columns->y, bytes);
    memcpy(columns->previous_heading, columns->heading, bytes);
}

void eng_world_begin(eng_world *world)
{
    if (!world->is_told)
        return;
    world->is_told = false;
    world->events.count = world->births.count = world->deaths.count = world->effects.count = 0;
    remember(world);
}

void eng_world_settle(eng_world *world)
{
    world->is_told = true;
    eng_world_begin(world);
}

const eng_ending *eng_world_ending(const eng_world *world)
{
    return &world->ending;
}

const eng_schema *eng_world_schema(const eng_world *world)
{
    return world->schema;
}

void eng_world_step(eng_world *world)
{
    eng_world_begin(world);
    world->tick++;
    for (uint32_t row = 0; row < world->row_count; row++)
        world->columns.age[row] += world->tick_s;
    if (!world->schema->is_still) {
        eng_phase_steer(world);
        eng_phase_move(world);
        eng_phase_collide(world);
        eng_phase_attack(world);
        eng_phase_build(world);
    }
    eng_phase_bury(world);
    eng_phase_scalars(world);
    eng_speech_age(world);
    world->is_told = true;
}

uint64_t eng_world_hash(const eng_world *world)
{
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add_u64(&hash, world->tick);
    eng_hash_add_u64(&hash, world->random.state);
    const eng_ids *ids = &world->ids;
    eng_hash_add_u64(&hash, ids->touched_count);
    eng_hash_add(&hash, ids->generation, ids->touched_count * sizeof *ids->generation);
    eng_hash_add_u64(&hash, ids->free_count);
    eng_hash_add(&hash, ids->free, ids->free_count * sizeof *ids->free);
    eng_hash_add_u64(&hash, world->row_count);
#define ADD(type, name) eng_hash_add(&hash, world->columns.name, world->row_count * sizeof(type));
    ENG_STATE_COLUMNS(ADD)
#undef ADD
    for (uint32_t i = ENG_FIELD_COUNT; i < world->schema->field_count; i++)
        eng_hash_add(&hash, world->extra[i - ENG_FIELD_COUNT],
                     (size_t)world->row_count * eng_type_bytes(world->schema->fields[i].type));
    if (world->ending.kind != ENG_END_NONE)
        eng_hash_add(&hash, &world->ending, sizeof world->ending);
    for (uint32_t i = 0; i < world->layer_count; i++) {
        const eng_layer *layer = &world->layers[i];
        eng_hash_add_u64(&hash, (uint64_t)layer->columns << 32 | layer->rows);
        eng_hash_add(&hash, layer->values,
                     (size_t)layer->columns * layer->rows * sizeof *layer->values);
    }
    eng_hash_add(&hash, world->delivered, sizeof world->delivered);
    eng_hash_add(&hash, world->kills, sizeof world->kills);
    return eng_hash_end(&hash);
}

// --------------------------------------------------------------------------------------- views

uint64_t eng_world_tick(const eng_world *world)
{
    return world->tick;
}

double eng_world_time_s(const eng_world *world)
{
    return (double)world->tick / world->tick_rate_hz;
}

double eng_world_tick_rate_hz(const eng_world *world)
{
    return world->tick_rate_hz;
}

uint32_t eng_world_capacity(const eng_world *world)
{
    return world->entity_capacity;
}

uint32_t eng_world_name_count(const eng_world *world)
{
    return world->name_count;
}

const char *eng_world_name(const eng_world *world, uint32_t name)
{
    return name < world->name_count ? world->names[name] : NULL;
}

int32_t eng_world_find_name(const eng_world *world, const char *name)
{
    for (uint32_t i = 0; i < world->name_count; i++) {
        if (strcmp(world->names[i], name) == 0)
            return (int32_t)i;
    }
    return -1;
}

int32_t eng_world_find_kind(const eng_world *world, const char *name)
{
    for (uint32_t i = 0; i < world->kind_count && name != NULL; i++) {
        if (!world->kinds[i].is_none && strcmp(world->names[i], name) == 0)
            return (int32_t)i;
    }
    return -1;
}

eng_rows eng_world_rows(const eng_world *world)
{
    const eng_columns *columns = &world->columns;
    return (eng_rows){
        .row_count = world->row_count,
        .entities = columns->entities,
        .x = columns->x,
        .y = columns->y,
        .heading = columns->heading,
        .speed = columns->speed,
        .max_speed = columns->max_speed,
        .hp = columns->hp,
        .max_hp = columns->max_hp,
        .sight = columns->sight,
        .reach = columns->reach,
        .cooldown = columns->cooldown,
        .damage = columns->damage,
        .radius = columns->radius,
        .cargo = columns->cargo,
        .capacity = columns->capacity,
        .age = columns->age,
        .team = columns->team,
        .kind = columns->kind,
        .target = columns->target,
        .is_moving = columns->is_moving,
        .is_building = columns->is_building,
        .previous_x = columns->previous_x,
        .previous_y = columns->previous_y,
        .previous_heading = columns->previous_heading,
    };
}

uint32_t eng_world_row_count(const eng_world *world)
{
    return world->row_count;
}

const eng_entity *eng_world_entities(const eng_world *world)
{
    return world->columns.entities;
}

const void *eng_world_column(const eng_world *world, uint32_t field)
{
    const eng_columns *columns = &world->columns;
    const void *const by_field[ENG_FIELD_COUNT] = {
        [ENG_FIELD_X] = columns->x,
        [ENG_FIELD_Y] = columns->y,
        [ENG_FIELD_HEADING] = columns->heading,
        [ENG_FIELD_SPEED] = columns->speed,
        [ENG_FIELD_MAX_SPEED] = columns->max_speed,
        [ENG_FIELD_HP] = columns->hp,
        [ENG_FIELD_MAX_HP] = columns->max_hp,
        [ENG_FIELD_TEAM] = columns->team,
        [ENG_FIELD_KIND] = columns->kind,
        [ENG_FIELD_ROLE] = columns->role,
        [ENG_FIELD_SIGHT] = columns->sight,
        [ENG_FIELD_REACH] = columns->reach,
        [ENG_FIELD_COOLDOWN] = columns->cooldown,
        [ENG_FIELD_DAMAGE] = columns->damage,
        [ENG_FIELD_RADIUS] = columns->radius,
        [ENG_FIELD_CARGO] = columns->cargo,
        [ENG_FIELD_CAPACITY] = columns->capacity,
        [ENG_FIELD_TARGET] = columns->target,
        [ENG_FIELD_IS_MOVING] = columns->is_moving,
        [ENG_FIELD_IS_BUILDING] = columns->is_building,
        [ENG_FIELD_AGE] = columns->age,
    };
    if (field < ENG_FIELD_COUNT)
        return by_field[field];
    return field < world->schema->field_count ? world->extra[field - ENG_FIELD_COUNT] : NULL;
}

bool eng_world_goal(const eng_world *world, uint32_t row, float *x, float *y)
{
    const eng_columns *c = &world->columns;
    if (row >= world->row_count || c->order[row] != ENG_ORDER_MOVE)
        return false;
    *x = c->order_x[row];
    *y = c->order_y[row];
    return true;
}

uint32_t eng_world_scalar_count(const eng_world *world)
{
    return world->layer_count;
}

eng_scalar eng_world_scalar(const eng_world *world, uint32_t index)
{
    ENG_ASSERT(index < world->layer_count);
    const eng_layer *layer = &world->layers[index];
    return (eng_scalar){
        .name = layer->name,
        .cell = layer->cell,
        .max = layer->max,
        .columns = layer->columns,
        .rows = layer->rows,
        .values = layer->values,
    };
}

float eng_world_ground(const eng_world *world, float x, float y)
{
    if (!(x >= 0 && x <= world->width && y >= 0 && y <= world->height))
        return 0;
    return eng_ground_at(world, x, y);
}

const eng_event *eng_world_events(const eng_world *world, uint32_t *count)
{
    *count = world->events.count;
    return world->events.items;
}

const eng_entity *eng_world_births(const eng_world *world, uint32_t *count)
{
    *count = world->births.count;
    return world->births.items;
}

const eng_entity *eng_world_deaths(const eng_world *world, uint32_t *count)
{
    *count = world->deaths.count;
    return world->deaths.items;
}

const eng_effect *eng_world_effects(const eng_world *world, uint32_t *count)
{
    *count = world->effects.count;
    return world->effects.items;
}

const eng_bubble *eng_world_bubbles(const eng_world *world, uint32_t *count)
{
    *count = world->bubbles.count;
    return world->bubbles.items;
}

uint64_t eng_world_rejected(const eng_world *world)
{
    return world->rejected;
}

eng_team_totals eng_world_team(const eng_world *world, int32_t team)
{
    eng_team_totals totals = {0};
    if (team < 0 || team >= ENG_MAX_TEAMS)
        return totals;
    for (uint32_t row = 0; row < world->row_count; row++) {
        if (world->columns.team[row] == team) {
            totals.unit_count++;
            totals.hp += world->columns.hp[row];
        }
    }
    totals.delivered = world->delivered[team];
    totals.kill_count = world->kills[team];
    return totals;
}
