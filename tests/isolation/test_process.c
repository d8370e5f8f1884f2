// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_process.c: process isolation without the pool: births, deaths, rights, leftovers.

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "scripts.h"

#define MANY 500u
#define CREATORS 4u

extern char **environ;

static const myri_isolation_ops *const ops = &myri_isolation_process;

// A worker that runs one job which does not end by itself.
typedef struct runner {
    fixture *f;
    myri_seat *seat;
    uint32_t script;
    pthread_t thread;
    answer result;
} runner;

static void *runner_main(void *argument)
{
    runner *r = argument;
    r->result = fixture_run(r->f, r->seat, r->script);
    return NULL;
}

// Returns when the think has begun.
static void runner_start(runner *r)
{
    assert_int_equal(pthread_create(&r->thread, NULL, runner_main, r), 0);
    assert_true(becomes_set(&ops->seat_job(r->seat)->think_serial));
}

static void revive(myri_seat *seat)
{
    myr_error error = {""};
    if (!ops->seat_revive(seat, &error))
        fail_msg("%s", error.text);
}

static void jobs_run_and_take_microseconds(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    myri_seat *seat = fixture_seat(&f, 0);
    pid_t pid = fixture_pid(&f, seat, NULL);
    assert_int_not_equal(pid, getpid());
    double start = now_ms();
    for (int i = 0; i < 2000; i++)
        assert_int_equal(fixture_run(&f, seat, SCRIPT_WALK).outcome, MYRI_OUTCOME_DONE);
    print_message("a job and its answer: %.1f us\n", (now_ms() - start) / 2);
    assert_int_equal(fixture_pid(&f, seat, NULL), pid);
    fixture_close(&f);
    assert_true(is_gone_soon(pid));
}

static void a_child_cannot_write_the_world(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    myri_seat *seat = fixture_seat(&f, 0);
    answer poke = fixture_run(&f, seat, SCRIPT_POKE);
    assert_int_equal(poke.outcome, MYRI_OUTCOME_DONE);
    assert_string_equal(poke.print, "refused");

    // The one writable shared mapping is its own half of its job.
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/maps", (int)fixture_pid(&f, seat, NULL));
    FILE *maps = fopen(path, "r");
    uint32_t writable = 0;
    while (maps && fgets(line, sizeof line, maps)) {
        if (!strstr(line, " rw-s ") && !strstr(line, " rwxs "))
            continue;
        writable++;
        assert_non_null(strstr(line, "myrmidon-job-out"));
    }
    if (maps) { // a child cannot be looked into by a user that is not root
        fclose(maps);
        assert_int_equal(writable, 1);
    }
    fixture_close(&f);
}

static void a_child_has_no_descriptor(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 2);
    myri_seat *seat = fixture_seat(&f, 0);
    fixture_seat(&f, 1);
    char path[64];
    for (int fd = 0; fd < 64; fd++) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)fixture_pid(&f, seat, NULL), fd);
        assert_int_not_equal(readlink(path, (char[8]){0}, 8) > 0, true);
    }
    fixture_close(&f);
}

static void a_dead_child_is_told_and_revived(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 2);
    myri_seat *seat = fixture_seat(&f, 0), *other = fixture_seat(&f, 1);
    pid_t other_pid = fixture_pid(&f, other, NULL);
    const uint32_t deadly[] = {SCRIPT_CRASH, SCRIPT_EXIT, SCRIPT_LIE};
    for (int round = 0; round < 6; round++) {
        pid_t pid = fixture_pid(&f, seat, NULL);
        double start = now_ms();
        assert_int_equal(fixture_run(&f, seat, deadly[round % 3]).outcome, MYRI_OUTCOME_DEAD);
        print_message("script %u: dead after %.2f ms", deadly[round % 3], now_ms() - start);
        assert_true(is_gone_soon(pid));
        assert_int_equal(ops->child_count(f.house), 1);
        assert_int_equal(fixture_run(&f, seat, SCRIPT_WALK).outcome, MYRI_OUTCOME_DEAD);
        start = now_ms();
        revive(seat);
        print_message(", revived in %.2f ms\n", now_ms() - start);
        assert_int_equal(ops->child_count(f.house), 2);
        assert_int_not_equal(fixture_pid(&f, seat, NULL), pid);
        assert_int_equal(fixture_pid(&f, other, NULL), other_pid);
    }
    fixture_close(&f);
}

static void an_endless_think_is_killed(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 2);
    myri_seat *seat = fixture_seat(&f, 0), *other = fixture_seat(&f, 1);
    for (int round = 0; round < 5; round++) {
        runner r = {.f = &f, .seat = seat, .script = SCRIPT_LOOP};
        runner_start(&r);
        uint64_t serial = atomic_load(&ops->seat_job(seat)->think_serial);
        ops->seat_interrupt(seat, serial); // C code does not heed it, and must survive it
        assert_int_equal(fixture_run(&f, other, SCRIPT_WALK).outcome, MYRI_OUTCOME_DONE);
        double start = now_ms();
        assert_true(ops->seat_kill(seat));
        pthread_join(r.thread, NULL);
        print_message("killed and told in %.2f ms\n", now_ms() - start);
        assert_int_equal(r.result.outcome, MYRI_OUTCOME_DEAD);
        revive(seat);
    }
    fixture_close(&f);
}

static void the_end_of_the_zygote_wakes_all(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    myri_seat *seat = fixture_seat(&f, 0);
    pid_t zygote, pid = fixture_pid(&f, seat, &zygote);
    runner r = {.f = &f, .seat = seat, .script = SCRIPT_LOOP};
    runner_start(&r);
    kill(zygote, SIGKILL);
    pthread_join(r.thread, NULL);
    assert_int_equal(r.result.outcome, MYRI_OUTCOME_DEAD);
    assert_true(is_gone_soon(pid));
    assert_int_equal(ops->child_count(f.house), 0);
    myr_error error = {""};
    assert_false(ops->seat_revive(seat, &error));
    assert_non_null(strstr(error.text, "has ended"));
    fixture_close(&f);
    // The next game has a new one.
    fixture_open(&f, 1);
    fixture_pid(&f, fixture_seat(&f, 0), NULL);
    fixture_close(&f);
}

static void a_helper_that_was_killed_is_replaced(void **state)
{
    (void)state;
    fixture f, g;
    fixture_open(&f, 1);
    myri_seat *seat = fixture_seat(&f, 0);
    pid_t zygote;
    fixture_pid(&f, seat, &zygote);
    char path[64];
    int helper = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)zygote);
    FILE *stat = fopen(path, "r");
    assert_non_null(stat);
    assert_int_equal(fscanf(stat, "%*d (%*[^)]) %*c %d", &helper), 1);
    fclose(stat);
    kill(helper, SIGKILL);
    assert_true(is_gone_soon(helper));
    fixture_pid(&f, seat, NULL); // the house lives on
    fixture_open(&g, 1);
    fixture_pid(&g, fixture_seat(&g, 0), NULL);
    fixture_close(&g);
    fixture_close(&f);
}

// ------------------------------------------------------------------------------------------ many

typedef struct creator {
    fixture *f;
    myri_seat **seats;
    uint32_t first;
    pthread_t thread;
} creator;

static void *creator_main(void *argument)
{
    creator *c = argument;
    for (uint32_t i = c->first; i < MANY; i += CREATORS)
        c->seats[i] = fixture_seat(c->f, i);
    return NULL;
}

static void five_hundred_need_few_descriptors(void **state)
{
    (void)state;
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){.rlim_cur = 256, .rlim_max = before.rlim_max});
    fixture f;
    fixture_open(&f, MANY);
    static myri_seat *seats[MANY];
    static pid_t pids[MANY];
    creator creators[CREATORS];
    double start = now_ms();
    for (uint32_t i = 0; i < CREATORS; i++) {
        creators[i] = (creator){.f = &f, .seats = seats, .first = i};
        pthread_create(&creators[i].thread, NULL, creator_main, &creators[i]);
    }
    for (uint32_t i = 0; i < CREATORS; i++)
        pthread_join(creators[i].thread, NULL);
    print_message("%u children in %.0f ms\n", MANY, now_ms() - start);
    assert_int_equal(ops->child_count(f.house), MANY);
    for (uint32_t i = 0; i < MANY; i++)
        pids[i] = fixture_pid(&f, seats[i], NULL);
    start = now_ms();
    for (uint32_t i = 0; i < MANY; i++)
        assert_int_equal(fixture_run(&f, seats[i], SCRIPT_WALK).outcome, MYRI_OUTCOME_DONE);
    print_message("a tick of them, one after another: %.1f ms\n", now_ms() - start);
    start = now_ms();
    for (uint32_t i = 0; i < MANY / 2; i++) // the rest is the house's to end
        ops->seat_destroy(seats[i]);
    fixture_close(&f);
    print_message("ended in %.0f ms\n", now_ms() - start);
    for (uint32_t i = 0; i < MANY; i++)
        assert_true(is_gone_soon(pids[i]));
    setrlimit(RLIMIT_NOFILE, &before);
}

static void ten_games_leave_nothing(void **state)
{
    (void)state;
    uint32_t descriptors = 0;
    for (int game = 0; game < 10; game++) {
        fixture f;
        fixture_open(&f, 4);
        pid_t zygote, pids[4];
        for (uint32_t i = 0; i < 4; i++)
            pids[i] = fixture_pid(&f, fixture_seat(&f, i), &zygote);
        fixture_close(&f);
        for (uint32_t i = 0; i < 4; i++)
            assert_true(is_gone_soon(pids[i]));
        assert_true(is_gone_soon(zygote));
        if (game == 0)
            descriptors = count_descriptors();
        assert_int_equal(count_descriptors(), descriptors);
    }
    myri_isolation_process_shutdown();
    assert_int_equal(count_descriptors(), descriptors - 1); // the helper's socket
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);       // no child of ours is left
}

static void a_missing_helper_is_named(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    myr_error error = {""};
    assert_null(ops->house_create(f.program, &f.region, "/nowhere/helper", &error));
    assert_non_null(strstr(error.text, "/nowhere/helper (No such file or directory)"));
    assert_non_null(strstr(error.text, "def.helper_path"));
    // A program that is no helper ends at once.
    assert_null(ops->house_create(f.program, &f.region, "/bin/false", &error));
    assert_non_null(strstr(error.text, "/bin/false"));
    fixture_close(&f);
}

// ------------------------------------------------------------------------------------- a dead host

// Runs in a process of its own: four children, one of them in an endless think; writes the pids.
static _Noreturn void doomed_host(void)
{
    static fixture f;
    fixture_open(&f, 4);
    myri_seat *seat = NULL;
    for (uint32_t i = 0; i < 4; i++) {
        pid_t zygote;
        seat = fixture_seat(&f, i);
        printf("%d\n", (int)fixture_pid(&f, seat, &zygote));
        if (i == 0)
            printf("%d\n", (int)zygote);
    }
    static runner r;
    r = (runner){.f = &f, .seat = seat, .script = SCRIPT_LOOP};
    runner_start(&r);
    puts("end");
    fflush(stdout);
    for (;;)
        pause();
}

static void a_killed_host_leaves_no_process(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, ends[0]);
    posix_spawn_file_actions_addclose(&files, ends[1]);
    char *argv[] = {"test_process", "doomed-host", NULL};
    pid_t host;
    assert_int_equal(posix_spawn(&host, "/proc/self/exe", &files, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);

    FILE *list = fdopen(ends[0], "r");
    pid_t pids[8];
    uint32_t count = 0;
    char line[64];
    while (fgets(line, sizeof line, list) && strcmp(line, "end\n") != 0) {
        assert_true(count < 8);
        pids[count++] = atoi(line);
    }
    assert_int_equal(count, 5);
    kill(host, SIGKILL);
    waitpid(host, NULL, 0);
    // Nobody below holds the host's standard output: the pipe ends with it.
    assert_null(fgets(line, sizeof line, list));
    fclose(list);
    for (uint32_t i = 0; i < count; i++)
        assert_true(is_gone_soon(pids[i]));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "doomed-host") == 0)
        doomed_host();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_run_and_take_microseconds),
        cmocka_unit_test(a_child_cannot_write_the_world),
        cmocka_unit_test(a_child_has_no_descriptor),
        cmocka_unit_test(a_dead_child_is_told_and_revived),
        cmocka_unit_test(an_endless_think_is_killed),
        cmocka_unit_test(the_end_of_the_zygote_wakes_all),
        cmocka_unit_test(a_helper_that_was_killed_is_replaced),
        cmocka_unit_test(five_hundred_need_few_descriptors),
        cmocka_unit_test(a_missing_helper_is_named),
        cmocka_unit_test(a_killed_host_leaves_no_process),
        cmocka_unit_test(ten_games_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
