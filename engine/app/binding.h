// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// binding.h: a game's schema and sources as the plugin wants them: the same rows, in its types,
// with the same numbers.
//
// Thread: main.

#pragma once

#include "app/content.h"
#include "myrmidon.h"

typedef struct eng_binding {
    myr_field *fields;
    myr_command *commands;
    myr_event *events;
    myr_source *sources;
} eng_binding;

// Texts are borrowed from the content.
void eng_binding_init(eng_binding *binding, const eng_content *content);
// The sources alone. Caller frees.
myr_source *eng_binding_sources(const eng_content *content);
void eng_binding_fini(eng_binding *binding);
// Puts tables and counts into a def.
void eng_binding_put(const eng_binding *binding, const eng_content *content, myr_def *def);
