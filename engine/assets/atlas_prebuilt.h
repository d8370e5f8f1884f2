// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas_prebuilt.h: the atlas pages that a built zip carries in ENG_PACK_PAGES_PATH, so that its
// first start is as fast as a later one: `index`, and `0`, `1` ... (baked.h).
//
// They are pictures of the zip's own files and can be made again from them: so they are no part of
// the content that players trust and recordings name. Pages that show something else than the files
// are found by eng_prebuilt_verify alone, which decodes all of them.
//
// Thread: main; eng_prebuilt_open and eng_prebuilt_read_page any.

#pragma once

#include "assets/atlas.h"
#include "assets/baked.h"
#include "assets/pack_source.h"

typedef struct eng_prebuilt {
    eng_bytes index;
    eng_bytes *pages;
    uint32_t page_count;
    uint32_t sprite_count; // 0: nothing to prebuild
} eng_prebuilt;

// Of the one pack that is open, alone. `sheets` as in eng_atlas_def, which are taken. Sprites that
// have a fault, or need files of other packs, are left out.
bool eng_prebuilt_make(const eng_packs *packs, const eng_atlas_sheet_def *sheets,
                       uint32_t sheet_count, eng_prebuilt *prebuilt, eng_error *error);
void eng_prebuilt_fini(eng_prebuilt *prebuilt);
// The path of a page, or of the index (UINT32_MAX), in the zip.
void eng_prebuilt_copy_path(uint32_t page, char *path, size_t path_bytes);

// The index, without pages. Null: there are none, or, with `error` filled, it is damaged. Caller
// closes it.
eng_baked *eng_prebuilt_open(const eng_pack_source *source, eng_error *error);
bool eng_prebuilt_read_page(const eng_pack_source *source, eng_baked *baked, uint32_t page,
                            eng_error *error);

// Decodes all of the one zip that is open, and compares. False with `error` filled, which names the
// first sprite that differs. `sprite_count` receives how many are prebuilt.
bool eng_prebuilt_verify(const eng_packs *packs, uint32_t *sprite_count, eng_error *error);
