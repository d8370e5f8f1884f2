// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/arena.h"
#include "app/check.h"
#include "app/inspect.h"
#include "app/packs_command.h"
#include "app/reference.h"
#include "app/rethink.h"
#include "app/scaffold.h"
#include "base/log.h"

typedef struct command_row {
    const char *verb;
    const char *arguments;
    const char *help;
    int (*run)(int argc, char **argv);
} command_row;

static const command_row rows[] = {
    {"arena", "--red F --blue F", "play Robot Game between two bots, or a ladder",
     eng_arena_command},
    {"inspect", "FILE|FOLDER [--json]", "say what a file of a pack was understood to be",
     eng_inspect_command},
    {"rethink", "BUNDLE [--pack PACK]", "run a think that failed once more, alone",
     eng_rethink_command},
    {"packs", "COMMAND", "what is installed, who trusts whom, and more: packs --help",
     eng_packs_command},
    {"new", "FOLDER [--from|--mod PACK]", "make a pack of your own, or a mod, ready to play",
     eng_new_command},
    {"check", "PACK [--determinism]", "find mistakes in a pack without playing it",
     eng_check_command},
    {"api", "[NAME] [--pack PACK]", "what scripts can read, ask and do", eng_api_command},
};

bool eng_command_run(int argc, char **argv, int *code)
{
    for (size_t i = 0; argc > 0 && i < sizeof rows / sizeof *rows; ++i) {
        if (strcmp(argv[0], rows[i].verb) == 0) {
            *code = rows[i].run(argc, argv);
            return true;
        }
    }
    return false;
}

void eng_commands_help(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        char usage[64];
        snprintf(usage, sizeof usage, "%s %s", rows[i].verb, rows[i].arguments);
        printf("       myrmidon %-31s %s\n", usage, rows[i].help);
    }
}

int eng_command_fail(const eng_error *error)
{
    eng_log_error("%s", error->text);
    return EXIT_FAILURE;
}

int eng_command_usage(const char *verb, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    eng_log_error("%s: see myrmidon %s --help", text, verb);
    return EX_USAGE;
}
