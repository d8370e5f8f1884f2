// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assets/semver.h"

static void versions_as_the_standard_says(void **state)
{
    (void)state;
    static const char *const good[] = {"0.0.0",         "1.2.3",       "10.20.30",
                                       "1.0.0-alpha.1", "1.0.0+build", "1.0.0-a-b.0.x7+0.01"};
    static const char *const bad[] = {"",       "1",        "1.2",    "1.2.3.4", "01.2.3",
                                      "1.2.3-", "1.2.3-01", "1.2.3+", "v1.2.3",  "1.2.3-a..b",
                                      "1.2.3 ", "-1.2.3",   "1.2.x",  "1.2.3-ä", "9999999999.0.0"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!eng_semver_is_valid(good[i]))
            fail_msg("%s is a version", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (eng_semver_is_valid(bad[i]))
            fail_msg("%s is no version", bad[i]);
}

static void order_as_the_standard_says(void **state)
{
    (void)state;
    static const char *const rising[] = {
        "0.9.9",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
        "1.0.0",      "1.0.1",        "1.2.0",         "1.10.0",
        "2.0.0"};
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++)
        for (size_t j = 0; j < sizeof rising / sizeof *rising; j++) {
            int order = eng_semver_compare(rising[i], rising[j]);
            if ((order > 0) != (i > j) || (order < 0) != (i < j))
                fail_msg("%s against %s: %d", rising[i], rising[j], order);
        }
    assert_int_equal(eng_semver_compare("1.0.0+a", "1.0.0+b"), 0);
}

static void ranges_take_and_leave(void **state)
{
    (void)state;
    static const struct {
        const char *range, *in, *out;
    } rows[] = {
        {"*", "0.0.1", NULL},
        {"", "7.0.0", NULL},
        {"1", "1.9.9", "2.0.0"},
        {"1.2", "1.2.7", "1.3.0"},
        {"1.2.x", "1.2.0", "1.1.9"},
        {"1.*", "1.7.0", "0.9.0"},
        {"=1.2.3", "1.2.3", "1.2.4"},
        {"1.2.3", "1.2.3", "1.2.2"},
        {">=1.2", "1.2.0", "1.1.9"},
        {">1.2", "1.3.0", "1.2.9"},
        {">1.2.3", "1.2.4", "1.2.3"},
        {"<2", "1.9.9", "2.0.0-beta"},
        {"<=1.2", "1.2.9", "1.3.0"},
        {"<=1.2.3", "1.2.3", "1.2.4"},
        {"^1.2.3", "1.9.0", "2.0.0"},
        {"^1.2.3", "1.2.3", "1.2.2"},
        {"^0.2.3", "0.2.9", "0.3.0"},
        {"^0.0.3", "0.0.3", "0.0.4"},
        {"^0.1", "0.1.9", "0.2.0"},
        {"~1.2.3", "1.2.9", "1.3.0"},
        {"~1", "1.9.0", "2.0.0"},
        {">=1 <3", "2.9.9", "3.0.0"},
        {">=1, <3", "1.0.0", "0.9.9"},
        {"1 || 3", "3.1.0", "2.0.0"},
        {">= 1.2", "1.2.0", "1.1.0"},
        {"^1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-beta"},
        {"1.2 - 1.4", "1.4.9", "1.5.0"},
        {"1.2.3 - 2", "2.9.0", "1.2.2"},
        {"*", "1.0.0-beta", NULL},
        {"^1.2", "1.3.0", "1.3.0-beta"},
        {">1.0.0-a", "1.0.0-b", "1.0.1-b"},
        {"<2 || 3.0.0-a", "3.0.0-a", "1.9.0-a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!eng_semver_range_is_valid(rows[i].range))
            fail_msg("%s is a range", rows[i].range);
        if (!eng_semver_matches(rows[i].in, rows[i].range))
            fail_msg("%s lies in %s", rows[i].in, rows[i].range);
        if (rows[i].out && eng_semver_matches(rows[i].out, rows[i].range))
            fail_msg("%s does not lie in %s", rows[i].out, rows[i].range);
    }
    static const char *const bad[] = {"one", ">=", "1.2.3.4", "1 | 2", "==1", "^", "1;2", "a1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (eng_semver_range_is_valid(bad[i]))
            fail_msg("%s is no range", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_as_the_standard_says),
        cmocka_unit_test(order_as_the_standard_says),
        cmocka_unit_test(ranges_take_and_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
