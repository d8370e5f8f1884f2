// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "save_file.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

static const char magics[2][9] = {"MYRSAV\r\n", "MYRBND\r\n"}; // by is_bundle
#define MAGIC_BYTES 8u

#define HEAD_BYTES (MAGIC_BYTES + 4 + 8)
#define CHECK_BYTES 8

static void put_bytes(eng_buffer *out, const uint8_t *bytes, size_t count)
{
    eng_buffer_add_u64(out, count);
    eng_buffer_add(out, bytes, count);
}

void eng_save_encode(const eng_save *save, eng_buffer *out)
{
    size_t begin = out->count;
    eng_buffer_add(out, magics[save->is_bundle], MAGIC_BYTES);
    eng_buffer_add_u32(out, ENG_SAVE_VERSION);
    eng_buffer_add_u64(out, 0); // its bytes, below
    eng_buffer_add_text(out, save->program);
    eng_buffer_add_text(out, save->python);
    eng_buffer_add_text(out, save->pack);
    eng_buffer_add_u64(out, save->seed);
    eng_buffer_add_u64(out, save->tick);
    eng_buffer_add_u64(out, save->world_hash);
    eng_buffer_add_f64(out, save->tick_rate_hz);
    eng_buffer_add_u32(out, save->unit_total);
    eng_buffer_add_u32(out, save->entity_capacity);
    eng_buffer_add_u32(out, save->interpreter_count);
    eng_buffer_add_u32(out, save->placement);
    eng_buffer_add_u32(out, save->has_started);
    eng_buffer_add_u32(out, save->option_count);
    for (uint32_t i = 0; i < save->option_count; i++)
        eng_buffer_add_text(out, save->options[i]);
    eng_buffer_add_u32(out, save->pack_count);
    for (uint32_t i = 0; i < save->pack_count; i++) {
        eng_buffer_add_text(out, save->packs[i].id);
        eng_buffer_add_text(out, save->packs[i].version);
        eng_buffer_add_text(out, save->packs[i].hash);
    }
    put_bytes(out, save->world, save->world_bytes);
    put_bytes(out, save->minds, save->minds_bytes);
    put_bytes(out, save->referee, save->referee_bytes);
    uint64_t bytes = out->count - begin + CHECK_BYTES;
    memcpy(out->data + begin + MAGIC_BYTES + 4, &bytes, sizeof bytes);
    eng_buffer_add_u64(out, eng_hash_bytes(out->data + begin, out->count - begin));
}

static void take_packs(eng_cursor *from, eng_save *save)
{
    save->pack_count = eng_cursor_u32(from);
    from->is_broken = from->is_broken || save->pack_count > ENG_SAVE_PACKS;
    for (uint32_t i = 0; i < save->pack_count && !from->is_broken; i++) {
        eng_save_pack *pack = &save->packs[i];
        eng_cursor_text(from, pack->id, sizeof pack->id);
        eng_cursor_text(from, pack->version, sizeof pack->version);
        eng_cursor_text(from, pack->hash, sizeof pack->hash);
    }
}

static void take_options(eng_cursor *from, eng_save *save)
{
    save->option_count = eng_cursor_u32(from);
    from->is_broken = from->is_broken || save->option_count > ENG_SAVE_OPTIONS;
    for (uint32_t i = 0; i < save->option_count && !from->is_broken; i++)
        eng_cursor_text(from, save->options[i], sizeof save->options[i]);
}

static const uint8_t *take_bytes(eng_cursor *from, size_t *count)
{
    uint64_t bytes = eng_cursor_u64(from);
    const uint8_t *run = eng_cursor_run(from, bytes);
    *count = run != NULL ? (size_t)bytes : 0;
    return run;
}

static bool take_all(eng_cursor *from, eng_save *save)
{
    eng_cursor_text(from, save->program, sizeof save->program);
    eng_cursor_text(from, save->python, sizeof save->python);
    eng_cursor_text(from, save->pack, sizeof save->pack);
    save->seed = eng_cursor_u64(from);
    save->tick = eng_cursor_u64(from);
    save->world_hash = eng_cursor_u64(from);
    save->tick_rate_hz = eng_cursor_f64(from);
    save->unit_total = eng_cursor_u32(from);
    save->entity_capacity = eng_cursor_u32(from);
    save->interpreter_count = eng_cursor_u32(from);
    save->placement = eng_cursor_u32(from);
    save->has_started = eng_cursor_u32(from) != 0;
    take_options(from, save);
    take_packs(from, save);
    save->world = take_bytes(from, &save->world_bytes);
    save->minds = take_bytes(from, &save->minds_bytes);
    save->referee = take_bytes(from, &save->referee_bytes);
    // What the game makes things of. A file with a right check can still be made by hand.
    return !from->is_broken && save->tick_rate_hz >= 1 && save->tick_rate_hz <= 1000 &&
           save->entity_capacity > 0 && save->entity_capacity <= 1u << 22 &&
           save->interpreter_count > 0 && save->interpreter_count <= 5000 && save->placement <= 2 &&
           save->pack_count > 0;
}

bool eng_save_decode(const char *name, const void *bytes, size_t count, eng_save *save,
                     eng_error *error)
{
    bool is_bundle = save->is_bundle;
    const char *what = is_bundle ? "bundle" : "saved game";
    memset(save, 0, sizeof *save);
    save->is_bundle = is_bundle;
    if (count < HEAD_BYTES || memcmp(bytes, magics[is_bundle], MAGIC_BYTES) != 0)
        return eng_error_set(error, "%s: not a %s: make one with --%s", name, what,
                             is_bundle ? "bundles FOLDER" : "save FILE");
    eng_cursor from = eng_cursor_make(bytes, count);
    eng_cursor_run(&from, MAGIC_BYTES);
    uint32_t version = eng_cursor_u32(&from);
    if (version != ENG_SAVE_VERSION)
        return eng_error_set(error,
                             "%s: a %s of format %u, but this program reads format %u: "
                             "load it with the version that made it",
                             name, what, version, ENG_SAVE_VERSION);
    uint64_t whole = eng_cursor_u64(&from), check = 0;
    if (whole != count || count < HEAD_BYTES + CHECK_BYTES)
        return eng_error_set(error,
                             "%s: the %s is damaged: it has %zu bytes and should have %llu: "
                             "take another copy",
                             name, what, count, (unsigned long long)whole);
    memcpy(&check, (const uint8_t *)bytes + count - CHECK_BYTES, sizeof check);
    from.end -= CHECK_BYTES;
    if (check != eng_hash_bytes(bytes, count - CHECK_BYTES) || !take_all(&from, save) ||
        from.at != from.end)
        return eng_error_set(error, "%s: the %s is damaged: take another copy", name, what);
    return true;
}
