// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// turn.c: a demo in the engine, without a window. A round is one tick of the game: publish, every
// think that is due, collect, apply, simulate.
//
//     demo=NAME  units=N  isolation=thread|process|shared-gil  workers=W

#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/game.h"
#include "app/paths.h"

static eng_game *game;
static eng_paths paths;
static char pack_path[ENG_PACK_PATH_BYTES];

static void turn_open(void)
{
    eng_error error = {0};
    const char *demo = bench_text("demo", "skirmish");
    const char *isolation = bench_text("isolation", "thread");
    eng_game_def def = {
        .clock = ENG_CLOCK_LOCKSTEP,
        .seed = 1,
        .worker_count = (uint32_t)bench_count("workers", 0),
        .unit_total = (uint32_t)bench_count("units", 0),
        .isolation = strcmp(isolation, "process") == 0      ? MYR_ISOLATION_PROCESS
                     : strcmp(isolation, "shared-gil") == 0 ? MYR_ISOLATION_SHARED_GIL
                                                            : MYR_ISOLATION_THREAD,
    };
    if (!eng_paths_find(&paths, &error))
        bench_die("%s", error.text);
    const char *folders[] = {paths.demos};
    if (!eng_pack_find(demo, folders, 1, pack_path, &error))
        bench_die("%s", error.text);
    def.base_path = paths.base;
    def.pack_path = pack_path;
    game = eng_game_create(&def, &error);
    if (game == NULL || !eng_game_ready(game, &error))
        bench_die("%s", error.text);
}

static void turn_go(uint32_t rounds)
{
    eng_error error = {0};
    char hash[17];
    myr_stats before = myr_stats_get(eng_bridge_system(game->bridge));
    int64_t begin_ns = bench_wall_ns();
    for (uint32_t i = 0; i < rounds; i++)
        if (!eng_game_tick(game, &error))
            bench_die("%s", error.text);
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    myr_stats after = myr_stats_get(eng_bridge_system(game->bridge));
    bench_put("thinks", (double)(after.thinks - before.thinks));
    bench_put("units", (double)eng_world_row_count(game->world));
    snprintf(hash, sizeof hash, "%016" PRIx64, eng_game_hash(game));
    bench_put_text("hash", hash);
}

static void turn_close(void)
{
    eng_game_destroy(game);
}

const bench_subject bench_turn = {"turn", turn_open, turn_go, turn_close};
