// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// input.h: what the player did since the last frame, as one plain record. The record keeps what is
// held from one frame to the next; everything else is of this frame alone.
//
//     eng_input input = {0};
//     each frame:
//         eng_input_poll(&input);
//         if (input.is_quit) ...
//         if (eng_input_pressed(&input, ENG_ACTION_PAUSE)) ...
//         eng_camera_pan(&camera, input.pan_x * speed, input.pan_y * speed);
//
// The table of actions is also what the help screen shows. Thread: main (SDL's events).

#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum eng_action {
    ENG_ACTION_HELP,
    ENG_ACTION_OVERLAY,
    ENG_ACTION_INSPECT,
    ENG_ACTION_CONSOLE,
    ENG_ACTION_FOLLOW,
    ENG_ACTION_PAUSE,
    ENG_ACTION_STEP,
    ENG_ACTION_MUTE,
    ENG_ACTION_FASTER,
    ENG_ACTION_SLOWER,
    ENG_ACTION_SAVE,
    ENG_ACTION_LOAD,
    ENG_ACTION_RESTART,
    ENG_ACTION_ISOLATION,
    ENG_ACTION_MODS,
    ENG_ACTION_MARKS,
    ENG_ACTION_FIT,
    ENG_ACTION_FULLSCREEN,
    ENG_ACTION_SCREENSHOT,
    ENG_ACTION_QUIT,
    ENG_ACTION_COUNT,
} eng_action;

typedef struct eng_action_row {
    eng_action action;
    const char *name; // "pause"
    const char *keys; // as shown: "Space"
    const char *help; // "pause or go on"
} eng_action_row;

typedef enum eng_mouse_button {
    ENG_MOUSE_LEFT = 1,
    ENG_MOUSE_MIDDLE = 2,
    ENG_MOUSE_RIGHT = 4,
} eng_mouse_button;

// Keys of a line of text.
typedef enum eng_edit_key {
    ENG_EDIT_ENTER = 1,
    ENG_EDIT_BACKSPACE = 2,
    ENG_EDIT_UP = 4,
    ENG_EDIT_DOWN = 8,
    ENG_EDIT_ESCAPE = 16,
} eng_edit_key;

// A key that went down or up, in the order of events.
typedef struct eng_input_key {
    char name[16]; // "up", "space", "a": as SDL calls the key, in small letters
    bool is_down;
} eng_input_key;

// A button of the mouse that went down or up, likewise.
typedef struct eng_input_button {
    eng_mouse_button button;
    bool is_down;
    bool is_click;          // let go without a drag
    float x, y;             // mouse units
    float press_x, press_y; // where it went down
} eng_input_button;

#define ENG_INPUT_KEYS 32
#define ENG_INPUT_BUTTONS 16

typedef struct eng_input {
    bool is_typing; // the caller's: keys are text and eng_edit_keys, but F1 to F12 stay actions
    // set by the caller: what a game takes for itself
    const char *const *taken_keys; // names; they do nothing else then
    uint32_t taken_key_count;
    bool is_pointer_taken; // the left button draws boxes and does not drag the view

    // of this frame
    bool is_quit;           // the window was closed or ENG_ACTION_QUIT was pressed
    bool is_resized;        // ask eng_window_get_size
    bool is_renderer_reset; // textures are lost: eng_pages_restart
    uint32_t pressed;       // bit 1 << eng_action
    float wheel;            // notches, up is positive
    float drag_x, drag_y;   // how far the left or middle button dragged, mouse units
    uint32_t clicked;       // eng_mouse_button bits, let go without a drag
    uint32_t mouse_pressed; // eng_mouse_button bits that went down
    char text[64];          // UTF-8 that was typed
    uint32_t edit_keys;     // eng_edit_key bits
    eng_input_key keys[ENG_INPUT_KEYS];
    uint32_t key_count;
    eng_input_button buttons[ENG_INPUT_BUTTONS];
    uint32_t button_count;
    bool is_shift_held;
    int step_y;         // Up and Down that were pressed: -1, 1, or more of them
    char dropped[1024]; // path of a file that was dropped on the window; the last of several

    // held
    float pan_x, pan_y;     // keys that move the view: -1, 0 or 1
    float mouse_x, mouse_y; // mouse units (times eng_window_get_pixel_scale: px)
    uint32_t mouse_held;    // eng_mouse_button bits
    bool is_dragging;       // the button has moved further than a click
    bool is_mouse_inside;   // the mouse is over the window
    bool is_focused;        // the window has the keyboard
    uint32_t pan_keys;      // private: directions held
    float press_x, press_y; // where the button went down
} eng_input;

// Takes all waiting events. Begin with a zeroed record.
void eng_input_poll(eng_input *input);
// Whether the caller takes a key of that name.
bool eng_input_takes(const eng_input *input, const char *name);
bool eng_input_pressed(const eng_input *input, eng_action action);

// The table of actions in the order of the help screen, ENG_ACTION_COUNT rows, and below them rows
// without an action (mouse and movement): `row_count` counts all.
const eng_action_row *eng_input_get_rows(uint32_t *row_count);
