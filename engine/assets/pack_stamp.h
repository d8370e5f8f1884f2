// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_stamp.h: sizes and stamps of the files of a folder. Asking the file system about thousands
// of files takes longer than anything else when a pack is opened, and two threads ask in half the
// time. Private to engine/assets.
//
// Thread: any; the threads it starts are gone when it returns.

#pragma once

#include "assets/pack_source.h"

#include <stdbool.h>
#include <stdint.h>

// Fills byte_count and stamp of files below `folder`, a descriptor. On failure `*bad` is the first
// file that has none, and `*reason` why: an errno, or 0 if it is no plain file.
bool eng_pack_stamp_files(int folder, eng_pack_file *files, uint32_t count, uint32_t *bad,
                          int *reason);
