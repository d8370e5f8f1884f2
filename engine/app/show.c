// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WHITE 0xffe4e8ecu
#define AMBER 0xfff2a541u

// Cut to what fits, in whole characters; control characters are none of a line's.
static void copy_text(char *out, size_t capacity, const eng_value *value)
{
    size_t bytes = value->text_bytes < capacity - 1 ? value->text_bytes : capacity - 1;
    while (bytes > 0 && bytes < value->text_bytes && ((uint8_t)value->text[bytes] & 0xc0) == 0x80) {
        --bytes;
    }
    for (size_t i = 0; i < bytes; ++i) {
        out[i] = (uint8_t)value->text[i] < ' ' ? ' ' : value->text[i];
    }
    out[bytes] = '\0';
}

// 0: there is none.
static uint32_t read_color(const eng_value *value)
{
    char text[8];
    char *end = NULL;
    copy_text(text, sizeof text, value);
    uint32_t color = text[0] == '#' ? (uint32_t)strtoul(text + 1, &end, 16) : 0;
    return end == text + 7 && *end == '\0' ? 0xff000000u | color : 0;
}

// The item of that name, made if need be; NULL: there is no room. With `is_gone` it is taken away.
static eng_show_item *find(eng_show_list *list, const eng_value *name, bool is_gone)
{
    char text[ENG_SHOW_NAME_BYTES];
    uint32_t i = 0;
    copy_text(text, sizeof text, name);
    while (i < list->count && strcmp(list->items[i].name, text) != 0) {
        ++i;
    }
    if (is_gone) {
        if (i < list->count) {
            --list->count;
            memmove(&list->items[i], &list->items[i + 1],
                    (list->count - i) * sizeof list->items[0]);
        }
        return NULL;
    }
    if (i == ENG_SHOW_CAPACITY) {
        return NULL;
    }
    list->count = i == list->count ? i + 1 : list->count;
    list->items[i] = (eng_show_item){0};
    memcpy(list->items[i].name, text, sizeof text);
    return &list->items[i];
}

static void show_text(eng_show *show, const eng_value *args)
{
    eng_show_item *item = find(&show->texts, &args[0], args[1].text_bytes == 0);
    if (item == NULL) {
        return;
    }
    copy_text(item->text, sizeof item->text, &args[1]);
    item->x = (float)args[2].number;
    item->y = (float)args[3].number;
    item->size = fminf(fmaxf((float)args[4].number, 8), 200);
    item->color = read_color(&args[5]);
    item->color = item->color != 0 ? item->color : WHITE;
    item->is_in_world = args[6].integer != 0;
}

static void show_button(eng_show *show, const eng_value *args)
{
    eng_show_item *item = find(&show->buttons, &args[0], args[1].text_bytes == 0);
    if (item != NULL) {
        copy_text(item->text, sizeof item->text, &args[1]);
        item->x = (float)args[2].number;
        item->y = (float)args[3].number;
        copy_text(item->key, sizeof item->key, &args[4]);
    }
}

static void show_bar(eng_show *show, const eng_value *args)
{
    eng_show_item *item = find(&show->bars, &args[0], args[1].number < 0);
    if (item == NULL) {
        return;
    }
    item->value = fminf((float)args[1].number, 1);
    item->x = (float)args[2].number;
    item->y = (float)args[3].number;
    item->size = fminf(fmaxf((float)args[4].number, 0.01f), 1);
    item->color = read_color(&args[5]);
    item->color = item->color != 0 ? item->color : AMBER;
    copy_text(item->text, sizeof item->text, &args[6]);
}

static void show_mark(eng_show *show, const eng_value *args)
{
    uint32_t color = read_color(&args[1]);
    uint32_t i = 0;
    while (i < show->marks.count && show->marks.items[i].entity != args[0].entity) {
        ++i;
    }
    if (i < show->marks.count && color == 0) {
        show->marks.items[i] = show->marks.items[--show->marks.count];
    } else if (i < show->marks.count) {
        show->marks.items[i].color = color;
    } else if (color != 0) {
        *ENG_ARRAY_PUSH(&show->marks) = (eng_show_mark){args[0].entity, color};
    }
}

static void show_sound(eng_show *show, const eng_value *args)
{
    if (show->sound_count < ENG_SHOW_CAPACITY) {
        eng_show_sound *sound = &show->sounds[show->sound_count++];
        copy_text(sound->name, sizeof sound->name, &args[0]);
        sound->volume = fminf(fmaxf((float)args[1].number, 0), 1);
    }
}

static void show_effect(eng_show *show, const eng_value *args)
{
    static const struct {
        const char *name;
        eng_effect_type type;
    } types[] = {{"hit", ENG_EFFECT_HIT}, {"death", ENG_EFFECT_DEATH}, {"spawn", ENG_EFFECT_SPAWN}};
    char name[ENG_SHOW_NAME_BYTES];
    copy_text(name, sizeof name, &args[0]);
    for (size_t i = 0; i < sizeof types / sizeof *types; ++i) {
        if (strcmp(types[i].name, name) == 0) {
            *ENG_ARRAY_PUSH(&show->effects) = (eng_effect){
                .type = types[i].type, .x = (float)args[1].number, .y = (float)args[2].number};
        }
    }
}

static void show_animation(eng_show *show, const eng_world *world, const eng_value *args)
{
    uint32_t i = 0;
    while (i < show->animations.count && show->animations.items[i].entity != args[0].entity) {
        ++i;
    }
    eng_show_animation *animation =
        i < show->animations.count ? &show->animations.items[i] : ENG_ARRAY_PUSH(&show->animations);
    *animation = (eng_show_animation){.entity = args[0].entity, .began_s = eng_world_time_s(world)};
    copy_text(animation->name, sizeof animation->name, &args[1]);
}

static void show_one(eng_show *show, const eng_world *world, const eng_command *command)
{
    const eng_value *args = command->args;
    switch ((eng_command_id)command->command) {
    case ENG_COMMAND_TEXT:
        show_text(show, args);
        break;
    case ENG_COMMAND_BUTTON:
        show_button(show, args);
        break;
    case ENG_COMMAND_BAR:
        show_bar(show, args);
        break;
    case ENG_COMMAND_MARK:
        show_mark(show, args);
        break;
    case ENG_COMMAND_SOUND:
        show_sound(show, args);
        break;
    case ENG_COMMAND_EFFECT:
        show_effect(show, args);
        break;
    case ENG_COMMAND_ANIMATE:
        show_animation(show, world, args);
        break;
    case ENG_COMMAND_CAMERA:
        show->camera_x = (float)args[0].number;
        show->camera_y = (float)args[1].number;
        show->camera_zoom = (float)args[2].number;
        show->has_camera = true;
        break;
    default:
        break;
    }
}

// Units that are gone need no ring.
static void forget_dead(eng_show *show, const eng_world *world)
{
    for (uint32_t i = show->marks.count; i > 0; --i) {
        if (eng_world_row(world, show->marks.items[i - 1].entity) < 0) {
            show->marks.items[i - 1] = show->marks.items[--show->marks.count];
        }
    }
    for (uint32_t i = show->animations.count; i > 0; --i) {
        if (eng_world_row(world, show->animations.items[i - 1].entity) < 0) {
            show->animations.items[i - 1] = show->animations.items[--show->animations.count];
        }
    }
}

void eng_show_follow(eng_show *show, const eng_world *world, const eng_command *commands,
                     uint32_t count)
{
    show->sound_count = show->effects.count = 0;
    show->has_camera = false;
    for (uint32_t i = 0; i < count; ++i) {
        // A recording may hold anything: only what has all its arguments is shown.
        if (commands[i].entity == ENG_ENTITY_NONE && commands[i].command >= ENG_COMMAND_TEXT &&
            commands[i].command <= ENG_COMMAND_CAMERA &&
            eng_world_has_arguments(world, &commands[i])) {
            show_one(show, world, &commands[i]);
        }
    }
    forget_dead(show, world);
}

void eng_show_fini(eng_show *show)
{
    eng_free(show->marks.items);
    eng_free(show->animations.items);
    eng_free(show->effects.items);
    *show = (eng_show){0};
}

uint32_t eng_show_mark_of(const eng_show *show, eng_entity entity)
{
    for (uint32_t i = 0; i < show->marks.count; ++i) {
        if (show->marks.items[i].entity == entity) {
            return show->marks.items[i].color;
        }
    }
    return 0;
}

const eng_show_animation *eng_show_animation_of(const eng_show *show, eng_entity entity)
{
    for (uint32_t i = 0; i < show->animations.count; ++i) {
        if (show->animations.items[i].entity == entity) {
            return &show->animations.items[i];
        }
    }
    return NULL;
}
