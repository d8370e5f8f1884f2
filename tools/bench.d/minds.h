// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// minds.h: the schema of the bench's small world, and its minds in C. In a shared object, because
// children find queries there again.

#pragma once

#include "myrmidon.h"

enum { FIELD_X, FIELD_Y, FIELD_TEAM, FIELD_HP, FIELD_SIGHT, FIELD_REACH, FIELD_SPEED, FIELD_COUNT };
enum { COMMAND_MOVE, COMMAND_ATTACK, COMMAND_COUNT };

// Fills fields, queries and commands.
MYR_API void bench_schema(myr_def *def);
// A mind in C by name, or NULL.
MYR_API const myr_script *bench_native_mind(const char *name);
