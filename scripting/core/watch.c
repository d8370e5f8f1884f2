// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// watch.c: the thread that ends what does not end by itself. While anything runs it looks at the
// running jobs every 5 ms; otherwise it sleeps.
//
//     one think  |<---- def.think_limit_us ---->|<-- def.think_grace_us -->|
//                |                              |    |    |    |           |
//              begins                       interrupt, and again        kill; if the isolation
//                                                                       cannot: abandon the worker
//
// Its clock is its own: what a job block says of times may come from a hostile child. A think is as
// old as the watch has seen the same serial, which errs by one look in the script's favour. A job
// whose interpreter says for long that it is between thinks is killed too, and one that shows more
// thinks than it can have.
//
// Interrupts are given without the lock: a language may have to wait for its own lock to place one.
// They name their think, so one that comes too late does nothing. Kill and abandon happen under the
// lock, which workers need to begin the next job: they hit the job they were decided for.
//
// While somebody wants to know which lines cost most it looks each millisecond, and asks the
// running jobs for the line they are at.
//
// When the system is destroyed the same thread hurries: no limit, a grace of 100 ms.

#include "system.h"

#include <stdio.h>

#define LOOK_NS 5000000
#define SAMPLE_NS 1000000 // between looks while lines are sampled
#define IDLE_LOOKS 40 // before it sleeps: woken in every tick, it would take a core from a worker
#define QUIT_GRACE_NS 100000000
#define QUIET_FACTOR 4 // thinks' worth of time that an interpreter may spend between thinks

typedef struct watch_action {
    myri_seat *seat;
    uint64_t serial;
    bool is_sample;
} watch_action;

typedef struct watch_plan {
    watch_action actions[2 * MYRI_WORKER_SLOTS]; // an interrupt and a sample of each
    uint32_t action_count;
    uint32_t abandoned_count;
    bool has_no_worker;
    char text[256]; // the last thing to log
} watch_plan;

void myri_watch_wake(myr_system *system)
{
    if (system->is_watch_asleep)
        pthread_cond_signal(&system->wake);
}

static void replacement_start(myr_system *system, watch_plan *plan)
{
    myr_error error = {0};
    if (system->is_quitting || myri_worker_start(system, &error))
        return;
    snprintf(plan->text, sizeof plan->text, "no worker replaces the abandoned one: %.200s",
             error.text);
    if (system->live_workers == 0)
        myri_take_back(system); // nobody would ever claim these
}

// Leaves the worker in its script, with its interpreter; a creator makes another.
static void abandon(myr_system *system, myri_worker *worker, myri_interpreter *it, watch_plan *plan)
{
    worker->is_abandoned = true;
    worker->interpreter = MYRI_NONE;
    system->live_workers--;
    system->running--;
    system->stuck_count++;
    myri_stuck_add(1);
    it->run_ns = myri_now_ns() - it->begin_ns;
    snprintf(plan->text, sizeof plan->text,
             "interpreter %u does not stop and cannot be killed: its worker is abandoned",
             it->index);
    bool has_entity = atomic_load(&it->job->think_serial) != 0;
    myri_output_fail(system, it, &it->outputs[it->output_index], MYR_FAILURE_KILLED,
                     has_entity ? (myr_entity)atomic_load(&it->job->think_entity) : MYR_ENTITY_NONE,
                     "the script ran over def.think_limit_us and could not be interrupted");
    it->has_output = true;
    it->deaths++;
    myri_wreck_keep(system, it);
    it->seat = NULL; // the worker's alone from here on
    bool is_alone = system->program->isolation != MYR_ISOLATION_SHARED_GIL;
    if (is_alone)
        replacement_start(system, plan);
    bool has_place = system->stuck_count <= MYRI_MAX_ABANDONED;
    if (!has_place && !system->needs_processes) {
        system->needs_processes = true;
        snprintf(
            plan->text, sizeof plan->text,
            "%u threads are held by scripts that do not stop: who follows them is not replaced "
            "any more; MYR_ISOLATION_PROCESS can end such scripts",
            MYRI_MAX_ABANDONED);
    }
    bool can_replace = is_alone && !system->is_quitting && has_place;
    myri_job_end(system, it, can_replace ? MYRI_STATE_REVIVING : MYRI_STATE_DEAD);
    if (system->outstanding == 0)
        pthread_cond_broadcast(&system->done);
}

// Under one GIL, who cannot be stopped holds it for good: the other workers wait for it for ever,
// and so would any that replaced them. The game goes on without scripts.
static void abandon_rest(myr_system *system, watch_plan *plan)
{
    for (uint32_t i = 0; i < system->worker_count; i++) {
        myri_worker *worker = system->workers[i];
        uint32_t phase = MYRI_PHASE_RUN;
        if (worker->interpreter != MYRI_NONE &&
            atomic_compare_exchange_strong(&worker->phase, &phase, MYRI_PHASE_GIVEN_UP))
            abandon(system, worker, &system->interpreters[worker->interpreter], plan);
    }
    myri_take_back(system);
    for (uint32_t i = 0; i < system->program->interpreter_count; i++) {
        if (system->interpreters[i].state == MYRI_STATE_IDLE)
            system->interpreters[i].state = MYRI_STATE_DEAD;
    }
    if (system->outstanding == 0)
        pthread_cond_broadcast(&system->done);
    system->needs_processes = true;
    snprintf(plan->text, sizeof plan->text,
             "a script that cannot be stopped holds the one GIL: no script runs any more; only "
             "MYR_ISOLATION_SHARED_GIL can be lost so");
}

static void kill_or_abandon(myr_system *system, myri_worker *worker, myri_interpreter *it,
                            watch_plan *plan)
{
    // Fails if it has just come back, or was killed at an earlier look and its worker will see
    // that.
    uint32_t phase = MYRI_PHASE_RUN;
    if (!atomic_compare_exchange_strong(&worker->phase, &phase, MYRI_PHASE_GIVEN_UP) ||
        system->ops->seat_kill(it->seat))
        return;
    abandon(system, worker, it, plan);
    if (system->program->isolation == MYR_ISOLATION_SHARED_GIL)
        abandon_rest(system, plan);
}

// The most serials that an honest job shows, the zeros in between counted too: an agent may be made
// and think, an agent may be dropped, and garbage may be collected.
static uint64_t changes_most(const myri_interpreter *it)
{
    return 4 * (uint64_t)it->cast_count + 2 * (uint64_t)it->drops_sent + 6 +
           4 * (uint64_t)it->asks_sent + it->asked_count;
}

static void worker_look(myr_system *system, myri_worker *worker, int64_t now_ns, watch_plan *plan)
{
    myri_interpreter *it = &system->interpreters[worker->interpreter];
    const myri_program *program = system->program;
    int64_t limit_ns = program->think_limit_us * 1000, grace_ns = program->think_grace_us * 1000;
    uint64_t serial = atomic_load(&it->job->think_serial);
    if (system->is_quitting) {
        limit_ns = 0;
        grace_ns = QUIT_GRACE_NS;
        it->watch_since_ns = it->watch_serial == MYRI_WATCH_QUIT ? it->watch_since_ns : now_ns;
        it->watch_serial = MYRI_WATCH_QUIT;
    } else if (system->program->is_debugged) {
        return; // a person thinks longer than any script
    } else if (serial != it->watch_serial) {
        it->watch_serial = serial;
        it->watch_entity =
            serial != 0 ? (myr_entity)atomic_load(&it->job->think_entity) : MYR_ENTITY_NONE;
        it->watch_since_ns = now_ns;
        it->watch_next_ns = 0;
        if (++it->watch_changes > changes_most(it))
            kill_or_abandon(system, worker, it, plan);
        return;
    }
    int64_t age_ns = now_ns - it->watch_since_ns;
    int64_t bound_ns = limit_ns + grace_ns;
    if (serial == 0 && !system->is_quitting)
        bound_ns *= QUIET_FACTOR;
    if (age_ns >= bound_ns) {
        kill_or_abandon(system, worker, it, plan);
    } else if (serial != 0 && age_ns >= limit_ns && now_ns >= it->watch_next_ns) {
        it->watch_next_ns = now_ns + grace_ns / 5;
        plan->actions[plan->action_count++] = (watch_action){it->seat, serial, false};
    }
}

static void workers_look(myr_system *system, watch_plan *plan)
{
    int64_t now_ns = myri_now_ns();
    plan->action_count = 0;
    plan->text[0] = '\0';
    for (uint32_t i = 0; i < system->worker_count; i++) { // a replacement has no interpreter yet
        myri_worker *worker = system->workers[i];
        if (worker->interpreter == MYRI_NONE)
            continue;
        worker_look(system, worker, now_ns, plan);
        if (system->wants_lines && atomic_load(&worker->phase) == MYRI_PHASE_RUN)
            plan->actions[plan->action_count++] =
                (watch_action){system->interpreters[worker->interpreter].seat, 0, true};
    }
}

static void action_take(const myr_system *system, const watch_action *action)
{
    if (action->is_sample)
        system->ops->seat_sample(action->seat);
    else
        system->ops->seat_interrupt(action->seat, action->serial);
}

static void *watch_run(void *argument)
{
    myr_system *system = argument;
    watch_plan plan;
    uint32_t idle_looks = 0;
    pthread_mutex_lock(&system->lock);
    while (!system->is_quitting || system->running > 0) {
        bool is_idle = system->running == 0 && system->queue_next == system->queue_count;
        idle_looks = is_idle ? idle_looks + 1 : 0;
        if (idle_looks > IDLE_LOOKS) {
            system->is_watch_asleep = true;
            pthread_cond_wait(&system->wake, &system->lock);
            system->is_watch_asleep = false;
            continue;
        }
        workers_look(system, &plan);
        if (plan.action_count > 0 || plan.text[0] != '\0') {
            pthread_mutex_unlock(&system->lock);
            for (uint32_t i = 0; i < plan.action_count; i++)
                action_take(system, &plan.actions[i]);
            if (plan.text[0] != '\0')
                myri_log(&system->logger, MYR_LOG_ERROR, "%s", plan.text);
            pthread_mutex_lock(&system->lock);
        }
        if (!system->is_quitting || system->running > 0)
            myri_wait_until(&system->wake, &system->lock,
                            myri_now_ns() + (system->wants_lines ? SAMPLE_NS : LOOK_NS));
    }
    system->has_watch_ended = true;
    pthread_cond_broadcast(&system->done);
    pthread_cond_broadcast(&system->work);
    pthread_mutex_unlock(&system->lock);
    return NULL;
}

bool myri_watch_start(myr_system *system, myr_error *error)
{
    // Not a small stack: interrupting is the language's code, in this thread.
    system->has_watch = myri_thread_start(&system->watch, (size_t)1 << 20, watch_run, system);
    return system->has_watch || myri_error_set(error, "the watch thread could not be started");
}
