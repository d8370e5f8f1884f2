// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/effects.h"

#include <math.h>

#include "base/alloc.h"

// More than this at once cannot be told apart; the oldest go.
#define EFFECT_CAPACITY 1024u
#define ARROW_SPEED 420.0f // px/s

typedef struct living_effect {
    uint32_t sprite;
    float x, y, to_x, to_y;
    float angle, scale;
    float age_s, life_s;
    bool is_played; // frames run once over its life
    bool is_fading;
} living_effect;

struct eng_effects {
    eng_atlas *atlas;
    living_effect items[EFFECT_CAPACITY];
    uint32_t count, next_index;
    uint32_t hit_sprite, death_sprite;
};

eng_effects *eng_effects_create(eng_atlas *atlas)
{
    eng_effects *effects = eng_alloc(1, sizeof *effects);
    effects->atlas = atlas;
    eng_effects_find_sprites(effects);
    return effects;
}

void eng_effects_find_sprites(eng_effects *effects)
{
    effects->hit_sprite = eng_sprite_find_optional(effects->atlas, "hit");
    effects->death_sprite = eng_sprite_find_optional(effects->atlas, "death");
}

void eng_effects_destroy(eng_effects *effects)
{
    eng_free(effects);
}

static void put(eng_effects *effects, const living_effect *effect)
{
    effects->items[effects->next_index] = *effect;
    effects->next_index = (effects->next_index + 1) % EFFECT_CAPACITY;
    effects->count += effects->count < EFFECT_CAPACITY;
}

void eng_effects_add(eng_effects *effects, const eng_effect *effect, uint32_t projectile)
{
    float flight_x = effect->to_x - effect->x;
    float flight_y = effect->to_y - effect->y;
    float distance = sqrtf(flight_x * flight_x + flight_y * flight_y);
    if (effect->type == ENG_EFFECT_ATTACK && projectile != ENG_SPRITE_NONE) {
        put(effects, &(living_effect){.sprite = projectile,
                                      .x = effect->x,
                                      .y = effect->y,
                                      .to_x = effect->to_x,
                                      .to_y = effect->to_y,
                                      .angle = atan2f(flight_y, flight_x),
                                      .scale = 1.0f,
                                      .life_s = 0.05f + distance / ARROW_SPEED});
    } else if (effect->type == ENG_EFFECT_HIT && effects->hit_sprite != ENG_SPRITE_NONE) {
        put(effects, &(living_effect){.sprite = effects->hit_sprite,
                                      .x = effect->x,
                                      .y = effect->y,
                                      .to_x = effect->x,
                                      .to_y = effect->y,
                                      .scale = 0.7f,
                                      .life_s = 0.25f,
                                      .is_played = true});
    } else if (effect->type == ENG_EFFECT_DEATH && effects->death_sprite != ENG_SPRITE_NONE) {
        put(effects, &(living_effect){.sprite = effects->death_sprite,
                                      .x = effect->x,
                                      .y = effect->y,
                                      .to_x = effect->x,
                                      .to_y = effect->y,
                                      .scale = 1.0f,
                                      .life_s = 0.6f,
                                      .is_played = true,
                                      .is_fading = true});
    }
}

void eng_effects_draw(eng_effects *effects, eng_batch *batch, int layer, float seconds)
{
    for (uint32_t i = 0; i < effects->count; ++i) {
        living_effect *effect = &effects->items[i];
        if (effect->age_s >= effect->life_s) {
            continue;
        }
        float share = effect->age_s / effect->life_s;
        uint32_t frames = eng_atlas_get_sprite(effects->atlas, effect->sprite).frame_count;
        uint32_t alpha = effect->is_fading ? (uint32_t)(255.0f * (1.0f - share)) : 255u;
        eng_batch_sprite(batch,
                         &(eng_sprite_draw){
                             .sprite = effect->sprite,
                             .frame = effect->is_played ? (uint32_t)(share * (float)frames) : 0,
                             .layer = layer,
                             .x = effect->x + (effect->to_x - effect->x) * share,
                             .y = effect->y + (effect->to_y - effect->y) * share,
                             .scale = effect->scale,
                             .angle = effect->angle,
                             .color = alpha << 24 | 0x00ffffffu,
                         });
        effect->age_s += seconds;
    }
}
