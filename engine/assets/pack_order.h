// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_order.h: which packs play a game together, and which lies over which. The game's packs are
// the base pack, the game, what they need, the mods that the player gave or enabled, and what those
// need. A mod is for this game if it needs it, or if it needs no game at all.
//
// What a pack names in "depends" or "load_after" lies below it, the base pack below all, and the
// game below its mods. What is left open is decided by the player's wish and then by id, so that
// the same packs always make the same stack.
//
// An error in what the player gave for this game is an error; an enabled mod that cannot play is
// left out, with the reason. Thread: main.

#pragma once

#include "assets/pack_library.h"

typedef struct eng_order_def {
    const eng_library *library;
    const eng_library_pack *base, *game;
    const eng_library_pack *const *given; // mods for this game
    uint32_t given_count;
    const char *const *enabled; // ids of mods for every game that they are for
    uint32_t enabled_count;
    const char *const *wished; // ids, as the player wants them, the lowest first
    uint32_t wished_count;
} eng_order_def;

typedef struct eng_order_item {
    const eng_library_pack *pack; // of the library
    char why[128];                // why it plays: "enabled", "needed by orcs"
    char above[128];              // what put it where it is: "over skirmish, which it needs"
} eng_order_item;

typedef struct eng_order_left_out {
    const eng_library_pack *pack; // null: nothing of this id is installed
    char id[ENG_PACK_ID_BYTES];
    char why[256];
    bool is_fault; // it should have played; false: it is for another game
} eng_order_left_out;

typedef struct eng_order {
    eng_order_item items[ENG_PACKS_CAPACITY]; // the lowest first
    uint32_t count, game_index;
    eng_order_left_out left_out[ENG_PACKS_CAPACITY];
    uint32_t left_out_count;
} eng_order;

// Whether an enabled pack would play in this game, as far as what it needs says so.
bool eng_order_is_for(const eng_library *library, const eng_library_pack *game,
                      const eng_library_pack *pack);

// False with `error` filled: something the game or a given mod needs is missing, of another
// version, or in conflict; or packs want to lie over each other.
bool eng_order_make(const eng_order_def *def, eng_order *order, eng_error *error);
