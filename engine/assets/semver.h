// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// semver.h: versions of packs (semver.org 2.0.0) and ranges of them, written as in npm and Cargo:
//
//     ^1.2.3   1.2.3 or later, below 2.0.0     (^0.2.3: below 0.3.0)
//     ~1.2.3   1.2.3 or later, below 1.3.0
//     >=1.2 <3 both; also a comma between them
//     1.2      any 1.2.x; also 1.2.x, 1.2.*
//     1 || 3   one or the other
//     *        any; so is ""
//
// A pre-release (2.0.0-beta) lies below its release and is not "<2". Thread: any.

#pragma once

#include <stdbool.h>

bool eng_semver_is_valid(const char *version);
bool eng_semver_range_is_valid(const char *range);

// Below, equal, above: negative, 0, positive. Build metadata does not count. Both must be valid.
int eng_semver_compare(const char *a, const char *b);

// Whether the version lies in the range. Both must be valid.
bool eng_semver_matches(const char *version, const char *range);
