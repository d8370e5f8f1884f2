// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// rethink.h: "myrmidon rethink BUNDLE": one think that failed, run once more in a sealed child
// process, with the pack as it is now. Says what it asked for, or how it failed again.
//
// Thread: main.

#pragma once

#define ENG_RETHINK_FAILED_AGAIN 3

// 0: it did not fail; ENG_RETHINK_FAILED_AGAIN: it did; 1: it could not be run.
int eng_rethink_command(int argc, char **argv);
