// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// atlas_parts.h: what the files of the atlas share. Private to engine/assets.
//
//     atlas_list.c     which frames there are, in an order that depends on their names alone
//     atlas_sheet.c    sheets: their frames, and the pictures that several frames are cut from
//     atlas_decode.c   the decoders: bytes into pixels, and which of them are seen
//     atlas_place.c    where each frame lies, and its pixels there
//     atlas_load.c     the main thread's part: reads, hands over, places, waits
//     atlas.c          the finished atlas
//     atlas_patch.c    sprites that were saved since

#pragma once

#include "assets/aseprite.h"
#include "assets/atlas.h"

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

typedef struct eng_atlas_page_data {
    uint32_t *pixels;   // null once freed
    size_t pixel_bytes; // as they were allocated
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
    pthread_mutex_t mutex;      // for the two below
    uint32_t *pixels;           // null: not decoded yet, or over
    bool is_broken;             // cannot be decoded
    _Atomic uint32_t use_count; // frames that still want it
} eng_atlas_picture;

// What is known of a sheet while its frames are loaded.
typedef struct eng_atlas_sheet {
    char *path;
    eng_sheet *sheet;            // the atlas keeps it
    eng_atlas_picture *pictures; // one for each page of the sheet
    uint32_t picture_count;
    eng_aseprite drawn; // its frames are drawn, not cut; `parts` null: a sheet of pictures
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
    uint8_t *owned;                 // the file, freed by the decoder; null with a source
    const void *bytes;
    size_t byte_count;
    eng_atlas_sheet *sheet; // that it is a frame of; null: a file of its own
    uint32_t sheet_frame;
    bool is_broken; // shows the placeholder's frame; nothing to decode
    char *error;    // null: none
    eng_atlas_frame
        place;        // its size is that of the frame until it is decoded, then of what is seen
    uint32_t *buffer; // the decoder's, until it is copied to its page
    uint32_t *pixels; // in it: the first that is seen
    int stride_pixels;
    _Atomic bool is_decoded; // the job is the main thread's again
} eng_atlas_job;

// The decoders. A ticket is a job's index. They sleep only when they are ahead of the reader.
typedef struct eng_atlas_decoders {
    eng_atlas_job *jobs;
    pthread_t threads[ENG_ATLAS_THREADS_LIMIT];
    uint32_t thread_count;
    pthread_mutex_t mutex;
    pthread_cond_t work_there; // ready_count or is_closed changed
    pthread_cond_t work_done;  // done_count rose while the main thread waits
    _Atomic uint32_t ready_count;
    _Atomic bool is_closed;    // ready_count is final
    _Atomic bool is_cancelled; // jobs are dropped, not decoded
    _Atomic bool is_awaited;   // the main thread sleeps until done_count reaches done_wanted
    _Atomic uint32_t done_wanted;
    char apart[2][64]; // what every decoder writes shares no cache line with what it only reads
    _Atomic uint32_t next_ticket;
    _Atomic uint32_t done_count;
    _Atomic size_t pending_bytes; // read and not decoded yet
} eng_atlas_decoders;

struct eng_atlas_loader {
    const eng_packs *packs; // null: from memory
    eng_atlas *atlas;
    eng_atlas_def def;
    eng_atlas_job *jobs; // one per frame of the atlas, 0 is the placeholder
    uint32_t job_count;
    uint32_t read_count;    // jobs below are read
    uint32_t handed_count;  // jobs below are handed over
    uint32_t decoded_count; // jobs below are decoded
    uint32_t placed_count;  // jobs below are placed and copied to their pages
    size_t page_bytes;      // of all pages so far
    struct eng_atlas_packer *packer;
    eng_atlas_decoders *decoders;
    const eng_atlas_source *sources; // borrowed until the end; null: from packs
    uint32_t source_count;
    ENG_ARRAY(eng_atlas_sheet *) sheets;
};

// The jobs, sprites and frames, from the packs or from memory.
bool eng_atlas_list(eng_atlas_loader *loader, eng_error *error);

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

// Places jobs `first` to `end`, which are decoded, and copies their pixels. The result depends on
// the sizes and on what was placed before.
void eng_atlas_place(eng_atlas_loader *loader, uint32_t first, uint32_t end);
// Cuts the pages to what is used and frees the packer.
void eng_atlas_place_end(eng_atlas_loader *loader);

// Null and an error if not one thread could be started.
eng_atlas_decoders *eng_atlas_decoders_create(eng_atlas_job *jobs, uint32_t thread_count,
                                              eng_error *error);
void eng_atlas_decoders_hand_over(eng_atlas_decoders *decoders, uint32_t ready_count);
// Until `done_wanted` jobs are done, in whatever order, or the time is up.
void eng_atlas_decoders_wait(eng_atlas_decoders *decoders, uint32_t done_wanted,
                             int64_t deadline_ns);
// Lets the decoders finish what was handed over (or drop it), joins and frees them.
void eng_atlas_decoders_destroy(eng_atlas_decoders *decoders, bool is_cancelled);
