// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_record.c: a recording replays exactly, and no broken one does harm.

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "record/record.h"
#include "world_scene.h"

#define TICKS 40

static const eng_record_header header = {
    .pack = "hive", .content_hash = 77, .seed = 5, .tick_rate_hz = 20, .unit_total = 200};

typedef struct tick_calls {
    ENG_ARRAY(eng_command) commands;
    eng_value args[1024][ENG_MAX_ARGS];
} tick_calls;

static void keep_call(void *user, const eng_command *command)
{
    tick_calls *calls = user;
    eng_value *args = calls->args[calls->commands.count];
    if (command->arg_count > 0)
        memcpy(args, command->args, command->arg_count * sizeof *args);
    eng_command kept = *command;
    kept.args = args;
    *ENG_ARRAY_PUSH(&calls->commands) = kept;
}

// Records the scene; every fourth tick has no commands. Returns the last hash.
static uint64_t record_scene(const char *path, int ticks)
{
    eng_error error = {0};
    eng_recorder *recorder = eng_recorder_create(path, &header, &error);
    assert_non_null(recorder);
    eng_world *world = scene_create(header.seed);
    scene_populate(world);
    static tick_calls calls;
    for (int i = 0; i < ticks; i++) {
        calls.commands.count = 0;
        if (i % 4 != 0)
            scene_think(world, keep_call, &calls);
        eng_world_apply(world, calls.commands.items, calls.commands.count);
        eng_world_step(world);
        assert_true(eng_recorder_tick(recorder, calls.commands.items, calls.commands.count,
                                      eng_world_hash(world), &error));
    }
    uint64_t hash = eng_world_hash(world);
    eng_world_destroy(world);
    assert_true(eng_recorder_destroy(recorder, &error));
    eng_free(calls.commands.items);
    calls.commands.items = NULL;
    calls.commands.count = calls.commands.capacity = 0;
    return hash;
}

static void make_path(char *path, size_t bytes, const char *name)
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, bytes, "%s/myrmidon-%d-%s", folder != NULL ? folder : "/tmp", (int)getpid(),
             name);
}

static void a_recording_replays_exactly(void **state)
{
    (void)state;
    char path[256];
    make_path(path, sizeof path, "whole");
    uint64_t last = record_scene(path, TICKS);
    eng_error error = {0};
    eng_replay *replay = eng_replay_open(path, &error);
    assert_non_null(replay);
    const eng_record_header *found = eng_replay_header(replay);
    assert_string_equal(found->pack, "hive");
    assert_int_equal(found->content_hash, 77);
    assert_int_equal(found->schema_hash, eng_schema_hash());
    assert_int_equal(found->unit_total, 200);
    assert_true(found->tick_rate_hz == 20);
    eng_world *world = scene_create(found->seed);
    scene_populate(world);
    eng_replay_tick tick;
    uint64_t expected = 0;
    while (eng_replay_next(replay, &tick, &error) == ENG_REPLAY_TICK) {
        assert_int_equal(tick.tick, ++expected);
        eng_world_apply(world, tick.commands, tick.command_count);
        eng_world_step(world);
        assert_int_equal(eng_world_hash(world), tick.hash);
    }
    assert_int_equal(expected, TICKS);
    assert_int_equal(eng_world_hash(world), last);
    assert_int_equal(eng_replay_next(replay, &tick, &error), ENG_REPLAY_END);
    eng_world_destroy(world);
    eng_replay_close(replay);
    unlink(path);
}

static void every_sort_of_value_survives(void **state)
{
    (void)state;
    char path[256];
    make_path(path, sizeof path, "values");
    eng_error error = {0};
    eng_recorder *recorder = eng_recorder_create(path, &header, &error);
    const eng_value args[] = {
        {.type = ENG_NONE},
        {.type = ENG_BOOL, .integer = 1},
        {.type = ENG_INT, .integer = INT64_MIN},
        {.type = ENG_FLOAT, .number = -0.1},
        {.type = ENG_NAME, .integer = 3},
        {.type = ENG_ENTITY, .entity = UINT64_MAX},
        {.type = ENG_TEXT, .text = "\0\xff!", .text_bytes = 3},
        {.type = ENG_TEXT},
    };
    const eng_command commands[] = {
        {1, 2, 8, args},
        {2, 9999, 0, NULL}, // the world refuses these for their form, so they
                            // are left out
        {2, 1, 9, args},
        {2, 1, 1, NULL},
        {2, 1, 1, (eng_value[]){{.type = ENG_POINT}}},
        {3, 200, 0, NULL},
    };
    assert_true(eng_recorder_tick(recorder, commands, 6, 99, &error));
    assert_true(eng_recorder_destroy(recorder, &error));
    eng_replay *replay = eng_replay_open(path, &error);
    eng_replay_tick tick;
    assert_int_equal(eng_replay_next(replay, &tick, &error), ENG_REPLAY_TICK);
    assert_int_equal(tick.hash, 99);
    assert_int_equal(tick.command_count, 2);
    assert_int_equal(tick.commands[1].entity, 3);
    const eng_value *got = tick.commands[0].args;
    for (int i = 0; i < 8; i++)
        assert_int_equal(got[i].type, args[i].type);
    assert_int_equal(got[1].integer, 1);
    assert_int_equal(got[2].integer, INT64_MIN);
    assert_true(got[3].number == -0.1);
    assert_int_equal(got[5].entity, UINT64_MAX);
    assert_int_equal(got[6].text_bytes, 3);
    assert_memory_equal(got[6].text, "\0\xff!", 3);
    eng_replay_close(replay);
    unlink(path);
}

static uint8_t *read_file(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    uint8_t *content = malloc(1 << 22);
    *bytes = fread(content, 1, 1 << 22, file);
    fclose(file);
    return content;
}

static void write_file(const char *path, const uint8_t *content, size_t bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, bytes, file), bytes);
    fclose(file);
}

// Reads it all. Every end but the good one has an error that names the file.
static eng_replay_status read_all(const char *path, uint64_t *ticks)
{
    eng_error error = {0};
    eng_replay *replay = eng_replay_open(path, &error);
    eng_replay_tick tick;
    eng_replay_status status = ENG_REPLAY_BROKEN;
    *ticks = 0;
    if (replay != NULL) {
        while ((status = eng_replay_next(replay, &tick, &error)) == ENG_REPLAY_TICK)
            ++*ticks;
    }
    if (status != ENG_REPLAY_END)
        assert_non_null(strstr(error.text, path));
    eng_replay_close(replay);
    return status;
}

static void files_that_were_saved_come_before_their_tick(void **state)
{
    (void)state;
    char path[256];
    make_path(path, sizeof path, "files");
    eng_error error = {0};
    eng_recorder *recorder = eng_recorder_create(path, &header, &error);
    const eng_record_file files[] = {{"hive", "units/ant.json", "{\"speed\": 9}", 12},
                                     {"hive", "maps/old.tmj", NULL, 0},
                                     {"hive", "maps/empty.json", "", 0}};
    assert_true(eng_recorder_tick(recorder, NULL, 0, 1, &error));
    assert_true(eng_recorder_edit(recorder, files, 3, &error));
    assert_true(eng_recorder_tick(recorder, NULL, 0, 2, &error));
    assert_true(eng_recorder_destroy(recorder, &error));
    eng_replay *replay = eng_replay_open(path, &error);
    eng_replay_tick tick;
    assert_int_equal(eng_replay_next(replay, &tick, &error), ENG_REPLAY_TICK);
    assert_int_equal(eng_replay_next(replay, &tick, &error), ENG_REPLAY_EDIT);
    assert_int_equal(tick.file_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_string_equal(tick.files[i].pack, files[i].pack);
        assert_string_equal(tick.files[i].path, files[i].path);
        assert_int_equal(tick.files[i].byte_count, files[i].byte_count);
        assert_int_equal(tick.files[i].bytes == NULL, files[i].bytes == NULL);
    }
    assert_memory_equal(tick.files[0].bytes, files[0].bytes, 12);
    assert_int_equal(eng_replay_next(replay, &tick, &error), ENG_REPLAY_TICK);
    assert_int_equal(tick.hash, 2);
    assert_int_equal(eng_replay_next(replay, &tick, &error), ENG_REPLAY_END);
    eng_replay_close(replay);
    unlink(path);
}

static void a_cut_recording_replays_its_whole_ticks(void **state)
{
    (void)state;
    char path[256];
    make_path(path, sizeof path, "cut");
    record_scene(path, 3);
    size_t bytes;
    uint8_t *content = read_file(path, &bytes);
    uint64_t ticks, last_ticks = 0;
    for (size_t length = 0; length < bytes; length += 7) {
        write_file(path, content, length);
        assert_int_not_equal(read_all(path, &ticks), ENG_REPLAY_END);
        assert_true(ticks >= last_ticks);
        last_ticks = ticks;
    }
    assert_int_equal(last_ticks, 3);
    write_file(path, content, bytes);
    assert_int_equal(read_all(path, &ticks), ENG_REPLAY_END);
    content[bytes] = 0;
    write_file(path, content, bytes + 1);
    assert_int_equal(read_all(path, &ticks), ENG_REPLAY_BROKEN);
    free(content);
    unlink(path);
}

static void a_flipped_bit_anywhere_is_found(void **state)
{
    (void)state;
    char path[256];
    make_path(path, sizeof path, "flip");
    record_scene(path, 2);
    size_t bytes;
    uint8_t *content = read_file(path, &bytes);
    uint64_t ticks;
    int file =
        open(path, O_WRONLY); // in place: a file that is cut and filled again waits for the disk
    assert_true(file >= 0);
    for (size_t at = 0; at < bytes; at++) {
        uint8_t was = content[at];
        const uint8_t tries[] = {(uint8_t)(was ^ (1u << at % 8)), 0xff, 0};
        for (size_t i = 0; i < sizeof tries; i++) {
            if (tries[i] == was)
                continue;
            assert_int_equal(pwrite(file, &tries[i], 1, (off_t)at), 1);
            assert_int_not_equal(read_all(path, &ticks), ENG_REPLAY_END);
        }
        assert_int_equal(pwrite(file, &was, 1, (off_t)at), 1);
    }
    close(file);
    free(content);
    unlink(path);
}

static void files_that_cannot_be_had(void **state)
{
    (void)state;
    eng_error error = {0};
    assert_null(eng_replay_open("/nowhere/at/all", &error));
    assert_non_null(strstr(error.text, "/nowhere/at/all"));
    assert_null(eng_recorder_create("/nowhere/at/all", &header, &error));
    assert_null(eng_replay_open("/", &error));
    assert_null(eng_hash_log_create("/nowhere/at/all", &error));
    // A full disk is told once, and does not end the game.
    eng_recorder *recorder = eng_recorder_create("/dev/full", &header, &error);
    if (recorder != NULL) {
        eng_recorder_destroy(recorder, NULL);
        fail();
    }
    assert_non_null(strstr(error.text, "/dev/full"));
}

static void hash_logs_have_a_line_per_tick(void **state)
{
    (void)state;
    char path[256];
    make_path(path, sizeof path, "hashes");
    eng_error error = {0};
    eng_hash_log *log = eng_hash_log_create(path, &error);
    eng_hash_log_tick(log, 1, 0xabc);
    eng_hash_log_tick(log, 2, UINT64_MAX);
    assert_true(eng_hash_log_destroy(log, &error));
    size_t bytes;
    char *content = (char *)read_file(path, &bytes);
    content[bytes] = '\0';
    assert_string_equal(content, "1 0000000000000abc\n2 ffffffffffffffff\n");
    free(content);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recording_replays_exactly),
        cmocka_unit_test(every_sort_of_value_survives),
        cmocka_unit_test(files_that_were_saved_come_before_their_tick),
        cmocka_unit_test(a_cut_recording_replays_its_whole_ticks),
        cmocka_unit_test(a_flipped_bit_anywhere_is_found),
        cmocka_unit_test(files_that_cannot_be_had),
        cmocka_unit_test(hash_logs_have_a_line_per_tick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
