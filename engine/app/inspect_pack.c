// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspect_pack.h"

#include <jansson.h>
#include <string.h>

#include "assets/atlas_prebuilt.h"
#include "assets/pack_info.h"
#include "assets/pack_source.h"
#include "assets/zip.h"
#include "base/sha256.h"

bool eng_inspect_is_pack(const eng_inspect_file *file)
{
    return file->is_folder || strcmp(file->ending, ".zip") == 0 ||
           eng_inspect_begins(file, "PK\3\4", 4) || eng_inspect_begins(file, "PK\5\6", 4);
}

static bool put_entry(json_t *entries, const eng_pack_source *source, const eng_pack_file *file,
                      eng_error *error)
{
    eng_bytes bytes;
    if (!eng_pack_source_read(source, file, 0, &bytes, error)) {
        return false;
    }
    json_t *entry = json_object();
    json_object_set_new(entry, "path", json_string(file->path));
    json_object_set_new(entry, "bytes", json_integer((json_int_t)bytes.byte_count));
    if (file->entry != NULL) {
        json_object_set_new(entry, "packed_bytes", json_integer(file->entry->packed_bytes));
        json_object_set_new(entry, "packing",
                            json_string(file->entry->method == 0 ? "stored" : "deflated"));
    }
    eng_inspect_put_sha256(entry, "sha256", bytes.data, bytes.byte_count);
    json_array_append_new(entries, entry);
    eng_bytes_fini(&bytes);
    return true;
}

static void put_ids(json_t *object, const char *key, const char (*ids)[ENG_PACK_ID_BYTES],
                    uint32_t count)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < count; ++i) {
        json_array_append_new(list, json_string(ids[i]));
    }
    json_object_set_new(object, key, list);
}

static json_t *make_authors(const eng_pack_info *info)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < info->author_count; ++i) {
        size_t start = info->author_starts[i];
        size_t end = i + 1 < info->author_count ? info->author_starts[i + 1] - (size_t)2
                                                : strlen(info->authors);
        json_array_append_new(list, json_stringn(info->authors + start, end - start));
    }
    return list;
}

static void put_manifest(json_t *object, const eng_pack_info *info)
{
    static const char *const poolings[] = {"shared", "team", "entity"};
    json_t *depends = json_array();
    json_t *capabilities = json_array();
    for (uint32_t i = 0; i < info->depend_count; ++i) {
        const eng_pack_dependency *it = &info->depends[i];
        json_array_append_new(depends, json_pack("{s:s, s:s, s:b, s:b}", "id", it->id, "version",
                                                 it->version, "optional", (int)it->is_optional,
                                                 "conflicts", (int)it->is_conflict));
    }
    for (uint32_t i = 0; i < ENG_PACK_CAPABILITY_COUNT; ++i) {
        if (info->capabilities & 1u << i) {
            json_array_append_new(
                capabilities, json_string(eng_pack_capability_get_name((eng_pack_capability)i)));
        }
    }
    json_object_set_new(object, "id", json_string(info->id));
    json_object_set_new(object, "version", json_string(info->version));
    json_object_set_new(object, "title", json_string(info->title));
    json_object_set_new(object, "description", json_string(info->description));
    json_object_set_new(object, "authors", make_authors(info));
    json_object_set_new(object, "licence", json_string(info->licence));
    json_object_set_new(
        object, "api",
        json_pack("{s:i, s:i}", "min", (int)info->api_min, "max", (int)info->api_max));
    json_object_set_new(object, "depends", depends);
    put_ids(object, "load_after", info->load_after, info->load_after_count);
    put_ids(object, "provides", info->provides, info->provide_count);
    json_object_set_new(object, "capabilities", capabilities);
    json_object_set_new(object, "map", info->map[0] != '\0' ? json_string(info->map) : json_null());
    json_object_set_new(object, "tick_rate", json_real(info->tick_rate));
    json_object_set_new(object, "interpreters", json_string(poolings[info->pooling]));
    json_object_set_new(object, "isolation",
                        info->isolation == ENG_PACK_ISOLATION_PROCESS ? json_string("process")
                                                                      : json_null());
}

// The atlas pages that a built zip carries: null, or what their index says.
static json_t *make_prebuilt(const eng_pack_source *source)
{
    eng_error error = {0};
    eng_baked *baked = eng_prebuilt_open(source, &error);
    if (baked == NULL) {
        return error.text[0] == '\0' ? json_null() : json_pack("{s:s}", "error", error.text);
    }
    json_t *pages = json_array();
    for (uint32_t i = 0; i < baked->pages.count; ++i) {
        const eng_baked_page *page = &baked->pages.items[i];
        json_int_t packed_bytes = 0;
        for (uint32_t b = 0; b < page->block_count; ++b) {
            packed_bytes += (json_int_t)baked->blocks.items[page->first_block + b].packed_bytes;
        }
        json_array_append_new(pages, json_pack("{s:i, s:i, s:I}", "width", page->width, "height",
                                               page->height, "packed_bytes", packed_bytes));
    }
    json_t *prebuilt =
        json_pack("{s:i, s:o}", "sprites", (int)baked->sprites.count, "pages", pages);
    eng_baked_close(baked);
    return prebuilt;
}

static json_t *inspect_source(const eng_pack_source *source, eng_error *error)
{
    char hex[ENG_SHA256_HEX_BYTES];
    eng_pack_info info;
    uint32_t count = 0;
    const eng_pack_file *files = eng_pack_source_get_files(source, &count);
    if (!eng_pack_source_read_info(source, &info, error) ||
        !eng_pack_source_hash(source, hex, error)) {
        return NULL;
    }
    json_t *object = json_object();
    json_object_set_new(object, "form",
                        json_string(eng_pack_source_is_folder(source) ? "folder" : "zip"));
    put_manifest(object, &info);
    json_object_set_new(object, "content_sha256", json_string(hex));
    json_object_set_new(object, "prebuilt", make_prebuilt(source));
    json_t *entries = json_array();
    json_object_set_new(object, "entries", entries);
    for (uint32_t i = 0; i < count; ++i) {
        if (!put_entry(entries, source, &files[i], error)) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

json_t *eng_inspect_pack(const eng_inspect_file *file, eng_error *error)
{
    eng_pack_source *source = eng_pack_source_open(file->path, error);
    json_t *object = source != NULL ? inspect_source(source, error) : NULL;
    eng_pack_source_close(source);
    return object;
}

bool eng_inspect_is_manifest(const eng_inspect_file *file)
{
    const char *slash = strrchr(file->path, '/');
    return strcmp(slash != NULL ? slash + 1 : file->path, "pack.json") == 0;
}

json_t *eng_inspect_manifest(const eng_inspect_file *file, eng_error *error)
{
    eng_pack_info info;
    if (!eng_pack_info_parse(file->path, &file->bytes, &info, error)) {
        return NULL;
    }
    json_t *object = json_object();
    json_object_set_new(object, "form", json_string("manifest"));
    put_manifest(object, &info);
    return object;
}
