// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The file is {"trusted": [{"id", "version", "sha256"}]}, one entry per id.

#include "app/trust.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/home.h"
#include "app/paths.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/sha256.h"

struct eng_trust_list {
    eng_home home;
    bool has_home;
    json_t *entries;                                      // the list in the file
    char base[PATH_MAX], demos[PATH_MAX], mods[PATH_MAX]; // resolved; "" where there are none
};

static void find_bundled(eng_trust_list *list)
{
    eng_paths paths;
    if (!eng_paths_find(&paths, NULL) || realpath(paths.base, list->base) == NULL) {
        list->base[0] = '\0';
    }
    if (list->base[0] == '\0' || realpath(paths.demos, list->demos) == NULL) {
        list->demos[0] = '\0';
    }
    if (list->base[0] == '\0' || realpath(paths.mods, list->mods) == NULL) {
        list->mods[0] = '\0';
    }
}

static bool is_entry(const json_t *entry)
{
    const char *hex = json_string_value(json_object_get(entry, "sha256"));
    return json_is_string(json_object_get(entry, "id")) && hex != NULL &&
           strlen(hex) == ENG_SHA256_HEX_BYTES - 1;
}

static bool read_file(eng_trust_list *list, eng_error *error)
{
    json_error_t why;
    size_t index;
    json_t *entry;
    FILE *file = list->has_home ? fopen(list->home.trust, "rb") : NULL;
    if (file == NULL && list->has_home && errno != ENOENT && errno != ENOTDIR) {
        return eng_error_set(error, "%s: cannot be read (%s); make it readable for you",
                             list->home.trust, strerror(errno));
    }
    json_t *root = file != NULL ? json_loadf(file, JSON_REJECT_DUPLICATES, &why) : NULL;
    if (file == NULL) {
        list->entries = json_array();
        return true;
    }
    fclose(file);
    list->entries = json_incref(json_object_get(root, "trusted"));
    bool is_good = json_is_array(list->entries);
    json_array_foreach(list->entries, index, entry)
    {
        is_good = is_good && is_entry(entry);
    }
    json_decref(root);
    return is_good ||
           eng_error_set(error,
                         "%s: damaged, so that nothing in it can be believed; remove it, and "
                         "trust your packs again",
                         list->home.trust);
}

eng_trust_list *eng_trust_load(eng_error *error)
{
    eng_trust_list *list = eng_alloc(1, sizeof *list);
    list->has_home = eng_home_find(&list->home, NULL);
    find_bundled(list);
    if (!read_file(list, error)) {
        eng_trust_unload(list);
        return NULL;
    }
    return list;
}

void eng_trust_unload(eng_trust_list *list)
{
    if (list != NULL) {
        json_decref(list->entries);
        eng_free(list);
    }
}

// The base pack, or a pack directly in the folder of the demos or mods, links resolved: a link in
// it that leads elsewhere makes nothing bundled.
static bool is_bundled(const eng_trust_list *list, const char *path)
{
    char real[PATH_MAX];
    if (list->base[0] == '\0' || realpath(path, real) == NULL) {
        return false;
    }
    char *slash = strrchr(real, '/');
    if (strcmp(real, list->base) == 0) {
        return true;
    }
    *slash = '\0';
    return (list->demos[0] != '\0' && strcmp(real, list->demos) == 0) ||
           (list->mods[0] != '\0' && strcmp(real, list->mods) == 0);
}

static const char *find_hash(const eng_trust_list *list, const char *id, size_t *at)
{
    size_t index;
    json_t *entry;
    json_array_foreach(list->entries, index, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "id")), id) == 0) {
            *at = index;
            return json_string_value(json_object_get(entry, "sha256"));
        }
    }
    return NULL;
}

eng_trust eng_trust_get(const eng_trust_list *list, const eng_pack_source *source,
                        const eng_pack_info *info)
{
    size_t at = 0;
    char hex[ENG_SHA256_HEX_BYTES];
    if (is_bundled(list, eng_pack_source_get_path(source))) {
        return ENG_TRUST_BUNDLED;
    }
    const char *trusted = find_hash(list, info->id, &at);
    if (trusted == NULL) {
        return ENG_TRUST_NONE;
    }
    bool is_same = eng_pack_source_hash(source, hex, NULL) && strcmp(hex, trusted) == 0;
    return is_same ? ENG_TRUST_PLAYER : ENG_TRUST_CHANGED;
}

const char *eng_trust_get_name(eng_trust trust)
{
    static const char *const names[] = {"none", "changed", "run", "player", "bundled"};
    return names[trust];
}

const char *eng_trust_get_title(eng_trust trust)
{
    static const char *const titles[] = {
        "not trusted",           "changed since you trusted it, and so not trusted",
        "trusted for this run",  "trusted by you",
        "came with the program",
    };
    return titles[trust];
}

// ---------------------------------------------------------------------------------------- changes

static bool save(const eng_trust_list *list, eng_error *error)
{
    if (!list->has_home) {
        eng_home home;
        return eng_home_find(&home, error);
    }
    if (!eng_home_make(&list->home, error)) {
        return false;
    }
    json_t *root = json_pack("{s:O}", "trusted", list->entries);
    char *text = json_dumps(root, JSON_INDENT(2));
    bool is_saved = eng_home_write(list->home.trust, text, strlen(text), error);
    free(text);
    json_decref(root);
    return is_saved;
}

bool eng_trust_add(eng_trust_list *list, const eng_pack_source *source, const eng_pack_info *info,
                   char *hex, eng_error *error)
{
    size_t at = 0;
    if (!eng_pack_source_hash(source, hex, error)) {
        return false;
    }
    if (find_hash(list, info->id, &at) != NULL) {
        json_array_remove(list->entries, at);
    }
    json_array_append_new(list->entries, json_pack("{s:s, s:s, s:s}", "id", info->id, "version",
                                                   info->version, "sha256", hex));
    return save(list, error);
}

bool eng_trust_remove(eng_trust_list *list, const char *id, bool *was_there, eng_error *error)
{
    size_t at = 0;
    *was_there = find_hash(list, id, &at) != NULL;
    if (!*was_there) {
        return true;
    }
    json_array_remove(list->entries, at);
    return save(list, error);
}

// ------------------------------------------------------------------------------------------ games

static void judge_pack(const eng_trust_list *list, const eng_packs *packs, uint32_t index,
                       bool is_run_trusted, eng_trust_verdict *verdict)
{
    const eng_pack_info *info = eng_packs_get_info(packs, index);
    const eng_pack_source *source = eng_packs_get_source(packs, index);
    eng_trust trust = eng_trust_get(list, source, info);
    if (is_run_trusted && !eng_trust_is_enough(trust)) {
        trust = ENG_TRUST_RUN;
    }
    verdict->trusts[index] = trust;
    verdict->has_code[index] = eng_pack_source_has_code(source);
    if (trust == ENG_TRUST_CHANGED) {
        eng_log_warning("pack '%s' has changed since you trusted it, and is not trusted any more; "
                        "if you trust it as it is now: myrmidon packs trust %s",
                        info->id, info->id);
    }
    if (verdict->is_trusted && verdict->has_code[index] && !eng_trust_is_enough(trust)) {
        verdict->is_trusted = false;
        snprintf(verdict->id, sizeof verdict->id, "%s", info->id);
    }
}

bool eng_trust_judge(const eng_packs *packs, bool is_run_trusted, eng_trust_verdict *verdict,
                     eng_error *error)
{
    eng_trust_list *list = eng_trust_load(error);
    *verdict = (eng_trust_verdict){.is_trusted = true};
    if (list == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < eng_packs_get_count(packs); ++i) {
        judge_pack(list, packs, i, is_run_trusted, verdict);
    }
    eng_trust_unload(list);
    return true;
}
