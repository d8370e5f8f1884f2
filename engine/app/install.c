// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/install.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/home.h"
#include "app/paths.h"
#include "assets/pack_library.h"
#include "assets/zip_write.h"
#include "base/alloc.h"
#include "base/sha256.h"

static bool add_file(eng_zip_writer *writer, const eng_pack_source *source,
                     const eng_pack_file *file, eng_error *error)
{
    eng_bytes bytes;
    if (!eng_pack_source_read(source, file, 0, &bytes, error)) {
        return false;
    }
    eng_zip_writer_add(writer, file->path, bytes.data, bytes.byte_count);
    eng_bytes_fini(&bytes);
    return true;
}

// ------------------------------------------------------------------------------ prebuilt pages

typedef struct page_file {
    char path[64];
    const eng_bytes *bytes;
} page_file;

static int compare_pages(const void *a, const void *b)
{
    return strcmp(((const page_file *)a)->path, ((const page_file *)b)->path);
}

// In the order of their paths, as a zip shows them. Null: none. Caller frees.
static page_file *list_pages(const eng_prebuilt *prebuilt, uint32_t *count)
{
    *count = prebuilt != NULL && prebuilt->sprite_count > 0 ? prebuilt->page_count + 1 : 0;
    if (*count == 0) {
        return NULL;
    }
    page_file *files = eng_alloc(*count, sizeof *files);
    for (uint32_t i = 0; i < *count; ++i) {
        bool is_index = i == prebuilt->page_count;
        eng_prebuilt_copy_path(is_index ? UINT32_MAX : i, files[i].path, sizeof files[i].path);
        files[i].bytes = is_index ? &prebuilt->index : &prebuilt->pages[i];
    }
    qsort(files, *count, sizeof *files, compare_pages);
    return files;
}

// `list` with a line more. Takes it.
static char *add_line(char *list, const char *path, const eng_bytes *bytes)
{
    char hex[ENG_SHA256_HEX_BYTES];
    size_t used = strlen(list);
    size_t more = sizeof hex + strlen(path) + 4;
    eng_sha256_bytes(bytes->data, bytes->byte_count, hex);
    list = eng_resize(list, used + more, 1);
    snprintf(list + used, more, "%s  %s\n", hex, path);
    return list;
}

static int compare_lines(const void *a, const void *b)
{
    const char *x = *(const char *const *)a;
    const char *y = *(const char *const *)b;
    return strcmp(x + ENG_SHA256_HEX_BYTES + 1, y + ENG_SHA256_HEX_BYTES + 1);
}

// In the order of paths. Takes the list.
static char *sort_lines(char *list)
{
    size_t bytes = strlen(list);
    uint32_t count = 0;
    char *sorted = eng_alloc(bytes + 1, 1);
    char **lines = eng_alloc(bytes / ENG_SHA256_HEX_BYTES + 1, sizeof *lines);
    for (char *line = strtok(list, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        lines[count++] = line;
    }
    if (count > 1) {
        qsort((void *)lines, count, sizeof *lines, compare_lines);
    }
    char *to = sorted;
    for (uint32_t i = 0; i < count; ++i) {
        to += sprintf(to, "%s\n", lines[i]);
    }
    eng_free((void *)lines);
    eng_free(list);
    return sorted;
}

// Of the content and the pages. Null with `error` filled. Caller frees.
static char *make_whole_list(const eng_pack_source *source, eng_error *error)
{
    uint32_t count = 0;
    const eng_pack_file *pages = eng_pack_source_get_pages(source, &count);
    char *list = eng_pack_source_make_list(source, error);
    for (uint32_t i = 0; list != NULL && i < count; ++i) {
        eng_bytes bytes;
        if (!eng_pack_source_read(source, &pages[i], 0, &bytes, error)) {
            eng_free(list);
            return NULL;
        }
        list = add_line(list, pages[i].path, &bytes);
        eng_bytes_fini(&bytes);
    }
    return list != NULL ? sort_lines(list) : NULL;
}

bool eng_install_pack(const eng_pack_source *source, const eng_prebuilt *prebuilt, eng_bytes *zip,
                      eng_error *error)
{
    uint32_t count = 0;
    uint32_t page_count = 0;
    const eng_pack_file *files = eng_pack_source_get_files(source, &count);
    char *list = eng_pack_source_make_list(source, error);
    if (list == NULL) {
        return false;
    }
    page_file *pages = list_pages(prebuilt, &page_count);
    for (uint32_t i = 0; i < page_count; ++i) {
        list = add_line(list, pages[i].path, pages[i].bytes);
    }
    list = sort_lines(list);
    eng_zip_writer *writer = eng_zip_writer_create();
    bool is_good = true;
    eng_zip_writer_add(writer, ENG_PACK_LIST_PATH, list, strlen(list));
    for (uint32_t i = 0; i < page_count; ++i) {
        eng_zip_writer_add(writer, pages[i].path, pages[i].bytes->data, pages[i].bytes->byte_count);
    }
    for (uint32_t i = 0; is_good && i < count; ++i) {
        is_good = strcmp(files[i].path, ENG_PACK_LIST_PATH) == 0 ||
                  add_file(writer, source, &files[i], error);
    }
    eng_zip_writer_finish(writer, zip);
    if (!is_good) {
        eng_bytes_fini(zip);
    }
    eng_free(pages);
    eng_free(list);
    return is_good;
}

// ------------------------------------------------------------------------------------- comparing

// Both lists are in the order of paths: the first line that differs names the file.
static bool compare_lists(const eng_pack_source *source, const char *said, const char *is,
                          eng_error *error)
{
    const char *pack = eng_pack_source_get_path(source);
    while (*said != '\0' || *is != '\0') {
        size_t said_bytes = strcspn(said, "\n");
        size_t is_bytes = strcspn(is, "\n");
        if (said_bytes == is_bytes && memcmp(said, is, is_bytes) == 0) {
            said += said_bytes + (said[said_bytes] != '\0');
            is += is_bytes + (is[is_bytes] != '\0');
            continue;
        }
        if (said_bytes > 0 && said_bytes <= 66) {
            return eng_error_set(error,
                                 "pack '%s': %s has a line that is no hash and path; get the pack "
                                 "again",
                                 pack, ENG_PACK_LIST_PATH);
        }
        const char *said_path = said_bytes > 66 ? said + 66 : "";
        const char *is_path = is_bytes > 66 ? is + 66 : "";
        int said_path_bytes = said_bytes > 66 ? (int)said_bytes - 66 : 0;
        int is_path_bytes = is_bytes > 66 ? (int)is_bytes - 66 : 0;
        if (said_path_bytes == is_path_bytes &&
            memcmp(said_path, is_path, (size_t)is_path_bytes) == 0) {
            return eng_error_set(error, "pack '%s': '%.*s' is not what %s says; get the pack again",
                                 pack, is_path_bytes, is_path, ENG_PACK_LIST_PATH);
        }
        bool is_extra =
            said_path_bytes == 0 ||
            (is_path_bytes > 0 && strncmp(is_path, said_path, (size_t)is_path_bytes) < 0);
        return eng_error_set(error, "pack '%s': '%.*s' is %s; get the pack again", pack,
                             is_extra ? is_path_bytes : said_path_bytes,
                             is_extra ? is_path : said_path,
                             is_extra ? "not in " ENG_PACK_LIST_PATH
                                      : "missing, and " ENG_PACK_LIST_PATH " names it");
    }
    return true;
}

static void drop_page_lines(char *list)
{
    char *to = list;
    for (char *line = list, *end; *line != '\0'; line = end) {
        end = line + strcspn(line, "\n");
        end += *end != '\0';
        const char *path = memchr(line, ' ', (size_t)(end - line));
        if (path == NULL ||
            strncmp(path, "  " ENG_PACK_PAGES_PATH "/", sizeof ENG_PACK_PAGES_PATH + 2) != 0) {
            memmove(to, line, (size_t)(end - line));
            to += end - line;
        }
    }
    *to = '\0';
}

bool eng_install_verify(const eng_pack_source *source, eng_error *error)
{
    eng_bytes said;
    const eng_pack_file *file = eng_pack_source_find(source, ENG_PACK_LIST_PATH);
    if (file == NULL) {
        return eng_error_set(error,
                             "pack '%s' has no list of hashes (%s); 'myrmidon packs build' makes "
                             "packs with one",
                             eng_pack_source_get_path(source), ENG_PACK_LIST_PATH);
    }
    if (!eng_pack_source_read(source, file, 0, &said, error)) {
        return false;
    }
    if (eng_pack_source_is_folder(source)) {
        drop_page_lines((char *)said.data); // there nobody looks at pages
    }
    char *is = make_whole_list(source, error);
    bool is_same = is != NULL && compare_lists(source, (const char *)said.data, is, error);
    eng_free(is);
    eng_bytes_fini(&said);
    if (is_same && eng_pack_source_is_altered(source)) {
        return eng_error_set(error,
                             "pack '%s': its files are as they were, but the zip around them was "
                             "changed after it was built; get the pack again",
                             eng_pack_source_get_path(source));
    }
    return is_same;
}

// Whether a pack of this id came with the program; `*is_same`: and is this one.
static bool is_bundled_id(const char *id, const eng_pack_source *source, bool *is_same)
{
    eng_paths paths;
    eng_library library = {0};
    char hex[ENG_SHA256_HEX_BYTES];
    char bundled_hex[ENG_SHA256_HEX_BYTES];
    if (!eng_paths_find(&paths, NULL)) {
        return false;
    }
    eng_paths_add_bundled(&paths, &library);
    const eng_library_pack *pack = eng_library_find(&library, id);
    eng_pack_source *bundled = pack != NULL ? eng_pack_source_open(pack->path, NULL) : NULL;
    *is_same = bundled != NULL && eng_pack_source_hash(bundled, bundled_hex, NULL) &&
               eng_pack_source_hash(source, hex, NULL) && strcmp(hex, bundled_hex) == 0;
    bool is_there = pack != NULL;
    eng_pack_source_close(bundled);
    eng_library_fini(&library);
    return is_there;
}

static bool copy(const eng_pack_source *source, const char *target, eng_error *error)
{
    eng_bytes made = {0};
    size_t byte_count = 0;
    const void *bytes = eng_pack_source_get_zip_bytes(source, &byte_count);
    if (bytes == NULL && !eng_install_pack(source, NULL, &made, error)) {
        return false;
    }
    bool is_written = bytes != NULL ? eng_home_write(target, bytes, byte_count, error)
                                    : eng_home_write(target, made.data, made.byte_count, error);
    eng_bytes_fini(&made);
    return is_written;
}

static bool install(const eng_pack_source *source, const eng_pack_info *info, eng_error *error)
{
    char target[ENG_PACK_PATH_BYTES + ENG_PACK_ID_BYTES + 8];
    eng_home home;
    bool is_same = false;
    if (is_bundled_id(info->id, source, &is_same)) {
        return is_same ||
               eng_error_set(error,
                             "pack '%s' has the id '%s' of one that came with the program; give it "
                             "another in its pack.json",
                             eng_pack_source_get_path(source), info->id);
    }
    bool has_list = eng_pack_source_find(source, ENG_PACK_LIST_PATH) != NULL;
    if (has_list && !eng_pack_source_is_folder(source) && !eng_install_verify(source, error)) {
        return false;
    }
    // Without a list the checksums of the zip are compared, by reading all of it.
    char hex[ENG_SHA256_HEX_BYTES];
    if (!has_list && !eng_pack_source_hash(source, hex, error)) {
        return false;
    }
    if (!eng_home_find(&home, error) || !eng_home_make(&home, error)) {
        return false;
    }
    snprintf(target, sizeof target, "%s/%s.zip", home.packs, info->id);
    return copy(source, target, error);
}

bool eng_install(const char *path, eng_pack_info *info, eng_error *error)
{
    eng_pack_source *source = eng_pack_source_open(path, error);
    bool is_done = source != NULL && eng_pack_source_read_info(source, info, error) &&
                   install(source, info, error);
    eng_pack_source_close(source);
    return is_done;
}
