// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#define _GNU_SOURCE

#include "assets/pack.h"
#include "unit_files.h"

#include <pthread.h>
#include <stdatomic.h>

static eng_error error;

static const char hive_json[] =
    "{\"id\": \"hive\", \"title\": \"Hive\", \"authors\": [\"A\", \"B\"], \"tick_rate\": 15,\n"
    " \"interpreters\": \"entity\", \"isolation\": \"process\", \"map\": \"meadow\",\n"
    " \"teams\": [{\"name\": \"ants\", \"color\": \"#ff8000\"}],\n"
    " \"limits\": {\"think_ms\": 2.5, \"interpreter_ms\": 8, \"bucket_ms\": 100, \"strikes\": 5},\n"
    " \"camera\": {\"x\": 1, \"y\": 2, \"zoom\": 3}}";

static const unit_entry hive[] = {
    {"pack.json", hive_json},
    {"units/ant.json", "{}"},
    {"units/queen.json", "{\"hp\": 9}"},
    {"scripts/mind.py", "pass\n"},
};

static int make_files(void **state)
{
    if (unit_make_root(state) != 0)
        return -1;
    unit_write_text("base/pack.json", "{\"id\": \"base\"}");
    unit_write_text("base/units/ant.json", "{\"hp\": 1}");
    unit_write_text("base/units/.hidden", "x");
    unit_write_text("base/sprites/mark.png", "x");
    unit_write_text("demos/bare/readme", "no pack.json");
    for (uint32_t i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "demos/hive/%s", hive[i].name);
        unit_write_text(path, hive[i].text);
    }
    unit_write_buffer("demos/packed.zip", unit_zip(hive, 4));
    return 0;
}

static eng_packs *open_two(const char *base, const char *top)
{
    const char *paths[] = {unit_path(base), unit_path(top)};
    error.text[0] = '\0';
    return eng_packs_open(paths, 2, &error);
}

static void expect_failure(const char *top, const char *part, const char *remedy)
{
    assert_null(open_two("base", top));
    if (!strstr(error.text, part) || !strstr(error.text, remedy))
        fail_msg("'%s' and '%s' are not in '%s'", part, remedy, error.text);
}

static void read_all(const char *top)
{
    eng_packs *packs = open_two("base", top);
    assert_string_equal(error.text, "");
    assert_non_null(packs);
    eng_bytes bytes;
    assert_true(eng_packs_read(packs, "units/ant.json", 0, &bytes, &error));
    assert_string_equal((char *)bytes.data, "{}");
    eng_bytes_fini(&bytes);
    char label[64];
    eng_packs_copy_label(packs, "units/ant.json", label, sizeof label);
    assert_string_equal(label, "hive/units/ant.json");
    eng_packs_copy_label(packs, "sprites/mark.png", label, sizeof label);
    assert_string_equal(label, "base/sprites/mark.png");
    eng_file_list list;
    assert_true(eng_packs_list(packs, "units", ".json", &list, &error));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.paths[0], "units/ant.json");
    assert_string_equal(list.paths[1], "units/queen.json");
    eng_file_list_fini(&list);
    assert_true(eng_packs_list_folders(packs, "", &list, &error));
    assert_int_equal(list.count, 3);
    assert_string_equal(list.paths[0], "scripts");
    eng_file_list_fini(&list);
    assert_true(eng_packs_list(packs, "maps", NULL, &list, &error));
    assert_int_equal(list.count, 0);
    assert_true(eng_packs_has_file(packs, "scripts/mind.py"));
    assert_false(eng_packs_has_file(packs, "scripts"));
    eng_packs_close(packs);
}

static void later_packs_override(void **state)
{
    (void)state;
    read_all("demos/hive");
    read_all("demos/packed.zip");
}

static void pack_json_is_read(void **state)
{
    (void)state;
    eng_packs *packs = open_two("base", "demos/packed.zip");
    assert_non_null(packs);
    assert_int_equal(eng_packs_get_count(packs), 2);
    const eng_pack_info *base = eng_packs_get_info(packs, 0);
    assert_string_equal(base->title, "base");
    assert_true(base->tick_rate == 20);
    assert_int_equal(base->shared_count, 16);
    assert_int_equal(base->isolation, ENG_PACK_ISOLATION_DEFAULT);
    const eng_pack_info *top = eng_packs_get_game_info(packs);
    assert_string_equal(top->authors, "A, B");
    assert_string_equal(top->map, "meadow");
    assert_int_equal(top->pooling, ENG_PACK_POOLING_ENTITY);
    assert_int_equal(top->isolation, ENG_PACK_ISOLATION_PROCESS);
    assert_int_equal(top->team_count, 1);
    assert_int_equal(top->teams[0].color, 0xff8000);
    assert_true(top->has_camera && top->camera_zoom == 3);
    assert_true(top->limits.think_ms == 2.5 && top->limits.interpreter_ms == 8);
    assert_true(top->limits.bucket_ms == 100 && top->limits.think_limit_ms == 0);
    assert_int_equal(top->limits.strikes, 5);
    assert_int_equal(top->limits.interpreter_strikes, -1);
    eng_packs_close(packs);
}

static void bad_pack_json_is_refused(void **state)
{
    (void)state;
    unit_write_text("bad/pack.json", "{\"id\": \"bad\",\n \"tick_rat\": 5}");
    expect_failure("bad", "bad/pack.json:2: /tick_rat", "did you mean 'tick_rate'?");
    unit_write_text("bad/pack.json", "{\"id\": \"bad\",\n \"interpreters\": 5}");
    expect_failure("bad", "bad/pack.json:2: /interpreters", "{\"shared\": N}");
    unit_write_text("bad/pack.json", "{\"id\": \"Bad Name\"}");
    expect_failure("bad", "bad/pack.json:1: /id", "use lower-case letters");
    unit_write_text("bad/pack.json", "{");
    expect_failure("bad", "bad/pack.json:1:", "expected");
}

static uint64_t hash_of(const char *top)
{
    uint64_t hash;
    eng_packs *packs = open_two("base", top);
    assert_non_null(packs);
    assert_true(eng_packs_hash(packs, &hash, &error));
    eng_packs_close(packs);
    return hash;
}

static void folder_and_zip_hash_the_same(void **state)
{
    (void)state;
    uint64_t hash = hash_of("demos/hive");
    assert_true(hash == hash_of("demos/packed.zip"));
    unit_write_text("demos/hive/scripts/__pycache__/mind.pyc", "cache");
    assert_true(hash == hash_of("demos/hive"));
    unit_write_text("demos/hive/scripts/more.py", ""); // a replay runs no script
    assert_true(hash == hash_of("demos/hive"));
    assert_int_equal(remove(unit_path("demos/hive/scripts/more.py")), 0);
    unit_write_text("demos/hive/units/more.json", "{}");
    assert_true(hash != hash_of("demos/hive"));
    assert_int_equal(remove(unit_path("demos/hive/units/more.json")), 0);
}

static void missing_and_broken_packs_are_clear(void **state)
{
    (void)state;
    expect_failure("demos/nothing", "demos/nothing' does not exist", "give the path");
    expect_failure("demos/bare", "has no pack.json", "write one");
    expect_failure("base", "given twice", "leave one out");
    unit_write_text("junk.zip", "this is not a zip");
    expect_failure("junk.zip", "junk.zip' is no zip", "make it again");
    unit_buffer zip = unit_zip(hive, 4);
    unit_write("short.zip", zip.data, zip.byte_count / 2);
    expect_failure("short.zip", "short.zip' is no zip", "make it again");
    unit_write("empty.zip", zip.data, 0);
    expect_failure("empty.zip", "empty.zip' is no zip", "make it again");
    // A length in the directory that the local header does not share.
    unit_buffer lying = unit_zip(hive, 4);
    for (size_t at = 0; at + 46 < lying.byte_count; at++)
        if (memcmp(lying.data + at, "PK\1\2", 4) == 0)
            memset(lying.data + at + 20, 0x7f, 8);
    unit_write_buffer("lying.zip", lying);
    expect_failure("lying.zip", "lying", "pack");
    // Every cut of a good zip is refused or opens; none crashes.
    for (size_t bytes = 0; bytes < zip.byte_count; bytes += 7) {
        unit_write("cut.zip", zip.data, bytes);
        assert_null(open_two("base", "cut.zip"));
        assert_true(error.text[0] != '\0');
    }
    free(zip.data);
}

static void zips_cannot_climb_out(void **state)
{
    (void)state;
    static const unit_entry climbing[] = {
        {"pack.json", "{\"id\": \"climb\"}"},
        {"../evil.txt", "evil"},
        {"units/../../evil.txt", "evil"},
    };
    unit_write_buffer("climb.zip", unit_zip(climbing, 3));
    expect_failure("climb.zip", "climb.zip'", "'..'");
    eng_packs *packs = open_two("base", "demos/hive");
    assert_non_null(packs);
    eng_bytes bytes;
    assert_false(eng_packs_read(packs, "../base/pack.json", 0, &bytes, &error));
    assert_false(eng_packs_read(packs, "units/../pack.json", 0, &bytes, &error));
    eng_packs_close(packs);
}

static void a_pack_inside_a_folder_of_the_zip_is_explained(void **state)
{
    (void)state;
    static const unit_entry nested[] = {{"hive/pack.json", "{\"id\": \"hive\"}"}};
    unit_write_buffer("nested.zip", unit_zip(nested, 1));
    expect_failure("nested.zip", "its pack.json in the folder 'hive', not at its top level",
                   "make the zip");
}

static void reads_are_limited_and_named(void **state)
{
    (void)state;
    eng_packs *packs = open_two("base", "demos/hive");
    assert_non_null(packs);
    eng_bytes bytes;
    assert_false(eng_packs_read(packs, "units/queen.json", 4, &bytes, &error));
    assert_string_equal(error.text, "hive/units/queen.json: too large; use at most 4 bytes");
    assert_null(bytes.data);
    assert_false(eng_packs_read(packs, "units/bee.json", 0, &bytes, &error));
    assert_string_equal(error.text, "hive/units/bee.json: no such file in the packs; add it");
    assert_false(eng_packs_read(packs, "units", 0, &bytes, &error));
    eng_packs_close(packs);
}

static atomic_bool is_over;

static void *read_again_and_again(void *packs)
{
    eng_error why;
    eng_bytes bytes;
    uint64_t stamp, wrong_count = 0;
    while (!atomic_load(&is_over)) {
        if (!eng_packs_read_shared(packs, "units/queen.json", &bytes, &stamp, &why) ||
            strcmp((char *)bytes.data, "{\"hp\": 9}") != 0)
            wrong_count++;
        eng_bytes_fini(&bytes);
    }
    return (void *)(uintptr_t)wrong_count;
}

static void threads_read_while_packs_are_refreshed(void **state)
{
    (void)state;
    const char *const tops[] = {"demos/hive", "demos/packed.zip"};
    for (int i = 0; i < 2; i++) {
        pthread_t reader;
        void *wrong_count;
        eng_packs *packs = open_two("base", tops[i]);
        assert_non_null(packs);
        atomic_store(&is_over, false);
        assert_int_equal(pthread_create(&reader, NULL, read_again_and_again, packs), 0);
        for (int k = 0; k < 100; k++)
            assert_true(eng_packs_refresh(packs, &error));
        atomic_store(&is_over, true);
        pthread_join(reader, &wrong_count);
        assert_null(wrong_count);
        eng_packs_close(packs);
    }
}

// What was a file when the pack was checked and is something else when it is read.
static void a_file_that_became_something_else_is_not_read(void **state)
{
    (void)state;
    eng_bytes bytes;
    uint64_t stamp;
    const char *const names[] = {"units/a.json", "units/b.json", "units/c.json", "deep/d.json"};
    unit_write_text("turned/pack.json", "{\"id\": \"turned\"}");
    unit_write_text("secret/d.json", "secret");
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "turned/%s", names[i]);
        unit_write_text(path, "{}");
    }
    eng_packs *packs = open_two("base", "turned");
    assert_non_null(packs);
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "turned/%s", names[i]);
        assert_int_equal(unlink(unit_path(path)), 0);
    }
    assert_int_equal(rmdir(unit_path("turned/deep")), 0);
    assert_int_equal(symlink("../../secret/d.json", unit_path("turned/units/a.json")), 0);
    assert_int_equal(mkfifo(unit_path("turned/units/b.json"), 0600), 0);
    assert_int_equal(symlink("../secret", unit_path("turned/deep")), 0);
    for (int i = 0; i < 4; i++) {
        error.text[0] = '\0';
        assert_false(eng_packs_read_shared(packs, names[i], &bytes, &stamp, &error));
        assert_memory_equal(error.text, names[i], strlen(names[i]));
        assert_null(bytes.data);
    }
    eng_packs_close(packs);
}

static void packs_open_ten_times(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        eng_packs *packs = open_two("base", i % 2 ? "demos/hive" : "demos/packed.zip");
        assert_non_null(packs);
        eng_packs_close(packs);
    }
}

static void packs_are_found_by_name(void **state)
{
    (void)state;
    char out[ENG_PACK_PATH_BYTES];
    const char *dirs[] = {unit_path("nowhere"), unit_path("demos")};
    assert_true(eng_pack_find("hive", dirs, 2, out, &error));
    assert_non_null(strstr(out, "/demos/hive"));
    assert_true(eng_pack_find("packed", dirs, 2, out, &error));
    assert_non_null(strstr(out, "/demos/packed.zip"));
    assert_true(eng_pack_find(unit_path("base"), dirs, 2, out, &error));
    assert_true(eng_pack_find("bare", dirs, 2, out, &error));
    assert_false(eng_pack_find("hvie", dirs, 2, out, &error));
    assert_non_null(strstr(error.text, "no pack 'hvie' in "));
    assert_non_null(strstr(error.text, "did you mean 'hive'?"));
    assert_false(eng_pack_find("chess", dirs, 2, out, &error));
    assert_non_null(strstr(error.text, "there are: hive, packed"));
    assert_false(eng_pack_find("", dirs, 2, out, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_packs_override),
        cmocka_unit_test(pack_json_is_read),
        cmocka_unit_test(bad_pack_json_is_refused),
        cmocka_unit_test(folder_and_zip_hash_the_same),
        cmocka_unit_test(missing_and_broken_packs_are_clear),
        cmocka_unit_test(zips_cannot_climb_out),
        cmocka_unit_test(a_pack_inside_a_folder_of_the_zip_is_explained),
        cmocka_unit_test(reads_are_limited_and_named),
        cmocka_unit_test(threads_read_while_packs_are_refreshed),
        cmocka_unit_test(a_file_that_became_something_else_is_not_read),
        cmocka_unit_test(packs_open_ten_times),
        cmocka_unit_test(packs_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, make_files, unit_remove_root);
}
