// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The referee's commands. It may change what it likes, and nothing into what the rest of the world
// could not bear: a column's range is kept, whoever writes it. They come from a script like all
// commands, so whatever cannot be carried out is refused.

#include <math.h>
#include <string.h>

#include "base/trig.h"
#include "state.h"

// A unit that is set further away than this was not moved but put there: it is not drawn on its
// way.
#define JUMP 128.0f

// The entity that an argument means: one without a generation was made in this apply.
static eng_entity resolve(const eng_world *world, eng_entity entity)
{
    uint32_t number = eng_entity_index(entity);
    if (eng_entity_generation(entity) != 0 || number == 0)
        return entity;
    return number <= world->made.count ? world->made.items[number - 1] : ENG_ENTITY_NONE;
}

static int32_t row_of(const eng_world *world, const eng_value *argument)
{
    return eng_world_row(world, resolve(world, argument->entity));
}

// The range of an engine's field; the pack's own have that of their type.
static bool field_range(uint32_t field, const eng_world *world, double *low, double *high)
{
    *low = 0;
    *high = 1e9;
    switch (field) {
    case ENG_FIELD_X:
        *high = (double)world->width;
        return true;
    case ENG_FIELD_Y:
        *high = (double)world->height;
        return true;
    case ENG_FIELD_MAX_SPEED:
        *high = 10000;
        return true;
    case ENG_FIELD_TEAM:
        *high = ENG_MAX_TEAMS - 1;
        return true;
    case ENG_FIELD_HEADING:
    case ENG_FIELD_HP:
        *low = -1e9;
        return true;
    default:
        return field < ENG_FIELD_COUNT;
    }
}

static void put_place(eng_world *world, uint32_t field, uint32_t row, float value)
{
    eng_columns *columns = &world->columns;
    bool is_x = field == ENG_FIELD_X;
    float *now = is_x ? &columns->x[row] : &columns->y[row];
    bool is_jump = fabsf(value - *now) > JUMP;
    *now = value;
    if (is_jump) {
        columns->previous_x[row] = columns->x[row];
        columns->previous_y[row] = columns->y[row];
    }
}

static bool put_number(eng_world *world, uint32_t field, uint32_t row, double value)
{
    eng_type type = world->schema->fields[field].type;
    void *cell = eng_world_cell(world, field, row);
    double low = -1e9, high = 1e9;
    bool has_range = field_range(field, world, &low, &high);
    if (!has_range && type == ENG_INT) {
        low = INT32_MIN;
        high = INT32_MAX;
    } else if (!has_range && type != ENG_FLOAT) {
        low = 0;
        high = type == ENG_BOOL ? 1 : world->name_count - 1.0;
    }
    if (field == ENG_FIELD_X || field == ENG_FIELD_Y)
        value = value < low ? low : value > high ? high : value;
    if (!(value >= low && value <= high) || (type != ENG_FLOAT && value != floor(value)))
        return false;
    if (field == ENG_FIELD_X || field == ENG_FIELD_Y)
        put_place(world, field, row, (float)value);
    else if (field == ENG_FIELD_HEADING)
        *(float *)cell = (float)eng_wrap_angle(value);
    else if (type == ENG_FLOAT)
        *(float *)cell = (float)value;
    else if (type == ENG_BOOL)
        *(uint8_t *)cell = value != 0;
    else
        *(int32_t *)cell = (int32_t)value;
    return true;
}

static bool do_set(eng_world *world, const eng_value *args)
{
    int32_t row = row_of(world, &args[0]);
    int64_t field = args[1].integer;
    if (row < 0 || field < 0 || field >= (int64_t)world->schema->field_count ||
        !eng_schema_is_settable((uint32_t)field))
        return false;
    if (world->schema->fields[field].type != ENG_ENTITY)
        return put_number(world, (uint32_t)field, (uint32_t)row, args[2].number);
    eng_entity other = resolve(world, args[3].entity);
    memcpy(eng_world_cell(world, (uint32_t)field, (uint32_t)row), &other, sizeof other);
    return true;
}

static bool do_make(eng_world *world, const eng_value *args)
{
    // Numbers begin anew with each list of commands; a recording may hold two lists in one tick.
    // Each is the next one: a hostile list cannot make the table long without making units.
    if (args[4].integer == 1)
        world->made.count = 0;
    if (args[4].integer != (int64_t)world->made.count + 1)
        return false;
    bool is_kind = args[0].integer < (int64_t)world->kind_count; // a hole is refused below
    bool is_team = args[1].integer >= 0 && args[1].integer < ENG_MAX_TEAMS;
    eng_entity entity = ENG_ENTITY_NONE;
    if (is_kind && is_team)
        entity = eng_world_spawn(world, (uint32_t)args[0].integer, (int32_t)args[1].integer,
                                 (float)args[2].number, (float)args[3].number, 0);
    *ENG_ARRAY_PUSH(&world->made) = entity;
    return entity != ENG_ENTITY_NONE;
}

static bool do_damage(eng_world *world, const eng_value *args)
{
    eng_columns *columns = &world->columns;
    int32_t row = row_of(world, &args[0]), by = row_of(world, &args[2]);
    float amount = (float)args[1].number;
    if (row < 0 || !(amount > 0) || columns->hp[row] <= 0)
        return false;
    eng_entity attacker = by >= 0 ? columns->entities[by] : ENG_ENTITY_NONE;
    eng_entity victim = columns->entities[row];
    columns->hp[row] -= amount;
    eng_world_post(world, victim, ENG_EVENT_HIT, eng_value_entity(attacker),
                   eng_value_float((double)amount));
    eng_effect *effect = eng_world_add_effect(world, ENG_EFFECT_HIT, (uint32_t)row);
    effect->other = attacker;
    effect->amount = amount;
    if (columns->hp[row] > 0)
        return true;
    columns->hp[row] = 0;
    effect = eng_world_add_effect(world, ENG_EFFECT_DEATH, (uint32_t)row);
    effect->other = attacker;
    if (by >= 0 && by != row) {
        world->kills[columns->team[by]]++;
        eng_world_post(world, attacker, ENG_EVENT_KILLED, eng_value_entity(victim), (eng_value){0});
    }
    return true;
}

static bool do_tell(eng_world *world, uint32_t event, const eng_value *args)
{
    int32_t row = row_of(world, &args[0]);
    if (row < 0)
        return false;
    const eng_event_row *told = &world->schema->events[event];
    eng_event *out = ENG_ARRAY_PUSH(&world->events);
    *out = (eng_event){
        .entity = world->columns.entities[row], .event = event, .arg_count = told->arg_count};
    for (uint32_t i = 0; i < told->arg_count; i++) {
        out->args[i] = args[i + 1];
        if (out->args[i].type == ENG_ENTITY)
            out->args[i].entity = resolve(world, out->args[i].entity);
    }
    return true;
}

static bool do_end(eng_world *world, eng_end_kind kind, const eng_value *text, int64_t winner)
{
    if (world->ending.kind != ENG_END_NONE)
        return false;
    bool is_team = winner >= 0 && winner < ENG_MAX_TEAMS;
    world->ending = (eng_ending){.kind = kind, .winner = is_team ? (int32_t)winner : -1};
    uint32_t bytes = text->text_bytes < ENG_END_BYTES ? text->text_bytes : ENG_END_BYTES;
    // Not in the middle of a character.
    while (bytes > 0 && bytes < text->text_bytes && ((uint8_t)text->text[bytes] & 0xc0) == 0x80)
        bytes--;
    if (bytes > 0)
        memcpy(world->ending.text, text->text, bytes);
    return true;
}

bool eng_judge_carry_out(eng_world *world, const eng_command *command, const eng_value *args)
{
    const eng_command_use *use = &world->schema->uses[command->command];
    if (use->form == ENG_FORM_TELL)
        return do_tell(world, use->event, args);
    switch ((eng_command_id)command->command) {
    case ENG_COMMAND_SET:
        return do_set(world, args);
    case ENG_COMMAND_MAKE:
        return do_make(world, args);
    case ENG_COMMAND_DESPAWN:
        return eng_world_remove(world, resolve(world, args[0].entity));
    case ENG_COMMAND_DAMAGE:
        return do_damage(world, args);
    case ENG_COMMAND_END:
        return do_end(world, ENG_END_OVER, &args[0], args[1].integer);
    case ENG_COMMAND_REPORT: // no state of the world: the game writes it down
        return true;
    case ENG_COMMAND_ABORT:
        return do_end(world, ENG_END_ABORTED, &args[0], -1);
    default: // for the eye and the ear, or what the player did: the world stays as it is
        return command->command < ENG_COMMAND_COUNT;
    }
}
