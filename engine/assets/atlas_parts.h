// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas_parts.h: what the files of the atlas share. Private to engine/assets.
//
//     atlas_list.c     which frames there are, in an order that depends on their names alone
//     atlas_sheet.c    sheets: their frames, and the pictures that several frames are cut from
//     atlas_decode.c   the decoders: bytes into pixels, and which of them are seen
//     atlas_place.c    where each frame lies, and its pixels there
//     atlas_kept.c     which sprites need not be decoded, because pages with them were kept
//     atlas_record.c   what of a finished load is worth keeping
//     atlas_cache.c    the player's folder of kept pages
//     atlas_prebuilt.c the pages in a zip: made, found and checked
//     atlas_load.c     the main thread's part: reads, hands over, places, waits
//     atlas.c          the finished atlas
//     atlas_patch.c    sprites that were saved since

#pragma once

#include "assets/aseprite.h"
#include "assets/atlas.h"
#include "assets/atlas_cache.h"
#include "assets/baked.h"

#include "base/alloc.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    ENG_ATLAS_PADDING = 1,       // px of repeated edge around each frame
    ENG_ATLAS_PLACEHOLDER = 16,  // side of the placeholder sprite, px
    ENG_ATLAS_BATCH_COUNT = 256, // frames placed together. Fixed: it decides the layout
    ENG_ATLAS_HAND_COUNT = 32,   // frames handed over together
    ENG_ATLAS_THREADS_LIMIT = 64,
    ENG_ATLAS_PATCHES_MANY = 8, // from here on the next patch brings the sprites of all
};

// Pixels have two holders while the cache writes them: the last one frees them.
typedef struct eng_atlas_pixels {
    uint32_t *pixels;
    size_t byte_count; // as they were allocated
    bool is_mapped;    // of a file of the cache; they cannot be written
    _Atomic uint32_t holder_count;
} eng_atlas_pixels;

typedef struct eng_atlas_page_data {
    uint32_t *pixels; // null once freed
    eng_atlas_pixels *held;
    int width;
    int height;            // allocated while loading; what is used afterwards
    int next_row;          // first row that eng_atlas_next_slice has not handed out
    uint32_t patch_serial; // 0: no patch brought it
    bool is_free;          // of a patch that nobody shows any more: all else is 0
} eng_atlas_page_data;

typedef struct eng_sprite_data {
    char *name;
    uint32_t first_frame, frame_count;
    const eng_sheet *sheet;         // of the atlas; null: none
    const eng_atlas_frame *patched; // frames of the patch that shows it; null: the atlas's own
    uint32_t patch_serial;          // of that patch; 0: none
    bool is_broken;                 // one of its frames cannot be shown
    bool is_gone;                   // its files were deleted
} eng_sprite_data;

// A picture that several frames are cut from. The first decoder that needs its pixels makes them,
// the last one frees them.
typedef struct eng_atlas_picture {
    char *path;
    const eng_atlas_source *source; // borrowed; null: read from the packs
    bool is_read;
    bool is_unusable; // could not be read, which was told once
    uint8_t *owned;
    const void *bytes;
    size_t byte_count;
    int width, height;
    bool wants_hash;
    pthread_mutex_t mutex;      // for the three below
    eng_baked_print print;      // its stamp is the main thread's
    uint32_t *pixels;           // null: not decoded yet, or over
    bool is_broken;             // cannot be decoded
    _Atomic uint32_t use_count; // frames that still want it
} eng_atlas_picture;

// Another sheet of the same set, whose frames were added.
typedef struct eng_atlas_related {
    char *path;
    eng_baked_print print;
} eng_atlas_related;

// What is known of a sheet while its frames are loaded.
typedef struct eng_atlas_sheet {
    char *path;
    eng_sheet *sheet;            // the atlas keeps it
    eng_atlas_picture *pictures; // one for each page of the sheet
    uint32_t picture_count;
    eng_aseprite drawn; // its frames are drawn, not cut; `parts` null: a sheet of pictures
    bool is_given;      // by the def: no file
    eng_baked_print print;
    ENG_ARRAY(eng_atlas_related) related;
} eng_atlas_sheet;

struct eng_atlas {
    ENG_ARRAY(eng_atlas_page_data) pages;
    ENG_ARRAY(eng_sprite_data) sprites; // 0 is the placeholder, the others in name order
    ENG_ARRAY(char *) errors;
    ENG_ARRAY(char *) missing; // names that were asked for in vain and logged
    ENG_ARRAY(eng_sheet *) sheets;
    eng_atlas_frame *frames;
    uint32_t frame_count;
    uint32_t slice_page; // where eng_atlas_next_slice stands
    eng_atlas_counts counts;

    // atlas_patch.c
    ENG_ARRAY(struct eng_atlas *) patches; // owned; their pages lie among ours
    struct eng_atlas *waiting;             // a patch whose pages are added and which is not shown
    uint32_t last_patch_serial, patch_serial;
    uint32_t late_count;      // sprites at the end, in no order
    ENG_ARRAY(char *) gone;   // of a patch: sprites that the atlas has and the packs do not
    ENG_ARRAY(char *) failed; // of a patch: sprites whose sheet cannot be read
};

// One frame on its way. The main thread fills it, then hands it over by raising `ready_count`; from
// then on it belongs to the decoder that draws its ticket, until `is_decoded`.
typedef struct eng_atlas_job {
    char *path;                     // in the packs; null for the placeholder
    const eng_atlas_source *source; // borrowed; null: read from the packs
    const void *bytes;              // the decoder's, as the next
    size_t byte_count;
    size_t picture_bytes;   // of the sheet's picture, if this is the first to want it
    eng_atlas_sheet *sheet; // that it is a frame of; null: a file of its own
    uint32_t sheet_frame;
    uint32_t frame;        // of the atlas
    eng_baked_print print; // of the file; the decoder adds the hash
    bool wants_hash;
    eng_baked *baked; // not a frame but a block of a page that was kept; null: a frame
    const eng_baked_block *block;
    uint32_t *page_pixels;
    bool is_broken; // shows the placeholder's frame; nothing to decode
    char *error;    // null: none
    eng_atlas_frame
        place;        // its size is that of the frame until it is decoded, then of what is seen
    uint32_t *pixels; // of what is seen, until they are copied to their page
    int stride_pixels;
    uint32_t *target; // where it is to be copied to, once it is placed; null: nowhere
    size_t target_stride;
    _Atomic bool is_decoded; // the job is the main thread's again
} eng_atlas_job;

// The decoders. A ticket is a job's index. They sleep only when they are ahead of the reader.
typedef struct eng_atlas_decoders {
    eng_atlas_job *early_jobs, *jobs; // tickets below early_count are of the first
    uint32_t early_count;
    const eng_packs *packs; // null: all jobs have sources
    pthread_t threads[ENG_ATLAS_THREADS_LIMIT];
    uint32_t thread_count;
    pthread_mutex_t mutex;
    pthread_cond_t work_there; // ready_count, placed_count or is_closed changed
    pthread_cond_t main_left;  // is_joined or is_closed changed
    pthread_cond_t work_done;  // done_count rose while the main thread waits
    _Atomic uint32_t ready_count;
    _Atomic bool is_closed;    // ready_count is final
    _Atomic bool is_cancelled; // jobs are dropped, not decoded
    _Atomic bool is_joined;    // the main thread works too, and the last decoder rests
    _Atomic bool is_awaited;   // the main thread sleeps until done_count reaches done_wanted
    _Atomic uint32_t done_wanted;
    char apart[2][64]; // what every decoder writes shares no cache line with what it only reads
    _Atomic uint32_t next_ticket;
    _Atomic uint32_t done_count;
    _Atomic size_t pending_bytes;  // of sheets: read and not decoded yet
    _Atomic size_t decoded_bytes;  // of all pixels so far
    _Atomic uint32_t placed_count; // jobs below have a place
    _Atomic uint32_t next_copy;    // jobs below are copied there, or somebody does it
    _Atomic uint32_t copied_count;
} eng_atlas_decoders;

// A file of kept pages, and how much of it is still true.
typedef struct eng_atlas_kept {
    eng_baked *file;
    int32_t pack_index;      // of the zip that brought it; -1: the cache
    eng_baked_print *prints; // by source: as they are now
    bool *is_same;           // by source
    bool *is_usable;         // by sprite
    uint32_t *pages;         // by page: of the atlas; UINT32_MAX: not used
    uint32_t match_count;    // sources below are compared
    uint32_t read_count;     // pages below are read, of a zip
} eng_atlas_kept;

// How the pages of a sprite came to be; the same index as in the atlas.
typedef struct eng_atlas_origin {
    uint32_t form;
    const eng_atlas_kept *kept; // null: decoded
    const eng_baked_sprite *sprite;
    uint32_t first_job, job_count; // decoded
    eng_atlas_sheet *sheet;        // decoded: null: each frame is a file
} eng_atlas_origin;

typedef struct eng_atlas_listing eng_atlas_listing;

typedef enum eng_atlas_phase {
    ENG_ATLAS_OPENING, // what was kept
    ENG_ATLAS_MATCHING,
    ENG_ATLAS_READING, // pages of zips
    ENG_ATLAS_FINDING,
    ENG_ATLAS_PARSING, // sheets
    ENG_ATLAS_LOADING,
} eng_atlas_phase;

struct eng_atlas_loader {
    const eng_packs *packs; // null: from memory
    eng_atlas *atlas;
    eng_atlas_def def; // its sheets are a copy; the first ones of the atlas are theirs
    eng_atlas_phase phase;
    bool wants_prints; // what is decoded will be kept
    bool is_for_zip;   // there
    bool is_without_kept;
    char cache_path[ENG_PACK_PATH_BYTES]; // of this stack of packs; "": none
    ENG_ARRAY(eng_atlas_kept) kept;       // does not grow after ENG_ATLAS_OPENING
    uint32_t opened_count;                // packs whose prebuilt pages were looked for
    uint32_t renewed_count;               // sources that are the same although their stamps are not
    eng_atlas_listing *listing;           // until ENG_ATLAS_LOADING
    ENG_ARRAY(eng_atlas_origin) origins;
    // The first jobs, a stand-in for the placeholder and the blocks of kept pages, lie apart: they
    // are done while it is still being found out what else there is to do.
    eng_atlas_job *early_jobs;
    uint32_t early_count;
    eng_atlas_job *jobs; // all; of the early ones the placeholder alone is used
    uint32_t job_count;
    uint32_t read_count;    // jobs below are read
    uint32_t handed_count;  // jobs below are handed over
    uint32_t decoded_count; // jobs below are decoded
    uint32_t placed_count;  // jobs below have a place
    size_t page_bytes;      // of all pages so far
    struct eng_atlas_packer *packer;
    eng_atlas_decoders *decoders;
    const eng_atlas_source *sources; // borrowed until the end; null: from packs
    uint32_t source_count;
    ENG_ARRAY(eng_atlas_sheet *) sheets;
};

// The files of the packs or of memory; then, one at a time, the sheets among them, until false;
// then sprites, frames and jobs.
void eng_atlas_list_begin(eng_atlas_loader *loader);
bool eng_atlas_list_next(eng_atlas_loader *loader);
void eng_atlas_list_end(eng_atlas_loader *loader);
void eng_atlas_list_drop(eng_atlas_loader *loader); // of what is not ended

// Opens the next file of kept pages; false: no more. Then compares the next source with what is
// to be seen; false: no more. Then decides, sprite by sprite, and makes the pages.
bool eng_atlas_kept_open_next(eng_atlas_loader *loader);
bool eng_atlas_kept_match_next(eng_atlas_loader *loader);
void eng_atlas_kept_select(eng_atlas_loader *loader);
// Reads the next page that a zip brings and that is wanted; false: no more.
bool eng_atlas_kept_read_next(eng_atlas_loader *loader);
// The sprite if it can be used, or null.
const eng_baked_sprite *eng_atlas_kept_find(const eng_atlas_loader *loader, const char *name,
                                            size_t name_bytes, uint32_t form,
                                            const eng_atlas_kept **kept);
// Blocks to unpack; as many jobs are filled if `jobs` is not null.
uint32_t eng_atlas_kept_make_jobs(const eng_atlas_loader *loader, eng_atlas_job *jobs);
// One of the files turned out to be damaged.
bool eng_atlas_kept_is_damaged(const eng_atlas_loader *loader);
void eng_atlas_kept_close(eng_atlas_loader *loader);

// The file of this stack, or the last one used of the same game; fills loader->cache_path.
eng_baked *eng_atlas_cache_open(eng_atlas_loader *loader);
// Writes it on a thread of its own; takes both. `held` are as many as the plan has pages.
void eng_atlas_cache_write(eng_atlas_cache *cache, const char *path, eng_baked_plan *plan,
                           eng_atlas_pixels **held);

// What of a loaded atlas can be kept; false: nothing would be gained. Fills the empty plan, and
// `*held` with the pixels of its pages, each held once more; the caller ends both.
bool eng_atlas_record(eng_atlas_loader *loader, eng_baked_plan *plan, eng_atlas_pixels ***held);
// As the packs show it now. Without the hash.
eng_baked_print eng_atlas_print_file(const eng_atlas_loader *loader, const char *path);

// `mapped`, which is taken, or null: fresh ones. False: no room, and nothing is taken.
bool eng_atlas_add_page(eng_atlas_loader *loader, int width, int height, uint32_t *mapped);
void eng_atlas_release_pixels(eng_atlas_pixels *held); // takes null

// All steps of a load but the last, and that: for those who want to look at what was loaded first.
void eng_atlas_load_all(eng_atlas_loader *loader);
eng_atlas *eng_atlas_load_finish(eng_atlas_loader *loader);
eng_atlas_loader *eng_atlas_load_start(const eng_packs *packs, const eng_atlas_def *def,
                                       bool is_for_zip, eng_error *error);

// A file of the packs or of the sources. `owned` is what the caller frees, or null.
bool eng_atlas_read(const eng_atlas_loader *loader, const char *path,
                    const eng_atlas_source *source, const void **bytes, size_t *byte_count,
                    uint8_t **owned, eng_error *error);

// Reads a sheet and keeps it. Null, and noted, if it cannot be used.
eng_atlas_sheet *eng_atlas_open_sheet(eng_atlas_loader *loader, const char *path,
                                      const eng_atlas_source *source);
// Takes a sheet that was made by hand.
eng_atlas_sheet *eng_atlas_take_sheet(eng_atlas_loader *loader, eng_sheet *sheet);
// Reads what the job's frame is cut from, if that has not been done. False: it cannot be, with
// `error` filled if that is news.
bool eng_atlas_read_sheet_job(eng_atlas_loader *loader, eng_atlas_job *job, eng_error *error);
// Draws the frame at its place. False with `error` filled: nothing usable is there. Thread:
// decoder.
bool eng_atlas_draw_sheet_job(eng_atlas_job *job, eng_error *error);
// The job has no more use for its picture. Thread: any.
void eng_atlas_release_sheet_job(eng_atlas_job *job);
// Frees all but what the atlas keeps.
void eng_atlas_close_sheets(eng_atlas_loader *loader);

// Which of the sprites in the packs belong into a patch: def.changed, sorted.
typedef struct eng_atlas_changes {
    const eng_atlas_loader *loader;
    const char **paths;
    char **names; // of sprites, as the paths say them
    uint32_t path_count, name_count;
} eng_atlas_changes;

void eng_atlas_changes_init(eng_atlas_changes *changes, const eng_atlas_loader *loader);
void eng_atlas_changes_fini(eng_atlas_changes *changes);
// Whether a file, or one of the pictures of the sheet it belongs to, was saved.
bool eng_atlas_changes_touch(const eng_atlas_changes *changes, const char *path,
                             const eng_atlas_sheet *sheet);
// Whether a sprite is wanted of which no file that is there was saved: a frame of it is gone, it is
// new, or it is to be gathered.
bool eng_atlas_changes_want(const eng_atlas_changes *changes, const char *name);
// Whether it stays what it is, since its sheet cannot be read.
bool eng_atlas_changes_keep_old(const eng_atlas_changes *changes, const char *name);
// The sprite that a path below sprites/ belongs to, by its name. False: to none.
bool eng_atlas_name_of(const char *path, const char **name, uint32_t *name_bytes);
// Notes the sprites of the base that are not among these names, which are in order.
void eng_atlas_changes_find_gone(const eng_atlas_changes *changes, const char *const *names,
                                 uint32_t name_count);

// Notes an error that belongs to no single frame.
void eng_atlas_note(eng_atlas *atlas, const char *text);

// Places jobs `first` to `end`, which are decoded. The result depends on the sizes and on what was
// placed before.
void eng_atlas_place(eng_atlas_loader *loader, uint32_t first, uint32_t end);
// Copies the pixels of a job that is placed to its page, and frees them. Thread: any.
void eng_atlas_copy_job(eng_atlas_job *job);
// Cuts the pages to what is used and frees the packer.
void eng_atlas_place_end(eng_atlas_loader *loader);

// Null and an error if not one thread could be started.
eng_atlas_decoders *eng_atlas_decoders_create(uint32_t thread_count, eng_error *error);
// Each before one of them is handed over; tickets of `jobs` begin at `early_count` too.
void eng_atlas_decoders_set_early(eng_atlas_decoders *decoders, eng_atlas_job *jobs,
                                  uint32_t early_count);
void eng_atlas_decoders_set_jobs(eng_atlas_decoders *decoders, eng_atlas_job *jobs,
                                 const eng_packs *packs);
// The main thread works with them until it leaves; in eng_atlas_decoders_wait it does not.
void eng_atlas_decoders_join(eng_atlas_decoders *decoders);
void eng_atlas_decoders_leave(eng_atlas_decoders *decoders);
// The next job that a decoder will take, or null; and takes it for the caller, if nobody was
// quicker. Thread: main.
eng_atlas_job *eng_atlas_decoders_peek(const eng_atlas_decoders *decoders, uint32_t *ticket);
void eng_atlas_decoders_help(eng_atlas_decoders *decoders, uint32_t ticket);
void eng_atlas_decoders_hand_over(eng_atlas_decoders *decoders, uint32_t ready_count);
// Jobs below may be copied to their pages.
void eng_atlas_decoders_hand_placed(eng_atlas_decoders *decoders, uint32_t placed_count);
// Copies some of them; false: nothing is left to be begun.
bool eng_atlas_decoders_copy(eng_atlas_decoders *decoders);
// Until `done_wanted` jobs are done, in whatever order, or the time is up.
void eng_atlas_decoders_wait(eng_atlas_decoders *decoders, uint32_t done_wanted,
                             int64_t deadline_ns);
// Lets the decoders finish what was handed over (or drop it), joins and frees them.
void eng_atlas_decoders_destroy(eng_atlas_decoders *decoders, bool is_cancelled);
