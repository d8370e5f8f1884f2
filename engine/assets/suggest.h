// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// suggest.h: which of the known names a wrong one was probably meant to be. Thread: any.

#pragma once

#include <stdint.h>

// The nearest of `names` by edit distance (a swap of neighbours counts as one), or null if none is
// near enough to be a typo. Null entries are skipped.
const char *eng_suggest(const char *wrong, const char *const *names, uint32_t name_count);
