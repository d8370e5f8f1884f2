// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// bridge_parts.h: what the files of the bridge share. Private to them.
//
//     bridge.c         its life: made, destroyed, asked for figures
//     bridge_def.c     what the plugin is told before the first tick: names, scripts, isolation,
//     limits bridge_frame.c   the world as a tick's scripts see it: columns, scalar fields, the
//     ground bridge_minds.c   births, deaths and events; minds saved and loaded bridge_tick.c
//     publish, collect, judge bridge_asks.c    reload, evaluate, inspect, overhear bridge_tell.c
//     prints, failures, answers and messages, to whom they belong
//
// Thread: main.

#pragma once

#include "app/binding.h"
#include "app/bridge.h"
#include "app/command_list.h"

#define ENG_BRIDGE_MAX_FIELDS (ENG_FIELD_COUNT + ENG_MAX_PACK_ROWS)
#define ENG_BRIDGE_NO_SCRIPT 0xffffffffu

// The mind of a kind.
typedef struct eng_bridge_kind {
    uint32_t script; // index into scripts, or ENG_BRIDGE_NO_SCRIPT
    uint32_t period; // ticks between thinks
    uint32_t budget_us;
} eng_bridge_kind;

struct eng_bridge {
    eng_world *world;
    const eng_content *content;
    myr_system *system;
    eng_bundles *bundles; // NULL: none
    eng_referee *referee; // NULL: the built-in simulation rules
    myr_isolation isolation;
    bool is_seal_required;
    myr_placement placement;
    uint32_t interpreter_count;

    char **names; // the world's, then those of terrains
    uint32_t name_count;
    int32_t scalar_names[ENG_MAX_SCALARS];
    eng_bridge_kind *kinds; // as the content's
    uint32_t kind_count;
    myr_script *scripts; // with texts of their own
    uint32_t script_count;

    uint8_t *dynamic; // eng_scalar_block and its values
    size_t dynamic_bytes;
    uint32_t late_count;
    bool has_told_mindless;
    bool has_told_processes;
    eng_failures failures;
    eng_prints prints;
    eng_answer_listener listener;
    void *listener_user;
    eng_heard_listener heard_listener;
    void *heard_user;
    eng_entity heard_unit;
    eng_command_list pending; // asked for while the game stood still
    eng_command_list given;   // what the last collect returned, if something was pending
    char notice[256];
    bool has_notice;
    eng_trace *trace;
    eng_profile profile;
    bool is_profiling;
    myr_stats before; // of the bridges that this one is the heir of
    bool has_before;
};

// bridge_def.c. Each fills in, once, what it is named after; false with `error` filled if the
// player wishes for an isolation that cannot be had.
void eng_bridge_collect_names(eng_bridge *bridge);
void eng_bridge_collect_scripts(eng_bridge *bridge);
void eng_bridge_choose_placement(eng_bridge *bridge, const eng_save *save, uint32_t wanted_count);
bool eng_bridge_choose_isolation(eng_bridge *bridge, const eng_bridge_def *def, eng_error *error);
// Borrows from the bridge and from the binding.
myr_def eng_bridge_make_def(const eng_bridge *bridge, const eng_binding *binding);
uint32_t eng_bridge_find_script(const eng_bridge *bridge, const eng_kind *kind);
eng_bridge_kind eng_bridge_make_kind(const eng_bridge *bridge, const eng_kind *kind);
// The plugin's number of a name; -1: none.
int32_t eng_bridge_find_name(const eng_bridge *bridge, const char *name);

// bridge_frame.c. Lays the scalar fields out once; their values are copied with each frame.
void eng_bridge_lay_out_scalars(eng_bridge *bridge);
size_t eng_bridge_ground_bytes(const eng_map *map);
bool eng_bridge_publish_ground(const eng_bridge *bridge, myr_system *system);
// The world as it is now. Borrows it, and `columns`, which it fills.
myr_frame eng_bridge_make_frame(eng_bridge *bridge, const void *columns[ENG_BRIDGE_MAX_FIELDS]);

// bridge_minds.c. For one unit, and for all that there are.
void eng_bridge_add_mind(eng_bridge *bridge, eng_entity entity);
void eng_bridge_add_minds(eng_bridge *bridge);

// bridge_tell.c. Everything in the results but the commands.
void eng_bridge_tell_results(eng_bridge *bridge, const myr_results *results);
// The name of a unit's kind; "unit" for one that is gone.
const char *eng_bridge_kind_of(const eng_bridge *bridge, eng_entity entity);
// The file on disk of a script's path in its pack; NULL: unknown.
const char *eng_bridge_file_of(const eng_bridge *bridge, const char *path);
