// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "bench.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "myrmidon.h"

static char **options;
static int option_count;
static bool has_put;

static const bench_subject *const subjects[] = {
    &bench_burn,  &bench_ping,  &bench_memcpy, &bench_units,   &bench_turn,
    &bench_atlas, &bench_plain, &bench_bytes,  &bench_sprites,
    &bench_tiles,
#ifdef BENCH_PLAIN
    &bench_bare,
#else
    &bench_respawn, &bench_reload,
#endif
};

const char *bench_text(const char *key, const char *fallback)
{
    size_t length = strlen(key);
    for (int i = 0; i < option_count; i++)
        if (strncmp(options[i], key, length) == 0 && options[i][length] == '=')
            return options[i] + length + 1;
    return fallback;
}

uint64_t bench_count(const char *key, uint64_t fallback)
{
    const char *text = bench_text(key, NULL);
    return text != NULL ? strtoull(text, NULL, 10) : fallback;
}

void bench_put(const char *key, double value)
{
    printf("%s\"%s\":%.17g", has_put ? "," : "{", key, value);
    has_put = true;
}

void bench_put_text(const char *key, const char *text)
{
    printf("%s\"%s\":\"%s\"", has_put ? "," : "{", key, text);
    has_put = true;
}

static void reply(void)
{
    puts(has_put ? "}" : "{}");
    fflush(stdout);
    has_put = false;
}

void bench_die(const char *format, ...)
{
    va_list args;
    fputs("myrmidon-bench: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    _exit(EXIT_FAILURE);
}

static int64_t clock_read(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t bench_wall_ns(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

int64_t bench_thread_ns(void)
{
    return clock_read(CLOCK_THREAD_CPUTIME_ID);
}

int64_t bench_process_ns(void)
{
    return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

void *bench_alloc(uint64_t count, uint64_t bytes)
{
    void *block = calloc(count != 0 ? count : 1, bytes);
    if (block == NULL)
        bench_die("no memory");
    return block;
}

static uint64_t pss_kb(long process)
{
    char path[64], line[256];
    unsigned long long kb = 0;
    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", process);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Pss: %llu kB", &kb) == 1)
            break;
    fclose(file);
    return kb;
}

static uint64_t tree_pss_kb(long process, uint32_t *below)
{
    char path[64];
    uint64_t sum = pss_kb(process);
    snprintf(path, sizeof path, "/proc/%ld/task", process);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks != NULL && (task = readdir(tasks)) != NULL;) {
        char list[512];
        long child;
        if (task->d_name[0] == '.')
            continue;
        snprintf(list, sizeof list, "/proc/%ld/task/%s/children", process, task->d_name);
        FILE *file = fopen(list, "r");
        while (file != NULL && fscanf(file, "%ld", &child) == 1) {
            ++*below;
            sum += tree_pss_kb(child, below);
        }
        if (file != NULL)
            fclose(file);
    }
    if (tasks != NULL)
        closedir(tasks);
    return sum;
}

uint64_t bench_tree_pss_kb(uint32_t *below)
{
    *below = 0;
    return tree_pss_kb(getpid(), below);
}

int main(int argc, char **argv)
{
    const bench_subject *subject = NULL;
    options = argv;
    option_count = argc;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (argc > 1 && strcmp(argv[1], subjects[i]->name) == 0)
            subject = subjects[i];
    if (subject == NULL)
        bench_die("give a subject: this program is used by tools/bench");
    int64_t begin_ns = bench_wall_ns();
    subject->open();
    bench_put("ready_ns", (double)(bench_wall_ns() - begin_ns));
    reply();
    for (unsigned rounds; scanf("%u", &rounds) == 1;) {
        subject->go(rounds);
        reply();
    }
    subject->close();
    fflush(stdout);
    if (!myr_shutdown()) // threads are stuck, as those of `respawn`
        _exit(EXIT_SUCCESS);
    return EXIT_SUCCESS;
}
