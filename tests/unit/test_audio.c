// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_audio.c: sounds of a pack on SDL's dummy device, which takes them and is silent.

#define _GNU_SOURCE // nftw

#include "unit_files.h"

#include "audio/audio.h"

static eng_error error;

// A wave of `frame_count` silent samples.
static unit_buffer make_wave(uint32_t frame_count)
{
    unit_buffer wave = {0};
    unit_put(&wave, "RIFF", 4);
    unit_put_number(&wave, 36 + frame_count * 2, 4, 0);
    unit_put(&wave, "WAVEfmt ", 8);
    unit_put_number(&wave, 16, 4, 0);
    unit_put_number(&wave, 1, 2, 0);
    unit_put_number(&wave, 1, 2, 0);
    unit_put_number(&wave, 44100, 4, 0);
    unit_put_number(&wave, 88200, 4, 0);
    unit_put_number(&wave, 2, 2, 0);
    unit_put_number(&wave, 16, 2, 0);
    unit_put(&wave, "data", 4);
    unit_put_number(&wave, frame_count * 2, 4, 0);
    for (uint32_t i = 0; i < frame_count; i++)
        unit_put_number(&wave, 0, 2, 0);
    return wave;
}

static eng_packs *open_pack(void)
{
    unit_write_text("loud/pack.json", "{\"id\": \"loud\"}");
    unit_write_buffer("loud/sounds/hit.wav", make_wave(44100));
    unit_write_text("loud/sounds/broken.ogg", "no sound");
    const char *mounts[] = {unit_path("loud")};
    eng_packs *packs = eng_packs_open(mounts, 1, &error);
    assert_non_null(packs);
    return packs;
}

static eng_audio *load(const eng_packs *packs)
{
    eng_audio *audio = eng_audio_create(packs);
    uint32_t steps = 1;
    while (!eng_audio_load_step(audio))
        steps++;
    assert_true(steps <= 3);
    return audio;
}

static void sounds_are_begun_and_bounded(void **state)
{
    (void)state;
    eng_packs *packs = open_pack();
    eng_audio *audio = load(packs);
    assert_true(eng_audio_is_open(audio));
    eng_audio_listen(audio, 100, 100, 200);
    for (uint32_t i = 0; i < 20; i++)
        eng_audio_play(audio, "hit", 1);
    unsigned begun = eng_audio_get_begun_count(audio);
    assert_in_range(begun, 1, 19);                 // a hundred at once are only loud
    eng_audio_play_at(audio, "hit", 1, 5000, 100); // far beyond hearing
    eng_audio_play(audio, "broken", 1);
    eng_audio_play(audio, "none", 1);
    assert_int_equal(eng_audio_get_begun_count(audio), begun);
    eng_audio_play_music(audio, "hit", 0.5f);
    eng_audio_pause(audio, true);
    eng_audio_pause(audio, false);
    eng_audio_play_music(audio, NULL, 0);
    eng_audio_destroy(audio);
    eng_packs_close(packs);
}

static void without_a_device_it_is_silent(void **state)
{
    (void)state;
    eng_packs *packs = open_pack();
    setenv("SDL_AUDIODRIVER", "there-is-none", 1);
    eng_audio *audio = load(packs);
    assert_false(eng_audio_is_open(audio));
    eng_audio_play(audio, "hit", 1);
    eng_audio_play_music(audio, "hit", 1);
    assert_int_equal(eng_audio_get_begun_count(audio), 0);
    eng_audio_destroy(audio);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    eng_packs_close(packs);
}

int main(void)
{
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sounds_are_begun_and_bounded),
        cmocka_unit_test(without_a_device_it_is_silent),
    };
    return cmocka_run_group_tests(tests, unit_make_root, unit_remove_root);
}
