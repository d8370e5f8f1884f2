// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// overlay.h: what the minds cost, drawn over the game (F1): the tick's time, the scripts' time, the
// time of each interpreter, who is late, memory, errors.
//
// Thread: main.

#pragma once

#include "app/game.h"
#include "video/ui.h"

typedef struct eng_overlay {
    bool is_shown;
    bool is_profiling; // somebody else looks at what units cost
    eng_ui_series tick_ms;  // main thread, per tick
    eng_ui_series think_ms; // all scripts, per tick
    eng_ui_series frame_ms;
    double think_s; // at the last tick
    double rss_mb;
    int64_t rss_read_ns;
} eng_overlay;

// After each tick, and after each frame.
void eng_overlay_follow(eng_overlay *overlay, const eng_game *game);
void eng_overlay_note_frame(eng_overlay *overlay, float frame_ms);
void eng_overlay_draw(eng_overlay *overlay, eng_ui *ui, const eng_game *game);
