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
    uint32_t root;       // the number of the folder that was added
    uint32_t root_bytes; // of its path, the slash included
} watched_folder;

struct eng_watch {
    int fd;
    watched_folder *folders;
    uint32_t count, root_count;
    eng_watch_changes changes; // that have not been told
};

eng_watch *eng_watch_create(void)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
        eng_log_warning("saved files are not noticed: inotify: %s", strerror(errno));
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
    eng_watch_changes_fini(&watch->changes);
    eng_free(watch);
}

void eng_watch_changes_fini(eng_watch_changes *changes)
{
    for (uint32_t i = 0; i < changes->paths.count; i++)
        eng_free(changes->paths.items[i].path);
    eng_free(changes->paths.items);
    *changes = (eng_watch_changes){0};
}

static watched_folder *find(eng_watch *watch, int id)
{
    for (uint32_t i = 0; i < watch->count; i++)
        if (watch->folders[i].id == id)
            return &watch->folders[i];
    return NULL;
}

// What changed below a folder: `path` is the whole of it.
static void note_path(eng_watch *watch, const watched_folder *folder, const char *path,
                      bool is_open)
{
    eng_watch_changes *changes = &watch->changes;
    const char *own_path = path + folder->root_bytes;
    for (uint32_t i = 0; i < changes->paths.count; i++) {
        eng_watch_path *known = &changes->paths.items[i];
        if (known->folder == folder->root && strcmp(known->path, own_path) == 0) {
            known->is_open = is_open;
            return;
        }
    }
    if (changes->paths.count == ENG_WATCH_PATHS_CAPACITY)
        changes->is_all = true;
    else
        *ENG_ARRAY_PUSH(&changes->paths) =
            (eng_watch_path){eng_copy_text(own_path), folder->root, is_open};
}

// `is_new`: what is in the folder is news as well.
static void add(eng_watch *watch, const char *path, uint32_t root, uint32_t root_bytes, int depth,
                bool is_new);

static void add_entry(eng_watch *watch, const watched_folder *folder, const char *name, int depth,
                      bool is_new)
{
    char path[PATH_MAX];
    struct stat info;
    int length = snprintf(path, sizeof path, "%s/%s", folder->path, name);
    if (name[0] == '.' || length <= 0 || (size_t)length >= sizeof path || lstat(path, &info) != 0)
        return;
    if (S_ISDIR(info.st_mode))
        add(watch, path, folder->root, folder->root_bytes, depth + 1, is_new);
    else if (is_new)
        note_path(watch, folder, path, false);
}

static void add(eng_watch *watch, const char *path, uint32_t root, uint32_t root_bytes, int depth,
                bool is_new)
{
    int id = inotify_add_watch(watch->fd, path, EVENTS);
    if (id < 0 || depth > DEPTH_LIMIT)
        return; // it is no folder, or gone again
    watched_folder *known = find(watch, id);
    if (known == NULL) {
        watch->folders = eng_resize(watch->folders, watch->count + 1, sizeof *watch->folders);
        watch->folders[watch->count++] =
            (watched_folder){id, eng_copy_text(path), root, root_bytes};
    } else if (strcmp(known->path, path) != 0) { // it was moved
        eng_free(known->path);
        known->path = eng_copy_text(path);
    }
    const watched_folder folder = {id, (char *)path, root, root_bytes};
    DIR *directory = opendir(path);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL)
        add_entry(watch, &folder, entry->d_name, depth, is_new);
    if (directory != NULL)
        closedir(directory);
}

void eng_watch_add(eng_watch *watch, const char *folder)
{
    char path[PATH_MAX];
    size_t bytes = strlen(folder);
    while (bytes > 1 && folder[bytes - 1] == '/')
        bytes--;
    snprintf(path, sizeof path, "%.*s", (int)bytes, folder);
    add(watch, path, watch->root_count++, (uint32_t)strlen(path) + 1, 0, false);
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
    char path[PATH_MAX];
    const char *name = event->len > 0 ? event->name : "";
    const watched_folder *known = find(watch, event->wd);
    bool is_overflow = (event->mask & IN_Q_OVERFLOW) != 0;
    if (!is_overflow && (name[0] == '\0' || is_litter(name) || known == NULL))
        return;
    watch->changes.changed_ns = eng_clock_ns();
    if (is_overflow) {
        watch->changes.is_all = true;
        return;
    }
    int length = snprintf(path, sizeof path, "%s/%s", known->path, name);
    if (length <= 0 || (size_t)length >= sizeof path)
        return;
    const watched_folder folder = *known; // adding moves them
    if ((event->mask & IN_ISDIR) == 0) {
        note_path(watch, &folder, path, (event->mask & (IN_MODIFY | IN_CREATE)) != 0);
    } else if ((event->mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
        add(watch, path, folder.root, folder.root_bytes, 1, true);
    } else {
        watch->changes.is_all = true; // what was in it is gone
    }
}

static bool is_half_written(const eng_watch *watch)
{
    for (uint32_t i = 0; i < watch->changes.paths.count; i++)
        if (watch->changes.paths.items[i].is_open)
            return true;
    return false;
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
    int64_t quiet_ms = (eng_clock_ns() - watch->changes.changed_ns) / 1000000;
    bool has_changed = watch->changes.is_all || watch->changes.paths.count > 0;
    if (!has_changed || quiet_ms < ENG_WATCH_QUIET_MS ||
        (is_half_written(watch) && quiet_ms < ENG_WATCH_OPEN_MS))
        return false;
    *changes = watch->changes;
    watch->changes = (eng_watch_changes){0};
    return true;
}
