// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// world.h: the 2D unit simulation: columns, rules, tick phases and a state hash.
//
//     eng_world *world = eng_world_create(&def, &error);
//     eng_world_populate(world, def.map, 0, &error);
//     for (;;) {
//         eng_world_apply(world, commands, command_count);  // what the scripts asked, in their
//         order eng_world_step(world);                            // tick + 1
//         ... eng_world_events, eng_world_births, eng_world_deaths, eng_world_hash ...
//     }
//     eng_world_destroy(world);
//
// The world is a pure function of its def and of the calls made on it: no thread, clock, file or
// address goes in, every sum has one order, and trigonometry is our own, so that the hash is the
// same at every optimisation level and from every compiler.
//
// A step has these phases, each over all rows in row order:
//
//     remember     previous_x, previous_y, previous_heading (for drawing)
//     steer        orders become heading and speed; ended orders post arrived and blocked
//     move         along the heading, at the terrain's speed, sliding along what blocks
//     collide      overlapping bodies push each other apart, the heavier one less
//     attack       who is in reach and cool strikes; all strikes count, the dead fall afterwards
//     build        finished units appear
//     bury         the dead leave the columns (the last row moves into the gap)
//     fields       decay and diffusion, a quarter of the time for each, by turns
//
// Orders (move_to, steer, chase, attack, stop) last until replaced, done or impossible. The other
// commands act at once, in apply. All are input: a command that cannot be carried out (a dead
// target, a number that is not finite, a text where a number belongs) is counted in
// eng_world_rejected and changes nothing.
//
// A scalar field with decay is a *mark* (pheromone): anyone deposits it from nothing and nobody
// picks it. One without is *matter* (food): deposit takes it out of the unit's cargo, pick puts it
// there.
//
// Threads: a world belongs to one thread at a time. Pointers it hands out are valid until the next
// apply, step, spawn or destroy.

#pragma once

#include <stddef.h>

#include "base/error.h"
#include "kinds.h"
#include "schema.h"

typedef struct eng_world eng_world;

#define ENG_MAX_KINDS 256
#define ENG_MAX_SCALARS 16
#define ENG_MAX_TEAMS 16
#define ENG_SAY_BYTES 64

// Start from eng_world_default_def().
typedef struct eng_world_def {
    const eng_kind *kinds;
    uint32_t kind_count;
    const eng_map *map;
    uint64_t seed;
    const eng_schema *schema; // borrowed for the world's life; NULL: the engine's rows alone
    double tick_rate_hz;      // 1 to 1000; 20
    uint32_t entity_capacity; // units at the same time, and entity indices are below it; 16384
} eng_world_def;

eng_world_def eng_world_default_def(void);

// NULL with `error` filled when the def makes no sense; the text names kind or map part, key and
// range.
eng_world *eng_world_create(const eng_world_def *def, eng_error *error);
void eng_world_destroy(eng_world *world); // accepts NULL

// --- changes of the def between two ticks (amend.c) ---

// The kinds as they are from now on, each at the number of its name: those there are as they were,
// new ones (whose names are not names yet) behind all names, in order; numbers between are kinds
// named "". What living units have follows, but for what commands gave them; hp keep their share
// of max_hp. False with `error` filled, and nothing is changed: a value is out of range, or there
// are too many.
bool eng_world_amend_kinds(eng_world *world, const eng_kind *kinds, uint32_t count,
                           eng_error *error);
// Whether the map could take the place of the world's: of the same size, with the same cells and
// fields. `error` says what is another.
bool eng_world_can_amend_map(const eng_world *world, const eng_map *map, eng_error *error);
// It does: another ground, and other paces of fields. Units over which ground has closed are put on
// the nearest open one.
void eng_world_amend_map(eng_world *world, const eng_map *map);

// ------------------------------------------------------------------------------------ what happens

// Places the map's groups, in order. `unit_total` above 0 scales the counts of scripted kinds so
// that they add up to it; while it lasts, each group keeps at least one. Each unit finds a place
// within its group's radius off blocked terrain, by the seed. False with `error` filled: an unknown
// kind, a team out of range, or entity_capacity reached (what was placed stays).
bool eng_world_populate(eng_world *world, const eng_map *map, uint32_t unit_total,
                        eng_error *error);

// Makes one unit. ENG_ENTITY_NONE if the world is full, or kind, team or a number is out of range.
eng_entity eng_world_spawn(eng_world *world, uint32_t kind, int32_t team, float x, float y,
                           float heading);
// Takes one away without a trace of battle at the end of the next step. False: not alive.
bool eng_world_remove(eng_world *world, eng_entity entity);

// One command as asked; same layout as myr_call.
typedef struct eng_command {
    eng_entity entity;
    uint32_t command; // an eng_command_id, when valid
    uint32_t arg_count;
    const eng_value *args;
} eng_command;

// Whether a command has all its arguments, of the declared types and within the allowed ranges.
bool eng_world_has_arguments(const eng_world *world, const eng_command *command);
// Checks and carries out commands in the given order.
void eng_world_apply(eng_world *world, const eng_command *commands, uint32_t count);
// One tick of 1 / tick_rate_hz.
void eng_world_step(eng_world *world);

// Forgets births, deaths, events and effects so far, as the beginning of a tick does.
void eng_world_settle(eng_world *world);

// --- what there is ---

uint64_t eng_world_tick(const eng_world *world);
double eng_world_time_s(const eng_world *world);
double eng_world_tick_rate_hz(const eng_world *world);
uint32_t eng_world_capacity(const eng_world *world); // entity_capacity

// Names for values of ENG_NAME: the kinds in the order of the def, then scalar fields that do not
// share a kind's name.
uint32_t eng_world_name_count(const eng_world *world);
const char *eng_world_name(const eng_world *world, uint32_t name);
// -1: no such name, or no such kind.
int32_t eng_world_find_name(const eng_world *world, const char *name);
int32_t eng_world_find_kind(const eng_world *world, const char *name);

// The columns, row_count values each.
typedef struct eng_rows {
    uint32_t row_count;
    const eng_entity *entities;
    const float *x, *y, *heading, *speed, *max_speed, *hp, *max_hp;
    const float *sight, *reach, *cooldown, *damage, *radius, *cargo, *capacity, *age;
    const int32_t *team, *kind;
    const eng_entity *target;
    const uint8_t *is_moving, *is_building;
    const float *previous_x, *previous_y, *previous_heading; // before the last step
} eng_rows;
eng_rows eng_world_rows(const eng_world *world);

uint32_t eng_world_row_count(const eng_world *world);
const eng_entity *eng_world_entities(const eng_world *world);
// By eng_field, in the storage of its type. NULL: no such field.
const void *eng_world_column(const eng_world *world, uint32_t field);
// -1: not alive. Any 64 bits may be asked about.
int32_t eng_world_row(const eng_world *world, eng_entity entity);

// Where a unit is walking to. False: nowhere, or after somebody. Thread: main.
bool eng_world_goal(const eng_world *world, uint32_t row, float *x, float *y);

// A scalar field. Values lie row by row, columns * rows of them.
typedef struct eng_scalar {
    const char *name;
    float cell; // px
    float max;
    uint32_t columns, rows;
    const float *values;
} eng_scalar;
uint32_t eng_world_scalar_count(const eng_world *world);
eng_scalar eng_world_scalar(const eng_world *world, uint32_t index);

// The speed factor of the ground: 0 blocks; 1 where the map has no terrain, 0 outside the world.
float eng_world_ground(const eng_world *world, float x, float y);

// Of the whole state: two worlds with one hash go on in the same way.
uint64_t eng_world_hash(const eng_world *world);

// --- what just happened ---

// What a unit is told. The first arg_count of `args` are those of the event's row.
typedef struct eng_event {
    eng_entity entity;
    uint32_t event; // an eng_event_id
    uint32_t arg_count;
    eng_value args[ENG_MAX_ARGS - 1]; // texts live until the next tick's first command or step
} eng_event;

// Since the last step began.
const eng_event *eng_world_events(const eng_world *world, uint32_t *count);
const eng_entity *eng_world_births(const eng_world *world, uint32_t *count);
const eng_entity *eng_world_deaths(const eng_world *world, uint32_t *count);

// How the game ended, by its referee's end() or because the rules failed. Part of the state.
typedef enum eng_end_kind { ENG_END_NONE, ENG_END_OVER, ENG_END_ABORTED } eng_end_kind;
#define ENG_END_BYTES 200
typedef struct eng_ending {
    eng_end_kind kind;
    int32_t winner; // a team; -1: nobody
    char text[ENG_END_BYTES + 1];
} eng_ending;
const eng_ending *eng_world_ending(const eng_world *world);
const eng_schema *eng_world_schema(const eng_world *world);

// Commands that could not be carried out, since creation.
uint64_t eng_world_rejected(const eng_world *world);

typedef struct eng_team_totals {
    uint32_t unit_count;
    float hp;
    double delivered; // cargo given to units that cannot move (nests), since creation
    uint32_t kill_count;
} eng_team_totals;
eng_team_totals eng_world_team(const eng_world *world, int32_t team); // zeros when out of range

// For drawing only; not part of the state.
typedef struct eng_effect {
    eng_effect_type type;
    eng_entity entity;
    eng_entity other; // ATTACK: the target; HIT, DEATH: the attacker; or none
    int32_t kind, team;
    float x, y, heading;
    float to_x, to_y;
    float amount; // HIT: damage
} eng_effect;
const eng_effect *eng_world_effects(const eng_world *world, uint32_t *count); // of the last step

typedef struct eng_bubble {
    eng_entity entity;
    float left_s;
    char text[ENG_SAY_BYTES + 1]; // UTF-8, terminated, without control characters
} eng_bubble;
const eng_bubble *eng_world_bubbles(const eng_world *world, uint32_t *count);
