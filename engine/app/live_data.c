// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Kinds and map of a running game. They are read anew, whole; what is wrong leaves all as it was,
// and the files wait for the next save. Content and world change at once, between two ticks; of a
// change that the minds' system cannot be told of (a new name, a new script) they learn by moving
// into another one, which is made while the game goes on.
//
// A recording holds the files, so that its replay takes the same over before the same tick.

#include "app/live_parts.h"

#include <stdio.h>
#include <string.h>

#include "app/edits.h"
#include "assets/pack_source.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

#define SETTLE_US 100000

void eng_live_complain(eng_live *live, const char *text)
{
    eng_log_error("not reloaded: %s", text);
    eng_bridge_say(live->def.game->bridge, "Not reloaded: %s", text);
}

void eng_live_note_data(eng_live *live, uint32_t pack_index, const char *path)
{
    for (uint32_t i = 0; i < live->files.count; ++i) {
        if (live->files.items[i].pack_index == pack_index &&
            strcmp(live->files.items[i].path, path) == 0) {
            return;
        }
    }
    *ENG_ARRAY_PUSH(&live->files) = (eng_live_file){pack_index, eng_copy_text(path)};
}

static void forget_files(eng_live *live)
{
    for (uint32_t i = 0; i < live->files.count; ++i) {
        eng_free(live->files.items[i].path);
    }
    live->files.count = 0;
}

void eng_live_fini_data(eng_live *live)
{
    forget_files(live);
    eng_free(live->files.items);
    eng_bridge_destroy(live->heir);
}

// ------------------------------------------------------------------------------------- recording

static bool record(eng_live *live, eng_error *error)
{
    eng_game *game = live->def.game;
    uint32_t count = live->files.count;
    bool is_good = true;
    eng_record_file *files = eng_alloc(count + 1, sizeof *files);
    eng_bytes *bytes = eng_alloc(count + 1, sizeof *bytes);
    for (uint32_t i = 0; i < count && is_good; ++i) {
        const eng_live_file *file = &live->files.items[i];
        const eng_pack_source *source = eng_packs_get_source(game->packs, file->pack_index);
        files[i].pack = eng_packs_get_info(game->packs, file->pack_index)->id;
        files[i].path = file->path;
        if (eng_pack_source_find(source, file->path) != NULL) {
            is_good =
                eng_packs_read_from(game->packs, file->pack_index, file->path, 0, &bytes[i], error);
            files[i].bytes = bytes[i].data;
            files[i].byte_count = (uint32_t)bytes[i].byte_count;
        }
    }
    is_good = is_good && eng_recorder_edit(game->recorder, files, count, error);
    for (uint32_t i = 0; i < count; ++i) {
        eng_bytes_fini(&bytes[i]);
    }
    eng_free(bytes);
    eng_free(files);
    if (is_good && live->def.is_watching) {
        eng_log_info("the recording holds what was saved meanwhile: to replay it, bring the pack "
                     "back as it was at its beginning");
    }
    return is_good;
}

// ------------------------------------------------------------------------------------------- heir

static void drop_heir(eng_live *live)
{
    eng_bridge_destroy(live->heir);
    live->heir = NULL;
}

// Gives the minds what changed; if they cannot be told, begins to make them another system. One at
// a time: what is saved meanwhile is looked at when that has taken over, so that somebody who saves
// all the time does not put it off for ever.
static bool follow_content(eng_live *live, eng_error *error)
{
    eng_game *game = live->def.game;
    if (eng_bridge_follow_content(game->bridge) || live->heir != NULL) {
        return true;
    }
    live->heir = eng_bridge_create_heir(game->bridge, &game->bridge_def, error);
    return live->heir != NULL;
}

static bool end_heir(eng_live *live, eng_error *error)
{
    eng_game *game = live->def.game;
    eng_bridge *old = game->bridge;
    if (!eng_game_settle(game, SETTLE_US, error) ||
        !eng_bridge_succeed(live->heir, old, SETTLE_US, error)) {
        return false;
    }
    const char *notice = eng_bridge_take_notice(old);
    if (notice != NULL) {
        eng_bridge_say(live->heir, "%s", notice);
    }
    game->bridge = live->heir;
    live->heir = NULL;
    eng_bridge_destroy(old);
    live->is_ground_due = !eng_bridge_follow_ground(game->bridge);
    return follow_content(live, error);
}

void eng_live_serve_data(eng_live *live)
{
    eng_game *game = live->def.game;
    eng_error error = {0};
    if (live->is_ground_due && live->heir == NULL) {
        live->is_ground_due = !eng_bridge_follow_ground(game->bridge);
    }
    if (live->heir == NULL || eng_bridge_progress(live->heir) < 1.0f) {
        return;
    }
    if (!end_heir(live, &error)) {
        eng_live_complain(live, error.text);
        drop_heir(live);
    }
}

// ----------------------------------------------------------------------------------------- taking

static bool concerns_start(const eng_live *live)
{
    for (uint32_t i = 0; i < live->files.count; ++i) {
        const char *path = live->files.items[i].path;
        if (strncmp(path, "maps/", 5) == 0 || strncmp(path, "rules", 5) == 0) {
            return true;
        }
    }
    return false;
}

static void tell(eng_live *live, const eng_edits_news *news)
{
    char more[32] = "";
    const char *path = live->files.count > 0 ? live->files.items[0].path : "all";
    const char *slash = strrchr(path, '/');
    eng_bridge *bridge = live->def.game->bridge;
    if (live->files.count > 1) {
        snprintf(more, sizeof more, " and %u more", live->files.count - 1);
    }
    bool is_late =
        news->late[0] != '\0' && (concerns_start(live) || strcmp(news->late, live->told_late) != 0);
    memcpy(live->told_late, news->late, sizeof live->told_late);
    char taken[64] = "";
    if (live->saved_ns != 0) {
        snprintf(taken, sizeof taken, ", taken over %.1f ms after it was saved",
                 (double)(eng_clock_ns() - live->saved_ns) / 1e6);
    }
    eng_log_info("reloaded %s%s%s%s%s", path, more, taken,
                 is_late ? "; a restart (R) is needed for the rest: " : "",
                 is_late ? news->late : "");
    eng_bridge_say(bridge, "Reloaded %s%s%s%s", slash != NULL ? slash + 1 : path, more,
                   is_late ? "; restart (R) for the rest: " : "", is_late ? news->late : "");
}

bool eng_live_take_data(eng_live *live, bool waits, eng_error *error)
{
    eng_edits_news news;
    eng_error why = {0};
    eng_game *game = live->def.game;
    if (!eng_edits_take(&game->content, game->packs, game->world, &news, &why)) {
        eng_live_complain(live, why.text);
        return true;
    }
    if (game->recorder != NULL && !record(live, error)) {
        return false;
    }
    game->identity_count = 0; // a save names the packs as they are now
    tell(live, &news);
    forget_files(live);
    live->is_ground_due = live->is_ground_due || news.is_ground_changed;
    if (!follow_content(live, error)) {
        return false;
    }
    if (waits && live->heir != NULL) {
        return end_heir(live, error);
    }
    eng_live_serve_data(live);
    return !waits || !live->is_ground_due ||
           eng_error_set(error, "the ground cannot be changed while late scripts look at it");
}
