// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// chaos_processes.h: the processes below this one, seen from outside: host, helper, zygote,
// children.

#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct chaos_usage {
    uint32_t host_kb, zygote_kb; // resident; the zygote's with the helper's
    uint32_t descriptors;        // of all that may be looked into
    uint32_t processes;          // below this one, the zygote and the helper among them
} chaos_usage;

// Kills one child, chosen by `dice`. False: there was none, or it had just ended.
bool chaos_kill_one(uint32_t dice);
chaos_usage chaos_measure(void);
// Whether within 10 s no process is below this one. It must be a subreaper.
bool chaos_all_gone(void);
