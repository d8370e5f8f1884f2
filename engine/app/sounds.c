// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/sounds.h"

#define MUSIC_VOLUME 0.5f // under the sounds of the units

void eng_sounds_follow(eng_audio *audio, const eng_game *game, const eng_camera *camera)
{
    float left = 0.0f;
    float top = 0.0f;
    float right = 0.0f;
    float bottom = 0.0f;
    uint32_t count = 0;
    const eng_pack_info *info = game->content.info;
    const eng_effect *effects = eng_world_effects(game->world, &count);
    eng_camera_get_view(camera, &left, &top, &right, &bottom);
    eng_audio_listen(audio, (left + right) * 0.5f, (top + bottom) * 0.5f, right - left);
    eng_audio_play_music(audio, info->music[0] != '\0' ? info->music : NULL, MUSIC_VOLUME);
    for (uint32_t i = 0; i < count; ++i) {
        const char *name = game->content.kinds[effects[i].kind].sounds[effects[i].type];
        if (name != NULL) {
            eng_audio_play_at(audio, name, 1.0f, effects[i].x, effects[i].y);
        }
    }
    for (uint32_t i = 0; i < game->show.sound_count; ++i) {
        eng_audio_play(audio, game->show.sounds[i].name, game->show.sounds[i].volume);
    }
}
