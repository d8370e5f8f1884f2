// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "debug.h"

#include <stdlib.h>
#include <string.h>

myri_debug *myri_debug_create(myr_debug_function line, void *user)
{
    myri_debug *debug = calloc(1, sizeof *debug);
    if (!debug)
        return NULL;
    pthread_mutex_init(&debug->lock, NULL);
    debug->line = line;
    debug->user = user;
    return debug;
}

void myri_debug_destroy(myri_debug *debug)
{
    if (!debug)
        return;
    pthread_mutex_destroy(&debug->lock);
    free(debug);
}

bool myri_debug_talk(myri_debug *debug, const void *owner, myr_entity entity, const char *text,
                     uint32_t text_bytes, char *line)
{
    if (atomic_load(&debug->owner) != owner) {
        pthread_mutex_lock(&debug->lock);
        atomic_store(&debug->owner, owner);
    }
    char shown[MYRI_DEBUG_TEXT + 1];
    text_bytes = text_bytes < MYRI_DEBUG_TEXT ? text_bytes : MYRI_DEBUG_TEXT;
    memcpy(shown, text, text_bytes);
    shown[text_bytes] = '\0';
    return debug->line(debug->user, entity, shown, line, line ? MYRI_DEBUG_LINE : 0);
}

void myri_debug_leave(myri_debug *debug, const void *owner)
{
    if (!debug || atomic_load(&debug->owner) != owner)
        return;
    atomic_store(&debug->owner, NULL);
    pthread_mutex_unlock(&debug->lock);
}
