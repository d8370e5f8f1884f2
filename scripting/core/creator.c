// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// creator.c: threads that make interpreters: one per core (two, where each is a child process),
// while the host already draws frames. The first one opens the house (a language starts, sources
// are compiled: seconds, for Python), then all make seats, lowest index first. Afterwards they
// sleep, and wake when a child has died and is to be made anew; asleep they cost a mapping of
// address space, and a revival must not wait for a thread.

#include "system.h"

// The seat's job block as the pool will use it. Its numbers are read once, now, before any script
// has run: later they may be anything.
static void seat_install(myr_system *system, myri_interpreter *it, myri_seat *seat)
{
    myri_job *job = system->ops->seat_job(seat);
    it->seat = seat;
    it->job = job;
    it->in_base = (uint8_t *)job + job->in_offset;
    it->out_base = (const uint8_t *)job + job->out_offset;
    it->in_capacity = job->in_capacity;
    it->out_capacity = job->out_capacity;
}

static void make_note(myri_interpreter *it, int64_t begin_ns)
{
    it->make_begin_ns = begin_ns;
    it->make_end_ns = myri_now_ns();
    it->is_make_told = false;
}

// All these are called with the lock held, and give it up while they work.

static void house_open(myr_system *system)
{
    system->has_house_begun = true;
    pthread_mutex_unlock(&system->lock);
    myr_error error = {0};
    myri_house *house =
        system->ops->house_create(system->program, &system->region, system->helper_path, &error);
    if (house == NULL)
        myri_log(&system->logger, MYR_LOG_ERROR, "%s", error.text);
    else if (error.text[0] != '\0')
        myri_log(&system->logger, MYR_LOG_WARNING, "%s", error.text);
    pthread_mutex_lock(&system->lock);
    system->house = house;
    if (house == NULL) {
        system->has_house_failed = true;
        system->make_error = error;
        system->made_count = system->failed_count = system->interpreter_count;
        for (uint32_t i = 0; i < system->interpreter_count; i++)
            system->interpreters[i].state = MYRI_STATE_DEAD;
    }
    pthread_cond_broadcast(&system->make);
    pthread_cond_broadcast(&system->done);
}

static void seat_make(myr_system *system)
{
    uint32_t index = system->make_next++;
    pthread_mutex_unlock(&system->lock);
    myr_error error = {0};
    int64_t begin_ns = myri_now_ns();
    myri_seat *seat = system->ops->seat_create(system->house, index, &error);
    if (seat == NULL)
        myri_log(&system->logger, MYR_LOG_ERROR, "%s", error.text);
    pthread_mutex_lock(&system->lock);
    myri_interpreter *it = &system->interpreters[index];
    make_note(it, begin_ns);
    if (seat != NULL) {
        seat_install(system, it, seat);
        it->state = MYRI_STATE_IDLE;
    } else {
        it->state = MYRI_STATE_DEAD;
        if (system->failed_count++ == 0)
            system->make_error = error;
    }
    system->made_count++;
    pthread_cond_broadcast(&system->done);
}

static myri_interpreter *dead_one(myr_system *system)
{
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        myri_interpreter *it = &system->interpreters[i];
        if (it->state == MYRI_STATE_REVIVING && !it->is_revive_claimed)
            return it;
    }
    return NULL;
}

static void seat_make_anew(myr_system *system, myri_interpreter *it)
{
    it->is_revive_claimed = true;
    myri_seat *seat = it->seat;
    bool is_abandoned = seat == NULL;
    pthread_mutex_unlock(&system->lock);
    myr_error error = {0};
    int64_t begin_ns = myri_now_ns();
    if (is_abandoned)
        seat = system->ops->seat_create(system->house, it->index, &error);
    bool is_revived = is_abandoned ? seat != NULL : system->ops->seat_revive(seat, &error);
    if (!is_revived)
        myri_log(&system->logger, MYR_LOG_ERROR,
                 "interpreter %u cannot be made anew, its agents are benched: %s", it->index,
                 error.text);
    pthread_mutex_lock(&system->lock);
    it->is_revive_claimed = false;
    make_note(it, begin_ns);
    if (is_revived && is_abandoned)
        seat_install(system, it, seat);
    myri_job_end(system, it, is_revived ? MYRI_STATE_IDLE : MYRI_STATE_DEAD);
}

static void *creator_run(void *argument)
{
    myr_system *system = argument;
    pthread_mutex_lock(&system->lock);
    while (!system->is_quitting) {
        myri_interpreter *dead;
        bool can_make = system->house != NULL && !system->has_house_failed;
        if (!system->has_house_begun)
            house_open(system);
        else if (system->house != NULL && system->reload.request != NULL &&
                 !system->reload.is_compiling)
            myri_reload_compile(system);
        else if (can_make && system->make_next < system->interpreter_count)
            seat_make(system);
        else if (can_make && (dead = dead_one(system)) != NULL)
            seat_make_anew(system, dead);
        else
            pthread_cond_wait(&system->make, &system->lock);
    }
    system->live_creators--;
    if (system->are_creators_stuck)
        myri_stuck_add(-1);
    pthread_cond_broadcast(&system->done);
    pthread_cond_broadcast(&system->work);
    pthread_mutex_unlock(&system->lock);
    return NULL;
}

bool myri_creators_start(myr_system *system, myr_error *error)
{
    for (uint32_t i = 0; i < system->creator_target; i++) {
        if (!myri_thread_start(&system->creators[i], MYRI_STACK_BYTES, creator_run, system))
            break;
        system->creator_count++;
        system->live_creators++;
    }
    // Fewer than wished for make the same seats, only later.
    return system->creator_count > 0 ||
           myri_error_set(error, "a creator thread could not be started");
}
