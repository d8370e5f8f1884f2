// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_ladder.c: matches as child processes of this program, each the same command that one can
// type, so many at a time as there are cores:
//
//     main  --posix_spawn-->  myrmidon arena --red A.py --blue B.py --seed 7 --workers 1 --json -
//           <---- pipe -----  its JSON; end of file; exit code
//
// So a match in a ladder is the match that one gets by hand, a crash costs one match, and a
// tournament too large for one machine needs no more than these commands spread by GNU parallel or
// Slurm. Only this thread waits: in poll(), for the pipes.

#include "app/arena_ladder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/arena_json.h"
#include "app/arena_table.h"
#include "app/bridge.h"
#include "app/options.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

#define MOST_JOBS 256
#define MOST_MATCHES 1000000u
#define MOST_ARGUMENTS 24
#define BAR_WIDTH 30

extern char **environ;

typedef struct bot_list {
    char **paths;
    char **names; // the files' names without folder and ending
    uint32_t count;
} bot_list;

typedef struct job_slot {
    pid_t pid; // 0: free
    int pipe;
    uint32_t match, red, blue, seed;
    char *text;
    uint32_t text_bytes, text_capacity;
} job_slot;

typedef struct ladder {
    const eng_arena_options *options;
    bot_list bots;
    job_slot jobs[MOST_JOBS];
    uint32_t job_count;
    uint32_t next_red, next_blue, next_seed; // the match to begin next
    uint32_t begun, ended, total, failed;
    eng_arena_table table;
    json_t **results; // by match; NULL: not played yet, or failed
    bool *is_told;    // by bot: that it fails
    bool is_terminal;
    bool has_bar;
    int64_t started_ns;
} ladder;

// ------------------------------------------------------------------------------------------ bots

static int is_bot(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 3 && strcmp(entry->d_name + length - 3, ".py") == 0 &&
           entry->d_name[0] != '.' && entry->d_name[0] != '_';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); // not alphasort: it asks the locale
}

static bool bots_find(bot_list *bots, const char *folder, eng_error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_bot, by_name);
    if (count < 0) {
        return eng_error_set(error, "--ladder %s: %s", folder, strerror(errno));
    }
    bots->paths = eng_alloc((size_t)count + 1, sizeof *bots->paths);
    bots->names = eng_alloc((size_t)count + 1, sizeof *bots->names);
    for (int i = 0; i < count; ++i) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        bots->paths[bots->count] = eng_copy_text(path);
        bots->names[bots->count] = eng_copy_text(entries[i]->d_name);
        bots->names[bots->count][strlen(entries[i]->d_name) - 3] = '\0';
        ++bots->count;
        free(entries[i]);
    }
    free(entries);
    return bots->count >= 2 ||
           eng_error_set(error, "--ladder %s: %u bots there; a ladder needs two or more .py files",
                         folder, bots->count);
}

static void bots_fini(bot_list *bots)
{
    for (uint32_t i = 0; i < bots->count; ++i) {
        eng_free(bots->paths[i]);
        eng_free(bots->names[i]);
    }
    eng_free(bots->paths);
    eng_free(bots->names);
}

// -------------------------------------------------------------------------------------- progress

static void bar_clear(ladder *all)
{
    if (all->has_bar) {
        fputs("\r\033[K", stderr);
        all->has_bar = false;
    }
}

// A bar on a terminal; in a file, a line at each tenth.
static void bar_show(ladder *all)
{
    if (all->options->is_quiet) {
        return;
    }
    double seconds = (double)(eng_clock_ns() - all->started_ns) / 1e9;
    double rate = seconds > 0.0 ? all->ended / seconds : 0.0;
    double left = rate > 0.0 ? (all->total - all->ended) / rate : 0.0;
    if (!all->is_terminal) {
        if (all->ended * 10 / all->total != (all->ended - 1) * 10 / all->total) {
            fprintf(stderr, "%u of %u matches, %.1f per second, %.0f s left\n", all->ended,
                    all->total, rate, left);
        }
        return;
    }
    char bar[BAR_WIDTH + 1];
    uint32_t full = all->ended * BAR_WIDTH / all->total;
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', full);
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K[%s] %u of %u matches, %.1f per second, %.0f s left", bar, all->ended,
            all->total, rate, left);
    fflush(stderr);
    all->has_bar = true;
}

// --------------------------------------------------------------------------------------- matches

// The command of a match; `texts` holds its numbers.
static void put_arguments(const ladder *all, const job_slot *job, char *program, char texts[2][16],
                          char **arguments)
{
    const eng_arena_options *options = all->options;
    uint32_t count = 0;
    snprintf(texts[0], sizeof texts[0], "%u", job->seed);
    char *const fixed[] = {program,     "arena",
                           "--red",     all->bots.paths[job->red],
                           "--blue",    all->bots.paths[job->blue],
                           "--seed",    texts[0],
                           "--workers", "1",
                           "--json",    "-",
                           "--quiet"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; ++i) {
        arguments[count++] = fixed[i];
    }
    if (options->is_unit_scope) {
        arguments[count++] = "--scope";
        arguments[count++] = "unit";
    }
    if (options->is_unsealed_allowed) {
        arguments[count++] = "--allow-unsealed";
    }
    if (options->isolation != ENG_ISOLATION_AUTO) {
        arguments[count++] = "--isolation";
        arguments[count++] = (char *)eng_isolation_name((myr_isolation)options->isolation);
    }
    if (options->act_ms != 0) {
        snprintf(texts[1], sizeof texts[1], "%u", options->act_ms);
        arguments[count++] = "--act-ms";
        arguments[count++] = texts[1];
    }
    arguments[count] = NULL;
}

static bool job_start(const ladder *all, job_slot *job, eng_error *error)
{
    char program[PATH_MAX];
    char texts[2][16];
    char *arguments[MOST_ARGUMENTS];
    int ends[2];
    posix_spawn_file_actions_t actions;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        return eng_error_set(error, "no match can be started: %s", strerror(errno));
    }
    program[length] = '\0';
    put_arguments(all, job, program, texts, arguments);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    int failure = posix_spawn(&job->pid, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    job->pipe = ends[0];
    job->text_bytes = 0;
    if (failure != 0) {
        close(ends[0]);
        job->pid = 0;
        return eng_error_set(error, "no match can be started: %s", strerror(failure));
    }
    return true;
}

static void tell_failures(ladder *all, const job_slot *job, const json_t *result)
{
    const uint32_t bots[2] = {job->red, job->blue};
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(result, "failures"), i, row)
    {
        json_int_t player = json_integer_value(json_object_get(row, "player"));
        const char *text = json_string_value(json_object_get(row, "text"));
        uint32_t bot = bots[player == 1];
        if (text != NULL && !all->is_told[bot]) {
            all->is_told[bot] = true;
            bar_clear(all);
            eng_log_warning("%s (it plays guard; its other failures are in the JSON)", text);
        }
    }
}

static bool read_pair(const json_t *result, const char *key, int64_t out[2])
{
    const json_t *list = json_object_get(result, key);
    for (size_t i = 0; i < 2; ++i) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_integer(item)) {
            return false;
        }
        out[i] = json_integer_value(item);
    }
    return true;
}

// Takes a match's JSON in; false: there is none.
static bool take_result(ladder *all, const job_slot *job)
{
    int64_t alive[2];
    int64_t errors[2];
    json_t *result = json_loadb(job->text, job->text_bytes, 0, NULL);
    bool is_good =
        result != NULL && read_pair(result, "score", alive) && read_pair(result, "errors", errors);
    if (is_good) {
        eng_arena_table_add(&all->table, job->red, job->blue, alive, errors);
        tell_failures(all, job, result);
        json_object_set_new(result, "red", json_string(all->bots.names[job->red]));
        json_object_set_new(result, "blue", json_string(all->bots.names[job->blue]));
        for (const char *const *key = (const char *const[]){"digests", "alive", "bots", NULL};
             *key != NULL; ++key) {
            json_object_del(result, *key); // one match as a command has them
        }
        all->results[job->match] = json_incref(result);
    }
    json_decref(result);
    return is_good;
}

static void job_end(ladder *all, job_slot *job)
{
    int status = 0;
    close(job->pipe);
    while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR) {
    }
    job->pid = 0;
    ++all->ended;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !take_result(all, job)) {
        ++all->failed;
        bar_clear(all);
        eng_log_error("no result of %s against %s, seed %u: 'myrmidon arena --red %s --blue %s "
                      "--seed %u' shows why",
                      all->bots.names[job->red], all->bots.names[job->blue], job->seed,
                      all->bots.paths[job->red], all->bots.paths[job->blue], job->seed);
    }
    bar_show(all);
}

static void job_read(ladder *all, job_slot *job)
{
    if (job->text_capacity - job->text_bytes < 4096) {
        job->text_capacity = job->text_capacity * 2 + 16384;
        job->text = eng_resize(job->text, job->text_capacity, 1);
    }
    ssize_t got =
        read(job->pipe, job->text + job->text_bytes, job->text_capacity - job->text_bytes);
    if (got > 0) {
        job->text_bytes += (uint32_t)got;
    } else if (got == 0 || errno != EINTR) {
        job_end(all, job);
    }
}

// --------------------------------------------------------------------------------------- the run

// The next pair and seed: all seeds of a pair, then the next pair.
static void next_match(ladder *all, job_slot *job)
{
    job->match = all->begun;
    job->red = all->next_red;
    job->blue = all->next_blue;
    job->seed = all->next_seed;
    ++all->begun;
    if (++all->next_seed > all->options->seed_count) {
        all->next_seed = 1;
        if (++all->next_blue == all->bots.count) {
            ++all->next_red;
            all->next_blue = all->next_red + 1;
        }
    }
}

static bool start_jobs(ladder *all, eng_error *error)
{
    for (uint32_t i = 0; i < all->job_count && all->begun < all->total; ++i) {
        if (all->jobs[i].pid == 0) {
            next_match(all, &all->jobs[i]);
            if (!job_start(all, &all->jobs[i], error)) {
                return false;
            }
        }
    }
    return true;
}

static bool run(ladder *all, eng_error *error)
{
    struct pollfd waits[MOST_JOBS];
    while (all->ended < all->total) {
        if (!start_jobs(all, error)) {
            return false;
        }
        for (uint32_t i = 0; i < all->job_count; ++i) {
            bool is_running = all->jobs[i].pid != 0;
            waits[i] = (struct pollfd){is_running ? all->jobs[i].pipe : -1, POLLIN, 0};
        }
        if (poll(waits, all->job_count, -1) < 0 && errno != EINTR) {
            return eng_error_set(error, "the ladder cannot wait for its matches: %s",
                                 strerror(errno));
        }
        for (uint32_t i = 0; i < all->job_count; ++i) {
            if (waits[i].revents != 0) {
                job_read(all, &all->jobs[i]);
            }
        }
    }
    return true;
}

// In the order of pairs and seeds, in whatever order they ended.
static json_t *matches_json(const ladder *all)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < all->total; ++i) {
        if (all->results[i] != NULL) {
            json_array_append(list, all->results[i]);
        }
    }
    return list;
}

static bool write_json(const ladder *all, eng_error *error)
{
    json_t *names = json_array();
    for (uint32_t i = 0; i < all->bots.count; ++i) {
        json_array_append_new(names, json_string(all->bots.names[i]));
    }
    json_t *object = json_pack(
        "{s:o s:I s:s s:I s:I s:o s:o s:f}", "bots", names, "seeds",
        (json_int_t)all->options->seed_count, "scope",
        all->options->is_unit_scope ? "unit" : "player", "jobs", (json_int_t)all->job_count,
        "failed", (json_int_t)all->failed, "table", eng_arena_table_json(&all->table), "matches",
        matches_json(all), "seconds", (double)(eng_clock_ns() - all->started_ns) / 1e9);
    bool is_written = eng_arena_write_json(object, all->options->json_path, error);
    json_decref(object);
    return is_written;
}

static void ladder_fini(ladder *all)
{
    for (uint32_t i = 0; i < all->job_count; ++i) {
        if (all->jobs[i].pid != 0) { // only after an error
            kill(all->jobs[i].pid, SIGTERM);
            close(all->jobs[i].pipe);
            waitpid(all->jobs[i].pid, NULL, 0);
        }
        eng_free(all->jobs[i].text);
    }
    for (uint32_t i = 0; all->results != NULL && i < all->total; ++i) {
        json_decref(all->results[i]);
    }
    eng_free(all->results);
    eng_free(all->is_told);
    eng_arena_table_fini(&all->table);
    bots_fini(&all->bots);
    eng_free(all);
}

static uint32_t choose_jobs(const eng_arena_options *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t count =
        options->job_count != 0 ? options->job_count : (uint32_t)(cores > 0 ? cores : 1);
    return count < MOST_JOBS ? count : MOST_JOBS;
}

bool eng_arena_ladder(const eng_arena_options *options, uint32_t *failed_count, eng_error *error)
{
    ladder *all = eng_alloc(1, sizeof *all);
    all->options = options;
    all->job_count = choose_jobs(options);
    all->next_blue = all->next_seed = 1;
    all->is_terminal = isatty(STDERR_FILENO);
    all->started_ns = eng_clock_ns();
    bool is_good = bots_find(&all->bots, options->ladder, error);
    uint64_t total = (uint64_t)all->bots.count * (all->bots.count - 1) / 2 * options->seed_count;
    if (is_good && total > MOST_MATCHES) {
        is_good = eng_error_set(error,
                                "--ladder: %llu matches; give fewer seeds, at most %u matches "
                                "are played at a time",
                                (unsigned long long)total, MOST_MATCHES);
    }
    if (is_good) {
        all->total = (uint32_t)total;
        all->results = eng_alloc(all->total, sizeof *all->results);
        all->is_told = eng_alloc(all->bots.count, sizeof *all->is_told);
        eng_arena_table_init(&all->table, (const char *const *)all->bots.names, all->bots.count);
        is_good = run(all, error);
        bar_clear(all);
    }
    if (is_good) {
        bool is_piped = options->json_path != NULL && strcmp(options->json_path, "-") == 0;
        eng_arena_table_rank(&all->table);
        eng_arena_table_print(&all->table, is_piped ? stderr : stdout);
        is_good = options->json_path == NULL || write_json(all, error);
    }
    *failed_count = all->failed;
    ladder_fini(all);
    return is_good;
}
