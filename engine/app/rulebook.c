// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/rulebook.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "assets/suggest.h"
#include "base/alloc.h"

#define NAME_BYTES_MAX 64u

// What scripts have already, and words of Python: no row of a pack may be called so.
static const char *const taken_names[] = {
    "id",      "is_alive", "tick",   "time",   "dt",      "budget_left", "random",   "near",
    "nearest", "units",    "send",   "think",  "live",    "message",     "self",     "and",
    "as",      "assert",   "async",  "await",  "break",   "class",       "continue", "def",
    "del",     "elif",     "else",   "except", "finally", "for",         "from",     "global",
    "if",      "import",   "in",     "is",     "lambda",  "nonlocal",    "not",      "or",
    "pass",    "raise",    "return", "try",    "while",   "with",        "yield",    "None",
    "True",    "False",    "end",    "sees",   "do",      "elseif",      "function", "goto",
    "local",   "nil",      "repeat", "then",   "until",   "true",        "false",    "distance_to",
};

static bool is_identifier(const char *name)
{
    size_t bytes = strlen(name);
    if (bytes == 0 || bytes > NAME_BYTES_MAX || !isalpha((unsigned char)name[0])) {
        return false;
    }
    for (const char *c = name; *c != '\0'; ++c) {
        if (!isalnum((unsigned char)*c) && *c != '_') {
            return false;
        }
    }
    return true;
}

// Notes at `key` of `table` why a row cannot have that name.
static void check_row_name(eng_json_node *table, const char *key)
{
    if (!is_identifier(key)) {
        eng_json_fail(table, key,
                      "not a name: use a letter, then letters, digits and '_', at most "
                      "%u of them",
                      NAME_BYTES_MAX);
        return;
    }
    bool is_taken = strncmp(key, "on_", 3) == 0;
    for (size_t i = 0; i < sizeof taken_names / sizeof *taken_names; ++i) {
        is_taken = is_taken || strcmp(key, taken_names[i]) == 0;
    }
    if (is_taken) {
        eng_json_fail(table, key, "every script has a '%s' already; choose another name", key);
    }
}

static void check_engine_field(eng_json_node *table, const char *key)
{
    for (uint32_t i = 0; i < ENG_FIELD_COUNT; ++i) {
        if (strcmp(eng_field_rows[i].name, key) == 0) {
            eng_json_fail(table, key, "every unit has a field '%s' already; choose another name",
                          key);
        }
    }
}

static void check_engine_row(eng_json_node *table, const char *key, const eng_command_row *rows,
                             uint32_t count, const char *what)
{
    for (uint32_t i = 0; i < count; ++i) {
        if (rows[i].name != NULL && strcmp(rows[i].name, key) == 0) {
            eng_json_fail(table, key, "there is %s '%s' already; choose another name", what, key);
            return;
        }
    }
}

// False: too many rows, which is noted.
static bool check_count(eng_json_node *root, const char *key, uint32_t count, uint32_t most)
{
    if (count > most) {
        eng_json_fail(root, key, "%u entries; at most %u are possible", count, most);
    }
    return count <= most;
}

// ---------------------------------------------------------------------------------------- fields

static const char *const field_types[] = {"bool", "int", "float", "name", "entity"};
static const eng_type field_type_values[] = {ENG_BOOL, ENG_INT, ENG_FLOAT, ENG_NAME, ENG_ENTITY};

// The index of a name in the book's, put there if need be.
static uint32_t add_name(eng_rulebook *book, const char *name)
{
    const char **names = (const char **)book->extras.names;
    uint32_t i = 0;
    while (i < book->extras.name_count && strcmp(names[i], name) != 0) {
        ++i;
    }
    if (i == book->extras.name_count) {
        names = eng_resize((void *)names, (size_t)i + 1, sizeof *names);
        names[i] = name;
        book->extras.names = names;
        ++book->extras.name_count;
    }
    return i;
}

// "values": what a field of names can be.
static double read_names(eng_rulebook *book, eng_json_node *entry)
{
    eng_json_node values;
    if (!eng_json_require(entry, "values") || !eng_json_list(entry, "values", &values)) {
        return 0;
    }
    uint32_t count = eng_json_count(&values);
    if (count == 0 || book->extras.name_count + count > ENG_MAX_PACK_NAMES) {
        eng_json_fail(entry, "values", "give 1 to %u names in all", ENG_MAX_PACK_NAMES);
        return 0;
    }
    const char *first = eng_json_item_text(&values, 0);
    const char *fallback = eng_json_text(entry, "default", first);
    bool is_known = false;
    for (uint32_t i = 0; i < count; ++i) {
        const char *name = eng_json_item_text(&values, i);
        if (name == NULL || name[0] == '\0') {
            eng_json_fail(entry, "values", "a name is a text that is not empty");
            return 0;
        }
        add_name(book, name);
        is_known = is_known || (fallback != NULL && strcmp(name, fallback) == 0);
    }
    if (!is_known) {
        eng_json_fail(entry, "default", "none of \"values\"; add it there, or correct it");
        return 0;
    }
    return add_name(book, fallback);
}

static double read_field_default(eng_rulebook *book, eng_json_node *entry, eng_type type)
{
    switch (type) {
    case ENG_BOOL:
        return eng_json_bool(entry, "default", false);
    case ENG_INT:
        return (double)eng_json_integer(entry, "default", 0, INT32_MIN, INT32_MAX);
    case ENG_FLOAT:
        return eng_json_number(entry, "default", 0, -1e9, 1e9);
    case ENG_NAME:
        return read_names(book, entry);
    default:
        if (eng_json_has(entry, "default")) {
            eng_json_fail(entry, "default", "a unit that is new refers to no other; take it out");
        }
        return 0;
    }
}

static void read_fields(eng_rulebook *book, eng_json_node *root)
{
    eng_json_node table;
    eng_json_node entry;
    eng_json_iterator iterator = {0};
    const char *key = NULL;
    if (!eng_json_object(root, "fields", &table) ||
        !check_count(root, "fields", eng_json_count(&table), ENG_MAX_PACK_ROWS)) {
        return;
    }
    eng_field_row *rows = eng_alloc(eng_json_count(&table) + 1, sizeof *rows);
    double *fallbacks = eng_alloc(eng_json_count(&table) + 1, sizeof *fallbacks);
    book->extras.fields = rows;
    book->extras.fallbacks = fallbacks;
    while (eng_json_next_object(&table, &iterator, &key, &entry)) {
        uint32_t i = book->extras.field_count++;
        check_row_name(&table, key);
        check_engine_field(&table, key);
        eng_json_require(&entry, "type");
        rows[i] = (eng_field_row){
            .name = key,
            .doc = eng_json_text(&entry, "doc", ""),
            .unit = eng_json_text(&entry, "unit", NULL),
            .type = field_type_values[eng_json_choice(&entry, "type", field_types, 5, 1)],
        };
        fallbacks[i] = read_field_default(book, &entry, rows[i].type);
        eng_json_close(&entry);
    }
}

// ------------------------------------------------------------------------------ commands, events

static const char *const arg_types[] = {"bool", "int", "float", "name", "entity", "text"};
static const eng_type arg_type_values[] = {ENG_BOOL, ENG_INT,    ENG_FLOAT,
                                           ENG_NAME, ENG_ENTITY, ENG_TEXT};

static void read_arg_default(eng_json_node *entry, eng_arg *arg)
{
    arg->is_optional = eng_json_has(entry, "default");
    if (!arg->is_optional) {
        return;
    }
    switch (arg->type) {
    case ENG_BOOL:
        arg->fallback = eng_json_bool(entry, "default", false);
        break;
    case ENG_INT:
        arg->fallback = (double)eng_json_integer(entry, "default", 0, INT32_MIN, INT32_MAX);
        break;
    case ENG_FLOAT:
        arg->fallback = eng_json_number(entry, "default", 0, -1e9, 1e9);
        break;
    default:
        eng_json_fail(entry, "default", "only a bool, an int or a float can have one; take it out");
        break;
    }
}

static void read_args(eng_json_node *entry, eng_command_row *row, uint32_t most)
{
    eng_json_node list;
    eng_json_node item;
    if (!eng_json_list(entry, "args", &list) ||
        !check_count(entry, "args", eng_json_count(&list), most)) {
        return;
    }
    for (uint32_t i = 0; i < eng_json_count(&list) && eng_json_item_object(&list, i, &item); ++i) {
        eng_arg *arg = &row->args[row->arg_count++];
        eng_json_require(&item, "name");
        eng_json_require(&item, "type");
        arg->name = eng_json_text(&item, "name", "");
        arg->doc = eng_json_text(&item, "doc", "");
        arg->type = arg_type_values[eng_json_choice(&item, "type", arg_types, 6, 1)];
        read_arg_default(&item, arg);
        if (arg->name[0] != '\0' && !is_identifier(arg->name)) {
            eng_json_fail(&item, "name", "not a name: use a letter, then letters, digits and '_'");
        }
        for (uint32_t k = 0; k < i; ++k) {
            if (strcmp(row->args[k].name, arg->name) == 0) {
                eng_json_fail(&item, "name", "'%s' is there twice; rename one", arg->name);
            }
        }
        if (i > 0 && row->args[i - 1].is_optional && !arg->is_optional) {
            eng_json_fail(&item, "name", "'%s' needs a default, since the one before has one",
                          arg->name);
        }
        eng_json_close(&item);
    }
}

// The rows of "commands" or "events". Caller frees.
static eng_command_row *read_rows(eng_json_node *root, const char *key,
                                  const eng_command_row *engine_rows, uint32_t engine_count,
                                  const char *what, uint32_t most, uint32_t most_args,
                                  uint32_t *count)
{
    eng_json_node table;
    eng_json_node entry;
    eng_json_iterator iterator = {0};
    const char *name = NULL;
    if (!eng_json_object(root, key, &table) ||
        !check_count(root, key, eng_json_count(&table), most)) {
        return NULL;
    }
    eng_command_row *rows = eng_alloc(eng_json_count(&table) + 1, sizeof *rows);
    while (eng_json_next_object(&table, &iterator, &name, &entry)) {
        eng_command_row *row = &rows[(*count)++];
        check_row_name(&table, name);
        check_engine_row(&table, name, engine_rows, engine_count, what);
        row->name = name;
        row->doc = eng_json_text(&entry, "doc", "");
        read_args(&entry, row, most_args);
        eng_json_close(&entry);
    }
    return rows;
}

static void check_fields_and_commands(const eng_rulebook *book, eng_json_node *root)
{
    for (uint32_t i = 0; i < book->extras.field_count; ++i) {
        for (uint32_t k = 0; k < book->extras.command_count; ++k) {
            if (strcmp(book->extras.fields[i].name, book->extras.commands[k].name) == 0) {
                eng_json_fail(root, "commands", "'%s' is a field, too; rename one",
                              book->extras.fields[i].name);
            }
        }
    }
}

// --------------------------------------------------------------------------------------- options

static const char *const option_types[] = {"bool", "int", "float", "text"};
static const eng_type option_type_values[] = {ENG_BOOL, ENG_INT, ENG_FLOAT, ENG_TEXT};

static eng_value read_option_default(eng_json_node *entry, eng_type type)
{
    eng_value value = {.type = (uint32_t)type};
    switch (type) {
    case ENG_BOOL:
        value.integer = eng_json_bool(entry, "default", false);
        break;
    case ENG_INT:
        value.integer = eng_json_integer(entry, "default", 0, INT64_MIN, INT64_MAX);
        break;
    case ENG_FLOAT:
        value.number = eng_json_number(entry, "default", 0, -1e300, 1e300);
        break;
    default:
        value.text = eng_json_text(entry, "default", "");
        value.text_bytes = value.text != NULL ? (uint32_t)strlen(value.text) : 0;
        break;
    }
    return value;
}

static void read_options(eng_rulebook *book, eng_json_node *root)
{
    eng_json_node table;
    eng_json_node entry;
    eng_json_iterator iterator = {0};
    const char *key = NULL;
    if (!eng_json_object(root, "options", &table) ||
        !check_count(root, "options", eng_json_count(&table), ENG_MAX_PACK_ROWS)) {
        return;
    }
    book->options = eng_alloc(eng_json_count(&table) + 1, sizeof *book->options);
    while (eng_json_next_object(&table, &iterator, &key, &entry)) {
        eng_rule_option *option = &book->options[book->option_count++];
        if (!is_identifier(key)) {
            eng_json_fail(&table, key, "not a name: use a letter, then letters, digits and '_'");
        }
        eng_json_require(&entry, "type");
        eng_type type = option_type_values[eng_json_choice(&entry, "type", option_types, 4, 1)];
        option->name = key;
        option->doc = eng_json_text(&entry, "doc", "");
        option->value = read_option_default(&entry, type);
        eng_json_close(&entry);
    }
}

static bool parse_value(eng_rulebook *book, const char *text, eng_value *value)
{
    char *end = NULL;
    errno = 0;
    switch ((eng_type)value->type) {
    case ENG_BOOL:
        value->integer = strcmp(text, "true") == 0;
        return value->integer != 0 || strcmp(text, "false") == 0;
    case ENG_INT:
        value->integer = strtoll(text, &end, 10);
        return errno == 0 && end != text && *end == '\0';
    case ENG_FLOAT:
        value->number = strtod(text, &end);
        return errno == 0 && end != text && *end == '\0' && value->number - value->number == 0;
    default:
        book->texts = eng_resize(book->texts, (size_t)book->text_count + 1, sizeof *book->texts);
        book->texts[book->text_count] = eng_copy_text(text);
        value->text = book->texts[book->text_count++];
        value->text_bytes = (uint32_t)strlen(text);
        return true;
    }
}

static bool no_such_option(const eng_rulebook *book, const char *pack_id, const char *name,
                           eng_error *error)
{
    const char **names = eng_alloc(book->option_count + 1, sizeof *names);
    for (uint32_t i = 0; i < book->option_count; ++i) {
        names[i] = book->options[i].name;
    }
    const char *near = eng_suggest(name, names, book->option_count);
    if (book->option_count == 0) {
        eng_error_set(error, "--option %s: the pack '%s' has no options", name, pack_id);
    } else {
        eng_error_set(error, "--option %s: the pack '%s' has no such option; did you mean '%s'?",
                      name, pack_id, near != NULL ? near : names[0]);
    }
    eng_free((void *)names);
    return false;
}

bool eng_rulebook_set(eng_rulebook *book, const char *pack_id, const char *assignment,
                      eng_error *error)
{
    static const char *const wanted[] = {[ENG_BOOL] = "true or false",
                                         [ENG_INT] = "a whole number",
                                         [ENG_FLOAT] = "a number",
                                         [ENG_TEXT] = "a text"};
    char name[NAME_BYTES_MAX + 1];
    const char *equals = strchr(assignment, '=');
    size_t bytes = equals != NULL ? (size_t)(equals - assignment) : 0;
    if (bytes == 0 || bytes > NAME_BYTES_MAX) {
        return eng_error_set(error, "--option '%s': give NAME=VALUE", assignment);
    }
    memcpy(name, assignment, bytes);
    name[bytes] = '\0';
    for (uint32_t i = 0; i < book->option_count; ++i) {
        eng_rule_option *option = &book->options[i];
        if (strcmp(option->name, name) == 0) {
            return parse_value(book, equals + 1, &option->value) ||
                   eng_error_set(error, "--option %s: '%s' is not %s", name, equals + 1,
                                 wanted[option->value.type]);
        }
    }
    return no_such_option(book, pack_id, name, error);
}

// ----------------------------------------------------------------------------------------- book

static void read_script(eng_rulebook *book, eng_json_node *root)
{
    eng_json_node script;
    if (!eng_json_object(root, "script", &script)) {
        return;
    }
    if (eng_json_require(&script, "module") && eng_json_require(&script, "class")) {
        book->script_module = eng_json_text(&script, "module", NULL);
        book->script_class = eng_json_text(&script, "class", NULL);
        book->extras.has_referee = book->script_module != NULL && book->script_class != NULL;
    }
    eng_json_close(&script);
}

static void read_keys(eng_rulebook *book, eng_json_node *root)
{
    eng_json_node list;
    if (!eng_json_list(root, "keys", &list) ||
        !check_count(root, "keys", eng_json_count(&list), ENG_MAX_PACK_ROWS)) {
        return;
    }
    book->keys = eng_alloc(eng_json_count(&list) + 1, sizeof *book->keys);
    for (uint32_t i = 0; i < eng_json_count(&list); ++i) {
        const char *key = eng_json_item_text(&list, i);
        if (key != NULL) {
            book->keys[book->key_count++] = key;
        }
    }
}

void eng_rulebook_read(eng_rulebook *book, eng_json_node *root)
{
    static const char *const clocks[] = {"realtime", "turns"};
    read_script(book, root);
    book->clock = (eng_rules_clock)eng_json_choice(root, "clock", clocks, 2, 0);
    book->extras.is_still = !eng_json_bool(root, "simulation", true);
    book->takes_pointer = eng_json_bool(root, "pointer", false);
    read_keys(book, root);
    read_fields(book, root);
    // An event is told with one argument more: whom.
    book->extras.commands =
        read_rows(root, "commands", eng_command_rows, ENG_COMMAND_COUNT, "a command",
                  ENG_MAX_PACK_ROWS, ENG_MAX_ARGS, &book->extras.command_count);
    book->extras.events =
        read_rows(root, "events", eng_event_rows, ENG_EVENT_COUNT, "an event", ENG_MAX_PACK_EVENTS,
                  ENG_MAX_ARGS - 1, &book->extras.event_count);
    check_fields_and_commands(book, root);
    read_options(book, root);
    if (!book->extras.has_referee && book->extras.command_count > 0) {
        eng_json_fail(root, "commands", "nobody carries them out; add a \"script\", the referee");
    }
}

void eng_rulebook_fini(eng_rulebook *book)
{
    for (uint32_t i = 0; i < book->text_count; ++i) {
        eng_free(book->texts[i]);
    }
    eng_free(book->texts);
    eng_free((void *)book->extras.fields);
    eng_free((void *)book->extras.fallbacks);
    eng_free((void *)book->extras.commands);
    eng_free((void *)book->extras.events);
    eng_free((void *)book->extras.names);
    eng_free(book->options);
    eng_free((void *)book->keys);
    *book = (eng_rulebook){0};
}
