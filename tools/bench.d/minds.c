// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "minds.h"

#include <string.h>

static const myr_field fields[FIELD_COUNT] = {
    {"x", "Where it is.", "px", MYR_FLOAT, MYR_FIELD_X, false},
    {"y", "Where it is.", "px", MYR_FLOAT, MYR_FIELD_Y, false},
    {"team", "Its side.", NULL, MYR_INT, MYR_FIELD_TEAM, false},
    {"hp", "Health.", NULL, MYR_FLOAT, MYR_FIELD_PLAIN, false},
    {"sight", "How far it sees.", "px", MYR_FLOAT, MYR_FIELD_PLAIN, false},
    {"reach", "How far it strikes.", "px", MYR_FLOAT, MYR_FIELD_PLAIN, false},
    {"speed", "Top speed.", "px/s", MYR_FLOAT, MYR_FIELD_PLAIN, false},
};

static const myr_command commands[COMMAND_COUNT] = {
    {.name = "move_to",
     .doc = "Walks.",
     .args = {{.name = "x", .doc = "To.", .type = MYR_FLOAT},
              {.name = "y", .doc = "To.", .type = MYR_FLOAT}},
     .arg_count = 2},
    {.name = "attack",
     .doc = "Strikes.",
     .args = {{.name = "target", .doc = "Whom.", .type = MYR_ENTITY}},
     .arg_count = 1},
};

// Reads the whole static block, a word of each cache line.
MYR_API void bench_read_statics(const myr_view *view, myr_entity self, const myr_value *args,
                                myr_value *result);

void bench_read_statics(const myr_view *view, myr_entity self, const myr_value *args,
                        myr_value *result)
{
    (void)self;
    (void)args;
    size_t bytes = 0;
    const uint8_t *block = myr_view_static(view, &bytes);
    int64_t sum = 0;
    for (size_t i = 0; block != NULL && i < bytes; i += 64)
        sum += block[i];
    *result = (myr_value){.type = MYR_INT, .integer = sum & 0x7fffffff};
}

static const myr_query queries[] = {
    {.name = "read_statics",
     .doc = "Reads all of the static block.",
     .result = MYR_INT,
     .function = bench_read_statics},
};

void bench_schema(myr_def *def)
{
    def->fields = fields;
    def->field_count = FIELD_COUNT;
    def->commands = commands;
    def->command_count = COMMAND_COUNT;
    def->queries = queries;
    def->query_count = 1;
}

MYR_API void bench_think_empty(myr_context *context, myr_entity self, void *memory);
MYR_API void bench_think_commands(myr_context *context, myr_entity self, void *memory);
MYR_API void bench_think_send(myr_context *context, myr_entity self, void *memory);
MYR_API void bench_hear(myr_context *context, myr_entity self, void *memory, const myr_mail *mail);

void bench_think_empty(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
}

void bench_think_commands(myr_context *context, myr_entity self, void *memory)
{
    (void)memory;
    myr_value to[2] = {{.type = MYR_FLOAT, .number = 10.0}, {.type = MYR_FLOAT, .number = 20.0}};
    myr_value target = {.type = MYR_ENTITY, .entity = self};
    myr_context_command(context, COMMAND_MOVE, to, 2);
    myr_context_command(context, COMMAND_ATTACK, &target, 1);
}

// To the next one, in the order of entities.
void bench_think_send(myr_context *context, myr_entity self, void *memory)
{
    (void)memory;
    const myr_view *view = myr_context_view(context);
    int32_t row = myr_view_row(view, self);
    if (row < 0)
        return;
    uint32_t next = ((uint32_t)row + 1) % myr_view_row_count(view);
    const double payload[3] = {1.0, 2.0, 3.0};
    myr_context_send(context, myr_view_entities(view)[next], payload, sizeof payload);
}

void bench_hear(myr_context *context, myr_entity self, void *memory, const myr_mail *mail)
{
    (void)context;
    (void)self;
    *(uint64_t *)memory += mail->byte_count;
}

const myr_script *bench_native_mind(const char *name)
{
    static const myr_script minds[] = {
        {.name = "Empty", .think = bench_think_empty, .memory_bytes = 8},
        {.name = "Commander", .think = bench_think_commands, .memory_bytes = 8},
        {.name = "Talker", .think = bench_think_send, .mail = bench_hear, .memory_bytes = 8},
    };
    for (size_t i = 0; i < sizeof minds / sizeof *minds; i++)
        if (strcmp(minds[i].name, name) == 0)
            return &minds[i];
    return NULL;
}
