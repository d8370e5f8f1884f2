// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/ui.h"

#include <math.h>

static uint32_t fade(uint32_t color, float alpha)
{
    alpha = alpha < 0 ? 0 : alpha > 1 ? 1 : alpha;
    return (color & 0xffffff) | (uint32_t)((float)(color >> 24) * alpha + 0.5f) << 24;
}

void eng_ui_toast(eng_ui *ui, uint32_t slot, const char *text, float age_s, float life_s)
{
    float alpha = fminf(age_s / 0.12f, (life_s - age_s) / 0.5f);
    if (alpha <= 0)
        return;
    float height = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size) + ui->pad;
    float room = ui->width - 4 * ui->pad;
    float wanted = eng_text_measure(ui->text, ENG_FONT_SANS, ui->size, text);
    float inner = fminf(wanted, room), width = inner + 2 * ui->pad;
    float x = floorf((ui->width - width) * 0.5f);
    float y = ui->height - 2 * ui->pad - height - (float)slot * (height + ui->gap);
    eng_ui_rounded(ui, x, y, width, height, height * 0.5f, fade(0xe8181d24, alpha));
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size, x + ui->pad, y + ui->pad * 0.5f,
                      inner + 1, fade(ENG_UI_TEXT, alpha), text);
}

static float draw_middle(eng_ui *ui, eng_font font, int size, float y, uint32_t color,
                         const char *text)
{
    float room = ui->width - 4 * ui->pad;
    float width = fminf(eng_text_measure(ui->text, font, size, text), room);
    eng_text_draw_cut(ui->text, ui->layer, font, size, floorf((ui->width - width) * 0.5f), y, room,
                      color, text);
    return y + eng_text_get_line_height(ui->text, font, size);
}

void eng_ui_loading(eng_ui *ui, uint32_t logo, const char *title, const char *subtitle,
                    const char *doing, const char *detail, float fraction)
{
    eng_ui_shade(ui, ENG_UI_GROUND);
    float logo_side = eng_ui_px(ui, 144), y = floorf(ui->height * 0.5f) - eng_ui_px(ui, 150);
    if (logo)
        eng_ui_sprite(ui, logo, floorf(ui->width * 0.5f), y + logo_side * 0.5f, logo_side);
    y += logo_side + ui->pad;
    y = draw_middle(ui, ENG_FONT_BOLD, ui->size_title, y, ENG_UI_TEXT, title);
    if (subtitle)
        y = draw_middle(ui, ENG_FONT_SANS, ui->size, y + ui->gap * 0.5f, ENG_UI_DIM, subtitle);
    y += eng_ui_px(ui, 34);
    float width = fminf(eng_ui_px(ui, 420), ui->width - 4 * ui->pad);
    y = eng_ui_bar(ui, floorf((ui->width - width) * 0.5f), y, width, eng_ui_px(ui, 6), fraction,
                   ENG_UI_ACCENT);
    y = draw_middle(ui, ENG_FONT_SANS, ui->size, y + ui->gap * 0.5f, ENG_UI_TEXT, doing);
    if (detail)
        draw_middle(ui, ENG_FONT_MONO, ui->size_small, y + ui->gap * 0.5f, ENG_UI_DIM, detail);
}

// A key as a small cap, then what it does.
static void draw_help_row(eng_ui *ui, float x, float y, float width, float key_width,
                          const eng_ui_help_row *row)
{
    float line = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size);
    float cap_width =
        fminf(eng_text_measure(ui->text, ENG_FONT_SANS, ui->size_small, row->keys) + 2 * ui->gap,
              key_width);
    float cap_height = line + eng_ui_px(ui, 6), edge = eng_ui_px(ui, 1);
    float small = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size_small);
    eng_ui_rounded(ui, x, y, cap_width, cap_height, eng_ui_px(ui, 4), 0xff3c4653);
    eng_ui_rounded(ui, x + edge, y + edge, cap_width - 2 * edge, cap_height - 3 * edge,
                   eng_ui_px(ui, 3), 0xff242c36);
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size_small, x + ui->gap,
                      y + (cap_height - small) * 0.5f - edge, cap_width - 2 * ui->gap + 1,
                      ENG_UI_ACCENT, row->keys);
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size, x + key_width + ui->gap,
                      y + (cap_height - line) * 0.5f, width - key_width - ui->gap, ENG_UI_TEXT,
                      row->help);
}

void eng_ui_help(eng_ui *ui, const char *title, const char *intro, const eng_ui_help_row *rows,
                 uint32_t row_count)
{
    float line = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size);
    float row_height = line + eng_ui_px(ui, 14);
    float head = eng_text_get_line_height(ui->text, ENG_FONT_BOLD, ui->size_big);
    uint32_t half = (row_count + 1) / 2;
    float width = fminf(eng_ui_px(ui, 880), ui->width - 2 * ui->pad);
    float height =
        4 * ui->pad + head + ui->gap + (intro ? line + ui->gap : 0) + (float)half * row_height;
    float x = floorf((ui->width - width) * 0.5f), y = floorf((ui->height - height) * 0.5f);
    float key_width = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        float wanted = eng_text_measure(ui->text, ENG_FONT_SANS, ui->size_small, rows[i].keys);
        key_width = fmaxf(key_width, wanted + 2 * ui->gap);
    }
    eng_ui_shade(ui, 0x90000000);
    eng_ui_panel(ui, x, y, width, height);
    float inner_x = x + 2 * ui->pad, inner_width = width - 4 * ui->pad;
    y = eng_ui_heading(ui, inner_x, y + 2 * ui->pad, inner_width, title);
    if (intro)
        y = eng_ui_line(ui, inner_x, y, inner_width, ENG_UI_DIM, intro) + ui->gap;
    float column = (inner_width - 2 * ui->pad) * 0.5f;
    for (uint32_t i = 0; i < row_count; i++) {
        float left = i < half ? inner_x : inner_x + column + 2 * ui->pad;
        draw_help_row(ui, left, y + (float)(i % half) * row_height, column, key_width, &rows[i]);
    }
}

void eng_ui_bubble(eng_ui *ui, float x, float y, const char *text, float alpha)
{
    float inset = eng_ui_px(ui, 7), tip = eng_ui_px(ui, 6);
    float line = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size_small);
    float inner =
        fminf(eng_text_measure(ui->text, ENG_FONT_SANS, ui->size_small, text), eng_ui_px(ui, 240));
    float width = inner + 2 * inset, height = line + inset;
    float left = floorf(x - width * 0.5f), top = floorf(y - tip - height);
    uint32_t color = fade(0xf0f4efe4, alpha);
    eng_ui_rounded(ui, left, top, width, height, eng_ui_px(ui, 7), color);
    // The tip, row by row, so that it lies exactly under the bubble.
    for (float row = 0; row < tip; row++) {
        float reach = tip - row;
        eng_batch_rect(ui->batch, ui->layer, floorf(x) - reach, top + height + row, 2 * reach, 1,
                       color);
    }
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size_small, left + inset,
                      top + inset * 0.5f, inner + 1, fade(0xff2a2622, alpha), text);
}
