// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// errand.c: jobs between two ticks: agents are copied for a save, or made from one. They go through
// the same queue, tapes and watch as a tick's jobs, but nobody thinks in them, the host waits for
// them, and what comes back is not merged into the results, unless something failed. On the host's
// thread.
//
//     collect T | save: queue -> wait -> harvest, again while tapes were full | publish T + 1

#include "system.h"

void myri_errand_settle(myr_system *system, myri_interpreter *it, bool has_output)
{
    myri_errand errand = it->errand;
    if (!has_output) {
        myri_tape_withdraw(system, it);
        it->errand = MYRI_ERRAND_NONE;
        return;
    }
    it->errand = MYRI_ERRAND_NONE;
    myri_tape_settle(system, it);
    myri_output *output = &it->outputs[it->output_index];
    if (errand == MYRI_ERRAND_SAVE && system->saving != NULL)
        myri_saving_take(system->saving, it, output);
    // The output of the others stays empty: it is the next job's at once.
    if (output->failure_count > 0 || output->print_count > 0)
        myri_output_settle(system, it, output);
}

void myri_errands_run(myr_system *system, uint32_t job_count, int64_t deadline_ns)
{
    for (uint32_t i = 0; i < job_count; i++) {
        myri_interpreter *it = &system->interpreters[system->queue_build[i]];
        it->is_scheduled = true;
        it->is_timed = it->is_serving = false;
        // New code, if there is any, comes with the next tick.
        it->is_reloading = false;
        it->code_wanted = it->job->code_serial = it->code_serial;
        it->job->is_timed = 0;
        it->job->checkpoint_count = 0;
        it->job->slot = system->newest_slot;
    }
    myri_queue_fill(system, job_count);
    bool has_time = true;
    pthread_mutex_lock(&system->lock);
    while (has_time && system->outstanding > 0)
        has_time = myri_wait_until(&system->done, &system->lock, deadline_ns);
    if (!has_time)
        myri_take_back(system);
    pthread_mutex_unlock(&system->lock);
    myri_harvest(system);
}
