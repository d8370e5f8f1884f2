// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/mods.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_ids(const json_t *list, char (*ids)[ENG_PACK_ID_BYTES], uint32_t *count)
{
    size_t index;
    json_t *item;
    if (list == NULL) {
        return true;
    }
    json_array_foreach(list, index, item)
    {
        const char *id = json_string_value(item);
        if (id == NULL || strlen(id) >= ENG_PACK_ID_BYTES || *count == ENG_MODS_CAPACITY) {
            return false;
        }
        snprintf(ids[(*count)++], ENG_PACK_ID_BYTES, "%s", id);
    }
    return json_is_array(list);
}

bool eng_mods_read(eng_mods *mods, const eng_home *home, eng_error *error)
{
    *mods = (eng_mods){0};
    FILE *file = fopen(home->mods, "rb");
    if (file == NULL) {
        return errno == ENOENT || errno == ENOTDIR ||
               eng_error_set(error, "%s: cannot be read (%s)", home->mods, strerror(errno));
    }
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, NULL);
    fclose(file);
    bool is_good =
        json_is_object(root) &&
        read_ids(json_object_get(root, "enabled"), mods->enabled, &mods->enabled_count) &&
        read_ids(json_object_get(root, "order"), mods->order, &mods->order_count);
    json_decref(root);
    return is_good ||
           eng_error_set(error, "%s: damaged; remove it, and enable your packs again", home->mods);
}

static json_t *list_ids(const char (*ids)[ENG_PACK_ID_BYTES], uint32_t count)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < count; ++i) {
        json_array_append_new(list, json_string(ids[i]));
    }
    return list;
}

bool eng_mods_write(const eng_mods *mods, const eng_home *home, eng_error *error)
{
    if (!eng_home_make(home, error)) {
        return false;
    }
    json_t *root = json_pack("{s:o, s:o}", "enabled", list_ids(mods->enabled, mods->enabled_count),
                             "order", list_ids(mods->order, mods->order_count));
    char *text = json_dumps(root, JSON_INDENT(2));
    bool is_written = eng_home_write(home->mods, text, strlen(text), error);
    free(text);
    json_decref(root);
    return is_written;
}

static uint32_t find(const eng_mods *mods, const char *id)
{
    uint32_t i = 0;
    while (i < mods->enabled_count && strcmp(mods->enabled[i], id) != 0) {
        ++i;
    }
    return i;
}

bool eng_mods_is_enabled(const eng_mods *mods, const char *id)
{
    return find(mods, id) < mods->enabled_count;
}

bool eng_mods_enable(eng_mods *mods, const char *id, eng_error *error)
{
    if (eng_mods_is_enabled(mods, id)) {
        return true;
    }
    if (mods->enabled_count == ENG_MODS_CAPACITY) {
        return eng_error_set(error, "%d packs are enabled already; disable one first",
                             ENG_MODS_CAPACITY);
    }
    snprintf(mods->enabled[mods->enabled_count++], ENG_PACK_ID_BYTES, "%s", id);
    return true;
}

bool eng_mods_disable(eng_mods *mods, const char *id)
{
    uint32_t at = find(mods, id);
    if (at == mods->enabled_count) {
        return false;
    }
    --mods->enabled_count;
    memmove(mods->enabled[at], mods->enabled[at + 1],
            (mods->enabled_count - at) * sizeof mods->enabled[0]);
    return true;
}
