// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#define _GNU_SOURCE

#include "assets/json.h"
#include "assets/suggest.h"
#include "unit_files.h"

static eng_error error;

static eng_json *parse(const char *text, eng_json_node *root)
{
    error.text[0] = '\0';
    eng_json *file = eng_json_parse("ant.json", text, strlen(text), &error);
    assert_string_equal(error.text, "");
    assert_non_null(file);
    eng_json_root(file, root);
    return file;
}

// Ends the file and compares its first error; "" is none.
static void expect(eng_json *file, const char *text)
{
    error.text[0] = '\0';
    assert_int_equal(eng_json_check(file, &error), *text == '\0');
    assert_string_equal(error.text, text);
    eng_json_unload(file);
}

static void expect_syntax(const char *text, size_t bytes, const char *part)
{
    error.text[0] = '\0';
    assert_null(eng_json_parse("ant.json", text, bytes, &error));
    assert_int_equal(strncmp(error.text, "ant.json:", 9), 0);
    if (!strstr(error.text, part))
        fail_msg("'%s' is not in '%s'", part, error.text);
}

static void good_values_are_read(void **state)
{
    (void)state;
    eng_json_node root, child;
    eng_json *file =
        parse("{\"n\": 1.5, \"i\": -3, \"b\": true, \"t\": \"x\", \"c\": \"#0a0B0c\",\n"
              " \"o\": {\"k\": \"two\"}, \"l\": [4, 5], \"names\": [\"p\", \"q\"]}",
              &root);
    static const char *const choices[] = {"one", "two"};
    double pair[2] = {0};
    assert_true(eng_json_number(&root, "n", 0, 0, 2) == 1.5);
    assert_true(eng_json_number(&root, "i", 0, -5, 2) == -3);
    assert_int_equal(eng_json_integer(&root, "i", 0, -5, 5), -3);
    assert_true(eng_json_bool(&root, "b", false));
    assert_string_equal(eng_json_text(&root, "t", NULL), "x");
    assert_int_equal(eng_json_color(&root, "c", 0), 0x0a0b0c);
    assert_true(eng_json_object(&root, "o", &child));
    assert_int_equal(eng_json_choice(&child, "k", choices, 2, 0), 1);
    eng_json_close(&child);
    assert_true(eng_json_numbers(&root, "l", pair, 2, 0, 9));
    assert_true(pair[0] == 4 && pair[1] == 5);
    assert_true(eng_json_list(&root, "names", &child));
    assert_string_equal(eng_json_item_text(&child, 1), "q");
    assert_true(eng_json_number(&root, "absent", 7, 0, 1) == 7);
    eng_json_close(&root);
    expect(file, "");
}

static void wrong_types_name_line_and_remedy(void **state)
{
    (void)state;
    eng_json_node root, list, item;
    eng_json *file = parse("{\n \"a\": {\"speed\": 1},\n \"speed\":\n \"fast\"}", &root);
    assert_true(eng_json_number(&root, "speed", 9, 0, 99) == 9);
    expect(file, "ant.json:3: /speed: expected a number, got text; write it without quotes");
    file = parse("{\"units\": [\n {\"kind\": \"ant\"},\n {\"kind\": 3, \"n\": -1}]}", &root);
    assert_true(eng_json_list(&root, "units", &list));
    assert_int_equal(eng_json_count(&list), 2);
    assert_true(eng_json_item_object(&list, 1, &item));
    assert_null(eng_json_text(&item, "kind", NULL));
    eng_json_integer(&item, "n", 0, 0, 5);
    expect(file, "ant.json:3: /units/1/kind: expected text, got a number; put it in quotes "
                 "(and 1 more in this file)");
    file = parse("{\"n\": 500}", &root);
    eng_json_number(&root, "n", 0, 1, 120);
    expect(file, "ant.json:1: /n: 500 is out of range; use 1 to 120");
    file = parse("{\"n\": 1.5}", &root);
    eng_json_integer(&root, "n", 0, 1, 120);
    expect(file, "ant.json:1: /n: 1.5 is not a whole number; write it without a point");
    file = parse("{\"c\": \"red\"}", &root);
    eng_json_color(&root, "c", 0);
    expect(file, "ant.json:1: /c: 'red' is not a colour; write it as \"#rrggbb\"");
    file = parse("[1]", &root);
    expect(file, "ant.json:1: expected an object, got a list; put it in { }");
}

static void choices_and_lengths_are_checked(void **state)
{
    (void)state;
    static const char *const choices[] = {"thread", "process"};
    eng_json_node root;
    char small[4];
    double pair[2];
    eng_json *file = parse("{\"i\": \"proces\"}", &root);
    assert_int_equal(eng_json_choice(&root, "i", choices, 2, 1), 1);
    expect(file, "ant.json:1: /i: 'proces' is not one of the choices; "
                 "use \"thread\" or \"process\"");
    file = parse("{\"t\": \"long\"}", &root);
    eng_json_copy_text(&root, "t", "", small, sizeof small);
    assert_string_equal(small, "");
    expect(file, "ant.json:1: /t: 4 bytes of text are too many; use at most 3");
    file = parse("{\"l\": [1]}", &root);
    assert_false(eng_json_numbers(&root, "l", pair, 2, 0, 1));
    expect(file, "ant.json:1: /l: expected 2 numbers, got 1; write [a, b, ...]");
    file = parse("{}", &root);
    assert_false(eng_json_require(&root, "id"));
    expect(file, "ant.json:1: the key 'id' is missing; add it");
}

static void unknown_keys_are_reported(void **state)
{
    (void)state;
    eng_json_node root;
    eng_json *file = parse("{\"speed\": 1,\n\"raduis\": 2}", &root);
    eng_json_number(&root, "speed", 0, 0, 9);
    eng_json_number(&root, "radius", 0, 0, 9);
    eng_json_close(&root);
    expect(file, "ant.json:2: /raduis: unknown key; did you mean 'radius'?");
    file = parse("{\"a/b~c\": 1}", &root);
    eng_json_close(&root);
    expect(file, "ant.json:1: /a~1b~0c: unknown key; remove it (docs/packs.md lists the keys)");
}

static void free_names_come_in_the_files_order(void **state)
{
    (void)state;
    eng_json_node root, member;
    eng_json *file = parse("{\"z\": {}, \"b\": 1,\n \"a\": {}}", &root);
    eng_json_iterator iterator = {0};
    const char *key;
    assert_true(eng_json_next_object(&root, &iterator, &key, &member));
    assert_string_equal(key, "z");
    assert_true(eng_json_next_object(&root, &iterator, &key, &member));
    assert_string_equal(key, "a");
    eng_json_fail(&member, NULL, "no");
    assert_false(eng_json_next_object(&root, &iterator, &key, &member));
    assert_false(eng_json_next_object(&root, &iterator, &key, &member));
    expect(file, "ant.json:1: /b: expected an object, got a number; put it in { } "
                 "(and 1 more in this file)");
}

static void lines_are_found_past_anything(void **state)
{
    (void)state;
    eng_json_node root, child;
    eng_json *file = parse("{\"s\": \"}\\\"{[\", \"deep\": [[[{}]], [{\"x\": [1, 2]}]],\n"
                           " \"e\": {}, \"f\": [],\n \"o\": {\"p\":\ntrue}}",
                           &root);
    assert_true(eng_json_object(&root, "o", &child));
    eng_json_number(&child, "p", 0, 0, 1);
    expect(file, "ant.json:3: /o/p: expected a number, got true or false");
}

static void bad_syntax_is_one_clear_error(void **state)
{
    (void)state;
    expect_syntax("", 0, "the file is empty; write at least {}");
    expect_syntax("{\n \"a\": }", 8, "ant.json:2:");
    expect_syntax("{\"a\": 1, \"a\": 2}", 16, "duplicate object key");
    expect_syntax("{\"a\": \"\\u0000\"}", 15, "\\u0000");
    expect_syntax("{\"a\": \"\0\"}", 10, "ant.json:1:");
    expect_syntax("{\n\"a\": 1\0\n}", 11, "ant.json:2: a zero byte");
    expect_syntax("{\"a\": \"\xff\"}", 10, "save the file as UTF-8");
    expect_syntax("{\"a\": 1", 7, "ant.json:1:");
    expect_syntax("{} x", 4, "end of file expected");
    enum { DEPTH = 100000 };
    char *deep = malloc(DEPTH);
    memset(deep, '[', DEPTH);
    expect_syntax(deep, DEPTH, "nest less deeply");
    free(deep);
    eng_json_node root;
    expect(parse("\xEF\xBB\xBF{}", &root), "");
}

static void suggestions_are_near(void **state)
{
    (void)state;
    static const char *const names[] = {"hive", NULL, "skirmish", "base"};
    assert_string_equal(eng_suggest("hvie", names, 4), "hive");
    assert_string_equal(eng_suggest("skirmsh", names, 4), "skirmish");
    assert_null(eng_suggest("chess", names, 4));
    assert_null(eng_suggest("", names, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_values_are_read),
        cmocka_unit_test(wrong_types_name_line_and_remedy),
        cmocka_unit_test(choices_and_lengths_are_checked),
        cmocka_unit_test(unknown_keys_are_reported),
        cmocka_unit_test(free_names_come_in_the_files_order),
        cmocka_unit_test(lines_are_found_past_anything),
        cmocka_unit_test(bad_syntax_is_one_clear_error),
        cmocka_unit_test(suggestions_are_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
