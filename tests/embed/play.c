// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// play thread|process: the host as a plain program.

#include "host.h"

#include <stdio.h>
#include <string.h>

enum { SKIPPED = 77 }; // what CTest takes for "not run"

// The plugin must not bring SDL into a process that has none.
static bool has_sdl(void)
{
    char line[1024];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps)) {
        found = found || strstr(line, "SDL") != NULL;
    }
    if (maps) {
        fclose(maps);
    }
    return found;
}

int main(int argc, char **argv)
{
    myr_isolation isolation =
        argc > 1 && strcmp(argv[1], "process") == 0 ? MYR_ISOLATION_PROCESS : MYR_ISOLATION_THREAD;
    myr_error error = {""};
    if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolation, &error)) {
        printf("not run: %s\n", error.text);
        return SKIPPED;
    }
    if (!host_play(isolation, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    host_end();
    return has_sdl();
}
