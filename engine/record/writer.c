// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// writer.c: a ring of files, each with one owner at a time:
//
//     owner     put: WAITING -> | thread: writes it | -> DONE -> take_result: free
//     ring      head .............. next ............ tail
//
//   head .. next   DONE, results to be taken     the owner's
//   next .. tail   WAITING or being written      the thread's
//
// head, next and tail only grow and are guarded by the lock; an entry is touched without it only by
// who it belongs to. The thread sleeps on `work` while next == tail, the owner on `done`.

#include "writer.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"

#define RING 16u

typedef struct entry {
    eng_writer_result result;
    eng_buffer buffer;
} entry;

struct eng_writer {
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    pthread_t thread;
    bool has_thread, is_ending;
    uint32_t head, next, tail;
    entry ring[RING];
};

eng_writer *eng_writer_create(void)
{
    eng_writer *writer = eng_alloc(1, sizeof *writer);
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->work, NULL);
    pthread_cond_init(&writer->done, NULL);
    return writer;
}

static void *run(void *argument)
{
    eng_writer *writer = argument;
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        while (writer->next == writer->tail && !writer->is_ending)
            pthread_cond_wait(&writer->work, &writer->lock);
        if (writer->next == writer->tail)
            break;
        entry *file = &writer->ring[writer->next % RING];
        pthread_mutex_unlock(&writer->lock);
        file->result.is_written = eng_file_write(file->result.path, file->buffer.data,
                                                 file->buffer.count, &file->result.error);
        eng_free(file->buffer.data);
        file->buffer = (eng_buffer){0};
        pthread_mutex_lock(&writer->lock);
        writer->next++;
        pthread_cond_broadcast(&writer->done);
    }
    pthread_mutex_unlock(&writer->lock);
    return NULL;
}

bool eng_writer_put(eng_writer *writer, const char *path, eng_buffer *buffer)
{
    pthread_mutex_lock(&writer->lock);
    if (!writer->has_thread)
        writer->has_thread = pthread_create(&writer->thread, NULL, run, writer) == 0;
    bool has_room = writer->has_thread && writer->tail - writer->head < RING &&
                    strlen(path) < sizeof writer->ring[0].result.path;
    if (has_room) {
        entry *file = &writer->ring[writer->tail % RING];
        *file = (entry){.buffer = *buffer};
        snprintf(file->result.path, sizeof file->result.path, "%s", path);
        *buffer = (eng_buffer){0};
        writer->tail++;
        pthread_cond_signal(&writer->work);
    }
    pthread_mutex_unlock(&writer->lock);
    return has_room;
}

bool eng_writer_take_result(eng_writer *writer, eng_writer_result *out)
{
    pthread_mutex_lock(&writer->lock);
    bool has_one = writer->head != writer->next;
    if (has_one)
        *out = writer->ring[writer->head++ % RING].result;
    pthread_mutex_unlock(&writer->lock);
    return has_one;
}

void eng_writer_wait(eng_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    while (writer->next != writer->tail)
        pthread_cond_wait(&writer->done, &writer->lock);
    pthread_mutex_unlock(&writer->lock);
}

void eng_writer_destroy(eng_writer *writer)
{
    if (writer == NULL)
        return;
    pthread_mutex_lock(&writer->lock);
    writer->is_ending = true;
    pthread_cond_signal(&writer->work);
    pthread_mutex_unlock(&writer->lock);
    if (writer->has_thread)
        pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->work);
    pthread_cond_destroy(&writer->done);
    pthread_mutex_destroy(&writer->lock);
    eng_free(writer);
}
