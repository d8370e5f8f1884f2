// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// One JSON file out of several. Units and rules merge: what a pack brings is a patch (RFC 7396) on
// what lies below it, so that a mod that makes archers faster is one line long. Any other JSON file
// replaces the one below. Either kind may name a file it is a patch on:
//
//     { "extends": "skirmish:units/archer.json", "speed": 90 }
//
// which also makes variants within a pack, and is how an override of a map reads what it overrode.
// An id "namespace:path" stands for the file as that pack's own players see it: with what lies
// below that pack, without what lies above. A path without namespace stands for the file on top of
// all; where it is the file's own path, for what lies below.

#include "assets/json_parts.h"

#include "base/alloc.h"
#include "base/check.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXTENDS_DEPTH = 8 };

// ---------------------------------------------------------------------------------------- merging

// RFC 7396. Changes `target` and returns it, or returns what takes its place; takes `target`.
static json_t *merge_patch(json_t *target, const json_t *patch)
{
    if (!json_is_object(patch)) {
        json_decref(target);
        return json_deep_copy(patch);
    }
    if (!json_is_object(target)) {
        json_decref(target);
        target = json_object();
    }
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)patch, key, value)
    {
        if (json_is_null(value))
            json_object_del(target, key);
        else
            json_object_set_new(target, key,
                                merge_patch(json_incref(json_object_get(target, key)), value));
    }
    return target;
}

json_t *eng_json_copy_value(const eng_json *file, uint32_t layer)
{
    json_t *value = json_deep_copy(file->layers[0].root);
    for (uint32_t i = 1; i <= layer; i++)
        value = merge_patch(value, file->layers[i].root);
    if (json_is_object(value))
        json_object_del(value, "extends");
    return value;
}

void eng_json_merge_layers(eng_json *file)
{
    json_decref(file->root);
    file->root = eng_json_copy_value(file, file->layer_count - 1);
}

uint32_t eng_json_get_layer_count(const eng_json *file)
{
    return file->layer_count;
}

const char *eng_json_get_layer_name(const eng_json *file, uint32_t layer)
{
    return file->layers[layer].name;
}

// As RFC 6901 has it: digits without leading zeros.
static const json_t *find_item(const json_t *list, const char *key)
{
    size_t digits = strspn(key, "0123456789");
    bool is_index =
        digits > 0 && digits < 10 && key[digits] == '\0' && (*key != '0' || digits == 1);
    return is_index ? json_array_get(list, strtoul(key, NULL, 10)) : NULL;
}

// How many parts of the pointer exist; `*found` is the value at its end, or null.
static uint32_t walk_pointer(const json_t *value, const char *pointer, const json_t **found)
{
    uint32_t count = 0;
    while (*pointer == '/' && value) {
        char key[ENG_JSON_POINTER_BYTES];
        size_t used = 0;
        for (pointer++; *pointer && *pointer != '/'; pointer++) {
            char c = *pointer;
            if (c == '~' && (pointer[1] == '0' || pointer[1] == '1'))
                c = *++pointer == '0' ? '~' : '/';
            if (used + 1 < sizeof key)
                key[used++] = c;
        }
        key[used] = '\0';
        value = json_is_array(value) ? find_item(value, key) : json_object_get(value, key);
        count += value != NULL;
    }
    *found = value;
    return count;
}

static uint32_t count_parts(const json_t *value, const char *pointer)
{
    const json_t *found;
    return walk_pointer(value, pointer, &found);
}

const json_t *eng_json_find_value(const json_t *value, const char *pointer)
{
    const json_t *found;
    walk_pointer(value, pointer, &found);
    return found;
}

const eng_json_layer *eng_json_find_layer(const eng_json *file, const char *pointer)
{
    const eng_json_layer *best = &file->layers[file->layer_count - 1];
    uint32_t best_count = count_parts(best->root, pointer);
    for (uint32_t i = file->layer_count - 1; i-- > 0;) {
        uint32_t count = count_parts(file->layers[i].root, pointer);
        if (count > best_count) {
            best = &file->layers[i];
            best_count = count;
        }
    }
    return best;
}

// ---------------------------------------------------------------------------------------- loading

bool eng_json_path_merges(const char *path)
{
    return strncmp(path, "units/", 6) == 0 || strncmp(path, "rules/", 6) == 0 ||
           strcmp(path, "rules.json") == 0;
}

static bool load_path(eng_json *file, const eng_packs *packs, const char *path, uint32_t limit,
                      uint32_t depth, eng_error *error);

// What the file of this pack says it is a patch on.
static bool load_extended(eng_json *file, const eng_packs *packs, const char *label,
                          const char *path, uint32_t pack_index, const char *wanted, uint32_t depth,
                          eng_error *error)
{
    const char *colon = strchr(wanted, ':');
    uint32_t limit = eng_packs_get_count(packs);
    if (depth == EXTENDS_DEPTH)
        return eng_error_set(error,
                             "%s: /extends: more than %d files extend one another; does one "
                             "extend itself?",
                             label, EXTENDS_DEPTH);
    if (colon) {
        char id[ENG_PACK_ID_BYTES];
        snprintf(id, sizeof id, "%.*s", (int)(colon - wanted), wanted);
        int32_t index = eng_packs_find(packs, id);
        if (index < 0)
            return eng_error_set(error,
                                 "%s: /extends: there is no pack '%s' among those that play; "
                                 "name it in \"depends\"",
                                 label, id);
        limit = (uint32_t)index + 1;
        wanted = colon + 1;
    } else if (strcmp(wanted, path) == 0) {
        limit = pack_index;
    }
    eng_error why = {{0}};
    if (load_path(file, packs, wanted, limit, depth + 1, &why))
        return true;
    // The file whose wish cannot be met is the one to mend, not those that lead to it.
    return strstr(why.text, ": /extends: ")
               ? eng_error_set(error, "%s", why.text)
               : eng_error_set(error, "%.300s: /extends: %.600s", label, why.text);
}

static bool load_from(eng_json *file, const eng_packs *packs, const char *path, uint32_t pack_index,
                      uint32_t depth, eng_error *error)
{
    eng_bytes bytes;
    char label[ENG_PACK_PATH_BYTES];
    snprintf(label, sizeof label, "%s/%s", eng_packs_get_info(packs, pack_index)->id, path);
    if (!eng_packs_read_from(packs, pack_index, path, 0, &bytes, error))
        return false;
    eng_json *own = eng_json_parse(label, (const char *)bytes.data, bytes.byte_count, error);
    if (!own) {
        eng_bytes_fini(&bytes);
        return false;
    }
    const json_t *extends = json_object_get(own->layers[0].root, "extends");
    const char *wanted = json_string_value(extends);
    bool is_good = !extends || wanted ||
                   eng_error_set(error,
                                 "%s: /extends: expected text, the path of a file, as in "
                                 "\"units/soldier.json\"",
                                 label);
    is_good = is_good && (!wanted || load_extended(file, packs, label, path, pack_index, wanted,
                                                   depth, error));
    is_good = is_good &&
              eng_json_add_layer(file, label, (const char *)bytes.data, bytes.byte_count, error);
    eng_json_unload(own);
    eng_bytes_fini(&bytes);
    return is_good;
}

// Lays the file on top, as the packs below `limit` make it.
static bool load_path(eng_json *file, const eng_packs *packs, const char *path, uint32_t limit,
                      uint32_t depth, eng_error *error)
{
    uint32_t providers[ENG_PACKS_CAPACITY], kept = 0;
    uint32_t count = eng_packs_get_providers(packs, path, providers, ENG_PACKS_CAPACITY);
    for (uint32_t i = 0; i < count; i++)
        if (providers[i] < limit)
            providers[kept++] = providers[i];
    if (kept == 0) // says that there is none
        return eng_error_set(error, "%s/%s: no such file in the packs; add it",
                             eng_packs_get_game_info(packs)->id, path);
    if (!eng_json_path_merges(path))
        kept = 1;
    for (uint32_t i = kept; i-- > 0;)
        if (!load_from(file, packs, path, providers[i], depth, error))
            return false;
    return true;
}

eng_json *eng_json_load(const eng_packs *packs, const char *path, eng_error *error)
{
    eng_json *file = eng_json_create();
    const char *colon = strchr(path, ':');
    uint32_t limit = eng_packs_get_count(packs);
    if (colon) {
        char id[ENG_PACK_ID_BYTES];
        snprintf(id, sizeof id, "%.*s", (int)(colon - path), path);
        int32_t index = eng_packs_find(packs, id);
        limit = index >= 0 ? (uint32_t)index + 1 : 0;
        path = colon + 1;
    }
    if (!load_path(file, packs, path, limit, 0, error)) {
        eng_json_unload(file);
        return NULL;
    }
    eng_json_merge_layers(file);
    return file;
}
