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
#include "world/world.h"

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
    // These own the texts of kinds, rules and map.
    eng_json **kind_files; // as kinds; null: it is a hole
    eng_json *rules_file;  // null: there is none
    eng_json *map_file;    // null: the map is all of the Tiled editor
    uint32_t serial;       // another one: kinds or map are others
    uint32_t map_serial;   // another one: the map is another
    bool is_replayed;      // no script runs: what units name of them need not be there
} eng_content;

// Reads units, map and scripts. False with `error` filled (the first error: file, line, remedy);
// nothing is left allocated then. The packs must stay open for the content's life.
bool eng_content_init(eng_content *content, const eng_packs *packs, eng_error *error);
void eng_content_fini(eng_content *content);

// The part of it that reads rules, units and map, into what has the scripts already. For
// eng_content_read_again.
bool eng_content_read_data(eng_content *content, const eng_packs *packs, eng_error *error);

// Reads kinds, map and rules anew, as they are in the packs now, into `fresh`, which the caller
// ends with eng_content_fini or hands to eng_content_take. It shares the scripts of `content`.
// Kinds have the numbers that they have in the world; what is gone stays. False with `error`
// filled: a file is wrong.
bool eng_content_read_again(const eng_content *content, const eng_packs *packs,
                            const eng_world *world, eng_content *fresh, eng_error *error);
// Whether it brings the same map.
bool eng_content_has_same_map(const eng_content *content, const eng_content *fresh);
// What a fresh content brings that only a game from the beginning takes over, as a text; null:
// nothing of the kind.
const char *eng_content_get_late(const eng_content *content, const eng_content *fresh);
// Takes kinds and, with `has_map`, map out of the fresh content, which is ended.
void eng_content_take(eng_content *content, eng_content *fresh, bool has_map);

// Reads the scripts again, which may have come, changed or gone since. On failure all stays as it
// was.
bool eng_content_read_scripts(eng_content *content, const eng_packs *packs, eng_error *error);
// Lays a script over the module that its path says, "ant.py" or "scripts/ant.py" over ant. Takes
// the text.
void eng_content_lay_script(eng_content *content, const char *path, eng_bytes text);
// Puts a file that lies in no pack in the place of a module, or beside them; messages call it by
// `path`. Before the scripts are used. False with `error` filled.
bool eng_content_put_script(eng_content *content, const char *module, const char *path,
                            eng_error *error);
