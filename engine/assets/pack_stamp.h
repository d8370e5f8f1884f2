// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_stamp.h: sizes and stamps of the files of a folder. Asking the file system about thousands
// of files takes longer than anything else when a pack is opened: other threads ask, while the
// caller still looks which files there are. Private to engine/assets.
//
//     eng_pack_stamper *stamper = eng_pack_stamper_create(folder);
//     eng_pack_stamper_add(stamper, eng_copy_text("units/ant.json")); ...
//     eng_pack_file *files = eng_pack_stamper_finish(stamper, &count, &bad, &reason);
//
// Thread: one per stamper; the threads it starts are gone when it is finished.

#pragma once

#include "assets/pack_source.h"

#include <stdint.h>

typedef struct eng_pack_stamper eng_pack_stamper;

// `folder`, a descriptor, is borrowed.
eng_pack_stamper *eng_pack_stamper_create(int folder);
// Takes the path. At most ENG_PACK_ENTRY_LIMIT.
void eng_pack_stamper_add(eng_pack_stamper *stamper, char *path);
// Ends it. The files in the order of their paths, which the caller frees, paths too. `*bad` is the
// first that has no stamp, or `*count`; `*reason` why: an errno, or 0 if it is no plain file.
eng_pack_file *eng_pack_stamper_finish(eng_pack_stamper *stamper, uint32_t *count, uint32_t *bad,
                                       int *reason);
