// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// play_parts.h: what the files of a game in a window share. Private to them.
//
//     play.c           the window's life: opened, loaded, frame after frame, the last report
//     play_ticks.c     two clocks: which tick is due while frames are drawn
//     play_frame.c     what a frame shows, and how long it lasts
//     play_keys.c      pause, speed, sound, help, camera
//     play_restart.c   the game again: from its beginning or from a save; saves
//     play_mods.c      the mods, and the game with those that are chosen
//
// Thread: main.

#pragma once

#include "app/inspector.h"
#include "app/mods_screen.h"
#include "app/overlay.h"
#include "app/play.h"
#include "app/scene.h"
#include "audio/audio.h"
#include "input/input.h"
#include "record/writer.h"

#define ENG_PLAY_FRAME_CAPACITY 65536u // frame times kept for the report
#define ENG_PLAY_TOAST_S 2.5f          // how long a line that is said stays
#define ENG_PLAY_SPEED_COUNT 6u
#define ENG_PLAY_SPEED_NORMAL 2u // in eng_play_speeds

typedef struct eng_play {
    const eng_options *options;
    eng_game_def def;
    eng_window *window;
    eng_game *game;
    eng_scene *scene;
    eng_audio *audio;
    bool is_muted;
    eng_input input;
    eng_overlay overlay;
    eng_inspector *inspector;

    eng_mods_screen *mods; // NULL: not shown
    eng_stack *stack;      // that of the mods chosen here; NULL: def.stack is the caller's
    bool was_paused;       // before the mods were shown

    eng_writer *writer; // of quick saves
    bool is_saved;      // --save is done
    bool is_over, is_paused, wants_step, is_help_shown;
    bool are_marks_shown; // of a map of the Tiled editor
    uint32_t speed_index;
    double tick_debt_s;    // game time that has passed since the last tick
    int64_t tick_clock_ns; // when it was last looked at
    int64_t frame_started_ns;
    float frame_s; // the last frame's length
    char toast[160];
    float toast_age_s;

    int64_t started_ns;
    uint64_t frame_count;
    float *frame_ms; // the first ENG_PLAY_FRAME_CAPACITY frames of play
    double first_frame_s;
    double loaded_s;      // from the start until play can begin
    double load_stall_ms; // longest time that loading kept the window waiting
} eng_play;

// play.c. Until sprites, sounds and interpreters are there; is_first: sprites too. Draws meanwhile.
bool eng_play_load(eng_play *p, bool is_first, eng_error *error);

// play_ticks.c. Game time per time, by speed_index.
extern const float eng_play_speeds[ENG_PLAY_SPEED_COUNT];
double eng_play_tick_length_s(const eng_play *p);
bool eng_play_run_due_tick(eng_play *p, eng_error *error);
bool eng_play_run_asked_step(eng_play *p, eng_error *error);
bool eng_play_present(eng_play *p, eng_error *error);

// play_frame.c
void eng_play_say(eng_play *p, const char *text);
// What went wrong is for the log and for the eyes; the game goes on.
void eng_play_complain(eng_play *p, const eng_error *error);
int64_t eng_play_frame_deadline_ns(const eng_play *p);
void eng_play_end_frame(eng_play *p);
void eng_play_draw_loading(eng_play *p, const char *doing, const char *detail, float fraction);
// alpha: how far between the last tick and the next, 0 to 1.
void eng_play_draw_frame(eng_play *p, float alpha);
void eng_play_save_screenshot(eng_play *p, const char *path);

// play_keys.c
void eng_play_handle_keys(eng_play *p);
void eng_play_handle_view(eng_play *p);

// play_restart.c. False with `error` filled: there is no game any more.
bool eng_play_handle_restart(eng_play *p, eng_error *error);
bool eng_play_handle_saves(eng_play *p, eng_error *error);
// --save: at its tick, or when the window is closed.
bool eng_play_save_if_due(eng_play *p, bool is_end, eng_error *error);

// play_mods.c. has_input: the mods are shown, and other keys are theirs.
bool eng_play_handle_mods(eng_play *p, bool *has_input, eng_error *error);
