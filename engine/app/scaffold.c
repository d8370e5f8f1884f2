// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/scaffold.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/commands.h"
#include "app/paths.h"
#include "app/reference.h"
#include "assets/pack_source.h"
#include "base/alloc.h"

typedef struct scaffold {
    const char *folder; // to be made
    char id[64];
    char title[64];
    const char *from; // as it was typed; NULL: the starter
} scaffold;

// "my-pack" is the id of "./games/my-pack/", and "My pack" its title.
static bool name_pack(scaffold *s, eng_error *error)
{
    size_t length = strlen(s->folder);
    while (length > 1 && s->folder[length - 1] == '/') {
        --length;
    }
    size_t first = length;
    while (first > 0 && s->folder[first - 1] != '/') {
        --first;
    }
    snprintf(s->id, sizeof s->id, "%.*s", (int)(length - first), s->folder + first);
    size_t good = strspn(s->id, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    if (good == 0 || s->id[good] != '\0' || length - first >= sizeof s->id) {
        return eng_error_set(error,
                             "'%.*s' cannot be a pack's name: use lower-case letters, digits, _ "
                             "and -, as in my-pack",
                             (int)(length - first), s->folder + first);
    }
    snprintf(s->title, sizeof s->title, "%s", s->id);
    for (char *c = s->title; *c != '\0'; ++c) {
        *c = *c == '-' || *c == '_' ? ' ' : *c;
    }
    s->title[0] = (char)toupper((unsigned char)s->title[0]);
    return true;
}

// --------------------------------------------------------------------------------------- files

// Makes the folders above a file.
static bool make_parents(const char *path, eng_error *error)
{
    char folder[2 * ENG_PACK_PATH_BYTES];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            return eng_error_set(error, "%s: %s", folder, strerror(errno));
        }
        *slash = '/';
    }
    return true;
}

static FILE *open_file(const scaffold *s, const char *name, eng_error *error)
{
    char path[2 * ENG_PACK_PATH_BYTES];
    int length = snprintf(path, sizeof path, "%s/%s", s->folder, name);
    if (length < 0 || (size_t)length >= sizeof path) {
        eng_error_set(error, "%s: the path is too long", s->folder);
        return NULL;
    }
    if (!make_parents(path, error)) {
        return NULL;
    }
    FILE *file = fopen(path, "wbx");
    if (file == NULL) {
        eng_error_set(error, "%s: %s", path, strerror(errno));
    }
    return file;
}

static bool close_file(const scaffold *s, const char *name, FILE *file, eng_error *error)
{
    bool is_written = ferror(file) == 0;
    is_written = fclose(file) == 0 && is_written;
    return is_written || eng_error_set(error, "%s/%s: it could not be written: is the disk full?",
                                       s->folder, name);
}

static bool write_file(const scaffold *s, const char *name, const void *bytes, size_t byte_count,
                       eng_error *error)
{
    FILE *file = open_file(s, name, error);
    if (file == NULL) {
        return false;
    }
    fwrite(bytes, 1, byte_count, file);
    return close_file(s, name, file, error);
}

// pack.json with the new pack's name. Who wrote the original, and under which licence, stays in it.
static bool write_manifest(const scaffold *s, const eng_bytes *bytes, eng_error *error)
{
    json_error_t why;
    json_t *manifest = json_loadb((const char *)bytes->data, bytes->byte_count, 0, &why);
    if (manifest == NULL) {
        return eng_error_set(error, "%s: pack.json:%d: %s", s->from, why.line, why.text);
    }
    json_object_set_new(manifest, "id", json_string(s->id));
    json_object_set_new(manifest, "title", json_string(s->title));
    char *text = json_dumps(manifest, JSON_INDENT(2));
    json_decref(manifest);
    char *whole = NULL;
    int length = text == NULL ? -1 : asprintf(&whole, "%s\n", text);
    bool is_written = length >= 0 ? write_file(s, "pack.json", whole, (size_t)length, error)
                                  : eng_error_set(error, "no memory for %s/pack.json", s->folder);
    free(text);
    free(whole);
    return is_written;
}

static bool copy_file(const scaffold *s, const eng_pack_source *source, const eng_pack_file *file,
                      eng_error *error)
{
    eng_bytes bytes;
    bool is_ours = strcmp(file->path, "readme.md") == 0 ||
                   strcmp(file->path, "scripts/myrmidon.pyi") == 0 ||
                   strcmp(file->path, ENG_PACK_LIST_PATH) == 0;
    if (is_ours) {
        return true;
    }
    if (!eng_pack_source_read(source, file, 0, &bytes, error)) {
        return false;
    }
    bool is_copied = strcmp(file->path, "pack.json") == 0
                         ? write_manifest(s, &bytes, error)
                         : write_file(s, file->path, bytes.data, bytes.byte_count, error);
    eng_bytes_fini(&bytes);
    return is_copied;
}

static bool copy_pack(const scaffold *s, const char *pack_path, eng_error *error)
{
    uint32_t count = 0;
    eng_pack_source *source = eng_pack_source_open(pack_path, error);
    if (source == NULL) {
        return false;
    }
    const eng_pack_file *files = eng_pack_source_get_files(source, &count);
    bool is_good = true;
    for (uint32_t i = 0; i < count && is_good; ++i) {
        is_good = copy_file(s, source, &files[i], error);
    }
    eng_pack_source_close(source);
    return is_good;
}

static bool write_readme(const scaffold *s, eng_error *error)
{
    FILE *file = open_file(s, "readme.md", error);
    if (file == NULL) {
        return false;
    }
    fprintf(
        file,
        "# %s\n\n"
        "A pack for Myrmidon%s%s.\n\n"
        "| what | where |\n|---|---|\n"
        "| its name, teams, tick rate | `pack.json` |\n"
        "| the map, and who stands where | `maps/` |\n"
        "| kinds of units: numbers, sprite, which class is their mind | `units/` |\n"
        "| the minds | `scripts/` |\n"
        "| pictures: `NAME.png`, or a folder of frames | `sprites/` |\n\n"
        "`myrmidon check %s` finds mistakes, `myrmidon api` lists what a script can use, and an "
        "editor\ncompletes it from `scripts/myrmidon.pyi` (`myrmidon stub %s > "
        "%s/scripts/myrmidon.pyi` writes that\nanew when the pack has changed).\n",
        s->title, s->from != NULL ? ", begun as a copy of " : "", s->from != NULL ? s->from : "",
        s->id, s->id, s->id);
    return close_file(s, "readme.md", file, error);
}

static bool write_stub(const scaffold *s, eng_error *error)
{
    static const char name[] = "scripts/myrmidon.pyi";
    FILE *file = open_file(s, name, error);
    if (file == NULL) {
        return false;
    }
    bool is_good = eng_stub_write(s->folder, file, error);
    return close_file(s, name, file, is_good ? error : NULL) && is_good;
}

// ----------------------------------------------------------------------------------------- all

static bool make_pack(scaffold *s, eng_error *error)
{
    eng_paths paths;
    struct stat about;
    char found[ENG_PACK_PATH_BYTES];
    if (!name_pack(s, error) || !eng_paths_find(&paths, error) ||
        (s->from != NULL && !eng_paths_find_pack(&paths, s->from, found, error))) {
        return false;
    }
    if (lstat(s->folder, &about) == 0) {
        return eng_error_set(error, "%s is there already: choose another name; nothing was changed",
                             s->folder);
    }
    return copy_pack(s, s->from != NULL ? found : paths.starter, error) && write_readme(s, error) &&
           write_stub(s, error);
}

int eng_new_command(int argc, char **argv)
{
    scaffold s = {0};
    eng_error error = {0};
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            puts("Usage: myrmidon new FOLDER [--from DEMO|PACK]\n\n"
                 "Makes a pack of your own in a new folder, ready to play: a small one to begin "
                 "with,\nor a copy of another pack.");
            return EXIT_SUCCESS;
        }
        if (strcmp(argv[i], "--from") == 0) {
            if (++i == argc) {
                return eng_command_usage("new", "--from needs a demo's name or a pack");
            }
            s.from = argv[i];
        } else if (argv[i][0] == '-') {
            return eng_command_usage("new", "unknown option '%s'", argv[i]);
        } else if (s.folder != NULL) {
            return eng_command_usage("new", "'%s' is one argument too many", argv[i]);
        } else {
            s.folder = argv[i];
        }
    }
    if (s.folder == NULL) {
        return eng_command_usage("new", "'new' needs the name of a folder");
    }
    bool is_made = make_pack(&s, &error);
    myr_shutdown();
    if (!is_made) {
        return eng_command_fail(&error);
    }
    const char *here = s.folder[0] == '/' || s.folder[0] == '.' ? "" : "./";
    printf("Made the pack '%s' in %s.\n"
           "  play it     myrmidon %s%s\n"
           "  change it   %s/scripts/\n"
           "  check it    myrmidon check %s%s\n",
           s.id, s.folder, here, s.folder, s.folder, here, s.folder);
    return EXIT_SUCCESS;
}
