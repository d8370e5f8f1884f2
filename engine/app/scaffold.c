// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/scaffold.h"
#include "app/scaffold_parts.h"

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

// "my-pack" is the id of "./games/my-pack/", and "My pack" its title.
static bool name_pack(eng_scaffold *s, eng_error *error)
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

FILE *eng_scaffold_open(const eng_scaffold *s, const char *name, eng_error *error)
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

bool eng_scaffold_close(const eng_scaffold *s, const char *name, FILE *file, eng_error *error)
{
    bool is_written = ferror(file) == 0;
    is_written = fclose(file) == 0 && is_written;
    return is_written || eng_error_set(error, "%s/%s: it could not be written: is the disk full?",
                                       s->folder, name);
}

bool eng_scaffold_write(const eng_scaffold *s, const char *name, const void *bytes,
                        size_t byte_count, eng_error *error)
{
    FILE *file = eng_scaffold_open(s, name, error);
    if (file == NULL) {
        return false;
    }
    fwrite(bytes, 1, byte_count, file);
    return eng_scaffold_close(s, name, file, error);
}

// pack.json with the new pack's name. Who wrote the original, and under which licence, stays in it.
static bool write_manifest(const eng_scaffold *s, const eng_bytes *bytes, eng_error *error)
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
    bool is_written = length >= 0 ? eng_scaffold_write(s, "pack.json", whole, (size_t)length, error)
                                  : eng_error_set(error, "no memory for %s/pack.json", s->folder);
    free(text);
    free(whole);
    return is_written;
}

static bool copy_file(const eng_scaffold *s, const eng_pack_source *source,
                      const eng_pack_file *file, eng_error *error)
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
                         : eng_scaffold_write(s, file->path, bytes.data, bytes.byte_count, error);
    eng_bytes_fini(&bytes);
    return is_copied;
}

static bool copy_pack(const eng_scaffold *s, const char *pack_path, eng_error *error)
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

static bool write_readme(const eng_scaffold *s, eng_error *error)
{
    FILE *file = eng_scaffold_open(s, "readme.md", error);
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
    return eng_scaffold_close(s, "readme.md", file, error);
}

static bool write_stub(const eng_scaffold *s, eng_error *error)
{
    static const char name[] = "scripts/myrmidon.pyi";
    FILE *file = eng_scaffold_open(s, name, error);
    if (file == NULL) {
        return false;
    }
    bool is_good = eng_stub_write(s->folder, file, error);
    return eng_scaffold_close(s, name, file, is_good ? error : NULL) && is_good;
}

// ----------------------------------------------------------------------------------------- all

static bool make_pack(eng_scaffold *s, eng_error *error)
{
    eng_paths paths;
    struct stat about;
    char found[ENG_PACK_PATH_BYTES];
    const char *other = s->from != NULL ? s->from : s->game;
    if (!name_pack(s, error) || !eng_paths_find(&paths, error) ||
        (other != NULL && !eng_paths_find_pack(&paths, other, found, error))) {
        return false;
    }
    if (lstat(s->folder, &about) == 0) {
        return eng_error_set(error, "%s is there already: choose another name; nothing was changed",
                             s->folder);
    }
    if (s->game != NULL) {
        return eng_scaffold_make_mod(s, found, error) && write_stub(s, error);
    }
    return copy_pack(s, s->from != NULL ? found : paths.starter, error) && write_readme(s, error) &&
           write_stub(s, error);
}

static const char *const help =
    "Usage: myrmidon new FOLDER [--from DEMO|PACK]\n"
    "       myrmidon new FOLDER --mod GAME [--kind KIND]\n\n"
    "Makes a pack of your own in a new folder, ready to play: a small one to begin with, or a copy "
    "of\nanother pack. With --mod a pack that lies over a game: the numbers, the mind and the "
    "sprites of one\nof its kinds of units, to be changed.";

// The value of an option that is no flag, or NULL and the exit code.
static bool take_value(int argc, char **argv, int *i, const char *name, const char *what,
                       const char **value, int *code)
{
    if (strcmp(argv[*i], name) != 0) {
        return false;
    }
    if (++*i == argc) {
        *code = eng_command_usage("new", "%s needs %s", name, what);
    } else {
        *value = argv[*i];
    }
    return true;
}

// 0, or the exit code of a command line that makes no sense.
static int parse(eng_scaffold *s, int argc, char **argv)
{
    int code = 0;
    for (int i = 1; i < argc && code == 0; ++i) {
        if (take_value(argc, argv, &i, "--from", "a demo's name or a pack", &s->from, &code) ||
            take_value(argc, argv, &i, "--mod", "the name of a game", &s->game, &code) ||
            take_value(argc, argv, &i, "--kind", "a kind of unit of the game", &s->kind, &code)) {
            continue;
        }
        if (argv[i][0] == '-') {
            return eng_command_usage("new", "unknown option '%s'", argv[i]);
        }
        if (s->folder != NULL) {
            return eng_command_usage("new", "'%s' is one argument too many", argv[i]);
        }
        s->folder = argv[i];
    }
    if (code != 0) {
        return code;
    }
    if (s->folder == NULL) {
        return eng_command_usage("new", "'new' needs the name of a folder");
    }
    if (s->from != NULL && s->game != NULL) {
        return eng_command_usage("new", "--from makes a copy and --mod a mod: choose one");
    }
    if (s->kind != NULL && s->game == NULL) {
        return eng_command_usage("new", "--kind goes with --mod");
    }
    return 0;
}

int eng_new_command(int argc, char **argv)
{
    eng_scaffold s = {0};
    eng_error error = {0};
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            puts(help);
            return EXIT_SUCCESS;
        }
    }
    int code = parse(&s, argc, argv);
    if (code != 0) {
        return code;
    }
    bool is_made = make_pack(&s, &error);
    myr_shutdown();
    if (!is_made) {
        return eng_command_fail(&error);
    }
    const char *here = s.folder[0] == '/' || s.folder[0] == '.' ? "" : "./";
    printf("Made the %s '%s' in %s.\n"
           "  play it     myrmidon %s%s\n"
           "  change it   %s/%s\n"
           "  check it    myrmidon check %s%s\n",
           s.game != NULL ? "mod" : "pack", s.id, s.folder, here, s.folder, s.folder,
           s.game != NULL ? "  (readme.md says which file is what)" : "scripts/", here, s.folder);
    return EXIT_SUCCESS;
}
