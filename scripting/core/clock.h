// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// clock.h: wall time for budgets and reports. Never game time: that is the snapshot's.
// Thread: any; async-signal-safe.

#pragma once

#include <stdint.h>

// CLOCK_MONOTONIC, which is the same in this process and in its children.
int64_t myri_now_ns(void);
