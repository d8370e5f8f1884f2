// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspect_pack.h"

#include <jansson.h>
#include <string.h>

bool eng_inspect_is_pack(const eng_inspect_file *file)
{
    return file->is_folder || strcmp(file->ending, ".zip") == 0 ||
           eng_inspect_begins(file, "PK\3\4", 4) || eng_inspect_begins(file, "PK\5\6", 4);
}

static bool put_entry(json_t *entries, const eng_packs *packs, const char *path, eng_error *error)
{
    eng_bytes bytes;
    if (!eng_packs_read(packs, path, 0, &bytes, error)) {
        return false;
    }
    json_t *entry = json_object();
    json_object_set_new(entry, "path", json_string(path));
    json_object_set_new(entry, "bytes", json_integer((json_int_t)bytes.byte_count));
    eng_inspect_put_sha256(entry, "sha256", bytes.data, bytes.byte_count);
    json_array_append_new(entries, entry);
    eng_bytes_fini(&bytes);
    return true;
}

static bool put_folder(json_t *entries, const eng_packs *packs, const char *folder,
                       eng_error *error)
{
    eng_file_list files = {0};
    eng_file_list folders = {0};
    bool is_good = eng_packs_list(packs, folder, NULL, &files, error) &&
                   eng_packs_list_folders(packs, folder, &folders, error);
    for (uint32_t i = 0; is_good && i < files.count; ++i) {
        is_good = put_entry(entries, packs, files.paths[i], error);
    }
    for (uint32_t i = 0; is_good && i < folders.count; ++i) {
        is_good = put_folder(entries, packs, folders.paths[i], error);
    }
    eng_file_list_fini(&files);
    eng_file_list_fini(&folders);
    return is_good;
}

json_t *eng_inspect_pack(const eng_inspect_file *file, eng_error *error)
{
    eng_packs *packs = eng_packs_open(&file->path, 1, error);
    if (packs == NULL) {
        return NULL;
    }
    const eng_pack_info *info = eng_packs_get_top_info(packs);
    json_t *object = json_object();
    json_object_set_new(object, "id", json_string(info->id));
    json_object_set_new(object, "version", json_string(info->version));
    json_object_set_new(object, "title", json_string(info->title));
    json_t *entries = json_array();
    json_object_set_new(object, "entries", entries);
    if (!put_folder(entries, packs, "", error)) {
        json_decref(object);
        object = NULL;
    }
    eng_packs_close(packs);
    return object;
}
