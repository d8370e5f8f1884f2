// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ask.c: what a person asks of one agent: to be looked at, or to run a line of its language. All on
// the host's thread.
//
//     myr_evaluate -> WAITING --put in a tape, behind the thinks--> SENT --harvest--> ANSWERED
//                        ^                                           |
//                        '------------- the job was taken back ------'
//
// Every ask is answered once: by its agent, or by us, when the agent is gone, its interpreter has
// died, or there was no room. A game that stands still has no publish: myr_serve gives out jobs on
// the last snapshot in which nobody thinks.

#include "system.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

typedef enum ask_state { ASK_WAITING, ASK_SENT, ASK_ANSWERED } ask_state;

struct myri_ask {
    uint32_t serial;
    uint32_t kind; // a myri_ask_kind
    uint32_t state;
    uint32_t interpreter;
    myr_entity entity;
    char *text; // what is asked, then the answer
    bool is_error;
};

static const char no_memory[] = "no memory for the answer";

// ---------------------------------------------------------------------------------------- asking

static myri_agent *agent_of(myr_system *system, myr_entity entity)
{
    uint32_t index = myr_entity_index(entity);
    if (entity == MYR_ENTITY_NONE || index >= system->program->entity_capacity ||
        system->agents[index].entity != entity)
        return NULL;
    return &system->agents[index];
}

static uint32_t ask_add(myr_system *system, myr_entity entity, myri_ask_kind kind, const char *text,
                        size_t text_bytes, myr_error *error)
{
    myri_claim_host(system);
    const myri_agent *agent = agent_of(system, entity);
    myri_asks *asks = &system->asks;
    if (agent == NULL) {
        myri_error_set(error, "entity %u has no agent", myr_entity_index(entity));
        return 0;
    }
    if (text_bytes > MYRI_ASK_BYTES || !myri_utf8_check(text, text_bytes)) {
        myri_error_set(error, "a line to run has at most %u bytes of UTF-8", MYRI_ASK_BYTES);
        return 0;
    }
    if (system->program->language == MYR_LANGUAGE_NULL ||
        system->interpreters[agent->interpreter].is_buried) {
        myri_error_set(error, "entity %u has no interpreter that could answer",
                       myr_entity_index(entity));
        return 0;
    }
    char *copy = strndup(text, text_bytes);
    if (copy == NULL || !myri_grow(&system->allocator, &asks->items, &asks->capacity,
                                   (size_t)asks->count + 1, sizeof *asks->items)) {
        free(copy);
        myri_error_set(error, "no memory to ask");
        return 0;
    }
    asks->items[asks->count++] = (myri_ask){.serial = ++asks->serial,
                                            .kind = kind,
                                            .interpreter = agent->interpreter,
                                            .entity = entity,
                                            .text = copy};
    system->interpreters[agent->interpreter].ask_count++;
    asks->has_evaluated = asks->has_evaluated || kind == MYRI_ASK_EVALUATE;
    return asks->serial;
}

uint32_t myr_evaluate(myr_system *system, myr_entity entity, const char *text, size_t text_bytes,
                      myr_error *error)
{
    return ask_add(system, entity, MYRI_ASK_EVALUATE, text, text_bytes, error);
}

uint32_t myr_inspect(myr_system *system, myr_entity entity, myr_error *error)
{
    return ask_add(system, entity, MYRI_ASK_INSPECT, "", 0, error);
}

// --------------------------------------------------------------------------------------- sending

static void ask_answer(myr_system *system, myri_ask *ask, const char *text, bool is_error)
{
    char *copy = strdup(text);
    free(ask->text);
    ask->text = copy;
    ask->is_error = is_error;
    ask->state = ASK_ANSWERED;
    system->interpreters[ask->interpreter].ask_count--;
}

bool myri_ask_is_for(const myr_system *system, const myri_agent *agent)
{
    for (uint32_t i = 0; i < system->asks.count; i++) {
        const myri_ask *ask = &system->asks.items[i];
        if (ask->state == ASK_WAITING && ask->entity == agent->entity)
            return true;
    }
    return false;
}

// In the order of their agents, as the cast is.
void myri_asks_put(myr_system *system, myri_interpreter *it, myri_tape *tape)
{
    it->asks_sent = 0;
    for (uint32_t m = 0; it->ask_count > 0 && m < it->member_count; m++) {
        const myri_agent *agent = &system->agents[it->members[m]];
        for (uint32_t i = 0; i < system->asks.count; i++) {
            myri_ask *ask = &system->asks.items[i];
            if (ask->state != ASK_WAITING || ask->entity != agent->entity)
                continue;
            if (!myri_put_ask(tape, ask->entity, ask->serial, (myri_ask_kind)ask->kind, ask->text,
                              (uint32_t)strlen(ask->text)))
                return; // at its next job
            ask->state = ASK_SENT;
            it->asks_sent++;
        }
    }
}

void myri_asks_withdraw(myr_system *system, const myri_interpreter *it)
{
    for (uint32_t i = 0; it->asks_sent > 0 && i < system->asks.count; i++) {
        myri_ask *ask = &system->asks.items[i];
        if (ask->state == ASK_SENT && ask->interpreter == it->index)
            ask->state = ASK_WAITING;
    }
}

// ------------------------------------------------------------------------------------- answering

void myri_asks_settle(myr_system *system, myri_interpreter *it, const myri_output *output)
{
    for (uint32_t i = 0; it->asks_sent > 0 && i < system->asks.count; i++) {
        myri_ask *ask = &system->asks.items[i];
        if (ask->state != ASK_SENT || ask->interpreter != it->index)
            continue;
        const myri_out_reply *reply = NULL;
        for (uint32_t r = 0; r < output->reply_count; r++)
            if (output->replies[r].serial == ask->serial)
                reply = &output->replies[r];
        if (reply != NULL)
            ask_answer(system, ask, reply->text, reply->is_error);
        else
            ask_answer(system, ask, "its interpreter gave no answer", true);
    }
    it->asks_sent = 0;
}

// Those whose agent is gone wait for nothing.
static void orphans_answer(myr_system *system)
{
    for (uint32_t i = 0; i < system->asks.count; i++) {
        myri_ask *ask = &system->asks.items[i];
        if (ask->state == ASK_WAITING && (agent_of(system, ask->entity) == NULL ||
                                          system->interpreters[ask->interpreter].is_buried))
            ask_answer(system, ask, "it is gone", true);
    }
}

void myri_asks_tell(myr_system *system)
{
    myri_asks *asks = &system->asks;
    if (asks->count == 0)
        return;
    orphans_answer(system);
    uint32_t told = 0, left = 0;
    if (!myri_grow(&system->allocator, &asks->answers, &asks->answer_capacity, asks->count,
                   sizeof *asks->answers))
        return;
    for (uint32_t i = 0; i < asks->count; i++) {
        myri_ask *ask = &asks->items[i];
        if (ask->state != ASK_ANSWERED) {
            asks->items[left++] = *ask;
            continue;
        }
        asks->answers[told++] =
            (myr_answer){ask->serial, ask->entity, ask->text != NULL ? ask->text : no_memory,
                         ask->is_error || ask->text == NULL};
    }
    asks->count = left;
    asks->answer_count = told;
    system->results.answers = asks->answers;
    system->results.answer_count = told;
}

void myri_answers_release(myr_system *system)
{
    myri_asks *asks = &system->asks;
    for (uint32_t i = 0; i < asks->answer_count; i++)
        if (asks->answers[i].text != no_memory)
            free((char *)asks->answers[i].text);
    asks->answer_count = 0;
}

void myri_asks_fini(myr_system *system)
{
    myri_asks *asks = &system->asks;
    myri_answers_release(system);
    for (uint32_t i = 0; i < asks->count; i++)
        free(asks->items[i].text);
    myri_free(&system->allocator, asks->items, asks->capacity * sizeof *asks->items);
    myri_free(&system->allocator, asks->answers, asks->answer_capacity * sizeof *asks->answers);
}
