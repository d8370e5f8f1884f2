// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// budget.c: fair shares of time, and strikes. All on the host's thread.
//
// Soft budgets cut nothing. They are debts that are paid by sitting out, so that a unit which
// thinks for ten times its budget thinks a tenth as often, and one pack's interpreter does not
// starve the others':
//
//     bucket  +budget per tick, up to what may be saved    -what a job took
//     ......  20  24  24 | job of 40: -16  -12  -8  -4  0 | 4: runs again
//
// Only in realtime: a clock must not decide what happens in lockstep. There, and everywhere, the
// hard limit is the watch's. A think that it cut is a strike, which the agent can have some of: a
// single one may be the fault of a machine that was busy. For each def.strike_ticks that have
// passed since the last, one is forgiven; what is benched stays benched.

#include "system.h"

// An agent that paid for longer than this would look dead.
#define DEBT_TICKS_S 1.0

static int64_t most_ns(const myri_program *program)
{
    return (program->interpreter_budget_us + program->bucket_us) * 1000;
}

bool myri_bucket_fill(myr_system *system, myri_interpreter *it)
{
    const myri_program *program = system->program;
    if (program->interpreter_budget_us == 0)
        return true;
    it->bucket_ns += program->interpreter_budget_us * 1000;
    if (it->bucket_ns > most_ns(program))
        it->bucket_ns = most_ns(program);
    return it->bucket_ns > 0;
}

bool myri_agent_pays(myr_system *system, myri_agent *agent)
{
    if (agent->debt_us <= 0 || !system->is_timed)
        return false;
    agent->debt_us -= agent->budget_us;
    agent->is_owed = false;
    system->stats.throttled++;
    return true;
}

static void agent_charge(myr_system *system, const myri_run *run)
{
    myri_agent *agent = myri_cast_agent(system, run->entity, run->serial);
    if (agent == NULL || agent->budget_us == 0)
        return;
    int64_t over_us = run->think_ns / 1000 - agent->budget_us;
    if (over_us <= 0)
        return;
    system->stats.over_budget++;
    int64_t most_us =
        (int64_t)(DEBT_TICKS_S * system->program->tick_rate_hz / agent->period * agent->budget_us);
    agent->debt_us = over_us < most_us ? over_us : most_us;
}

void myri_budget_charge(myr_system *system, myri_interpreter *it, const myri_output *output)
{
    if (system->program->interpreter_budget_us > 0) {
        it->bucket_ns -= it->run_ns;
        // What is owed is bounded like what is saved: a think that had to be cut has its strike.
        if (it->bucket_ns < -most_ns(system->program))
            it->bucket_ns = -most_ns(system->program);
    }
    for (uint32_t i = 0; system->has_think_budgets && i < output->run_count; i++)
        agent_charge(system, &output->runs[i]);
}

// ---------------------------------------------------------------------------------------- strikes

uint32_t myri_strikes_at(const myri_program *program, const myri_strikes *strikes, uint64_t tick)
{
    if (program->strike_ticks == 0 || tick <= strikes->tick)
        return strikes->count;
    uint64_t forgiven = (tick - strikes->tick) / program->strike_ticks;
    return forgiven < strikes->count ? strikes->count - (uint32_t)forgiven : 0;
}

static uint32_t strike_add(const myr_system *system, myri_strikes *strikes)
{
    uint64_t tick = system->newest_tick;
    *strikes = (myri_strikes){myri_strikes_at(system->program, strikes, tick) + 1, tick};
    return strikes->count;
}

// Out of the interpreter too: a cut agent's object was kept for its next think.
static void strike_out(myr_system *system, myri_agent *agent)
{
    myri_agent_bench(system, agent);
    myri_agent_forget(system, agent);
}

static void run_punish(myr_system *system, const myri_run *run, myr_failure *failures)
{
    myri_agent *agent = myri_cast_agent(system, run->entity, run->serial);
    if (agent == NULL)
        return;
    uint32_t limit = system->program->strike_limit;
    myr_failure *failure = run->failure_count > 0 ? &failures[run->failure_first] : NULL;
    // A referee has strikes left for whatever its script does; only one that cannot be made is out.
    bool is_dead = failure != NULL && (failure->kind == MYR_FAILURE_KILLED ||
                                       failure->kind == MYR_FAILURE_CRASHED);
    bool is_strike = failure != NULL && (failure->kind == MYR_FAILURE_CUT ||
                                         (myri_is_referee(system, agent) &&
                                          (is_dead || !run->is_benched)));
    if ((run->is_benched && !(is_dead && is_strike)) || !is_strike) {
        myri_agent_bench(system, agent);
    } else {
        failure->strikes = strike_add(system, &agent->strikes);
        if (limit > 0 && failure->strikes >= limit)
            strike_out(system, agent);
        else if (limit > 0)
            failure->strikes_left = limit - failure->strikes;
    }
    if (failure != NULL)
        failure->is_benched = agent->is_benched;
}

static void interpreter_strike(myr_system *system, myri_interpreter *it, myr_failure *failure)
{
    bool is_strike = failure->kind == MYR_FAILURE_CUT || failure->kind == MYR_FAILURE_KILLED ||
                     failure->kind == MYR_FAILURE_CRASHED;
    uint32_t limit = system->program->interpreter_strike_limit;
    if (!is_strike || it->is_benched || strike_add(system, &it->strikes) < limit || limit == 0)
        return;
    it->is_benched = true;
    failure->is_interpreter_benched = true;
    myri_log(&system->logger, MYR_LOG_WARNING,
             "interpreter %u is benched with its %u agents: %u of its thinks had to be ended "
             "(def.interpreter_strike_limit)",
             it->index, it->member_count, it->strikes.count);
    for (uint32_t i = 0; i < it->member_count; i++) {
        myri_agent *agent = &system->agents[it->members[i]];
        if (!agent->is_benched)
            strike_out(system, agent);
    }
}

void myri_strikes_count(myr_system *system, myri_interpreter *it, myri_output *output)
{
    for (uint32_t i = 0; i < output->run_count; i++) {
        const myri_run *run = &output->runs[i];
        if (run->is_benched || run->failure_count > 0)
            run_punish(system, run, output->failures);
    }
    for (uint32_t i = 0; i < output->failure_count; i++)
        interpreter_strike(system, it, &output->failures[i]);
}
