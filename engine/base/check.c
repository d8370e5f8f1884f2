// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "check.h"

#include <stdio.h>
#include <stdlib.h>

static eng_assert_function assert_handler;

void eng_set_assert_handler(eng_assert_function handler)
{
    assert_handler = handler;
}

_Noreturn void eng_assert_failed(const char *condition, const char *file, int line)
{
    if (assert_handler != NULL)
        assert_handler(condition, file, line);
    else
        fprintf(stderr, "myrmidon: %s:%d: broken: %s\n", file, line, condition);
    abort();
}
