// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "assets/json.h"
#include "assets/json_parts.h"
#include "assets/json_where.h"
#include "assets/suggest.h"

#include "base/alloc.h"
#include "base/check.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void report_syntax(const char *name, const json_error_t *failure, eng_error *error)
{
    const char *remedy = "";
    if (json_error_code(failure) == json_error_duplicate_key)
        remedy = "; keep one of the two";
    else if (json_error_code(failure) == json_error_stack_overflow)
        remedy = "; nest less deeply";
    else if (json_error_code(failure) == json_error_invalid_utf8)
        remedy = "; save the file as UTF-8";
    int line = failure->line > 0 ? failure->line : 1;
    int column = failure->column > 0 ? failure->column : 1;
    eng_error_set(error, "%s:%d:%d: %s%s", name, line, column, failure->text, remedy);
}

eng_json *eng_json_create(void)
{
    eng_json *file = eng_alloc(1, sizeof *file);
    file->empty = json_object();
    ENG_ASSERT(file->empty);
    return file;
}

// Jansson skips zero bytes between tokens; for everyone else a text ends there. UTF-16 has many.
static bool check_no_zero_byte(const char *name, const char *text, size_t text_bytes,
                               eng_error *error)
{
    const char *zero = memchr(text, '\0', text_bytes);
    if (!zero)
        return true;
    uint32_t line = 1;
    for (const char *p = text; p < zero; p++)
        line += *p == '\n';
    return eng_error_set(error, "%s:%u: a zero byte in the text; save the file as UTF-8", name,
                         line);
}

bool eng_json_add_layer(eng_json *file, const char *name, const char *text, size_t text_bytes,
                        eng_error *error)
{
    // Some editors put a byte order mark before the text.
    if (text_bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        text_bytes -= 3;
    }
    if (text_bytes == 0)
        return eng_error_set(error, "%s:1:1: the file is empty; write at least {}", name);
    if (file->layer_count == ENG_JSON_LAYERS_CAPACITY)
        return eng_error_set(error, "%s: more than %d files make it", name,
                             ENG_JSON_LAYERS_CAPACITY);
    if (!check_no_zero_byte(name, text, text_bytes, error))
        return false;
    json_error_t failure;
    json_t *root = json_loadb(text, text_bytes, JSON_REJECT_DUPLICATES, &failure);
    if (!root) {
        report_syntax(name, &failure, error);
        return false;
    }
    eng_json_layer *layer = &file->layers[file->layer_count++];
    layer->name = eng_copy_text(name);
    layer->text = eng_alloc(text_bytes + 1, 1);
    memcpy(layer->text, text, text_bytes);
    layer->text_bytes = text_bytes;
    layer->root = root;
    return true;
}

eng_json *eng_json_parse(const char *name, const char *text, size_t text_bytes, eng_error *error)
{
    eng_json *file = eng_json_create();
    if (!eng_json_add_layer(file, name, text, text_bytes, error)) {
        eng_json_unload(file);
        return NULL;
    }
    file->root = json_incref(file->layers[0].root);
    return file;
}

eng_json *eng_json_wrap(const char *name, json_t *root)
{
    eng_json *file = eng_json_create();
    file->layers[0] = (eng_json_layer){.name = eng_copy_text(name), .root = json_incref(root)};
    file->layer_count = 1;
    file->root = root;
    return file;
}

void eng_json_unload(eng_json *file)
{
    if (!file)
        return;
    for (uint32_t i = 0; i < file->layer_count; i++) {
        json_decref(file->layers[i].root);
        eng_free(file->layers[i].text);
        eng_free(file->layers[i].name);
    }
    json_decref(file->root);
    json_decref(file->empty);
    eng_free(file);
}

const struct json_t *eng_json_get_value(const eng_json *file)
{
    return file->root;
}

bool eng_json_check(const eng_json *file, eng_error *error)
{
    if (file->error_count == 0)
        return true;
    if (file->error_count == 1)
        return eng_error_set(error, "%s", file->first.text);
    return eng_error_set(error, "%s (and %u more in this file)", file->first.text,
                         file->error_count - 1);
}

// Appends "/key" with the escapes of a JSON pointer. What does not fit is left out whole: then the
// message names the object around it.
static void extend_pointer(char *pointer, const char *key)
{
    size_t used = strlen(pointer);
    char *p = pointer + used, *end = pointer + ENG_JSON_POINTER_BYTES - 2;
    if (p >= end)
        return;
    *p++ = '/';
    for (; *key && p < end; key++) {
        if (*key == '~' || *key == '/')
            *p++ = '~';
        *p++ = (char)(*key == '~' ? '0' : *key == '/' ? '1' : *key);
    }
    *p = '\0';
    if (*key)
        pointer[used] = '\0';
}

// The line of the deepest object on the way that knows one.
static uint32_t find_tree_line(const json_t *at, const char *pointer)
{
    uint32_t line = 1;
    while (at) {
        const json_t *known = json_object_get(at, ENG_JSON_LINE_KEY);
        if (known)
            line = (uint32_t)json_integer_value(known);
        if (*pointer != '/')
            break;
        char key[ENG_JSON_POINTER_BYTES];
        size_t bytes = strcspn(pointer + 1, "/");
        memcpy(key, pointer + 1, bytes);
        key[bytes] = '\0';
        at = json_is_array(at) ? json_array_get(at, strtoul(key, NULL, 10))
                               : json_object_get(at, key);
        pointer += 1 + bytes;
    }
    return line;
}

static void note_at(eng_json *file, const char *pointer, const char *text)
{
    if (file->error_count++ > 0)
        return;
    const eng_json_layer *layer = eng_json_find_layer(file, pointer);
    uint32_t line = layer->text ? eng_json_find_line(layer->text, layer->text_bytes, pointer)
                                : find_tree_line(layer->root, pointer);
    eng_error_set(&file->first, "%s:%u: %s%s%s", layer->name, line, pointer, *pointer ? ": " : "",
                  text);
}

void eng_json_fail(eng_json_node *node, const char *key, const char *format, ...)
{
    char text[512];
    char pointer[ENG_JSON_POINTER_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    memcpy(pointer, node->pointer, sizeof pointer);
    if (key)
        extend_pointer(pointer, key);
    note_at(node->file, pointer, text);
}

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        break;
    }
    return "null";
}

static const char *type_remedy(const char *expected, const json_t *got)
{
    if (json_is_null(got))
        return "; leave the key out for its default";
    if (strcmp(expected, "text") == 0)
        return "; put it in quotes";
    if (strcmp(expected, "true or false") == 0)
        return "; write true or false without quotes";
    if (strcmp(expected, "a list") == 0)
        return "; put it in [ ]";
    if (strcmp(expected, "an object") == 0)
        return "; put it in { }";
    return json_is_string(got) ? "; write it without quotes" : "";
}

static void fail_type(eng_json_node *node, const char *key, const char *expected, const json_t *got)
{
    eng_json_fail(node, key, "expected %s, got %s%s", expected, type_name(got),
                  type_remedy(expected, got));
}

static void init_node(eng_json_node *out, const eng_json_node *parent, const char *key,
                      const json_t *value)
{
    out->file = parent->file;
    out->value = value;
    out->asked_count = 0;
    memcpy(out->pointer, parent->pointer, sizeof out->pointer);
    extend_pointer(out->pointer, key);
}

void eng_json_root(eng_json *file, eng_json_node *out)
{
    out->file = file;
    out->value = file->root;
    out->pointer[0] = '\0';
    out->asked_count = 0;
    if (!json_is_object(file->root)) {
        fail_type(out, NULL, "an object", file->root);
        out->value = file->empty;
    }
}

// The member, and the note that it was asked for.
static const json_t *get_member(eng_json_node *object, const char *key)
{
    uint32_t i = 0;
    while (i < object->asked_count && strcmp(object->asked[i], key) != 0)
        i++;
    if (i == object->asked_count) {
        ENG_ASSERT(object->asked_count < ENG_JSON_KEYS_CAPACITY);
        object->asked[object->asked_count++] = key;
    }
    return json_object_get(object->value, key);
}

void eng_json_close(eng_json_node *object)
{
    for (void *it = json_object_iter((json_t *)object->value); it;
         it = json_object_iter_next((json_t *)object->value, it)) {
        const char *key = json_object_iter_key(it);
        bool is_known = false;
        for (uint32_t i = 0; i < object->asked_count && !is_known; i++)
            is_known = strcmp(object->asked[i], key) == 0;
        if (is_known)
            continue;
        const char *near = eng_suggest(key, object->asked, object->asked_count);
        if (near)
            eng_json_fail(object, key, "unknown key; did you mean '%s'?", near);
        else
            eng_json_fail(object, key, "unknown key; remove it (docs/packs.md lists the keys)");
    }
}

bool eng_json_has(eng_json_node *object, const char *key)
{
    return get_member(object, key) != NULL;
}

bool eng_json_require(eng_json_node *object, const char *key)
{
    if (get_member(object, key))
        return true;
    eng_json_fail(object, NULL, "the key '%s' is missing; add it", key);
    return false;
}

double eng_json_number(eng_json_node *object, const char *key, double fallback, double min,
                       double max)
{
    const json_t *value = get_member(object, key);
    if (!value)
        return fallback;
    if (!json_is_number(value)) {
        fail_type(object, key, "a number", value);
        return fallback;
    }
    double number = json_number_value(value);
    if (!(number >= min && number <= max)) {
        eng_json_fail(object, key, "%g is out of range; use %g to %g", number, min, max);
        return fallback;
    }
    return number;
}

int64_t eng_json_integer(eng_json_node *object, const char *key, int64_t fallback, int64_t min,
                         int64_t max)
{
    const json_t *value = get_member(object, key);
    if (!value)
        return fallback;
    if (json_is_real(value)) {
        eng_json_fail(object, key, "%g is not a whole number; write it without a point",
                      json_real_value(value));
        return fallback;
    }
    if (!json_is_integer(value)) {
        fail_type(object, key, "a whole number", value);
        return fallback;
    }
    int64_t number = json_integer_value(value);
    if (number < min || number > max) {
        eng_json_fail(object, key, "%lld is out of range; use %lld to %lld", (long long)number,
                      (long long)min, (long long)max);
        return fallback;
    }
    return number;
}

bool eng_json_bool(eng_json_node *object, const char *key, bool fallback)
{
    const json_t *value = get_member(object, key);
    if (!value)
        return fallback;
    if (!json_is_boolean(value)) {
        fail_type(object, key, "true or false", value);
        return fallback;
    }
    return json_is_true(value);
}

const char *eng_json_text(eng_json_node *object, const char *key, const char *fallback)
{
    const json_t *value = get_member(object, key);
    if (!value)
        return fallback;
    if (!json_is_string(value)) {
        fail_type(object, key, "text", value);
        return fallback;
    }
    return json_string_value(value);
}

void eng_json_copy_text(eng_json_node *object, const char *key, const char *fallback, char *out,
                        size_t out_bytes)
{
    const char *text = eng_json_text(object, key, fallback);
    size_t bytes = strlen(text);
    if (bytes >= out_bytes) {
        eng_json_fail(object, key, "%zu bytes of text are too many; use at most %zu", bytes,
                      out_bytes - 1);
        text = "";
    }
    snprintf(out, out_bytes, "%s", text);
}

uint32_t eng_json_choice(eng_json_node *object, const char *key, const char *const *choices,
                         uint32_t choice_count, uint32_t fallback)
{
    const char *text = eng_json_text(object, key, NULL);
    if (!text)
        return fallback;
    for (uint32_t i = 0; i < choice_count; i++)
        if (strcmp(text, choices[i]) == 0)
            return i;
    char list[256] = "";
    size_t used = 0;
    for (uint32_t i = 0; i < choice_count && used < sizeof list; i++) {
        const char *between = i == 0 ? "" : i + 1 == choice_count ? " or " : ", ";
        used += (size_t)snprintf(list + used, sizeof list - used, "%s\"%s\"", between, choices[i]);
    }
    eng_json_fail(object, key, "'%.64s' is not one of the choices; use %s", text, list);
    return fallback;
}

static int hex_digit(char letter)
{
    const char *digits = "0123456789abcdef";
    const char *found = letter ? strchr(digits, letter | 0x20) : NULL;
    return found ? (int)(found - digits) : -1;
}

uint32_t eng_json_color(eng_json_node *object, const char *key, uint32_t fallback)
{
    const char *text = eng_json_text(object, key, NULL);
    if (!text)
        return fallback;
    uint32_t color = 0;
    bool is_good = text[0] == '#' && strlen(text) == 7;
    for (uint32_t i = 1; is_good && i < 7; i++) {
        is_good = hex_digit(text[i]) >= 0;
        color = color << 4 | ((uint32_t)hex_digit(text[i]) & 15);
    }
    if (is_good)
        return color;
    eng_json_fail(object, key, "'%.64s' is not a colour; write it as \"#rrggbb\"", text);
    return fallback;
}

bool eng_json_numbers(eng_json_node *object, const char *key, double *out, uint32_t count,
                      double min, double max)
{
    eng_json_node list;
    if (!eng_json_list(object, key, &list))
        return false;
    if (eng_json_count(&list) != count) {
        eng_json_fail(object, key, "expected %u numbers, got %u; write [a, b, ...]", count,
                      eng_json_count(&list));
        return false;
    }
    double numbers[16];
    ENG_ASSERT(count <= 16);
    for (uint32_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list.value, i);
        numbers[i] = json_is_number(value) ? json_number_value(value) : NAN;
        if (!json_is_number(value)) {
            fail_type(&list, NULL, "a number", value);
            return false;
        }
        if (!(numbers[i] >= min && numbers[i] <= max)) {
            eng_json_fail(object, key, "%g is out of range; use %g to %g", numbers[i], min, max);
            return false;
        }
    }
    memcpy(out, numbers, count * sizeof *out);
    return true;
}

bool eng_json_object(eng_json_node *object, const char *key, eng_json_node *out)
{
    const json_t *value = get_member(object, key);
    if (value && !json_is_object(value))
        fail_type(object, key, "an object", value);
    // Who reads on anyway finds nothing.
    init_node(out, object, key, json_is_object(value) ? value : object->file->empty);
    return json_is_object(value);
}

bool eng_json_list(eng_json_node *object, const char *key, eng_json_node *out)
{
    const json_t *value = get_member(object, key);
    if (value && !json_is_array(value))
        fail_type(object, key, "a list", value);
    init_node(out, object, key, json_is_array(value) ? value : object->file->empty);
    return json_is_array(value);
}

uint32_t eng_json_count(const eng_json_node *node)
{
    size_t count =
        json_is_array(node->value) ? json_array_size(node->value) : json_object_size(node->value);
    return (uint32_t)count;
}

bool eng_json_item_object(eng_json_node *list, uint32_t index, eng_json_node *out)
{
    char key[16];
    snprintf(key, sizeof key, "%u", index);
    const json_t *value = json_array_get(list->value, index);
    if (!json_is_object(value)) {
        if (value)
            fail_type(list, key, "an object", value);
        return false;
    }
    init_node(out, list, key, value);
    return true;
}

const char *eng_json_item_text(eng_json_node *list, uint32_t index)
{
    const json_t *value = json_array_get(list->value, index);
    if (value && !json_is_string(value)) {
        char key[16];
        snprintf(key, sizeof key, "%u", index);
        fail_type(list, key, "text", value);
    }
    return json_string_value(value);
}

bool eng_json_next_key(eng_json_node *object, eng_json_iterator *iterator, const char **key)
{
    json_t *value = (json_t *)object->value;
    if (iterator->has_begun && !iterator->state)
        return false;
    iterator->state = iterator->has_begun ? json_object_iter_next(value, iterator->state)
                                          : json_object_iter(value);
    iterator->has_begun = true;
    *key = iterator->state ? json_object_iter_key(iterator->state) : NULL;
    return iterator->state != NULL;
}

bool eng_json_next_object(eng_json_node *object, eng_json_iterator *iterator, const char **key,
                          eng_json_node *out)
{
    while (eng_json_next_key(object, iterator, key)) {
        const json_t *member = json_object_iter_value(iterator->state);
        if (json_is_object(member)) {
            init_node(out, object, *key, member);
            return true;
        }
        fail_type(object, *key, "an object", member);
    }
    return false;
}

bool eng_json_is_object(eng_json_node *object, const char *key)
{
    return json_is_object(get_member(object, key));
}

bool eng_json_is_text(eng_json_node *object, const char *key)
{
    return json_is_string(get_member(object, key));
}
