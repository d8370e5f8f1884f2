// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas.h: every sprite of the packs, decoded on all cores and packed into a few pages.
//
//     main     | list | read ... | place 256 | read ... | place 256 | ... | end -> eng_atlas
//     decoders |      |   decode, premultiply, find the border that is empty ...     |
//
// A sprite is sprites/NAME.aseprite, or sprites/NAME.json (a sheet, its pictures beside it), or
// sprites/NAME/*.png (its frames, in name order), or sprites/NAME.png; the first of these that is
// there. The main thread reads bytes and, from the headers alone, places the frames; decoders then
// draw each one where it belongs. So nothing is left to do when the last frame is decoded, and the
// layout cannot depend on threads. A frame that cannot be shown becomes a magenta chequer and one
// entry in the list of errors.
//
//     eng_atlas_loader *loader = eng_atlas_load_begin(packs, NULL, &error);
//     while (!(progress = eng_atlas_load_step(loader, 8000)).is_done) { draw the bar; }
//     eng_atlas *atlas = eng_atlas_load_end(loader);
//     for (eng_atlas_slice s; eng_atlas_next_slice(atlas, 1 << 20, &s);) { upload; }
//
// What was decoded once need not be again: with a cache (atlas_cache.h) the pages of the last start
// are there, and a zip may carry prebuilt ones (ENG_PACK_PAGES_PATH). A sprite is taken from either
// only if all files it comes from are exactly those that are now to be seen in the packs; the
// others are decoded as ever, onto pages of their own. Where a sprite lies may so depend on what
// was kept, how it looks never does.
//
// Thread: main, all of it; the decoders are the loader's own.

#pragma once

#include "assets/pack.h"
#include "assets/sheet.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The sprite that stands for every sprite that does not exist. Real ids begin at 1.
#define ENG_SPRITE_PLACEHOLDER 0u
// No sprite at all.
#define ENG_SPRITE_NONE 0xffffffffu

// A sheet that is not a file below sprites/: the images of its pages are paths in the packs.
typedef struct eng_atlas_sheet_def {
    char name[32];    // of the sprite
    eng_sheet *sheet; // on the heap; eng_atlas_load_begin takes it, even if it fails
} eng_atlas_sheet_def;

typedef struct eng_atlas_def {
    uint32_t thread_count; // decoders; 0: one per core
    int page_size;         // side of a page, px; 0: 2048, or the side limit if that is less
    int side_limit;        // largest texture side the renderer takes, px; 0: 8192. A frame larger
                           // than a page gets a page of its own up to this
    size_t bytes_limit;    // of all pages together; 0: 1 GiB
    const eng_atlas_sheet_def *sheets; // more sprites; borrowed while the load begins
    uint32_t sheet_count;
    struct eng_atlas_cache *cache; // borrowed until the load ends; null: none
    bool is_without_prebuilt;      // prebuilt pages of zips are not used

    // For a patch: only what was saved since `base` was loaded, without what was kept.
    const struct eng_atlas *base; // borrowed until the load ends; null: a whole atlas
    const char *const *changed;   // paths in the packs: pictures, sheets, frames of either;
                                  // borrowed while the load begins
    uint32_t changed_count;
    bool is_all_changed;     // nobody knows what was saved
    bool are_sheets_changed; // `sheets` are not those that the base was loaded with
} eng_atlas_def;

// Where the sprites are from, without the placeholder.
typedef struct eng_atlas_counts {
    uint32_t cached, prebuilt, decoded;
} eng_atlas_counts;

// Where one frame lies, without the padding around it, and where that belongs in the whole frame,
// whose transparent border may have been left out.
typedef struct eng_atlas_frame {
    uint32_t page;
    int x, y, width, height;
    int left, top, full_width, full_height;
} eng_atlas_frame;

typedef struct eng_sprite {
    const char *name;              // borrowed from the atlas
    const eng_atlas_frame *frames; // borrowed from the atlas; at least one
    uint32_t frame_count;
    const eng_sheet *sheet; // its animations; null: none but all frames in a row
} eng_sprite;

typedef struct eng_atlas_page {
    int width, height;      // of the texture to create; 0: there is none
    const uint32_t *pixels; // ARGB8888, premultiplied, rows without gaps; null once freed
    uint32_t patch_serial;  // another number: another page has come in the place of one that went
} eng_atlas_page;

// Rows of a page that are to be uploaded.
typedef struct eng_atlas_slice {
    uint32_t page;
    int x, y, width, height;
    const uint32_t *pixels; // of the slice's first row; valid until its page's pixels are freed
    int pitch_bytes;
    bool is_last_of_page; // with this one the page is complete: its pixels may be freed
} eng_atlas_slice;

typedef struct eng_atlas_progress {
    float fraction;       // 0 to 1
    const char *name;     // the file it reads or waits for; borrowed until the next call
    uint32_t frames_done; // decoded
    uint32_t frame_count;
    bool is_done;
} eng_atlas_progress;

// One file in memory: path "sprites/ant/0.png", "sprites/ant.png", "sprites/ant.json" or
// "sprites/ant.aseprite". Borrowed, never changed.
typedef struct eng_atlas_source {
    const char *path;
    const void *bytes;
    size_t byte_count;
} eng_atlas_source;

typedef struct eng_atlas_loader eng_atlas_loader;
typedef struct eng_atlas eng_atlas;

eng_atlas_def eng_atlas_default_def(void);

// Lists the sprites of the packs and starts the decoders. The packs must stay open until the loader
// ends. `def` may be null. Null on failure (no thread; never because of a bad picture).
eng_atlas_loader *eng_atlas_load_begin(const eng_packs *packs, const eng_atlas_def *def,
                                       eng_error *error);

// Reads and places for about `budget_us`; once all is read, waits as long for the decoders.
eng_atlas_progress eng_atlas_load_step(eng_atlas_loader *loader, int64_t budget_us);

// Finishes what is left, ends the decoders and frees the loader. Never null.
eng_atlas *eng_atlas_load_end(eng_atlas_loader *loader);

// Ends the decoders and throws everything away. Takes null.
void eng_atlas_load_cancel(eng_atlas_loader *loader);

// begin, all steps and end in one call, for headless use.
eng_atlas *eng_atlas_load(const eng_packs *packs, const eng_atlas_def *def, eng_error *error);

// The same from memory. Sources may come in any order; the bytes must stay until it returns.
eng_atlas *eng_atlas_load_memory(const eng_atlas_source *sources, uint32_t source_count,
                                 const eng_atlas_def *def, eng_error *error);

void eng_atlas_unload(eng_atlas *atlas); // takes null

eng_atlas_counts eng_atlas_get_counts(const eng_atlas *atlas);

// Takes what a loader with def.base made. Its pages are handed out by eng_atlas_next_slice, its
// sprites are not shown yet. One at a time.
void eng_atlas_add_patch(eng_atlas *atlas, eng_atlas *patch);
// From here on its sprites are shown, and those that are gone are not; pages that nobody shows any
// more go. Names keep their ids; a sprite that is broken stays as it was.
void eng_atlas_use_patch(eng_atlas *atlas);
// How many sprites a patch takes away.
uint32_t eng_atlas_get_gone_count(const eng_atlas *patch);
// Or it is thrown away.
void eng_atlas_drop_patch(eng_atlas *atlas);

// Sprites have ids 0 (the placeholder) to count - 1, in name order; those of patches come last.
uint32_t eng_atlas_get_sprite_count(const eng_atlas *atlas);
// An id out of range gives the placeholder.
eng_sprite eng_atlas_get_sprite(const eng_atlas *atlas, uint32_t sprite_id);
// The id of a name; ENG_SPRITE_PLACEHOLDER and one log line per name if there is none.
uint32_t eng_sprite_find(eng_atlas *atlas, const char *name);
// The same for a sprite that need not exist: ENG_SPRITE_NONE, and nothing is logged.
uint32_t eng_sprite_find_optional(const eng_atlas *atlas, const char *name);

// The animation of that name, or null.
const eng_sheet_tag *eng_sprite_find_tag(const eng_sprite *sprite, const char *name);
// The step of a tag that is shown `seconds` after its start; the last one once its repeats are
// over.
uint32_t eng_sheet_tag_step_at(const eng_sheet_tag *tag, double seconds);

uint32_t eng_atlas_get_page_count(const eng_atlas *atlas);
eng_atlas_page eng_atlas_get_page(const eng_atlas *atlas, uint32_t page_index);

// The next rows to upload, at most `max_bytes` (but at least one row), page after page. False when
// every page has been handed out.
bool eng_atlas_next_slice(eng_atlas *atlas, size_t max_bytes, eng_atlas_slice *slice);
// Hands out everything again (a renderer lost its textures). Freed pages are left out: reload then.
void eng_atlas_restart_slices(eng_atlas *atlas);
void eng_atlas_free_pixels(eng_atlas *atlas, uint32_t page_index);

// What went wrong, in frame order: "hive/sprites/ant/0.png: ...; remedy".
uint32_t eng_atlas_get_error_count(const eng_atlas *atlas);
const char *eng_atlas_get_error(const eng_atlas *atlas, uint32_t error_index);
