// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// checkpoint.c: the agents' plain data, kept by the host for the day their interpreter dies. On the
// host's thread.
//
// Each job copies some of its agents in turn, so that all had theirs within def.checkpoint_ticks of
// them. The copies lie at the end of the out-tape, where they take room from nobody, were checked
// by the decoder, and stay one block per agent. When the interpreter is made anew, the agents
// arrive with them instead of being made by __init__. What had no copy is told once per script.

#include "system.h"
#include "value.h"

#include <stdio.h>
#include <string.h>

uint32_t myri_checkpoints_due(myr_system *system, myri_interpreter *it)
{
    const myri_program *program = system->program;
    if (program->checkpoint_bytes == 0)
        return 0;
    it->checkpoints_due += it->member_count;
    uint32_t count = it->checkpoints_due / program->checkpoint_ticks;
    it->checkpoints_due %= program->checkpoint_ticks;
    return count;
}

static void keep(myr_system *system, const myri_interpreter *it, const myri_out_copy *copy)
{
    uint32_t index = myr_entity_index(copy->entity);
    if (index >= system->program->entity_capacity)
        return;
    myri_agent *agent = &system->agents[index];
    bool is_its_own = agent->entity == copy->entity && copy->entity != MYR_ENTITY_NONE &&
                      agent->interpreter == it->index && agent->presence == MYRI_PRESENT;
    // Without memory the older copy is as good as any.
    if (!is_its_own || agent->is_benched ||
        !myri_grow(&system->allocator, &agent->state, &agent->state_capacity, copy->byte_count, 1))
        return;
    memcpy(agent->state, copy->bytes, copy->byte_count);
    agent->state_bytes = copy->byte_count;
}

void myri_checkpoints_keep(myr_system *system, const myri_interpreter *it,
                           const myri_output *output)
{
    for (uint32_t i = 0; i < output->copy_count; i++)
        keep(system, it, &output->copies[i]);
}

void myri_checkpoint_drop(myr_system *system, myri_agent *agent)
{
    myri_free(&system->allocator, agent->state, agent->state_capacity);
    agent->state = NULL;
    agent->state_bytes = agent->state_capacity = 0;
}

// ----------------------------------------------------------------------------------------- losses

// "attributes lost: nest (Knot), path (too large)"; false: none.
static bool loss_text(const myri_agent *agent, char *text, size_t capacity)
{
    myri_decoder decoder = myri_decoder_make_state(agent->state, agent->state_bytes);
    myri_value_item item, name = {0};
    size_t used = 0;
    while (myri_decode_next(&decoder, &item)) {
        if (item.kind == MYRI_VALUE_LOST && name.bytes != NULL && used < capacity)
            used += (size_t)snprintf(text + used, capacity - used, "%s%.*s (%.*s)",
                                     used == 0 ? "attributes lost: " : ", ", (int)name.length,
                                     name.bytes, (int)item.length, item.bytes);
        name = item;
    }
    if (used >= capacity)
        text[myri_utf8_cut(text, capacity - 1, capacity - 4)] = '\0';
    return used > 0;
}

static const char *script_path(const myri_program *program, const myri_script *script)
{
    for (uint32_t i = 0; script->module != NULL && i < program->source_count; i++)
        if (strcmp(program->sources[i].module, script->module) == 0)
            return program->sources[i].path;
    return "";
}

static void loss_tell(myr_system *system, const myri_agent *agent)
{
    const myri_program *program = system->program;
    char text[512];
    if (system->losses == NULL)
        system->losses =
            myri_alloc(&system->allocator, program->script_count * sizeof *system->losses);
    if (system->losses == NULL || system->losses[agent->script] != NULL ||
        !loss_text(agent, text, sizeof text) ||
        !myri_grow(&system->allocator, &system->new_losses, &system->loss_capacity,
                   (size_t)system->new_loss_count + 1, sizeof *system->new_losses))
        return;
    char *copy = myri_alloc(&system->allocator, strlen(text) + 1);
    if (copy == NULL)
        return;
    system->losses[agent->script] = strcpy(copy, text);
    system->new_losses[system->new_loss_count++] =
        (myr_failure){.kind = MYR_FAILURE_LOST,
                      .entity = agent->entity,
                      .interpreter = agent->interpreter,
                      .path = script_path(program, &program->scripts[agent->script]),
                      .text = copy,
                      .traceback = ""};
}

void myri_losses_fini(myr_system *system)
{
    const myr_allocator *allocator = &system->allocator;
    uint32_t count = system->program->script_count;
    for (uint32_t i = 0; system->losses != NULL && i < count; i++)
        if (system->losses[i] != NULL)
            myri_free(allocator, system->losses[i], strlen(system->losses[i]) + 1);
    myri_free(allocator, system->losses, count * sizeof *system->losses);
    myri_free(allocator, system->new_losses, system->loss_capacity * sizeof *system->new_losses);
}

bool myri_checkpoint_put(myr_system *system, myri_tape *tape, const myri_agent *agent)
{
    // What no tape can hold is as good as lost; def.job_bytes is small then.
    if (agent->state == NULL || agent->state_bytes > tape->capacity / 4)
        return myri_put_add(tape, agent->entity, agent->script, agent->budget_us);
    if (!myri_put_restore(tape, agent->entity, agent->script, agent->budget_us, agent->state,
                          agent->state_bytes))
        return false;
    loss_tell(system, agent);
    return true;
}
