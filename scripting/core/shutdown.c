// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// shutdown.c: myr_destroy: ends a system without waiting for a script.
//
//     1. quitting is set: queued jobs are withdrawn, running ones are told to leave the rest of
//        their tapes, the watch interrupts them and kills what can be killed.
//     2. The host waits 200 ms at most. Who is still in a script then is abandoned.
//     3. When creators and the watch have ended, the workers end the seats and themselves.
//     4. All gone: everything is joined and freed. Somebody stuck: the system is leaked on purpose,
//        as the stuck thread may still read its snapshot, its program, its job block; it is counted
//        in myr_stuck_count until it comes back.

#include "system.h"

#define SCRIPTS_WAIT_NS 200000000
#define CREATORS_WAIT_NS 5000000000 // a language that is just starting; no script runs on these
#define SEATS_WAIT_NS 1000000000    // without any seat having ended

static void quit_begin(myr_system *system)
{
    system->is_quitting = true;
    myri_take_back(system);
    for (uint32_t i = 0; i < system->worker_count; i++) {
        const myri_worker *worker = system->workers[i];
        if (worker->interpreter != MYRI_NONE)
            atomic_store(&system->interpreters[worker->interpreter].job->is_cancelled, 1);
    }
    pthread_cond_broadcast(&system->work);
    pthread_cond_broadcast(&system->make);
    pthread_cond_broadcast(&system->wake);
}

static void scripts_end(myr_system *system)
{
    int64_t deadline_ns = myri_now_ns() + SCRIPTS_WAIT_NS;
    bool has_time = true;
    while (has_time && system->running > 0)
        has_time = myri_wait_until(&system->done, &system->lock, deadline_ns);
    // The watch abandons after 100 ms; this is for one that is itself held up by an interrupt.
    for (uint32_t i = 0; i < system->worker_count; i++) {
        myri_worker *worker = system->workers[i];
        uint32_t phase = MYRI_PHASE_RUN;
        if (worker->interpreter == MYRI_NONE ||
            !atomic_compare_exchange_strong(&worker->phase, &phase, MYRI_PHASE_GIVEN_UP))
            continue;
        worker->interpreter = MYRI_NONE;
        worker->is_abandoned = true;
        system->live_workers--;
        system->running--;
        system->stuck_count++;
        myri_stuck_add(1);
    }
    pthread_cond_broadcast(&system->wake);
}

static void creators_end(myr_system *system)
{
    int64_t deadline_ns = myri_now_ns() + CREATORS_WAIT_NS;
    bool has_time = true;
    while (has_time && system->live_creators > 0)
        has_time = myri_wait_until(&system->done, &system->lock, deadline_ns);
    if (system->live_creators > 0) {
        system->are_creators_stuck = true;
        myri_stuck_add((int32_t)system->live_creators);
    }
}

// Ending seats drops scripts' objects, which may run scripts once more: waits while there is
// progress.
static void workers_end(myr_system *system)
{
    uint32_t ended_seats = system->ended_seats, live_workers = system->live_workers;
    int64_t deadline_ns = myri_now_ns() + SEATS_WAIT_NS;
    bool has_time = true;
    while (has_time && (system->live_workers > 0 || !system->has_watch_ended)) {
        has_time = myri_wait_until(&system->done, &system->lock, deadline_ns);
        if (ended_seats == system->ended_seats && live_workers == system->live_workers)
            continue;
        ended_seats = system->ended_seats;
        live_workers = system->live_workers;
        deadline_ns = myri_now_ns() + SEATS_WAIT_NS;
        has_time = true;
    }
    if (system->live_workers == 0)
        return;
    system->are_workers_stuck = true;
    system->stuck_count += system->live_workers;
    myri_stuck_add((int32_t)system->live_workers);
}

// Joins who has ended and lets go of who has not. True: nobody is left. Under the lock, which those
// that have ended do not need any more.
static bool threads_join(myr_system *system)
{
    bool is_empty = system->has_watch_ended && system->live_creators == 0;
    for (uint32_t i = 0; i < system->worker_count; i++) {
        bool has_ended = system->workers[i]->has_ended;
        is_empty = is_empty && has_ended;
        pthread_mutex_unlock(&system->lock);
        if (has_ended)
            pthread_join(system->workers[i]->thread, NULL);
        else
            pthread_detach(system->workers[i]->thread);
        pthread_mutex_lock(&system->lock);
    }
    bool have_creators_ended = system->live_creators == 0;
    bool has_watch_ended = system->has_watch_ended;
    pthread_mutex_unlock(&system->lock);
    for (uint32_t i = 0; i < system->creator_count; i++) {
        if (have_creators_ended)
            pthread_join(system->creators[i], NULL);
        else
            pthread_detach(system->creators[i]);
    }
    if (system->has_watch && has_watch_ended)
        pthread_join(system->watch, NULL);
    else if (system->has_watch)
        pthread_detach(system->watch);
    pthread_mutex_lock(&system->lock);
    return is_empty;
}

void myr_destroy(myr_system *system)
{
    if (system == NULL)
        return;
    myri_claim_host(system);
    pthread_mutex_lock(&system->lock);
    if (!system->has_watch)
        system->has_watch_ended = true;
    quit_begin(system);
    scripts_end(system);
    creators_end(system);
    workers_end(system);
    bool is_empty = threads_join(system);
    uint32_t stuck_count = system->stuck_count;
    pthread_mutex_unlock(&system->lock);
    if (is_empty)
        myri_system_free(system);
    else
        myri_log(&system->logger, MYR_LOG_WARNING,
                 "the system ends with %u threads stuck in scripts: what they use stays allocated",
                 stuck_count);
}
