// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/json_where.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static void skip_space(cursor *c)
{
    while (c->at < c->end && strchr(" \t\r\n,:", *c->at) && *c->at != '\0')
        c->at++;
}

static void skip_text(cursor *c)
{
    for (c->at++; c->at < c->end && *c->at != '"'; c->at++)
        c->at += *c->at == '\\';
    c->at++;
}

// Over one value of any kind; nesting is counted, not recursed into.
static void skip_value(cursor *c)
{
    uint32_t depth = 0;
    do {
        skip_space(c);
        if (c->at >= c->end)
            return;
        char first = *c->at;
        if (first == '"') {
            skip_text(c);
        } else if (first == '{' || first == '[') {
            depth++;
            c->at++;
        } else if (first == '}' || first == ']') {
            depth -= depth > 0;
            c->at++;
        } else {
            do
                c->at++;
            while (c->at < c->end && !strchr(" \t\r\n,:]}", *c->at));
        }
    } while (depth > 0);
}

// The pointer's next segment without its escapes; false at the end.
static bool next_segment(const char **pointer, char *out, size_t out_bytes)
{
    if (**pointer != '/')
        return false;
    size_t count = 0;
    const char *p = *pointer + 1;
    for (; *p && *p != '/'; p++) {
        char letter = *p;
        if (letter == '~' && (p[1] == '0' || p[1] == '1'))
            letter = *++p == '0' ? '~' : '/';
        if (count + 1 < out_bytes)
            out[count++] = letter;
    }
    out[count] = '\0';
    *pointer = p;
    return true;
}

// From the brace of an object to the value of `key`; `found` is where the key itself stands.
static bool enter_member(cursor *c, const char *key, const char **found)
{
    size_t key_bytes = strlen(key);
    for (c->at++;;) {
        skip_space(c);
        if (c->at >= c->end || *c->at != '"')
            return false;
        const char *quote = c->at;
        skip_text(c);
        size_t bytes = (size_t)(c->at - quote) - 2;
        skip_space(c);
        if (bytes == key_bytes && memcmp(quote + 1, key, bytes) == 0) {
            *found = quote;
            return true;
        }
        skip_value(c);
    }
}

static bool enter_item(cursor *c, unsigned long index, const char **found)
{
    for (c->at++;; index--) {
        skip_space(c);
        if (c->at >= c->end || *c->at == ']')
            return false;
        if (index == 0) {
            *found = c->at;
            return true;
        }
        skip_value(c);
    }
}

uint32_t eng_json_find_line(const char *text, size_t text_bytes, const char *pointer)
{
    cursor c = {text, text + text_bytes};
    char segment[128];
    skip_space(&c);
    const char *found = c.at;
    bool is_inside = true;
    while (is_inside && c.at < c.end && next_segment(&pointer, segment, sizeof segment)) {
        if (*c.at == '{')
            is_inside = enter_member(&c, segment, &found);
        else if (*c.at == '[')
            is_inside = enter_item(&c, strtoul(segment, NULL, 10), &found);
        else
            is_inside = false;
    }
    uint32_t line = 1;
    for (const char *p = text; p < found; p++)
        line += *p == '\n';
    return line;
}
