// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// rulebook.h: rules.json: who judges, what the pack adds to the schema, and what the player may
// set, with the keys of docs/rules.md. A pack without the file has an empty rulebook.
//
// Thread: main.

#pragma once

#include "assets/json.h"
#include "world/schema.h"

typedef enum eng_rules_clock { ENG_RULES_REALTIME, ENG_RULES_TURNS } eng_rules_clock;

typedef struct eng_rule_option {
    const char *name, *doc;
    eng_value value; // as the player or the pack says; a text is terminated, too
} eng_rule_option;

// Texts are borrowed from the file, but those of options that the player has set.
typedef struct eng_rulebook {
    const char *script_module, *script_class; // NULL: no referee
    eng_rules_clock clock;
    const char **keys; // that the game takes for itself, by name
    uint32_t key_count;
    bool takes_pointer;
    eng_extras extras;
    eng_rule_option *options;
    uint32_t option_count;
    char **texts; // owned: set by the player
    uint32_t text_count;
} eng_rulebook;

// Reads the root of rules.json. What is wrong is noted in the node's file.
void eng_rulebook_read(eng_rulebook *book, eng_json_node *root);
void eng_rulebook_fini(eng_rulebook *book);

// "speed=3", from the command line. False with `error` filled: no such option, or not its type.
bool eng_rulebook_set(eng_rulebook *book, const char *pack_id, const char *assignment,
                      eng_error *error);
