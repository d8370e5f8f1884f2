// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pool.c: the workers: threads that run scripts. Each claims the costliest job that is left, runs
// it, decodes and checks what came out, and gives the interpreter back.
//
//     host          | build tapes | queue ->                      ... done | harvest, merge |
//     worker 0      |  asleep     | claim 17, run, decode | end 17, claim 4, run, decode | asleep
//     worker 1      |  asleep     | claim 3, run, decode  | ...
//
// The claim is a cursor in the queue under the system's lock, not one atomic counter. In realtime a
// new tick takes back what nobody has claimed, and a claim must then be seen by the host together
// with the state of the interpreter: with a counter alone, a worker that was preempted between its
// increment and its look at the queue would read the queue of another tick. The end of a job needs
// the lock anyway, and a worker ends one job and claims the next in one critical section of some
// 100 ns.
//
// A worker whose job was given up (watch.c) finds this out when its script comes back, if ever: the
// phase of its job, a single compare-and-swap, decides who was first. If its child was killed, the
// job has failed, even when the answer came just before the kill: the kill is on its way, and would
// hit the next job. If it was abandoned, it touches nothing but its snapshot slot and leaves.

#include "debug.h"
#include "system.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Ids of workers, for backends that keep a state per worker and interpreter. One pool of ids for
// the whole process: interpreters are kept from system to system, and a stuck worker keeps its id.
static _Atomic uint64_t worker_ids;
_Static_assert(MYRI_MAX_WORKERS == 64, "worker ids are the bits of one word");

static uint32_t worker_id_acquire(void)
{
    uint64_t taken = atomic_load(&worker_ids);
    while (~taken != 0) {
        uint32_t id = (uint32_t)__builtin_ctzll(~taken);
        if (atomic_compare_exchange_weak(&worker_ids, &taken, taken | (uint64_t)1 << id))
            return id;
    }
    return MYRI_NONE;
}

static void worker_id_release(uint32_t id)
{
    atomic_fetch_and(&worker_ids, ~((uint64_t)1 << id));
}

bool myri_thread_start(pthread_t *thread, size_t stack_bytes, void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    bool is_started = pthread_attr_setstacksize(&attributes, stack_bytes) == 0 &&
                      pthread_create(thread, &attributes, run, argument) == 0;
    pthread_attr_destroy(&attributes);
    return is_started;
}

bool myri_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t deadline_ns)
{
    if (deadline_ns == INT64_MAX)
        return pthread_cond_wait(condition, lock) == 0;
    struct timespec deadline = {.tv_sec = deadline_ns / 1000000000,
                                .tv_nsec = deadline_ns % 1000000000};
    return pthread_cond_timedwait(condition, lock, &deadline) != ETIMEDOUT;
}

void myri_job_end(myr_system *system, myri_interpreter *interpreter, myri_state state)
{
    interpreter->state = state;
    if (state == MYRI_STATE_REVIVING)
        pthread_cond_signal(&system->make); // still outstanding: collect waits for it in lockstep
    else if (--system->outstanding == 0)
        pthread_cond_broadcast(&system->done);
}

// --- one job ---

static myri_interpreter *job_claim(myr_system *system, myri_worker *worker)
{
    uint32_t index = system->queue[system->queue_next++];
    myri_interpreter *it = &system->interpreters[index];
    it->state = MYRI_STATE_RUNNING;
    it->watch_serial = 0;
    it->watch_entity = MYR_ENTITY_NONE;
    it->watch_changes = 0;
    it->watch_since_ns = it->begin_ns = myri_now_ns();
    it->worker_id = worker->id;
    atomic_store(&worker->phase, MYRI_PHASE_RUN);
    // The host holds the slot until it publishes again, which takes this lock: no gap in between.
    myri_region_retain(&system->region, it->slot);
    worker->interpreter = index;
    system->running++;
    return it;
}

// The tape as decode may read it: a child could still write its own.
static const uint8_t *tape_secure(myr_system *system, myri_worker *worker,
                                  const myri_interpreter *it, uint32_t used)
{
    if (system->program->isolation != MYR_ISOLATION_PROCESS)
        return it->out_base;
    if (!myri_grow(&system->allocator, &worker->scratch, &worker->scratch_capacity, used, 1))
        return NULL;
    if (used > 0)
        memcpy(worker->scratch, it->out_base, used);
    return worker->scratch != NULL ? worker->scratch : it->out_base;
}

static void job_decode(myr_system *system, myri_worker *worker, myri_interpreter *it)
{
    myri_output *output = &it->outputs[it->output_index];
    uint32_t used = it->job->out_used;
    const uint8_t *tape = used <= it->out_capacity ? tape_secure(system, worker, it, used) : NULL;
    if (tape != NULL && myri_decode(system, it, tape, used, output))
        return;
    char text[128];
    snprintf(text, sizeof text, "interpreter %u answered with what is not a job's output",
             it->index);
    myri_log(&system->logger, MYR_LOG_ERROR, "%s", text);
    // Its state can be anything: in a process it is replaced.
    myri_output_fail(system, it, output, MYR_FAILURE_CRASHED, MYR_ENTITY_NONE, text);
}

// The child died while it ran this job, or is about to. Who was thinking is only believed if it is
// in the cast. When it was killed, that is who the watch had in view: the next one may have begun
// to think before the kill arrived.
static void job_fail(myr_system *system, myri_interpreter *it, bool is_killed)
{
    myr_entity entity = is_killed ? it->watch_entity : MYR_ENTITY_NONE;
    if (!is_killed && atomic_load(&it->job->think_serial) != 0)
        entity = (myr_entity)atomic_load(&it->job->think_entity);
    char text[160];
    snprintf(text, sizeof text,
             is_killed ? "interpreter %u was killed: it ran over def.think_limit_us and "
                         "def.think_grace_us"
                       : "interpreter %u crashed: its child process died",
             it->index);
    myri_log(&system->logger, MYR_LOG_WARNING, "%s", text);
    myri_output_fail(system, it, &it->outputs[it->output_index],
                     is_killed ? MYR_FAILURE_KILLED : MYR_FAILURE_CRASHED, entity, text);
}

// Runs a claimed job. False: this worker was abandoned meanwhile. Without the lock.
static bool job_run(myr_system *system, myri_worker *worker, myri_interpreter *it, myri_seat *seat)
{
    int64_t begin_ns = myri_now_ns();
    myri_outcome outcome = system->ops->seat_run(seat, worker->id);
    myri_debug_leave(system->program->debug, it->job);
    uint32_t phase = MYRI_PHASE_RUN;
    bool is_given_up = !atomic_compare_exchange_strong(&worker->phase, &phase, MYRI_PHASE_DECODE);
    if (is_given_up) {
        pthread_mutex_lock(&system->lock);
        bool is_abandoned = worker->is_abandoned;
        pthread_mutex_unlock(&system->lock);
        if (is_abandoned)
            return false;
    }
    it->run_ns = myri_now_ns() - begin_ns;
    if (outcome == MYRI_OUTCOME_DONE && !is_given_up)
        job_decode(system, worker, it);
    else
        job_fail(system, it, is_given_up);
    return true;
}

// Under the lock.
static void job_finish(myr_system *system, myri_worker *worker, myri_interpreter *it)
{
    if (it->outputs[it->output_index].failure_count > 0)
        myri_wreck_keep(system, it);
    myri_region_release(&system->region, it->slot);
    worker->interpreter = MYRI_NONE;
    system->running--;
    it->has_output = true;
    bool is_dead = it->outputs[it->output_index].is_dead;
    it->deaths += is_dead;
    myri_job_end(system, it,
                 is_dead && !system->is_quitting ? MYRI_STATE_REVIVING : MYRI_STATE_IDLE);
}

// --- a worker ---

// At the end of the system the workers also end the seats, many at once: a language may have to
// drop thousands of objects, and that is no work for the host's thread.
static void seats_end(myr_system *system)
{
    while (system->end_next < system->interpreter_count) {
        myri_interpreter *it = &system->interpreters[system->end_next++];
        bool can_end = it->seat != NULL && it->state != MYRI_STATE_RUNNING;
        if (can_end) {
            pthread_mutex_unlock(&system->lock);
            system->ops->seat_destroy(it->seat);
            pthread_mutex_lock(&system->lock);
            it->seat = NULL;
        }
        system->ended_seats++;
        pthread_cond_broadcast(&system->done);
    }
}

static void worker_be_nice(const myr_system *system)
{
    // On Linux a priority belongs to a thread, which begins with that of its maker. Refusal is no
    // harm: it is a courtesy to the window.
    id_t thread = (id_t)syscall(SYS_gettid);
    int nice = getpriority(PRIO_PROCESS, thread) + system->program->worker_nice;
    if (system->program->worker_nice > 0)
        setpriority(PRIO_PROCESS, thread, nice < 19 ? nice : 19);
}

// The script came back after its worker was abandoned. The pool has another interpreter by now:
// what only this job still held is let go.
static void worker_return(myr_system *system, int32_t slot, myri_seat *seat)
{
    myri_region_release(&system->region, slot);
    // While shutting down, the watch may still be at that seat.
    while (system->is_quitting && !system->has_watch_ended)
        pthread_cond_wait(&system->work, &system->lock);
    pthread_mutex_unlock(&system->lock);
    system->ops->seat_destroy(seat);
    pthread_mutex_lock(&system->lock);
    system->stuck_count--;
    myri_stuck_add(-1);
}

static void *worker_run(void *argument)
{
    myri_worker *worker = argument;
    myr_system *system = worker->system;
    worker_be_nice(system);
    pthread_mutex_lock(&system->lock);
    bool is_abandoned = false;
    while (!is_abandoned && !system->is_quitting) {
        if (system->queue_next == system->queue_count) {
            system->idle_workers++;
            pthread_cond_wait(&system->work, &system->lock);
            system->idle_workers--;
            continue;
        }
        myri_interpreter *it = job_claim(system, worker);
        int32_t slot = it->slot; // the interpreter may have others, once this worker is abandoned
        myri_seat *seat = it->seat;
        pthread_mutex_unlock(&system->lock);
        is_abandoned = !job_run(system, worker, it, seat);
        pthread_mutex_lock(&system->lock);
        if (is_abandoned)
            worker_return(system, slot, seat);
        else
            job_finish(system, worker, it);
    }
    // Seats end when nobody else can be at one any more: no creator, no watch.
    while (!is_abandoned && (system->live_creators > 0 || !system->has_watch_ended))
        pthread_cond_wait(&system->work, &system->lock);
    if (!is_abandoned)
        seats_end(system);
    myri_house *house = system->house;
    pthread_mutex_unlock(&system->lock);
    if (house != NULL)
        system->ops->worker_end(house, worker->id);
    worker_id_release(worker->id);
    pthread_mutex_lock(&system->lock);
    worker->has_ended = true;
    if (!is_abandoned)
        system->live_workers--;
    if (!is_abandoned && system->are_workers_stuck) {
        system->stuck_count--;
        myri_stuck_add(-1);
    }
    pthread_cond_broadcast(&system->done);
    pthread_mutex_unlock(&system->lock);
    return NULL;
}

void myri_worker_free(myr_system *system, myri_worker *worker)
{
    myri_free(&system->allocator, worker->scratch, worker->scratch_capacity);
    myri_free(&system->allocator, worker, sizeof *worker);
}

// The place of one that was abandoned, came back and ended; else a new one.
static uint32_t worker_place(myr_system *system)
{
    for (uint32_t i = 0; i < system->worker_count; i++) {
        myri_worker *worker = system->workers[i];
        if (!worker->has_ended)
            continue;
        pthread_join(worker->thread, NULL); // it said so with its last use of the lock
        system->workers[i] = system->workers[--system->worker_count];
        myri_worker_free(system, worker);
        break;
    }
    return system->worker_count;
}

bool myri_worker_start(myr_system *system, myr_error *error)
{
    uint32_t place = worker_place(system);
    if (place == MYRI_WORKER_SLOTS)
        return myri_error_set(error, "too many workers were abandoned");
    myri_worker *worker = myri_alloc(&system->allocator, sizeof *worker);
    if (worker == NULL)
        return myri_error_set(error, "no memory for a worker");
    worker->system = system;
    worker->interpreter = MYRI_NONE;
    worker->id = worker_id_acquire();
    if (worker->id == MYRI_NONE) {
        myri_free(&system->allocator, worker, sizeof *worker);
        return myri_error_set(error, "this process has %u workers already: lower def.worker_count",
                              MYRI_MAX_WORKERS);
    }
    if (!myri_thread_start(&worker->thread, MYRI_STACK_BYTES, worker_run, worker)) {
        worker_id_release(worker->id);
        myri_free(&system->allocator, worker, sizeof *worker);
        return myri_error_set(error, "a worker thread could not be started");
    }
    system->workers[system->worker_count++] = worker;
    system->live_workers++;
    return true;
}
