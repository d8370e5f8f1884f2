// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// agents.c: who has a mind, and in which interpreter it lives. All on the host's thread.
//
// Placement looks at the entity (or its team) and never at load or time: the same calls in the same
// order give the same placement on every machine.

#include "program_def.h"
#include "system.h"

#include <string.h>

static uint32_t member_position(const myri_interpreter *it, uint32_t entity_index)
{
    uint32_t low = 0, high = it->member_count;
    if (high > 0 && it->members[high - 1] < entity_index)
        return high; // hosts add their entities in order, mostly
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (it->members[middle] < entity_index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool member_insert(myr_system *system, myri_interpreter *it, uint32_t entity_index)
{
    if (!myri_grow(&system->allocator, &it->members, &it->member_capacity,
                   (size_t)it->member_count + 1, sizeof *it->members))
        return false;
    uint32_t position = member_position(it, entity_index);
    memmove(&it->members[position + 1], &it->members[position],
            (it->member_count - position) * sizeof *it->members);
    it->members[position] = entity_index;
    it->member_count++;
    return true;
}

static void member_remove(myri_interpreter *it, uint32_t entity_index)
{
    uint32_t position = member_position(it, entity_index);
    it->member_count--;
    memmove(&it->members[position], &it->members[position + 1],
            (it->member_count - position) * sizeof *it->members);
}

uint32_t myri_agent_place(const myr_system *system, const myr_agent *agent)
{
    uint32_t count = system->interpreter_count;
    switch (system->program->placement) {
    case MYR_PLACEMENT_SHARED:
        return myr_entity_index(agent->entity) % count;
    case MYR_PLACEMENT_TEAM: {
        int64_t rest = (int64_t)agent->team % (int64_t)count;
        return (uint32_t)(rest < 0 ? rest + count : rest);
    }
    case MYR_PLACEMENT_ENTITY:
        for (uint32_t i = 0; i < count; i++) {
            const myri_interpreter *it = &system->interpreters[i];
            if (!it->is_taken && !it->is_buried)
                return i;
        }
        break;
    }
    return MYRI_NONE;
}

bool myri_agent_check(const myr_system *system, const myr_agent *agent, myr_error *error)
{
    uint32_t index = myr_entity_index(agent->entity);
    if (myr_entity_generation(agent->entity) == 0)
        return myri_error_set(error, "an agent needs an entity: this one has generation 0");
    if (index >= system->program->entity_capacity)
        return myri_error_set(error, "entity index %u is not below def.entity_capacity (%u)", index,
                              system->program->entity_capacity);
    if (agent->script >= system->program->script_count)
        return myri_error_set(error, "there is no script %u: def.script_count is %u", agent->script,
                              system->program->script_count);
    if (agent->think_budget_us < 0 || (double)agent->think_budget_us > MYRI_MAX_BUDGET_US)
        return myri_error_set(error, "agent.think_budget_us is %lld: 0 to an hour is possible",
                              (long long)agent->think_budget_us);
    if (system->agents[index].entity != MYR_ENTITY_NONE)
        return myri_error_set(error, "entity index %u already has an agent: remove it first",
                              index);
    return true;
}

bool myri_agent_seat(myr_system *system, const myr_agent *agent, uint32_t interpreter)
{
    myri_interpreter *it = &system->interpreters[interpreter];
    uint32_t index = myr_entity_index(agent->entity);
    if (!member_insert(system, it, index))
        return false;
    it->is_taken = true;
    system->agents[index] = (myri_agent){
        .entity = agent->entity,
        .serial = ++system->agent_serial,
        .script = agent->script,
        .team = agent->team,
        .period = agent->period_ticks == 0 ? 1 : agent->period_ticks,
        .phase = agent->phase_ticks,
        .interpreter = interpreter,
        .mail_first = MYRI_NONE,
        .mail_last = MYRI_NONE,
        .budget_us = (uint32_t)(agent->think_budget_us > 0 ? agent->think_budget_us
                                                           : system->program->think_budget_us),
    };
    system->has_think_budgets |= system->agents[index].budget_us > 0;
    return true;
}

bool myr_agent_add(myr_system *system, const myr_agent *agent, myr_error *error)
{
    myri_claim_host(system);
    if (!myri_agent_check(system, agent, error))
        return false;
    uint32_t place = myri_agent_place(system, agent);
    if (place == MYRI_NONE)
        return myri_error_set(error,
                              "no interpreter is free for another agent: raise "
                              "def.interpreter_count (%u)",
                              system->interpreter_count);
    myri_interpreter *it = &system->interpreters[place];
    if (it->is_buried)
        return myri_error_set(error, "interpreter %u, where this agent belongs, is dead", place);
    if (!myri_agent_seat(system, agent, place))
        return myri_error_set(error, "no memory for another agent");
    if (it->is_benched)
        myri_agent_bench(system, &system->agents[myr_entity_index(agent->entity)]);
    return true;
}

void myri_agent_forget(myr_system *system, myri_agent *agent)
{
    myri_interpreter *it = &system->interpreters[agent->interpreter];
    // An agent that was never sent has nothing to be forgotten. Without memory for the note the
    // interpreter keeps an object that nobody calls.
    if (agent->presence != MYRI_ABSENT &&
        myri_grow(&system->allocator, &it->drops, &it->drop_capacity, (size_t)it->drop_count + 1,
                  sizeof *it->drops))
        it->drops[it->drop_count++] = (myri_drop){.entity = agent->entity,
                                                  .serial = agent->serial,
                                                  .script = agent->script,
                                                  .team = agent->team,
                                                  .letter = myri_mail_take_death(system, agent)};
}

void myri_drops_clear(myr_system *system, myri_interpreter *it, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        myri_letter_drop(system, it->drops[i].letter);
    it->drop_count -= count;
    for (uint32_t i = 0; i < it->drop_count; i++)
        it->drops[i] = it->drops[i + count];
}

void myr_agent_remove(myr_system *system, myr_entity entity)
{
    myri_claim_host(system);
    uint32_t index = myr_entity_index(entity);
    if (entity == MYR_ENTITY_NONE || index >= system->program->entity_capacity ||
        system->agents[index].entity != entity)
        return;
    myri_agent *agent = &system->agents[index];
    myri_interpreter *it = &system->interpreters[agent->interpreter];
    myri_agent_forget(system, agent);
    if (agent->is_benched)
        system->stats.benched_count--;
    myri_checkpoint_drop(system, agent);
    myri_mail_clear(system, agent);
    member_remove(it, index);
    it->is_taken = it->member_count > 0;
    *agent = (myri_agent){.entity = MYR_ENTITY_NONE};
}

void myr_agent_pace(myr_system *system, const myr_agent *change)
{
    myri_claim_host(system);
    uint32_t index = myr_entity_index(change->entity);
    if (change->entity == MYR_ENTITY_NONE || index >= system->program->entity_capacity ||
        system->agents[index].entity != change->entity || change->think_budget_us < 0 ||
        (double)change->think_budget_us > MYRI_MAX_BUDGET_US)
        return;
    myri_agent *agent = &system->agents[index];
    agent->period = change->period_ticks == 0 ? 1 : change->period_ticks;
    agent->phase = change->phase_ticks;
    agent->budget_us = (uint32_t)(change->think_budget_us > 0 ? change->think_budget_us
                                                              : system->program->think_budget_us);
    system->has_think_budgets |= agent->budget_us > 0;
}

void myri_agent_bench(myr_system *system, myri_agent *agent)
{
    if (agent->is_benched)
        return;
    agent->is_benched = true;
    system->stats.benched_count++;
    myri_checkpoint_drop(system, agent);
    myri_mail_clear(system, agent);
}
