// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// clock.h: wall time, for frames and reports. The simulation never asks it.
//
// Threads: any.

#pragma once

#include <stdint.h>

// Nanoseconds since some moment in the past; never goes back.
int64_t eng_clock_ns(void);
// CPU time of the calling thread.
int64_t eng_clock_thread_ns(void);
// Returns at or a little after `deadline_ns` of eng_clock_ns().
void eng_clock_sleep_until(int64_t deadline_ns);
