// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/pack_files.h"

#include <stdio.h>
#include <string.h>

#include "app/check.h"
#include "app/pack_def.h"
#include "app/tiles.h"
#include "assets/aseprite.h"
#include "assets/atlas.h"
#include "assets/image.h"
#include "assets/json.h"
#include "assets/pack_source.h"
#include "base/alloc.h"

// ------------------------------------------------------------------------------------ single files

typedef struct read_file {
    const eng_packs *packs;
    const char *path;
    const char *label; // for messages: "orcs/maps/field.json"
    eng_bytes bytes;
} read_file;

static bool check_image(const read_file *file, eng_error *error)
{
    int width = 0;
    int height = 0;
    uint8_t *rgba = eng_image_decode_rgba(file->label, file->bytes.data, file->bytes.byte_count,
                                          &width, &height, error);
    eng_free(rgba);
    return rgba != NULL;
}

static bool check_aseprite(const read_file *file, eng_error *error)
{
    eng_aseprite drawn;
    if (!eng_aseprite_parse(file->label, file->bytes.data, file->bytes.byte_count, &drawn, error)) {
        return false;
    }
    eng_aseprite_fini(&drawn);
    return true;
}

// A map with what it extends; any other by itself.
static bool check_json(const read_file *file, eng_error *error)
{
    bool is_map = strncmp(file->path, "maps/", 5) == 0;
    eng_json *json = is_map ? eng_json_load(file->packs, file->path, error)
                            : eng_json_parse(file->label, (const char *)file->bytes.data,
                                             file->bytes.byte_count, error);
    eng_json_unload(json);
    return json != NULL;
}

static bool check_tiles(const read_file *file, eng_error *error)
{
    eng_tiles *tiles = eng_tiles_load(file->packs, file->path, error);
    eng_tiles_unload(tiles);
    return tiles != NULL;
}

static bool begins(const read_file *file, const char *magic)
{
    size_t bytes = strlen(magic);
    return file->bytes.byte_count >= bytes && memcmp(file->bytes.data, magic, bytes) == 0;
}

static bool check_sound(const read_file *file, eng_error *error)
{
    const char *ending = strrchr(file->path, '.');
    bool is_ogg = strcmp(ending, ".ogg") == 0 || strcmp(ending, ".opus") == 0;
    const char *magic = is_ogg ? "OggS" : strcmp(ending, ".flac") == 0 ? "fLaC" : "RIFF";
    return begins(file, magic) ||
           eng_error_set(error, "%s: no sound of the kind that its name says; export it again",
                         file->label);
}

static const struct {
    const char *folder, *ending;
    bool (*check)(const read_file *file, eng_error *error);
} kinds[] = {
    {"sprites/", ".png", NULL},  // the atlas reads these, and the sheets
    {"sprites/", ".json", NULL}, //
    {"", ".png", check_image},         {"", ".aseprite", check_aseprite},
    {"", ".ase", check_aseprite},      {"", ".json", check_json},
    {"maps/", ".tmx", check_tiles},    {"maps/", ".tmj", check_tiles},
    {"sounds/", ".ogg", check_sound},  {"sounds/", ".opus", check_sound},
    {"sounds/", ".flac", check_sound}, {"sounds/", ".wav", check_sound},
};

static bool check_file(const read_file *file, eng_error *error)
{
    const char *ending = strrchr(file->path, '.');
    for (size_t i = 0; ending != NULL && i < sizeof kinds / sizeof *kinds; ++i) {
        if (strncmp(file->path, kinds[i].folder, strlen(kinds[i].folder)) == 0 &&
            strcmp(ending, kinds[i].ending) == 0) {
            return kinds[i].check == NULL || kinds[i].check(file, error);
        }
    }
    return true;
}

// Reading compares the checksums of a zip.
static bool check_files(const eng_packs *packs, uint32_t pack_index, eng_error *error)
{
    char label[ENG_PACK_PATH_BYTES];
    const eng_pack_source *source = eng_packs_get_source(packs, pack_index);
    uint32_t count = 0;
    const eng_pack_file *files = eng_pack_source_get_files(source, &count);
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < count; ++i) {
        read_file file = {.packs = packs, .path = files[i].path, .label = label};
        if (!eng_pack_source_read(source, &files[i], 0, &file.bytes, error)) {
            return false;
        }
        snprintf(label, sizeof label, "%s/%s", eng_packs_get_info(packs, pack_index)->id,
                 file.path);
        is_good = check_file(&file, error);
        eng_bytes_fini(&file.bytes);
    }
    return is_good;
}

// --------------------------------------------------------------------------------- sprites,
// scripts

static bool check_sprites(const eng_packs *packs, eng_error *error)
{
    eng_atlas_def def = eng_atlas_default_def();
    def.is_without_prebuilt = true;
    eng_atlas *atlas = eng_atlas_load(packs, &def, error);
    if (atlas == NULL) {
        return false;
    }
    uint32_t count = eng_atlas_get_error_count(atlas);
    if (count == 1) {
        eng_error_set(error, "%s", eng_atlas_get_error(atlas, 0));
    } else if (count > 1) {
        eng_error_set(error, "%s (and %u more)", eng_atlas_get_error(atlas, 0), count - 1);
    }
    eng_atlas_unload(atlas);
    return count == 0;
}

typedef struct findings {
    char first[512];
    uint32_t error_count;
} findings;

static void note_finding(void *user, const myr_finding *finding)
{
    findings *found = user;
    if (finding->kind == MYR_FINDING_ERROR && found->error_count++ == 0) {
        snprintf(found->first, sizeof found->first, "%s:%u:%u: %s", finding->path, finding->line,
                 finding->column, finding->text);
    }
}

static bool check_scripts(void *user, const eng_packs *packs, const eng_content *content,
                          const myr_def *def, eng_error *error)
{
    findings found = {.error_count = 0};
    (void)user;
    (void)packs;
    if (!eng_check_scripts(content, def, note_finding, &found, error)) {
        return false;
    }
    if (found.error_count > 1) {
        return eng_error_set(error, "%s (and %u more)", found.first, found.error_count - 1);
    }
    return found.error_count == 0 || eng_error_set(error, "%s", found.first);
}

bool eng_pack_files_check(const eng_packs *packs, uint32_t pack_index, bool is_played,
                          eng_error *error)
{
    return check_files(packs, pack_index, error) && check_sprites(packs, error) &&
           (!is_played || eng_pack_def_make(packs, check_scripts, NULL, error));
}
