// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// scripts.h: C scripts for the tests of isolation. They lie in a shared object, where a child finds
// them again. Their addresses come from in there: an executable could substitute its own.

#pragma once

#include "myrmidon.h"

enum {
    SCRIPT_WALK,   // commands and messages that depend on all that a script can see
    SCRIPT_WHO,    // prints its pid and its parent's
    SCRIPT_CRASH,  // a null pointer
    SCRIPT_EXIT,   // _exit
    SCRIPT_LOOP,   // for ever
    SCRIPT_POKE,   // prints "refused" if the world and its own input cannot be made writable
    SCRIPT_LIE,    // answers with an impossible length, then loops
    SCRIPT_FICKLE, // loops in tick 5, else walks
    SCRIPT_FEIGN,  // pretends to begin one think after another, for ever
    SCRIPT_GARBLE, // answers with what is not a tape, then loops
    SCRIPT_TIMED,  // runs for about the 40 ms of limit and grace, a little longer in each tick
    SCRIPT_FLOOD,  // as many commands as its tape takes
    SCRIPT_COUNT,
};

// The schema that the scripts expect.
enum { FIELD_X, FIELD_Y, FIELD_TEAM, FIELD_COUNT };
enum { COMMAND_MOVE, COMMAND_COUNT };

// SCRIPT_COUNT scripts.
MYR_API const myr_script *isolation_scripts(void);
// Fills fields, commands, scripts and language.
MYR_API void isolation_schema(myr_def *def);
