// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// fixture.h: a small world for the pool's tests: units with x, y and team, a few commands, and C
// scripts that the test brings.

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "myrmidon.h"

#define WORLD_CAPACITY 2048u

enum { FIELD_X, FIELD_Y, FIELD_TEAM, FIELD_COUNT };
enum { COMMAND_GO, COMMAND_SPAWN, COMMAND_DIE, COMMAND_SAY, COMMAND_COUNT };
enum { EVENT_HIT, EVENT_COUNT };

typedef struct world {
    myr_system *system;
    uint64_t tick;
    uint32_t unit_count; // rows in use; row = position in the arrays
    myr_entity entities[WORLD_CAPACITY];
    float x[WORLD_CAPACITY], y[WORLD_CAPACITY];
    int32_t team[WORLD_CAPACITY];
    uint32_t generation[WORLD_CAPACITY]; // by entity index
} world;

// A def with the schema above; the test adds scripts and limits.
myr_def world_def(const myr_script *scripts, uint32_t script_count);
// Creates the system and waits until it is ready.
void world_open(world *w, const myr_def *def);
void world_close(world *w);
// A unit without a mind, at the lowest free entity index.
myr_entity world_spawn(world *w, int32_t team);
// A unit with one.
myr_entity world_think(world *w, int32_t team, uint32_t script);
void world_kill(world *w, myr_entity entity);
// Publishes the next tick.
void world_publish(world *w);
const myr_results *world_collect(world *w, int64_t timeout_us);
// Publish, then collect all.
const myr_results *world_step(world *w);
// FNV-1a over bytes, for hashes of results.
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count);
uint64_t hash_results(uint64_t hash, const myr_results *results);
