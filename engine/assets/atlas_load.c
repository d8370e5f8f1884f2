// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The main thread's part of a load: hand over, as long as that is not too far ahead of the
// decoders; then place what they have done, batch after batch, and with neither to do decode as
// they do.

#include "assets/atlas_parts.h"
#include "assets/image.h"
#include "assets/pack_source.h"

#include "base/clock.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    PENDING_BYTES_LIMIT = 64 << 20,
    AHEAD_LIMIT = 2 * ENG_ATLAS_BATCH_COUNT, // frames
    AWAY_LIMIT = 2048,                       // frames
    AWAY_BYTES_LIMIT = 64 << 20,             // of frames, if they are as large as those before
    HELP_BYTES_LIMIT = 16 << 10, // of a file that the main thread decodes: it takes less than 1 ms
};

eng_atlas_def eng_atlas_default_def(void)
{
    return (eng_atlas_def){0};
}

static eng_atlas_def resolve_def(const eng_atlas_def *given)
{
    eng_atlas_def def = given ? *given : eng_atlas_default_def();
    if (def.thread_count == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        def.thread_count = cores > 0 ? (uint32_t)cores : 1;
    }
    if (def.thread_count > ENG_ATLAS_THREADS_LIMIT)
        def.thread_count = ENG_ATLAS_THREADS_LIMIT;
    if (def.side_limit <= 0)
        def.side_limit = ENG_IMAGE_SIDE_LIMIT;
    if (def.page_size <= 0)
        def.page_size = 2048;
    if (def.page_size > def.side_limit)
        def.page_size = def.side_limit;
    // A page must hold the placeholder.
    int least = ENG_ATLAS_PLACEHOLDER + 2 * ENG_ATLAS_PADDING;
    if (def.page_size < least)
        def.page_size = least;
    if (def.bytes_limit == 0)
        def.bytes_limit = (size_t)1 << 30;
    size_t page_bytes = (size_t)def.page_size * (size_t)def.page_size * sizeof(uint32_t);
    if (def.bytes_limit < page_bytes)
        def.bytes_limit = page_bytes;
    return def;
}

// The first frame that is placed, so that every broken one can point at it.
static void place_placeholder(eng_atlas_loader *loader)
{
    eng_atlas_job *job = &loader->jobs[0];
    job->place.width = job->place.height = ENG_ATLAS_PLACEHOLDER;
    job->place.full_width = job->place.full_height = ENG_ATLAS_PLACEHOLDER;
    job->stride_pixels = ENG_ATLAS_PLACEHOLDER;
    job->pixels =
        eng_alloc((size_t)ENG_ATLAS_PLACEHOLDER * ENG_ATLAS_PLACEHOLDER, sizeof *job->pixels);
    eng_image_draw_placeholder(job->pixels, job->stride_pixels, ENG_ATLAS_PLACEHOLDER,
                               ENG_ATLAS_PLACEHOLDER);
    eng_atlas_place(loader, 0, 1);
    eng_atlas_decoders_hand_placed(loader->decoders, 1);
    loader->placed_count = 1;
}

// What the def borrows for the beginning only, and later steps need.
static void copy_lists(eng_atlas_loader *loader)
{
    eng_atlas_def *def = &loader->def;
    eng_atlas_sheet_def *sheets = eng_alloc((size_t)def->sheet_count + 1, sizeof *sheets);
    char **changed = eng_alloc((size_t)def->changed_count + 1, sizeof *changed);
    for (uint32_t i = 0; i < def->sheet_count; i++) {
        sheets[i] = def->sheets[i];
        *ENG_ARRAY_PUSH(&loader->atlas->sheets) = sheets[i].sheet;
    }
    for (uint32_t i = 0; i < def->changed_count; i++)
        changed[i] = eng_copy_text(def->changed[i]);
    def->sheets = sheets;
    def->changed = (const char *const *)changed;
}

static eng_atlas_loader *begin(const eng_packs *packs, const eng_atlas_source *sources,
                               uint32_t source_count, const eng_atlas_def *def, eng_error *error)
{
    eng_atlas_loader *loader = eng_alloc(1, sizeof *loader);
    loader->packs = packs;
    loader->sources = sources;
    loader->source_count = source_count;
    loader->def = resolve_def(def);
    loader->wants_prints = packs && loader->def.cache && !loader->def.base;
    loader->atlas = eng_alloc(1, sizeof *loader->atlas);
    copy_lists(loader);
    loader->decoders = eng_atlas_decoders_create(loader->def.thread_count, error);
    if (!loader->decoders) {
        eng_atlas_load_cancel(loader);
        return NULL;
    }
    return loader;
}

eng_atlas_loader *eng_atlas_load_begin(const eng_packs *packs, const eng_atlas_def *def,
                                       eng_error *error)
{
    return begin(packs, NULL, 0, def, error);
}

eng_atlas_loader *eng_atlas_load_start(const eng_packs *packs, const eng_atlas_def *def,
                                       bool is_for_zip, eng_error *error)
{
    eng_atlas_loader *loader = begin(packs, NULL, 0, def, error);
    if (loader)
        loader->is_for_zip = loader->wants_prints = is_for_zip;
    return loader;
}

bool eng_atlas_read(const eng_atlas_loader *loader, const char *path,
                    const eng_atlas_source *source, const void **bytes, size_t *byte_count,
                    uint8_t **owned, eng_error *error)
{
    eng_bytes read = {0};
    *owned = NULL;
    for (uint32_t i = 0; !source && i < loader->source_count; i++)
        if (strcmp(loader->sources[i].path, path) == 0)
            source = &loader->sources[i];
    if (source) {
        *bytes = source->bytes;
        *byte_count = source->byte_count;
        return true;
    }
    if (!loader->packs)
        return eng_error_set(error, "%s: is not there", path);
    if (!eng_packs_read(loader->packs, path, 0, &read, error))
        return false;
    *bytes = *owned = read.data;
    *byte_count = read.byte_count;
    return true;
}

// What sheets are cut from is read here, once for all their frames; all else by who decodes it.
static void read_sheet_job(eng_atlas_loader *loader, eng_atlas_job *job)
{
    eng_error error = {{0}};
    bool is_read = eng_atlas_read_sheet_job(loader, job, &error);
    atomic_fetch_add(&loader->decoders->pending_bytes, job->picture_bytes);
    if (is_read)
        return;
    job->is_broken = true;
    if (error.text[0])
        job->error = eng_copy_text(error.text);
}

// Prepares one job, and hands over what has come together.
static void read_one(eng_atlas_loader *loader)
{
    eng_atlas_job *job = &loader->jobs[loader->read_count++];
    if (job->sheet)
        read_sheet_job(loader, job);
    if (loader->read_count < loader->job_count &&
        loader->read_count - loader->handed_count < ENG_ATLAS_HAND_COUNT)
        return;
    loader->handed_count = loader->read_count;
    eng_atlas_decoders_hand_over(loader->decoders, loader->handed_count);
}

// Frames on their way to their pages are memory that is cold when it is copied: as few as keep the
// decoders at work.
static bool is_far_ahead(const eng_atlas_loader *loader)
{
    return loader->read_count - loader->placed_count > AHEAD_LIMIT ||
           atomic_load(&loader->decoders->pending_bytes) > PENDING_BYTES_LIMIT;
}

// Before the main thread goes to draw: work for the decoders meanwhile, unless frames are large.
static void hand_over_more(eng_atlas_loader *loader)
{
    const eng_atlas_decoders *decoders = loader->decoders;
    uint32_t done = atomic_load(&decoders->done_count);
    if (atomic_load(&decoders->decoded_bytes) / (done + 1) > AWAY_BYTES_LIMIT / AWAY_LIMIT)
        return;
    while (loader->read_count < loader->job_count && !loader->jobs[loader->read_count].sheet &&
           loader->read_count - loader->placed_count < AWAY_LIMIT)
        read_one(loader);
}

static const eng_atlas_job *get_job(const eng_atlas_loader *loader, uint32_t index)
{
    return index < loader->early_count ? &loader->early_jobs[index] : &loader->jobs[index];
}

// The next batch that is decoded whole, if there is one.
static bool place_one(eng_atlas_loader *loader)
{
    uint32_t end = loader->placed_count + ENG_ATLAS_BATCH_COUNT;
    end = end < loader->job_count ? end : loader->job_count;
    if (end == loader->placed_count)
        return false;
    while (loader->decoded_count < end &&
           atomic_load_explicit(&get_job(loader, loader->decoded_count)->is_decoded,
                                memory_order_acquire))
        loader->decoded_count++;
    if (loader->decoded_count < end)
        return false;
    eng_atlas_place(loader, loader->placed_count, end);
    loader->placed_count = end;
    eng_atlas_decoders_hand_placed(loader->decoders, end);
    return true;
}

// Decodes a frame, if that takes no longer than a step may.
static bool help_decoders(eng_atlas_loader *loader)
{
    uint32_t pack_index, ticket;
    eng_atlas_job *job = eng_atlas_decoders_peek(loader->decoders, &ticket);
    if (!job || job->sheet)
        return false;
    if (job->path && !job->source) {
        const eng_pack_file *file = eng_packs_get_file(loader->packs, job->path, &pack_index);
        if (!file || file->byte_count > HELP_BYTES_LIMIT)
            return false;
    }
    if (job->source && job->source->byte_count > HELP_BYTES_LIMIT)
        return false;
    eng_atlas_decoders_help(loader->decoders, ticket);
    return true;
}

// Nothing can be placed or decoded here: waits for what the next batch lacks.
static void wait_for_decoders(eng_atlas_loader *loader, int64_t deadline_ns)
{
    uint32_t done = atomic_load(&loader->decoders->done_count);
    uint32_t wanted = loader->placed_count + ENG_ATLAS_BATCH_COUNT;
    if (wanted > loader->handed_count)
        wanted = loader->handed_count;
    if (wanted <= done)
        wanted = done + 1;
    if (done < loader->handed_count)
        eng_atlas_decoders_wait(loader->decoders, wanted, deadline_ns);
    else
        sched_yield(); // somebody copies the last frames
}

// ------------------------------------------------------------------------------------------ steps

// Blocks of kept pages are ready as they are.
static void start_early(eng_atlas_loader *loader)
{
    loader->early_count = 1 + eng_atlas_kept_make_jobs(loader, NULL);
    loader->early_jobs = eng_alloc(loader->early_count, sizeof *loader->early_jobs);
    loader->early_jobs[0].is_broken = true;
    eng_atlas_kept_make_jobs(loader, loader->early_jobs + 1);
    loader->read_count = loader->handed_count = loader->early_count;
    eng_atlas_decoders_set_early(loader->decoders, loader->early_jobs, loader->early_count);
    eng_atlas_decoders_hand_over(loader->decoders, loader->handed_count);
}

static void start_jobs(eng_atlas_loader *loader)
{
    eng_atlas_list_end(loader);
    eng_atlas_decoders_set_jobs(loader->decoders, loader->jobs, loader->packs);
    place_placeholder(loader);
    loader->phase = ENG_ATLAS_LOADING;
}

// One of the small steps before the first picture is decoded.
static void prepare_one(eng_atlas_loader *loader)
{
    switch (loader->phase) {
    case ENG_ATLAS_OPENING:
        if (!eng_atlas_kept_open_next(loader))
            loader->phase = ENG_ATLAS_MATCHING;
        break;
    case ENG_ATLAS_MATCHING:
        if (eng_atlas_kept_match_next(loader))
            break;
        eng_atlas_kept_select(loader);
        loader->phase = ENG_ATLAS_READING;
        break;
    case ENG_ATLAS_READING:
        if (eng_atlas_kept_read_next(loader))
            break;
        start_early(loader);
        loader->phase = ENG_ATLAS_FINDING;
        break;
    case ENG_ATLAS_FINDING:
        eng_atlas_list_begin(loader);
        loader->phase = ENG_ATLAS_PARSING;
        break;
    case ENG_ATLAS_PARSING:
        if (!eng_atlas_list_next(loader))
            start_jobs(loader);
        break;
    case ENG_ATLAS_LOADING:
        break;
    }
}

static bool is_done(const eng_atlas_loader *loader)
{
    return atomic_load(&loader->decoders->copied_count) == loader->job_count;
}

static void load_some(eng_atlas_loader *loader, int64_t deadline_ns)
{
    while (!is_done(loader)) {
        // Decoders must not run out of work; with enough of it, what they have done goes to its
        // page while it is still warm.
        if (loader->read_count < loader->job_count && !is_far_ahead(loader))
            read_one(loader);
        else if (!place_one(loader) && !eng_atlas_decoders_copy(loader->decoders) &&
                 !help_decoders(loader))
            wait_for_decoders(loader, deadline_ns);
        if (eng_clock_ns() >= deadline_ns)
            break;
    }
}

static eng_atlas_progress get_progress(const eng_atlas_loader *loader)
{
    if (loader->phase != ENG_ATLAS_LOADING)
        return (eng_atlas_progress){.name = ""};
    uint32_t done = atomic_load(&loader->decoders->done_count);
    uint32_t at = loader->read_count < loader->job_count ? loader->read_count : done;
    if (at >= loader->job_count)
        at = loader->job_count - 1;
    // Decoding takes several times as long as reading.
    float parts =
        0.2f * (float)loader->read_count + 0.7f * (float)done + 0.1f * (float)loader->placed_count;
    return (eng_atlas_progress){
        .fraction = parts / (float)loader->job_count,
        .name = loader->jobs[at].path ? loader->jobs[at].path : "",
        .frames_done = done,
        .frame_count = loader->job_count,
        .is_done = is_done(loader),
    };
}

static void free_jobs(eng_atlas_loader *loader)
{
    for (uint32_t i = 0; i < loader->job_count; i++) {
        eng_free(loader->jobs[i].path);
        eng_free(loader->jobs[i].pixels);
        eng_free(loader->jobs[i].error);
    }
    eng_free(loader->jobs);
    eng_free(loader->early_jobs);
    loader->jobs = NULL;
    loader->early_jobs = NULL;
}

// Everything of the loader but the atlas.
static void destroy_loader(eng_atlas_loader *loader)
{
    eng_atlas_place_end(loader);
    eng_atlas_close_sheets(loader);
    eng_atlas_list_drop(loader);
    eng_atlas_kept_close(loader);
    free_jobs(loader);
    eng_free(loader->origins.items);
    for (uint32_t i = 0; i < loader->def.changed_count; i++)
        eng_free((void *)loader->def.changed[i]);
    eng_free((void *)loader->def.changed);
    eng_free((void *)loader->def.sheets);
    eng_free(loader);
}

// Once more, from the packs alone: of what was kept something is damaged.
static bool start_again(eng_atlas_loader *loader)
{
    eng_error error;
    char cache_path[ENG_PACK_PATH_BYTES];
    eng_atlas *atlas = loader->atlas;
    snprintf(cache_path, sizeof cache_path, "%s", loader->cache_path);
    eng_atlas_decoders *decoders = eng_atlas_decoders_create(loader->def.thread_count, &error);
    if (!decoders)
        return false; // then with some pictures that are wrong
    eng_atlas_decoders_destroy(loader->decoders, true);
    eng_atlas_place_end(loader);
    eng_atlas_close_sheets(loader);
    eng_atlas_kept_close(loader);
    free_jobs(loader);
    eng_free(loader->origins.items);
    *loader = (eng_atlas_loader){
        .packs = loader->packs,
        .atlas = eng_alloc(1, sizeof *loader->atlas),
        .def = loader->def,
        .wants_prints = loader->wants_prints,
        .is_without_kept = true,
        .decoders = decoders,
    };
    snprintf(loader->cache_path, sizeof loader->cache_path, "%s", cache_path);
    for (uint32_t i = 0; i < loader->def.sheet_count; i++) {
        *ENG_ARRAY_PUSH(&loader->atlas->sheets) = loader->def.sheets[i].sheet;
        atlas->sheets.items[i] = NULL;
    }
    eng_atlas_unload(atlas);
    return true;
}

eng_atlas_progress eng_atlas_load_step(eng_atlas_loader *loader, int64_t budget_us)
{
    int64_t deadline_ns = eng_clock_ns() + budget_us * 1000;
    do
        prepare_one(loader);
    while (loader->phase != ENG_ATLAS_LOADING && eng_clock_ns() < deadline_ns);
    if (loader->phase == ENG_ATLAS_LOADING) {
        eng_atlas_decoders_join(loader->decoders);
        load_some(loader, deadline_ns);
        hand_over_more(loader);
        eng_atlas_decoders_leave(loader->decoders);
    }
    eng_atlas_progress progress = get_progress(loader);
    if (progress.is_done && eng_atlas_kept_is_damaged(loader) && start_again(loader))
        return get_progress(loader);
    return progress;
}

// Messages begin with the path; the pack's name goes before it here, because asking PhysicsFS which
// pack a file is from costs almost as much as reading it.
static void note_job_error(eng_atlas_loader *loader, const eng_atlas_job *job)
{
    size_t path_bytes = job->path ? strlen(job->path) : 0;
    if (!loader->packs || path_bytes == 0 || strncmp(job->error, job->path, path_bytes) != 0) {
        eng_atlas_note(loader->atlas, job->error);
        return;
    }
    char label[ENG_PACK_PATH_BYTES];
    eng_error text;
    eng_packs_copy_label(loader->packs, job->path, label, sizeof label);
    eng_error_set(&text, "%s%s", label, job->error + path_bytes);
    eng_atlas_note(loader->atlas, text.text);
}

void eng_atlas_load_all(eng_atlas_loader *loader)
{
    while (!eng_atlas_load_step(loader, 1000000).is_done)
        continue;
    eng_atlas *atlas = loader->atlas;
    for (uint32_t s = 0; s < atlas->sprites.count; s++) {
        const eng_atlas_origin *origin = &loader->origins.items[s];
        for (uint32_t i = origin->first_job; i < origin->first_job + origin->job_count; i++) {
            const eng_atlas_job *job = &loader->jobs[i];
            atlas->frames[job->frame] = job->place;
            atlas->sprites.items[s].is_broken |= job->is_broken || job->error;
            if (job->error)
                note_job_error(loader, job);
        }
    }
    eng_atlas_decoders_destroy(loader->decoders, false);
    loader->decoders = NULL;
    eng_atlas_place_end(loader);
}

eng_atlas *eng_atlas_load_finish(eng_atlas_loader *loader)
{
    eng_atlas *atlas = loader->atlas;
    destroy_loader(loader);
    return atlas;
}

static void keep(eng_atlas_loader *loader)
{
    eng_baked_plan plan = {.codec = ENG_BAKED_RAW, .page_size = loader->def.page_size};
    eng_atlas_pixels **held;
    if (loader->packs && loader->def.cache && loader->cache_path[0] != '\0' &&
        eng_atlas_record(loader, &plan, &held))
        eng_atlas_cache_write(loader->def.cache, loader->cache_path, &plan, held);
}

eng_atlas *eng_atlas_load_end(eng_atlas_loader *loader)
{
    eng_atlas_load_all(loader);
    keep(loader);
    return eng_atlas_load_finish(loader);
}

void eng_atlas_load_cancel(eng_atlas_loader *loader)
{
    if (!loader)
        return;
    if (loader->decoders)
        eng_atlas_decoders_destroy(loader->decoders, true);
    eng_atlas *atlas = loader->atlas;
    destroy_loader(loader); // looks at the pages
    eng_atlas_unload(atlas);
}

eng_atlas *eng_atlas_load(const eng_packs *packs, const eng_atlas_def *def, eng_error *error)
{
    eng_atlas_loader *loader = begin(packs, NULL, 0, def, error);
    return loader ? eng_atlas_load_end(loader) : NULL;
}

eng_atlas *eng_atlas_load_memory(const eng_atlas_source *sources, uint32_t source_count,
                                 const eng_atlas_def *def, eng_error *error)
{
    eng_atlas_loader *loader = begin(NULL, sources, source_count, def, error);
    return loader ? eng_atlas_load_end(loader) : NULL;
}
