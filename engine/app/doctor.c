// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/doctor.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "app/home.h"
#include "assets/atlas_cache.h"
#include "myrmidon.h"
#include "video/window.h"

typedef struct layer {
    const char *name;
    bool is_there;
    const char *purpose; // what it does for the player
    const char *remedy;  // printed where it is missing
} layer;

static void print_machine(void)
{
    struct utsname kernel;
    struct rlimit files;
    char sdl[32];
    eng_window_copy_library_version(sdl, sizeof sdl);
    printf("myrmidon    %s\n", MYR_VERSION);
    printf("CPython     %s\n", myr_language_version(MYR_LANGUAGE_PYTHON));
    printf("SDL         %s\n", sdl);
    if (uname(&kernel) == 0) {
        printf("kernel      %s %s (%s)\n", kernel.sysname, kernel.release, kernel.machine);
    }
    printf("cores       %ld\n", sysconf(_SC_NPROCESSORS_ONLN));
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        printf("open files  at most %llu (RLIMIT_NOFILE)\n", (unsigned long long)files.rlim_cur);
    }
}

static void print_layer(const layer *it)
{
    printf("  %-4s%-14s%s\n", it->is_there ? "yes" : "NO", it->name, it->purpose);
    if (!it->is_there) {
        printf("      %-14s-> %s\n", "", it->remedy);
    }
}

static void print_layers(void)
{
    myr_sandbox sandbox = myr_sandbox_get();
    char landlock[32] = "Landlock";
    if (sandbox.landlock_abi > 0) {
        snprintf(landlock, sizeof landlock, "Landlock %d", (int)sandbox.landlock_abi);
    }
    const layer layers[] = {
        {"seccomp", sandbox.has_seccomp,
         "refuses a script everything but computing: files, network, programs, signals",
         "use a kernel with CONFIG_SECCOMP_FILTER, or a container that allows seccomp; until then "
         "play only packs you trust"},
        {landlock, sandbox.landlock_abi > 0, "refuses it files and network a second time",
         "Linux 5.13 or later with 'landlock' in the kernel's list of security modules (lsm=...)"},
        {"memfd seals", sandbox.has_memfd_seals, "lets it read the world, and not write it",
         "Linux 5.1 or later; without them there is no process isolation"},
        {"no_new_privs", sandbox.has_no_new_privs, "gives it no way to more rights",
         "Linux 3.5 or later"},
        {"PDEATHSIG", sandbox.has_death_signal, "ends its process when the game ends, however",
         "a container that allows prctl(PR_SET_PDEATHSIG)"},
    };
    printf("\nWhat holds a script in a child process (--isolation process):\n");
    for (size_t i = 0; i < sizeof layers / sizeof *layers; ++i) {
        print_layer(&layers[i]);
    }
    const layer threads = {"own GIL", sandbox.has_own_gil,
                           "scripts of packs you trust run in threads, each with its own lock",
                           "build with CPython 3.13 or later: tools/setup --verbose shows what is "
                           "there. Process isolation works without"};
    printf("\nWhat threads need (--isolation thread; no wall against hostile scripts):\n");
    print_layer(&threads);
}

static void print_cache(void)
{
    char folder[ENG_PACK_PATH_BYTES];
    if (!eng_home_find_cache(folder)) {
        printf("pictures    decoded at every start: set HOME to keep them\n");
        return;
    }
    eng_atlas_cache_size size = eng_atlas_cache_measure(folder);
    printf("pictures    kept in %s: %u files, %llu MiB (--no-cache goes without)\n", folder,
           size.file_count, (unsigned long long)(size.byte_count >> 20));
}

void eng_doctor_print(void)
{
    print_machine();
    print_cache();
    print_layers();
}
