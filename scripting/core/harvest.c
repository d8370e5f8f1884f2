// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// harvest.c: the host's half of the end of a job: whoever was in its tape has arrived, its mail is
// consumed, who failed is benched. Runs at the start of a publish and in a collect, so that an
// interpreter which ended in between can think again at once; the outputs wait for the merge.

#include "system.h"

void myri_take_back(myr_system *system)
{
    while (system->queue_next < system->queue_count) {
        uint32_t index = system->queue[system->queue_next++];
        system->interpreters[index].state = MYRI_STATE_IDLE;
        system->outstanding--;
    }
}

myri_agent *myri_cast_agent(myr_system *system, myr_entity entity, uint32_t serial)
{
    myri_agent *agent = &system->agents[myr_entity_index(entity)];
    return agent->entity == entity && agent->serial == serial ? agent : NULL;
}

// The job of this tape never began.
void myri_tape_withdraw(myr_system *system, myri_interpreter *it)
{
    for (uint32_t i = 0; i < it->cast_count; i++) {
        myri_agent *agent = myri_cast_agent(system, it->cast[i].entity, it->cast[i].serial);
        if (agent == NULL)
            continue;
        agent->mail_in_flight = 0;
        if (agent->presence == MYRI_ARRIVING)
            agent->presence = MYRI_ABSENT;
    }
    it->drops_sent = 0;
    it->is_scheduled = false;
    myri_asks_withdraw(system, it);
    // Nobody was to think in these.
    if (it->is_serving || it->errand != MYRI_ERRAND_NONE)
        return;
    it->late_count++;
    system->stats.late++;
}

void myri_tape_settle(myr_system *system, myri_interpreter *it)
{
    for (uint32_t i = 0; i < it->cast_count; i++) {
        const myri_cast *cast = &it->cast[i];
        myri_agent *agent = myri_cast_agent(system, cast->entity, cast->serial);
        if (agent == NULL)
            continue;
        myri_mail_consume(system, agent, cast->mail_count);
        if (cast->is_thinking)
            agent->is_owed = false;
        if (agent->presence == MYRI_ARRIVING)
            agent->presence = MYRI_PRESENT;
    }
    myri_drops_clear(system, it, it->drops_sent);
    it->drops_sent = 0;
    it->code_serial = it->code_wanted;
    it->is_scheduled = false;
}

static void failure_count(myr_stats *stats, myr_failure_kind kind)
{
    switch (kind) {
    case MYR_FAILURE_RAISED:
        stats->errors++;
        break;
    case MYR_FAILURE_CUT:
        stats->cut++;
        break;
    case MYR_FAILURE_KILLED:
    case MYR_FAILURE_CRASHED:
        stats->killed++;
        break;
    case MYR_FAILURE_MEMORY:
        stats->oom++;
        break;
    case MYR_FAILURE_LOST:
    case MYR_FAILURE_RELOAD:
        break;
    }
}

static void sleeps_keep(myr_system *system, const myri_interpreter *it, const myri_output *output)
{
    for (uint32_t i = 0; i < output->run_count; i++) {
        const myri_run *run = &output->runs[i];
        myri_agent *agent = myri_cast_agent(system, run->entity, run->serial);
        if (agent != NULL)
            agent->asleep_until =
                run->asleep_ticks == UINT32_MAX ? UINT64_MAX : it->job_tick + run->asleep_ticks;
    }
}

void myri_output_settle(myr_system *system, myri_interpreter *it, myri_output *output)
{
    // Old code's word is not the new one's.
    if (it->code_serial == system->reload.code_serial)
        sleeps_keep(system, it, output);
    myri_asks_settle(system, it, output);
    for (uint32_t i = 0; i < output->failure_count; i++)
        failure_count(&system->stats, output->failures[i].kind);
    myri_strikes_count(system, it, output);
    myri_checkpoints_keep(system, it, output);
    system->stats.thinks += output->think_count;
    system->stats.think_s += (double)output->think_ns * 1e-9;
    system->dropped += output->dropped;
    if (!it->is_serving)
        it->last_ns = it->run_ns;
    if (it->is_timed)
        myri_budget_charge(system, it, output);
    it->memory_bytes = output->memory_bytes;
    if (system->tracing.tracer.record != NULL)
        myri_trace_output(system, it, output);
    // Cannot fail: harvest_capacity was made for two outputs of every interpreter.
    output->state = MYRI_OUTPUT_HARVESTED;
    system->harvest[system->harvest_count++] = output;
}

static myri_agent *agent_wake(myri_agent *agent)
{
    agent->asleep_until = 0;
    return agent;
}

// Everybody has to be made anew, in the interpreter that comes after the dead one.
static void members_forget(myr_system *system, myri_interpreter *it)
{
    for (uint32_t i = 0; i < it->member_count; i++)
        agent_wake(&system->agents[it->members[i]])->presence = MYRI_ABSENT;
    myri_drops_clear(system, it, it->drop_count);
    it->code_serial = 0;
    it->drops_sent = 0;
}

static void bury(myr_system *system, myri_interpreter *it)
{
    it->is_buried = true;
    for (uint32_t i = 0; i < it->member_count; i++)
        myri_agent_bench(system, &system->agents[it->members[i]]);
}

static bool harvest_reserve(myr_system *system)
{
    size_t wanted = (size_t)system->interpreter_count * 2;
    return myri_grow(&system->allocator, &system->harvest, &system->harvest_capacity, wanted,
                     sizeof *system->harvest) &&
           myri_grow(&system->allocator, &system->borrowed, &system->borrowed_capacity, wanted,
                     sizeof *system->borrowed);
}

// One interpreter as it was found under the lock.
static void harvest_one(myr_system *system, myri_interpreter *it, myri_state state, bool has_output,
                        uint32_t deaths)
{
    it->is_idle = state == MYRI_STATE_IDLE;
    if (it->errand != MYRI_ERRAND_NONE && (has_output || it->is_idle)) {
        myri_errand_settle(system, it, has_output);
    } else if (has_output) {
        myri_tape_settle(system, it);
        myri_output_settle(system, it, &it->outputs[it->output_index]);
    } else if (it->is_scheduled && state == MYRI_STATE_IDLE) {
        myri_tape_withdraw(system, it);
    }
    if (deaths != it->deaths_seen) {
        it->deaths_seen = deaths;
        members_forget(system, it);
    }
    if (state == MYRI_STATE_DEAD && !it->is_buried)
        bury(system, it);
}

void myri_harvest(myr_system *system)
{
    if (!harvest_reserve(system)) {
        myri_log(&system->logger, MYR_LOG_ERROR, "no memory to harvest %u interpreters",
                 system->interpreter_count);
        return;
    }
    bool is_traced = system->tracing.tracer.record != NULL;
    // The lock is taken per interpreter: held for all of them, it would stop the workers while the
    // host settles mail.
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        myri_interpreter *it = &system->interpreters[i];
        pthread_mutex_lock(&system->lock);
        myri_state state = it->state;
        uint32_t deaths = it->deaths;
        bool has_output = it->has_output;
        it->has_output = false;
        bool is_make_new = is_traced && it->make_end_ns != 0 && !it->is_make_told;
        if (is_make_new) {
            it->is_make_told = true;
            myri_trace_made(system, it);
        }
        pthread_mutex_unlock(&system->lock);
        harvest_one(system, it, state, has_output, deaths);
    }
}

void myri_release_borrowed(myr_system *system)
{
    for (uint32_t i = 0; i < system->borrowed_count; i++)
        system->borrowed[i]->state = MYRI_OUTPUT_EMPTY;
    system->borrowed_count = 0;
}
