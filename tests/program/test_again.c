// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Games one after another in one process, in every isolation this CPython has: each plays as the
// first of its kind did, and leaves nothing behind but interpreters for the next.

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/game.h"
#include "app/report.h"

#define ROUNDS 10
#define SETTLED_ROUND 3 // by then every isolation was there twice
#define TICKS 40
#define UNITS 24

#define HIVE TEST_SOURCE "/demos/hive"
#define PROOF TEST_SOURCE "/tests/packs/proof"

// What games of one pack may leave after that: less than one game's interpreters take.
#define GROWTH_LIMIT_MB 16.0
// What CPython may leave of an interpreter that is ended, as is done when another pack is played.
#define INTERPRETER_LIMIT_MB 5.0

typedef struct variant {
    const char *pack;
    myr_isolation isolation;
} variant;

static uint32_t collect_isolations(myr_isolation *out)
{
    static const myr_isolation isolations[] = {MYR_ISOLATION_THREAD, MYR_ISOLATION_PROCESS,
                                               MYR_ISOLATION_SHARED_GIL};
    uint32_t count = 0;
    for (uint32_t i = 0; i < 3; ++i) {
        if (myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolations[i], NULL)) {
            out[count++] = isolations[i];
        }
    }
    return count;
}

static uint64_t play(const variant *what)
{
    eng_error error = {0};
    eng_game_def def = {
        .pack_path = what->pack,
        .pack_name = what->pack,
        .base_path = TEST_SOURCE "/assets/base",
        .clock = ENG_CLOCK_LOCKSTEP,
        .seed = 1,
        .worker_count = 2,
        .unit_total = UNITS,
        .isolation = (int)what->isolation,
        .is_run_trusted = true,
    };
    eng_game *game = eng_game_create(&def, &error);
    assert_string_equal(error.text, "");
    assert_non_null(game);
    assert_true(eng_game_ready(game, &error));
    for (uint32_t i = 0; i < TICKS; ++i) {
        assert_true(eng_game_tick(game, &error));
    }
    myr_stats stats = myr_stats_get(eng_bridge_system(game->bridge));
    assert_int_equal(stats.errors + stats.late + stats.cut + stats.killed, 0);
    assert_true(stats.thinks > 0);
    uint64_t hash = eng_game_hash(game);
    eng_game_destroy(game);
    return hash;
}

static uint32_t descriptor_count(void)
{
    uint32_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        ++count;
    }
    closedir(folder);
    return count;
}

// The helper that forks the children stays for the next game; nobody else does.
static uint32_t child_count(void)
{
    char line[1024] = "";
    uint32_t count = 0;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    if (fgets(line, sizeof line, file) != NULL) {
        for (const char *c = line; *c != '\0'; ++c) {
            count += *c == ' ';
        }
    }
    fclose(file);
    return count;
}

static void play_ten_times(const char *pack)
{
    myr_isolation isolations[3];
    uint32_t count = collect_isolations(isolations);
    uint32_t descriptors = 0;
    uint64_t hash = 0;
    double rss_mb = 0;
    for (uint32_t round = 1; round <= ROUNDS; ++round) {
        for (uint32_t i = 0; i < count; ++i) {
            uint64_t played = play(&(variant){pack, isolations[i]});
            assert_true((round == 1 && i == 0) || played == hash);
            hash = played;
            assert_true(child_count() <= 1);
        }
        assert_true(round == 1 || descriptor_count() == descriptors);
        descriptors = descriptor_count();
        if (round == SETTLED_ROUND) {
            rss_mb = eng_report_rss_mb();
        }
    }
    double growth_mb = eng_report_rss_mb() - rss_mb;
    print_message("%u games: %.1f MiB resident after round %d, %.1f MiB more after round %d\n",
                  ROUNDS * count, rss_mb, SETTLED_ROUND, growth_mb, ROUNDS);
    assert_true(growth_mb < GROWTH_LIMIT_MB);
}

static void ten_games_of_many_interpreters(void **state)
{
    (void)state;
    play_ten_times(HIVE);
}

static void ten_games_of_few_interpreters(void **state)
{
    (void)state;
    play_ten_times(PROOF);
}

// Two packs in turn end each other's interpreters, of which CPython frees the most part only.
static void games_of_two_packs_in_turn(void **state)
{
    (void)state;
    myr_isolation isolations[3];
    uint32_t ended_count = 0;
    uint32_t descriptors = 0;
    double rss_mb = 0;
    collect_isolations(isolations);
    for (uint32_t round = 1; round <= ROUNDS; ++round) {
        play(&(variant){HIVE, isolations[0]});
        play(&(variant){PROOF, isolations[0]});
        if (round == SETTLED_ROUND) {
            rss_mb = eng_report_rss_mb();
            descriptors = descriptor_count();
        } else if (round > SETTLED_ROUND) {
            ended_count += UNITS + 5; // hive has one each, proof five
        }
    }
    double growth_mb = eng_report_rss_mb() - rss_mb;
    print_message("%u interpreters ended: %.2f MiB each remain\n", ended_count,
                  growth_mb / ended_count);
    assert_true(growth_mb < INTERPRETER_LIMIT_MB * ended_count);
    assert_int_equal(descriptor_count(), descriptors);
}

static void a_game_that_was_not_played_leaves_nothing(void **state)
{
    (void)state;
    eng_error error = {0};
    uint32_t descriptors = descriptor_count();
    eng_game_def def = {
        .pack_path = HIVE,
        .pack_name = "hive",
        .base_path = TEST_SOURCE "/assets/base",
        .unit_total = UNITS,
        .isolation = MYR_ISOLATION_PROCESS,
    };
    for (uint32_t i = 0; i < 3; ++i) {
        eng_game_destroy(eng_game_create(&def, &error)); // while its interpreters are made
    }
    def.pack_path = TEST_SOURCE "/demos/none";
    assert_null(eng_game_create(&def, &error));
    assert_true(child_count() <= 1);
    assert_int_equal(descriptor_count(), descriptors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_games_of_many_interpreters),
        cmocka_unit_test(ten_games_of_few_interpreters),
        cmocka_unit_test(games_of_two_packs_in_turn),
        cmocka_unit_test(a_game_that_was_not_played_leaves_nothing),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    bool is_down = myr_shutdown();
    bool has_child = waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
    return failed + !is_down + has_child;
}
