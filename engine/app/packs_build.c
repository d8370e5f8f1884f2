// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// packs check, build, verify: for those who make packs.

#include "app/packs_command.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/content.h"
#include "app/install.h"
#include "app/stack.h"
#include "base/alloc.h"
#include "base/sha256.h"

// --------------------------------------------------------------------------------------- check

static bool open_packs(eng_packs_call *call, const eng_library_pack *pack, eng_stack *stack,
                       eng_packs **packs, eng_error *error)
{
    const eng_stack_def def = {.game_path = pack->path,
                               .with = call->with,
                               .with_count = call->with_count,
                               .is_without_mods = true};
    if (!eng_stack_init(stack, &def, error)) {
        return false;
    }
    *packs = eng_packs_open_stack(stack->paths, stack->order.count, stack->order.game_index, error);
    if (*packs == NULL) {
        eng_stack_fini(stack);
    }
    return *packs != NULL;
}

// Reads all that a game would. A pack for no game in particular is read by itself.
static bool check(eng_packs_call *call, const eng_library_pack *pack, eng_error *error)
{
    eng_content content;
    eng_packs *packs = NULL;
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    bool is_good = open_packs(call, pack, stack, &packs, error);
    if (is_good) {
        bool has_game = eng_packs_get_game_info(packs)->map[0] != '\0';
        is_good = !has_game || eng_content_init(&content, packs, error);
        if (is_good && has_game) {
            eng_content_fini(&content);
        }
        eng_packs_close(packs);
        eng_stack_fini(stack);
    }
    eng_free(stack);
    return is_good;
}

bool eng_packs_check(eng_packs_call *call, eng_error *error)
{
    uint32_t count = 0;
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    if (pack == NULL || !check(call, pack, error)) {
        return false;
    }
    eng_pack_source *source = eng_pack_source_open(pack->path, error);
    if (source == NULL) {
        return false;
    }
    eng_pack_source_get_files(source, &count);
    printf("%s %s is good: %u files\n", pack->info.id, pack->info.version, count);
    eng_pack_source_close(source);
    return true;
}

// --------------------------------------------------------------------------------------- build

static bool write_zip(const eng_bytes *zip, const char *path, eng_error *error)
{
    eng_pack_info info;
    if (!eng_home_write(path, zip->data, zip->byte_count, error)) {
        return false;
    }
    chmod(path, 0644); // it is made to be given away
    // What was written is read as anybody would.
    eng_pack_source *source = eng_pack_source_open(path, error);
    bool is_good = source != NULL && eng_pack_source_read_info(source, &info, error) &&
                   eng_install_verify(source, error);
    eng_pack_source_close(source);
    return is_good;
}

bool eng_packs_build(eng_packs_call *call, eng_error *error)
{
    char path[ENG_PACK_PATH_BYTES];
    char hex[ENG_SHA256_HEX_BYTES];
    eng_bytes zip = {0};
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    if (pack == NULL || !check(call, pack, error)) {
        return false;
    }
    if (call->word_count == 2) {
        snprintf(path, sizeof path, "%s", call->words[1]);
    } else {
        snprintf(path, sizeof path, "%s-%s.zip", pack->info.id, pack->info.version);
    }
    eng_pack_source *source = eng_pack_source_open(pack->path, error);
    bool is_built = source != NULL && eng_install_pack(source, &zip, error) &&
                    eng_pack_source_hash(source, hex, error) && write_zip(&zip, path, error);
    if (is_built) {
        printf("%s: %zu bytes, content SHA-256 %s\n", path, zip.byte_count, hex);
    }
    eng_bytes_fini(&zip);
    eng_pack_source_close(source);
    return is_built;
}

bool eng_packs_verify(eng_packs_call *call, eng_error *error)
{
    char hex[ENG_SHA256_HEX_BYTES];
    uint32_t count = 0;
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    eng_pack_source *source = pack != NULL ? eng_pack_source_open(pack->path, error) : NULL;
    bool is_good = source != NULL && eng_install_verify(source, error) &&
                   eng_pack_source_hash(source, hex, error);
    if (is_good) {
        eng_pack_source_get_files(source, &count);
        printf("%s %s: %u files are what %s says, content SHA-256 %s\n", pack->info.id,
               pack->info.version, count - 1, ENG_PACK_LIST_PATH, hex);
    }
    eng_pack_source_close(source);
    return is_good;
}
