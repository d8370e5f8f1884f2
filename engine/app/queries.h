// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// queries.h: what scripts may ask of the engine beyond fields: pure functions of the snapshot. They
// are a shared object of their own, since children of process isolation load them again by path.
//
// Thread: script.

#pragma once

#include "myrmidon.h"

MYR_API extern const myr_query eng_queries[];
MYR_API extern const uint32_t eng_query_count;
