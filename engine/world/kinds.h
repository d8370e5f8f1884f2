// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// kinds.h: what a pack says about units and maps, as plain C, field for key as in docs/packs.md.
//
// The caller fills these from JSON (or by hand, in tests). The world reads them while it is created
// and populated and keeps copies of what it simulates; what is only for drawing stays with the
// caller, who finds it by the kind's index.
//
// Threads: plain data.

#pragma once

#include <stdbool.h>
#include <stdint.h>

// What a unit is seen doing, and where it faces.
enum { ENG_STATE_IDLE, ENG_STATE_MOVE, ENG_STATE_ATTACK, ENG_STATE_COUNT };
enum { ENG_FACING_RIGHT, ENG_FACING_DOWN, ENG_FACING_LEFT, ENG_FACING_UP, ENG_FACING_COUNT };

// What is seen and heard of a tick; no part of the state.
typedef enum eng_effect_type {
    ENG_EFFECT_ATTACK, // from (x, y) to (to_x, to_y); `kind` is the attacker's
    ENG_EFFECT_HIT,    // at (x, y); `kind` is the one who was hit
    ENG_EFFECT_DEATH,  // at (x, y)
    ENG_EFFECT_SPAWN,  // at (x, y)
    ENG_EFFECT_TYPE_COUNT,
} eng_effect_type;

typedef struct eng_kind {
    const char *name;

    // for drawing and the player; the world never looks at these
    const char *title;      // NULL: the name
    const char *sprite;     // NULL: the name
    const char *projectile; // sprite drawn flying to the target of an attack; NULL: none
    float sprite_fps, sprite_scale;
    int32_t layer;
    bool is_tinted, rotates;
    const char *animations[ENG_STATE_COUNT][ENG_FACING_COUNT]; // tags of the sprite; NULL: not said
    bool has_facings;
    const char *sounds[ENG_EFFECT_TYPE_COUNT]; // by eng_effect_type; NULL: none

    // the body
    float radius; // px; 0: no collisions
    float mass;   // 0: cannot be pushed
    float speed;  // px/s
    float turn;   // rad/s
    float hp;

    // what it can do
    float damage;       // per attack
    float reach;        // px, beyond both radii
    float cooldown;     // s between attacks
    float sight;        // px
    float capacity;     // cargo
    const char *role;   // what several kinds have in common; NULL: none
    const char *builds; // kind that its spawn command makes; NULL: none
    float build_cost;   // cargo
    float build_time;   // s

    // its mind
    const char *script_module, *script_class; // NULL: none
    float think_hz;                           // 0: the tick rate
    float think_ms;                           // soft budget of a think; 0: the pack's
} eng_kind;

// Every key at the default of docs/packs.md; `name` is borrowed.
eng_kind eng_kind_default(const char *name);

typedef struct eng_terrain {
    const char *name;
    const char *sprite;
    float speed; // factor; 0 blocks
} eng_terrain;

typedef struct eng_scalar_def {
    const char *name;
    const char *sprite; // NULL: drawn as a haze of `color`
    float cell;         // px
    float decay;        // 1/s; above 0 the field is a mark, else it is matter (see world.h)
    float diffuse;      // 0 to 1 per s
    float max;          // of a cell
    uint32_t color;     // 0xrrggbb
} eng_scalar_def;

typedef struct eng_spot {
    const char *field;
    float x, y, radius;
    float amount; // of each cell whose centre lies within
} eng_spot;

typedef struct eng_group {
    const char *kind;
    int32_t team;
    uint32_t count;
    float x, y, radius;
    float heading; // NAN: each its own, at random
} eng_group;

typedef struct eng_decor {
    const char *sprite;
    float x, y, scale, angle;
} eng_decor;

typedef struct eng_map {
    float width, height; // px

    float terrain_cell; // px; 0: no terrain, everything is open ground
    uint32_t terrain_columns, terrain_rows;
    const uint8_t *terrain; // index into legend, row by row
    const eng_terrain *legend;
    uint32_t legend_count;

    const eng_scalar_def *scalars;
    const eng_spot *spots;
    const eng_group *groups;
    const eng_decor *decor;
    uint32_t scalar_count, spot_count, group_count, decor_count;
} eng_map;
