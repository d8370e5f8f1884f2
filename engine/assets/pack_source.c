// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#define _GNU_SOURCE // F_DUPFD_CLOEXEC, syscall

#include "assets/pack_source.h"
#include "assets/pack_info.h"
#include "assets/pack_path.h"
#include "assets/pack_stamp.h"
#include "assets/zip.h"

#include "base/alloc.h"
#include "base/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARCHIVE_BYTES_LIMIT ((off_t)512 << 20)

// A file that is not as it is on disk.
typedef struct laid_file {
    char *path;
    eng_bytes bytes; // null data: it is not there
} laid_file;

struct eng_pack_source {
    char *path;
    bool is_folder;
    int folder;                // a descriptor of it; -1: none
    eng_pack_stamper *stamper; // while it is read
    eng_bytes archive;         // of a zip
    eng_zip *zip;
    eng_pack_file *files;
    uint32_t count, capacity;
    ENG_ARRAY(eng_pack_file) pages; // of a zip
    uint32_t entry_count;           // of a folder: folders too
    uint64_t total_bytes;
    ENG_ARRAY(laid_file *) laid;
};

static eng_pack_file *push_file(eng_pack_source *source)
{
    source->files =
        eng_array_grow(source->files, source->count, &source->capacity, sizeof *source->files);
    return &source->files[source->count++];
}

// ---------------------------------------------------------------------------------------- folders

static bool fail_file(const eng_pack_source *source, const char *path, const char *flaw,
                      eng_error *error)
{
    return eng_error_set(error, "pack '%.400s': '%.300s' %s", source->path, path, flaw);
}

static const char no_file[] = "is neither a file nor a folder; take it out";

static bool walk(eng_pack_source *source, int folder, const char *path, eng_error *error);

// What the folder says of the entry, or the file system where that does not know.
static unsigned char get_type(int parent, const struct dirent *entry)
{
    struct stat about;
    if (entry->d_type != DT_UNKNOWN ||
        fstatat(parent, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return entry->d_type;
    return (unsigned char)IFTODT(about.st_mode);
}

// Sizes and stamps come later, all at once.
static bool walk_entry(eng_pack_source *source, int parent, const char *folder,
                       const struct dirent *entry, eng_error *error)
{
    char path[ENG_PACK_PATH_BYTES];
    const char *name = entry->d_name;
    unsigned char type = get_type(parent, entry);
    snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", name);
    const char *flaw = eng_pack_path_get_flaw(path, strlen(path));
    if (flaw)
        return fail_file(source, path, flaw, error);
    if (++source->entry_count > ENG_PACK_ENTRY_LIMIT)
        return eng_error_set(error, "pack '%s' has more than %d files and folders", source->path,
                             ENG_PACK_ENTRY_LIMIT);
    if (type == DT_LNK)
        return fail_file(source, path, "is a link; put the file itself there", error);
    if (type == DT_DIR) {
        int inner = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return inner >= 0 ? walk(source, inner, path, error)
                          : fail_file(source, path, strerror(errno), error);
    }
    if (type != DT_REG)
        return fail_file(source, path, no_file, error);
    eng_pack_stamper_add(source->stamper, eng_copy_text(path));
    return true;
}

// Takes the descriptor.
static bool walk(eng_pack_source *source, int folder, const char *path, eng_error *error)
{
    DIR *handle = fdopendir(folder);
    if (!handle) {
        close(folder);
        return fail_file(source, path, strerror(errno), error);
    }
    bool is_good = true;
    for (struct dirent *entry; is_good && (entry = readdir(handle));)
        if (!eng_pack_path_is_hidden(entry->d_name, strlen(entry->d_name)) &&
            strcmp(entry->d_name, "..") != 0 &&
            (*path || strcmp(entry->d_name, ENG_PACK_PAGES_PATH) != 0))
            is_good = walk_entry(source, dirfd(handle), path, entry, error);
    closedir(handle);
    return is_good;
}

// What is in the folder, in order, each file with its stamp. Takes the descriptor.
static bool read_folder(eng_pack_source *source, int file, eng_error *error)
{
    uint32_t bad = 0;
    int reason = 0;
    source->folder = fcntl(file, F_DUPFD_CLOEXEC, 0);
    source->stamper = eng_pack_stamper_create(source->folder);
    bool is_good = walk(source, file, "", error);
    source->files = eng_pack_stamper_finish(source->stamper, &source->count, &bad, &reason);
    if (!is_good)
        return false;
    if (bad < source->count)
        return fail_file(source, source->files[bad].path, reason ? strerror(reason) : no_file,
                         error);
    for (uint32_t i = 0; i < source->count; i++)
        source->total_bytes += source->files[i].byte_count;
    return source->total_bytes <= ENG_PACK_TOTAL_BYTES_LIMIT ||
           eng_error_set(error, "pack '%s' is larger than %d MiB; use less", source->path,
                         ENG_PACK_TOTAL_BYTES_LIMIT >> 20);
}

// ------------------------------------------------------------------------------------------- zips

static bool read_archive(eng_pack_source *source, int file, off_t length, eng_error *error)
{
    if (length > ARCHIVE_BYTES_LIMIT)
        return eng_error_set(error, "pack '%s' is larger than %lld MiB; use less", source->path,
                             (long long)(ARCHIVE_BYTES_LIMIT >> 20));
    source->archive.data = eng_alloc((size_t)length + 1, 1);
    while (source->archive.byte_count < (size_t)length) {
        ssize_t got = read(file, source->archive.data + source->archive.byte_count,
                           (size_t)length - source->archive.byte_count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return eng_error_set(error, "pack '%s' cannot be read (%s)", source->path,
                                 got < 0 ? strerror(errno) : "it became shorter meanwhile");
        source->archive.byte_count += (size_t)got;
    }
    return true;
}

static bool read_zip(eng_pack_source *source, int file, off_t length, eng_error *error)
{
    if (!read_archive(source, file, length, error))
        return false;
    source->zip =
        eng_zip_open(source->path, source->archive.data, source->archive.byte_count, error);
    if (!source->zip)
        return false;
    uint32_t count;
    const eng_zip_entry *entries = eng_zip_get_entries(source->zip, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i].is_folder || entries[i].is_hidden)
            continue;
        static const char pages[] = ENG_PACK_PAGES_PATH "/";
        bool is_page = strncmp(entries[i].path, pages, sizeof pages - 1) == 0;
        eng_pack_file *added = is_page ? ENG_ARRAY_PUSH(&source->pages) : push_file(source);
        *added = (eng_pack_file){
            .path = eng_copy_text(entries[i].path),
            .byte_count = entries[i].byte_count,
            .stamp = eng_pack_source_make_stamp(entries[i].crc, entries[i].byte_count),
            .entry = &entries[i],
        };
    }
    return true;
}

// ------------------------------------------------------------------------------------- life of it

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const eng_pack_file *)a)->path, ((const eng_pack_file *)b)->path);
}

static bool read_source(eng_pack_source *source, eng_error *error)
{
    struct stat about;
    int file = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 || fstat(file, &about) != 0) {
        int reason = errno;
        if (file >= 0)
            close(file);
        return reason == ENOENT || reason == ENOTDIR
                   ? eng_error_set(error,
                                   "pack '%s' does not exist; give the path of a folder or a zip",
                                   source->path)
                   : eng_error_set(error,
                                   "pack '%s' cannot be opened (%s); check that you may "
                                   "read it",
                                   source->path, strerror(reason));
    }
    source->is_folder = S_ISDIR(about.st_mode);
    if (source->is_folder)
        return read_folder(source, file, error);
    bool is_good =
        S_ISREG(about.st_mode)
            ? read_zip(source, file, about.st_size, error)
            : eng_error_set(error, "pack '%s' is neither a folder nor a zip", source->path);
    close(file);
    return is_good;
}

eng_pack_source *eng_pack_source_open(const char *path, eng_error *error)
{
    eng_pack_source *source = eng_alloc(1, sizeof *source);
    source->path = eng_copy_text(path);
    source->folder = -1;
    if (!read_source(source, error)) {
        eng_pack_source_close(source);
        return NULL;
    }
    if (!source->is_folder && source->count > 1)
        qsort(source->files, source->count, sizeof *source->files, compare_files);
    return source;
}

void eng_pack_source_close(eng_pack_source *source)
{
    if (!source)
        return;
    for (uint32_t i = 0; i < source->count; i++)
        eng_free(source->files[i].path);
    for (uint32_t i = 0; i < source->pages.count; i++)
        eng_free(source->pages.items[i].path);
    eng_free(source->pages.items);
    eng_free(source->files);
    for (uint32_t i = 0; i < source->laid.count; i++) {
        eng_bytes_fini(&source->laid.items[i]->bytes);
        eng_free(source->laid.items[i]->path);
        eng_free(source->laid.items[i]);
    }
    eng_free(source->laid.items);
    if (source->folder >= 0)
        close(source->folder);
    eng_zip_close(source->zip);
    eng_bytes_fini(&source->archive);
    eng_free(source->path);
    eng_free(source);
}

const char *eng_pack_source_get_path(const eng_pack_source *source)
{
    return source->path;
}

bool eng_pack_source_is_folder(const eng_pack_source *source)
{
    return source->is_folder;
}

const void *eng_pack_source_get_zip_bytes(const eng_pack_source *source, size_t *byte_count)
{
    *byte_count = source->archive.byte_count;
    return source->archive.data;
}

bool eng_pack_source_is_altered(const eng_pack_source *source)
{
    return source->zip && eng_zip_is_altered(source->zip);
}

const eng_pack_file *eng_pack_source_get_files(const eng_pack_source *source, uint32_t *count)
{
    *count = source->count;
    return source->files;
}

const eng_pack_file *eng_pack_source_find(const eng_pack_source *source, const char *path)
{
    eng_pack_file key = {.path = (char *)path};
    return source->count ? bsearch(&key, source->files, source->count, sizeof key, compare_files)
                         : NULL;
}

uint64_t eng_pack_source_make_stamp(uint32_t crc, uint64_t byte_count)
{
    return (uint64_t)crc << 32 | (uint32_t)byte_count;
}

const eng_pack_file *eng_pack_source_get_pages(const eng_pack_source *source, uint32_t *count)
{
    *count = source->pages.count;
    return source->pages.items;
}

// ---------------------------------------------------------------------------------------- edits

static void show_laid(eng_pack_source *source, const laid_file *laid)
{
    uint32_t i = 0;
    while (i < source->count && strcmp(source->files[i].path, laid->path) < 0)
        i++;
    bool is_there = i < source->count && strcmp(source->files[i].path, laid->path) == 0;
    if (!laid->bytes.data) {
        if (is_there) {
            eng_free(source->files[i].path);
            memmove(&source->files[i], &source->files[i + 1],
                    (--source->count - i) * sizeof *source->files);
        }
        return;
    }
    if (!is_there) {
        *push_file(source) = (eng_pack_file){.path = eng_copy_text(laid->path)};
        eng_pack_file added = source->files[source->count - 1];
        memmove(&source->files[i + 1], &source->files[i],
                (source->count - 1 - i) * sizeof *source->files);
        source->files[i] = added;
    }
    source->files[i].byte_count = laid->bytes.byte_count;
    source->files[i].stamp = 0;
    source->files[i].laid = &laid->bytes;
}

void eng_pack_source_lay(eng_pack_source *source, const char *path, eng_bytes bytes)
{
    laid_file *laid = NULL;
    for (uint32_t i = 0; i < source->laid.count; i++)
        if (strcmp(source->laid.items[i]->path, path) == 0)
            laid = source->laid.items[i];
    if (!laid) {
        laid = eng_alloc(1, sizeof *laid);
        laid->path = eng_copy_text(path);
        *ENG_ARRAY_PUSH(&source->laid) = laid;
    }
    eng_bytes_fini(&laid->bytes);
    laid->bytes = bytes;
    show_laid(source, laid);
}

void eng_pack_source_move_laid(eng_pack_source *source, eng_pack_source *from)
{
    for (uint32_t i = 0; i < from->laid.count; i++) {
        *ENG_ARRAY_PUSH(&source->laid) = from->laid.items[i];
        show_laid(source, from->laid.items[i]);
    }
    from->laid.count = 0;
}

bool eng_pack_source_has_code(const eng_pack_source *source)
{
    for (uint32_t i = 0; i < source->count; i++) {
        const char *path = source->files[i].path;
        size_t bytes = strlen(path);
        if (strncmp(path, "scripts/", 8) == 0 && bytes > 3 && strcmp(path + bytes - 3, ".py") == 0)
            return true;
    }
    return false;
}

// ---------------------------------------------------------------------------------------- reading

// Links were refused when the folder was looked at; one that came since is not followed either.
static int open_in_folder(const eng_pack_source *source, const char *path)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    struct open_how how = {.flags = (uint64_t)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    long file = syscall(SYS_openat2, source->folder, path, &how, sizeof how);
    if (file < 0 && (errno == ENOSYS || errno == EPERM)) // an old kernel, or a container's filter
        return openat(source->folder, path, flags | O_NOFOLLOW);
    return (int)file;
}

// Why not, or null.
static const char *read_open_file(int file, size_t bytes_limit, eng_bytes *bytes)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return strerror(errno);
    if (!S_ISREG(about.st_mode))
        return "is neither a file nor a folder; take it out";
    if ((uint64_t)about.st_size > bytes_limit)
        return "is too large; use less";
    size_t length = (size_t)about.st_size;
    bytes->data = eng_resize(NULL, length + 1, 1);
    while (bytes->byte_count < length) {
        ssize_t got = read(file, bytes->data + bytes->byte_count, length - bytes->byte_count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return strerror(errno);
        if (got == 0)
            break; // it became shorter meanwhile
        bytes->byte_count += (size_t)got;
    }
    bytes->data[bytes->byte_count] = 0;
    return NULL;
}

static bool read_from_folder(const eng_pack_source *source, const eng_pack_file *file,
                             size_t bytes_limit, eng_bytes *bytes, eng_error *error)
{
    int opened = open_in_folder(source, file->path);
    const char *flaw = opened < 0 ? strerror(errno) : read_open_file(opened, bytes_limit, bytes);
    if (opened >= 0)
        close(opened);
    if (!flaw)
        return true;
    eng_bytes_fini(bytes);
    return fail_file(source, file->path, flaw, error);
}

bool eng_pack_source_read(const eng_pack_source *source, const eng_pack_file *file,
                          size_t bytes_limit, eng_bytes *bytes, eng_error *error)
{
    size_t limit = bytes_limit ? bytes_limit : ENG_PACK_FILE_BYTES_LIMIT;
    *bytes = (eng_bytes){0};
    if (file->laid) {
        bytes->data = eng_alloc(file->laid->byte_count + 1, 1);
        bytes->byte_count = file->laid->byte_count;
        memcpy(bytes->data, file->laid->data, bytes->byte_count);
        return true;
    }
    if (!file->entry)
        return read_from_folder(source, file, limit, bytes, error);
    if (file->byte_count > limit)
        return eng_error_set(error, "pack '%.400s': '%.300s' is too large; use at most %zu bytes",
                             source->path, file->path, limit);
    return eng_zip_read(source->zip, file->entry, bytes, error);
}

bool eng_pack_source_read_stored(const eng_pack_source *source, const eng_pack_file *file,
                                 eng_bytes *bytes)
{
    *bytes = (eng_bytes){0};
    if (file->laid || !file->entry || file->entry->method != 0)
        return false;
    bytes->byte_count = file->entry->byte_count;
    bytes->data = eng_resize(NULL, bytes->byte_count + 1, 1);
    memcpy(bytes->data, source->archive.data + file->entry->data_offset, bytes->byte_count);
    bytes->data[bytes->byte_count] = 0;
    return true;
}

// The last part of the path without ".zip": what messages say before pack.json is read.
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
    snprintf(out, out_bytes, "%.*s/pack.json", (int)(end - start), path + start);
}

// Packs are often zipped, or offered for download, with a folder around them.
static bool fail_manifest(const eng_pack_source *source, eng_error *error)
{
    for (uint32_t i = 0; i < source->count; i++) {
        const char *path = source->files[i].path, *slash = strchr(path, '/');
        if (slash && strcmp(slash, "/pack.json") == 0)
            return eng_error_set(
                error,
                "pack '%.400s' has its pack.json in the folder '%.*s', not at its top level: %s",
                source->path, (int)(slash - path), path,
                source->zip ? "unpack it and use that folder, or make the zip from "
                              "what is in it"
                            : "name that folder");
    }
    return eng_error_set(error,
                         "pack '%s' has no pack.json at its top level; write one "
                         "(docs/packs.md), or name the folder that holds it",
                         source->path);
}

bool eng_pack_source_read_info(const eng_pack_source *source, eng_pack_info *info, eng_error *error)
{
    char label[ENG_PACK_PATH_BYTES];
    const eng_pack_file *file = eng_pack_source_find(source, "pack.json");
    eng_bytes bytes;
    if (!file)
        return fail_manifest(source, error);
    if (!eng_pack_source_read(source, file, 1 << 20, &bytes, error))
        return false;
    copy_stem(source->path, label, sizeof label);
    bool is_good = eng_pack_info_parse(label, &bytes, info, error);
    eng_bytes_fini(&bytes);
    return is_good;
}

// ---------------------------------------------------------------------------------------- hashing

char *eng_pack_source_make_list(const eng_pack_source *source, eng_error *error)
{
    char *list = NULL;
    size_t list_bytes = 0;
    FILE *stream = open_memstream(&list, &list_bytes);
    bool is_good = stream != NULL || eng_error_set(error, "out of memory");
    for (uint32_t i = 0; is_good && i < source->count; i++) {
        char hex[ENG_SHA256_HEX_BYTES];
        eng_bytes bytes;
        if (strcmp(source->files[i].path, ENG_PACK_LIST_PATH) == 0)
            continue;
        is_good = eng_pack_source_read(source, &source->files[i], 0, &bytes, error);
        if (is_good) {
            eng_sha256_bytes(bytes.data, bytes.byte_count, hex);
            fprintf(stream, "%s  %s\n", hex, source->files[i].path);
            eng_bytes_fini(&bytes);
        }
    }
    if (stream)
        fclose(stream);
    char *copy = is_good ? eng_copy_text(list) : NULL;
    free(list);
    return copy;
}

bool eng_pack_source_hash(const eng_pack_source *source, char *hex, eng_error *error)
{
    char *list = eng_pack_source_make_list(source, error);
    if (!list)
        return false;
    eng_sha256_bytes(list, strlen(list), hex);
    eng_free(list);
    return true;
}
