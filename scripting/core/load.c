// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// load.c: myr_load: minds from a save, into a system that has none yet. On the host's thread.
//
//     check the block -> the dead: seat, RESTORE, remove -> the others: seat, append their mail,
//     RESTORE -> the first tick, which begins with farewells
//
// Everybody who had an object gets it before the first think, so that the tick after a load is like
// any other. Who had none yet (born in the last step) is made as always, by its class. An
// interpreter's own state is restored last: modules that are imported on the way may have drawn
// from it.

#include <stdlib.h>
#include <string.h>

#include "save_block.h"
#include "system.h"
#include "value.h"

typedef struct loading {
    myr_system *system;
    myri_saved_head head;
    uint32_t *script_map;     // MYRI_NONE: there is no such script any more
    int32_t event_map[64];    // -1: no such event, or other arguments
    bool has_same_seats;      // as many interpreters, with the same placement
    myri_block_reader agents; // where they begin
    myr_loss_function told;
    void *user;
} loading;

static bool is_text(const char *text, const char *bytes, uint32_t count)
{
    const char *given = text != NULL ? text : "";
    return strlen(given) == count && memcmp(given, bytes, count) == 0;
}

static void lose(const loading *l, myr_entity entity, const char *script, const char *why)
{
    if (l->told != NULL)
        l->told(l->user,
                &(myr_loss){.entity = entity, .script = script, .attribute = "", .why = why});
}

// ----------------------------------------------------------------------------------------- tables

static void script_find(loading *l, uint32_t index, const myri_saved_script *saved)
{
    const myri_program *program = l->system->program;
    l->script_map[index] = MYRI_NONE;
    for (uint32_t i = 0; i < program->script_count; i++)
        if (is_text(program->scripts[i].name, saved->name, saved->name_bytes) &&
            is_text(program->scripts[i].module, saved->module, saved->module_bytes))
            l->script_map[index] = i;
}

int32_t myri_event_find(const myri_program *program, const myri_saved_event *saved)
{
    for (uint32_t i = 0; i < program->event_count; i++)
        if (is_text(program->events[i].name, saved->name, saved->name_bytes) &&
            program->events[i].arg_count == saved->arg_count)
            return (int32_t)i;
    return -1;
}

static bool interpreter_take(loading *l, uint32_t index, const myri_saved_interpreter *saved)
{
    if (!l->has_same_seats)
        return true;
    myri_interpreter *it = &l->system->interpreters[index];
    it->strikes = (myri_strikes){saved->strikes, saved->strike_tick};
    it->is_benched = saved->is_benched;
    if (saved->state_bytes == 0)
        return true;
    it->own_state = myri_alloc(&l->system->allocator, saved->state_bytes);
    if (it->own_state == NULL)
        return false;
    it->own_state_bytes = saved->state_bytes;
    memcpy(it->own_state, saved->state, saved->state_bytes);
    return true;
}

// ------------------------------------------------------------------------------------------- mail

// The values of an event's letter as a block of mail holds them. False: not what is declared now.
static bool event_values(const myri_program *program, const myr_event *event,
                         const myri_saved_letter *letter, myr_value *values)
{
    myri_block_reader reader = {.at = letter->bytes, .end = letter->bytes + letter->byte_count};
    for (uint32_t i = 0; i < event->arg_count; i++) {
        if (!myri_saved_value_read(&reader, &values[i]) ||
            values[i].type != (uint32_t)event->args[i].type)
            return false;
        if (values[i].type != MYR_NAME)
            continue;
        values[i].integer = myri_name_find(program, values[i].text, values[i].text_bytes);
        values[i].text_bytes = 0;
        if (values[i].integer < 0)
            return false;
    }
    return true;
}

void myri_letter_load(myr_system *system, const int32_t *event_map, myri_agent *agent,
                      const myri_saved_letter *saved)
{
    myr_value values[MYR_MAX_ARGS];
    if (saved->event >= 0) {
        const myri_program *program = system->program;
        int32_t event = event_map[saved->event];
        if (event >= 0 && event_values(program, &program->events[event], saved, values))
            myr_event_post(system, agent->entity, (uint32_t)event, values,
                           system->program->events[event].arg_count);
        return;
    }
    myri_letter letter = {.event = -1, .sender = saved->sender, .count = saved->byte_count};
    if (saved->byte_count <= system->program->message_bytes)
        letter.data = myri_mail_store(system, saved->bytes, saved->byte_count, &letter.block);
    if (letter.data != NULL)
        myri_mail_append(system, agent, &letter);
}

// ----------------------------------------------------------------------------------------- agents

static uint32_t seat_choose(const loading *l, const myri_saved_agent *saved, const myr_agent *agent)
{
    uint32_t seat = l->has_same_seats ? saved->interpreter : myri_agent_place(l->system, agent);
    if (seat == MYRI_NONE)
        return seat;
    const myri_interpreter *it = &l->system->interpreters[seat];
    bool is_usable = !it->is_buried;
    for (uint32_t i = 0; i < it->drop_count; i++) // nobody is among the dead too
        is_usable = is_usable && it->drops[i].entity != saved->entity;
    return is_usable ? seat : MYRI_NONE;
}

// NULL: it cannot live here; that was told.
static myri_agent *agent_seat(const loading *l, const myri_saved_agent *saved)
{
    myr_system *system = l->system;
    uint32_t script = l->script_map[saved->script];
    if (script == MYRI_NONE) {
        lose(l, saved->entity, "", "its script is not there any more");
        return NULL;
    }
    myr_agent agent = {.entity = saved->entity,
                       .script = script,
                       .team = saved->team,
                       .period_ticks = saved->period,
                       .phase_ticks = saved->phase,
                       .think_budget_us = saved->budget_us};
    myr_error why = {0};
    uint32_t seat = MYRI_NONE;
    if (myri_agent_check(system, &agent, &why))
        seat = seat_choose(l, saved, &agent);
    if (seat == MYRI_NONE || !myri_agent_seat(system, &agent, seat)) {
        lose(l, saved->entity, system->program->scripts[script].name,
             why.text[0] != '\0' ? why.text : "there is no interpreter for it");
        return NULL;
    }
    return &system->agents[myr_entity_index(saved->entity)];
}

// One of the dead, or of the others. Answers its entity, if it has been taken.
static myr_entity agent_take(const loading *l, myri_block_reader *reader, bool is_dead)
{
    myr_system *system = l->system;
    myri_saved_agent saved = myri_saved_agent_read(reader);
    bool is_wanted = ((saved.flags & MYRI_SAVED_DEAD) != 0) == is_dead;
    bool has_object = saved.state_bytes > 0 || !is_dead; // one without has nothing to be told
    myri_agent *agent = is_wanted && has_object ? agent_seat(l, &saved) : NULL;
    for (uint32_t i = 0; i < saved.letter_count; i++) {
        myri_saved_letter letter = myri_saved_letter_read(reader);
        if (agent != NULL)
            myri_letter_load(system, l->event_map, agent, &letter);
    }
    if (agent == NULL)
        return MYR_ENTITY_NONE;
    agent->strikes = (myri_strikes){saved.strikes, saved.strike_tick};
    agent->is_owed = (saved.flags & MYRI_SAVED_OWED) != 0;
    bool is_benched = (saved.flags & MYRI_SAVED_BENCHED) != 0;
    if (is_benched || system->interpreters[agent->interpreter].is_benched)
        myri_agent_bench(system, agent);
    else if (saved.state_bytes > 0 &&
             (agent->state = myri_alloc(&system->allocator, saved.state_bytes)) != NULL) {
        memcpy(agent->state, saved.state, saved.state_bytes);
        agent->state_bytes = agent->state_capacity = saved.state_bytes;
    }
    return saved.entity;
}

static void agents_take(const loading *l)
{
    myri_block_reader reader = l->agents;
    for (uint32_t i = 0; i < l->head.agent_count; i++)
        agent_take(l, &reader, false);
}

// Up to the agents.
static bool block_take(loading *l, const void *block, size_t bytes)
{
    myr_system *system = l->system;
    myri_block_reader reader = {.at = block, .end = (const uint8_t *)block + bytes};
    l->head = myri_saved_head_read(&reader);
    l->has_same_seats = l->head.interpreter_count == system->interpreter_count &&
                        l->head.placement == (uint32_t)system->program->placement;
    l->script_map = calloc(l->head.script_count + 1u, sizeof *l->script_map);
    bool is_done = l->script_map != NULL;
    for (uint32_t i = 0; is_done && i < l->head.script_count; i++) {
        myri_saved_script script = myri_saved_script_read(&reader);
        script_find(l, i, &script);
    }
    for (uint32_t i = 0; is_done && i < l->head.event_count; i++) {
        myri_saved_event event = myri_saved_event_read(&reader);
        l->event_map[i] = myri_event_find(system->program, &event);
    }
    for (uint32_t i = 0; is_done && i < l->head.interpreter_count; i++) {
        myri_saved_interpreter it = myri_saved_interpreter_read(&reader);
        is_done = interpreter_take(l, i, &it);
    }
    l->agents = reader;
    return is_done;
}

// -------------------------------------------------------------------------------------- restoring

// False: the tape is full.
static bool member_put(myri_interpreter *it, myri_tape *tape, myri_agent *agent)
{
    if (!myri_put_restore(tape, agent->entity, agent->script, agent->budget_us, agent->state,
                          agent->state_bytes))
        return false;
    it->cast[it->cast_count++] =
        (myri_cast){.entity = agent->entity, .serial = agent->serial, .is_added = true};
    agent->presence = MYRI_ARRIVING;
    return true;
}

static bool errand_build(myr_system *system, myri_interpreter *it, bool has_own)
{
    bool can_run = it->is_idle && !it->is_scheduled && myri_output_choose(it) != NULL;
    if (!can_run || !myri_grow(&system->allocator, &it->cast, &it->cast_capacity, it->member_count,
                               sizeof *it->cast))
        return false;
    myri_tape tape = {.base = it->in_base, .capacity = it->in_capacity};
    bool is_last = true;
    it->cast_count = it->farewell_count = it->thinking_count = it->asked_count = 0;
    it->drops_sent = 0;
    for (uint32_t i = 0; i < it->member_count; i++) {
        myri_agent *agent = &system->agents[it->members[i]];
        if (agent->presence == MYRI_ABSENT && agent->state != NULL && !agent->is_benched)
            is_last = member_put(it, &tape, agent) && is_last;
    }
    // What no tape holds is made by its class.
    if (has_own && (is_last || tape.used == 0) && it->own_state != NULL) {
        myri_put_restore(&tape, MYR_ENTITY_NONE, 0, 0, it->own_state, it->own_state_bytes);
        myri_free(&system->allocator, it->own_state, it->own_state_bytes);
        it->own_state = NULL;
    }
    it->job->in_used = tape.used;
    if (tape.used > 0)
        it->errand = MYRI_ERRAND_LOAD;
    return tape.used > 0;
}

// A bound for interpreters that die of what they are to restore.
#define MOST_ROUNDS 64

// has_own: what is the interpreters' own too, behind all agents.
static void agents_restore(myr_system *system, bool has_own)
{
    uint32_t job_count = 1;
    for (uint32_t round = 0; round < MOST_ROUNDS && job_count > 0; round++) {
        job_count = 0;
        for (uint32_t i = 0; i < system->interpreter_count; i++)
            if (errand_build(system, &system->interpreters[i], has_own))
                system->queue_build[job_count++] = i;
        if (job_count > 0)
            myri_errands_run(system, job_count, INT64_MAX);
    }
    // Where there are checkpoints, these are the first.
    for (uint32_t i = 0; i < system->program->entity_capacity; i++)
        if (system->program->checkpoint_bytes == 0 && system->agents[i].presence == MYRI_PRESENT)
            myri_checkpoint_drop(system, &system->agents[i]);
}

// Who died in the step before the save lives again, to die again: the first tick tells them. Before
// the others, since a place may have been taken again.
static bool dead_load(const loading *l)
{
    myri_block_reader reader = l->agents;
    myr_entity *dead = calloc(l->head.agent_count + 1u, sizeof *dead);
    uint32_t count = 0;
    if (dead == NULL)
        return false;
    for (uint32_t i = 0; i < l->head.agent_count; i++) {
        myr_entity entity = agent_take(l, &reader, true);
        if (entity != MYR_ENTITY_NONE)
            dead[count++] = entity;
    }
    if (count > 0)
        agents_restore(l->system, false);
    for (uint32_t i = 0; i < count; i++)
        myr_agent_remove(l->system, dead[i]);
    free(dead);
    return true;
}

static bool is_fresh(const myr_system *system)
{
    for (uint32_t i = 0; i < system->interpreter_count; i++)
        if (system->interpreters[i].member_count > 0)
            return false;
    return true;
}

static bool minds_load(loading *l, const myr_frame *frame, const void *block, size_t bytes,
                       myr_error *error)
{
    const char *no_memory = "no memory to load the minds of a save";
    if (!block_take(l, block, bytes))
        return myri_error_set(error, "%s", no_memory);
    if (!l->has_same_seats)
        lose(l, MYR_ENTITY_NONE, "",
             "saved with other interpreters: the module random begins anew in each");
    if (l->told != NULL && !myr_save_losses(block, bytes, l->told, l->user, error))
        return false;
    if (!myri_snapshot_publish(l->system, frame, error))
        return false;
    if (!dead_load(l))
        return myri_error_set(error, "%s", no_memory);
    agents_take(l);
    agents_restore(l->system, true);
    return true;
}

bool myr_load(myr_system *system, const myr_frame *frame, const void *block, size_t bytes,
              myr_loss_function told, void *user, myr_error *error)
{
    myri_claim_host(system);
    MYRI_ASSERT(frame != NULL && block != NULL);
    if (!is_fresh(system))
        return myri_error_set(error, "minds are loaded into a system that has no agents yet");
    if (!myr_ready(system, MYR_WAIT_ALL, error) || !myri_save_check(block, bytes, error))
        return false;
    loading l = {.system = system, .told = told, .user = user};
    myri_harvest(system); // who is idle
    bool is_done = minds_load(&l, frame, block, bytes, error);
    free(l.script_map);
    return is_done;
}
