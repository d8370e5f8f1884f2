// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_library.h: the packs that there are, mounted or not: what lies in the folders where packs
// are looked for, by id. A pack that cannot be used is there as well, with the reason.
//
//     eng_library library = {0};
//     eng_library_add_folder(&library, "demos", true);
//     const eng_library_pack *orcs = eng_library_find(&library, "orcs");
//     eng_library_fini(&library);
//
// Thread: main.

#pragma once

#include "assets/pack.h"

typedef struct eng_library_pack {
    char *path;
    char *flaw;         // why it cannot be used; null: it can
    eng_pack_info info; // of a pack with a flaw the id alone, which is then its file's name
    bool is_bundled;
    bool has_code; // there are scripts in it
} eng_library_pack;

// All zero is an empty one. Ordered by id; of one id bundled ones first, then by version, the
// latest first.
typedef struct eng_library {
    eng_library_pack *items;
    uint32_t count, capacity;
} eng_library;

// Every pack directly in the folder. A folder that does not exist has none.
void eng_library_add_folder(eng_library *library, const char *folder, bool is_bundled);
// One pack by its path. Returns false if it is there already.
bool eng_library_add(eng_library *library, const char *path, bool is_bundled);
void eng_library_fini(eng_library *library);

// The usable pack of this id that comes first; null if there is none.
const eng_library_pack *eng_library_find(const eng_library *library, const char *id);
// Likewise for a path.
const eng_library_pack *eng_library_find_path(const eng_library *library, const char *path);
