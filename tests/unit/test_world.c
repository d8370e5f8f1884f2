// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_world.c: the rules of the simulation, one at a time, and the golden hash of all together.

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "world_scene.h"

// The hash after 300 ticks of the scene with 200 units. It is the same with gcc and clang at every
// level of optimisation; a change of it means that recordings of today do not replay.
#define GOLDEN_HASH 0x53582b49f1260e02ull

static int setup(void **state)
{
    *state = scene_create(1);
    return 0;
}

static int teardown(void **state)
{
    eng_world_destroy(*state);
    return 0;
}

static eng_entity put_ant(eng_world *world, int32_t team, float x, float y)
{
    return eng_world_spawn(world, SCENE_ANT, team, x, y, 0);
}

static float get(const eng_world *world, eng_field field, eng_entity entity)
{
    return ((const float *)eng_world_column(world, field))[eng_world_row(world, entity)];
}

static bool tell_move(eng_world *world, eng_entity unit, double x, double y)
{
    return scene_tell(world, unit, ENG_COMMAND_MOVE_TO,
                      (eng_value[]){eng_value_float(x), eng_value_float(y)}, 2);
}

static bool tell_unit(eng_world *world, eng_entity unit, eng_command_id command, eng_entity target)
{
    return scene_tell(world, unit, command, (eng_value[]){eng_value_entity(target)}, 1);
}

static bool tell_field(eng_world *world, eng_entity unit, eng_command_id command, int32_t name,
                       double amount)
{
    return scene_tell(world, unit, command,
                      (eng_value[]){eng_value_name(name), eng_value_float(amount)}, 2);
}

// The first event of a kind for a unit since the last step; NULL: none.
static const eng_event *find_event(const eng_world *world, eng_entity entity, eng_event_id event)
{
    uint32_t count;
    const eng_event *events = eng_world_events(world, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].entity == entity && events[i].event == event)
            return &events[i];
    }
    return NULL;
}

// Steps until the event or for `most` ticks. The ticks it took; -1: it did not come.
static int run_until(eng_world *world, eng_entity entity, eng_event_id event, int most)
{
    for (int i = 1; i <= most; i++) {
        eng_world_step(world);
        if (find_event(world, entity, event) != NULL)
            return i;
    }
    return -1;
}

static double sum(const eng_world *world, uint32_t scalar)
{
    eng_scalar field = eng_world_scalar(world, scalar);
    double total = 0;
    for (uint32_t i = 0; i < field.columns * field.rows; i++)
        total += (double)field.values[i];
    return total;
}

// --------------------------------------------------------------------------------------- motion

static void move_to_arrives(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 100, 100);
    assert_true(tell_move(world, ant, 220, 100));
    eng_world_step(world);
    // It comes to speed within a moment, not at once.
    assert_true(get(world, ENG_FIELD_SPEED, ant) > 0 && get(world, ENG_FIELD_SPEED, ant) < 60);
    int ticks = run_until(world, ant, ENG_EVENT_ARRIVED, 200);
    // 120 px at 60 px/s take 40 ticks, and some for starting and stopping.
    assert_in_range(ticks, 40, 60);
    const eng_event *event = find_event(world, ant, ENG_EVENT_ARRIVED);
    assert_int_equal(event->arg_count, 2);
    assert_true(event->args[0].number == 220 && event->args[1].number == 100);
    assert_true(fabsf(get(world, ENG_FIELD_X, ant) - 220) < 3);
    scene_run(world, 10);
    assert_true(get(world, ENG_FIELD_SPEED, ant) == 0);
    assert_null(find_event(world, ant, ENG_EVENT_ARRIVED));
}

static void move_to_turns_at_the_turn_rate_and_does_not_orbit(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 200, 200);
    // Behind, and nearer than its turning circle.
    assert_true(tell_move(world, ant, 192, 204));
    eng_world_step(world);
    assert_true(fabsf(get(world, ENG_FIELD_HEADING, ant)) <= 6.0f / 20 + 1e-4f);
    assert_in_range(run_until(world, ant, ENG_EVENT_ARRIVED, 100), 1, 60);
}

static void steer_keeps_the_heading_and_the_border_holds(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 600, 300);
    assert_true(scene_tell(world, ant, ENG_COMMAND_STEER,
                           (eng_value[]){eng_value_float(0.5), eng_value_float(0.5)}, 2));
    scene_run(world, 20);
    assert_true(fabsf(get(world, ENG_FIELD_SPEED, ant) - 30) < 0.5f);
    assert_true(fabsf(get(world, ENG_FIELD_HEADING, ant) - 0.5f) < 1e-5f);
    scene_run(world, 200);
    assert_true(get(world, ENG_FIELD_X, ant) == 640 - 4);
    assert_true(get(world, ENG_FIELD_Y, ant) > 350);
}

static void stop_and_chase(void **state)
{
    eng_world *world = *state;
    eng_entity hound = put_ant(world, 0, 100, 100), hare = put_ant(world, 0, 160, 100);
    assert_true(tell_unit(world, hound, ENG_COMMAND_CHASE, hare));
    assert_true(tell_move(world, hare, 300, 200));
    run_until(world, hare, ENG_EVENT_ARRIVED, 200);
    scene_run(world, 40);
    const eng_entity *target = eng_world_column(world, ENG_FIELD_TARGET);
    assert_int_equal(target[eng_world_row(world, hound)], hare);
    float dx = get(world, ENG_FIELD_X, hound) - get(world, ENG_FIELD_X, hare);
    float dy = get(world, ENG_FIELD_Y, hound) - get(world, ENG_FIELD_Y, hare);
    assert_true(sqrtf(dx * dx + dy * dy) < 8 + 3);
    assert_true(scene_tell(world, hound, ENG_COMMAND_STOP, NULL, 0));
    assert_int_equal(target[eng_world_row(world, hound)], ENG_ENTITY_NONE);
    assert_true(tell_unit(world, hound, ENG_COMMAND_CHASE, hare));
    assert_true(eng_world_remove(world, hare));
    scene_run(world, 2);
    assert_int_equal(target[eng_world_row(world, hound)], ENG_ENTITY_NONE);
}

static void walls_block_and_let_slide(void **state)
{
    eng_world *world = *state;
    eng_entity stuck = put_ant(world, 0, 380, 100), slider = put_ant(world, 0, 380, 180);
    assert_true(eng_world_ground(world, 404, 100) == 0);
    assert_true(eng_world_ground(world, 404, 300) == 1);
    assert_true(eng_world_ground(world, -1, 100) == 0);
    assert_true(tell_move(world, stuck, 440, 100));
    // Past the wall's lower end: along it, then round the corner.
    assert_true(tell_move(world, slider, 430, 300));
    bool is_blocked = false, has_arrived = false;
    for (int i = 0; i < 200; i++) {
        eng_world_step(world);
        is_blocked |= find_event(world, stuck, ENG_EVENT_BLOCKED) != NULL;
        has_arrived |= find_event(world, slider, ENG_EVENT_ARRIVED) != NULL;
        assert_true(get(world, ENG_FIELD_X, stuck) < 400);
    }
    assert_true(is_blocked);
    assert_true(has_arrived);
    assert_true(get(world, ENG_FIELD_SPEED, stuck) == 0);
}

static void bodies_part_and_the_heavy_stay(void **state)
{
    eng_world *world = *state;
    eng_entity a = put_ant(world, 0, 200, 200), b = put_ant(world, 0, 200, 200);
    eng_entity rock = eng_world_spawn(world, SCENE_ROCK, 0, 300, 300, 0);
    eng_entity leaning = put_ant(world, 0, 305, 300);
    eng_entity nest = eng_world_spawn(world, SCENE_NEST, 0, 500, 400, 0);
    eng_entity inside = put_ant(world, 0, 510, 400);
    scene_run(world, 40);
    float dx = get(world, ENG_FIELD_X, a) - get(world, ENG_FIELD_X, b);
    float dy = get(world, ENG_FIELD_Y, a) - get(world, ENG_FIELD_Y, b);
    assert_true(fabsf(sqrtf(dx * dx + dy * dy) - 8) < 0.5f);
    assert_true(get(world, ENG_FIELD_X, rock) == 300);
    assert_true(fabsf(get(world, ENG_FIELD_X, leaning) - 314) < 0.5f);
    assert_true(get(world, ENG_FIELD_X, nest) == 500);
    assert_true(fabsf(get(world, ENG_FIELD_X, inside) - 524) < 0.5f);
}

static void a_crowd_arrives(void **state)
{
    eng_world *world = *state;
    enum { CROWD = 12 };
    eng_entity crowd[CROWD];
    bool has_arrived[CROWD] = {0};
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = put_ant(world, 0, (float)(100 + 20 * i), 300);
        assert_true(tell_move(world, crowd[i], 200, 400));
    }
    for (int tick = 0; tick < 300; tick++) {
        eng_world_step(world);
        for (int i = 0; i < CROWD; i++)
            has_arrived[i] |= find_event(world, crowd[i], ENG_EVENT_ARRIVED) != NULL;
    }
    for (int i = 0; i < CROWD; i++)
        assert_true(has_arrived[i]);
}

// --------------------------------------------------------------------------------------- battle

static void attack_strikes_by_cooldown_and_kills(void **state)
{
    eng_world *world = *state;
    eng_entity a = put_ant(world, 0, 200, 200), b = put_ant(world, 1, 260, 200);
    assert_true(tell_unit(world, a, ENG_COMMAND_ATTACK, b));
    int first = run_until(world, b, ENG_EVENT_HIT, 100);
    assert_true(first > 5); // it had to walk
    const eng_event *hit = find_event(world, b, ENG_EVENT_HIT);
    assert_int_equal(hit->args[0].entity, a);
    assert_true(hit->args[1].number == 1);
    assert_true(get(world, ENG_FIELD_HP, b) == 4);
    assert_int_equal(run_until(world, b, ENG_EVENT_HIT, 100), 20); // 1 s
    assert_int_equal(run_until(world, a, ENG_EVENT_KILLED, 100), 60);
    assert_int_equal(find_event(world, a, ENG_EVENT_KILLED)->args[0].entity, b);
    assert_int_equal(eng_world_row(world, b), -1);
    uint32_t count;
    assert_int_equal(eng_world_deaths(world, &count)[0], b);
    assert_int_equal(count, 1);
    const eng_effect *effects = eng_world_effects(world, &count);
    assert_int_equal(count, 3);
    assert_int_equal(effects[2].type, ENG_EFFECT_DEATH);
    assert_int_equal(eng_world_team(world, 0).kill_count, 1);
    assert_int_equal(eng_world_team(world, 1).unit_count, 0);
    assert_false(tell_unit(world, a, ENG_COMMAND_ATTACK, b));
}

static void two_who_kill_each_other_both_die(void **state)
{
    eng_world *world = *state;
    eng_entity a = put_ant(world, 0, 200, 200), b = put_ant(world, 1, 210, 200);
    assert_true(tell_unit(world, a, ENG_COMMAND_ATTACK, b));
    assert_true(tell_unit(world, b, ENG_COMMAND_ATTACK, a));
    scene_run(world, 81);
    assert_int_equal(eng_world_row_count(world), 0);
}

static void rows_of_the_dead_are_filled(void **state)
{
    eng_world *world = *state;
    eng_entity units[10];
    for (int i = 0; i < 10; i++)
        units[i] = put_ant(world, 0, (float)(50 + 50 * i), 100);
    assert_true(eng_world_remove(world, units[0]));
    assert_true(eng_world_remove(world, units[4]));
    assert_true(eng_world_remove(world, units[9]));
    eng_world_step(world);
    assert_false(eng_world_remove(world, units[4]));
    assert_int_equal(eng_world_row_count(world), 7);
    for (int i = 0; i < 10; i++) {
        int32_t row = eng_world_row(world, units[i]);
        assert_int_equal(row < 0, i == 0 || i == 4 || i == 9);
        if (row >= 0) {
            assert_int_equal(eng_world_entities(world)[row], units[i]);
            assert_true(get(world, ENG_FIELD_X, units[i]) == (float)(50 + 50 * i));
        }
    }
}

// -------------------------------------------------------------------------------- fields, cargo

static void marks_fade_and_spread(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 200, 200);
    assert_true(tell_field(world, ant, ENG_COMMAND_DEPOSIT, SCENE_TRAIL, 8));
    assert_true(fabs(sum(world, 1) - 8) < 1e-6);
    scene_run(world, 100);
    // exp(-0.2 * 5 s)
    assert_true(fabs(sum(world, 1) - 8 * exp(-1.0)) < 0.1);
    eng_scalar trail = eng_world_scalar(world, 1);
    assert_true(trail.values[50 * trail.columns + 51] > 0);
    assert_true(trail.values[50 * trail.columns + 50] > trail.values[50 * trail.columns + 51]);
    assert_true(tell_field(world, ant, ENG_COMMAND_DEPOSIT, SCENE_TRAIL, 1000));
    trail = eng_world_scalar(world, 1);
    assert_true(trail.values[50 * trail.columns + 50] == 10);
    assert_false(tell_field(world, ant, ENG_COMMAND_PICK, SCENE_TRAIL, 1));
}

static void spreading_matter_is_kept(void **state)
{
    eng_world *world = *state;
    eng_entity nest = eng_world_spawn(world, SCENE_NEST, 0, 110, 300, 0);
    assert_true(tell_field(world, nest, ENG_COMMAND_PICK, SCENE_FOOD, 40));
    assert_true(tell_field(world, nest, ENG_COMMAND_DEPOSIT, SCENE_SCENT, 40));
    scene_run(world, 2000);
    assert_true(fabs(sum(world, 2) - 40) < 1e-3);
    eng_scalar scent = eng_world_scalar(world, 2);
    for (uint32_t i = 0; i < scent.columns * scent.rows; i++)
        assert_true(scent.values[i] >= 0 && scent.values[i] < 5);
}

static void cargo_goes_from_field_to_nest(void **state)
{
    eng_world *world = *state;
    double before = sum(world, 0);
    eng_entity ant = put_ant(world, 0, 100, 300);
    eng_entity nest = eng_world_spawn(world, SCENE_NEST, 0, 160, 300, 0);
    assert_false(tell_unit(world, ant, ENG_COMMAND_GIVE, nest)); // nothing to give
    assert_true(
        scene_tell(world, ant, ENG_COMMAND_PICK, (eng_value[]){eng_value_name(SCENE_FOOD)}, 1));
    assert_true(get(world, ENG_FIELD_CARGO, ant) == 2);
    assert_false(tell_field(world, ant, ENG_COMMAND_PICK, SCENE_FOOD, 1)); // full
    assert_true(fabs(before - sum(world, 0) - 2) < 1e-6);
    assert_false(tell_unit(world, ant, ENG_COMMAND_GIVE, nest)); // too far
    assert_true(tell_move(world, ant, 160, 300));
    scene_run(world, 40);
    assert_true(tell_unit(world, ant, ENG_COMMAND_GIVE, nest));
    assert_true(get(world, ENG_FIELD_CARGO, ant) == 0);
    assert_true(get(world, ENG_FIELD_CARGO, nest) == 2);
    assert_true(eng_world_team(world, 0).delivered == 2);
    assert_false(tell_field(world, ant, ENG_COMMAND_DEPOSIT, SCENE_FOOD, 1)); // out of nothing
}

static void nests_build(void **state)
{
    eng_world *world = *state;
    eng_entity nest = eng_world_spawn(world, SCENE_NEST, 1, 100, 300, 0);
    assert_false(scene_tell(world, nest, ENG_COMMAND_SPAWN, NULL, 0)); // cannot pay
    assert_true(tell_field(world, nest, ENG_COMMAND_PICK, SCENE_FOOD, 5));
    assert_true(scene_tell(world, nest, ENG_COMMAND_SPAWN, NULL, 0));
    assert_true(get(world, ENG_FIELD_CARGO, nest) == 3);
    assert_false(scene_tell(world, nest, ENG_COMMAND_SPAWN, NULL, 0)); // one at a time
    scene_run(world, 19);
    assert_int_equal(eng_world_row_count(world), 1);
    eng_world_step(world);
    uint32_t count;
    const eng_entity *births = eng_world_births(world, &count);
    assert_int_equal(count, 1);
    assert_int_equal(eng_world_row_count(world), 2);
    assert_int_equal(((const int32_t *)eng_world_column(world, ENG_FIELD_KIND))[1], SCENE_ANT);
    assert_int_equal(((const int32_t *)eng_world_column(world, ENG_FIELD_TEAM))[1], 1);
    float dx = get(world, ENG_FIELD_X, births[0]) - 100,
          dy = get(world, ENG_FIELD_Y, births[0]) - 300;
    assert_true(fabsf(sqrtf(dx * dx + dy * dy) - 25) < 0.01f);
    assert_true(scene_tell(world, nest, ENG_COMMAND_SPAWN, NULL, 0));
}

static void speech_is_cut_at_a_character(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 100, 100);
    char text[80];
    memset(text, 'a', sizeof text);
    memcpy(text + 63, "\xc3\xa4", 2); // two bytes, one too many
    text[3] = '\n';
    assert_true(
        scene_tell(world, ant, ENG_COMMAND_SAY, (eng_value[]){eng_value_text(text, 80)}, 1));
    uint32_t count;
    const eng_bubble *bubbles = eng_world_bubbles(world, &count);
    assert_int_equal(count, 1);
    assert_int_equal(strlen(bubbles[0].text), 63);
    assert_int_equal(bubbles[0].text[3], ' ');
    assert_true(scene_tell(world, ant, ENG_COMMAND_SAY, (eng_value[]){eng_value_text("hi", 2)}, 1));
    bubbles = eng_world_bubbles(world, &count);
    assert_int_equal(count, 1);
    assert_string_equal(bubbles[0].text, "hi");
    assert_false(
        scene_tell(world, ant, ENG_COMMAND_SAY, (eng_value[]){eng_value_text("\xff", 1)}, 1));
    scene_run(world, 61);
    eng_world_bubbles(world, &count);
    assert_int_equal(count, 0);
}

// ---------------------------------------------------------------------------------------- input

static void invalid_commands_change_nothing(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 100, 100), friend = put_ant(world, 0, 150, 100);
    eng_entity rock = eng_world_spawn(world, SCENE_ROCK, 0, 300, 300, 0);
    eng_value f = eng_value_float(1), nan_value = eng_value_float(NAN);
    eng_value inf = eng_value_float(INFINITY), huge = eng_value_float(1e30);
    eng_value me = eng_value_entity(ant), dead = eng_value_entity(eng_entity_make(900, 3));
    eng_value none = eng_value_entity(0), wild = eng_value_entity(UINT64_MAX);
    eng_value ally = eng_value_entity(friend), text = eng_value_text("x", 1);
    eng_value food = eng_value_name(SCENE_FOOD), kind = eng_value_name(SCENE_ANT);
    eng_value bad_name = eng_value_name(999), minus = eng_value_name(-1);
    eng_value zero = eng_value_float(0), less = eng_value_float(-1);
    eng_value no_type = {.type = 77}, null_text = {.type = ENG_TEXT, .text_bytes = 5};
    const struct {
        eng_entity entity;
        uint32_t command, arg_count;
        eng_value args[3];
    } rows[] = {
        {ant, 99, 0, {f}},
        {ant, ENG_COMMAND_COUNT, 0, {f}},
        {ant, UINT32_MAX, 0, {f}},
        {0, ENG_COMMAND_STOP, 0, {f}},
        {UINT64_MAX, ENG_COMMAND_STOP, 0, {f}},
        {eng_entity_make(0, 9), ENG_COMMAND_STOP, 0, {f}},
        {ant, ENG_COMMAND_STOP, 1, {f}},
        {ant, ENG_COMMAND_MOVE_TO, 0, {f}},
        {ant, ENG_COMMAND_MOVE_TO, 1, {f}},
        {ant, ENG_COMMAND_MOVE_TO, 3, {f, f, f}},
        {ant, ENG_COMMAND_MOVE_TO, UINT32_MAX, {f, f, f}},
        {ant, ENG_COMMAND_MOVE_TO, 2, {f, nan_value}},
        {ant, ENG_COMMAND_MOVE_TO, 2, {inf, f}},
        {ant, ENG_COMMAND_MOVE_TO, 2, {huge, f}},
        {ant, ENG_COMMAND_MOVE_TO, 2, {f, text}},
        {ant, ENG_COMMAND_MOVE_TO, 2, {no_type, f}},
        {rock, ENG_COMMAND_MOVE_TO, 2, {f, f}},
        {rock, ENG_COMMAND_STEER, 1, {f}},
        {ant, ENG_COMMAND_STEER, 2, {f, nan_value}},
        {ant, ENG_COMMAND_CHASE, 1, {me}},
        {ant, ENG_COMMAND_CHASE, 1, {dead}},
        {ant, ENG_COMMAND_CHASE, 1, {none}},
        {ant, ENG_COMMAND_CHASE, 1, {wild}},
        {ant, ENG_COMMAND_CHASE, 1, {f}},
        {ant, ENG_COMMAND_ATTACK, 1, {ally}},
        {ant, ENG_COMMAND_ATTACK, 1, {me}},
        {ant, ENG_COMMAND_DEPOSIT, 1, {bad_name}},
        {ant, ENG_COMMAND_DEPOSIT, 1, {minus}},
        {ant, ENG_COMMAND_DEPOSIT, 1, {kind}},
        {ant, ENG_COMMAND_DEPOSIT, 2, {food, zero}},
        {ant, ENG_COMMAND_DEPOSIT, 2, {food, less}},
        {ant, ENG_COMMAND_DEPOSIT, 2, {food, nan_value}},
        {ant, ENG_COMMAND_PICK, 1, {food}}, // none here
        {ant, ENG_COMMAND_PICK, 2, {food, less}},
        {ant, ENG_COMMAND_GIVE, 1, {dead}},
        {ant, ENG_COMMAND_GIVE, 2, {ally, less}},
        {ant, ENG_COMMAND_SPAWN, 0, {f}},
        {ant, ENG_COMMAND_SAY, 1, {null_text}},
        {ant, ENG_COMMAND_SAY, 1, {f}},
    };
    uint64_t before = eng_world_hash(world);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        eng_world_apply(
            world, &(eng_command){rows[i].entity, rows[i].command, rows[i].arg_count, rows[i].args},
            1);
        assert_int_equal(eng_world_rejected(world), i + 1);
        assert_int_equal(eng_world_hash(world), before);
    }
    eng_world_apply(world, &(eng_command){ant, ENG_COMMAND_MOVE_TO, 2, NULL}, 1);
    assert_int_equal(eng_world_hash(world), before);
}

static void defs_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    eng_kind kind = eng_kind_default("ant");
    eng_map map = {.width = 100, .height = 100};
    eng_world_def good = eng_world_default_def();
    good.kinds = &kind;
    good.kind_count = 1;
    good.map = &map;
    eng_error error = {0};
    eng_world *world = eng_world_create(&good, &error);
    assert_non_null(world);
    assert_true(eng_world_ground(world, 50, 50) == 1);
    eng_world_destroy(world);

    eng_kind bad = kind;
    bad.speed = NAN;
    eng_world_def def = good;
    def.kinds = &bad;
    assert_null(eng_world_create(&def, &error));
    assert_non_null(strstr(error.text, "speed"));
    bad = kind;
    bad.builds = "bee";
    assert_null(eng_world_create(&def, &error));
    assert_non_null(strstr(error.text, "bee"));
    def = good;
    def.tick_rate_hz = 0;
    assert_null(eng_world_create(&def, &error));
    eng_map bad_map = {.width = -1, .height = 100};
    def = good;
    def.map = &bad_map;
    assert_null(eng_world_create(&def, &error));
    const eng_spot spot = {"nectar", 1, 1, 1, 1};
    bad_map = map;
    bad_map.spots = &spot;
    bad_map.spot_count = 1;
    assert_null(eng_world_create(&def, &error));
    assert_non_null(strstr(error.text, "nectar"));
}

static void populate_scales_and_avoids_walls(void **state)
{
    eng_world *world = *state;
    eng_group groups[] = {
        {"rock", 0, 3, 600, 400, 30, 0},
        {"ant", 0, 10, 404, 100, 60, NAN},
        {"ant", 1, 20, 404, 100, 60, NAN},
    };
    eng_map map = {.groups = groups, .group_count = 3};
    eng_error error = {0};
    assert_true(eng_world_populate(world, &map, 100, &error));
    assert_int_equal(eng_world_row_count(world), 103);
    assert_int_equal(eng_world_team(world, 1).unit_count, 68);
    for (uint32_t row = 0; row < 103; row++) {
        eng_rows rows = eng_world_rows(world);
        assert_true(eng_world_ground(world, rows.x[row], rows.y[row]) > 0);
    }
    assert_false(eng_world_populate(world, &map, 5000, &error));
    assert_non_null(strstr(error.text, "entity_capacity"));
    groups[1].kind = "bee";
    assert_false(eng_world_populate(world, &map, 0, &error));
    assert_non_null(strstr(error.text, "bee"));
}

static void populate_keeps_the_few(void **state)
{
    eng_world *world = *state;
    eng_group groups[] = {
        {"ant", 0, 1, 404, 100, 60, NAN},
        {"ant", 1, 99, 404, 100, 60, NAN},
    };
    eng_map map = {.groups = groups, .group_count = 2};
    eng_error error = {0};
    assert_true(eng_world_populate(world, &map, 10, &error));
    assert_int_equal(eng_world_team(world, 0).unit_count, 1);
    assert_int_equal(eng_world_team(world, 1).unit_count, 9);
    assert_true(eng_world_populate(world, &map, 1, &error));
    assert_int_equal(eng_world_row_count(world), 11);
}

// ---------------------------------------------------------------------------------- determinism

static void apply_one(void *user, const eng_command *command)
{
    eng_world_apply(user, command, 1);
}

static uint64_t run_scene(uint64_t seed, int ticks)
{
    eng_world *world = scene_create(seed);
    scene_populate(world);
    for (int i = 0; i < ticks; i++) {
        scene_think(world, apply_one, world);
        eng_world_step(world);
    }
    uint64_t hash = eng_world_hash(world);
    eng_world_destroy(world);
    return hash;
}

static void equal_runs_have_equal_hashes(void **state)
{
    (void)state;
    assert_int_equal(run_scene(7, 50), run_scene(7, 50));
    assert_int_not_equal(run_scene(7, 50), run_scene(8, 50));
    assert_int_not_equal(run_scene(7, 50), run_scene(7, 51));
}

static void the_hash_sees_every_change(void **state)
{
    eng_world *world = *state;
    eng_entity ant = put_ant(world, 0, 100, 300);
    uint64_t last = eng_world_hash(world);
    // Each of these alone must change it.
    assert_true(tell_move(world, ant, 200, 200));
    assert_int_not_equal(eng_world_hash(world), last);
    last = eng_world_hash(world);
    assert_true(tell_field(world, ant, ENG_COMMAND_DEPOSIT, SCENE_TRAIL, 0.5));
    assert_int_not_equal(eng_world_hash(world), last);
    last = eng_world_hash(world);
    assert_true(eng_world_remove(world, ant));
    assert_int_not_equal(eng_world_hash(world), last);
    last = eng_world_hash(world);
    assert_true(scene_tell(world, ant, ENG_COMMAND_SAY, (eng_value[]){eng_value_text("hi", 2)}, 1));
    assert_int_equal(eng_world_hash(world), last); // for the eye only
}

static void the_golden_hash(void **state)
{
    (void)state;
    uint64_t hash = run_scene(2026, 300);
    if (hash != GOLDEN_HASH)
        print_error("the scene's hash is 0x%016llxull\n", (unsigned long long)hash);
    assert_int_equal(hash, GOLDEN_HASH);
}

static uint8_t amended_ground[80 * 60];
static const eng_terrain amended_legend[] = {{"grass", NULL, 1}, {"wall", NULL, 0}};

static eng_map amended_map(float width)
{
    static const eng_scalar_def fields[] = {{.name = "food", .cell = 8, .max = 100},
                                            {.name = "trail", .cell = 4, .decay = 2, .max = 10},
                                            {.name = "scent", .cell = 16, .diffuse = 1}};
    return (eng_map){.width = width,
                     .height = 480,
                     .terrain_cell = 8,
                     .terrain_columns = 80,
                     .terrain_rows = 60,
                     .terrain = amended_ground,
                     .legend = amended_legend,
                     .legend_count = 2,
                     .scalars = fields,
                     .scalar_count = 3};
}

static void kinds_change_under_living_units(void **state)
{
    eng_world *world = *state;
    eng_error error = {0};
    eng_entity whole = put_ant(world, 0, 100, 100), hurt = put_ant(world, 0, 200, 100);
    tell_unit(world, whole, ENG_COMMAND_ATTACK, hurt);
    eng_kind kinds[8] = {eng_kind_default("ant"), eng_kind_default("nest"),
                         eng_kind_default("rock")};
    float old_hp = get(world, ENG_FIELD_HP, hurt);
    uint32_t next = eng_world_name_count(world);
    assert_true(next < 8);
    for (uint32_t i = 3; i < 8; i++)
        kinds[i] = eng_kind_default("");
    kinds[SCENE_ANT].hp = old_hp * 4;
    kinds[SCENE_ANT].speed = 7;
    kinds[SCENE_ANT].role = "worker";
    kinds[next] = eng_kind_default("wasp");
    kinds[SCENE_NEST].builds = "wasp";
    assert_true(eng_world_amend_kinds(world, kinds, next + 1, &error));
    assert_true(get(world, ENG_FIELD_HP, hurt) == old_hp * 4);
    assert_true(get(world, ENG_FIELD_MAX_SPEED, whole) == 7);
    assert_int_equal(eng_world_find_kind(world, "wasp"), next);
    assert_int_equal(eng_world_find_name(world, "worker"), next + 1);
    assert_true(eng_world_spawn(world, next, 0, 50, 50, 0) != ENG_ENTITY_NONE);
    assert_true(eng_world_spawn(world, 3, 0, 50, 50, 0) == ENG_ENTITY_NONE); // a field's number
    scene_run(world, 20);
    kinds[SCENE_ANT].speed = -1;
    assert_false(eng_world_amend_kinds(world, kinds, next + 1, &error));
    assert_non_null(strstr(error.text, "kind 'ant': speed is -1"));
    assert_true(get(world, ENG_FIELD_MAX_SPEED, whole) == 7);
}

static void ground_closes_over_units(void **state)
{
    eng_world *world = *state;
    eng_error error = {0};
    eng_entity ant = put_ant(world, 0, 100, 100);
    for (int row = 8; row < 20; row++)
        memset(amended_ground + row * 80 + 8, 1, 8);
    eng_map map = amended_map(640);
    assert_true(eng_world_can_amend_map(world, &map, &error));
    eng_world_amend_map(world, &map);
    assert_true(eng_world_ground(world, 100, 100) == 0);
    float x = get(world, ENG_FIELD_X, ant), y = get(world, ENG_FIELD_Y, ant);
    assert_true(eng_world_ground(world, x, y) > 0);
    assert_true(fabsf(x - 100) + fabsf(y - 100) < 60);
    map = amended_map(800);
    assert_false(eng_world_can_amend_map(world, &map, &error));
    assert_string_equal(error.text, "the map has another size");
    map = amended_map(640);
    map.scalar_count = 2;
    assert_false(eng_world_can_amend_map(world, &map, &error));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(move_to_arrives),
        TEST(move_to_turns_at_the_turn_rate_and_does_not_orbit),
        TEST(steer_keeps_the_heading_and_the_border_holds),
        TEST(stop_and_chase),
        TEST(walls_block_and_let_slide),
        TEST(bodies_part_and_the_heavy_stay),
        TEST(a_crowd_arrives),
        TEST(attack_strikes_by_cooldown_and_kills),
        TEST(two_who_kill_each_other_both_die),
        TEST(rows_of_the_dead_are_filled),
        TEST(marks_fade_and_spread),
        TEST(spreading_matter_is_kept),
        TEST(cargo_goes_from_field_to_nest),
        TEST(nests_build),
        TEST(speech_is_cut_at_a_character),
        TEST(invalid_commands_change_nothing),
        cmocka_unit_test(defs_that_make_no_sense_are_refused),
        TEST(kinds_change_under_living_units),
        TEST(ground_closes_over_units),
        TEST(populate_scales_and_avoids_walls),
        TEST(populate_keeps_the_few),
        cmocka_unit_test(equal_runs_have_equal_hashes),
        TEST(the_hash_sees_every_change),
        cmocka_unit_test(the_golden_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
