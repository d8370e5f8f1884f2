// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// reload.c: new sources, from the host's hands to the code that jobs run.
//
//     host      | myr_reload: a request |       ...          | publish: take |  collect: tell
//     creator   |                       | compile -> answer  |               |
//     region    |                       |                    | code n        |
//     jobs      | code n - 1 ...                             | code n: each interpreter swaps first
//
// Compiling needs a language, and a zygote's is not in this process: the isolation does it. What it
// answers is checked, laid into the region where all interpreters see it, and named by its serial
// in each job from then on. An interpreter takes a copy as the first thing in a job with another
// serial than its last, so that the two areas of the region are enough: before one is written
// again, no job that was given it may be left.
//
// What is known of the sources: `live` holds those whose code the jobs run. A request carries, for
// each source that differs, the live text as its spare: what does not compile is compiled from
// that, so that the other files of the same save go live and the broken one stays as it was.

#include "code.h"
#include "system.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------------------------------- asking

static const myri_code_row *row_find(const void *block, const char *module)
{
    const myri_code_row *rows = myri_code_rows(block);
    for (uint32_t i = 0; i < ((const myri_code_head *)block)->row_count; i++)
        if (strcmp(myri_code_text(block, rows[i].module), module) == 0)
            return &rows[i];
    return NULL;
}

static bool live_make(myr_system *system)
{
    myri_reload *reload = &system->reload;
    if (reload->live == NULL)
        reload->live = myri_code_of_program(system->program, &reload->live_bytes);
    return reload->live != NULL;
}

static void *request_make(const myri_reload *reload, const myr_source *sources, uint32_t count,
                          size_t *bytes)
{
    myri_code_builder builder;
    myri_code_begin(&builder, count);
    for (uint32_t i = 0; i < count; i++) {
        const myr_source *source = &sources[i];
        const myri_code_row *live = row_find(reload->live, source->module);
        myri_span module = myri_code_put(&builder, source->module, strlen(source->module));
        myri_span path = myri_code_put(&builder, source->path, strlen(source->path));
        myri_span text = myri_code_put(&builder, source->text, source->text_bytes);
        myri_span spare = text;
        if (live != NULL)
            spare =
                myri_code_put(&builder, myri_code_text(reload->live, live->text), live->text.bytes);
        if (builder.has_failed)
            return NULL;
        myri_code_row *row = myri_code_row_at(&builder, i);
        row->module = module;
        row->path = path;
        row->text = text;
        row->spare = spare;
    }
    return myri_code_end(&builder, myri_code_put(&builder, "", 0), bytes);
}

uint32_t myr_reload(myr_system *system, const myr_source *sources, uint32_t source_count,
                    myr_error *error)
{
    myri_claim_host(system);
    myri_reload *reload = &system->reload;
    myr_def def = {.sources = sources, .source_count = source_count};
    if (system->program->language == MYR_LANGUAGE_NULL) {
        myri_error_set(error, "C functions are not compiled from sources");
        return 0;
    }
    if (!myri_sources_check(&def, error))
        return 0;
    size_t bytes = 0;
    void *request = live_make(system) ? request_make(reload, sources, source_count, &bytes) : NULL;
    if (request == NULL) {
        myri_error_set(error, "no memory to reload %u sources", source_count);
        return 0;
    }
    pthread_mutex_lock(&system->lock);
    void *overtaken = reload->request;
    reload->request = request;
    reload->request_bytes = bytes;
    reload->request_serial = ++reload->call_serial;
    pthread_cond_broadcast(&system->make);
    pthread_mutex_unlock(&system->lock);
    free(overtaken);
    return reload->call_serial;
}

// -------------------------------------------------------------------------------------- compiling

void myri_reload_compile(myr_system *system)
{
    myri_reload *reload = &system->reload;
    // What was compiled before and never taken is out of date.
    free(reload->asked);
    free(reload->answer);
    reload->answer = NULL;
    reload->has_ended = false;
    reload->asked = reload->request;
    reload->asked_bytes = reload->request_bytes;
    reload->asked_serial = reload->request_serial;
    reload->request = NULL;
    reload->is_compiling = true;
    myri_house *house = system->house;
    pthread_mutex_unlock(&system->lock);
    myr_error error = {0};
    int64_t begin_ns = myri_now_ns();
    size_t bytes = reload->asked_bytes;
    void *answer = system->ops->house_compile(house, reload->asked, &bytes, &error);
    if (answer != NULL && !myri_code_check(answer, bytes)) {
        free(answer);
        answer = NULL;
        myri_error_set(&error, "the compiler answered with what is no code");
    }
    pthread_mutex_lock(&system->lock);
    reload->answer = answer;
    reload->answer_bytes = bytes;
    reload->error = error;
    reload->compile_us = (myri_now_ns() - begin_ns) / 1000;
    reload->is_compiling = false;
    reload->has_ended = true;
    pthread_cond_broadcast(&system->done);
}

// ----------------------------------------------------------------------------------------- taking

// Whether no job is left that may still have to copy what the next code would overwrite.
static bool is_area_free(const myr_system *system)
{
    const myri_reload *reload = &system->reload;
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        const myri_interpreter *it = &system->interpreters[i];
        if (it->is_scheduled && it->is_reloading && it->code_wanted != reload->code_serial)
            return false;
    }
    return true;
}

static bool changed_add(myr_system *system, const char *path)
{
    myri_reload *reload = &system->reload;
    if (!myri_grow(&system->allocator, &reload->changed, &reload->changed_capacity,
                   (size_t)reload->report.changed_count + 1, sizeof *reload->changed))
        return false;
    reload->changed[reload->report.changed_count++] = path;
    return true;
}

static void failure_add(myr_system *system, const myr_failure *failure)
{
    myri_reload *reload = &system->reload;
    if (myri_grow(&system->allocator, &reload->failures, &reload->failure_capacity,
                  (size_t)reload->failure_count + 1, sizeof *reload->failures))
        reload->failures[reload->failure_count++] = *failure;
}

static void row_take(myr_system *system, const void *block, const myri_code_row *row,
                     const myri_code_row *live)
{
    myri_reload *reload = &system->reload;
    const char *path = myri_code_text(block, row->path);
    bool is_broken = row->error.bytes > 0;
    bool is_same = live != NULL && live->text.bytes == row->text.bytes &&
                   memcmp(myri_code_text(reload->live, live->text),
                          myri_code_text(block, row->text), row->text.bytes) == 0;
    if (is_broken) {
        reload->report.broken_count++;
        failure_add(system, &(myr_failure){.kind = MYR_FAILURE_RELOAD,
                                           .interpreter = MYRI_NONE,
                                           .line = row->line,
                                           .column = row->column,
                                           .end_column = row->end_column,
                                           .path = path,
                                           .text = myri_code_text(block, row->error),
                                           .traceback = myri_code_text(block, row->traceback)});
    }
    if (!is_same)
        changed_add(system, path);
}

// New sources: the agents that the old ones have brought down get another chance, and those that
// sleep are woken, as the new may know nothing of what they wait for.
static void agents_pardon(myr_system *system)
{
    for (uint32_t i = 0; i < system->interpreter_count; i++) {
        myri_interpreter *it = &system->interpreters[i];
        it->is_benched = false;
        it->strikes = (myri_strikes){0};
        for (uint32_t m = 0; !it->is_buried && m < it->member_count; m++) {
            myri_agent *agent = &system->agents[it->members[m]];
            agent->strikes = (myri_strikes){0};
            agent->asleep_until = 0;
            if (!agent->is_benched)
                continue;
            agent->is_benched = false;
            agent->presence = MYRI_ABSENT;
            system->stats.benched_count--;
        }
    }
}

// The block becomes the code of all jobs to come.
static void code_install(myr_system *system, void *block, size_t bytes)
{
    myri_reload *reload = &system->reload;
    const myri_code_row *rows = myri_code_rows(block);
    uint32_t count = ((const myri_code_head *)block)->row_count;
    reload->report.changed_count = 0;
    for (uint32_t i = 0; i < count; i++)
        row_take(system, block, &rows[i],
                 row_find(reload->live, myri_code_text(block, rows[i].module)));
    const myri_code_row *lives = myri_code_rows(reload->live);
    uint32_t live_count = ((const myri_code_head *)reload->live)->row_count;
    for (uint32_t i = 0; i < live_count; i++)
        if (row_find(block, myri_code_text(reload->live, lives[i].module)) == NULL)
            changed_add(system, myri_code_text(reload->live, lives[i].path));
    reload->report.changed = reload->changed;
    if (reload->report.changed_count == 0)
        return;
    memcpy(myri_region_code(&system->region, reload->code_serial + 1), block, bytes);
    reload->code_serial++;
    agents_pardon(system);
}

static void trouble_tell(myr_system *system, const char *text)
{
    myri_reload *reload = &system->reload;
    free(reload->trouble);
    reload->trouble = strdup(text);
    if (reload->trouble != NULL)
        failure_add(system, &(myr_failure){.kind = MYR_FAILURE_RELOAD,
                                           .interpreter = MYRI_NONE,
                                           .path = "",
                                           .text = reload->trouble,
                                           .traceback = ""});
}

void myri_reload_take(myr_system *system)
{
    myri_reload *reload = &system->reload;
    pthread_mutex_lock(&system->lock);
    bool is_ready = reload->has_ended && is_area_free(system);
    void *answer = reload->answer;
    size_t bytes = reload->answer_bytes;
    myr_error error = reload->error;
    myr_reload_report report = {.serial = reload->asked_serial, .compile_us = reload->compile_us};
    if (is_ready) {
        reload->has_ended = false;
        reload->answer = NULL;
    }
    pthread_mutex_unlock(&system->lock);
    if (!is_ready)
        return;
    reload->report = report;
    reload->has_report = true;
    reload->failure_count = 0;
    if (answer != NULL && bytes <= system->region.layout.code_bytes) {
        code_install(system, answer, bytes);
    } else {
        trouble_tell(system, answer == NULL ? error.text
                                            : "the sources are too large to be reloaded: restart");
    }
    // What it replaces is still named by the report, until the next.
    free(reload->spoken);
    reload->spoken = NULL;
    if (answer != NULL && reload->report.changed_count > 0) {
        reload->spoken = reload->live;
        reload->live = answer;
        reload->live_bytes = bytes;
    } else {
        reload->spoken = answer;
    }
}

void myri_reload_tell(myr_system *system)
{
    myri_reload *reload = &system->reload;
    for (uint32_t i = 0; i < reload->failure_count; i++)
        system->failures[system->results.failure_count++] = reload->failures[i];
    reload->failure_count = 0;
}

void myri_reload_fini(myr_system *system)
{
    myri_reload *reload = &system->reload;
    free(reload->live);
    free(reload->spoken);
    free(reload->trouble);
    free(reload->request);
    free(reload->asked);
    free(reload->answer);
    myri_free(&system->allocator, reload->changed,
              reload->changed_capacity * sizeof *reload->changed);
    myri_free(&system->allocator, reload->failures,
              reload->failure_capacity * sizeof *reload->failures);
    *reload = (myri_reload){0};
}
