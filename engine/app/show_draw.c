// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/show_draw.h"

#include <stdio.h>

#define DESIGN_HEIGHT 720.0f
#define SHADOW 0xb0101010u

typedef struct place {
    float x, y, width, height;
} place;

// What is at 0 of the screen begins there, what is at 1 ends there, what is between lies so
// between.
static place place_on_screen(const eng_ui *ui, float x, float y, float width, float height)
{
    float left = (ui->width - width - 2.0f * ui->pad) * x + ui->pad;
    float top = (ui->height - height - 2.0f * ui->pad) * y + ui->pad;
    return (place){left, top, width, height};
}

static int text_size(const eng_ui *ui, float size)
{
    return (int)(size * ui->height / DESIGN_HEIGHT + 0.5f);
}

static void draw_text_at(eng_ui *ui, int size, float x, float y, uint32_t color, const char *text)
{
    float off = eng_ui_px(ui, 1);
    eng_text_draw(ui->text, ui->layer, ENG_FONT_BOLD, size, x + off, y + off, SHADOW, text);
    eng_text_draw(ui->text, ui->layer, ENG_FONT_BOLD, size, x, y, color, text);
}

static void draw_texts(eng_ui *ui, const eng_show *show, const eng_camera *camera)
{
    for (uint32_t i = 0; i < show->texts.count; ++i) {
        const eng_show_item *item = &show->texts.items[i];
        int size = text_size(ui, item->size);
        float width = eng_text_measure(ui->text, ENG_FONT_BOLD, size, item->text);
        float height = eng_text_get_line_height(ui->text, ENG_FONT_BOLD, size);
        place at = place_on_screen(ui, item->x, item->y, width, height);
        if (item->is_in_world) {
            eng_camera_to_screen(camera, item->x, item->y, &at.x, &at.y);
            at.x -= width * 0.5f;
            at.y -= height * 0.5f;
        }
        draw_text_at(ui, size, at.x, at.y, item->color, item->text);
    }
}

static void draw_bars(eng_ui *ui, const eng_show *show)
{
    for (uint32_t i = 0; i < show->bars.count; ++i) {
        const eng_show_item *item = &show->bars.items[i];
        float line = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size);
        float width = ui->width * item->size;
        float height = eng_ui_px(ui, 10);
        float above = item->text[0] != '\0' ? line : 0.0f;
        place at = place_on_screen(ui, item->x, item->y, width, height + above);
        if (item->text[0] != '\0') {
            draw_text_at(ui, ui->size, at.x, at.y, ENG_UI_TEXT, item->text);
        }
        eng_ui_bar(ui, at.x, at.y + above, width, height, item->value, item->color);
    }
}

static place button_place(const eng_ui *ui, const eng_show_item *item)
{
    float width = eng_text_measure(ui->text, ENG_FONT_BOLD, ui->size_big, item->text);
    float height = eng_text_get_line_height(ui->text, ENG_FONT_BOLD, ui->size_big);
    return place_on_screen(ui, item->x, item->y, width + eng_ui_px(ui, 48),
                           height + eng_ui_px(ui, 20));
}

static void draw_buttons(eng_ui *ui, const eng_show *show)
{
    for (uint32_t i = 0; i < show->buttons.count; ++i) {
        const eng_show_item *item = &show->buttons.items[i];
        place at = button_place(ui, item);
        eng_ui_panel(ui, at.x, at.y, at.width, at.height);
        eng_text_draw(ui->text, ui->layer, ENG_FONT_BOLD, ui->size_big, at.x + eng_ui_px(ui, 24),
                      at.y + eng_ui_px(ui, 10), ENG_UI_ACCENT, item->text);
    }
}

static void draw_middle(eng_ui *ui, float y, int size, uint32_t color, const char *text)
{
    float width = eng_text_measure(ui->text, ENG_FONT_BOLD, size, text);
    draw_text_at(ui, size, (ui->width - width) * 0.5f, y, color, text);
}

static void draw_ending(eng_ui *ui, const eng_game *game, const char *hint)
{
    char line[ENG_END_BYTES + 64];
    const eng_ending *ending = eng_world_ending(game->world);
    const eng_pack_info *info = game->content.info;
    uint32_t color = ending->kind == ENG_END_ABORTED ? ENG_UI_BAD : ENG_UI_TEXT;
    bool has_team = ending->winner >= 0 && (uint32_t)ending->winner < info->team_count;
    if (has_team) {
        color = 0xff000000u | info->teams[ending->winner].color;
    }
    if (ending->text[0] != '\0') {
        snprintf(line, sizeof line, "%s", ending->text);
    } else if (has_team) {
        snprintf(line, sizeof line, "%s wins", info->teams[ending->winner].name);
    } else {
        snprintf(line, sizeof line, "The game is over");
    }
    eng_ui_shade(ui, 0x90101418u);
    draw_middle(ui, ui->height * 0.40f, text_size(ui, 52), color, line);
    draw_middle(ui, ui->height * 0.52f, text_size(ui, 20), ENG_UI_DIM, hint);
}

void eng_show_draw(eng_ui *ui, const eng_game *game, const eng_camera *camera, const char *hint)
{
    draw_texts(ui, &game->show, camera);
    draw_bars(ui, &game->show);
    if (game->is_over) {
        draw_ending(ui, game, hint);
    } else {
        draw_buttons(ui, &game->show);
    }
}

const eng_show_item *eng_show_button_at(const eng_ui *ui, const eng_show *show, float x, float y)
{
    for (uint32_t i = show->buttons.count; i > 0; --i) {
        const eng_show_item *item = &show->buttons.items[i - 1];
        place at = button_place(ui, item);
        if (x >= at.x && x < at.x + at.width && y >= at.y && y < at.y + at.height) {
            return item;
        }
    }
    return NULL;
}
