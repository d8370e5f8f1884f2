// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The program: reads the command line, finds the pack, and plays it in a window or without one.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/headless.h"
#include "app/home.h"
#include "app/paths.h"
#include "app/play.h"
#include "app/reference.h"
#include "app/saves.h"
#include "base/alloc.h"
#include "base/log.h"
#include "video/window.h"

#define WORKER_NICE 10 // scripts give way to frames

static int online_cores(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int)count : 1;
}

// A replay needs the pack, seed and units it was recorded with.
static bool read_replay(eng_options *options, eng_game_def *def, char *pack, size_t pack_bytes,
                        eng_error *error)
{
    eng_replay *replay = eng_replay_open(options->replay_path, error);
    if (replay == NULL) {
        return false;
    }
    const eng_record_header *header = eng_replay_header(replay);
    snprintf(pack, pack_bytes, "%s", header->pack);
    options->with_count = 0; // the mods of the recording, and no others
    options->is_without_mods = true;
    for (char *bar = pack; (bar = strchr(bar, '|')) != NULL;) {
        *bar++ = '\0';
        if (options->with_count < ENG_OPTIONS_WITH_CAPACITY) {
            options->with[options->with_count++] = bar;
        }
    }
    def->seed = header->seed;
    def->unit_total = header->unit_total;
    def->replay_path = options->replay_path;
    options->pack = pack;
    eng_replay_close(replay);
    return true;
}

// A save knows which pack it is of.
static bool read_save(eng_options *options, char *pack, size_t pack_bytes, eng_error *error)
{
    eng_loading *loading = eng_loading_open(options->load_path, error);
    if (loading == NULL) {
        return false;
    }
    snprintf(pack, pack_bytes, "%s", eng_loading_get_save(loading)->pack);
    options->pack = pack;
    eng_loading_close(loading);
    return true;
}

// A window keeps thinks that fail in the player's own folder, if there is a place for one.
static void choose_bundles(const eng_options *options, eng_game_def *def, char *folder)
{
    eng_home home;
    def->bundles_folder = options->bundles_folder;
    if (options->bundles_folder != NULL) {
        bool is_off = strcmp(options->bundles_folder, "none") == 0;
        def->bundles_folder = is_off ? NULL : options->bundles_folder;
    } else if (!options->is_headless && eng_home_find(&home, NULL) &&
               snprintf(folder, ENG_PACK_PATH_BYTES, "%s/bundles", home.folder) <
                   ENG_PACK_PATH_BYTES) {
        def->bundles_folder = folder;
    }
}

static bool play_or_run(eng_options *options, eng_game_def *def, int *code, eng_error *error)
{
    eng_error why = {0};
    char bundles[ENG_PACK_PATH_BYTES];
    choose_bundles(options, def, bundles);
    if (options->is_headless) {
        def->clock = options->is_realtime ? ENG_CLOCK_REALTIME : ENG_CLOCK_LOCKSTEP;
        def->is_watching = options->is_watching;
        return eng_headless_run(options, def, error);
    }
    if (!eng_window_has_display(&why)) {
        *code = EX_UNAVAILABLE; // tools/play then runs headless
        return eng_error_set(error, "%s; --headless runs without a window", why.text);
    }
    def->clock = ENG_CLOCK_REALTIME;
    def->is_watching = !options->is_not_watching;
    def->worker_nice = WORKER_NICE;
    if (def->worker_count == 0) {
        int cores = online_cores();
        def->worker_count = cores > 1 ? (uint32_t)cores - 1 : 1;
    }
    return eng_play_run(options, def, error);
}

// The trace outlives the game: a window may begin several.
static bool play_traced(eng_options *options, eng_game_def *def, int *code, eng_error *error)
{
    if (options->trace_path == NULL) {
        return play_or_run(options, def, code, error);
    }
    def->trace = eng_trace_create(options->trace_path, error);
    bool is_good = def->trace != NULL && play_or_run(options, def, code, error);
    return eng_trace_destroy(def->trace, is_good ? error : NULL) && is_good;
}

// With the packs that lie under and over the game.
static bool run_stack(eng_options *options, eng_game_def *def, int *code, eng_error *error)
{
    const eng_stack_def wanted = {
        .game_path = def->pack_path,
        .with = options->with,
        .with_count = options->with_count,
        .is_without_mods = options->is_without_mods,
    };
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    bool is_good = eng_stack_init(stack, &wanted, error);
    if (is_good) {
        const eng_pack_info *game = &stack->order.items[stack->order.game_index].pack->info;
        if (strcmp(stack->paths[stack->order.game_index], def->pack_path) != 0) {
            eng_log_info("'%s' is a mod: playing '%s' with it", def->pack_name, game->id);
        }
        def->stack = stack;
        is_good = options->mode == ENG_MODE_STUB ? eng_stub_print(def, error)
                                                 : play_traced(options, def, code, error);
        eng_stack_fini(stack);
    }
    eng_free(stack);
    return is_good;
}

// False with `error` filled and, where it is not the usual one, the exit code.
static bool run(eng_options *options, int *code, eng_error *error)
{
    eng_paths paths;
    char pack_name[ENG_PACK_PATH_BYTES];
    char pack_path[ENG_PACK_PATH_BYTES];
    eng_game_def def = {
        .seed = options->seed,
        .worker_count =
            options->is_debugged ? 1 : options->worker_count, // a break stays in a thread
        .interpreter_count = options->interpreter_count,
        .unit_total = options->unit_total,
        .isolation = options->isolation,
        .is_run_trusted = options->is_run_trusted,
        .is_without_cache = options->is_without_cache,
        .is_unsealed_allowed = options->is_unsealed_allowed,
        .record_path = options->record_path,
        .hash_log_path = options->hash_log_path,
        .is_debugged = options->is_debugged,
        .edits = options->edits,
        .edit_count = options->edit_count,
        .lines = options->lines,
        .line_count = options->line_count,
        .input_path = options->input_path,
        .options = options->rule_options,
        .option_count = options->rule_option_count,
        .load_path = options->load_path,
    };
    if (!eng_paths_find(&paths, error)) {
        return false;
    }
    if (options->mode == ENG_MODE_REPLAY &&
        !read_replay(options, &def, pack_name, sizeof pack_name, error)) {
        return false;
    }
    if (options->load_path != NULL && options->pack == NULL &&
        !read_save(options, pack_name, sizeof pack_name, error)) {
        return false;
    }
    if (!eng_paths_find_pack(&paths, options->pack, pack_path, error)) {
        return false;
    }
    def.base_path = paths.base;
    def.pack_path = pack_path;
    def.pack_name = options->pack;
    return run_stack(options, &def, code, error);
}

static int print_help(void)
{
    eng_paths paths;
    char *demos = eng_paths_find(&paths, NULL) ? eng_paths_list_demos(&paths) : eng_copy_text("");
    eng_options_help(demos);
    eng_free(demos);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    // What a script prints is seen at once, also through a pipe.
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    eng_options options;
    eng_error error = {0};
    int code = EXIT_FAILURE;
    if (eng_command_run(argc - 1, argv + 1, &code)) {
        return code;
    }
    if (!eng_options_parse(&options, argc, argv, &error)) {
        eng_log_error("%s", error.text);
        return EX_USAGE;
    }
    if (options.mode == ENG_MODE_HELP) {
        return print_help();
    }
    if (options.mode == ENG_MODE_VERSION) {
        printf("myrmidon %s (CPython %s)\n", MYR_VERSION,
               myr_language_version(MYR_LANGUAGE_PYTHON));
        return EXIT_SUCCESS;
    }
    if (options.mode == ENG_MODE_DOCTOR) {
        eng_doctor_print();
        return EXIT_SUCCESS;
    }
    if (run(&options, &code, &error)) {
        code = EXIT_SUCCESS;
    } else {
        eng_log_error("%s", error.text);
    }
    fflush(stdout);
    if (!myr_shutdown()) {
        _exit(code); // a script that cannot be stopped still holds a thread
    }
    return code;
}
