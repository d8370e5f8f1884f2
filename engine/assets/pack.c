// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack.h"
#include "assets/pack_info.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/hash.h"

#include <physfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_DEPTH_LIMIT = 16 };

typedef struct mounted_pack {
    char *path;
    eng_pack_info info;
} mounted_pack;

struct eng_packs {
    uint32_t count;
    mounted_pack items[ENG_PACKS_CAPACITY];
};

static bool is_open; // PhysicsFS has one state per process

static const char *last_reason(void)
{
    const char *text = PHYSFS_getErrorByCode(PHYSFS_getLastErrorCode());
    return text ? text : "unknown reason";
}

// All archive types but zip go: some read broken files into memory faults.
static bool keep_only_zip(void)
{
    char extensions[32][16];
    uint32_t count = 0;
    bool has_zip = false;
    for (const PHYSFS_ArchiveInfo **i = PHYSFS_supportedArchiveTypes(); *i; i++) {
        if (strcmp((*i)->extension, "ZIP") == 0)
            has_zip = true;
        else if (count < 32)
            snprintf(extensions[count++], sizeof extensions[0], "%s", (*i)->extension);
    }
    for (uint32_t i = 0; i < count; i++)
        if (!PHYSFS_deregisterArchiver(extensions[i]))
            return false;
    return has_zip;
}

static bool is_hidden(const char *name)
{
    return name[0] == '.' || strcmp(name, "__pycache__") == 0 || strcmp(name, "__MACOSX") == 0;
}

typedef struct listing {
    eng_file_list *list;
    const char *ending;        // null: all
    PHYSFS_FileType file_type; // what to keep
    uint32_t capacity;
    bool has_dots; // a name that tries to climb out: only a forged zip has one
} listing;

static PHYSFS_EnumerateCallbackResult add_entry(void *user, const char *folder, const char *name)
{
    listing *to = user;
    if (strcmp(name, "..") == 0 || strcmp(name, ".") == 0)
        to->has_dots = true;
    size_t name_bytes = strlen(name), ending_bytes = to->ending ? strlen(to->ending) : 0;
    if (is_hidden(name) || name_bytes <= ending_bytes ||
        (to->ending && strcmp(name + name_bytes - ending_bytes, to->ending) != 0))
        return PHYSFS_ENUM_OK;
    size_t folder_bytes = strlen(folder);
    char *path = eng_alloc(folder_bytes + name_bytes + 2, 1);
    snprintf(path, folder_bytes + name_bytes + 2, "%s%s%s", folder, *folder ? "/" : "", name);
    // Asking costs as much as opening, so a file that bears the wanted ending is believed.
    PHYSFS_Stat stat;
    if (!to->ending && (!PHYSFS_stat(path, &stat) || stat.filetype != to->file_type)) {
        eng_free(path);
        return PHYSFS_ENUM_OK;
    }
    eng_file_list *list = to->list;
    list->paths = eng_array_grow(list->paths, list->count, &to->capacity, sizeof *list->paths);
    list->paths[list->count++] = path;
    return PHYSFS_ENUM_OK;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// A path found in several packs is reported once by PhysicsFS for a folder, but folders of two
// packs are walked one after the other: sort, then drop doubles.
static void sort_unique(eng_file_list *list)
{
    if (list->count < 2)
        return;
    qsort(list->paths, list->count, sizeof *list->paths, compare_paths);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < list->count; i++) {
        if (strcmp(list->paths[i], list->paths[kept - 1]) == 0)
            eng_free(list->paths[i]);
        else
            list->paths[kept++] = list->paths[i];
    }
    list->count = kept;
}

static bool list_entries(const char *folder, const char *ending, PHYSFS_FileType file_type,
                         eng_file_list *list, eng_error *error)
{
    *list = (eng_file_list){0};
    PHYSFS_Stat stat;
    if (*folder && !PHYSFS_stat(folder, &stat))
        return true;
    listing to = {.list = list, .ending = ending, .file_type = file_type};
    bool is_listed = PHYSFS_enumerate(folder, add_entry, &to) != 0;
    if (!is_listed)
        eng_error_set(error, "%s: cannot list this folder of the pack (%s)", folder, last_reason());
    else if (to.has_dots)
        is_listed = eng_error_set(
            error, "%s: the zip has a path with '.' or '..'; make it again from the pack's folder",
            *folder ? folder : "top folder");
    if (!is_listed)
        eng_file_list_fini(list);
    sort_unique(list);
    return is_listed;
}

bool eng_packs_list(const eng_packs *packs, const char *folder, const char *ending,
                    eng_file_list *list, eng_error *error)
{
    (void)packs;
    return list_entries(folder, ending, PHYSFS_FILETYPE_REGULAR, list, error);
}

bool eng_packs_list_folders(const eng_packs *packs, const char *folder, eng_file_list *list,
                            eng_error *error)
{
    (void)packs;
    return list_entries(folder, NULL, PHYSFS_FILETYPE_DIRECTORY, list, error);
}

void eng_file_list_fini(eng_file_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        eng_free(list->paths[i]);
    eng_free(list->paths);
    *list = (eng_file_list){0};
}

// Every file below `folder` into `all`, unsorted.
static bool collect_tree(const char *folder, uint32_t depth, eng_file_list *all, uint32_t *capacity,
                         eng_error *error)
{
    eng_file_list files = {0}, folders = {0};
    bool is_good = false;
    if (depth > FOLDER_DEPTH_LIMIT) {
        eng_error_set(error, "%.200s: folders are nested too deeply; use at most %d levels", folder,
                      FOLDER_DEPTH_LIMIT);
        goto done;
    }
    if (!list_entries(folder, NULL, PHYSFS_FILETYPE_REGULAR, &files, error) ||
        !list_entries(folder, NULL, PHYSFS_FILETYPE_DIRECTORY, &folders, error))
        goto done;
    for (uint32_t i = 0; i < files.count; i++) {
        all->paths = eng_array_grow(all->paths, all->count, capacity, sizeof *all->paths);
        all->paths[all->count++] = files.paths[i];
        files.paths[i] = NULL;
    }
    for (uint32_t i = 0; i < folders.count; i++)
        if (!collect_tree(folders.paths[i], depth + 1, all, capacity, error))
            goto done;
    is_good = true;
done:
    eng_file_list_fini(&files);
    eng_file_list_fini(&folders);
    return is_good;
}

// A zip may hold names that no folder could: look at all of them once.
static bool check_zip_tree(const char *path, eng_error *error)
{
    eng_file_list all = {0};
    uint32_t capacity = 0;
    eng_error inner = {{0}};
    bool is_good = collect_tree("", 0, &all, &capacity, &inner);
    if (!is_good)
        eng_error_set(error, "pack '%s': %.700s", path, inner.text);
    eng_file_list_fini(&all);
    return is_good;
}

// The last part of the mount path without ".zip": what messages say before pack.json is read.
static void copy_stem(const char *path, char *out, size_t out_bytes)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    if (end - start > 4 && strncmp(path + end - 4, ".zip", 4) == 0)
        end -= 4;
    snprintf(out, out_bytes, "%.*s", (int)(end - start), path + start);
}

static bool read_own_info(eng_packs *packs, mounted_pack *pack, eng_error *error)
{
    // pack.json of a lower pack shows through where this one has none.
    const char *from = PHYSFS_getRealDir("pack.json");
    if (!from || strcmp(from, pack->path) != 0)
        return eng_error_set(error,
                             "pack '%s' has no pack.json at its top level; write one "
                             "(docs/packs.md), or name the folder that holds it",
                             pack->path);
    copy_stem(pack->path, pack->info.id, sizeof pack->info.id);
    char label[ENG_PACK_PATH_BYTES];
    eng_packs_copy_label(packs, "pack.json", label, sizeof label);
    eng_bytes bytes;
    if (!eng_packs_read(packs, "pack.json", 1 << 20, &bytes, error))
        return false;
    eng_pack_info info;
    bool is_good = eng_pack_info_parse(label, &bytes, &info, error);
    if (is_good)
        pack->info = info;
    eng_bytes_fini(&bytes);
    return is_good;
}

static bool mount(eng_packs *packs, const char *path, eng_error *error)
{
    struct stat stat_buffer;
    if (stat(path, &stat_buffer) != 0)
        return eng_error_set(error, "pack '%s' does not exist; give the path of a folder or a zip",
                             path);
    bool is_folder = S_ISDIR(stat_buffer.st_mode);
    for (uint32_t i = 0; i < packs->count; i++)
        if (strcmp(packs->items[i].path, path) == 0)
            return eng_error_set(error, "pack '%s' is given twice; leave one out", path);
    if (!is_folder && !S_ISREG(stat_buffer.st_mode))
        return eng_error_set(error, "pack '%s' is neither a folder nor a zip", path);
    if (!PHYSFS_mount(path, NULL, 0))
        return eng_error_set(error, "pack '%s' cannot be opened (%s); %s", path, last_reason(),
                             is_folder ? "check that you may read it"
                                       : "it is no zip or a damaged one: make it again");
    mounted_pack *pack = &packs->items[packs->count++];
    pack->path = eng_copy_text(path);
    return (is_folder || check_zip_tree(path, error)) && read_own_info(packs, pack, error);
}

eng_packs *eng_packs_open(const char *const *paths, uint32_t path_count, eng_error *error)
{
    ENG_ASSERT(!is_open);
    if (path_count == 0 || path_count > ENG_PACKS_CAPACITY) {
        eng_error_set(error, "%u packs cannot be opened; give 1 to %d", path_count,
                      ENG_PACKS_CAPACITY);
        return NULL;
    }
    if (!PHYSFS_init(NULL)) {
        eng_error_set(error, "PhysicsFS does not start (%s)", last_reason());
        return NULL;
    }
    is_open = true;
    eng_packs *packs = eng_alloc(1, sizeof *packs);
    bool is_good = keep_only_zip();
    if (!is_good)
        eng_error_set(error, "this PhysicsFS cannot read zip files; install one that can");
    for (uint32_t i = 0; is_good && i < path_count; i++)
        is_good = mount(packs, paths[i], error);
    if (is_good)
        return packs;
    eng_packs_close(packs);
    return NULL;
}

void eng_packs_close(eng_packs *packs)
{
    if (!packs)
        return;
    for (uint32_t i = 0; i < packs->count; i++)
        eng_free(packs->items[i].path);
    eng_free(packs);
    PHYSFS_deinit();
    is_open = false;
}

uint32_t eng_packs_get_count(const eng_packs *packs)
{
    return packs->count;
}

const char *eng_packs_get_path(const eng_packs *packs, uint32_t pack_index)
{
    ENG_ASSERT(pack_index < packs->count);
    return packs->items[pack_index].path;
}

const eng_pack_info *eng_packs_get_info(const eng_packs *packs, uint32_t pack_index)
{
    ENG_ASSERT(pack_index < packs->count);
    return &packs->items[pack_index].info;
}

const eng_pack_info *eng_packs_get_top_info(const eng_packs *packs)
{
    return &packs->items[packs->count - 1].info;
}

bool eng_packs_has_file(const eng_packs *packs, const char *path)
{
    (void)packs;
    PHYSFS_Stat stat;
    return PHYSFS_stat(path, &stat) && stat.filetype == PHYSFS_FILETYPE_REGULAR;
}

void eng_packs_copy_label(const eng_packs *packs, const char *path, char *out, size_t out_bytes)
{
    // A path that nobody provides is looked for in the game's own pack first.
    const mounted_pack *pack = &packs->items[packs->count - 1];
    const char *from = PHYSFS_getRealDir(path);
    for (uint32_t i = 0; from && i < packs->count; i++)
        if (strcmp(packs->items[i].path, from) == 0)
            pack = &packs->items[i];
    snprintf(out, out_bytes, "%s/%s", pack->info.id, path);
}

// The open file into `bytes`; why not, as text, or null.
static const char *read_open_file(PHYSFS_File *file, size_t bytes_limit, eng_bytes *bytes)
{
    PHYSFS_sint64 length = PHYSFS_fileLength(file);
    if (length < 0)
        return last_reason();
    if ((PHYSFS_uint64)length > bytes_limit)
        return "too large";
    bytes->data = eng_alloc((size_t)length + 1, 1);
    bytes->byte_count = (size_t)length;
    if (PHYSFS_readBytes(file, bytes->data, (PHYSFS_uint64)length) != length)
        return "its data is damaged or ends early";
    return NULL;
}

bool eng_packs_read(const eng_packs *packs, const char *path, size_t bytes_limit, eng_bytes *bytes,
                    eng_error *error)
{
    *bytes = (eng_bytes){0};
    size_t limit = bytes_limit ? bytes_limit : ENG_PACK_FILE_BYTES_LIMIT;
    PHYSFS_File *file = PHYSFS_openRead(path);
    const char *reason = file ? read_open_file(file, limit, bytes) : last_reason();
    if (file)
        PHYSFS_close(file);
    if (!reason)
        return true;
    eng_bytes_fini(bytes);
    char label[ENG_PACK_PATH_BYTES];
    eng_packs_copy_label(packs, path, label, sizeof label);
    if (!file && !eng_packs_has_file(packs, path))
        return eng_error_set(error, "%.700s: no such file in the packs; add it", label);
    if (strcmp(reason, "too large") == 0)
        return eng_error_set(error, "%.700s: too large; use at most %zu bytes", label, limit);
    return eng_error_set(error, "%.700s: cannot be read (%s); make the pack again", label, reason);
}

void eng_bytes_fini(eng_bytes *bytes)
{
    eng_free(bytes->data);
    *bytes = (eng_bytes){0};
}

bool eng_packs_hash(const eng_packs *packs, uint64_t *hash, eng_error *error)
{
    eng_file_list all = {0};
    uint32_t capacity = 0;
    eng_hash sum = eng_hash_begin(0);
    bool is_good = collect_tree("", 0, &all, &capacity, error);
    sort_unique(&all);
    for (uint32_t i = 0; is_good && i < all.count; i++) {
        eng_bytes bytes;
        is_good = eng_packs_read(packs, all.paths[i], 0, &bytes, error);
        if (is_good) {
            eng_hash_add_text(&sum, all.paths[i]);
            eng_hash_add_u64(&sum, bytes.byte_count);
            eng_hash_add(&sum, bytes.data, bytes.byte_count);
        }
        eng_bytes_fini(&bytes);
    }
    eng_file_list_fini(&all);
    *hash = eng_hash_end(&sum);
    return is_good;
}
