// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// records.c: tuples whose places have names: events, messages, and what state() answers. Their
// types are made from the schema, one per event, so that `event.damage` and
// `attacker, damage = event` both work.

#include "myrpy.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------------------------- the schema's
// descriptions

void myrpy_type_name(const char *name, const char *suffix, char *text, size_t capacity)
{
    size_t used = 0;
    bool is_first = true;
    for (; *name != '\0' && used + 1 < capacity; name++) {
        if (*name == '_') {
            is_first = true;
            continue;
        }
        text[used++] = is_first ? (char)toupper((unsigned char)*name) : *name;
        is_first = false;
    }
    snprintf(text + used, capacity - used, "%s", suffix);
}

void myrpy_event_type_name(const char *event, char *text, size_t capacity)
{
    myrpy_type_name(event, "Event", text, capacity);
}

static bool field_set(PyStructSequence_Field *field, const char *name, const char *doc)
{
    field->name = strdup(name);
    field->doc = strdup(doc != NULL ? doc : "");
    return field->name != NULL && field->doc != NULL;
}

static bool record_begin(PyStructSequence_Desc *record, const char *name, const char *doc,
                         uint32_t count)
{
    char full[128];
    snprintf(full, sizeof full, "myrmidon.%s", name);
    record->name = strdup(full);
    record->doc = strdup(doc != NULL ? doc : "");
    record->fields = calloc((size_t)count + 1, sizeof *record->fields);
    record->n_in_sequence = (int)count;
    return record->name != NULL && record->doc != NULL && record->fields != NULL;
}

static bool places_describe(PyStructSequence_Desc *record, const char *name, const char *doc,
                            const myr_arg *places, uint32_t count)
{
    bool is_done = record_begin(record, name, doc, count);
    for (uint32_t i = 0; is_done && i < count; i++)
        is_done = field_set(&record->fields[i], places[i].name, places[i].doc);
    return is_done;
}

static bool event_describe(PyStructSequence_Desc *record, const myr_event *event)
{
    char name[100];
    myrpy_event_type_name(event->name, name, sizeof name);
    return places_describe(record, name, event->doc, event->args, event->arg_count);
}

static bool answer_describe(PyStructSequence_Desc *record, const myr_query *query)
{
    char name[100];
    myrpy_type_name(query->name, "", name, sizeof name);
    return places_describe(record, name, query->doc, query->places, query->place_count);
}

static bool message_describe(PyStructSequence_Desc *record)
{
    return record_begin(record, "Message", "What another unit has sent.", 2) &&
           field_set(&record->fields[0], "sender", "A view of who sent it.") &&
           field_set(&record->fields[1], "payload", "What was sent.");
}

static bool state_describe(PyStructSequence_Desc *record, const myri_program *program)
{
    bool is_done =
        record_begin(record, "State", "All fields of a unit, read at once.", program->field_count);
    for (uint32_t i = 0; is_done && i < program->field_count; i++)
        is_done = field_set(&record->fields[i], program->fields[i].name, program->fields[i].doc);
    return is_done;
}

static uint32_t answer_count(const myri_program *program)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < program->query_count; i++)
        count += program->queries[i].place_count > 0;
    return count;
}

uint32_t myrpy_record_count(const myri_program *program)
{
    return program->event_count + answer_count(program) + 2;
}

// The events' records, those of queries that answer one, then those of messages and states.
PyStructSequence_Desc *myrpy_records_describe(const myri_program *program)
{
    uint32_t count = myrpy_record_count(program), next = program->event_count;
    PyStructSequence_Desc *records = calloc(count, sizeof *records);
    bool is_done = records != NULL;
    for (uint32_t i = 0; is_done && i < program->event_count; i++)
        is_done = event_describe(&records[i], &program->events[i]);
    for (uint32_t i = 0; is_done && i < program->query_count; i++)
        if (program->queries[i].place_count > 0)
            is_done = answer_describe(&records[next++], &program->queries[i]);
    if (is_done && message_describe(&records[count - 2]) &&
        state_describe(&records[count - 1], program))
        return records;
    myrpy_records_forget(records, count);
    return NULL;
}

void myrpy_records_forget(PyStructSequence_Desc *records, uint32_t count)
{
    for (uint32_t i = 0; records != NULL && i < count; i++) {
        PyStructSequence_Field *fields = records[i].fields;
        for (PyStructSequence_Field *field = fields; field != NULL && field->name != NULL;
             field++) {
            free((char *)field->name);
            free((char *)field->doc);
        }
        free(fields);
        free((char *)records[i].name);
        free((char *)records[i].doc);
    }
    free(records);
}

// ------------------------------------------------------------------------------------------- types

bool myrpy_records_add(myri_vm *vm, PyObject *module)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(vm->record_types); i++)
        if (PyModule_AddType(module, (PyTypeObject *)PyTuple_GET_ITEM(vm->record_types, i)) < 0)
            return false;
    return true;
}

bool myrpy_records_init(myri_vm *vm)
{
    uint32_t count = myrpy_record_count(vm->program);
    vm->record_types = PyTuple_New(count);
    bool is_done = vm->record_types != NULL;
    for (uint32_t i = 0; is_done && i < count; i++) {
        PyTypeObject *type = PyStructSequence_NewType(&vm->schema->records[i]);
        is_done = type != NULL;
        if (type != NULL)
            PyTuple_SET_ITEM(vm->record_types, i, (PyObject *)type);
    }
    if (is_done) {
        vm->message_type = (PyTypeObject *)PyTuple_GET_ITEM(vm->record_types, count - 2);
        vm->state_type = (PyTypeObject *)PyTuple_GET_ITEM(vm->record_types, count - 1);
    }
    return is_done;
}

PyTypeObject *myrpy_answer_type(const myri_vm *vm, uint32_t query)
{
    uint32_t at = vm->program->event_count;
    for (uint32_t i = 0; i < query; i++)
        at += vm->program->queries[i].place_count > 0;
    return (PyTypeObject *)PyTuple_GET_ITEM(vm->record_types, at);
}

PyObject *myrpy_record_make(myri_vm *vm, PyTypeObject *type, const myr_value *values,
                            uint32_t count)
{
    PyObject *made = PyStructSequence_New(type);
    for (uint32_t i = 0; made != NULL && i < count; i++) {
        PyObject *value = myrpy_from_value(vm, &values[i]);
        if (value == NULL)
            Py_CLEAR(made);
        else
            PyStructSequence_SetItem(made, i, value);
    }
    return made;
}

PyObject *myrpy_event_make(myri_vm *vm, uint32_t event, const myr_value *values, uint32_t count)
{
    PyObject *type = PyTuple_GET_ITEM(vm->record_types, event);
    return myrpy_record_make(vm, (PyTypeObject *)type, values, count);
}

PyObject *myrpy_message_make(myri_vm *vm, myr_entity sender, const void *payload,
                             uint32_t payload_bytes)
{
    PyObject *message = PyStructSequence_New(vm->message_type);
    PyObject *view = myrpy_view_get(vm, sender);
    PyObject *content = myrpy_message_decode(payload, payload_bytes);
    if (message == NULL || view == NULL || content == NULL) {
        Py_XDECREF(message);
        Py_XDECREF(view);
        Py_XDECREF(content);
        return NULL;
    }
    PyStructSequence_SetItem(message, 0, view);
    PyStructSequence_SetItem(message, 1, content);
    return message;
}
