// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// system.c: makes a system: checks the def, maps the snapshots, starts the threads. What follows
// happens on creator threads (creator.c) while the host goes on.

#include "debug.h"
#include "system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static _Atomic int32_t stuck_threads;

void myri_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "myrmidon: %s:%d: this must hold: %s\n", file, line, condition);
    abort();
}

void myri_claim_host(const myr_system *system)
{
    MYRI_ASSERT(system != NULL);
    bool is_host_thread = pthread_equal(system->host, pthread_self()) != 0;
    MYRI_ASSERT(is_host_thread);
}

void myri_stuck_add(int32_t change)
{
    atomic_fetch_add(&stuck_threads, change);
}

uint32_t myr_stuck_count(void)
{
    return (uint32_t)atomic_load(&stuck_threads);
}

int64_t myri_cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool myri_grow(const myr_allocator *allocator, void *array, uint32_t *capacity, size_t wanted,
               size_t item_bytes)
{
    if (wanted <= *capacity)
        return true;
    size_t grown = *capacity == 0 ? 16 : (size_t)*capacity * 2;
    if (grown < wanted)
        grown = wanted;
    if (grown > UINT32_MAX)
        return false;
    void *block; // `array` is the address of a typed pointer: moved bytewise, not through void **
    memcpy(&block, array, sizeof block);
    block = myri_resize(allocator, block, *capacity * item_bytes, grown * item_bytes);
    if (block == NULL)
        return false;
    memcpy(array, &block, sizeof block);
    *capacity = (uint32_t)grown;
    return true;
}

bool myr_isolation_supported(myr_language language, myr_isolation isolation, myr_error *why)
{
    const myri_backend *backend = myri_backend_get(language);
    if (backend == NULL)
        return myri_error_set(why, "this build of myrmidon has no such language (def.language)");
    if (myri_isolation_get(isolation) == NULL)
        return myri_error_set(why, "this build of myrmidon has no such isolation (def.isolation)");
    return backend->is_supported(isolation, why);
}

const char *myr_language_version(myr_language language)
{
    const myri_backend *backend = myri_backend_get(language);
    return backend == NULL ? "" : backend->version();
}

bool myr_stub(const myr_def *def, void (*write)(void *user, const char *text, size_t bytes),
              void *user, myr_error *error)
{
    myri_program *program = myri_program_create(def, error);
    if (program == NULL)
        return false;
    const myri_backend *backend = myri_backend_get(program->language);
    bool is_written = backend != NULL && backend->stub(program, write, user);
    if (!is_written)
        myri_error_set(error, "no stub could be written for this language");
    myri_program_destroy(program);
    return is_written;
}

bool myr_reference(const myr_def *def, const char *name,
                   void (*write)(void *user, const char *text, size_t bytes), void *user,
                   myr_error *error)
{
    myri_program *program = myri_program_create(def, error);
    if (program == NULL)
        return false;
    const myri_backend *backend = myri_backend_get(program->language);
    bool is_there = backend != NULL && backend->reference != NULL;
    bool is_written = is_there && backend->reference(program, name, write, user, error);
    if (!is_there)
        myri_error_set(error, "this language has no reference");
    myri_program_destroy(program);
    return is_written;
}

bool myr_check(const myr_def *def, void (*found)(void *user, const myr_finding *finding),
               void *user, myr_error *error)
{
    myri_program *program = myri_program_create(def, error);
    if (program == NULL)
        return false;
    const myri_backend *backend = myri_backend_get(program->language);
    bool is_there = backend != NULL && backend->check != NULL;
    bool is_done = is_there && backend->check(program, found, user, error);
    if (!is_there)
        myri_error_set(error, "sources of this language cannot be checked");
    myri_program_destroy(program);
    return is_done;
}

static uint32_t core_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > (long)MYRI_MAX_WORKERS ? MYRI_MAX_WORKERS : (uint32_t)cores;
}

// Locks and conditions. Waits with a deadline measure monotonic time: a changed wall clock must not
// stop the watch.
static void sync_init(myr_system *system)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&system->lock, NULL);
    pthread_cond_init(&system->work, &attributes);
    pthread_cond_init(&system->done, &attributes);
    pthread_cond_init(&system->make, &attributes);
    pthread_cond_init(&system->wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void sync_fini(myr_system *system)
{
    pthread_cond_destroy(&system->wake);
    pthread_cond_destroy(&system->make);
    pthread_cond_destroy(&system->done);
    pthread_cond_destroy(&system->work);
    pthread_mutex_destroy(&system->lock);
}

static bool tables_create(myr_system *system, myr_error *error)
{
    const myr_allocator *allocator = &system->allocator;
    size_t entities = system->program->entity_capacity;
    uint32_t interpreters = system->interpreter_count;
    system->interpreters = myri_alloc(allocator, interpreters * sizeof *system->interpreters);
    system->queue = myri_alloc(allocator, interpreters * sizeof *system->queue);
    system->queue_build = myri_alloc(allocator, interpreters * sizeof *system->queue_build);
    system->agents = myri_alloc(allocator, entities * sizeof *system->agents);
    system->run_of_index = myri_alloc(allocator, entities * sizeof *system->run_of_index);
    system->run_bits = myri_alloc(allocator, (entities + 63) / 64 * sizeof *system->run_bits);
    if (system->interpreters == NULL || system->queue == NULL || system->queue_build == NULL ||
        system->agents == NULL || system->run_of_index == NULL || system->run_bits == NULL)
        return myri_error_set(error, "no memory for a system of def.entity_capacity %zu", entities);
    for (uint32_t i = 0; i < interpreters; i++) {
        system->interpreters[i].index = i;
        // In turn: interpreters with an agent each must not all copy it in the same tick.
        system->interpreters[i].checkpoints_due = i % system->program->checkpoint_ticks;
        system->interpreters[i].bucket_ns = system->program->bucket_us * 1000;
        system->interpreters[i].outputs[0].interpreter = i;
        system->interpreters[i].outputs[1].interpreter = i;
    }
    return true;
}

static int32_t event_find(const myri_program *program, const char *name)
{
    for (uint32_t i = 0; i < program->event_count; i++)
        if (strcmp(program->events[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

static void tables_destroy(myr_system *system)
{
    const myr_allocator *allocator = &system->allocator;
    size_t entities = system->program->entity_capacity;
    uint32_t interpreters = system->interpreter_count;
    for (uint32_t i = 0; system->interpreters != NULL && i < interpreters; i++) {
        myri_interpreter *it = &system->interpreters[i];
        myri_free(allocator, it->members, it->member_capacity * sizeof *it->members);
        myri_free(allocator, it->drops, it->drop_capacity * sizeof *it->drops);
        myri_free(allocator, it->cast, it->cast_capacity * sizeof *it->cast);
        myri_free(allocator, it->own_state, it->own_state_bytes);
        myri_output_fini(system, &it->outputs[0]);
        myri_output_fini(system, &it->outputs[1]);
    }
    myri_free(allocator, system->interpreters, interpreters * sizeof *system->interpreters);
    myri_free(allocator, system->queue, interpreters * sizeof *system->queue);
    myri_free(allocator, system->queue_build, interpreters * sizeof *system->queue_build);
    for (size_t i = 0; system->agents != NULL && i < entities; i++)
        myri_checkpoint_drop(system, &system->agents[i]);
    myri_losses_fini(system);
    myri_wreck_fini(system);
    myri_free(allocator, system->agents, entities * sizeof *system->agents);
    myri_free(allocator, system->run_of_index, entities * sizeof *system->run_of_index);
    myri_free(allocator, system->run_bits, (entities + 63) / 64 * sizeof *system->run_bits);
    myri_free(allocator, system->teams, system->team_capacity * sizeof *system->teams);
    myri_free(allocator, system->harvest, system->harvest_capacity * sizeof *system->harvest);
    myri_free(allocator, system->borrowed, system->borrowed_capacity * sizeof *system->borrowed);
    myri_free(allocator, system->orders, system->order_capacity);
    myri_free(allocator, system->calls, system->call_capacity * sizeof *system->calls);
    myri_free(allocator, system->prints, system->print_capacity * sizeof *system->prints);
    myri_free(allocator, system->failures, system->failure_capacity * sizeof *system->failures);
}

// Frees a system of which no thread is left.
void myri_system_free(myr_system *system)
{
    for (uint32_t i = 0; i < system->worker_count; i++)
        myri_worker_free(system, system->workers[i]);
    if (system->house != NULL)
        system->ops->house_destroy(system->house);
    if (system->newest_slot >= 0)
        myri_region_release(&system->region, system->newest_slot);
    if (system->region.base != NULL)
        myri_region_destroy(&system->region);
    myri_reload_fini(system);
    myri_asks_fini(system);
    if (system->program != NULL) {
        myri_post_office_fini(system);
        tables_destroy(system);
        myri_program_destroy(system->program);
    }
    sync_fini(system);
    myri_logger_fini(&system->logger);
    free(system->helper_path);
    myr_allocator allocator = system->allocator;
    myri_free(&allocator, system, sizeof *system);
}

// The creator of a child process sleeps while the zygote forks it and while it starts: two for each
// core keep the cores busy.
static uint32_t creator_count_for(const myr_system *system, myr_isolation isolation, uint32_t cores)
{
    uint32_t count = isolation == MYR_ISOLATION_PROCESS ? 2 * cores : cores;
    if (count > MYRI_MAX_WORKERS)
        count = MYRI_MAX_WORKERS;
    return count < system->interpreter_count ? count : system->interpreter_count;
}

static bool world_create(myr_system *system, const myr_def *def, myr_error *error)
{
    if (!myr_isolation_supported(def->language, def->isolation, error))
        return false;
    system->ops = myri_isolation_get(def->isolation);
    system->program = myri_program_create(def, error);
    if (system->program == NULL)
        return false;
    system->death_event = event_find(system->program, "death");
    if (def->is_debugged && def->debug_line == NULL)
        return myri_error_set(error, "def.is_debugged needs def.debug_line");
    if (def->is_debugged)
        system->program->debug = myri_debug_create(def->debug_line, def->debug_user);
    if (def->is_debugged && system->program->debug == NULL)
        return myri_error_set(error, "no memory for the debugger's channel");
    if (def->helper_path != NULL && (system->helper_path = strdup(def->helper_path)) == NULL)
        return myri_error_set(error, "no memory for def.helper_path");
    system->interpreter_count = system->program->interpreter_count;
    uint32_t cores = core_count();
    system->worker_target = def->worker_count == 0 ? cores : def->worker_count;
    if (system->worker_target > MYRI_MAX_WORKERS)
        return myri_error_set(error, "def.worker_count is %u: at most %u", def->worker_count,
                              MYRI_MAX_WORKERS);
    system->creator_target = creator_count_for(system, def->isolation, cores);
    if (!tables_create(system, error))
        return false;
    // One slot for each running job, one for the newest snapshot, one that is being written.
    uint32_t slot_count = system->worker_target + 3 + MYRI_MAX_ABANDONED;
    myri_region_layout layout = myri_region_layout_for(system->program, slot_count);
    return myri_region_create(&system->region, &layout, def->isolation == MYR_ISOLATION_PROCESS,
                              error);
}

static bool threads_start(myr_system *system, myr_error *error)
{
    pthread_mutex_lock(&system->lock);
    bool is_started = myri_watch_start(system, error);
    for (uint32_t i = 0; is_started && i < system->worker_target; i++)
        is_started = myri_worker_start(system, error);
    is_started = is_started && myri_creators_start(system, error);
    pthread_mutex_unlock(&system->lock);
    return is_started;
}

myr_system *myr_create(const myr_def *def, myr_error *error)
{
    MYRI_ASSERT(def != NULL);
    if (error != NULL)
        error->text[0] = '\0';
    myr_system *system = myri_alloc(&def->allocator, sizeof *system);
    if (system == NULL) {
        myri_error_set(error, "no memory for a system");
        return NULL;
    }
    system->allocator = def->allocator;
    system->host = pthread_self();
    system->newest_slot = -1;
    system->post.first_free = MYRI_NONE;
    myri_logger_init(&system->logger, def->log, def->log_user);
    sync_init(system);
    if (!world_create(system, def, error)) {
        myri_system_free(system);
        return NULL;
    }
    if (!threads_start(system, error)) {
        myr_destroy(system);
        return NULL;
    }
    return system;
}

bool myr_is_debugging(const myr_system *system)
{
    const myri_debug *debug = system->program->debug;
    return debug != NULL && atomic_load(&debug->owner) != NULL;
}

float myr_progress(const myr_system *system)
{
    myri_claim_host(system);
    myr_system *shared = (myr_system *)system; // the lock is no part of what const promises
    pthread_mutex_lock(&shared->lock);
    uint32_t made = shared->made_count;
    pthread_mutex_unlock(&shared->lock);
    return (float)made / (float)system->interpreter_count;
}

bool myr_ready(myr_system *system, int64_t timeout_us, myr_error *error)
{
    myri_claim_host(system);
    int64_t deadline_ns = myri_deadline_ns(timeout_us);
    pthread_mutex_lock(&system->lock);
    bool has_time = true;
    const myri_reload *reload = &system->reload;
    while (has_time && (system->made_count < system->interpreter_count || reload->is_compiling ||
                        (reload->request != NULL && system->house != NULL)))
        has_time = myri_wait_until(&system->done, &system->lock, deadline_ns);
    bool is_made = system->made_count == system->interpreter_count;
    bool is_ready = is_made && system->failed_count == 0;
    if (!is_made)
        myri_error_set(error, "%u of %u interpreters are made: not ready in time",
                       system->made_count, system->interpreter_count);
    else if (!is_ready && error != NULL)
        *error = system->make_error;
    pthread_mutex_unlock(&system->lock);
    return is_ready;
}

bool myr_shutdown(void)
{
    if (myr_stuck_count() > 0)
        return false;
    return myri_backends_shutdown();
}
