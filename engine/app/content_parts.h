// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// content_parts.h: what content.c, which reads a game's data up to the first mistake, and
// content_survey.c, which tells all of them, share. Private to these. Thread: main.

#pragma once

#include "app/content.h"

// Each reads one part into the content; false with `error` filled: its first mistake. Scripts come
// first, then rules and units, which name scripts, then maps, which name units.
bool eng_content_read_all_scripts(eng_content *content, const eng_packs *packs, const char *folder,
                                  int depth, eng_error *error);
bool eng_content_read_rules(eng_content *content, const eng_packs *packs, eng_error *error);
// There is room for it. A kind whose file is none, or no JSON, has no file then, and no name.
bool eng_content_read_unit(eng_content *content, const eng_packs *packs, const char *path,
                           eng_error *error);
bool eng_content_read_map_file(eng_content *content, const eng_packs *packs, const char *path,
                               eng_error *error);
bool eng_content_read_tiles(eng_content *content, const eng_packs *packs, const char *path,
                            eng_error *error);
// "units/ant.json" is "ant". Caller frees.
char *eng_content_kind_name(const char *path);
// Frees what the map is made of; it is to be cleared then.
void eng_content_free_map(eng_content *content);
