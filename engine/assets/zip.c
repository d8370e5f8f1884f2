// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/zip.h"
#include "assets/pack_path.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    END_BYTES = 22,
    CENTRAL_BYTES = 46,
    LOCAL_BYTES = 30,
    COMMENT_BYTES_LIMIT = 65535,
    FLAG_ENCRYPTED = 1 << 0,
    FLAG_DESCRIPTOR = 1 << 3, // sizes follow the data; the local header has zeros
    FLAG_STRONG = 1 << 6,
    FLAG_MASKED = 1 << 13,
    FLAGS_THAT_MATTER = FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_STRONG | FLAG_MASKED,
    MADE_BY_DOS = 0,
    MADE_BY_NTFS = 10,
    WINDOWS_LINK = 0x400, // a reparse point
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
};

#define UNIX_KIND 0170000u
#define UNIX_FILE 0100000u
#define UNIX_FOLDER 0040000u
#define UNIX_LINK 0120000u

struct eng_zip {
    char *name;
    const uint8_t *bytes;
    size_t byte_count;
    eng_zip_entry *entries;
    uint32_t count;
    char *paths; // of all entries, terminated
    size_t directory_offset, directory_bytes;
};

static uint32_t get_u16(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get_u32(const uint8_t *at)
{
    return get_u16(at) | get_u16(at + 2) << 16;
}

static bool is_signature(const uint8_t *at, const char *letters)
{
    return memcmp(at, letters, 4) == 0;
}

// ------------------------------------------------------------------------------ the end of it all

// The last signature of an end record, whose comment must reach to the last byte: what other
// readers would find behind or before it cannot be meant.
static const uint8_t *find_end(const eng_zip *zip)
{
    if (zip->byte_count < END_BYTES)
        return NULL;
    size_t first = zip->byte_count > END_BYTES + COMMENT_BYTES_LIMIT
                       ? zip->byte_count - END_BYTES - COMMENT_BYTES_LIMIT
                       : 0;
    for (size_t at = zip->byte_count - 4;; at--) {
        const uint8_t *end = zip->bytes + at;
        if (is_signature(end, "PK\5\6"))
            return at + END_BYTES <= zip->byte_count &&
                           at + END_BYTES + get_u16(end + 20) == zip->byte_count
                       ? end
                       : NULL;
        if (at == first)
            return NULL;
    }
}

static bool read_end(eng_zip *zip, eng_error *error)
{
    const uint8_t *end = find_end(zip);
    if (!end)
        return eng_error_set(error, "pack '%s' is no zip or a damaged one: make it again",
                             zip->name);
    size_t end_offset = (size_t)(end - zip->bytes);
    uint32_t disk = get_u16(end + 4), directory_disk = get_u16(end + 6);
    uint32_t disk_count = get_u16(end + 8), count = get_u16(end + 10);
    uint32_t directory_bytes = get_u32(end + 12), directory_offset = get_u32(end + 16);
    if ((end_offset >= 20 && is_signature(end - 20, "PK\6\7")) || count == 0xffff ||
        directory_bytes == 0xffffffff || directory_offset == 0xffffffff)
        return eng_error_set(error,
                             "pack '%s' is a zip64; make it again as a plain zip with fewer "
                             "and smaller files",
                             zip->name);
    if (disk != 0 || directory_disk != 0 || disk_count != count)
        return eng_error_set(error, "pack '%s' is one part of a split zip; make it in one file",
                             zip->name);
    if ((uint64_t)directory_offset + directory_bytes != end_offset)
        return eng_error_set(error,
                             "pack '%s' is damaged: its directory is not where it says, or there "
                             "is something before the zip; make it again",
                             zip->name);
    if (count > ENG_PACK_ENTRY_LIMIT)
        return eng_error_set(error, "pack '%s' has %u entries; use at most %d", zip->name, count,
                             ENG_PACK_ENTRY_LIMIT);
    zip->count = count;
    zip->directory_offset = directory_offset;
    zip->directory_bytes = directory_bytes;
    return true;
}

// -------------------------------------------------------------------------------- the directory

static bool fail_entry(const eng_zip *zip, const eng_zip_entry *entry, const char *flaw,
                       eng_error *error)
{
    char shown[2 * ENG_PACK_PATH_BYTES_LIMIT + 8];
    size_t used = 0;
    for (const char *c = entry->path; *c && used + 5 < sizeof shown; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            used +=
                (size_t)snprintf(shown + used, sizeof shown - used, "\\x%02x", (unsigned char)*c);
        else
            shown[used++] = *c;
    shown[used] = '\0';
    return eng_error_set(error, "pack '%.400s': '%.300s' %s", zip->name, shown, flaw);
}

static const char *get_kind_flaw(const uint8_t *header, bool is_folder)
{
    uint32_t attributes = get_u32(header + 38), kind = attributes >> 16 & UNIX_KIND;
    bool is_windows = header[5] == MADE_BY_DOS || header[5] == MADE_BY_NTFS;
    if (kind == UNIX_LINK || (is_windows && attributes & WINDOWS_LINK))
        return "is a link; put the file itself into the zip";
    if (kind != 0 && kind != UNIX_FILE && kind != UNIX_FOLDER)
        return "is neither a file nor a folder; leave it out";
    if (kind == UNIX_FOLDER && !is_folder)
        return "is a folder by its attributes and a file by its name; make the zip again";
    return NULL;
}

static const char *get_size_flaw(const eng_zip_entry *entry)
{
    if (entry->is_folder)
        return entry->byte_count ? "is a folder with contents; make the zip again" : NULL;
    if (entry->byte_count == 0xffffffff || entry->packed_bytes == 0xffffffff)
        return "is of zip64; make the zip again with smaller files";
    if (entry->byte_count > ENG_PACK_FILE_BYTES_LIMIT)
        return "is larger than 64 MiB; make it smaller";
    if (entry->method == METHOD_STORED && entry->byte_count != entry->packed_bytes)
        return "is stored with two different sizes; make the zip again";
    if (entry->byte_count > ENG_PACK_RATIO_FLOOR &&
        entry->byte_count / ENG_PACK_RATIO_LIMIT > entry->packed_bytes)
        return "unpacks to more than 250 times its size; that is a bomb, or store it unpacked";
    return NULL;
}

static const char *get_entry_flaw(const uint8_t *header, const eng_zip_entry *entry,
                                  const char *raw_path, size_t raw_bytes)
{
    if (memchr(raw_path, '\0', raw_bytes))
        return "has a NUL in its name; make the zip again";
    const char *flaw = entry->is_hidden ? eng_pack_path_get_danger(raw_path, raw_bytes)
                                        : eng_pack_path_get_flaw(raw_path, raw_bytes);
    if (flaw)
        return flaw;
    if (get_u16(header + 8) & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED))
        return "is encrypted; make the zip without a password";
    if (entry->method != METHOD_STORED && entry->method != METHOD_DEFLATED)
        return "is packed with a method other than deflate; make the zip with deflate or store";
    flaw = get_kind_flaw(header, entry->is_folder);
    return flaw ? flaw : get_size_flaw(entry);
}

// The header before the data must say what the directory says: readers differ in whom they believe.
static const char *get_local_flaw(const eng_zip *zip, eng_zip_entry *entry, const uint8_t *central,
                                  uint32_t path_bytes)
{
    static const char outside[] = "lies outside of the zip's data; make the zip again";
    static const char differs[] = "is described differently in two places; make the zip again";
    static const char is_large[] = "is written as zip64; make it as a plain zip, from files";
    if (entry->header_offset + LOCAL_BYTES > zip->directory_offset)
        return outside;
    const uint8_t *local = zip->bytes + entry->header_offset;
    if (!is_signature(local, "PK\3\4"))
        return outside;
    uint32_t extra_bytes = get_u16(local + 28);
    entry->data_offset = entry->header_offset + LOCAL_BYTES + get_u16(local + 26) + extra_bytes;
    if (entry->data_offset + entry->packed_bytes > zip->directory_offset)
        return outside;
    bool has_descriptor = get_u16(local + 6) & FLAG_DESCRIPTOR;
    if (get_u16(local + 26) != path_bytes ||
        memcmp(local + LOCAL_BYTES, central + CENTRAL_BYTES, path_bytes) != 0 ||
        ((get_u16(local + 6) ^ get_u16(central + 8)) & FLAGS_THAT_MATTER) ||
        get_u16(local + 8) != entry->method)
        return differs;
    if (get_u32(local + 18) == 0xffffffff || get_u32(local + 22) == 0xffffffff)
        return is_large;
    if (!has_descriptor &&
        (get_u32(local + 14) != entry->crc || get_u32(local + 18) != entry->packed_bytes ||
         get_u32(local + 22) != entry->byte_count))
        return differs;
    return NULL;
}

// Reads the entry at `offset` of the directory. Returns its length there, or 0 with `error` filled.
static size_t read_entry(eng_zip *zip, eng_zip_entry *entry, size_t offset, char *path,
                         eng_error *error)
{
    const uint8_t *header = zip->bytes + zip->directory_offset + offset;
    size_t left = zip->directory_bytes - offset;
    size_t path_bytes = left >= CENTRAL_BYTES ? get_u16(header + 28) : 0;
    size_t length = left >= CENTRAL_BYTES
                        ? CENTRAL_BYTES + path_bytes + get_u16(header + 30) + get_u16(header + 32)
                        : 0;
    if (length == 0 || length > left || !is_signature(header, "PK\1\2") ||
        get_u16(header + 34) != 0) {
        eng_error_set(error, "pack '%s' is damaged: its directory breaks off; make it again",
                      zip->name);
        return 0;
    }
    const char *raw_path = (const char *)header + CENTRAL_BYTES;
    memcpy(path, raw_path, path_bytes);
    bool is_folder = path_bytes > 0 && raw_path[path_bytes - 1] == '/';
    *entry = (eng_zip_entry){
        .path = path,
        .byte_count = get_u32(header + 24),
        .packed_bytes = get_u32(header + 20),
        .crc = get_u32(header + 16),
        .method = get_u16(header + 10),
        .header_offset = get_u32(header + 42),
        .is_folder = is_folder,
        .is_hidden = eng_pack_path_is_hidden(raw_path, path_bytes),
    };
    const char *flaw = get_entry_flaw(header, entry, raw_path, path_bytes);
    if (!flaw)
        flaw = get_local_flaw(zip, entry, header, (uint32_t)path_bytes);
    if (flaw) {
        fail_entry(zip, entry, flaw, error);
        return 0;
    }
    if (is_folder)
        path[path_bytes - 1] = '\0';
    return length;
}

static bool read_directory(eng_zip *zip, eng_error *error)
{
    uint64_t total_bytes = 0;
    size_t offset = 0, path_used = 0;
    zip->entries = eng_alloc(zip->count + 1, sizeof *zip->entries);
    zip->paths = eng_alloc(zip->directory_bytes + zip->count + 1, 1);
    for (uint32_t i = 0; i < zip->count; i++) {
        eng_zip_entry *entry = &zip->entries[i];
        size_t length = read_entry(zip, entry, offset, zip->paths + path_used, error);
        if (length == 0)
            return false;
        offset += length;
        path_used += strlen(entry->path) + 1;
        total_bytes += entry->byte_count;
    }
    if (offset != zip->directory_bytes)
        return eng_error_set(
            error, "pack '%s' is damaged: its directory has more than it says; make it again",
            zip->name);
    if (total_bytes > ENG_PACK_TOTAL_BYTES_LIMIT)
        return eng_error_set(error, "pack '%s' unpacks to %llu MiB; use at most %d", zip->name,
                             (unsigned long long)(total_bytes >> 20),
                             ENG_PACK_TOTAL_BYTES_LIMIT >> 20);
    return true;
}

// ---------------------------------------------------------------------- entries beside each other

static int compare_offsets(const void *a, const void *b)
{
    const eng_zip_entry *x = a, *y = b;
    return (x->header_offset > y->header_offset) - (x->header_offset < y->header_offset);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const eng_zip_entry *)a)->path, ((const eng_zip_entry *)b)->path);
}

static int compare_folded(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    int order = strcasecmp(*x, *y);
    return order ? order : strcmp(*x, *y);
}

// Bombs let many entries share one piece of data.
static bool check_overlaps(eng_zip *zip, eng_error *error)
{
    qsort(zip->entries, zip->count, sizeof *zip->entries, compare_offsets);
    if (zip->count > 0 && zip->entries[0].header_offset != 0)
        return eng_error_set(error, "pack '%s' has something before the zip; make it again",
                             zip->name);
    for (uint32_t i = 1; i < zip->count; i++) {
        const eng_zip_entry *before = &zip->entries[i - 1];
        if (before->data_offset + before->packed_bytes > zip->entries[i].header_offset)
            return fail_entry(zip, &zip->entries[i],
                              "shares its data with another file; make the zip again", error);
    }
    return true;
}

// A path that another one has as a folder.
static bool check_prefix(const eng_zip *zip, const eng_zip_entry *entry, eng_error *error)
{
    char parent[ENG_PACK_PATH_BYTES_LIMIT + 1];
    snprintf(parent, sizeof parent, "%s", entry->path);
    for (char *slash = parent; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        const eng_zip_entry key = {.path = parent};
        const eng_zip_entry *found =
            bsearch(&key, zip->entries, zip->count, sizeof key, compare_paths);
        if (found && !found->is_folder)
            return fail_entry(zip, found, "is a file and the folder of others; rename one", error);
        *slash = '/';
    }
    return true;
}

static bool check_names(eng_zip *zip, eng_error *error)
{
    bool is_good = true;
    qsort(zip->entries, zip->count, sizeof *zip->entries, compare_paths);
    const char **paths = eng_alloc(zip->count + 1, sizeof *paths);
    for (uint32_t i = 0; i < zip->count; i++)
        paths[i] = zip->entries[i].path;
    qsort((void *)paths, zip->count, sizeof *paths, compare_folded);
    for (uint32_t i = 1; is_good && i < zip->count; i++)
        if (strcasecmp(paths[i - 1], paths[i]) == 0) {
            const eng_zip_entry entry = {.path = paths[i]};
            bool is_same = strcmp(paths[i - 1], paths[i]) == 0;
            is_good = fail_entry(zip, &entry,
                                 is_same ? "is there twice; leave one out"
                                         : "differs from another path in case alone; rename one",
                                 error);
        }
    eng_free((void *)paths);
    for (uint32_t i = 0; is_good && i < zip->count; i++)
        is_good = check_prefix(zip, &zip->entries[i], error);
    return is_good;
}

// ------------------------------------------------------------------------------------- life of it

eng_zip *eng_zip_open(const char *name, const void *bytes, size_t byte_count, eng_error *error)
{
    eng_zip *zip = eng_alloc(1, sizeof *zip);
    zip->name = eng_copy_text(name);
    zip->bytes = bytes;
    zip->byte_count = byte_count;
    if (read_end(zip, error) && read_directory(zip, error) && check_overlaps(zip, error) &&
        check_names(zip, error))
        return zip;
    eng_zip_close(zip);
    return NULL;
}

void eng_zip_close(eng_zip *zip)
{
    if (!zip)
        return;
    eng_free(zip->entries);
    eng_free(zip->paths);
    eng_free(zip->name);
    eng_free(zip);
}

const eng_zip_entry *eng_zip_get_entries(const eng_zip *zip, uint32_t *count)
{
    *count = zip->count;
    return zip->entries;
}

const eng_zip_entry *eng_zip_find(const eng_zip *zip, const char *path)
{
    const eng_zip_entry key = {.path = path};
    const eng_zip_entry *entry = bsearch(&key, zip->entries, zip->count, sizeof key, compare_paths);
    return entry && !entry->is_folder && !entry->is_hidden ? entry : NULL;
}

// ---------------------------------------------------------------------------------------- reading

static bool inflate_whole(const uint8_t *packed, uint32_t packed_bytes, uint8_t *out,
                          uint32_t byte_count)
{
    z_stream stream = {0};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    stream.next_in = (Bytef *)packed;
    stream.avail_in = packed_bytes;
    stream.next_out = out;
    stream.avail_out = byte_count;
    int result = inflate(&stream, Z_FINISH);
    bool is_whole = result == Z_STREAM_END && stream.total_out == byte_count;
    inflateEnd(&stream);
    return is_whole;
}

bool eng_zip_read(const eng_zip *zip, const eng_zip_entry *entry, eng_bytes *bytes,
                  eng_error *error)
{
    const uint8_t *packed = zip->bytes + entry->data_offset;
    bytes->data = eng_alloc((size_t)entry->byte_count + 1, 1);
    bytes->byte_count = entry->byte_count;
    bool is_whole = true;
    if (entry->method == METHOD_STORED)
        memcpy(bytes->data, packed, entry->byte_count);
    else
        is_whole = inflate_whole(packed, entry->packed_bytes, bytes->data, entry->byte_count);
    is_whole = is_whole && crc32(0, bytes->data, entry->byte_count) == entry->crc;
    if (!is_whole) {
        eng_bytes_fini(bytes);
        fail_entry(zip, entry, "cannot be read (its data is damaged); make the zip again", error);
    }
    return is_whole;
}

// ---------------------------------------------------------------------------------- as it was
// built

// Whether both headers of an entry have what zip_write.c writes in all that no reader asks for.
static bool is_as_built(const eng_zip *zip, const uint8_t *central)
{
    static const uint8_t versions[] = {0x1e, 3, 20, 0, 0, 0}, time[] = {0, 0, 0x21, 0};
    static const uint8_t rest[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81}; // 0100644
    const uint8_t *local = zip->bytes + get_u32(central + 42);
    return memcmp(central + 4, versions, sizeof versions) == 0 &&
           memcmp(central + 12, time, sizeof time) == 0 &&
           memcmp(central + 30, rest, sizeof rest) == 0 &&
           memcmp(local + 4, versions + 2, 4) == 0 && memcmp(local + 10, time, sizeof time) == 0 &&
           get_u16(local + 28) == 0;
}

bool eng_zip_is_altered(const eng_zip *zip)
{
    const uint8_t *central = zip->bytes + zip->directory_offset;
    uint32_t built_count = 0;
    for (uint32_t i = 0; i < zip->count; i++) {
        built_count += is_as_built(zip, central);
        central +=
            CENTRAL_BYTES + get_u16(central + 28) + get_u16(central + 30) + get_u16(central + 32);
    }
    return built_count > 0 && built_count < zip->count;
}
