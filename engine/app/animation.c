// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/animation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

static const char *const state_names[ENG_STATE_COUNT] = {"idle", "move", "attack"};
static const char *const facing_names[ENG_FACING_COUNT] = {"right", "down", "left", "up"};

#define QUARTER_TURN 1.57079633f

void eng_animation_read(eng_json_node *unit, eng_kind *kind)
{
    eng_json_node states;
    eng_json_node facings;
    if (!eng_json_object(unit, "animations", &states)) {
        return;
    }
    for (uint32_t state = 0; state < ENG_STATE_COUNT; ++state) {
        const char *const name = state_names[state];
        if (!eng_json_is_object(&states, name)) {
            const char *tag = eng_json_text(&states, name, NULL);
            for (uint32_t facing = 0; facing < ENG_FACING_COUNT; ++facing) {
                kind->animations[state][facing] = tag;
            }
            continue;
        }
        eng_json_object(&states, name, &facings);
        kind->has_facings = true;
        for (uint32_t facing = 0; facing < ENG_FACING_COUNT; ++facing) {
            kind->animations[state][facing] = eng_json_text(&facings, facing_names[facing], NULL);
        }
        eng_json_close(&facings);
    }
    eng_json_close(&states);
}

static void warn_of_missing(const eng_kind *kind, const eng_sprite *sprite, const char *tag)
{
    char list[256] = "none";
    size_t used = 0;
    for (uint32_t i = 0; sprite->sheet != NULL && i < sprite->sheet->tags.count; ++i) {
        int length = snprintf(list + used, sizeof list - used, "%s'%s'", i > 0 ? ", " : "",
                              sprite->sheet->tags.items[i].name);
        if (length < 0 || (size_t)length >= sizeof list - used) {
            break;
        }
        used += (size_t)length;
    }
    eng_log_warning("units/%s.json: animations: the sprite '%s' has no tag '%s'; it has %s",
                    kind->name, kind->sprite, tag, list);
}

// Left and right stand in for each other; up and down take what there is.
static void fill_facings(eng_animation *animation, uint32_t state)
{
    const eng_sheet_tag **tags = animation->tags[state];
    bool *mirrors = animation->mirrors[state];
    if (tags[ENG_FACING_LEFT] == NULL && tags[ENG_FACING_RIGHT] != NULL) {
        tags[ENG_FACING_LEFT] = tags[ENG_FACING_RIGHT];
        mirrors[ENG_FACING_LEFT] = true;
    } else if (tags[ENG_FACING_RIGHT] == NULL && tags[ENG_FACING_LEFT] != NULL) {
        tags[ENG_FACING_RIGHT] = tags[ENG_FACING_LEFT];
        mirrors[ENG_FACING_RIGHT] = true;
    }
    const eng_sheet_tag *any = NULL;
    for (uint32_t facing = 0; facing < ENG_FACING_COUNT; ++facing) {
        any = any == NULL ? tags[facing] : any;
    }
    for (uint32_t facing = 0; facing < ENG_FACING_COUNT; ++facing) {
        tags[facing] = tags[facing] == NULL ? any : tags[facing];
    }
}

eng_animation eng_animation_find(const eng_kind *kind, const eng_sprite *sprite)
{
    eng_animation animation = {.has_facings = kind->has_facings};
    for (uint32_t state = 0; state < ENG_STATE_COUNT; ++state) {
        for (uint32_t facing = 0; facing < ENG_FACING_COUNT; ++facing) {
            const char *wanted = kind->animations[state][facing];
            bool is_first = facing == 0 || wanted != kind->animations[state][facing - 1];
            const eng_sheet_tag *tag =
                eng_sprite_find_tag(sprite, wanted != NULL ? wanted : state_names[state]);
            if (tag == NULL && wanted != NULL && is_first) {
                warn_of_missing(kind, sprite, wanted);
            }
            animation.tags[state][facing] = wanted != NULL || !kind->has_facings ? tag : NULL;
            animation.has_tags |= tag != NULL;
        }
        fill_facings(&animation, state);
    }
    // What is not said is done as what is said for standing still, or else for moving.
    for (uint32_t state = 0; state < ENG_STATE_COUNT; ++state) {
        uint32_t other =
            animation.tags[ENG_STATE_IDLE][0] != NULL ? ENG_STATE_IDLE : ENG_STATE_MOVE;
        if (animation.tags[state][0] == NULL) {
            memcpy(animation.tags[state], animation.tags[other], sizeof animation.tags[state]);
            memcpy(animation.mirrors[state], animation.mirrors[other],
                   sizeof animation.mirrors[state]);
        }
    }
    return animation;
}

static uint32_t find_facing(float heading)
{
    return (uint32_t)(int32_t)lroundf(heading / QUARTER_TURN) & 3u;
}

static double tag_seconds(const eng_sheet_tag *tag)
{
    double ms = 0.0;
    for (uint32_t i = 0; i < tag->step_count; ++i) {
        ms += tag->steps[i].duration_ms;
    }
    return ms / 1e3 * (tag->repeat > 0 ? tag->repeat : 1);
}

eng_animation_frame eng_animation_show(const eng_animation *animation, const eng_kind *kind,
                                       const eng_rows *rows, uint32_t row, float late_s)
{
    uint32_t number = eng_entity_index(rows->entities[row]);
    if (!animation->has_tags) {
        uint32_t steps = (uint32_t)((rows->age[row] + late_s) * kind->sprite_fps);
        return (eng_animation_frame){rows->is_moving[row] ? steps + number : 0, false};
    }
    uint32_t facing = animation->has_facings ? find_facing(rows->heading[row]) : 0;
    // The cooldown runs since the last strike.
    double since_strike_s = (double)(kind->cooldown - rows->cooldown[row] + late_s);
    uint32_t state = rows->is_moving[row] ? ENG_STATE_MOVE : ENG_STATE_IDLE;
    double seconds = (double)(rows->age[row] + late_s) + 0.37 * number;
    const eng_sheet_tag *strike = animation->tags[ENG_STATE_ATTACK][facing];
    if (rows->cooldown[row] > 0.0f && strike != animation->tags[ENG_STATE_IDLE][facing] &&
        since_strike_s < tag_seconds(strike)) {
        state = ENG_STATE_ATTACK;
        seconds = since_strike_s;
    }
    const eng_sheet_tag *tag = animation->tags[state][facing];
    return (eng_animation_frame){tag->steps[eng_sheet_tag_step_at(tag, seconds)].frame,
                                 animation->mirrors[state][facing]};
}
