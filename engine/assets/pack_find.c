// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack.h"
#include "assets/suggest.h"

#include "base/alloc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef ENG_ARRAY(char *) name_array;

static bool is_file(const char *path)
{
    struct stat result;
    return stat(path, &result) == 0 && S_ISREG(result.st_mode);
}

static bool is_folder(const char *path)
{
    struct stat result;
    return stat(path, &result) == 0 && S_ISDIR(result.st_mode);
}

static bool is_pack_folder(const char *path)
{
    char manifest[ENG_PACK_PATH_BYTES + 16];
    snprintf(manifest, sizeof manifest, "%s/pack.json", path);
    return is_file(manifest);
}

// The packs of a search folder by the names that a player would type.
static void add_names(const char *dir, name_array *names)
{
    DIR *handle = opendir(dir);
    if (!handle)
        return;
    for (struct dirent *entry; (entry = readdir(handle));) {
        char path[ENG_PACK_PATH_BYTES];
        const char *name = entry->d_name;
        size_t bytes = strlen(name);
        if (name[0] == '.' || snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
            continue;
        bool is_zip = bytes > 4 && strcmp(name + bytes - 4, ".zip") == 0 && is_file(path);
        if (!is_zip && !is_pack_folder(path))
            continue;
        char *copy = eng_copy_text(name);
        if (is_zip)
            copy[bytes - 4] = '\0';
        *ENG_ARRAY_PUSH(names) = copy;
    }
    closedir(handle);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// "no pack 'hvie' in demos or as a path: did you mean 'hive'?"
static void report_missing(const char *name, const char *const *dirs, uint32_t dir_count,
                           eng_error *error)
{
    char where[512] = "", known[256] = "";
    size_t where_used = 0, known_used = 0;
    name_array names = {0};
    for (uint32_t i = 0; i < dir_count; i++) {
        add_names(dirs[i], &names);
        if (where_used < sizeof where)
            where_used += (size_t)snprintf(where + where_used, sizeof where - where_used, "%s%s",
                                           i ? ", " : "in ", dirs[i]);
    }
    if (names.count > 1) // readdir's order means nothing
        qsort(names.items, names.count, sizeof *names.items, compare_names);
    for (uint32_t i = 0; i < names.count && known_used < sizeof known; i++)
        known_used += (size_t)snprintf(known + known_used, sizeof known - known_used, "%s%s",
                                       i ? ", " : "", names.items[i]);
    const char *near = eng_suggest(name, (const char *const *)names.items, names.count);
    const char *or_path = dir_count ? " or as a path" : "as a path";
    if (near)
        eng_error_set(error, "no pack '%.128s' %s%s: did you mean '%s'?", name, where, or_path,
                      near);
    else if (names.count)
        eng_error_set(error, "no pack '%.128s' %s%s; there are: %s", name, where, or_path, known);
    else
        eng_error_set(error, "no pack '%.128s' %s%s; give the path of a folder or a zip", name,
                      where, or_path);
    for (uint32_t i = 0; i < names.count; i++)
        eng_free(names.items[i]);
    eng_free(names.items);
}

static bool copy_path(char *out, const char *dir, const char *name, const char *ending)
{
    int bytes = snprintf(out, ENG_PACK_PATH_BYTES, "%s%s%s%s", dir, *dir ? "/" : "", name, ending);
    return bytes > 0 && bytes < ENG_PACK_PATH_BYTES;
}

bool eng_pack_find(const char *name, const char *const *dirs, uint32_t dir_count, char *out,
                   eng_error *error)
{
    if (!copy_path(out, "", name, "") || !*name)
        return eng_error_set(error, "'%.64s' is no name of a pack; give a shorter one", name);
    if (is_pack_folder(name) || is_file(name))
        return true;
    bool is_plain = !strchr(name, '/') && name[0] != '.';
    for (uint32_t i = 0; is_plain && i < dir_count; i++) {
        if (copy_path(out, dirs[i], name, "") && is_pack_folder(out))
            return true;
        if (copy_path(out, dirs[i], name, ".zip") && is_file(out))
            return true;
    }
    // A folder without pack.json: opening it will say what is missing.
    for (uint32_t i = 0; is_plain && i < dir_count; i++)
        if (copy_path(out, dirs[i], name, "") && is_folder(out))
            return true;
    if (is_folder(name))
        return copy_path(out, "", name, "");
    out[0] = '\0';
    report_missing(name, dirs, dir_count, error);
    return false;
}
