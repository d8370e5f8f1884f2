// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// world.c: see world.h.
//
//     unit    0        1         2       3          4         5
//     at      (0, 0)   (3, 4)    (6, 8)  (30, 40)   (60, 80)  (300, 400)
//     kind    soldier  soldier   medic   soldier    medic     tower
//     team    0        1         0       1          0         1
//     boss    none     0         0       1          none      1
//     role    soldier  soldier   medic   soldier    medic     soldier

#include "world.h"

#include <string.h>

static const myr_field fields[] = {
    {"x", "Where it is.", "px", MYR_FLOAT, MYR_FIELD_X, false},
    {"y", "Where it is, downwards.", "px", MYR_FLOAT, MYR_FIELD_Y, false},
    {"hp", "What it can take.", NULL, MYR_INT, MYR_FIELD_PLAIN, false},
    {"team", "Its side.", NULL, MYR_INT, MYR_FIELD_TEAM, false},
    {"kind", "What it is.", NULL, MYR_NAME, MYR_FIELD_KIND, false},
    {"is_ready", "Whether it may strike.", NULL, MYR_BOOL, MYR_FIELD_PLAIN, false},
    {"boss", "Whom it follows.", NULL, MYR_ENTITY, MYR_FIELD_PLAIN, false},
    {"role", "What it is for.", NULL, MYR_NAME, MYR_FIELD_ROLE, false},
};

static const char *const names[] = {"soldier", "medic", "tower"};

MYR_API void world_query_sum(const myr_view *view, myr_entity self, const myr_value *args,
                             myr_value *result);
MYR_API void world_query_other(const myr_view *view, myr_entity self, const myr_value *args,
                               myr_value *result);
MYR_API void world_query_middle(const myr_view *view, myr_entity self, const myr_value *args,
                                myr_value *result);
MYR_API void world_query_first(const myr_view *view, myr_entity self, const myr_value *args,
                               myr_value *result);
MYR_API void world_query_length(const myr_view *view, myr_entity self, const myr_value *args,
                                myr_value *result);
MYR_API void world_query_nothing(const myr_view *view, myr_entity self, const myr_value *args,
                                 myr_value *result);

void world_query_sum(const myr_view *view, myr_entity self, const myr_value *args,
                     myr_value *result)
{
    (void)view;
    (void)self;
    *result = (myr_value){.type = MYR_FLOAT, .number = args[0].number + args[1].number};
}

void world_query_other(const myr_view *view, myr_entity self, const myr_value *args,
                       myr_value *result)
{
    (void)view;
    (void)self;
    *result = (myr_value){.type = MYR_NAME, .integer = (args[0].integer + 1) % 3};
}

void world_query_middle(const myr_view *view, myr_entity self, const myr_value *args,
                        myr_value *result)
{
    (void)args;
    int32_t row = myr_view_row(view, self);
    const float *x = myr_view_column(view, 0), *y = myr_view_column(view, 1);
    *result = (myr_value){.type = MYR_POINT, .point = {x[row] / 2.0f, y[row] / 2.0f}};
}

void world_query_first(const myr_view *view, myr_entity self, const myr_value *args,
                       myr_value *result)
{
    (void)self;
    (void)args;
    *result = (myr_value){.type = MYR_ENTITY, .entity = myr_view_entities(view)[0]};
}

void world_query_length(const myr_view *view, myr_entity self, const myr_value *args,
                        myr_value *result)
{
    (void)view;
    (void)self;
    *result = (myr_value){.type = MYR_INT, .integer = args[0].text_bytes};
}

void world_query_nothing(const myr_view *view, myr_entity self, const myr_value *args,
                         myr_value *result)
{
    (void)view;
    (void)self;
    (void)args;
    (void)result;
}

MYR_API void world_query_way(const myr_view *view, myr_entity self, const myr_value *args,
                             myr_value *result);
MYR_API void world_query_tally(const myr_view *view, myr_entity self, const myr_value *args,
                               myr_value *result);
MYR_API void world_query_smell(const myr_view *view, myr_entity self, const myr_value *args,
                               myr_value *result);

// By way of the corner (x, 0); none to where x is below 0.
void world_query_way(const myr_view *view, myr_entity self, const myr_value *args,
                     myr_value *result)
{
    (void)view;
    (void)self;
    float *points = args[0].number < 0 ? NULL : myr_result_points(result, 2);
    if (points == NULL)
        return;
    points[0] = points[2] = (float)args[0].number;
    points[1] = 0.0f;
    points[3] = (float)args[1].number;
}

void world_query_tally(const myr_view *view, myr_entity self, const myr_value *args,
                       myr_value *result)
{
    (void)self;
    (void)args;
    result->type = MYR_RECORD;
    result->record[0] = (myr_value){.type = MYR_INT, .integer = myr_view_row_count(view)};
    result->record[1] = (myr_value){.type = MYR_POINT, .point = {1.0f, 2.0f}};
}

void world_query_smell(const myr_view *view, myr_entity self, const myr_value *args,
                       myr_value *result)
{
    (void)view;
    (void)self;
    *result = (myr_value){.type = MYR_FLOAT, .number = (double)args[0].integer + args[1].number};
}

static const myr_query queries[] = {
    {.name = "way",
     .doc = "Where to walk.",
     .args = {{"x", "Where.", MYR_FLOAT, false, 0.0}, {"y", "Where.", MYR_FLOAT, false, 0.0}},
     .arg_count = 2,
     .result = MYR_POINTS,
     .is_result_optional = true,
     .function = world_query_way},
    {.name = "tally",
     .doc = "Counts.",
     .result = MYR_RECORD,
     .places = {{"count", "Units.", MYR_INT, false, 0.0}, {"at", "Where.", MYR_POINT, false, 0.0}},
     .place_count = 2,
     .function = world_query_tally},
    {.name = "smell",
     .doc = "Smells a field.",
     .args = {{"field", "Which.", MYR_NAME, false, 0.0}, {"far", "How far.", MYR_FLOAT, true, 0.0}},
     .arg_count = 2,
     .result = MYR_FLOAT,
     .function = world_query_smell},
    {"sum",
     "Adds.",
     {{"a", "One.", MYR_FLOAT, false, 0.0}, {"b", "The other.", MYR_FLOAT, true, 0.5}},
     2,
     MYR_FLOAT,
     world_query_sum,
     .is_result_optional = false},
    {"other",
     "The kind after that kind.",
     {{"kind", "A kind.", MYR_NAME, true, 1.0}},
     1,
     MYR_NAME,
     world_query_other,
     .is_result_optional = true},
    {"middle",
     "Half way to the origin.",
     {{0}},
     0,
     MYR_POINT,
     world_query_middle,
     .is_result_optional = false},
    {"first",
     "The first unit of all.",
     {{0}},
     0,
     MYR_ENTITY,
     world_query_first,
     .is_result_optional = false},
    {"length",
     "Bytes of a text.",
     {{"text", "Any.", MYR_TEXT, false, 0.0}},
     1,
     MYR_INT,
     world_query_length,
     .is_result_optional = false},
    {"nothing",
     "Answers nothing.",
     {{0}},
     0,
     MYR_INT,
     world_query_nothing,
     .is_result_optional = true},
};

static const myr_command commands[] = {
    {"move_to",
     "Walks there.",
     {{"x", "Where.", MYR_FLOAT, false, 0.0}, {"y", "Where.", MYR_FLOAT, false, 0.0}},
     .arg_count = 2,
     .is_order = true,
     .awaited = "go_to",
     .done_event = "arrived",
     .failed_event = "hit",
     .way_query = "way"},
    {"attack",
     "Strikes.",
     {{"target", "Whom.", MYR_ENTITY, false, 0.0}},
     .arg_count = 1,
     .is_order = true},
    {"say", "Speaks.", {{"text", "What.", MYR_TEXT, false, 0.0}}, .arg_count = 1},
    {"mark",
     "Leaves a mark.",
     {{"level", "How strong.", MYR_INT, true, 3.0},
      {"is_loud", "Whether all see it.", MYR_BOOL, true, 1.0},
      {"kind", "For whom.", MYR_NAME, true, 2.0},
      {"strength", "How long.", MYR_FLOAT, true, 0.25},
      {"about", "Whom it names.", MYR_ENTITY, true, 0.0},
      {"note", "Words.", MYR_TEXT, true, 0.0}},
     .arg_count = 6},
};

static const myr_event events[] = {
    {"hit",
     "It was struck.",
     {{"by", "By whom.", MYR_ENTITY, false, 0.0}, {"damage", "How much.", MYR_FLOAT, false, 0.0}},
     2,
     0},
    {"arrived", "It is where it wanted to be.", {{0}}, 0, 0},
    {"death", "It died.", {{"by", "By whom.", MYR_ENTITY, false, 0.0}}, 1, 0},
};

#define COUNT(table) ((uint32_t)(sizeof(table) / sizeof *(table)))

void world_schema(myr_def *def)
{
    def->fields = fields;
    def->field_count = COUNT(fields);
    def->queries = queries;
    def->query_count = COUNT(queries);
    def->commands = commands;
    def->command_count = COUNT(commands);
    def->events = events;
    def->event_count = COUNT(events);
    def->names = names;
    def->name_count = COUNT(names);
    def->entity_capacity = 64;
    def->world_width = 512;
    def->world_height = 512;
}

void world_fill(world_columns *world, uint32_t dead)
{
    static const float x[] = {0, 3, 6, 30, 60, 300}, y[] = {0, 4, 8, 40, 80, 400};
    static const int32_t kind[] = {0, 0, 1, 0, 1, 2}, boss[] = {-1, 0, 0, 1, -1, 1};
    uint32_t row = 0;
    for (uint32_t i = 0; i < WORLD_UNITS; i++) {
        if (dead & (1u << i))
            continue;
        world->entities[row] = myr_entity_make(i, 1);
        world->x[row] = x[i];
        world->y[row] = y[i];
        world->hp[row] = 10 * (int32_t)(i + 1);
        world->team[row] = (int32_t)(i % 2);
        world->kind[row] = kind[i];
        world->role[row] = kind[i] == 2 ? 0 : kind[i];
        world->is_ready[row] = i % 2 == 0;
        world->boss[row] = boss[i] < 0 ? MYR_ENTITY_NONE : myr_entity_make((uint32_t)boss[i], 1);
        row++;
    }
    world->row_count = row;
    const void *columns[] = {world->x,    world->y,        world->hp,   world->team,
                             world->kind, world->is_ready, world->boss, world->role};
    memcpy(world->columns, columns, sizeof columns);
}
