// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// packs check, build, verify: for those who make packs.

#include "app/packs_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/content.h"
#include "app/install.h"
#include "app/pack_files.h"
#include "app/stack.h"
#include "app/tiles.h"
#include "assets/atlas_prebuilt.h"
#include "assets/pack_path.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/sha256.h"

#define PREBUILT_BYTES_LIMIT ((uint64_t)256 << 20)

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

// The sprites that the game's map is made of, beside those in sprites/.
typedef struct map_sheets {
    eng_atlas_sheet_def *items;
    uint32_t count;
} map_sheets;

// Reads all that a game would. A pack for no game in particular is read by itself. `sheets` may be
// null.
static bool check(eng_packs_call *call, const eng_library_pack *pack, map_sheets *sheets,
                  eng_error *error)
{
    eng_content content;
    eng_packs *packs = NULL;
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    bool is_good = open_packs(call, pack, stack, &packs, error);
    if (is_good) {
        bool has_game = eng_packs_get_game_info(packs)->map[0] != '\0';
        bool is_read = !has_game || eng_content_init(&content, packs, error);
        int32_t index = eng_packs_find(packs, pack->info.id);
        is_good = is_read && eng_pack_files_check(packs, (uint32_t)index, has_game, error);
        if (is_good && has_game && sheets != NULL && content.tiles != NULL) {
            sheets->items = eng_tiles_make_sheets(content.tiles, &sheets->count);
        }
        if (is_read && has_game) {
            eng_content_fini(&content);
        }
        eng_packs_close(packs);
        eng_stack_fini(stack);
    }
    eng_free(stack);
    return is_good;
}

// Takes the object.
static void print_json(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    puts(text);
    free(text);
    json_decref(object);
}

bool eng_packs_check(eng_packs_call *call, eng_error *error)
{
    uint32_t count = 0;
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    if (pack == NULL || !check(call, pack, NULL, error)) {
        return false;
    }
    eng_pack_source *source = eng_pack_source_open(pack->path, error);
    if (source == NULL) {
        return false;
    }
    eng_pack_source_get_files(source, &count);
    if (call->wants_json) {
        print_json(json_pack("{s:s, s:s, s:i}", "id", pack->info.id, "version", pack->info.version,
                             "files", (int)count));
    } else {
        printf("%s %s is good: %u files\n", pack->info.id, pack->info.version, count);
    }
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

// What would not fit is left out: then the pages are made when the pack is first played.
static bool is_too_large(const eng_prebuilt *prebuilt, uint32_t file_count)
{
    uint64_t total = prebuilt->index.byte_count;
    bool is_large = prebuilt->index.byte_count > ENG_PACK_FILE_BYTES_LIMIT ||
                    file_count + prebuilt->page_count + 2 > ENG_PACK_ENTRY_LIMIT;
    for (uint32_t i = 0; i < prebuilt->page_count; ++i) {
        total += prebuilt->pages[i].byte_count;
        is_large = is_large || prebuilt->pages[i].byte_count > ENG_PACK_FILE_BYTES_LIMIT;
    }
    return is_large || total > PREBUILT_BYTES_LIMIT;
}

// Takes the sheets.
static bool prebuild(const eng_library_pack *pack, map_sheets *sheets, eng_prebuilt *prebuilt,
                     eng_error *error)
{
    const char *paths[] = {pack->path};
    uint32_t count = 0;
    eng_packs *packs = eng_packs_open(paths, 1, error);
    if (packs == NULL) {
        for (uint32_t i = 0; i < sheets->count; ++i) {
            eng_sheet_fini(sheets->items[i].sheet);
            eng_free(sheets->items[i].sheet);
        }
        return false;
    }
    bool is_good = eng_prebuilt_make(packs, sheets->items, sheets->count, prebuilt, error);
    eng_pack_source_get_files(eng_packs_get_source(packs, 0), &count);
    if (is_good && is_too_large(prebuilt, count)) {
        eng_log_warning("%s: its atlas pages are too large for a zip and left out", pack->info.id);
        eng_prebuilt_fini(prebuilt);
    }
    eng_packs_close(packs);
    return is_good;
}

static void print_built(const eng_packs_call *call, const char *path, const eng_bytes *zip,
                        const eng_prebuilt *prebuilt, const char *hex)
{
    if (call->wants_json) {
        print_json(json_pack("{s:s, s:I, s:s, s:i, s:i}", "file", path, "bytes",
                             (json_int_t)zip->byte_count, "content_sha256", hex, "sprites",
                             (int)prebuilt->sprite_count, "pages", (int)prebuilt->page_count));
        return;
    }
    printf("%s: %zu bytes, content SHA-256 %s\n", path, zip->byte_count, hex);
    if (prebuilt->sprite_count > 0) {
        printf("%u sprite%s prebuilt on %u atlas page%s\n", prebuilt->sprite_count,
               prebuilt->sprite_count == 1 ? "" : "s", prebuilt->page_count,
               prebuilt->page_count == 1 ? "" : "s");
    }
}

// The zip in the pack's folder would be part of the next one, and could take the place of a file of
// the pack.
static bool check_place(const char *path, const eng_library_pack *pack, eng_error *error)
{
    char folder[ENG_PACK_PATH_BYTES];
    struct stat about;
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 2,
             slash != NULL ? path : "./");
    char *to = realpath(folder, NULL);
    char *from = realpath(pack->path, NULL);
    size_t bytes = from != NULL ? strlen(from) : 0;
    bool is_inside = to != NULL && from != NULL && stat(from, &about) == 0 &&
                     S_ISDIR(about.st_mode) && strncmp(to, from, bytes) == 0 &&
                     (to[bytes] == '/' || to[bytes] == '\0');
    free(from);
    free(to);
    return !is_inside || eng_error_set(error,
                                       "%s: lies in the pack's own folder; name another place, as "
                                       "in 'packs build PACK ../%s-%s.zip'",
                                       path, pack->info.id, pack->info.version);
}

static bool is_zip_or_new(const char *path, eng_error *error)
{
    char start[2];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return true;
    }
    bool is_other = fread(start, 1, 2, file) == 2 && memcmp(start, "PK", 2) != 0;
    fclose(file);
    return !is_other || eng_error_set(error, "%s: is there and no zip; name another file", path);
}

// Where the zip goes.
static bool choose_path(const eng_packs_call *call, const eng_library_pack *pack, char *path,
                        size_t path_bytes, eng_error *error)
{
    if (call->word_count == 2) {
        snprintf(path, path_bytes, "%s", call->words[1]);
    } else {
        snprintf(path, path_bytes, "%s-%s.zip", pack->info.id, pack->info.version);
    }
    return check_place(path, pack, error) && is_zip_or_new(path, error);
}

bool eng_packs_build(eng_packs_call *call, eng_error *error)
{
    char path[ENG_PACK_PATH_BYTES];
    char hex[ENG_SHA256_HEX_BYTES];
    eng_bytes zip = {0};
    map_sheets sheets = {0};
    eng_prebuilt prebuilt = {0};
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    if (pack == NULL || !choose_path(call, pack, path, sizeof path, error) ||
        !check(call, pack, &sheets, error)) {
        return false;
    }
    bool is_built = prebuild(pack, &sheets, &prebuilt, error);
    eng_pack_source *source = is_built ? eng_pack_source_open(pack->path, error) : NULL;
    is_built = source != NULL && eng_install_pack(source, &prebuilt, &zip, error) &&
               eng_pack_source_hash(source, hex, error) && write_zip(&zip, path, error);
    if (is_built) {
        print_built(call, path, &zip, &prebuilt, hex);
    }
    eng_free(sheets.items);
    eng_prebuilt_fini(&prebuilt);
    eng_bytes_fini(&zip);
    eng_pack_source_close(source);
    return is_built;
}

// Whether the prebuilt pages show what the files do.
static bool verify_pages(const eng_library_pack *pack, uint32_t *sprite_count, eng_error *error)
{
    const char *paths[] = {pack->path};
    eng_packs *packs = eng_packs_open(paths, 1, error);
    bool is_good = packs != NULL && eng_prebuilt_verify(packs, sprite_count, error);
    eng_packs_close(packs);
    return is_good;
}

static void print_verified(const eng_packs_call *call, const eng_pack_info *info,
                           uint32_t file_count, const char *hex, uint32_t sprite_count)
{
    if (call->wants_json) {
        print_json(json_pack("{s:s, s:s, s:i, s:s, s:i}", "id", info->id, "version", info->version,
                             "files", (int)file_count, "content_sha256", hex, "sprites",
                             (int)sprite_count));
        return;
    }
    printf("%s %s: %u files are what %s says, content SHA-256 %s\n", info->id, info->version,
           file_count, ENG_PACK_LIST_PATH, hex);
    if (sprite_count > 0) {
        printf("%u prebuilt sprite%s what the files show\n", sprite_count,
               sprite_count == 1 ? " is" : "s are");
    }
}

bool eng_packs_verify(eng_packs_call *call, eng_error *error)
{
    char hex[ENG_SHA256_HEX_BYTES];
    uint32_t count = 0;
    uint32_t sprite_count = 0;
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    eng_pack_source *source = pack != NULL ? eng_pack_source_open(pack->path, error) : NULL;
    bool is_good = source != NULL && eng_install_verify(source, error) &&
                   eng_pack_source_hash(source, hex, error) &&
                   verify_pages(pack, &sprite_count, error);
    if (is_good) {
        eng_pack_source_get_files(source, &count);
        print_verified(call, &pack->info, count - 1, hex, sprite_count);
    }
    eng_pack_source_close(source);
    return is_good;
}
