// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "fixture.h"

#include <dirent.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "null.h"
#include "scripts.h"

// The languages of this program, for the parts of the library that are linked into it.
const myri_backend *myri_backend_get(myr_language language)
{
    return language == MYR_LANGUAGE_NULL ? &myri_backend_null : NULL;
}

static void world_write(fixture *f)
{
    myr_entity entities[ROWS];
    float xs[ROWS], ys[ROWS];
    int32_t teams[ROWS];
    for (uint32_t i = 0; i < ROWS; i++) {
        entities[i] = myr_entity_make(i, 1);
        xs[i] = 10.0f * (float)i;
        ys[i] = 5.0f * (float)i;
        teams[i] = (int32_t)(i % 2);
    }
    const void *columns[FIELD_COUNT] = {xs, ys, teams};
    myr_frame frame = {.tick = 1, .entities = entities, .columns = columns, .row_count = ROWS};
    myr_error error = {""};
    f->slot = myri_region_acquire(&f->region);
    assert_true(f->slot >= 0);
    if (!myri_snapshot_write(&f->region, f->slot, f->program, &frame, &error))
        fail_msg("%s", error.text);
}

void fixture_open(fixture *f, uint32_t interpreters)
{
    *f = (fixture){0};
    myr_def def = myr_default_def();
    isolation_schema(&def);
    def.isolation = MYR_ISOLATION_PROCESS;
    def.interpreter_count = interpreters;
    def.job_bytes = 1u << 16;
    myr_error error = {""};
    f->program = myri_program_create(&def, &error);
    if (!f->program)
        fail_msg("%s", error.text);
    myri_region_layout layout = myri_region_layout_for(f->program, 4);
    if (!myri_region_create(&f->region, &layout, true, &error))
        fail_msg("%s", error.text);
    world_write(f);
    f->house = myri_isolation_process.house_create(f->program, &f->region, TEST_HELPER, &error);
    if (!f->house)
        fail_msg("%s", error.text);
}

void fixture_close(fixture *f)
{
    myri_isolation_process.house_destroy(f->house);
    myri_region_destroy(&f->region);
    myri_program_destroy(f->program);
}

myri_seat *fixture_seat(fixture *f, uint32_t index)
{
    myr_error error = {""};
    myri_seat *seat = myri_isolation_process.seat_create(f->house, index, &error);
    if (!seat)
        fail_msg("%s", error.text);
    return seat;
}

static void answer_read(answer *out, const myri_job *job)
{
    myri_tape tape = {.base = (uint8_t *)(uintptr_t)job + job->out_offset,
                      .capacity = job->out_used,
                      .used = job->out_used};
    uint32_t offset = 0;
    bool is_broken = false;
    const myri_record *record;
    while ((record = myri_next(&tape, &offset, &is_broken)) != NULL) {
        if (record->kind != MYRI_OUT_PRINT || out->print[0])
            continue;
        const myri_out_print *print = (const void *)record;
        snprintf(out->print, sizeof out->print, "%.*s", (int)print->text_bytes,
                 (const char *)(print + 1));
    }
    assert_false(is_broken);
}

answer fixture_run(fixture *f, myri_seat *seat, uint32_t script)
{
    myri_job *job = myri_isolation_process.seat_job(seat);
    myri_tape in = {.base = (uint8_t *)job + job->in_offset, .capacity = job->in_capacity};
    myr_entity entity = myr_entity_make(atomic_fetch_add(&f->next_entity, 1) % ROWS, 1);
    assert_true(myri_put_agent(&in, MYRI_IN_DROP, entity, 0));
    assert_true(myri_put_agent(&in, MYRI_IN_ADD, entity, script));
    assert_true(myri_put_agent(&in, MYRI_IN_THINK, entity, 0));
    job->slot = f->slot;
    job->in_used = in.used;
    answer out = {.outcome = myri_isolation_process.seat_run(seat, 0)};
    if (out.outcome == MYRI_OUTCOME_DONE)
        answer_read(&out, job);
    return out;
}

pid_t fixture_pid(fixture *f, myri_seat *seat, pid_t *parent)
{
    int pid = 0, parent_pid = 0;
    answer who = fixture_run(f, seat, SCRIPT_WHO);
    assert_int_equal(who.outcome, MYRI_OUTCOME_DONE);
    assert_int_equal(sscanf(who.print, "%d %d", &pid, &parent_pid), 2);
    if (parent)
        *parent = parent_pid;
    return pid;
}

// ------------------------------------------------------------------------------------ conditions

uint32_t count_descriptors(void)
{
    uint32_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

double now_ms(void)
{
    return (double)myri_now_ns() / 1e6;
}

static bool is_gone(pid_t pid)
{
    char path[64], state = 'Z';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *stat = fopen(path, "r");
    if (!stat)
        return true;
    if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
        state = 'Z';
    fclose(stat);
    return state == 'Z' || state == 'X';
}

bool is_gone_soon(pid_t pid)
{
    double deadline = now_ms() + 5000;
    while (!is_gone(pid)) {
        if (now_ms() > deadline)
            return false;
        sched_yield();
    }
    return true;
}

bool becomes_set(_Atomic uint64_t *word)
{
    double deadline = now_ms() + 5000;
    while (atomic_load(word) == 0) {
        if (now_ms() > deadline)
            return false;
        sched_yield();
    }
    return true;
}
