// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspector.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/console.h"
#include "base/alloc.h"
#include "base/clock.h"

#define ORDERS 5u
#define MESSAGES 4u
#define ATTRIBUTES_BYTES 16500u
#define SHOWN_ATTRIBUTES 10u
#define ASK_NS 250000000
#define PICK_REACH 14.0f // px beyond a unit's body that still count as a hit

typedef struct order_note {
    uint64_t tick;
    char text[96];
} order_note;

struct eng_inspector {
    bool is_on, is_following;
    eng_entity unit; // 0: none is chosen
    char kind[48];
    uint32_t asked; // serial; 0: nothing is asked
    int64_t asked_ns;
    char attributes[ATTRIBUTES_BYTES];
    bool is_attributes_error;
    order_note orders[ORDERS]; // the newest first
    uint32_t order_count;
    order_note messages[MESSAGES]; // the newest first
    uint32_t message_count;
    const eng_game *game; // while the unit is overheard
    eng_console *console;
};

eng_inspector *eng_inspector_create(void)
{
    eng_inspector *inspector = eng_alloc(1, sizeof *inspector);
    inspector->console = eng_console_create();
    return inspector;
}

void eng_inspector_destroy(eng_inspector *inspector)
{
    if (inspector != NULL) {
        eng_console_destroy(inspector->console);
        eng_free(inspector);
    }
}

static void name_unit(const eng_game *game, eng_entity unit, char *out, size_t out_bytes)
{
    int32_t row = eng_world_row(game->world, unit);
    const char *kind =
        row >= 0 ? game->content.kinds[eng_world_rows(game->world).kind[row]].name : "unit";
    snprintf(out, out_bytes, "%.24s %u", kind, eng_entity_index(unit));
}

static void overhear(void *user, const myr_heard *heard)
{
    eng_inspector *inspector = user;
    const eng_game *game = inspector->game;
    char other[48];
    bool is_own = heard->sender == inspector->unit;
    if (is_own && heard->receiver == 0) {
        snprintf(other, sizeof other, "team %d", heard->team);
    } else {
        name_unit(game, is_own ? heard->receiver : heard->sender, other, sizeof other);
    }
    memmove(&inspector->messages[1], &inspector->messages[0],
            (MESSAGES - 1) * sizeof *inspector->messages);
    order_note *note = &inspector->messages[0];
    note->tick = eng_world_tick(game->world);
    snprintf(note->text, sizeof note->text, "%s %s: %s", is_own ? "to" : "from", other,
             heard->text);
    inspector->message_count += inspector->message_count < MESSAGES;
}

static void choose(eng_inspector *inspector, eng_entity unit)
{
    inspector->message_count = 0;
    if (inspector->game != NULL && inspector->game->bridge != NULL) {
        eng_bridge_overhear(inspector->game->bridge, unit, overhear, inspector);
    }
    inspector->unit = unit;
    inspector->asked = 0;
    inspector->asked_ns = 0;
    inspector->attributes[0] = '\0';
    inspector->order_count = 0;
}

static bool hear(void *user, const myr_answer *answer)
{
    eng_inspector *inspector = user;
    if (answer->serial == inspector->asked) {
        inspector->asked = 0;
        inspector->is_attributes_error = answer->is_error;
        snprintf(inspector->attributes, sizeof inspector->attributes, "%s", answer->text);
        return true;
    }
    return eng_console_hear(inspector->console, answer);
}

void eng_inspector_restart(eng_inspector *inspector, eng_game *game)
{
    inspector->game = game;
    choose(inspector, 0);
    inspector->is_following = false;
    if (game->bridge != NULL) {
        eng_bridge_listen(game->bridge, hear, inspector);
    }
}

// --------------------------------------------------------------------------------------- choosing

static eng_entity pick(const eng_game *game, const eng_camera *camera, float x, float y)
{
    float wx = 0.0f;
    float wy = 0.0f;
    eng_rows rows = eng_world_rows(game->world);
    eng_camera_to_world(camera, x, y, &wx, &wy);
    eng_entity best = 0;
    float best_distance = INFINITY;
    for (uint32_t i = 0; i < rows.row_count; ++i) {
        float distance = hypotf(rows.x[i] - wx, rows.y[i] - wy) - rows.radius[i];
        if (distance < best_distance && distance < PICK_REACH / fminf(camera->zoom, 1.0f)) {
            best = rows.entities[i];
            best_distance = distance;
        }
    }
    return best;
}

bool eng_inspector_is_on(const eng_inspector *inspector)
{
    return inspector->is_on;
}

void eng_inspector_input(eng_inspector *inspector, eng_game *game, eng_scene *scene,
                         eng_input *input, float pixels)
{
    if (eng_input_pressed(input, ENG_ACTION_INSPECT)) {
        inspector->is_on = !inspector->is_on;
        inspector->is_following = false;
        choose(inspector, 0);
    }
    // A game with rules of its own takes clicks for itself, unless F2 says otherwise.
    bool has_clicks = game->bridge == NULL || !eng_bridge_has_referee(game->bridge);
    if ((input->clicked & ENG_MOUSE_LEFT) != 0 && (inspector->is_on || has_clicks)) {
        eng_entity unit =
            pick(game, eng_scene_camera(scene), input->mouse_x * pixels, input->mouse_y * pixels);
        inspector->is_on = inspector->is_on || unit != 0;
        choose(inspector, unit);
    }
    if (eng_input_pressed(input, ENG_ACTION_FOLLOW) && inspector->unit != 0) {
        inspector->is_following = !inspector->is_following;
    }
    if (eng_input_pressed(input, ENG_ACTION_CONSOLE)) {
        inspector->is_on = true;
        eng_console_toggle(inspector->console);
    }
    eng_console_input(inspector->console, game, inspector->unit, input);
    input->is_typing = eng_console_is_open(inspector->console);
}

// -------------------------------------------------------------------------------------- following

void eng_inspector_follow(eng_inspector *inspector, eng_game *game, eng_scene *scene)
{
    if (!inspector->is_on || inspector->unit == 0) {
        return;
    }
    eng_rows rows = eng_world_rows(game->world);
    int32_t row = eng_world_row(game->world, inspector->unit);
    int64_t now_ns = eng_clock_ns();
    if (row < 0) {
        inspector->is_following = false;
        return;
    }
    snprintf(inspector->kind, sizeof inspector->kind, "%s",
             game->content.kinds[rows.kind[row]].name);
    if (inspector->is_following) {
        eng_camera *camera = eng_scene_camera(scene);
        eng_camera_look_at(camera, rows.x[row], rows.y[row], camera->zoom);
    }
    if (game->bridge != NULL && inspector->asked == 0 && now_ns - inspector->asked_ns > ASK_NS) {
        eng_error error = {0};
        inspector->asked_ns = now_ns;
        inspector->asked = eng_bridge_inspect(game->bridge, inspector->unit, &error);
        if (inspector->asked == 0) {
            inspector->is_attributes_error = true;
            snprintf(inspector->attributes, sizeof inspector->attributes, "no script");
        }
    }
}

static void copy_argument(const eng_game *game, const eng_value *value, char *out, size_t out_bytes)
{
    switch (value->type) {
    case ENG_BOOL:
        snprintf(out, out_bytes, "%s", value->integer != 0 ? "True" : "False");
        break;
    case ENG_INT:
        snprintf(out, out_bytes, "%" PRId64, value->integer);
        break;
    case ENG_FLOAT:
        snprintf(out, out_bytes, "%.4g", value->number);
        break;
    case ENG_NAME:
        snprintf(out, out_bytes, "%s", eng_world_name(game->world, (uint32_t)value->integer));
        break;
    case ENG_ENTITY:
        snprintf(out, out_bytes, "unit %u", eng_entity_index(value->entity));
        break;
    case ENG_TEXT:
        snprintf(out, out_bytes, "\"%.*s\"", (int)value->text_bytes, value->text);
        break;
    default:
        snprintf(out, out_bytes, "None");
        break;
    }
}

static void note_order(eng_inspector *inspector, const eng_game *game, const eng_command *command)
{
    char text[96];
    const eng_schema *schema = &game->content.schema;
    size_t used = (size_t)snprintf(text, sizeof text, "%s(",
                                   command->command < schema->command_count
                                       ? schema->commands[command->command].name
                                       : "command");
    for (uint32_t i = 0; i < command->arg_count && used < sizeof text; ++i) {
        char argument[64];
        copy_argument(game, &command->args[i], argument, sizeof argument);
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? ", " : "", argument);
    }
    if (used < sizeof text) {
        snprintf(text + used, sizeof text - used, ")");
    }
    memmove(&inspector->orders[1], &inspector->orders[0], (ORDERS - 1) * sizeof *inspector->orders);
    inspector->orders[0].tick = eng_world_tick(game->world);
    snprintf(inspector->orders[0].text, sizeof inspector->orders[0].text, "%s", text);
    inspector->order_count += inspector->order_count < ORDERS;
}

void eng_inspector_note(eng_inspector *inspector, const eng_game *game)
{
    for (uint32_t i = 0; inspector->unit != 0 && i < game->applied_count; ++i) {
        if (game->applied[i].entity == inspector->unit) {
            note_order(inspector, game, &game->applied[i]);
        }
    }
}

// ---------------------------------------------------------------------------------------- drawing

static void draw_senses(eng_ui *ui, const eng_game *game, const eng_camera *camera,
                        const eng_rows *rows, uint32_t row)
{
    float x = 0.0f;
    float y = 0.0f;
    float zoom = camera->zoom;
    float line = eng_ui_px(ui, 1.5f);
    eng_camera_to_screen(camera, rows->x[row], rows->y[row], &x, &y);
    if (rows->sight[row] > 0.0f) {
        eng_batch_circle(ui->batch, ui->layer, x, y, rows->sight[row] * zoom, line, 0xb0f2a541u);
    }
    if (rows->reach[row] > 0.0f) {
        eng_batch_circle(ui->batch, ui->layer, x, y, (rows->reach[row] + rows->radius[row]) * zoom,
                         line, 0xc0e0604cu);
    }
    eng_batch_circle(ui->batch, ui->layer, x, y, fmaxf(rows->radius[row] * zoom, 6.0f) + line,
                     2.0f * line, ENG_UI_ACCENT);
    int32_t target = eng_world_row(game->world, rows->target[row]);
    if (target >= 0) {
        float tx = 0.0f;
        float ty = 0.0f;
        eng_camera_to_screen(camera, rows->x[target], rows->y[target], &tx, &ty);
        eng_batch_line(ui->batch, ui->layer, x, y, tx, ty, line, 0xffffffffu);
        eng_batch_circle(ui->batch, ui->layer, tx, ty, 5.0f * line, line, 0xccffffffu);
    }
    float gx = 0.0f;
    float gy = 0.0f;
    if (eng_world_goal(game->world, row, &gx, &gy)) {
        eng_camera_to_screen(camera, gx, gy, &gx, &gy);
        eng_batch_line(ui->batch, ui->layer, x, y, gx, gy, line, 0xff7fb77eu);
        eng_batch_circle(ui->batch, ui->layer, gx, gy, 4.0f * line, 0.0f, 0xcc7fb77eu);
    }
}

static float draw_body(eng_inspector *inspector, eng_ui *ui, const eng_game *game,
                       const eng_rows *rows, uint32_t row, float x, float y, float width)
{
    char value[96];
    snprintf(value, sizeof value, "%.0f, %.0f", (double)rows->x[row], (double)rows->y[row]);
    y = eng_ui_pair(ui, x, y, width, "at", value, 0);
    snprintf(value, sizeof value, "%.4g of %.4g", (double)rows->hp[row], (double)rows->max_hp[row]);
    y = eng_ui_pair(ui, x, y, width, "hp", value, 0);
    snprintf(value, sizeof value, "%.0f, %.0f px", (double)rows->sight[row],
             (double)rows->reach[row]);
    y = eng_ui_pair(ui, x, y, width, "sight, reach", value, 0);
    const eng_profile_unit *units[ENG_PROFILE_UNITS];
    uint32_t count = game->bridge == NULL ? 0
                                          : eng_profile_get_units(eng_bridge_profile(game->bridge),
                                                                  true, units, ENG_PROFILE_UNITS);
    for (uint32_t i = 0; i < count; ++i) {
        if (units[i]->entity == inspector->unit) {
            snprintf(value, sizeof value, "%.3f ms, %" PRIu64 " times", units[i]->recent_ms,
                     units[i]->thinks);
            y = eng_ui_pair(ui, x, y, width, "thinks", value, 0);
        }
    }
    return y + ui->gap;
}

static float draw_attributes(eng_inspector *inspector, eng_ui *ui, float x, float y, float width)
{
    char text[ATTRIBUTES_BYTES];
    uint32_t shown = 0;
    y = eng_ui_line(ui, x, y, width, ENG_UI_DIM, "attributes");
    if (inspector->is_attributes_error) {
        return eng_ui_line(ui, x, y, width, ENG_UI_BAD, inspector->attributes) + ui->gap;
    }
    snprintf(text, sizeof text, "%s", inspector->attributes);
    for (char *line = text; line != NULL && line[0] != '\0' && shown < SHOWN_ATTRIBUTES; ++shown) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        char *tab = strchr(line, '\t');
        if (tab != NULL) {
            *tab = '\0';
            float name_width = fminf(
                eng_text_measure(ui->text, ENG_FONT_SANS, ui->size, line) + ui->gap, width * 0.4f);
            float value_width = eng_text_measure(ui->text, ENG_FONT_MONO, ui->size_small, tab + 1);
            float left = x + fmaxf(name_width, width - value_width);
            eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_MONO, ui->size_small, left, y,
                              x + width - left, ENG_UI_TEXT, tab + 1);
            y = eng_ui_line(ui, x, y, width * 0.4f, ENG_UI_DIM, line);
        }
        line = end;
    }
    return y + ui->gap;
}

static float draw_notes(const order_note *notes, uint32_t count, const char *title, eng_ui *ui,
                        float x, float y, float width)
{
    y = eng_ui_line(ui, x, y, width, ENG_UI_DIM, title);
    for (uint32_t i = 0; i < count; ++i) {
        char tick[32];
        snprintf(tick, sizeof tick, "%" PRIu64, notes[i].tick);
        float tick_width = eng_text_measure(ui->text, ENG_FONT_MONO, ui->size_small, tick);
        eng_text_draw(ui->text, ui->layer, ENG_FONT_MONO, ui->size_small, x + width - tick_width, y,
                      ENG_UI_DIM, tick);
        y = eng_ui_line(ui, x, y, width - tick_width - ui->gap, 0, notes[i].text);
    }
    return y + ui->gap;
}

static float draw_error(eng_inspector *inspector, eng_ui *ui, const eng_game *game, float x,
                        float y, float width)
{
    char name[80];
    char line[512];
    const eng_failures *failures = eng_bridge_failures(game->bridge);
    snprintf(name, sizeof name, "%.40s %u", inspector->kind, eng_entity_index(inspector->unit));
    for (uint32_t i = failures->count; i-- > 0;) {
        if (strcmp(failures->items[i].unit, name) == 0) {
            eng_failure_copy_line(&failures->items[i], line, sizeof line);
            return eng_ui_line(ui, x, y, width, ENG_UI_BAD, line);
        }
    }
    return y;
}

static void draw_panel(eng_inspector *inspector, eng_ui *ui, const eng_game *game,
                       const eng_rows *rows, int32_t row)
{
    char title[96];
    float width = eng_ui_px(ui, 320);
    float x = ui->pad;
    float y = eng_ui_px(ui, 46);
    float line = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size) + eng_ui_px(ui, 3);
    uint32_t lines = 0;
    for (const char *at = inspector->attributes; *at != '\0' && lines < SHOWN_ATTRIBUTES; ++at) {
        lines += *at == '\n' || at[1] == '\0';
    }
    float height = eng_ui_px(ui, 60) +
                   line * (float)(7 + lines + inspector->order_count + inspector->message_count +
                                  (inspector->message_count > 0));
    eng_ui_panel(ui, x, y, width, row < 0 ? eng_ui_px(ui, 72) : height);
    x += ui->pad;
    y += ui->pad;
    width -= 2.0f * ui->pad;
    if (inspector->unit == 0) {
        y = eng_ui_heading(ui, x, y, width, "Inspector");
        eng_ui_line(ui, x, y, width, ENG_UI_DIM, "click a unit");
        return;
    }
    snprintf(title, sizeof title, "%s %u%s", inspector->kind, eng_entity_index(inspector->unit),
             inspector->is_following ? "  (followed)" : "");
    y = eng_ui_heading(ui, x, y, width, title);
    if (row < 0) {
        eng_ui_line(ui, x, y, width, ENG_UI_BAD, "is dead");
        return;
    }
    y = draw_body(inspector, ui, game, rows, (uint32_t)row, x, y, width);
    y = draw_attributes(inspector, ui, x, y, width);
    y = draw_notes(inspector->orders, inspector->order_count, "orders, the last first", ui, x, y,
                   width);
    if (inspector->message_count > 0) {
        y = draw_notes(inspector->messages, inspector->message_count, "messages, the last first",
                       ui, x, y, width);
    }
    if (game->bridge != NULL) {
        draw_error(inspector, ui, game, x, y, width);
    }
}

void eng_inspector_draw(eng_inspector *inspector, eng_ui *ui, const eng_game *game,
                        eng_scene *scene)
{
    if (!inspector->is_on) {
        return;
    }
    eng_rows rows = eng_world_rows(game->world);
    int32_t row = inspector->unit != 0 ? eng_world_row(game->world, inspector->unit) : -1;
    if (row >= 0) {
        draw_senses(ui, game, eng_scene_camera(scene), &rows, (uint32_t)row);
    }
    draw_panel(inspector, ui, game, &rows, row);
    eng_console_draw(inspector->console, ui);
}
