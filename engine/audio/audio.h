// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// audio.h: sounds and music of the packs: sounds/NAME.ogg, .opus, .flac, .mp3 or .wav. Sounds are
// decoded once, one per step of the loading screen; music is decoded as it plays. Without a device,
// or where it cannot be opened, everything works and nothing is heard.
//
//     eng_audio *audio = eng_audio_create(packs);
//     while (!eng_audio_load_step(audio)) { draw the bar; }
//     eng_audio_listen(audio, camera_x, camera_y, view_width);
//     eng_audio_play_at(audio, "hit", 0.8f, x, y);
//
// Thread: main, all of it.

#pragma once

#include "assets/pack.h"

#include <stdbool.h>

typedef struct eng_audio eng_audio;

// Never null. The packs must stay open until it is destroyed. Why nothing will be heard is logged.
eng_audio *eng_audio_create(const eng_packs *packs);
void eng_audio_destroy(eng_audio *audio); // takes null
// The same packs, opened again.
void eng_audio_set_packs(eng_audio *audio, const eng_packs *packs);

// Decodes one more sound; true when all are. One that is damaged is logged and stays silent.
bool eng_audio_load_step(eng_audio *audio);

// Where the player listens, world px: what is at the edges of a view of this width is heard from
// the side, what is beyond it grows faint.
void eng_audio_listen(eng_audio *audio, float x, float y, float view_width);

// Volume 0 to 1. A name that is not there is logged once. Of one sound at most a few begin in the
// same moment, since a hundred of them are only loud.
void eng_audio_play(eng_audio *audio, const char *name, float volume);
void eng_audio_play_at(eng_audio *audio, const char *name, float volume, float x, float y);

// Plays a file of sounds/ over and over, in place of what played before; null: none.
void eng_audio_play_music(eng_audio *audio, const char *name, float volume);

void eng_audio_set_volume(eng_audio *audio, float volume); // of everything, 0 to 1
void eng_audio_pause(eng_audio *audio, bool is_paused);

// For tests: sounds that were begun since creation, and whether a device is open.
unsigned eng_audio_get_begun_count(const eng_audio *audio);
bool eng_audio_is_open(const eng_audio *audio);
