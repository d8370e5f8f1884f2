// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// clock.h: wall time for budgets and reports. Never game time: that is the snapshot's.
// Thread: any; async-signal-safe.

#pragma once

#include <stdint.h>

// CLOCK_MONOTONIC, which is the same in this process and in its children.
int64_t myri_now_ns(void);
// When a wait that begins now is over; INT64_MAX if never: below 0 (MYR_WAIT_ALL), or too far.
int64_t myri_deadline_ns(int64_t timeout_us);
