// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// save.c: myr_save: the minds of all agents as one flat block. On the host's thread.
//
// What the host keeps of an agent (its mail, its strikes, whether it owes a think) is at hand. Its
// plain data is in its interpreter, which is asked for it by an errand: one SAVE record per agent,
// answered by a STATE; so are those who died in the last step and are still to be told so. What no
// longer fits on the tape of the answer is asked for again; who does
// not answer in a round in which nobody did has none. An interpreter that is late is not waited
// for: its agents go into the save with their last checkpoint, or with nothing, and are named.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "save_block.h"
#include "system.h"
#include "value.h"

// One agent's plain data, by entity index; behind all of these that of each interpreter, then that
// of the dead.
typedef struct saved_state {
    uint8_t *bytes; // malloc
    uint32_t byte_count;
    bool is_asked, is_over; // in this round; not to be asked again
} saved_state;

typedef struct myri_saving {
    myr_system *system;
    saved_state *states;
    uint32_t *answers;     // of each interpreter, in this round
    uint32_t *dead_firsts; // of each interpreter: where the states of its drops begin
    bool has_failed;       // no memory
} saving;

// ----------------------------------------------------------------------------------------- asking

static saved_state *own_state(const saving *s, const myri_interpreter *it)
{
    return &s->states[s->system->program->entity_capacity + it->index];
}

// That of an interpreter's drop; NULL: it just goes.
static saved_state *dead_state(const saving *s, const myri_interpreter *it, uint32_t drop)
{
    return it->drops[drop].letter == MYRI_NONE ? NULL
                                               : &s->states[s->dead_firsts[it->index] + drop];
}

// Whose answer this is; NULL: of nobody who was asked.
static saved_state *state_find(const saving *s, const myri_interpreter *it, myr_entity entity)
{
    uint32_t index = myr_entity_index(entity);
    if (entity == MYR_ENTITY_NONE)
        return own_state(s, it);
    for (uint32_t i = 0; i < it->drop_count; i++)
        if (it->drops[i].entity == entity)
            return dead_state(s, it, i);
    // A child may answer for whom it was not asked.
    bool is_member = index < s->system->program->entity_capacity &&
                     s->system->agents[index].entity == entity &&
                     s->system->agents[index].interpreter == it->index;
    return is_member ? &s->states[index] : NULL;
}

void myri_saving_take(struct myri_saving *s, myri_interpreter *it, const myri_output *output)
{
    for (uint32_t i = 0; i < output->copy_count; i++) {
        const myri_out_copy *copy = &output->copies[i];
        saved_state *state = state_find(s, it, copy->entity);
        if (state == NULL || !state->is_asked || state->is_over)
            continue;
        state->bytes = malloc(copy->byte_count + 1u);
        s->has_failed = s->has_failed || state->bytes == NULL;
        if (state->bytes != NULL)
            memcpy(state->bytes, copy->bytes, copy->byte_count);
        state->byte_count = state->bytes != NULL ? copy->byte_count : 0;
        state->is_over = true;
        s->answers[it->index]++;
    }
}

static void ask(const saving *s, myri_tape *tape, myr_entity entity, saved_state *state)
{
    (void)s;
    state->is_asked = !state->is_over && myri_put_agent(tape, MYRI_IN_SAVE, entity, 0);
}

static bool errand_build(saving *s, myri_interpreter *it)
{
    myr_system *system = s->system;
    bool can_run = it->is_idle && !it->is_scheduled && system->newest_slot >= 0 &&
                   myri_output_choose(it) != NULL;
    if (!can_run)
        return false;
    myri_tape tape = {.base = it->in_base, .capacity = it->in_capacity};
    ask(s, &tape, MYR_ENTITY_NONE, own_state(s, it));
    for (uint32_t i = 0; i < it->member_count; i++) {
        const myri_agent *agent = &system->agents[it->members[i]];
        if (agent->presence == MYRI_PRESENT && !agent->is_benched)
            ask(s, &tape, agent->entity, &s->states[it->members[i]]);
    }
    for (uint32_t i = 0; i < it->drop_count; i++)
        if (dead_state(s, it, i) != NULL)
            ask(s, &tape, it->drops[i].entity, dead_state(s, it, i));
    it->cast_count = it->farewell_count = it->thinking_count = 0;
    it->asked_count = 2 * (tape.used / (uint32_t)sizeof(myri_in_agent));
    it->drops_sent = 0;
    it->job->in_used = tape.used;
    if (tape.used > 0)
        it->errand = MYRI_ERRAND_SAVE;
    return tape.used > 0;
}

static void ask_end(saved_state *state, bool is_vain)
{
    state->is_over = state->is_over || (state->is_asked && is_vain);
    state->is_asked = false;
}

// Whoever was asked in vain, where nobody answered, is not asked again.
static void round_end(saving *s, const myri_interpreter *it)
{
    bool is_vain = s->answers[it->index] == 0;
    ask_end(own_state(s, it), is_vain);
    for (uint32_t i = 0; i < it->member_count; i++)
        ask_end(&s->states[it->members[i]], is_vain);
    for (uint32_t i = 0; i < it->drop_count; i++)
        if (dead_state(s, it, i) != NULL)
            ask_end(dead_state(s, it, i), is_vain);
    s->answers[it->index] = 0;
}

static void states_fetch(saving *s, int64_t deadline_ns)
{
    myr_system *system = s->system;
    uint32_t job_count;
    do {
        job_count = 0;
        for (uint32_t i = 0; i < system->interpreter_count; i++)
            if (errand_build(s, &system->interpreters[i]))
                system->queue_build[job_count++] = i;
        if (job_count == 0)
            return;
        system->saving = s;
        myri_errands_run(system, job_count, deadline_ns);
        system->saving = NULL;
        for (uint32_t i = 0; i < job_count; i++)
            round_end(s, &system->interpreters[system->queue_build[i]]);
    } while (myri_now_ns() < deadline_ns && !s->has_failed);
}

// ---------------------------------------------------------------------------------------- writing

static void put_letter(const myri_program *program, myri_block_writer *out,
                       const myri_letter *letter)
{
    if (letter->event < 0)
        myri_saved_message_put(out, letter->sender, letter->data, letter->count);
    else
        myri_saved_event_put(out, program, (uint32_t)letter->event, letter->data, letter->count);
}

static void put_strikes(myri_block_writer *out, const myri_strikes *strikes)
{
    myri_block_put_u32(out, strikes->count);
    myri_block_put_u64(out, strikes->tick);
}

static void put_agent(const saving *s, myri_block_writer *out, const myri_agent *agent)
{
    const myr_system *system = s->system;
    const saved_state *state = &s->states[myr_entity_index(agent->entity)];
    bool is_known = agent->presence == MYRI_PRESENT;
    uint8_t flags = (agent->is_benched ? MYRI_SAVED_BENCHED : 0) |
                    (agent->is_owed ? MYRI_SAVED_OWED : 0) | (is_known ? MYRI_SAVED_KNOWN : 0);
    const uint32_t numbers[] = {agent->script, (uint32_t)agent->team, agent->period,
                                agent->phase,  agent->budget_us,      agent->interpreter};
    myri_block_put_u64(out, agent->entity);
    myri_block_put(out, numbers, sizeof numbers);
    put_strikes(out, &agent->strikes);
    myri_block_put(out, &flags, 1);
    // Who did not answer lives on with an older copy, if there is one.
    if (state->bytes != NULL)
        myri_block_put_run(out, state->bytes, state->byte_count);
    else
        myri_block_put_run(out, agent->state, agent->state != NULL ? agent->state_bytes : 0);
    myri_block_put_u32(out, agent->mail_count);
    uint32_t index = agent->mail_first;
    for (uint32_t i = 0; i < agent->mail_count; i++) {
        put_letter(system->program, out, &system->post.letters[index]);
        index = system->post.letters[index].next;
    }
}

static void put_dead(const saving *s, myri_block_writer *out, const myri_interpreter *it,
                     uint32_t drop)
{
    const myri_drop *dead = &it->drops[drop];
    const saved_state *state = dead_state(s, it, drop);
    const uint32_t numbers[] = {dead->script, (uint32_t)dead->team, 1, 0, 0, it->index};
    uint8_t flags = MYRI_SAVED_KNOWN | MYRI_SAVED_DEAD;
    if (state == NULL)
        return;
    myri_block_put_u64(out, dead->entity);
    myri_block_put(out, numbers, sizeof numbers);
    put_strikes(out, &(myri_strikes){0});
    myri_block_put(out, &flags, 1);
    myri_block_put_run(out, state->bytes, state->byte_count);
    myri_block_put_u32(out, 1);
    put_letter(s->system->program, out, &s->system->post.letters[dead->letter]);
}

static uint32_t agent_count(const myr_system *system)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        const myri_interpreter *it = &system->interpreters[i];
        count += it->member_count;
        for (uint32_t k = 0; k < it->drop_count; k++)
            count += it->drops[k].letter != MYRI_NONE;
    }
    return count;
}

static void put_head(const myr_system *system, myri_block_writer *out)
{
    const myri_program *program = system->program;
    const uint32_t numbers[] = {MYRI_SAVE_VERSION,         0, // its bytes, at the end
                                program->language,         program->placement,
                                system->interpreter_count, program->entity_capacity,
                                program->script_count,     program->event_count,
                                agent_count(system)};
    myri_block_put(out, "MYRS", 4);
    myri_block_put(out, numbers, sizeof numbers);
    for (uint32_t i = 0; i < program->script_count; i++) {
        myri_block_put_text(out, program->scripts[i].name);
        myri_block_put_text(out, program->scripts[i].module);
    }
    for (uint32_t i = 0; i < program->event_count; i++) {
        myri_block_put_text(out, program->events[i].name);
        myri_block_put_u32(out, program->events[i].arg_count);
    }
}

static bool block_write(const saving *s, myri_block_writer *out)
{
    const myr_system *system = s->system;
    put_head(system, out);
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        const myri_interpreter *it = &system->interpreters[i];
        const saved_state *own = own_state(s, it);
        uint8_t is_benched = it->is_benched;
        put_strikes(out, &it->strikes);
        myri_block_put(out, &is_benched, 1);
        myri_block_put_run(out, own->bytes, own->byte_count);
    }
    for (uint32_t i = 0; i < system->program->entity_capacity; i++)
        if (system->agents[i].entity != MYR_ENTITY_NONE)
            put_agent(s, out, &system->agents[i]);
    for (uint32_t i = 0; i < system->interpreter_count; i++)
        for (uint32_t k = 0; k < system->interpreters[i].drop_count; k++)
            put_dead(s, out, &system->interpreters[i], k);
    uint32_t bytes = (uint32_t)out->used;
    if (out->has_failed || out->used > UINT32_MAX)
        return false;
    memcpy(out->bytes + 4 + sizeof(uint32_t), &bytes, sizeof bytes);
    return true;
}

// ----------------------------------------------------------------------------------------- losses

#define LOSS_TEXT_BYTES 128

static void text_copy(char out[LOSS_TEXT_BYTES], const void *text, uint32_t bytes)
{
    size_t kept = myri_utf8_cut(text, bytes, LOSS_TEXT_BYTES - 1);
    memcpy(out, text, kept);
    out[kept] = '\0';
}

// Calls `told` for each attribute of a copy that is marked as lost.
static void losses_walk(const myri_saved_agent *agent, const char *script, myr_loss_function told,
                        void *user)
{
    myri_decoder decoder = myri_decoder_make_state(agent->state, agent->state_bytes);
    myri_value_item item, name = {0};
    while (myri_decode_next(&decoder, &item)) {
        if (item.kind == MYRI_VALUE_LOST) {
            char attribute[LOSS_TEXT_BYTES] = "", why[LOSS_TEXT_BYTES];
            if (name.kind == MYRI_VALUE_TEXT)
                text_copy(attribute, name.bytes, name.length);
            text_copy(why, item.bytes, item.length);
            told(user, &(myr_loss){agent->entity, script, attribute, why});
        }
        name = item;
    }
}

static void losses_tell(const myri_saved_agent *agent, const myri_saved_script *script,
                        myr_loss_function told, void *user)
{
    char name[LOSS_TEXT_BYTES];
    text_copy(name, script->name, script->name_bytes);
    bool is_bare = (agent->flags & (MYRI_SAVED_KNOWN | MYRI_SAVED_BENCHED)) == MYRI_SAVED_KNOWN;
    if (agent->state_bytes > 0)
        losses_walk(agent, name, told, user);
    else if (is_bare)
        told(user, &(myr_loss){agent->entity, name, "",
                               "its interpreter did not answer in time, or has no copy of it"});
}

bool myr_save_losses(const void *block, size_t bytes, myr_loss_function told, void *user,
                     myr_error *error)
{
    if (!myri_save_check(block, bytes, error))
        return false;
    myri_block_reader reader = {.at = block, .end = (const uint8_t *)block + bytes};
    myri_saved_head head = myri_saved_head_read(&reader);
    myri_saved_script *scripts = calloc(head.script_count + 1u, sizeof *scripts);
    if (scripts == NULL)
        return myri_error_set(error, "no memory to look through a save");
    for (uint32_t i = 0; i < head.script_count; i++)
        scripts[i] = myri_saved_script_read(&reader);
    for (uint32_t i = 0; i < head.event_count; i++)
        myri_saved_event_read(&reader);
    for (uint32_t i = 0; i < head.interpreter_count; i++)
        myri_saved_interpreter_read(&reader);
    for (uint32_t i = 0; i < head.agent_count; i++) {
        myri_saved_agent agent = myri_saved_agent_read(&reader);
        losses_tell(&agent, &scripts[agent.script], told, user);
        for (uint32_t k = 0; k < agent.letter_count; k++)
            myri_saved_letter_read(&reader);
    }
    free(scripts);
    return true;
}

// --------------------------------------------------------------------------------------- the whole

// False: no memory.
static bool saving_init(saving *s, size_t *state_count)
{
    const myr_system *system = s->system;
    uint32_t interpreters = system->interpreter_count;
    size_t count = (size_t)system->program->entity_capacity + interpreters;
    s->answers = calloc(interpreters, sizeof *s->answers);
    s->dead_firsts = calloc(interpreters, sizeof *s->dead_firsts);
    for (uint32_t i = 0; s->dead_firsts != NULL && i < interpreters; i++) {
        s->dead_firsts[i] = (uint32_t)count;
        count += system->interpreters[i].drop_count;
    }
    s->states = calloc(count, sizeof *s->states);
    *state_count = count;
    return s->states != NULL && s->answers != NULL && s->dead_firsts != NULL;
}

bool myr_save(myr_system *system, int64_t timeout_us, void **block, size_t *bytes, myr_error *error)
{
    myri_claim_host(system);
    MYRI_ASSERT(block != NULL && bytes != NULL);
    int64_t deadline_ns = myri_deadline_ns(timeout_us);
    myri_errands_run(system, 0, deadline_ns); // what still runs
    saving s = {.system = system};
    myri_block_writer out = {0};
    size_t state_count = 0;
    bool is_done = saving_init(&s, &state_count);
    if (is_done) {
        states_fetch(&s, deadline_ns);
        is_done = !s.has_failed && block_write(&s, &out);
    }
    for (size_t i = 0; s.states != NULL && i < state_count; i++)
        free(s.states[i].bytes);
    free(s.states);
    free(s.answers);
    free(s.dead_firsts);
    if (!is_done) {
        free(out.bytes);
        return myri_error_set(error, "no memory for a save of the minds");
    }
    *block = out.bytes;
    *bytes = out.used;
    return true;
}
