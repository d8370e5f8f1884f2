// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/content_survey.h"

#include <string.h>

#include "app/content_parts.h"
#include "base/alloc.h"

typedef struct survey {
    eng_content content;
    const eng_packs *packs;
    void (*tell)(void *user, const char *text);
    void *user;
} survey;

static void survey_units(survey *s)
{
    eng_file_list list;
    eng_error error = {0};
    eng_content *content = &s->content;
    if (!eng_packs_list(s->packs, "units", ".json", &list, &error)) {
        s->tell(s->user, error.text);
        return;
    }
    content->kinds = eng_alloc(list.count + 1, sizeof *content->kinds);
    content->kind_files = eng_alloc(list.count + 1, sizeof *content->kind_files);
    for (uint32_t i = 0; i < list.count; ++i) {
        if (!eng_content_read_unit(content, s->packs, list.paths[i], &error)) {
            s->tell(s->user, error.text);
        }
        // Maps may name a kind whose file is broken: that is one mistake, not two.
        if (content->kind_files[i] == NULL) {
            content->kinds[i].name = eng_content_kind_name(list.paths[i]);
        }
    }
    eng_file_list_fini(&list);
}

// Files of other programs lie in maps/ as well, and what maps extend.
static bool is_whole_map(const eng_packs *packs, const char *path)
{
    eng_error error = {0};
    eng_json_node root;
    eng_json *file = eng_json_load(packs, path, &error);
    if (file == NULL) {
        return true; // that is to be told
    }
    eng_json_root(file, &root);
    bool is_whole = eng_json_has(&root, "units") &&
                    (eng_json_has(&root, "size") || eng_json_has(&root, "tiles"));
    eng_json_unload(file);
    return is_whole;
}

static void survey_maps(survey *s, const char *ending)
{
    eng_file_list list;
    eng_error error = {0};
    bool is_json = strcmp(ending, ".json") == 0;
    if (!eng_packs_list(s->packs, "maps", ending, &list, &error)) {
        s->tell(s->user, error.text);
        return;
    }
    for (uint32_t i = 0; i < list.count; ++i) {
        const char *path = list.paths[i];
        if (!is_json || is_whole_map(s->packs, path)) {
            bool is_good = is_json ? eng_content_read_map_file(&s->content, s->packs, path, &error)
                                   : eng_content_read_tiles(&s->content, s->packs, path, &error);
            if (!is_good) {
                s->tell(s->user, error.text);
            }
        }
        eng_content_free_map(&s->content);
        s->content.map = (eng_map){0};
        s->content.map_file = NULL;
        s->content.tiles = NULL;
    }
    eng_file_list_fini(&list);
}

void eng_content_survey(const eng_packs *packs, void (*tell)(void *user, const char *text),
                        void *user)
{
    eng_error error = {0};
    survey s = {.packs = packs, .tell = tell, .user = user};
    s.content.info = eng_packs_get_game_info(packs);
    if (!eng_content_read_all_scripts(&s.content, packs, "scripts", 0, &error)) {
        tell(user, error.text);
    }
    if (!eng_content_read_rules(&s.content, packs, &error)) {
        tell(user, error.text);
    }
    survey_units(&s);
    survey_maps(&s, ".tmj");
    survey_maps(&s, ".tmx");
    survey_maps(&s, ".json");
    for (uint32_t i = 0; i < s.content.kind_count; ++i) {
        if (s.content.kind_files[i] == NULL) {
            eng_free((void *)s.content.kinds[i].name);
        }
    }
    eng_content_fini(&s.content);
}
