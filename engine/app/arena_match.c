// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// arena_match.c: the pack demos/arena with two files of the player's in place of its bots, played
// as any pack is. All that is known here of Robot Game is what its referee reports: the JSON is put
// together from that.

#include "app/arena_match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/headless.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/play.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "video/window.h"

#define TURNS 100
#define NAME_BYTES 64
#define OPTION_BYTES 4096
#define RULES_MS 60000.0 // a turn takes a few: on no machine is the referee to be cut

static const char *const sides[2] = {"red", "blue"};

typedef struct match {
    const eng_arena_options *options;
    char names[2][NAME_BYTES];
    char paths[2][ENG_PACK_PATH_BYTES]; // of the bots' files; "": of none
    json_t *result;                     // filled by the reports
    json_t *failures;
    bool is_over;   // all turns were played
    bool has_ended; // and what the plugin knows of them is in
} match;

// The name of a file without folder and ending.
static void copy_name(const char *path, const char *fallback, char *out)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    const char *name = path == NULL ? fallback : slash != NULL ? slash + 1 : path;
    size_t length = strlen(name);
    if (length > 3 && strcmp(name + length - 3, ".py") == 0) {
        length -= 3;
    }
    snprintf(out, NAME_BYTES, "%.*s", (int)(length < NAME_BYTES ? length : NAME_BYTES - 1), name);
}

// --------------------------------------------------------------------------------------- reports

static void note_failure(match *m, const char *text)
{
    json_t *pair = json_loads(text, 0, NULL);
    json_int_t player = json_integer_value(json_array_get(pair, 0));
    const char *what = json_string_value(json_array_get(pair, 1));
    if (what != NULL && (player == 0 || player == 1)) {
        json_array_append_new(m->failures, json_pack("{s:I s:s}", "player", player, "text", what));
        eng_log_warning("%s (%s guards instead)", what, sides[player]);
    }
    json_decref(pair);
}

// What the referee says, see demos/arena/scripts/arena/referee.py.
static void take_report(void *user, const char *name, const char *text)
{
    match *m = user;
    json_t *value = NULL;
    if (m->is_over) { // in the window it has begun once more
        return;
    }
    if (strcmp(name, "failure") == 0) {
        note_failure(m, text);
    } else if (strcmp(name, "digest") == 0) {
        json_array_append_new(json_object_get(m->result, "digests"), json_string(text));
    } else if (strcmp(name, "alive") == 0 && (value = json_loads(text, 0, NULL)) != NULL) {
        json_array_append(json_object_get(m->result, "alive"), value);
        json_object_set_new(m->result, "score", value); // the last one stays
    } else if (strcmp(name, "errors") == 0 && (value = json_loads(text, 0, NULL)) != NULL) {
        json_object_set_new(m->result, "errors", value);
        m->is_over = true;
    } else {
        json_object_set_new(m->result, name, json_string(text));
    }
}

// What the plugin knows of the scripts: acts that were cut, children that were killed.
static void take_end(void *user, const eng_game *game)
{
    match *m = user;
    if (game->bridge == NULL || m->has_ended) {
        return;
    }
    if (!m->is_over) { // begun anew in the middle, or closed
        json_array_clear(json_object_get(m->result, "digests"));
        json_array_clear(json_object_get(m->result, "alive"));
        json_array_clear(m->failures);
        return;
    }
    m->has_ended = true;
    myr_stats stats = myr_stats_get(eng_bridge_system(game->bridge));
    const eng_failures *failures = eng_bridge_failures(game->bridge);
    for (uint32_t i = 0; i < failures->count; ++i) {
        char line[512];
        eng_failure_copy_line(&failures->items[i], line, sizeof line);
        int player = strcmp(failures->items[i].path, m->paths[1]) == 0;
        json_array_append_new(m->failures,
                              json_pack("{s:i s:s s:I}", "player", player, "text", line, "count",
                                        (json_int_t)failures->items[i].count));
    }
    json_object_set_new(m->result, "isolation",
                        json_string(eng_isolation_name(eng_bridge_isolation(game->bridge))));
    json_object_set_new(m->result, "interpreters", json_integer(stats.interpreter_count));
    json_object_set_new(m->result, "workers", json_integer(stats.worker_count));
    json_object_set_new(m->result, "cut", json_integer((json_int_t)stats.cut));
    json_object_set_new(m->result, "killed", json_integer((json_int_t)stats.killed));
    json_object_set_new(m->result, "comparable", json_boolean(stats.is_comparable));
    json_object_set_new(m->result, "think_s", json_real(stats.think_s));
}

static void match_init(match *m, const eng_arena_options *options)
{
    *m = (match){.options = options, .failures = json_array()};
    copy_name(options->players[0], "red", m->names[0]);
    copy_name(options->players[1], "blue", m->names[1]);
    m->result =
        json_pack("{s:s? s:s? s:[s s] s:s s:s s:i s:[] s:[] s:O}", "red", options->players[0],
                  "blue", options->players[1], "bots", m->names[0], m->names[1], "seed",
                  options->seed, "scope", options->is_unit_scope ? "unit" : "player", "turns",
                  TURNS, "digests", "alive", "failures", m->failures);
}

static void match_fini(match *m)
{
    json_decref(m->failures);
    json_decref(m->result);
}

// -------------------------------------------------------------------------------------- the game

// A file; a plain name that is none is one of the pack's bots.
static bool find_bot(const eng_paths *paths, int side, const char *name, match *m, eng_error *error)
{
    char *path = m->paths[side];
    if (name == NULL) {
        return true;
    }
    snprintf(path, ENG_PACK_PATH_BYTES, "%s", name);
    if (access(name, R_OK) == 0 && strlen(name) < ENG_PACK_PATH_BYTES) {
        return true;
    }
    int length = snprintf(path, ENG_PACK_PATH_BYTES, "%s/arena/bots/%s.py", paths->demos, name);
    if (strchr(name, '/') == NULL && length < ENG_PACK_PATH_BYTES && access(path, R_OK) == 0) {
        return true;
    }
    return eng_error_set(error, "--%s %s: no such file, nor a bot of demos/arena/bots", sides[side],
                         name);
}

static bool run_game(const match *m, const eng_options *options, eng_game_def *def, int *code,
                     eng_error *error)
{
    eng_error why = {0};
    if (!m->options->is_window) {
        return eng_headless_run(options, def, error);
    }
    if (!eng_window_has_display(&why)) {
        *code = EX_UNAVAILABLE;
        return eng_error_set(error, "%s; without --window the match needs none", why.text);
    }
    def->clock = ENG_CLOCK_REALTIME;
    return eng_play_run(options, def, error);
}

static bool play(match *m, int *code, eng_error *error)
{
    eng_paths paths;
    char pack[ENG_PACK_PATH_BYTES + 16];
    char texts[4][OPTION_BYTES];
    const char *settings[4] = {texts[0], texts[1], texts[2], texts[3]};
    const eng_arena_options *options = m->options;
    eng_game_source sources[2];
    uint32_t source_count = 0;
    if (!eng_paths_find(&paths, error)) {
        return false;
    }
    snprintf(pack, sizeof pack, "%s/arena", paths.demos);
    snprintf(texts[0], OPTION_BYTES, "match_seed=%s", options->seed);
    snprintf(texts[1], OPTION_BYTES, "scope=%s", options->is_unit_scope ? "unit" : "player");
    snprintf(texts[2], OPTION_BYTES, "red=%s", m->names[0]);
    snprintf(texts[3], OPTION_BYTES, "blue=%s", m->names[1]);
    static const char *const modules[2] = {"bot_red", "bot_blue"};
    for (int i = 0; i < 2; ++i) {
        if (!find_bot(&paths, i, options->players[i], m, error)) {
            return false;
        }
        if (options->players[i] != NULL) {
            sources[source_count++] = (eng_game_source){modules[i], m->paths[i]};
        }
    }
    eng_options game_options = {
        .mode = ENG_MODE_PLAY,
        .pack = "arena",
        .is_headless = !options->is_window,
        .window_width = 1000,
        .window_height = 760,
        .screenshot_path = options->screenshot_path,
    };
    eng_game_def def = {
        .pack_path = pack,
        .pack_name = "arena",
        .base_path = paths.base,
        .clock = ENG_CLOCK_LOCKSTEP,
        .seed = 1, // of what no match depends on
        .worker_count = options->worker_count,
        .interpreter_count = options->interpreter_count,
        .isolation = options->isolation,
        .think_limit_ms = options->act_ms,
        .rules_limit_ms = RULES_MS,
        .is_unsealed_allowed = options->is_unsealed_allowed,
        .options = settings,
        .option_count = 4,
        .sources = sources,
        .source_count = source_count,
        .prints = options->has_prints ? ENG_PRINTS_STDERR : ENG_PRINTS_NONE,
        .reported = take_report,
        .ended = take_end,
        .user = m,
    };
    return run_game(m, &game_options, &def, code, error);
}

json_t *eng_arena_match(const eng_arena_options *options, int *code, eng_error *error)
{
    match m;
    json_t *result = NULL;
    int64_t started_ns = eng_clock_ns();
    match_init(&m, options);
    eng_log_set_level(options->is_quiet ? ENG_LOG_NONE : ENG_LOG_WARNING);
    bool is_good = play(&m, code, error);
    eng_log_set_level(ENG_LOG_INFO);
    if (is_good && !m.is_over && options->json_path == NULL) {
        *code = EXIT_SUCCESS; // who only watches may leave
        is_good = false;
    } else if (is_good && !m.is_over) {
        is_good = eng_error_set(error, "the window was closed before the match was over");
    }
    if (is_good) {
        json_object_set_new(m.result, "seconds",
                            json_real((double)(eng_clock_ns() - started_ns) / 1e9));
        result = json_incref(m.result);
    }
    match_fini(&m);
    return result;
}
