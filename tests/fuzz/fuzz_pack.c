// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A pack as a zip: opening it, its pack.json, and reading every file of it.

#define _GNU_SOURCE

#include "fuzz.h"

#include "assets/pack.h"
#include "assets/pack_source.h"
#include "unit_files.h"

#define FILE_BYTES ((size_t)1 << 20)

static void read_files(const eng_pack_source *source)
{
    uint32_t count;
    eng_error error = {""};
    const eng_pack_file *files = eng_pack_source_get_files(source, &count);
    for (uint32_t i = 0; i < count && i < 64; i++) {
        eng_bytes bytes;
        if (eng_pack_source_find(source, files[i].path) != &files[i])
            abort();
        if (eng_pack_source_read(source, &files[i], FILE_BYTES, &bytes, &error))
            eng_bytes_fini(&bytes);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH_BYTES];
    eng_error error = {""};
    int file = fuzz_file(data, size, path);
    eng_pack_source *source = eng_pack_source_open(path, &error);
    if (source == NULL && error.text[0] == '\0')
        abort(); // a refusal says why
    if (source != NULL) {
        read_files(source);
        eng_pack_source_close(source);
        const char *paths[] = {path};
        eng_packs *packs = eng_packs_open(paths, 1, &error);
        uint64_t hash;
        if (packs != NULL)
            (void)eng_packs_hash(packs, &hash, &error);
        eng_packs_close(packs);
    }
    close(file);
    return 0;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    static const unit_entry plain[] = {{"pack.json", "{\"id\": \"orcs\", \"map\": \"yard\"}"},
                                       {"units/orc.json", "{\"hp\": 5}"},
                                       {"maps/yard.json", "{\"size\": [64, 64]}"},
                                       {"scripts/orc.py", "pass\n"}};
    unit_buffer zip = unit_zip(plain, 4);
    put(user, "plain.zip", zip.data, zip.byte_count);
    free(zip.data);
    zip = unit_zip(plain, 1);
    put(user, "one.zip", zip.data, zip.byte_count);
    free(zip.data);
}
