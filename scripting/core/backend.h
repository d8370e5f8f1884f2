// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// backend.h: what a language must be able to do, and the lease it does it under.
//
// A backend (python, null) is a struct of callbacks that knows one language and nothing of workers,
// ticks or processes. An isolation (thread, process) decides where a backend's callbacks run: in this
// process's workers, or in a child. The pool knows neither.
//
//     pool  ->  isolation  ->  backend
//     lease     vm_run         vm_run(lease): enter, run the in-tape, leave
//
// Interrupts. job->think_serial is 0 between thinks and a fresh number during each one. An interrupt
// names the serial it is meant for and does nothing when that think is over.

#pragma once

#include <stdatomic.h>

#include "clock.h"
#include "debug.h"
#include "snapshot.h"
#include "tape.h"

#define MYRI_MAX_WORKERS 64u

// The block in which a job goes in and out. In process isolation it lies in a memfd shared with one
// child (and, for `state`, with its zygote). Grouped by who writes.
typedef struct myri_job {
    // the host writes, before it raises `request`
    _Alignas(MYRI_ALIGN) _Atomic uint32_t request;  // serial of the job wanted; futex of the child
    int32_t slot;              // snapshot slot
    uint32_t in_used;
    uint32_t checkpoint_count;          // agents whose plain data is wanted after the thinks
    uint32_t is_timed;         // realtime: each think is measured; 0 in lockstep
    uint32_t is_traced;        // each think is measured for a trace; scripts see nothing of it
    _Atomic uint32_t sample_ask;        // one more each time it is asked which line it is at
    uint32_t code_serial;      // of the code to run: 0 is what the program had from the start
    uint32_t is_compile;       // no tape: in is a request to compile, out is to be the answer
    uint32_t in_offset, in_capacity;    // from the block's start; constant after creation
    uint32_t out_offset, out_capacity;
    uint64_t block_bytes;
    _Atomic uint64_t interrupt_serial;  // process isolation: the think its signal is meant for
    _Atomic uint32_t debug_answered;    // the question that debug_line answers; futex of the child
    uint32_t has_debug_line;
    char debug_line[MYRI_DEBUG_LINE];
    _Atomic uint32_t is_cancelled;      // the rest of the in-tape is to be left: looked at before
                                        // each think; the system is being destroyed
    // the interpreter's side writes
    _Alignas(MYRI_ALIGN) _Atomic uint32_t reply;    // serial of the last job done; futex of the host
    _Atomic uint32_t state;    // a myri_child_state; the zygote writes DEAD
    uint32_t out_used;
    uint32_t thinks;           // run in this job
    _Atomic uint64_t think_serial;       // 0: none
    _Atomic int64_t think_started_ns;    // CLOCK_MONOTONIC
    _Atomic uint64_t think_entity;       // whose think it is, for the report
    _Atomic uint32_t debug_asked;        // process isolation: one more for each word of a debugger
    uint32_t debug_bytes;                // of debug_text
    uint32_t wants_debug_line;
    char debug_text[MYRI_DEBUG_TEXT];
    _Atomic uint64_t memory_bytes;       // what the scripts hold after the job; for the report
} myri_job;

typedef enum myri_child_state {
    MYRI_CHILD_STARTING = 0, MYRI_CHILD_READY, MYRI_CHILD_DEAD,
} myri_child_state;

// Marks a think for the watch; every backend brackets each script call with these.
void myri_think_begin(myri_job *job, myr_entity entity);
int64_t myri_think_end(myri_job *job);  // its wall time, ns
// The first of a batch of serials that nobody else has.
#define MYRI_SERIAL_BATCH 4096u
uint64_t myri_serials_take(void);
// The end of one think and the beginning of the next: the wall time of the one that ends. With one
// look at the clock, or, if the job is not timed, with none (it costs as much as a short script): then
// that is 0, and the last of a run of thinks gets the time of all.
static inline int64_t myri_think_next(myri_job *job, myr_entity entity)
{
    uint64_t serial = atomic_load_explicit(&job->think_serial, memory_order_relaxed) + 1;
    int64_t think_ns = 0;
    if (serial % MYRI_SERIAL_BATCH == 0)
        serial = myri_serials_take();
    if (job->is_timed || job->is_traced) {
        int64_t now_ns = myri_now_ns();
        think_ns = now_ns - atomic_load_explicit(&job->think_started_ns, memory_order_relaxed);
        atomic_store_explicit(&job->think_started_ns, now_ns, memory_order_relaxed);
    }
    atomic_store_explicit(&job->think_entity, entity, memory_order_relaxed);
    atomic_store_explicit(&job->think_serial, serial, memory_order_release); // the old one goes
    return think_ns;
}

// The right to run one interpreter now. On the worker's stack, passed explicitly, one owner.
typedef struct myri_lease myri_lease;
struct myri_lease {
    myri_job *job;
    myr_view view;           // of the snapshot this job sees
    myri_tape in;            // read only, but for myri_lease_take
    bool is_writable;        // the in-tape is: it is no other process's
    myri_writer out;
    myri_before *before;     // NULL: nothing is kept for bundles
    uint32_t code_serial;    // of the code to run, and where it lies if it was reloaded
    const void *code;        // checked by nobody yet; the host may write it after this job
    size_t code_bytes;       // at most
    // Says a debugger's words to a person, and with `line` (MYRI_DEBUG_LINE bytes) asks for theirs;
    // false: nobody answers. NULL: there is no debugger.
    bool (*debug)(struct myri_lease *lease, myr_entity entity, const char *text, uint32_t bytes,
                  char *line);
    uint32_t worker;         // whose thread this is: < MYRI_MAX_WORKERS; backends keep a state per worker
};

// Fills view, in and out from the job block. The caller has checked offsets and capacities.
void myri_lease_begin(myri_lease *lease, myri_job *job, const myri_program *program,
                      const myri_region *region, uint32_t worker);
// Whoever walks the in-tape calls it for each record.
static inline void myri_lease_take(const myri_lease *lease, const myri_record *record)
{
    if (lease->is_writable)
        myri_take_over(&record->bytes);
}
// Publishes out_used. The lease is over.
void myri_lease_end(myri_lease *lease);

typedef struct myri_vm myri_vm;            // one interpreter; each backend defines its own
typedef struct myri_runtime myri_runtime;  // a backend's share of one program: compiled code

typedef struct myri_backend {
    const char *name;
    // Whether this build can run interpreters in threads / under a shared GIL; fills `why`.
    bool (*is_supported)(myr_isolation isolation, myr_error *why);
    const char *(*version)(void);
    // Starts the language in this process if need be and prepares a program (compiles each source
    // once, finds which library modules to import early). The program outlives the runtime. A source
    // that does not compile is remembered and reported by the agents that need it. `is_child`: this is
    // a zygote: one interpreter, the main one, will be used, after a fork.
    // Thread: creator.
    myri_runtime *(*runtime_create)(const myri_program *program, bool is_child, myr_error *error);
    void (*runtime_destroy)(myri_runtime *runtime);
    // Compiles sources: from a block of texts to one with code (code.h), obtained with malloc. NULL
    // where a language has no sources. Thread: creator; in a child: its only one.
    void *(*compile)(myri_runtime *runtime, const void *request, size_t *bytes, myr_error *error);
    // Makes an interpreter ready for jobs, or takes a kept one. Thread: creator (many at once); in a
    // child: its only thread, after the fork.
    myri_vm *(*vm_create)(myri_runtime *runtime, uint32_t index, myr_error *error);
    // Drops every agent and keeps or ends the interpreter. Thread: any creator or worker.
    void (*vm_destroy)(myri_vm *vm);
    // Runs the job's in-tape. Thread: the worker that holds the lease.
    void (*vm_run)(myri_vm *vm, myri_lease *lease);
    // Asks the running think to stop. Thread: any (watch); in a child: a signal handler of its only
    // thread, so it must be async-signal-safe there.
    void (*vm_interrupt)(myri_vm *vm, uint64_t think_serial);
    // Asks which line is running, after job->sample_ask has changed; the answer goes to the out-tape.
    // In a child it is not called: there vm_interrupt comes, by its signal. Thread: watch.
    void (*vm_sample)(myri_vm *vm);
    // Lets a worker thread free what it keeps per interpreter, before the worker ends.
    void (*worker_end)(uint32_t worker);
    // After fork, in the child. Thread: the child's only one.
    void (*after_fork)(myri_runtime *runtime);
    // Ends the language in this process. False: it cannot, leave by _exit.
    bool (*shutdown)(void);
    // The editor stub of a program.
    bool (*stub)(const myri_program *program, void (*write)(void *, const char *, size_t), void *user);
    // As myr_reference and myr_check; NULL: the language has none.
    bool (*reference)(const myri_program *program, const char *name,
                      void (*write)(void *, const char *, size_t), void *user, myr_error *error);
    bool (*check)(const myri_program *program, void (*found)(void *, const myr_finding *), void *user,
                  myr_error *error);
} myri_backend;

// The backend of a language, or NULL if this build has none.
const myri_backend *myri_backend_get(myr_language language);

// ---------------------------------------------------------------------------------------- isolation

typedef enum myri_outcome {
    MYRI_OUTCOME_DONE,   // the out tape is complete
    MYRI_OUTCOME_DEAD,   // the interpreter is gone (child killed or crashed); nothing of it counts
} myri_outcome;

typedef struct myri_seat myri_seat;    // an interpreter as the pool sees it: where it sits
typedef struct myri_house myri_house;  // an isolation's share of one system

typedef struct myri_isolation_ops {
    const char *name;
    // Thread: creator. `region` is created before and outlives the house. A house that is there may
    // have left a warning in `error`, worth one line in the log.
    myri_house *(*house_create)(const myri_program *program, const myri_region *region,
                                const char *helper_path, myr_error *error);
    // Ends every seat that is left. Never waits for a script.
    void (*house_destroy)(myri_house *house);
    // Compiles for this house, where its language runs: as the backend's compile. The answer was not
    // checked. Thread: creator, one at a time.
    void *(*house_compile)(myri_house *house, const void *request, size_t *bytes, myr_error *error);
    // Makes a seat and its job block, ready to run. Thread: creator, many at once.
    myri_seat *(*seat_create)(myri_house *house, uint32_t index, myr_error *error);
    // Makes one live again that has died or gave an impossible answer (a new child); its agents are
    // gone. Thread: creator.
    bool (*seat_revive)(myri_seat *seat, myr_error *error);
    // Ends it; must not be running. Thread: creator, worker or host.
    void (*seat_destroy)(myri_seat *seat);
    myri_job *(*seat_job)(myri_seat *seat);
    // Runs the job whose block has been filled (slot, in tape); returns when it has ended or the
    // interpreter is gone. Thread: worker.
    myri_outcome (*seat_run)(myri_seat *seat, uint32_t worker);
    // Asks the running think to stop. Thread: watch.
    void (*seat_interrupt)(myri_seat *seat, uint64_t think_serial);
    // Asks the job which line it is at. Thread: watch.
    void (*seat_sample)(myri_seat *seat);
    // Ends the interpreter by force, so that seat_run returns DEAD. False: this isolation cannot; the
    // caller abandons the worker. Thread: watch, host.
    bool (*seat_kill)(myri_seat *seat);
    // As in myri_backend. Called by each worker before it ends.
    void (*worker_end)(myri_house *house, uint32_t worker);
    // Live child processes. Thread: any.
    uint32_t (*child_count)(const myri_house *house);
} myri_isolation_ops;

extern const myri_isolation_ops myri_isolation_thread;
extern const myri_isolation_ops myri_isolation_process;

// Ends what an isolation keeps between systems (the helper process). Thread: host.
void myri_isolation_process_shutdown(void);
