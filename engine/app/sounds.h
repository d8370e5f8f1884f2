// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// sounds.h: what a game lets be heard: its music, and the sounds of units where they are. Thread: main.

#pragma once

#include "app/game.h"
#include "audio/audio.h"
#include "video/camera.h"

// After a tick: the sounds of what happened in it.
void eng_sounds_follow(eng_audio *audio, const eng_game *game, const eng_camera *camera);
