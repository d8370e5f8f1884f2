// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// check.c: runs a fuzz target without a fuzzer.
//
//     check_NAME [FILE|FOLDER ...]   its seeds, variants of them that are cut and damaged in ways
//                                    that are the same in every run, and those files
//     check_NAME --write FOLDER      writes the seeds there, for libFuzzer to begin with

#define _GNU_SOURCE

#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CUTS 24u     // of each seed: at as many places
#define DAMAGES 120u // of each seed: variants with bytes changed

typedef struct tally {
    uint32_t count;
    const char *folder;
} tally;

static void run(tally *t, const void *bytes, size_t byte_count)
{
    // A copy of its own size, so that a sanitizer sees who reads behind its end.
    uint8_t *copy = malloc(byte_count > 0 ? byte_count : 1);
    if (copy == NULL)
        abort();
    if (byte_count > 0)
        memcpy(copy, bytes, byte_count);
    LLVMFuzzerTestOneInput(copy, byte_count);
    free(copy);
    t->count++;
}

// splitmix64
static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void damage(uint8_t *bytes, size_t byte_count, uint64_t *state)
{
    static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
    for (uint64_t n = 1 + next(state) % 4; n > 0; n--) {
        size_t at = next(state) % byte_count;
        uint64_t how = next(state) % 8;
        if (how < sizeof values)
            bytes[at] = values[how];
        else
            bytes[at] ^= (uint8_t)(1u << next(state) % 8);
    }
}

static void check_seed(void *user, const char *name, const void *bytes, size_t byte_count)
{
    (void)name;
    uint64_t state = byte_count;
    run(user, bytes, byte_count);
    for (uint32_t i = 0; i < CUTS; i++)
        run(user, bytes, byte_count * i / CUTS);
    uint8_t *copy = malloc(byte_count + 1);
    if (copy == NULL)
        abort();
    for (uint32_t i = 0; i < DAMAGES && byte_count > 0; i++) {
        memcpy(copy, bytes, byte_count);
        damage(copy, byte_count, &state);
        run(user, copy, byte_count);
    }
    free(copy);
}

static void write_seed(void *user, const char *name, const void *bytes, size_t byte_count)
{
    tally *t = user;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", t->folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, byte_count, file) != byte_count || fclose(file) != 0) {
        fprintf(stderr, "%s cannot be written\n", path);
        exit(1);
    }
    t->count++;
}

static void run_file(tally *t, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    fuzz_put_file((fuzz_put)check_seed, t, path, fileno(file));
    fclose(file);
}

static void run_path(tally *t, const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) {
        run_file(t, path);
        return;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            run_file(t, inner);
        free(entries[i]);
    }
    free(entries);
}

int main(int count, char **arguments)
{
    tally t = {0};
    if (count == 3 && strcmp(arguments[1], "--write") == 0) {
        t.folder = arguments[2];
        fuzz_seeds(write_seed, &t);
        printf("%u seeds written\n", t.count);
        return 0;
    }
    fuzz_seeds(check_seed, &t);
    for (int i = 1; i < count; i++)
        run_path(&t, arguments[i]);
    printf("%u inputs decoded or refused\n", t.count);
    return t.count > 0 ? 0 : 1;
}
