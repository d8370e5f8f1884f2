// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tiles_draw.h: draws the layers of a map of the Tiled editor. Thread: main.

#pragma once

#include "app/tiles.h"
#include "video/batch.h"

// Draws the layers below the units (or, with is_over, those above) that touch the view.
void eng_tiles_draw(const eng_tiles *tiles, const eng_atlas *atlas, eng_batch *batch,
                    const eng_camera *camera, bool is_over, int first_layer, int layer_count,
                    double seconds);
