// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/ui.h"

#include <math.h>

#define RADIUS 8.0f // of a panel's corners, design px

float eng_ui_px(const eng_ui *ui, float design_px)
{
    float px = floorf(design_px * ui->scale + 0.5f);
    return design_px > 0 && px < 1 ? 1 : px;
}

eng_ui eng_ui_begin(eng_batch *batch, eng_text *text)
{
    int width, height;
    eng_window_get_size(eng_batch_get_window(batch), &width, &height);
    eng_batch_use_screen(batch);
    float by_height = (float)height / 720, by_width = (float)width / 1280;
    float scale = by_height < by_width ? by_height : by_width;
    scale = scale < 0.75f ? 0.75f : scale > 3 ? 3 : scale;
    eng_ui ui = {
        .batch = batch,
        .text = text,
        .layer = ENG_LAYER_ORDERED,
        .width = (float)width,
        .height = (float)height,
        .scale = scale,
    };
    ui.pad = eng_ui_px(&ui, 14);
    ui.gap = eng_ui_px(&ui, 8);
    ui.size_small = (int)eng_ui_px(&ui, 12);
    ui.size = (int)eng_ui_px(&ui, 14);
    ui.size_big = (int)eng_ui_px(&ui, 18);
    ui.size_title = (int)eng_ui_px(&ui, 40);
    return ui;
}

void eng_ui_shade(eng_ui *ui, uint32_t color)
{
    eng_batch_rect(ui->batch, ui->layer, 0, 0, ui->width, ui->height, color);
}

void eng_ui_rounded(eng_ui *ui, float x, float y, float width, float height, float radius,
                    uint32_t color)
{
    eng_text_rounded(ui->text, ui->layer, x, y, width, height, radius, color);
}

void eng_ui_panel(eng_ui *ui, float x, float y, float width, float height)
{
    float edge = eng_ui_px(ui, 1), radius = eng_ui_px(ui, RADIUS), drop = eng_ui_px(ui, 3);
    eng_ui_rounded(ui, x, y + drop, width, height, radius + edge, 0x38000000);
    eng_ui_rounded(ui, x, y, width, height, radius, ENG_UI_EDGE);
    eng_ui_rounded(ui, x + edge, y + edge, width - 2 * edge, height - 2 * edge, radius - edge,
                   ENG_UI_PANEL);
}

void eng_ui_sprite(eng_ui *ui, uint32_t sprite, float x, float y, float height)
{
    eng_batch_sprite(ui->batch, &(eng_sprite_draw){.sprite = sprite,
                                                   .layer = ui->layer,
                                                   .x = x,
                                                   .y = y,
                                                   .width = height,
                                                   .height = height});
}

float eng_ui_heading(eng_ui *ui, float x, float y, float width, const char *text)
{
    float mark = eng_ui_px(ui, 3),
          height = eng_text_get_line_height(ui->text, ENG_FONT_BOLD, ui->size_big);
    eng_ui_rounded(ui, x, y + floorf(height * 0.16f), mark, floorf(height * 0.7f), mark * 0.5f,
                   ENG_UI_ACCENT);
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_BOLD, ui->size_big, x + mark + ui->gap, y,
                      width - mark - ui->gap, ENG_UI_TEXT, text);
    return y + height + ui->gap;
}

float eng_ui_line(eng_ui *ui, float x, float y, float width, uint32_t color, const char *text)
{
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size, x, y, width,
                      color ? color : ENG_UI_TEXT, text);
    return y + eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size) + eng_ui_px(ui, 3);
}

float eng_ui_pair(eng_ui *ui, float x, float y, float width, const char *label, const char *value,
                  uint32_t value_color)
{
    float value_width = eng_text_measure(ui->text, ENG_FONT_MONO, ui->size, value);
    float room = width - value_width - ui->gap;
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size, x, y, room, ENG_UI_DIM, label);
    eng_text_draw(ui->text, ui->layer, ENG_FONT_MONO, ui->size, x + width - value_width, y,
                  value_color ? value_color : ENG_UI_TEXT, value);
    return y + eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size) + eng_ui_px(ui, 3);
}

float eng_ui_row(eng_ui *ui, float x, float y, float width, const float *columns,
                 const eng_ui_cell *cells, uint32_t cell_count)
{
    float sum = 0;
    for (uint32_t i = 0; i < cell_count; i++)
        sum += columns[i];
    for (uint32_t i = 0; i < cell_count && sum > 0; i++) {
        float cell_width = width * columns[i] / sum, room = cell_width - ui->gap;
        uint32_t color = cells[i].color ? cells[i].color : ENG_UI_TEXT;
        eng_font font = cells[i].is_right ? ENG_FONT_MONO : ENG_FONT_SANS;
        float text_width = eng_text_measure(ui->text, font, ui->size_small, cells[i].text);
        float left = cells[i].is_right && text_width < cell_width ? x + cell_width - text_width : x;
        eng_text_draw_cut(ui->text, ui->layer, font, ui->size_small, left, y,
                          cells[i].is_right ? cell_width : room, color, cells[i].text);
        x += cell_width;
    }
    return y + eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size_small) + eng_ui_px(ui, 3);
}

float eng_ui_bar(eng_ui *ui, float x, float y, float width, float height, float fraction,
                 uint32_t color)
{
    fraction = fraction < 0 ? 0 : fraction > 1 ? 1 : fraction;
    float filled = floorf(width * fraction + 0.5f);
    eng_ui_rounded(ui, x, y, width, height, height * 0.5f, ENG_UI_EDGE);
    if (filled >= 1)
        eng_ui_rounded(ui, x, y, filled < height ? height : filled, height, height * 0.5f,
                       color ? color : ENG_UI_ACCENT);
    return y + height + ui->gap;
}
