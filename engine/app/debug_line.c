// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/debug_line.h"

#include <stdio.h>
#include <string.h>

bool eng_debug_line(void *user, myr_entity entity, const char *text, char *line, size_t line_bytes)
{
    (void)user;
    (void)entity;
    fputs(text, stdout);
    fflush(stdout);
    if (line == NULL) {
        return true;
    }
    if (fgets(line, (int)line_bytes, stdin) == NULL) {
        return false;
    }
    size_t length = strlen(line);
    bool is_whole = length > 0 && line[length - 1] == '\n';
    line[strcspn(line, "\r\n")] = '\0';
    // The rest of a line that is too long must not be taken for the next one.
    for (int c = is_whole ? '\n' : 0; c != '\n' && c != EOF;) {
        c = fgetc(stdin);
    }
    return true;
}
