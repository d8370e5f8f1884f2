// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// ui.h: what the overlay, the help, the HUD and the loading screen are made of. Immediate: a call
// draws, nothing is kept. One dark palette with one accent; all sizes follow the window, so that
// 1280x720 and 1920x1080 look alike. Coordinates are screen px; use eng_ui_px to scale a design
// size of the 1280x720 picture.
//
//     eng_ui ui = eng_ui_begin(batch, text);
//     eng_ui_panel(&ui, x, y, w, h);
//     float y2 = eng_ui_heading(&ui, x + ui.pad, y + ui.pad, w - 2 * ui.pad, "Minds");
//     eng_ui_graph(&ui, ...);
//
// Draws on layers from ENG_LAYER_ORDERED on, in the order of calls. Calls that stack downwards
// return the y below themselves. Thread: main.

#pragma once

#include "video/batch.h"
#include "video/text.h"

enum {
    ENG_UI_GROUND = 0xff11151a, // behind everything
    ENG_UI_PANEL = 0xff181d24,  // panels
    ENG_UI_EDGE = 0xff2e3742,   // hairlines
    ENG_UI_TEXT = 0xffe4e8ec,   // text
    ENG_UI_DIM = 0xff8e99a6,    // labels, less important text
    ENG_UI_ACCENT = 0xfff2a541, // amber: what is alive, the one accent
    ENG_UI_GOOD = 0xff7fb77e,
    ENG_UI_BAD = 0xffe0604c,
};

typedef struct eng_ui {
    eng_batch *batch;
    eng_text *text;
    int layer;
    float width, height;                        // of the screen
    float scale;                                // screen px per design px, 0.75 to 3
    float pad;                                  // between an edge and what is in it
    float gap;                                  // between things
    int size_small, size, size_big, size_title; // text, px
} eng_ui;

// Ring buffer of values for graphs. All zero is empty.
enum { ENG_UI_SERIES_CAPACITY = 240 };
typedef struct eng_ui_series {
    float values[ENG_UI_SERIES_CAPACITY];
    uint32_t count, next_index;
} eng_ui_series;

typedef struct eng_ui_graph_def {
    const eng_ui_series *series;
    const char *label; // top left; null: none
    const char *unit;  // behind numbers: "ms"
    float top;         // value at the upper edge; 0: follows the largest, in steps of 1, 2, 5
    float threshold;   // dashed line, values above are drawn in the warning colour; 0: none
    uint32_t color;    // 0: accent
} eng_ui_graph_def;

typedef struct eng_ui_cell {
    const char *text;
    uint32_t color; // 0: ENG_UI_TEXT
    bool is_right;  // right-aligned: numbers
} eng_ui_cell;

typedef struct eng_ui_help_row {
    const char *keys; // "Space"
    const char *help; // "pause"
} eng_ui_help_row;

// Reads the window's size and readies sizes. Switches the batch to screen coordinates.
eng_ui eng_ui_begin(eng_batch *batch, eng_text *text);
float eng_ui_px(const eng_ui *ui, float design_px); // rounded, at least 1 for what is above 0

void eng_ui_panel(eng_ui *ui, float x, float y, float width, float height); // rounded, with an edge
void eng_ui_shade(eng_ui *ui, uint32_t color);                              // over the whole screen
void eng_ui_rounded(eng_ui *ui, float x, float y, float width, float height, float radius,
                    uint32_t color);
void eng_ui_sprite(eng_ui *ui, uint32_t sprite, float x, float y, float height); // middle at x, y

float eng_ui_heading(eng_ui *ui, float x, float y, float width, const char *text);
float eng_ui_line(eng_ui *ui, float x, float y, float width, uint32_t color, const char *text);
// Label on the left, value on the right.
float eng_ui_pair(eng_ui *ui, float x, float y, float width, const char *label, const char *value,
                  uint32_t value_color);
// One row of a table; `columns` are the widths' shares and need not sum to 1.
float eng_ui_row(eng_ui *ui, float x, float y, float width, const float *columns,
                 const eng_ui_cell *cells, uint32_t cell_count);
float eng_ui_bar(eng_ui *ui, float x, float y, float width, float height, float fraction,
                 uint32_t color);
float eng_ui_graph(eng_ui *ui, float x, float y, float width, float height,
                   const eng_ui_graph_def *def);
// Small vertical bars side by side, one per value (time per interpreter); values over `threshold`
// in the warning colour.
float eng_ui_spectrum(eng_ui *ui, float x, float y, float width, float height, const float *values,
                      uint32_t value_count, float top, float threshold);

// A line at the lower middle that fades: `age_s` since it appeared, gone after `life_s`.
void eng_ui_toast(eng_ui *ui, uint32_t slot, const char *text, float age_s, float life_s);
// Title, what is being done, a bar. `detail` may be null. `logo` 0: none.
void eng_ui_loading(eng_ui *ui, uint32_t logo, const char *title, const char *subtitle,
                    const char *doing, const char *detail, float fraction);
// The help screen: rows in two columns in a panel in the middle.
void eng_ui_help(eng_ui *ui, const char *title, const char *intro, const eng_ui_help_row *rows,
                 uint32_t row_count);
// A speech bubble whose tip is at (x, y) of the screen.
void eng_ui_bubble(eng_ui *ui, float x, float y, const char *text, float alpha);

void eng_ui_series_push(eng_ui_series *series, float value);
// `age` 0 is the newest.
float eng_ui_series_get(const eng_ui_series *series, uint32_t age);
float eng_ui_series_max(const eng_ui_series *series);
