// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "audio/audio.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

#include <SDL.h>
#include <SDL_mixer.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TOGETHER_NS 50000000 // two beginnings within this are one moment
#define FAR_VIEWS 1.5f       // views away at which nothing is heard

enum {
    CHANNELS = 64,
    TOGETHER_LIMIT = 3, // of one sound in one moment
    FILE_BYTES_LIMIT = 32 << 20,
    FREQUENCY_HZ = 44100,
    BUFFER_FRAMES = 1024, // 23 ms
};

typedef struct sound {
    char *name;
    char *path;
    Mix_Chunk *chunk; // null: not decoded, or damaged
    int64_t begun_ns;
    uint32_t together_count;
} sound;

struct eng_audio {
    const eng_packs *packs;
    bool is_open, is_paused;
    ENG_ARRAY(sound) sounds; // in name order
    uint32_t loaded_count;
    ENG_ARRAY(char *) missing;
    Mix_Music *music;
    eng_bytes music_bytes; // SDL_mixer reads from them as it plays
    char *music_name;
    float x, y, view_width;
    float volume;
    unsigned begun_count;
};

static void list_sounds(eng_audio *audio)
{
    static const char *const endings[] = {".ogg", ".opus", ".flac", ".mp3", ".wav"};
    eng_error error = {{0}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        eng_file_list files;
        if (!eng_packs_list(audio->packs, "sounds", endings[i], &files, &error))
            eng_log_warning("%s", error.text);
        for (uint32_t f = 0; f < files.count; f++) {
            const char *file = files.paths[f] + strlen("sounds/");
            char *name = eng_copy_text(file);
            name[strlen(file) - strlen(endings[i])] = '\0';
            *ENG_ARRAY_PUSH(&audio->sounds) =
                (sound){.name = name, .path = eng_copy_text(files.paths[f])};
        }
        eng_file_list_fini(&files);
    }
}

eng_audio *eng_audio_create(const eng_packs *packs)
{
    eng_audio *audio = eng_alloc(1, sizeof *audio);
    audio->packs = packs;
    audio->volume = 1;
    audio->view_width = 1;
    list_sounds(audio);
    if (audio->sounds.count == 0)
        return audio; // nothing to hear: no device is asked for
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0 ||
        Mix_OpenAudio(FREQUENCY_HZ, AUDIO_S16SYS, 2, BUFFER_FRAMES) != 0) {
        eng_log_info("no sound: %s", SDL_GetError());
        return audio;
    }
    audio->is_open = true;
    Mix_Init(MIX_INIT_OGG | MIX_INIT_OPUS | MIX_INIT_FLAC | MIX_INIT_MP3);
    Mix_AllocateChannels(CHANNELS);
    return audio;
}

static void stop_music(eng_audio *audio)
{
    Mix_HaltMusic();
    Mix_FreeMusic(audio->music);
    eng_bytes_fini(&audio->music_bytes);
    eng_free(audio->music_name);
    audio->music = NULL;
    audio->music_name = NULL;
}

void eng_audio_destroy(eng_audio *audio)
{
    if (!audio)
        return;
    if (audio->is_open) {
        Mix_HaltChannel(-1);
        stop_music(audio);
    }
    for (uint32_t i = 0; i < audio->sounds.count; i++) {
        if (audio->sounds.items[i].chunk)
            Mix_FreeChunk(audio->sounds.items[i].chunk);
        eng_free(audio->sounds.items[i].name);
        eng_free(audio->sounds.items[i].path);
    }
    if (audio->is_open) {
        Mix_CloseAudio();
        Mix_Quit();
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    for (uint32_t i = 0; i < audio->missing.count; i++)
        eng_free(audio->missing.items[i]);
    eng_free(audio->missing.items);
    eng_free(audio->sounds.items);
    eng_free(audio);
}

void eng_audio_set_packs(eng_audio *audio, const eng_packs *packs)
{
    audio->packs = packs;
}

bool eng_audio_load_step(eng_audio *audio)
{
    eng_error error = {{0}};
    eng_bytes bytes;
    if (!audio->is_open || audio->loaded_count >= audio->sounds.count)
        return true;
    sound *next = &audio->sounds.items[audio->loaded_count++];
    if (!eng_packs_read(audio->packs, next->path, FILE_BYTES_LIMIT, &bytes, &error)) {
        eng_log_warning("%s", error.text);
        return false;
    }
    next->chunk = Mix_LoadWAV_RW(SDL_RWFromConstMem(bytes.data, (int)bytes.byte_count), 1);
    if (!next->chunk) {
        char label[ENG_PACK_PATH_BYTES];
        eng_packs_copy_label(audio->packs, next->path, label, sizeof label);
        eng_log_warning("%s: cannot be heard (%s); save it again", label, Mix_GetError());
    }
    eng_bytes_fini(&bytes);
    return audio->loaded_count >= audio->sounds.count;
}

void eng_audio_listen(eng_audio *audio, float x, float y, float view_width)
{
    audio->x = x;
    audio->y = y;
    audio->view_width = fmaxf(view_width, 1);
}

static void report_missing(eng_audio *audio, const char *name)
{
    for (uint32_t i = 0; i < audio->missing.count; i++)
        if (strcmp(audio->missing.items[i], name) == 0)
            return;
    *ENG_ARRAY_PUSH(&audio->missing) = eng_copy_text(name);
    eng_log_warning("no sound '%s'; add sounds/%s.ogg or .wav", name, name);
}

static sound *find_sound(eng_audio *audio, const char *name)
{
    for (uint32_t i = 0; i < audio->sounds.count; i++)
        if (strcmp(audio->sounds.items[i].name, name) == 0)
            return &audio->sounds.items[i];
    report_missing(audio, name);
    return NULL;
}

// Whether one more of this sound may begin now.
static bool may_begin(sound *wanted)
{
    int64_t now_ns = eng_clock_ns();
    if (now_ns - wanted->begun_ns > TOGETHER_NS) {
        wanted->begun_ns = now_ns;
        wanted->together_count = 0;
    }
    return wanted->together_count++ < TOGETHER_LIMIT;
}

// `side` is -1 for the left to 1 for the right.
static void begin(eng_audio *audio, const char *name, float volume, float side)
{
    sound *wanted = find_sound(audio, name);
    volume *= audio->volume;
    if (!wanted || !wanted->chunk || !(volume > 0.004f) || !may_begin(wanted))
        return;
    int channel = Mix_PlayChannel(-1, wanted->chunk, 0);
    if (channel < 0)
        return; // all are in use: nobody would hear one more
    audio->begun_count++;
    Mix_Volume(channel, (int)(fminf(volume, 1) * MIX_MAX_VOLUME));
    float right = (side + 1) * 0.5f;
    Mix_SetPanning(channel, (uint8_t)(255 * sqrtf(1 - right)), (uint8_t)(255 * sqrtf(right)));
}

void eng_audio_play(eng_audio *audio, const char *name, float volume)
{
    begin(audio, name, volume, 0);
}

void eng_audio_play_at(eng_audio *audio, const char *name, float volume, float x, float y)
{
    float across = (x - audio->x) / audio->view_width, down = (y - audio->y) / audio->view_width;
    float distance = sqrtf(across * across + down * down);
    float heard = 1 - fmaxf(distance - 0.5f, 0) / (FAR_VIEWS - 0.5f);
    if (heard > 0)
        begin(audio, name, volume * heard, fmaxf(-0.9f, fminf(0.9f, across * 1.6f)));
}

void eng_audio_play_music(eng_audio *audio, const char *name, float volume)
{
    eng_error error = {{0}};
    if (!audio->is_open)
        return;
    if (name && audio->music_name && strcmp(audio->music_name, name) == 0) {
        Mix_VolumeMusic((int)(fminf(volume, 1) * audio->volume * MIX_MAX_VOLUME));
        return;
    }
    stop_music(audio);
    const sound *wanted = name ? find_sound(audio, name) : NULL;
    if (!wanted)
        return;
    if (!eng_packs_read(audio->packs, wanted->path, 0, &audio->music_bytes, &error)) {
        eng_log_warning("%s", error.text);
        return;
    }
    audio->music_name = eng_copy_text(name);
    audio->music = Mix_LoadMUS_RW(
        SDL_RWFromConstMem(audio->music_bytes.data, (int)audio->music_bytes.byte_count), 1);
    if (!audio->music || Mix_PlayMusic(audio->music, -1) != 0)
        eng_log_warning("%s: cannot be played (%s); save it again", wanted->path, Mix_GetError());
    Mix_VolumeMusic((int)(fminf(volume, 1) * audio->volume * MIX_MAX_VOLUME));
}

void eng_audio_set_volume(eng_audio *audio, float volume)
{
    audio->volume = fmaxf(0, fminf(volume, 1));
    if (audio->is_open)
        Mix_VolumeMusic((int)(audio->volume * MIX_MAX_VOLUME));
}

void eng_audio_pause(eng_audio *audio, bool is_paused)
{
    if (!audio->is_open || audio->is_paused == is_paused)
        return;
    audio->is_paused = is_paused;
    if (is_paused) {
        Mix_Pause(-1);
        Mix_PauseMusic();
    } else {
        Mix_Resume(-1);
        Mix_ResumeMusic();
    }
}

unsigned eng_audio_get_begun_count(const eng_audio *audio)
{
    return audio->begun_count;
}

bool eng_audio_is_open(const eng_audio *audio)
{
    return audio->is_open;
}
