// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// player.h: what the player does, as commands that are recorded with the tick and told to the
// referee as events. They come from a window, or from a file for games that nobody watches:
//
//     [{ "tick": 3, "event": "key", "key": "up" },
//      { "tick": 9, "event": "order", "x": 100, "y": 50 }]
//
// Thread: main.

#pragma once

#include "app/command_list.h"
#include "base/error.h"

// One line of the file.
typedef struct eng_player_row {
    uint64_t tick;
    uint32_t index; // into the commands
} eng_player_row;

// All members zero: nothing was done, and there is no file.
typedef struct eng_player {
    eng_command_list pending; // for the next time that the referee is asked
    eng_command_list given;   // what it was told when it was asked last
    eng_command_list scripted;
    eng_player_row *rows; // by tick
    uint32_t row_count, next_row;
} eng_player;

// Reads the file. False with `error` filled: file, line, remedy.
bool eng_player_load(eng_player *player, const char *path, eng_error *error);
void eng_player_fini(eng_player *player);

// Makes what is pending the given, with what the file has for this tick.
void eng_player_give(eng_player *player, uint64_t tick);

void eng_player_key(eng_player *player, const char *key, bool is_down);
void eng_player_pointer(eng_player *player, float x, float y, int button, bool is_down);
void eng_player_select(eng_player *player, float left, float top, float right, float bottom,
                       bool is_adding);
void eng_player_order(eng_player *player, float x, float y, eng_entity target, bool is_adding);
void eng_player_button(eng_player *player, const char *name);
