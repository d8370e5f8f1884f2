// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack.json, units and maps of a pack. The first byte of an input says which of them the rest is.

#define _GNU_SOURCE

#include "fuzz.h"

#include "app/content.h"
#include "unit_files.h"

static const char *const names[] = {"pack.json", "units/orc.json", "maps/yard.json"};
static const char *const texts[] = {
    "{\"id\": \"orcs\", \"map\": \"yard\", \"interpreters\": {\"shared\": 4}, \"limits\":"
    " {\"think_ms\": 2, \"strikes\": 0}, \"teams\": [{\"name\": \"Red\", \"color\": \"#e0574c\"}],"
    " \"camera\": {\"x\": 1, \"y\": 2, \"zoom\": 3}, \"tick_rate\": 20, \"isolation\": "
    "\"process\"}",
    "{\"title\": \"Orc\", \"sprite\": \"dot\", \"tinted\": true, \"speed\": 50, \"hp\": 5,"
    " \"script\": {\"module\": \"orc\", \"class\": \"Orc\"}, \"builds\": \"orc\", \"layer\": 2}",
    "{\"size\": [64, 64], \"terrain\": {\"cell\": 16, \"legend\": {\".\": {\"name\": \"grass\"},"
    " \"#\": {\"name\": \"wall\", \"speed\": 0}}, \"rows\": [\"....\", \".##.\", \"....\", "
    "\"....\"]},"
    " \"fields\": {\"food\": {\"cell\": 8, \"max\": 10}, \"trail\": {\"cell\": 8, \"decay\": 1}},"
    " \"spots\": [{\"field\": \"food\", \"x\": 8, \"y\": 8, \"radius\": 9, \"amount\": 5}],"
    " \"units\": [{\"kind\": \"orc\", \"team\": 0, \"count\": 4, \"x\": 9, \"y\": 9, \"radius\": "
    "5}],"
    " \"decor\": [{\"sprite\": \"dot\", \"x\": 1, \"y\": 1}]}",
};
#define KINDS 3u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = strndup((const char *)data + 1, size - 1), path[FUZZ_PATH_BYTES];
    unit_entry entries[KINDS + 1];
    for (uint32_t i = 0; i < KINDS; i++)
        entries[i] = (unit_entry){names[i], data[0] % KINDS == i ? text : texts[i]};
    entries[KINDS] = (unit_entry){"scripts/orc.py", "pass\n"};
    unit_buffer zip = unit_zip(entries, KINDS + 1);
    int file = fuzz_file(zip.data, zip.byte_count, path);
    const char *paths[] = {path};
    eng_error error = {""};
    eng_packs *packs = eng_packs_open(paths, 1, &error);
    eng_content content;
    if (packs != NULL && eng_content_init(&content, packs, &error))
        eng_content_fini(&content);
    else if (error.text[0] == '\0')
        abort(); // a refusal says why
    eng_packs_close(packs);
    close(file);
    free(zip.data);
    free(text);
    return 0;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    for (uint32_t i = 0; i < KINDS; i++) {
        char seed[2048];
        seed[0] = (char)i;
        snprintf(seed + 1, sizeof seed - 1, "%s", texts[i]);
        put(user, strrchr(names[i], '/') != NULL ? strrchr(names[i], '/') + 1 : names[i], seed,
            1 + strlen(texts[i]));
    }
}
