// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// collect.c: myr_collect: waits, then merges what the interpreters said into one order.
//
// The order is (entity index, generation, sequence), whichever worker ran what and however many
// there are. A comparison sort of 20,000 commands would cost the host a millisecond; instead each
// output is already cut into runs, one per agent and think, and a table over entity indices takes
// the runs:
//
//     outputs   | e7 e9 e23 | e8 e40 |        runs as the workers left them, by interpreter
//     table     ... 7 8 9 ... 23 ... 40       run_of_index; run_bits says which are set
//     results   | e7 | e8 | e9 | e23 | e40 |  commands copied run by run
//
// Two runs of one index (an arrival and a think, two generations, the output of a late job and the
// next one) are chained in order. All on the host's thread.

#include "system.h"

#include <string.h>

// Chains a run before those already there; generations stay in order.
static void run_enter(myr_system *system, myri_run *run)
{
    uint32_t index = myr_entity_index(run->entity);
    uint64_t bit = (uint64_t)1 << (index % 64);
    if ((system->run_bits[index / 64] & bit) == 0) {
        system->run_bits[index / 64] |= bit;
        system->run_of_index[index] = NULL;
    }
    myri_run **place = &system->run_of_index[index];
    while (*place != NULL && (*place)->entity < run->entity)
        place = &(*place)->next;
    run->next = *place;
    *place = run;
}

// Last output first and last run first, because run_enter puts in front.
static void runs_enter(myr_system *system)
{
    for (uint32_t i = system->harvest_count; i-- > 0;) {
        myri_output *output = system->harvest[i];
        for (uint32_t r = output->run_count; r-- > 0;)
            run_enter(system, &output->runs[r]);
    }
}

static bool results_reserve(myr_system *system)
{
    size_t calls = 0, prints = 0, failures = 0;
    for (uint32_t i = 0; i < system->harvest_count; i++) {
        calls += system->harvest[i]->call_count;
        prints += system->harvest[i]->print_count;
        failures += system->harvest[i]->failure_count;
    }
    failures += system->new_loss_count + system->reload.failure_count;
    const myr_allocator *allocator = &system->allocator;
    return myri_grow(allocator, &system->calls, &system->call_capacity, calls,
                     sizeof *system->calls) &&
           myri_grow(allocator, &system->prints, &system->print_capacity, prints,
                     sizeof *system->prints) &&
           myri_grow(allocator, &system->failures, &system->failure_capacity, failures,
                     sizeof *system->failures);
}

static void call_merge(const myr_call *from, myr_call *to)
{
    myri_take_over(&from->arg_count);
    for (uint32_t i = 0; i < from->arg_count; i++)
        myri_take_over(&from->args[i].type);
    *to = *from;
}

static void run_merge(myr_system *system, const myri_run *run, bool *teams_are_ready)
{
    myr_results *results = &system->results;
    const myri_output *output = run->output;
    const myri_agent *agent = &system->agents[myr_entity_index(run->entity)];
    // What an agent said that was removed meanwhile is for the eyes of people only.
    if (agent->entity == run->entity && agent->serial == run->serial) {
        for (uint32_t i = 0; i < run->call_count; i++)
            call_merge(&output->calls[run->call_first + i],
                       &system->calls[results->command_count + i]);
        results->command_count += run->call_count;
        myri_mail_deliver(system, run, teams_are_ready);
    } else if (run->is_farewell) {
        myri_mail_deliver(system, run, teams_are_ready);
    }
    for (uint32_t i = 0; i < run->print_count; i++)
        system->prints[results->print_count++] = output->prints[run->print_first + i];
    for (uint32_t i = 0; i < run->failure_count; i++)
        system->failures[results->failure_count++] = output->failures[run->failure_first + i];
}

// Failures of whole interpreters, by interpreter, after those of agents.
static void loose_failures_merge(myr_system *system)
{
    for (uint32_t i = 0; i < system->harvest_count; i++) {
        const myri_output *output = system->harvest[i];
        if (output->has_loose_failure)
            system->failures[system->results.failure_count++] = output->failures[0];
    }
    for (uint32_t i = 0; i < system->new_loss_count; i++)
        system->failures[system->results.failure_count++] = system->new_losses[i];
    system->new_loss_count = 0;
    myri_reload_tell(system);
}

static void merge(myr_system *system)
{
    system->results = (myr_results){0};
    myri_overhear_begin(system);
    if (results_reserve(system)) {
        runs_enter(system);
        bool teams_are_ready = false;
        uint32_t word_count = (system->program->entity_capacity + 63) / 64;
        for (uint32_t w = 0; w < word_count; w++) {
            uint64_t bits = system->run_bits[w];
            system->run_bits[w] = 0;
            for (; bits != 0; bits &= bits - 1) {
                uint32_t index = w * 64 + (uint32_t)__builtin_ctzll(bits);
                for (myri_run *run = system->run_of_index[index]; run != NULL; run = run->next)
                    run_merge(system, run, &teams_are_ready);
            }
        }
        loose_failures_merge(system);
    } else {
        myri_log(&system->logger, MYR_LOG_ERROR, "no memory for the results of a tick");
    }
    for (uint32_t i = 0; i < system->harvest_count; i++) {
        system->harvest[i]->state = MYRI_OUTPUT_BORROWED;
        system->borrowed[system->borrowed_count++] = system->harvest[i];
    }
    system->harvest_count = 0;
}

// Waits for the jobs as long as the host allows. Lockstep also waits for children that are made
// anew, so that the tick after a death has all its interpreters.
static void jobs_wait(myr_system *system, int64_t timeout_us)
{
    int64_t deadline_ns = myri_deadline_ns(timeout_us);
    bool has_time = timeout_us != 0;
    pthread_mutex_lock(&system->lock);
    while (has_time && system->outstanding > 0)
        has_time = myri_wait_until(&system->done, &system->lock, deadline_ns);
    pthread_mutex_unlock(&system->lock);
}

static uint32_t late_count(const myr_system *system)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < system->interpreter_count; i++)
        count += system->interpreters[i].is_scheduled;
    return count;
}

uint32_t myr_pending_count(const myr_system *system)
{
    myri_claim_host(system);
    myr_system *shared = (myr_system *)system; // the lock is no part of what const promises
    pthread_mutex_lock(&shared->lock);
    uint32_t count = shared->outstanding;
    pthread_mutex_unlock(&shared->lock);
    return count;
}

const myr_results *myr_collect(myr_system *system, int64_t timeout_us)
{
    myri_claim_host(system);
    int64_t begin_ns = myri_cpu_ns();
    myri_release_borrowed(system);
    myri_answers_release(system);
    system->is_timed = timeout_us >= 0;
    int64_t phase_ns = myri_trace_begin(system);
    jobs_wait(system, timeout_us);
    phase_ns = myri_trace_phase(system, "wait for scripts", phase_ns);
    myri_harvest(system);
    phase_ns = myri_trace_phase(system, "harvest", phase_ns);
    merge(system);
    myri_trace_phase(system, "merge", phase_ns);
    myr_results *results = &system->results;
    results->commands = system->calls;
    results->prints = system->prints;
    results->failures = system->failures;
    results->heard = system->overhearing.items;
    results->heard_count = system->overhearing.count;
    myri_wreck_tell(system);
    myri_asks_tell(system);
    results->reload = system->reload.has_report ? &system->reload.report : NULL;
    system->reload.has_report = false;
    results->late_count = late_count(system);
    results->dropped_count = system->dropped;
    system->stats.commands += results->command_count;
    system->stats.dropped += system->dropped;
    system->dropped = 0;
    myri_trace_flush(system);
    system->host_ns += myri_cpu_ns() - begin_ns;
    return results;
}
