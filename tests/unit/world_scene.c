// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "world_scene.h"

#include <math.h>
#include <string.h>

#include "base/check.h"
#include "base/random.h"

#define GROUND_COLUMNS 80
#define GROUND_ROWS 60

static const eng_terrain legend[] = {{"grass", NULL, 1}, {"wall", NULL, 0}};

static const eng_scalar_def scalars[] = {
    {.name = "food", .cell = 8, .max = 100},
    {.name = "trail", .cell = 4, .decay = 0.2f, .diffuse = 0.3f, .max = 10},
    {.name = "scent", .cell = 16, .diffuse = 1},
};

static const eng_spot spots[] = {{"food", 100, 300, 30, 50},
                                 {"food", 540, 180, 30, 50},
                                 {"food", 560, 240, 20, 4},
                                 {"food", 150, 240, 40, 5}};

static const eng_group groups[] = {
    {"nest", 0, 1, 80, 240, 0, 0},
    {"nest", 1, 1, 560, 240, 0, 0},
    {"ant", 0, 99, 200, 240, 90, NAN},
    {"ant", 1, 99, 330, 240, 90, NAN},
};

eng_world *scene_create(uint64_t seed)
{
    eng_kind kinds[] = {eng_kind_default("ant"), eng_kind_default("nest"),
                        eng_kind_default("rock")};
    kinds[SCENE_ANT].radius = 4;
    kinds[SCENE_ANT].speed = 60;
    kinds[SCENE_ANT].hp = 5;
    kinds[SCENE_ANT].capacity = 2;
    kinds[SCENE_ANT].script_class = "Ant";
    kinds[SCENE_NEST].radius = 20;
    kinds[SCENE_NEST].mass = 0;
    kinds[SCENE_NEST].hp = 100;
    kinds[SCENE_NEST].capacity = 1000;
    kinds[SCENE_NEST].builds = "ant";
    kinds[SCENE_NEST].build_cost = 2;
    kinds[SCENE_NEST].script_class = "Nest";
    kinds[SCENE_ROCK].radius = 10;
    kinds[SCENE_ROCK].mass = 0;

    static uint8_t ground[GROUND_COLUMNS * GROUND_ROWS];
    for (int row = 0; row < GROUND_ROWS / 2; row++)
        ground[row * GROUND_COLUMNS + 50] = 1;
    const eng_map map = {
        .width = 640,
        .height = 480,
        .terrain_cell = 8,
        .terrain_columns = GROUND_COLUMNS,
        .terrain_rows = GROUND_ROWS,
        .terrain = ground,
        .legend = legend,
        .legend_count = 2,
        .scalars = scalars,
        .scalar_count = 3,
        .spots = spots,
        .spot_count = 4,
    };
    eng_world_def def = eng_world_default_def();
    def.kinds = kinds;
    def.kind_count = 3;
    def.map = &map;
    def.seed = seed;
    def.entity_capacity = 1024;
    eng_error error = {0};
    eng_world *world = eng_world_create(&def, &error);
    ENG_ASSERT(world != NULL);
    return world;
}

void scene_populate(eng_world *world)
{
    const eng_map map = {.groups = groups, .group_count = 4};
    eng_error error = {0};
    ENG_ASSERT(eng_world_populate(world, &map, 200, &error));
}

bool scene_tell(eng_world *world, eng_entity entity, eng_command_id command, const eng_value *args,
                uint32_t arg_count)
{
    uint64_t before = eng_world_rejected(world);
    eng_world_apply(world, &(eng_command){entity, command, arg_count, args}, 1);
    return eng_world_rejected(world) == before;
}

void scene_run(eng_world *world, int ticks)
{
    for (int i = 0; i < ticks; i++)
        eng_world_step(world);
}

static eng_entity nearest_enemy(const eng_rows *rows, uint32_t row)
{
    eng_entity best = ENG_ENTITY_NONE;
    float best_square = 80 * 80;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        float dx = rows->x[i] - rows->x[row], dy = rows->y[i] - rows->y[row];
        if (rows->team[i] != rows->team[row] && dx * dx + dy * dy < best_square) {
            best_square = dx * dx + dy * dy;
            best = rows->entities[i];
        }
    }
    return best;
}

static void give_orders(const eng_rows *rows, uint32_t row, eng_random *random,
                        eng_command *command, eng_value *args)
{
    eng_entity foe = nearest_enemy(rows, row);
    switch (eng_random_below(random, 8)) {
    case 0:
        command->command = ENG_COMMAND_MOVE_TO;
        args[0] = eng_value_float((double)(eng_random_float(random) * 640));
        args[1] = eng_value_float((double)(eng_random_float(random) * 480));
        if (rows->cargo[row] > 0) { // home
            args[0] = eng_value_float((double)rows->x[rows->team[row]]);
            args[1] = eng_value_float((double)rows->y[rows->team[row]]);
        }
        command->arg_count = 2;
        break;
    case 1:
        command->command = ENG_COMMAND_STEER;
        args[0] = eng_value_float((double)(eng_random_float(random) * 6));
        command->arg_count = 1;
        break;
    case 2:
    case 3:
        command->command = foe != ENG_ENTITY_NONE ? ENG_COMMAND_ATTACK : ENG_COMMAND_STOP;
        args[0] = eng_value_entity(foe);
        command->arg_count = foe != ENG_ENTITY_NONE;
        break;
    case 4:
        command->command = ENG_COMMAND_CHASE;
        args[0] = eng_value_entity(foe);
        command->arg_count = 1;
        break;
    case 5:
        command->command = ENG_COMMAND_DEPOSIT;
        args[0] = eng_value_name(SCENE_TRAIL);
        command->arg_count = 1;
        break;
    case 6:
        command->command = ENG_COMMAND_PICK;
        args[0] = eng_value_name(SCENE_FOOD);
        command->arg_count = 1;
        break;
    default:
        command->command = ENG_COMMAND_SAY;
        args[0] = eng_value_text("for the queen", 13);
        command->arg_count = 1;
        break;
    }
}

void scene_think(eng_world *world, void (*put)(void *user, const eng_command *command), void *user)
{
    eng_rows rows = eng_world_rows(world);
    for (uint32_t row = 0; row < rows.row_count; row++) {
        eng_value args[ENG_MAX_ARGS];
        eng_command command = {.entity = rows.entities[row], .args = args};
        if (rows.kind[row] == SCENE_NEST) {
            bool is_picking = eng_world_tick(world) % 2 == 0;
            command.command = is_picking ? ENG_COMMAND_PICK : ENG_COMMAND_SPAWN;
            args[0] = eng_value_name(SCENE_FOOD);
            command.arg_count = is_picking;
        } else if ((eng_world_tick(world) + row) % 10 == 0) {
            eng_random random = eng_random_make(eng_world_tick(world), rows.entities[row]);
            give_orders(&rows, row, &random, &command, args);
        } else {
            // Ants that carry give when they can; most cannot, and the world must refuse.
            command.command = ENG_COMMAND_GIVE;
            args[0] = eng_value_entity(rows.entities[rows.team[row]]);
            command.arg_count = 1;
        }
        put(user, &command);
    }
}
