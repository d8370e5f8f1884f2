// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// near() and nearest() against a plain loop over all rows, on random worlds.

#include "unit.h"

#include "snapshot.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { CAPACITY = 512 };

// A world: the columns a host would own, and the snapshot made of them.
typedef struct world {
    myri_program *program;
    myri_region region;
    myr_view view;
    uint32_t row_count;
    myr_entity entities[CAPACITY];
    float x[CAPACITY], y[CAPACITY];
    int32_t team[CAPACITY], kind[CAPACITY];
    uint8_t is_awake[CAPACITY];
    myr_entity target[CAPACITY];
} world;

static void world_publish(world *all, float grid_cell)
{
    myr_def def = unit_def();
    def.grid_cell = grid_cell;
    myr_error error = {0};
    all->program = myri_program_create(&def, &error);
    assert_string_equal(error.text, "");
    myri_region_layout layout = myri_region_layout_for(all->program, 1);
    assert_true(myri_region_create(&all->region, &layout, false, &error));
    const void *columns[] = {all->x, all->y, all->team, all->kind, all->is_awake, all->target};
    myr_frame frame = {
        .tick = 30, .entities = all->entities, .columns = columns, .row_count = all->row_count};
    int32_t slot = myri_region_acquire(&all->region);
    bool is_written = myri_snapshot_write(&all->region, slot, all->program, &frame, &error);
    assert_string_equal(error.text, "");
    assert_true(is_written);
    myri_view_init(&all->view, all->program, &all->region, slot);
}

static void world_fini(world *all)
{
    myri_region_destroy(&all->region);
    myri_program_destroy(all->program);
}

// Coarse positions, so that equal distances are common; some out of bounds, some nowhere.
static float random_place(uint64_t *seed, float most, bool is_coarse)
{
    static const float odd[] = {-1e30f, 1e30f, -50, 5000, NAN, INFINITY, -INFINITY, 0};
    if (unit_random_below(seed, 40) == 0)
        return odd[unit_random_below(seed, 8)];
    float place = (float)unit_random_below(seed, 1 << 20) / (float)(1 << 20) * most;
    return is_coarse ? floorf(place / 40) * 40 : place;
}

// Teams of which some share a bit of a cell's mask: below 0 and from 31 on.
static int32_t random_team(uint64_t *seed, bool is_plain)
{
    static const int32_t odd[] = {0, 1, 30, 31, 32, 33, 63, -2, -7, -32, INT32_MIN, INT32_MAX - 1};
    return is_plain ? (int32_t)unit_random_below(seed, 4) - 1 : odd[unit_random_below(seed, 12)];
}

// Kinds of which some share a bit: those that differ by 32.
static int32_t random_kind(uint64_t *seed, bool is_plain)
{
    static const int32_t odd[] = {0, 1, 31, 32, 33, 64, -2, -33};
    return is_plain ? (int32_t)unit_random_below(seed, 3) : odd[unit_random_below(seed, 8)];
}

static void world_init_random(world *all, uint64_t *seed)
{
    *all = (world){.row_count = unit_random_below(seed, CAPACITY) + 1};
    bool is_coarse = unit_random_below(seed, 2) == 0, is_plain = unit_random_below(seed, 2) == 0;
    uint32_t index[CAPACITY];
    for (uint32_t i = 0; i < CAPACITY; i++)
        index[i] = i;
    for (uint32_t i = 0; i < all->row_count; i++) {
        uint32_t other = i + unit_random_below(seed, CAPACITY - i);
        uint32_t taken = index[other];
        index[other] = index[i];
        all->entities[i] = myr_entity_make(taken, 1 + unit_random_below(seed, 3));
        all->x[i] = random_place(seed, 640, is_coarse);
        all->y[i] = random_place(seed, 480, is_coarse);
        all->team[i] = random_team(seed, is_plain);
        all->kind[i] = random_kind(seed, is_plain);
    }
    static const float cells[] = {0, 1, 40, 333, 100000};
    world_publish(all, cells[unit_random_below(seed, 5)]);
}

static bool plain_accepts(const world *all, int32_t self, uint32_t row, const myr_filter *filter)
{
    if ((int32_t)row == self)
        return false;
    if (!filter)
        return true;
    if ((filter->only_enemies || filter->only_allies) && self < 0)
        return false;
    if (filter->only_enemies && all->team[row] == all->team[self])
        return false;
    if (filter->only_allies && all->team[row] != all->team[self])
        return false;
    if (filter->kind_plus_1 != 0 && all->kind[row] != filter->kind_plus_1 - 1)
        return false;
    return filter->team_plus_1 == 0 || all->team[row] == filter->team_plus_1 - 1;
}

typedef struct found {
    double square;
    myr_entity entity;
} found;

static int compare_found(const void *left, const void *right)
{
    const found *a = left, *b = right;
    if (a->square != b->square)
        return a->square < b->square ? -1 : 1;
    return myr_entity_index(a->entity) < myr_entity_index(b->entity) ? -1 : 1;
}

static uint32_t plain_near(const world *all, int32_t self, float x, float y, float radius,
                           const myr_filter *filter, found *out)
{
    uint32_t count = 0;
    for (uint32_t row = 0; row < all->row_count; row++) {
        double dx = (double)all->x[row] - (double)x, dy = (double)all->y[row] - (double)y;
        double square = dx * dx + dy * dy;
        if (radius >= 0 && isfinite(square) && square <= (double)radius * (double)radius &&
            plain_accepts(all, self, row, filter))
            out[count++] = (found){square, all->entities[row]};
    }
    qsort(out, count, sizeof *out, compare_found);
    return count;
}

static void compare_one(const world *all, uint64_t *seed)
{
    static const float radii[] = {0, 1, 40, 80, 120, 300, 700, 1e6f, 1e30f, FLT_MAX, INFINITY};
    static const uint32_t capacities[] = {1, 2, 5, 20, 100, CAPACITY};
    static found expected[CAPACITY];
    static myr_entity got[CAPACITY];
    int32_t self_row = (int32_t)unit_random_below(seed, all->row_count + 1) - 1;
    myr_entity self = self_row < 0 ? MYR_ENTITY_NONE : all->entities[self_row];
    bool is_at_self = self_row >= 0 && unit_random_below(seed, 2) == 0;
    float x = is_at_self ? all->x[self_row] : random_place(seed, 640, true);
    float y = is_at_self ? all->y[self_row] : random_place(seed, 480, true);
    float radius = radii[unit_random_below(seed, 11)];
    bool is_plain = unit_random_below(seed, 2) == 0; // else one that shares a bit, or 0: any
    myr_filter filter = {
        .only_enemies = unit_random_below(seed, 3) == 0,
        .only_allies = unit_random_below(seed, 4) == 0,
        .kind_plus_1 = unit_random_below(seed, 3) == 0 ? random_kind(seed, is_plain) + 1 : 0,
        .team_plus_1 = unit_random_below(seed, 4) == 0 ? random_team(seed, is_plain) + 1 : 0,
    };
    const myr_filter *given = unit_random_below(seed, 3) == 0 ? NULL : &filter;
    bool is_somewhere = isfinite(x) && isfinite(y);
    uint32_t count = is_somewhere ? plain_near(all, self_row, x, y, radius, given, expected) : 0;

    uint32_t capacity = capacities[unit_random_below(seed, 6)];
    uint32_t got_count = myr_view_near(&all->view, self, x, y, radius, given, got, capacity);
    assert_int_equal(got_count, count < capacity ? count : capacity);
    for (uint32_t i = 0; i < got_count; i++)
        assert_true(got[i] == expected[i].entity);
    myr_entity nearest = myr_view_nearest(&all->view, self, x, y, radius, given);
    assert_true(nearest == (count > 0 ? expected[0].entity : MYR_ENTITY_NONE));
}

static void near_and_nearest_agree_with_a_plain_loop(void **state)
{
    (void)state;
    static world all;
    uint64_t seed = 1;
    for (int round = 0; round < 150; round++) {
        world_init_random(&all, &seed);
        for (int i = 0; i < 100; i++)
            compare_one(&all, &seed);
        world_fini(&all);
    }
}

// Distances that differ by less than a float can tell must still be told apart.
static void near_orders_what_a_float_cannot_tell_apart(void **state)
{
    (void)state;
    static world all;
    all = (world){.row_count = 2};
    all.entities[0] = myr_entity_make(0, 1);
    all.entities[1] = myr_entity_make(1, 1);
    all.x[0] = all.x[1] = 600;
    all.y[0] = 0.0002f;
    all.y[1] = 0.0001f;
    world_publish(&all, 0);
    assert_true((float)(600.0 * 600.0 + 4e-8) == (float)(600.0 * 600.0 + 1e-8));
    myr_entity got[2];
    assert_int_equal(myr_view_near(&all.view, 0, 0, 0, 1000, NULL, got, 2), 2);
    assert_true(got[0] == all.entities[1] && got[1] == all.entities[0]);
    assert_int_equal(myr_view_near(&all.view, 0, 0, 0, 1000, NULL, got, 1), 1);
    assert_true(got[0] == all.entities[1]);
    world_fini(&all);
}

static void no_radius_no_place_and_no_room_find_nobody(void **state)
{
    (void)state;
    static world all;
    all = (world){.row_count = 1};
    all.entities[0] = myr_entity_make(0, 1);
    all.x[0] = all.y[0] = 10;
    world_publish(&all, 0);
    myr_entity got[1];
    assert_int_equal(myr_view_near(&all.view, 0, 10, 10, 0, NULL, got, 1), 1);
    assert_int_equal(myr_view_near(&all.view, 0, 10, 10, -1, NULL, got, 1), 0);
    assert_int_equal(myr_view_near(&all.view, 0, 10, 10, NAN, NULL, got, 1), 0);
    assert_int_equal(myr_view_near(&all.view, 0, NAN, 10, 5, NULL, got, 1), 0);
    assert_int_equal(myr_view_near(&all.view, 0, 10, 10, 5, NULL, NULL, 0), 0);
    assert_int_equal(myr_view_near(&all.view, all.entities[0], 10, 10, 5, NULL, got, 1), 0);
    assert_true(myr_view_nearest(&all.view, 0, 10, 10, -1, NULL) == MYR_ENTITY_NONE);
    assert_true(myr_view_nearest(&all.view, 0, 10, 10, 0, NULL) == all.entities[0]);
    world_fini(&all);
}

static void rows_are_found_by_index_and_generation(void **state)
{
    (void)state;
    static world all;
    all = (world){.row_count = 2};
    all.entities[0] = myr_entity_make(7, 3);
    all.entities[1] = myr_entity_make(2, 1);
    all.team[1] = 42;
    world_publish(&all, 0);
    assert_int_equal(myr_view_row(&all.view, myr_entity_make(7, 3)), 0);
    assert_int_equal(myr_view_row(&all.view, myr_entity_make(2, 1)), 1);
    assert_int_equal(myr_view_row(&all.view, myr_entity_make(7, 2)), -1);
    assert_int_equal(myr_view_row(&all.view, myr_entity_make(3, 1)), -1);
    assert_int_equal(myr_view_row(&all.view, MYR_ENTITY_NONE), -1);
    assert_int_equal(myr_view_row(&all.view, UINT64_MAX), -1);
    assert_int_equal(((const int32_t *)myr_view_column(&all.view, UNIT_TEAM))[1], 42);
    assert_null(myr_view_column(&all.view, UNIT_FIELDS));
    assert_int_equal(myr_view_row_count(&all.view), 2);
    assert_int_equal(myr_view_tick(&all.view), 30);
    assert_true(myr_view_time(&all.view) == 1.5);
    size_t bytes = 9;
    assert_null(myr_view_dynamic(&all.view, &bytes));
    assert_int_equal(bytes, 0);
    assert_null(myr_view_static(&all.view, &bytes));
    world_fini(&all);
}

static void a_schema_without_positions_finds_nobody(void **state)
{
    (void)state;
    myr_def def = unit_def();
    def.fields = unit_fields + UNIT_TEAM;
    def.field_count = 1;
    myr_error error = {0};
    myri_program *program = myri_program_create(&def, &error);
    assert_string_equal(error.text, "");
    myri_region region;
    myri_region_layout layout = myri_region_layout_for(program, 1);
    assert_true(myri_region_create(&region, &layout, false, &error));
    int32_t team = 1;
    myr_entity entity = myr_entity_make(0, 1), got;
    const void *columns[] = {&team};
    myr_frame frame = {.entities = &entity, .columns = columns, .row_count = 1};
    assert_true(
        myri_snapshot_write(&region, myri_region_acquire(&region), program, &frame, &error));
    myr_view view;
    myri_view_init(&view, program, &region, 0);
    assert_int_equal(myr_view_near(&view, 0, 0, 0, INFINITY, NULL, &got, 1), 0);
    assert_true(myr_view_nearest(&view, 0, 0, 0, INFINITY, NULL) == MYR_ENTITY_NONE);
    myri_region_destroy(&region);
    myri_program_destroy(program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_and_nearest_agree_with_a_plain_loop),
        cmocka_unit_test(near_orders_what_a_float_cannot_tell_apart),
        cmocka_unit_test(no_radius_no_place_and_no_room_find_nobody),
        cmocka_unit_test(rows_are_found_by_index_and_generation),
        cmocka_unit_test(a_schema_without_positions_finds_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
