// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// turn.c: a demo in the engine, without a window. A round is one turn, as the lockstep clock has
// it: the minds (publish, every think that is due, collect), then the world (apply, simulate).
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

// Returns what the minds took.
static int64_t turn(void)
{
    eng_error error = {0};
    uint32_t count = 0;
    int64_t begin_ns = bench_wall_ns();
    if (!eng_bridge_publish(game->bridge, &error))
        bench_die("%s", error.text);
    const eng_command *commands = eng_bridge_collect(game->bridge, true, &count);
    int64_t minds_ns = bench_wall_ns() - begin_ns;
    eng_world_apply(game->world, commands, count);
    eng_world_step(game->world);
    eng_bridge_follow(game->bridge);
    return minds_ns;
}

static void turn_go(uint32_t rounds)
{
    char hash[17];
    myr_stats before = myr_stats_get(eng_bridge_system(game->bridge));
    int64_t begin_ns = bench_wall_ns(), minds_ns = 0;
    for (uint32_t i = 0; i < rounds; i++)
        minds_ns += turn();
    bench_put("wall_ns", (double)(bench_wall_ns() - begin_ns));
    bench_put("minds_ns", (double)minds_ns);
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
