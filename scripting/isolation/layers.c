// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "layers.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
// The same numbers on every architecture.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

// As in linux/landlock.h, which may be older than the kernel we run on.
typedef struct landlock_attributes {
    uint64_t files, net, scoped;
} landlock_attributes;

#define LANDLOCK_VERSION 1u // LANDLOCK_CREATE_RULESET_VERSION
#define FILES_ABI_1 0x1fffu // execute to make_sym
#define FILES_READ 0x000du  // execute, read_file, read_dir
#define FILES_REFER (1u << 13)
#define FILES_TRUNCATE (1u << 14)
#define FILES_IOCTL (1u << 15)
#define NET_TCP 0x3u      // bind, connect
#define SCOPED_ABI_6 0x3u // abstract sockets, signals

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
    return abi > 0 ? (int)abi : 0;
}

bool myri_landlock_restrict(int abi, myri_landlock what)
{
    landlock_attributes attributes = {.files = FILES_ABI_1};
    size_t bytes = sizeof attributes.files;
    if (abi >= 2)
        attributes.files |= FILES_REFER;
    if (abi >= 3)
        attributes.files |= FILES_TRUNCATE;
    if (what == MYRI_LANDLOCK_WRITES) {
        attributes.files &= ~(uint64_t)FILES_READ;
    } else {
        if (abi >= 5)
            attributes.files |= FILES_IOCTL;
        if (abi >= 4) {
            attributes.net = NET_TCP;
            bytes = 2 * sizeof(uint64_t);
        }
        if (abi >= 6) {
            attributes.scoped = SCOPED_ABI_6;
            bytes = sizeof attributes;
        }
    }
    // Every right is handled and no rule follows: nothing is allowed.
    long fd = syscall(SYS_landlock_create_ruleset, &attributes, bytes, 0);
    if (fd < 0)
        return false;
    long failed = syscall(SYS_landlock_restrict_self, (int)fd, 0);
    close((int)fd);
    return failed == 0;
}

static bool has_seccomp(void)
{
    uint32_t action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

// Whether a memory that is sealed can no longer be mapped to be written.
static bool has_memfd_seals(void)
{
    int fd = memfd_create("myrmidon-probe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return false;
    bool is_held = ftruncate(fd, 1) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE) == 0;
    if (is_held) {
        void *page = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        is_held = page == MAP_FAILED;
        if (!is_held)
            munmap(page, 1);
    }
    close(fd);
    return is_held;
}

void myri_layers_probe(myr_sandbox *out)
{
    int signal_number;
    *out = (myr_sandbox){
        .has_seccomp = has_seccomp(),
        .landlock_abi = landlock_abi(),
        .has_memfd_seals = has_memfd_seals(),
        .has_no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0,
        .has_death_signal = prctl(PR_GET_PDEATHSIG, &signal_number, 0, 0, 0) == 0,
    };
}

void myri_layers_missing(const myr_sandbox *sandbox, char *text, size_t capacity)
{
    const struct {
        const char *name;
        bool is_there;
    } rows[] = {
        {"seccomp", sandbox->has_seccomp},           {"Landlock", sandbox->landlock_abi > 0},
        {"no_new_privs", sandbox->has_no_new_privs}, {"memfd seals", sandbox->has_memfd_seals},
        {"PDEATHSIG", sandbox->has_death_signal},
    };
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].is_there || used >= capacity)
            continue;
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", used > 0 ? ", " : "",
                                 rows[i].name);
    }
}
