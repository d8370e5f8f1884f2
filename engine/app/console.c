// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/console.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"

#define LINE_BYTES 512u
#define KEPT_LINES 12u
#define HISTORY 32u

typedef struct console_line {
    char text[LINE_BYTES];
    uint32_t color; // 0: text
} console_line;

struct eng_console {
    bool is_open;
    char typed[LINE_BYTES];
    char history[HISTORY][LINE_BYTES];  // the newest first
    uint32_t history_count, history_at; // at 0: not in the history
    console_line lines[KEPT_LINES];     // the newest last
    uint32_t line_count;
    uint32_t asked[8]; // serials that are not answered; 0: free
};

eng_console *eng_console_create(void)
{
    return eng_alloc(1, sizeof(eng_console));
}

void eng_console_destroy(eng_console *console)
{
    eng_free(console);
}

void eng_console_toggle(eng_console *console)
{
    console->is_open = !console->is_open;
}

bool eng_console_is_open(const eng_console *console)
{
    return console->is_open;
}

static void add_line(eng_console *console, uint32_t color, const char *text, size_t bytes)
{
    if (console->line_count == KEPT_LINES) {
        memmove(console->lines, console->lines + 1, (KEPT_LINES - 1) * sizeof *console->lines);
        --console->line_count;
    }
    console_line *line = &console->lines[console->line_count++];
    line->color = color;
    snprintf(line->text, sizeof line->text, "%.*s", (int)bytes, text);
    eng_log_clean(line->text);
}

static void add_text(eng_console *console, uint32_t color, const char *text)
{
    for (const char *end; text[0] != '\0'; text = end + (*end != '\0')) {
        end = text + strcspn(text, "\n");
        add_line(console, color, text, (size_t)(end - text));
    }
}

bool eng_console_hear(eng_console *console, const myr_answer *answer)
{
    for (uint32_t i = 0; i < sizeof console->asked / sizeof *console->asked; ++i) {
        if (console->asked[i] == answer->serial) {
            console->asked[i] = 0;
            add_text(console, answer->is_error ? ENG_UI_BAD : 0, answer->text);
            return true;
        }
    }
    return false;
}

static void remember(eng_console *console)
{
    memmove(console->history[1], console->history[0], (HISTORY - 1) * LINE_BYTES);
    memcpy(console->history[0], console->typed, LINE_BYTES);
    console->history_count += console->history_count < HISTORY;
    console->history_at = 0;
}

static void run(eng_console *console, eng_game *game, eng_entity unit)
{
    char echo[LINE_BYTES + 8];
    eng_error error = {0};
    if (console->typed[0] == '\0') {
        return;
    }
    snprintf(echo, sizeof echo, "> %s", console->typed);
    add_text(console, ENG_UI_DIM, echo);
    uint32_t serial = 0;
    if (game->bridge == NULL || unit == 0) {
        add_text(console, ENG_UI_BAD,
                 unit == 0 ? "click a unit first" : "a recording runs no scripts");
    } else if ((serial = eng_bridge_evaluate(game->bridge, unit, console->typed, &error)) == 0) {
        add_text(console, ENG_UI_BAD, error.text);
    }
    for (uint32_t i = 0; serial != 0 && i < sizeof console->asked / sizeof *console->asked; ++i) {
        if (console->asked[i] == 0) {
            console->asked[i] = serial;
            serial = 0;
        }
    }
    remember(console);
    console->typed[0] = '\0';
}

static void recall(eng_console *console, int step)
{
    int at = (int)console->history_at + step;
    if (at < 0 || at > (int)console->history_count) {
        return;
    }
    console->history_at = (uint32_t)at;
    memcpy(console->typed, at > 0 ? console->history[at - 1] : "", at > 0 ? LINE_BYTES : 1);
}

static void erase(eng_console *console)
{
    size_t bytes = strlen(console->typed);
    while (bytes > 0 && ((unsigned char)console->typed[bytes - 1] & 0xc0) == 0x80) {
        --bytes;
    }
    console->typed[bytes > 0 ? bytes - 1 : 0] = '\0';
}

void eng_console_input(eng_console *console, eng_game *game, eng_entity unit,
                       const eng_input *input)
{
    if (!console->is_open) {
        return;
    }
    size_t used = strlen(console->typed);
    if (used + strlen(input->text) < sizeof console->typed) {
        snprintf(console->typed + used, sizeof console->typed - used, "%s", input->text);
    }
    if ((input->edit_keys & ENG_EDIT_BACKSPACE) != 0) {
        erase(console);
    }
    if ((input->edit_keys & ENG_EDIT_UP) != 0) {
        recall(console, 1);
    }
    if ((input->edit_keys & ENG_EDIT_DOWN) != 0) {
        recall(console, -1);
    }
    if ((input->edit_keys & ENG_EDIT_ENTER) != 0) {
        run(console, game, unit);
    }
    if ((input->edit_keys & ENG_EDIT_ESCAPE) != 0) {
        console->is_open = false;
    }
}

void eng_console_draw(eng_console *console, eng_ui *ui)
{
    if (!console->is_open) {
        return;
    }
    char prompt[LINE_BYTES + 8];
    float width = fminf(eng_ui_px(ui, 640), ui->width - 2.0f * ui->pad);
    float step = eng_text_get_line_height(ui->text, ENG_FONT_MONO, ui->size) + eng_ui_px(ui, 2);
    float height = step * (float)(console->line_count + 1) + 2.0f * ui->pad;
    float x = floorf((ui->width - width) * 0.5f);
    float y = ui->height - height - eng_ui_px(ui, 56);
    eng_ui_panel(ui, x, y, width, height);
    x += ui->pad;
    y += ui->pad;
    width -= 2.0f * ui->pad;
    for (uint32_t i = 0; i < console->line_count; ++i) {
        const console_line *line = &console->lines[i];
        eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_MONO, ui->size, x, y, width,
                          line->color != 0 ? line->color : ENG_UI_TEXT, line->text);
        y += step;
    }
    snprintf(prompt, sizeof prompt, "> %s_", console->typed);
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_MONO, ui->size, x, y, width, ENG_UI_ACCENT,
                      prompt);
}
