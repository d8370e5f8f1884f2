// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// chaos_processes.c: see the header. A child is three steps below the host: helper, zygote, child.

#include "chaos_processes.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MANY 4096u
#define CHILD_DEPTH 3u

typedef struct process {
    int pid, parent;
} process;

typedef struct family {
    process all[MANY]; // of this machine
    uint32_t count;
} family;

static int parent_of(int pid)
{
    char path[64];
    int parent = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*d (%*[^)]) %*c %d", &parent) != 1)
        parent = 0;
    fclose(file);
    return parent;
}

static void family_read(family *f)
{
    f->count = 0;
    DIR *folder = opendir("/proc");
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        int pid = atoi(entry->d_name);
        if (pid > 0 && f->count < MANY)
            f->all[f->count++] = (process){pid, parent_of(pid)};
    }
    if (folder != NULL)
        closedir(folder);
}

// Steps from this process down to `pid`; 0: it is no descendant.
static uint32_t depth_of(const family *f, int pid)
{
    for (uint32_t depth = 1; depth <= CHILD_DEPTH + 1; depth++) {
        int parent = 0;
        for (uint32_t i = 0; i < f->count; i++)
            if (f->all[i].pid == pid)
                parent = f->all[i].parent;
        if (parent == getpid())
            return depth;
        if (parent <= 1)
            return 0;
        pid = parent;
    }
    return 0;
}

bool chaos_kill_one(uint32_t dice)
{
    family *f = malloc(sizeof *f);
    if (f == NULL)
        return false;
    family_read(f);
    process children[64];
    uint32_t count = 0;
    for (uint32_t i = 0; i < f->count && count < 64; i++)
        if (depth_of(f, f->all[i].pid) == CHILD_DEPTH)
            children[count++] = f->all[i];
    free(f);
    if (count == 0)
        return false;
    process child = children[dice % count];
    int fd = (int)syscall(SYS_pidfd_open, child.pid, 0);
    // The number may be another's by now; what the descriptor stands for no longer changes.
    bool is_killed = fd >= 0 && parent_of(child.pid) == child.parent &&
                     syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) == 0;
    if (fd >= 0)
        close(fd);
    return is_killed;
}

static uint32_t resident_kb(int pid)
{
    char path[64];
    unsigned long resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*u %lu", &resident) != 1)
        resident = 0;
    fclose(file);
    return (uint32_t)(resident * (unsigned long)sysconf(_SC_PAGESIZE) / 1024);
}

// 0 where a process is not dumpable and this one has no right to look.
static uint32_t descriptors(int pid)
{
    char path[64];
    uint32_t count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    DIR *folder = opendir(path);
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count;
}

chaos_usage chaos_measure(void)
{
    chaos_usage usage = {.host_kb = resident_kb(getpid()), .descriptors = descriptors(getpid())};
    family *f = malloc(sizeof *f);
    if (f == NULL)
        return usage;
    family_read(f);
    for (uint32_t i = 0; i < f->count; i++) {
        int pid = f->all[i].pid;
        uint32_t depth = depth_of(f, pid);
        usage.processes += depth > 0;
        if (depth == 0 || depth >= CHILD_DEPTH)
            continue;
        usage.zygote_kb += resident_kb(pid);
        usage.descriptors += descriptors(pid);
    }
    free(f);
    return usage;
}

bool chaos_all_gone(void)
{
    for (uint32_t ms = 0; ms < 10000; ms++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
        chaos_usage usage = chaos_measure();
        if (usage.processes == 0)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return false;
}
