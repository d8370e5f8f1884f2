// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#define _GNU_SOURCE

#include "assets/atlas_cache.h"
#include "assets/atlas_prebuilt.h"
#include "assets/zip_write.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/log.h"
#include "unit_files.h"

#include <dirent.h>

enum { SINGLES = 40, FRAMES = 12 };

static eng_error error;
static uint32_t log_count;
static char log_text[512];
static const char *cache_name = "cache";

static void count_line(void *user, eng_log_level level, const char *text)
{
    (void)user;
    log_count += level >= ENG_LOG_WARNING;
    snprintf(log_text, sizeof log_text, "%s", text);
}

static void write_picture(const char *path, uint32_t width, uint32_t argb)
{
    unit_write_buffer(path, unit_png(width, 5, argb));
}

static const char sheet[] =
    "{\"frames\": [{\"filename\": \"x\", \"frame\": {\"x\": 0, \"y\": 0, \"w\": 3, \"h\": 2}},"
    "{\"filename\": \"y\", \"frame\": {\"x\": 2, \"y\": 0, \"w\": 2, \"h\": 2}, \"duration\": 50}],"
    "\"meta\": {\"image\": \"page.png\", \"frameTags\": [{\"name\": \"go\", \"from\": 0, \"to\": 1,"
    " \"direction\": \"pingpong\", \"data\": \"step@1\"}],"
    " \"slices\": [{\"name\": \"hit\", \"keys\": [{\"frame\": 0, \"bounds\":"
    " {\"x\": 1, \"y\": 1, \"w\": 2, \"h\": 1}}]}]}}";

static int make_pack(void **state)
{
    if (unit_make_root(state) != 0)
        return -1;
    eng_log_set_level(ENG_LOG_WARNING);
    eng_log_set_hook(count_line, NULL);
    unit_write_text("hive/pack.json", "{\"id\": \"hive\"}");
    for (uint32_t i = 0; i < SINGLES + FRAMES; i++) {
        char path[64];
        if (i < SINGLES)
            snprintf(path, sizeof path, "hive/sprites/s%02u.png", i);
        else
            snprintf(path, sizeof path, "hive/sprites/walk/%02u.png", i);
        write_picture(path, 3 + i % 7, 0xff000000u | i * 2654435761u >> 8);
    }
    unit_write_text("hive/sprites/ant.json", sheet);
    write_picture("hive/sprites/page.png", 8, 0xff808080u);
    unit_write_text("hive/sprites/bad.png", "no picture");
    return 0;
}

static int remove_pack(void **state)
{
    eng_log_set_hook(NULL, NULL);
    return unit_remove_root(state);
}

// ------------------------------------------------------------------------------------------ loads

static void add_sprite(eng_hash *hash, const eng_atlas *atlas, const eng_sprite *sprite)
{
    eng_hash_add_text(hash, sprite->name);
    eng_hash_add_u64(hash, sprite->frame_count);
    for (uint32_t f = 0; f < sprite->frame_count; f++) {
        const eng_atlas_frame *frame = &sprite->frames[f];
        eng_atlas_page page = eng_atlas_get_page(atlas, frame->page);
        int shape[] = {frame->left, frame->top, frame->full_width, frame->full_height};
        eng_hash_add(hash, shape, sizeof shape);
        for (int y = frame->y - 1; y <= frame->y + frame->height; y++)
            eng_hash_add(hash, page.pixels + y * page.width + frame->x - 1,
                         ((size_t)frame->width + 2) * sizeof *page.pixels);
    }
    if (!sprite->sheet)
        return;
    eng_buffer bytes = {0};
    eng_baked_add_sheet(&bytes, sprite->sheet);
    eng_hash_add(hash, bytes.data, bytes.count);
    eng_free(bytes.data);
}

typedef struct result {
    uint64_t looks; // names, pixels, sheets
    eng_atlas_counts counts;
    uint32_t error_count;
} result;

static result load(const char *const *packs_paths, uint32_t count, eng_atlas_def def)
{
    eng_packs *packs = eng_packs_open(packs_paths, count, &error);
    assert_non_null(packs);
    eng_atlas *atlas = eng_atlas_load(packs, &def, &error);
    assert_non_null(atlas);
    eng_hash hash = eng_hash_begin(0);
    for (uint32_t i = 0; i < eng_atlas_get_sprite_count(atlas); i++) {
        eng_sprite sprite = eng_atlas_get_sprite(atlas, i);
        add_sprite(&hash, atlas, &sprite);
    }
    result out = {eng_hash_end(&hash), eng_atlas_get_counts(atlas),
                  eng_atlas_get_error_count(atlas)};
    eng_atlas_unload(atlas);
    eng_packs_close(packs);
    return out;
}

// With the cache, which is written when this returns; and what it looks like must be what it looks
// like without.
static result start(const char *const *packs_paths, uint32_t count)
{
    eng_atlas_cache *cache = eng_atlas_cache_create(unit_path(cache_name), 0);
    result kept = load(packs_paths, count, (eng_atlas_def){.cache = cache});
    eng_atlas_cache_destroy(cache);
    result plain = load(packs_paths, count, (eng_atlas_def){.is_without_prebuilt = true});
    assert_int_equal(kept.looks, plain.looks);
    assert_int_equal(kept.error_count, plain.error_count);
    return kept;
}

static result start_hive(void)
{
    const char *paths[] = {unit_path("hive")};
    return start(paths, 1);
}

static void expect_counts(result is, uint32_t cached, uint32_t prebuilt, uint32_t decoded)
{
    if (is.counts.cached != cached || is.counts.prebuilt != prebuilt ||
        is.counts.decoded != decoded)
        fail_msg("%u cached, %u prebuilt, %u decoded", is.counts.cached, is.counts.prebuilt,
                 is.counts.decoded);
}

enum { GOOD = SINGLES + 2 }; // and one that is broken

static void the_second_start_decodes_nothing(void **state)
{
    (void)state;
    expect_counts(start_hive(), 0, 0, GOOD + 1);
    expect_counts(start_hive(), GOOD, 0, 1);
    expect_counts(start_hive(), GOOD, 0, 1);
}

// As it is, one of these would be told by its time alone; too fresh, by its content.
static void what_changed_is_decoded(void **state)
{
    (void)state;
    write_picture("hive/sprites/s03.png", 3 + 3, 0xff010203u); // of the same size
    expect_counts(start_hive(), GOOD - 1, 0, 2);
    expect_counts(start_hive(), GOOD, 0, 1);
    unit_write_buffer("hive/sprites/s03.png", unit_png(6, 5, 0xff010203u)); // only touched
    expect_counts(start_hive(), GOOD, 0, 1);
    write_picture("hive/sprites/page.png", 8, 0xff818181u); // that a sheet is cut from
    expect_counts(start_hive(), GOOD - 1, 0, 2);
    write_picture("hive/sprites/walk/99.png", 4, 0xffaaaaaau); // a frame more
    expect_counts(start_hive(), GOOD - 1, 0, 2);
    unlink(unit_path("hive/sprites/walk/99.png"));
    expect_counts(start_hive(), GOOD - 1, 0, 2);
    write_picture("hive/sprites/s04/0.png", 4, 0xff00ff00u); // a folder beats s04.png
    result is = start_hive();
    expect_counts(is, GOOD - 1, 0, 2);
    assert_int_equal(is.error_count, 2);
    assert_int_equal(start_hive().error_count, 2); // told every time
    unlink(unit_path("hive/sprites/s04/0.png"));
    rmdir(unit_path("hive/sprites/s04"));
    expect_counts(start_hive(), GOOD - 1, 0, 2);
    unlink(unit_path("hive/sprites/s39.png")); // and one is gone
    expect_counts(start_hive(), GOOD - 1, 0, 1);
    write_picture("hive/sprites/s39.png", 3 + 39 % 7, 0xff000000u | 39 * 2654435761u >> 8);
    start_hive();
}

// By its times alone, once they are old enough to tell.
static void stamps_say_what_is_the_same(void **state)
{
    (void)state;
    uint32_t index = 0;
    const char *paths[] = {unit_path("hive")};
    for (uint64_t first = 0; first == 0;) {
        eng_packs *packs = eng_packs_open(paths, 1, &error);
        const eng_pack_file *file = eng_packs_get_file(packs, "sprites/s00.png", &index);
        first = file->stamp;
        assert_int_equal(index, 0);
        eng_packs_close(packs);
    }
    write_picture("hive/sprites/s00.png", 3, 0xff445566u);
    eng_packs *packs = eng_packs_open(paths, 1, &error);
    assert_int_equal(eng_packs_get_file(packs, "sprites/s00.png", &index)->stamp, 0);
    assert_null(eng_packs_get_file(packs, "sprites/none.png", &index));
    eng_packs_close(packs);
    start_hive();
}

static void find_cache_file(char *path, size_t path_bytes)
{
    DIR *folder = opendir(unit_path("cache"));
    assert_non_null(folder);
    path[0] = '\0';
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strstr(entry->d_name, ".pages"))
            snprintf(path, path_bytes, "%s/%s", unit_path("cache"), entry->d_name);
    closedir(folder);
    assert_true(path[0] != '\0');
}

static long read_whole(const char *path, uint8_t *bytes, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t count = fread(bytes, 1, capacity, file);
    fclose(file);
    assert_true(count < capacity);
    return (long)count;
}

static void write_whole(const char *path, const uint8_t *bytes, size_t count)
{
    FILE *file = fopen(path, "wb");
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
}

static void damaged_files_are_told_and_replaced(void **state)
{
    (void)state;
    static uint8_t bytes[1 << 20];
    char path[512];
    find_cache_file(path, sizeof path);
    unlink(path);
    start_hive(); // all of it on one page
    expect_counts(start_hive(), GOOD, 0, 1);
    long count = read_whole(path, bytes, sizeof bytes);
    uint64_t index_bytes;
    memcpy(&index_bytes, bytes + 24, sizeof index_bytes);
    size_t index_end = 40 + (size_t)index_bytes, page = (size_t)eng_baked_align(index_end);
    for (size_t i = 0; i < 16; i++) { // in the head, the index, the page; and cut short
        size_t at =
            i < 8 ? i * (index_end - 1) / 7 : page + (i - 8) * ((size_t)count - 1 - page) / 7;
        size_t kept = i % 2 ? (size_t)count : at;
        bytes[at] ^= 0x10;
        write_whole(path, bytes, kept);
        bytes[at] ^= 0x10;
        log_count = 0;
        expect_counts(start_hive(), 0, 0, GOOD + 1);
        assert_int_equal(log_count, 1);
        assert_non_null(strstr(log_text, "decoded anew"));
        expect_counts(start_hive(), GOOD, 0, 1);
    }
    unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    log_count = 0;
    expect_counts(start_hive(), 0, 0, GOOD + 1);
    assert_true(log_count >= 1);
    rmdir(path);
}

static void a_cache_that_cannot_be_written_is_one_line(void **state)
{
    (void)state;
    const char *paths[] = {unit_path("hive")};
    unit_write_text("nofolder", "a file");
    eng_atlas_cache *cache = eng_atlas_cache_create(unit_path("nofolder/cache"), 0);
    log_count = 0;
    load(paths, 1, (eng_atlas_def){.cache = cache});
    eng_atlas_cache_destroy(cache);
    assert_int_equal(log_count, 1);
    assert_non_null(strstr(log_text, "not kept"));
    // And one with no room for it keeps nothing, without a word.
    cache = eng_atlas_cache_create(unit_path("small"), 100);
    load(paths, 1, (eng_atlas_def){.cache = cache});
    eng_atlas_cache_destroy(cache);
    assert_int_equal(eng_atlas_cache_measure(unit_path("small")).file_count, 0);
    assert_int_equal(log_count, 1);
}

static void what_was_not_used_for_longest_goes(void **state)
{
    (void)state;
    eng_atlas_cache_size size = {0};
    unit_write_text("small/pack.json", "{\"id\": \"small\"}");
    write_picture("small/sprites/a.png", 9, 0xff112233u);
    for (uint32_t i = 0; i < 3; i++) {
        const char *paths[] = {unit_path(i == 0 ? "hive" : "small")};
        eng_atlas_cache *cache =
            eng_atlas_cache_create(unit_path("narrow"), i == 0 ? 0 : size.byte_count + 10);
        expect_counts(load(paths, 1, (eng_atlas_def){.cache = cache}), i == 2, 0,
                      i == 0   ? GOOD + 1
                      : i == 1 ? 1
                               : 0);
        eng_atlas_cache_destroy(cache);
        size = eng_atlas_cache_measure(unit_path("narrow"));
        assert_int_equal(size.file_count, 1);
    }
}

// ----------------------------------------------------------------------------------------- zips

static void build(const char *out, const char *folder)
{
    const char *paths[] = {unit_path(folder)};
    eng_prebuilt made = {0};
    eng_bytes bytes;
    eng_packs *packs = eng_packs_open(paths, 1, &error);
    assert_non_null(packs);
    assert_true(eng_prebuilt_make(packs, NULL, 0, &made, &error));
    eng_zip_writer *writer = eng_zip_writer_create();
    for (uint32_t i = 0; i < made.page_count + 1; i++) {
        char path[64];
        bool is_index = i == made.page_count;
        eng_prebuilt_copy_path(is_index ? UINT32_MAX : i, path, sizeof path);
        const eng_bytes *page = is_index ? &made.index : &made.pages[i];
        eng_zip_writer_add(writer, path, page->data, page->byte_count);
    }
    eng_file_list list;
    eng_packs_list_tree(packs, "", &list, &error);
    for (uint32_t i = 0; i < list.count; i++) {
        assert_true(eng_packs_read(packs, list.paths[i], 0, &bytes, &error));
        eng_zip_writer_add(writer, list.paths[i], bytes.data, bytes.byte_count);
        eng_bytes_fini(&bytes);
    }
    eng_file_list_fini(&list);
    eng_zip_writer_finish(writer, &bytes);
    unit_write(out, bytes.data, bytes.byte_count);
    eng_bytes_fini(&bytes);
    eng_prebuilt_fini(&made);
    eng_packs_close(packs);
}

static bool verify(const char *zip, uint32_t *count)
{
    const char *paths[] = {unit_path(zip)};
    eng_packs *packs = eng_packs_open(paths, 1, &error);
    assert_non_null(packs);
    bool is_good = eng_prebuilt_verify(packs, count, &error);
    eng_packs_close(packs);
    return is_good;
}

static void prebuilt_pages_are_used_and_the_same_each_time(void **state)
{
    (void)state;
    static uint8_t a[1 << 20], b[1 << 20];
    uint32_t count;
    build("hive.zip", "hive");
    build("again.zip", "hive");
    long bytes = read_whole(unit_path("hive.zip"), a, sizeof a);
    assert_int_equal(read_whole(unit_path("again.zip"), b, sizeof b), bytes);
    assert_memory_equal(a, b, (size_t)bytes);
    char zip[512];
    snprintf(zip, sizeof zip, "%s", unit_path("hive.zip"));
    const char *paths[] = {zip};
    cache_name = "zipped";
    expect_counts(start(paths, 1), 0, GOOD, 1);
    expect_counts(start(paths, 1), GOOD, 0, 1); // the cache is quicker
    assert_true(verify("hive.zip", &count));
    assert_int_equal(count, GOOD);
    // The content, which players trust and recordings name, is that of the folder.
    char zip_hex[65], folder_hex[65];
    eng_pack_source *source = eng_pack_source_open(unit_path("hive.zip"), &error);
    assert_true(eng_pack_source_hash(source, zip_hex, &error));
    eng_pack_source_close(source);
    source = eng_pack_source_open(unit_path("hive"), &error);
    assert_true(eng_pack_source_hash(source, folder_hex, &error));
    eng_pack_source_close(source);
    assert_string_equal(zip_hex, folder_hex);
}

static void a_mod_over_a_zip_costs_what_it_brings(void **state)
{
    (void)state;
    unit_write_text("mod/pack.json", "{\"id\": \"mod\"}");
    write_picture("mod/sprites/s07.png", 3, 0xffbadbadu);
    write_picture("mod/sprites/page.png", 8, 0xffc0ffeeu); // the zip's sheet is cut from it now
    write_picture("mod/sprites/new.png", 8, 0xff0000ffu);
    char zip[512], folder[512], mod[512];
    snprintf(zip, sizeof zip, "%s", unit_path("hive.zip"));
    snprintf(folder, sizeof folder, "%s", unit_path("hive"));
    snprintf(mod, sizeof mod, "%s", unit_path("mod"));
    const char *zipped[] = {zip, mod};
    cache_name = "other";
    expect_counts(start(zipped, 2), 0, GOOD - 2, 4);
    expect_counts(start(zipped, 2), GOOD + 1, 0, 1);
    // What the folder's own start has kept is used under a mod, too.
    const char *folders[] = {mod, folder};
    start_hive();
    expect_counts(start(folders, 2), GOOD, 0, 2);
    expect_counts(start(folders, 2), GOOD + 1, 0, 1);
}

static void pages_that_lie_are_found(void **state)
{
    (void)state;
    uint32_t count;
    // Pages of other pictures with the files' own names, sizes and checksums.
    char folder[512];
    snprintf(folder, sizeof folder, "%s", unit_path("hive"));
    const char *paths[] = {folder};
    eng_packs *packs = eng_packs_open(paths, 1, &error);
    eng_prebuilt made;
    assert_true(eng_prebuilt_make(packs, NULL, 0, &made, &error));
    eng_packs_close(packs);
    for (uint32_t round = 0; round < 2; round++) {
        eng_bytes zip, bytes;
        eng_zip_writer *writer = eng_zip_writer_create();
        if (round == 1)
            made.pages[0].data[made.pages[0].byte_count / 2] ^= 1;
        eng_zip_writer_add(writer, ENG_PACK_PAGES_PATH "/0", made.pages[0].data,
                           made.pages[0].byte_count);
        eng_zip_writer_add(writer, ENG_PACK_PAGES_PATH "/index", made.index.data,
                           made.index.byte_count);
        packs = eng_packs_open(paths, 1, &error);
        eng_file_list list;
        eng_packs_list_tree(packs, "", &list, &error);
        for (uint32_t i = 0; i < list.count; i++) {
            unit_buffer other = unit_png(3, 5, 0xff123456u);
            bool is_other = round == 0 && strcmp(list.paths[i], "sprites/s00.png") == 0;
            assert_true(eng_packs_read(packs, list.paths[i], 0, &bytes, &error));
            eng_zip_writer_add(writer, list.paths[i], is_other ? other.data : bytes.data,
                               is_other ? other.byte_count : bytes.byte_count);
            eng_bytes_fini(&bytes);
            free(other.data);
        }
        eng_file_list_fini(&list);
        eng_packs_close(packs);
        eng_zip_writer_finish(writer, &zip);
        unit_write("lie.zip", zip.data, zip.byte_count);
        eng_bytes_fini(&zip);
        assert_false(verify("lie.zip", &count));
        assert_non_null(strstr(error.text, "damaged, or of other files"));
        char path[512];
        snprintf(path, sizeof path, "%s", unit_path("lie.zip"));
        const char *zips[] = {path};
        cache_name = round == 0 ? "lies" : "damage";
        log_count = 0;
        // A file that was exchanged is decoded; a damaged page is told, and all are.
        expect_counts(start(zips, 1), 0, round == 0 ? GOOD - 1 : 0, round == 0 ? 2 : GOOD + 1);
        assert_int_equal(log_count, round);
    }
    eng_prebuilt_fini(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_start_decodes_nothing),
        cmocka_unit_test(what_changed_is_decoded),
        cmocka_unit_test(stamps_say_what_is_the_same),
        cmocka_unit_test(damaged_files_are_told_and_replaced),
        cmocka_unit_test(a_cache_that_cannot_be_written_is_one_line),
        cmocka_unit_test(what_was_not_used_for_longest_goes),
        cmocka_unit_test(prebuilt_pages_are_used_and_the_same_each_time),
        cmocka_unit_test(a_mod_over_a_zip_costs_what_it_brings),
        cmocka_unit_test(pages_that_lie_are_found),
    };
    return cmocka_run_group_tests(tests, make_pack, remove_pack);
}
