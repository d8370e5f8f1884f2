// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/stack.h"

#include <stdio.h>
#include <string.h>

#include "app/mods.h"
#include "app/paths.h"
#include "base/log.h"

// The pack of this word for this game: an id of the library, or a path.
static const eng_library_pack *find_given(eng_library *library, const char *word, eng_error *error)
{
    eng_error why = {0};
    char path[ENG_PACK_PATH_BYTES];
    const eng_library_pack *found = eng_library_find(library, word);
    if (found == NULL && eng_pack_find(word, NULL, 0, path, &why)) {
        eng_library_add(library, path, false);
        found = eng_library_find_path(library, path);
        if (found->flaw != NULL) {
            eng_error_set(error, "%s", found->flaw);
            return NULL;
        }
    }
    if (found == NULL) {
        eng_error_set(error,
                      "there is no pack '%s'; give the path of a folder or zip, or an id that "
                      "'myrmidon packs list' shows",
                      word);
    }
    return found;
}

// Every pack moves when another is added, so that they are looked up once all are there.
static bool add_all(eng_stack *stack, const eng_stack_def *def, const eng_paths *paths,
                    const eng_home *home, eng_error *error)
{
    eng_library *library = &stack->library;
    eng_paths_add_bundled(paths, library);
    if (home != NULL) {
        eng_library_add_folder(library, home->packs, false);
    }
    eng_library_add(library, def->game_path, false);
    for (uint32_t i = 0; i < def->with_count; ++i) {
        if (find_given(library, def->with[i], error) == NULL) {
            return false;
        }
    }
    return true;
}

static const eng_library_pack *find_usable(const eng_library *library, const char *path,
                                           eng_error *error)
{
    const eng_library_pack *pack = eng_library_find_path(library, path);
    if (pack->flaw != NULL) {
        eng_error_set(error, "%s", pack->flaw);
        return NULL;
    }
    return pack;
}

// The game that a mod is for: the first that it needs.
static const eng_library_pack *find_game(const eng_library *library, const eng_library_pack *pack,
                                         uint32_t depth)
{
    if (pack->info.map[0] != '\0' || depth == 8) {
        return pack->info.map[0] != '\0' ? pack : NULL;
    }
    for (uint32_t i = 0; i < pack->info.depend_count; ++i) {
        const eng_pack_dependency *need = &pack->info.depends[i];
        const eng_library_pack *found =
            need->is_optional || need->is_conflict ? NULL : eng_library_find(library, need->id);
        const eng_library_pack *game = found != NULL ? find_game(library, found, depth + 1) : NULL;
        if (game != NULL) {
            return game;
        }
    }
    return NULL;
}

const eng_library_pack *eng_stack_find_game(const eng_library *library,
                                            const eng_library_pack *pack)
{
    return find_game(library, pack, 0);
}

// A mod is played over the game that it is for.
static bool order(eng_stack *stack, const eng_stack_def *def, const eng_paths *paths,
                  const eng_mods *mods, eng_error *error)
{
    const eng_library_pack *given[ENG_PACKS_CAPACITY];
    const char *enabled[ENG_MODS_CAPACITY];
    const char *wished[ENG_MODS_CAPACITY];
    const eng_library_pack *pack = find_usable(&stack->library, def->game_path, error);
    const eng_library_pack *game = pack != NULL ? find_game(&stack->library, pack, 0) : NULL;
    eng_order_def wanted = {
        .library = &stack->library,
        .base = find_usable(&stack->library, paths->base, error),
        .game = game != NULL ? game : pack,
        .given = given,
        .enabled = enabled,
        .enabled_count = def->is_without_mods ? 0 : mods->enabled_count,
        .wished = wished,
        .wished_count = mods->order_count,
    };
    if (game != NULL && game != pack) {
        given[wanted.given_count++] = pack;
    }
    for (uint32_t i = 0; i < def->with_count; ++i) {
        const eng_library_pack *with = find_given(&stack->library, def->with[i], error);
        if (with != wanted.game && with != pack) {
            given[wanted.given_count++] = with;
        }
    }
    for (uint32_t i = 0; i < mods->enabled_count; ++i) {
        enabled[i] = mods->enabled[i];
    }
    for (uint32_t i = 0; i < mods->order_count; ++i) {
        wished[i] = mods->order[i];
    }
    return wanted.base != NULL && wanted.game != NULL &&
           eng_order_make(&wanted, &stack->order, error);
}

// Looking through every folder of packs takes time; most games need none of them.
static bool is_alone(eng_stack *stack, const eng_stack_def *def, const eng_mods *mods)
{
    if (def->with_count > 0 || (!def->is_without_mods && mods->enabled_count > 0)) {
        return false;
    }
    eng_library_add(&stack->library, def->game_path, false);
    const eng_library_pack *game = eng_library_find_path(&stack->library, def->game_path);
    return game->flaw != NULL || game->info.depend_count == 0;
}

bool eng_stack_init(eng_stack *stack, const eng_stack_def *def, eng_error *error)
{
    eng_paths paths;
    eng_home home;
    eng_mods mods = {0};
    *stack = (eng_stack){0};
    if (def->with_count > ENG_PACKS_CAPACITY - 3) {
        return eng_error_set(error, "--with: more than %d packs", ENG_PACKS_CAPACITY - 3);
    }
    bool has_home = eng_home_find(&home, NULL);
    bool is_good =
        eng_paths_find(&paths, error) && (!has_home || eng_mods_read(&mods, &home, error));
    if (is_good && is_alone(stack, def, &mods)) {
        eng_library_add(&stack->library, paths.base, true);
    } else if (is_good) {
        is_good = add_all(stack, def, &paths, has_home ? &home : NULL, error);
    }
    is_good = is_good && order(stack, def, &paths, &mods, error);
    for (uint32_t i = 0; is_good && i < stack->order.left_out_count; ++i) {
        const eng_order_left_out *it = &stack->order.left_out[i];
        if (it->is_fault) {
            eng_log_warning("pack '%s' is left out: %s", it->id, it->why);
        }
    }
    for (uint32_t i = 0; is_good && i < stack->order.count; ++i) {
        stack->paths[i] = stack->order.items[i].pack->path;
    }
    if (!is_good) {
        eng_stack_fini(stack);
    }
    return is_good;
}

void eng_stack_fini(eng_stack *stack)
{
    eng_library_fini(&stack->library);
    *stack = (eng_stack){0};
}

bool eng_stack_copy_name(const eng_stack *stack, const char *game_name, char *out, size_t out_bytes,
                         eng_error *error)
{
    size_t used = (size_t)snprintf(out, out_bytes, "%s", game_name);
    for (uint32_t i = stack->order.game_index + 1; i < stack->order.count; ++i) {
        const eng_order_item *item = &stack->order.items[i];
        const eng_library_pack *pack = item->pack;
        bool is_found_by_id = eng_library_find(&stack->library, pack->info.id) == pack;
        if (strncmp(item->why, "needed by ", 10) != 0 && used < out_bytes) {
            used += (size_t)snprintf(
                out + used, out_bytes - used, "|%s",
                is_found_by_id && strcmp(item->why, "given") != 0 ? pack->info.id : pack->path);
        }
    }
    return used < out_bytes ||
           eng_error_set(error, "--record: the paths of the packs are longer than %zu bytes in all",
                         out_bytes - 1);
}
