// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/watch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

#define DEPTH_LIMIT 12
#define EVENTS                                                                                     \
    (IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |            \
     IN_DONT_FOLLOW | IN_ONLYDIR)

typedef struct watched_folder {
    int id; // of inotify
    char *path;
} watched_folder;

struct eng_watch {
    int fd;
    watched_folder *folders;
    uint32_t count;
    eng_watch_changes changes; // that have not been told
    int64_t changed_ns;        // the last of them
};

eng_watch *eng_watch_create(void)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
        eng_log_warning("saved scripts are not noticed: inotify: %s", strerror(errno));
        return NULL;
    }
    eng_watch *watch = eng_alloc(1, sizeof *watch);
    watch->fd = fd;
    return watch;
}

void eng_watch_destroy(eng_watch *watch)
{
    if (watch == NULL)
        return;
    close(watch->fd);
    for (uint32_t i = 0; i < watch->count; i++)
        eng_free(watch->folders[i].path);
    eng_free(watch->folders);
    eng_free(watch);
}

static watched_folder *find(eng_watch *watch, int id)
{
    for (uint32_t i = 0; i < watch->count; i++)
        if (watch->folders[i].id == id)
            return &watch->folders[i];
    return NULL;
}

static void add(eng_watch *watch, const char *folder, int depth)
{
    int id = inotify_add_watch(watch->fd, folder, EVENTS);
    if (id < 0 || depth > DEPTH_LIMIT)
        return; // it is no folder, or gone again
    if (find(watch, id) == NULL) {
        watch->folders = eng_resize(watch->folders, watch->count + 1, sizeof *watch->folders);
        watch->folders[watch->count++] = (watched_folder){id, eng_copy_text(folder)};
    }
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        char path[PATH_MAX];
        struct stat info;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && length > 0 && (size_t)length < sizeof path &&
            lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
            add(watch, path, depth + 1);
    }
    if (directory != NULL)
        closedir(directory);
}

void eng_watch_add(eng_watch *watch, const char *folder)
{
    add(watch, folder, 0);
}

static bool ends_with(const char *text, const char *end)
{
    size_t text_bytes = strlen(text), end_bytes = strlen(end);
    return text_bytes >= end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

// What editors and Python leave beside a file.
static bool is_litter(const char *name)
{
    return name[0] == '.' || name[0] == '#' || strcmp(name, "__pycache__") == 0 ||
           strcmp(name, "4913") == 0 || ends_with(name, "~") || ends_with(name, ".swp") ||
           ends_with(name, ".tmp") || ends_with(name, ".pyc");
}

static void note(eng_watch *watch, const struct inotify_event *event)
{
    const char *name = event->len > 0 ? event->name : "";
    if ((event->mask & IN_Q_OVERFLOW) != 0) {
        watch->changes.has_scripts = true; // nobody knows: look
    } else if (name[0] == '\0' || is_litter(name)) {
        return;
    } else if ((event->mask & IN_ISDIR) != 0) {
        const watched_folder *parent = find(watch, event->wd);
        char path[PATH_MAX];
        int length = parent == NULL ? -1 : snprintf(path, sizeof path, "%s/%s", parent->path, name);
        if ((event->mask & (IN_CREATE | IN_MOVED_TO)) != 0 && length > 0 &&
            (size_t)length < sizeof path)
            add(watch, path, 1);
        watch->changes.has_scripts = true; // scripts may have come or gone with it
    } else if (ends_with(name, ".py")) {
        watch->changes.has_scripts = true;
    } else {
        watch->changes.has_others = true;
        snprintf(watch->changes.other, sizeof watch->changes.other, "%s", name);
    }
    watch->changed_ns = eng_clock_ns();
}

bool eng_watch_poll(eng_watch *watch, eng_watch_changes *changes)
{
    _Alignas(struct inotify_event) char buffer[8192];
    ssize_t bytes;
    if (watch == NULL)
        return false;
    while ((bytes = read(watch->fd, buffer, sizeof buffer)) > 0) {
        const char *at = buffer, *end = buffer + bytes;
        while (at < end) {
            const struct inotify_event *event = (const void *)at;
            note(watch, event);
            at += sizeof *event + event->len;
        }
    }
    bool has_changed = watch->changes.has_scripts || watch->changes.has_others;
    if (!has_changed || eng_clock_ns() - watch->changed_ns < (int64_t)ENG_WATCH_QUIET_MS * 1000000)
        return false;
    *changes = watch->changes;
    watch->changes = (eng_watch_changes){0};
    return true;
}
