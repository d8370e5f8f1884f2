// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// packs explain: which pack a file, or one value in it, comes from, and why that one.
//
//     myrmidon packs explain skirmish:units/archer.json#/speed
//
// The namespace is a game, or a mod, which stands for the game that it is for. Without one, every
// game that has such a file is asked.

#include "app/packs_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/stack.h"
#include "assets/json.h"
#include "base/alloc.h"

typedef struct question {
    char path[ENG_PACK_PATH_BYTES];
    const char *pointer; // "" for the whole file
} question;

static bool is_json(const char *path)
{
    size_t bytes = strlen(path);
    return bytes > 5 && strcmp(path + bytes - 5, ".json") == 0;
}

static json_t *describe_provider(const eng_stack *stack, const eng_packs *packs, uint32_t index)
{
    const eng_pack_info *info = eng_packs_get_info(packs, index);
    const eng_order_item *item = &stack->order.items[index];
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "pack", info->id, "version", info->version,
                     "from", eng_packs_get_path(packs, index), "why", item->why, "above",
                     item->above);
}

// For each text that the file is made of: what it makes of the value. The last that changes it
// wins.
static json_t *describe_layers(const eng_json *file, const char *pointer, const char **winner)
{
    json_t *list = json_array();
    json_t *before = NULL;
    for (uint32_t i = 0; i < eng_json_get_layer_count(file); ++i) {
        json_t *whole = eng_json_copy_value(file, i);
        json_t *now = json_deep_copy(eng_json_find_value(whole, pointer));
        bool is_changed = now != NULL && (before == NULL || !json_equal(before, now));
        bool is_removed = now == NULL && before != NULL;
        if (is_changed || is_removed) {
            *winner = eng_json_get_layer_name(file, i);
        }
        json_t *row = json_pack("{s:s, s:s}", "file", eng_json_get_layer_name(file, i), "does",
                                is_changed ? "sets" : (is_removed ? "removes" : "leaves"));
        if (now != NULL) {
            json_object_set(row, "value", now);
        }
        json_array_append_new(list, row);
        json_decref(before);
        json_decref(whole);
        before = now;
    }
    json_decref(before);
    return list;
}

// The pack, and the file of it: "fast/units/archer.json".
static void put_winner(json_t *object, const char *file)
{
    size_t id_bytes = file != NULL ? strcspn(file, "/") : 0;
    json_object_set_new(object, "winner",
                        file != NULL ? json_stringn(file, id_bytes) : json_null());
    json_object_set_new(object, "winner_file", file != NULL ? json_string(file) : json_null());
}

// Nobody has that value, nor took it away.
static bool is_nowhere(const json_t *list)
{
    size_t index;
    json_t *object;
    json_array_foreach(list, index, object)
    {
        if (json_object_get(object, "pointer") == NULL ||
            !json_is_null(json_object_get(object, "winner"))) {
            return false;
        }
    }
    return true;
}

static json_t *describe_file(const eng_stack *stack, const eng_packs *packs, const question *asked,
                             eng_error *error)
{
    uint32_t providers[ENG_PACKS_CAPACITY];
    uint32_t count = eng_packs_get_providers(packs, asked->path, providers, ENG_PACKS_CAPACITY);
    json_t *object =
        json_pack("{s:s, s:s, s:s}", "game", eng_packs_get_game_info(packs)->id, "path",
                  asked->path, "winner", eng_packs_get_info(packs, providers[0])->id);
    json_t *list = json_array();
    for (uint32_t i = 0; i < count; ++i) {
        json_array_append_new(list, describe_provider(stack, packs, providers[i]));
    }
    json_object_set_new(object, "providers", list);
    json_object_set_new(object, "merges", json_boolean(eng_json_path_merges(asked->path)));
    if (!is_json(asked->path)) {
        return object;
    }
    eng_json *file = eng_json_load(packs, asked->path, error);
    if (file == NULL) {
        json_decref(object);
        return NULL;
    }
    const json_t *value = eng_json_find_value(eng_json_get_value(file), asked->pointer);
    if (asked->pointer[0] != '\0') {
        const char *winner = NULL;
        json_object_set_new(object, "pointer", json_string(asked->pointer));
        json_object_set_new(object, "layers", describe_layers(file, asked->pointer, &winner));
        put_winner(object, winner);
    }
    if (value != NULL) {
        json_object_set_new(object, "value", json_deep_copy(value));
    }
    eng_json_unload(file);
    return object;
}

// ------------------------------------------------------------------------------------------- text

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static void print_value(const char *before, const json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_INDENT(2));
    printf("%s%s\n", before, text);
    free(text);
}

static void print_file(const json_t *object)
{
    size_t index;
    json_t *row;
    const json_t *value = json_object_get(object, "value");
    bool merges = json_is_true(json_object_get(object, "merges"));
    const json_t *layers = json_object_get(object, "layers");
    printf("%s:%s%s%s\n", text_of(object, "game"), text_of(object, "path"),
           layers != NULL ? "#" : "", text_of(object, "pointer"));
    json_array_foreach(json_object_get(object, "providers"), index, row)
    {
        const char *role = index == 0 ? "on top" : (merges ? "under it" : "hidden");
        const char *above = text_of(row, "above");
        printf("  %-10s %s %s (%s%s%s), in %s\n", role, text_of(row, "pack"),
               text_of(row, "version"), text_of(row, "why"), above[0] != '\0' ? "; " : "", above,
               text_of(row, "from"));
    }
    json_array_foreach(layers, index, row)
    {
        char before[ENG_PACK_PATH_BYTES + 32];
        const json_t *set = json_object_get(row, "value");
        snprintf(before, sizeof before, "  %-10s %s", text_of(row, "does"), text_of(row, "file"));
        if (strcmp(text_of(row, "does"), "sets") == 0) {
            printf("%s ", before);
            print_value("", set);
        } else {
            puts(before);
        }
    }
    if (layers != NULL && value == NULL) {
        puts("  there is no such value");
    } else if (value != NULL) {
        print_value("  value      ", value);
    }
}

// ---------------------------------------------------------------------------------------- command

// Asks one game; adds to `list` if it has the file.
static bool ask(eng_packs_call *call, const char *game_path, const char *mod_path,
                const question *asked, json_t *list, eng_error *error)
{
    const char *with[ENG_PACKS_CALL_WITH_CAPACITY + 1];
    eng_stack_def def = {.game_path = game_path, .with = with};
    for (uint32_t i = 0; i < call->with_count; ++i) {
        with[def.with_count++] = call->with[i];
    }
    if (mod_path != NULL) {
        with[def.with_count++] = mod_path;
    }
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    eng_packs *packs = NULL;
    bool is_good = eng_stack_init(stack, &def, error);
    if (is_good) {
        packs =
            eng_packs_open_stack(stack->paths, stack->order.count, stack->order.game_index, error);
        is_good = packs != NULL;
    }
    if (is_good && eng_packs_has_file(packs, asked->path)) {
        json_t *found = describe_file(stack, packs, asked, error);
        is_good = found != NULL;
        if (is_good) {
            json_array_append_new(list, found);
        }
    }
    eng_packs_close(packs);
    eng_stack_fini(stack);
    eng_free(stack);
    return is_good;
}

static bool ask_all(eng_packs_call *call, const question *asked, json_t *list, eng_error *error)
{
    for (uint32_t i = 0; i < call->library.count; ++i) {
        const eng_library_pack *pack = &call->library.items[i];
        if (pack->flaw == NULL && pack->info.map[0] != '\0' &&
            !ask(call, pack->path, NULL, asked, list, error)) {
            return false;
        }
    }
    return true;
}

// Splits "NAMESPACE:PATH#POINTER"; `word` is changed.
static const char *split(char *word, question *asked)
{
    char *colon = strchr(word, ':');
    char *hash = strchr(word, '#');
    asked->pointer = "";
    if (hash != NULL) {
        *hash = '\0';
        asked->pointer = hash + 1;
    }
    if (colon != NULL && (hash == NULL || colon < hash)) {
        *colon = '\0';
        snprintf(asked->path, sizeof asked->path, "%s", colon + 1);
        return word;
    }
    snprintf(asked->path, sizeof asked->path, "%s", word);
    return NULL;
}

static bool answer(eng_packs_call *call, const json_t *list, const question *asked,
                   eng_error *error)
{
    size_t index;
    json_t *object;
    if (json_array_size(list) == 0) {
        return eng_error_set(error,
                             "no pack brings a file '%s'; give its path in the pack, as in "
                             "units/archer.json",
                             asked->path);
    }
    if (is_nowhere(list)) {
        return eng_error_set(
            error, "'%s' has no value at '%.200s'; leave '#%.200s' out to see what it has",
            asked->path, asked->pointer, asked->pointer);
    }
    if (call->wants_json) {
        char *text = json_dumps(list, JSON_COMPACT);
        puts(text);
        free(text);
        return true;
    }
    json_array_foreach(list, index, object)
    {
        print_file(object);
    }
    return true;
}

bool eng_packs_explain(eng_packs_call *call, eng_error *error)
{
    question asked;
    json_t *list = json_array();
    const char *space = split(call->words[0], &asked);
    const eng_library_pack *pack = space != NULL ? eng_packs_call_find(call, space, error) : NULL;
    bool is_good = space == NULL || pack != NULL;
    if (is_good && (asked.pointer[0] != '\0' && asked.pointer[0] != '/')) {
        is_good = eng_error_set(error, "'#%s' is no JSON pointer; write it as in #/script/class",
                                asked.pointer);
    }
    if (is_good && pack == NULL) {
        is_good = ask_all(call, &asked, list, error);
    } else if (is_good) {
        const eng_library_pack *game = eng_stack_find_game(&call->library, pack);
        is_good = ask(call, game != NULL ? game->path : pack->path,
                      game != NULL && game != pack ? pack->path : NULL, &asked, list, error);
    }
    is_good = is_good && answer(call, list, &asked, error);
    json_decref(list);
    return is_good;
}
