// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// json_parts.h: what json.c and json_layers.c share: a file as the getters see it, and the texts it
// was made of. Thread: any one at a time per file.

#pragma once

#include "assets/json.h"

enum { ENG_JSON_LAYERS_CAPACITY = 64 };

// One text, as a pack brings it.
typedef struct eng_json_layer {
    char *name; // what messages call it
    char *text; // kept for the lines of errors; null: the tree knows them
    size_t text_bytes;
    struct json_t *root;
} eng_json_layer;

struct eng_json {
    eng_json_layer layers[ENG_JSON_LAYERS_CAPACITY]; // the last one lies on top
    uint32_t layer_count;
    struct json_t *root;  // of the only layer, or all of them merged
    struct json_t *empty; // what a node shows where an object was expected and is not
    eng_error first;
    uint32_t error_count;
};

// An empty file.
eng_json *eng_json_create(void);
// Parses a text and lays it on top. False with `error` filled on a syntax error.
bool eng_json_add_layer(eng_json *file, const char *name, const char *text, size_t text_bytes,
                        eng_error *error);
// Makes the root from the layers.
void eng_json_merge_layers(eng_json *file);
// The layer that an error at `pointer` is about: the topmost that has most of it.
const eng_json_layer *eng_json_find_layer(const eng_json *file, const char *pointer);
