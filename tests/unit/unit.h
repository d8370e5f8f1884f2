// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What the plugin's unit tests share: cmocka, a small world's schema, and a random source that
// gives the same numbers on every machine.

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "myrmidon.h"

static const char *const unit_names[] = {"ant", "beetle", "spider"};

enum { UNIT_X, UNIT_Y, UNIT_TEAM, UNIT_KIND, UNIT_IS_AWAKE, UNIT_TARGET, UNIT_FIELDS };

static const myr_field unit_fields[UNIT_FIELDS] = {
    {"x", "East.", "px", MYR_FLOAT, MYR_FIELD_X, false},
    {"y", "South.", "px", MYR_FLOAT, MYR_FIELD_Y, false},
    {"team", "Whose it is.", NULL, MYR_INT, MYR_FIELD_TEAM, false},
    {"kind", "What it is.", NULL, MYR_NAME, MYR_FIELD_KIND, false},
    {"is_awake", NULL, NULL, MYR_BOOL, MYR_FIELD_PLAIN, false},
    {"target", "Whom it hunts.", NULL, MYR_ENTITY, MYR_FIELD_PLAIN, false},
};

static const myr_command unit_commands[] = {
    {"move_to",
     "Goes there.",
     {{"x", "East.", MYR_FLOAT, false, 0}, {"y", "South.", MYR_FLOAT, false, 0}},
     .arg_count = 2},
    {"say", "Says it.", {{"text", "What.", MYR_TEXT, false, 0}}, .arg_count = 1},
};

static inline myr_def unit_def(void)
{
    myr_def def = myr_default_def();
    def.fields = unit_fields;
    def.field_count = UNIT_FIELDS;
    def.commands = unit_commands;
    def.command_count = 2;
    def.names = unit_names;
    def.name_count = 3;
    def.entity_capacity = 512;
    def.world_width = 640;
    def.world_height = 480;
    return def;
}

// splitmix64
static inline uint64_t unit_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint32_t unit_random_below(uint64_t *state, uint32_t bound)
{
    return (uint32_t)(unit_random(state) % bound);
}
