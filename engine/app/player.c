// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assets/json.h"

#define FILE_BYTES_MAX (16u << 20)

static eng_value text_value(const char *text)
{
    return eng_value_text(text, (uint32_t)strlen(text));
}

static eng_value flag(bool is_set)
{
    return (eng_value){.integer = is_set, .type = ENG_BOOL};
}

static void add(eng_player *player, eng_command_id command, const eng_value *args, uint32_t count)
{
    eng_command_list_add(&player->pending, &(eng_command){.entity = ENG_ENTITY_NONE,
                                                          .command = command,
                                                          .arg_count = count,
                                                          .args = args});
}

void eng_player_key(eng_player *player, const char *key, bool is_down)
{
    const eng_value args[] = {text_value(key), flag(is_down)};
    add(player, ENG_COMMAND_INPUT_KEY, args, 2);
}

void eng_player_pointer(eng_player *player, float x, float y, int button, bool is_down)
{
    const eng_value args[] = {eng_value_float((double)x),
                              eng_value_float((double)y),
                              {.integer = button, .type = ENG_INT},
                              flag(is_down)};
    add(player, ENG_COMMAND_INPUT_POINTER, args, 4);
}

void eng_player_select(eng_player *player, float left, float top, float right, float bottom,
                       bool is_adding)
{
    const eng_value args[] = {eng_value_float((double)left), eng_value_float((double)top),
                              eng_value_float((double)right), eng_value_float((double)bottom),
                              flag(is_adding)};
    add(player, ENG_COMMAND_INPUT_SELECT, args, 5);
}

void eng_player_order(eng_player *player, float x, float y, eng_entity target, bool is_adding)
{
    const eng_value args[] = {eng_value_float((double)x), eng_value_float((double)y),
                              eng_value_entity(target), flag(is_adding)};
    add(player, ENG_COMMAND_INPUT_ORDER, args, 4);
}

void eng_player_button(eng_player *player, const char *name)
{
    const eng_value args[] = {text_value(name)};
    add(player, ENG_COMMAND_INPUT_BUTTON, args, 1);
}

// ---------------------------------------------------------------------------------------- the file

// One argument of a row: left out, it is the declared fallback.
static eng_value read_argument(eng_json_node *row, const eng_arg *arg)
{
    eng_value value = {.type = (uint32_t)arg->type};
    if (!arg->is_optional && !eng_json_require(row, arg->name)) {
        return value;
    }
    switch (arg->type) {
    case ENG_BOOL:
        value.integer = eng_json_bool(row, arg->name, arg->fallback != 0);
        break;
    case ENG_INT:
        value.integer = eng_json_integer(row, arg->name, (int64_t)arg->fallback, -1000, 1000);
        break;
    case ENG_FLOAT:
        value.number = eng_json_number(row, arg->name, arg->fallback, -1e6, 1e6);
        break;
    case ENG_ENTITY:
        value.entity = (eng_entity)eng_json_integer(row, arg->name, 0, 0, INT64_MAX);
        break;
    default:
        value = text_value(eng_json_text(row, arg->name, ""));
        break;
    }
    return value;
}

static void read_row(eng_player *player, eng_json_node *row)
{
    static const char *const names[] = {"key", "pointer", "select", "order", "button"};
    eng_json_require(row, "tick");
    eng_json_require(row, "event");
    eng_value args[ENG_MAX_ARGS];
    uint32_t command = ENG_COMMAND_INPUT_KEY + eng_json_choice(row, "event", names, 5, 0);
    const eng_command_row *declared = &eng_command_rows[command];
    uint64_t tick = (uint64_t)eng_json_integer(row, "tick", 0, 0, INT64_MAX);
    for (uint32_t i = 0; i < declared->arg_count; ++i) {
        args[i] = read_argument(row, &declared->args[i]);
    }
    player->rows = eng_resize(player->rows, (size_t)player->row_count + 1, sizeof *player->rows);
    player->rows[player->row_count++] = (eng_player_row){tick, player->scripted.commands.count};
    eng_command_list_add(&player->scripted, &(eng_command){.entity = ENG_ENTITY_NONE,
                                                           .command = command,
                                                           .arg_count = declared->arg_count,
                                                           .args = args});
    eng_json_close(row);
}

static char *read_file(const char *path, size_t *bytes, eng_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        eng_error_set(error, "--input: cannot read %s", path);
        return NULL;
    }
    // A list has no name in our JSON: the file becomes the one member of an object.
    static const char head[] = "{\"inputs\":";
    char *text = eng_alloc(FILE_BYTES_MAX + sizeof head + 2, 1);
    memcpy(text, head, sizeof head - 1);
    size_t got = fread(text + sizeof head - 1, 1, FILE_BYTES_MAX, file);
    fclose(file);
    text[sizeof head - 1 + got] = '}';
    *bytes = sizeof head + got;
    return text;
}

static int by_tick(const void *a, const void *b)
{
    const eng_player_row *x = a;
    const eng_player_row *y = b;
    if (x->tick != y->tick) {
        return x->tick < y->tick ? -1 : 1;
    }
    return x->index < y->index ? -1 : 1;
}

bool eng_player_load(eng_player *player, const char *path, eng_error *error)
{
    size_t bytes = 0;
    eng_json_node root;
    eng_json_node list;
    eng_json_node row;
    char *text = read_file(path, &bytes, error);
    eng_json *file = text != NULL ? eng_json_parse(path, text, bytes, error) : NULL;
    eng_free(text);
    if (file == NULL) {
        return false;
    }
    eng_json_root(file, &root);
    if (eng_json_list(&root, "inputs", &list)) {
        for (uint32_t i = 0; i < eng_json_count(&list) && eng_json_item_object(&list, i, &row);
             ++i) {
            read_row(player, &row);
        }
    }
    bool is_good = eng_json_check(file, error);
    eng_json_unload(file);
    if (player->row_count > 0) {
        qsort(player->rows, player->row_count, sizeof *player->rows, by_tick);
    }
    return is_good;
}

void eng_player_fini(eng_player *player)
{
    eng_command_list_fini(&player->pending);
    eng_command_list_fini(&player->given);
    eng_command_list_fini(&player->scripted);
    eng_free(player->rows);
    *player = (eng_player){0};
}

void eng_player_give(eng_player *player, uint64_t tick)
{
    eng_command_list_clear(&player->given);
    eng_command_list taken = player->given;
    player->given = player->pending;
    player->pending = taken;
    while (player->next_row < player->row_count && player->rows[player->next_row].tick <= tick) {
        uint32_t index = player->rows[player->next_row++].index;
        eng_command_list_add(&player->given, &player->scripted.commands.items[index]);
    }
}
