// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// state.h: what the files of this folder share: the world's inside. Nobody else includes it.
//
// Units are rows of columns; a unit that goes leaves its row to the last one. Row order is thus
// part of the state, and a function of what happened before, like everything else. Phases read what
// earlier phases wrote and never what they write themselves for other rows, except where a comment
// says so.

#pragma once

#include "base/alloc.h"
#include "base/hash.h"
#include "base/random.h"
#include "world.h"

#define ENG_ROW_NONE (-1)

// Each scalar field is updated every so many ticks, the fields by turns.
#define ENG_SCALAR_PERIOD 4

// What a unit is about to do. `stop` is no order.
typedef enum eng_order {
    ENG_ORDER_NONE,
    ENG_ORDER_MOVE,   // to order_x, order_y
    ENG_ORDER_STEER,  // to heading order_x, at order_y times top speed
    ENG_ORDER_CHASE,  // target
    ENG_ORDER_ATTACK, // target
} eng_order;

// Every column: type and name. All but the last group are state and are hashed.
#define ENG_STATE_COLUMNS(X)                                                                       \
    X(eng_entity, entities)                                                                        \
    X(float, x)                                                                                    \
    X(float, y)                                                                                    \
    X(float, heading)                                                                              \
    X(float, speed)                                                                                \
    X(float, max_speed)                                                                            \
    X(float, hp)                                                                                   \
    X(float, max_hp)                                                                               \
    X(int32_t, team)                                                                               \
    X(int32_t, kind)                                                                               \
    X(float, sight)                                                                                \
    X(float, reach)                                                                                \
    X(float, cooldown)                                                                             \
    X(float, damage)                                                                               \
    X(float, radius)                                                                               \
    X(float, cargo)                                                                                \
    X(float, capacity)                                                                             \
    X(eng_entity, target)                                                                          \
    X(uint8_t, is_moving)                                                                          \
    X(uint8_t, is_building)                                                                        \
    X(float, age)                                                                                  \
    X(uint8_t, order) /* an eng_order */                                                           \
    X(float, order_x)                                                                              \
    X(float, order_y)                                                                              \
    X(float, order_best)   /* MOVE: the least distance to the goal so far, px */                   \
    X(float, order_stall)  /* MOVE: time since it shrank, s */                                     \
    X(float, build_left)   /* s */                                                                 \
    X(uint8_t, is_leaving) /* eng_world_remove was called */
// Not state: what follows from the kind, and what only drawing looks at.
#define ENG_DRAWING_COLUMNS(X)                                                                     \
    X(int32_t, role) /* the kind's, a name; -1: none */                                            \
    X(float, previous_x)                                                                           \
    X(float, previous_y)                                                                           \
    X(float, previous_heading)

typedef struct eng_columns {
#define ENG_COLUMN_MEMBER(type, name) type *name;
    ENG_STATE_COLUMNS(ENG_COLUMN_MEMBER)
    ENG_DRAWING_COLUMNS(ENG_COLUMN_MEMBER)
#undef ENG_COLUMN_MEMBER
} eng_columns;

// The part of an eng_kind that the rules look at.
typedef struct eng_rules {
    float radius, mass, speed, turn, hp;
    float damage, reach, cooldown, sight, capacity;
    float build_cost, build_time;
    int32_t builds; // -1: none
    int32_t role;   // a name; -1: none
    bool is_scripted;
    bool is_none; // no kind, but a number between kinds (amend.c)
} eng_rules;

typedef struct eng_layer {
    char *name;
    float cell, max;
    float keep;   // of a cell, per update; 1: matter
    float spread; // of a cell, to its four neighbours together, per update
    uint32_t columns, rows;
    float *values;
    float *scratch; // for diffusion; NULL if it does not spread
} eng_layer;

// Bodies of about one size, sorted by cell.
typedef struct eng_grid {
    float cell;
    float max_radius; // of the bodies in it
    uint32_t columns, rows;
    uint32_t *cell_start; // columns * rows + 1
    uint32_t *cell_of_row;
    uint32_t *sorted_rows;
} eng_grid;

#define ENG_GRID_COUNT 2

struct eng_world {
    // fixed at creation
    float width, height;
    double tick_rate_hz;
    float tick_s;
    uint32_t entity_capacity;
    eng_rules kinds[ENG_MAX_KINDS];
    uint32_t kind_count;
    char *names[2 * ENG_MAX_KINDS + ENG_MAX_SCALARS + ENG_MAX_PACK_NAMES];
    uint32_t name_count;
    int32_t layer_of_name[2 * ENG_MAX_KINDS + ENG_MAX_SCALARS +
                          ENG_MAX_PACK_NAMES]; // -1: no field's name
    const eng_schema *schema;                  // the def's, or own_schema
    eng_schema own_schema;
    int32_t fallback_names[ENG_MAX_PACK_ROWS]; // by extra field of ENG_NAME
    float ground_cell;                         // 0: no terrain
    uint32_t ground_columns, ground_rows;
    float *ground; // speed factor of each cell

    // state
    uint64_t tick;
    eng_random random;
    eng_ids ids;
    int32_t *row_of_index;
    uint32_t row_count;
    eng_columns columns;
    void *extra[ENG_MAX_PACK_ROWS]; // columns of the fields that the pack adds
    eng_ending ending;
    eng_layer layers[ENG_MAX_SCALARS];
    uint32_t layer_count;
    double delivered[ENG_MAX_TEAMS];
    uint32_t kills[ENG_MAX_TEAMS];

    // scratch of one step
    eng_grid grids[ENG_GRID_COUNT];
    uint8_t grid_of_kind[ENG_MAX_KINDS];
    float *push_x, *push_y;

    // what happened; not state
    ENG_ARRAY(eng_event) events;
    ENG_ARRAY(eng_entity) births;
    ENG_ARRAY(eng_entity) deaths;
    ENG_ARRAY(eng_effect) effects;
    ENG_ARRAY(eng_bubble) bubbles;
    uint32_t *bubble_of_index; // place in bubbles plus 1; 0: none
    uint64_t rejected;
    bool is_told; // what happened was for the last tick: the next thing that happens begins anew

    // the units that the referee has made in this apply, by their number less 1
    ENG_ARRAY(eng_entity) made;
};

static inline float eng_min(float a, float b)
{
    return a < b ? a : b;
}
static inline float eng_max(float a, float b)
{
    return a > b ? a : b;
}
static inline float eng_clamp(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

// The speed factor at a position inside the world.
static inline float eng_ground_at(const eng_world *world, float x, float y)
{
    if (world->ground == NULL)
        return 1;
    uint32_t column = (uint32_t)(x / world->ground_cell);
    uint32_t row = (uint32_t)(y / world->ground_cell);
    if (column >= world->ground_columns || row >= world->ground_rows)
        return 1;
    return world->ground[(size_t)row * world->ground_columns + column];
}

// The storage of a field's value in a row.
void *eng_world_cell(const eng_world *world, uint32_t field, uint32_t row);
// Gives a field that the pack adds the value that a new unit has.
void eng_world_init_extra(eng_world *world, uint32_t field, uint32_t row);

// create.c: parts that a change of kinds and map needs as well. The checks name what is wrong.
bool eng_world_check_kind(const eng_kind *kind, eng_error *error);
bool eng_world_check_ground(const eng_map *map, eng_error *error);
bool eng_world_check_scalar(const eng_scalar_def *def, const eng_map *map, eng_error *error);
eng_rules eng_world_make_rules(const eng_kind *kind); // without builds and role
// The number of a name, which is made if there is none.
int32_t eng_world_make_name(eng_world *world, const char *text);

// judge.c: the referee's commands, checked like any other. False: cannot be carried out.
bool eng_judge_carry_out(eng_world *world, const eng_command *command, const eng_value *args);

// world.c
// Forgets what happened in the last tick, at the first thing that happens in the next.
void eng_world_begin(eng_world *world);
void eng_world_post(eng_world *world, eng_entity entity, eng_event_id event, eng_value first,
                    eng_value second);
eng_effect *eng_world_add_effect(eng_world *world, eng_effect_type type, uint32_t row);
void eng_world_end_order(eng_world *world, uint32_t row);
// A place at most `radius` away that is not blocked, by the world's generator; else the centre.
void eng_world_find_place(eng_world *world, float *x, float *y, float radius);

// scalars.c
// `def` was checked; an update stands for update_s seconds.
void eng_layer_init(eng_layer *layer, const eng_scalar_def *def, float width, float height,
                    float update_s);
void eng_layer_fini(eng_layer *layer);
// Another pace of decay and spread, another most; what is in the cells stays.
void eng_layer_amend(eng_layer *layer, const eng_scalar_def *def, float update_s);
// The cell at a position inside the world.
float *eng_layer_at(const eng_layer *layer, float x, float y);
void eng_layer_fill(eng_layer *layer, const eng_spot *spot);
void eng_layer_update(eng_layer *layer);

// The phases of a step.
void eng_phase_steer(eng_world *world);   // motion.c
void eng_phase_move(eng_world *world);    // motion.c
void eng_phase_collide(eng_world *world); // collide.c
void eng_phase_attack(eng_world *world);  // battle.c
void eng_phase_build(eng_world *world);   // battle.c
void eng_phase_bury(eng_world *world);    // battle.c
void eng_phase_scalars(eng_world *world); // scalars.c

// motion.c: moves a unit as far as ground and border let it.
void eng_world_shift(eng_world *world, uint32_t row, float dx, float dy);

// collide.c
void eng_grids_init(eng_world *world);
void eng_grids_fini(eng_world *world);

// speech.c
bool eng_speech_say(eng_world *world, uint32_t row, const char *text, uint32_t bytes);
void eng_speech_age(eng_world *world);
void eng_speech_forget(eng_world *world, eng_entity entity);
