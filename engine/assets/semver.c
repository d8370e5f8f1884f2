// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/semver.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { PARTS = 3 };

typedef struct version {
    uint32_t parts[PARTS];
    uint32_t part_count; // that were written; in a range the others are wild
    const char *pre;     // of the text: "beta.1"
    uint32_t pre_bytes;  // 0: a release
} version;

static bool is_identifier(char c)
{
    return isalnum((unsigned char)c) || c == '-';
}

// A number without leading zeros, below ten digits.
static bool read_number(const char **text, uint32_t *out)
{
    const char *at = *text;
    uint32_t value = 0;
    while (isdigit((unsigned char)*at) && at - *text < 9)
        value = value * 10 + (uint32_t)(*at++ - '0');
    if (at == *text || isdigit((unsigned char)*at) || (**text == '0' && at - *text > 1))
        return false;
    *out = value;
    *text = at;
    return true;
}

// Identifiers with dots between them, none empty; of numbers, none with a leading zero where
// `is_strict`.
static bool skip_identifiers(const char **text, bool is_strict)
{
    for (;;) {
        const char *start = *text;
        bool is_number = true;
        for (; is_identifier(**text); ++*text)
            is_number = is_number && isdigit((unsigned char)**text);
        if (*text == start || (is_strict && is_number && *start == '0' && *text - start > 1))
            return false;
        if (**text != '.')
            return true;
        ++*text;
    }
}

// Reads a version as far as it goes, and moves `text` behind it. With `is_partial`, parts may be
// missing or wild.
static bool read_version(const char **text, bool is_partial, version *out)
{
    *out = (version){0};
    for (uint32_t i = 0; i < PARTS; i++) {
        bool is_wild = **text == 'x' || **text == 'X' || **text == '*';
        if (is_partial && is_wild) {
            while (**text && strchr("xX*.", **text))
                ++*text;
            return true;
        }
        if (!read_number(text, &out->parts[i]))
            return false;
        out->part_count = i + 1;
        if (**text != '.') {
            if (i + 1 < PARTS && !is_partial)
                return false;
            break;
        }
        if (i + 1 == PARTS)
            return false;
        ++*text;
    }
    if (**text == '-' && out->part_count == PARTS) {
        out->pre = ++*text;
        if (!skip_identifiers(text, true))
            return false;
        out->pre_bytes = (uint32_t)(*text - out->pre);
    }
    if (**text == '+' && out->part_count == PARTS) {
        ++*text;
        return skip_identifiers(text, false);
    }
    return true;
}

static uint32_t identifier_bytes(const char *text, const char *end)
{
    const char *at = text;
    while (at < end && *at != '.')
        at++;
    return (uint32_t)(at - text);
}

static bool is_digits(const char *text, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return true;
}

// Numbers by value, which is by length first, and below words; words in ASCII order.
static int compare_identifiers(const char *a, uint32_t a_bytes, const char *b, uint32_t b_bytes)
{
    bool is_number = is_digits(a, a_bytes);
    if (is_number != is_digits(b, b_bytes))
        return is_number ? -1 : 1;
    if (is_number && a_bytes != b_bytes)
        return a_bytes < b_bytes ? -1 : 1;
    int order = memcmp(a, b, a_bytes < b_bytes ? a_bytes : b_bytes);
    return order ? order : (a_bytes > b_bytes) - (a_bytes < b_bytes);
}

static int compare_pre(const version *a, const version *b)
{
    if (a->pre_bytes == 0 || b->pre_bytes == 0)
        return (a->pre_bytes == 0) - (b->pre_bytes == 0);
    const char *x = a->pre, *x_end = x + a->pre_bytes, *y = b->pre, *y_end = y + b->pre_bytes;
    for (;;) {
        uint32_t x_bytes = identifier_bytes(x, x_end), y_bytes = identifier_bytes(y, y_end);
        int order = compare_identifiers(x, x_bytes, y, y_bytes);
        if (order)
            return order;
        x += x_bytes;
        y += y_bytes;
        if (x == x_end || y == y_end)
            return (y == y_end) - (x == x_end);
        x++;
        y++;
    }
}

static int compare(const version *a, const version *b)
{
    for (uint32_t i = 0; i < PARTS; i++)
        if (a->parts[i] != b->parts[i])
            return a->parts[i] < b->parts[i] ? -1 : 1;
    return compare_pre(a, b);
}

// The first version that is no longer meant when part `index` counts one up; pre-releases of it
// are not meant either.
static version next_of(const version *from, uint32_t index)
{
    version next = {.part_count = PARTS, .pre = "0", .pre_bytes = 1};
    memcpy(next.parts, from->parts, sizeof next.parts);
    next.parts[index]++;
    for (uint32_t i = index + 1; i < PARTS; i++)
        next.parts[i] = 0;
    return next;
}

typedef enum bound_kind {
    BOUND_SAME,
    BOUND_CARET,
    BOUND_TILDE,
    BOUND_LESS,
    BOUND_MOST,
    BOUND_MORE,
    BOUND_LEAST
} bound_kind;

static bound_kind read_bound(const char **text)
{
    static const struct {
        const char *sign;
        bound_kind bound;
    } signs[] = {{">=", BOUND_LEAST}, {"<=", BOUND_MOST}, {">", BOUND_MORE}, {"<", BOUND_LESS},
                 {"^", BOUND_CARET},  {"~", BOUND_TILDE}, {"=", BOUND_SAME}};
    for (uint32_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t bytes = strlen(signs[i].sign);
        if (strncmp(*text, signs[i].sign, bytes) == 0) {
            *text += bytes;
            return signs[i].bound;
        }
    }
    return BOUND_SAME;
}

static uint32_t caret_index(const version *base)
{
    for (uint32_t i = 0; i + 1 < base->part_count; i++)
        if (base->parts[i] > 0)
            return i;
    return base->part_count - 1;
}

static bool holds(bound_kind bound, const version *base, const version *given)
{
    if (base->part_count == 0) // *
        return bound != BOUND_LESS && bound != BOUND_MORE;
    version lower = *base, upper = next_of(base, base->part_count - 1);
    bool is_whole = base->part_count == PARTS;
    switch (bound) {
    case BOUND_CARET:
        upper = next_of(base, caret_index(base));
        break;
    case BOUND_TILDE:
        upper = next_of(base, base->part_count > 1 ? 1 : 0);
        break;
    case BOUND_LEAST:
        return compare(given, &lower) >= 0;
    case BOUND_MORE:
        return is_whole ? compare(given, &lower) > 0 : compare(given, &upper) >= 0;
    case BOUND_MOST:
        return is_whole ? compare(given, &lower) <= 0 : compare(given, &upper) < 0;
    case BOUND_LESS:
        if (lower.pre_bytes == 0) {
            lower.pre = "0";
            lower.pre_bytes = 1;
        }
        return compare(given, &lower) < 0;
    default:
        if (is_whole)
            return compare(given, &lower) == 0;
    }
    return compare(given, &lower) >= 0 && compare(given, &upper) < 0;
}

static void skip_spaces(const char **text)
{
    while (**text == ' ' || **text == ',')
        ++*text;
}

// What stands between two "||".
typedef struct alternative {
    bool is_met;
    bool is_any;       // "*", or nothing
    bool names_pre_of; // a pre-release of the version that is given
} alternative;

// Whoever asks for 1.2 or later does not ask for the beta of 1.3: a pre-release is meant only by
// what names one of the same version, and by "*".
static bool is_alternative_met(const alternative *it, const version *given)
{
    return it->is_met && (given->pre_bytes == 0 || it->is_any || it->names_pre_of);
}

static void add_bound(alternative *to, bound_kind bound, const version *base, const version *given)
{
    to->is_met = to->is_met && holds(bound, base, given);
    to->is_any = to->is_any && base->part_count == 0;
    to->names_pre_of = to->names_pre_of || (base->pre_bytes > 0 && memcmp(base->parts, given->parts,
                                                                          sizeof base->parts) == 0);
}

// One bound, or two as "1.2 - 1.4". False if it is none.
static bool read_bounds(const char **range, const version *given, alternative *to)
{
    version base;
    const char *start = *range;
    bound_kind bound = read_bound(range);
    bool has_sign = *range != start;
    skip_spaces(range);
    if (!read_version(range, true, &base) || (**range && !strchr(" ,|", **range)))
        return false;
    if (!has_sign && strncmp(*range, " - ", 3) == 0) {
        *range += 3;
        skip_spaces(range);
        add_bound(to, BOUND_LEAST, &base, given);
        if (!read_version(range, true, &base) || (**range && !strchr(" ,|", **range)))
            return false;
        bound = BOUND_MOST;
    }
    add_bound(to, bound, &base, given);
    return true;
}

// Walks the range; false if it is none. `*is_met` says whether `given` lies in it.
static bool walk_range(const char *range, const version *given, bool *is_met)
{
    const alternative none = {.is_met = true, .is_any = true};
    alternative one = none;
    *is_met = false;
    skip_spaces(&range);
    while (*range) {
        if (strncmp(range, "||", 2) == 0) {
            *is_met = *is_met || is_alternative_met(&one, given);
            one = none;
            range += 2;
        } else if (!read_bounds(&range, given, &one)) {
            return false;
        }
        skip_spaces(&range);
        if (*range == '|' && range[1] != '|')
            return false;
    }
    *is_met = *is_met || is_alternative_met(&one, given);
    return true;
}

static bool parse(const char *text, version *out)
{
    return read_version(&text, false, out) && *text == '\0';
}

bool eng_semver_is_valid(const char *text)
{
    version parsed;
    return parse(text, &parsed);
}

bool eng_semver_range_is_valid(const char *range)
{
    version any = {.part_count = PARTS};
    bool is_met;
    return walk_range(range, &any, &is_met);
}

int eng_semver_compare(const char *a, const char *b)
{
    version x = {0}, y = {0};
    parse(a, &x);
    parse(b, &y);
    return compare(&x, &y);
}

bool eng_semver_matches(const char *text, const char *range)
{
    version given = {0};
    bool is_met;
    return parse(text, &given) && walk_range(range, &given, &is_met) && is_met;
}
