// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// effects.h: what flashes by: blows, arrows in flight, puffs, the fading dead. They live in frames,
// not in ticks, and the world knows nothing of them.
//
// Thread: main.

#pragma once

#include "video/batch.h"
#include "world/world.h"

typedef struct eng_effects eng_effects;

eng_effects *eng_effects_create(eng_atlas *atlas);
void eng_effects_destroy(eng_effects *effects); // accepts NULL
// After sprites of the atlas came or went.
void eng_effects_find_sprites(eng_effects *effects);

// `projectile`: a sprite that flies to the target, or ENG_SPRITE_NONE.
void eng_effects_add(eng_effects *effects, const eng_effect *effect, uint32_t projectile);
// Draws and ages them all.
void eng_effects_draw(eng_effects *effects, eng_batch *batch, int layer, float seconds);
