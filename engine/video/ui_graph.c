// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/ui.h"

#include <math.h>
#include <stdio.h>

#define WELL 0xff12161bu // the ground of a graph, darker than the panel around it

void eng_ui_series_push(eng_ui_series *series, float value)
{
    series->values[series->next_index] = value;
    series->next_index = (series->next_index + 1) % ENG_UI_SERIES_CAPACITY;
    if (series->count < ENG_UI_SERIES_CAPACITY)
        series->count++;
}

float eng_ui_series_get(const eng_ui_series *series, uint32_t age)
{
    if (age >= series->count)
        return 0;
    return series
        ->values[(series->next_index + ENG_UI_SERIES_CAPACITY - 1 - age) % ENG_UI_SERIES_CAPACITY];
}

float eng_ui_series_max(const eng_ui_series *series)
{
    float max = 0;
    for (uint32_t i = 0; i < series->count; i++)
        max = series->values[i] > max ? series->values[i] : max;
    return max;
}

// The next of 1, 2, 5, 10, 20 ... that is not below the value.
static float round_top(float value)
{
    float top = 0.01f;
    for (int step = 0; top < value && step < 40; step++)
        top *= step % 3 == 1 ? 2.5f : 2;
    return top;
}

static void draw_dashes(eng_ui *ui, float x, float y, float width, uint32_t color)
{
    float dash = eng_ui_px(ui, 4), thick = eng_ui_px(ui, 1);
    for (float at = 0; at < width; at += 2 * dash)
        eng_batch_rect(ui->batch, ui->layer, x + at, y, fminf(dash, width - at), thick, color);
}

// One column per value, as wide as the graph allows; the newest stands at the right.
static void draw_columns(eng_ui *ui, float x, float y, float width, float height,
                         const eng_ui_graph_def *def, float top)
{
    uint32_t color = def->color ? def->color : ENG_UI_ACCENT;
    float step = width / ENG_UI_SERIES_CAPACITY;
    float cap = eng_ui_px(ui, 2);
    for (uint32_t age = 0; age < def->series->count; age++) {
        float value = eng_ui_series_get(def->series, age);
        float tall = floorf(height * fminf(value / top, 1) + 0.5f);
        float right = floorf(x + width - (float)age * step + 0.5f);
        float left = floorf(x + width - (float)(age + 1) * step + 0.5f);
        if (!(tall >= 1) || right <= left)
            continue;
        bool is_over = def->threshold > 0 && value > def->threshold;
        uint32_t solid = is_over ? ENG_UI_BAD : color;
        float head = fminf(cap, tall);
        eng_batch_rect(ui->batch, ui->layer, left, y + height - tall, right - left, head, solid);
        if (tall > head)
            eng_batch_rect(ui->batch, ui->layer, left, y + height - tall + head, right - left,
                           tall - head, (solid & 0xffffff) | 0x58000000);
    }
}

float eng_ui_graph(eng_ui *ui, float x, float y, float width, float height,
                   const eng_ui_graph_def *def)
{
    float top = def->top;
    if (top <= 0)
        top = round_top(fmaxf(eng_ui_series_max(def->series), def->threshold * 1.1f));
    const char *unit = def->unit ? def->unit : "";
    char label[96];
    if (def->label) {
        snprintf(label, sizeof label, "%.2f %s", (double)eng_ui_series_get(def->series, 0), unit);
        y = eng_ui_pair(ui, x, y, width, def->label, label, 0);
    }
    eng_ui_rounded(ui, x, y, width, height, eng_ui_px(ui, 4), WELL);
    float inset = eng_ui_px(ui, 3);
    float inner_x = x + inset, inner_y = y + inset;
    float inner_width = width - 2 * inset, inner_height = height - 2 * inset;
    eng_batch_rect(ui->batch, ui->layer, inner_x, floorf(inner_y + inner_height * 0.5f),
                   inner_width, eng_ui_px(ui, 1), 0xff1e252d);
    draw_columns(ui, inner_x, inner_y, inner_width, inner_height, def, top);
    if (def->threshold > 0 && def->threshold <= top)
        draw_dashes(ui, inner_x, floorf(inner_y + inner_height * (1 - def->threshold / top)),
                    inner_width, ENG_UI_BAD);
    snprintf(label, sizeof label, "%g %s", (double)top, unit);
    eng_text_draw(ui->text, ui->layer, ENG_FONT_MONO, (int)eng_ui_px(ui, 10), inner_x + inset,
                  inner_y, ENG_UI_DIM, label);
    return y + height + ui->gap;
}

float eng_ui_spectrum(eng_ui *ui, float x, float y, float width, float height, const float *values,
                      uint32_t value_count, float top, float threshold)
{
    eng_ui_rounded(ui, x, y, width, height, eng_ui_px(ui, 4), WELL);
    float inset = eng_ui_px(ui, 3), inner_width = width - 2 * inset,
          inner_height = height - 2 * inset;
    if (top <= 0) {
        for (uint32_t i = 0; i < value_count; i++)
            top = values[i] > top ? values[i] : top;
        top = round_top(fmaxf(top, threshold * 1.1f));
    }
    // More values than pixels: a column shows the largest of its values.
    uint32_t columns = (uint32_t)fmaxf(inner_width / eng_ui_px(ui, 2), 1);
    columns = columns > value_count ? value_count : columns;
    for (uint32_t i = 0; i < columns; i++) {
        uint32_t first = (uint32_t)((uint64_t)i * value_count / columns);
        uint32_t end = (uint32_t)((uint64_t)(i + 1) * value_count / columns);
        float value = 0;
        for (uint32_t j = first; j < end; j++)
            value = values[j] > value ? values[j] : value;
        float left = floorf(x + inset + inner_width * (float)i / (float)columns);
        float right = floorf(x + inset + inner_width * (float)(i + 1) / (float)columns);
        float tall = fmaxf(floorf(inner_height * fminf(value / top, 1) + 0.5f), 1);
        float gap = right - left >= 3 ? 1 : 0;
        eng_batch_rect(ui->batch, ui->layer, left, y + height - inset - tall, right - left - gap,
                       tall, threshold > 0 && value > threshold ? ENG_UI_BAD : ENG_UI_ACCENT);
    }
    if (threshold > 0 && threshold <= top)
        draw_dashes(ui, x + inset, floorf(y + inset + inner_height * (1 - threshold / top)),
                    inner_width, ENG_UI_BAD);
    return y + height + ui->gap;
}
