// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// trace.c: tells a tracer of the host where the time goes. Nothing is gathered on other threads: a
// job's times come back with its output, as everything else of it does, and are told when it is
// harvested. So there is no lock and no ring that could overflow, and a host that stops listening
// costs nothing.
//
//     worker   claim: begin_ns, worker_id | thinks: began_ns, think_ns on the tape | run_ns
//     host     harvest: JOB, its THINKs, its LINEs, its FAILUREs; MAKE | publish: LATE | PHASEs
//
// What a child says of times is for show, but a viewer expects thinks to lie within their job and
// after one another: they are clamped to that.

#include "system.h"

void myri_trace_flush(myr_system *system)
{
    myri_tracing *tracing = &system->tracing;
    if (tracing->count > 0)
        tracing->tracer.record(tracing->tracer.user, tracing->records, tracing->count);
    tracing->count = 0;
}

static void put(myr_system *system, const myr_trace *record)
{
    myri_tracing *tracing = &system->tracing;
    if (tracing->count == MYRI_TRACE_BATCH)
        myri_trace_flush(system);
    tracing->records[tracing->count++] = *record;
}

void myr_trace_set(myr_system *system, const myr_tracer *tracer)
{
    myri_claim_host(system);
    bool is_on = tracer != NULL && tracer->record != NULL;
    system->tracing.count = 0;
    system->tracing.tracer = is_on ? *tracer : (myr_tracer){0};
    pthread_mutex_lock(&system->lock);
    system->wants_lines = is_on && tracer->wants_lines;
    pthread_mutex_unlock(&system->lock);
}

int64_t myri_trace_begin(const myr_system *system)
{
    return system->tracing.tracer.record != NULL ? myri_now_ns() : 0;
}

int64_t myri_trace_phase(myr_system *system, const char *name, int64_t begin_ns)
{
    if (system->tracing.tracer.record == NULL)
        return 0;
    int64_t now_ns = myri_now_ns();
    put(system, &(myr_trace){.kind = MYR_TRACE_PHASE,
                             .tick = system->newest_tick,
                             .begin_ns = begin_ns,
                             .end_ns = now_ns,
                             .name = name});
    return now_ns;
}

static const char *failure_name(myr_failure_kind kind)
{
    switch (kind) {
    case MYR_FAILURE_RAISED:
        return "raised";
    case MYR_FAILURE_CUT:
        return "cut";
    case MYR_FAILURE_KILLED:
        return "killed";
    case MYR_FAILURE_MEMORY:
        return "out of memory";
    case MYR_FAILURE_CRASHED:
        return "crashed";
    case MYR_FAILURE_RELOAD:
        return "not reloaded";
    case MYR_FAILURE_LOST:
        break;
    }
    return "lost";
}

static int64_t clamp(int64_t at_ns, int64_t low_ns, int64_t high_ns)
{
    return at_ns < low_ns ? low_ns : at_ns > high_ns ? high_ns : at_ns;
}

// Failures carry no time: a job's come at its end, an agent's at the end of its turn.
static void failures_put(myr_system *system, const myr_trace *like, const myr_failure *failures,
                         uint32_t count, int64_t at_ns)
{
    for (uint32_t i = 0; i < count; i++) {
        myr_trace record = *like;
        record.kind = MYR_TRACE_FAILURE;
        record.count = record.late_count = 0;
        record.entity = failures[i].entity;
        record.begin_ns = record.end_ns = at_ns;
        record.name = failure_name(failures[i].kind);
        record.line = failures[i].line;
        put(system, &record);
    }
}

static void runs_put(myr_system *system, const myri_interpreter *it, const myri_output *output,
                     const myr_trace *job)
{
    int64_t floor_ns = job->begin_ns;
    for (uint32_t i = 0; i < output->run_count; i++) {
        const myri_run *run = &output->runs[i];
        myr_trace record = *job;
        record.kind = MYR_TRACE_THINK;
        record.count = record.late_count = 0;
        record.entity = run->entity;
        int64_t begin_ns = it->is_traced && !output->is_dead ? output->begins_ns[i] : floor_ns;
        record.begin_ns = clamp(begin_ns, floor_ns, job->end_ns);
        record.end_ns = clamp(record.begin_ns + run->think_ns, record.begin_ns, job->end_ns);
        floor_ns = record.end_ns;
        if (!output->is_dead)
            put(system, &record);
        failures_put(system, job, output->failures + run->failure_first, run->failure_count,
                     output->is_dead ? job->end_ns : record.end_ns);
    }
}

static void samples_put(myr_system *system, const myri_output *output, const myr_trace *job)
{
    for (uint32_t i = 0; i < output->sample_count; i++) {
        const myri_sample *sample = &output->samples[i];
        myr_trace record = *job;
        record.kind = MYR_TRACE_LINE;
        record.count = record.late_count = 0;
        record.entity = sample->entity;
        record.begin_ns = record.end_ns = clamp(sample->at_ns, job->begin_ns, job->end_ns);
        record.line = sample->line;
        record.path = system->program->sources[sample->source].path;
        put(system, &record);
    }
}

void myri_trace_output(myr_system *system, const myri_interpreter *it, const myri_output *output)
{
    myr_trace job = {.kind = MYR_TRACE_JOB,
                     .worker = it->worker_id,
                     .interpreter = it->index,
                     .count = output->think_count,
                     .late_count = it->late_count - it->late_before,
                     .tick = it->job_tick,
                     .begin_ns = it->begin_ns,
                     .end_ns = it->begin_ns + it->run_ns};
    put(system, &job);
    runs_put(system, it, output, &job);
    if (output->has_loose_failure)
        failures_put(system, &job, output->failures, 1, job.end_ns);
    samples_put(system, output, &job);
}

void myri_trace_made(myr_system *system, const myri_interpreter *it)
{
    put(system, &(myr_trace){.kind = MYR_TRACE_MAKE,
                             .interpreter = it->index,
                             .begin_ns = it->make_begin_ns,
                             .end_ns = it->make_end_ns});
}

void myri_trace_late(myr_system *system, const myri_interpreter *it, uint64_t tick)
{
    if (system->tracing.tracer.record == NULL)
        return;
    int64_t now_ns = myri_now_ns();
    put(system, &(myr_trace){.kind = MYR_TRACE_LATE,
                             .interpreter = it->index,
                             .count = it->late_count - it->late_before,
                             .tick = tick,
                             .begin_ns = now_ns,
                             .end_ns = now_ns});
}
