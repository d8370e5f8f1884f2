// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// report.h: what a run was like, as one JSON object on one line (--stats json).
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "assets/atlas.h"

// What only a window knows; zeros when headless.
typedef struct eng_frame_report {
    uint64_t frames;
    double p50_ms, p99_ms, max_ms; // time from one present to the next
    double first_frame_s;          // from start to the first painted frame
    double loaded_s;               // from start until all is loaded and play begins
    double load_stall_ms;          // longest time without a look at the window while loading,
                                   // what is drawn meanwhile left out
} eng_frame_report;

// Prints the object to standard output, a newline behind it. `frames` and `sprites` may be NULL:
// there was no window, and no picture.
void eng_report_print(const eng_game *game, const eng_frame_report *frames,
                      const eng_atlas_counts *sprites);

// False: a lockstep run in which something was cut, killed, late or out of memory: another run of
// it may end differently.
bool eng_report_is_comparable(const eng_game *game);

// Memory of this process that is resident now, MiB.
double eng_report_rss_mb(void);
