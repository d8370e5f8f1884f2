// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A recording may be cut, broken, or made to break us. Every count is compared with the bytes that
// are there before anything is allocated or read by it; a record is believed only after its check.

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "format.h"
#include "record.h"

struct eng_replay {
    FILE *file;
    char *path;
    eng_record_header header;
    uint64_t size;   // of the file
    uint64_t offset; // of the record being read
    uint64_t at;     // bytes read so far
    uint64_t tick_count;
    eng_replay_status status; // what the last call said
    eng_error error;          // and why
    uint8_t *record;
    uint64_t record_capacity;
    ENG_ARRAY(eng_command) commands;
    ENG_ARRAY(eng_value) values;
    ENG_ARRAY(eng_record_file) files;
};

// A place in the bytes of one record.
typedef struct cursor {
    const uint8_t *at, *end;
} cursor;

static bool take(cursor *from, void *out, size_t bytes)
{
    if ((size_t)(from->end - from->at) < bytes)
        return false;
    memcpy(out, from->at, bytes);
    from->at += bytes;
    return true;
}

// --------------------------------------------------------------------------------------- header

static bool broken_header(eng_replay *replay, eng_error *error, uint64_t offset)
{
    return eng_error_set(error,
                         "%s: byte %llu: the header is damaged: take another copy of the recording",
                         replay->path, (unsigned long long)offset);
}

static bool read_header(eng_replay *replay, eng_error *error)
{
    uint8_t bytes[ENG_RECORD_MAGIC_BYTES + 8 + ENG_RECORD_HEADER_FIXED_BYTES +
                  sizeof replay->header.pack + 8];
    size_t count = fread(bytes, 1, sizeof bytes, replay->file);
    if (ferror(replay->file))
        return eng_error_set(error, "%s: cannot be read: %s", replay->path, strerror(errno));
    if (count < ENG_RECORD_MAGIC_BYTES ||
        memcmp(bytes, ENG_RECORD_MAGIC, ENG_RECORD_MAGIC_BYTES) != 0)
        return eng_error_set(error, "%s: byte 0: not a recording: make one with --record FILE",
                             replay->path);
    cursor from = {bytes + ENG_RECORD_MAGIC_BYTES, bytes + count};
    uint32_t version = 0, header_bytes = 0, pack_bytes = 0;
    if (!take(&from, &version, 4) || !take(&from, &header_bytes, 4))
        return broken_header(replay, error, count);
    if (version != ENG_RECORD_VERSION)
        return eng_error_set(error,
                             "%s: byte %u: a recording of format %u, but this program reads format "
                             "%u: replay it with the version that made it",
                             replay->path, ENG_RECORD_MAGIC_BYTES, version, ENG_RECORD_VERSION);
    eng_record_header *header = &replay->header;
    if (!take(&from, &header->schema_hash, 8) || !take(&from, &header->content_hash, 8) ||
        !take(&from, &header->seed, 8) || !take(&from, &header->tick_rate_hz, 8) ||
        !take(&from, &header->unit_total, 4) || !take(&from, &pack_bytes, 4))
        return broken_header(replay, error, count);
    uint64_t check = 0;
    if (pack_bytes >= sizeof header->pack ||
        header_bytes != ENG_RECORD_HEADER_FIXED_BYTES + pack_bytes + 8 ||
        !take(&from, header->pack, pack_bytes))
        return broken_header(replay, error, (uint64_t)(from.at - bytes));
    uint64_t hash = eng_hash_bytes(bytes, (size_t)(from.at - bytes));
    if (!take(&from, &check, 8) || check != hash)
        return broken_header(replay, error, (uint64_t)(from.at - bytes));
    header->pack[pack_bytes] = '\0';
    replay->at = (uint64_t)(from.at - bytes);
    if (header->schema_hash != eng_schema_hash())
        return eng_error_set(error,
                             "%s: byte 16: recorded with other commands or fields: replay it with "
                             "the version of the program that made it",
                             replay->path);
    if (fseek(replay->file, (long)replay->at, SEEK_SET) != 0)
        return eng_error_set(error, "%s: cannot be read: %s", replay->path, strerror(errno));
    return true;
}

static bool measure(eng_replay *replay)
{
    if (fseek(replay->file, 0, SEEK_END) != 0)
        return false;
    long size = ftell(replay->file);
    replay->size = size > 0 ? (uint64_t)size : 0;
    return size >= 0 && fseek(replay->file, 0, SEEK_SET) == 0;
}

eng_replay *eng_replay_open(const char *path, eng_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        eng_error_set(error, "%s: cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    eng_replay *replay = eng_alloc(1, sizeof *replay);
    replay->file = file;
    replay->path = eng_copy_text(path);
    bool is_good = measure(replay);
    if (!is_good)
        eng_error_set(error, "%s: cannot be read: %s: give a plain file", path, strerror(errno));
    if (!is_good || !read_header(replay, error)) {
        eng_replay_close(replay);
        return NULL;
    }
    return replay;
}

void eng_replay_close(eng_replay *replay)
{
    if (replay == NULL)
        return;
    fclose(replay->file);
    eng_free(replay->path);
    eng_free(replay->record);
    eng_free(replay->commands.items);
    eng_free(replay->values.items);
    eng_free(replay->files.items);
    eng_free(replay);
}

const eng_record_header *eng_replay_header(const eng_replay *replay)
{
    return &replay->header;
}

// -------------------------------------------------------------------------------------- records

static eng_replay_status cut(eng_replay *replay)
{
    eng_error_set(
        &replay->error,
        "%s: byte %llu: the recording ends here without an end (it was cut, or the program "
        "that made it died): %llu whole ticks can be replayed",
        replay->path, (unsigned long long)replay->offset, (unsigned long long)replay->tick_count);
    return ENG_REPLAY_CUT;
}

static eng_replay_status broken(eng_replay *replay)
{
    eng_error_set(&replay->error,
                  "%s: byte %llu: the recording is damaged after tick %llu: take another copy; the "
                  "ticks before can be replayed",
                  replay->path, (unsigned long long)replay->offset,
                  (unsigned long long)replay->tick_count);
    return ENG_REPLAY_BROKEN;
}

// Reads on to `bytes` bytes of the record in all. False: the file ends before.
static bool read_up_to(eng_replay *replay, uint64_t bytes)
{
    if (bytes > replay->size - replay->offset)
        return false;
    if (bytes > replay->record_capacity) {
        replay->record_capacity = bytes * 2;
        replay->record = eng_resize(replay->record, replay->record_capacity, 1);
    }
    uint64_t have = replay->at - replay->offset;
    if (fread(replay->record + have, 1, bytes - have, replay->file) != bytes - have)
        return false;
    replay->at = replay->offset + bytes;
    return true;
}

static bool take_value(cursor *from, eng_value *out)
{
    uint8_t type = 0, flag = 0;
    uint16_t text_bytes = 0;
    *out = (eng_value){0};
    if (!take(from, &type, 1))
        return false;
    out->type = type;
    switch ((eng_type)type) {
    case ENG_NONE:
        return true;
    case ENG_BOOL:
        if (!take(from, &flag, 1))
            return false;
        out->integer = flag != 0;
        return true;
    case ENG_INT:
    case ENG_NAME:
        return take(from, &out->integer, 8);
    case ENG_FLOAT:
        return take(from, &out->number, 8);
    case ENG_ENTITY:
        return take(from, &out->entity, 8);
    case ENG_TEXT:
        if (!take(from, &text_bytes, 2) || (size_t)(from->end - from->at) < text_bytes)
            return false;
        out->text = (const char *)from->at;
        out->text_bytes = text_bytes;
        from->at += text_bytes;
        return true;
    case ENG_POINT:
    case ENG_POINTS:
    case ENG_RECORD:
        break;
    }
    return false;
}

// Unpacks the commands of a record into commands and values; texts stay in the record.
static bool take_commands(eng_replay *replay, cursor from, uint32_t count)
{
    replay->commands.count = replay->values.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        eng_command command = {0};
        uint8_t id = 0, arg_count = 0;
        if (!take(&from, &command.entity, 8) || !take(&from, &id, 1) ||
            !take(&from, &arg_count, 1) || arg_count > ENG_MAX_ARGS)
            return false;
        command.command = id;
        command.arg_count = arg_count;
        for (uint32_t k = 0; k < arg_count; k++) {
            if (!take_value(&from, ENG_ARRAY_PUSH(&replay->values)))
                return false;
        }
        *ENG_ARRAY_PUSH(&replay->commands) = command;
    }
    // Only now do the values stay where they are.
    const eng_value *args = replay->values.items;
    for (uint32_t i = 0; i < count; i++) {
        if (replay->commands.items[i].arg_count == 0)
            continue;
        replay->commands.items[i].args = args;
        args += replay->commands.items[i].arg_count;
    }
    return from.at == from.end;
}

// A text with its NUL, in place.
static bool take_text(cursor *from, const char **out)
{
    uint16_t bytes = 0;
    if (!take(from, &bytes, sizeof bytes) || bytes == 0 || (size_t)(from->end - from->at) < bytes ||
        memchr(from->at, 0, bytes) != from->at + bytes - 1)
        return false;
    *out = (const char *)from->at;
    from->at += bytes;
    return true;
}

static bool take_files(eng_replay *replay, cursor from, uint32_t count)
{
    replay->files.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        eng_record_file file = {0};
        uint8_t is_there = 0;
        if (!take_text(&from, &file.pack) || !take_text(&from, &file.path) ||
            !take(&from, &is_there, 1) || !take(&from, &file.byte_count, 4) ||
            (size_t)(from.end - from.at) < file.byte_count ||
            (is_there == 0 && file.byte_count > 0))
            return false;
        file.bytes = is_there != 0 ? from.at : NULL;
        from.at += file.byte_count;
        *ENG_ARRAY_PUSH(&replay->files) = file;
    }
    return from.at == from.end;
}

static bool check_record(const eng_replay *replay, uint64_t bytes)
{
    uint32_t check;
    uint64_t body = bytes - ENG_RECORD_CHECK_BYTES;
    memcpy(&check, replay->record + body, sizeof check);
    eng_hash hash = eng_hash_begin(replay->tick_count);
    eng_hash_add(&hash, replay->record, body);
    return (uint32_t)eng_hash_end(&hash) == check;
}

static eng_replay_status read_record(eng_replay *replay, eng_replay_tick *out)
{
    replay->offset = replay->at;
    const uint64_t head = 1 + 8;
    uint64_t bytes = head + ENG_RECORD_CHECK_BYTES;
    uint32_t sizes[2] = {0, 0};
    if (!read_up_to(replay, head))
        return cut(replay);
    uint8_t kind = replay->record[0];
    bool has_sizes = kind == ENG_RECORD_COMMANDS || kind == ENG_RECORD_EDIT;
    if (kind != ENG_RECORD_IDLE && !has_sizes && kind != ENG_RECORD_END)
        return broken(replay);
    if (has_sizes) {
        if (!read_up_to(replay, head + sizeof sizes))
            return cut(replay);
        memcpy(sizes, replay->record + head, sizeof sizes);
        uint32_t least =
            kind == ENG_RECORD_EDIT ? ENG_RECORD_FILE_LEAST_BYTES : ENG_RECORD_COMMAND_LEAST_BYTES;
        if (sizes[0] > sizes[1] / least)
            return broken(replay);
        bytes += sizeof sizes + sizes[1];
    }
    if (!read_up_to(replay, bytes))
        return cut(replay);
    if (!check_record(replay, bytes))
        return broken(replay);
    uint64_t number;
    memcpy(&number, replay->record + 1, sizeof number);
    if (kind == ENG_RECORD_END)
        return number == replay->tick_count && replay->at == replay->size ? ENG_REPLAY_END
                                                                          : broken(replay);
    const uint8_t *first = replay->record + head + (has_sizes ? sizeof sizes : 0);
    if (kind == ENG_RECORD_EDIT) {
        if (!take_files(replay, (cursor){first, first + sizes[1]}, sizes[0]))
            return broken(replay);
        out->files = replay->files.items;
        out->file_count = sizes[0];
        return ENG_REPLAY_EDIT;
    }
    if (!take_commands(replay, (cursor){first, first + sizes[1]}, sizes[0]))
        return broken(replay);
    *out = (eng_replay_tick){
        .tick = ++replay->tick_count,
        .hash = number,
        .commands = replay->commands.items,
        .command_count = sizes[0],
    };
    return ENG_REPLAY_TICK;
}

eng_replay_status eng_replay_next(eng_replay *replay, eng_replay_tick *out, eng_error *error)
{
    *out = (eng_replay_tick){0};
    if (replay->status == ENG_REPLAY_TICK || replay->status == ENG_REPLAY_EDIT)
        replay->status = read_record(replay, out);
    if (error != NULL && replay->status != ENG_REPLAY_TICK && replay->status != ENG_REPLAY_EDIT)
        *error = replay->error;
    return replay->status;
}
