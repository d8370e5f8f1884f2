// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// packs_command.h: "myrmidon packs COMMAND ...". Each command is a row of the table in
// packs_command.c and a function in packs_*.c. They share what is here.
//
// Thread: main.

#pragma once

#include "app/home.h"
#include "app/paths.h"
#include "app/trust.h"
#include "assets/pack_library.h"

enum { ENG_PACKS_CALL_WITH_CAPACITY = 32 };

// What a command works on: its arguments without options, and what the player has.
typedef struct eng_packs_call {
    const char *name;
    char **words;
    uint32_t word_count;
    bool wants_json, says_yes, says_clear;
    const char *with[ENG_PACKS_CALL_WITH_CAPACITY]; // --with
    uint32_t with_count;
    eng_paths paths;
    eng_home home;
    bool has_home;
    eng_library library; // bundled and installed packs
} eng_packs_call;

int eng_packs_command(int argc, char **argv);

// The pack that the player means: an id of the library, or the path of a folder or zip, which is
// then added to the library. Null with `error` filled.
const eng_library_pack *eng_packs_call_find(eng_packs_call *call, const char *word,
                                            eng_error *error);

// The commands. False with `error` filled.
bool eng_packs_trust(eng_packs_call *call, eng_error *error);
bool eng_packs_untrust(eng_packs_call *call, eng_error *error);
bool eng_packs_list_all(eng_packs_call *call, eng_error *error);
bool eng_packs_show(eng_packs_call *call, eng_error *error);
bool eng_packs_install(eng_packs_call *call, eng_error *error);
bool eng_packs_remove(eng_packs_call *call, eng_error *error);
bool eng_packs_enable(eng_packs_call *call, eng_error *error);
bool eng_packs_disable(eng_packs_call *call, eng_error *error);
bool eng_packs_order(eng_packs_call *call, eng_error *error);
bool eng_packs_explain(eng_packs_call *call, eng_error *error);
bool eng_packs_check(eng_packs_call *call, eng_error *error);
bool eng_packs_build(eng_packs_call *call, eng_error *error);
bool eng_packs_verify(eng_packs_call *call, eng_error *error);

// What a pack asks for, for people: one line per capability and wish.
void eng_packs_print_wishes(const eng_pack_info *info);
