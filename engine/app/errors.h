// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// errors.h: the panel with what scripts did wrong: place, line, what is at fault in it, the unit.
// Thread: main.

#pragma once

#include "app/failures.h"
#include "video/ui.h"

// The newest first, in the lower left corner. Without `is_all`, only what keeps saved code from
// being taken over: who has just saved a file must not have to look for it.
void eng_errors_draw(eng_ui *ui, const eng_failures *failures, bool is_all);
