// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Saved games: the file (engine/record/save_file.h), and the world in it, which is loaded and
// played on. The minds in it are another target's: fuzz_minds.c.

#include "fuzz.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "record/save_file.h"
#include "world/save.h"
#include "world_scene.h"

#include <stdlib.h>
#include <string.h>

#define SUM_BYTES 8u

static bool load_world(const eng_save *save)
{
    eng_error error = {""};
    eng_world *world = scene_create(5);
    bool is_good = eng_world_load(world, save->world, save->world_bytes, NULL, NULL, &error);
    if (is_good) {
        eng_world_step(world);
        (void)eng_world_hash(world);
    } else if (error.text[0] == '\0') {
        abort(); // a refusal says why
    }
    eng_world_destroy(world);
    return is_good;
}

static bool decode(const uint8_t *data, size_t size)
{
    static eng_save save;
    eng_error error = {""};
    if (eng_save_decode("fuzz.save", data, size, &save, &error))
        return load_world(&save);
    if (error.text[0] == '\0')
        abort();
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)decode(data, size);
    if (size < 20 + SUM_BYTES)
        return 0;
    // A fuzzer cannot guess the length and the checksum.
    uint8_t *mended = malloc(size);
    if (mended == NULL)
        abort();
    memcpy(mended, data, size);
    uint64_t length = size;
    memcpy(mended + 12, &length, sizeof length);
    uint64_t sum = eng_hash_bytes(mended, size - SUM_BYTES);
    memcpy(mended + size - SUM_BYTES, &sum, sizeof sum);
    (void)decode(mended, size);
    free(mended);
    return 0;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    static eng_save save = {.program = "0.1.0",
                            .python = "3.13.0",
                            .pack = "orcs",
                            .seed = 5,
                            .tick = 3,
                            .tick_rate_hz = 20,
                            .unit_total = 8,
                            .entity_capacity = 64,
                            .interpreter_count = 4,
                            .pack_count = 1,
                            .option_count = 1};
    eng_buffer world_bytes = {0}, file = {0};
    eng_world *world = scene_create(5);
    if (eng_world_spawn(world, SCENE_ANT, 0, 100, 100, 0) == ENG_ENTITY_NONE)
        abort();
    scene_run(world, 2);
    eng_world_save(world, &world_bytes);
    strcpy(save.packs[0].id, "orcs");
    strcpy(save.options[0], "laps=3");
    save.world = world_bytes.data;
    save.world_bytes = world_bytes.count;
    save.minds = save.referee = world_bytes.data;
    eng_save_encode(&save, &file);
    if (!decode(file.data, file.count))
        abort(); // what we write we read
    put(user, "game.save", file.data, file.count);
    eng_world_destroy(world);
    eng_free(world_bytes.data);
    eng_free(file.data);
}
