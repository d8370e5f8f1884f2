// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// schedule.c: myr_publish: the new snapshot, the in-tapes, the queue. On the host's thread.
//
// In lockstep every interpreter is idle here. In realtime there are three others: one that is still
// running is late and left alone, its agents' mail waits; one whose job nobody claimed is taken
// back and gets a new tape on the new snapshot, its due agents still due; one that ended since the
// last collect is harvested and may run again, which is why it has two outputs.
//
// A tape is built twice at most and nothing is lost in between: agents' mail is only marked as
// being in flight, and is consumed when the job has ended.

#define _GNU_SOURCE // qsort_r
#include "system.h"

#include <stdlib.h>
#include <string.h>

static bool is_due(const myri_agent *agent, uint64_t tick)
{
    if (agent->asleep_until > tick && agent->mail_count == 0)
        return false;
    if (agent->period == 1 || agent->is_owed)
        return true;
    return (tick + agent->phase) % agent->period == 0;
}

static myri_cast *cast_append(myri_interpreter *it, myr_entity entity, uint32_t serial)
{
    myri_cast *cast = &it->cast[it->cast_count++];
    *cast = (myri_cast){.entity = entity, .serial = serial};
    return cast;
}

// Puts as much of an agent's mail as fits below `limit`; the rest waits for its next think.
static void tape_put_mail(myr_system *system, myri_tape *tape, const myri_agent *agent,
                          uint32_t limit, myri_cast *cast)
{
    uint32_t capacity = tape->capacity;
    tape->capacity = limit;
    uint32_t index = agent->mail_first;
    for (uint32_t i = 0; i < agent->mail_count; i++) {
        const myri_letter *letter = &system->post.letters[index];
        bool is_put =
            letter->event >= 0
                ? myri_put_event(tape, agent->entity, (uint32_t)letter->event, letter->data,
                                 letter->count)
                : myri_put_mail(tape, agent->entity, letter->sender, letter->data, letter->count);
        if (!is_put)
            break;
        cast->mail_count++;
        index = letter->next;
    }
    tape->capacity = capacity;
}

static void crowded(myr_system *system, const myri_interpreter *it)
{
    system->dropped++;
    if (system->is_crowded_told)
        return;
    system->is_crowded_told = true;
    myri_log(&system->logger, MYR_LOG_WARNING,
             "interpreter %u has more agents or mail than its tape holds: raise def.job_bytes (%u)",
             it->index, it->in_capacity);
}

// Who died is told so before it is dropped: it may send its last messages.
static bool tape_put_drop(const myr_system *system, myri_interpreter *it, myri_tape *tape,
                          const myri_drop *drop)
{
    uint32_t used = tape->used;
    if (drop->letter != MYRI_NONE) {
        const myri_letter *letter = &system->post.letters[drop->letter];
        if (!myri_put_event(tape, drop->entity, (uint32_t)letter->event, letter->data,
                            letter->count))
            return false;
    }
    if (!myri_put_agent(tape, MYRI_IN_DROP, drop->entity, 0)) {
        tape->used = used;
        return false;
    }
    if (drop->letter != MYRI_NONE)
        cast_append(it, drop->entity, drop->serial);
    return true;
}

// DROPs first: a new agent may live where an old one did. An interpreter that has died since its
// last tape has nothing to forget and everybody to meet again.
static void tape_put_arrivals(myr_system *system, myri_interpreter *it, myri_tape *tape)
{
    it->drops_sent = 0;
    while (it->drops_sent < it->drop_count &&
           tape_put_drop(system, it, tape, &it->drops[it->drops_sent]))
        it->drops_sent++;
    it->farewell_count = it->cast_count;
    for (uint32_t i = 0; i < it->member_count; i++) {
        myri_agent *agent = &system->agents[it->members[i]];
        if (agent->presence != MYRI_ABSENT || agent->is_benched)
            continue;
        // Arrivals with plain data leave half of the tape to thinks and mail; the others wait a
        // tick.
        if (agent->state != NULL && tape->used > tape->capacity / 2)
            return;
        if (!myri_checkpoint_put(system, tape, agent)) {
            crowded(system, it);
            return;
        }
        agent->presence = MYRI_ARRIVING;
    }
}

// Builds the tape and the cast of one idle interpreter. False: it has nothing to do this tick.
static bool tape_build(myr_system *system, myri_interpreter *it, uint64_t tick)
{
    it->cast_count = it->farewell_count = it->thinking_count = it->asked_count = 0;
    if (!myri_grow(&system->allocator, &it->cast, &it->cast_capacity,
                   (size_t)it->member_count + it->drop_count, sizeof *it->cast)) {
        system->dropped += it->member_count;
        return false;
    }
    myri_tape tape = {.base = it->in_base, .capacity = it->in_capacity};
    tape_put_arrivals(system, it, &tape);
    uint32_t due_count = 0;
    for (uint32_t i = 0; i < it->member_count; i++) {
        const myri_agent *agent = &system->agents[it->members[i]];
        if (agent->presence != MYRI_ABSENT && !agent->is_benched)
            due_count += is_due(agent, tick);
    }
    for (uint32_t i = 0; i < it->member_count; i++) {
        myri_agent *agent = &system->agents[it->members[i]];
        if (agent->presence == MYRI_ABSENT || agent->is_benched)
            continue;
        bool is_thinking = is_due(agent, tick) && !myri_agent_pays(system, agent);
        bool is_asked = it->ask_count > 0 && myri_ask_is_for(system, agent);
        if (!is_thinking && !is_asked && agent->presence != MYRI_ARRIVING)
            continue;
        myri_cast *cast = cast_append(it, agent->entity, agent->serial);
        cast->is_added = agent->presence == MYRI_ARRIVING;
        cast->is_referee = myri_is_referee(system, agent);
        if (!is_thinking)
            continue;
        uint32_t reserved = due_count-- * (uint32_t)sizeof(myri_in_agent);
        if (agent->mail_count > 0 && reserved < tape.capacity - tape.used)
            tape_put_mail(system, &tape, agent, tape.capacity - reserved, cast);
        agent->mail_in_flight = cast->mail_count;
        if (cast->is_referee && reserved < tape.capacity - tape.used)
            myri_orders_put(system, &tape, agent->entity, tape.capacity - reserved);
        cast->is_thinking = myri_put_agent(&tape, MYRI_IN_THINK, agent->entity, 0);
        it->thinking_count += cast->is_thinking;
        if (!cast->is_thinking)
            crowded(system, it);
        agent->is_owed = true; // until the job has ended
    }
    myri_asks_put(system, it, &tape);
    it->job->in_used = tape.used;
    return tape.used > 0;
}

// The same without thinks: for what was asked, and for new code. False: there is neither.
static bool tape_build_serving(myr_system *system, myri_interpreter *it)
{
    it->cast_count = it->farewell_count = it->thinking_count = it->drops_sent = 0;
    bool is_behind = it->code_serial != system->reload.code_serial && it->member_count > 0;
    if ((it->ask_count == 0 && !is_behind) ||
        !myri_grow(&system->allocator, &it->cast, &it->cast_capacity, it->member_count,
                   sizeof *it->cast))
        return false;
    myri_tape tape = {.base = it->in_base, .capacity = it->in_capacity};
    for (uint32_t i = 0; it->ask_count > 0 && i < it->member_count; i++) {
        const myri_agent *agent = &system->agents[it->members[i]];
        if (agent->presence == MYRI_PRESENT && !agent->is_benched && myri_ask_is_for(system, agent))
            cast_append(it, agent->entity, agent->serial)->is_referee =
                myri_is_referee(system, agent);
    }
    myri_asks_put(system, it, &tape);
    it->job->in_used = tape.used;
    return tape.used > 0 || is_behind;
}

// Costliest first, by the last job; so that the longest job does not begin last.
static int job_order(const void *a, const void *b, void *user)
{
    const myr_system *system = user;
    uint32_t ia = *(const uint32_t *)a, ib = *(const uint32_t *)b;
    int64_t na = system->interpreters[ia].last_ns, nb = system->interpreters[ib].last_ns;
    if (na != nb)
        return na > nb ? -1 : 1;
    return ia < ib ? -1 : 1;
}

myri_output *myri_output_choose(myri_interpreter *it)
{
    for (uint32_t i = 0; i < 2; i++) {
        if (it->outputs[i].state == MYRI_OUTPUT_EMPTY) {
            it->output_index = i;
            return &it->outputs[i];
        }
    }
    return NULL; // the host published twice without a collect
}

void myri_queue_fill(myr_system *system, uint32_t job_count)
{
    pthread_mutex_lock(&system->lock);
    for (uint32_t i = 0; i < job_count; i++) {
        uint32_t index = system->queue_build[i];
        system->queue[i] = index;
        system->interpreters[index].state = MYRI_STATE_QUEUED;
        system->interpreters[index].slot = system->newest_slot;
    }
    system->queue_count = job_count;
    system->queue_next = 0;
    system->outstanding += job_count;
    uint32_t wanted = job_count < system->idle_workers ? job_count : system->idle_workers;
    if (wanted == 1)
        pthread_cond_signal(&system->work);
    else if (wanted > 1)
        pthread_cond_broadcast(&system->work);
    if (job_count > 0)
        myri_watch_wake(system);
    pthread_mutex_unlock(&system->lock);
}

// Whoever is due thinks in the next tick that the interpreter runs in.
static void tick_skip(myr_system *system, myri_interpreter *it, uint64_t tick)
{
    for (uint32_t i = 0; i < it->member_count; i++) {
        myri_agent *agent = &system->agents[it->members[i]];
        if (agent->is_benched || !is_due(agent, tick))
            continue;
        agent->is_owed = true;
        system->stats.throttled++;
    }
}

static void job_prepare(myr_system *system, myri_interpreter *it, uint64_t tick)
{
    it->is_scheduled = true;
    it->is_serving = it->is_timed = false;
    it->job_tick = tick;
    it->late_before = it->late_count;
    it->is_reloading = it->code_serial != system->reload.code_serial;
    it->code_wanted = it->job->code_serial = system->reload.code_serial;
    it->job->is_timed = it->job->checkpoint_count = 0;
    it->job->is_traced = it->is_traced = system->tracing.tracer.record != NULL;
    it->job->slot = system->newest_slot;
}

bool myr_serve(myr_system *system, myr_error *error)
{
    myri_claim_host(system);
    if (system->newest_slot < 0)
        return myri_error_set(error, "nothing was published yet");
    pthread_mutex_lock(&system->lock);
    bool is_queue_empty = system->queue_next == system->queue_count;
    pthread_mutex_unlock(&system->lock);
    myri_harvest(system);
    myri_reload_take(system);
    uint32_t job_count = 0;
    for (uint32_t i = 0; is_queue_empty && i < system->interpreter_count; i++) {
        myri_interpreter *it = &system->interpreters[i];
        if (it->is_scheduled || !it->is_idle || myri_output_choose(it) == NULL ||
            !tape_build_serving(system, it))
            continue;
        job_prepare(system, it, system->newest_tick);
        it->is_serving = true;
        system->queue_build[job_count++] = i;
    }
    if (job_count > 0)
        myri_queue_fill(system, job_count);
    return true;
}

void myri_schedule(myr_system *system, uint64_t tick)
{
    uint32_t job_count = 0;
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        myri_interpreter *it = &system->interpreters[i];
        if (it->is_scheduled || (it->is_idle && myri_output_choose(it) == NULL)) {
            it->late_count++;
            system->stats.late++;
            myri_trace_late(system, it, tick);
            continue;
        }
        if (!it->is_idle || (it->member_count == 0 && it->drop_count == 0))
            continue;
        if (system->is_timed && !myri_bucket_fill(system, it)) {
            tick_skip(system, it, tick);
            continue;
        }
        if (!tape_build(system, it, tick))
            continue;
        job_prepare(system, it, tick);
        it->is_timed = system->is_timed;
        it->job->is_timed = system->is_timed;
        it->job->checkpoint_count = myri_checkpoints_due(system, it);
        system->queue_build[job_count++] = i;
    }
    qsort_r(system->queue_build, job_count, sizeof *system->queue_build, job_order, system);
    myri_queue_fill(system, job_count);
}

// --- publish ---

// Slots cannot run out while workers live: each holds one at most, and there are two more. Those
// that abandoned workers hold are lost until their scripts return.
bool myri_snapshot_publish(myr_system *system, const myr_frame *frame, myr_error *error)
{
    int32_t slot = myri_region_acquire(&system->region);
    if (slot < 0)
        return myri_error_set(error, "no snapshot slot is free: %u threads are stuck in scripts",
                              myr_stuck_count());
    if (!myri_snapshot_write(&system->region, slot, system->program, frame, error)) {
        myri_region_release(&system->region, slot);
        return false;
    }
    if (system->newest_slot >= 0)
        myri_region_release(&system->region, system->newest_slot);
    system->newest_slot = slot;
    system->newest_tick = frame->tick;
    return true;
}

bool myr_publish(myr_system *system, const myr_frame *frame, myr_error *error)
{
    myri_claim_host(system);
    MYRI_ASSERT(frame != NULL);
    int64_t begin_ns = myri_cpu_ns();
    pthread_mutex_lock(&system->lock);
    myri_take_back(system);
    uint32_t made = system->made_count - system->failed_count;
    uint32_t live_workers = system->live_workers;
    pthread_mutex_unlock(&system->lock);
    myri_release_borrowed(system);
    int64_t phase_ns = myri_trace_begin(system);
    myri_harvest(system);
    phase_ns = myri_trace_phase(system, "harvest", phase_ns);
    myri_reload_take(system);
    bool is_published = false;
    if (made == 0)
        myri_error_set(error, "no interpreter is ready yet: wait with myr_ready()");
    else if (live_workers == 0)
        myri_error_set(error, "no worker is left: %u threads are stuck in scripts",
                       myr_stuck_count());
    else
        is_published = myri_snapshot_publish(system, frame, error);
    phase_ns = myri_trace_phase(system, "snapshot", phase_ns);
    if (is_published)
        myri_schedule(system, frame->tick);
    myri_trace_phase(system, "schedule", phase_ns);
    myri_trace_flush(system);
    system->order_bytes = 0;
    system->host_ns += myri_cpu_ns() - begin_ns;
    return is_published;
}

bool myr_fill_static(myr_system *system, size_t byte_count,
                     void (*fill)(void *user, void *bytes, size_t byte_count), void *user)
{
    myri_claim_host(system);
    void *bytes = myri_static_begin(&system->region, byte_count);
    if (bytes == NULL)
        return false;
    fill(user, bytes, byte_count);
    myri_static_commit(&system->region, byte_count);
    return true;
}

static void static_copy(void *user, void *bytes, size_t byte_count)
{
    if (byte_count > 0)
        memcpy(bytes, user, byte_count);
}

bool myr_publish_static(myr_system *system, const void *bytes, size_t byte_count)
{
    return myr_fill_static(system, byte_count, static_copy, (void *)bytes);
}
