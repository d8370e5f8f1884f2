// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// play_late PLUGIN HOST thread|process: a program that has four running threads before it has the
// plugin, and loads it as plugins are loaded: late, and without lending its symbols to anyone else.

#include "host.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { SKIPPED = 77, THREADS = 4 };

static atomic_bool is_over;
static atomic_ullong turns;

static void *run(void *unused)
{
    (void)unused;
    while (!atomic_load(&is_over)) {
        atomic_fetch_add(&turns, 1u);
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
    return NULL;
}

// The functions this program calls; it links neither library.
static bool (*is_supported)(myr_language, myr_isolation, myr_error *);
static bool (*play)(myr_isolation, myr_error *);
static void (*end)(void);

static bool load(const char *plugin_path, const char *host_path)
{
    void *plugin = dlopen(plugin_path, RTLD_NOW | RTLD_LOCAL);
    void *host = plugin ? dlopen(host_path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!host) {
        fprintf(stderr, "%s\n", dlerror());
        return false;
    }
    // POSIX lets a data pointer hold a function; ISO C has no cast for it.
    *(void **)&is_supported = dlsym(plugin, "myr_isolation_supported");
    *(void **)&play = dlsym(host, "host_play");
    *(void **)&end = dlsym(host, "host_end");
    return is_supported && play && end;
}

static int play_late(myr_isolation isolation)
{
    myr_error error = {""};
    if (!is_supported(MYR_LANGUAGE_PYTHON, isolation, &error)) {
        printf("not run: %s\n", error.text);
        return SKIPPED;
    }
    if (!play(isolation, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    end();
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        return 2;
    }
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, run, NULL);
    }
    int status = 1;
    if (load(argv[1], argv[2])) {
        status = play_late(strcmp(argv[3], "process") == 0 ? MYR_ISOLATION_PROCESS
                                                           : MYR_ISOLATION_THREAD);
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return status ? status : atomic_load(&turns) == 0;
}
