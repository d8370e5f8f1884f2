// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack_order.h"
#include "assets/semver.h"

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>

typedef struct chosen {
    const eng_library_pack *packs[ENG_PACKS_CAPACITY];
    char why[ENG_PACKS_CAPACITY][128];
    uint32_t count;
} chosen;

static const eng_library_pack *find_chosen(const chosen *set, const char *id)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (eng_pack_info_provides(&set->packs[i]->info, id))
            return set->packs[i];
    return NULL;
}

static bool is_met(const eng_pack_dependency *need, const eng_library_pack *pack)
{
    return eng_pack_info_provides(&pack->info, need->id) &&
           eng_semver_matches(pack->info.version, need->version);
}

// The pack of the library that meets a need: one of that id before one that stands for it.
static const eng_library_pack *find_installed(const eng_library *library,
                                              const eng_pack_dependency *need)
{
    const eng_library_pack *best = NULL;
    for (uint32_t i = 0; i < library->count; i++) {
        const eng_library_pack *pack = &library->items[i];
        if (pack->flaw || !is_met(need, pack))
            continue;
        if (strcmp(pack->info.id, need->id) == 0)
            return pack;
        if (!best)
            best = pack;
    }
    return best;
}

// ----------------------------------------------------------------------------------- which packs

static bool fail_need(const eng_library *library, const eng_library_pack *pack,
                      const eng_pack_dependency *need, const eng_library_pack *present,
                      eng_error *error)
{
    const eng_library_pack *other = present ? present : eng_library_find(library, need->id);
    if (other)
        return eng_error_set(
            error, "pack '%s' needs '%s' %s, and %s is %s; get a version that fits", pack->info.id,
            need->id, need->version, present ? "the one that plays" : "what is installed",
            other->info.version);
    return eng_error_set(error, "pack '%s' needs '%s' %s, which is not installed; install it",
                         pack->info.id, need->id, need->version);
}

static bool add_pack(const eng_library *library, chosen *set, const eng_library_pack *pack,
                     const char *why, eng_error *error)
{
    const eng_library_pack *same = NULL;
    for (uint32_t i = 0; i < set->count; i++)
        if (strcmp(set->packs[i]->info.id, pack->info.id) == 0)
            same = set->packs[i];
    if (same == pack)
        return true;
    if (same)
        return eng_error_set(error, "'%.400s' and '%.400s' have the same id '%s'; leave one out",
                             same->path, pack->path, pack->info.id);
    if (set->count == ENG_PACKS_CAPACITY)
        return eng_error_set(error, "more than %d packs; leave some out", ENG_PACKS_CAPACITY);
    snprintf(set->why[set->count], sizeof set->why[0], "%s", why);
    set->packs[set->count++] = pack;
    for (uint32_t i = 0; i < pack->info.depend_count; i++) {
        const eng_pack_dependency *need = &pack->info.depends[i];
        if (need->is_optional || need->is_conflict)
            continue;
        const eng_library_pack *present = find_chosen(set, need->id);
        const eng_library_pack *found = present ? present : find_installed(library, need);
        char reason[128];
        snprintf(reason, sizeof reason, "needed by %s", pack->info.id);
        if (!found || !is_met(need, found))
            return fail_need(library, pack, need, present, error);
        if (!add_pack(library, set, found, reason, error))
            return false;
    }
    return true;
}

// What packs say of each other without needing each other.
static bool check_beside(const chosen *set, eng_error *error)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const eng_library_pack *pack = set->packs[i];
        for (uint32_t d = 0; d < pack->info.depend_count; d++) {
            const eng_pack_dependency *need = &pack->info.depends[d];
            for (uint32_t o = 0; o < set->count; o++) {
                const eng_library_pack *other = set->packs[o];
                bool is_named = other != pack && eng_pack_info_provides(&other->info, need->id);
                if (is_named && need->is_conflict && is_met(need, other))
                    return eng_error_set(error,
                                         "pack '%s' cannot play beside '%s' %s; leave one out",
                                         pack->info.id, other->info.id, other->info.version);
                if (is_named && need->is_optional && !is_met(need, other))
                    return eng_error_set(error,
                                         "pack '%s' plays with '%s' %s alone, not with %s; "
                                         "leave one out",
                                         pack->info.id, need->id, need->version,
                                         other->info.version);
            }
        }
    }
    return true;
}

// Whether what the pack needs holds a game other than `game`.
static const eng_library_pack *find_other_game(const eng_order_def *def,
                                               const eng_library_pack *pack, uint32_t depth)
{
    if (eng_pack_info_provides(&pack->info, def->game->info.id))
        return NULL;
    if (pack->info.map[0])
        return pack;
    for (uint32_t i = 0; depth < 8 && i < pack->info.depend_count; i++) {
        const eng_pack_dependency *need = &pack->info.depends[i];
        if (need->is_optional || need->is_conflict ||
            eng_pack_info_provides(&def->game->info, need->id))
            continue;
        const eng_library_pack *found = find_installed(def->library, need);
        const eng_library_pack *other = found ? find_other_game(def, found, depth + 1) : NULL;
        if (other)
            return other;
    }
    return NULL;
}

bool eng_order_is_for(const eng_library *library, const eng_library_pack *game,
                      const eng_library_pack *pack)
{
    const eng_order_def def = {.library = library, .game = game};
    return !find_other_game(&def, pack, 0);
}

static void leave_out(eng_order *order, const char *id, const eng_library_pack *pack, bool is_fault,
                      const char *why)
{
    eng_order_left_out *to = &order->left_out[order->left_out_count];
    if (order->left_out_count == ENG_PACKS_CAPACITY)
        return;
    ++order->left_out_count;
    *to = (eng_order_left_out){.pack = pack, .is_fault = is_fault};
    snprintf(to->id, sizeof to->id, "%s", id);
    snprintf(to->why, sizeof to->why, "%s", why);
}

static void add_enabled(const eng_order_def *def, chosen *set, eng_order *order, const char *id)
{
    eng_error error = {{0}};
    const eng_library_pack *pack = eng_library_find(def->library, id);
    const eng_library_pack *given = find_chosen(set, id);
    if (given && strcmp(given->info.id, id) == 0)
        return;
    if (!pack) {
        leave_out(order, id, NULL, true, "it is enabled and not installed");
        return;
    }
    const eng_library_pack *other = find_other_game(def, pack, 0);
    if (other) {
        char why[128];
        snprintf(why, sizeof why, "it is for the game '%s'", other->info.id);
        leave_out(order, id, pack, false, why);
        return;
    }
    chosen trial = *set;
    if (add_pack(def->library, &trial, pack, "enabled", &error) && check_beside(&trial, &error))
        *set = trial;
    else
        leave_out(order, id, pack, true, error.text);
}

static bool choose(const eng_order_def *def, chosen *set, eng_order *order, eng_error *error)
{
    if (!add_pack(def->library, set, def->base, "under every game", error) ||
        !add_pack(def->library, set, def->game, "the game", error))
        return false;
    for (uint32_t i = 0; i < def->given_count; i++)
        if (!add_pack(def->library, set, def->given[i], "given", error))
            return false;
    if (!check_beside(set, error))
        return false;
    for (uint32_t i = 0; i < def->enabled_count; i++)
        add_enabled(def, set, order, def->enabled[i]);
    return true;
}

// ----------------------------------------------------------------------------------- which over
// which

typedef struct sorter {
    const eng_order_def *def;
    const chosen *set;
    bool is_below[ENG_PACKS_CAPACITY][ENG_PACKS_CAPACITY]; // [a][b]: a below b
    char above[ENG_PACKS_CAPACITY][128];
    bool is_under_game[ENG_PACKS_CAPACITY]; // the game needs it
} sorter;

static void put_below(sorter *s, uint32_t low, uint32_t high, const char *why)
{
    if (low == high || s->is_below[low][high])
        return;
    s->is_below[low][high] = true;
    size_t used = strlen(s->above[high]);
    if (why)
        snprintf(s->above[high] + used, sizeof s->above[0] - used, "%s%s%s", used ? ", " : "over ",
                 s->set->packs[low]->info.id, why);
}

// Calls put_below for every pack that has this id or stands for it.
static void put_named_below(sorter *s, const char *id, uint32_t high, const char *why)
{
    for (uint32_t i = 0; i < s->set->count; i++)
        if (eng_pack_info_provides(&s->set->packs[i]->info, id))
            put_below(s, i, high, why);
}

static void mark_under_game(sorter *s, uint32_t index)
{
    if (s->is_under_game[index])
        return;
    s->is_under_game[index] = true;
    for (uint32_t i = 0; i < s->set->count; i++)
        if (s->is_below[i][index])
            mark_under_game(s, i);
}

static void relate(sorter *s)
{
    const uint32_t base = 0, game = 1; // as choose() put them
    for (uint32_t i = 0; i < s->set->count; i++) {
        const eng_pack_info *info = &s->set->packs[i]->info;
        for (uint32_t d = 0; d < info->depend_count; d++)
            if (!info->depends[d].is_conflict)
                put_named_below(s, info->depends[d].id, i,
                                info->depends[d].is_optional ? " that it may use"
                                                             : " that it needs");
        for (uint32_t a = 0; a < info->load_after_count; a++)
            put_named_below(s, info->load_after[a], i, " by its wish");
    }
    mark_under_game(s, game);
    for (uint32_t i = 1; i < s->set->count; i++) {
        put_below(s, base, i, NULL);
        if (!s->is_under_game[i])
            put_below(s, game, i, NULL);
    }
}

static uint32_t wish_of(const eng_order_def *def, const char *id)
{
    uint32_t i = 0;
    while (i < def->wished_count && strcmp(def->wished[i], id) != 0)
        i++;
    return i;
}

static bool comes_before(const eng_order_def *def, const eng_library_pack *a,
                         const eng_library_pack *b)
{
    uint32_t x = wish_of(def, a->info.id), y = wish_of(def, b->info.id);
    return x != y ? x < y : strcmp(a->info.id, b->info.id) < 0;
}

static bool fail_circle(const sorter *s, const bool *is_placed, eng_error *error)
{
    char ids[400] = "";
    for (uint32_t i = 0; i < s->set->count; i++) {
        size_t used = strlen(ids);
        if (!is_placed[i])
            snprintf(ids + used, sizeof ids - used, "%s'%s'", used ? ", " : "",
                     s->set->packs[i]->info.id);
    }
    return eng_error_set(error,
                         "packs want to lie over each other: %s; one of them must change "
                         "its \"depends\" or \"load_after\"",
                         ids);
}

static bool sort(const sorter *s, eng_order *order, eng_error *error)
{
    bool is_placed[ENG_PACKS_CAPACITY] = {false};
    while (order->count < s->set->count) {
        int32_t next = -1;
        for (uint32_t i = 0; i < s->set->count; i++) {
            bool is_ready = !is_placed[i];
            for (uint32_t below = 0; is_ready && below < s->set->count; below++)
                is_ready = is_placed[below] || !s->is_below[below][i];
            if (is_ready &&
                (next < 0 || comes_before(s->def, s->set->packs[i], s->set->packs[next])))
                next = (int32_t)i;
        }
        if (next < 0)
            return fail_circle(s, is_placed, error);
        is_placed[next] = true;
        if (next == 1)
            order->game_index = order->count;
        eng_order_item *item = &order->items[order->count++];
        item->pack = s->set->packs[next];
        snprintf(item->why, sizeof item->why, "%s", s->set->why[next]);
        snprintf(item->above, sizeof item->above, "%s", s->above[next]);
    }
    return true;
}

bool eng_order_make(const eng_order_def *def, eng_order *order, eng_error *error)
{
    chosen *set = eng_alloc(1, sizeof *set);
    sorter *s = eng_alloc(1, sizeof *s);
    *order = (eng_order){0};
    s->def = def;
    s->set = set;
    bool is_good = choose(def, set, order, error);
    if (is_good) {
        relate(s);
        is_good = sort(s, order, error);
    }
    eng_free(s);
    eng_free(set);
    return is_good;
}
