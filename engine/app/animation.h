// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// animation.h: which frame of its sprite a unit shows. A kind's "animations" map what it does (idle,
// move, attack) and where it faces to tags of its sprite; without it, a tag that is called as the
// state is used; without tags, all frames run while the unit moves. Thread: main.

#pragma once

#include "assets/atlas.h"
#include "assets/json.h"
#include "world/kinds.h"
#include "world/world.h"

// Reads "animations" of units/KIND.json.
void eng_animation_read(eng_json_node *unit, eng_kind *kind);

// The tags of one kind's sprite, found once.
typedef struct eng_animation {
    const eng_sheet_tag *tags[ENG_STATE_COUNT][ENG_FACING_COUNT]; // borrowed from the atlas
    bool mirrors[ENG_STATE_COUNT][ENG_FACING_COUNT]; // the tag shows the other side
    bool has_tags, has_facings;
} eng_animation;

// Tags that the sprite does not have are logged once, with what it has.
eng_animation eng_animation_find(const eng_kind *kind, const eng_sprite *sprite);

typedef struct eng_animation_frame {
    uint32_t frame;
    bool is_mirrored;
} eng_animation_frame;

// Of the unit in row `row`, `late_s` after the world's last step.
eng_animation_frame eng_animation_show(const eng_animation *animation, const eng_kind *kind,
                                       const eng_rows *rows, uint32_t row, float late_s);
