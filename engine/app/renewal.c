// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
//     changes -> waiting -> current | loader: read, decode, pack | pages: upload | shown
//                                   | a patch of the atlas       |               |
//
// One patch is on its way at a time; what is saved meanwhile waits for its turn. The packs are read
// while it loads and not after, so a game that begins again in between has it loaded anew.

#include "app/renewal.h"

#include <stdio.h>
#include <string.h>

#include "app/tiles.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

void eng_renewal_fini(eng_renewal *renewal)
{
    eng_atlas_load_cancel(renewal->loader);
    eng_pictures_changed_fini(&renewal->waiting);
    eng_pictures_changed_fini(&renewal->current);
    *renewal = (eng_renewal){0};
}

void eng_renewal_add(eng_renewal *renewal, eng_pictures_changed *changes)
{
    eng_pictures_changed *to = &renewal->waiting;
    for (uint32_t i = 0; i < changes->paths.count; ++i) {
        *ENG_ARRAY_PUSH(&to->paths) = changes->paths.items[i];
    }
    changes->paths.count = 0;
    to->is_all = to->is_all || changes->is_all;
    to->are_sheets_changed = to->are_sheets_changed || changes->are_sheets_changed;
    to->changed_ns = changes->changed_ns;
    eng_pictures_changed_fini(changes);
}

void eng_renewal_restart(eng_renewal *renewal)
{
    if (renewal->loader == NULL) {
        return;
    }
    eng_atlas_load_cancel(renewal->loader);
    renewal->loader = NULL;
    eng_renewal_add(renewal, &renewal->current);
}

static bool is_empty(const eng_pictures_changed *changes)
{
    return changes->paths.count == 0 && !changes->is_all && !changes->are_sheets_changed;
}

static void complain(const eng_game *game, const char *text)
{
    eng_log_error("%s", text);
    if (game->bridge != NULL) {
        eng_bridge_say(game->bridge, "%s", text);
    }
}

static void begin(eng_renewal *renewal, const eng_game *game, eng_window *window,
                  const eng_atlas *atlas)
{
    eng_error error = {0};
    eng_atlas_sheet_def *sheets = NULL;
    eng_pictures_changed *current = &renewal->current;
    *current = renewal->waiting;
    renewal->waiting = (eng_pictures_changed){0};
    renewal->has_told = false;
    eng_atlas_def def = eng_atlas_default_def();
    def.side_limit = eng_window_get_side_limit(window);
    def.base = atlas;
    def.changed = (const char *const *)current->paths.items;
    def.changed_count = current->paths.count;
    def.is_all_changed = current->is_all;
    def.are_sheets_changed = current->are_sheets_changed;
    if (game->content.tiles != NULL) {
        def.sheets = sheets = eng_tiles_make_sheets(game->content.tiles, &def.sheet_count);
    }
    renewal->loader = eng_atlas_load_begin(game->packs, &def, &error);
    eng_free(sheets);
    if (renewal->loader == NULL) {
        complain(game, error.text);
        eng_pictures_changed_fini(current);
    }
}

// What was wrong before the save, and is not about what was saved, has been told.
static bool is_news(const eng_pictures_changed *changes, const eng_atlas *atlas, const char *text)
{
    for (uint32_t i = 0; i < changes->paths.count; ++i) {
        if (strstr(text, changes->paths.items[i]) != NULL) {
            return true;
        }
    }
    for (uint32_t i = 0; i < eng_atlas_get_error_count(atlas); ++i) {
        if (strcmp(eng_atlas_get_error(atlas, i), text) == 0) {
            return false;
        }
    }
    return changes->is_all || changes->are_sheets_changed;
}

static void tell_errors(eng_renewal *renewal, const eng_game *game, const eng_atlas *atlas,
                        const eng_atlas *patch)
{
    for (uint32_t i = 0; i < eng_atlas_get_error_count(patch); ++i) {
        const char *text = eng_atlas_get_error(patch, i);
        if (!is_news(&renewal->current, atlas, text)) {
            continue;
        }
        eng_log_error("%s (the old one stays)", text);
        if (!renewal->has_told && game->bridge != NULL) {
            eng_bridge_say(game->bridge, "%s", text);
        }
        renewal->has_told = true;
    }
}

static void tell_done(const eng_renewal *renewal, const eng_game *game)
{
    const eng_pictures_changed *changes = &renewal->current;
    char more[32] = "";
    const char *path = changes->paths.count > 0 ? changes->paths.items[0] : "sprites";
    const char *slash = strrchr(path, '/');
    if (changes->paths.count > 1) {
        snprintf(more, sizeof more, " and %u more", changes->paths.count - 1);
    }
    bool is_of_save = changes->paths.count > 0 || changes->is_all;
    if (renewal->new_count == 0 || renewal->has_told || !is_of_save || game->bridge == NULL) {
        return;
    }
    eng_log_info("reloaded %s%s, shown %.1f ms after it was saved", path, more,
                 (double)(eng_clock_ns() - changes->changed_ns) / 1e6);
    eng_bridge_say(game->bridge, "Reloaded %s%s", slash != NULL ? slash + 1 : path, more);
}

// The patch is loaded: its pages go to the renderer.
static void end_load(eng_renewal *renewal, const eng_game *game, eng_atlas *atlas, eng_pages *pages)
{
    eng_error error = {0};
    eng_atlas *patch = eng_atlas_load_end(renewal->loader);
    renewal->loader = NULL;
    renewal->new_count = eng_atlas_get_sprite_count(patch) - 1 + eng_atlas_get_gone_count(patch);
    tell_errors(renewal, game, atlas, patch);
    eng_atlas_add_patch(atlas, patch);
    if (eng_pages_follow(pages, &error)) {
        renewal->is_uploading = true;
        return;
    }
    complain(game, error.text);
    eng_atlas_drop_patch(atlas);
    eng_pages_follow(pages, &error);
    eng_pictures_changed_fini(&renewal->current);
}

bool eng_renewal_step(eng_renewal *renewal, const eng_game *game, eng_window *window,
                      eng_atlas *atlas, eng_pages *pages, int64_t budget_us)
{
    eng_error error = {0};
    bool is_idle = renewal->loader == NULL && !renewal->is_uploading;
    if (is_idle && !is_empty(&renewal->waiting)) {
        begin(renewal, game, window, atlas);
    }
    if (renewal->loader != NULL && eng_atlas_load_step(renewal->loader, budget_us).is_done) {
        end_load(renewal, game, atlas, pages);
    }
    if (!renewal->is_uploading || !eng_pages_upload_step(pages, budget_us)) {
        return false;
    }
    renewal->is_uploading = false;
    eng_atlas_use_patch(atlas);
    eng_pages_follow(pages, &error); // only fewer
    tell_done(renewal, game);
    eng_pictures_changed_fini(&renewal->current);
    return true;
}
