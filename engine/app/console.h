// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// console.h: a line of Python, typed, run in the interpreter of the unit that is inspected, with
// `self` bound to it; what came of it, and what was typed before. Thread: main.

#pragma once

#include "app/game.h"
#include "input/input.h"
#include "video/ui.h"

typedef struct eng_console eng_console;

eng_console *eng_console_create(void);
void eng_console_destroy(eng_console *console);

void eng_console_toggle(eng_console *console);
bool eng_console_is_open(const eng_console *console);
// Takes what was typed. `unit` 0: nobody is there to ask.
void eng_console_input(eng_console *console, eng_game *game, eng_entity unit,
                       const eng_input *input);
// False: it is no answer to a line of this console.
bool eng_console_hear(eng_console *console, const myr_answer *answer);
void eng_console_draw(eng_console *console, eng_ui *ui);
