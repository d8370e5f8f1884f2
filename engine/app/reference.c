// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/reference.h"

#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/pack_def.h"
#include "app/paths.h"

static void write_file(void *user, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, user);
}

static bool write_stub(void *user, const eng_packs *packs, const eng_content *content,
                       const myr_def *def, eng_error *error)
{
    (void)packs;
    (void)content;
    myr_error why = {0};
    return myr_stub(def, write_file, user, &why) || eng_error_set(error, "scripting: %s", why.text);
}

bool eng_stub_write(const char *pack_path, FILE *file, eng_error *error)
{
    return eng_pack_def_open(pack_path, write_stub, file, error);
}

bool eng_stub_print(const eng_game_def *def, eng_error *error)
{
    eng_packs *packs = eng_packs_open_stack(def->stack->paths, def->stack->order.count,
                                            def->stack->order.game_index, error);
    bool is_good = packs != NULL && eng_pack_def_make(packs, write_stub, stdout, error);
    eng_packs_close(packs);
    return is_good;
}

// ------------------------------------------------------------------------------------------ api

static bool write_reference(void *user, const eng_packs *packs, const eng_content *content,
                            const myr_def *def, eng_error *error)
{
    (void)packs;
    (void)content;
    myr_error why = {0};
    const char *name = user;
    return myr_reference(def, name, write_file, stdout, &why) ||
           eng_error_set(error, "%s", why.text);
}

static int print_reference(const char *name, const char *pack)
{
    eng_paths paths;
    eng_error error = {0};
    char path[ENG_PACK_PATH_BYTES];
    bool is_good = eng_paths_find(&paths, &error);
    if (is_good && pack != NULL) {
        is_good = eng_paths_find_pack(&paths, pack, path, &error);
    }
    is_good = is_good && eng_pack_def_open(pack != NULL ? path : paths.starter, write_reference,
                                           (void *)(uintptr_t)name, &error);
    fflush(stdout);
    myr_shutdown();
    return is_good ? EXIT_SUCCESS : eng_command_fail(&error);
}

int eng_api_command(int argc, char **argv)
{
    const char *name = NULL;
    const char *pack = NULL;
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            puts("Usage: myrmidon api [NAME] [--pack DEMO|PACK]\n\n"
                 "Prints what scripts can read, ask and do: all of it, or one name\n"
                 "(attack, Unit, View.hp). With --pack also what that pack adds.");
            return EXIT_SUCCESS;
        }
        if (strcmp(argv[i], "--pack") == 0) {
            if (++i == argc) {
                return eng_command_usage("api", "--pack needs a demo's name or a pack");
            }
            pack = argv[i];
        } else if (argv[i][0] == '-') {
            return eng_command_usage("api", "unknown option '%s'", argv[i]);
        } else if (name != NULL) {
            return eng_command_usage("api", "'%s' is one argument too many", argv[i]);
        } else {
            name = argv[i];
        }
    }
    return print_reference(name != NULL ? name : "", pack);
}
