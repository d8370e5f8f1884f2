// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "scripts.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "null.h"

static const myr_field isolation_fields[FIELD_COUNT] = {
    {"x", "Where it is.", "px", MYR_FLOAT, MYR_FIELD_X, false},
    {"y", "Where it is.", "px", MYR_FLOAT, MYR_FIELD_Y, false},
    {"team", "Its side.", NULL, MYR_INT, MYR_FIELD_TEAM, false},
};

static const myr_command isolation_commands[COMMAND_COUNT] = {
    {.name = "move",
     .doc = "Moves.",
     .args = {{.name = "x", .doc = "To.", .type = MYR_FLOAT},
              {.name = "y", .doc = "To.", .type = MYR_FLOAT}},
     .arg_count = 2},
};

typedef struct walk_memory {
    uint64_t thinks, letters;
} walk_memory;

MYR_API void script_walk(myr_context *context, myr_entity self, void *memory);
MYR_API void script_walk_mail(myr_context *context, myr_entity self, void *memory,
                              const myr_mail *mail);
MYR_API void script_who(myr_context *context, myr_entity self, void *memory);
MYR_API void script_crash(myr_context *context, myr_entity self, void *memory);
MYR_API void script_exit(myr_context *context, myr_entity self, void *memory);
MYR_API void script_loop(myr_context *context, myr_entity self, void *memory);
MYR_API void script_poke(myr_context *context, myr_entity self, void *memory);
MYR_API void script_lie(myr_context *context, myr_entity self, void *memory);
MYR_API void script_fickle(myr_context *context, myr_entity self, void *memory);
MYR_API void script_feign(myr_context *context, myr_entity self, void *memory);
MYR_API void script_garble(myr_context *context, myr_entity self, void *memory);
MYR_API void script_flood(myr_context *context, myr_entity self, void *memory);
MYR_API void script_timed(myr_context *context, myr_entity self, void *memory);

void script_walk(myr_context *context, myr_entity self, void *memory)
{
    walk_memory *own = memory;
    const myr_view *view = myr_context_view(context);
    int32_t row = myr_view_row(view, self);
    if (row < 0)
        return;
    const float *xs = myr_view_column(view, FIELD_X), *ys = myr_view_column(view, FIELD_Y);
    myr_entity others[8];
    uint32_t count = myr_view_near(view, self, xs[row], ys[row], 120.0f, NULL, others, 8);
    double x = xs[row] + (double)own->letters, y = ys[row] + (double)++own->thinks;
    for (uint32_t i = 0; i < count; i++) {
        int32_t other = myr_view_row(view, others[i]);
        x += (xs[other] - xs[row]) * 0.125;
        y += (ys[other] - ys[row]) * 0.125;
    }
    myr_value to[2] = {{.type = MYR_FLOAT, .number = x}, {.type = MYR_FLOAT, .number = y}};
    myr_context_command(context, COMMAND_MOVE, to, 2);
    if (count > 0)
        myr_context_send(context, others[0], &self, sizeof self);
}

void script_walk_mail(myr_context *context, myr_entity self, void *memory, const myr_mail *mail)
{
    (void)context;
    (void)self;
    ((walk_memory *)memory)->letters += mail->byte_count;
}

void script_who(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    char text[64];
    snprintf(text, sizeof text, "%d %d", (int)getpid(), (int)getppid());
    myr_context_print(context, text);
}

void script_crash(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
    volatile int *volatile nowhere = NULL;
    *nowhere = 1;
}

void script_exit(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
    _exit(0);
}

void script_loop(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
    for (volatile int i = 0;; i++)
        continue;
}

static bool is_refused(const void *address)
{
    uintptr_t page = (uintptr_t)address & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
    return mprotect((void *)page, 1, PROT_READ | PROT_WRITE) != 0 && errno == EACCES;
}

void script_poke(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    const myr_view *view = myr_context_view(context);
    bool is_safe = is_refused(myr_view_entities(view)) &&
                   is_refused(myr_view_column(view, FIELD_X)) &&
                   is_refused(context->lease->in.base) && is_refused(context->lease->job);
    myr_context_print(context, is_safe ? "refused" : "writable");
}

void script_lie(myr_context *context, myr_entity self, void *memory)
{
    (void)memory;
    myri_job *job = context->lease->job; // its second half is writable
    job->out_used = 0xfffffff0u;
    atomic_store(&job->reply, atomic_load(&job->request));
    script_loop(context, self, memory);
}

void script_feign(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    myri_job *job = context->lease->job;
    for (;;)
        atomic_fetch_add(&job->think_serial, 1);
}

void script_garble(myr_context *context, myr_entity self, void *memory)
{
    (void)memory;
    myri_job *job = context->lease->job;
    memset((uint8_t *)job + job->out_offset, 0xff, 64);
    job->out_used = 64;
    atomic_store(&job->reply, atomic_load(&job->request));
    syscall(SYS_futex, &job->reply, FUTEX_WAKE, 1, NULL, NULL, 0);
    script_loop(context, self, memory);
}

void script_timed(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    uint64_t tick = myr_view_tick(myr_context_view(context));
    struct timespec begin, now;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    int64_t wanted_us = 39000 + (int64_t)(tick % 128) * 80, gone_us;
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
        gone_us = (now.tv_sec - begin.tv_sec) * 1000000 + (now.tv_nsec - begin.tv_nsec) / 1000;
    } while (gone_us < wanted_us);
}

void script_fickle(myr_context *context, myr_entity self, void *memory)
{
    if (myr_view_tick(myr_context_view(context)) == 5)
        script_loop(context, self, memory);
    script_walk(context, self, memory);
}

void script_flood(myr_context *context, myr_entity self, void *memory)
{
    (void)self;
    (void)memory;
    myr_value to[2] = {{.type = MYR_FLOAT}, {.type = MYR_FLOAT}};
    while (myr_context_command(context, COMMAND_MOVE, to, 2))
        continue;
}

const myr_script *isolation_scripts(void)
{
    static const myr_script scripts[SCRIPT_COUNT] = {
        [SCRIPT_WALK] = {"Walk", NULL, script_walk, script_walk_mail, sizeof(walk_memory)},
        [SCRIPT_WHO] = {"Who", NULL, script_who, NULL, 0},
        [SCRIPT_CRASH] = {"Crash", NULL, script_crash, NULL, 0},
        [SCRIPT_EXIT] = {"Exit", NULL, script_exit, NULL, 0},
        [SCRIPT_LOOP] = {"Loop", NULL, script_loop, NULL, 0},
        [SCRIPT_POKE] = {"Poke", NULL, script_poke, NULL, 0},
        [SCRIPT_LIE] = {"Lie", NULL, script_lie, NULL, 0},
        [SCRIPT_FICKLE] = {"Fickle", NULL, script_fickle, script_walk_mail, sizeof(walk_memory)},
        [SCRIPT_FEIGN] = {"Feign", NULL, script_feign, NULL, 0},
        [SCRIPT_GARBLE] = {"Garble", NULL, script_garble, NULL, 0},
        [SCRIPT_FLOOD] = {"Flood", NULL, script_flood, NULL, 0},
        [SCRIPT_TIMED] = {"Timed", NULL, script_timed, NULL, 0},
    };
    return scripts;
}

void isolation_schema(myr_def *def)
{
    def->fields = isolation_fields;
    def->field_count = FIELD_COUNT;
    def->commands = isolation_commands;
    def->command_count = COMMAND_COUNT;
    def->scripts = isolation_scripts();
    def->script_count = SCRIPT_COUNT;
    def->language = MYR_LANGUAGE_NULL;
}
