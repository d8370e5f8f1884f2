// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspect.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/commands.h"
#include "app/inspect_data.h"
#include "app/inspect_image.h"
#include "app/inspect_map.h"
#include "app/inspect_pack.h"
#include "app/inspect_sheet.h"
#include "base/alloc.h"
#include "base/sha256.h"

#define FILE_BYTES_LIMIT ((size_t)512 << 20)

static const eng_inspect_kind kinds[] = {
    {"pack", eng_inspect_is_pack, eng_inspect_pack},
    {"image", eng_inspect_is_image, eng_inspect_image},
    {"map", eng_inspect_is_map, eng_inspect_map},
    {"tileset", eng_inspect_is_tileset, eng_inspect_tileset},
    {"animation", eng_inspect_is_aseprite, eng_inspect_aseprite},
    {"pack", eng_inspect_is_manifest, eng_inspect_manifest},
    {"atlas", eng_inspect_is_sheet, eng_inspect_sheet},
    {"map", eng_inspect_is_own_map, eng_inspect_own_map},
    {"data", eng_inspect_is_data, eng_inspect_data},
};

bool eng_inspect_begins(const eng_inspect_file *file, const void *bytes, size_t byte_count)
{
    return file->bytes.byte_count >= byte_count && memcmp(file->bytes.data, bytes, byte_count) == 0;
}

void eng_inspect_put_sha256(json_t *object, const char *key, const void *bytes, size_t byte_count)
{
    char text[ENG_SHA256_HEX_BYTES];
    eng_sha256_bytes(bytes, byte_count, text);
    json_object_set_new(object, key, json_string(text));
}

static bool read_stream(FILE *stream, const char *path, eng_bytes *bytes, eng_error *error)
{
    struct stat about;
    if (fstat(fileno(stream), &about) != 0 || !S_ISREG(about.st_mode)) {
        return eng_error_set(error, "%s: not a file; name a file or a pack's folder", path);
    }
    if ((uint64_t)about.st_size > FILE_BYTES_LIMIT) {
        return eng_error_set(error, "%s: larger than %zu MiB; nothing of a pack is", path,
                             FILE_BYTES_LIMIT >> 20);
    }
    bytes->data = eng_alloc((size_t)about.st_size + 1, 1);
    bytes->byte_count = fread(bytes->data, 1, (size_t)about.st_size, stream);
    return bytes->byte_count == (size_t)about.st_size ||
           eng_error_set(error, "%s: cannot be read to its end; try again", path);
}

static bool read_file(const char *path, eng_bytes *bytes, eng_error *error)
{
    *bytes = (eng_bytes){0};
    // A pipe would be waited for.
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    FILE *stream = fd >= 0 ? fdopen(fd, "rb") : NULL;
    if (stream == NULL) {
        return eng_error_set(error, "%s: %s; check its name, and whether you may read it", path,
                             strerror(errno));
    }
    bool is_read = read_stream(stream, path, bytes, error);
    fclose(stream);
    if (!is_read) {
        eng_bytes_fini(bytes);
    }
    return is_read;
}

bool eng_inspect_read_beside(const eng_inspect_file *file, const char *name, eng_bytes *bytes,
                             eng_error *error)
{
    char path[2 * ENG_PACK_PATH_BYTES];
    const char *slash = strrchr(file->path, '/');
    int folder_bytes = slash != NULL && name[0] != '/' ? (int)(slash + 1 - file->path) : 0;
    int length = snprintf(path, sizeof path, "%.*s%s", folder_bytes, file->path, name);
    *bytes = (eng_bytes){0};
    if (length < 0 || (size_t)length >= sizeof path) {
        return eng_error_set(error, "%s: the name of a file it needs is too long", file->path);
    }
    eng_error why = {0};
    return read_file(path, bytes, &why) ||
           eng_error_set(error, "%.400s: it needs %.500s", file->path, why.text);
}

static void read_ending(const char *path, char *ending, size_t ending_bytes)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash + 1 : path, '.');
    size_t length = dot != NULL ? strlen(dot) : 0;
    ending[0] = '\0';
    if (length < ending_bytes) {
        for (size_t i = 0; i < length; ++i) {
            ending[i] = (char)tolower((unsigned char)dot[i]);
        }
        ending[length] = '\0';
    }
}

static json_t *inspect(const eng_inspect_file *file, eng_error *error)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; ++i) {
        if (!kinds[i].matches(file)) {
            continue;
        }
        json_t *found = kinds[i].inspect(file, error);
        if (found == NULL) {
            return NULL;
        }
        json_t *object = json_object();
        json_object_set_new(object, "kind", json_string(kinds[i].name));
        json_object_set_new(object, "file", json_string(file->path));
        if (!file->is_folder) {
            json_object_set_new(object, "bytes", json_integer((json_int_t)file->bytes.byte_count));
            eng_inspect_put_sha256(object, "sha256", file->bytes.data, file->bytes.byte_count);
        }
        json_object_update(object, found);
        json_decref(found);
        return object;
    }
    eng_error_set(error, "%s: nothing that belongs into a pack; see docs/packs.md for what does",
                  file->path);
    return NULL;
}

static bool print_inspected(const char *path, bool is_compact, eng_error *error)
{
    char ending[16];
    struct stat about;
    eng_inspect_file file = {.path = path, .ending = ending};
    read_ending(path, ending, sizeof ending);
    file.is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    if (!file.is_folder && !read_file(path, &file.bytes, error)) {
        return false;
    }
    json_t *object = inspect(&file, error);
    if (object != NULL) {
        size_t shape = is_compact ? JSON_COMPACT : JSON_INDENT(2);
        char *text = json_dumps(object, shape | JSON_REAL_PRECISION(15));
        puts(text);
        free(text);
        json_decref(object);
    }
    eng_bytes_fini(&file.bytes);
    return object != NULL;
}

int eng_inspect_command(int argc, char **argv)
{
    bool is_compact = false;
    const char *path = NULL;
    eng_error error = {0};
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--json") == 0) {
            is_compact = true;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            puts("Usage: myrmidon inspect FILE|FOLDER [--json]\n\n"
                 "Prints what the file was understood to be, as JSON; with --json on one line.");
            return EXIT_SUCCESS;
        } else if (argv[i][0] == '-' && argv[i][1] != '\0') {
            return eng_command_usage("inspect", "unknown option '%s'", argv[i]);
        } else if (path != NULL) {
            return eng_command_usage("inspect", "'%s' is one argument too many", argv[i]);
        } else {
            path = argv[i];
        }
    }
    if (path == NULL) {
        return eng_command_usage("inspect", "'inspect' needs a file or a folder");
    }
    return print_inspected(path, is_compact, &error) ? EXIT_SUCCESS : eng_command_fail(&error);
}
