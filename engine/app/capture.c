// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/capture.h"

#include <math.h>
#include <string.h>

#include "app/show_draw.h"

void eng_capture_begin(eng_input *input, const eng_rulebook *rules)
{
    input->taken_keys = rules->keys;
    input->taken_key_count = rules->key_count;
    input->is_pointer_taken = rules->takes_pointer;
}

static void follow_keys(const eng_input *input, eng_game *game)
{
    for (uint32_t i = 0; i < input->key_count; ++i) {
        const eng_input_key *key = &input->keys[i];
        for (uint32_t k = 0; k < game->show.buttons.count && key->is_down; ++k) {
            if (strcmp(game->show.buttons.items[k].key, key->name) == 0) {
                eng_player_button(&game->player, game->show.buttons.items[k].name);
            }
        }
        if (eng_input_takes(input, key->name)) {
            eng_player_key(&game->player, key->name, key->is_down);
        }
    }
}

// The nearest unit whose body the point is on.
static eng_entity unit_at(const eng_world *world, float x, float y)
{
    eng_rows rows = eng_world_rows(world);
    eng_entity found = ENG_ENTITY_NONE;
    float best = INFINITY;
    for (uint32_t i = 0; i < rows.row_count; ++i) {
        float away = hypotf(rows.x[i] - x, rows.y[i] - y);
        if (away <= fmaxf(rows.radius[i] * 1.4f, 6.0f) && away < best) {
            best = away;
            found = rows.entities[i];
        }
    }
    return found;
}

static void follow_button(const eng_input *input, const eng_input_button *event, eng_game *game,
                          const eng_camera *camera, float pixels)
{
    float x = 0.0f;
    float y = 0.0f;
    float from_x = 0.0f;
    float from_y = 0.0f;
    int number = event->button == ENG_MOUSE_LEFT ? 1 : event->button == ENG_MOUSE_MIDDLE ? 2 : 3;
    eng_camera_to_world(camera, event->x * pixels, event->y * pixels, &x, &y);
    eng_camera_to_world(camera, event->press_x * pixels, event->press_y * pixels, &from_x, &from_y);
    eng_player_pointer(&game->player, x, y, number, event->is_down);
    if (event->button == ENG_MOUSE_LEFT && !event->is_down) {
        from_x = event->is_click ? x : from_x;
        from_y = event->is_click ? y : from_y;
        eng_player_select(&game->player, fminf(x, from_x), fminf(y, from_y), fmaxf(x, from_x),
                          fmaxf(y, from_y), input->is_shift_held);
    }
    if (event->button == ENG_MOUSE_RIGHT && event->is_down) {
        eng_player_order(&game->player, x, y, unit_at(game->world, x, y), input->is_shift_held);
    }
}

static void follow_mouse(const eng_input *input, eng_game *game, eng_scene *scene, float pixels)
{
    eng_ui ui = eng_ui_begin(eng_scene_batch(scene), eng_scene_text(scene));
    for (uint32_t i = 0; i < input->button_count; ++i) {
        const eng_input_button *event = &input->buttons[i];
        // What begins on a button of the game's is no drag over the map.
        const eng_show_item *shown =
            eng_show_button_at(&ui, &game->show, event->press_x * pixels, event->press_y * pixels);
        bool is_left = event->button == ENG_MOUSE_LEFT;
        if (shown != NULL && is_left && event->is_click) {
            eng_player_button(&game->player, shown->name);
        } else if (shown == NULL && game->content.rules.takes_pointer) {
            follow_button(input, event, game, eng_scene_camera(scene), pixels);
        }
    }
}

void eng_capture_follow(const eng_input *input, eng_game *game, eng_scene *scene, float pixels)
{
    if (game->bridge == NULL || !game->content.schema.has_referee || game->is_over) {
        return;
    }
    follow_keys(input, game);
    follow_mouse(input, game, scene, pixels);
}

void eng_capture_draw(const eng_input *input, const eng_game *game, eng_ui *ui, float pixels)
{
    if (!game->content.rules.takes_pointer || game->bridge == NULL || !input->is_dragging ||
        (input->mouse_held & ENG_MOUSE_LEFT) == 0) {
        return;
    }
    float left = fminf(input->press_x, input->mouse_x) * pixels;
    float top = fminf(input->press_y, input->mouse_y) * pixels;
    float right = fmaxf(input->press_x, input->mouse_x) * pixels;
    float bottom = fmaxf(input->press_y, input->mouse_y) * pixels;
    eng_batch_rect(ui->batch, ui->layer, left, top, right - left, bottom - top, 0x30f2a541u);
    float edge = eng_ui_px(ui, 1);
    eng_batch_line(ui->batch, ui->layer, left, top, right, top, edge, ENG_UI_ACCENT);
    eng_batch_line(ui->batch, ui->layer, right, top, right, bottom, edge, ENG_UI_ACCENT);
    eng_batch_line(ui->batch, ui->layer, right, bottom, left, bottom, edge, ENG_UI_ACCENT);
    eng_batch_line(ui->batch, ui->layer, left, bottom, left, top, edge, ENG_UI_ACCENT);
}
