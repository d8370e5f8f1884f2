// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// packs install, remove, enable, disable, order: which packs play along.

#include "app/packs_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/install.h"
#include "app/mods.h"
#include "app/stack.h"
#include "base/alloc.h"

bool eng_packs_install(eng_packs_call *call, eng_error *error)
{
    eng_pack_info info;
    if (!eng_install(call->words[0], &info, error)) {
        return false;
    }
    printf("%s %s is installed: %s\n", info.id, info.version, info.title);
    eng_packs_print_wishes(&info);
    if (info.map[0] == '\0') {
        printf("To play with it: myrmidon packs enable %s\n", info.id);
    } else {
        printf("To play it: myrmidon %s\n", info.id);
    }
    return true;
}

bool eng_packs_remove(eng_packs_call *call, eng_error *error)
{
    eng_mods mods;
    const eng_library_pack *pack = eng_library_find(&call->library, call->words[0]);
    size_t folder_bytes = strlen(call->home.packs);
    if (pack == NULL || pack->is_bundled) {
        return eng_error_set(error, "'%s' is not installed; 'myrmidon packs list' shows what is",
                             call->words[0]);
    }
    if (strncmp(pack->path, call->home.packs, folder_bytes) != 0 || unlink(pack->path) != 0) {
        return eng_error_set(error, "%s is a folder of yours; remove it yourself", pack->path);
    }
    bool is_good = eng_mods_read(&mods, &call->home, error);
    if (is_good && eng_mods_disable(&mods, pack->info.id)) {
        is_good = eng_mods_write(&mods, &call->home, error);
    }
    if (is_good) {
        printf("%s is removed\n", pack->info.id);
    }
    return is_good;
}

static bool need_home(const eng_packs_call *call, eng_error *error)
{
    eng_home home;
    return call->has_home || eng_home_find(&home, error);
}

bool eng_packs_enable(eng_packs_call *call, eng_error *error)
{
    eng_mods mods;
    const eng_library_pack *pack = eng_library_find(&call->library, call->words[0]);
    if (pack == NULL) {
        eng_error why = {0};
        return eng_packs_call_find(call, call->words[0], &why) != NULL
                   ? eng_error_set(error, "'%s' is not installed; first: myrmidon packs install %s",
                                   call->words[0], call->words[0])
                   : eng_error_set(error, "%s", why.text);
    }
    if (!need_home(call, error) || !eng_mods_read(&mods, &call->home, error)) {
        return false;
    }
    printf("%s %s: %s\n", pack->info.id, pack->info.version, pack->info.title);
    eng_packs_print_wishes(&pack->info);
    if (pack->info.capabilities != 0 && !call->says_yes) {
        return eng_error_set(error,
                             "'%s' asks for more than every pack may (see above); if you agree: "
                             "myrmidon packs enable %s --yes",
                             pack->info.id, pack->info.id);
    }
    if (!eng_mods_enable(&mods, pack->info.id, error) ||
        !eng_mods_write(&mods, &call->home, error)) {
        return false;
    }
    printf("%s is enabled\n", pack->info.id);
    return true;
}

bool eng_packs_disable(eng_packs_call *call, eng_error *error)
{
    eng_mods mods;
    if (!need_home(call, error) || !eng_mods_read(&mods, &call->home, error)) {
        return false;
    }
    bool was_enabled = eng_mods_disable(&mods, call->words[0]);
    if (was_enabled && !eng_mods_write(&mods, &call->home, error)) {
        return false;
    }
    printf("%s %s\n", call->words[0], was_enabled ? "is disabled" : "was not enabled");
    return true;
}

// ------------------------------------------------------------------------------------------ order

static json_t *describe_item(const eng_stack *stack, uint32_t index)
{
    const eng_order_item *item = &stack->order.items[index];
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "id", item->pack->info.id, "version",
                     item->pack->info.version, "path", item->pack->path, "why", item->why, "above",
                     item->above, "is_game", (int)(index == stack->order.game_index));
}

static void print_stack(const eng_stack *stack, bool wants_json)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < stack->order.count; ++i) {
        const eng_order_item *item = &stack->order.items[i];
        if (wants_json) {
            json_array_append_new(list, describe_item(stack, i));
        } else {
            printf("%2u. %-16s %-9s %s%s%s\n", i + 1, item->pack->info.id, item->pack->info.version,
                   item->why, item->above[0] != '\0' ? "; " : "", item->above);
        }
    }
    for (uint32_t i = 0; !wants_json && i < stack->order.left_out_count; ++i) {
        printf("    %-16s %-9s left out: %s\n", stack->order.left_out[i].id, "",
               stack->order.left_out[i].why);
    }
    if (wants_json) {
        char *text = json_dumps(list, JSON_COMPACT);
        puts(text);
        free(text);
    }
    json_decref(list);
}

static bool print_order(eng_packs_call *call, eng_error *error)
{
    const eng_library_pack *game = eng_packs_call_find(call, call->words[0], error);
    if (game == NULL) {
        return false;
    }
    const eng_stack_def def = {
        .game_path = game->path, .with = call->with, .with_count = call->with_count};
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    bool is_good = eng_stack_init(stack, &def, error);
    if (is_good) {
        print_stack(stack, call->wants_json);
        eng_stack_fini(stack);
    }
    eng_free(stack);
    return is_good;
}

// With one word: the stack of that game. With more: how the player wants packs to lie, where
// nothing else decides. With none: what was wanted.
static void print_wish(const eng_mods *mods)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < mods->order_count; ++i) {
        json_array_append_new(list, json_string(mods->order[i]));
    }
    char *text = json_dumps(list, JSON_COMPACT);
    puts(text);
    free(text);
    json_decref(list);
}

bool eng_packs_order(eng_packs_call *call, eng_error *error)
{
    eng_mods mods;
    if (call->word_count == 1) {
        return print_order(call, error);
    }
    if (!need_home(call, error) || !eng_mods_read(&mods, &call->home, error)) {
        return false;
    }
    if (call->word_count > 1 || call->says_clear) {
        mods.order_count = 0;
        for (uint32_t i = 0; i < call->word_count; ++i) {
            if (eng_library_find(&call->library, call->words[i]) == NULL) {
                return eng_error_set(error, "'%s' is not installed", call->words[i]);
            }
            snprintf(mods.order[mods.order_count++], ENG_PACK_ID_BYTES, "%s", call->words[i]);
        }
        if (!eng_mods_write(&mods, &call->home, error)) {
            return false;
        }
    }
    if (call->wants_json) {
        print_wish(&mods);
        return true;
    }
    for (uint32_t i = 0; i < mods.order_count; ++i) {
        printf("%2u. %s\n", i + 1, mods.order[i]);
    }
    if (mods.order_count == 0) {
        puts("No order is wanted: packs lie as they need each other, then by id.");
    }
    return true;
}
