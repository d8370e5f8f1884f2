// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/packs_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/alloc.h"
#include "myrmidon.h"

typedef struct packs_row {
    const char *name, *arguments, *help;
    uint32_t least, most; // words behind the name
    bool (*run)(eng_packs_call *call, eng_error *error);
    bool has_json; // it takes --json
} packs_row;

static const packs_row rows[] = {
    {"list", "[--json]", "the packs that are there, and whom you trust", 0, 0, eng_packs_list_all,
     true},
    {"show", "PACK [--json]", "what a pack is and what it asks for", 1, 1, eng_packs_show, true},
    {"install", "PACK", "check a zip or folder and copy it to your packs", 1, 1, eng_packs_install,
     false},
    {"remove", "ID", "take an installed pack away again", 1, 1, eng_packs_remove, false},
    {"enable", "ID [--yes]", "play with an installed pack, in every game that it is for", 1, 1,
     eng_packs_enable, false},
    {"disable", "ID", "take that back", 1, 1, eng_packs_disable, false},
    {"order", "GAME [--with PACK]", "which packs play a game, the lowest first, and why", 0, 60,
     eng_packs_order, true},
    {"explain", "PATH[#/POINTER]", "which pack a file or value comes from, and why", 1, 1,
     eng_packs_explain, true},
    {"check", "PACK", "read all of a pack, as a game would", 1, 1, eng_packs_check, true},
    {"build", "PACK [OUT.zip]", "a zip, the same for the same files, with a list of hashes", 1, 2,
     eng_packs_build, true},
    {"verify", "PACK", "compare the files with that list", 1, 1, eng_packs_verify, true},
    {"trust", "PACK", "let its scripts run in threads, as long as it does not change", 1, 1,
     eng_packs_trust, false},
    {"untrust", "PACK", "take that back", 1, 1, eng_packs_untrust, false},
};

static void print_help(void)
{
    eng_home home;
    puts("Usage: myrmidon packs COMMAND\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        char usage[64];
        snprintf(usage, sizeof usage, "%s %s", rows[i].name, rows[i].arguments);
        printf("  %-34s %s\n", usage, rows[i].help);
    }
    puts(
        "\nPACK is the id of a pack, or the path of a folder or zip. PATH is that of a file in "
        "the\n"
        "packs, or ID:PATH for one game or mod. 'order' with several ids says how they should lie\n"
        "where nothing else decides, --clear forgets it. 'list', 'show', 'order', 'explain', "
        "'check',\n"
        "'build' and 'verify' take --json; 'order', 'explain', 'check' and 'build' take --with "
        "PACK.");
    if (eng_home_find(&home, NULL)) {
        printf("Your packs lie in %s\n", home.packs);
    }
}

static const packs_row *find_row(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

const eng_library_pack *eng_packs_call_find(eng_packs_call *call, const char *word,
                                            eng_error *error)
{
    const eng_library_pack *found = eng_library_find(&call->library, word);
    char path[ENG_PACK_PATH_BYTES];
    const char *dirs[] = {call->paths.demos, call->paths.mods, call->home.packs};
    if (found != NULL) {
        return found;
    }
    if (!eng_pack_find(word, dirs, call->has_home ? 3 : 2, path, error)) {
        return NULL;
    }
    eng_library_add(&call->library, path, false);
    found = eng_library_find_path(&call->library, path);
    if (found->flaw != NULL) {
        eng_error_set(error, "%s", found->flaw);
        return NULL;
    }
    return found;
}

static bool prepare(eng_packs_call *call, eng_error *error)
{
    if (!eng_paths_find(&call->paths, error)) {
        return false;
    }
    eng_paths_add_bundled(&call->paths, &call->library);
    call->has_home = eng_home_find(&call->home, NULL);
    if (call->has_home) {
        eng_library_add_folder(&call->library, call->home.packs, false);
    }
    for (uint32_t i = 0; i < call->with_count; ++i) {
        if (access(call->with[i], F_OK) == 0) {
            eng_library_add(&call->library, call->with[i], false);
        }
    }
    return true;
}

static int run(const packs_row *row, eng_packs_call *call)
{
    eng_error error = {0};
    bool is_done = prepare(call, &error) && row->run(call, &error);
    eng_library_fini(&call->library);
    fflush(stdout);
    int code = is_done ? EXIT_SUCCESS : eng_command_fail(&error);
    if (!myr_shutdown()) {
        _exit(EXIT_FAILURE); // a script that cannot be stopped still holds a thread
    }
    return code;
}

int eng_packs_command(int argc, char **argv)
{
    eng_packs_call call = {.name = argc > 1 ? argv[1] : ""};
    const packs_row *row = find_row(call.name);
    char *words[64];
    call.words = words;
    if (argc == 1) {
        print_help();
        return EXIT_SUCCESS;
    }
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_help();
            return EXIT_SUCCESS;
        }
        if (strcmp(argv[i], "--json") == 0) {
            call.wants_json = true;
        } else if (strcmp(argv[i], "--yes") == 0) {
            call.says_yes = true;
        } else if (strcmp(argv[i], "--clear") == 0) {
            call.says_clear = true;
        } else if (strcmp(argv[i], "--with") == 0 && i + 1 < argc &&
                   call.with_count < ENG_PACKS_CALL_WITH_CAPACITY) {
            call.with[call.with_count++] = argv[++i];
        } else if (argv[i][0] == '-' && argv[i][1] != '\0') {
            return eng_command_usage("packs", "unknown option '%s'", argv[i]);
        } else if (i > 1 && call.word_count < sizeof words / sizeof *words) {
            words[call.word_count++] = argv[i];
        }
    }
    if (row == NULL) {
        return eng_command_usage("packs", "there is no 'packs %s'", call.name);
    }
    if (call.word_count < row->least) {
        return eng_command_usage("packs", "'packs %s' needs %s", row->name, row->arguments);
    }
    if (call.word_count > row->most) {
        return eng_command_usage("packs", "'%s' is one argument too many", words[row->most]);
    }
    if (call.wants_json && !row->has_json) {
        return eng_command_usage("packs", "'packs %s' has no --json", row->name);
    }
    return run(row, &call);
}
