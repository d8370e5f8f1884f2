// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The bar over the game: what is played, how the teams stand, what runs it.

#include "app/scene.h"

#include <stdio.h>

static float draw_team(eng_ui *ui, const eng_game *game, uint32_t team, float x, float y)
{
    char line[128];
    eng_team_totals totals = eng_world_team(game->world, (int32_t)team);
    float side = eng_ui_px(ui, 10);
    eng_ui_rounded(ui, x, y + eng_ui_px(ui, 5), side, side, eng_ui_px(ui, 2),
                   0xff000000u | game->content.info->teams[team].color);
    if (totals.delivered > 0.0) {
        snprintf(line, sizeof line, "%s  %u units \u00b7 %.0f brought home",
                 game->content.info->teams[team].name, totals.unit_count, totals.delivered);
    } else {
        snprintf(line, sizeof line, "%s  %u units", game->content.info->teams[team].name,
                 totals.unit_count);
    }
    return x + side + ui->gap +
           eng_text_draw(ui->text, ui->layer, ENG_FONT_SANS, ui->size, x + side + ui->gap, y,
                         ENG_UI_TEXT, line) +
           eng_ui_px(ui, 24);
}

// "Skirmish + The restless": what is played, and the mods over it; of many only the number.
static void name_game(const eng_game *game, char *out, size_t out_bytes)
{
    uint32_t first = 0;
    uint32_t count = eng_packs_get_count(game->packs);
    while (first < count && eng_packs_get_info(game->packs, first) != game->content.info) {
        ++first;
    }
    uint32_t mods = first < count ? count - first - 1 : 0;
    size_t used = (size_t)snprintf(out, out_bytes, "%.48s", game->content.info->title);
    if (mods > 2) {
        snprintf(out + used, out_bytes - used, " + %u mods", mods);
        return;
    }
    for (uint32_t i = first + 1; i < count; ++i) {
        used += (size_t)snprintf(out + used, out_bytes - used, " + %.40s",
                                 eng_packs_get_info(game->packs, i)->title);
    }
}

void eng_scene_draw_hud(eng_scene *scene, const eng_game *game)
{
    char line[160];
    eng_ui ui = eng_ui_begin(eng_scene_batch(scene), eng_scene_text(scene));
    float height = eng_ui_px(&ui, 34);
    float y = eng_ui_px(&ui, 8);
    eng_batch_rect(ui.batch, ui.layer, 0.0f, 0.0f, ui.width, height, ENG_UI_PANEL);
    float x = ui.pad;
    name_game(game, line, sizeof line);
    x += eng_text_draw(ui.text, ui.layer, ENG_FONT_BOLD, ui.size, x, y, ENG_UI_ACCENT, line) +
         eng_ui_px(&ui, 24);
    for (uint32_t team = 0; team < game->content.info->team_count; ++team) {
        x = draw_team(&ui, game, team, x, y);
    }
    if (game->bridge != NULL) {
        myr_stats stats = myr_stats_get(eng_bridge_system(game->bridge));
        snprintf(line, sizeof line, "%u interpreters \u00b7 %s \u00b7 %u worker%s \u00b7 %.0f s",
                 stats.interpreter_count, eng_isolation_name(eng_bridge_isolation(game->bridge)),
                 stats.worker_count, stats.worker_count == 1 ? "" : "s",
                 eng_world_time_s(game->world));
    } else {
        snprintf(line, sizeof line, "replay  %.0f s%s", eng_world_time_s(game->world),
                 game->is_replay_over ? "  (end)" : "");
    }
    float width = eng_text_measure(ui.text, ENG_FONT_SANS, ui.size, line);
    eng_text_draw(ui.text, ui.layer, ENG_FONT_SANS, ui.size, ui.width - ui.pad - width, y,
                  ENG_UI_DIM, line);
}
