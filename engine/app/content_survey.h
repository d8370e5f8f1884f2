// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// content_survey.h: all that is wrong with the data of a game, where eng_content_init ends at the
// first. Thread: main.

#pragma once

#include "app/content.h"

// Reads scripts, rules, every kind and every map, behind broken files too: `tell` gets the first
// error of each file, with place and remedy. A file of maps/ that is no whole map, but only what
// others extend, is left to these.
void eng_content_survey(const eng_packs *packs, void (*tell)(void *user, const char *text),
                        void *user);
