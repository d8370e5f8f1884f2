// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A zip that is dropped on the window is checked and lies among the player's packs then; what is
// none is told and changes nothing. The drop is pushed as an event, since no tool can drag files.

#include <SDL.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/home.h"
#include "app/play.h"
#include "assets/zip_write.h"

static char home[] = "/tmp/myrmidon-drop-XXXXXX";
static char good[128], bad[128], installed[128];

static bool make_zips(void)
{
    static const char manifest[] = "{\"id\": \"gift\", \"depends\": [{\"id\": \"skirmish\"}]}";
    eng_bytes zip;
    eng_error error = {0};
    eng_zip_writer *writer = eng_zip_writer_create();
    eng_zip_writer_add(writer, "pack.json", manifest, sizeof manifest - 1);
    eng_zip_writer_finish(writer, &zip);
    bool is_made = eng_home_write(good, zip.data, zip.byte_count, &error) &&
                   eng_home_write(bad, zip.data, zip.byte_count - 1, &error);
    eng_bytes_fini(&zip);
    return is_made;
}

static void drop(const char *path)
{
    SDL_Event event = {.type = SDL_DROPFILE};
    event.drop.file = SDL_strdup(path);
    SDL_PushEvent(&event);
}

// Events of before the window are lost: waits for it.
static int drop_both(void *unused)
{
    (void)unused;
    while (!SDL_WasInit(SDL_INIT_VIDEO))
        SDL_Delay(5);
    for (int i = 0; i < 400 && access(installed, F_OK) != 0; ++i) {
        drop(bad);
        drop(good);
        SDL_Delay(50);
    }
    SDL_Event quit = {.type = SDL_QUIT};
    SDL_PushEvent(&quit);
    return 0;
}

static void clean_up(void)
{
    char packs[128];
    snprintf(packs, sizeof packs, "%s/packs", home);
    unlink(installed);
    unlink(good);
    unlink(bad);
    rmdir(packs);
    rmdir(home);
}

int main(void)
{
    eng_error error = {0};
    eng_options options = {.isolation = -1, .window_width = 320, .window_height = 240};
    eng_game_def def = {
        .pack_path = TEST_SOURCE "/demos/skirmish",
        .pack_name = "skirmish",
        .base_path = TEST_SOURCE "/assets/base",
        .clock = ENG_CLOCK_REALTIME,
        .seed = 1,
        .worker_count = 1,
        .interpreter_count = 1,
        .unit_total = 2,
        .isolation = -1,
        .is_run_trusted = true,
    };
    if (mkdtemp(home) == NULL) {
        return 1;
    }
    setenv("MYRMIDON_HOME", home, 1);
    snprintf(good, sizeof good, "%s/good.zip", home);
    snprintf(bad, sizeof bad, "%s/bad.zip", home);
    snprintf(installed, sizeof installed, "%s/packs/gift.zip", home);
    bool is_made = make_zips();
    SDL_Thread *thread = SDL_CreateThread(drop_both, "drop", NULL);
    bool is_played = is_made && eng_play_run(&options, &def, &error);
    SDL_WaitThread(thread, NULL);
    bool is_there = access(installed, F_OK) == 0;
    if (!is_played || !is_there) {
        printf("FAIL %s%s\n", error.text, is_there ? "" : "; nothing was installed");
    }
    clean_up();
    myr_shutdown();
    return is_played && is_there ? 0 : 1;
}
