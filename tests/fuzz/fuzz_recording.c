// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Recordings: engine/record/record.h. What is read of one is applied to a world.

#include "fuzz.h"

#include "base/alloc.h"
#include "record/record.h"
#include "world_scene.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICKS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH_BYTES];
    eng_error error = {""};
    int file = fuzz_file(data, size, path);
    eng_replay *replay = eng_replay_open(path, &error);
    if (replay == NULL && error.text[0] == '\0')
        abort(); // a refusal says why
    eng_world *world = replay != NULL ? scene_create(eng_replay_header(replay)->seed) : NULL;
    eng_replay_tick tick;
    for (int i = 0; replay != NULL && i < 64; i++) {
        eng_replay_status status = eng_replay_next(replay, &tick, &error);
        for (uint32_t f = 0; status == ENG_REPLAY_EDIT && f < tick.file_count; f++)
            if (strlen(tick.files[f].pack) + strlen(tick.files[f].path) > size ||
                (tick.files[f].bytes != NULL && tick.files[f].byte_count > size))
                abort(); // no file is longer than all of it
        if (status == ENG_REPLAY_EDIT)
            continue;
        if (status != ENG_REPLAY_TICK)
            break;
        eng_world_apply(world, tick.commands, tick.command_count);
        eng_world_step(world);
    }
    eng_world_destroy(world);
    eng_replay_close(replay);
    close(file);
    return 0;
}

typedef struct calls {
    ENG_ARRAY(eng_command) commands;
    eng_value args[64][ENG_MAX_ARGS];
} calls;

static void keep(void *user, const eng_command *command)
{
    calls *c = user;
    if (c->commands.count == 64)
        return;
    eng_value *args = c->args[c->commands.count];
    for (uint32_t i = 0; i < command->arg_count; i++)
        args[i] = command->args[i];
    eng_command *kept = ENG_ARRAY_PUSH(&c->commands);
    *kept = *command;
    kept->args = args;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    static const eng_record_header header = {
        .pack = "orcs", .content_hash = 77, .seed = 5, .tick_rate_hz = 20, .unit_total = 4};
    static calls c;
    char path[FUZZ_PATH_BYTES];
    eng_error error = {""};
    int file = fuzz_file("", 0, path);
    eng_recorder *recorder = eng_recorder_create(path, &header, &error);
    eng_world *world = scene_create(5);
    scene_populate(world);
    for (int i = 0; recorder != NULL && i < TICKS; i++) {
        c.commands.count = 0;
        scene_think(world, keep, &c);
        eng_world_apply(world, c.commands.items, c.commands.count);
        eng_world_step(world);
        if (i == 1)
            eng_recorder_edit(recorder,
                              (eng_record_file[]){{"orcs", "units/orc.json", "{}", 2},
                                                  {"orcs", "units/elf.json", NULL, 0}},
                              2, &error);
        eng_recorder_tick(recorder, c.commands.items, c.commands.count, eng_world_hash(world),
                          &error);
    }
    if (recorder == NULL || !eng_recorder_destroy(recorder, &error))
        abort();
    eng_world_destroy(world);
    eng_free(c.commands.items);
    c.commands.items = NULL;
    c.commands.capacity = 0;
    fuzz_put_file(put, user, "short.rec", file);
    close(file);
}
