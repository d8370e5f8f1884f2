// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// command_list.h: commands kept beyond the tick that they came in, with what they point to.
//
// Thread: main.

#pragma once

#include "base/alloc.h"
#include "world/world.h"

// All members zero is an empty list.
typedef struct eng_command_list {
    ENG_ARRAY(eng_command) commands;
    ENG_ARRAY(eng_value *) values; // owned, one block per command that has any
} eng_command_list;

// Appends a copy of a command, its arguments and texts.
void eng_command_list_add(eng_command_list *list, const eng_command *command);
void eng_command_list_clear(eng_command_list *list);
void eng_command_list_fini(eng_command_list *list);
