// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// install.h: a pack into the player's folder, and out of a folder into a zip. A zip is copied as it
// is, after it was checked whole; a folder is packed. Installed packs lie there as ID.zip.
//
// Thread: main.

#pragma once

#include "assets/atlas_prebuilt.h"
#include "assets/pack_source.h"

// `info` receives what was installed. An older version of the same id is replaced. Refused: what is
// no good pack, whose list of hashes is wrong, or has the id of one that came with the program. That
// one itself is there already, which is fine.
bool eng_install(const char *path, eng_pack_info *info, eng_error *error);

// A zip of the pack: the same files make the same bytes. With ENG_PACK_LIST_PATH, the hashes of its
// files, and the prebuilt pages, if there are any. Caller ends `zip` with eng_bytes_fini.
bool eng_install_pack(const eng_pack_source *source, const eng_prebuilt *prebuilt, eng_bytes *zip,
                      eng_error *error);

// Compares the files with the pack's own list. False with `error` filled if it has none, or one
// that differs: the error names the first file that does.
bool eng_install_verify(const eng_pack_source *source, eng_error *error);
