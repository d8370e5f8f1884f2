// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// stack.h: the packs that play one game, found and ordered: what the player asked for, what is
// enabled, and what those need (assets/pack_order.h).
//
//     eng_stack stack;
//     eng_stack_def def = {.game_path = "demos/skirmish"};
//     eng_stack_init(&stack, &def, &error);
//     eng_packs *packs = eng_packs_open_stack(stack.paths, stack.order.count, ...);
//     eng_stack_fini(&stack);
//
// Thread: main.

#pragma once

#include "assets/pack_order.h"

typedef struct eng_stack_def {
    const char *game_path;   // a folder or zip; a mod is played over the game it is for
    const char *const *with; // mods for this game: ids or paths
    uint32_t with_count;
    bool is_without_mods; // what the player enabled stays out
} eng_stack_def;

typedef struct eng_stack {
    eng_library library;
    eng_order order;
    const char *paths[ENG_PACKS_CAPACITY]; // the lowest first; borrowed from the library
} eng_stack;

// False with `error` filled, and nothing left to end. Warns of enabled mods that cannot play.
bool eng_stack_init(eng_stack *stack, const eng_stack_def *def, eng_error *error);
// The game that a pack of the library is, or is for; NULL if it is for none in particular.
const eng_library_pack *eng_stack_find_game(const eng_library *library,
                                            const eng_library_pack *pack);
void eng_stack_fini(eng_stack *stack);

// "skirmish|orcs|hd": the game as the player gave it and the mods over it, for a recording.
bool eng_stack_copy_name(const eng_stack *stack, const char *game_name, char *out, size_t out_bytes,
                         eng_error *error);
