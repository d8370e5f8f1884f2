// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// mail.c: messages and events that wait for their receivers. All on the host's thread.
//
// A payload is stored once, in a block shared with its neighbours; a letter is a receiver's
// reference to it. So a broadcast to a team of 1,000 costs one copy and 1,000 letters of 40 bytes.
// Blocks count their letters and are used again when the last one is gone. The block that is being
// filled counts one more, for the post office itself.
//
//     agent A | letter -> letter -> |          block | payload 1 | payload 2 | ... |
//     agent B | letter ----------------------------------^  ^
//     agent C | letter -------------------------------------/
//
// Letters wait in the order of their arrival: the merge delivers by (sender, sequence), and events
// are put between ticks. At most def.message_capacity wait per agent; those already in a running
// job's tape do not count.

#include "system.h"

#include <string.h>

#define BLOCK_BYTES 65536u

static uint8_t *block_bytes(myri_mail_block *block)
{
    return (uint8_t *)(block + 1);
}

static void block_release(myr_system *system, myri_mail_block *block)
{
    if (--block->references > 0)
        return;
    if (block->capacity != BLOCK_BYTES) {
        myri_free(&system->allocator, block, sizeof *block + block->capacity);
        return;
    }
    block->next = system->post.free_blocks;
    system->post.free_blocks = block;
}

// A block with room for `byte_count` that is the one being filled.
static myri_mail_block *block_with_room(myr_system *system, uint32_t byte_count)
{
    myri_post_office *post = &system->post;
    if (post->filling != NULL && post->filling->capacity - post->filling->used >= byte_count)
        return post->filling;
    uint32_t capacity = byte_count > BLOCK_BYTES ? byte_count : BLOCK_BYTES;
    myri_mail_block *block = NULL;
    if (capacity == BLOCK_BYTES && post->free_blocks != NULL) {
        block = post->free_blocks;
        post->free_blocks = block->next;
    } else {
        block = myri_alloc(&system->allocator, sizeof *block + capacity);
        if (block == NULL)
            return NULL;
        block->capacity = capacity;
    }
    if (post->filling != NULL)
        block_release(system, post->filling);
    block->used = 0;
    block->references = 1;
    post->filling = block;
    return block;
}

// Room for `byte_count` bytes, aligned to 8.
static void *mail_room(myr_system *system, uint32_t byte_count, myri_mail_block **block)
{
    uint32_t rounded = (byte_count + 7) / 8 * 8;
    *block = block_with_room(system, rounded);
    if (*block == NULL)
        return NULL;
    void *room = block_bytes(*block) + (*block)->used;
    (*block)->used += rounded;
    return room;
}

void *myri_mail_store(myr_system *system, const void *bytes, uint32_t byte_count,
                      myri_mail_block **block)
{
    void *room = mail_room(system, byte_count, block);
    if (room != NULL)
        memcpy(room, bytes, byte_count);
    return room;
}

static bool mail_has_room(const myr_system *system, const myri_agent *agent)
{
    return agent->mail_count - agent->mail_in_flight < system->program->message_capacity;
}

bool myri_mail_append(myr_system *system, myri_agent *agent, const myri_letter *letter)
{
    myri_post_office *post = &system->post;
    bool is_last = letter->event >= 0 && letter->event == system->death_event;
    if (!is_last && !mail_has_room(system, agent)) {
        system->dropped++;
        return false;
    }
    uint32_t index = post->first_free;
    if (index != MYRI_NONE) {
        post->first_free = post->letters[index].next;
    } else {
        if (!myri_grow(&system->allocator, &post->letters, &post->letter_capacity,
                       (size_t)post->letter_count + 1, sizeof *post->letters)) {
            system->dropped++;
            return false;
        }
        index = post->letter_count++;
    }
    post->letters[index] = *letter;
    post->letters[index].next = MYRI_NONE;
    letter->block->references++;
    if (agent->mail_count == 0)
        agent->mail_first = index;
    else
        post->letters[agent->mail_last].next = index;
    agent->mail_last = index;
    agent->mail_count++;
    return true;
}

uint32_t myri_mail_take_death(myr_system *system, myri_agent *agent)
{
    myri_letter *letters = system->post.letters;
    uint32_t index = agent->mail_last;
    if (agent->mail_count == 0 || system->death_event < 0 || agent->presence != MYRI_PRESENT ||
        letters[index].event != system->death_event)
        return MYRI_NONE;
    agent->mail_count--; // it is the last of them
    return index;
}

void myri_letter_drop(myr_system *system, uint32_t index)
{
    myri_post_office *post = &system->post;
    if (index == MYRI_NONE)
        return;
    block_release(system, post->letters[index].block);
    post->letters[index].next = post->first_free;
    post->first_free = index;
}

void myri_mail_consume(myr_system *system, myri_agent *agent, uint32_t count)
{
    myri_post_office *post = &system->post;
    for (uint32_t i = 0; i < count && agent->mail_count > 0; i++) {
        uint32_t index = agent->mail_first;
        agent->mail_first = post->letters[index].next;
        agent->mail_count--;
        myri_letter_drop(system, index);
    }
    agent->mail_in_flight = 0;
}

void myri_mail_clear(myr_system *system, myri_agent *agent)
{
    myri_mail_consume(system, agent, agent->mail_count);
}

void myri_post_office_fini(myr_system *system)
{
    myri_post_office *post = &system->post;
    for (uint32_t i = 0; system->agents != NULL && i < system->program->entity_capacity; i++)
        myri_mail_clear(system, &system->agents[i]);
    for (uint32_t i = 0; system->interpreters != NULL && i < system->interpreter_count; i++)
        myri_drops_clear(system, &system->interpreters[i], system->interpreters[i].drop_count);
    if (post->filling != NULL)
        block_release(system, post->filling);
    while (post->free_blocks != NULL) {
        myri_mail_block *block = post->free_blocks;
        post->free_blocks = block->next;
        myri_free(&system->allocator, block, sizeof *block + block->capacity);
    }
    myri_free(&system->allocator, post->letters, post->letter_capacity * sizeof *post->letters);
}

void myr_event_post(myr_system *system, myr_entity entity, uint32_t event, const myr_value *args,
                    uint32_t arg_count)
{
    myri_claim_host(system);
    bool is_declared = event < system->program->event_count &&
                       arg_count == system->program->events[event].arg_count;
    MYRI_ASSERT(is_declared);
    uint32_t index = myr_entity_index(entity);
    if (entity == MYR_ENTITY_NONE || index >= system->program->entity_capacity ||
        system->agents[index].entity != entity || system->agents[index].is_benched)
        return;
    size_t bytes = arg_count * sizeof *args;
    for (uint32_t i = 0; i < arg_count; i++)
        bytes += args[i].type == MYR_TEXT ? args[i].text_bytes : 0;
    myri_letter letter = {.event = (int32_t)event, .count = arg_count};
    // One that no tape could carry would keep all that comes after it waiting.
    bool is_too_large = bytes > system->program->job_bytes / 2;
    myr_value *copy = is_too_large ? NULL : mail_room(system, (uint32_t)bytes, &letter.block);
    if (copy == NULL) {
        system->dropped++;
        return;
    }
    char *text = (char *)(copy + arg_count);
    for (uint32_t i = 0; i < arg_count; i++) {
        copy[i] = args[i];
        if (args[i].type != MYR_TEXT)
            continue;
        if (args[i].text_bytes > 0)
            memcpy(text, args[i].text, args[i].text_bytes);
        copy[i].text = text;
        text += args[i].text_bytes;
    }
    letter.data = copy;
    myri_mail_append(system, &system->agents[index], &letter);
}

// --- delivery ---

// The team that an agent is addressed by: that of the newest snapshot, or, for an agent that is not
// in it or without a team field, the one it was added with.
static int32_t agent_team(const myr_system *system, const myri_agent *agent)
{
    int32_t field = system->program->field_team;
    if (field < 0 || system->newest_slot < 0)
        return agent->team;
    myr_view view;
    myri_view_init(&view, system->program, &system->region, system->newest_slot);
    int32_t row = myr_view_row(&view, agent->entity);
    return row < 0 ? agent->team : ((const int32_t *)view.columns[field])[row];
}

static myri_team_entry *team_entry(myr_system *system, int32_t team)
{
    uint32_t mask = system->team_capacity - 1;
    uint32_t at = ((uint32_t)team * 2654435769u) & mask;
    while (system->teams[at].first != MYRI_NONE && system->teams[at].team != team)
        at = (at + 1) & mask;
    return &system->teams[at];
}

// Chains all agents by team, each chain in entity order. Once per collect in which a message goes
// to a team: teams change, and one pass over the agents costs less than keeping the chains.
static bool teams_build(myr_system *system)
{
    uint32_t entity_capacity = system->program->entity_capacity;
    if (system->teams == NULL) {
        uint32_t capacity = 16;
        while (capacity < entity_capacity * 2)
            capacity *= 2;
        system->teams = myri_alloc(&system->allocator, capacity * sizeof *system->teams);
        if (system->teams == NULL)
            return false;
        system->team_capacity = capacity;
    }
    for (uint32_t i = 0; i < system->team_capacity; i++)
        system->teams[i] = (myri_team_entry){.first = MYRI_NONE};
    for (uint32_t i = entity_capacity; i-- > 0;) {
        myri_agent *agent = &system->agents[i];
        if (agent->entity == MYR_ENTITY_NONE || agent->is_benched)
            continue;
        int32_t team = agent_team(system, agent);
        myri_team_entry *entry = team_entry(system, team);
        entry->team = team;
        agent->delivery_team = team;
        agent->next_of_team = entry->first;
        entry->first = i;
        entry->count++;
    }
    return true;
}

// To every agent of the team but the sender. Mail only grows during a delivery, so a team in which
// nobody had room is not walked again: a flood of broadcasts costs the host no square.
static void deliver_to_team(myr_system *system, int32_t team, myri_letter *letter)
{
    myri_team_entry *entry = team_entry(system, team);
    if (entry->first == MYRI_NONE)
        return;
    const myri_agent *sender = &system->agents[myr_entity_index(letter->sender)];
    bool is_member = sender->entity == letter->sender && sender->delivery_team == team;
    if (entry->is_full) {
        system->dropped += entry->count - (is_member ? 1 : 0);
        return;
    }
    bool is_full = true;
    for (uint32_t i = entry->first; i != MYRI_NONE; i = system->agents[i].next_of_team) {
        myri_agent *agent = &system->agents[i];
        if (agent == sender && is_member) {
            is_full = is_full && !mail_has_room(system, agent);
        } else if (myri_mail_append(system, agent, letter)) {
            system->stats.messages++;
            is_full = is_full && !mail_has_room(system, agent);
        }
    }
    entry->is_full = is_full;
}

static void deliver_to_entity(myr_system *system, myr_entity entity, const myri_letter *letter)
{
    uint32_t index = myr_entity_index(entity);
    if (index >= system->program->entity_capacity)
        return;
    myri_agent *agent = &system->agents[index];
    if (agent->entity == entity && !agent->is_benched && myri_mail_append(system, agent, letter))
        system->stats.messages++;
}

// Whether a person listens to the one who sends this message, or to one who gets it.
static bool is_overheard(const myr_system *system, myr_entity sender, const myri_out_mail *message)
{
    myr_entity wanted = system->overhearing.entity;
    if (wanted == MYR_ENTITY_NONE || wanted == sender)
        return wanted == sender;
    if (message->target != MYRI_TO_TEAM)
        return message->entity == wanted;
    const myri_agent *agent = &system->agents[myr_entity_index(wanted)];
    return agent->entity == wanted && agent_team(system, agent) == message->team;
}

void myri_mail_deliver(myr_system *system, const myri_run *run, bool *teams_are_ready)
{
    for (uint32_t i = 0; i < run->message_count; i++) {
        const myri_out_mail *message = &run->output->messages[run->message_first + i];
        myri_letter letter = {.event = -1, .sender = run->entity, .count = message->payload_bytes};
        myri_take_over(&message->payload_bytes);
        if (is_overheard(system, run->entity, message)) {
            bool is_team = message->target == MYRI_TO_TEAM;
            myri_overhear(system, run->entity, is_team ? MYR_ENTITY_NONE : message->entity,
                          is_team ? message->team : 0, message->payload, message->payload_bytes);
        }
        letter.data =
            myri_mail_store(system, message->payload, message->payload_bytes, &letter.block);
        if (letter.data != NULL && message->target == MYRI_TO_TEAM && !*teams_are_ready)
            *teams_are_ready = teams_build(system);
        if (letter.data == NULL || (message->target == MYRI_TO_TEAM && !*teams_are_ready)) {
            system->dropped++;
            continue;
        }
        if (message->target == MYRI_TO_TEAM)
            deliver_to_team(system, message->team, &letter);
        else
            deliver_to_entity(system, message->entity, &letter);
    }
}
