// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/paths.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/home.h"
#include "assets/json.h"
#include "base/alloc.h"

static bool try_root(eng_paths *paths, const char *root)
{
    char probe[ENG_PACK_PATH_BYTES + 16];
    int base = snprintf(paths->base, sizeof paths->base, "%s/assets/base", root);
    int demos = snprintf(paths->demos, sizeof paths->demos, "%s/demos", root);
    int mods = snprintf(paths->mods, sizeof paths->mods, "%s/mods", root);
    int starter = snprintf(paths->starter, sizeof paths->starter, "%s/assets/starter", root);
    if (base < 0 || demos < 0 || mods < 0 || starter < 0 ||
        (size_t)starter >= sizeof paths->starter || (size_t)base >= sizeof paths->base ||
        (size_t)demos >= sizeof paths->demos) {
        return false;
    }
    snprintf(probe, sizeof probe, "%s/pack.json", paths->base);
    return access(probe, R_OK) == 0;
}

bool eng_paths_find(eng_paths *paths, eng_error *error)
{
    char program[512];
    char root[600];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = NULL;
    if (length > 0) {
        program[length] = '\0';
        slash = strrchr(program, '/');
    }
    if (slash == NULL) {
        return eng_error_set(error, "cannot tell where the program is: mount /proc");
    }
    *slash = '\0';
    snprintf(root, sizeof root, "%s/%s", program, ENG_SHARE_FROM_PROGRAM);
    if (!try_root(paths, root)) {
        return eng_error_set(error, "%s: no base pack; install the program whole", paths->base);
    }
    return true;
}

void eng_paths_add_bundled(const eng_paths *paths, eng_library *library)
{
    eng_library_add(library, paths->base, true);
    eng_library_add_folder(library, paths->demos, true);
    eng_library_add_folder(library, paths->mods, true);
}

bool eng_paths_find_pack(const eng_paths *paths, const char *name, char *out, eng_error *error)
{
    eng_home home;
    const char *dirs[] = {paths->demos, paths->mods, home.packs};
    return eng_pack_find(name, dirs, eng_home_find(&home, NULL) ? 3 : 2, out, error);
}

// The demo's description from its pack.json, read without mounting it.
static void append_demo(char **list, const char *demos, const char *name)
{
    char path[ENG_PACK_PATH_BYTES + 300];
    char text[8192];
    eng_json_node root;
    eng_error error = {0};
    snprintf(path, sizeof path, "%s/%s/pack.json", demos, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return;
    }
    size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    eng_json *json = eng_json_parse(path, text, bytes, &error);
    if (json == NULL) {
        return;
    }
    eng_json_root(json, &root);
    char *longer = NULL;
    if (asprintf(&longer, "%s  %-12s %s\n", *list, name, eng_json_text(&root, "description", "")) >=
        0) {
        free(*list);
        *list = longer;
    }
    eng_json_unload(json);
}

char *eng_paths_list_demos(const eng_paths *paths)
{
    struct dirent **entries = NULL;
    char *list = eng_copy_text("");
    int count = scandir(paths->demos, &entries, NULL, alphasort);
    for (int i = 0; i < count; ++i) {
        if (entries[i]->d_name[0] != '.') {
            append_demo(&list, paths->demos, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    return list;
}
