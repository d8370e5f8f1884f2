// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A program as one flat block and back. Unpacking makes a def that borrows from the block and gives
// it to myri_program_create(), so that a child checks a program exactly as its host did.
//
//     block   | magic | hash | limits | schema | names | sources | scripts |
//     text    | bytes + 1, or 0 for none | bytes | 0 |
//     call    | path of a shared object | symbol |        (two texts; both none for NULL)

#define _GNU_SOURCE

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "log.h"
#include "program_def.h"
#include "snapshot.h"

static const uint64_t pack_magic = 0x314b4341504d594du;

// Any function of the host's: queries and C scripts have different types, and only their address
// travels.
typedef void (*any_function)(void);

// --- packing ---

typedef struct packer {
    uint8_t *bytes;
    size_t used, capacity;
    myr_error *error;
    bool has_failed;
} packer;

static void pack_bytes(packer *pack, const void *from, size_t count)
{
    if (pack->has_failed || count == 0)
        return;
    if (pack->capacity - pack->used < count) {
        size_t capacity = (pack->capacity + count) * 2;
        uint8_t *grown = realloc(pack->bytes, capacity);
        if (!grown) {
            pack->has_failed = true;
            myri_error_set(pack->error, "no memory to pack the program for child processes");
            return;
        }
        pack->bytes = grown;
        pack->capacity = capacity;
    }
    memcpy(pack->bytes + pack->used, from, count);
    pack->used += count;
}

static void pack_integer(packer *pack, uint64_t value)
{
    pack_bytes(pack, &value, sizeof value);
}

static void pack_number(packer *pack, double value)
{
    pack_bytes(pack, &value, sizeof value);
}

static void pack_run(packer *pack, const char *text, size_t bytes)
{
    pack_integer(pack, text ? (uint64_t)bytes + 1 : 0);
    if (!text)
        return;
    pack_bytes(pack, text, bytes);
    pack_bytes(pack, "", 1);
}

static void pack_text(packer *pack, const char *text)
{
    pack_run(pack, text, text ? strlen(text) : 0);
}

static void pack_function(packer *pack, any_function function, const char *kind, const char *name)
{
    if (!function) {
        pack_text(pack, NULL);
        pack_text(pack, NULL);
        return;
    }
    if (pack->has_failed)
        return;
    Dl_info info = {0};
    struct link_map *object = NULL;
    void *address;
    memcpy(&address, &function, sizeof address);
    int is_found = dladdr1(address, &info, (void **)&object, RTLD_DL_LINKMAP);
    if (!is_found || !object || object->l_name[0] == '\0') {
        pack->has_failed = true;
        myri_error_set(
            pack->error,
            "the function of %s '%s' lies in the executable, where a child process cannot "
            "load it: move it into a shared object",
            kind, name);
        return;
    }
    // dladdr answers with the nearest exported symbol below: only an exact hit is the function's
    // own.
    if (!info.dli_sname || info.dli_saddr != address) {
        pack->has_failed = true;
        myri_error_set(
            pack->error,
            "the function of %s '%s' is not exported from %.256s, so a child process cannot "
            "find it: make it non-static with default visibility",
            kind, name, object->l_name);
        return;
    }
    char *path = realpath(object->l_name, NULL);
    pack_text(pack, path ? path : object->l_name);
    pack_text(pack, info.dli_sname);
    free(path);
}

static void pack_limits(packer *pack, const myri_program *program)
{
    pack_integer(pack, program->language);
    pack_integer(pack, program->isolation);
    pack_integer(pack, program->placement);
    pack_integer(pack, program->interpreter_count);
    pack_integer(pack, (uint64_t)program->worker_nice);
    pack_integer(pack, program->seed);
    pack_number(pack, program->tick_rate_hz);
    pack_integer(pack, program->entity_capacity);
    pack_integer(pack, program->dynamic_bytes);
    pack_integer(pack, program->static_bytes);
    pack_number(pack, (double)program->world_width);
    pack_number(pack, (double)program->world_height);
    pack_number(pack, (double)program->grid_cell);
    pack_integer(pack, (uint64_t)program->think_limit_us);
    pack_integer(pack, (uint64_t)program->think_grace_us);
    pack_integer(pack, (uint64_t)program->think_budget_us);
    pack_integer(pack, (uint64_t)program->interpreter_budget_us);
    pack_integer(pack, (uint64_t)program->bucket_us);
    pack_integer(pack, program->strike_limit);
    pack_integer(pack, program->interpreter_strike_limit);
    pack_integer(pack, program->strike_ticks);
    pack_integer(pack, program->checkpoint_bytes);
    pack_integer(pack, program->checkpoint_ticks);
    pack_integer(pack, program->bundle_bytes);
    pack_integer(pack, program->command_capacity);
    pack_integer(pack, program->message_capacity);
    pack_integer(pack, program->message_bytes);
    pack_integer(pack, program->print_bytes);
    pack_integer(pack, program->job_bytes);
    pack_integer(pack, program->child_memory_bytes);
    pack_integer(pack, program->is_unsealed);
    pack_integer(pack, program->is_seal_required);
    pack_integer(pack, program->is_unguarded);
    pack_integer(pack, program->is_editable);
    pack_integer(pack, program->is_debugged);
    pack_integer(pack, program->heap_shift);
    pack_integer(pack, program->memory_bytes);
    pack_integer(pack, program->source_bytes);
}

static void pack_args(packer *pack, const myr_arg *args, uint32_t count)
{
    pack_integer(pack, count);
    for (uint32_t i = 0; i < count; i++) {
        pack_text(pack, args[i].name);
        pack_text(pack, args[i].doc);
        pack_integer(pack, args[i].type);
        pack_integer(pack, args[i].is_optional);
        pack_number(pack, args[i].fallback);
    }
}

static void pack_call(packer *pack, const char *name, const char *doc, const myr_arg *args,
                      uint32_t count)
{
    pack_text(pack, name);
    pack_text(pack, doc);
    pack_args(pack, args, count);
}

static void pack_schema(packer *pack, const myri_program *program)
{
    pack_integer(pack, program->field_count);
    for (uint32_t i = 0; i < program->field_count; i++) {
        const myr_field *field = &program->fields[i];
        pack_text(pack, field->name);
        pack_text(pack, field->doc);
        pack_text(pack, field->unit);
        pack_integer(pack, field->type);
        pack_integer(pack, field->role);
        pack_integer(pack, field->is_settable);
    }
    pack_integer(pack, program->query_count);
    for (uint32_t i = 0; i < program->query_count; i++) {
        const myr_query *query = &program->queries[i];
        pack_call(pack, query->name, query->doc, query->args, query->arg_count);
        pack_integer(pack, query->result);
        pack_integer(pack, query->is_result_optional);
        pack_function(pack, (any_function)query->function, "query", query->name);
        pack_args(pack, query->places, query->place_count);
    }
    pack_integer(pack, program->command_count);
    for (uint32_t i = 0; i < program->command_count; i++) {
        const myr_command *command = &program->commands[i];
        pack_call(pack, command->name, command->doc, command->args, command->arg_count);
        pack_integer(pack, command->roles);
        pack_integer(pack, command->form);
        pack_integer(pack, command->event);
        pack_integer(pack, command->is_order);
        pack_text(pack, command->awaited);
        pack_text(pack, command->done_event);
        pack_text(pack, command->failed_event);
        pack_text(pack, command->way_query);
    }
    pack_integer(pack, program->event_count);
    for (uint32_t i = 0; i < program->event_count; i++) {
        const myr_event *event = &program->events[i];
        pack_call(pack, event->name, event->doc, event->args, event->arg_count);
        pack_integer(pack, event->roles);
    }
}

static void pack_options(packer *pack, const myri_program *program)
{
    pack_integer(pack, program->option_count);
    for (uint32_t i = 0; i < program->option_count; i++) {
        const myr_value *value = &program->options[i].value;
        pack_text(pack, program->options[i].name);
        pack_integer(pack, value->type);
        if (value->type == MYR_TEXT)
            pack_run(pack, value->text, value->text_bytes);
        else
            pack_integer(pack, (uint64_t)value->integer); // or the bits of the number
    }
}

static void pack_scripts(packer *pack, const myri_program *program)
{
    pack_integer(pack, program->name_count);
    for (uint32_t i = 0; i < program->name_count; i++)
        pack_text(pack, program->names[i]);
    pack_integer(pack, program->source_count);
    for (uint32_t i = 0; i < program->source_count; i++) {
        const myri_source *source = &program->sources[i];
        pack_text(pack, source->module);
        pack_text(pack, source->path);
        pack_run(pack, source->text, source->text_bytes);
    }
    pack_integer(pack, program->script_count);
    for (uint32_t i = 0; i < program->script_count; i++) {
        const myri_script *script = &program->scripts[i];
        pack_text(pack, script->name);
        pack_text(pack, script->module);
        pack_integer(pack, script->memory_bytes);
        pack_integer(pack, script->role);
        pack_function(pack, (any_function)script->think, "script", script->name);
        pack_function(pack, (any_function)script->mail, "script", script->name);
    }
}

void *myri_program_pack(const myri_program *program, size_t *bytes, myr_error *error)
{
    packer pack = {.error = error};
    pack_integer(&pack, pack_magic);
    pack_integer(&pack, program->content_hash);
    pack_limits(&pack, program);
    pack_schema(&pack, program);
    pack_options(&pack, program);
    pack_scripts(&pack, program);
    if (pack.has_failed) {
        free(pack.bytes);
        return NULL;
    }
    *bytes = pack.used;
    return pack.bytes;
}

// --- unpacking ---

// An unpacker that has failed once reads zeros, so that only a few places have to look.
typedef struct unpacker {
    const uint8_t *bytes;
    size_t left;
    myri_arena *arena; // the def's tables, until the program has copied them
    myr_error *error;
    bool has_failed;
} unpacker;

static void unpack_fail(unpacker *unpack, const char *why)
{
    if (!unpack->has_failed)
        myri_error_set(unpack->error, "the packed program is broken: %s", why);
    unpack->has_failed = true;
}

static void unpack_bytes(unpacker *unpack, void *out, size_t count)
{
    memset(out, 0, count);
    if (unpack->left < count)
        unpack_fail(unpack, "it ends too early");
    if (unpack->has_failed)
        return;
    memcpy(out, unpack->bytes, count);
    unpack->bytes += count;
    unpack->left -= count;
}

static uint64_t unpack_integer(unpacker *unpack)
{
    uint64_t value;
    unpack_bytes(unpack, &value, sizeof value);
    return value;
}

static uint32_t unpack_word(unpacker *unpack)
{
    uint64_t value = unpack_integer(unpack);
    if (value > UINT32_MAX)
        unpack_fail(unpack, "a number is too large");
    return unpack->has_failed ? 0 : (uint32_t)value;
}

static int32_t unpack_signed(unpacker *unpack)
{
    return (int32_t)(int64_t)unpack_integer(unpack);
}

static double unpack_number(unpacker *unpack)
{
    double value;
    unpack_bytes(unpack, &value, sizeof value);
    return value;
}

// A float that a double carried. One that is none becomes NaN, which the def's check refuses.
static float unpack_float(unpacker *unpack)
{
    return (float)unpack_number(unpack);
}

// A text that may hold zeros, in the block; *bytes without the terminator.
static const char *unpack_run(unpacker *unpack, size_t *bytes)
{
    uint64_t size = unpack_integer(unpack);
    *bytes = 0;
    if (unpack->has_failed || size == 0)
        return NULL;
    if (size > unpack->left || unpack->bytes[size - 1] != 0) {
        unpack_fail(unpack, "a text does not end");
        return NULL;
    }
    const char *text = (const char *)unpack->bytes;
    unpack->bytes += size;
    unpack->left -= size;
    *bytes = size - 1;
    return text;
}

static const char *unpack_text(unpacker *unpack)
{
    size_t bytes;
    const char *text = unpack_run(unpack, &bytes);
    if (text && strlen(text) != bytes)
        unpack_fail(unpack, "a text has a zero in it");
    return text;
}

// A table of `count` rows for the def. Rows take eight bytes of the block at least, so that a false
// count cannot ask for more memory than a small multiple of the block.
static void *unpack_table(unpacker *unpack, uint32_t *count, uint32_t most, size_t row_bytes)
{
    *count = unpack_word(unpack);
    if (*count > most || *count > unpack->left / 8)
        unpack_fail(unpack, "a table is too long");
    void *table = unpack->has_failed ? NULL : myri_arena_get(unpack->arena, *count * row_bytes);
    if (!table) {
        unpack_fail(unpack, "no memory for a table");
        *count = 0;
    }
    return table;
}

static any_function unpack_function(unpacker *unpack)
{
    const char *path = unpack_text(unpack);
    const char *symbol = unpack_text(unpack);
    if (unpack->has_failed || !path || !symbol)
        return NULL;
    // Never closed: the functions are called for as long as the child lives.
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *address = object ? dlsym(object, symbol) : NULL;
    if (!address) {
        const char *why = dlerror();
        myri_error_set(unpack->error, "cannot load '%.64s' from %.256s: %.512s", symbol, path,
                       why ? why : "it is not there");
        unpack->has_failed = true;
    }
    any_function function;
    memcpy(&function, &address, sizeof function);
    return function;
}

static void unpack_limits(unpacker *unpack, myr_def *def)
{
    def->language = (myr_language)unpack_word(unpack);
    def->isolation = (myr_isolation)unpack_word(unpack);
    def->placement = (myr_placement)unpack_word(unpack);
    def->interpreter_count = unpack_word(unpack);
    def->worker_nice = unpack_signed(unpack);
    def->seed = unpack_integer(unpack);
    def->tick_rate_hz = unpack_number(unpack);
    def->entity_capacity = unpack_word(unpack);
    def->dynamic_bytes = unpack_integer(unpack);
    def->static_bytes = unpack_integer(unpack);
    def->world_width = unpack_float(unpack);
    def->world_height = unpack_float(unpack);
    def->grid_cell = unpack_float(unpack);
    def->think_limit_us = (int64_t)unpack_integer(unpack);
    def->think_grace_us = (int64_t)unpack_integer(unpack);
    def->think_budget_us = (int64_t)unpack_integer(unpack);
    def->interpreter_budget_us = (int64_t)unpack_integer(unpack);
    def->bucket_us = (int64_t)unpack_integer(unpack);
    def->strike_limit = unpack_word(unpack);
    def->interpreter_strike_limit = unpack_word(unpack);
    def->strike_ticks = unpack_word(unpack);
    def->checkpoint_bytes = unpack_word(unpack);
    def->checkpoint_ticks = unpack_word(unpack);
    def->bundle_bytes = unpack_word(unpack);
    def->command_capacity = unpack_word(unpack);
    def->message_capacity = unpack_word(unpack);
    def->message_bytes = unpack_word(unpack);
    def->print_bytes = unpack_word(unpack);
    def->job_bytes = unpack_word(unpack);
    def->child_memory_bytes = unpack_integer(unpack);
    def->is_unsealed = unpack_integer(unpack) != 0;
    def->is_seal_required = unpack_integer(unpack) != 0;
    def->is_unguarded = unpack_integer(unpack) != 0;
    def->is_editable = unpack_integer(unpack) != 0;
    def->is_debugged = unpack_integer(unpack) != 0;
    def->heap_shift = unpack_word(unpack);
    def->memory_bytes = unpack_integer(unpack);
    def->source_bytes = unpack_integer(unpack);
}

static uint32_t unpack_args(unpacker *unpack, myr_arg *args)
{
    uint32_t count = unpack_word(unpack);
    if (count > MYR_MAX_ARGS) {
        unpack_fail(unpack, "a row has too many arguments");
        return 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        args[i].name = unpack_text(unpack);
        args[i].doc = unpack_text(unpack);
        args[i].type = (myr_type)unpack_word(unpack);
        args[i].is_optional = unpack_integer(unpack) != 0;
        args[i].fallback = unpack_number(unpack);
    }
    return count;
}

static void unpack_schema(unpacker *unpack, myr_def *def)
{
    myr_field *fields = unpack_table(unpack, &def->field_count, MYRI_MAX_ROWS, sizeof *fields);
    for (uint32_t i = 0; i < def->field_count; i++) {
        fields[i].name = unpack_text(unpack);
        fields[i].doc = unpack_text(unpack);
        fields[i].unit = unpack_text(unpack);
        fields[i].type = (myr_type)unpack_word(unpack);
        fields[i].role = (myr_field_role)unpack_word(unpack);
        fields[i].is_settable = unpack_integer(unpack) != 0;
    }
    myr_query *queries = unpack_table(unpack, &def->query_count, MYRI_MAX_ROWS, sizeof *queries);
    for (uint32_t i = 0; i < def->query_count; i++) {
        queries[i].name = unpack_text(unpack);
        queries[i].doc = unpack_text(unpack);
        queries[i].arg_count = unpack_args(unpack, queries[i].args);
        queries[i].result = (myr_type)unpack_word(unpack);
        queries[i].is_result_optional = unpack_word(unpack) != 0;
        queries[i].function = (myr_query_function)unpack_function(unpack);
        queries[i].place_count = unpack_args(unpack, queries[i].places);
    }
    myr_command *commands =
        unpack_table(unpack, &def->command_count, MYRI_MAX_ROWS, sizeof *commands);
    for (uint32_t i = 0; i < def->command_count; i++) {
        commands[i].name = unpack_text(unpack);
        commands[i].doc = unpack_text(unpack);
        commands[i].arg_count = unpack_args(unpack, commands[i].args);
        commands[i].roles = unpack_word(unpack);
        commands[i].form = (myr_form)unpack_word(unpack);
        commands[i].event = unpack_word(unpack);
        commands[i].is_order = unpack_word(unpack) != 0;
        commands[i].awaited = unpack_text(unpack);
        commands[i].done_event = unpack_text(unpack);
        commands[i].failed_event = unpack_text(unpack);
        commands[i].way_query = unpack_text(unpack);
    }
    myr_event *events = unpack_table(unpack, &def->event_count, MYRI_MAX_ROWS, sizeof *events);
    for (uint32_t i = 0; i < def->event_count; i++) {
        events[i].name = unpack_text(unpack);
        events[i].doc = unpack_text(unpack);
        events[i].arg_count = unpack_args(unpack, events[i].args);
        events[i].roles = unpack_word(unpack);
    }
    def->fields = fields;
    def->queries = queries;
    def->commands = commands;
    def->events = events;
}

static void unpack_options(unpacker *unpack, myr_def *def)
{
    myr_option *options = unpack_table(unpack, &def->option_count, MYRI_MAX_ROWS, sizeof *options);
    for (uint32_t i = 0; i < def->option_count; i++) {
        myr_value *value = &options[i].value;
        size_t bytes = 0;
        options[i].name = unpack_text(unpack);
        value->type = unpack_word(unpack);
        if (value->type == MYR_TEXT)
            value->text = unpack_run(unpack, &bytes);
        else
            value->integer = (int64_t)unpack_integer(unpack);
        value->text_bytes = (uint32_t)bytes;
    }
    def->options = options;
}

static void unpack_scripts(unpacker *unpack, myr_def *def)
{
    const char **names = unpack_table(unpack, &def->name_count, MYRI_MAX_NAMES, sizeof *names);
    for (uint32_t i = 0; i < def->name_count; i++)
        names[i] = unpack_text(unpack);
    myr_source *sources =
        unpack_table(unpack, &def->source_count, MYRI_MAX_SOURCES, sizeof *sources);
    for (uint32_t i = 0; i < def->source_count; i++) {
        sources[i].module = unpack_text(unpack);
        sources[i].path = unpack_text(unpack);
        sources[i].text = unpack_run(unpack, &sources[i].text_bytes);
    }
    myr_script *scripts =
        unpack_table(unpack, &def->script_count, MYRI_MAX_SOURCES, sizeof *scripts);
    for (uint32_t i = 0; i < def->script_count; i++) {
        scripts[i].name = unpack_text(unpack);
        scripts[i].module = unpack_text(unpack);
        scripts[i].memory_bytes = unpack_word(unpack);
        scripts[i].role = (myr_role)unpack_word(unpack);
        scripts[i].think = (myr_think_function)unpack_function(unpack);
        scripts[i].mail = (myr_mail_function)unpack_function(unpack);
    }
    def->names = names;
    def->sources = sources;
    def->scripts = scripts;
}

myri_program *myri_program_unpack(const void *block, size_t bytes, myr_error *error)
{
    unpacker unpack = {.bytes = block, .left = bytes, .error = error, .arena = myri_arena_create()};
    myri_program *program = NULL;
    if (!unpack.arena) {
        unpack_fail(&unpack, "no memory");
        goto done;
    }
    if (unpack_integer(&unpack) != pack_magic)
        unpack_fail(&unpack, "it is not one, or of another version");
    uint64_t hash = unpack_integer(&unpack);
    myr_def def = myr_default_def();
    unpack_limits(&unpack, &def);
    unpack_schema(&unpack, &def);
    unpack_options(&unpack, &def);
    unpack_scripts(&unpack, &def);
    if (unpack.left > 0)
        unpack_fail(&unpack, "something follows it");
    if (unpack.has_failed)
        goto done;
    program = myri_program_create(&def, error);
    // Functions lie elsewhere in a child, so its own hash would differ.
    if (program)
        program->content_hash = hash;

done:
    myri_arena_destroy(unpack.arena);
    return program;
}
