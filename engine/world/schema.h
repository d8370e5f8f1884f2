// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// schema.h: the world described in tables, once: what a unit has, what it can be told, what it
// hears.
//
// The engine's rows come first; a pack adds fields, commands and events of its own behind them
// (eng_schema). The bridge turns all rows one to one into the plugin's schema, the recorder writes
// commands by them, and the world checks every command against them. Types, roles, values and
// arguments have the numbers and layouts of the plugin's (myrmidon.h), which this folder does not
// know; the bridge asserts that they are the same.
//
// Threads: any; the tables never change, a schema not while a world uses it.

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ids.h"

// Same numbers as myr_type. How a column of each is stored is written behind it.
typedef enum eng_type {
    ENG_NONE = 0,
    ENG_BOOL,   // uint8_t
    ENG_INT,    // int32_t
    ENG_FLOAT,  // float
    ENG_NAME,   // int32_t, an index into the world's names (eng_world_name)
    ENG_ENTITY, // eng_entity
    ENG_TEXT,   // arguments only
    ENG_POINT,  // results only
    ENG_POINTS,
    ENG_RECORD,
} eng_type;

// Same numbers as myr_field_role.
typedef enum eng_role {
    ENG_ROLE_PLAIN = 0,
    ENG_ROLE_X,
    ENG_ROLE_Y,
    ENG_ROLE_TEAM,
    ENG_ROLE_KIND,
    ENG_ROLE_ROLE,
} eng_role;

// Same layout as myr_value.
typedef struct eng_value {
    union {
        int64_t integer;   // ENG_BOOL, ENG_INT, ENG_NAME
        double number;     // ENG_FLOAT
        eng_entity entity; // ENG_ENTITY
        const char *text;  // ENG_TEXT: not terminated, borrowed
        float point[2];
    };
    uint32_t text_bytes;
    uint32_t type; // an eng_type
} eng_value;

static inline eng_value eng_value_float(double number)
{
    return (eng_value){.number = number, .type = ENG_FLOAT};
}
static inline eng_value eng_value_entity(eng_entity entity)
{
    return (eng_value){.entity = entity, .type = ENG_ENTITY};
}
static inline eng_value eng_value_name(int32_t name)
{
    return (eng_value){.integer = name, .type = ENG_NAME};
}
static inline eng_value eng_value_text(const char *text, uint32_t bytes)
{
    return (eng_value){.text = text, .text_bytes = bytes, .type = ENG_TEXT};
}

// Same layout as myr_arg.
typedef struct eng_arg {
    const char *name;
    const char *doc;
    eng_type type;
    bool is_optional;
    double fallback; // ENG_BOOL, ENG_INT, ENG_FLOAT
} eng_arg;

#define ENG_MAX_ARGS 8

typedef struct eng_field_row {
    const char *name;
    const char *doc;
    const char *unit; // NULL: none
    eng_type type;
    eng_role role;
} eng_field_row;

typedef struct eng_command_row {
    const char *name;
    const char *doc;
    eng_arg args[ENG_MAX_ARGS];
    uint32_t arg_count;
    bool is_order; // takes the place of the order that the unit had
    // How a script can await it, as in myr_command; NULL: it cannot.
    const char *awaited, *done_event, *failed_event, *way_query;
} eng_command_row;

typedef eng_command_row eng_event_row;

// Who may give a command, and whom an event is for. Same numbers as MYR_FOR_..., as far as scripts
// go.
#define ENG_FOR_UNITS 1u
#define ENG_FOR_REFEREE 2u
#define ENG_FOR_HOST 4u // the player and the game itself: recorded, never a script's

// Same numbers as myr_form.
typedef enum eng_form {
    ENG_FORM_CALL = 0,
    ENG_FORM_SET,
    ENG_FORM_SPAWN,
    ENG_FORM_TELL,
    ENG_FORM_ALLOW,
} eng_form;

typedef struct eng_command_use {
    uint32_t roles;
    eng_form form;
    uint32_t event; // ENG_FORM_TELL: index into the schema's events
} eng_command_use;

// The fields, in the order of eng_field_rows.
typedef enum eng_field {
    ENG_FIELD_X,
    ENG_FIELD_Y,
    ENG_FIELD_HEADING,
    ENG_FIELD_SPEED,
    ENG_FIELD_MAX_SPEED,
    ENG_FIELD_HP,
    ENG_FIELD_MAX_HP,
    ENG_FIELD_TEAM,
    ENG_FIELD_KIND,
    ENG_FIELD_ROLE,
    ENG_FIELD_SIGHT,
    ENG_FIELD_REACH,
    ENG_FIELD_COOLDOWN,
    ENG_FIELD_DAMAGE,
    ENG_FIELD_RADIUS,
    ENG_FIELD_CARGO,
    ENG_FIELD_CAPACITY,
    ENG_FIELD_TARGET,
    ENG_FIELD_IS_MOVING,
    ENG_FIELD_IS_BUILDING,
    ENG_FIELD_AGE,
    ENG_FIELD_COUNT,
} eng_field;

// The commands, in the order of eng_command_rows.
typedef enum eng_command_id {
    ENG_COMMAND_MOVE_TO,
    ENG_COMMAND_STEER,
    ENG_COMMAND_CHASE,
    ENG_COMMAND_STOP,
    ENG_COMMAND_ATTACK,
    ENG_COMMAND_DEPOSIT,
    ENG_COMMAND_PICK,
    ENG_COMMAND_GIVE,
    ENG_COMMAND_SPAWN,
    ENG_COMMAND_SAY,
    // the referee's
    ENG_COMMAND_SET,
    ENG_COMMAND_MAKE, // "spawn" to the referee
    ENG_COMMAND_DESPAWN,
    ENG_COMMAND_DAMAGE,
    ENG_COMMAND_ALLOW,
    ENG_COMMAND_END,
    ENG_COMMAND_WAIT,
    // the referee's, for the eye and the ear: the world does not change
    ENG_COMMAND_TEXT,
    ENG_COMMAND_BUTTON,
    ENG_COMMAND_BAR,
    ENG_COMMAND_MARK,
    ENG_COMMAND_SOUND,
    ENG_COMMAND_EFFECT,
    ENG_COMMAND_ANIMATE,
    ENG_COMMAND_CAMERA,
    ENG_COMMAND_REPORT,
    // the game's
    ENG_COMMAND_ABORT,
    // the player's: each is an event for the referee, in the same order
    ENG_COMMAND_INPUT_KEY,
    ENG_COMMAND_INPUT_POINTER,
    ENG_COMMAND_INPUT_SELECT,
    ENG_COMMAND_INPUT_ORDER,
    ENG_COMMAND_INPUT_BUTTON,
    ENG_COMMAND_COUNT,
} eng_command_id;

// The events, in the order of eng_event_rows.
typedef enum eng_event_id {
    ENG_EVENT_HIT,     // attacker, damage
    ENG_EVENT_ARRIVED, // x, y
    ENG_EVENT_BLOCKED, // x, y
    ENG_EVENT_KILLED,  // victim
    ENG_EVENT_SPAWN,   // by
    ENG_EVENT_DEATH,   // killer, x, y
    // what the player did, for the referee
    ENG_EVENT_KEY,
    ENG_EVENT_POINTER,
    ENG_EVENT_SELECT,
    ENG_EVENT_ORDER,
    ENG_EVENT_BUTTON,
    ENG_EVENT_COUNT,
} eng_event_id;

extern const eng_field_row eng_field_rows[ENG_FIELD_COUNT];
extern const eng_command_row eng_command_rows[ENG_COMMAND_COUNT];
extern const eng_event_row eng_event_rows[ENG_EVENT_COUNT];
extern const eng_command_use eng_command_uses[ENG_COMMAND_COUNT];

static inline bool eng_command_is_input(uint32_t command)
{
    return command >= ENG_COMMAND_INPUT_KEY && command <= ENG_COMMAND_INPUT_BUTTON;
}
static inline uint32_t eng_input_event(uint32_t command)
{
    return command - ENG_COMMAND_INPUT_KEY + ENG_EVENT_KEY;
}

// How many rows a pack may add to each table, and names for its fields of ENG_NAME.
#define ENG_MAX_PACK_ROWS 64
#define ENG_MAX_PACK_NAMES 256
// All events of a game are the bits of one word in the plugin: some are the engine's.
#define ENG_MAX_PACK_EVENTS 40
_Static_assert(ENG_EVENT_COUNT + ENG_MAX_PACK_EVENTS <= 64, "at most 64 events");

// What a pack adds. Texts are borrowed.
typedef struct eng_extras {
    const eng_field_row *fields;
    const double *fallbacks; // by field: what a new unit has; of an ENG_NAME: index into `names`
    const eng_command_row *commands;
    const eng_event_row *events;
    const char *const *names;
    uint32_t field_count, command_count, event_count, name_count;
    bool is_still;    // the built-in simulation does not move, push or strike
    bool has_referee; // its script judges: entities are numbered in the order of their making
} eng_extras;

// All rows of a game: the engine's, the pack's, and for each event a command that tells it. Tables
// are owned, the texts in them are not.
typedef struct eng_schema {
    eng_field_row *fields;
    eng_command_row *commands;
    eng_command_use *uses;
    eng_event_row *events;
    uint32_t *event_roles; // ENG_FOR_...
    double *fallbacks;     // of the fields that the pack adds
    const char *const *names;
    uint32_t field_count, command_count, event_count, name_count;
    bool is_still, has_referee;
} eng_schema;

// `extras` may be NULL: the engine's rows alone.
void eng_schema_init(eng_schema *schema, const eng_extras *extras);
void eng_schema_fini(eng_schema *schema);
// Whether a referee may set a field.
bool eng_schema_is_settable(uint32_t field);
// Storage of one value of a column.
uint32_t eng_type_bytes(eng_type type);

// Changes whenever a name, type, role or order in the tables does; docs do not count. A recording
// carries it.
uint64_t eng_schema_hash(void);
