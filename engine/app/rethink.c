// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/rethink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/pack_def.h"
#include "app/paths.h"
#include "app/saves.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/log.h"

// A bundle's state is what checkpoints of the new system may be.
#define ENG_RETHINK_STATE_BYTES 65536u

typedef struct rethink {
    const char *path;
    uint8_t *data;
    eng_save save;
    myr_bundle_info info;
    bool has_failed;
} rethink;

static bool read_bundle(rethink *r, eng_error *error)
{
    size_t count = 0;
    myr_error why = {0};
    r->save.is_bundle = true;
    if (!eng_file_read(r->path, ENG_SAVE_BYTES_LIMIT, &r->data, &count, error) ||
        !eng_save_decode(r->path, r->data, count, &r->save, error)) {
        return false;
    }
    return myr_bundle_read(r->save.minds, r->save.minds_bytes, &r->info, &why) ||
           eng_error_set(error, "%s: %s", r->path, why.text);
}

static void print_then(const rethink *r)
{
    const myr_bundle_info *info = &r->info;
    printf("%s of unit %u in tick %" PRIu64 ", seed %" PRIu64 ", CPython %s\n", info->script,
           myr_entity_index(info->entity), info->tick, info->seed, info->language_version);
    printf("then: %s%s%.0d%s%s\n", info->path, info->line > 0 ? ":" : "", (int)info->line,
           info->path[0] != '\0' ? ": " : "", info->error);
    if (!info->has_state) {
        puts("note: the unit had no data yet, or none that could be copied: it is made anew");
    }
    if (strcmp(info->language_version, myr_language_version(MYR_LANGUAGE_PYTHON)) != 0) {
        printf("note: this is CPython %s\n", myr_language_version(MYR_LANGUAGE_PYTHON));
    }
}

static void print_changes(const rethink *r, const eng_packs *packs)
{
    eng_save_pack *now = eng_alloc(ENG_SAVE_PACKS, sizeof *now);
    uint32_t count = 0;
    eng_error error = {0};
    if (!eng_saves_identify(packs, now, &count, &error)) {
        eng_log_warning("%s", error.text);
    }
    for (uint32_t i = 0; i < r->save.pack_count; ++i) {
        bool is_same = false;
        for (uint32_t k = 0; k < count; ++k) {
            is_same = is_same || (strcmp(r->save.packs[i].id, now[k].id) == 0 &&
                                  strcmp(r->save.packs[i].hash, now[k].hash) == 0);
        }
        if (!is_same) {
            printf("note: the pack '%s' is not what it was\n", r->save.packs[i].id);
        }
    }
    eng_free(now);
}

static void print_value(const myr_def *def, const myr_value *value)
{
    switch (value->type) {
    case MYR_BOOL:
        fputs(value->integer != 0 ? "True" : "False", stdout);
        break;
    case MYR_FLOAT:
        printf("%.9g", value->number);
        break;
    case MYR_NAME:
        printf("'%s'", value->integer >= 0 && value->integer < (int64_t)def->name_count
                           ? def->names[value->integer]
                           : "?");
        break;
    case MYR_ENTITY:
        printf("unit %u", myr_entity_index(value->entity));
        break;
    case MYR_TEXT:
        printf("'%.*s'", (int)value->text_bytes, value->text);
        break;
    default:
        printf("%" PRId64, value->integer);
        break;
    }
}

static void print_results(rethink *r, const myr_def *def, const myr_results *results)
{
    for (uint32_t i = 0; i < results->print_count; ++i) {
        printf("print: %s\n", results->prints[i].text);
    }
    for (uint32_t i = 0; i < results->command_count; ++i) {
        const myr_call *call = &results->commands[i];
        printf("asks: %s(", def->commands[call->command].name);
        for (uint32_t k = 0; k < call->arg_count; ++k) {
            fputs(k > 0 ? ", " : "", stdout);
            print_value(def, &call->args[k]);
        }
        puts(")");
    }
    for (uint32_t i = 0; i < results->failure_count; ++i) {
        const myr_failure *failure = &results->failures[i];
        bool is_loss = failure->kind == MYR_FAILURE_LOST;
        r->has_failed = r->has_failed || !is_loss;
        printf("%s: %s%s%.0d%s%s\n%s", is_loss ? "note" : "now", failure->path,
               failure->line > 0 ? ":" : "", (int)failure->line,
               failure->path[0] != '\0' ? ": " : "", failure->text, failure->traceback);
    }
    if (!r->has_failed) {
        printf("now: it does not fail (%u commands)\n", results->command_count);
    }
}

static bool think_again(void *user, const eng_packs *packs, const eng_content *content,
                        const myr_def *pack_def, eng_error *error)
{
    rethink *r = user;
    myr_error why = {0};
    myr_def def = *pack_def;
    (void)content;
    print_changes(r, packs);
    def.isolation = MYR_ISOLATION_PROCESS; // whatever the player trusts: it has failed before
    def.is_seal_required = true;
    def.placement = MYR_PLACEMENT_SHARED;
    def.interpreter_count = def.worker_count = 1;
    def.seed = r->info.seed;
    def.entity_capacity = r->info.entity_capacity;
    def.checkpoint_bytes = ENG_RETHINK_STATE_BYTES;
    def.strike_limit = 1;
    myr_system *system = myr_create(&def, &why);
    bool is_run = system != NULL && myr_rethink(system, r->save.minds, r->save.minds_bytes, &why);
    if (is_run) {
        print_results(r, &def, myr_collect(system, MYR_WAIT_ALL));
    }
    myr_destroy(system);
    return is_run || eng_error_set(error, "%s: %s", r->path, why.text);
}

static bool run(rethink *r, const char *pack, eng_error *error)
{
    eng_paths paths;
    char pack_path[ENG_PACK_PATH_BYTES];
    if (!read_bundle(r, error) || !eng_paths_find(&paths, error) ||
        !eng_paths_find_pack(&paths, pack != NULL ? pack : r->save.pack, pack_path, error)) {
        return false;
    }
    print_then(r);
    return eng_pack_def_open(pack_path, think_again, r, error);
}

int eng_rethink_command(int argc, char **argv)
{
    const char *pack = NULL;
    eng_error error = {0};
    rethink *r = eng_alloc(1, sizeof *r);
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            printf("Usage: myrmidon rethink BUNDLE [--pack PACK]\n\n"
                   "Runs a think that failed once more, alone, in a sealed child process, with the "
                   "pack as it is now:\nwhat it asks for, or how it fails. Bundles are made with "
                   "--bundles, and by the window.\nExit code 0: it does not fail; %d: it does; 1: "
                   "it cannot be run.\n",
                   ENG_RETHINK_FAILED_AGAIN);
            eng_free(r);
            return EXIT_SUCCESS;
        }
        if (strcmp(argv[i], "--pack") == 0 && i + 1 < argc) {
            pack = argv[++i];
        } else if (argv[i][0] == '-' || r->path != NULL) {
            eng_free(r);
            return eng_command_usage("rethink", "'%s' is one argument too many", argv[i]);
        } else {
            r->path = argv[i];
        }
    }
    if (r->path == NULL) {
        eng_free(r);
        return eng_command_usage("rethink", "'rethink' needs a bundle");
    }
    int code = EXIT_SUCCESS;
    if (!run(r, pack, &error)) {
        code = eng_command_fail(&error);
    } else if (r->has_failed) {
        code = ENG_RETHINK_FAILED_AGAIN;
    }
    eng_free(r->data);
    eng_free(r);
    myr_shutdown();
    return code;
}
