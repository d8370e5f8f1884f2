// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack.h"
#include "assets/pack_info.h"
#include "assets/pack_source.h"
#include "assets/zip.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/sha256.h"

#include <physfs.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct mounted_pack {
    char *path;
    char mount[16]; // where PhysicsFS shows it: "7" for the 7th mount of this process's stack
    eng_pack_source *source;
    eng_pack_info info;
} mounted_pack;

// Ordered by path, and of one path the winner first.
typedef struct indexed_file {
    const eng_pack_file *file;
    uint32_t pack_index;
} indexed_file;

struct eng_packs {
    uint32_t count, game_index, mount_count;
    mounted_pack items[ENG_PACKS_CAPACITY];
    indexed_file *files;
    uint32_t file_count;
};

static bool is_open; // PhysicsFS has one state per process
// Held to write while eng_packs_refresh and eng_packs_lay change what eng_packs_read_shared looks
// at. All others run on the main thread, as those do, and need it not.
static pthread_rwlock_t shared_lock = PTHREAD_RWLOCK_INITIALIZER;

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

// ------------------------------------------------------------------------------------------ index

static int compare_indexed(const void *a, const void *b)
{
    const indexed_file *x = a, *y = b;
    int order = strcmp(x->file->path, y->file->path);
    return order ? order : (x->pack_index < y->pack_index) - (x->pack_index > y->pack_index);
}

static void make_index(eng_packs *packs)
{
    uint32_t total = 0, count = 0;
    for (uint32_t i = 0; i < packs->count; i++) {
        eng_pack_source_get_files(packs->items[i].source, &count);
        total += count;
    }
    eng_free(packs->files);
    packs->files = eng_alloc((size_t)total + 1, sizeof *packs->files);
    packs->file_count = 0;
    for (uint32_t i = 0; i < packs->count; i++) {
        const eng_pack_file *files = eng_pack_source_get_files(packs->items[i].source, &count);
        for (uint32_t f = 0; f < count; f++)
            packs->files[packs->file_count++] = (indexed_file){&files[f], i};
    }
    qsort(packs->files, packs->file_count, sizeof *packs->files, compare_indexed);
}

// The first file whose path is not before `path`.
static uint32_t find_first(const eng_packs *packs, const char *path)
{
    uint32_t low = 0, high = packs->file_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(packs->files[middle].file->path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t eng_packs_get_providers(const eng_packs *packs, const char *path, uint32_t *pack_indices,
                                 uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t i = find_first(packs, path);
         i < packs->file_count && strcmp(packs->files[i].file->path, path) == 0; i++, count++)
        if (count < capacity)
            pack_indices[count] = packs->files[i].pack_index;
    return count;
}

int32_t eng_packs_find(const eng_packs *packs, const char *id)
{
    for (uint32_t i = packs->count; i-- > 0;)
        if (eng_pack_info_provides(&packs->items[i].info, id))
            return (int32_t)i;
    return -1;
}

// Splits "namespace:path". The pack that is meant: that of the namespace, else the one that wins;
// -1 if there is no such pack or nobody brings the path. `*own_path` is the path without namespace.
static int32_t resolve(const eng_packs *packs, const char *path, const char **own_path)
{
    char id[sizeof packs->items[0].info.id];
    const char *colon = strchr(path, ':');
    *own_path = path;
    if (!colon) {
        uint32_t winner;
        return eng_packs_get_providers(packs, path, &winner, 1) ? (int32_t)winner : -1;
    }
    *own_path = colon + 1;
    if ((size_t)(colon - path) >= sizeof id)
        return -1;
    snprintf(id, sizeof id, "%.*s", (int)(colon - path), path);
    return eng_packs_find(packs, id);
}

// -------------------------------------------------------------------------------------- mounting

static bool mount_source(eng_packs *packs, mounted_pack *pack, eng_error *error)
{
    size_t byte_count = 0;
    const void *bytes = eng_pack_source_get_zip_bytes(pack->source, &byte_count);
    snprintf(pack->mount, sizeof pack->mount, "%u", packs->mount_count++);
    bool is_mounted = bytes
                          ? PHYSFS_mountMemory(bytes, byte_count, NULL, pack->path, pack->mount, 1)
                          : PHYSFS_mount(pack->path, pack->mount, 1);
    return is_mounted || eng_error_set(error, "pack '%s' cannot be opened (%s); make it again",
                                       pack->path, last_reason());
}

static bool mount(eng_packs *packs, const char *path, eng_error *error)
{
    for (uint32_t i = 0; i < packs->count; i++)
        if (strcmp(packs->items[i].path, path) == 0)
            return eng_error_set(error, "pack '%s' is given twice; leave one out", path);
    mounted_pack *pack = &packs->items[packs->count];
    *pack = (mounted_pack){.source = eng_pack_source_open(path, error)};
    if (!pack->source)
        return false;
    pack->path = eng_copy_text(path);
    ++packs->count;
    if (!mount_source(packs, pack, error) ||
        !eng_pack_source_read_info(pack->source, &pack->info, error))
        return false;
    for (uint32_t i = 0; i + 1 < packs->count; i++)
        if (strcmp(packs->items[i].info.id, pack->info.id) == 0)
            return eng_error_set(error,
                                 "packs '%.400s' and '%.400s' have the same id '%s'; leave one out",
                                 packs->items[i].path, path, pack->info.id);
    return true;
}

eng_packs *eng_packs_open_stack(const char *const *paths, uint32_t path_count, uint32_t game_index,
                                eng_error *error)
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
    packs->game_index = game_index;
    bool is_good = keep_only_zip();
    if (!is_good)
        eng_error_set(error, "this PhysicsFS cannot read zip files; install one that can");
    for (uint32_t i = 0; is_good && i < path_count; i++)
        is_good = mount(packs, paths[i], error);
    if (is_good) {
        make_index(packs);
        return packs;
    }
    eng_packs_close(packs);
    return NULL;
}

eng_packs *eng_packs_open(const char *const *paths, uint32_t path_count, eng_error *error)
{
    return eng_packs_open_stack(paths, path_count, path_count - 1, error);
}

void eng_packs_close(eng_packs *packs)
{
    if (!packs)
        return;
    PHYSFS_deinit(); // before the archives' bytes go
    for (uint32_t i = 0; i < packs->count; i++) {
        eng_pack_source_close(packs->items[i].source);
        eng_free(packs->items[i].path);
    }
    eng_free(packs->files);
    eng_free(packs);
    is_open = false;
}

static bool refresh_one(mounted_pack *pack, eng_error *error)
{
    mounted_pack next = *pack;
    if (!eng_pack_source_is_folder(pack->source))
        return true; // it is in memory, whole
    next.source = eng_pack_source_open(pack->path, error);
    if (!next.source)
        return false;
    if (!eng_pack_source_is_folder(next.source)) {
        eng_pack_source_close(next.source);
        return eng_error_set(error, "pack '%s' was a folder and is a file now: restart",
                             pack->path);
    }
    eng_pack_source_move_laid(next.source, pack->source);
    eng_pack_source_close(pack->source);
    *pack = next;
    return true;
}

bool eng_packs_refresh(eng_packs *packs, eng_error *error)
{
    bool is_good = true;
    pthread_rwlock_wrlock(&shared_lock);
    for (uint32_t i = 0; is_good && i < packs->count; i++)
        is_good = refresh_one(&packs->items[i], error);
    make_index(packs);
    pthread_rwlock_unlock(&shared_lock);
    return is_good;
}

void eng_packs_lay(eng_packs *packs, uint32_t pack_index, const char *path, eng_bytes bytes)
{
    pthread_rwlock_wrlock(&shared_lock);
    eng_pack_source_lay(packs->items[pack_index].source, path, bytes);
    make_index(packs);
    pthread_rwlock_unlock(&shared_lock);
}

// ---------------------------------------------------------------------------------------- getters

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

uint32_t eng_packs_get_game_index(const eng_packs *packs)
{
    return packs->game_index;
}

const eng_pack_info *eng_packs_get_game_info(const eng_packs *packs)
{
    return &packs->items[packs->game_index].info;
}

const eng_pack_source *eng_packs_get_source(const eng_packs *packs, uint32_t pack_index)
{
    ENG_ASSERT(pack_index < packs->count);
    return packs->items[pack_index].source;
}

bool eng_packs_has_file(const eng_packs *packs, const char *path)
{
    const char *own_path;
    int32_t index = resolve(packs, path, &own_path);
    return index >= 0 && eng_pack_source_find(packs->items[index].source, own_path);
}

const eng_pack_file *eng_packs_get_file(const eng_packs *packs, const char *path,
                                        uint32_t *pack_index)
{
    const char *own_path;
    uint32_t first = find_first(packs, path);
    if (first < packs->file_count && strcmp(packs->files[first].file->path, path) == 0) {
        *pack_index = packs->files[first].pack_index;
        return packs->files[first].file;
    }
    int32_t index = resolve(packs, path, &own_path);
    if (index < 0)
        return NULL;
    *pack_index = (uint32_t)index;
    return eng_pack_source_find(packs->items[index].source, own_path);
}

void eng_packs_copy_label(const eng_packs *packs, const char *path, char *out, size_t out_bytes)
{
    const char *own_path;
    int32_t index = resolve(packs, path, &own_path);
    // A path that nobody provides is looked for in the game's own pack first.
    const mounted_pack *pack = &packs->items[index >= 0 ? (uint32_t)index : packs->game_index];
    snprintf(out, out_bytes, "%s/%s", pack->info.id, own_path);
}

// ---------------------------------------------------------------------------------------- listing

typedef struct listing {
    eng_file_list *list;
    uint32_t capacity;
} listing;

// Doubles come one after the other.
static void add_path(listing *to, const char *path, size_t path_bytes)
{
    eng_file_list *list = to->list;
    if (list->count > 0) {
        const char *last = list->paths[list->count - 1];
        if (strlen(last) == path_bytes && memcmp(last, path, path_bytes) == 0)
            return;
    }
    list->paths = eng_array_grow(list->paths, list->count, &to->capacity, sizeof *list->paths);
    char *copy = eng_alloc(path_bytes + 1, 1);
    memcpy(copy, path, path_bytes);
    list->paths[list->count++] = copy;
}

typedef enum list_what { LIST_FILES, LIST_FOLDERS, LIST_TREE } list_what;

static void list_entries(const eng_packs *packs, const char *folder, const char *ending,
                         list_what what, eng_file_list *list)
{
    char prefix[ENG_PACK_PATH_BYTES];
    *list = (eng_file_list){0};
    listing to = {.list = list};
    size_t ending_bytes = ending ? strlen(ending) : 0;
    snprintf(prefix, sizeof prefix, "%s%s", folder, *folder ? "/" : "");
    size_t prefix_bytes = strlen(prefix);
    for (uint32_t i = find_first(packs, prefix); i < packs->file_count; i++) {
        const char *path = packs->files[i].file->path, *name = path + prefix_bytes;
        if (strncmp(path, prefix, prefix_bytes) != 0)
            break;
        const char *slash = strchr(name, '/');
        size_t name_bytes = strlen(name);
        if (what == LIST_FOLDERS && slash)
            add_path(&to, path, (size_t)(slash - path));
        else if (what == LIST_TREE || (what == LIST_FILES && !slash && name_bytes > ending_bytes &&
                                       memcmp(name + name_bytes - ending_bytes,
                                              ending ? ending : "", ending_bytes) == 0))
            add_path(&to, path, strlen(path));
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool eng_packs_list(const eng_packs *packs, const char *folder, const char *ending,
                    eng_file_list *list, eng_error *error)
{
    (void)error;
    list_entries(packs, folder, ending, LIST_FILES, list);
    return true;
}

bool eng_packs_list_folders(const eng_packs *packs, const char *folder, eng_file_list *list,
                            eng_error *error)
{
    (void)error;
    list_entries(packs, folder, NULL, LIST_FOLDERS, list);
    // "a-b/x" comes before "a/x" in the index, but "a" before "a-b".
    if (list->count > 1)
        qsort(list->paths, list->count, sizeof *list->paths, compare_texts);
    return true;
}

bool eng_packs_list_tree(const eng_packs *packs, const char *folder, eng_file_list *list,
                         eng_error *error)
{
    (void)error;
    list_entries(packs, folder, NULL, LIST_TREE, list);
    return true;
}

void eng_file_list_fini(eng_file_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        eng_free(list->paths[i]);
    eng_free(list->paths);
    *list = (eng_file_list){0};
}

// ---------------------------------------------------------------------------------------- reading

// The open file into `bytes`; why not, as text, or null.
static const char *read_open_file(PHYSFS_File *file, const eng_pack_file *known, size_t bytes_limit,
                                  eng_bytes *bytes)
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
    // PhysicsFS does not look at a zip's checksums.
    if (known->entry && crc32(0, bytes->data, (uInt)length) != known->entry->crc)
        return "its data is damaged";
    return NULL;
}

bool eng_packs_read_from(const eng_packs *packs, uint32_t pack_index, const char *path,
                         size_t bytes_limit, eng_bytes *bytes, eng_error *error)
{
    char place[ENG_PACK_PATH_BYTES];
    const mounted_pack *pack = &packs->items[pack_index];
    const eng_pack_file *known = eng_pack_source_find(pack->source, path);
    size_t limit = bytes_limit ? bytes_limit : ENG_PACK_FILE_BYTES_LIMIT;
    *bytes = (eng_bytes){0};
    if (!known)
        return eng_error_set(error, "%s/%.700s: no such file in the packs; add it", pack->info.id,
                             path);
    if (known->laid)
        return eng_pack_source_read(pack->source, known, limit, bytes, error);
    snprintf(place, sizeof place, "%s/%s", pack->mount, path);
    PHYSFS_File *file = PHYSFS_openRead(place);
    const char *reason = file ? read_open_file(file, known, limit, bytes) : last_reason();
    if (file)
        PHYSFS_close(file);
    if (!reason)
        return true;
    eng_bytes_fini(bytes);
    if (strcmp(reason, "too large") == 0)
        return eng_error_set(error, "%s/%.700s: too large; use at most %zu bytes", pack->info.id,
                             path, limit);
    return eng_error_set(error, "%s/%.700s: cannot be read (%s); make the pack again",
                         pack->info.id, path, reason);
}

bool eng_packs_read(const eng_packs *packs, const char *path, size_t bytes_limit, eng_bytes *bytes,
                    eng_error *error)
{
    const char *own_path;
    int32_t index = resolve(packs, path, &own_path);
    if (index < 0 && own_path != path) {
        *bytes = (eng_bytes){0};
        return eng_error_set(error,
                             "%.700s: there is no pack '%.*s' among those that play; name "
                             "one of them",
                             path, (int)(own_path - path - 1), path);
    }
    return eng_packs_read_from(packs, index >= 0 ? (uint32_t)index : packs->game_index, own_path,
                               bytes_limit, bytes, error);
}

bool eng_packs_read_shared(const eng_packs *packs, const char *path, eng_bytes *bytes,
                           uint64_t *stamp, eng_error *error)
{
    uint32_t pack_index;
    eng_error why;
    *bytes = (eng_bytes){0};
    pthread_rwlock_rdlock(&shared_lock);
    const eng_pack_file *file = eng_packs_get_file(packs, path, &pack_index);
    bool is_good = file != NULL;
    if (is_good) {
        *stamp = file->stamp;
        is_good = eng_pack_source_read(packs->items[pack_index].source, file, 0, bytes, &why) ||
                  eng_error_set(error, "%.700s: cannot be read; make the pack again: %.300s", path,
                                why.text);
    } else {
        eng_error_set(error, "%.700s: no such file in the packs; add it", path);
    }
    pthread_rwlock_unlock(&shared_lock);
    return is_good;
}

void eng_bytes_fini(eng_bytes *bytes)
{
    eng_free(bytes->data);
    *bytes = (eng_bytes){0};
}

bool eng_packs_hash(const eng_packs *packs, uint64_t *hash, eng_error *error)
{
    eng_hash sum = eng_hash_begin(0);
    bool is_good = true;
    for (uint32_t i = 0; is_good && i < packs->count; i++) {
        char *list = eng_pack_source_make_list(packs->items[i].source, error);
        is_good = list != NULL;
        eng_hash_add_text(&sum, packs->items[i].info.id);
        for (char *line = list, *end; line && *line; line = end) {
            end = line + strcspn(line, "\n");
            end += *end != '\0';
            const char *path = memchr(line, ' ', (size_t)(end - line));
            if (!path || strncmp(path, "  scripts/", 10) != 0)
                eng_hash_add(&sum, line, (size_t)(end - line));
        }
        eng_free(list);
    }
    *hash = eng_hash_end(&sum);
    return is_good;
}
