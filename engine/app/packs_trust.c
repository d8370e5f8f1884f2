// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// packs list, show, trust, untrust: what is there, and whom the player trusts.

#include "app/packs_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "assets/atlas_prebuilt.h"
#include "base/alloc.h"
#include "base/sha256.h"

void eng_packs_print_wishes(const eng_pack_info *info)
{
    const eng_pack_limits *limits = &info->limits;
    bool has_any = info->capabilities != 0;
    for (uint32_t i = 0; i < ENG_PACK_CAPABILITY_COUNT; ++i) {
        if (info->capabilities & 1u << i) {
            printf("  asks for     %s: %s\n", eng_pack_capability_get_name((eng_pack_capability)i),
                   eng_pack_capability_get_help((eng_pack_capability)i));
        }
    }
    if (info->isolation == ENG_PACK_ISOLATION_PROCESS) {
        printf("  asks for     child processes, also when you trust it\n");
        has_any = true;
    }
    if (limits->think_limit_ms > 0.0) {
        printf("  limits       %g ms for one think\n", limits->think_limit_ms);
    }
    if (limits->memory_mb > 0) {
        printf("  limits       %u MiB for one interpreter\n", limits->memory_mb);
    }
    if (!has_any) {
        printf("  asks for     nothing beyond what every pack may\n");
    }
}

static eng_trust trust_of(const eng_trust_list *list, const eng_library_pack *pack)
{
    eng_pack_source *source = pack->flaw == NULL ? eng_pack_source_open(pack->path, NULL) : NULL;
    eng_trust trust = source != NULL ? eng_trust_get(list, source, &pack->info) : ENG_TRUST_NONE;
    eng_pack_source_close(source);
    return trust;
}

// ------------------------------------------------------------------------------------------- json

static json_t *describe_wishes(const eng_pack_info *info)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < ENG_PACK_CAPABILITY_COUNT; ++i) {
        if (info->capabilities & 1u << i) {
            json_array_append_new(
                list, json_string(eng_pack_capability_get_name((eng_pack_capability)i)));
        }
    }
    return list;
}

static json_t *describe_depends(const eng_pack_info *info)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < info->depend_count; ++i) {
        const eng_pack_dependency *it = &info->depends[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:b}", "id", it->id, "version",
                                              it->version, "optional", (int)it->is_optional,
                                              "conflicts", (int)it->is_conflict));
    }
    return list;
}

static json_t *describe(const eng_trust_list *list, const eng_library_pack *pack)
{
    const eng_pack_info *info = &pack->info;
    json_t *object = json_pack("{s:s, s:s, s:b}", "id", info->id, "path", pack->path, "bundled",
                               (int)pack->is_bundled);
    if (pack->flaw != NULL) {
        json_object_set_new(object, "error", json_string(pack->flaw));
        return object;
    }
    json_object_set_new(object, "version", json_string(info->version));
    json_object_set_new(object, "title", json_string(info->title));
    json_object_set_new(object, "description", json_string(info->description));
    json_object_set_new(object, "authors", json_string(info->authors));
    json_object_set_new(object, "licence", json_string(info->licence));
    json_object_set_new(object, "trust", json_string(eng_trust_get_name(trust_of(list, pack))));
    json_object_set_new(object, "has_code", json_boolean(pack->has_code));
    json_object_set_new(object, "is_game", json_boolean(info->map[0] != '\0'));
    json_object_set_new(object, "depends", describe_depends(info));
    json_object_set_new(object, "capabilities", describe_wishes(info));
    json_object_set_new(object, "isolation",
                        info->isolation == ENG_PACK_ISOLATION_PROCESS ? json_string("process")
                                                                      : json_null());
    return object;
}

static void print_json(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    puts(text);
    free(text);
    json_decref(value);
}

// ------------------------------------------------------------------------------------------- text

static void print_row(const eng_trust_list *list, const eng_library_pack *pack)
{
    if (pack->flaw != NULL) {
        printf("%-16s %-9s cannot be used: %s\n", pack->info.id, "", pack->flaw);
        return;
    }
    printf("%-16s %-9s %s; %s%s\n", pack->info.id, pack->info.version, pack->info.title,
           eng_trust_get_title(trust_of(list, pack)), pack->has_code ? "" : "; no scripts");
    for (uint32_t i = 0; i < ENG_PACK_CAPABILITY_COUNT; ++i) {
        if (pack->info.capabilities & 1u << i) {
            printf("%-16s %-9s asks for %s\n", "", "",
                   eng_pack_capability_get_name((eng_pack_capability)i));
        }
    }
}

// How many sprites a built zip carries ready; 0: none that can be used.
static uint32_t count_prebuilt(const eng_library_pack *pack)
{
    eng_pack_source *source = eng_pack_source_open(pack->path, NULL);
    eng_baked *baked = source != NULL ? eng_prebuilt_open(source, NULL) : NULL;
    uint32_t count = baked != NULL ? baked->sprites.count : 0;
    eng_baked_close(baked);
    eng_pack_source_close(source);
    return count;
}

static void print_pack(const eng_trust_list *list, const eng_library_pack *pack)
{
    const eng_pack_info *info = &pack->info;
    printf("%s %s: %s\n", info->id, info->version, info->title);
    if (info->description[0] != '\0') {
        printf("  %s\n", info->description);
    }
    printf("  lies in      %s\n", pack->path);
    if (info->authors[0] != '\0') {
        printf("  made by      %s\n", info->authors);
    }
    if (info->licence[0] != '\0') {
        printf("  licence      %s\n", info->licence);
    }
    for (uint32_t i = 0; i < info->depend_count; ++i) {
        const eng_pack_dependency *it = &info->depends[i];
        printf("  %s %s %s\n",
               it->is_conflict ? "not beside  "
                               : (it->is_optional ? "may use     " : "needs       "),
               it->id, it->version);
    }
    printf("  trust        %s\n", eng_trust_get_title(trust_of(list, pack)));
    printf("  scripts      %s\n", pack->has_code ? "yes" : "none");
    uint32_t prebuilt_count = count_prebuilt(pack);
    if (prebuilt_count > 0) {
        printf("  prebuilt     %u sprites, on atlas pages\n", prebuilt_count);
    }
    eng_packs_print_wishes(info);
}

// --------------------------------------------------------------------------------------- commands

bool eng_packs_list_all(eng_packs_call *call, eng_error *error)
{
    eng_trust_list *list = eng_trust_load(error);
    json_t *array = json_array();
    if (list == NULL) {
        json_decref(array);
        return false;
    }
    for (uint32_t i = 0; i < call->library.count; ++i) {
        if (call->wants_json) {
            json_array_append_new(array, describe(list, &call->library.items[i]));
        } else {
            print_row(list, &call->library.items[i]);
        }
    }
    if (call->wants_json) {
        print_json(array);
    } else {
        json_decref(array);
    }
    eng_trust_unload(list);
    return true;
}

bool eng_packs_show(eng_packs_call *call, eng_error *error)
{
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    eng_trust_list *list = pack != NULL ? eng_trust_load(error) : NULL;
    if (list == NULL) {
        return false;
    }
    if (call->wants_json) {
        json_t *object = describe(list, pack);
        json_object_set_new(object, "prebuilt_sprites", json_integer(count_prebuilt(pack)));
        print_json(object);
    } else {
        print_pack(list, pack);
    }
    eng_trust_unload(list);
    return true;
}

static bool trust(const eng_library_pack *pack, eng_trust_list *list, const eng_pack_source *source,
                  eng_error *error)
{
    char hex[ENG_SHA256_HEX_BYTES];
    if (eng_trust_get(list, source, &pack->info) == ENG_TRUST_BUNDLED) {
        printf("%s came with the program and is trusted already\n", pack->info.id);
        return true;
    }
    if (!eng_trust_add(list, source, &pack->info, hex, error)) {
        return false;
    }
    print_pack(list, pack);
    printf("Its scripts may now run in threads, with your rights, as long as it does not change "
           "(%s).\nTo take that back: myrmidon packs untrust %s\n",
           hex, pack->info.id);
    return true;
}

bool eng_packs_trust(eng_packs_call *call, eng_error *error)
{
    const eng_library_pack *pack = eng_packs_call_find(call, call->words[0], error);
    eng_trust_list *list = pack != NULL ? eng_trust_load(error) : NULL;
    eng_pack_source *source = list != NULL ? eng_pack_source_open(pack->path, error) : NULL;
    bool is_done = source != NULL && trust(pack, list, source, error);
    eng_pack_source_close(source);
    eng_trust_unload(list);
    return is_done;
}

bool eng_packs_untrust(eng_packs_call *call, eng_error *error)
{
    bool was_there = false;
    const char *id = call->words[0];
    eng_error unknown = {0};
    eng_trust_list *list = eng_trust_load(error);
    if (list == NULL) {
        return false;
    }
    // The pack may be gone: then the word is its id.
    bool is_done = eng_trust_remove(list, id, &was_there, error);
    const eng_library_pack *pack = was_there ? NULL : eng_packs_call_find(call, id, &unknown);
    if (is_done && pack != NULL) {
        id = pack->info.id;
        is_done = eng_trust_remove(list, id, &was_there, error);
    }
    eng_trust_unload(list);
    if (is_done && pack != NULL && pack->is_bundled) {
        return eng_error_set(error,
                             "'%s' came with the program; its scripts run in child processes "
                             "with --isolation process",
                             id);
    }
    if (is_done) {
        printf(was_there ? "%s is not trusted any more\n" : "%s was not trusted\n", id);
    }
    return is_done;
}
