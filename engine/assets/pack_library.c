// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack_library.h"
#include "assets/pack_source.h"
#include "assets/semver.h"

#include "base/alloc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int compare_packs(const void *a, const void *b)
{
    const eng_library_pack *x = a, *y = b;
    int order = strcmp(x->info.id, y->info.id);
    if (order == 0)
        order = (x->is_bundled < y->is_bundled) - (x->is_bundled > y->is_bundled);
    if (order == 0)
        order = (x->flaw != NULL) - (y->flaw != NULL);
    if (order == 0 && !x->flaw)
        order = eng_semver_compare(y->info.version, x->info.version);
    return order ? order : strcmp(x->path, y->path);
}

static void copy_stem(const char *path, char *out, size_t out_bytes)
{
    const char *slash = strrchr(path, '/');
    snprintf(out, out_bytes, "%s", slash ? slash + 1 : path);
    char *dot = strrchr(out, '.');
    if (dot && strcmp(dot, ".zip") == 0)
        *dot = '\0';
}

static void read_pack(eng_library_pack *pack)
{
    eng_error error = {{0}};
    eng_pack_source *source = eng_pack_source_open(pack->path, &error);
    if (!source || !eng_pack_source_read_info(source, &pack->info, &error)) {
        pack->flaw = eng_copy_text(error.text);
        pack->info = (eng_pack_info){.version = "0.0.0"};
        copy_stem(pack->path, pack->info.id, sizeof pack->info.id);
    }
    pack->has_code = source && eng_pack_source_has_code(source);
    eng_pack_source_close(source);
}

bool eng_library_add(eng_library *library, const char *path, bool is_bundled)
{
    if (eng_library_find_path(library, path))
        return false;
    eng_library_pack *pack = ENG_ARRAY_PUSH(library);
    *pack = (eng_library_pack){.path = eng_copy_text(path), .is_bundled = is_bundled};
    read_pack(pack);
    qsort(library->items, library->count, sizeof *library->items, compare_packs);
    return true;
}

static bool is_pack(const char *path, const char *name)
{
    char manifest[ENG_PACK_PATH_BYTES + 16];
    size_t bytes = strlen(name);
    snprintf(manifest, sizeof manifest, "%s/pack.json", path);
    return name[0] != '.' &&
           ((bytes > 4 && strcmp(name + bytes - 4, ".zip") == 0) || access(manifest, F_OK) == 0);
}

void eng_library_add_folder(eng_library *library, const char *folder, bool is_bundled)
{
    DIR *handle = opendir(folder);
    if (!handle)
        return;
    for (struct dirent *entry; (entry = readdir(handle));) {
        char path[ENG_PACK_PATH_BYTES];
        int bytes = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (bytes < (int)sizeof path && is_pack(path, entry->d_name))
            eng_library_add(library, path, is_bundled);
    }
    closedir(handle);
}

void eng_library_fini(eng_library *library)
{
    for (uint32_t i = 0; i < library->count; i++) {
        eng_free(library->items[i].path);
        eng_free(library->items[i].flaw);
    }
    eng_free(library->items);
    *library = (eng_library){0};
}

const eng_library_pack *eng_library_find(const eng_library *library, const char *id)
{
    for (uint32_t i = 0; i < library->count; i++)
        if (!library->items[i].flaw && strcmp(library->items[i].info.id, id) == 0)
            return &library->items[i];
    return NULL;
}

const eng_library_pack *eng_library_find_path(const eng_library *library, const char *path)
{
    for (uint32_t i = 0; i < library->count; i++)
        if (strcmp(library->items[i].path, path) == 0)
            return &library->items[i];
    return NULL;
}
