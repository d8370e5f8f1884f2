// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The decoders: threads that live as long as one loader.
//
//     main      fill jobs, place them -> raise ready_count, wake ...           wait for done_count
//     decoder   ticket = next_ticket++; ticket < ready_count? decode, draw, done_count++; again
//
// There is no queue and, while work is there, no lock: a ticket is one atomic addition, jobs lie in
// one array that does not move, and each has pixels of its own. A decoder sleeps only
// when its ticket is ahead of the reader, the main thread only in eng_atlas_decoders_wait; both
// wait on a predicate under the mutex. is_awaited spares decoders the mutex while nobody waits: the
// sleeper sets it, then looks at done_count; a decoder raises done_count, then looks at is_awaited.
// Both are sequentially consistent, so one of the two sees the other.
//
// Frames that have a place are copied there by the main thread, and by decoders that have nothing
// to decode, so that the last batch is nobody's alone.
//
// There is a decoder for each core. While the main thread works with them, in a step of the loader,
// the last decoder rests: one thread more than there are cores costs a fifth of the time, in caches
// that it empties and in frames that wait for a thread that does not run. When the main thread goes
// to draw or to sleep, it takes over again.

#define _GNU_SOURCE // pthread_setname_np

#include "assets/atlas_parts.h"
#include "assets/image.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { COPY_COUNT = 16 }; // frames that are copied together: a tenth of a millisecond

typedef struct decoder_start {
    eng_atlas_decoders *decoders;
    uint32_t index;
    bool is_last;
} decoder_start;

static bool is_row_empty(const uint32_t *row, int width)
{
    uint32_t any = 0;
    for (int x = 0; x < width; x++)
        any |= row[x];
    return any == 0;
}

static bool is_column_empty(const uint32_t *column, int stride, int height)
{
    for (int y = 0; y < height; y++)
        if (column[(size_t)y * (size_t)stride])
            return false;
    return true;
}

static void take_part(eng_atlas_job *job, const eng_image_part *part)
{
    job->place.left += part->left;
    job->place.top += part->top;
    job->place.width = part->width;
    job->place.height = part->height;
    job->pixels = part->pixels;
    job->stride_pixels = part->width;
}

// A decoder's own room for one frame of a sheet: always warm.
typedef struct scratch {
    uint32_t *pixels;
    size_t capacity; // pixels
} scratch;

static uint32_t *clear_scratch(scratch *room, size_t count)
{
    if (room->capacity < count) {
        eng_free(room->pixels);
        room->pixels = eng_resize(NULL, count, sizeof *room->pixels);
        room->capacity = count;
    }
    return memset(room->pixels, 0, count * sizeof *room->pixels);
}

// Cuts the transparent border of a drawn frame off, as eng_image_decode_part does of a picture.
static void trim(eng_atlas_job *job)
{
    eng_atlas_frame *place = &job->place;
    int stride = job->stride_pixels, left = 0, top = 0, right = place->width,
        bottom = place->height;
    const uint32_t *pixels = job->pixels;
    while (top < bottom - 1 && is_row_empty(pixels + (size_t)top * (size_t)stride, right))
        top++;
    while (bottom > top + 1 && is_row_empty(pixels + (size_t)(bottom - 1) * (size_t)stride, right))
        bottom--;
    pixels += (size_t)top * (size_t)stride;
    while (left < right - 1 && is_column_empty(pixels + left, stride, bottom - top))
        left++;
    while (right > left + 1 && is_column_empty(pixels + right - 1, stride, bottom - top))
        right--;
    eng_image_part part = {.left = left,
                           .top = top,
                           .width = right - left,
                           .height = bottom - top,
                           .full_width = place->width,
                           .full_height = place->height};
    eng_image_widen_part(&part);
    size_t width = (size_t)part.width;
    const uint32_t *from = job->pixels + (size_t)part.top * (size_t)stride + (size_t)part.left;
    part.pixels = eng_resize(NULL, width * (size_t)part.height, sizeof *part.pixels);
    for (int y = 0; y < part.height; y++, from += stride)
        memcpy(part.pixels + (size_t)y * width, from, width * sizeof *from);
    take_part(job, &part);
}

static bool read_picture(eng_atlas_decoders *decoders, eng_atlas_job *job, eng_bytes *read,
                         eng_error *error)
{
    *read = (eng_bytes){0};
    if (job->source) {
        job->bytes = job->source->bytes;
        job->byte_count = job->source->byte_count;
        return true;
    }
    if (!eng_packs_read_shared(decoders->packs, job->path, read, &job->print.stamp, error))
        return false;
    job->bytes = read->data;
    job->byte_count = job->print.byte_count = read->byte_count;
    return true;
}

// A picture that cannot be read, or whose size cannot, is shown as the placeholder; one that cannot
// be decoded keeps its size.
static void decode_picture(eng_atlas_decoders *decoders, eng_atlas_job *job, eng_error *error)
{
    eng_image_part part = {0};
    eng_bytes read;
    bool is_good = read_picture(decoders, job, &read, error);
    if (is_good && job->wants_hash)
        eng_baked_hash(&job->print, job->bytes, job->byte_count);
    is_good =
        is_good && eng_image_decode_part(job->path, job->bytes, job->byte_count, &part, error);
    eng_bytes_fini(&read);
    job->bytes = NULL;
    job->place.full_width = part.full_width;
    job->place.full_height = part.full_height;
    if (!is_good && part.full_width > 0) {
        part.width = part.full_width;
        part.height = part.full_height;
        part.pixels =
            eng_resize(NULL, (size_t)part.width * (size_t)part.height, sizeof *part.pixels);
        eng_image_draw_placeholder(part.pixels, part.width, part.width, part.height);
    }
    job->is_broken = part.pixels == NULL;
    take_part(job, &part);
}

static void draw_sheet_frame(eng_atlas_job *job, scratch *room, eng_error *error)
{
    job->stride_pixels = job->place.width;
    job->pixels = clear_scratch(room, (size_t)job->place.width * (size_t)job->place.height);
    if (!eng_atlas_draw_sheet_job(job, error))
        eng_image_draw_placeholder(job->pixels, job->stride_pixels, job->place.width,
                                   job->place.height);
    trim(job);
}

static void decode_job(eng_atlas_decoders *decoders, eng_atlas_job *job, scratch *room)
{
    eng_error error = {{0}};
    if (job->sheet)
        draw_sheet_frame(job, room, &error);
    else
        decode_picture(decoders, job, &error);
    if (error.text[0])
        job->error = eng_copy_text(error.text);
}

static void unpack_block(eng_atlas_job *job)
{
    if (!eng_baked_unpack(job->baked, job->block, job->page_pixels))
        atomic_store(&job->baked->is_damaged, true);
}

static void finish_job(eng_atlas_decoders *decoders, eng_atlas_job *job)
{
    if (job->sheet)
        eng_atlas_release_sheet_job(job);
    atomic_fetch_sub(&decoders->pending_bytes, job->picture_bytes);
    size_t pixels = (size_t)job->place.width * (size_t)job->place.height;
    if (!job->baked)
        atomic_fetch_add(&decoders->decoded_bytes, pixels * sizeof *job->pixels);
    atomic_store_explicit(&job->is_decoded, true, memory_order_release);
    uint32_t done = atomic_fetch_add(&decoders->done_count, 1) + 1;
    if (!atomic_load(&decoders->is_awaited) || done < atomic_load(&decoders->done_wanted))
        return;
    pthread_mutex_lock(&decoders->mutex);
    pthread_cond_signal(&decoders->work_done);
    pthread_mutex_unlock(&decoders->mutex);
}

static void do_job(eng_atlas_decoders *decoders, eng_atlas_job *job, scratch *room)
{
    bool is_cancelled = atomic_load_explicit(&decoders->is_cancelled, memory_order_relaxed);
    if (!is_cancelled && job->baked)
        unpack_block(job);
    else if (!is_cancelled && !job->is_broken)
        decode_job(decoders, job, room);
    finish_job(decoders, job);
}

static eng_atlas_job *get_job(const eng_atlas_decoders *decoders, uint32_t ticket)
{
    return ticket < decoders->early_count ? &decoders->early_jobs[ticket] : &decoders->jobs[ticket];
}

static bool has_copies(const eng_atlas_decoders *decoders)
{
    return atomic_load(&decoders->next_copy) < atomic_load(&decoders->placed_count);
}

bool eng_atlas_decoders_copy(eng_atlas_decoders *decoders)
{
    uint32_t first = atomic_load(&decoders->next_copy), end;
    do {
        uint32_t placed = atomic_load(&decoders->placed_count);
        if (first >= placed)
            return false;
        end = placed - first < COPY_COUNT ? placed : first + COPY_COUNT;
    } while (!atomic_compare_exchange_weak(&decoders->next_copy, &first, end));
    for (uint32_t i = first; i < end; i++)
        eng_atlas_copy_job(&decoders->jobs[i]);
    atomic_fetch_add(&decoders->copied_count, end - first);
    return true;
}

void eng_atlas_decoders_hand_placed(eng_atlas_decoders *decoders, uint32_t placed_count)
{
    pthread_mutex_lock(&decoders->mutex);
    atomic_store(&decoders->placed_count, placed_count);
    pthread_cond_broadcast(&decoders->work_there);
    pthread_mutex_unlock(&decoders->mutex);
}

// True when the job may be taken; false when it will never come.
static bool await_ticket(eng_atlas_decoders *decoders, uint32_t ticket)
{
    if (ticket < atomic_load_explicit(&decoders->ready_count, memory_order_acquire))
        return true;
    pthread_mutex_lock(&decoders->mutex);
    while (ticket >= atomic_load(&decoders->ready_count) && !atomic_load(&decoders->is_closed)) {
        if (!has_copies(decoders)) {
            pthread_cond_wait(&decoders->work_there, &decoders->mutex);
            continue;
        }
        pthread_mutex_unlock(&decoders->mutex);
        eng_atlas_decoders_copy(decoders);
        pthread_mutex_lock(&decoders->mutex);
    }
    bool is_there = ticket < atomic_load(&decoders->ready_count);
    pthread_mutex_unlock(&decoders->mutex);
    return is_there;
}

static void await_leave(eng_atlas_decoders *decoders)
{
    if (!atomic_load(&decoders->is_joined))
        return;
    pthread_mutex_lock(&decoders->mutex);
    while (atomic_load(&decoders->is_joined) && !atomic_load(&decoders->is_closed))
        pthread_cond_wait(&decoders->main_left, &decoders->mutex);
    pthread_mutex_unlock(&decoders->mutex);
}

static void *run_decoder(void *argument)
{
    decoder_start *start = argument;
    eng_atlas_decoders *decoders = start->decoders;
    char name[16];
    snprintf(name, sizeof name, "eng-decode-%u", start->index % 100);
    pthread_setname_np(pthread_self(), name);
    bool is_last = start->is_last;
    eng_free(start);
    scratch room = {0};
    for (;;) {
        if (is_last)
            await_leave(decoders);
        uint32_t ticket =
            atomic_fetch_add_explicit(&decoders->next_ticket, 1, memory_order_relaxed);
        if (!await_ticket(decoders, ticket))
            break;
        do_job(decoders, get_job(decoders, ticket), &room);
    }
    eng_free(room.pixels);
    return NULL;
}

eng_atlas_decoders *eng_atlas_decoders_create(uint32_t thread_count, eng_error *error)
{
    eng_atlas_decoders *decoders = eng_alloc(1, sizeof *decoders);
    pthread_mutex_init(&decoders->mutex, NULL);
    pthread_cond_init(&decoders->work_there, NULL);
    pthread_cond_init(&decoders->main_left, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&decoders->work_done, &attributes);
    pthread_condattr_destroy(&attributes);
    for (uint32_t i = 0; i < thread_count; i++) {
        decoder_start *start = eng_alloc(1, sizeof *start);
        *start = (decoder_start){decoders, i, i + 1 == thread_count};
        if (pthread_create(&decoders->threads[decoders->thread_count], NULL, run_decoder, start)) {
            eng_free(start);
            break; // fewer threads are slower, not wrong
        }
        decoders->thread_count++;
    }
    if (decoders->thread_count > 0)
        return decoders;
    eng_atlas_decoders_destroy(decoders, true);
    eng_error_set(error,
                  "no thread can be started to decode pictures; raise the limit (ulimit -u)");
    return NULL;
}

void eng_atlas_decoders_set_early(eng_atlas_decoders *decoders, eng_atlas_job *jobs,
                                  uint32_t early_count)
{
    decoders->early_jobs = jobs;
    decoders->early_count = early_count;
}

// Seen by the decoders with the ready_count that is the first above early_count.
void eng_atlas_decoders_set_jobs(eng_atlas_decoders *decoders, eng_atlas_job *jobs,
                                 const eng_packs *packs)
{
    decoders->jobs = jobs;
    decoders->packs = packs;
}

void eng_atlas_decoders_join(eng_atlas_decoders *decoders)
{
    atomic_store(&decoders->is_joined, true);
}

void eng_atlas_decoders_leave(eng_atlas_decoders *decoders)
{
    pthread_mutex_lock(&decoders->mutex);
    atomic_store(&decoders->is_joined, false);
    pthread_cond_signal(&decoders->main_left);
    pthread_mutex_unlock(&decoders->mutex);
}

eng_atlas_job *eng_atlas_decoders_peek(const eng_atlas_decoders *decoders, uint32_t *ticket)
{
    *ticket = atomic_load(&decoders->next_ticket);
    return *ticket < atomic_load(&decoders->ready_count) ? get_job(decoders, *ticket) : NULL;
}

void eng_atlas_decoders_help(eng_atlas_decoders *decoders, uint32_t ticket)
{
    scratch room = {0};
    uint32_t expected = ticket;
    if (atomic_compare_exchange_strong(&decoders->next_ticket, &expected, ticket + 1))
        do_job(decoders, get_job(decoders, ticket), &room);
    eng_free(room.pixels);
}

void eng_atlas_decoders_hand_over(eng_atlas_decoders *decoders, uint32_t ready_count)
{
    pthread_mutex_lock(&decoders->mutex);
    atomic_store(&decoders->ready_count, ready_count);
    pthread_cond_broadcast(&decoders->work_there);
    pthread_mutex_unlock(&decoders->mutex);
}

void eng_atlas_decoders_wait(eng_atlas_decoders *decoders, uint32_t done_wanted,
                             int64_t deadline_ns)
{
    struct timespec deadline = {(time_t)(deadline_ns / 1000000000),
                                (long)(deadline_ns % 1000000000)};
    pthread_mutex_lock(&decoders->mutex);
    bool was_joined = atomic_exchange(&decoders->is_joined, false);
    if (was_joined)
        pthread_cond_signal(&decoders->main_left);
    atomic_store(&decoders->done_wanted, done_wanted);
    atomic_store(&decoders->is_awaited, true);
    int result = 0;
    while (result == 0 && atomic_load(&decoders->done_count) < done_wanted)
        result = pthread_cond_timedwait(&decoders->work_done, &decoders->mutex, &deadline);
    atomic_store(&decoders->is_awaited, false);
    atomic_store(&decoders->is_joined, was_joined);
    pthread_mutex_unlock(&decoders->mutex);
}

void eng_atlas_decoders_destroy(eng_atlas_decoders *decoders, bool is_cancelled)
{
    pthread_mutex_lock(&decoders->mutex);
    if (is_cancelled)
        atomic_store(&decoders->is_cancelled, true);
    atomic_store(&decoders->is_closed, true);
    pthread_cond_signal(&decoders->main_left);
    pthread_cond_broadcast(&decoders->work_there);
    pthread_mutex_unlock(&decoders->mutex);
    for (uint32_t i = 0; i < decoders->thread_count; i++)
        pthread_join(decoders->threads[i], NULL);
    pthread_cond_destroy(&decoders->work_done);
    pthread_cond_destroy(&decoders->main_left);
    pthread_cond_destroy(&decoders->work_there);
    pthread_mutex_destroy(&decoders->mutex);
    eng_free(decoders);
}
