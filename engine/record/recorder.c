// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "format.h"
#include "record.h"

// So much is lost at most when the program dies.
#define FLUSH_TICKS 64

#define TEXT_BYTES_MAX 0xffffu

struct eng_recorder {
    FILE *file;
    char *path;
    uint64_t tick_count;
    int failed_errno; // of the first write that failed; 0: none
    bool is_reported;
    ENG_ARRAY(uint8_t) record; // the one being put together
};

static void put(eng_recorder *recorder, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *ENG_ARRAY_PUSH(&recorder->record) = ((const uint8_t *)bytes)[i];
}

static void put_u8(eng_recorder *recorder, uint8_t value)
{
    put(recorder, &value, sizeof value);
}

static void put_u32(eng_recorder *recorder, uint32_t value)
{
    put(recorder, &value, sizeof value);
}

static void put_u64(eng_recorder *recorder, uint64_t value)
{
    put(recorder, &value, sizeof value);
}

static void note_failure(eng_recorder *recorder)
{
    if (recorder->failed_errno == 0)
        recorder->failed_errno = errno != 0 ? errno : EIO;
}

static bool report_failure(eng_recorder *recorder, eng_error *error)
{
    if (recorder->failed_errno == 0 || recorder->is_reported)
        return true;
    recorder->is_reported = true;
    return eng_error_set(error,
                         "%s: cannot write the recording: %s; what is there up to tick %llu can be "
                         "replayed",
                         recorder->path, strerror(recorder->failed_errno),
                         (unsigned long long)recorder->tick_count);
}

// Writes the record with its check and empties it.
static void write_record(eng_recorder *recorder, uint64_t number)
{
    eng_hash hash = eng_hash_begin(number);
    eng_hash_add(&hash, recorder->record.items, recorder->record.count);
    put_u32(recorder, (uint32_t)eng_hash_end(&hash));
    size_t count = recorder->record.count;
    if (recorder->failed_errno == 0 &&
        fwrite(recorder->record.items, 1, count, recorder->file) != count)
        note_failure(recorder);
    recorder->record.count = 0;
}

static void write_header(eng_recorder *recorder, const eng_record_header *header)
{
    uint32_t pack_bytes = (uint32_t)strnlen(header->pack, sizeof header->pack);
    put(recorder, ENG_RECORD_MAGIC, ENG_RECORD_MAGIC_BYTES);
    put_u32(recorder, ENG_RECORD_VERSION);
    put_u32(recorder, ENG_RECORD_HEADER_FIXED_BYTES + pack_bytes + 8);
    put_u64(recorder, eng_schema_hash());
    put_u64(recorder, header->content_hash);
    put_u64(recorder, header->seed);
    put(recorder, &header->tick_rate_hz, sizeof header->tick_rate_hz);
    put_u32(recorder, header->unit_total);
    put_u32(recorder, pack_bytes);
    put(recorder, header->pack, pack_bytes);
    put_u64(recorder, eng_hash_bytes(recorder->record.items, recorder->record.count));
    if (fwrite(recorder->record.items, 1, recorder->record.count, recorder->file) !=
            recorder->record.count ||
        fflush(recorder->file) != 0)
        note_failure(recorder);
    recorder->record.count = 0;
}

eng_recorder *eng_recorder_create(const char *path, const eng_record_header *header,
                                  eng_error *error)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        eng_error_set(error, "%s: cannot write the recording: %s", path, strerror(errno));
        return NULL;
    }
    eng_recorder *recorder = eng_alloc(1, sizeof *recorder);
    recorder->file = file;
    recorder->path = eng_copy_text(path);
    write_header(recorder, header);
    if (!report_failure(recorder, error)) {
        eng_recorder_destroy(recorder, NULL);
        return NULL;
    }
    return recorder;
}

// False: a command that the world refuses for its form alone and that the format cannot hold. It
// changed nothing, so the replay does not need it.
static bool can_hold(const eng_command *command)
{
    if (command->command > UINT8_MAX || command->arg_count > ENG_MAX_ARGS ||
        (command->arg_count > 0 && command->args == NULL))
        return false;
    for (uint32_t i = 0; i < command->arg_count; i++) {
        const eng_value *value = &command->args[i];
        if (value->type > ENG_TEXT ||
            (value->type == ENG_TEXT && value->text == NULL && value->text_bytes > 0))
            return false;
    }
    return true;
}

static void put_value(eng_recorder *recorder, const eng_value *value)
{
    put_u8(recorder, (uint8_t)value->type);
    switch ((eng_type)value->type) {
    case ENG_BOOL:
        put_u8(recorder, value->integer != 0);
        break;
    case ENG_INT:
    case ENG_NAME:
        put(recorder, &value->integer, sizeof value->integer);
        break;
    case ENG_FLOAT:
        put(recorder, &value->number, sizeof value->number);
        break;
    case ENG_ENTITY:
        put_u64(recorder, value->entity);
        break;
    case ENG_TEXT: {
        // Longer than any command looks at.
        uint16_t bytes =
            (uint16_t)(value->text_bytes < TEXT_BYTES_MAX ? value->text_bytes : TEXT_BYTES_MAX);
        put(recorder, &bytes, sizeof bytes);
        put(recorder, value->text, bytes);
        break;
    }
    case ENG_NONE:
    case ENG_POINT:
    case ENG_POINTS:
    case ENG_RECORD:
        break;
    }
}

// Returns how many were put.
static uint32_t put_commands(eng_recorder *recorder, const eng_command *commands, uint32_t count)
{
    uint32_t put_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!can_hold(&commands[i]))
            continue;
        put_u64(recorder, commands[i].entity);
        put_u8(recorder, (uint8_t)commands[i].command);
        put_u8(recorder, (uint8_t)commands[i].arg_count);
        for (uint32_t k = 0; k < commands[i].arg_count; k++)
            put_value(recorder, &commands[i].args[k]);
        put_count++;
    }
    return put_count;
}

bool eng_recorder_tick(eng_recorder *recorder, const eng_command *commands, uint32_t count,
                       uint64_t hash, eng_error *error)
{
    put_u8(recorder, ENG_RECORD_COMMANDS);
    put_u64(recorder, hash);
    uint32_t sizes_at = recorder->record.count;
    put_u64(recorder, 0);
    uint32_t sizes[2] = {put_commands(recorder, commands, count), 0};
    sizes[1] = recorder->record.count - sizes_at - (uint32_t)sizeof sizes;
    if (sizes[0] > 0) {
        memcpy(recorder->record.items + sizes_at, sizes, sizeof sizes);
    } else {
        recorder->record.items[0] = ENG_RECORD_IDLE;
        recorder->record.count = sizes_at;
    }
    write_record(recorder, recorder->tick_count);
    if (recorder->failed_errno == 0) {
        recorder->tick_count++;
        if (recorder->tick_count % FLUSH_TICKS == 0 && fflush(recorder->file) != 0)
            note_failure(recorder);
    }
    return report_failure(recorder, error);
}

static void put_text(eng_recorder *recorder, const char *text)
{
    uint16_t bytes = (uint16_t)(strnlen(text, TEXT_BYTES_MAX - 1) + 1);
    put(recorder, &bytes, sizeof bytes);
    put(recorder, text, bytes - 1u);
    put_u8(recorder, 0);
}

bool eng_recorder_edit(eng_recorder *recorder, const eng_record_file *files, uint32_t count,
                       eng_error *error)
{
    put_u8(recorder, ENG_RECORD_EDIT);
    put_u64(recorder, 0);
    uint32_t sizes_at = recorder->record.count;
    put_u64(recorder, 0);
    for (uint32_t i = 0; i < count; i++) {
        put_text(recorder, files[i].pack);
        put_text(recorder, files[i].path);
        put_u8(recorder, files[i].bytes != NULL);
        put_u32(recorder, files[i].byte_count);
        put(recorder, files[i].bytes, files[i].byte_count);
    }
    uint32_t sizes[2] = {count, recorder->record.count - sizes_at - (uint32_t)sizeof sizes};
    memcpy(recorder->record.items + sizes_at, sizes, sizeof sizes);
    write_record(recorder, recorder->tick_count);
    return report_failure(recorder, error);
}

bool eng_recorder_destroy(eng_recorder *recorder, eng_error *error)
{
    if (recorder == NULL)
        return true;
    if (recorder->failed_errno == 0) {
        put_u8(recorder, ENG_RECORD_END);
        put_u64(recorder, recorder->tick_count);
        write_record(recorder, recorder->tick_count);
    }
    if (fclose(recorder->file) != 0)
        note_failure(recorder);
    recorder->is_reported = false;
    bool is_whole = report_failure(recorder, error);
    eng_free(recorder->path);
    eng_free(recorder->record.items);
    eng_free(recorder);
    return is_whole;
}
