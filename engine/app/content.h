// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// content.h: what the packs say, read from JSON and script files into the structs of the world,
// with the keys of docs/packs.md. Texts are owned by the content.
//
// Thread: main.

#pragma once

#include "app/rulebook.h"
#include "assets/json.h"
#include "assets/pack.h"
#include "world/kinds.h"

// A script file of the packs.
typedef struct eng_script_file {
    char *module; // "ant", "tactics.flank"
    char *path;   // as messages show it: "hive/scripts/ant.py"
    char *file;   // where an editor finds it; NULL: in a zip
    eng_bytes text;
} eng_script_file;

typedef struct eng_content {
    const eng_pack_info *info; // of the game's pack; borrowed from the packs
    eng_kind *kinds;
    uint32_t kind_count;
    eng_map map;
    struct eng_tiles
        *tiles; // of a map of the Tiled editor, which owns what `map` points to; or null
    eng_rulebook rules;
    eng_schema schema; // the engine's and the rules'
    eng_script_file *scripts;
    uint32_t script_count;
    eng_json **files; // own the texts of kinds and map
    uint32_t file_count;
    uint32_t serial; // another one: kinds or map are others
} eng_content;

// Reads units, map and scripts. False with `error` filled (the first error: file, line, remedy);
// nothing is left allocated then. The packs must stay open for the content's life.
bool eng_content_init(eng_content *content, const eng_packs *packs, eng_error *error);
void eng_content_fini(eng_content *content);

// Reads the scripts again, which may have come, changed or gone since. On failure all stays as it
// was.
bool eng_content_read_scripts(eng_content *content, const eng_packs *packs, eng_error *error);
// Lays the scripts of a folder that is no pack over those that are there: ant.py over the module
// ant.
bool eng_content_lay_over(eng_content *content, const char *folder, eng_error *error);
// Puts a file that lies in no pack in the place of a module, or beside them; messages call it by
// `path`. Before the scripts are used. False with `error` filled.
bool eng_content_put_script(eng_content *content, const char *module, const char *path,
                            eng_error *error);
