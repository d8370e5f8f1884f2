// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// system.h: what lies behind a myr_system, shared by the files of the pool. Private to core/.
//
// Who owns what. Every field belongs to one of four owners, and the structs are grouped so:
//
//   constant   written before the first thread starts, or before the interpreter is first IDLE
//   host       the host's thread alone: agents, mail, casts, merged results, statistics
//   lock       under system->lock: the states of interpreters and workers, the queue of jobs
//   runner     whoever runs the interpreter: its job block and one output. The host while the state
//              is IDLE, a worker from its claim to its finish. The lock hands it over.
//
// The life of an interpreter. The transitions are all made under the lock:
//
//     MAKING --creator--> IDLE --publish--> QUEUED --worker--> RUNNING --worker--> IDLE
//                          ^                  |                   |
//                          |<----publish------+ (taken back)      | the child died
//                          |<---------------creator-- REVIVING <--+
//                             |                      (or its worker was abandoned)
//                             +--> DEAD    cannot be made anew
//
// A tick. myr_publish takes back what no worker has claimed, harvests what has ended, writes the
// snapshot, builds in-tapes, and fills the queue. Workers claim, run and decode. myr_collect waits,
// harvests and merges. "Harvest" is the host's half of the end of a job (mail is consumed, agents
// are benched); "merge" puts the harvested outputs in order for the host of the plugin.

#pragma once

#include <pthread.h>

#include "alloc.h"
#include "backend.h"
#include "clock.h"
#include "log.h"

#define MYRI_NONE 0xffffffffu

// Stacks of workers and creators: CPython 3.13 overflows a small one before it says RecursionError,
// and never says it where it follows a chain of objects in C. So deep is what def.memory_bytes lets
// such a chain become; address space, of which only what was used costs memory.
#define MYRI_STACK_BYTES ((size_t)256 << 20)

// Workers that may be left behind, each with its interpreter and a snapshot slot, before their
// interpreters are no longer replaced.
#define MYRI_MAX_ABANDONED 16u

// Kept in every build: misuse by the host's C code, and relations that hold by construction.
#define MYRI_ASSERT(condition)                                                                     \
    ((condition) ? (void)0 : myri_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void myri_assert_failed(const char *condition, const char *file, int line);

// --- mail ---

// A run of bytes that mail lies in, freed as a whole: messages of many senders and receivers share
// one, so that a broadcast stores its payload once.
typedef struct myri_mail_block {
    struct myri_mail_block *next; // among the free ones
    uint32_t references;          // letters that point here, + 1 while it is being filled
    uint32_t used, capacity;
} myri_mail_block;

// A message or an event that waits for its receiver's next think.
typedef struct myri_letter {
    uint32_t next; // letter index, MYRI_NONE at the end; also links the free ones
    int32_t event; // -1: a message
    myr_entity sender;
    myri_mail_block *block;
    const void *data; // payload bytes, or myr_values; in the block
    uint32_t count;   // payload bytes, or number of values
} myri_letter;

typedef struct myri_post_office {
    myri_mail_block *filling, *free_blocks;
    myri_letter *letters;
    uint32_t letter_count, letter_capacity, first_free;
} myri_post_office;

// --- agents ---

typedef enum myri_presence {
    MYRI_ABSENT = 0, // the interpreter does not know it
    MYRI_ARRIVING,   // an ADD is in the tape that is queued or running
    MYRI_PRESENT,
} myri_presence;

// How often somebody had to be ended, as of a tick: see myri_strikes_at.
typedef struct myri_strikes {
    uint32_t count;
    uint64_t tick; // of the last
} myri_strikes;

// By entity index. Host.
typedef struct myri_agent {
    myr_entity entity; // MYR_ENTITY_NONE: nobody here
    uint32_t serial;   // tells this agent from an earlier one of the same entity
    uint32_t script;
    int32_t team;
    uint32_t period, phase;
    uint32_t budget_us; // soft, of one think; 0: none
    int64_t debt_us;    // what its thinks took beyond it and it has not sat out
    myri_strikes strikes;
    void *state; // the last checkpoint; NULL: none
    uint32_t state_bytes, state_capacity;
    uint32_t interpreter;
    uint8_t presence;      // a myri_presence
    bool is_benched;       // never scheduled again
    bool is_owed;          // was due in a job that was taken back
    uint64_t asleep_until; // its script waits: no think before this tick, unless there is mail
    uint32_t mail_first, mail_last, mail_count;
    uint32_t mail_in_flight; // the first so many are in the tape that is queued or running
    uint32_t next_of_team;   // while delivering: the next agent of the same team, and that team
    int32_t delivery_team;
} myri_agent;

// An agent that its interpreter still has to forget.
typedef struct myri_drop {
    myr_entity entity;
    uint32_t serial;
    uint32_t letter; // its death, to be told first; MYRI_NONE: it just goes
    uint32_t script; // these two for saves
    int32_t team;
} myri_drop;

// One agent's part in a job that is queued or running. Host writes, then it is the runner's.
typedef struct myri_cast {
    myr_entity entity;
    uint32_t serial;
    uint32_t mail_count;
    bool is_added, is_thinking;
    bool is_referee; // its script's role
    bool has_run; // the decoder's: it is in the output
} myri_cast;

// --- outputs ---

struct myri_output;

// One agent's share of one output, as index ranges into it.
typedef struct myri_run {
    myr_entity entity;
    int64_t think_ns;
    const struct myri_output *output;
    struct myri_run *next; // host: the next run of the same entity index, while merging
    uint32_t serial;
    uint32_t asleep_ticks; // from its job's tick on: no think but for mail; UINT32_MAX: for ever
    uint32_t call_first, message_first, print_first, failure_first;
    uint16_t call_count, message_count;
    uint32_t print_count : 21;
    uint32_t failure_count : 3;
    uint32_t is_benched : 1;
    uint32_t is_farewell : 1; // it is dead: its messages count, its commands do not
} myri_run;

// Workers write them and the host reads them, tick after tick: their lines go from core to core. It
// is cheap because the host writes into each line too (`next`): see myri_take_over. So a run has no
// line without a `next`. The cast, which goes the other way, has `has_run` for that.
_Static_assert(sizeof(myri_run) == 64, "a run is as long as a cache line");

typedef struct myri_out_mail {
    myri_target target;
    int32_t team;
    myr_entity entity;
    const void *payload;
    uint32_t payload_bytes;
} myri_out_mail;

typedef struct myri_out_reply {
    uint32_t serial;
    bool is_error;
    const char *text;
} myri_out_reply;

// One agent's plain data, checked; whose it may be is the host's to check.
typedef struct myri_out_copy {
    myr_entity entity;
    const void *bytes;
    uint32_t byte_count;
} myri_out_copy;

// A line that was seen running.
typedef struct myri_sample {
    myr_entity entity;
    uint32_t source, line;
    int64_t at_ns; // as the interpreter says
} myri_sample;

typedef enum myri_output_state {
    MYRI_OUTPUT_EMPTY = 0, // may be written by the next job
    MYRI_OUTPUT_HARVESTED, // host: waits for the merge
    MYRI_OUTPUT_BORROWED,  // host: the merged results point into it
} myri_output_state;

// What one job said, decoded and checked: nothing in it points into the tape.
typedef struct myri_output {
    uint32_t state; // a myri_output_state; host
    uint32_t interpreter;
    bool is_dead; // the interpreter's agents are gone; only failures are in it
    myri_run *runs;
    myr_call *calls;
    myr_value *values;
    myri_out_mail *messages;
    myr_print *prints;
    myr_failure *failures;
    myri_out_copy *copies;
    myri_sample *samples;
    int64_t *begins_ns; // by run: when it began, as the interpreter says; only while it is traced
    uint8_t *bytes; // texts and payloads
    uint32_t run_count, call_count, value_count, message_count, print_count, failure_count;
    uint32_t byte_count;
    uint32_t run_capacity, call_capacity, value_capacity, message_capacity, print_capacity;
    uint32_t failure_capacity, byte_capacity;
    uint32_t copy_count, copy_capacity;
    myri_out_reply *replies;
    uint32_t reply_count, reply_capacity;
    uint32_t sample_count, sample_capacity;
    uint32_t begin_capacity;
    bool has_loose_failure; // the first failure belongs to no agent
    uint32_t think_count;
    int64_t think_ns;
    size_t memory_bytes; // as the interpreter says: for show
    uint32_t dropped;
} myri_output;

// ------------------------------------------------------------------------------------ interpreters

typedef enum myri_job_phase {
    MYRI_PHASE_RUN = 0,  // inside seat_run: the watch may give it up
    MYRI_PHASE_DECODE,   // the worker is back: it is too late to give it up
    MYRI_PHASE_GIVEN_UP, // killed; or, with worker.is_abandoned, left behind: then the worker must
                         // touch nothing of it when it comes back
} myri_job_phase;

// A job beside the ticks, in which nobody thinks.
typedef enum myri_errand {
    MYRI_ERRAND_NONE = 0,
    MYRI_ERRAND_SAVE, // copies its agents' plain data
    MYRI_ERRAND_LOAD, // makes agents with theirs
} myri_errand;

typedef enum myri_state {
    MYRI_STATE_MAKING = 0,
    MYRI_STATE_IDLE,
    MYRI_STATE_QUEUED,
    MYRI_STATE_RUNNING,
    MYRI_STATE_REVIVING,
    MYRI_STATE_DEAD,
} myri_state;

typedef struct myri_interpreter {
    // constant once made. The capacities are copies: a child can write those in the block
    uint32_t index;
    myri_seat *seat; // NULL: not made
    myri_job *job;
    uint8_t *in_base;
    const uint8_t *out_base;
    uint32_t in_capacity, out_capacity;
    // host
    uint32_t *members; // entity indices of its agents, ascending
    uint32_t member_count, member_capacity;
    myri_drop *drops;
    uint32_t drop_count, drop_capacity, drops_sent;
    uint32_t cast_capacity;
    uint32_t late_count;
    uint32_t deaths_seen;
    uint32_t output_index; // which output the job writes
    bool is_scheduled;     // a tape was built and its job not yet harvested
    bool is_idle;          // copy of state == IDLE, taken under the lock
    bool is_taken;         // MYR_PLACEMENT_ENTITY: has its agent
    bool is_buried;        // DEAD was seen and its agents are benched
    bool is_benched;       // too many strikes: so are its agents, and those that will come
    bool is_timed;         // its tape was built in realtime
    bool is_traced;        // and each of its thinks is measured for a trace
    myri_strikes strikes;
    uint32_t ask_count;    // asks of its agents that are not answered
    uint32_t asks_sent;    // of these, in its tape
    bool is_serving;       // its job has no thinks: myr_serve
    bool is_reloading;     // its job takes new code first
    uint32_t code_serial;  // of the code that it has
    uint32_t code_wanted;  // of the code that its job is given
    myri_errand errand; // what the scheduled job is
    void *own_state;    // what is to be restored of the interpreter itself; NULL: nothing
    uint32_t own_state_bytes;
    uint32_t checkpoints_due; // in parts of def.checkpoint_ticks
    int64_t bucket_ns;        // what it may use of time in the next tick
    int64_t last_ns;          // wall time of the last harvested job
    size_t memory_bytes;      // what its scripts held after it
    uint64_t job_tick;        // of its last job
    uint32_t late_before;     // late_count when that was scheduled
    // runner
    myri_cast *cast; // who is in the tape: first the dead, as they died; then the others, by entity
    uint32_t farewell_count; // the dead among them
    uint32_t cast_count;
    uint32_t thinking_count; // of the cast
    uint32_t asked_count;    // changes of the serial beyond these, in an errand
    myri_output outputs[2];
    int64_t run_ns;
    // lock; the host reads them when it harvests
    uint32_t worker_id;                 // who ran the last job
    int64_t begin_ns;                   // when that began
    int64_t make_begin_ns, make_end_ns; // when it was made last
    bool is_make_told;                  // in a trace
    // lock
    myri_state state;
    int32_t slot;           // of the snapshot that the job reads
    bool has_output;        // the job ended, its output was not harvested
    uint32_t deaths;        // times its child died
    bool is_revive_claimed; // a creator is at it
    // watch, under the lock
    uint64_t watch_serial;   // the think it saw last
    myr_entity watch_entity; // whose it is: who is guilty if that think has to be ended by force
    int64_t watch_since_ns;  // when it saw that one first
    int64_t watch_next_ns;   // when to interrupt again
    uint64_t watch_changes;  // serials it saw in this job
} myri_interpreter;

// What is left of a job in which a think failed, for a bundle. `is_taken` and what is copied are under
// the lock, until the host has taken it; the block is the host's.
typedef struct myri_wreck {
    bool is_taken;
    uint32_t interpreter;
    int32_t slot; // retained
    uint8_t *in;  // malloc: the in-tape
    uint32_t in_bytes;
    uint8_t *before; // malloc: a myri_before and what is behind it
    void *block;     // malloc: the bundle of the last collect; NULL: none
    size_t block_bytes;
    uint32_t failure;
} myri_wreck;

typedef struct myri_worker {
    struct myr_system *system;
    pthread_t thread;
    uint32_t id;      // unique among all systems of the process, < MYRI_MAX_WORKERS
    uint8_t *scratch; // process isolation: the tape, copied before it is read
    uint32_t scratch_capacity;
    // lock
    uint32_t interpreter; // MYRI_NONE: none
    bool is_abandoned, has_ended;
    // atomic: the worker and who gives its job up meet here
    _Atomic uint32_t phase; // a myri_job_phase
} myri_worker;

// In watch_serial: the system is ending, whatever is thought.
#define MYRI_WATCH_QUIT UINT64_MAX

// One watched pointer per possible worker, the replaced ones included.
#define MYRI_WORKER_SLOTS (2u * MYRI_MAX_WORKERS)

// --- tracing ---

// Records are told in batches. Host.
#define MYRI_TRACE_BATCH 128u
typedef struct myri_tracing {
    myr_tracer tracer; // record is NULL: there is none
    myr_trace records[MYRI_TRACE_BATCH];
    uint32_t count;
} myri_tracing;

// --- system ---

typedef struct myri_team_entry {
    int32_t team;
    uint32_t first; // agent index, MYRI_NONE: this entry is free
    uint32_t count;
    bool is_full; // every member's mail is at its capacity
} myri_team_entry;

typedef struct myri_ask myri_ask; // see ask.c

// Host.
typedef struct myri_asks {
    myri_ask *items;
    uint32_t count, capacity;
    uint32_t serial; // of the last
    myr_answer *answers;
    uint32_t answer_count, answer_capacity;
    bool has_evaluated;
} myri_asks;

// --- overhearing; see overhear.c ---

#define MYRI_HEARD_CAPACITY 16u
#define MYRI_HEARD_BYTES 160u

typedef struct myri_overhearing {
    myr_entity entity; // whose messages; MYR_ENTITY_NONE: nobody's
    myr_heard items[MYRI_HEARD_CAPACITY];
    char texts[MYRI_HEARD_CAPACITY][MYRI_HEARD_BYTES];
    uint32_t count; // of this collect
} myri_overhearing;

// At the beginning of a collect: what was heard before is over.
void myri_overhear_begin(myr_system *system);
// Notes a message that concerns the agent.
void myri_overhear(myr_system *system, myr_entity sender, myr_entity receiver, int32_t team,
                   const void *bytes, uint32_t byte_count);

// New code on its way to the interpreters.
typedef struct myri_reload {
    // host
    uint32_t call_serial; // of the last myr_reload()
    uint32_t code_serial; // of the code that jobs get; 0: the program's
    void *live;           // the sources of that code (code.h); NULL: the program's
    size_t live_bytes;
    void *spoken; // the answer that report and failures point into
    const char **changed;
    myr_failure *failures;
    uint32_t changed_capacity, failure_count, failure_capacity;
    char *trouble; // text of a failure that belongs to no source
    myr_reload_report report;
    bool has_report;
    // lock
    void *request, *asked, *answer; // waiting; being compiled, or compiled; what became of that
    size_t request_bytes, asked_bytes, answer_bytes;
    uint32_t request_serial, asked_serial;
    int64_t compile_us;
    myr_error error; // why there is no answer
    bool is_compiling, has_ended;
} myri_reload;

struct myr_system {
    // constant
    myri_program *program;
    const myri_isolation_ops *ops;
    myr_allocator allocator;
    myri_logger logger;
    myri_region region;
    char *helper_path;
    pthread_t host;
    uint32_t worker_target, creator_target;
    uint32_t interpreter_count;
    myri_interpreter *interpreters;

    // host
    myri_agent *agents; // entity_capacity
    uint32_t agent_serial;
    int32_t death_event; // index of the event "death"; -1: none is declared
    int32_t newest_slot; // -1: nothing was published
    uint64_t newest_tick;
    myri_post_office post;
    uint8_t *orders; // posted for the next publish, as records of a tape
    uint32_t order_bytes, order_capacity;
    myri_team_entry *teams; // 2 * entity_capacity rounded up to a power of two; made when needed
    uint32_t team_capacity;
    myri_output **harvest; // harvested outputs in the order of their end and interpreter
    uint32_t harvest_count, harvest_capacity;
    myri_output **borrowed;
    uint32_t borrowed_count, borrowed_capacity;
    myri_run **run_of_index; // merge: the first run of an entity index
    uint64_t *run_bits;      // merge: which indices have one
    uint32_t *queue_build;   // the jobs of the tick, before they are queued
    myr_call *calls;
    myr_print *prints;
    myr_failure *failures;
    uint32_t call_capacity, print_capacity, failure_capacity;
    char **losses;           // by script: the text that tells what it lost; NULL: nothing yet
    myr_failure *new_losses; // since the last collect
    uint32_t new_loss_count, loss_capacity;
    myr_results results;
    myr_stats stats;
    uint32_t dropped; // since the last collect
    int64_t host_ns;
    myri_asks asks;
    myri_overhearing overhearing;
    myri_reload reload;   // see reload.c, which says what of it is under the lock
    myri_wreck wreck;           // see wreck.c
    struct myri_saving *saving; // while myr_save runs: where copies go
    bool is_crowded_told;       // def.job_bytes was already warned about
    bool is_timed;              // realtime: the last collect did not wait for all
    bool has_think_budgets;
    myri_tracing tracing;

    // lock
    pthread_mutex_t lock;
    pthread_cond_t work; // workers: the queue has jobs, or quitting
    pthread_cond_t done; // host: outstanding is 0, something was made, a thread has ended
    pthread_cond_t make; // creators: something to make or revive, or quitting
    pthread_cond_t wake; // watch: something runs, or quitting
    uint32_t *queue;     // the tick's jobs, costliest first
    uint32_t queue_count, queue_next;
    uint32_t outstanding; // QUEUED + RUNNING + REVIVING
    uint32_t running;     // RUNNING
    uint32_t idle_workers;
    myri_house *house;
    bool has_house_begun, has_house_failed;
    uint32_t make_next;  // the next seat to make
    uint32_t made_count; // seats made or failed
    uint32_t failed_count;
    myr_error make_error;
    bool is_quitting;
    bool wants_lines; // copy of tracing.tracer.wants_lines, for the watch
    bool is_watch_asleep;
    myri_worker *workers[MYRI_WORKER_SLOTS];
    uint32_t worker_count; // entries in workers
    uint32_t live_workers; // neither abandoned nor ended
    uint32_t stuck_count;  // abandoned and not back
    bool needs_processes;  // a script could not be ended and was not replaced either
    pthread_t creators[MYRI_MAX_WORKERS];
    uint32_t creator_count, live_creators;
    bool are_creators_stuck; // shutdown counted them as stuck
    bool are_workers_stuck;  // likewise
    uint32_t end_next;       // shutdown: the next seat to destroy
    uint32_t ended_seats;
    pthread_t watch;
    bool has_watch, has_watch_ended;
};

// --- file by file ---

// backends.c
const myri_isolation_ops *myri_isolation_get(myr_isolation isolation);
bool myri_backends_shutdown(void);

// system.c
void myri_claim_host(const myr_system *system); // asserts the caller is the host's thread
void myri_stuck_add(int32_t change);
// Grows *array to at least `wanted` items of `item_bytes`; false: no memory, nothing changed.
bool myri_grow(const myr_allocator *allocator, void *array, uint32_t *capacity, size_t wanted,
               size_t item_bytes);
void myri_system_free(myr_system *system);
int64_t myri_cpu_ns(void);

// agents.c
void myri_agent_bench(myr_system *system, myri_agent *agent);

// Gives an entity a mind in an interpreter that is there. False: no memory. The agent was checked.
bool myri_agent_seat(myr_system *system, const myr_agent *agent, uint32_t interpreter);
bool myri_agent_check(const myr_system *system, const myr_agent *agent, myr_error *error);
// The interpreter for an agent, or MYRI_NONE if none is free.
uint32_t myri_agent_place(const myr_system *system, const myr_agent *agent);

// Notes that its interpreter is to forget an agent.
void myri_agent_forget(myr_system *system, myri_agent *agent);
// Drops the first `count` of the notes; what they would have told is gone.
void myri_drops_clear(myr_system *system, myri_interpreter *it, uint32_t count);

// budget.c
// At a publish, in realtime: fills the bucket. False: it is empty, the interpreter sits this tick
// out.
bool myri_bucket_fill(myr_system *system, myri_interpreter *it);
// Whether a due agent owes time, some of which it pays with this think.
bool myri_agent_pays(myr_system *system, myri_agent *agent);
// At a harvest, for a job of realtime.
void myri_budget_charge(myr_system *system, myri_interpreter *it, const myri_output *output);
// What is left of them in that tick.
uint32_t myri_strikes_at(const myri_program *program, const myri_strikes *strikes, uint64_t tick);
// At a harvest: benches who has failed, or counts a strike.
void myri_strikes_count(myr_system *system, myri_interpreter *it, myri_output *output);

// checkpoint.c
// How many agents' plain data the next job is to copy.
uint32_t myri_checkpoints_due(myr_system *system, myri_interpreter *it);
// At a harvest: keeps what came.
void myri_checkpoints_keep(myr_system *system, const myri_interpreter *it,
                           const myri_output *output);
// Puts an agent's arrival on the tape, with its plain data if there is any. False: no room.
bool myri_checkpoint_put(myr_system *system, myri_tape *tape, const myri_agent *agent);
void myri_checkpoint_drop(myr_system *system, myri_agent *agent);
void myri_losses_fini(myr_system *system);

// mail.c
// A copy of `bytes` in a mail block; NULL: no memory.
void *myri_mail_store(myr_system *system, const void *bytes, uint32_t byte_count,
                      myri_mail_block **block);
// Appends a letter to an agent's mail; false: at its cap (counted) or no memory.
bool myri_mail_append(myr_system *system, myri_agent *agent, const myri_letter *letter);
void myri_mail_consume(myr_system *system, myri_agent *agent, uint32_t count);
void myri_mail_clear(myr_system *system, myri_agent *agent);
// Takes the event "death" out of the mail of an agent that is removed; MYRI_NONE: there is none.
uint32_t myri_mail_take_death(myr_system *system, myri_agent *agent);
void myri_letter_drop(myr_system *system, uint32_t index); // MYRI_NONE is ignored
// Delivers what one run sent. `teams_are_ready` is false before the first of a collect.
void myri_mail_deliver(myr_system *system, const myri_run *run, bool *teams_are_ready);
void myri_post_office_fini(myr_system *system);

// orders.c
// Puts the posted orders on the tape of a referee, below `limit`.
void myri_orders_put(myr_system *system, myri_tape *tape, myr_entity referee, uint32_t limit);
static inline bool myri_is_referee(const myr_system *system, const myri_agent *agent)
{
    return system->program->scripts[agent->script].role == MYR_ROLE_REFEREE;
}

// tape building: schedule.c
void myri_schedule(myr_system *system, uint64_t tick);
// An output that a job of this interpreter can write; NULL: the host holds both.
myri_output *myri_output_choose(myri_interpreter *it);
// Hands the first `job_count` of queue_build to the workers.
void myri_queue_fill(myr_system *system, uint32_t job_count);
bool myri_snapshot_publish(myr_system *system, const myr_frame *frame, myr_error *error);

// load.c
struct myri_saved_event;
struct myri_saved_letter;
// -1: there is none of that name with so many arguments.
int32_t myri_event_find(const myri_program *program, const struct myri_saved_event *saved);
// `event_map`: by the save's events, what myri_event_find said.
void myri_letter_load(myr_system *system, const int32_t *event_map, myri_agent *agent,
                      const struct myri_saved_letter *saved);

// wreck.c
void myri_wreck_keep(myr_system *system, const myri_interpreter *it); // under the lock
void myri_wreck_tell(myr_system *system);                             // at a collect
void myri_wreck_fini(myr_system *system);

// errand.c
// Runs the jobs of the errands that were scheduled. Returns when they have ended or time is over.
void myri_errands_run(myr_system *system, uint32_t job_count, int64_t deadline_ns);
// At a harvest, instead of what a tick's job gets.
void myri_errand_settle(myr_system *system, myri_interpreter *it, bool has_output);

// save.c
void myri_saving_take(struct myri_saving *saving, myri_interpreter *it, const myri_output *output);

// harvest.c
void myri_take_back(myr_system *system); // under the lock
void myri_harvest(myr_system *system);
// The agent that was meant; NULL: it was removed meanwhile.
myri_agent *myri_cast_agent(myr_system *system, myr_entity entity, uint32_t serial);
void myri_release_borrowed(myr_system *system);
void myri_tape_withdraw(myr_system *system, myri_interpreter *it);
void myri_tape_settle(myr_system *system, myri_interpreter *it);
void myri_output_settle(myr_system *system, myri_interpreter *it, myri_output *output);

// decode.c
// Fills the output from a tape that nobody writes any more. False: not a well-formed tape of this
// cast; the output is to be failed.
bool myri_decode(myr_system *system, myri_interpreter *interpreter, const uint8_t *tape,
                 uint32_t used, myri_output *output);
// Makes the output one failure and nothing else.
void myri_output_fail(myr_system *system, const myri_interpreter *interpreter, myri_output *output,
                      myr_failure_kind kind, myr_entity entity, const char *text);
void myri_output_fini(myr_system *system, myri_output *output);

// pool.c
bool myri_worker_start(myr_system *system, myr_error *error);   // under the lock, or before threads
void myri_worker_free(myr_system *system, myri_worker *worker); // its thread has been joined
bool myri_thread_start(pthread_t *thread, size_t stack_bytes, void *(*run)(void *), void *argument);
// The host's or a creator's wait on a condition until `deadline_ns`; false: it has passed.
bool myri_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t deadline_ns);
// The job of a running interpreter is over. Under the lock.
void myri_job_end(myr_system *system, myri_interpreter *interpreter, myri_state state);

// ask.c
bool myri_ask_is_for(const myr_system *system, const myri_agent *agent); // one that waits
// Puts what waits for an interpreter's agents behind its thinks.
void myri_asks_put(myr_system *system, myri_interpreter *it, myri_tape *tape);
void myri_asks_withdraw(myr_system *system, const myri_interpreter *it); // the job never began
void myri_asks_settle(myr_system *system, myri_interpreter *it, const myri_output *output);
void myri_asks_tell(myr_system *system);       // at a collect
void myri_answers_release(myr_system *system); // those that were told
void myri_asks_fini(myr_system *system);

// reload.c
void myri_reload_compile(
    myr_system *system); // creator; under the lock, which it gives up meanwhile
// At a publish: makes what was compiled the code of the jobs from here on.
void myri_reload_take(myr_system *system);
// At a collect: what the last take had to say; room for its failures was made.
void myri_reload_tell(myr_system *system);
void myri_reload_fini(myr_system *system);

// creator.c
bool myri_creators_start(myr_system *system, myr_error *error);

// trace.c, all on the host's thread. A phase begins with the time that the one before ended at.
int64_t myri_trace_begin(const myr_system *system); // 0: nobody wants to know
int64_t myri_trace_phase(myr_system *system, const char *name, int64_t begin_ns);
// What an output of a job of this tick tells; before it is merged.
void myri_trace_output(myr_system *system, const myri_interpreter *it, const myri_output *output);
void myri_trace_made(myr_system *system, const myri_interpreter *it);
void myri_trace_late(myr_system *system, const myri_interpreter *it, uint64_t tick);
void myri_trace_flush(myr_system *system);

// watch.c
bool myri_watch_start(myr_system *system, myr_error *error);
void myri_watch_wake(myr_system *system); // under the lock
