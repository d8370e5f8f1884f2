// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "myrmidon.h"

enum {
    OPTION_HEADLESS = 256,
    OPTION_REALTIME,
    OPTION_FULLSCREEN,
    OPTION_WATCH,
    OPTION_NO_WATCH,
    OPTION_EDIT,
    OPTION_CONSOLE,
    OPTION_DEBUG,
    OPTION_TICKS,
    OPTION_FRAMES,
    OPTION_SEED,
    OPTION_WORKERS,
    OPTION_ISOLATION,
    OPTION_WITH,
    OPTION_NO_MODS,
    OPTION_NO_CACHE,
    OPTION_TRUST,
    OPTION_ALLOW_UNSEALED,
    OPTION_INTERPRETERS,
    OPTION_UNITS,
    OPTION_RULE,
    OPTION_INPUT,
    OPTION_RECORD,
    OPTION_HASH_LOG,
    OPTION_SAVE,
    OPTION_SAVE_AT,
    OPTION_LOAD,
    OPTION_BUNDLES,
    OPTION_TRACE,
    OPTION_STATS,
    OPTION_SCREENSHOT,
    OPTION_SIZE,
    OPTION_RENDERER,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"headless", no_argument, NULL, OPTION_HEADLESS},
    {"realtime", no_argument, NULL, OPTION_REALTIME},
    {"fullscreen", no_argument, NULL, OPTION_FULLSCREEN},
    {"watch", no_argument, NULL, OPTION_WATCH},
    {"no-watch", no_argument, NULL, OPTION_NO_WATCH},
    {"edit", required_argument, NULL, OPTION_EDIT},
    {"console", required_argument, NULL, OPTION_CONSOLE},
    {"debug", no_argument, NULL, OPTION_DEBUG},
    {"ticks", required_argument, NULL, OPTION_TICKS},
    {"frames", required_argument, NULL, OPTION_FRAMES},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"workers", required_argument, NULL, OPTION_WORKERS},
    {"isolation", required_argument, NULL, OPTION_ISOLATION},
    {"with", required_argument, NULL, OPTION_WITH},
    {"no-mods", no_argument, NULL, OPTION_NO_MODS},
    {"no-cache", no_argument, NULL, OPTION_NO_CACHE},
    {"trust", no_argument, NULL, OPTION_TRUST},
    {"allow-unsealed", no_argument, NULL, OPTION_ALLOW_UNSEALED},
    {"interpreters", required_argument, NULL, OPTION_INTERPRETERS},
    {"units", required_argument, NULL, OPTION_UNITS},
    {"option", required_argument, NULL, OPTION_RULE},
    {"input", required_argument, NULL, OPTION_INPUT},
    {"record", required_argument, NULL, OPTION_RECORD},
    {"hash-log", required_argument, NULL, OPTION_HASH_LOG},
    {"save", required_argument, NULL, OPTION_SAVE},
    {"save-at", required_argument, NULL, OPTION_SAVE_AT},
    {"load", required_argument, NULL, OPTION_LOAD},
    {"bundles", required_argument, NULL, OPTION_BUNDLES},
    {"trace", required_argument, NULL, OPTION_TRACE},
    {"stats", required_argument, NULL, OPTION_STATS},
    {"screenshot", required_argument, NULL, OPTION_SCREENSHOT},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"renderer", required_argument, NULL, OPTION_RENDERER},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

void eng_options_help(const char *demos)
{
    printf(
        "Usage: myrmidon DEMO|PACK [options]     play a demo, or a pack (a folder or a zip)\n"
        "       myrmidon replay FILE [options]   play a recording again, exactly\n"
        "       myrmidon stub DEMO|PACK          print the editor stub (myrmidon.pyi) of a pack\n"
        "       myrmidon doctor                  say what holds scripts on this machine\n");
    eng_commands_help();
    printf("\n"
           "Every unit of a pack thinks in a script of its own, in pooled interpreters, in "
           "parallel.\n");
    if (demos[0] != '\0') {
        printf("\nDemos:\n%s", demos);
    }
    printf(
        "\nMods:\n"
        "  --with PACK          play with this pack over the game; may be given several times\n"
        "  --no-mods            without the packs that you enabled (myrmidon packs)\n"
        "  --no-cache           decodes every picture, and keeps none for the next start\n"
        "\nWithout a window:\n"
        "  --headless           run without a window, tick after tick, as fast as it goes\n"
        "  --realtime           with --headless: keep a window's clock, so that scripts may be "
        "late\n"
        "  --ticks N            end after N ticks (headless: 600 if not given)\n"
        "  --screenshot F.png   save a picture of the last frame\n"
        "  --stats json         print one JSON object as the last line of standard output\n"
        "  --record F           record every applied command, for 'myrmidon replay F'\n"
        "  --hash-log F         write 'TICK HASH' per tick\n"
        "  --trace F.json       write where the time goes, for ui.perfetto.dev or "
        "chrome://tracing;\n"
        "                       in a window too\n"
        "\n"
        "A game to go on with:\n"
        "  --save F             save the game at its end; in the window F5 saves and F9 loads, "
        "into\n"
        "                       a place of their own\n"
        "  --save-at N          and not at the end, but at tick N\n"
        "  --load F             go on where F was saved: with its seed and units, and exactly so "
        "in\n"
        "                       --headless, in either isolation; --ticks counts from the "
        "beginning\n"
        "\n"
        "  --bundles FOLDER     keep thinks that failed, for 'myrmidon rethink FILE'; a window "
        "does so\n"
        "                       in your own folder; none: nowhere\n"
        "\n"
        "How scripts run:\n"
        "  --seed S             the world's random seed (1); the same seed gives the same game\n"
        "  --workers W          threads that run scripts (one per core; a window keeps one core)\n"
        "  --isolation HOW      thread: an interpreter per job, each with its own GIL\n"
        "                       process: in child processes\n"
        "                       shared-gil: in threads under one GIL, to see what it costs\n"
        "  --trust              trust every pack of this run; without it, scripts of packs that "
        "you\n"
        "                       did not trust run in sealed child processes only\n"
        "  --allow-unsealed     run those even where the kernel has no seccomp to seal them\n"
        "  --interpreters K     how many interpreters share the units (as the pack says)\n"
        "  --units N            how many units think (as the map says)\n"
        "  --watch, --no-watch  take over files of pack folders when they are saved (a window\n"
        "                       does, unless told not to; headless only when told to)\n"
        "  --edit TICK=FOLDER   at that tick, lay the files of FOLDER over the pack's: a save "
        "that\n"
        "                       comes at the same tick in every run\n"
        "  --console T:U=PYTHON at tick T, run a line in the interpreter of unit U, as F3 does\n"
        "  --debug              breakpoint() in a script opens pdb in the terminal; no think is "
        "cut\n"
        "  --option NAME=VALUE  sets an option of the pack's rules; once for each\n"
        "  --input F.json       what a player does, by tick, for rules that listen\n"
        "\n"
        "The window:\n"
        "  --size WxH           1280x720 if not given\n"
        "  --fullscreen\n"
        "  --frames N           close after N frames\n"
        "  --renderer NAME      an SDL renderer: software, opengl, opengles2\n"
        "  In the window, H shows the keys.\n"
        "\n"
        "  -h, --help           this text\n"
        "  --version\n");
}

// A whole number within a range, or false with an error that says what would do.
static bool parse_count(const char *option, const char *text, uint64_t low, uint64_t high,
                        uint64_t *out, eng_error *error)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || value < low ||
        value > high) {
        eng_error_set(error, "--%s '%s': give a whole number from %llu to %llu", option, text,
                      (unsigned long long)low, (unsigned long long)high);
        return false;
    }
    *out = value;
    return true;
}

static bool parse_isolation(const char *text, int *out, eng_error *error)
{
    static const char *const names[] = {"thread", "process", "shared-gil"};
    for (int i = 0; i < 3; ++i) {
        if (strcmp(text, names[i]) == 0) {
            *out = i;
            return true;
        }
    }
    eng_error_set(error, "--isolation '%s': give thread, process or shared-gil", text);
    return false;
}

_Static_assert(MYR_ISOLATION_THREAD == 0 && MYR_ISOLATION_PROCESS == 1 &&
                   MYR_ISOLATION_SHARED_GIL == 2,
               "the names above are in the order of myr_isolation");

static bool parse_size(const char *text, eng_options *options, eng_error *error)
{
    char tail = '\0';
    int width = 0;
    int height = 0;
    if (sscanf(text, "%dx%d%c", &width, &height, &tail) != 2 || width < 160 || height < 120 ||
        width > 16384 || height > 16384) {
        eng_error_set(error, "--size '%s': give WIDTHxHEIGHT from 160x120, as in 1280x720", text);
        return false;
    }
    options->window_width = width;
    options->window_height = height;
    return true;
}

static bool parse_edit(const char *text, eng_options *options, eng_error *error)
{
    char *end = NULL;
    unsigned long long tick = strtoull(text, &end, 10);
    if (end == text || text[0] == '-' || *end != '=' || end[1] == '\0') {
        return eng_error_set(error, "--edit '%s': give TICK=FOLDER, as in 20=changed-scripts",
                             text);
    }
    if (options->edit_count == ENG_EDIT_CAPACITY) {
        return eng_error_set(error, "--edit '%s': give at most %u of them", text,
                             ENG_EDIT_CAPACITY);
    }
    options->edits[options->edit_count++] = (eng_edit){tick, end + 1};
    return true;
}

static bool parse_line(const char *text, eng_options *options, eng_error *error)
{
    char *end = NULL;
    unsigned long long tick = strtoull(text, &end, 10);
    bool is_good = end != text && text[0] != '-' && *end == ':';
    const char *unit_text = is_good ? end + 1 : text;
    unsigned long unit = strtoul(unit_text, &end, 10);
    if (!is_good || end == unit_text || unit_text[0] == '-' || *end != '=' || end[1] == '\0') {
        return eng_error_set(error, "--console '%s': give TICK:UNIT=PYTHON, as in 20:3=self.hp",
                             text);
    }
    if (options->line_count == ENG_EDIT_CAPACITY) {
        return eng_error_set(error, "--console '%s': give at most %u of them", text,
                             ENG_EDIT_CAPACITY);
    }
    options->lines[options->line_count++] = (eng_console_line){tick, (uint32_t)unit, end + 1};
    return true;
}

static bool parse_stats(const char *text, eng_options *options, eng_error *error)
{
    if (strcmp(text, "json") != 0) {
        eng_error_set(error, "--stats '%s': the one format there is is json", text);
        return false;
    }
    options->wants_stats = true;
    return true;
}

// Options that take a whole number.
static bool parse_number_option(int option, eng_options *options, eng_error *error)
{
    uint64_t number = 0;
    switch (option) {
    case OPTION_TICKS:
        return parse_count("ticks", optarg, 1, 1000000000, &options->tick_limit, error);
    case OPTION_FRAMES:
        return parse_count("frames", optarg, 1, 1000000000, &options->frame_limit, error);
    case OPTION_SAVE_AT:
        options->has_save_tick = true;
        return parse_count("save-at", optarg, 0, 1000000000, &options->save_tick, error);
    case OPTION_SEED:
        options->has_seed = true;
        return parse_count("seed", optarg, 0, UINT64_MAX, &options->seed, error);
    case OPTION_WORKERS:
        if (!parse_count("workers", optarg, 1, 32, &number, error)) {
            return false;
        }
        options->worker_count = (uint32_t)number;
        return true;
    case OPTION_INTERPRETERS:
        if (!parse_count("interpreters", optarg, 1, 5000, &number, error)) {
            return false;
        }
        options->interpreter_count = (uint32_t)number;
        return true;
    default:
        if (!parse_count("units", optarg, 1, 100000, &number, error)) {
            return false;
        }
        options->unit_total = (uint32_t)number;
        return true;
    }
}

static bool add_rule_option(eng_options *options, eng_error *error)
{
    if (options->rule_option_count == ENG_MAX_RULE_OPTIONS) {
        return eng_error_set(error, "--option: at most %d of them", ENG_MAX_RULE_OPTIONS);
    }
    options->rule_options[options->rule_option_count++] = optarg;
    return true;
}

static bool parse_with(eng_options *options, eng_error *error)
{
    if (options->with_count == ENG_OPTIONS_WITH_CAPACITY) {
        return eng_error_set(error, "--with: give at most %d packs", ENG_OPTIONS_WITH_CAPACITY);
    }
    options->with[options->with_count++] = optarg;
    return true;
}

static bool parse_option(int option, eng_options *options, eng_error *error)
{
    switch (option) {
    case OPTION_HEADLESS:
        options->is_headless = true;
        return true;
    case OPTION_REALTIME:
        options->is_realtime = true;
        return true;
    case OPTION_FULLSCREEN:
        options->is_fullscreen = true;
        return true;
    case OPTION_WATCH:
    case OPTION_NO_WATCH:
        options->is_watching = option == OPTION_WATCH;
        options->is_not_watching = option == OPTION_NO_WATCH;
        return true;
    case OPTION_DEBUG:
        options->is_debugged = true;
        return true;
    case OPTION_EDIT:
        return parse_edit(optarg, options, error);
    case OPTION_CONSOLE:
        return parse_line(optarg, options, error);
    case OPTION_ISOLATION:
        return parse_isolation(optarg, &options->isolation, error);
    case OPTION_WITH:
        return parse_with(options, error);
    case OPTION_NO_MODS:
        options->is_without_mods = true;
        return true;
    case OPTION_NO_CACHE:
        options->is_without_cache = true;
        return true;
    case OPTION_TRUST:
        options->is_run_trusted = true;
        return true;
    case OPTION_ALLOW_UNSEALED:
        options->is_unsealed_allowed = true;
        return true;
    case OPTION_RECORD:
        options->record_path = optarg;
        return true;
    case OPTION_HASH_LOG:
        options->hash_log_path = optarg;
        return true;
    case OPTION_SAVE:
        options->save_path = optarg;
        return true;
    case OPTION_BUNDLES:
        options->bundles_folder = optarg;
        return true;
    case OPTION_LOAD:
        options->load_path = optarg;
        return true;
    case OPTION_TRACE:
        options->trace_path = optarg;
        return true;
    case OPTION_INPUT:
        options->input_path = optarg;
        return true;
    case OPTION_RULE:
        return add_rule_option(options, error);
    case OPTION_STATS:
        return parse_stats(optarg, options, error);
    case OPTION_SCREENSHOT:
        options->screenshot_path = optarg;
        return true;
    case OPTION_SIZE:
        return parse_size(optarg, options, error);
    case OPTION_RENDERER:
        options->renderer = optarg;
        return true;
    case OPTION_VERSION:
        options->mode = ENG_MODE_VERSION;
        return true;
    case 'h':
        options->mode = ENG_MODE_HELP;
        return true;
    default:
        return parse_number_option(option, options, error);
    }
}

// What is not an option: "PACK", "replay FILE", "stub PACK" or "doctor".
static bool parse_words(eng_options *options, int count, char **words, eng_error *error)
{
    const char *verb = count > 0 ? words[0] : "";
    bool is_replay = strcmp(verb, "replay") == 0;
    bool is_stub = strcmp(verb, "stub") == 0;
    bool is_doctor = strcmp(verb, "doctor") == 0;
    int wanted = is_replay || is_stub ? 2 : 1;
    if (count == 0 && options->load_path != NULL) {
        return true; // the save says which
    }
    if (count == 0) {
        eng_error_set(error, "give a demo's name or a pack: see myrmidon --help");
        return false;
    }
    if (count < wanted) {
        eng_error_set(error, "'%s' needs %s: see myrmidon --help", verb,
                      is_replay ? "the file of a recording" : "a demo's name or a pack");
        return false;
    }
    if (count > wanted) {
        eng_error_set(error, "'%s' is one argument too many: see myrmidon --help", words[wanted]);
        return false;
    }
    if (is_doctor) {
        options->mode = ENG_MODE_DOCTOR;
    } else if (is_replay) {
        options->mode = ENG_MODE_REPLAY;
        options->replay_path = words[1];
    } else if (is_stub) {
        options->mode = ENG_MODE_STUB;
        options->pack = words[1];
    } else {
        options->pack = words[0];
    }
    return true;
}

// A save brings its own seed and units, and what is recorded begins at tick 0.
static bool check_save_options(const eng_options *options, eng_error *error)
{
    const char *clash = options->has_seed              ? "--seed"
                        : options->unit_total != 0     ? "--units"
                        : options->record_path != NULL ? "--record"
                                                       : NULL;
    if (options->load_path != NULL && clash != NULL) {
        return eng_error_set(error, "--load and %s do not go together: leave one out", clash);
    }
    if (options->has_save_tick && options->save_path == NULL) {
        return eng_error_set(error, "--save-at says when: give --save FILE too, which says where");
    }
    if (options->mode != ENG_MODE_PLAY &&
        (options->load_path != NULL || options->save_path != NULL)) {
        return eng_error_set(error, "--save and --load are for games that are played");
    }
    return true;
}

bool eng_options_parse(eng_options *options, int argc, char **argv, eng_error *error)
{
    *options = (eng_options){
        .mode = ENG_MODE_PLAY,
        .seed = 1,
        .isolation = ENG_ISOLATION_AUTO,
        .window_width = 1280,
        .window_height = 720,
    };
    opterr = 0;
    for (;;) {
        int option = getopt_long(argc, argv, ":h", long_options, NULL);
        if (option == -1) {
            break;
        }
        if (option == '?') {
            eng_error_set(error, "unknown or ambiguous option '%s': see myrmidon --help",
                          argv[optind - 1]);
            return false;
        }
        if (option == ':') {
            eng_error_set(error, "option '%s' needs a value: see myrmidon --help",
                          argv[optind - 1]);
            return false;
        }
        if (!parse_option(option, options, error)) {
            return false;
        }
    }
    if (options->mode == ENG_MODE_HELP || options->mode == ENG_MODE_VERSION) {
        return true;
    }
    if (!parse_words(options, argc - optind, argv + optind, error) ||
        !check_save_options(options, error)) {
        return false;
    }
    if (options->is_headless && options->tick_limit == 0 && options->mode == ENG_MODE_PLAY &&
        options->load_path == NULL) {
        options->tick_limit = ENG_HEADLESS_TICKS;
    }
    return true;
}
