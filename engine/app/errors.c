// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/errors.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define SHOWN_ERRORS 5u

static uint32_t choose(const eng_failures *failures, bool is_all, const eng_script_failure **out)
{
    uint32_t count = 0;
    for (uint32_t i = failures->count; i-- > 0 && count < SHOWN_ERRORS;) {
        if (is_all || failures->items[i].kind == MYR_FAILURE_RELOAD) {
            out[count++] = &failures->items[i];
        }
    }
    return count;
}

static float line_height(const eng_ui *ui, eng_font font)
{
    return eng_text_get_line_height(ui->text, font, ui->size_small) + eng_ui_px(ui, 2);
}

static float error_height(const eng_ui *ui, const eng_script_failure *failure)
{
    return 2.0f * line_height(ui, ENG_FONT_SANS) +
           (failure->source[0] != '\0' ? line_height(ui, ENG_FONT_MONO) : 0.0f) +
           (failure->carets[0] != '\0' ? 0.6f * line_height(ui, ENG_FONT_MONO) : 0.0f) + ui->gap;
}

static void copy_fate(const eng_script_failure *failure, char *out, size_t out_bytes)
{
    const char *fate = failure->kind == MYR_FAILURE_RELOAD ? "the old code goes on" : "";
    char strikes[48] = "";
    char count[48] = "";
    if (failure->strikes_left > 0) {
        snprintf(strikes, sizeof strikes, ", strikes left: %u", failure->strikes_left);
    }
    if (failure->count > 1) {
        snprintf(count, sizeof count, ", %" PRIu64 " times", failure->count);
    }
    const char *unit = failure->unit[0] != '\0' ? failure->unit : fate;
    snprintf(out, out_bytes, "%s%s%s", unit, strikes, count);
}

static float draw_error(eng_ui *ui, const eng_script_failure *failure, float x, float y,
                        float width)
{
    char line[512];
    char fate[192];
    float line_step = line_height(ui, ENG_FONT_SANS);
    float code_step = line_height(ui, ENG_FONT_MONO);
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_BOLD, ui->size_small, x, y, width, ENG_UI_BAD,
                      failure->text);
    y += line_step;
    copy_fate(failure, fate, sizeof fate);
    eng_failure_copy_place(failure, line, sizeof line);
    float fate_width = eng_text_measure(ui->text, ENG_FONT_SANS, ui->size_small, fate);
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size_small, x, y,
                      width - fate_width - ui->gap, ENG_UI_DIM, line);
    eng_text_draw(ui->text, ui->layer, ENG_FONT_SANS, ui->size_small, x + width - fate_width, y,
                  ENG_UI_DIM, fate);
    y += line_step;
    if (failure->source[0] != '\0') {
        eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_MONO, ui->size_small, x + ui->gap, y,
                          width - ui->gap, ENG_UI_TEXT, failure->source);
        y += code_step;
    }
    if (failure->carets[0] != '\0') {
        eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_MONO, ui->size_small, x + ui->gap,
                          y - eng_ui_px(ui, 3), width - ui->gap, ENG_UI_ACCENT, failure->carets);
        y += 0.6f * code_step;
    }
    return y + ui->gap;
}

void eng_errors_draw(eng_ui *ui, const eng_failures *failures, bool is_all)
{
    const eng_script_failure *shown[SHOWN_ERRORS];
    uint32_t count = choose(failures, is_all, shown);
    if (count == 0) {
        return;
    }
    float width = fminf(eng_ui_px(ui, 560), ui->width - 2.0f * ui->pad);
    float height = 2.0f * ui->pad - ui->gap;
    for (uint32_t i = 0; i < count; ++i) {
        height += error_height(ui, shown[i]);
    }
    float x = ui->pad;
    float y = ui->height - height - ui->pad;
    eng_ui_panel(ui, x, y, width, height);
    y += ui->pad;
    for (uint32_t i = 0; i < count; ++i) {
        y = draw_error(ui, shown[i], x + ui->pad, y, width - 2.0f * ui->pad);
    }
}
