// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/report.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

double eng_report_rss_mb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL) {
        return 0.0;
    }
    if (fscanf(file, "%*d %ld", &pages) != 1) {
        pages = 0;
    }
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1024.0 * 1024.0);
}

static void put_count(json_t *object, const char *key, uint64_t value)
{
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void put_number(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, json_real(value));
}

static void put_minds(json_t *object, const eng_game *game)
{
    bool has_minds = game->bridge != NULL;
    myr_stats stats = has_minds ? eng_bridge_stats(game->bridge) : (myr_stats){0};
    put_count(object, "interpreters", stats.interpreter_count);
    put_count(object, "workers", stats.worker_count);
    json_object_set_new(
        object, "isolation",
        json_string(has_minds ? eng_isolation_name(eng_bridge_isolation(game->bridge)) : "replay"));
    json_object_set_new(object, "python", json_string(myr_language_version(MYR_LANGUAGE_PYTHON)));
    put_count(object, "thinks", stats.thinks);
    put_count(object, "late", stats.late);
    put_count(object, "cut", stats.cut);
    put_count(object, "killed", stats.killed);
    put_count(object, "oom", stats.oom);
    put_count(object, "errors", stats.errors);
    put_count(object, "over_budget", stats.over_budget);
    put_count(object, "throttled", stats.throttled);
    json_object_set_new(
        object, "comparable",
        json_boolean(!has_minds || (stats.is_comparable && !eng_live_has_changed(game->live))));
    put_count(object, "dropped", stats.dropped);
    put_count(object, "prints_missing", has_minds ? eng_bridge_prints_missing(game->bridge) : 0);
    put_count(object, "benched", stats.benched_count);
    put_count(object, "messages", stats.messages);
    put_count(object, "commands", stats.commands);
    put_number(object, "think_s", stats.think_s);
    put_number(object, "script_host_s", stats.host_s);
    put_count(object, "children", stats.child_count);
    put_count(object, "stuck", stats.stuck_count);
}

// Which packs play, whom the player trusts, and what holds the scripts of the others.
static void put_packs(json_t *object, const eng_game *game)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < eng_packs_get_count(game->packs); ++i) {
        const eng_pack_info *info = eng_packs_get_info(game->packs, i);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b}", "id", info->id, "version",
                                              info->version, "trust",
                                              eng_trust_get_name(game->trust.trusts[i]), "has_code",
                                              (int)game->trust.has_code[i]));
    }
    json_object_set_new(object, "packs", list);
    json_object_set_new(object, "trusted", json_boolean(game->trust.is_trusted));
    if (game->bridge == NULL || eng_bridge_isolation(game->bridge) != MYR_ISOLATION_PROCESS) {
        json_object_set_new(object, "seal", json_null());
        return;
    }
    myr_sandbox sandbox = myr_sandbox_get();
    json_object_set_new(object, "seal",
                        json_pack("{s:b, s:b, s:i}", "required",
                                  (int)eng_bridge_is_seal_required(game->bridge), "seccomp",
                                  (int)sandbox.has_seccomp, "landlock", (int)sandbox.landlock_abi));
}

static void put_failures(json_t *object, const eng_game *game)
{
    json_t *list = json_array();
    json_object_set_new(object, "failures", list);
    if (game->bridge == NULL) {
        return;
    }
    const eng_failures *failures = eng_bridge_failures(game->bridge);
    for (uint32_t i = 0; i < failures->count; ++i) {
        json_t *row = json_object();
        const eng_script_failure *failure = &failures->items[i];
        json_object_set_new(row, "kind", json_string(eng_failure_kind_name(failure->kind)));
        json_object_set_new(row, "path", json_string(failure->path));
        put_count(row, "line", failure->line);
        put_count(row, "column", failure->column);
        put_count(row, "end_column", failure->end_column);
        json_object_set_new(row, "text", json_string(failure->text));
        json_object_set_new(row, "source", json_string(failure->source));
        json_object_set_new(row, "unit", json_string(failure->unit));
        put_count(row, "count", failure->count);
        json_array_append_new(list, row);
    }
}

// Who is winning, as far as the world knows of it.
static void put_teams(json_t *object, const eng_game *game)
{
    json_t *list = json_array();
    json_object_set_new(object, "teams", list);
    for (uint32_t i = 0; i < game->content.info->team_count; ++i) {
        eng_team_totals totals = eng_world_team(game->world, (int32_t)i);
        json_t *row = json_object();
        json_object_set_new(row, "name", json_string(game->content.info->teams[i].name));
        put_count(row, "units", totals.unit_count);
        put_number(row, "hp", (double)totals.hp);
        put_count(row, "kills", totals.kill_count);
        put_number(row, "delivered", totals.delivered);
        json_array_append_new(list, row);
    }
}

#define COSTLIEST 5u

// Only what a trace has measured.
static void put_costs(json_t *object, const eng_game *game)
{
    const eng_profile_unit *units[COSTLIEST];
    const eng_profile_line *lines[COSTLIEST];
    if (game->bridge == NULL || game->trace == NULL) {
        return;
    }
    const eng_profile *profile = eng_bridge_profile(game->bridge);
    json_t *list = json_array();
    json_object_set_new(object, "costliest_units", list);
    uint32_t count = eng_profile_get_units(profile, false, units, COSTLIEST);
    for (uint32_t i = 0; i < count; ++i) {
        json_t *row = json_object();
        json_object_set_new(row, "kind", json_string(units[i]->kind));
        put_count(row, "unit", myr_entity_index(units[i]->entity));
        put_count(row, "thinks", units[i]->thinks);
        put_number(row, "ms", units[i]->total_ms);
        json_array_append_new(list, row);
    }
    list = json_array();
    json_object_set_new(object, "costliest_lines", list);
    count = eng_profile_get_lines(profile, false, lines, COSTLIEST);
    for (uint32_t i = 0; i < count; ++i) {
        json_t *row = json_object();
        json_object_set_new(row, "path", json_string(lines[i]->path));
        put_count(row, "line", lines[i]->line);
        put_number(row, "share", eng_profile_get_share(profile, false, lines[i]));
        json_array_append_new(list, row);
    }
}

// null while the game goes on; else how the rules ended it.
static void put_ending(json_t *object, const eng_ending *ending)
{
    if (ending->kind == ENG_END_NONE) {
        json_object_set_new(object, "ending", json_null());
        return;
    }
    json_t *row = json_object();
    json_object_set_new(object, "ending", row);
    json_object_set_new(row, "how",
                        json_string(ending->kind == ENG_END_ABORTED ? "aborted" : "over"));
    json_object_set_new(row, "text", json_string(ending->text));
    json_object_set_new(row, "winner",
                        ending->winner >= 0 ? json_integer(ending->winner) : json_null());
}

// What the referee has said for it, by name.
static void put_reports(json_t *object, const eng_game *game)
{
    json_t *names = json_object();
    json_object_set_new(object, "report", names);
    for (uint32_t i = 0; i < game->reports.count; ++i) {
        const eng_game_report *report = &game->reports.items[i];
        if (json_object_get(names, report->name) == NULL) {
            json_object_set_new(names, report->name, json_array());
        }
        json_array_append_new(json_object_get(names, report->name), json_string(report->text));
    }
}

static void put_frames(json_t *object, const eng_frame_report *frames)
{
    put_count(object, "frames", frames->frames);
    put_number(object, "frame_p50_ms", frames->p50_ms);
    put_number(object, "frame_p99_ms", frames->p99_ms);
    put_number(object, "frame_max_ms", frames->max_ms);
    put_number(object, "first_frame_s", frames->first_frame_s);
    put_number(object, "loaded_s", frames->loaded_s);
    put_number(object, "load_stall_ms", frames->load_stall_ms);
}

bool eng_report_is_comparable(const eng_game *game)
{
    return game->bridge == NULL || game->clock != ENG_CLOCK_LOCKSTEP ||
           (eng_bridge_stats(game->bridge).is_comparable && !eng_live_has_changed(game->live));
}

// How many were decoded, and how many need not be.
static void put_sprites(json_t *object, const eng_atlas_counts *counts)
{
    json_object_set_new(object, "sprites",
                        json_pack("{s:i, s:i, s:i}", "cached", (int)counts->cached, "prebuilt",
                                  (int)counts->prebuilt, "decoded", (int)counts->decoded));
}

void eng_report_print(const eng_game *game, const eng_frame_report *frames,
                      const eng_atlas_counts *sprites)
{
    char hash[17];
    json_t *object = json_object();
    snprintf(hash, sizeof hash, "%016" PRIx64, eng_game_hash(game));
    json_object_set_new(object, "pack", json_string(game->content.info->id));
    json_object_set_new(object, "hash", json_string(hash));
    put_count(object, "seed", game->seed);
    put_count(object, "ticks", eng_world_tick(game->world));
    put_count(object, "units", eng_world_row_count(game->world));
    put_ending(object, eng_world_ending(game->world));
    put_teams(object, game);
    put_minds(object, game);
    put_packs(object, game);
    put_failures(object, game);
    put_costs(object, game);
    put_count(object, "rejected", eng_world_rejected(game->world));
    put_count(object, "job_waits", game->job_waits);
    put_number(object, "wall_s", (double)(eng_clock_ns() - game->started_ns) / 1e9);
    put_number(object, "main_s", (double)game->main_ns / 1e9);
    put_number(object, "rss_mb", eng_report_rss_mb());
    if (game->reports.count > 0) {
        put_reports(object, game);
    }
    if (frames != NULL) {
        put_frames(object, frames);
    }
    if (sprites != NULL) {
        put_sprites(object, sprites);
    }
    char *line = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9));
    if (line != NULL) {
        puts(line);
    }
    free(line);
    json_decref(object);
}
