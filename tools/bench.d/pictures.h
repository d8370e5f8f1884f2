// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pictures.h: the PNGs of a pack for the subjects that read, decode or draw them.

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "assets/atlas.h"

// Every PNG below sprites/ of the pack (a folder or a zip) that the option `pack` names, with its
// bytes, in the order of their paths.
eng_atlas_source *pictures_read(uint32_t *count);
