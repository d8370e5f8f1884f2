// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Attack, build, bury. Strikes change hp in row order, but nobody falls before all have struck, so
// two who kill each other in one tick both die.

#include <string.h>

#include "base/trig.h"
#include "state.h"

// Timers count down by ticks; a rest below this is rounding, not time.
#define TIME_EPSILON_S 1e-4f

static void strike(eng_world *world, uint32_t row, uint32_t target)
{
    eng_columns *columns = &world->columns;
    float damage = columns->damage[row];
    eng_entity attacker = columns->entities[row], victim = columns->entities[target];

    columns->cooldown[row] = world->kinds[columns->kind[row]].cooldown;
    columns->hp[target] -= damage;
    eng_world_post(world, victim, ENG_EVENT_HIT, eng_value_entity(attacker),
                   eng_value_float((double)damage));

    eng_effect *effect = eng_world_add_effect(world, ENG_EFFECT_ATTACK, row);
    effect->other = victim;
    effect->to_x = columns->x[target];
    effect->to_y = columns->y[target];
    effect = eng_world_add_effect(world, ENG_EFFECT_HIT, target);
    effect->other = attacker;
    effect->amount = damage;
    if (columns->hp[target] > 0)
        return;
    columns->hp[target] = 0;
    world->kills[columns->team[row]]++;
    eng_world_post(world, attacker, ENG_EVENT_KILLED, eng_value_entity(victim), (eng_value){0});
    effect = eng_world_add_effect(world, ENG_EFFECT_DEATH, target);
    effect->other = attacker;
}

void eng_phase_attack(eng_world *world)
{
    eng_columns *columns = &world->columns;
    for (uint32_t row = 0; row < world->row_count; row++) {
        float cooldown = columns->cooldown[row] - world->tick_s;
        columns->cooldown[row] = cooldown > TIME_EPSILON_S ? cooldown : 0;
        if (columns->order[row] != ENG_ORDER_ATTACK || columns->cooldown[row] > 0 ||
            columns->damage[row] <= 0)
            continue;
        int32_t target = eng_world_row(world, columns->target[row]);
        // A target that fell to an earlier strike of this tick is no longer worth one.
        if (target < 0 || columns->hp[target] <= 0)
            continue;
        float dx = columns->x[target] - columns->x[row], dy = columns->y[target] - columns->y[row];
        float most = columns->reach[row] + columns->radius[row] + columns->radius[target];
        if (dx * dx + dy * dy <= most * most)
            strike(world, row, (uint32_t)target);
    }
}

static void finish_build(eng_world *world, uint32_t row)
{
    eng_columns *columns = &world->columns;
    int32_t kind = world->kinds[columns->kind[row]].builds;
    float away = columns->radius[row] + world->kinds[kind].radius + 1;
    double angle = ENG_TAU * (double)eng_random_float(&world->random);
    float x = eng_clamp(columns->x[row] + away * (float)eng_cos(angle), 0, world->width);
    float y = eng_clamp(columns->y[row] + away * (float)eng_sin(angle), 0, world->height);
    if (eng_ground_at(world, x, y) <= 0) {
        x = columns->x[row];
        y = columns->y[row];
        eng_world_find_place(world, &x, &y, away);
    }
    // A full world keeps the builder waiting; it tries again at the next tick.
    if (eng_world_spawn(world, (uint32_t)kind, columns->team[row], x, y,
                        (float)eng_wrap_angle(angle)) == ENG_ENTITY_NONE)
        return;
    columns->is_building[row] = 0;
    world->events.items[world->events.count - 1].args[0] = eng_value_entity(columns->entities[row]);
}

void eng_phase_build(eng_world *world)
{
    eng_columns *columns = &world->columns;
    uint32_t row_count = world->row_count; // the newborn wait for the next step
    for (uint32_t row = 0; row < row_count; row++) {
        if (!columns->is_building[row] || columns->hp[row] <= 0)
            continue;
        float left = columns->build_left[row] - world->tick_s;
        columns->build_left[row] = left > TIME_EPSILON_S ? left : 0;
        if (columns->build_left[row] == 0)
            finish_build(world, row);
    }
}

// Whose strike felled it, in this step.
static eng_entity killer_of(const eng_world *world, eng_entity victim)
{
    for (size_t i = world->events.count; i-- > 0;) {
        const eng_event *event = &world->events.items[i];
        if (event->event == ENG_EVENT_KILLED && event->args[0].entity == victim)
            return event->entity;
    }
    return ENG_ENTITY_NONE;
}

static void tell_death(eng_world *world, uint32_t row)
{
    const eng_columns *columns = &world->columns;
    eng_entity entity = columns->entities[row];
    eng_world_post(world, entity, ENG_EVENT_DEATH, eng_value_entity(killer_of(world, entity)),
                   eng_value_float((double)columns->x[row]));
    world->events.items[world->events.count - 1].args[2] = eng_value_float((double)columns->y[row]);
}

static void remove_row(eng_world *world, uint32_t row)
{
    eng_columns *columns = &world->columns;
    eng_entity entity = columns->entities[row];
    if (columns->hp[row] <= 0)
        tell_death(world, row);
    *ENG_ARRAY_PUSH(&world->deaths) = entity;
    eng_speech_forget(world, entity);
    eng_ids_release(&world->ids, entity);
    uint32_t last = --world->row_count;
    if (row == last)
        return;
#define MOVE(type, name) columns->name[row] = columns->name[last];
    ENG_STATE_COLUMNS(MOVE)
    ENG_DRAWING_COLUMNS(MOVE)
#undef MOVE
    for (uint32_t i = ENG_FIELD_COUNT; i < world->schema->field_count; i++) {
        size_t bytes = eng_type_bytes(world->schema->fields[i].type);
        memcpy(eng_world_cell(world, i, row), eng_world_cell(world, i, last), bytes);
    }
    world->row_of_index[eng_entity_index(columns->entities[row])] = (int32_t)row;
}

void eng_phase_bury(eng_world *world)
{
    eng_columns *columns = &world->columns;
    for (uint32_t row = 0; row < world->row_count;) {
        if (columns->hp[row] <= 0 || columns->is_leaving[row])
            remove_row(world, row);
        else
            row++;
    }
    if (world->deaths.count == 0)
        return;
    // Scripts must not find a target in their snapshot that is in no snapshot.
    for (uint32_t row = 0; row < world->row_count; row++) {
        eng_entity target = columns->target[row];
        if (target != ENG_ENTITY_NONE && eng_world_row(world, target) < 0)
            eng_world_end_order(world, row);
    }
}
