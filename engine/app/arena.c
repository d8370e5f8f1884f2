// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/arena.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/arena_json.h"
#include "app/arena_ladder.h"
#include "app/arena_match.h"
#include "app/commands.h"
#include "app/options.h"
#include "myrmidon.h"

#define SEED_BYTES_MAX 1000

enum {
    OPTION_RED = 256,
    OPTION_BLUE,
    OPTION_SEED,
    OPTION_SCOPE,
    OPTION_WINDOW,
    OPTION_JSON,
    OPTION_ISOLATION,
    OPTION_WORKERS,
    OPTION_INTERPRETERS,
    OPTION_ACT_MS,
    OPTION_SCREENSHOT,
    OPTION_PRINTS,
    OPTION_QUIET,
    OPTION_LADDER,
    OPTION_SEEDS,
    OPTION_JOBS,
    OPTION_UNSEALED,
    OPTION_HELP,
};

static const struct option long_options[] = {
    {"red", required_argument, NULL, OPTION_RED},
    {"blue", required_argument, NULL, OPTION_BLUE},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"scope", required_argument, NULL, OPTION_SCOPE},
    {"window", no_argument, NULL, OPTION_WINDOW},
    {"json", required_argument, NULL, OPTION_JSON},
    {"isolation", required_argument, NULL, OPTION_ISOLATION},
    {"workers", required_argument, NULL, OPTION_WORKERS},
    {"interpreters", required_argument, NULL, OPTION_INTERPRETERS},
    {"act-ms", required_argument, NULL, OPTION_ACT_MS},
    {"screenshot", required_argument, NULL, OPTION_SCREENSHOT},
    {"prints", no_argument, NULL, OPTION_PRINTS},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"ladder", required_argument, NULL, OPTION_LADDER},
    {"seeds", required_argument, NULL, OPTION_SEEDS},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"allow-unsealed", no_argument, NULL, OPTION_UNSEALED},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void print_help(void)
{
    puts(
        "Usage: myrmidon arena --red A.py --blue B.py [--seed S] [options]\n"
        "       myrmidon arena --ladder FOLDER [--seeds N] [--jobs J] [options]\n"
        "\n"
        "Robot Game: two bots written for it ('class Robot: def act(self, game)'), unchanged.\n"
        "The same bots, seed and scope give the same match. See docs/arena.md.\n"
        "\n"
        "A match:\n"
        "  --red, --blue F.py   the bots; a plain name is one of demos/arena/bots\n"
        "  --seed S             the match's seed, any text (1)\n"
        "  --scope HOW          player: a module and a Robot per player, as in the original "
        "(this)\n"
        "                       unit: a module and a Robot per robot\n"
        "  --window             watch it; space pauses, + and - change the speed, H shows all "
        "keys\n"
        "  --json F             the result as JSON to a file; - for standard output\n"
        "  --screenshot F.png   a picture of the end\n"
        "  --prints             show what the bots print, on standard error\n"
        "  --quiet              say nothing of bots that fail; the JSON does\n"
        "  --act-ms N           how long an act may take before it is a guard (2000)\n"
        "\n"
        "How bots run (no result depends on it):\n"
        "  --isolation HOW      process: in sealed child processes (this); thread, shared-gil: in\n"
        "                       the game, for bots that you trust\n"
        "  --allow-unsealed     run them even where the kernel cannot seal the processes\n"
        "  --workers W          threads that run them (one per core)\n"
        "  --interpreters K     with --scope unit: how many share the robots (one per player)\n"
        "\n"
        "A ladder:\n"
        "  --ladder FOLDER      every bot of the folder against every other; prints a table\n"
        "  --seeds N            matches per pair, with the seeds 1 to N (1)\n"
        "  --jobs J             matches at a time (one per core)");
}

static bool parse_count(const char *option, const char *text, uint32_t high, uint32_t *out,
                        eng_error *error)
{
    char *end = NULL;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || value < 1 || value > high) {
        return eng_error_set(error, "--%s '%s': give a whole number from 1 to %u", option, text,
                             high);
    }
    *out = (uint32_t)value;
    return true;
}

static bool parse_choice(const char *option, const char *text, const char *const *names, int count,
                         int *out, eng_error *error)
{
    char list[128] = "";
    for (int i = 0; i < count; ++i) {
        if (strcmp(text, names[i]) == 0) {
            *out = i;
            return true;
        }
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s",
                 i == 0           ? ""
                 : i + 1 == count ? " or "
                                  : ", ",
                 names[i]);
    }
    return eng_error_set(error, "--%s '%s': give %s", option, text, list);
}

// JSON knows UTF-8 only.
static bool parse_text(const char *option, const char *text, const char **out, eng_error *error)
{
    json_t *string = json_string(text);
    bool is_good = string != NULL || eng_error_set(error, "--%s: not a text in UTF-8", option);
    json_decref(string);
    *out = text;
    return is_good;
}

static bool parse_seed(const char *text, const char **out, eng_error *error)
{
    if (strlen(text) > SEED_BYTES_MAX) {
        return eng_error_set(error, "--seed: longer than %d bytes", SEED_BYTES_MAX);
    }
    return parse_text("seed", text, out, error);
}

static bool parse_option(int option, eng_arena_options *options, eng_error *error)
{
    static const char *const scopes[] = {"player", "unit"};
    static const char *const isolations[] = {"thread", "process", "shared-gil"};
    int choice = 0;
    switch (option) {
    case OPTION_RED:
        return parse_text("red", optarg, &options->players[0], error);
    case OPTION_BLUE:
        return parse_text("blue", optarg, &options->players[1], error);
    case OPTION_SEED:
        return parse_seed(optarg, &options->seed, error);
    case OPTION_SCOPE:
        if (!parse_choice("scope", optarg, scopes, 2, &choice, error)) {
            return false;
        }
        options->is_unit_scope = choice == 1;
        return true;
    case OPTION_WINDOW:
        options->is_window = true;
        return true;
    case OPTION_JSON:
        options->json_path = optarg;
        return true;
    case OPTION_ISOLATION:
        return parse_choice("isolation", optarg, isolations, 3, &options->isolation, error);
    case OPTION_WORKERS:
        return parse_count("workers", optarg, 32, &options->worker_count, error);
    case OPTION_INTERPRETERS:
        return parse_count("interpreters", optarg, 100, &options->interpreter_count, error);
    case OPTION_ACT_MS:
        return parse_count("act-ms", optarg, 600000, &options->act_ms, error);
    case OPTION_SCREENSHOT:
        options->screenshot_path = optarg;
        return true;
    case OPTION_PRINTS:
        options->has_prints = true;
        return true;
    case OPTION_QUIET:
        options->is_quiet = true;
        return true;
    case OPTION_UNSEALED:
        options->is_unsealed_allowed = true;
        return true;
    case OPTION_LADDER:
        options->ladder = optarg;
        return true;
    case OPTION_SEEDS:
        return parse_count("seeds", optarg, 100000, &options->seed_count, error);
    default:
        return parse_count("jobs", optarg, 256, &options->job_count, error);
    }
}

// What does not go together.
static bool check(const eng_arena_options *options, eng_error *error)
{
    if (options->interpreter_count != 0 && !options->is_unit_scope) {
        return eng_error_set(error, "--interpreters needs --scope unit: with --scope player a "
                                    "player's robots share one");
    }
    if (options->ladder != NULL && (options->players[0] != NULL || options->players[1] != NULL ||
                                    options->is_window || options->screenshot_path != NULL ||
                                    options->worker_count != 0 || options->interpreter_count != 0 ||
                                    options->has_prints || strcmp(options->seed, "1") != 0)) {
        return eng_error_set(error, "--ladder plays many matches: only --seeds, --jobs, --scope, "
                                    "--isolation, --json and --quiet go with it");
    }
    if (options->ladder == NULL && (options->seed_count != 1 || options->job_count != 0)) {
        return eng_error_set(error, "--seeds and --jobs need --ladder FOLDER");
    }
    return true;
}

// False with `error` filled; *wants_help and nothing else for --help.
static bool parse(int argc, char **argv, eng_arena_options *options, bool *wants_help,
                  eng_error *error)
{
    *options = (eng_arena_options){.seed = "1", .isolation = ENG_ISOLATION_AUTO, .seed_count = 1};
    *wants_help = false;
    opterr = 0;
    optind = 1;
    for (;;) {
        int option = getopt_long(argc, argv, ":h", long_options, NULL);
        if (option == -1) {
            break;
        }
        if (option == OPTION_HELP || option == 'h') {
            return *wants_help = true;
        }
        if (option == '?' || option == ':') {
            return eng_error_set(error,
                                 option == ':' ? "option '%s' needs a value"
                                               : "unknown or ambiguous option '%s'",
                                 argv[optind - 1]);
        }
        if (!parse_option(option, options, error)) {
            return false;
        }
    }
    if (optind < argc) {
        return eng_error_set(error, "'%s' is one argument too many", argv[optind]);
    }
    return check(options, error);
}

static void print_score(const eng_arena_options *options, const json_t *result)
{
    const json_t *score = json_object_get(result, "score");
    const json_t *bots = json_object_get(result, "bots");
    const json_t *errors = json_object_get(result, "errors");
    bool is_piped = options->json_path != NULL && strcmp(options->json_path, "-") == 0;
    if (options->is_quiet || is_piped) {
        return;
    }
    for (size_t i = 0; i < 2; ++i) {
        printf("%s %s: %" PRId64 " robots", i == 0 ? "red " : "blue",
               json_string_value(json_array_get(bots, i)),
               (int64_t)json_integer_value(json_array_get(score, i)));
        int64_t failed = (int64_t)json_integer_value(json_array_get(errors, i));
        printf(failed > 0 ? ", %" PRId64 " acts failed\n" : "\n", failed);
    }
}

static bool play_match(const eng_arena_options *options, int *code, eng_error *error)
{
    json_t *result = eng_arena_match(options, code, error);
    if (result == NULL) {
        return false;
    }
    print_score(options, result);
    bool is_written =
        options->json_path == NULL || eng_arena_write_json(result, options->json_path, error);
    json_decref(result);
    return is_written;
}

int eng_arena_command(int argc, char **argv)
{
    eng_arena_options options;
    eng_error error = {0};
    bool wants_help = false;
    int code = EXIT_FAILURE;
    uint32_t failed_count = 0;
    if (!parse(argc, argv, &options, &wants_help, &error)) {
        return eng_command_usage("arena", "%s", error.text);
    }
    if (wants_help) {
        print_help();
        return EXIT_SUCCESS;
    }
    bool is_good = eng_arena_check_json(options.json_path, &error) &&
                   (options.ladder != NULL ? eng_arena_ladder(&options, &failed_count, &error)
                                           : play_match(&options, &code, &error));
    if (!is_good && error.text[0] != '\0') {
        eng_command_fail(&error);
    } else if (is_good && failed_count == 0) {
        code = EXIT_SUCCESS;
    }
    fflush(stdout);
    if (!myr_shutdown()) {
        _exit(code); // a script that cannot be stopped still holds a thread
    }
    return code;
}
