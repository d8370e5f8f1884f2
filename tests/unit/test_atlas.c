// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#define _GNU_SOURCE

#include "assets/atlas.h"
#include "assets/image.h"
#include "base/log.h"
#include "unit_files.h"

enum { FRAMES = 600 };

static eng_error error;
static unit_buffer pictures[FRAMES];
static char paths[FRAMES][64];
static eng_atlas_source sources[FRAMES];

static uint32_t color_of(uint32_t i)
{
    return 0xff000000u | i * 2654435761u >> 8;
}

static int make_pictures(void **state)
{
    for (uint32_t i = 0; i < FRAMES; i++) {
        pictures[i] = unit_png(3 + i * 7 % 29, 2 + i * 5 % 23, color_of(i));
        snprintf(paths[i], sizeof paths[i], "sprites/s%02u/%02u.png", i / 20, i % 20);
        sources[i] = (eng_atlas_source){paths[i], pictures[i].data, pictures[i].byte_count};
    }
    return unit_make_root(state);
}

static int remove_pictures(void **state)
{
    for (uint32_t i = 0; i < FRAMES; i++)
        free(pictures[i].data);
    return unit_remove_root(state);
}

static eng_atlas *load_memory(const eng_atlas_source *list, uint32_t count, eng_atlas_def def)
{
    eng_atlas *atlas = eng_atlas_load_memory(list, count, &def, &error);
    assert_non_null(atlas);
    return atlas;
}

// The frame and the pixel of padding around it.
static void expect_color(const eng_atlas *atlas, const eng_atlas_frame *frame, uint32_t argb)
{
    eng_atlas_page page = eng_atlas_get_page(atlas, frame->page);
    assert_true(frame->x >= 1 && frame->y >= 1);
    assert_true(frame->x + frame->width + 1 <= page.width);
    assert_true(frame->y + frame->height + 1 <= page.height);
    for (int y = frame->y - 1; y <= frame->y + frame->height; y++)
        for (int x = frame->x - 1; x <= frame->x + frame->width; x++)
            if (page.pixels[y * page.width + x] != argb)
                fail_msg("%d, %d: %08x, not %08x", x, y, page.pixels[y * page.width + x], argb);
}

static void every_frame_is_drawn(void **state)
{
    (void)state;
    eng_atlas *atlas = load_memory(sources, FRAMES, (eng_atlas_def){.page_size = 128});
    assert_int_equal(eng_atlas_get_error_count(atlas), 0);
    assert_true(eng_atlas_get_page_count(atlas) > 3);
    assert_int_equal(eng_atlas_get_sprite_count(atlas), FRAMES / 20 + 1);
    for (uint32_t i = 0; i < FRAMES; i++) {
        eng_sprite sprite = eng_atlas_get_sprite(atlas, 1 + i / 20);
        assert_int_equal(sprite.frame_count, 20);
        const eng_atlas_frame *frame = &sprite.frames[i % 20];
        assert_int_equal(frame->width, 3 + i * 7 % 29);
        assert_int_equal(frame->height, 2 + i * 5 % 23);
        expect_color(atlas, frame, color_of(i));
    }
    eng_atlas_unload(atlas);
}

static void expect_same(const eng_atlas *a, const eng_atlas *b)
{
    assert_int_equal(eng_atlas_get_page_count(a), eng_atlas_get_page_count(b));
    for (uint32_t i = 0; i < eng_atlas_get_page_count(a); i++) {
        eng_atlas_page x = eng_atlas_get_page(a, i), y = eng_atlas_get_page(b, i);
        assert_int_equal(x.width, y.width);
        assert_int_equal(x.height, y.height);
        assert_memory_equal(x.pixels, y.pixels, (size_t)x.width * (size_t)x.height * 4);
    }
}

static void threads_and_order_do_not_matter(void **state)
{
    (void)state;
    eng_atlas *one = load_memory(sources, FRAMES, (eng_atlas_def){.thread_count = 1});
    eng_atlas_source reversed[FRAMES];
    for (uint32_t i = 0; i < FRAMES; i++)
        reversed[i] = sources[FRAMES - 1 - i];
    for (uint32_t threads = 2; threads <= 8; threads *= 2) {
        eng_atlas *many = load_memory(reversed, FRAMES, (eng_atlas_def){.thread_count = threads});
        expect_same(one, many);
        eng_atlas_unload(many);
    }
    eng_atlas_unload(one);
}

static void alpha_is_premultiplied(void **state)
{
    (void)state;
    unit_buffer png = unit_png(4, 4, 0x80ff4000);
    uint32_t pixels[16] = {0};
    assert_true(eng_image_decode("half", png.data, png.byte_count, pixels, 4, &error));
    assert_int_equal(pixels[5], 0x80802000);
    free(png.data);
}

static void expect_bad_image(unit_buffer png, const char *part)
{
    uint32_t pixels[64] = {0};
    error.text[0] = '\0';
    assert_false(eng_image_decode("p/x.png", png.data, png.byte_count, pixels, 8, &error));
    if (strncmp(error.text, "p/x.png: ", 9) != 0 || !strstr(error.text, part))
        fail_msg("'%s' is not in '%s'", part, error.text);
}

static void bad_pictures_are_clear(void **state)
{
    (void)state;
    expect_bad_image((unit_buffer){NULL, 0}, "the file is empty");
    expect_bad_image((unit_buffer){(uint8_t *)"GIF89a, say", 11}, "not a PNG");
    unit_buffer good = unit_png(8, 8, 0xff112233);
    for (size_t bytes = 8; bytes < good.byte_count; bytes++)
        expect_bad_image((unit_buffer){good.data, bytes}, "ends early");
    unit_buffer huge = {0};
    unit_put_header(&huge, 20000, 5);
    unit_put_chunk(&huge, "IDAT", "x", 1);
    unit_put_chunk(&huge, "IEND", "", 0);
    expect_bad_image(huge, "20000 x 5 pixels; use 1 to 8192");
    unit_buffer liar = {0};
    unit_put_header(&liar, 8192, 8192);
    unit_put_chunk(&liar, "IDAT", "x", 1);
    unit_put_chunk(&liar, "IEND", "", 0);
    expect_bad_image(liar, "too little data");
    unit_buffer hollow = {0};
    unit_put_header(&hollow, 8, 8);
    unit_put_chunk(&hollow, "IEND", "", 0);
    expect_bad_image(hollow, "no pixels");
    good.data[16 + 16] ^= 1; // a bit of the header's checksum
    expect_bad_image(good, "damaged");
    free(good.data);
    free(huge.data);
    free(liar.data);
    free(hollow.data);
}

static void extra_chunks_do_no_harm(void **state)
{
    (void)state;
    unit_buffer plain = unit_png(8, 8, 0xff112233), rich = {0};
    unit_put(&rich, plain.data, 33); // signature and IHDR
    unit_put_chunk(&rich, "iCCP", "a broken profile", 16);
    unit_put_chunk(&rich, "tEXt", "x", 1);
    unit_put(&rich, plain.data + 33, plain.byte_count - 33);
    uint32_t pixels[64] = {0};
    assert_true(eng_image_decode("rich", rich.data, rich.byte_count, pixels, 8, &error));
    assert_int_equal(pixels[63], 0xff112233);
    free(plain.data);
    free(rich.data);
}

static void broken_frames_become_placeholders(void **state)
{
    (void)state;
    unit_buffer broken = unit_png(8, 8, 0xff112233);
    broken.data[60] ^= 0xff;
    unit_buffer large = unit_png(100, 10, 0xff445566);
    const eng_atlas_source list[] = {
        {"sprites/b/1.png", broken.data, broken.byte_count},
        {"sprites/b/0.png", pictures[0].data, pictures[0].byte_count},
        {"sprites/a.png", "nonsense", 8},
        {"sprites/large.png", large.data, large.byte_count},
        {"sprites/b.png", pictures[0].data, pictures[0].byte_count},
        {"elsewhere/b.png", pictures[0].data, pictures[0].byte_count},
        {"sprites/b/0.png", pictures[0].data, pictures[0].byte_count},
    };
    eng_atlas *atlas = load_memory(list, 7, (eng_atlas_def){.page_size = 64});
    const char *errors[] = {"elsewhere/b.png: not a frame", "sprites/b/0.png: given twice",
                            "sprites/b.png: not used", "sprites/a.png: not a PNG",
                            "sprites/b/1.png: its PNG data is damaged"};
    assert_int_equal(eng_atlas_get_error_count(atlas), 5);
    for (uint32_t i = 0; i < 5; i++)
        if (strncmp(eng_atlas_get_error(atlas, i), errors[i], strlen(errors[i])) != 0)
            fail_msg("%s", eng_atlas_get_error(atlas, i));
    eng_sprite sprite = eng_atlas_get_sprite(atlas, eng_sprite_find(atlas, "b"));
    assert_int_equal(sprite.frame_count, 2);
    assert_int_equal(sprite.frames[1].width, 8);
    eng_atlas_page page = eng_atlas_get_page(atlas, sprite.frames[1].page);
    assert_int_equal(page.pixels[sprite.frames[1].y * page.width + sprite.frames[1].x], 0xffff00ff);
    // A frame larger than a page has one of its own.
    sprite = eng_atlas_get_sprite(atlas, eng_sprite_find(atlas, "large"));
    assert_int_equal(eng_atlas_get_page(atlas, sprite.frames[0].page).width, 102);
    expect_color(atlas, sprite.frames, 0xff445566);
    eng_atlas_unload(atlas);
    atlas = load_memory(&list[3], 1, (eng_atlas_def){.page_size = 64, .side_limit = 64});
    assert_int_equal(eng_atlas_get_error_count(atlas), 1);
    assert_non_null(strstr(eng_atlas_get_error(atlas, 0), "use at most 62 pixels"));
    eng_atlas_unload(atlas);
    free(broken.data);
    free(large.data);
}

static const char sheet_text[] =
    "{\"frames\": ["
    "{\"filename\": \"x\", \"frame\": {\"x\": 2, \"y\": 0, \"w\": 3, \"h\": 2}, \"rotated\": true,"
    " \"spriteSourceSize\": {\"x\": 1, \"y\": 4, \"w\": 3, \"h\": 2}, \"sourceSize\": {\"w\": 6, "
    "\"h\": 6}},"
    "{\"filename\": \"y\", \"frame\": {\"x\": 0, \"y\": 0, \"w\": 2, \"h\": 2}, \"duration\": 50}],"
    "\"meta\": {\"image\": \"page.png\", \"frameTags\":"
    " [{\"name\": \"go\", \"from\": 0, \"to\": 1, \"direction\": \"reverse\", \"repeat\": "
    "\"2\"}]}}";

static void sheets_are_cut_and_turned_back(void **state)
{
    (void)state;
    unit_buffer page = unit_png(8, 8, 0xff102030);
    const eng_atlas_source list[] = {
        {"sprites/page.png", page.data, page.byte_count},
        {"sprites/s.json", sheet_text, sizeof sheet_text - 1},
        {"sprites/broken.json", "{", 1},
    };
    eng_atlas *atlas = load_memory(list, 3, (eng_atlas_def){.page_size = 64});
    assert_int_equal(eng_atlas_get_error_count(atlas), 1);
    assert_non_null(strstr(eng_atlas_get_error(atlas, 0), "sprites/broken.json:1"));
    assert_int_equal(eng_atlas_get_sprite_count(atlas), 2); // its picture is not a sprite
    eng_sprite sprite = eng_atlas_get_sprite(atlas, eng_sprite_find(atlas, "s"));
    assert_int_equal(sprite.frame_count, 2);
    const eng_atlas_frame *frame = &sprite.frames[0];
    assert_int_equal(frame->width, 3);
    assert_int_equal(frame->height, 2);
    assert_int_equal(frame->left, 1);
    assert_int_equal(frame->top, 4);
    assert_int_equal(frame->full_width, 6);
    expect_color(atlas, frame, 0xff102030);
    const eng_sheet_tag *tag = eng_sprite_find_tag(&sprite, "go");
    assert_non_null(tag);
    assert_null(eng_sprite_find_tag(&sprite, "stay"));
    assert_int_equal(tag->steps[eng_sheet_tag_step_at(tag, 0)].frame, 1);
    assert_int_equal(tag->steps[eng_sheet_tag_step_at(tag, 0.06)].frame, 0);
    assert_int_equal(tag->steps[eng_sheet_tag_step_at(tag, 0.16)].frame, 1);
    assert_int_equal(tag->steps[eng_sheet_tag_step_at(tag, 99)].frame, 0);
    eng_atlas_unload(atlas);
    free(page.data);
}

static void a_full_atlas_says_so(void **state)
{
    (void)state;
    eng_atlas_def def = {.page_size = 128, .bytes_limit = 128 * 128 * 4 * 2};
    eng_atlas *atlas = load_memory(sources, FRAMES, def);
    assert_int_equal(eng_atlas_get_page_count(atlas), 2);
    assert_true(eng_atlas_get_error_count(atlas) > 10);
    assert_non_null(strstr(eng_atlas_get_error(atlas, 0), "no room left in the atlas"));
    eng_atlas_unload(atlas);
}

static uint32_t log_count;

static void count_line(void *user, eng_log_level level, const char *text)
{
    (void)level;
    log_count++;
    snprintf(user, 128, "%s", text);
}

static void missing_sprites_are_logged_once(void **state)
{
    (void)state;
    char text[128] = "";
    eng_log_set_hook(count_line, text);
    eng_atlas *atlas = load_memory(sources, 40, (eng_atlas_def){0});
    assert_int_equal(eng_sprite_find(atlas, "s01"), 2);
    assert_int_equal(eng_sprite_find(atlas, "s0l"), ENG_SPRITE_PLACEHOLDER);
    assert_int_equal(eng_sprite_find(atlas, "s0l"), ENG_SPRITE_PLACEHOLDER);
    assert_int_equal(log_count, 1);
    assert_non_null(strstr(text, "no sprite 's0l': did you mean 's0"));
    assert_int_equal(eng_atlas_get_sprite(atlas, 0).frame_count, 1);
    assert_int_equal(eng_atlas_get_sprite(atlas, 999).frames[0].width, 16);
    eng_atlas_unload(atlas);
    eng_log_set_hook(NULL, NULL);
}

static void slices_cover_the_pages_once(void **state)
{
    (void)state;
    eng_atlas *atlas = load_memory(sources, FRAMES, (eng_atlas_def){.page_size = 128});
    for (int round = 0; round < 2; round++) {
        eng_atlas_slice slice;
        uint32_t page = 0, page_count = eng_atlas_get_page_count(atlas);
        int row = 0;
        while (eng_atlas_next_slice(atlas, 10000, &slice)) {
            assert_int_equal(slice.page, page);
            assert_int_equal(slice.y, row);
            assert_true(slice.height * slice.pitch_bytes <= 10000);
            assert_ptr_equal(slice.pixels,
                             eng_atlas_get_page(atlas, page).pixels + slice.y * slice.width);
            row += slice.height;
            assert_int_equal(slice.is_last_of_page, row == eng_atlas_get_page(atlas, page).height);
            page += slice.is_last_of_page;
            row = slice.is_last_of_page ? 0 : row;
        }
        assert_int_equal(page, page_count);
        eng_atlas_restart_slices(atlas);
    }
    eng_atlas_free_pixels(atlas, 0);
    assert_null(eng_atlas_get_page(atlas, 0).pixels);
    eng_atlas_slice slice;
    assert_true(eng_atlas_next_slice(atlas, 1, &slice));
    assert_int_equal(slice.page, 1);
    assert_int_equal(slice.height, 1);
    eng_atlas_unload(atlas);
}

static eng_packs *open_pack(void)
{
    unit_write_text("hive/pack.json", "{\"id\": \"hive\"}");
    for (uint32_t i = 0; i < 300; i++) {
        char path[128];
        snprintf(path, sizeof path, "hive/%s", paths[i]);
        unit_write(path, pictures[i].data, pictures[i].byte_count);
    }
    unit_write_text("hive/sprites/bad.png", "no picture");
    unit_write_text("hive/sprites/empty/readme.txt", "none");
    const char *mounts[] = {unit_path("hive")};
    eng_packs *packs = eng_packs_open(mounts, 1, &error);
    assert_non_null(packs);
    return packs;
}

static void packs_load_in_steps(void **state)
{
    (void)state;
    eng_packs *packs = open_pack();
    eng_atlas_loader *loader = eng_atlas_load_begin(packs, NULL, &error);
    assert_non_null(loader);
    float fraction = 0;
    uint32_t steps = 0;
    for (eng_atlas_progress at = {0}; !at.is_done; steps++) {
        at = eng_atlas_load_step(loader, 200);
        assert_true(at.fraction >= fraction && at.fraction <= 1.0001f);
        assert_non_null(at.name);
        fraction = at.fraction;
    }
    assert_true(steps > 1);
    eng_atlas *atlas = eng_atlas_load_end(loader);
    assert_int_equal(eng_atlas_get_sprite_count(atlas), 300 / 20 + 2);
    expect_color(atlas, &eng_atlas_get_sprite(atlas, eng_sprite_find(atlas, "s03")).frames[4],
                 color_of(64));
    assert_int_equal(eng_atlas_get_error_count(atlas), 2);
    assert_string_equal(eng_atlas_get_error(atlas, 0),
                        "sprites/empty: no .png in this folder; add one or remove it");
    assert_string_equal(eng_atlas_get_error(atlas, 1),
                        "hive/sprites/bad.png: not a PNG; save the picture in PNG format");
    eng_atlas_unload(atlas);
    eng_packs_close(packs);
}

static void a_load_can_be_cancelled(void **state)
{
    (void)state;
    eng_packs *packs = open_pack();
    for (int steps = 0; steps < 3; steps++) {
        eng_atlas_loader *loader = eng_atlas_load_begin(packs, NULL, &error);
        assert_non_null(loader);
        for (int i = 0; i < steps; i++)
            eng_atlas_load_step(loader, 2000);
        eng_atlas_load_cancel(loader);
    }
    eng_packs_close(packs);
    eng_atlas *atlas = load_memory(NULL, 0, (eng_atlas_def){0});
    assert_int_equal(eng_atlas_get_sprite_count(atlas), 1);
    eng_atlas_unload(atlas);
}

// What was saved: of each letter of `what`, a picture of that name; '!' before it: a broken one.
static void save(eng_atlas *atlas, const char *what, uint32_t argb, const char *changed)
{
    eng_atlas_source list[8] = {0};
    unit_buffer made[8];
    char names[8][32];
    uint32_t count = 0;
    const char *const paths_changed[] = {changed};
    for (const char *c = what; *c != '\0'; c++) {
        bool is_broken = *c == '!';
        c += is_broken;
        made[count] = unit_png(5, 4, argb);
        snprintf(names[count], sizeof names[count], "sprites/%c.png", *c);
        size_t bytes = is_broken ? 20 : made[count].byte_count;
        list[count] = (eng_atlas_source){names[count], made[count].data, bytes};
        count++;
    }
    eng_atlas *patch = load_memory(
        list, count,
        (eng_atlas_def){
            .page_size = 64, .base = atlas, .changed = paths_changed, .changed_count = 1});
    eng_atlas_add_patch(atlas, patch);
    eng_atlas_use_patch(atlas);
    for (uint32_t i = 0; i < count; i++)
        free(made[i].data);
}

static void expect_sprite(eng_atlas *atlas, const char *name, uint32_t argb)
{
    eng_sprite sprite = eng_atlas_get_sprite(atlas, eng_sprite_find(atlas, name));
    expect_color(atlas, &sprite.frames[0], argb);
}

static void patches_show_what_was_saved(void **state)
{
    (void)state;
    unit_buffer png = unit_png(3, 3, 0xff112233u);
    eng_atlas_source list[] = {{"sprites/a.png", png.data, png.byte_count},
                               {"sprites/b.png", png.data, png.byte_count},
                               {"sprites/c.png", png.data, png.byte_count}};
    eng_atlas *atlas = load_memory(list, 3, (eng_atlas_def){.page_size = 64});
    uint32_t b = eng_sprite_find(atlas, "b");
    for (uint32_t i = 0; i < 300; i++) { // the pages do not grow in number
        save(atlas, "abc", 0xff000000u | i, i % 2 ? "sprites/a.png" : "sprites/b.png");
        expect_sprite(atlas, i % 2 ? "a" : "b", 0xff000000u | i);
        expect_sprite(atlas, "c", 0xff112233u);
        assert_true(eng_atlas_get_page_count(atlas) <= 4);
    }
    assert_int_equal(eng_sprite_find(atlas, "b"), b);
    save(atlas, "a!bcd", 0xffabcdefu, "sprites/b.png"); // broken: the old one; d is new
    expect_sprite(atlas, "b", 0xff000000u | 298);
    expect_sprite(atlas, "d", 0xffabcdefu);
    save(atlas, "abd", 0xff654321u, "sprites/c.png"); // c is gone
    assert_int_equal(eng_sprite_find_optional(atlas, "c"), ENG_SPRITE_NONE);
    assert_int_equal(eng_sprite_find_optional(atlas, "a"), b - 1);
    save(atlas, "abcd", 0xff654321u, "sprites/c.png"); // and back
    expect_sprite(atlas, "c", 0xff654321u);
    assert_int_equal(eng_sprite_find(atlas, "c"), b + 1);
    for (char c = 'e'; c < 'z'; c++) { // many patches of one sprite each are gathered
        char what[32], path[32];
        snprintf(what, sizeof what, "abc%c", c);
        snprintf(path, sizeof path, "sprites/%c.png", c);
        save(atlas, what, 0xff000000u | (uint32_t)c, path);
    }
    assert_true(eng_atlas_get_page_count(atlas) <= 12);
    free(png.data);
    eng_atlas_unload(atlas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_is_drawn),
        cmocka_unit_test(threads_and_order_do_not_matter),
        cmocka_unit_test(alpha_is_premultiplied),
        cmocka_unit_test(bad_pictures_are_clear),
        cmocka_unit_test(extra_chunks_do_no_harm),
        cmocka_unit_test(broken_frames_become_placeholders),
        cmocka_unit_test(sheets_are_cut_and_turned_back),
        cmocka_unit_test(a_full_atlas_says_so),
        cmocka_unit_test(missing_sprites_are_logged_once),
        cmocka_unit_test(slices_cover_the_pages_once),
        cmocka_unit_test(packs_load_in_steps),
        cmocka_unit_test(a_load_can_be_cancelled),
        cmocka_unit_test(patches_show_what_was_saved),
    };
    return cmocka_run_group_tests(tests, make_pictures, remove_pictures);
}
