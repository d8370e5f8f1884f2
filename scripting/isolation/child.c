// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// child.c: one interpreter in a process of its own.
//
// It has one thread, no descriptor, its job block (see block.h) and the region, read-only, and
// before the first script it is sealed (see seal.c). It sleeps on job->request, runs the job,
// answers in job->reply, and sleeps again. It never ends by itself: the zygote kills it, or the
// kernel does when the zygote is gone.
//
// A signal (SIGUSR1) asks the running think to stop; which think is meant stands in the header, so
// a signal that comes late does nothing.

#include "child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "code.h"
#include "futex.h"
#include "isolation.h"
#include "log.h"

// What the signal handler works on; a handler has no argument of ours. Set before SIGUSR1 is let
// in.
static const myri_backend *signal_backend;
static myri_vm *signal_vm;
static myri_job *signal_job;

static void on_interrupt(int number)
{
    (void)number;
    signal_backend->vm_interrupt(signal_vm, atomic_load(&signal_job->interrupt_serial));
}

static void listen_for_interrupts(const myri_backend *backend, myri_vm *vm, myri_job *job)
{
    signal_backend = backend;
    signal_vm = vm;
    signal_job = job;
    // Without SA_RESTART: a script that sleeps in a system call is woken.
    struct sigaction action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
}

// From the zygote's signals to a child's. SIGUSR1 stays ignored until there is something to
// interrupt.
static void settle_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, NULL);
    // RLIMIT_FSIZE is 0: where a kernel has no other wall, what writes a file must fail, not kill.
    action.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &action, NULL);
    sigaction(SIGPIPE, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// The worker that waits for our reply looks for a question whenever it is woken.
static bool debug(myri_lease *lease, myr_entity entity, const char *text, uint32_t bytes,
                  char *line)
{
    myri_job *job = lease->job;
    (void)entity; // whose think it is, the host knows
    bytes = bytes < MYRI_DEBUG_TEXT ? bytes : MYRI_DEBUG_TEXT;
    memcpy(job->debug_text, text, bytes);
    job->debug_bytes = bytes;
    job->wants_debug_line = line != NULL;
    uint32_t asked = atomic_load(&job->debug_answered) + 1, answered;
    atomic_store(&job->debug_asked, asked);
    myri_futex_wake(&job->reply);
    while ((answered = atomic_load(&job->debug_answered)) != asked)
        myri_futex_wait(&job->debug_answered, answered, -1);
    if (line != NULL)
        memcpy(line, job->debug_line, MYRI_DEBUG_LINE);
    return job->has_debug_line != 0;
}

// The one job of a child that compiles. Nothing in out: it could not.
static void compile(const myri_child_def *def)
{
    myri_job *job = def->block.job;
    size_t bytes = job->in_used;
    myr_error error;
    const void *request = (const uint8_t *)job + job->in_offset;
    job->out_used = 0;
    void *answer = def->backend->compile == NULL || !myri_code_check(request, bytes)
                       ? NULL
                       : def->backend->compile(def->runtime, request, &bytes, &error);
    if (answer != NULL && bytes <= def->block.out_capacity) {
        memcpy((uint8_t *)job + job->out_offset, answer, bytes);
        job->out_used = (uint32_t)bytes;
    }
    free(answer);
}

// `done`: the serial of the last job that is not ours any more.
static _Noreturn void serve(const myri_child_def *def, myri_vm *vm, uint32_t done)
{
    myri_job *job = def->block.job;
    myri_lease lease;
    for (;;) {
        uint32_t wanted;
        while ((wanted = atomic_load_explicit(&job->request, memory_order_acquire)) == done)
            myri_futex_wait(&job->request, done, -1);
        if (job->is_compile) {
            compile(def);
        } else {
            myri_lease_begin(&lease, job, def->program, def->region, 0);
            lease.debug = def->program->is_debugged ? debug : NULL;
            def->backend->vm_run(vm, &lease);
            myri_lease_end(&lease);
        }
        done = wanted;
        atomic_store(&job->reply, done);
        myri_futex_wake(&job->reply);
    }
}

// The zygote marks the block dead when it reaps us, and leaves this text in it.
static _Noreturn void fail(const myri_child_def *def, const myr_error *error)
{
    myri_job *job = def->block.job;
    size_t bytes = strnlen(error->text, sizeof error->text);
    if (bytes > def->block.out_capacity)
        bytes = def->block.out_capacity;
    memcpy((uint8_t *)job + job->out_offset, error->text, bytes);
    job->out_used = (uint32_t)bytes;
    _exit(MYRI_CHILD_EXIT_FAILED);
}

_Noreturn void myri_child_main(const myri_child_def *def)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != def->zygote)
        _exit(MYRI_CHILD_EXIT_ORPHAN);
    myri_close_from(3);
    settle_signals();
    setpriority(PRIO_PROCESS, 0, def->nice);
    char name[16];
    snprintf(name, sizeof name, "myrmidon-%u", def->index);
    prctl(PR_SET_NAME, name, 0, 0, 0);

    def->backend->after_fork(def->runtime);
    myr_error error = {""};
    myri_vm *vm = def->backend->vm_create(def->runtime, def->index, &error);
    if (!vm)
        fail(def, &error);
    listen_for_interrupts(def->backend, vm, def->block.job);
    if (def->seal && !myri_seal_close(def->seal, &error)) {
        myr_error why = error;
        myri_error_set(&error, "its process cannot be sealed: %.900s", why.text);
        fail(def, &error);
    }
    // Before we are ready, as the host asks for nothing until then. Not what `reply` holds: the
    // zygote may have changed that for the death of the child before, after the host had reset it.
    uint32_t done = atomic_load(&def->block.job->request);
    atomic_store(&def->block.job->state, MYRI_CHILD_READY);
    myri_futex_wake(&def->block.job->state);
    serve(def, vm, done);
}
