// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// bridge.h: the one place where the world meets the scripting plugin. It declares the world's
// tables as the plugin's schema, publishes columns, scalar fields and terrain, gives born units
// their minds and hands commands back. Neither side knows of the other.
//
// Thread: main, all of it.

#pragma once

#include "app/bundles.h"
#include "app/content.h"
#include "app/failures.h"
#include "app/prints.h"
#include "app/profile.h"
#include "app/referee.h"
#include "app/trace.h"
#include "myrmidon.h"
#include "record/save_file.h"
#include "world/world.h"

typedef struct eng_bridge_def {
    const eng_content *content;
    eng_world *world; // borrowed for the bridge's life
    uint64_t seed;
    uint32_t worker_count;      // 0: one per core
    uint32_t interpreter_count; // 0: as the pack says
    int isolation;              // a myr_isolation, or -1: as the pack says and CPython allows
    int32_t worker_nice;
    bool is_debugged;    // breakpoint() opens a debugger in the terminal
    bool is_editable;    // eng_bridge_reload will be called
    uint32_t heap_shift; // as in myr_def
    eng_trace *trace;    // borrowed for the bridge's life; NULL: none
    eng_prints_target prints;
    double think_limit_ms;    // of a unit; 0: as the pack says
    double rules_limit_ms;    // of the referee; 0: as the pack says
    const char *untrusted_id; // a pack that brings code and is not trusted; NULL: all are
    bool is_unsealed_allowed; // run its scripts even where the kernel cannot seal them
    eng_bundles *bundles;     // borrowed for the bridge's life; NULL: none are made
    const eng_save *save;     // NULL, or what eng_bridge_load will load: units get no minds before
} eng_bridge_def;

typedef struct eng_bridge eng_bridge;

// Starts making interpreters and gives every unit that has a script its mind. NULL with `error`
// filled. Caller destroys.
eng_bridge *eng_bridge_create(const eng_bridge_def *def, eng_error *error);
void eng_bridge_destroy(eng_bridge *bridge); // accepts NULL; never waits for a script

float eng_bridge_progress(const eng_bridge *bridge);
bool eng_bridge_ready(eng_bridge *bridge, eng_error *error);

// Begins to replace the scripts that run by those of the content. What becomes of it is among the
// failures, and said.
bool eng_bridge_reload(eng_bridge *bridge, eng_error *error);
// Kinds of the content have changed: their units get other minds or another pace. False: there are
// names or scripts that the plugin was not told of when the bridge was made; units do without until
// another bridge takes its place (eng_bridge_create_heir).
bool eng_bridge_follow_content(eng_bridge *bridge);
// A bridge for the content as it is now, with interpreters of its own, which are made meanwhile
// (eng_bridge_progress). `def` is that of the old one. NULL with `error` filled.
eng_bridge *eng_bridge_create_heir(const eng_bridge *bridge, const eng_bridge_def *def,
                                   eng_error *error);
// Moves all minds and figures to the heir, between two ticks; the caller destroys the old one. What
// has no copy is named in the log. False with `error` filled: the heir is of no use.
bool eng_bridge_succeed(eng_bridge *heir, eng_bridge *bridge, int64_t timeout_us, eng_error *error);
// The map's terrain has changed. False: late scripts still use the old ones; ask again after a
// tick.
bool eng_bridge_follow_ground(const eng_bridge *bridge);
// Runs a line of Python in a unit's interpreter, or asks for its attributes: a serial, or 0 with
// `error` filled. The answer goes to the listener, or is printed where that does not take it.
uint32_t eng_bridge_evaluate(eng_bridge *bridge, eng_entity entity, const char *text,
                             eng_error *error);
uint32_t eng_bridge_inspect(eng_bridge *bridge, eng_entity entity, eng_error *error);
typedef bool (*eng_answer_listener)(void *user, const myr_answer *answer);
void eng_bridge_listen(eng_bridge *bridge, eng_answer_listener listener, void *user);
// Who is told of the messages of a unit; 0: of nobody.
typedef void (*eng_heard_listener)(void *user, const myr_heard *heard);
void eng_bridge_overhear(eng_bridge *bridge, eng_entity unit, eng_heard_listener listener,
                         void *user);
// While the game stands still: has these answered and saved scripts taken over. What units ask for
// meanwhile is done in the next tick. Never waits.
void eng_bridge_serve(eng_bridge *bridge);

// Leaves a line for the player; the last one is taken with eng_bridge_take_notice (NULL: none
// since).
void eng_bridge_say(eng_bridge *bridge, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *eng_bridge_take_notice(eng_bridge *bridge);

// Publishes the world as it is and starts the thinks of this tick.
bool eng_bridge_publish(eng_bridge *bridge, eng_error *error);
// What has been asked since; with `waits`, of every think of the tick. Prints and failures go to
// the log. Borrowed until the next publish or collect.
const eng_command *eng_bridge_collect(eng_bridge *bridge, bool waits, uint32_t *count);
// Whether the pack's rules judge. Then what was collected goes to judge, and the verdict to the
// world; see referee.h.
bool eng_bridge_has_referee(const eng_bridge *bridge);
bool eng_bridge_judge(eng_bridge *bridge, const eng_command *inputs, uint32_t input_count,
                      const eng_command *orders, uint32_t order_count, eng_error *error);
bool eng_bridge_verdict(eng_bridge *bridge, bool waits, eng_verdict *out);
// The same, waiting at most timeout_us.
const eng_command *eng_bridge_collect_within(eng_bridge *bridge, int64_t timeout_us,
                                             uint32_t *count);
// The minds as blocks that the caller frees with free(), that of the referee empty where there is
// none. Between a collect and the next publish.
typedef struct eng_minds {
    void *units, *referee;
    size_t units_bytes, referee_bytes;
} eng_minds;
bool eng_bridge_save(eng_bridge *bridge, int64_t timeout_us, eng_minds *out, eng_error *error);
// Minds for the units of a world that was loaded, before the first publish. Waits for it.
bool eng_bridge_load(eng_bridge *bridge, const eng_minds *minds, eng_error *error);

// After a step: minds for the born, none for the dead, events for the rest.
void eng_bridge_follow(eng_bridge *bridge);

// Jobs of the units' system that have not ended.
uint32_t eng_bridge_pending_count(const eng_bridge *bridge);
// Of the units' system, with what went wrong in the referee's.
myr_stats eng_bridge_stats(const eng_bridge *bridge);
const myr_system *eng_bridge_system(const eng_bridge *bridge);
myr_placement eng_bridge_placement(const eng_bridge *bridge);
uint32_t eng_bridge_interpreter_count(const eng_bridge *bridge);
myr_isolation eng_bridge_isolation(const eng_bridge *bridge);
// True: its scripts run in child processes sealed by seccomp, or there would be no game.
bool eng_bridge_is_seal_required(const eng_bridge *bridge);
// Interpreters whose thinks of the last tick had not ended at its collect.
uint32_t eng_bridge_late_count(const eng_bridge *bridge);
// Whether thinks are timed and lines sampled, for the profile; with a trace they always are.
// Changes no result.
void eng_bridge_set_profiling(eng_bridge *bridge, bool is_on);
const eng_profile *eng_bridge_profile(const eng_bridge *bridge);
const eng_failures *eng_bridge_failures(const eng_bridge *bridge);
// Lines that scripts printed and nobody saw, since there were too many.
uint64_t eng_bridge_prints_missing(const eng_bridge *bridge);

// Lets `use` have the def that a bridge for this content would make its system from; for the tools
// that ask the plugin about a pack without playing it. Answers what `use` does.
bool eng_bridge_use_def(const eng_content *content, eng_world *world,
                        bool (*use)(void *user, const myr_def *def, eng_error *error), void *user,
                        eng_error *error);

// "thread", "process" or "shared-gil".
const char *eng_isolation_name(myr_isolation isolation);
