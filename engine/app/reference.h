// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// reference.h: what scripts can use, for people and for editors.
//
// Thread: main.

#pragma once

#include <stdio.h>

#include "app/game.h"

// Writes the editor stub (myrmidon.pyi) of the packs of a def.
bool eng_stub_write(const char *pack_path, FILE *file, eng_error *error);
// The same to standard output.
bool eng_stub_print(const eng_game_def *def, eng_error *error);

// "myrmidon api [NAME] [--pack PACK]".
int eng_api_command(int argc, char **argv);
