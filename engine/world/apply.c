// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Commands come from scripts, from children that may be hostile, and from recordings: everything is
// checked here, whoever checked it before.

#include <math.h>

#include "base/trig.h"
#include "state.h"

#define LARGEST_NUMBER 1e9

// One command after the checks: arguments of the declared types, all present.
typedef struct checked {
    uint32_t row;
    eng_value args[ENG_MAX_ARGS];
} checked;

static bool check_value(const eng_world *world, const eng_value *value, eng_type type)
{
    if (value->type != (uint32_t)type)
        return false;
    switch (type) {
    case ENG_FLOAT:
        return value->number >= -LARGEST_NUMBER && value->number <= LARGEST_NUMBER;
    case ENG_NAME:
        return value->integer >= 0 && value->integer < (int64_t)world->name_count;
    case ENG_TEXT:
        return value->text != NULL || value->text_bytes == 0;
    case ENG_ENTITY:
    case ENG_BOOL:
    case ENG_INT:
        return true;
    default:
        return false;
    }
}

// What is left out has the declared value; there is none for a name.
static bool fall_back(const eng_arg *arg, eng_value *out)
{
    *out = (eng_value){.type = (uint32_t)arg->type};
    if (arg->type == ENG_FLOAT)
        out->number = arg->fallback;
    else if (arg->type == ENG_INT || arg->type == ENG_BOOL)
        out->integer = (int64_t)arg->fallback;
    return arg->is_optional && arg->type != ENG_NAME;
}

// A unit gives its own commands; the referee and the game are nobody, and give theirs.
static bool check(const eng_world *world, const eng_command *command, checked *out)
{
    int32_t row = eng_world_row(world, command->entity);
    if (command->command >= world->schema->command_count)
        return false;
    bool is_units = (world->schema->uses[command->command].roles & ENG_FOR_UNITS) != 0;
    if (is_units ? row < 0 : command->entity != ENG_ENTITY_NONE)
        return false;
    out->row = (uint32_t)row;
    const eng_command_row *declared = &world->schema->commands[command->command];
    if (command->arg_count > declared->arg_count ||
        (command->arg_count > 0 && command->args == NULL))
        return false;
    for (uint32_t i = 0; i < declared->arg_count; i++) {
        const eng_arg *arg = &declared->args[i];
        if (i < command->arg_count) {
            if (!check_value(world, &command->args[i], arg->type))
                return false;
            out->args[i] = command->args[i];
        } else if (!fall_back(arg, &out->args[i])) {
            return false;
        }
    }
    return true;
}

static void set_order(eng_world *world, uint32_t row, eng_order order, float x, float y)
{
    eng_world_end_order(world, row);
    world->columns.order[row] = (uint8_t)order;
    world->columns.order_x[row] = x;
    world->columns.order_y[row] = y;
}

static bool do_move_to(eng_world *world, const checked *call)
{
    eng_columns *columns = &world->columns;
    uint32_t row = call->row;
    if (columns->max_speed[row] <= 0)
        return false;
    // A body cannot reach the very edge; a goal there would never be arrived at.
    float margin_x = eng_min(columns->radius[row], world->width / 2);
    float margin_y = eng_min(columns->radius[row], world->height / 2);
    float x = eng_clamp((float)call->args[0].number, margin_x, world->width - margin_x);
    float y = eng_clamp((float)call->args[1].number, margin_y, world->height - margin_y);
    // Scripts repeat themselves every tick; the same order again must not restart its stall clock.
    if (columns->order[row] == ENG_ORDER_MOVE && columns->order_x[row] == x &&
        columns->order_y[row] == y)
        return true;
    set_order(world, row, ENG_ORDER_MOVE, x, y);
    columns->order_best[row] = INFINITY;
    return true;
}

static bool do_steer(eng_world *world, const checked *call)
{
    if (world->columns.max_speed[call->row] <= 0)
        return false;
    set_order(world, call->row, ENG_ORDER_STEER, (float)eng_wrap_angle(call->args[0].number),
              (float)(call->args[1].number < 0   ? 0
                      : call->args[1].number > 1 ? 1
                                                 : call->args[1].number));
    return true;
}

static bool do_follow(eng_world *world, const checked *call, eng_order order)
{
    eng_columns *columns = &world->columns;
    int32_t target = eng_world_row(world, call->args[0].entity);
    // A bad target ends the order there was: going on with it is not what the script wanted either.
    eng_world_end_order(world, call->row);
    if (target < 0 || (uint32_t)target == call->row)
        return false;
    if (order == ENG_ORDER_ATTACK && columns->team[target] == columns->team[call->row])
        return false;
    columns->order[call->row] = (uint8_t)order;
    columns->target[call->row] = columns->entities[target];
    return true;
}

// NULL: the name is not a field's.
static const eng_layer *layer_of(const eng_world *world, const eng_value *name)
{
    int32_t layer = world->layer_of_name[name->integer];
    return layer >= 0 ? &world->layers[layer] : NULL;
}

static bool do_deposit(eng_world *world, const checked *call)
{
    eng_columns *columns = &world->columns;
    uint32_t row = call->row;
    const eng_layer *layer = layer_of(world, &call->args[0]);
    float amount = (float)call->args[1].number;
    if (layer == NULL || !(amount > 0))
        return false;
    float *cell = eng_layer_at(layer, columns->x[row], columns->y[row]);
    amount = eng_min(amount, layer->max - *cell);
    if (layer->keep == 1) {
        amount = eng_min(amount, columns->cargo[row]);
        if (!(amount > 0))
            return false;
        columns->cargo[row] -= amount;
    }
    *cell += eng_max(amount, 0);
    return true;
}

static bool do_pick(eng_world *world, const checked *call)
{
    eng_columns *columns = &world->columns;
    uint32_t row = call->row;
    const eng_layer *layer = layer_of(world, &call->args[0]);
    float amount = (float)call->args[1].number;
    if (layer == NULL || layer->keep != 1)
        return false;
    float *cell = eng_layer_at(layer, columns->x[row], columns->y[row]);
    amount = eng_min(amount, eng_min(*cell, columns->capacity[row] - columns->cargo[row]));
    if (!(amount > 0))
        return false;
    *cell -= amount;
    columns->cargo[row] += amount;
    return true;
}

static bool do_give(eng_world *world, const checked *call)
{
    eng_columns *columns = &world->columns;
    uint32_t row = call->row;
    int32_t to = eng_world_row(world, call->args[0].entity);
    if (to < 0 || (uint32_t)to == row)
        return false;
    float dx = columns->x[to] - columns->x[row], dy = columns->y[to] - columns->y[row];
    float most = columns->reach[row] + columns->radius[row] + columns->radius[to];
    if (dx * dx + dy * dy > most * most)
        return false;
    float amount = eng_min((float)call->args[1].number, columns->cargo[row]);
    amount = eng_min(amount, columns->capacity[to] - columns->cargo[to]);
    if (!(amount > 0))
        return false;
    columns->cargo[row] -= amount;
    columns->cargo[to] += amount;
    if (columns->max_speed[to] <= 0)
        world->delivered[columns->team[to]] += (double)amount;
    return true;
}

static bool do_spawn(eng_world *world, const checked *call)
{
    eng_columns *columns = &world->columns;
    uint32_t row = call->row;
    const eng_rules *rules = &world->kinds[columns->kind[row]];
    if (rules->builds < 0 || columns->is_building[row] || columns->cargo[row] < rules->build_cost)
        return false;
    columns->cargo[row] -= rules->build_cost;
    columns->is_building[row] = 1;
    columns->build_left[row] = rules->build_time;
    return true;
}

static bool carry_out(eng_world *world, uint32_t command, const checked *call)
{
    switch ((eng_command_id)command) {
    case ENG_COMMAND_MOVE_TO:
        return do_move_to(world, call);
    case ENG_COMMAND_STEER:
        return do_steer(world, call);
    case ENG_COMMAND_CHASE:
        return do_follow(world, call, ENG_ORDER_CHASE);
    case ENG_COMMAND_STOP:
        eng_world_end_order(world, call->row);
        return true;
    case ENG_COMMAND_ATTACK:
        return do_follow(world, call, ENG_ORDER_ATTACK);
    case ENG_COMMAND_DEPOSIT:
        return do_deposit(world, call);
    case ENG_COMMAND_PICK:
        return do_pick(world, call);
    case ENG_COMMAND_GIVE:
        return do_give(world, call);
    case ENG_COMMAND_SPAWN:
        return do_spawn(world, call);
    case ENG_COMMAND_SAY:
        return eng_speech_say(world, call->row, call->args[0].text, call->args[0].text_bytes);
    default: // a pack's, which only its referee can judge
        return false;
    }
}

bool eng_world_has_arguments(const eng_world *world, const eng_command *command)
{
    if (command->command >= world->schema->command_count)
        return false;
    const eng_command_row *declared = &world->schema->commands[command->command];
    if (command->arg_count != declared->arg_count)
        return false;
    for (uint32_t i = 0; i < declared->arg_count; i++) {
        if (!check_value(world, &command->args[i], declared->args[i].type))
            return false;
    }
    return true;
}

void eng_world_apply(eng_world *world, const eng_command *commands, uint32_t count)
{
    eng_world_begin(world);
    world->made.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        checked call;
        const eng_command *command = &commands[i];
        bool is_good = check(world, command, &call);
        if (is_good && command->entity == ENG_ENTITY_NONE)
            is_good = eng_judge_carry_out(world, command, call.args);
        else if (is_good)
            is_good = carry_out(world, command->command, &call);
        world->rejected += !is_good;
    }
}
