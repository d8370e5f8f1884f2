// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// report.c: numbers about a system. host_s is the CPU time of the host's thread inside myr_publish
// and myr_collect (CLOCK_THREAD_CPUTIME_ID): waiting costs none, and neither does being preempted
// by a worker on a machine with few cores.

#include "system.h"

myr_stats myr_stats_get(const myr_system *system)
{
    myri_claim_host(system);
    myr_system *shared = (myr_system *)system; // the lock is no part of what const promises
    myr_stats stats = system->stats;
    pthread_mutex_lock(&shared->lock);
    stats.worker_count = system->live_workers;
    stats.stuck_count = system->stuck_count;
    stats.needs_processes = system->needs_processes;
    const myri_house *house = system->house;
    pthread_mutex_unlock(&shared->lock);
    stats.interpreter_count = system->interpreter_count;
    stats.is_comparable = stats.cut + stats.killed + stats.oom + stats.late + stats.throttled == 0 &&
                          !system->asks.has_evaluated;
    stats.host_s = (double)system->host_ns * 1e-9;
    stats.child_count = house == NULL ? 0 : system->ops->child_count(house);
    return stats;
}

static myr_interpreter_state public_state(myri_state state)
{
    switch (state) {
    case MYRI_STATE_MAKING:
    case MYRI_STATE_REVIVING:
        return MYR_INTERPRETER_MAKING;
    case MYRI_STATE_QUEUED:
    case MYRI_STATE_RUNNING:
        return MYR_INTERPRETER_RUNNING;
    case MYRI_STATE_DEAD:
        return MYR_INTERPRETER_DEAD;
    case MYRI_STATE_IDLE:
        break;
    }
    return MYR_INTERPRETER_IDLE;
}

bool myr_interpreter_get(const myr_system *system, uint32_t index, myr_interpreter_info *out)
{
    myri_claim_host(system);
    if (index >= system->interpreter_count)
        return false;
    myr_system *shared = (myr_system *)system;
    const myri_interpreter *it = &system->interpreters[index];
    pthread_mutex_lock(&shared->lock);
    myri_state state = it->state;
    pthread_mutex_unlock(&shared->lock);
    *out = (myr_interpreter_info){
        .state = public_state(state),
        .agent_count = it->member_count,
        .late_count = it->late_count,
        .last_us = it->last_ns / 1000,
        .bucket_us = it->bucket_ns / 1000,
        .strikes = myri_strikes_at(system->program, &it->strikes, system->newest_tick),
        .is_benched = it->is_benched,
        .memory_bytes = it->memory_bytes};
    return true;
}
