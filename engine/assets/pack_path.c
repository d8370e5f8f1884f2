// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/pack_path.h"

#include <string.h>

static bool is_name(const char *part, size_t part_bytes, const char *name)
{
    return part_bytes == strlen(name) && memcmp(part, name, part_bytes) == 0;
}

// Names that Windows keeps for devices, whatever their ending.
static bool is_device(const char *part, size_t part_bytes)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul"};
    const char *dot = memchr(part, '.', part_bytes);
    size_t stem_bytes = dot ? (size_t)(dot - part) : part_bytes;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (is_name(part, stem_bytes, devices[i]))
            return true;
    return stem_bytes == 4 && (memcmp(part, "com", 3) == 0 || memcmp(part, "lpt", 3) == 0) &&
           part[3] >= '1' && part[3] <= '9';
}

static const char *part_danger(const char *part, size_t part_bytes)
{
    if (part_bytes == 0)
        return "has an empty part; use relative paths with single slashes";
    if (is_name(part, part_bytes, ".") || is_name(part, part_bytes, ".."))
        return "has a part '.' or '..'; make the zip again from the pack's folder";
    return NULL;
}

static const char *part_flaw(const char *part, size_t part_bytes)
{
    if (part[part_bytes - 1] == '.' || part[part_bytes - 1] == ' ' || part[0] == ' ')
        return "has a part that begins or ends with a space, or ends with a dot; rename it";
    if (is_device(part, part_bytes))
        return "has a name that Windows keeps for a device; rename it";
    return NULL;
}

// Calls `check` for each part; a folder's last slash ends its last part.
static const char *check_parts(const char *path, size_t path_bytes,
                               const char *(*check)(const char *part, size_t part_bytes))
{
    if (path_bytes > 1 && path[path_bytes - 1] == '/')
        path_bytes--;
    const char *flaw = NULL;
    for (size_t start = 0, i = 0; !flaw && i <= path_bytes; i++)
        if (i == path_bytes || path[i] == '/') {
            flaw = check(path + start, i - start);
            start = i + 1;
        }
    return flaw;
}

const char *eng_pack_path_get_danger(const char *path, size_t path_bytes)
{
    if (path_bytes == 0)
        return "is empty; name the file";
    if (path_bytes > ENG_PACK_PATH_BYTES_LIMIT)
        return "is longer than 240 bytes; use shorter names";
    uint32_t depth = 1;
    for (size_t i = 0; i < path_bytes; i++) {
        unsigned char c = (unsigned char)path[i];
        if (c < 0x20 || c == 0x7f)
            return "has a control character; rename it";
        if (c == '\\')
            return "has a backslash; write folders with '/'";
        depth += c == '/' && i + 1 < path_bytes;
    }
    if (depth > ENG_PACK_DEPTH_LIMIT)
        return "is nested more than 16 deep; use fewer folders";
    return check_parts(path, path_bytes, part_danger);
}

const char *eng_pack_path_get_flaw(const char *path, size_t path_bytes)
{
    const char *danger = eng_pack_path_get_danger(path, path_bytes);
    if (danger)
        return danger;
    for (size_t i = 0; i < path_bytes; i++) {
        unsigned char c = (unsigned char)path[i];
        if (c >= 'A' && c <= 'Z')
            return "has upper-case letters; rename it, and what refers to it, to lower case";
        if (c >= 0x80)
            return "has letters beyond ASCII; rename it with a to z, digits, '_' and '-'";
        if (strchr("<>:\"|?*", c))
            return "has one of < > : \" | ? *, which not every system allows; rename it";
    }
    return check_parts(path, path_bytes, part_flaw);
}

bool eng_pack_path_is_hidden(const char *path, size_t path_bytes)
{
    for (size_t start = 0, i = 0; i <= path_bytes; i++) {
        if (i < path_bytes && path[i] != '/')
            continue;
        const char *part = path + start;
        size_t part_bytes = i - start;
        if ((part_bytes > 0 && part[0] == '.' && !is_name(part, part_bytes, "..")) ||
            is_name(part, part_bytes, "__pycache__") || is_name(part, part_bytes, "__MACOSX") ||
            is_name(part, part_bytes, "Thumbs.db"))
            return true;
        start = i + 1;
    }
    return false;
}
