// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// game.h: one game: packs, content, world, minds and recording, advanced tick by tick.
//
//     lockstep   eng_game_tick: publish S(t), wait for every think, apply, step -> S(t+1)
//     realtime   eng_game_tick: collect what has ended, apply, step -> S(t+1), publish it
//
// In realtime the thinks of a tick run while frames are drawn; who is late joins a later tick.
// Where a pack brings rules, what was collected goes to the referee, and what that says is applied:
//
//     lockstep   publish S(t), wait, judge, wait, apply, step -> S(t+1)
//     realtime   collect, judge | ... until the verdict is there ... | apply, step -> S(t+1),
//     publish
//
// Before the first tick the referee's start() is called in the same way, without orders.
// Either way the world advances by applied commands alone, and those are what a recording holds.
//
// Thread: main, all of it.

#pragma once

#include "app/bridge.h"
#include "app/command_list.h"
#include "app/content.h"
#include "app/live.h"
#include "app/player.h"
#include "app/saves.h"
#include "app/show.h"
#include "app/stack.h"
#include "app/trust.h"
#include "record/record.h"

#define ENG_GAME_TICK_HISTORY 256

typedef enum eng_clock { ENG_CLOCK_LOCKSTEP, ENG_CLOCK_REALTIME } eng_clock;

// A script of the player's own, in the place of a module of the packs.
typedef struct eng_game_source {
    const char *module;
    const char *path; // of a file; also what messages call it
} eng_game_source;

// A line that the referee has put into the report of the game.
typedef struct eng_game_report {
    char *name, *text; // owned
} eng_game_report;

struct eng_game;

typedef struct eng_game_def {
    const char *pack_path;  // a folder or a zip
    const char *pack_name;  // as the player gave it, for the recording
    const char *base_path;  // the base pack
    const eng_stack *stack; // with mods; NULL: these two alone
    eng_clock clock;
    uint64_t seed;
    uint32_t worker_count;      // 0: one per core
    uint32_t interpreter_count; // 0: as the pack says
    uint32_t unit_total;        // 0: as the map says
    int isolation;              // a myr_isolation, or -1: as the pack says and CPython allows
    int32_t worker_nice;
    bool is_run_trusted;       // --trust: every pack, for this run
    bool is_unsealed_allowed;  // --allow-unsealed
    uint32_t heap_shift;       // as in myr_def: to find scripts whose result depends on addresses
    const char *record_path;   // NULL: none
    const char *hash_log_path; // NULL: none
    eng_trace *trace;          // borrowed for the game's life; NULL: none
    const char *replay_path;   // NULL: scripts run; else a recording is applied and none runs
    bool is_debugged;          // breakpoint() opens a debugger in the terminal; trusted packs only
    bool is_without_cache;     // --no-cache: of decoded pictures
    bool is_watching;          // saved files are taken over while it runs
    const eng_edit *edits;     // for tests: borrowed while it runs
    uint32_t edit_count;
    const eng_console_line *lines; // for tests: borrowed while it runs
    uint32_t line_count;
    bool has_player;            // someone may do something: a game of turns waits for it
    const char *input_path;     // what the player does, by tick; NULL: none
    const char *const *options; // "name=value" of the rules' options
    uint32_t option_count;
    const char *bundles_folder; // of thinks that failed; NULL: none are kept
    const char *load_path;      // NULL: the map's beginning; else a save, with its seed and units
    const eng_game_source *sources;
    uint32_t source_count;
    eng_prints_target prints;
    double think_limit_ms; // of a unit; 0: as the pack says
    double rules_limit_ms; // of the referee; 0: as the pack says
    // Called with each line of a report, and before a game ends; may be NULL.
    void (*reported)(void *user, const char *name, const char *text);
    void (*ended)(void *user, const struct eng_game *game);
    void *user;
} eng_game_def;

typedef struct eng_game {
    ENG_ARRAY(eng_game_report) reports;
    void (*reported)(void *user, const char *name, const char *text); // as in the def
    void (*ended)(void *user, const struct eng_game *game);
    void *user;
    eng_clock clock;
    eng_packs *packs;
    eng_trust_verdict trust;
    eng_content content;
    eng_world *world;
    eng_bridge *bridge;                       // NULL while a recording is replayed
    eng_bridge_def bridge_def;                // that it was made with
    eng_live *live;                           // NULL: its scripts stay as they are
    eng_recorder *recorder;                   // NULL: none
    eng_hash_log *hash_log;                   // NULL: none
    eng_replay *replay;                       // NULL: scripts run
    eng_trace *trace;                         // borrowed; NULL: none
    eng_bundles *bundles;                     // NULL: none
    eng_loading *loading;                     // until the minds are loaded; NULL: none
    char *pack_name;                          // as the player gave it
    eng_save_pack identities[ENG_SAVE_PACKS]; // of the packs, once asked for
    uint32_t identity_count;
    char options[ENG_SAVE_OPTIONS][ENG_SAVE_OPTION_BYTES]; // of the rules, as they were given
    uint32_t option_count;
    uint32_t unit_wish;         // as the player wished; 0: as the map says
    const eng_command *applied; // in the last tick; borrowed until the next
    uint32_t applied_count;
    bool is_replay_over;
    bool is_published;     // realtime: thinks of this tick are under way
    bool is_over;          // the rules ended it: nothing advances any more
    bool is_without_cache; // as in the def
    bool has_started;      // the referee's start() is through, or there is none
    bool is_judging;       // the referee is at work
    bool is_waiting;       // realtime: this tick is not through for that; to be asked again soon
    bool has_player;
    bool is_player_due; // with the clock of turns: the next tick comes when the player has done
                        // something
    eng_player player;
    ENG_ARRAY(eng_command) batch; // the player's and the referee's of a tick
    eng_show show;
    eng_command_list opening; // what start() did, for the recording of the first tick
    uint64_t seed;
    uint32_t unit_total;         // scripted units at the start
    uint64_t job_waits;          // times the main thread waited for a job
    int64_t started_ns, main_ns; // main_ns: the main thread's own time in ticks, without waiting
    float tick_ms[256];          // ring of the last ticks' main-thread times
} eng_game;

// Opens packs, reads units and map, makes the world and starts making interpreters in the
// background. NULL with `error` filled. Caller destroys.
eng_game *eng_game_create(const eng_game_def *def, eng_error *error);
// Never waits for a script.
void eng_game_destroy(eng_game *game);

// 0 to 1: interpreters made. Ticks may begin at 1.
float eng_game_progress(const eng_game *game);
// Waits until interpreters are made. False with `error` filled when they cannot be.
bool eng_game_ready(eng_game *game, eng_error *error);

// Whether a script has stopped in a debugger: the world waits for it.
bool eng_game_is_debugging(const eng_game *game);

// While the world stands still: what was asked of units is answered, saved files are taken over.
void eng_game_stand(eng_game *game);

// Advances the world by one tick. False with `error` filled: a capacity is exceeded, a recording
// does not match. At the end of a recording it sets is_replay_over and does nothing; where the
// rules end the game, is_over. In realtime it returns with is_waiting set while the referee is at
// work.
bool eng_game_tick(eng_game *game, eng_error *error);

// Brings the game between two ticks. In realtime the thinks of the tick that is under way are
// waited for, at most timeout_us, and that tick is played. False with `error` filled.
bool eng_game_settle(eng_game *game, int64_t timeout_us, eng_error *error);

uint64_t eng_game_hash(const eng_game *game);
