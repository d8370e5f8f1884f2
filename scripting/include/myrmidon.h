// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// myrmidon.h: the whole public face of the scripting plugin.
//
// A host (a game engine) describes its world once, in tables: fields, queries, commands, events.
// Every tick it publishes its columns; the plugin copies them into an immutable snapshot and runs the
// script of every agent that is due, in pooled interpreters on worker threads or in child processes;
// the host then collects one list of commands, ordered by entity, and applies it. Scripts never run
// on the host's thread and never write the world.
//
//     myr_def def = myr_default_def();
//     def.fields = fields; def.field_count = 4; ...            // the schema, sources and scripts
//     myr_system *system = myr_create(&def, &error);
//     myr_agent_add(system, &(myr_agent){ .entity = id, .script = 0 });
//     for (;;) {
//         myr_publish(system, &frame);                         // copy the world, start the thinks
//         const myr_results *results = myr_collect(system, MYR_WAIT_ALL);
//         ... apply results->commands to the world ...
//     }
//     myr_destroy(system);
//
// Threads. A system belongs to the thread that created it: the host's thread. Functions marked
// "Thread: host" must be called there; those marked "Thread: script" are called by queries and C
// scripts while a think runs; "Thread: any" means what it says. Nothing here uses a global lock.
//
// Errors. Functions that can fail for a reason the host can act on return false or NULL and fill a
// myr_error, which is plain text that the host owns. Misuse (a null system, a call on another thread)
// is a bug and asserts. What a script does wrong is never an error of these functions: it arrives in
// the results, in a fixed order.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define MYR_API __attribute__((visibility("default")))
#else
#define MYR_API
#endif

#define MYR_VERSION "0.1.0"

// ---------------------------------------------------------------------------------------- values

// An entity: generation in the high 32 bits (never 0), index in the low 32. 0 is "none".
// Entities are ordered by index, then generation.
typedef uint64_t myr_entity;

#define MYR_ENTITY_NONE ((myr_entity)0)

static inline myr_entity myr_entity_make(uint32_t index, uint32_t generation)
{
    return ((myr_entity)generation << 32) | index;
}
static inline uint32_t myr_entity_index(myr_entity entity) { return (uint32_t)entity; }
static inline uint32_t myr_entity_generation(myr_entity entity) { return (uint32_t)(entity >> 32); }

// The type of a field, an argument or a result, and how a column of it is stored.
typedef enum myr_type {
    MYR_NONE = 0,  // no value (a query that found nothing)
    MYR_BOOL,      // column of uint8_t, 0 or 1
    MYR_INT,       // column of int32_t
    MYR_FLOAT,     // column of float; scripts see the double of the same value
    MYR_NAME,      // column of int32_t: an index into myr_def.names; scripts see the text
    MYR_ENTITY,    // column of myr_entity; scripts see a view of that entity, or None
    MYR_TEXT,      // UTF-8; arguments only
    MYR_POINT,     // x and y; results only
    MYR_POINTS,    // a list of points; results only
    MYR_RECORD,    // named values; results only
} myr_type;

// One value. Only the member that `type` names is meaningful.
typedef struct myr_value {
    union {
        int64_t integer;     // MYR_BOOL, MYR_INT, MYR_NAME
        double number;       // MYR_FLOAT
        myr_entity entity;   // MYR_ENTITY
        const char *text;    // MYR_TEXT: not terminated; borrowed, see where it is passed
        float point[2];      // MYR_POINT
        float *points;       // MYR_POINTS: x and y in turn; see myr_result_points()
        struct myr_value *record;  // MYR_RECORD: the caller's, as many as the query's places
    };
    uint32_t text_bytes;     // MYR_TEXT: length; MYR_POINTS: how many points
    uint32_t type;           // a myr_type
} myr_value;

// A plain-text error that outlives whatever caused it. Empty text means no error.
typedef struct myr_error {
    char text[1024];
} myr_error;

// ---------------------------------------------------------------------------------------- schema

// What the plugin itself needs to know of a field.
typedef enum myr_field_role {
    MYR_FIELD_PLAIN = 0,
    MYR_FIELD_X,     // position, MYR_FLOAT; near() and nearest() search in these two
    MYR_FIELD_Y,
    MYR_FIELD_TEAM,  // MYR_INT; tells enemies from allies and addresses messages
    MYR_FIELD_KIND,  // MYR_NAME; filters near() and nearest()
    MYR_FIELD_ROLE,  // MYR_NAME; what several kinds have in common; filters them too
} myr_field_role;

// A column of the world that scripts may read as a property of themselves and of others.
typedef struct myr_field {
    const char *name;  // an identifier
    const char *doc;   // one sentence
    const char *unit;  // "px", "px/s", "s"; NULL: none
    myr_type type;
    myr_field_role role;
    bool is_settable;  // by a referee, with the command of MYR_FORM_SET
} myr_field;

// A declared argument. An argument with is_optional takes `fallback` when it is left out.
typedef struct myr_arg {
    const char *name;
    const char *doc;
    myr_type type;
    bool is_optional;
    double fallback;  // MYR_BOOL, MYR_INT, MYR_FLOAT
} myr_arg;

#define MYR_MAX_ARGS 8

// The snapshot of one tick as a query or a C script sees it. Read-only, valid during the call.
typedef struct myr_view myr_view;

// A query: a pure function of the snapshot, called from scripts. It must read nothing but its
// arguments and the view, keep no state and start no thread: it runs on many threads, and in child
// processes, at once. For process isolation it must lie in a shared object (not in the executable)
// and be exported; the child loads that object again by path.
// `args` holds one value per declared argument. Texts in `args` live as long as the call; a text in
// `result` must be static. Leaving `result` untouched answers None: a query that does so says
// is_result_optional, so that the editor stub can. A MYR_RECORD is written to result->record, one
// value per place, and result->type set; left untouched it is None. Thread: script.
typedef void (*myr_query_function)(const myr_view *view, myr_entity self, const myr_value *args,
                                   myr_value *result);

typedef struct myr_query {
    const char *name;
    const char *doc;
    myr_arg args[MYR_MAX_ARGS];
    uint32_t arg_count;
    myr_type result;
    myr_query_function function;
    bool is_result_optional;
    myr_arg places[MYR_MAX_ARGS];  // MYR_RECORD: what is in it (points too; the fallbacks mean nothing)
    uint32_t place_count;
} myr_query;

// What an agent is. A referee is one that a host may have beside those of its entities: it is given
// the orders of a tick (myr_orders_post) and answers with commands that only its role may give, so that
// a pack can bring the rules of a game. It should have a system of its own, with the same schema: then
// it has an interpreter of its own, and runs when the thinks of the tick are over.
typedef enum myr_role {
    MYR_ROLE_UNIT = 0,
    MYR_ROLE_REFEREE,
} myr_role;

// For which scripts a row of the schema is. 0 means for units.
#define MYR_FOR_UNITS 1u
#define MYR_FOR_REFEREE 2u
#define MYR_FOR_HOST 4u  // no script: a row that keeps the numbers of host and plugin the same

// How a command is written in a script. All but MYR_FORM_CALL are for the referee, and fix what the
// declared arguments are; the host sees nothing but those.
typedef enum myr_form {
    MYR_FORM_CALL = 0,  // name(arguments)
    MYR_FORM_SET,       // name(unit, hp=5, ...): a command for each field. ENTITY, INT index of the
                        // field, FLOAT value (of a bool, int, float or name), ENTITY value (of an entity)
    MYR_FORM_SPAWN,     // name(arguments, hp=5, ...) -> New: the last declared argument is an INT that
                        // numbers the new ones of a think from 1. The same number as an entity without
                        // a generation stands for it in that think's later commands, the first of which
                        // are those of the MYR_FORM_SET command for the fields
    MYR_FORM_TELL,      // name(unit, "scored", ...): ENTITY, then what the event `event` declares. There
                        // is a command of this form for each event that can be told, all of one name
    MYR_FORM_ALLOW,     // name(order): INT, the order's number in this tick, from 0; of a referee without
                        // a referee() and of name() without an order: -1, all
} myr_form;
// Makes the result of a query MYR_POINTS, `count` of them, and returns where to write them. NULL: no
// memory; the result is untouched then. The caller of the query frees them. Thread: script.
MYR_API float *myr_result_points(myr_value *result, uint32_t count);

// A command: what a script may ask of the host. It is checked against the declared arguments at the
// script's own line and applied by the host later.
typedef struct myr_command {
    const char *name;
    const char *doc;
    myr_arg args[MYR_MAX_ARGS];
    uint32_t arg_count;
    uint32_t roles;  // MYR_FOR_...
    myr_form form;
    uint32_t event;  // MYR_FORM_TELL: index into def.events
    bool is_order;  // it takes the place of the order that the unit had: nothing waits for that any more

    // A second name under which the command can be awaited (`await self.go_to(x, y)`): gives it, and
    // answers True at the one event and False at the other, or at another order. NULL: it has none.
    const char *awaited;
    const char *done_event, *failed_event;  // names in def.events; NULL: there is none such
    // A query with the same arguments that answers MYR_POINTS: what is awaited goes from point to
    // point, and the command has an argument `find_way` that makes it go to the next of them.
    const char *way_query;
} myr_command;

// An event: what the host tells an agent (`hit`, `arrived`). A script that defines on_NAME gets it
// before its next think.
typedef struct myr_event {
    const char *name;
    const char *doc;
    myr_arg args[MYR_MAX_ARGS];
    uint32_t arg_count;
    uint32_t roles;  // MYR_FOR_...: what the editor stub says of it
} myr_event;

// A value that the host gives to the referee by name: `self.options["speed"]`.
typedef struct myr_option {
    const char *name;
    myr_value value;  // MYR_BOOL, MYR_INT, MYR_FLOAT or MYR_TEXT
} myr_option;

// --------------------------------------------------------------------------------------- scripts

// One source file of a pack. Read by the host (packs may be zips); compiled once and shared.
typedef struct myr_source {
    const char *module;  // the name scripts import it by: "ant", "tactics.flank"
    const char *path;    // as error messages show it: "hive/scripts/ant.py"
    const char *text;    // UTF-8
    size_t text_bytes;
} myr_source;

typedef struct myr_context myr_context;

// A script written in C, for the null language: tests, benchmarks and native minds. `memory` is the
// agent's own zeroed block of myr_script.memory_bytes. Thread: script.
typedef void (*myr_think_function)(myr_context *context, myr_entity self, void *memory);

// A message or an event for an agent, as a C script receives it.
typedef struct myr_mail {
    myr_entity sender;      // MYR_ENTITY_NONE for an event
    int32_t event;          // index into myr_def.events; -1 for a message
    const void *bytes;      // message payload, in the plugin's value encoding; borrowed
    uint32_t byte_count;
    const myr_value *args;  // event arguments
} myr_mail;
typedef void (*myr_mail_function)(myr_context *context, myr_entity self, void *memory,
                                  const myr_mail *mail);

// A kind of agent: a class in a source, or C functions for the null language.
typedef struct myr_script {
    const char *name;        // the class: "Ant"
    const char *module;      // the source it is in; NULL for C functions
    myr_think_function think;  // null language only
    myr_mail_function mail;    // null language only; NULL: mail is ignored
    uint32_t memory_bytes;     // null language only, at most 4096
    myr_role role;
} myr_script;

// Appends a command of `self`. `args` needs the declared count and types. False: the call was not
// valid or the agent's cap is reached (the excess is counted). Thread: script.
MYR_API bool myr_context_command(myr_context *context, uint32_t command, const myr_value *args,
                                 uint32_t arg_count);
// Sends a message of 1 to 4,096 bytes to one entity. Thread: script.
MYR_API bool myr_context_send(myr_context *context, myr_entity to, const void *bytes,
                              uint32_t byte_count);
// The same to every other agent of a team. Thread: script.
MYR_API bool myr_context_send_team(myr_context *context, int32_t team, const void *bytes,
                                   uint32_t byte_count);
// Writes a line as print() does. Thread: script.
MYR_API void myr_context_print(myr_context *context, const char *text);
// Fails the think: its agent is benched, its commands of this tick are dropped. Thread: script.
MYR_API void myr_context_fail(myr_context *context, const char *text);
// The snapshot this think sees. Thread: script.
MYR_API const myr_view *myr_context_view(const myr_context *context);
struct myr_call;
// The next order that a referee was given for this think, its arguments in `args`; false: that was
// all. Thread: script.
MYR_API bool myr_context_order(myr_context *context, struct myr_call *out,
                               myr_value args[MYR_MAX_ARGS]);

// ----------------------------------------------------------------------------------------- views

// The row of an entity in the columns, or -1 if it is not alive. Thread: script.
MYR_API int32_t myr_view_row(const myr_view *view, myr_entity entity);
// Rows in the snapshot, and the entity of each. Thread: script.
MYR_API uint32_t myr_view_row_count(const myr_view *view);
MYR_API const myr_entity *myr_view_entities(const myr_view *view);
// A column by field index, row_count values of the type's storage. Thread: script.
MYR_API const void *myr_view_column(const myr_view *view, uint32_t field);
// The host's own bytes of this tick (frame.dynamic) and the seldom changing ones
// (myr_publish_static). NULL when none were given. Thread: script.
MYR_API const void *myr_view_dynamic(const myr_view *view, size_t *bytes);
MYR_API const void *myr_view_static(const myr_view *view, size_t *bytes);
// Game time in seconds, and the tick's number. Thread: script.
MYR_API double myr_view_time(const myr_view *view);
MYR_API uint64_t myr_view_tick(const myr_view *view);

// What near() and nearest() let through. Zero lets everything through.
typedef struct myr_filter {
    bool only_enemies;    // team differs from that of `self`
    bool only_allies;     // same team; never `self`
    int32_t kind_plus_1;  // index of the kind's name plus 1; 0: any
    int32_t team_plus_1;  // team plus 1; 0: any
    int32_t role_plus_1;  // index of the role's name plus 1; 0: any
} myr_filter;

// Entities within `radius` of (x, y), nearest first, ties by entity; `self` is left out. At most
// `capacity` are written: the nearest ones. Returns how many. Thread: script.
MYR_API uint32_t myr_view_near(const myr_view *view, myr_entity self, float x, float y, float radius,
                               const myr_filter *filter, myr_entity *out, uint32_t capacity);
// The nearest one, or MYR_ENTITY_NONE. Thread: script.
MYR_API myr_entity myr_view_nearest(const myr_view *view, myr_entity self, float x, float y,
                                    float radius, const myr_filter *filter);

// ----------------------------------------------------------------------------------------- system

typedef enum myr_language {
    MYR_LANGUAGE_NULL = 0,  // C functions
    MYR_LANGUAGE_PYTHON,
} myr_language;

// How a job reaches its interpreter.
typedef enum myr_isolation {
    MYR_ISOLATION_THREAD = 0,  // in the worker thread; CPython 3.13+: a GIL per interpreter
    MYR_ISOLATION_PROCESS,     // in a child process that can be killed; any CPython from 3.11
    MYR_ISOLATION_SHARED_GIL,  // in the worker thread, all interpreters under one GIL: to compare
} myr_isolation;

// Which agents share an interpreter. Placement is by the entity, never by load, so that the result
// does not depend on the machine.
typedef enum myr_placement {
    MYR_PLACEMENT_SHARED = 0,  // entity index modulo interpreter_count
    MYR_PLACEMENT_TEAM,        // agent.team modulo interpreter_count
    MYR_PLACEMENT_ENTITY,      // one each; agents beyond interpreter_count are refused
} myr_placement;

typedef enum myr_log_level { MYR_LOG_INFO, MYR_LOG_WARNING, MYR_LOG_ERROR } myr_log_level;

// The line channel of a debugger (myr_def.is_debugged). Shows `text`, what the debugger of that entity
// has to say; where `line` is not NULL it then waits for a person's answer and writes it there,
// terminated and without a newline. False: there is nobody, the script goes on. Called on a worker's
// thread, by one script at a time.
typedef bool (*myr_debug_function)(void *user, myr_entity entity, const char *text, char *line,
                                   size_t line_bytes);

// Receives one line without a newline. Called on any thread, never at the same time twice.
typedef void (*myr_log_function)(void *user, myr_log_level level, const char *text);

// The host's allocator for the plugin's own memory (the language runtimes use theirs). `old_bytes` is
// the size of the block being resized or freed. NULL functions mean malloc. Must be thread-safe.
typedef struct myr_allocator {
    void *(*resize)(void *user, void *block, size_t old_bytes, size_t new_bytes);  // new 0: free
    void *user;
} myr_allocator;

// Everything a system is made of. Start from myr_default_def(): the cookie catches a def that was
// not. All pointers are borrowed during myr_create() only, except queries' and scripts' functions.
typedef struct myr_def {
    uint32_t cookie;

    // the schema
    const myr_field *fields;
    const myr_query *queries;
    const myr_command *commands;
    const myr_event *events;
    uint32_t field_count, query_count, command_count, event_count;  // at most 256 each, 64 events
    const char *const *names;  // values of MYR_NAME, by index
    uint32_t name_count;
    const myr_option *options; // for the referee
    uint32_t option_count;

    // the scripts
    myr_language language;
    const myr_source *sources;
    const myr_script *scripts;
    uint32_t source_count, script_count;

    // how they run
    myr_isolation isolation;
    myr_placement placement;
    uint32_t worker_count;       // threads that run scripts; 0: one per core
    uint32_t interpreter_count;  // 0: 16
    int32_t worker_nice;         // added to the priority of workers and children, 0 to 19

    // the world's frame
    uint64_t seed;
    double tick_rate_hz;         // 20 by default; game time is tick / rate
    uint32_t entity_capacity;    // rows and entity indices are below this; 16384
    size_t dynamic_bytes;        // the most frame.dynamic will ever have; 0: none
    size_t static_bytes;         // the most myr_publish_static() will ever have; 0: none
    float world_width, world_height;  // positions are clamped into this for the grid; px
    float grid_cell;             // px; 0: chosen from the size; near the usual search radius is best

    // limits; each message that tells of an excess names its field
    int64_t think_limit_us;      // wall time of one think before it is interrupted; 1,000,000
    int64_t think_grace_us;      // after that: what cannot be interrupted is killed or abandoned; 500,000
    uint32_t strike_limit;       // cut thinks after which an agent is benched; 0: never; 3
    uint32_t interpreter_strike_limit;  // cut thinks and deaths after which an interpreter is; 0: never; 32
    uint32_t strike_ticks;       // ticks without another strike after which one is forgiven, to agents and
                                 // to interpreters; 0: never; 1,200

    // Budgets: what is fair, not what is bearable. They act only in realtime, that is after a collect
    // with a timeout: in lockstep no clock may change a result, and think_limit_us alone bounds a think.
    // An agent over its budget is not cut: it skips thinks until its average is within it again.
    // Likewise an interpreter sits ticks out when its bucket is empty. What is skipped is counted.
    int64_t think_budget_us;     // one agent's, per due think; 0: none
    int64_t interpreter_budget_us;  // one interpreter's, per tick; 0: none
    int64_t bucket_us;           // of it, the most that is saved for later ticks; 0

    // Checkpoints: copies of the agents' plain data, taken by their interpreter after its thinks, a few
    // per tick in turn, so that agents of one that dies live on with what they knew at most
    // checkpoint_ticks ago. What is over checkpoint_bytes is left out and named when it is missed.
    uint32_t checkpoint_bytes;   // the most that is kept of one agent; 0: none are taken
    uint32_t checkpoint_ticks;   // 20

    // Bundles: what a think that failed is run again from, alone (myr_bundle_get, myr_rethink). For that
    // each agent's plain data is copied before each of its thinks.
    uint32_t bundle_bytes;       // the most that is kept of one agent; 0: none are made
    uint32_t command_capacity;   // commands per agent and think; 64
    uint32_t message_capacity;   // messages an agent may send per think, and receive; 64
    uint32_t message_bytes;      // one message's payload, encoded; 1,024
    uint32_t print_bytes;        // printed text per agent and think; 4,096
    uint32_t job_bytes;          // one interpreter's input, and output, of one tick; 0: from the above
    size_t memory_bytes;         // what the scripts of one interpreter may hold; 64 MiB, 0: no limit
    size_t source_bytes;         // a longer source does not compile; 1 MiB, 0: no limit
    bool is_editable;            // sources will be replaced while it runs (myr_reload): all library
                                 // modules that a script may import are loaded at the start, as child
                                 // processes cannot load any later; false
    uint32_t heap_shift;         // other addresses for what scripts make, other ones for each number:
                                 // to find scripts whose result depends on them; 0
    bool is_debugged;            // a script may stop in its language's debugger (Python: breakpoint()) and
                                 // talk through debug_line. No think is interrupted and nothing is refused:
                                 // for scripts that one trusts, and best with one worker; false
    bool is_unguarded;           // no list of imports and no audit hook: to test the walls behind them

    // how child processes are held (process isolation); see myr_sandbox_get()
    uint64_t child_memory_bytes; // what a child may have mapped for itself, its language included: the
                                 // last bound behind any other; 0: none; 1 GiB
    bool is_unsealed;            // children keep every right of the host: to measure and to test, never
                                 // for scripts of others; false
    bool is_seal_required;       // without seccomp nothing is made; false: what the kernel lacks is
                                 // named in one log line, and its other layers hold

    // the host's services
    myr_debug_function debug_line; // needed with is_debugged
    void *debug_user;
    myr_log_function log;        // NULL: warnings and errors go to standard error
    void *log_user;
    myr_allocator allocator;
    const char *helper_path;     // the helper executable of process isolation; NULL: beside the library
} myr_def;

typedef struct myr_system myr_system;

// A def with every default filled in. Thread: any.
MYR_API myr_def myr_default_def(void);

// Whether this build, linked to its CPython, offers an isolation for a language. `why` (may be NULL)
// receives the reason when it does not. Thread: any.
MYR_API bool myr_isolation_supported(myr_language language, myr_isolation isolation, myr_error *why);

// The version text of a language runtime ("3.13.0"), or "" for the null language. Thread: any.
MYR_API const char *myr_language_version(myr_language language);

// Creates a system and returns at once: sources are compiled and interpreters are made on creator
// threads meanwhile (see myr_ready). NULL with `error` filled if the def is not valid, the isolation
// is not supported or threads cannot be had. Caller destroys. Thread: any; it becomes the host's.
MYR_API myr_system *myr_create(const myr_def *def, myr_error *error);

// Ends the system without waiting for scripts: a think that does not stop when interrupted is left
// behind on its own thread (counted in myr_stuck_count) or killed with its child. Interpreters are
// kept for the next system with the same sources and schema. Accepts NULL. Thread: host.
MYR_API void myr_destroy(myr_system *system);

// How much of the making is done, 0 to 1. 1 means ready: every interpreter is made. Thread: host.
MYR_API float myr_progress(const myr_system *system);
// Waits until ready, and until what myr_reload() was given is compiled; at most timeout_us
// (MYR_WAIT_ALL: for ever). False with `error` filled if making
// failed or time is over. A source that does not compile is not a failure: its agents are benched and
// the error is in the first results. Thread: host.
MYR_API bool myr_ready(myr_system *system, int64_t timeout_us, myr_error *error);

// Ends the language runtimes of this process; call once, after every system is destroyed, before
// exit. False: threads are stuck in scripts, nothing was ended, and the process must leave by
// _exit(). Thread: the one that created the systems.
MYR_API bool myr_shutdown(void);
// Threads of this process left behind in scripts that could not be stopped. Thread: any.
MYR_API uint32_t myr_stuck_count(void);

// ------------------------------------------------------------------------------------------- reload

// Replaces the sources by `sources`, which are all there are, and returns at once: they are compiled
// on another thread, once for all interpreters, and are live from the publish after that on (wait with
// myr_ready() where it must be the next one). Each interpreter swaps before its next job: modules whose
// text changed, and those that import them, run anew; objects made of their classes, agents first, keep
// their attributes and get the new class. Benched agents are given another chance. What does not
// compile, or raises while it runs, leaves the old code running and is told as a MYR_FAILURE_RELOAD.
// A call while another is being compiled overtakes it. The serial of the call, or 0 with `error` filled:
// a source is not valid, there is no memory, or the language is not compiled from sources. Thread: host.
MYR_API uint32_t myr_reload(myr_system *system, const myr_source *sources, uint32_t source_count,
                            myr_error *error);

// ------------------------------------------------------------------------------------------- agents

// A referee's entity is one that is in no frame: any unused index below entity_capacity will do.
// What fails in its script costs a strike, not its place; it is benched when it has none left
// (def.strike_limit), or has no class that can be made.
typedef struct myr_agent {
    myr_entity entity;
    uint32_t script;        // index into def.scripts
    int32_t team;           // for MYR_PLACEMENT_TEAM
    uint32_t period_ticks;  // thinks every so many ticks; 0 and 1: every tick
    uint32_t phase_ticks;   // thinks when (tick + phase) % period == 0: staggers agents
    int64_t think_budget_us;  // its own; 0: def.think_budget_us
} myr_agent;

// Gives an entity a mind from the next publish on. Its object is made (and __init__ runs) on a worker
// before its first think. False with `error` filled: no such script, the entity has one already, or no
// interpreter is free (MYR_PLACEMENT_ENTITY). Thread: host.
MYR_API bool myr_agent_add(myr_system *system, const myr_agent *agent, myr_error *error);
// Takes it away again; commands of a late interpreter for it are dropped. Unknown ones are ignored.
// Thread: host.
MYR_API void myr_agent_remove(myr_system *system, myr_entity entity);
// Gives an agent another period, phase and think_budget_us from the next publish on; the rest of
// `agent` but its entity is not looked at. Unknown ones are ignored. Thread: host.
MYR_API void myr_agent_pace(myr_system *system, const myr_agent *agent);
// Tells an agent of an event before its next think. `args` are copied. Events for entities without
// an agent are ignored, those over half of def.job_bytes are dropped. Thread: host.
MYR_API void myr_event_post(myr_system *system, myr_entity entity, uint32_t event,
                            const myr_value *args, uint32_t arg_count);

// --------------------------------------------------------------------------------------------- tick

// One tick of the host's world. Everything is copied during myr_publish().
typedef struct myr_frame {
    uint64_t tick;
    const myr_entity *entities;   // row_count ids
    const void *const *columns;   // field_count columns, each row_count values
    uint32_t row_count;
    const void *dynamic;          // def.dynamic_bytes at most; NULL: none
    size_t dynamic_bytes;
} myr_frame;

// Replaces the static bytes from the next publish on (terrain, tables). False: too large, or the
// versions still in use by late interpreters leave no room; try again after the next collect.
// Thread: host.
MYR_API bool myr_publish_static(myr_system *system, const void *bytes, size_t byte_count);
// For large blocks: writes `byte_count` bytes through `fill` straight into the shared memory.
MYR_API bool myr_fill_static(myr_system *system, size_t byte_count,
                             void (*fill)(void *user, void *bytes, size_t byte_count), void *user);

// Copies the frame into a snapshot and starts the due thinks of every interpreter that is free.
// An interpreter still busy with an older tick is counted late and left alone. False with `error`
// filled: a capacity of the def is too small (named), or nothing is ready yet. Thread: host.
MYR_API bool myr_publish(myr_system *system, const myr_frame *frame, myr_error *error);

// One command as asked. Borrowed until the next publish or collect.
typedef struct myr_call {
    myr_entity entity;
    uint32_t command;       // index into def.commands
    uint32_t arg_count;
    const myr_value *args;
} myr_call;

// Gives the referees of a system the orders of the next publish: commands of units, as another system's
// collect returned them, indices into the same schema. Copied. What a tape cannot hold is dropped and
// counted. Thread: host.
MYR_API void myr_orders_post(myr_system *system, const myr_call *orders, uint32_t order_count);

// One line printed by a script, or one failure of a script. Borrowed likewise, terminated.
typedef struct myr_print {
    myr_entity entity;
    const char *text;
} myr_print;

typedef enum myr_failure_kind {
    MYR_FAILURE_RAISED,   // the script raised, or did not compile: its agent is benched
    MYR_FAILURE_CUT,      // a think over def.think_limit_us was interrupted: a strike for its agent
    MYR_FAILURE_KILLED,   // it could not be interrupted: its interpreter was killed or abandoned
    MYR_FAILURE_MEMORY,   // MemoryError: its agent is benched
    MYR_FAILURE_CRASHED,  // its child process died
    MYR_FAILURE_LOST,     // not an end: what agents of a class lost when their interpreter was; once
    MYR_FAILURE_RELOAD,   // not an end: new code does not compile or run, the old goes on
} myr_failure_kind;

typedef struct myr_failure {
    myr_failure_kind kind;
    myr_entity entity;      // MYR_ENTITY_NONE if it concerns a whole interpreter
    uint32_t interpreter;
    uint32_t line;          // in `path`; 0: unknown
    uint32_t column, end_column;  // in characters from 1: what is at fault ends before end_column;
                            // 0: unknown, or not on one line
    const char *path;       // the source as myr_source.path gave it; "" if unknown
    const char *text;       // one line: "ZeroDivisionError: division by zero"
    const char *traceback;  // as the language prints it, pack paths and lines in it; may be ""
    uint32_t strikes;       // that the agent has, this one included and forgiven ones not; 0: none
    uint32_t strikes_left;  // until it is benched; 0: it is, or def.strike_limit is 0
    bool is_benched;        // the agent will not think again
    bool is_interpreter_benched;  // nor will any other in this interpreter: def.interpreter_strike_limit
} myr_failure;

// How a myr_reload() ended. Sources that do not compile are among the failures (MYR_FAILURE_RELOAD);
// what they replaced goes on.
typedef struct myr_reload_report {
    uint32_t serial;              // of the call: the first is 1; one that a later call overtook has none
    const char *const *changed;   // paths of the sources that are new, gone or have another text
    uint32_t changed_count;       // 0: all as before
    uint32_t broken_count;        // sources that did not compile
    int64_t compile_us;
} myr_reload_report;

// What came back since the last collect, each list in (entity, sequence) order.
typedef struct myr_results {
    const myr_call *commands;
    const myr_print *prints;
    const myr_failure *failures;
    uint32_t command_count, print_count, failure_count;
    uint32_t late_count;       // interpreters whose due thinks of this tick have not ended
    uint32_t dropped_count;    // commands, messages, prints and events over a cap, this tick
    const struct myr_heard *heard;     // of the agent that myr_overhear() named
    uint32_t heard_count;
    const struct myr_answer *answers;  // to myr_evaluate() and myr_inspect(); terminated texts
    uint32_t answer_count;
    const myr_reload_report *reload;  // new code is live since the last publish; NULL: none
} myr_results;

#define MYR_WAIT_ALL ((int64_t)-1)

// Collects what has ended. MYR_WAIT_ALL: waits for every job (lockstep; each think is bounded by
// limit and grace). Otherwise waits at most timeout_us (realtime; 0 never waits). Messages among the
// collected are delivered at their receivers' next thinks. Borrowed until the next publish or collect.
// Thread: host.
MYR_API const myr_results *myr_collect(myr_system *system, int64_t timeout_us);

// Jobs that have not ended: at 0, a collect that waits for all does not wait. Thread: host.
MYR_API uint32_t myr_pending_count(const myr_system *system);

// ----------------------------------------------------------------------------------------------- ask

// Whether a script has stopped in a debugger: hold the world until it goes on. Thread: any.
MYR_API bool myr_is_debugging(const myr_system *system);

// The answer to one of the two calls below, in the results of a later collect.
typedef struct myr_answer {
    uint32_t serial;    // of the call
    myr_entity entity;
    const char *text;   // what was printed, and the value; or the attributes; or what went wrong
    bool is_error;
} myr_answer;

// Runs a line (or several) of the agent's language in its interpreter, with `self` bound to its object,
// behind the thinks of the next job and under the same limits: a console. Its commands count; the run
// is no longer comparable. `text` is copied. The serial, or 0 with `error` filled: the entity has no
// agent, or `text` is over 4,096 bytes. Thread: host.
MYR_API uint32_t myr_evaluate(myr_system *system, myr_entity entity, const char *text,
                              size_t text_bytes, myr_error *error);
// Asks for an agent's attributes, one a line: name, a tab, the value. Runs no code of a script and
// changes nothing. Thread: host.
MYR_API uint32_t myr_inspect(myr_system *system, myr_entity entity, myr_error *error);
// A message that an agent sent or got.
typedef struct myr_heard {
    myr_entity sender;
    myr_entity receiver;  // MYR_ENTITY_NONE: all of `team`
    int32_t team;
    const char *text;     // the payload as Python writes it, cut to some hundred bytes
} myr_heard;

// From now on the results tell what messages an agent sends and gets, sixteen of a tick at most.
// MYR_ENTITY_NONE: of nobody. Changes nothing. Thread: host.
MYR_API void myr_overhear(myr_system *system, myr_entity entity);
// For a game that stands still: has the above answered, and new code taken, on the last snapshot, by
// jobs in which nobody thinks. Returns at once; collect as after a publish. False with `error` filled:
// nothing was published yet. Thread: host.
MYR_API bool myr_serve(myr_system *system, myr_error *error);

// ---------------------------------------------------------------------------------------------- save

// What did not survive: an attribute that has no copy, a whole agent ("" as attribute), or something
// of all (MYR_ENTITY_NONE). Texts are borrowed during the call.
typedef struct myr_loss {
    myr_entity entity;
    const char *script;     // its class; "" if unknown
    const char *attribute;
    const char *why;        // "Knot" (a type that has no copy), "too deep", a sentence
} myr_loss;
typedef void (*myr_loss_function)(void *user, const myr_loss *loss);

// The minds as one flat block: every agent's plain data (what lies in the attributes of self: None,
// bools, ints, floats, texts, bytes, tuples, lists, dicts, sets, random generators, units), where its
// random numbers and those of its interpreter are, its mail, its strikes. Never code, and nothing of
// modules. To be called between a collect and the next publish; together with the world of that
// moment it is the game. Waits at most timeout_us (MYR_WAIT_ALL: lockstep) for interpreters that are
// late, then takes their agents' last checkpoints, or leaves them out. A block is of this version of
// the plugin, of any isolation, and of little-endian machines. *block comes from malloc(); the caller
// frees it. False with `error` filled: no memory. Thread: host.
MYR_API bool myr_save(myr_system *system, int64_t timeout_us, void **block, size_t *bytes,
                      myr_error *error);

// Tells of what a block has lost, in the order of entities. False with `error` filled if it is damaged.
// Thread: any.
MYR_API bool myr_save_losses(const void *block, size_t bytes, myr_loss_function told, void *user,
                             myr_error *error);

// Makes the agents of a block, in a system that is ready and has none, and waits for it. `frame` is
// the world of the moment of the save. In lockstep the game then goes on as the saved one would have,
// as far as its scripts' state was plain data, if the def has the same placement and number of
// interpreters, scripts and seed. Scripts, events and names are found by their names; an agent whose
// script is gone is left out. `told` (may be NULL) hears of all that is lost. The block is input: it is
// checked before anything is done. False with `error` filled: damaged or of another version. An agent
// that cannot be made from its data is a failure in the next results. Thread: host.
MYR_API bool myr_load(myr_system *system, const myr_frame *frame, const void *block, size_t bytes,
                      myr_loss_function told, void *user, myr_error *error);

// The think that failed, whole: the snapshot that it saw, its agent's plain data before it, its mail,
// script, seed and error. At most one per collect: of the first failure that has one; *failure is its
// index in the results. Borrowed until the next collect; NULL: none, or def.bundle_bytes is 0.
// Thread: host.
MYR_API const void *myr_bundle_get(const myr_system *system, uint32_t *failure, size_t *bytes);

// What a bundle says of its think; texts are in the bundle, `text_bytes` long and so on.
typedef struct myr_bundle_info {
    uint64_t seed, tick;
    myr_entity entity;
    uint32_t entity_capacity; // that the system for it needs at least
    bool has_state;           // the agent's plain data; false: it was being made, or could not be had
    char language_version[32], script[64], module[64];
    char error[512], path[256];
    char traceback[8192];
    uint32_t line;
    myr_failure_kind kind;
} myr_bundle_info;
// False with `error` filled: damaged, or of another version. Thread: any.
MYR_API bool myr_bundle_read(const void *block, size_t bytes, myr_bundle_info *out,
                             myr_error *error);

// Runs that think once more, in a system that is ready and has no agents: publishes its snapshot and
// makes its agent; what comes of it is in the results of the next collect. Fields and names are found by
// their names. The bundle is input and is checked first, but for the host's own bytes in it, which
// queries read: use process isolation. False with `error` filled. Thread: host.
MYR_API bool myr_rethink(myr_system *system, const void *block, size_t bytes, myr_error *error);

// -------------------------------------------------------------------------------------------- report

typedef struct myr_stats {
    uint64_t thinks, late, cut, killed, oom, errors, dropped;  // since creation
    uint64_t messages, commands;
    uint64_t over_budget;      // thinks that took longer than their soft budget
    uint64_t throttled;        // thinks skipped to pay for those, and for empty buckets
    bool needs_processes;      // so many scripts were left behind with their threads that no more are
                               // replaced, or one holds the one GIL: MYR_ISOLATION_PROCESS can end them
    bool is_comparable;        // nothing was cut, killed, late, throttled or out of memory: the same
                               // run again gives the same results, on any number of workers
    double think_s;            // script time, summed over workers
    double host_s;             // the host thread's own time in publish and collect, without waiting
    uint32_t interpreter_count, worker_count, child_count, benched_count, stuck_count;
} myr_stats;
MYR_API myr_stats myr_stats_get(const myr_system *system);  // Thread: host.

typedef enum myr_interpreter_state {
    MYR_INTERPRETER_MAKING, MYR_INTERPRETER_IDLE, MYR_INTERPRETER_RUNNING, MYR_INTERPRETER_DEAD,
} myr_interpreter_state;

typedef struct myr_interpreter_info {
    myr_interpreter_state state;
    uint32_t agent_count;
    uint32_t late_count;       // ticks it was late for, since creation
    int64_t last_us;           // its last job
    int64_t bucket_us;         // saved of its budget, for the next tick; below 0: owed
    uint32_t strikes;
    bool is_benched;           // it had too many: none of its agents thinks
    size_t memory_bytes;       // what its scripts held at the end of that job
} myr_interpreter_info;
MYR_API bool myr_interpreter_get(const myr_system *system, uint32_t index,
                                 myr_interpreter_info *out);  // Thread: host.

// The layers that hold scripts in child processes, as this kernel and this build offer them. A child
// gets every one that is there.
typedef struct myr_sandbox {
    bool has_seccomp;       // system calls but those that compute are refused; the wall that counts
    bool has_memfd_seals;   // the world is shared in memory that no child can map to write
    bool has_no_new_privs;  // no way to more rights
    bool has_death_signal;  // children end with their game
    int32_t landlock_abi;   // the kernel refuses files as well: version of Landlock; 0: none
    bool has_own_gil;       // Python: thread isolation, interpreters with a GIL each
} myr_sandbox;
MYR_API myr_sandbox myr_sandbox_get(void);  // Changes nothing. Thread: any.

// ------------------------------------------------------------------------------------------ tracing

typedef enum myr_trace_kind {
    MYR_TRACE_PHASE,    // the host's thread was in the part `name` of myr_publish or myr_collect
    MYR_TRACE_MAKE,     // a creator thread made an interpreter, or made it anew
    MYR_TRACE_JOB,      // a worker ran an interpreter: the thinks of one tick
    MYR_TRACE_THINK,    // one agent's turn in the job that was told last
    MYR_TRACE_LINE,     // a sample: this line was running; `begin_ns` is when
    MYR_TRACE_LATE,     // a mark: at this publish the interpreter was still at an older tick
    MYR_TRACE_FAILURE,  // a mark: a think was cut, a child killed ...; `name` says how
} myr_trace_kind;

// One record of a trace. What its kind has no use for is 0. Texts live as long as the system.
typedef struct myr_trace {
    myr_trace_kind kind;
    uint32_t worker;       // JOB, THINK, LINE, FAILURE: the number of its worker
    uint32_t interpreter;  // all but PHASE
    uint32_t count;        // JOB: thinks; LATE: for how many ticks
    uint32_t late_count;   // JOB: in how many publishes it was late
    uint32_t line;         // LINE, FAILURE; 0: unknown
    uint64_t tick;         // MAKE: 0
    myr_entity entity;     // THINK, LINE, FAILURE
    int64_t begin_ns, end_ns;  // CLOCK_MONOTONIC, of child processes too; the same in marks
    const char *name;      // PHASE, FAILURE
    const char *path;      // LINE: the source
} myr_trace;

typedef struct myr_tracer {
    // Called in myr_publish and myr_collect. The records lie still during the call. Thread: host.
    void (*record)(void *user, const myr_trace *records, uint32_t count);
    void *user;
    bool wants_lines;  // ask running scripts every few milliseconds which line they are at
} myr_tracer;

// From the next publish on, tells how time is spent; NULL ends it. Changes no result: a clock is read
// at each think, which costs about 50 ns, and each sampled line some microseconds. Thread: host.
MYR_API void myr_trace_set(myr_system *system, const myr_tracer *tracer);

// Writes the editor stub of a language (Python: myrmidon.pyi) for this schema, through `write`.
// Thread: any.
MYR_API bool myr_stub(const myr_def *def, void (*write)(void *user, const char *text, size_t bytes),
                      void *user, myr_error *error);

// Writes the reference of what scripts have, from the same schema: of one name ("attack", "Unit",
// "View.hp"), or of all (""). False with `error` filled, near names in it, if there is no such name.
// Thread: any.
MYR_API bool myr_reference(const myr_def *def, const char *name,
                           void (*write)(void *user, const char *text, size_t bytes), void *user,
                           myr_error *error);

typedef enum myr_finding_kind {
    MYR_FINDING_HINT,     // of use when two runs differ: what may depend on addresses
    MYR_FINDING_WARNING,
    MYR_FINDING_ERROR,
} myr_finding_kind;

// What myr_check found; texts are borrowed during the call.
typedef struct myr_finding {
    myr_finding_kind kind;
    const char *path;       // of a source
    uint32_t line, column;  // from 1; 0: unknown
    const char *text;       // one line
} myr_finding;

// Looks for mistakes in the sources without running them: syntax, names that nobody defines, fields
// and commands that do not exist, wrong arguments, classes of def.scripts that are not there. What it
// cannot know it lets pass. False with `error` filled if the sources could not be looked at at all.
// Thread: any.
MYR_API bool myr_check(const myr_def *def, void (*found)(void *user, const myr_finding *finding),
                       void *user, myr_error *error);

#ifdef __cplusplus
}
#endif
