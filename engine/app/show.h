// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// show.h: what the rules of a game put before the player: texts, buttons, bars, rings round units,
// the place looked at; and, of the last tick, sounds and effects. Made from the referee's commands
// alone, so that a replay shows the same. It is no part of the world's state.
//
// Thread: main.

#pragma once

#include "base/alloc.h"
#include "world/world.h"

#define ENG_SHOW_CAPACITY 64 // texts, buttons and bars each; and sounds of a tick
#define ENG_SHOW_NAME_BYTES 32
#define ENG_SHOW_TEXT_BYTES 160

typedef struct eng_show_item {
    char name[ENG_SHOW_NAME_BYTES];
    char text[ENG_SHOW_TEXT_BYTES];
    char key[16];   // of a button; "": none
    float x, y;     // of the screen, 0 to 1; of a text in the world: px
    float size;     // of a text: px of a screen 720 high; of a bar: its width, 1 is the screen's
    float value;    // of a bar
    uint32_t color; // 0xffrrggbb
    bool is_in_world;
} eng_show_item;

typedef struct eng_show_list {
    eng_show_item items[ENG_SHOW_CAPACITY];
    uint32_t count;
} eng_show_list;

typedef struct eng_show_sound {
    char name[ENG_SHOW_NAME_BYTES];
    float volume; // 0 to 1
} eng_show_sound;

typedef struct eng_show_mark {
    eng_entity entity;
    uint32_t color;
} eng_show_mark;

typedef struct eng_show_animation {
    eng_entity entity;
    char name[ENG_SHOW_NAME_BYTES];
    double began_s; // game time
} eng_show_animation;

typedef struct eng_show {
    eng_show_list texts, buttons, bars;
    ENG_ARRAY(eng_show_mark) marks;
    ENG_ARRAY(eng_show_animation) animations;
    // of the last tick
    eng_show_sound sounds[ENG_SHOW_CAPACITY];
    uint32_t sound_count;
    ENG_ARRAY(eng_effect) effects;
    float camera_x, camera_y, camera_zoom; // zoom 0: as it is
    bool has_camera;
} eng_show;

// Takes up what the commands of one tick show. Those that make no sense are left out.
void eng_show_follow(eng_show *show, const eng_world *world, const eng_command *commands,
                     uint32_t count);
void eng_show_fini(eng_show *show);

// The ring of a unit, or 0: none.
uint32_t eng_show_mark_of(const eng_show *show, eng_entity entity);
// The animation that a unit was told to play last, or NULL.
const eng_show_animation *eng_show_animation_of(const eng_show *show, eng_entity entity);
