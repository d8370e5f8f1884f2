// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/overlay.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/errors.h"
#include "app/report.h"
#include "base/clock.h"

#define SPECTRUM_CAPACITY 1024u
#define SHOWN_COSTS 3u

void eng_overlay_follow(eng_overlay *overlay, const eng_game *game)
{
    uint64_t tick = eng_world_tick(game->world);
    if (game->bridge != NULL) {
        eng_bridge_set_profiling(game->bridge, overlay->is_shown || overlay->is_profiling);
    }
    eng_ui_series_push(&overlay->tick_ms, game->tick_ms[tick % ENG_GAME_TICK_HISTORY]);
    if (game->bridge != NULL) {
        myr_stats stats = myr_stats_get(eng_bridge_system(game->bridge));
        double spent_s = stats.think_s - overlay->think_s;
        eng_ui_series_push(&overlay->think_ms, spent_s > 0.0 ? (float)(spent_s * 1e3) : 0.0f);
        overlay->think_s = stats.think_s;
    }
}

void eng_overlay_note_frame(eng_overlay *overlay, float frame_ms)
{
    eng_ui_series_push(&overlay->frame_ms, frame_ms);
}

static int compare_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

// The top of a graph that one spike does not press flat for the next seconds.
static float calm_top(const eng_ui_series *series, float least)
{
    float sorted[ENG_UI_SERIES_CAPACITY];
    for (uint32_t i = 0; i < series->count; ++i) {
        sorted[i] = eng_ui_series_get(series, i);
    }
    qsort(sorted, series->count, sizeof *sorted, compare_float);
    float usual = series->count > 0 ? 1.5f * sorted[series->count * 95 / 100] : 0.0f;
    if (usual <= least) {
        return least;
    }
    float step = powf(10.0f, floorf(log10f(usual))) * 0.5f; // a number that is read at a glance
    return ceilf(usual / step) * step;
}

static float draw_graphs(eng_overlay *overlay, eng_ui *ui, const eng_game *game, float x, float y,
                         float width)
{
    float height = eng_ui_px(ui, 56);
    float period_ms = 1e3f / (float)eng_world_tick_rate_hz(game->world);
    y = eng_ui_graph(ui, x, y, width, height,
                     &(eng_ui_graph_def){
                         .series = &overlay->tick_ms, .label = "tick, main thread", .unit = "ms"}) +
        ui->gap;
    y = eng_ui_graph(ui, x, y, width, height,
                     &(eng_ui_graph_def){.series = &overlay->think_ms,
                                         .label = "scripts, all workers, per tick",
                                         .top = calm_top(&overlay->think_ms, 1.0f),
                                         .unit = "ms",
                                         .threshold = period_ms,
                                         .color = ENG_UI_GOOD}) +
        ui->gap;
    return eng_ui_graph(ui, x, y, width, height,
                        &(eng_ui_graph_def){.series = &overlay->frame_ms,
                                            .label = "frame",
                                            .top = calm_top(&overlay->frame_ms, 40.0f),
                                            .unit = "ms",
                                            .threshold = 33.4f,
                                            .color = ENG_UI_DIM}) +
           ui->gap;
}

static float draw_interpreters(eng_ui *ui, const eng_game *game, float x, float y, float width)
{
    float values[SPECTRUM_CAPACITY];
    float top = 0.1f, top_mib = 0.0f;
    uint32_t count = 0;
    char line[96];
    const myr_system *system = eng_bridge_system(game->bridge);
    myr_interpreter_info info;
    while (count < SPECTRUM_CAPACITY && myr_interpreter_get(system, count, &info)) {
        float last_ms = (float)info.last_us / 1e3f;
        values[count] = sqrtf(last_ms); // so that one long job leaves the short ones visible
        top = last_ms > top ? last_ms : top;
        float mib = (float)info.memory_bytes / 1048576.0f;
        top_mib = mib > top_mib ? mib : top_mib;
        ++count;
    }
    snprintf(line, sizeof line, "%u interpreters: at most %.1f ms, %.1f MiB", count, top, top_mib);
    y = eng_ui_line(ui, x, y, width, ENG_UI_DIM, line);
    return eng_ui_spectrum(ui, x, y, width, eng_ui_px(ui, 40), values, count, sqrtf(top), 0.0f) +
           ui->gap;
}

static float draw_counts(eng_overlay *overlay, eng_ui *ui, const eng_game *game, float x, float y,
                         float width)
{
    char value[96];
    myr_stats stats = myr_stats_get(eng_bridge_system(game->bridge));
    snprintf(value, sizeof value, "%" PRIu64, stats.thinks);
    y = eng_ui_pair(ui, x, y, width, "thinks", value, 0);
    snprintf(value, sizeof value, "%u now, %" PRIu64 " in all", eng_bridge_late_count(game->bridge),
             stats.late);
    y = eng_ui_pair(ui, x, y, width, "late interpreters", value,
                    eng_bridge_late_count(game->bridge) > 0 ? ENG_UI_ACCENT : 0);
    snprintf(value, sizeof value, "%" PRIu64 " cut, %" PRIu64 " killed", stats.cut, stats.killed);
    y = eng_ui_pair(ui, x, y, width, "runaway scripts", value,
                    stats.cut + stats.killed > 0 ? ENG_UI_BAD : 0);
    snprintf(value, sizeof value, "%" PRIu64 " (%u benched)", stats.errors, stats.benched_count);
    y = eng_ui_pair(ui, x, y, width, "errors", value, stats.errors > 0 ? ENG_UI_BAD : 0);
    if (stats.throttled > 0) {
        snprintf(value, sizeof value, "%" PRIu64 " thinks", stats.throttled);
        y = eng_ui_pair(ui, x, y, width, "skipped, over budget", value, ENG_UI_ACCENT);
    }
    if (eng_bridge_prints_missing(game->bridge) > 0) {
        snprintf(value, sizeof value, "%" PRIu64 " lines", eng_bridge_prints_missing(game->bridge));
        y = eng_ui_pair(ui, x, y, width, "printed, not shown", value, ENG_UI_ACCENT);
    }
    if (!eng_report_is_comparable(game)) {
        y = eng_ui_pair(ui, x, y, width, "result", "not comparable", ENG_UI_BAD);
    }
    if (stats.child_count > 0) {
        snprintf(value, sizeof value, "%u", stats.child_count);
        y = eng_ui_pair(ui, x, y, width, "children", value, 0);
    }
    snprintf(value, sizeof value, "%.0f MiB", overlay->rss_mb);
    return eng_ui_pair(ui, x, y, width, "memory", value, 0);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

// Which units and which lines of scripts cost most, lately.
static void draw_costs(eng_ui *ui, const eng_game *game, float x, float y, float width)
{
    const eng_profile *profile = eng_bridge_profile(game->bridge);
    const eng_profile_unit *units[SHOWN_COSTS];
    const eng_profile_line *lines[SHOWN_COSTS];
    char label[224];
    char value[48];
    uint32_t count = eng_profile_get_units(profile, true, units, SHOWN_COSTS);
    y = eng_ui_line(ui, x, y + ui->gap, width, ENG_UI_DIM, "costliest units, ms per think");
    for (uint32_t i = 0; i < count; ++i) {
        snprintf(label, sizeof label, "%s %u", units[i]->kind, myr_entity_index(units[i]->entity));
        snprintf(value, sizeof value, "%.2f", units[i]->recent_ms);
        y = eng_ui_pair(ui, x, y, width, label, value, 0);
    }
    count = eng_profile_get_lines(profile, true, lines, SHOWN_COSTS);
    y = eng_ui_line(ui, x, y + ui->gap, width, ENG_UI_DIM, "costliest lines, of what was sampled");
    for (uint32_t i = 0; i < count; ++i) {
        snprintf(label, sizeof label, "%s:%u", file_name(lines[i]->path), lines[i]->line);
        snprintf(value, sizeof value, "%.0f %%",
                 100.0 * eng_profile_get_share(profile, true, lines[i]));
        y = eng_ui_pair(ui, x, y, width, label, value, 0);
    }
}

// What the calls below will fill: the fixed part, and the lines that come and go.
static float panel_height(const eng_ui *ui, const eng_game *game)
{
    if (game->bridge == NULL) {
        return eng_ui_px(ui, 330);
    }
    uint32_t lines = 0;
    myr_stats stats = myr_stats_get(eng_bridge_system(game->bridge));
    lines += (stats.child_count > 0) + (stats.throttled > 0) + !eng_report_is_comparable(game);
    const eng_profile *profile = eng_bridge_profile(game->bridge);
    const eng_profile_unit *units[SHOWN_COSTS];
    const eng_profile_line *costs[SHOWN_COSTS];
    lines += eng_profile_get_units(profile, true, units, SHOWN_COSTS);
    lines += eng_profile_get_lines(profile, true, costs, SHOWN_COSTS);
    return eng_ui_px(ui, 574.0f + 20.0f * (float)lines);
}

void eng_overlay_draw(eng_overlay *overlay, eng_ui *ui, const eng_game *game)
{
    if (!overlay->is_shown) {
        if (game->bridge != NULL) {
            eng_errors_draw(ui, eng_bridge_failures(game->bridge), false);
        }
        return;
    }
    int64_t now_ns = eng_clock_ns();
    if (now_ns - overlay->rss_read_ns > 500000000) {
        overlay->rss_mb = eng_report_rss_mb();
        overlay->rss_read_ns = now_ns;
    }
    float width = eng_ui_px(ui, 360);
    float x = ui->width - width - ui->pad;
    float y = eng_ui_px(ui, 46);
    float height = ui->height - y - ui->pad;
    float wanted = panel_height(ui, game);
    eng_ui_panel(ui, x, y, width, height < wanted ? height : wanted);
    x += ui->pad;
    width -= 2.0f * ui->pad;
    y = eng_ui_heading(ui, x, y + ui->pad, width, "What the minds cost");
    y = draw_graphs(overlay, ui, game, x, y, width);
    if (game->bridge != NULL) {
        y = draw_interpreters(ui, game, x, y, width);
        y = draw_counts(overlay, ui, game, x, y, width);
        draw_costs(ui, game, x, y, width);
        eng_errors_draw(ui, eng_bridge_failures(game->bridge), true);
    }
}
