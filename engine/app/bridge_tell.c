// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What scripts say beside their commands, and who is told: prints, failures, answers, messages.

#include "app/bridge_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

const char *eng_bridge_kind_of(const eng_bridge *bridge, eng_entity entity)
{
    int32_t row = eng_world_row(bridge->world, entity);
    return row < 0 ? "unit" : bridge->content->kinds[eng_world_rows(bridge->world).kind[row]].name;
}

const char *eng_bridge_file_of(const eng_bridge *bridge, const char *path)
{
    for (uint32_t i = 0; i < bridge->content->script_count; ++i) {
        if (strcmp(bridge->content->scripts[i].path, path) == 0) {
            return bridge->content->scripts[i].file;
        }
    }
    return NULL;
}

void eng_bridge_say(eng_bridge *bridge, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(bridge->notice, sizeof bridge->notice, format, args);
    va_end(args);
    bridge->has_notice = true;
}

const char *eng_bridge_take_notice(eng_bridge *bridge)
{
    bool has_notice = bridge->has_notice;
    bridge->has_notice = false;
    return has_notice ? bridge->notice : NULL;
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void tell_reload(eng_bridge *bridge, const myr_reload_report *report)
{
    eng_failures_forget(&bridge->failures, report);
    if (report->changed_count > 0) {
        char more[32] = "";
        if (report->changed_count > 1) {
            snprintf(more, sizeof more, " and %u more", report->changed_count - 1);
        }
        eng_bridge_say(bridge, "Reloaded %s%s", file_name(report->changed[0]), more);
        eng_log_info("reloaded %s%s, compiled in %.1f ms", report->changed[0], more,
                     (double)report->compile_us / 1e3);
    }
}

// A thread that a script does not give back costs a core until the game ends.
static void advise_processes(eng_bridge *bridge)
{
    if (bridge->has_told_processes || !myr_stats_get(bridge->system).needs_processes) {
        return;
    }
    bridge->has_told_processes = true;
    char path[128];
    snprintf(path, sizeof path, "%s/pack.json", bridge->content->info->id);
    const myr_failure advice = {
        .kind = MYR_FAILURE_KILLED,
        .path = path,
        .text =
            "this pack needs process isolation, since its scripts cannot be stopped in threads: "
            "run it with --isolation process, or write \"isolation\": \"process\" here",
        .traceback = "",
    };
    eng_failures_note(&bridge->failures, &advice, "", NULL);
}

// An answer line by line, as the unit's prints are shown.
static void print_answer(eng_bridge *bridge, const myr_answer *answer)
{
    char text[16500];
    snprintf(text, sizeof text, "%s", answer->text);
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        eng_log_clean(line);
        printf("%s %u> %s\n", eng_bridge_kind_of(bridge, answer->entity),
               eng_entity_index(answer->entity), line);
        line = end;
    }
}

void eng_bridge_tell_results(eng_bridge *bridge, const myr_results *results)
{
    for (uint32_t i = 0; i < results->print_count; ++i) {
        const myr_print *print = &results->prints[i];
        eng_prints_show(&bridge->prints, eng_world_time_s(bridge->world),
                        eng_bridge_kind_of(bridge, print->entity), eng_entity_index(print->entity),
                        print->text);
    }
    if (results->reload != NULL) {
        tell_reload(bridge, results->reload);
    }
    for (uint32_t i = 0; i < results->failure_count; ++i) {
        const myr_failure *failure = &results->failures[i];
        eng_failures_note(&bridge->failures, failure, eng_bridge_kind_of(bridge, failure->entity),
                          eng_bridge_file_of(bridge, failure->path));
        if (failure->kind == MYR_FAILURE_KILLED && bridge->isolation != MYR_ISOLATION_PROCESS) {
            advise_processes(bridge);
        }
    }
    for (uint32_t i = 0; i < results->answer_count; ++i) {
        const myr_answer *answer = &results->answers[i];
        if (bridge->listener == NULL || !bridge->listener(bridge->listener_user, answer)) {
            print_answer(bridge, answer);
        }
    }
    for (uint32_t i = 0; i < results->heard_count; ++i) {
        bridge->heard_listener(bridge->heard_user, &results->heard[i]);
    }
    eng_bundles_take(bridge->bundles, bridge->system, results);
}
