// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// host.h: a whole host of the plugin behind one function, for the programs of this folder. It lies
// in a shared object of its own, because child processes load the queries from there.

#pragma once

#include <myrmidon.h>

// Plays a short game under an isolation and checks every command of every tick. False with `error`
// filled when the plugin refused the game; a wrong result ends the process.
MYR_API bool host_play(myr_isolation isolation, myr_error *error);

// Ends the plugin's runtimes and checks what the logger and the allocator saw of all games.
MYR_API void host_end(void);
