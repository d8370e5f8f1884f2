// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "unit.h"

#include "snapshot.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROWS = 4 };

typedef struct fixture {
    myri_program *program;
    myri_region region;
    myr_error error;
    myr_entity entities[ROWS], target[ROWS];
    float x[ROWS], y[ROWS];
    int32_t team[ROWS], kind[ROWS];
    uint8_t is_awake[ROWS];
    const void *columns[UNIT_FIELDS];
    myr_frame frame;
} fixture;

static fixture *fixture_create(uint32_t slot_count, bool is_shared)
{
    fixture *all = calloc(1, sizeof *all);
    myr_def def = unit_def();
    def.dynamic_bytes = 100;
    def.static_bytes = 1000;
    all->program = myri_program_create(&def, &all->error);
    assert_string_equal(all->error.text, "");
    myri_region_layout layout = myri_region_layout_for(all->program, slot_count);
    assert_true(myri_region_create(&all->region, &layout, is_shared, &all->error));
    for (uint32_t i = 0; i < ROWS; i++) {
        all->entities[i] = myr_entity_make(10 - i, 1);
        all->x[i] = (float)i;
    }
    const void *columns[] = {all->x, all->y, all->team, all->kind, all->is_awake, all->target};
    memcpy(all->columns, columns, sizeof columns);
    all->frame = (myr_frame){
        .tick = 5, .entities = all->entities, .columns = all->columns, .row_count = ROWS};
    return all;
}

static void fixture_destroy(fixture *all)
{
    myri_region_destroy(&all->region);
    myri_program_destroy(all->program);
    free(all);
}

static bool write_slot(fixture *all, int32_t slot)
{
    all->error.text[0] = '\0';
    return myri_snapshot_write(&all->region, slot, all->program, &all->frame, &all->error);
}

static void slots_are_taken_once_and_come_back_when_all_let_go(void **state)
{
    (void)state;
    fixture *all = fixture_create(2, false);
    int32_t first = myri_region_acquire(&all->region), second = myri_region_acquire(&all->region);
    assert_true(first >= 0 && second >= 0 && first != second);
    assert_int_equal(myri_region_acquire(&all->region), -1);
    myri_region_retain(&all->region, first);
    myri_region_release(&all->region, first);
    assert_int_equal(myri_region_acquire(&all->region), -1);
    myri_region_release(&all->region, first);
    assert_int_equal(myri_region_acquire(&all->region), first);
    fixture_destroy(all);
}

static void a_snapshot_is_a_copy(void **state)
{
    (void)state;
    fixture *all = fixture_create(1, false);
    uint8_t dynamic[100] = {[99] = 7};
    all->frame.dynamic = dynamic;
    all->frame.dynamic_bytes = sizeof dynamic;
    assert_true(write_slot(all, myri_region_acquire(&all->region)));
    all->x[2] = 99;
    dynamic[99] = 0;
    myr_view view;
    myri_view_init(&view, all->program, &all->region, 0);
    assert_true(((const float *)myr_view_column(&view, UNIT_X))[2] == 2);
    size_t bytes;
    const uint8_t *copy = myr_view_dynamic(&view, &bytes);
    assert_int_equal(bytes, 100);
    assert_int_equal(copy[99], 7);
    fixture_destroy(all);
}

static void the_grid_holds_every_row_once_and_cells_in_entity_order(void **state)
{
    (void)state;
    fixture *all = fixture_create(1, false);
    assert_true(write_slot(all, myri_region_acquire(&all->region)));
    const myri_snapshot *snapshot = myri_region_snapshot(&all->region, 0);
    const uint8_t *base = (const uint8_t *)snapshot;
    const uint32_t *cell_start = (const uint32_t *)(base + snapshot->cell_start);
    const myri_spot *spots = (const myri_spot *)(base + snapshot->grid_spots);
    uint32_t cells = snapshot->grid_columns * snapshot->grid_rows;
    assert_in_range(snapshot->grid_columns, 1, MYRI_GRID_MAX);
    assert_int_equal(cell_start[0], 0);
    assert_int_equal(cell_start[cells], ROWS);
    // All lie in one cell; entity 7 is in row 3, entity 10 in row 0.
    for (uint32_t i = 0; i < ROWS; i++)
        assert_int_equal(spots[i].row, ROWS - 1 - i);
    fixture_destroy(all);
}

static void frames_that_cannot_be_are_refused_with_the_remedy(void **state)
{
    (void)state;
    fixture *all = fixture_create(1, false);
    int32_t slot = myri_region_acquire(&all->region);
    all->entities[2] = MYR_ENTITY_NONE;
    assert_false(write_slot(all, slot));
    assert_non_null(strstr(all->error.text, "entities[2]"));
    all->entities[2] = myr_entity_make(9, 2);
    assert_false(write_slot(all, slot));
    assert_non_null(strstr(all->error.text, "row 1 has already"));
    all->entities[2] = myr_entity_make(512, 1);
    assert_false(write_slot(all, slot));
    assert_non_null(strstr(all->error.text, "def.entity_capacity is 512"));
    all->entities[2] = myr_entity_make(8, 1);
    all->columns[UNIT_KIND] = NULL;
    assert_false(write_slot(all, slot));
    assert_non_null(strstr(all->error.text, "'kind'"));
    all->columns[UNIT_KIND] = all->kind;
    all->frame.dynamic = all;
    all->frame.dynamic_bytes = 101;
    assert_false(write_slot(all, slot));
    assert_non_null(strstr(all->error.text, "def.dynamic_bytes is 100"));
    all->frame.dynamic = NULL;
    all->frame.row_count = 513;
    assert_false(write_slot(all, slot));
    assert_non_null(strstr(all->error.text, "def.entity_capacity is 512"));
    all->frame.row_count = ROWS;
    assert_true(write_slot(all, slot));
    fixture_destroy(all);
}

static void an_empty_world_is_a_world(void **state)
{
    (void)state;
    fixture *all = fixture_create(1, false);
    all->frame = (myr_frame){.tick = 1};
    assert_true(write_slot(all, myri_region_acquire(&all->region)));
    myr_view view;
    myri_view_init(&view, all->program, &all->region, 0);
    assert_int_equal(myr_view_row(&view, myr_entity_make(0, 1)), -1);
    assert_true(myr_view_nearest(&view, 0, 1, 1, 100, NULL) == MYR_ENTITY_NONE);
    fixture_destroy(all);
}

// Publishes static bytes whose first one is `mark`. False: no room.
static bool publish_static(fixture *all, uint8_t mark)
{
    uint8_t *bytes = myri_static_begin(&all->region, 1000);
    if (!bytes)
        return false;
    memset(bytes, mark, 1000);
    myri_static_commit(&all->region, 1000);
    return true;
}

static uint8_t static_mark(fixture *all, int32_t slot)
{
    myr_view view;
    size_t bytes;
    myri_view_init(&view, all->program, &all->region, slot);
    const uint8_t *mark = myr_view_static(&view, &bytes);
    assert_int_equal(bytes, 1000);
    return *mark;
}

static void statics_live_as_long_as_a_snapshot_names_them(void **state)
{
    (void)state;
    fixture *all = fixture_create(3, false);
    int32_t slots[2];
    assert_null(myri_static_begin(&all->region, 1001));
    for (uint8_t i = 0; i < 2; i++) {
        assert_true(publish_static(all, i + 1));
        slots[i] = myri_region_acquire(&all->region);
        assert_true(write_slot(all, slots[i]));
    }
    assert_true(publish_static(all, 3));
    assert_false(publish_static(all, 4)); // two are still read, the third is the newest
    assert_int_equal(static_mark(all, slots[0]), 1);
    assert_int_equal(static_mark(all, slots[1]), 2);
    myri_region_release(&all->region, slots[0]);
    assert_true(publish_static(all, 4));
    assert_int_equal(static_mark(all, slots[1]), 2);
    int32_t slot = myri_region_acquire(&all->region);
    assert_true(write_slot(all, slot));
    assert_int_equal(static_mark(all, slot), 4);
    for (int i = 0; i < 20; i++) { // nothing leaks over many rounds
        myri_region_release(&all->region, slot);
        assert_true(publish_static(all, (uint8_t)(10 + i)));
        slot = myri_region_acquire(&all->region);
        assert_true(write_slot(all, slot));
        assert_int_equal(static_mark(all, slot), 10 + i);
    }
    assert_int_equal(static_mark(all, slots[1]), 2);
    fixture_destroy(all);
}

static void a_child_reads_the_shared_region_and_can_never_write_it(void **state)
{
    (void)state;
    fixture *all = fixture_create(2, true);
    const myri_region_layout *layout = &all->region.layout;
    int32_t slot = myri_region_acquire(&all->region);
    assert_true(write_slot(all, slot));
    myri_region child;
    assert_true(myri_region_map(&child, layout, all->region.memfd, &all->error));
    myr_view view;
    myri_view_init(&view, all->program, &child, slot);
    assert_int_equal(myr_view_row(&view, all->entities[3]), 3);
    all->x[3] = 77;
    assert_true(write_slot(all, slot));
    assert_true(((const float *)myr_view_column(&view, UNIT_X))[3] == 77);
    assert_ptr_equal(
        mmap(NULL, layout->total_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, all->region.memfd, 0),
        MAP_FAILED);
    assert_int_not_equal(mprotect(child.base, layout->total_bytes, PROT_READ | PROT_WRITE), 0);
    assert_int_not_equal(ftruncate(all->region.memfd, 0), 0);
    myri_region_layout larger = *layout;
    larger.total_bytes += 4096;
    myri_region refused;
    assert_false(myri_region_map(&refused, &larger, all->region.memfd, &all->error));
    myri_region_destroy(&child);
    fixture_destroy(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_are_taken_once_and_come_back_when_all_let_go),
        cmocka_unit_test(a_snapshot_is_a_copy),
        cmocka_unit_test(the_grid_holds_every_row_once_and_cells_in_entity_order),
        cmocka_unit_test(frames_that_cannot_be_are_refused_with_the_remedy),
        cmocka_unit_test(an_empty_world_is_a_world),
        cmocka_unit_test(statics_live_as_long_as_a_snapshot_names_them),
        cmocka_unit_test(a_child_reads_the_shared_region_and_can_never_write_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
