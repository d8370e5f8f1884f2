// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_article.c: interpreters that come and go at once.
//
//     test_article threads [ROUNDS]   500 threads that create, use and end an interpreter at once
//     test_article games [COUNT]      one game after another with `datetime` imported
//
// A well-known article reports memory corruption when some 463 interpreters begin and end under a
// debug allocator: CPython 3.12 swaps the raw allocator meanwhile (gh-123134). Here each of 500
// threads makes a system with a source of its own, so that each new one ends the interpreters that
// others left. 48 at a time are let in, since a process may have 64 workers. The plugin's own
// allocator hooks (the memory quota) lie under all of it; they were set once, before Python began.
// CTest sets PYTHONMALLOC=debug, so that CPython's debug allocator lies around them: a block that
// is freed by another domain, written past its end or freed twice ends the process. A round is a
// process of its own, since CPython 3.13 does not give back all memory of an interpreter that it
// ends.
//
// The second is what CPython 3.13.0 crashed at: `_datetime` in interpreters that begin and end.
// Every second game ends Python itself, the others only what the game before them left.

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "world.h"

#define SKIPPED 77
#define THREADS 500u
#define PLACES 48u // fewer than workers that a process may have
#define STACK_BYTES (256u << 10)

extern char **environ;

typedef struct player {
    pthread_t thread;
    uint32_t number;
    bool is_good;
    char said[256];
} player;

static pthread_barrier_t start;
static sem_t places;

static void play_tick(player *p, myr_system *system, uint64_t tick)
{
    world_columns world;
    world_fill(&world, 0);
    myr_frame frame = {.tick = tick,
                       .entities = world.entities,
                       .columns = world.columns,
                       .row_count = world.row_count};
    myr_error error = {""};
    char expected[64];
    if (!myr_publish(system, &frame, &error)) {
        snprintf(p->said, sizeof p->said, "%s", error.text);
        return;
    }
    const myr_results *results = myr_collect(system, MYR_WAIT_ALL);
    snprintf(expected, sizeof expected, "%u 2024-02-29 %u", p->number, (unsigned)tick);
    if (results->failure_count > 0)
        snprintf(p->said, sizeof p->said, "%s", results->failures[0].text);
    else if (results->print_count != 1 || strcmp(results->prints[0].text, expected) != 0)
        snprintf(p->said, sizeof p->said, "it did not print '%s'", expected);
    else
        p->is_good = true;
}

// A system with one interpreter of its own content, two ticks, and its end.
static void play(player *p, myr_isolation isolation)
{
    char text[512];
    snprintf(text, sizeof text,
             "import datetime\n"
             "from myrmidon import Unit\n"
             "class Mind(Unit):\n"
             "    def think(self):\n"
             "        kept = [str(i) * 10 for i in range(1000)]\n"
             "        day = datetime.date(2024, 2, 28) + datetime.timedelta(days=1)\n"
             "        print(%u, day.isoformat(), self.tick)\n",
             p->number);
    const myr_source source = {"main", "main.py", text, strlen(text)};
    const myr_script script = {.name = "Mind", .module = "main"};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = &source;
    def.scripts = &script;
    def.source_count = def.script_count = 1;
    def.isolation = isolation;
    def.worker_count = def.interpreter_count = 1;
    def.think_limit_us = def.think_grace_us = 60000000;
    def.helper_path = TEST_HELPER;
    myr_error error = {""};
    myr_system *system = myr_create(&def, &error);
    // On a busy machine workers of systems that have ended are still on their way out.
    while (system == NULL && strstr(error.text, "workers already") != NULL) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        system = myr_create(&def, &error);
    }
    bool is_made = system != NULL && myr_ready(system, 300000000, &error) &&
                   myr_agent_add(system, &(myr_agent){.entity = myr_entity_make(0, 1)}, &error);
    if (!is_made)
        snprintf(p->said, sizeof p->said, "%s", error.text);
    for (uint64_t tick = 1; is_made && tick <= 2; tick++) {
        p->is_good = false;
        play_tick(p, system, tick);
    }
    myr_destroy(system);
}

static void *player_main(void *argument)
{
    player *p = argument;
    pthread_barrier_wait(&start);
    sem_wait(&places);
    play(p, MYR_ISOLATION_THREAD);
    sem_post(&places);
    return NULL;
}

// Whether the raw allocator that CPython calls is its debug allocator: a function of its own
// library, where the quota's hook is one of ours. Python is running.
static bool has_debug_allocator(void)
{
    struct {
        void *context;
        void *functions[4];
    } found = {NULL, {NULL}};
    void (*get)(int domain, void *allocator);
    Dl_info python, hook;
    *(void **)&get = dlsym(RTLD_DEFAULT, "PyMem_GetAllocator");
    if (get == NULL)
        return false;
    get(0, &found);
    return dladdr(*(void **)&get, &python) != 0 && dladdr(found.functions[0], &hook) != 0 &&
           python.dli_fbase == hook.dli_fbase;
}

static bool is_checked(void)
{
    const char *wanted = getenv("PYTHONMALLOC");
    if (wanted == NULL || strcmp(wanted, "debug") != 0 || has_debug_allocator())
        return true;
    printf("PYTHONMALLOC=debug, and there is no debug allocator\n");
    return false;
}

// One round, in this process.
static bool threads_run(void)
{
    static player players[THREADS];
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    sem_init(&places, 0, PLACES);
    pthread_barrier_init(&start, NULL, THREADS);
    for (uint32_t i = 0; i < THREADS; i++) {
        players[i].number = i;
        if (pthread_create(&players[i].thread, &attributes, player_main, &players[i]) != 0) {
            printf("no thread %u\n", i);
            fflush(stdout);
            _exit(1); // the others wait at the barrier
        }
    }
    uint32_t good = 0;
    for (uint32_t i = 0; i < THREADS; i++) {
        pthread_join(players[i].thread, NULL);
        good += players[i].is_good;
        if (!players[i].is_good)
            printf("thread %u: %s\n", i, players[i].said);
    }
    for (uint32_t ms = 0; ms < 30000 && myr_stuck_count() > 0; ms++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    bool is_seen = is_checked(), is_ended = myr_shutdown();
    printf("%u of %u interpreters came, worked and went; Python %s\n", good, THREADS,
           is_ended ? "ended" : "did NOT end");
    return good == THREADS && is_ended && is_seen;
}

static bool round_spawn(void)
{
    char *arguments[] = {"test_article", "round", NULL};
    pid_t pid;
    int status = -1;
    fflush(stdout);
    return posix_spawn(&pid, "/proc/self/exe", NULL, NULL, arguments, environ) == 0 &&
           waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool games_run(uint32_t count, myr_isolation isolation)
{
    for (uint32_t i = 0; i < count; i++) {
        player p = {.number = i % 4};
        play(&p, isolation);
        if (isolation == MYR_ISOLATION_THREAD && !is_checked())
            return false;
        if (!p.is_good || (i % 2 == 1 && !myr_shutdown())) {
            printf("game %u: %s\n", i, p.is_good ? "Python did not end" : p.said);
            return false;
        }
    }
    printf("%u games began and ended\n", count);
    return myr_shutdown();
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "";
    const char *wanted = count > 2 ? arguments[2] : getenv("MYRMIDON_ARTICLE_ROUNDS");
    uint32_t rounds = wanted != NULL ? (uint32_t)atoi(wanted) : 2;
    bool has_threads = myr_isolation_supported(MYR_LANGUAGE_PYTHON, MYR_ISOLATION_THREAD, NULL);
    bool is_good = true;
    if (strcmp(what, "games") == 0)
        return games_run(count > 2 ? rounds : rounds * 5,
                         has_threads ? MYR_ISOLATION_THREAD : MYR_ISOLATION_PROCESS)
                   ? 0
                   : 1;
    if (!has_threads) {
        printf("not run: this CPython has no interpreters with a GIL each\n");
        return SKIPPED;
    }
    if (strcmp(what, "round") == 0)
        return threads_run() ? 0 : 1;
    for (uint32_t i = 0; is_good && i < rounds; i++)
        is_good = round_spawn();
    return is_good ? 0 : 1;
}
