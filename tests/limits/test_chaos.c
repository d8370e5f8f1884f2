// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_chaos.c: a game that holds its rate while its scripts do their worst, in process isolation.
//
//     test_chaos realtime [SECONDS]   4 s if neither the argument nor MYRMIDON_CHAOS_S says more
//     test_chaos lockstep
//
// Realtime: 60 ticks a second; two units think in each tick, and a fifth of all thinks crash, loop
// (in bytecode and in C), leave, eat memory, flood or raise. Who failed gets a fresh mind. Beside
// it a thread kills children by SIGKILL, whatever they do. No tick is lost, no call of the host
// ever waits for a script, memory and descriptors stay what they were after the first part, and no
// process is left.
//
// Lockstep: twelve walkers in four interpreters and poisoned units in four others, which nobody
// reads but as things that stand there. What the walkers ask for is the same, to the byte, as
// beside units that do nothing.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "chaos_processes.h"
#include "chaos_scripts.h"
#include "world.h"

#define SKIPPED 77
#define UNITS 20u
#define RATE_HZ 60
#define TICK_NS (1000000000 / RATE_HZ)
#define PERIOD 10u // ticks between two thinks of a unit
#define INTERPRETERS 10u
#define THINK_LIMIT_US 50000
#define WALKERS 12u
#define LOCKSTEP_TICKS 84u
#define KINDS 16u

// A sanitizer reserves terabytes: children of such a build have no bound on memory.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_MEMORY_BOUND 0
#else
#define HAS_MEMORY_BOUND 1
#endif

// What AddressSanitizer keeps of freed memory, to see who uses it.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SANITIZER_KB 32768
#else
#define SANITIZER_KB 0
#endif

typedef struct host {
    myr_system *system;
    uint32_t unit_count;
    myr_entity entities[UNITS], boss[UNITS];
    float x[UNITS], y[UNITS];
    int32_t hp[UNITS], team[UNITS], kind[UNITS], role[UNITS];
    uint8_t is_ready[UNITS];
    uint32_t script[UNITS], period;
    uint64_t hash; // of all commands of walkers
    uint32_t failures[KINDS], fresh, lost_ticks, log_count;
    uint64_t commands, dropped, tick;
    bool is_good;
} host;

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void check(host *h, bool is_so, const char *what)
{
    printf("%s %s\n", is_so ? "ok  " : "FAIL", what);
    h->is_good = h->is_good && is_so;
}

// Deaths are told one line each; a game may write them down, here they are only counted.
static void on_log(void *user, myr_log_level level, const char *text)
{
    (void)text;
    ((host *)user)->log_count += level != MYR_LOG_INFO;
}

// ---------------------------------------------------------------------------------------- the host

static void unit_mind(host *h, uint32_t unit)
{
    myr_agent agent = {.entity = h->entities[unit],
                       .script = h->script[unit],
                       .team = h->team[unit],
                       .period_ticks = h->period,
                       .phase_ticks = unit};
    myr_error error = {""};
    if (!myr_agent_add(h->system, &agent, &error)) {
        printf("     %s\n", error.text);
        h->is_good = false;
    }
}

static void host_units(host *h, uint32_t count)
{
    h->unit_count = count;
    for (uint32_t i = 0; i < count; i++) {
        h->entities[i] = myr_entity_make(i, 1);
        h->x[i] = (float)(20 + i * 37 % 400);
        h->y[i] = (float)(20 + i * 91 % 400);
        h->hp[i] = 10;
        h->boss[i] = MYR_ENTITY_NONE;
    }
}

static bool host_open(host *h, myr_def *def)
{
    def->language = MYR_LANGUAGE_PYTHON;
    def->isolation = MYR_ISOLATION_PROCESS;
    def->worker_count = 2;
    def->strike_limit = def->interpreter_strike_limit = 0; // these fail by the hundred, on purpose
    def->worker_nice = 10;
    def->tick_rate_hz = RATE_HZ;
    def->child_memory_bytes = 256u << 20;
    def->seed = 7;
    def->log = on_log;
    def->log_user = h;
    def->helper_path = TEST_HELPER;
    myr_error error = {""};
    h->system = myr_create(def, &error);
    if (h->system == NULL || !myr_ready(h->system, 60000000, &error)) {
        printf("     %s\n", error.text);
        return false;
    }
    for (uint32_t i = 0; i < h->unit_count; i++)
        unit_mind(h, i);
    return true;
}

static void hash_add(host *h, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        h->hash = (h->hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
}

static float into_world(double at)
{
    return at < 0 ? 0.0f : at > 500 ? 500.0f : (float)at;
}

// Walkers do what they ask for; the poisoned stand still whatever they say.
static void apply(host *h, const myr_results *results)
{
    h->commands += results->command_count;
    h->dropped += results->dropped_count;
    for (uint32_t i = 0; i < results->command_count; i++) {
        const myr_call *call = &results->commands[i];
        uint32_t unit = myr_entity_index(call->entity);
        if (unit >= WALKERS || h->period > 1)
            continue;
        hash_add(h, &call->entity, sizeof call->entity);
        hash_add(h, &call->command, sizeof call->command);
        if (call->args[0].type == MYR_TEXT) {
            hash_add(h, call->args[0].text, call->args[0].text_bytes);
            continue;
        }
        hash_add(h, &call->args[0].number, sizeof(double));
        hash_add(h, &call->args[1].number, sizeof(double));
        h->x[unit] = into_world(call->args[0].number);
        h->y[unit] = into_world(call->args[1].number);
    }
    uint32_t failed = 0; // units, a bit each
    for (uint32_t i = 0; i < results->failure_count; i++) {
        const myr_failure *failure = &results->failures[i];
        h->failures[failure->kind % KINDS]++;
        if (failure->entity != MYR_ENTITY_NONE)
            failed |= 1u << myr_entity_index(failure->entity);
    }
    for (uint32_t unit = 0; unit < h->unit_count; unit++) {
        if (!(failed & 1u << unit))
            continue;
        myr_agent_remove(h->system, h->entities[unit]);
        unit_mind(h, unit);
        h->fresh++;
    }
}

static void publish(host *h)
{
    const void *columns[] = {h->x, h->y, h->hp, h->team, h->kind, h->is_ready, h->boss, h->role};
    myr_frame frame = {
        .tick = ++h->tick, .entities = h->entities, .columns = columns, .row_count = h->unit_count};
    myr_error error = {""};
    if (!myr_publish(h->system, &frame, &error)) {
        printf("     tick %u: %s\n", (unsigned)h->tick, error.text);
        h->lost_ticks++;
    }
}

// ---------------------------------------------------------------------------------------- realtime

typedef struct killer {
    pthread_t thread;
    _Atomic bool is_over;
    uint32_t killed;
} killer;

static void *killer_main(void *argument)
{
    killer *k = argument;
    uint32_t dice = 12345;
    while (!k->is_over) {
        dice = dice * 1664525u + 1013904223u;
        nanosleep(&(struct timespec){.tv_nsec = 200000000 + (dice >> 8) % 300000000}, NULL);
        k->killed += chaos_kill_one(dice >> 16);
    }
    return NULL;
}

typedef struct course {
    uint32_t ticks;
    int64_t longest_ns;     // of the host's calls in one tick
    uint32_t long_ticks;    // in which they took as long as a loop
    chaos_usage warm, last; // the most that was seen in the second and in the last quarter
} course;

static void usage_max(chaos_usage *most)
{
    chaos_usage now = chaos_measure();
    most->host_kb = now.host_kb > most->host_kb ? now.host_kb : most->host_kb;
    most->zygote_kb = now.zygote_kb > most->zygote_kb ? now.zygote_kb : most->zygote_kb;
    most->descriptors = now.descriptors > most->descriptors ? now.descriptors : most->descriptors;
    most->processes = now.processes > most->processes ? now.processes : most->processes;
}

static void run_realtime(host *h, course *c)
{
    int64_t due_ns = now_ns();
    for (uint32_t i = 0; i < c->ticks; i++) {
        due_ns += TICK_NS;
        struct timespec due = {due_ns / 1000000000, due_ns % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
        int64_t begin_ns = now_ns();
        apply(h, myr_collect(h->system, 0));
        publish(h);
        int64_t spent_ns = now_ns() - begin_ns;
        c->longest_ns = spent_ns > c->longest_ns ? spent_ns : c->longest_ns;
        c->long_ticks += spent_ns > THINK_LIMIT_US * 1000;
        uint32_t quarter = i * 4 / c->ticks;
        if (i % 15 == 0 && (quarter == 1 || quarter == 3))
            usage_max(quarter == 1 ? &c->warm : &c->last);
    }
}

static void judge_realtime(host *h, const course *c, const killer *k, double seconds)
{
    myr_stats stats = myr_stats_get(h->system);
    printf("%u ticks in %.2f s, %u thinks, %u late; raised %u, cut %u, killed %u, memory %u, died "
           "%u; %u killed from outside; %u dropped, %u fresh minds\n",
           (unsigned)h->tick, seconds, (unsigned)stats.thinks, (unsigned)stats.late,
           h->failures[MYR_FAILURE_RAISED], h->failures[MYR_FAILURE_CUT],
           h->failures[MYR_FAILURE_KILLED], h->failures[MYR_FAILURE_MEMORY],
           h->failures[MYR_FAILURE_CRASHED], k->killed, (unsigned)h->dropped, h->fresh);
    printf("longest calls of a tick: %.2f ms; host %u then %u KB, zygote %u then %u KB, "
           "descriptors %u then %u, processes %u then %u\n",
           (double)c->longest_ns / 1e6, c->warm.host_kb, c->last.host_kb, c->warm.zygote_kb,
           c->last.zygote_kb, c->warm.descriptors, c->last.descriptors, c->warm.processes,
           c->last.processes);
    check(h, h->lost_ticks == 0 && h->tick == c->ticks, "no tick was lost");
    // A host that waits for scripts does so for every loop: one tick in ten. A machine that is busy
    // elsewhere may stop it once in a while.
    check(h, c->long_ticks <= c->ticks / 50, "no call of the host waited for a script");
    check(h, stats.thinks > c->ticks / 2 && h->commands > c->ticks / 4, "units went on thinking");
    check(h, h->failures[MYR_FAILURE_RAISED] > 0, "scripts raised");
    check(h, h->failures[MYR_FAILURE_CUT] > 0, "scripts were cut");
    check(h, h->failures[MYR_FAILURE_KILLED] > 0, "scripts were killed");
    check(h, h->failures[MYR_FAILURE_MEMORY] > 0 || !HAS_MEMORY_BOUND, "scripts ran out of memory");
    check(h, h->failures[MYR_FAILURE_CRASHED] > 0, "children died");
    check(h, h->dropped > 0, "floods were dropped");
    check(h, k->killed > 0, "children were killed from outside");
    check(h, c->last.host_kb < c->warm.host_kb + 2048 + SANITIZER_KB, "the host's memory is flat");
    check(h, c->last.zygote_kb < c->warm.zygote_kb + 2048, "the zygote's memory is flat");
    check(h, c->last.descriptors <= c->warm.descriptors + 4, "descriptors are flat");
    check(h, c->last.processes <= INTERPRETERS + 4, "there is one child per interpreter");
}

static bool realtime(double seconds)
{
    static host h;
    h = (host){.is_good = true, .period = PERIOD};
    host_units(&h, UNITS);
    const myr_source source = {.module = "chaos",
                               .path = "chaos.py",
                               .text = chaos_unit,
                               .text_bytes = sizeof chaos_unit - 1};
    const myr_script script = {.name = "Chaos", .module = "chaos"};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.sources = &source;
    def.scripts = &script;
    def.source_count = def.script_count = 1;
    def.interpreter_count = INTERPRETERS;
    def.think_limit_us = THINK_LIMIT_US;
    def.think_grace_us = 20000;
    if (!host_open(&h, &def))
        return false;
    course c = {.ticks = (uint32_t)(seconds * RATE_HZ)};
    killer k = {.killed = 0};
    pthread_create(&k.thread, NULL, killer_main, &k);
    int64_t begin_ns = now_ns();
    run_realtime(&h, &c);
    seconds = (double)(now_ns() - begin_ns) / 1e9;
    k.is_over = true;
    pthread_join(k.thread, NULL);
    judge_realtime(&h, &c, &k, seconds);
    myr_destroy(h.system);
    check(&h, myr_shutdown() && myr_stuck_count() == 0, "it ends");
    check(&h, chaos_all_gone(), "no process is left");
    return h.is_good;
}

// ---------------------------------------------------------------------------------------- lockstep

static bool lockstep_run(host *h, const char *poison)
{
    *h = (host){.is_good = true, .period = 1, .hash = 0xcbf29ce484222325u};
    host_units(h, UNITS);
    for (uint32_t i = 0; i < UNITS; i++) {
        h->script[i] = i < WALKERS ? 0 : 1;
        h->team[i] = (int32_t)(i < WALKERS ? i % 4 : 4 + i % 4);
    }
    const myr_source sources[] = {
        {.module = "walker",
         .path = "walker.py",
         .text = chaos_walker,
         .text_bytes = sizeof chaos_walker - 1},
        {.module = "poison", .path = "poison.py", .text = poison, .text_bytes = strlen(poison)}};
    const myr_script scripts[] = {{.name = "Walker", .module = "walker"},
                                  {.name = "Poison", .module = "poison"}};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.sources = sources;
    def.scripts = scripts;
    def.source_count = def.script_count = 2;
    def.placement = MYR_PLACEMENT_TEAM;
    def.interpreter_count = 8;
    def.think_limit_us = 300000; // a walker on a busy machine must not need it
    def.think_grace_us = 100000;
    if (!host_open(h, &def))
        return false;
    for (uint32_t i = 0; i < LOCKSTEP_TICKS; i++) {
        publish(h);
        apply(h, myr_collect(h->system, MYR_WAIT_ALL));
    }
    myr_destroy(h->system);
    return h->lost_ticks == 0;
}

static bool lockstep(void)
{
    static host calm, poisoned;
    if (!lockstep_run(&calm, chaos_calm) || !lockstep_run(&poisoned, chaos_poison))
        return false;
    uint32_t failures = 0;
    for (uint32_t i = 0; i < KINDS; i++)
        failures += poisoned.failures[i];
    printf(
        "%u commands; beside them %u failures: raised %u, cut %u, killed %u, memory %u, died %u; "
        "%016llx, calm %016llx\n",
        (unsigned)calm.commands, failures, poisoned.failures[MYR_FAILURE_RAISED],
        poisoned.failures[MYR_FAILURE_CUT], poisoned.failures[MYR_FAILURE_KILLED],
        poisoned.failures[MYR_FAILURE_MEMORY], poisoned.failures[MYR_FAILURE_CRASHED],
        (unsigned long long)poisoned.hash, (unsigned long long)calm.hash);
    check(&poisoned, calm.fresh == 0 && calm.commands == 2u * WALKERS * LOCKSTEP_TICKS,
          "a calm game is calm");
    check(&poisoned, failures > 50, "the poison works");
    check(&poisoned, poisoned.failures[MYR_FAILURE_CUT] > 0, "scripts were cut");
    check(&poisoned, poisoned.failures[MYR_FAILURE_KILLED] > 0, "scripts were killed");
    check(&poisoned, poisoned.failures[MYR_FAILURE_CRASHED] > 0, "children died");
    check(&poisoned, poisoned.hash == calm.hash, "the others did the same");
    check(&poisoned, myr_shutdown() && chaos_all_gone(), "no process is left");
    return poisoned.is_good;
}

int main(int count, char **arguments)
{
    bool is_realtime = count > 1 && strcmp(arguments[1], "realtime") == 0;
    const char *seconds = count > 2 ? arguments[2] : getenv("MYRMIDON_CHAOS_S");
    if (!is_realtime && (count != 2 || strcmp(arguments[1], "lockstep") != 0)) {
        fprintf(stderr, "usage: test_chaos realtime [SECONDS], or lockstep\n");
        return 2;
    }
    if (!myr_sandbox_get().has_seccomp) {
        printf("not run: this kernel has no seccomp\n");
        return SKIPPED;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1); // whoever is left behind becomes a child of this process
    return (is_realtime ? realtime(seconds != NULL ? atof(seconds) : 4.0) : lockstep()) ? 0 : 1;
}
