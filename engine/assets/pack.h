// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack.h: the stack of mounted packs, each a folder or a zip, through PhysicsFS. A later pack
// overrides a path of an earlier one; what it overrides can still be read by the id
// "namespace:path", as in "skirmish:units/archer.json", where the namespace is a pack's id.
//
// Each pack is mounted at a place of its own, and which pack provides a path is looked up in an
// index of all their files, made from what was checked (pack_source.h): so nothing is asked of the
// file system to find a file, and an archive cannot show a path that the check did not see. Only
// the zip reader is registered: the others PhysicsFS brings have known faults, and a pack is input
// from strangers.
//
// PhysicsFS is one per process, so one stack is open at a time; it can be opened again after a
// close. Files are read on the main thread, but for pictures: thousands of them are read by those
// who decode them, past PhysicsFS, which has one lock for all and asks the file system about each
// part of a path: it takes longer over a small PNG than decoding it does. A sealed worker could not
// open a file at all.
//
//     const char *paths[] = {"assets/base", "demos/hive.zip"};
//     eng_packs *packs = eng_packs_open(paths, 2, &error);
//     const eng_pack_info *game = eng_packs_get_game_info(packs);
//     ...
//     eng_packs_close(packs);

#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ENG_PACKS_CAPACITY = 64,
    ENG_PACK_TEAMS_CAPACITY = 16,
    ENG_PACK_PATH_BYTES = 1024,
    ENG_PACK_FILE_BYTES_LIMIT = 64 << 20,
    ENG_PACK_ID_BYTES = 64,
    ENG_PACK_DEPENDS_CAPACITY = 32,
    ENG_PACK_IDS_CAPACITY = 16, // in load_after, and in provides
    ENG_PACK_AUTHORS_CAPACITY = 32,
    ENG_PACK_API = 1, // what "api" of pack.json is compared with
};

// What a pack may ask for beyond what every pack may; bits of eng_pack_info.capabilities. The
// player sees them before the pack is enabled.
typedef enum eng_pack_capability {
    ENG_PACK_CAPABILITY_LONG_THINKS, // limits.think_limit_ms above a second
    ENG_PACK_CAPABILITY_MEMORY,      // limits.memory_mb above 64
    ENG_PACK_CAPABILITY_COUNT,
} eng_pack_capability;

typedef enum eng_pack_pooling {
    ENG_PACK_POOLING_SHARED, // a fixed number of interpreters for all units
    ENG_PACK_POOLING_TEAM,   // one per team
    ENG_PACK_POOLING_ENTITY, // one per unit
} eng_pack_pooling;

typedef enum eng_pack_isolation {
    ENG_PACK_ISOLATION_DEFAULT, // the pack does not say: as the player trusts it
    ENG_PACK_ISOLATION_PROCESS,
} eng_pack_isolation;

// "limits" of pack.json; 0: the pack does not say.
typedef struct eng_pack_limits {
    double think_ms, think_limit_ms;      // soft and hard, of one think
    double interpreter_ms, bucket_ms;     // per tick, and what may be saved of it
    int32_t strikes, interpreter_strikes; // 0: never benched; -1: not said
    uint32_t memory_mb;                   // MiB that the scripts of one interpreter may hold
} eng_pack_limits;

// One of "depends".
typedef struct eng_pack_dependency {
    char id[ENG_PACK_ID_BYTES];
    char version[64]; // a range, see semver.h; "*" when the pack does not say
    bool is_optional; // it may be missing; if it is there it must be of that version
    bool is_conflict; // it must not be there
} eng_pack_dependency;

typedef struct eng_pack_team {
    char name[32];
    uint32_t color; // 0xRRGGBB
} eng_pack_team;

// pack.json, checked, with the defaults of docs/packs.md filled in.
typedef struct eng_pack_info {
    char id[ENG_PACK_ID_BYTES];
    char version[32]; // "0.0.0" when the pack does not say
    char title[128];  // the id when the pack does not say
    char description[512];
    char licence[64];
    char authors[256]; // joined with ", "
    uint32_t author_count;
    uint16_t author_starts[ENG_PACK_AUTHORS_CAPACITY]; // of each, in `authors`
    uint32_t api_min, api_max; // both ENG_PACK_API when the pack does not say
    eng_pack_dependency depends[ENG_PACK_DEPENDS_CAPACITY];
    uint32_t depend_count;
    char load_after[ENG_PACK_IDS_CAPACITY][ENG_PACK_ID_BYTES];
    uint32_t load_after_count;
    char provides[ENG_PACK_IDS_CAPACITY][ENG_PACK_ID_BYTES]; // other packs' ids it stands for
    uint32_t provide_count;
    uint32_t capabilities; // 1 << eng_pack_capability
    double tick_rate;      // Hz
    eng_pack_pooling pooling;
    uint32_t shared_count; // interpreters, when pooling is SHARED
    eng_pack_isolation isolation;
    eng_pack_limits limits;
    char music[64]; // a file of sounds/, played over and over; "": none
    char map[64];   // "" when the pack has none: it is no game but a part of one
    uint32_t team_count;
    eng_pack_team teams[ENG_PACK_TEAMS_CAPACITY];
    bool has_camera;
    double camera_x, camera_y; // world px
    double camera_zoom;        // screen px per world px
} eng_pack_info;

// The name in pack.json, and what it means, for the player.
const char *eng_pack_capability_get_name(eng_pack_capability capability);
const char *eng_pack_capability_get_help(eng_pack_capability capability);

// True if the pack has this id or stands for it.
bool eng_pack_info_provides(const eng_pack_info *info, const char *id);

typedef struct eng_packs eng_packs;

// The bytes of one file. One NUL follows them and is not counted.
typedef struct eng_bytes {
    uint8_t *data;
    size_t byte_count;
} eng_bytes;

// Names in byte order, each relative to the root of the packs ("units/ant.json").
typedef struct eng_file_list {
    char **paths;
    uint32_t count;
} eng_file_list;

// Mounts `paths` in order, the base pack first, and reads each one's pack.json. The last one is the
// game. Null on failure. Thread: main.
eng_packs *eng_packs_open(const char *const *paths, uint32_t path_count, eng_error *error);

// Like it, where mods lie over the game, which is paths[game_index]. Thread: main.
eng_packs *eng_packs_open_stack(const char *const *paths, uint32_t path_count, uint32_t game_index,
                                eng_error *error);

// Looks at every folder again, for files that came, changed or went. On failure all stays as it
// was.
// Infos are those of the opening. Thread: main.
bool eng_packs_refresh(eng_packs *packs, eng_error *error);

// From now on a pack holds this file with these bytes (taken), or, with null `data`, does not hold
// it; what is on disk stays as it is. Thread: main.
void eng_packs_lay(eng_packs *packs, uint32_t pack_index, const char *path, eng_bytes bytes);
uint32_t eng_packs_get_game_index(const eng_packs *packs);

// Unmounts all and ends PhysicsFS. Takes null. Thread: main.
void eng_packs_close(eng_packs *packs);

// Thread: main.
uint32_t eng_packs_get_count(const eng_packs *packs);

// The path a pack was mounted from. Thread: main.
const char *eng_packs_get_path(const eng_packs *packs, uint32_t pack_index);

// The pack's own pack.json. Thread: main.
const eng_pack_info *eng_packs_get_info(const eng_packs *packs, uint32_t pack_index);

// That of the game. Thread: main.
const eng_pack_info *eng_packs_get_game_info(const eng_packs *packs);

// The pack with this id, or that provides it; -1 if there is none. Thread: main.
int32_t eng_packs_find(const eng_packs *packs, const char *id);

// What the pack holds, by itself. Thread: main.
const struct eng_pack_source *eng_packs_get_source(const eng_packs *packs, uint32_t pack_index);

// Here and below, `path` may be an id "namespace:path": that pack's own file. Thread: main.
bool eng_packs_has_file(const eng_packs *packs, const char *path);

// The file that `path` means and the pack it is from, or null if there is none. Valid until the
// next eng_packs_refresh. Thread: main.
const struct eng_pack_file *eng_packs_get_file(const eng_packs *packs, const char *path,
                                               uint32_t *pack_index);

// The packs that bring a file of this path, the winner first, as indices into the stack. Returns
// how many there are; at most `capacity` are written. Thread: main.
uint32_t eng_packs_get_providers(const eng_packs *packs, const char *path, uint32_t *pack_indices,
                                 uint32_t capacity);

// The files directly in `folder` whose names end with `ending` (null: all), not hidden ones. A
// folder that does not exist has no files. The caller ends the list with eng_file_list_fini.
// Thread: main.
bool eng_packs_list(const eng_packs *packs, const char *folder, const char *ending,
                    eng_file_list *list, eng_error *error);

// Like eng_packs_list for the folders directly in `folder`. Thread: main.
bool eng_packs_list_folders(const eng_packs *packs, const char *folder, eng_file_list *list,
                            eng_error *error);

// Every path of the packs below `folder` ("": all). Thread: main.
bool eng_packs_list_tree(const eng_packs *packs, const char *folder, eng_file_list *list,
                         eng_error *error);

void eng_file_list_fini(eng_file_list *list);

// Reads a whole file of at most `bytes_limit` (0: ENG_PACK_FILE_BYTES_LIMIT). On failure the error
// names "PACK/path" and `bytes` is empty. The caller ends it with eng_bytes_fini. Thread: main.
bool eng_packs_read(const eng_packs *packs, const char *path, size_t bytes_limit, eng_bytes *bytes,
                    eng_error *error);

// The same for any thread, straight from the folder or the zip's bytes, up to
// ENG_PACK_FILE_BYTES_LIMIT; `stamp` is that of the eng_pack_file. Messages begin with the path.
bool eng_packs_read_shared(const eng_packs *packs, const char *path, eng_bytes *bytes,
                           uint64_t *stamp, eng_error *error);

// Reads the file of one pack of the stack, whoever overrides it. Thread: main.
bool eng_packs_read_from(const eng_packs *packs, uint32_t pack_index, const char *path,
                         size_t bytes_limit, eng_bytes *bytes, eng_error *error);

void eng_bytes_fini(eng_bytes *bytes);

// "hive/units/ant.json": the id of the pack that provides `path`, then the path, for messages.
// Thread: main.
void eng_packs_copy_label(const eng_packs *packs, const char *path, char *out, size_t out_bytes);

// A hash of what a recording depends on: ids, and names and bytes of every file of every pack, in
// order, but not of scripts/, since a replay runs none and they may have changed while it was
// recorded. The same for a folder and for a zip of it. Thread: main.
bool eng_packs_hash(const eng_packs *packs, uint64_t *hash, eng_error *error);

// Turns what the player typed into a path to mount: `name` itself if it is a folder or a file, else
// DIR/name or DIR/name.zip in the search folders. If there is none the error says so and suggests
// the nearest name that exists. `out` has ENG_PACK_PATH_BYTES. Thread: any.
bool eng_pack_find(const char *name, const char *const *dirs, uint32_t dir_count, char *out,
                   eng_error *error);
