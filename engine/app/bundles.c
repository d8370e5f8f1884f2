// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/bundles.h"

#include <stdio.h>
#include <string.h>

#include "app/saves.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "record/writer.h"

struct eng_bundles {
    char folder[ENG_PACK_PATH_BYTES];
    char id[64];
    eng_save head; // what every bundle of this game begins with
    eng_writer *writer;
    uint32_t count;
    uint64_t known[ENG_BUNDLES_MOST]; // hashes of place and text
};

eng_bundles *eng_bundles_create(const char *folder, const char *pack_name, const eng_packs *packs,
                                eng_error *error)
{
    eng_bundles *bundles = eng_alloc(1, sizeof *bundles);
    eng_save *head = &bundles->head;
    int bytes = snprintf(bundles->folder, sizeof bundles->folder, "%s", folder);
    bool is_good = bytes < (int)sizeof bundles->folder ||
                   eng_error_set(error, "--bundles: the path is too long");
    is_good = is_good && eng_folder_make(folder, error) &&
              eng_saves_identify(packs, head->packs, &head->pack_count, error);
    if (!is_good) {
        eng_free(bundles);
        return NULL;
    }
    snprintf(bundles->id, sizeof bundles->id, "%s", eng_packs_get_game_info(packs)->id);
    snprintf(head->program, sizeof head->program, "%s", MYR_VERSION);
    snprintf(head->python, sizeof head->python, "%s", myr_language_version(MYR_LANGUAGE_PYTHON));
    snprintf(head->pack, sizeof head->pack, "%s", pack_name);
    head->is_bundle = true;
    head->tick_rate_hz = eng_packs_get_game_info(packs)->tick_rate;
    head->entity_capacity = head->interpreter_count = 1;
    bundles->writer = eng_writer_create();
    return bundles;
}

void eng_bundles_destroy(eng_bundles *bundles)
{
    if (bundles == NULL) {
        return;
    }
    eng_writer_wait(bundles->writer);
    eng_writer_result result;
    while (eng_writer_take_result(bundles->writer, &result)) {
        if (!result.is_written) {
            eng_log_warning("%s", result.error.text);
        }
    }
    eng_writer_destroy(bundles->writer);
    eng_free(bundles);
}

static bool is_new(eng_bundles *bundles, const myr_failure *failure)
{
    eng_hash hash = eng_hash_begin(failure->line);
    eng_hash_add_text(&hash, failure->path);
    eng_hash_add_u64(&hash, failure->kind);
    // A killed think has no line; its text names the interpreter.
    if (failure->line > 0) {
        eng_hash_add_text(&hash, failure->text);
    }
    uint64_t value = eng_hash_end(&hash);
    for (uint32_t i = 0; i < bundles->count; ++i) {
        if (bundles->known[i] == value) {
            return false;
        }
    }
    bundles->known[bundles->count] = value;
    return true;
}

void eng_bundles_take(eng_bundles *bundles, const myr_system *system, const myr_results *results)
{
    uint32_t index = 0;
    size_t bytes = 0;
    char path[ENG_PACK_PATH_BYTES + 96];
    const void *block = bundles == NULL ? NULL : myr_bundle_get(system, &index, &bytes);
    eng_writer_result result;
    while (bundles != NULL && eng_writer_take_result(bundles->writer, &result)) {
        if (!result.is_written) {
            eng_log_warning("%s", result.error.text);
        }
    }
    if (block == NULL || bundles->count == ENG_BUNDLES_MOST ||
        !is_new(bundles, &results->failures[index])) {
        return;
    }
    eng_buffer file = {0};
    bundles->head.minds = block;
    bundles->head.minds_bytes = bytes;
    eng_save_encode(&bundles->head, &file);
    snprintf(path, sizeof path, "%s/%s-%u.bundle", bundles->folder, bundles->id, ++bundles->count);
    if (eng_writer_put(bundles->writer, path, &file)) {
        eng_log_info("unit %u: 'myrmidon rethink %s' runs this think again",
                     myr_entity_index(results->failures[index].entity), path);
    }
    eng_free(file.data);
}
