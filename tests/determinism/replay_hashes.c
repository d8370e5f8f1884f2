// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// replay_hashes BASE PACK RECORDING: takes a world through a recording and prints "TICK HASH" after
// each tick. The simulation is compiled into it, at an optimisation level of its own.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/content.h"
#include "record/record.h"

static eng_world *make_world(const eng_content *content, const eng_record_header *header,
                             eng_error *error)
{
    eng_world_def def = eng_world_default_def();
    def.kinds = content->kinds;
    def.kind_count = content->kind_count;
    def.map = &content->map;
    def.schema = &content->schema;
    def.seed = header->seed;
    def.tick_rate_hz = header->tick_rate_hz;
    eng_world *world = eng_world_create(&def, error);
    if (world != NULL && !eng_world_populate(world, &content->map, header->unit_total, error)) {
        eng_world_destroy(world);
        world = NULL;
    }
    return world;
}

static bool play(eng_world *world, eng_replay *replay, eng_error *error)
{
    eng_replay_tick tick;
    for (;;) {
        switch (eng_replay_next(replay, &tick, error)) {
        case ENG_REPLAY_TICK:
            eng_world_apply(world, tick.commands, tick.command_count);
            eng_world_step(world);
            printf("%" PRIu64 " %016" PRIx64 "\n", eng_world_tick(world), eng_world_hash(world));
            break;
        case ENG_REPLAY_END:
            return true;
        default:
            return false;
        }
    }
}

int main(int argc, char **argv)
{
    eng_error error = {0};
    eng_content content = {0};
    eng_world *world = NULL;
    if (argc != 4) {
        fputs("usage: replay_hashes BASE PACK RECORDING\n", stderr);
        return EXIT_FAILURE;
    }
    const char *paths[] = {argv[1], argv[2]};
    eng_packs *packs = eng_packs_open(paths, 2, &error);
    eng_replay *replay = eng_replay_open(argv[3], &error);
    bool is_read = packs != NULL && replay != NULL && eng_content_init(&content, packs, &error);
    if (is_read) {
        world = make_world(&content, eng_replay_header(replay), &error);
    }
    bool is_good = world != NULL && play(world, replay, &error);
    if (!is_good) {
        fprintf(stderr, "%s\n", error.text);
    }
    eng_world_destroy(world);
    if (is_read) {
        eng_content_fini(&content);
    }
    eng_replay_close(replay);
    eng_packs_close(packs);
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
