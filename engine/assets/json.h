// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// json.h: pack files in JSON, read with typed getters that check as they read. A getter that does
// not like what it finds notes an error with file, line and remedy and returns the fallback, so
// that the code that reads a unit is a list of getters without branches. At the end eng_json_check
// tells the first error and how many more there are; a file with errors is not used.
//
// An object remembers the keys that were asked for; eng_json_close reports the others, with a
// suggestion, so that a typo does not pass silently.
//
//     eng_json *file = eng_json_load(packs, "units/ant.json", &error);   // syntax errors end here
//     eng_json_node unit;
//     eng_json_root(file, &unit);
//     double speed = eng_json_number(&unit, "speed", 0, 0, 10000);
//     eng_json_close(&unit);
//     bool is_good = eng_json_check(file, &error);
//     eng_json_unload(file);
//
//     hive/units/ant.json:12: /speed: expected a number, got text; write it without quotes
//
// Thread: any one at a time per file.

#pragma once

#include "assets/pack.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ENG_JSON_POINTER_BYTES = 192,
    ENG_JSON_KEYS_CAPACITY = 64, // keys that one object may be asked for
};

typedef struct eng_json eng_json;
struct json_t;

// One value of a file: a borrowed handle on the caller's stack, valid until eng_json_unload.
typedef struct eng_json_node {
    eng_json *file;
    const struct json_t *value;
    char pointer[ENG_JSON_POINTER_BYTES];      // where it is: "/teams/0/color"; "" is the root
    const char *asked[ENG_JSON_KEYS_CAPACITY]; // keys given to getters; they must outlive the node
    uint32_t asked_count;
} eng_json_node;

typedef struct eng_json_iterator {
    void *state;
    bool has_begun;
} eng_json_iterator;

// Where a tree that did not come from JSON text keeps the line of an object.
#define ENG_JSON_LINE_KEY "\001line"

// The same reading for a tree from elsewhere (XML); takes the reference.
eng_json *eng_json_wrap(const char *name, struct json_t *root);

// Parses `text`; `name` is what messages call it. Null on a syntax error: "name:line:column: ...".
eng_json *eng_json_parse(const char *name, const char *text, size_t text_bytes, eng_error *error);

// Reads and parses a file of the packs; `path` may be an id "namespace:path". Units and rules are
// merged from all packs that bring one, and any file may name another with "extends" that it is a
// patch on (json_layers.c). Null if one cannot be read or parsed. Thread: main.
eng_json *eng_json_load(const eng_packs *packs, const char *path, eng_error *error);

void eng_json_unload(eng_json *file);

// True if files of this path are merged and not replaced.
bool eng_json_path_merges(const char *path);

// The whole value, merged. Borrowed.
const struct json_t *eng_json_get_value(const eng_json *file);

// The texts it was made of, the lowest first: what messages call one, and the value up to it, which
// the caller releases.
uint32_t eng_json_get_layer_count(const eng_json *file);
const char *eng_json_get_layer_name(const eng_json *file, uint32_t layer);
struct json_t *eng_json_copy_value(const eng_json *file, uint32_t layer);

// The value at a JSON pointer; null if there is none. Borrowed.
const struct json_t *eng_json_find_value(const struct json_t *value, const char *pointer);

// True if no getter found an error; else the first one, and how many followed, go to `error`.
bool eng_json_check(const eng_json *file, eng_error *error);

// The top value, which must be an object (else an error is noted and the node is an empty one).
void eng_json_root(eng_json *file, eng_json_node *out);

// Reports every key of the object that no getter asked for.
void eng_json_close(eng_json_node *object);

// Notes an error of the caller's own at `key` of `node` (null: at the node itself).
__attribute__((format(printf, 3, 4))) void eng_json_fail(eng_json_node *node, const char *key,
                                                         const char *format, ...);

// Getters of an object's members. An absent key gives the fallback without an error.
bool eng_json_has(eng_json_node *object, const char *key);
bool eng_json_require(eng_json_node *object, const char *key); // absent: an error, and false
double eng_json_number(eng_json_node *object, const char *key, double fallback, double min,
                       double max);
int64_t eng_json_integer(eng_json_node *object, const char *key, int64_t fallback, int64_t min,
                         int64_t max);
bool eng_json_bool(eng_json_node *object, const char *key, bool fallback);
// Borrowed until eng_json_unload; never holds a NUL inside. `fallback` may be null.
const char *eng_json_text(eng_json_node *object, const char *key, const char *fallback);
// Text that does not fit is an error, never cut.
void eng_json_copy_text(eng_json_node *object, const char *key, const char *fallback, char *out,
                        size_t out_bytes);
// The index of the text in `choices`.
uint32_t eng_json_choice(eng_json_node *object, const char *key, const char *const *choices,
                         uint32_t choice_count, uint32_t fallback);
// "#rrggbb" as 0xRRGGBB.
uint32_t eng_json_color(eng_json_node *object, const char *key, uint32_t fallback);
// Exactly `count` numbers, such as a size [w, h]. False (and `out` untouched) if absent or wrong.
bool eng_json_numbers(eng_json_node *object, const char *key, double *out, uint32_t count,
                      double min, double max);
// False if absent or of another type (the latter is noted).
bool eng_json_object(eng_json_node *object, const char *key, eng_json_node *out);
bool eng_json_list(eng_json_node *object, const char *key, eng_json_node *out);

// Lists: eng_json_count is 0 for what is not a list or an object.
uint32_t eng_json_count(const eng_json_node *node);
// The object, or text, at an index. Of another type: noted, false / null.
bool eng_json_item_object(eng_json_node *list, uint32_t index, eng_json_node *out);
const char *eng_json_item_text(eng_json_node *list, uint32_t index);

// Objects with free names, in the file's order: zero the iterator, then call until false. The key
// is borrowed; a member that is not an object is noted and left out.
bool eng_json_next_object(eng_json_node *object, eng_json_iterator *iterator, const char **key,
                          eng_json_node *out);

// The same for keys alone, whatever the members are.
bool eng_json_next_key(eng_json_node *object, eng_json_iterator *iterator, const char **key);

// For a key that may be of several types.
bool eng_json_is_object(eng_json_node *object, const char *key);
bool eng_json_is_text(eng_json_node *object, const char *key);
