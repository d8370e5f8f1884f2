// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// commands.h: verbs with a command line of their own: "myrmidon inspect FILE --json". What plays a
// game is no verb of this kind; its options are in options.h.
//
// A verb is a row in commands.c and a function of its own file:
//
//     int eng_inspect_command(int argc, char **argv);    // argv[0] is "inspect"
//
// It prints its errors through eng_command_fail and returns the exit code of the program.
//
// Thread: main.

#pragma once

#include <stdbool.h>

#include "base/error.h"

// If `verb` is one of these verbs, runs it and puts the exit code into `code`. argv[0] is the verb.
bool eng_command_run(int argc, char **argv, int *code);

// One line per verb, for the help of the program.
void eng_commands_help(void);

// The error to standard error; returns EXIT_FAILURE.
int eng_command_fail(const eng_error *error);
// A command line that makes no sense: one line, which names the verb's help; returns EX_USAGE.
int eng_command_usage(const char *verb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
