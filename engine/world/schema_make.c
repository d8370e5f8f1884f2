// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include <string.h>

#include "base/alloc.h"
#include "schema.h"

// Of the engine's fields, those that mean nothing else when they change.
bool eng_schema_is_settable(uint32_t field)
{
    switch (field) {
    case ENG_FIELD_X:
    case ENG_FIELD_Y:
    case ENG_FIELD_HEADING:
    case ENG_FIELD_MAX_SPEED:
    case ENG_FIELD_HP:
    case ENG_FIELD_MAX_HP:
    case ENG_FIELD_TEAM:
    case ENG_FIELD_SIGHT:
    case ENG_FIELD_REACH:
    case ENG_FIELD_COOLDOWN:
    case ENG_FIELD_DAMAGE:
    case ENG_FIELD_CARGO:
    case ENG_FIELD_CAPACITY:
        return true;
    default:
        return field >= ENG_FIELD_COUNT;
    }
}

uint32_t eng_type_bytes(eng_type type)
{
    switch (type) {
    case ENG_BOOL:
        return sizeof(uint8_t);
    case ENG_INT:
    case ENG_NAME:
        return sizeof(int32_t);
    case ENG_FLOAT:
        return sizeof(float);
    case ENG_ENTITY:
        return sizeof(eng_entity);
    case ENG_NONE:
    case ENG_TEXT:
    case ENG_POINT:
    case ENG_POINTS:
    case ENG_RECORD:
        break;
    }
    return 0;
}

static void *join(const void *first, uint32_t first_count, const void *second,
                  uint32_t second_count, uint32_t more, size_t row_bytes)
{
    uint8_t *rows = eng_alloc(first_count + second_count + more + 1, row_bytes);
    memcpy(rows, first, first_count * row_bytes);
    if (second_count > 0)
        memcpy(rows + first_count * row_bytes, second, second_count * row_bytes);
    return rows;
}

// For each event of units the command by which a referee tells it.
static void add_tells(eng_schema *schema)
{
    for (uint32_t i = 0; i < schema->event_count; i++) {
        const eng_event_row *event = &schema->events[i];
        if (schema->event_roles[i] == ENG_FOR_REFEREE || event->arg_count == ENG_MAX_ARGS)
            continue;
        eng_command_row *row = &schema->commands[schema->command_count];
        *row = (eng_command_row){
            .name = "tell",
            .doc = "Tells a unit of an event: tell(unit, \"scored\", 3). Its on_scored() is called "
                   "before its next think().",
            .args = {{"unit", "Whom.", ENG_ENTITY, false, 0}},
            .arg_count = event->arg_count + 1,
        };
        memcpy(row->args + 1, event->args, event->arg_count * sizeof *event->args);
        schema->uses[schema->command_count++] =
            (eng_command_use){ENG_FOR_REFEREE, ENG_FORM_TELL, i};
    }
}

void eng_schema_init(eng_schema *schema, const eng_extras *extras)
{
    static const eng_extras none;
    const eng_extras *more = extras != NULL ? extras : &none;
    uint32_t events = ENG_EVENT_COUNT + more->event_count;
    *schema = (eng_schema){
        .fields = join(eng_field_rows, ENG_FIELD_COUNT, more->fields, more->field_count, 0,
                       sizeof *schema->fields),
        .commands = join(eng_command_rows, ENG_COMMAND_COUNT, more->commands, more->command_count,
                         events, sizeof *schema->commands),
        .uses = eng_alloc(ENG_COMMAND_COUNT + more->command_count + events, sizeof *schema->uses),
        .events = join(eng_event_rows, ENG_EVENT_COUNT, more->events, more->event_count, 0,
                       sizeof *schema->events),
        .event_roles = eng_alloc(events, sizeof *schema->event_roles),
        .fallbacks = eng_alloc(more->field_count + 1, sizeof *schema->fallbacks),
        .names = more->names,
        .field_count = ENG_FIELD_COUNT + more->field_count,
        .command_count = ENG_COMMAND_COUNT + more->command_count,
        .event_count = events,
        .name_count = more->name_count,
        .is_still = more->is_still,
        .has_referee = more->has_referee,
    };
    for (uint32_t i = 0; i < schema->command_count; i++)
        schema->uses[i] = i < ENG_COMMAND_COUNT && eng_command_uses[i].roles != 0
                              ? eng_command_uses[i]
                              : (eng_command_use){ENG_FOR_UNITS, ENG_FORM_CALL, 0};
    for (uint32_t i = 0; i < events; i++)
        schema->event_roles[i] =
            i >= ENG_EVENT_KEY && i <= ENG_EVENT_BUTTON ? ENG_FOR_REFEREE : ENG_FOR_UNITS;
    for (uint32_t i = 0; i < more->field_count; i++)
        schema->fallbacks[i] = more->fallbacks[i];
    add_tells(schema);
}

void eng_schema_fini(eng_schema *schema)
{
    eng_free(schema->fields);
    eng_free(schema->commands);
    eng_free(schema->uses);
    eng_free(schema->events);
    eng_free(schema->event_roles);
    eng_free(schema->fallbacks);
    *schema = (eng_schema){0};
}
